"""The JSON Schema of seed files, for the editors they are written in.

It takes what ``seed.load`` takes and refuses what that refuses, but for what no schema can say:
whether a name is free, an image, a region or a day is there, an operation can fail with a code,
and an ARN, an account or a name is the one that it must be; and what the service model says of
the characters of tags, in the words of Java. The shapes of all answers would make it many times
as large, so an answer is any object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from botocore import model, xform_name

from moto_appstream.appstream.models import has_operation
from moto_appstream.appstream.models.image_sharing import MAX_SHARED_ACCOUNTS
from moto_appstream.appstream.models.images import PUBLIC, SHARED, Image
from moto_appstream.appstream.names import TIME
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import create
from moto_appstream.seeding.create import quota_names
from moto_appstream.seeding.images import (
    ALWAYS_THERE,
    NEVER_OF_PUBLIC,
    PUBLIC_IMAGE_TYPE,
)

Schema = dict[str, Any]

_NULL: Schema = {"type": "null"}
_TEXT: Schema = {"type": "string", "minLength": 1}
_ACCOUNT: Schema = {"type": "string", "pattern": "^[0-9]{12}$"}
_TIME: Schema = {
    "type": "string",
    "pattern": f"^{TIME}$",
    "examples": ["2026-11-01T12:00:00Z"],
}
_TIMES: Schema = {"type": "integer", "minimum": 1}
_QUOTA: Schema = {"type": "integer", "minimum": 0}
# An argument of its own, where null is as good as nothing: AWS's name may be used beside it.
_CREATED_TIME: Schema = {"created_time": {"type": "string"}}
_EMPTY: Schema = {"maxItems": 0, "maxProperties": 0}


def seed_schema() -> Schema:
    """What ``seed.load`` takes, with the members that the installed botocore knows."""
    name = _schema_of(service_model().shape_for("Name"))
    place = _optional({"region": _TEXT, "account_id": _ACCOUNT})
    failing = {**_optional({"message": _TEXT, "times": _TIMES}), **place}
    there = [operation for operation in service_model().operation_names if has_operation(operation)]
    failure = {
        "operation_name": {"enum": there},
        "code": _TEXT,
        **failing,
        **_optional({"attempts": _TIMES}),
    }
    answer = {
        "operation_name": {"enum": list(service_model().operation_names)},
        "answer": {"type": "object"},
        **_optional({"times": _TIMES}),
        **place,
    }
    quotas = {**_optional(dict.fromkeys(quota_names(), _QUOTA)), **place}
    sections = {
        "images": _image(name, place),
        **{section: _resource(section, place) for section in create.sections()},
        "copy_failures": _entry(failing),
        "failures": _entry(failure, ["operation_name", "code"]),
        "answers": _entry(answer, ["operation_name", "answer"]),
        "quotas": _entry(quotas),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seed file of moto_appstream",
        "type": ["object", "null"],
        "properties": {
            section: {"type": ["array", "null"], "items": entry}
            for section, entry in sections.items()
        },
        "additionalProperties": False,
    }


def _entry(properties: Schema, required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _resource(section: str, place: Schema) -> Schema:
    required = create.required(section)
    entry = _members(create.members(section), not_null=required)
    entry["properties"] |= place
    if section == "fleets":
        entry["properties"]["image"] = _or_null(_TEXT)
    return {**entry, "allOf": [*entry["allOf"], *(_has(name, {}) for name in required)]}


def _image(name: Schema, place: Schema) -> Schema:
    image = cast(model.StructureShape, service_model().shape_for("Image"))
    request = cast(model.StructureShape, service_model().shape_for("TagResourceRequest"))
    tags = _schema_of(request.members["Tags"])
    tags["propertyNames"]["pattern"] = "^(?!aws:)"
    shapes = {member: shape for member, shape in image.members.items() if member != "Name"}
    members = _members(shapes, ALWAYS_THERE, given=_CREATED_TIME)
    members["properties"] |= {
        "name": name,
        **place,
        "tags": {**tags, "type": ["object", "null"], "minProperties": 0},
        "shared_with": _shared_with(),
        "then": _or_null(_schema_of(image.members["State"])),
        **_software(),
    }
    members["patternProperties"]["^Name$"] = name
    return {**members, "required": ["name"], "allOf": [*members["allOf"], *_image_rules()]}


def _software() -> Schema:
    ((name, apart),) = Image.apart.items()
    there = apart.operation in service_model().operation_names  # not in an older botocore
    software = _schema_of(service_model().shape_for(apart.shape)) if there else _EMPTY
    return {xform_name(name): _or_null(software)}


def _shared_with() -> Schema:
    request = cast(model.StructureShape, service_model().shape_for("UpdateImagePermissionsRequest"))
    account = {"type": "string", "pattern": "^[0-9]+$"}
    return {
        "anyOf": [
            {"type": "array", "items": account, "maxItems": MAX_SHARED_ACCOUNTS},
            {
                "type": "object",
                "propertyNames": account,
                "additionalProperties": _schema_of(request.members["ImagePermissions"]),
                "maxProperties": MAX_SHARED_ACCOUNTS,
            },
            _NULL,
        ]
    }


def _image_rules() -> list[Schema]:
    """What the members of an image say of each other."""
    public, shared = (_has("Visibility", {"const": kind}) for kind in (PUBLIC, SHARED))
    (software,) = map(xform_name, Image.apart)
    none_installed = {software: _EMPTY}
    has_software = {
        "required": [software],
        "properties": {software: {"type": "array", "minItems": 1}},
    }
    shares = {
        "required": ["shared_with"],
        "properties": {
            "shared_with": {"type": ["array", "object"], "minItems": 1, "minProperties": 1}
        },
    }
    return [
        {
            "if": public,
            "then": {
                "properties": {
                    "tags": _EMPTY,
                    "shared_with": _EMPTY,
                    **none_installed,
                    **_by_both_names("Description", {"type": "string"}),
                    **_by_both_names("ImageType", {"const": PUBLIC_IMAGE_TYPE}),
                    **{
                        name: _NULL
                        for member in NEVER_OF_PUBLIC
                        for name in _by_both_names(member, _NULL)
                    },
                }
            },
        },
        {
            "if": shared,
            "then": {
                **_has("Arn", {"type": "string"}),
                "properties": {"shared_with": _EMPTY, **none_installed},
            },
            "else": {"properties": _by_both_names("ImagePermissions", _NULL)},
        },
        {
            "if": has_software,
            "then": {
                "properties": _by_both_names("ManagedSoftwareIncluded", {"enum": [True, None]})
            },
        },
        {
            "if": {"anyOf": [shared, shares]},
            "then": {
                "properties": _by_both_names("ImageSharedWithOthers", {"enum": ["TRUE", None]})
            },
            "else": {
                "properties": _by_both_names("ImageSharedWithOthers", {"enum": ["FALSE", None]})
            },
        },
    ]


def _optional(properties: Schema) -> Schema:
    """Null stands for what is not given."""
    return {name: _or_null(schema) for name, schema in properties.items()}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, _NULL]}


def _by_both_names(member: str, schema: Schema) -> Schema:
    return {xform_name(member): schema, member: schema}


def _has(member: str, schema: Schema) -> Schema:
    """A structure has this member, by one of its names."""
    return {
        "anyOf": [
            {"required": [name], "properties": {name: value}}
            for name, value in _by_both_names(member, schema).items()
        ]
    }


def _members(
    shapes: Mapping[str, model.Shape], not_null: Sequence[str], given: Schema | None = None
) -> Schema:
    """A structure of these members, each by its name in snake_case or by AWS's, not by both.

    :param given: what else must hold of a member that is there by both names.
    """
    schemas = {
        member: _schema_of(shape) if member in not_null else _or_null(_schema_of(shape))
        for member, shape in shapes.items()
    }
    # The names in snake_case are those that an editor proposes.
    return {
        "type": "object",
        "properties": {xform_name(member): schema for member, schema in schemas.items()},
        "patternProperties": {f"^{member}$": schema for member, schema in schemas.items()},
        "additionalProperties": False,
        "allOf": [
            {"not": {"required": [xform_name(member), member], "properties": given or {}}}
            for member in schemas
            if member != xform_name(member)
        ],
    }


def _schema_of(shape: model.Shape) -> Schema:
    """One of botocore's shapes."""
    if isinstance(shape, model.StructureShape):
        required = shape.required_members
        members = _members(shape.members, required)
        return {**members, "allOf": [*members["allOf"], *(_has(name, {}) for name in required)]}
    if isinstance(shape, model.ListShape):
        limits = {"min": "minItems", "max": "maxItems"}
        return {"type": "array", "items": _schema_of(shape.member), **_limited(shape, limits)}
    if isinstance(shape, model.MapShape):
        limits = {"min": "minProperties", "max": "maxProperties"}
        return {
            "type": "object",
            "propertyNames": _schema_of(shape.key),
            "additionalProperties": _schema_of(shape.value),
            **_limited(shape, limits),
        }
    if shape.type_name == "timestamp":
        return _TIME
    if shape.type_name in ("boolean", "integer", "long"):
        return {"type": "boolean" if shape.type_name == "boolean" else "integer"}
    if enum := getattr(shape, "enum", []):
        return {"enum": list(enum)}
    limits = {"min": "minLength", "max": "maxLength"}
    if "\\p{" not in shape.metadata.get("pattern", ""):
        limits["pattern"] = "pattern"
    return {"type": "string", **_limited(shape, limits)}


def _limited(shape: model.Shape, limits: Mapping[str, str]) -> Schema:
    return {limits[name]: value for name, value in shape.metadata.items() if name in limits}
