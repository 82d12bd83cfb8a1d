"""An image as a test asks for it: what is given checked, the rest filled in."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from botocore import model, xform_name

from moto_appstream.appstream.models import AppStreamBackend, backend_lock
from moto_appstream.appstream.models.arn import AWS_ACCOUNT_ID, make_arn
from moto_appstream.appstream.models.image_sharing import MAX_SHARED_ACCOUNTS
from moto_appstream.appstream.models.images import (
    AVAILABLE,
    FAILED,
    PRIVATE,
    PUBLIC,
    Image,
)
from moto_appstream.appstream.models.journal import journal
from moto_appstream.appstream.models.public_images import base_image
from moto_appstream.appstream.names import in_aws_names
from moto_appstream.appstream.schema import operation, service_model, structure
from moto_appstream.appstream.shapes import compile_shape
from moto_appstream.appstream.words import as_aws_shows, shown
from moto_appstream.seeding.places import backend_at, check_account_id
from moto_appstream.seeding.values import checked

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
_ALL_PERMISSIONS = {"allowFleet": True, "allowImageBuilder": True}


def put_in_place(
    name: str,
    backend: AppStreamBackend,
    *,
    tags: Mapping[str, str] | None,
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]],
    created_time: datetime | str | None,
    then: str | None,
    software: Sequence[Mapping[str, Any]],
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
    given = in_aws_names(service_model().shape_for("Image"), members)
    if created_time is not None:
        if "CreatedTime" in given:
            raise ValueError("created_time is given twice, as CreatedTime too.")
        given |= in_aws_names(service_model().shape_for("Image"), {"created_time": created_time})
    if then is not None:
        checked(structure("Image").members["State"], then, "then")
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
    arn = make_arn(owner.region_name, owner.account_id, Image.kind, name)
    _check_derived(arn, values, grants, owner)
    if owner is backend.aws:
        if tags or grants:
            raise ValueError("A PUBLIC image has no tags and is shared with nobody.")
        _check_public(given)
    installed = _read_software(software, visibility, values)
    if tags:
        operation("TagResource").read({"ResourceArn": arn, "Tags": tags})
    with backend_lock, journal.all_or_nothing():
        state = values.get("State", AVAILABLE)
        absent = {member for member, value in given.items() if value is None}
        owner.images.check_is_free(name)
        seeded = _make_image(name, owner, values, absent, then)
        owner.images.put(seeded, tags)
        owner.image_sharing.share(seeded, grants)
        if installed:
            owner.software.replace(seeded, installed)
        described = seeded.describe_to(backend.account_id, state)
    return copy.deepcopy(structure("Image").trim(described))


def _check_is_mapping(value: object, what: str) -> None:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(f"{what} must be a mapping, got {shown(value)}.")


def _checked_members(name: str, members: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = checked(structure("Image"), {**members, "Name": name}, "")
    if values.pop("Name") != name or members.get("Name", name) != name:
        raise ValueError("The name of an image is the first argument.")
    return values


def _read_grants(
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]],
) -> dict[str, dict[str, bool]]:
    if isinstance(shared_with, str) or not isinstance(shared_with, Iterable):
        raise ValueError(
            f"shared_with must be a list of account ids, or a mapping, got {shown(shared_with)}."
        )
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
        if not isinstance(account_id, str):
            check_account_id(account_id)
        # Whatever the operation takes, so that what it has shared can be seeded again.
        account_id = checked(
            compile_shape(request.members["SharedAccountId"]), account_id, "shared_with"
        )
        named = in_aws_names(request.members["ImagePermissions"], permissions)
        path = f"shared_with.{as_aws_shows(account_id)}"
        grants[account_id] = checked(structure("Image").members["ImagePermissions"], named, path)
    return grants


def _read_software(
    software: Sequence[Mapping[str, Any]], visibility: str, values: dict[str, Any]
) -> list[dict[str, Any]]:
    """The software of an image under AWS's names; ManagedSoftwareIncluded follows from it."""
    if not software:
        return []
    ((name, apart),) = Image.apart.items()
    argument = xform_name(name)
    if apart.operation not in service_model().operation_names:
        raise ValueError(f"{argument}: the installed botocore does not have {apart.operation}.")
    if visibility != PRIVATE:
        raise ValueError(f"{argument} is for own images; this one is {visibility}.")
    if not values.setdefault("ManagedSoftwareIncluded", True):
        raise ValueError(f"managed_software_included follows from {argument}.")
    shape = service_model().shape_for(apart.shape)
    named = in_aws_names(shape, software, argument)
    result: list[dict[str, Any]] = checked(compile_shape(shape), named, argument)
    return result


def _owner_of_shared(name: str, arn: str | None, backend: AppStreamBackend) -> AppStreamBackend:
    owner = (arn or "").split(":", 5)[4:5]
    if not owner or owner[0] in ("", backend.account_id):
        example = make_arn(backend.region_name, "111122223333", Image.kind, name)
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
    name: str,
    owner: AppStreamBackend,
    members: dict[str, Any],
    absent: set[str],
    then: str | None,
) -> Image:
    public = owner.account_id == AWS_ACCOUNT_ID
    platform = members.get("Platform")
    base = base_image(platform)
    defaults = {
        "Platform": base["details"]["Platform"],
        "DisplayName": name,
        "Description": f"The image {name}." if public else None,
        "ImageBuilderSupported": True,
        "Applications": [],
        "AppstreamAgentVersion": base["details"]["AppstreamAgentVersion"],
        "PublicBaseImageReleasedDate": base["details"]["PublicBaseImageReleasedDate"],
        "LatestAppstreamAgentVersion": "TRUE",
        "DynamicAppProvidersEnabled": "DISABLED",
        "ImageType": "NATIVE" if public else "CUSTOM",
    }
    if not public:
        defaults["BaseImageArn"] = make_arn(
            owner.region_name, AWS_ACCOUNT_ID, Image.kind, base["name"]
        )
        defaults["ImageBuilderName"] = "image-builder"
    reason: Mapping[str, str] | None = None
    state = members.pop("State", AVAILABLE)
    if FAILED in (state, then) and "StateChangeReason" not in absent:
        reason = {"Code": "INTERNAL_ERROR", "Message": "The image could not be created."}
    reason = members.pop("StateChangeReason", reason)
    created_time = members.pop("CreatedTime", None)
    merged = {**defaults, **members, **dict.fromkeys(absent & defaults.keys())}
    image = Image(owner, name, merged, created_time=created_time)
    states = (state,) if then is None else (state, then)
    image.goes(*states, reason=reason)
    return image
