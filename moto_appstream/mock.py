"""``mock_appstream``: AWS mocked for a block, a function, a generator, a coroutine or a class."""

from __future__ import annotations

import functools
import inspect
import os
import sys
import unittest
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from types import FunctionType, TracebackType
from typing import Any, TypedDict, TypeVar, cast, overload
from unittest.mock import patch

from moto import mock_aws
from moto.core.config import DefaultConfig, default_user_config, mock_credentials

from moto_appstream.moto_internals import is_mocking, reuse_callbacks
from moto_appstream.registration import register

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class AppStreamConfig(TypedDict, total=False):
    """The part of moto's configuration that is AppStream's.

    AppStream looks up what other services have only where a test wants it to.

    :param load_public_images: whether AWS's base images are there from the start; True.
    :param several_fleets_per_stack: whether a stack can be associated with more than one fleet;
        False.
    :param check_roles: whether a role that a call names must be in moto's IAM; False.
    :param check_s3_objects: whether buckets and objects must be in moto's S3; False.
    :param check_amis: whether an AMI that is imported must be in moto's EC2; False.
    :param check_vpcs: whether subnets and security groups must be in moto's EC2; False.
    :param delete_unsettled_image_builders: whether an image builder that is on its way from one
        state to another can be deleted, as it cannot on AWS; False.
    """

    load_public_images: bool
    several_fleets_per_stack: bool
    check_roles: bool
    check_s3_objects: bool
    check_amis: bool
    check_vpcs: bool
    delete_unsettled_image_builders: bool


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
        if inspect.isclass(func):
            return cast(Decorated, _decorate_class(func, self._config))
        return cast(Decorated, _decorate_function(func, self._config))


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


def _decorate_function(
    func: Callable[..., Any],
    config: Mapping[str, Any],
    reset: bool = True,
    remove_data: bool = True,
) -> Callable[..., Any]:
    @functools.wraps(func)
    def call(*args: Any, **kwargs: Any) -> Any:
        with _entry(config, reset, remove_data):
            return func(*args, **kwargs)

    @functools.wraps(func)
    def generator(*args: Any, **kwargs: Any) -> Any:
        with _entry(config, reset, remove_data):
            return (yield from func(*args, **kwargs))

    @functools.wraps(func)
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        with _entry(config, reset, remove_data):
            return await func(*args, **kwargs)

    @functools.wraps(func)
    async def async_generator(*args: Any, **kwargs: Any) -> Any:
        with _entry(config, reset, remove_data):
            inner = func(*args, **kwargs)
            try:
                value = await _begin(inner)
                while True:
                    try:
                        sent = yield value
                    except BaseException as error:
                        value = await inner.athrow(error)
                    else:
                        value = await inner.asend(sent)
            except StopAsyncIteration:
                pass
            finally:
                await inner.aclose()

    if inspect.isasyncgenfunction(func):
        return async_generator
    if inspect.iscoroutinefunction(func):
        return coroutine
    if inspect.isgeneratorfunction(func):
        return generator
    return call


def _begin(inner: AsyncGenerator[Any, Any]) -> Awaitable[Any]:
    # Without an event loop's hooks: one that shuts down closes all generators it knows of at
    # once, and would close this one beside us, as it closes the one that holds it.
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return inner.asend(None)
    finally:
        sys.set_asyncgen_hooks(*hooks)


def _decorate_class(klass: type, config: Mapping[str, Any]) -> type:
    """Mock AWS in the tests of a class, with fresh state for each.

    What ``setUp`` or ``setup_method`` prepares is there in the test. Class-level fixtures,
    static and class methods are left alone, as moto leaves them.
    """
    if issubclass(klass, unittest.TestCase):
        # A test runs from its setUp to its last cleanup in one call of these.
        for name in ("run", "debug"):
            setattr(klass, name, _decorate_function(getattr(klass, name), config))
    else:
        _decorate_methods(klass, config)
    for name, value in list(vars(klass).items()):
        # Only what is written in the class: what it merely refers to is not a part of it.
        if inspect.isclass(value) and value.__qualname__ == f"{klass.__qualname__}.{name}":
            _decorate_class(value, config)
    return klass


def _decorate_methods(klass: type, config: Mapping[str, Any]) -> None:
    prepares = hasattr(klass, "setup_method")
    for name in dir(klass):
        if name.startswith("_"):
            continue
        method = inspect.getattr_static(klass, name)
        # An inherited test is as much a test of this class as one of its own.
        inherited = name not in vars(klass)
        if not isinstance(method, FunctionType) or (inherited and not _is_run_by_pytest(name)):
            continue
        if name in ("setup_method", "teardown_method"):
            method = _with_optional_argument(method)
        is_test = name.startswith("test")
        setattr(
            klass,
            name,
            _decorate_function(
                method,
                config,
                reset=name == "setup_method" or (is_test and not prepares),
                remove_data=name == "teardown_method" or (is_test and not prepares),
            ),
        )


def _with_optional_argument(method: Callable[..., Any]) -> Callable[..., Any]:
    """pytest hands over the test to those that take it, and cannot see through a decorator."""
    if len(inspect.signature(method).parameters) > 1:
        return method

    @functools.wraps(method)
    def call(self: Any, test: Any = None) -> Any:
        return method(self)

    return call


def _is_run_by_pytest(name: str) -> bool:
    return name.startswith("test") or name in ("setup_method", "teardown_method")


def require_mock() -> None:
    """
    :raises RuntimeError: no mock is on in this process, so that what is seeded would be lost.
    """
    serving = {"moto.moto_server.werkzeug_app", "moto.moto_proxy.proxy3"} & sys.modules.keys()
    if not is_mocking() and not serving:
        raise RuntimeError("Seeding needs a mock that is on: mock_appstream, or a fixture.")
