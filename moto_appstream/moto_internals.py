"""What is private to moto and botocore, and the only place that touches it.

Each use checks that what it relies on is there, and leaves moto's own way where it is not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, cast
from unittest import mock as unittest_mock
from urllib.parse import urlsplit

import boto3
from botocore.httpsession import URLLib3Session
from botocore.loaders import Loader, create_loader
from botocore.session import Session
from moto import backend_index, settings
from moto.core import models
from moto.core.config import (
    default_user_config,
    passthrough_service,
    passthrough_url,
)
from moto.core.models import botocore_stubber
from moto.core.utils import get_equivalent_url_in_aws_domain

# moto's callbacks for the `responses` library, by HTTP method, and the patterns they were made of.
_Callbacks = dict[str, list[Any]]
_made: tuple[list[Any], _Callbacks] | None = None


def is_mocking() -> bool:
    """Whether a mock of moto is on in this process."""
    return bool(botocore_stubber.enabled)


def require_mock(what: str) -> None:
    """Check that there is something to seed, or to read.

    :param what: what needs it, at the beginning of a sentence.
    :raises RuntimeError: no mock is on in this process.
    """
    serving = {"moto.moto_server.werkzeug_app", "moto.moto_proxy.proxy3"} & sys.modules.keys()
    if not is_mocking() and not serving:
        raise RuntimeError(f"{what} needs a mock that is on: mock_appstream, or a fixture.")


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


def reset_state(mock: Any) -> None:
    """Drop the state of all services, and nothing else.

    moto's own reset drops its callbacks too: then the mock that is on answers `requests` no more.

    :param mock: an instance of moto's mock.
    """
    callbacks = _copied(_registry() or {})
    mock.reset()
    registry = _registry()
    if registry is not None:
        registry.update(callbacks)


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


# Clients that moto does not know of

_Send = Callable[[Any, Any], Any]
# The http sessions of aiobotocore, where it is imported.
_ASYNC_SESSIONS = [
    ("aiobotocore.httpsession", "AIOHTTPSession"),
    ("aiobotocore.httpxsession", "HttpxSession"),
]
_hooked: list[tuple[type, _Send, _Send]] = []


def answer_every_client(mock: Any) -> None:
    """Have the mock answer each client of this process, whenever and by whatever it was made.

    moto's hook is in those clients alone that were made after moto was imported. All others come
    to where botocore sends a request, and there the mock is asked from now on. An AWS host that it
    does not answer is an error there: what is not mocked never reaches AWS.

    :param mock: an instance of moto's mock. In proxy mode the requests have to be sent.
    """
    if isinstance(mock, getattr(models, "ProxyModeMockAWS", ())):
        return
    _hook(URLLib3Session, _answering)
    for module, name in _ASYNC_SESSIONS:
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type):
            _hook(kind, _refusing)


def leave_clients_alone() -> None:
    """Undo :func:`answer_every_client`."""
    while _hooked:
        kind, own, ours = _hooked.pop()
        # Somebody who has replaced it meanwhile, and is not done yet, will put ours back: it sends
        # as before when no mock is on.
        if vars(kind).get("send") is ours:
            cast(Any, kind).send = own


def _hook(kind: type, replace: Callable[[_Send], _Send]) -> None:
    own = vars(kind).get("send")
    own = getattr(own, "_sends_with", own)
    if own is None or any(kind is hooked for hooked, *_ in _hooked):
        return
    ours = replace(own)
    cast(Any, ours)._sends_with = own
    cast(Any, kind).send = ours
    _hooked.append((kind, own, ours))


def _answering(own: _Send) -> _Send:
    def send(self: Any, request: Any) -> Any:
        answer = _answer(request) if _hooked else None
        return own(self, request) if answer is None else answer

    return send


def _refusing(own: _Send) -> _Send:
    async def send(self: Any, request: Any) -> Any:
        if _hooked and _must_not_be_sent(request.url, _services(request.url)):
            raise RuntimeError(
                f"{_not_sent(request)} aiobotocore cannot read the answers of moto. Use aiomoto, "
                "which makes them awaitable, and make the client inside its mock, or let the "
                "client talk to a server: moto-appstream server."
            )
        return await own(self, request)

    return send


def _answer(request: Any) -> Any:
    """What moto answers; None for what is to be sent.

    :raises RuntimeError: nothing mocks this host, and it is of AWS.
    """
    services = _services(request.url)
    # Without a service moto would answer some hosts with a page that no client can read.
    answer = botocore_stubber("before-send", request) if services else None
    if answer is not None or not _must_not_be_sent(request.url, services):
        return answer
    if settings.TEST_SERVER_MODE:
        raise RuntimeError(
            f"{_not_sent(request)} In TEST_SERVER_MODE moto leads to its server what boto3.client "
            "and boto3.resource make inside the mock, and nothing else."
        )
    raise RuntimeError(
        f"{_not_sent(request)} moto does not mock this host. To have such requests sent to AWS, "
        "name it in the configuration of the mock: "
        f"config={{'core': {{'passthrough': {{'urls': ['https?://{urlsplit(request.url).netloc}']}}}}}}"
    )


def _not_sent(request: Any) -> str:
    url = str(request.url).partition("?")[0]
    return f"The mock is on, so {request.method} {url} was not sent to AWS."


def _clean(url: str) -> str:
    parsed, _ = get_equivalent_url_in_aws_domain(url)
    return f"{parsed.scheme}://{parsed.netloc}{parsed.path}"


def _services(url: str) -> list[str]:
    clean = _clean(url)
    return [
        service for service, pattern in backend_index.backend_url_patterns if pattern.match(clean)
    ]


def _must_not_be_sent(url: str, services: list[str]) -> bool:
    if passthrough_url(_clean(url)) or any(map(passthrough_service, services)):
        return False
    return _hosts_of_aws().search(f".{urlsplit(url).hostname}") is not None


@cache
def _hosts_of_aws() -> re.Pattern[str]:
    outputs = [
        partition["outputs"] for partition in create_loader().load_data("partitions")["partitions"]
    ]
    suffixes = {of[kind] for of in outputs for kind in ("dnsSuffix", "dualStackDnsSuffix")}
    # What a few services have besides: sign-in, S3 Object Lambda, IAM Identity Center.
    suffixes |= {"signin.aws", "on.aws", "aws.dev", "aws.amazon.com", "awsapps.com"}
    names = "|".join(map(re.escape, sorted(suffixes)))
    return re.compile(rf"\.(?:{names}|amazonaws[a-z-]*\.[a-z]+)\.?$")


# Sessions that share


@dataclass(frozen=True)
class SharedParts:
    """
    :param loader: loads the models, and keeps them.
    :param exceptions: makes the classes of exceptions, and keeps them.
    """

    loader: Loader
    exceptions: Any


def share_exceptions(session: Session, exceptions: Any) -> None:
    """Let a session of botocore have the exceptions that others have.

    :param exceptions: see :class:`SharedParts`.
    """
    register = getattr(session, "_register_internal_component", None)
    if register is not None:
        register("exceptions_factory", exceptions)


def parts_of_session(session: object) -> SharedParts | None:
    """What another session can share, if it is one of boto3.

    :param session: the default session, or whatever is in its place.
    """
    own = getattr(session, "_session", None) if isinstance(session, boto3.Session) else None
    component = getattr(own, "_get_internal_component", None)
    if own is None or component is None:
        return None
    return SharedParts(own.get_component("data_loader"), component("exceptions_factory"))


class _DefaultSession:
    """Takes boto3's default session away, and brings it back.

    moto's own patch does the same, but ``mock.patch.stopall`` ends it while the mock is on.
    """

    def start(self) -> None:
        self._before = boto3.DEFAULT_SESSION
        boto3.DEFAULT_SESSION = None

    def stop(self) -> None:
        boto3.DEFAULT_SESSION = self._before


# The configuration


class Configuration:
    """moto's configuration with changes, from now until :meth:`end`.

    moto's own mock changes it for good when it ends inside another one, and leaves patches behind
    that bring it back when somebody calls ``mock.patch.stopall``.

    :param config: what to change, by service.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._before = dict(default_user_config)
        self._patches = list(_active_patches())
        default_user_config.update(cast(Any, config))
        self._inside = dict(default_user_config)

    def restore(self) -> None:
        """Have it again as it was at the start: a mock inside may have changed it."""
        _set_configuration(self._inside)

    def end(self) -> None:
        """Have it as it was before."""
        _set_configuration(self._before)
        _active_patches()[:] = [
            patch
            for patch in _active_patches()
            if getattr(patch, "in_dict", None) is not default_user_config
            or any(patch is known for known in self._patches)
        ]


def do_without_patches(mock: Any) -> None:
    """Let a mock patch nothing that ``mock.patch.stopall`` would put back.

    For the configuration there is :class:`Configuration`.

    :param mock: an instance of moto's mock that is not started yet.
    """
    if hasattr(mock, "_user_config_mock"):
        mock._user_config_mock = _NoPatch()
    if hasattr(mock, "_default_session_mock"):
        mock._default_session_mock = _DefaultSession()


def resets_session() -> bool:
    """Whether the mock drops boto3's default session."""
    return default_user_config.get("core", {}).get("reset_boto3_session", True)


class _NoPatch:
    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass


def _set_configuration(wanted: Mapping[str, Any]) -> None:
    config = cast(dict[str, Any], default_user_config)
    config.update(wanted)
    for name in config.keys() - wanted.keys():
        del config[name]


def _active_patches() -> list[Any]:
    active: list[Any] = getattr(getattr(unittest_mock, "_patch", None), "_active_patches", [])
    return active
