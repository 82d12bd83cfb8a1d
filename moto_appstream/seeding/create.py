"""Resources of any family, as a test asks for them: their Create operation, and then a state.

What AWS refuses is refused here too. Only what no operation does is done beside it: a state that
a resource would come to in time, the time at which it was created, and the members that its class
names as ``seedable``. Images have no Create operation: see ``images``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from botocore import xform_name
from botocore.model import Shape

from moto_appstream.appstream.models import AppStreamBackend, backend_lock
from moto_appstream.appstream.models.arn import AWS_ACCOUNT_ID
from moto_appstream.appstream.models.family import Family
from moto_appstream.appstream.models.journal import journal
from moto_appstream.appstream.models.resource import Resource
from moto_appstream.appstream.names import members_in_aws_names
from moto_appstream.appstream.schema import Operation, operation, service_model, structure
from moto_appstream.appstream.shapes import compile_shape
from moto_appstream.seeding.places import backend_at
from moto_appstream.seeding.values import checked

# Required by AWS, and of no matter to most tests: what is taken if a test does not say.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "fleet": {"InstanceType": "stream.standard.medium"},
    "image builder": {"InstanceType": "stream.standard.medium"},
    "user": {"AuthenticationType": "USERPOOL"},
    "directory config": {"OrganizationalUnitDistinguishedNames": ["OU=AppStream,DC=example"]},
    "app block": {"SourceS3Location": {"S3Bucket": "app-blocks"}, "PackagingType": "APPSTREAM2"},
    "application": {
        "IconS3Location": {"S3Bucket": "icons", "S3Key": "icon.png"},
        "LaunchPath": "C:\\app.exe",
        "Platforms": ["WINDOWS_SERVER_2019"],
        "InstanceFamilies": ["GENERAL_PURPOSE"],
    },
    "app block builder": {
        "Platform": "WINDOWS_SERVER_2019",
        "InstanceType": "stream.standard.small",
        "VpcConfig": {"SubnetIds": ["subnet-11111111", "subnet-22222222"]},
    },
}
_CAPACITY = {"ComputeCapacity": {"DesiredInstances": 1}}


def families(backend: AppStreamBackend) -> dict[str, Family[Any]]:
    """The families whose resources can be seeded so, in the order in which they depend."""
    known = service_model().operation_names
    return {
        name: family
        for name, family in backend.operations.items()
        if isinstance(family, Family) and family.resource.create_operation() in known
    }


@cache
def sections() -> dict[str, type[Resource]]:
    """The class of the resources in each section of a seed file, but for images."""
    backend = AppStreamBackend("us-east-1", AWS_ACCOUNT_ID)
    return {name: family.resource for name, family in families(backend).items()}


@cache
def named_by(section: str) -> str | None:
    """The parameter that names the resource, which every entry has as ``name``.

    None if there is none: a theme is named by its stack, an association by what it joins.
    """
    kind = sections()[section]
    others = {f"{other.shape}Name" for other in sections().values() if other is not kind}
    known = operation(kind.create_operation()).input_shape.members
    return kind.name_member if kind.name_member in known.keys() - others else None


@cache
def members(section: str) -> dict[str, Shape]:
    """What an entry of a section may have, under AWS's names.

    The name of the resource is ``Name``, whatever AWS calls it.
    """
    kind = sections()[section]
    known: Any = service_model().shape_for(kind.shape)
    found: dict[str, Shape] = {}
    for member, shape in operation(kind.create_operation()).input_shape.members.items():
        found["Name" if member == named_by(section) else member] = shape
    for member in ("State", "CreatedTime", *kind.seedable):
        if member in known.members:
            found.setdefault(member, known.members[member])
    return found | {
        name: service_model().shape_for(apart.shape)
        for name, apart in kind.apart.items()
        if apart.operation in service_model().operation_names  # not in an older botocore
    }


def required(section: str) -> list[str]:
    """The members that an entry of a section must have, under AWS's names."""
    kind = sections()[section]
    needed = operation(kind.create_operation()).input_shape.required_members
    names = ["Name" if name == named_by(section) else name for name in needed]
    return [name for name in names if name not in defaults(section)]


def quota_names() -> list[str]:
    """What can be limited, by the names of the arguments of ``seed.quotas``."""
    plurals = [f"{kind.kind.replace(' ', '_')}s" for kind in sections().values()]
    return ["images", "concurrent_copies", "fleet_instances", *plurals]


def defaults(section: str) -> dict[str, Any]:
    """The parameters of the Create operation that seeding fills in, under AWS's names."""
    return _DEFAULTS.get(sections()[section].kind, {})


def create(
    section: str,
    arguments: Mapping[str, Any],
    region: str | None,
    account_id: str | None,
    later: list[Callable[[], None]] | None = None,
) -> dict[str, Any]:
    """Make a resource, and put it in the state that is asked for.

    :param arguments: the parameters of the family's Create operation, ``state``, ``created_time``
        and what is ``seedable``, in snake_case or under AWS's names.
    :param later: takes what is to be called when all is made: a state in which nothing can be
        associated with the resource comes last.
    :returns: the resource as AWS shows it.
    :raises ValueError: an argument that there is not, or a value that cannot be.
    :raises AppStreamException: what the Create operation refuses.
    """
    kind = sections()[section]
    what = f"an argument of {kind.create_operation()}"
    given = {
        name: value
        for name, value in members_in_aws_names(members(section), arguments, "", what).items()
        if value is not None
    }
    called = operation(kind.create_operation())
    named = named_by(section)
    parameters = {
        named if name == "Name" and named else name: value
        for name, value in given.items()
        if name == "Name" or name in called.input_shape.members
    }
    afterwards = {name: value for name, value in given.items() if name not in parameters}
    afterwards.pop("Name", None)
    afterwards = {
        name: checked(compile_shape(members(section)[name]), value, xform_name(name))
        for name, value in afterwards.items()
    }
    backend = backend_at(region, account_id)
    with backend_lock, journal.all_or_nothing():
        resource = _called(backend, section, called, _with_defaults(section, parameters))
        if resource is None:
            return {}
        if "State" in afterwards:
            state = afterwards.pop("State")
            if later is not None and kind.open_in is not None:
                later.append(partial(resource.goes, state))
                state = kind.open_in
            resource.goes(state)
        if "CreatedTime" in afterwards:
            resource.created_time = afterwards.pop("CreatedTime")
        for name in kind.apart:
            if name in afterwards:
                resource.set_apart(name, afterwards.pop(name))
        if afterwards:
            resource.change(afterwards)
        return structure(kind.shape).trim(resource.describe())


def _with_defaults(section: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    filled_in = dict(defaults(section))
    is_elastic = parameters.get("FleetType") == "ELASTIC"
    if section == "fleets" and not is_elastic and "MaxSessionsPerInstance" not in parameters:
        filled_in |= _CAPACITY
    if "SetupScriptDetails" in parameters:
        filled_in.pop("PackagingType", None)
    return {**filled_in, **parameters}


def _called(
    backend: AppStreamBackend, section: str, called: Operation, parameters: dict[str, Any]
) -> Resource | None:
    """Call a Create operation; returns what it made, or None if that was there already.

    :raises ValueError: it answers with an error instead of raising one.
    """
    family = families(backend)[section]
    family.latest = None
    answer = backend.call(called, called.read(parameters), is_arranged=False)
    for error in answer.get("errors", ()):
        raise ValueError(error["ErrorMessage"])
    made: Resource | None = family.latest
    return made
