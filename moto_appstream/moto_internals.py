"""What is private to moto, and the only place that touches it.

Each use checks that what it relies on is there, and leaves moto's own way where it is not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import chain
from typing import Any, cast

from moto import backend_index
from moto.core import models
from moto.core.models import botocore_stubber
from moto.moto_api._internal import urls

# moto's callbacks for the `responses` library, by HTTP method, and the patterns they were made of.
_Callbacks = dict[str, list[Any]]
_made: tuple[list[Any], _Callbacks] | None = None


def add_to_moto_api(path: str, answer: Callable[[Any, str, Any], Any]) -> None:
    """Have a path, and all below it, answered on moto's server and in process.

    :param path: it begins with /moto-api.
    :param answer: gets the request, its URL and its headers.
    """
    paths = getattr(urls, "url_paths", None)
    if isinstance(paths, dict):
        paths[f"{{0}}{path}$"] = paths[f"{{0}}{path}/(?P<function>.*)$"] = answer


def is_mocking() -> bool:
    """Whether a mock of moto is on in this process."""
    return bool(botocore_stubber.enabled)


def require_mock() -> None:
    """Check that what is seeded now is not lost.

    :raises RuntimeError: no mock is on in this process.
    """
    serving = {"moto.moto_server.werkzeug_app", "moto.moto_proxy.proxy3"} & sys.modules.keys()
    if not is_mocking() and not serving:
        raise RuntimeError("Seeding needs a mock that is on: mock_appstream, or a fixture.")


def reuse_callbacks(mock: Any) -> None:
    """Let a mock take over the callbacks that an earlier one made.

    moto makes 1,300 anew at each start, the same ones, which is nearly all the time it takes.

    :param mock: an instance of moto's mock that is not started yet.
    """
    kind: type = type(mock)
    slow = getattr(mock, "_enable_patching", None)
    end = getattr(mock, "_disable_patching", None)
    if kind is not models.MockAWS or slow is None or end is None or _registry() is None:
        return

    def enable_patching(reset: bool = True) -> None:
        global _made
        patterns = list(backend_index.backend_url_patterns)
        if not reset or _made is None or _made[0] != patterns:
            slow(reset)
            if reset and (registry := _registry()) is not None:
                _made = patterns, _copied(registry)
            return
        botocore_stubber.enabled = True
        mock.reset()
        models.responses_mock.start()
        cast(_Callbacks, _registry()).update(_copied(_made[1]))

    def disable_patching(remove_data: bool) -> None:
        if _made is not None and models.responses_mock.calls:
            _forget_calls(_made[1])
        end(remove_data)

    mock._enable_patching = enable_patching
    mock._disable_patching = disable_patching


def _registry() -> _Callbacks | None:
    """The callbacks that are active, if this moto keeps them as we know it."""
    get_registry = getattr(models.responses_mock, "get_registry", None)
    registered = getattr(get_registry and get_registry(), "_registered", None)
    return registered if isinstance(registered, dict) else None


def _copied(callbacks: _Callbacks) -> _Callbacks:
    # Copies of the lists: what a test adds to them is its own.
    return {method: list(made) for method, made in callbacks.items()}


def _forget_calls(callbacks: _Callbacks) -> None:
    # Each remembers the requests that it answered: they are of the test that ends now.
    for callback in chain.from_iterable(callbacks.values()):
        calls = getattr(callback, "calls", None)
        if calls is not None:
            calls.reset()
