"""How long copies take, for whoever shows them to people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moto.moto_api import state_manager

from moto_appstream.appstream.models.images import Image


@contextmanager
def copies_take(seconds: float) -> Iterator[None]:
    """Let copies take so long in the block; moto's default is not at all.

    :param seconds: 0 leaves the pace as it is.
    """
    if not seconds:
        yield
        return
    state_manager.set_transition(Image.model_name(), {"progression": "time", "seconds": seconds})
    try:
        yield
    finally:
        state_manager.unset_transition(Image.model_name())
