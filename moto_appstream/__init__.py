"""A test double for Amazon AppStream 2.0, as a plugin of moto.

Importing it makes AppStream known to moto and does nothing else; moto itself is imported when
one of the names below is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from moto_appstream.registration import announce

if TYPE_CHECKING:
    from moto_appstream import seed as seed
    from moto_appstream.calls import AppStreamCalls as AppStreamCalls
    from moto_appstream.calls import Call as Call
    from moto_appstream.calls import Calls as Calls
    from moto_appstream.mock import mock_appstream as mock_appstream

__all__ = ["AppStreamCalls", "Call", "Calls", "mock_appstream", "seed"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "mock_appstream":
        return import_module("moto_appstream.mock").mock_appstream
    if name == "seed":
        return import_module("moto_appstream.seed")
    if name in ("AppStreamCalls", "Call", "Calls"):
        return getattr(import_module("moto_appstream.calls"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


announce()
