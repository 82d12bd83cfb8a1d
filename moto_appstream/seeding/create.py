"""Resources of any family, as a test asks for them: their Create operation, and then a state.

What AWS refuses is refused here too. Only what no operation does is done beside it: a state that
a resource would come to in time, the time at which it was created, and the members that its class
names as ``seedable``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore import xform_name

from moto_appstream.appstream.models import AppStreamBackend, backend_lock
from moto_appstream.appstream.models.family import Family, Resource
from moto_appstream.appstream.models.journal import journal
from moto_appstream.appstream.names import in_aws_names
from moto_appstream.appstream.schema import operation, service_model, structure

# Required by AWS, and of no matter to most tests: what is taken if a test does not say.
DEFAULTS: dict[str, dict[str, Any]] = {
    "fleet": {"InstanceType": "stream.standard.medium"},
    "image builder": {"InstanceType": "stream.standard.medium"},
    "user": {"AuthenticationType": "USERPOOL"},
    "directory config": {
        "OrganizationalUnitDistinguishedNames": ["OU=AppStream,DC=example,DC=com"]
    },
}


def create(
    backend: AppStreamBackend, family: Family[Any], arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Make a resource, and put it in the state that is asked for.

    :param arguments: the parameters of the family's Create operation in snake_case, ``state``,
        ``created_time``, and what is ``seedable``; ``name`` whatever AWS calls it.
    :returns: the resource as AWS shows it.
    :raises ValueError: an argument that there is not, or a value that cannot be.
    :raises AppStreamException: what the Create operation refuses.
    """
    kind: type[Resource] = family.resource
    called = operation(kind.create_operation())
    given = dict(arguments)
    state = given.pop("state", None)
    created_time = given.pop("created_time", None)
    if "name" in given:
        given[xform_name(kind.name_member)] = given.pop("name")
    seedable = {xform_name(member): member for member in kind.seedable}
    extra = {seedable[name]: given.pop(name) for name in list(given) if name in seedable}
    parameters = {**DEFAULTS.get(kind.kind, {}), **in_aws_names(called.input_shape, given)}
    with backend_lock, journal.all_or_nothing():
        backend.call(called, called.read(parameters), is_planned_to_fail=False)
        resource: Any = family.latest
        if extra:
            resource.change(_checked(kind, extra))
        if state is not None:
            resource.goes(_checked(kind, {"State": state})["State"])
        if created_time is not None:
            resource.created_time = _checked(kind, {"CreatedTime": created_time})["CreatedTime"]
        return structure(kind.shape).write(resource.describe())


def _checked(kind: type[Resource], members: dict[str, Any]) -> dict[str, Any]:
    """Members of a resource, checked against its shape.

    :raises ValueError: names every constraint that a value violates.
    :raises WrongTypeError: a value is of the wrong type.
    """
    compiled = structure(kind.shape).members
    violations: list[str] = []
    checked = {
        name: compiled[name].read(value, xform_name(name), violations)
        for name, value in in_aws_names(service_model().shape_for(kind.shape), members).items()
    }
    if violations:
        raise ValueError("; ".join(violations))
    return checked
