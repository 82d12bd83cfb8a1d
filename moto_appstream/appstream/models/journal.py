"""What the call in progress has changed, so that a call that fails changes nothing.

Every attribute of a :class:`Recorded` object and every entry of a collection that changes inside
:meth:`Journal.all_or_nothing` is written down, and set back if the block raises an error. No
operation has to remember to clean up after itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_MISSING = object()


class Journal:
    """The changes of the call in progress. The lock of the backends guards it."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] | None = None
        self._changed: dict[Recorded, None] = {}

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo every change of the block if it raises an error; blocks may be nested."""
        outer, changed_outside = self._undo, self._changed
        self._undo, self._changed = [], {}
        try:
            yield
        except BaseException:
            undo, self._undo = self._undo, None
            for step in reversed(undo):
                step()
            raise
        finally:
            # What settled in a block within this one is as it was before, if this one failed.
            for one in self._changed:
                one.settle()
            if outer is not None:
                outer.extend(self._undo or ())
                changed_outside.update(self._changed)
            self._undo, self._changed = outer, changed_outside

    def write_down(self, undo: Callable[[], object]) -> None:
        """Remember how a change that is about to be made is undone."""
        if self._undo is not None:
            self._undo.append(undo)

    def notice(self, changed: Recorded) -> None:
        """Remember that an object has changed, and have it settle when the call is done."""
        if self._undo is not None:
            self._changed[changed] = None
        else:
            changed.settle()


journal = Journal()


class Recorded:
    """An object whose attributes are set back if the call in progress fails.

    Attributes are replaced, never changed in place: a mapping or list that changes is a new one.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        attributes = self.__dict__
        old = attributes.get(name, _MISSING)
        attributes[name] = value
        if old is not _MISSING:  # else the object is being made
            journal.write_down(lambda: attributes.__setitem__(name, old))
            journal.notice(self)

    def settle(self) -> None:
        """Called once after each call that changed this object."""
