"""What is private to moto and botocore, and the only place that touches it.

Each use checks that what it relies on is there, and leaves moto's own way where it is not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial, wraps
from html import escape
from importlib import import_module
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


# CloudFormation
#
# moto's own lets the error of a resource out of the call that made or changed the stack, and leaves
# behind what it has done until then. It removes, adds and changes resources in the order of the
# template, and of a change it sees what is written in the template alone, not what a reference
# leads to. For the resources of AppStream it is as AWS does it, in the methods below. A stack that
# has none of them is left to moto.

_SUBSTITUTED = re.compile(r"\$\{([^!}.][^}.]*)")


def take_part_in_stacks() -> None:
    """Have stacks create, update, delete and roll back AppStream's resources as AWS does."""
    from moto.cloudformation import models as cloudformation
    from moto.cloudformation.parsing import ResourceMap

    _wrap(ResourceMap, "update", _update_resources)
    _wrap(ResourceMap, "delete", _delete_resources)
    backend = cloudformation.CloudFormationBackend
    _wrap(backend, "create_stack", _create_stack)
    _wrap(backend, "update_stack", _update_stack)
    _wrap(backend, "execute_change_set", _execute_change_set)
    _wrap(backend, "delete_stack", _delete_stack)


def _wrap(kind: type, name: str, ours: Callable[..., Any]) -> None:
    own = vars(kind).get(name)
    # Of a copy of this package that has been purged, it is taken off.
    own = getattr(own, "_is_taken_from_moto", own)
    if own is None:
        return

    @wraps(own)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return ours(partial(own, self), self, *args, **kwargs)

    cast(Any, method)._is_taken_from_moto = own
    setattr(kind, name, method)


# What moto keeps of a stack: by their logical ids, the resources and what the template says of them


def _handles(resources: Any) -> list[Any]:
    """AppStream's resources of a stack, those first that others refer to."""
    found = [one for one in resources._parsed_resources.values() if isinstance(one, _kind())]
    return sorted(found, key=lambda one: one.turn)


def _kind() -> type[Any]:
    from moto_appstream.appstream.models.cloudformation_handle import Handle

    return Handle


def _refused() -> type[Any]:
    from moto_appstream.appstream.models.cloudformation_handle import Refused

    return Refused


def _is_ours(resource: Any) -> bool:
    return isinstance(resource, Mapping) and str(resource.get("Type")).startswith(
        "AWS::AppStream::"
    )


def _ours(template: Mapping[str, Any]) -> list[str]:
    """AppStream's resources of a template, those first that others refer to or depend on.

    What is wrong in a template is left for moto to refuse.
    """
    declared: Mapping[str, Any] = template.get("Resources") or {}
    if not any(map(_is_ours, declared.values())):
        return []
    ordered: dict[str, None] = {}
    being_visited: set[str] = set()

    def visit(name: str) -> None:
        if name in ordered or name in being_visited or name not in declared:
            return
        being_visited.add(name)
        resource = declared[name]
        depends = resource.get("DependsOn") if isinstance(resource, Mapping) else None
        for other in depends if isinstance(depends, list) else [depends]:
            visit(str(other))
        for other in _references(resource):
            visit(other)
        ordered[name] = None

    for name in declared:
        visit(name)
    return [name for name in ordered if _is_ours(declared[name])]


def _references(value: Any) -> Iterator[str]:
    """The logical ids and parameters that a part of a template refers to."""
    if isinstance(value, list):
        for member in value:
            yield from _references(member)
    elif isinstance(value, dict):
        for key, member in value.items():
            if key == "Ref":
                yield str(member)
            elif key == "Fn::GetAtt":
                yield _first_text(member).partition(".")[0]
            elif key == "Fn::Sub":
                yield from _SUBSTITUTED.findall(_first_text(member))
                yield from _references(member)
            else:
                yield from _references(member)


def _first_text(value: Any) -> str:
    """A text, or the first one of a list."""
    return str(next(iter(value), "") if isinstance(value, list) else value)


# Resources


def _update_resources(
    own: Callable[..., None], resources: Any, template: dict[str, Any], *args: Any, **kwargs: Any
) -> None:
    names = _ours(template)
    if not names and not _handles(resources):
        own(template, *args, **kwargs)
        return
    diff = resources.build_resource_diff
    before = resources._resource_json_map

    def diff_without_ours(*args: Any, **kwargs: Any) -> dict[str, Any]:
        changed: dict[str, Any] = diff(*args, **kwargs)
        declared = {**before, **template["Resources"]}
        return {
            what: [name for name in listed if not _is_ours(declared[name])]
            for what, listed in changed.items()
        }

    resources.build_resource_diff = diff_without_ours
    try:
        own(template, *args, **kwargs)
    finally:
        del resources.build_resource_diff
    left_over = vars(resources).setdefault("_left_over_by_appstream", [])
    _update_ours(resources, [name for name in names if _has_condition(resources, name)], left_over)
    while left_over:
        handle = max(left_over, key=lambda one: one.turn)
        left_over.remove(handle)
        name = handle.logical_resource_id
        is_replaced = resources._parsed_resources.get(name) is not handle
        policy = "UpdateReplacePolicy" if is_replaced else "DeletionPolicy"
        if before.get(name, {}).get(policy) != "Retain":
            try:
                handle.delete(resources._account_id, resources._region_name)
            except _refused() as refusal:
                # As AWS does, which leaves it behind.
                _add_event(_stack_of(resources), refusal, "DELETE_FAILED")
        if not is_replaced:
            del resources._parsed_resources[name]


def _has_condition(resources: Any, name: str) -> bool:
    condition = resources._resource_json_map[name].get("Condition")
    return condition is None or bool(resources.lazy_condition_map[condition])


def _update_ours(resources: Any, names: list[str], left_over: list[Any]) -> None:
    """Create and change AppStream's resources.

    :param left_over: collects those that are to be deleted when all else is done.
    """
    from moto.cloudformation.parsing import parse_and_update_resource

    old = {one.logical_resource_id: one for one in _handles(resources)}
    parsed = resources._parsed_resources
    try:
        for name in names:
            if name not in old:
                resources[name]  # which creates it
                continue
            parsed[name] = parse_and_update_resource(
                name,
                resources._resource_json_map[name],
                resources,
                account_id=resources._account_id,
                region_name=resources._region_name,
            )
    except BaseException:
        # The stack is rolled back then: to the old ones, and without the new ones.
        left_over += [parsed[name] for name, one in old.items() if parsed[name] is not one]
        parsed.update(old)
        raise
    left_over += [one for name, one in old.items() if name not in names or parsed[name] is not one]


def _stack_of(resources: Any) -> Any:
    from moto.cloudformation.models import cloudformation_backends

    backend = cloudformation_backends[resources._account_id][resources._region_name]
    return backend.stacks[resources.stack_id]


def _delete_resources(own: Callable[[], None], resources: Any) -> None:
    failed = []
    handles = _handles(resources)
    for handle in reversed(handles):
        declared = resources._resource_json_map.get(handle.logical_resource_id, {})
        if declared.get("DeletionPolicy") != "Retain":
            try:
                handle.delete(resources._account_id, resources._region_name)
            except _refused() as refusal:
                failed.append(refusal)
    if failed:
        raise failed[0]
    # They stay, so that whoever looks at the stack later does not create them anew.
    for handle in handles:
        del resources._parsed_resources[handle.logical_resource_id]
    try:
        own()
    finally:
        resources._parsed_resources.update({one.logical_resource_id: one for one in handles})


# Stacks


def _create_stack(
    own: Callable[..., Any], backend: Any, name: str, *args: Any, **kwargs: Any
) -> Any:
    with _at_work_on_stack() as is_nested:
        try:
            return own(name, *args, **kwargs)
        except _refused() as refusal:
            stack = next(one for one in backend.stacks.values() if one.name == name)
            _roll_back_creation(backend, stack, refusal)
            if not is_nested:
                return stack
            del backend.stacks[stack.stack_id]
            backend.deleted_stacks[stack.stack_id] = stack
            stack.status = "DELETE_COMPLETE"
            raise _refused()(
                _Nested(stack),
                f"Embedded stack {stack.stack_id} was not successfully created: "
                f"{_failed_to('create', refusal)}",
            ) from refusal


def _update_stack(
    own: Callable[..., Any], backend: Any, name: str, *args: Any, **kwargs: Any
) -> Any:
    stack = backend.get_stack(name)
    before = _state_of(stack)
    with _at_work_on_stack():
        try:
            return own(name, *args, **kwargs)
        except _refused() as refusal:
            _roll_back_update(stack, before, refusal)
            return stack


def _execute_change_set(
    own: Callable[..., None], backend: Any, change_set_name: str, *args: Any, **kwargs: Any
) -> None:
    change_set = backend.describe_change_set(change_set_name)
    stack = backend.stacks[change_set.stack_id]
    before = _state_of(stack)
    with _at_work_on_stack():
        try:
            own(change_set_name, *args, **kwargs)
        except _refused() as refusal:
            change_set.execution_status = "EXECUTE_FAILED"
            if change_set.change_set_type == "CREATE":
                _roll_back_creation(backend, stack, refusal)
            else:
                _roll_back_update(stack, before, refusal)
        else:
            if _handles(stack.resource_map):
                # moto keeps the outputs of before, of which a new stack has none.
                stack.template_dict = change_set.template_dict
                stack.output_map = stack._create_output_map()
                _forget_exports(backend, stack)
                backend.exports.update({export.name: export for export in stack.exports})


# How many stacks are in the making, each within the other.
_stacks_at_work: ContextVar[int] = ContextVar("_stacks_at_work", default=0)


@contextmanager
def _at_work_on_stack() -> Iterator[bool]:
    """Whether the stack of the block is a resource of another one."""
    others = _stacks_at_work.get()
    token = _stacks_at_work.set(others + 1)
    try:
        yield bool(others)
    finally:
        _stacks_at_work.reset(token)


class _Nested:
    """A stack as a resource of another one."""

    def __init__(self, stack: Any) -> None:
        self.physical_resource_id = stack.stack_id
        # moto has made its name up: the name of the other one, the logical id, and a suffix.
        self.logical_resource_id = str(stack.name).rsplit("-", 2)[-2]

    def cloudformation_type(self) -> str:
        return "AWS::CloudFormation::Stack"


def _delete_stack(own: Callable[..., None], backend: Any, name_or_id: str) -> None:
    stack = backend.stacks.get(name_or_id)
    try:
        own(name_or_id)
    except _refused() as refusal:
        if stack is None:  # pragma: no cover - moto calls it again, with the id
            raise
        # moto has taken it out already.
        backend.stacks[name_or_id] = stack
        _add_event(stack, refusal, "DELETE_FAILED")
        _set_status(stack, "DELETE_FAILED", _failed_to("delete", refusal))


def _state_of(stack: Any) -> dict[str, Any]:
    """What a failed update has to set back."""
    resources = stack.resource_map
    return {
        "template": stack.template,
        "json": resources._resource_json_map,
        "parameters": resources.input_parameters,
        "whole": resources._template,
    }


def _roll_back_creation(backend: Any, stack: Any, refusal: Any) -> None:
    _add_event(stack, refusal, "CREATE_FAILED")
    reason = f"{_failed_to('create', refusal)} Rollback requested by user."
    _set_status(stack, "ROLLBACK_IN_PROGRESS", reason)
    resources = stack.resource_map
    _forget_exports(backend, stack)
    try:
        resources.delete()
    except Exception as error:
        _set_status(stack, "ROLLBACK_FAILED", getattr(error, "reason", str(error)))
    else:
        _set_status(stack, "ROLLBACK_COMPLETE")
    # Whoever looks at the stack later would have moto create what is not there.
    resources._resource_json_map = {
        name: declared
        for name, declared in resources._resource_json_map.items()
        if name in resources._parsed_resources
    }
    stack.output_map = type(stack.output_map)(resources, {}, stack.stack_id)


def _forget_exports(backend: Any, stack: Any) -> None:
    for name, export in list(backend.exports.items()):
        if export.exporting_stack_id == stack.stack_id:
            del backend.exports[name]


def _roll_back_update(stack: Any, before: dict[str, Any], refusal: Any) -> None:
    _add_event(stack, refusal, "UPDATE_FAILED")
    _set_status(stack, "UPDATE_ROLLBACK_IN_PROGRESS", _failed_to("update", refusal))
    resources = stack.resource_map
    # moto has deleted what the template has no more, and has not created all that is new.
    for name in before["json"].keys() - resources._resource_json_map.keys():
        if not _is_ours(before["json"][name]):
            resources._parsed_resources.pop(name, None)
    resources._resource_json_map = {
        name: declared
        for name, declared in resources._resource_json_map.items()
        if name in resources._parsed_resources
    }
    stack.template, stack.template_dict = before["template"], before["whole"]
    resources.input_parameters = before["parameters"]
    try:
        resources.update(before["whole"], before["parameters"])
    except Exception as error:
        _set_status(stack, "UPDATE_ROLLBACK_FAILED", getattr(error, "reason", str(error)))
    else:
        _set_status(stack, "UPDATE_ROLLBACK_COMPLETE")


def _failed_to(do: str, refusal: Any) -> str:
    return f"The following resource(s) failed to {do}: [{refusal.refused.logical_resource_id}]."


def _set_status(stack: Any, status: str, reason: str | None = None) -> None:
    stack._add_stack_event(status, resource_status_reason=reason and _as_shown(reason))
    stack.status = status


def _as_shown(reason: str) -> str:
    responses = import_module("moto.cloudformation.responses")
    # These releases write XML as it comes.
    is_plain = hasattr(responses, "DESCRIBE_STACK_EVENTS_RESPONSE")
    return escape(reason) if is_plain else reason


def _add_event(stack: Any, refusal: Any, status: str) -> None:
    from moto.cloudformation import models as cloudformation

    # Older releases have another name for it.
    kind = getattr(cloudformation, "Event", None) or cast(Any, cloudformation).FakeEvent
    resource = refusal.refused
    stack.events.append(
        kind(
            stack_id=stack.stack_id,
            stack_name=stack.name,
            logical_resource_id=resource.logical_resource_id,
            physical_resource_id=resource.physical_resource_id,
            resource_type=resource.cloudformation_type(),
            resource_status=status,
            resource_status_reason=_as_shown(refusal.reason),
            resource_properties=None,
        )
    )
