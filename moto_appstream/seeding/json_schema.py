"""The JSON Schema of seed files, for the editors they are written in."""

from __future__ import annotations

from typing import Any, cast

from botocore import model, xform_name

from moto_appstream.appstream.models.image_sharing import MAX_SHARED_ACCOUNTS
from moto_appstream.appstream.models.tagging import MAX_TAGS
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding.images import ALWAYS_THERE

_TEXT = {"type": "string", "minLength": 1}
_ACCOUNT = {"type": "string", "pattern": "^[0-9]{12}$"}
_TIME = {"type": "string", "format": "date-time"}
_PLACE = {"region": _TEXT, "account_id": _ACCOUNT}
_TIMES = {"type": "integer", "minimum": 1}
_ATTEMPTS = {"type": ["integer", "null"], "minimum": 1}
_QUOTA = {"type": ["integer", "null"], "minimum": 0}


def seed_schema() -> dict[str, Any]:
    """What ``seed.load`` takes, with the members that the installed botocore knows."""
    name = service_model().shape_for("Name")
    fleet = {"name": _schema_of(name), "image": _TEXT, **_PLACE}
    copy_failure = {"message": _TEXT, "times": _TIMES, **_PLACE}
    failure = {"operation_name": _TEXT, "code": _TEXT, "attempts": _ATTEMPTS, **copy_failure}
    quotas = {"images": _QUOTA, "concurrent_copies": _QUOTA, **_PLACE}
    sections = {
        "images": _entries({**_image_members(), "name": _schema_of(name)}, ["name"]),
        "fleets": _entries(fleet, ["name", "image"]),
        "copy_failures": _entries(copy_failure),
        "failures": _entries(failure, ["operation_name", "code"]),
        "quotas": _entries(quotas),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seed file of moto_appstream",
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
    }


def _image_members() -> dict[str, Any]:
    image = cast(model.StructureShape, service_model().shape_for("Image"))
    permissions = _schema_of(service_model().shape_for("ImagePermissions"))
    return {
        # None leaves out a member that would be there by default.
        **{
            xform_name(member): (
                _schema_of(shape)
                if member in ALWAYS_THERE
                else {"anyOf": [_schema_of(shape), {"type": "null"}]}
            )
            for member, shape in image.members.items()
        },
        **_PLACE,
        "tags": {
            "type": "object",
            "maxProperties": MAX_TAGS,
            "additionalProperties": {"type": "string", "maxLength": 256},
        },
        "shared_with": {
            "anyOf": [
                {"type": "array", "items": _ACCOUNT, "maxItems": MAX_SHARED_ACCOUNTS},
                {
                    "type": "object",
                    "propertyNames": _ACCOUNT,
                    "additionalProperties": permissions,
                    "maxProperties": MAX_SHARED_ACCOUNTS,
                },
            ]
        },
    }


def _entries(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    entry = {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }
    return {"type": ["array", "null"], "items": entry}


def _schema_of(shape: model.Shape) -> dict[str, Any]:
    """One of botocore's shapes, its members in snake_case."""
    if isinstance(shape, model.StructureShape):
        properties = {xform_name(name): _schema_of(part) for name, part in shape.members.items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}
    if isinstance(shape, model.ListShape):
        return {"type": "array", "items": _schema_of(shape.member)}
    if isinstance(shape, model.MapShape):
        return {"type": "object", "additionalProperties": _schema_of(shape.value)}
    if shape.type_name == "timestamp":
        return _TIME
    if shape.type_name in ("boolean", "integer", "long"):
        return {"type": "boolean" if shape.type_name == "boolean" else "integer"}
    if enum := getattr(shape, "enum", []):
        return {"enum": list(enum)}
    limits = {"min": "minLength", "max": "maxLength", "pattern": "pattern"}
    return {
        "type": "string",
        **{limits[name]: value for name, value in shape.metadata.items() if name in limits},
    }
