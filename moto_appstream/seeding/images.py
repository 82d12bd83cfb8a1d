"""An image as a test asks for it: what is given checked, the rest filled in."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import repeat
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
from moto_appstream.appstream.schema import operation, service_model, structure
from moto_appstream.appstream.shapes import Shape, WrongTypeError, compile_shape
from moto_appstream.seeding.places import backend_at, check_account_id
from moto_appstream.seeding.words import choices, name_of, shown

# What no image lacks (row image-always), and None cannot mean the default of.
ALWAYS_THERE = (
    "State",
    "Platform",
    "ImageBuilderSupported",
    "Applications",
    "AppstreamAgentVersion",
    "PublicBaseImageReleasedDate",
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
    given = _in_aws_names(_image_model(), members)
    if created_time is not None:
        given["CreatedTime"] = _in_aws_names(
            _image_model().members["CreatedTime"], created_time, "created_time"
        )
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
    if owner is backend.aws and (tags or grants):
        raise ValueError("A PUBLIC image has no tags and is shared with nobody.")
    if tags:
        operation("TagResource").read({"ResourceArn": arn, "Tags": tags})
    with backend_lock, journal.all_or_nothing():
        absent = {member for member, value in given.items() if value is None}
        owner.images.check_is_free(name)
        seeded = _make_image(name, owner, values, absent)
        owner.images.put(seeded, tags)
        owner.image_sharing.share(seeded, grants)
        described = seeded.describe_to(backend.account_id)
    return copy.deepcopy(structure("Image").write(described))


def _image_model() -> model.StructureShape:
    return cast(model.StructureShape, service_model().shape_for("Image"))


def checked(shape: Shape, value: Any, path: str) -> Any:
    """
    :raises ValueError: names every constraint that the value violates.
    :raises WrongTypeError: the value is not of the shape's type.
    """
    violations: list[str] = []
    try:
        result = shape.read(value, path, violations)
    except WrongTypeError as wrong:
        raise WrongTypeError(_in_python_names(str(wrong))) from wrong
    if violations:
        raise ValueError("; ".join(map(_in_python_names, violations)))
    return result


# Where a value stands, in a message of AWS's.
_PLACE = re.compile(r"(?<= at ')[\w.]+(?=' failed to )|^[\w.]+(?= must )")
# A member of a structure on the way there, and no key of a map.
_MEMBER = re.compile(r"\b[a-z]\w*\b(?!\.member\b)")


def _in_python_names(message: str) -> str:
    """The message with the arguments of seed's functions, where AWS has members of its own."""
    return _PLACE.sub(
        lambda place: _MEMBER.sub(lambda member: xform_name(member[0]), place[0]), message
    )


def _in_aws_names(shape: model.Shape, value: Any, argument: str = "") -> Any:
    """The value with the members of its structures under the names that AWS has for them.

    :param argument: where the value stands.
    :raises ValueError: there is no such member, or a time is none.
    """
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        names = {xform_name(member): member for member in shape.members}
        result = {}
        for name, member in value.items():
            known = name if name in shape.members else names.get(name)
            if known is None:
                raise ValueError(
                    f"{name_of(name)} is not a member of {shape.name} in the installed botocore"
                    f"{choices(name, sorted(names))}."
                )
            here = f"{argument}.{name}" if argument else name
            result[known] = _in_aws_names(shape.members[known], member, here)
        return result
    if isinstance(shape, model.ListShape) and isinstance(value, (list, tuple)):
        return [
            _in_aws_names(shape.member, member, f"{argument}.{number}.member")
            for number, member in enumerate(value, 1)
        ]
    if shape.type_name == "timestamp" and value is not None:
        try:
            return compile_shape(shape).read(value, argument, [])
        except WrongTypeError:
            raise ValueError(
                f"{argument} must be a datetime, or a time such as '2026-11-01T12:00:00Z', "
                f"got {shown(value)}."
            ) from None
    return value


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
    shape = structure("Image").members["ImagePermissions"]
    entries: Iterable[tuple[str, Any]] = (
        shared_with.items()
        if isinstance(shared_with, Mapping)
        else zip(shared_with, repeat(_ALL_PERMISSIONS))
    )
    grants = {}
    for account_id, permissions in entries:
        check_account_id(account_id)
        named = _in_aws_names(service_model().shape_for("ImagePermissions"), permissions)
        grants[account_id] = checked(shape, named, f"shared_with.{account_id}")
    return grants


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
    if len(grants) > MAX_SHARED_ACCOUNTS:
        raise ValueError(f"An image is shared with {MAX_SHARED_ACCOUNTS} accounts at most.")
    if values.pop("Arn", arn) != arn:
        raise ValueError(f"The ARN of this image can only be {arn}.")
    if "ImagePermissions" in values:
        raise ValueError("Only a SHARED image has image_permissions; see shared_with.")
    shared = "TRUE" if grants else "FALSE"
    if values.pop("ImageSharedWithOthers", shared) != shared:
        raise ValueError("image_shared_with_others follows from shared_with.")


def _make_image(
    name: str, owner: AppStreamBackend, members: dict[str, Any], absent: set[str]
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
    if state == FAILED and "StateChangeReason" not in absent:
        reason = {"Code": "INTERNAL_ERROR", "Message": "The image could not be created."}
    reason = members.pop("StateChangeReason", reason)
    created_time = members.pop("CreatedTime", None)
    merged = {**defaults, **members, **dict.fromkeys(absent & defaults.keys())}
    image = Image(owner, name, merged, created_time=created_time)
    image.goes(state, reason=reason)
    return image
