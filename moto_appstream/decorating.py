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
from weakref import WeakSet

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
        _decorate_case(klass, enter)
    else:
        _decorate_methods(klass, enter)
    for name, value in list(vars(klass).items()):
        # Only what is written in the class: what it merely refers to is not a part of it.
        if inspect.isclass(value) and value.__qualname__ == f"{klass.__qualname__}.{name}":
            _decorate_class(value, enter)
    _decorate_later_cases(klass, enter)
    return klass


def _decorate_case(case: type[unittest.TestCase], enter: Enter) -> None:
    # A test runs from its setUp to its last cleanup in one call of these.
    for name in ("run", "debug"):
        setattr(case, name, _whole_test(getattr(case, name), enter))
    # But `pytest --pdb` calls tearDown when the test is over, to look at it first.
    tear_down = _decorate_function(case.tearDown, enter, reset=False)
    setattr(case, "tearDown", tear_down)  # noqa: B010  mypy lets no method be replaced
    _decorated.update([case.run, case.debug, tear_down])


# What test cases run that are mocked already.
_decorated: WeakSet[Callable[..., Any]] = WeakSet()


def _is_decorated(case: type[unittest.TestCase]) -> bool:
    return all(method in _decorated for method in (case.run, case.debug, case.tearDown))


def _whole_test(run: Callable[..., Any], enter: Enter) -> Callable[..., Any]:
    @functools.wraps(run)
    def call(self: unittest.TestCase, *args: Any, **kwargs: Any) -> Any:
        # Who has taken tearDown out of the test calls it later, and it finds all that is there now.
        with enter(True, "tearDown" not in vars(self)):
            return run(self, *args, **kwargs)

    return call


def _decorate_later_cases(klass: type, enter: Enter) -> None:
    """Mock AWS in each test case that inherits from a class: a mixin is none by itself."""
    own = vars(klass).get("__init_subclass__")

    def init_subclass(cls: type, /, **kwargs: Any) -> None:
        if own is None:
            cast(Any, super(klass, cls)).__init_subclass__(**kwargs)
        else:
            own.__get__(None, cls)(**kwargs)
        if issubclass(cls, unittest.TestCase) and not _is_decorated(cls):
            _decorate_case(cls, enter)

    cast(Any, klass).__init_subclass__ = classmethod(init_subclass)


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
