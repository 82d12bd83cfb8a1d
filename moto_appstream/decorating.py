"""What ``mock_appstream`` makes of functions, coroutines, generators and classes."""

from __future__ import annotations

import functools
import inspect
import sys
import unittest
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractContextManager
from types import FunctionType
from typing import Any, TypeVar, cast

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# Turns the mock on for a block; whether it starts with fresh state, and drops all state at the end.
Enter = Callable[[bool, bool], AbstractContextManager[None]]


def decorate(
    func: Decorated, enter: Enter, reset: bool = True, remove_data: bool = True
) -> Decorated:
    """Mock AWS in a function or a class, whose signature and type stay as they are.

    :param enter: turns the mock on for a block.
    :param reset: what a function asks of it; a class settles that by itself.
    :param remove_data: likewise.
    """
    if inspect.isclass(func):
        return cast(Decorated, _decorate_class(func, enter))
    return cast(Decorated, _decorate_function(func, enter, reset, remove_data))


def _decorate_function(
    func: Callable[..., Any],
    enter: Enter,
    reset: bool = True,
    remove_data: bool = True,
) -> Callable[..., Any]:
    @functools.wraps(func)
    def call(*args: Any, **kwargs: Any) -> Any:
        with enter(reset, remove_data):
            return func(*args, **kwargs)

    @functools.wraps(func)
    def generator(*args: Any, **kwargs: Any) -> Any:
        with enter(reset, remove_data):
            return (yield from func(*args, **kwargs))

    @functools.wraps(func)
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        with enter(reset, remove_data):
            return await func(*args, **kwargs)

    @functools.wraps(func)
    async def async_generator(*args: Any, **kwargs: Any) -> Any:
        with enter(reset, remove_data):
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


def _decorate_class(klass: type, enter: Enter) -> type:
    """Mock AWS in the tests of a class, with fresh state for each.

    What ``setUp`` or ``setup_method`` prepares is there in the test. Class-level fixtures,
    static and class methods are left alone, as moto leaves them.
    """
    if issubclass(klass, unittest.TestCase):
        # A test runs from its setUp to its last cleanup in one call of these.
        for name in ("run", "debug"):
            setattr(klass, name, _decorate_function(getattr(klass, name), enter))
    else:
        _decorate_methods(klass, enter)
    for name, value in list(vars(klass).items()):
        # Only what is written in the class: what it merely refers to is not a part of it.
        if inspect.isclass(value) and value.__qualname__ == f"{klass.__qualname__}.{name}":
            _decorate_class(value, enter)
    return klass


def _decorate_methods(klass: type, enter: Enter) -> None:
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
                enter,
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
