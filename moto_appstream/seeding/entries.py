"""The entries of a seed file, out of what AWS or the double shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from botocore import model, xform_name

from moto_appstream.appstream.models.images import FAILED, PUBLIC, SHARED, Image
from moto_appstream.appstream.schema import service_model, structure
from moto_appstream.seeding import create

# What the arguments of seed.image say by themselves, or by other names.
_DERIVED = ("Arn", "Visibility", "ImageSharedWithOthers", "ImagePermissions")
# What seed.image fills in, so that its absence must be said.
_DEFAULTED = (
    "BaseImageArn",
    "ImageBuilderName",
    "LatestAppstreamAgentVersion",
    "DynamicAppProvidersEnabled",
    "ImageType",
)
# The sections that are there though they are empty.
_ALWAYS = ("images", "fleets")


def new_document() -> dict[str, list[dict[str, Any]]]:
    """A seed file with nothing in its sections, in the order in which they depend."""
    return {section: [] for section in ["images", *create.sections()]}


def without_empty_sections(document: Mapping[str, Any]) -> dict[str, Any]:
    """A seed file as it is shown."""
    return {name: entries for name, entries in document.items() if entries or name in _ALWAYS}


def of_resource(
    section: str, given: Mapping[str, Any], region: str, account_id: str | None
) -> dict[str, Any]:
    """The arguments with which a resource is made again.

    :param given: what they say, under AWS's names; what is no argument is left out.
    :param account_id: None if it is not known.
    """
    members = create.members(section)
    entry = {"name": given["Name"]} if create.named_by(section) else {}
    return {
        **entry,
        **_place(region, account_id),
        **{
            xform_name(member): in_python_names(value, members[member])
            for member, value in given.items()
            if member in members and member != "Name"
        },
    }


def of_image(
    image: Mapping[str, Any],
    region: str,
    account_id: str | None,
    tags: Mapping[str, str],
    grants: Mapping[str, Mapping[str, bool]],
    software: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The arguments with which ``seed.image`` makes an image again.

    :param account_id: whom it is described to; None if that is not known.
    """
    entry: dict[str, Any] = {"name": image["Name"]}
    if image["Visibility"] == PUBLIC:
        entry |= {"region": region, "visibility": PUBLIC}
    elif image["Visibility"] == SHARED:
        entry |= {**_place(region, account_id), "visibility": SHARED, "arn": image["Arn"]}
        if "ImagePermissions" in image:
            entry["image_permissions"] = in_python_names(image["ImagePermissions"])
    else:
        entry |= _place(region, account_id)
    shape = service_model().shape_for("Image")
    kept = {member: value for member, value in image.items() if member not in _DERIVED}
    entry |= in_python_names(kept, shape)
    defaulted = [*_DEFAULTED]
    if image["State"] == FAILED:
        defaulted.append("StateChangeReason")
    if image["Visibility"] == PUBLIC:
        defaulted.remove("ImageType")  # there is only one
    absent = [member for member in defaulted if member not in image]
    entry |= {xform_name(member): None for member in absent if member in structure("Image").members}
    if tags:
        entry["tags"] = dict(tags)
    if grants:
        entry["shared_with"] = {
            account: in_python_names(permissions) for account, permissions in grants.items()
        }
    if software:
        (name,) = map(xform_name, Image.apart)
        entry[name] = in_python_names(software)
    return entry


def in_python_names(value: Any, shape: model.Shape | None = None) -> Any:
    """The value with the members of structures in snake_case, and times as text, in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, Mapping):
        if isinstance(shape, model.MapShape):
            return dict(value)
        members = shape.members if isinstance(shape, model.StructureShape) else {}
        return {
            xform_name(name): in_python_names(member, members.get(name))
            for name, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        inner = shape.member if isinstance(shape, model.ListShape) else None
        return [in_python_names(member, inner) for member in value]
    return value


def _place(region: str, account_id: str | None) -> dict[str, str]:
    return {"region": region} | ({"account_id": account_id} if account_id else {})
