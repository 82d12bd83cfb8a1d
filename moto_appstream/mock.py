"""``mock_appstream``: AWS mocked, on and off, and nested in any order."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from types import TracebackType
from typing import Any, TypedDict, cast, overload
from unittest.mock import patch

from moto import mock_aws
from moto.core.config import DefaultConfig, default_user_config, mock_credentials

from moto_appstream.decorating import Decorated, decorate
from moto_appstream.moto_internals import reuse_callbacks
from moto_appstream.registration import register


class AppStreamConfig(TypedDict, total=False):
    """The part of moto's configuration that is AppStream's.

    :param load_public_images: whether AWS's base images are there from the start; True.
    """

    load_public_images: bool


class MockConfig(DefaultConfig, total=False):
    """moto's configuration with AppStream's part."""

    appstream: AppStreamConfig


@overload
def mock_appstream(func: Decorated) -> Decorated: ...


@overload
def mock_appstream(func: None = None, config: MockConfig | None = None) -> MockAppStream: ...


def mock_appstream(
    func: Decorated | None = None, config: MockConfig | None = None
) -> MockAppStream | Decorated:
    """Mock AppStream, and all of AWS with it as ``mock_aws`` does, so that nothing escapes.

    It is a decorator, with or without parentheses, a context manager, and has ``start`` and
    ``stop``. It nests with itself and with ``mock_aws`` in any order; the outermost one resets
    the state of all services.

    :param func: the function, generator, coroutine, async generator or test class to decorate.
    :param config: moto's configuration, for as long as the mock is on; see :class:`MockConfig`.
        A mock inside another one has the other's state: whether a region has base images is
        settled when it is first asked for, and not again until the outermost mock ends.
    """
    mock = MockAppStream(config)
    return mock if func is None else mock(func)


class MockAppStream:
    """What ``mock_appstream()`` returns: one mock, that may be entered any number of times."""

    def __init__(self, config: MockConfig | None = None) -> None:
        self._config = config or {}
        self._depth = 0

    def start(self, reset: bool = True) -> None:
        """Turn the mock on.

        :param reset: whether the outermost mock starts with fresh state.
        """
        with _lock:
            _enter(self._config, reset)
            self._depth += 1

    def stop(self, remove_data: bool = True) -> None:
        """Turn the mock off, once for each start.

        :param remove_data: whether the outermost mock drops all state.
        :raises RuntimeError: it was not on.
        """
        with _lock:
            if self._depth == 0:
                raise RuntimeError("Called stop() before start().")
            self._depth -= 1
            _leave(remove_data)

    def __enter__(self) -> MockAppStream:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __call__(self, func: Decorated) -> Decorated:
        """Decorate a function or a class, whose signature and type stay as they are."""
        return decorate(func, functools.partial(_entry, self._config))


_lock = RLock()
_entered: list[tuple[Any, Any]] = []


def _enter(config: Mapping[str, Any], reset: bool) -> None:
    # Each entry has an instance of moto's mock of its own: one that is entered twice forgets
    # the credentials it found the first time. A subclass would be no help, since moto counts
    # the nesting on the class. moto's handling of the configuration would outlive a nested
    # mock, so it is done here.
    with _lock:
        register()
        user_config = patch.dict(cast(Any, default_user_config), config)
        user_config.start()
        mock = mock_aws()
        reuse_callbacks(mock)
        try:
            mock.start(reset)
        except BaseException:
            user_config.stop()
            raise
        _entered.append((mock, user_config))


def _leave(remove_data: bool) -> None:
    # The last entry, whoever made it: two coroutines may leave in the order they came, and
    # only the first instance of moto's mock knows what the environment was before.
    with _lock:
        mock, user_config = _entered.pop()
        if mock_credentials():
            # moto deletes what it set, and stops halfway, still on, if that is gone already.
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                os.environ.setdefault(name, "")
        try:
            mock.stop(remove_data)
        finally:
            user_config.stop()


@contextmanager
def _entry(config: Mapping[str, Any], reset: bool, remove_data: bool) -> Iterator[None]:
    _enter(config, reset)
    try:
        yield
    finally:
        _leave(remove_data)
