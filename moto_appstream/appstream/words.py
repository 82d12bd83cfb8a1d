"""How messages put things, and what they show of a value: the beginning of a long one.

Who sends a wrong value decides how large it is; the message about it is of a bounded size, and
takes a bounded time.
"""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

# A value that is one too long for the usual limits of AWS, 256 and 50, is still shown whole.
MOST_CHARACTERS = 300
_MOST_MEMBERS = 100
_MOST_BITS = 128
_MOST_OF_A_NAME = 100


def cut(text: str, most: int = MOST_CHARACTERS) -> str:
    """A text, without what comes after so many characters.

    :param most: how many characters are shown; default: 300.
    """
    return text if len(text) <= most else f"{text[:most]}..."


def as_aws_shows(value: object) -> str:
    """A value as AWS shows it: text as it is, a list or the keys of a map in brackets."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, (list, tuple, Mapping)):
        members: Iterable[object] = islice(value, _MOST_MEMBERS)
        parts = ", ".join(
            cut(member) if isinstance(member, str) else shown(member) for member in members
        )
        return cut(f"[{parts}]" if len(value) <= _MOST_MEMBERS else f"[{parts}, ...]")
    return shown(value)


def shown(value: object) -> str:
    """A value as ``repr`` shows it."""
    return cut(_REPR.repr(value))


class _Repr(reprlib.Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxstring = self.maxother = MOST_CHARACTERS

    def repr_int(self, value: int, level: int) -> str:
        # Python takes quadratic time to show many digits, and shows no more than 4,300.
        if value.bit_length() > _MOST_BITS:
            return f"an integer of {value.bit_length()} bits"
        return repr(value)


_REPR = _Repr()


def name_of(value: object) -> str:
    """What was given as a name: as it is, or as Python writes it if it could not be one."""
    return cut(value) if isinstance(value, str) and value.isidentifier() else shown(value)


def _close(given: object, names: Sequence[str]) -> list[str]:
    # Of a long text none is meant, and comparing it takes long.
    if not isinstance(given, str) or len(given) > _MOST_OF_A_NAME:
        return []
    return difflib.get_close_matches(given, names, 1)


def guess(given: object, names: Sequence[str]) -> str:
    """What was probably meant by an unknown name, for a message; empty if nothing is close."""
    close = _close(given, names)
    return f" (did you mean {close[0]}?)" if close else ""


def choices(given: object, names: Sequence[str]) -> str:
    """How a message about an unknown name ends: what was probably meant, and what there is."""
    return f"{guess(given, names)}; choose from {', '.join(names)}"
