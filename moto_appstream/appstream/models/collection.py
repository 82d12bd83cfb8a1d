"""Images found by their key, and listed in the order of their keys, without scanning."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from .images import Image

Key = TypeVar("Key", bound=Any)


class ImageStore(Generic[Key]):
    """One collection of images: a dictionary to find them, a sorted list to page through them."""

    def __init__(self) -> None:
        self._images: dict[Key, Image] = {}
        self._order: list[Key] = []

    def __len__(self) -> int:
        return len(self._images)

    def __contains__(self, key: Key) -> bool:
        return key in self._images

    def get(self, key: Key) -> Image | None:
        return self._images.get(key)

    def add(self, key: Key, image: Image) -> None:
        if key not in self._images:
            insort(self._order, key)
        self._images[key] = image

    def remove(self, key: Key) -> None:
        del self._images[key]
        del self._order[bisect_left(self._order, key)]

    def copy(self) -> ImageStore[Key]:
        """Another collection of the same images."""
        other: ImageStore[Key] = ImageStore()
        other._images, other._order = dict(self._images), list(self._order)
        return other

    def after(self, key: Key | None) -> Iterator[tuple[Key, Image]]:
        """The images whose keys come after ``key``, or all of them, in order."""
        start = 0 if key is None else bisect_right(self._order, key)
        for index in range(start, len(self._order)):
            found = self._order[index]
            yield found, self._images[found]
