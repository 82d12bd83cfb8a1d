"""How the messages of seeding put things."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Sequence

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 100


def shown(value: object) -> str:
    """A value as Python writes it, shortened where it is long."""
    return _SHORT.repr(value)


def name_of(value: object) -> str:
    """What was given as a name: as it is, or as Python writes it if it could not be one."""
    return value if isinstance(value, str) and value.isidentifier() else shown(value)


def choices(given: object, names: Sequence[str]) -> str:
    """How a message about an unknown name ends: what was probably meant, and what there is."""
    close = difflib.get_close_matches(given, names, 1) if isinstance(given, str) else []
    meant = f" (did you mean {close[0]}?)" if close else ""
    return f"{meant}; choose from {', '.join(names)}"
