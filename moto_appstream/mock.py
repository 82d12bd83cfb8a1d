"""``mock_appstream``: AWS mocked, on and off, and nested in any order."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from types import TracebackType
from typing import Any, TypedDict, overload

import boto3
from moto import mock_aws
from moto.core.config import DefaultConfig, mock_credentials

from moto_appstream.calls import AppStreamCalls
from moto_appstream.decorating import Decorated, decorate
from moto_appstream.moto_internals import (
    Configuration,
    answer_every_client,
    do_without_patches,
    leave_clients_alone,
    reset_state,
    resets_session,
    reuse_callbacks,
)
from moto_appstream.registration import register
from moto_appstream.sessions import fresh_session


class AppStreamConfig(TypedDict, total=False):
    """The part of moto's configuration that is AppStream's.

    AppStream looks up what other services have only where a test wants it to.

    :param load_public_images: whether AWS's base images are there from the start; True.
    :param several_fleets_per_stack: whether a stack can be associated with more than one fleet;
        False.
    :param check_roles: whether a role that a call names must be in moto's IAM; False.
    :param check_s3_objects: whether buckets and objects must be in moto's S3; False.
    :param check_amis: whether an AMI that is imported must be in moto's EC2; False.
    :param export_amis: whether an image that is exported becomes an AMI of moto's EC2; False.
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
    export_amis: bool
    delete_unsettled_image_builders: bool


class MockConfig(DefaultConfig, total=False):
    """moto's configuration with AppStream's part."""

    appstream: AppStreamConfig


@overload
def mock_appstream(func: Decorated) -> Decorated: ...


@overload
def mock_appstream(func: MockConfig) -> MockAppStream: ...


@overload
def mock_appstream(func: None = None, config: MockConfig | None = None) -> MockAppStream: ...


def mock_appstream(
    func: Decorated | MockConfig | None = None, config: MockConfig | None = None
) -> MockAppStream | Decorated:
    """Mock AppStream, and all of AWS with it as ``mock_aws`` does, so that nothing escapes.

    It is a decorator, with or without parentheses, a context manager, and has ``start``, ``stop``
    and ``reset``. It nests with itself and with ``mock_aws`` in any order; the outermost one resets
    the state of all services.

    While it is on, it answers each client of botocore in this process, also one that was made
    before, and ``boto3`` has a default session of its own, as under ``mock_aws``.

    :param func: the function, generator, coroutine, async generator or test class to decorate. A
        configuration in its place is taken as ``config``.
    :param config: moto's configuration, for as long as the mock is on; see :class:`MockConfig`.
        A mock inside another one has the other's state: whether a region has base images is
        settled when it is first asked for, and not again until the outermost mock ends.
    :raises TypeError: neither something to decorate nor a configuration, or a part of the
        configuration is not a dict.
    """
    if isinstance(func, Mapping):
        if config is not None:
            raise TypeError("mock_appstream() got two configurations, func and config.")
        return MockAppStream(func)
    mock = MockAppStream(config)
    return mock if func is None else mock(func)


class MockAppStream:
    """What ``mock_appstream()`` returns: one mock, that may be entered any number of times."""

    def __init__(self, config: MockConfig | None = None) -> None:
        self._config = _checked(config)

    def start(self, reset: bool = True) -> None:
        """Turn the mock on.

        :param reset: whether the outermost mock starts with fresh state.
        """
        global _started
        with _lock:
            _enter(self._config, reset)
            _started += 1

    def stop(self, remove_data: bool = True) -> None:
        """Turn the mock off that was started last, by this object or, as with moto, another one.

        What a ``with`` or a decorator has turned on ends by itself, and not by this.

        :param remove_data: whether the outermost mock drops all state.
        :raises RuntimeError: none was started that is still on.
        """
        global _started
        with _lock:
            if _started == 0:
                raise RuntimeError("Called stop() before start().")
            _started -= 1
            _leave(remove_data)

    def reset(self) -> None:
        """Drop the state of all services; a mock that is on stays on."""
        reset_state(mock_aws())

    @property
    def calls(self) -> AppStreamCalls:
        """The calls of AppStream since the outermost mock was turned on.

        They are read while a mock is on, and go with its state when it ends or is reset.
        """
        return AppStreamCalls()

    def __enter__(self) -> MockAppStream:
        _enter(self._config, True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _leave(True)

    def __call__(self, func: Decorated, reset: bool = True, remove_data: bool = True) -> Decorated:
        """Decorate a function or a class, whose signature and type stay as they are.

        :param reset: whether the outermost mock starts with fresh state; not for classes.
        :param remove_data: whether the outermost mock drops all state; not for classes.
        :raises TypeError: it is neither.
        """
        if not callable(func):
            raise TypeError(f"mock_appstream decorates a function or a class, not {func!r}.")
        return decorate(func, functools.partial(_entry, self._config), reset, remove_data)


def _checked(config: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if config is not None and not isinstance(config, Mapping):
        raise TypeError(f"config must be a dict, got {config!r}.")
    for name, part in (config or {}).items():
        if not isinstance(part, Mapping):
            raise TypeError(f"config[{name!r}] must be a dict, got {part!r}.")
    return config or {}


@dataclass
class _Entry:
    mock: Any
    configuration: Configuration
    session: boto3.Session | None


_lock = RLock()
if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    # A child that is forked while another thread holds it would wait for that thread for ever.
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release
    )
_entered: list[_Entry] = []
_started = 0


def _enter(config: Mapping[str, Any], reset: bool) -> None:
    # Each entry has an instance of moto's mock of its own: one that is entered twice forgets
    # the credentials it found the first time. A subclass would be no help, since moto counts
    # the nesting on the class.
    with _lock:
        register()
        before = boto3.DEFAULT_SESSION
        configuration = Configuration(config)
        mock = mock_aws()
        reuse_callbacks(mock)
        do_without_patches(mock)
        try:
            mock.start(reset)
        except BaseException:
            configuration.end()
            raise
        answer_every_client(mock)
        session = None
        if boto3.DEFAULT_SESSION is None and resets_session():
            session = boto3.DEFAULT_SESSION = fresh_session(before)
        _entered.append(_Entry(mock, configuration, session))


def _leave(remove_data: bool) -> None:
    # The last entry, whoever made it: two coroutines may leave in the order they came, and
    # only the first instance of moto's mock knows what the environment was before.
    with _lock:
        entry = _entered.pop()
        entry.configuration.restore()
        if mock_credentials():
            # moto deletes what it set, and stops halfway, still on, if that is gone already.
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                os.environ.setdefault(name, "")
        try:
            entry.mock.stop(remove_data)
        finally:
            entry.configuration.end()
            if entry.session is not None and boto3.DEFAULT_SESSION is entry.session:
                # Inside a mock of moto, which has none yet.
                boto3.DEFAULT_SESSION = None
            if not _entered:
                leave_clients_alone()


@contextmanager
def _entry(config: Mapping[str, Any], reset: bool, remove_data: bool) -> Iterator[None]:
    _enter(config, reset)
    try:
        yield
    finally:
        _leave(remove_data)
