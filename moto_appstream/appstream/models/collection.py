"""Resources found by their key, and listed in the order of their keys, without scanning."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from .journal import journal

Key = TypeVar("Key", bound=Any)
Item = TypeVar("Item")


class Collection(Generic[Key, Item]):
    """A dictionary to find resources, and a sorted list to page through them."""

    def __init__(self, items: Iterable[tuple[Key, Item]] = ()) -> None:
        self._items: dict[Key, Item] = dict(items)
        self._order: list[Key] = sorted(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def get(self, key: Key) -> Item | None:
        return self._items.get(key)

    def add(self, key: Key, item: Item) -> None:
        """Add an item, or replace the one that has this key."""
        before = self._items.get(key)
        if before is None:
            journal.write_down(lambda: self.remove(key))
            insort(self._order, key)
        else:
            journal.write_down(lambda: self.add(key, before))
        self._items[key] = item

    def remove(self, key: Key) -> None:
        """Remove the item that has this key, which must be there."""
        item = self._items.pop(key)
        del self._order[bisect_left(self._order, key)]
        journal.write_down(lambda: self.add(key, item))

    def after(self, key: Key | None = None) -> Iterator[tuple[Key, Item]]:
        """The items whose keys come after ``key``, or all of them, in order."""
        start = 0 if key is None else bisect_right(self._order, key)
        for index in range(start, len(self._order)):
            found = self._order[index]
            yield found, self._items[found]

    def values(self) -> list[Item]:
        """All items, in the order of their keys."""
        return [self._items[key] for key in self._order]
