"""What CloudFormation makes of AppStream's resources, type by type.

The properties of a type are the parameters of its operations, as the installed botocore has them;
the table below only says where CloudFormation differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from botocore import model

from ..schema import Operation, operation
from ..words import cut

PREFIX = "AWS::AppStream::"
Properties = dict[str, Any]


class InvalidTemplate(Exception):  # noqa: N818  it is what CloudFormation itself refuses
    """What CloudFormation refuses before it asks AppStream, or after AppStream has answered."""


@dataclass(frozen=True)
class Type:
    """A type of CloudFormation's.

    :param name: its name, without ``AWS::AppStream::``.
    :param identifier: the properties and attributes that ``Ref`` returns, with bars between.
    :param reads: the operation that describes it, or lists it among others.
    :param attributes: what ``Fn::GetAtt`` returns.
    :param create: the operation that creates it; default: ``Create`` and its name.
    :param update: the operation that updates it, if CloudFormation uses one.
    :param delete: the operation that deletes it; default: ``Delete`` and its name.
    :param no_properties: parameters of the operations that no property sets.
    :param required: properties that it needs and the operation does not.
    :param more: properties that are no parameters, each with the operation and the parameter
        whose shape it has.
    :param is_batch: whether the operations take a list, of which it is one item.
    :param is_named: whether a name is made up where the template gives none.
    :param is_changeable: whether CloudFormation changes it at all, or always replaces it.
    """

    name: str
    identifier: tuple[str, ...]
    reads: str
    attributes: tuple[str, ...] = ()
    create: str = ""
    update: str = ""
    delete: str = ""
    no_properties: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    more: tuple[tuple[str, str, str], ...] = ()
    is_batch: bool = False
    is_named: bool = False
    is_changeable: bool = True

    @property
    def type_name(self) -> str:
        return f"{PREFIX}{self.name}"

    # The operations: an UnknownOperation is raised where the installed botocore lacks one.

    @property
    def create_operation(self) -> Operation:
        return operation(self.create or f"Create{self.name}")

    @property
    def delete_operation(self) -> Operation:
        return operation(self.delete or f"Delete{self.name}")

    @property
    def read_operation(self) -> Operation:
        return operation(self.reads)

    @property
    def update_operation(self) -> Operation | None:
        return operation(self.update) if self.update else None

    @property
    def is_association(self) -> bool:
        """Whether its operation succeeds again, so that CloudFormation looks before it calls it."""
        return bool(self.create)

    @property
    def properties(self) -> dict[str, model.Shape]:
        """Its properties, with their shapes."""
        found: dict[str, model.Shape] = dict(self._input.members)
        if self.update_operation is not None:
            found |= self.update_operation.input_shape.members
        for name, called, parameter in self.more:
            found[name] = operation(called).input_shape.members[parameter]
        return {name: shape for name, shape in found.items() if name not in self.no_properties}

    @property
    def required_properties(self) -> list[str]:
        """The properties that a template must give."""
        return [*self._input.required_members, *self.required]

    @property
    def replaced_with(self) -> frozenset[str]:
        """The properties whose change makes CloudFormation replace the resource."""
        properties = self.properties.keys()
        if not self.is_changeable:
            return frozenset(properties)
        changed_in_place = {"Tags", *(name for name, *_ in self.more)}
        if self.update_operation is not None:
            changed_in_place |= self.update_operation.input_shape.members.keys()
        return frozenset(properties - changed_in_place | properties & {"Name", *self.identifier})

    @property
    def _input(self) -> model.StructureShape:
        shape = self.create_operation.input_shape
        if not self.is_batch:
            return shape
        (items,) = shape.members.values()
        return cast(model.StructureShape, cast(model.ListShape, items).member)


TYPES = (
    Type(
        "Stack",
        ("Name",),
        "DescribeStacks",
        update="UpdateStack",
        no_properties=("StorageConnectorAuthentication", "WebAuthnRedirection"),
        is_named=True,
    ),
    Type(
        "Fleet",
        ("Name",),
        "DescribeFleets",
        ("Arn",),
        update="UpdateFleet",
        no_properties=("DeleteVpcConfig",),
    ),
    Type(
        "StackFleetAssociation",
        ("FleetName", "StackName"),
        "ListAssociatedStacks",
        create="AssociateFleet",
        delete="DisassociateFleet",
    ),
    Type(
        "ImageBuilder",
        ("Name",),
        "DescribeImageBuilders",
        ("StreamingUrl",),
        no_properties=("AgentAccessConfig",),
        is_changeable=False,
    ),
    Type(
        "DirectoryConfig",
        ("DirectoryName",),
        "DescribeDirectoryConfigs",
        update="UpdateDirectoryConfig",
        required=("ServiceAccountCredentials",),
    ),
    Type("User", ("UserName", "AuthenticationType"), "DescribeUsers", ("Arn",)),
    Type(
        "StackUserAssociation",
        ("StackName", "UserName", "AuthenticationType"),
        "DescribeUserStackAssociations",
        create="BatchAssociateUserStack",
        delete="BatchDisassociateUserStack",
        is_batch=True,
    ),
    Type("AppBlock", ("Arn",), "DescribeAppBlocks", ("Arn", "CreatedTime")),
    Type(
        "AppBlockBuilder",
        ("Name",),
        "DescribeAppBlockBuilders",
        ("Arn", "CreatedTime"),
        update="UpdateAppBlockBuilder",
        no_properties=("AttributesToDelete",),
        more=(("AppBlockArns", "DescribeAppBlocks", "Arns"),),
    ),
    Type(
        "Application",
        ("Arn",),
        "DescribeApplications",
        ("Arn", "CreatedTime"),
        update="UpdateApplication",
    ),
    Type(
        "ApplicationFleetAssociation",
        ("FleetName", "ApplicationArn"),
        "DescribeApplicationFleetAssociations",
        create="AssociateApplicationFleet",
        delete="DisassociateApplicationFleet",
    ),
    Type(
        "Entitlement",
        ("StackName", "Name"),
        "DescribeEntitlements",
        ("CreatedTime", "LastModifiedTime"),
        update="UpdateEntitlement",
    ),
    Type(
        "ApplicationEntitlementAssociation",
        ("StackName", "EntitlementName", "ApplicationIdentifier"),
        "ListEntitledApplications",
        create="AssociateApplicationToEntitlement",
        delete="DisassociateApplicationFromEntitlement",
    ),
)


def read_properties(kind: Type, given: Mapping[str, Any]) -> Properties:
    """The properties that a template gives, as the operations take them.

    :raises InvalidTemplate: there is no such property, or a required one is missing.
    :raises UnknownOperation: the installed botocore does not have the operations of the type.
    """
    known = kind.properties
    problems: list[str] = []
    read = {}
    for name, value in given.items():
        if name not in known:
            problems.append(_extraneous("#", name))
        elif name == "Tags":
            read[name] = _tags(value, problems)
        else:
            read[name] = _typed(known[name], value, f"#/{name}", problems)
    problems += [
        f"#: required key [{name}] not found"
        for name in kind.required_properties
        if name not in given
    ]
    if problems:
        raise InvalidTemplate(f"Model validation failed ({'; '.join(problems)})")
    return read


def _extraneous(place: str, name: object) -> str:
    return f"{place}: extraneous key [{cut(str(name))}] is not permitted"


def _typed(shape: model.Shape, value: Any, place: str, problems: list[str]) -> Any:
    """A value with the types that its shape has: in a template, numbers may be texts.

    :param problems: collects members of structures that there are not.
    """
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        problems += [_extraneous(place, name) for name in value if name not in shape.members]
        return {
            name: _typed(shape.members[name], member, f"{place}/{name}", problems)
            for name, member in value.items()
            if name in shape.members
        }
    if isinstance(shape, model.ListShape) and isinstance(value, list):
        # AWS::NoValue leaves nothing behind.
        return [
            _typed(shape.member, member, f"{place}/{number}", problems)
            for number, member in enumerate(value)
            if member is not None
        ]
    if shape.type_name == "boolean" and value in ("true", "false"):
        return value == "true"
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 20 else value
    if shape.type_name == "string" and isinstance(value, bool):
        return str(value).lower()
    if shape.type_name == "string" and isinstance(value, (int, float)):
        return str(value)
    return value


def _tags(value: Any, problems: list[str]) -> dict[str, str]:
    """A list of tags, each with Key and Value, as the operations take them."""
    tags = {}
    for number, tag in enumerate(value if isinstance(value, list) else [value]):
        pair = dict(tag) if isinstance(tag, Mapping) else {}
        # The types of elastic fleets take these names too.
        if pair.keys() == {"TagKey", "TagValue"}:
            pair = {"Key": pair["TagKey"], "Value": pair["TagValue"]}
        if isinstance(value, list) and pair.keys() == {"Key", "Value"}:
            tags[str(pair["Key"])] = str(pair["Value"])
        else:
            problems.append(f"#/Tags/{number}: a tag must have a Key and a Value, and nothing else")
    return tags
