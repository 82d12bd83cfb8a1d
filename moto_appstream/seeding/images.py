"""An image as a test asks for it: what is given checked, the rest filled in."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from botocore import model, xform_name

from moto_appstream.appstream.brief import as_aws_shows, as_python_shows
from moto_appstream.appstream.models import MAX_SHARED_ACCOUNTS, AppStreamBackend, backend_lock
from moto_appstream.appstream.models.images import (
    AVAILABLE,
    AWS_ACCOUNT_ID,
    FAILED,
    PRIVATE,
    PUBLIC,
    Image,
    image_arn,
)
from moto_appstream.appstream.models.public_images import base_image
from moto_appstream.appstream.schema import image_shape, operation, service_model
from moto_appstream.appstream.shapes import MOST_VIOLATIONS, Shape, compile_shape
from moto_appstream.seeding.places import backend_at

# What no image lacks (row image-always), and None cannot mean the default of.
ALWAYS_THERE = (
    "State",
    "Platform",
    "ImageBuilderSupported",
    "Applications",
    "AppstreamAgentVersion",
    "PublicBaseImageReleasedDate",
)
# What no PUBLIC image has, and what all are (row image-public).
NEVER_OF_PUBLIC = ("BaseImageArn", "ImageBuilderName")
PUBLIC_IMAGE_TYPE = "NATIVE"
# A time in a text, as a regular expression of Python and of JavaScript.
TIME = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_ALL_PERMISSIONS = {"allowFleet": True, "allowImageBuilder": True}


def put_in_place(
    name: str,
    backend: AppStreamBackend,
    *,
    tags: Mapping[str, str] | None,
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]],
    created_time: datetime | str | None,
    members: Mapping[str, Any],
) -> dict[str, Any]:
    """Put an image in place; see ``seed.image`` for what it is given and answers.

    :param backend: of the account that the image is for, which owns it unless it is PUBLIC or
        SHARED.
    :raises ValueError: a value that no image can have.
    :raises AppStreamException: a value that no request can have, or a name that is taken.
    """
    operation("DeleteImage").read({"Name": name})
    _check_is_mapping(tags, "tags")
    if created_time is not None:
        members = {**members, "created_time": created_time}
    given = _in_aws_names(service_model().shape_for("Image"), members)
    for member in ALWAYS_THERE:
        if given.get(member, "") is None:
            raise ValueError(f"An image always has {xform_name(member)}.")
    values = _checked_members(name, given)
    visibility = values.pop("Visibility", PRIVATE)
    grants = _read_grants(shared_with)
    if visibility == PRIVATE:
        owner = backend
    elif visibility == PUBLIC:
        owner = backend.aws
    else:
        owner = _owner_of_shared(name, values.get("Arn"), backend)
        if grants:
            raise ValueError("shared_with is for own images; this one is shared with its account.")
        grants = {backend.account_id: values.pop("ImagePermissions", _ALL_PERMISSIONS)}
    arn = image_arn(owner.region_name, owner.account_id, name)
    _check_derived(arn, values, grants, owner)
    if owner is backend.aws:
        if tags or grants:
            raise ValueError("A PUBLIC image has no tags and is shared with nobody.")
        _check_public(given)
    if tags:
        operation("TagResource").read({"ResourceArn": arn, "Tags": tags})
    with backend_lock:
        absent = {member for member, value in given.items() if value is None}
        seeded = _make_image(name, owner, values, absent)
        owner.add_image(seeded)
        seeded.tags = dict(tags) if tags else None
        for grantee, permissions in grants.items():
            owner.share_image(seeded, grantee, permissions)
        described = seeded.describe(backend.account_id)
    return copy.deepcopy(image_shape().write(described))


def checked(shape: Shape, value: Any, path: str) -> Any:
    """
    :raises ValueError: names the constraints that the value violates, up to a hundred.
    :raises WrongTypeError: the value is not of the shape's type.
    """
    violations: list[str] = []
    result = shape.read(value, path, violations)
    if violations:
        more = "; ..." if len(violations) > MOST_VIOLATIONS else ""
        raise ValueError("; ".join(violations[:MOST_VIOLATIONS]) + more)
    return result


def _check_is_mapping(value: object, what: str) -> None:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"{what} must be a map, not {as_python_shows(value)}.")


def _in_aws_names(shape: model.Shape, value: Any) -> Any:
    """The value with the members of its structures under the names that AWS has for them.

    :raises ValueError: there is no such member, it is given under both names, or it is not the
        time that it should be.
    """
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        names = {xform_name(member): member for member in shape.members}
        result = {}
        for name, member in value.items():
            known = name if name in shape.members else names.get(name)
            if known is None:
                raise ValueError(
                    f"{as_aws_shows(name)} is not a member of {shape.name} "
                    f"in the installed botocore; possible are {', '.join(sorted(names))}."
                )
            if known in result:
                raise ValueError(f"{xform_name(known)} is given twice, as {known} too.")
            part = shape.members[known]
            if part.type_name == "timestamp":
                _check_time(member, xform_name(known))
            result[known] = _in_aws_names(part, member)
        return result
    if isinstance(shape, model.ListShape) and isinstance(value, (list, tuple)):
        return [_in_aws_names(shape.member, member) for member in value]
    return value


def _check_time(value: object, what: str) -> None:
    # The double reads more forms where AWS does; a year, or half a date, is a slip in a seed file.
    is_time = value is None or isinstance(value, datetime)
    if not is_time and not (isinstance(value, str) and re.fullmatch(TIME, value, re.ASCII)):
        shown = as_python_shows(value)
        raise ValueError(f"{what} must be a time such as 2026-11-01T12:00:00Z, not {shown}.")


def _checked_members(name: str, members: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = checked(image_shape(), {**members, "Name": name}, "")
    if values.pop("Name") != name or members.get("Name", name) != name:
        raise ValueError("The name of an image is the first argument.")
    return values


def _read_grants(
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]],
) -> dict[str, dict[str, bool]]:
    if isinstance(shared_with, str) or not isinstance(shared_with, Iterable):
        raise ValueError("shared_with takes a list of accounts, or a mapping.")
    entries: list[tuple[str, Any]] = (
        list(shared_with.items())
        if isinstance(shared_with, Mapping)
        else [(account_id, _ALL_PERMISSIONS) for account_id in shared_with]
    )
    if len(entries) > MAX_SHARED_ACCOUNTS:
        raise ValueError(f"An image is shared with {MAX_SHARED_ACCOUNTS} accounts at most.")
    request = cast(model.StructureShape, service_model().shape_for("UpdateImagePermissionsRequest"))
    grants = {}
    for account_id, permissions in entries:
        # Whatever the operation takes, so that what it has shared can be seeded again.
        account_id = checked(
            compile_shape(request.members["SharedAccountId"]), account_id, "shared_with"
        )
        named = _in_aws_names(request.members["ImagePermissions"], permissions)
        path = f"shared_with.{as_aws_shows(account_id)}"
        grants[account_id] = checked(image_shape().members["ImagePermissions"], named, path)
    return grants


def _owner_of_shared(name: str, arn: str | None, backend: AppStreamBackend) -> AppStreamBackend:
    owner = (arn or "").split(":", 5)[4:5]
    if not owner or owner[0] in ("", backend.account_id):
        example = image_arn(backend.region_name, "111122223333", name)
        raise ValueError(
            "A SHARED image belongs to another account, which its arn must name, "
            f"such as {example}; to share an own image, use shared_with."
        )
    return backend_at(backend.region_name, owner[0])


def _check_derived(
    arn: str, values: dict[str, Any], grants: Mapping[str, Any], owner: AppStreamBackend
) -> None:
    """Take out what follows from the rest, where it says the same.

    :raises ValueError: it says otherwise.
    """
    if owner.account_id in grants:
        raise ValueError(f"An image is not shared with its owner {owner.account_id}.")
    if values.pop("Arn", arn) != arn:
        raise ValueError(f"The ARN of this image can only be {arn}.")
    if "ImagePermissions" in values:
        raise ValueError("Only a SHARED image has image_permissions; see shared_with.")
    shared = "TRUE" if grants else "FALSE"
    if values.pop("ImageSharedWithOthers", shared) != shared:
        raise ValueError("image_shared_with_others follows from shared_with.")


def _check_public(given: Mapping[str, Any]) -> None:
    """
    :raises ValueError: no PUBLIC image is like this (row image-public).
    """
    if given.get("Description", "") is None:
        raise ValueError(
            "A PUBLIC image always has description; give one, or leave it out for the default."
        )
    for member in NEVER_OF_PUBLIC:
        if given.get(member) is not None:
            raise ValueError(f"A PUBLIC image has no {xform_name(member)}.")
    image_type = given.get("ImageType", PUBLIC_IMAGE_TYPE)
    if image_type != PUBLIC_IMAGE_TYPE:
        raise ValueError(
            f"The image_type of a PUBLIC image can only be {PUBLIC_IMAGE_TYPE}, not {image_type}."
        )


def _make_image(
    name: str, owner: AppStreamBackend, members: dict[str, Any], absent: set[str]
) -> Image:
    public = owner.account_id == AWS_ACCOUNT_ID
    platform = members.get("Platform")
    reason = None
    if members.get("State") == FAILED:
        reason = {"Code": "INTERNAL_ERROR", "Message": "The image could not be created."}
    own: dict[str, Any] = {
        "State": AVAILABLE,
        "StateChangeReason": reason,
        "Description": f"The image {name}." if public else None,
        "BaseImageArn": None if public else _base_image_arn(owner.region_name, platform),
        "ImageBuilderName": None if public else "image-builder",
        "CreatedTime": None,
    }
    details = _default_details(platform, PUBLIC_IMAGE_TYPE if public else "CUSTOM")
    overridden = (members.keys() | absent) - own.keys()
    if overridden:
        details = {**details, **{member: members.get(member) for member in overridden}}
        details = {member: value for member, value in details.items() if value is not None}
    own.update((member, members.get(member)) for member in (members.keys() | absent) & own.keys())
    return Image(
        name,
        owner.account_id,
        owner.region_name,
        created_time=own["CreatedTime"] or owner.creation_time(),
        state=own["State"],
        state_change_reason=own["StateChangeReason"],
        description=own["Description"],
        base_image_arn=own["BaseImageArn"],
        image_builder_name=own["ImageBuilderName"],
        details=details,
    )


# Cached, so that all images that are made alike share one set of details.


@cache
def _base_image_arn(region: str, platform: str | None) -> str:
    return image_arn(region, AWS_ACCOUNT_ID, base_image(platform)["name"])


@cache
def _default_details(platform: str | None, image_type: str) -> dict[str, Any]:
    base = base_image(platform)["details"]
    return {
        "Platform": platform or base["Platform"],
        "ImageBuilderSupported": True,
        "Applications": [],
        "AppstreamAgentVersion": base["AppstreamAgentVersion"],
        "PublicBaseImageReleasedDate": base["PublicBaseImageReleasedDate"],
        "LatestAppstreamAgentVersion": "TRUE",
        "DynamicAppProvidersEnabled": "DISABLED",
        "ImageType": image_type,
    }
