"""Putting in place what a test needs and no operation of AWS makes at once.

There is no CreateImage operation: images come out of image builders. All functions take part in
the mock that is on, and what they put in place goes with moto's reset. Impossible values are
refused with an error that says what is possible, and change nothing.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, cast

from botocore import model, xform_name
from moto.core.models import DEFAULT_ACCOUNT_ID

from moto_appstream.appstream.exceptions import COMMON_ERRORS, AppStreamException
from moto_appstream.appstream.image import (
    AVAILABLE,
    AWS_ACCOUNT_ID,
    FAILED,
    PRIVATE,
    PUBLIC,
    Image,
    image_arn,
)
from moto_appstream.appstream.models import (
    MAX_SHARED_ACCOUNTS,
    AppStreamBackend,
    appstream_backends,
    backend_lock,
)
from moto_appstream.appstream.public_images import base_image
from moto_appstream.appstream.rehearsal import PlannedFailure, Quotas, Rehearsal, Scope
from moto_appstream.appstream.responses import AppStreamResponse
from moto_appstream.appstream.service import image_shape, operation, service_model
from moto_appstream.appstream.shapes import Shape, WrongTypeError, compile_shape
from moto_appstream.mock import require_mock

DEFAULT_REGION = "us-east-1"

_ALL_PERMISSIONS = {"allowFleet": True, "allowImageBuilder": True}


def image(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    tags: Mapping[str, str] | None = None,
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]] = (),
    created_time: datetime | str | None = None,
    **members: Any,
) -> dict[str, Any]:
    """Put an image in place.

    By default it is an own image such as an image builder makes: PRIVATE, AVAILABLE, for
    Windows Server 2022, without applications (rows image-always, image-builder-made).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param tags: its tags.
    :param shared_with: the accounts that may use it too; as a mapping, with the permissions of
        each (``{"111122223333": {"allow_fleet": True, "allow_image_builder": False}}``); all
        permissions otherwise.
    :param created_time: default: now, and later than the image before.
    :param members: any other member that the service model has for an image, in snake_case
        (``platform="AMAZON_LINUX2"``, ``applications=[{"name": "editor"}]``); None leaves out a
        member that would be there by default. An image in a state that passes, such as PENDING,
        stays in it. ``visibility="PUBLIC"`` makes it one of AWS's; ``"SHARED"`` one that another
        account, the one in ``arn``, shares with this.
    :returns: the image as DescribeImages answers it.
    :raises ValueError: a value that no image can have, or a name that is taken.
    :raises RuntimeError: no mock is on.
    """
    with _refusing():
        backend = _backend(region, account_id)
        operation("DeleteImage").read({"Name": name})
        given = _in_aws_names(service_model().shape_for("Image"), members)
        checked = _check_members(name, {**given, "CreatedTime": created_time})
        visibility = checked.pop("Visibility", PRIVATE)
        grants = _grants(shared_with)
        if visibility == PRIVATE:
            owner = backend
        elif visibility == PUBLIC:
            owner = backend.aws
        else:
            owner = _owner_of_shared(name, checked.get("Arn"), backend)
            grants = {backend.account_id: checked.pop("ImagePermissions", _ALL_PERMISSIONS)}
        if owner is backend.aws and (tags or grants):
            raise ValueError("A PUBLIC image has no tags and is shared with nobody.")
        if owner.account_id in grants:
            raise ValueError(f"An image is not shared with its owner {owner.account_id}.")
        arn = image_arn(owner.region_name, owner.account_id, name)
        if checked.pop("Arn", arn) != arn:
            raise ValueError(f"The ARN of this image can only be {arn}.")
        if "ImagePermissions" in checked:
            raise ValueError("Only a SHARED image has image_permissions; see shared_with.")
        shared = "TRUE" if grants else "FALSE"
        if checked.pop("ImageSharedWithOthers", shared) != shared:
            raise ValueError("image_shared_with_others follows from shared_with.")
        if tags:
            operation("TagResource").read({"ResourceArn": arn, "Tags": dict(tags)})
        if len(grants) > MAX_SHARED_ACCOUNTS:
            raise ValueError(f"An image is shared with {MAX_SHARED_ACCOUNTS} accounts at most.")
        with backend_lock:
            absent = {member for member, value in given.items() if value is None}
            seeded = _make_image(name, owner, checked, absent)
            owner.add_image(seeded)
            seeded.tags = dict(tags) if tags else None
            for grantee, permissions in grants.items():
                owner.share_image(seeded, grantee, permissions)
            described = seeded.describe(backend.account_id)
        return copy.deepcopy(image_shape().write(described))


def fleet(
    name: str, *, image: str, region: str | None = None, account_id: str | None = None
) -> None:
    """Put a fleet in place that uses an image, which can then not be deleted.

    :param name: the name of the fleet; one that is there already moves to the image.
    :param image: the name of an own or PUBLIC image, or the ARN of one or of a SHARED image.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is no such image.
    :raises RuntimeError: no mock is on.
    """
    with _refusing():
        backend = _backend(region, account_id)
        _checked(_fleet_name(), name, "name")
        with backend_lock:
            backend.fleets[name] = backend.find_image(image).arn


def copy_failure(
    *,
    message: str = "The image could not be copied.",
    times: int = 1,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next copy end FAILED, with the code IMAGE_COPY_FAILURE (row copy-states).

    :param message: the message of its StateChangeReason.
    :param times: how many copies fail.
    :param region: only copies out of this region; default: any.
    :param account_id: only copies of this account; default: any.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    if not message:
        raise ValueError("The message of a failure cannot be empty.")
    with _arranging() as rehearsal:
        scope = _scope(region, account_id)
        rehearsal.failures.append(PlannedFailure(scope, message, _count(times, "times", 1)))


def failure(
    operation_name: str,
    code: str,
    *,
    message: str | None = None,
    times: int = 1,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next call of an operation fail (row errors-modelled).

    A client repeats a call by itself after throttling, server errors and LimitExceededException,
    as it does with AWS: let those fail more often than it tries.

    :param operation_name: such as ``CopyImage``.
    :param code: an error that the service model lists for the operation, or a common one.
    :param message: default: what the service model says of the error.
    :param times: how many calls fail.
    :param region: only calls in this region; default: any.
    :param account_id: only calls of this account; default: any.
    :raises ValueError: the operation cannot fail with this code, or is not there.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as rehearsal:
        called = operation(operation_name)
        if not hasattr(AppStreamResponse, called.method_name):
            raise ValueError(f"moto_appstream does not have the operation {operation_name} yet.")
        possible = [*called.modelled_errors, *COMMON_ERRORS]
        if code not in possible:
            raise ValueError(
                f"{operation_name} cannot fail with {code}; possible are {', '.join(possible)}."
            )
        scope = _scope(region, account_id)
        rehearsal.failures.append(
            PlannedFailure(
                scope, message or _meaning_of(code), _count(times, "times", 1), called.name, code
            )
        )


def quotas(
    *,
    images: int | None = None,
    concurrent_copies: int | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Set the quotas that CopyImage obeys; without this there are none (row copy-limits).

    AWS starts an account with 10 images in a region, and 2 concurrent copies to one.

    :param images: how many own images a region may have; None is without limit.
    :param concurrent_copies: how many copies to a region may be COPYING; None is without limit.
    :param region: the destination they hold for; default: all.
    :param account_id: the account they hold for; default: all.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as rehearsal:
        limits = Quotas(
            images=None if images is None else _count(images, "images", 0),
            concurrent_copies=(
                None
                if concurrent_copies is None
                else _count(concurrent_copies, "concurrent_copies", 0)
            ),
        )
        scope = _scope(region, account_id)
        rehearsal.quotas.pop(scope, None)  # those set last stand last
        rehearsal.quotas[scope] = limits


# Places


def _backend(region: str | None, account_id: str | None) -> AppStreamBackend:
    require_mock()
    scope = _scope(
        region or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION,
        account_id or os.environ.get("MOTO_ACCOUNT_ID") or DEFAULT_ACCOUNT_ID,
    )
    return appstream_backends[str(scope.account_id)][str(scope.region_name)]


def _scope(region: str | None, account_id: str | None) -> Scope:
    if account_id is not None and not re.fullmatch("[0-9]{12}", account_id):
        raise ValueError(f"An account id has twelve digits, not {account_id!r}.")
    backends = appstream_backends[account_id or DEFAULT_ACCOUNT_ID]
    if region is not None:
        try:
            backends[region]
        except KeyError:
            raise ValueError(
                f"AppStream is not available in the region {region}; it is in "
                f"{', '.join(backends.regions)}, and with MOTO_ALLOW_NONEXISTENT_REGION=true "
                "anywhere."
            ) from None
    return Scope(account_id, region)


@contextmanager
def _arranging() -> Iterator[Rehearsal]:
    with _refusing(), backend_lock:
        yield _backend(DEFAULT_REGION, None).rehearsal


@contextmanager
def _refusing() -> Iterator[None]:
    """What AWS would refuse, as the error of a Python function."""
    try:
        yield
    except (AppStreamException, WrongTypeError) as refusal:
        message = refusal.message if isinstance(refusal, AppStreamException) else str(refusal)
        raise ValueError(message) from None


# Images


def _checked(shape: Shape, value: Any, path: str) -> Any:
    violations: list[str] = []
    checked = shape.read(value, path, violations)
    if violations:
        raise ValueError("; ".join(violations))
    return checked


def _in_aws_names(shape: model.Shape, value: Any) -> Any:
    """The value with the members of its structures under the names that AWS has for them."""
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        names = {xform_name(member): member for member in shape.members}
        result = {}
        for name, member in value.items():
            known = name if name in shape.members else names.get(name)
            if known is None:
                raise ValueError(
                    f"{name} is not a member of {shape.name} in the installed botocore; "
                    f"possible are {', '.join(sorted(names))}."
                )
            result[known] = _in_aws_names(shape.members[known], member)
        return result
    if isinstance(shape, model.ListShape) and isinstance(value, (list, tuple)):
        return [_in_aws_names(shape.member, member) for member in value]
    return value


def _check_members(name: str, members: dict[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = _checked(image_shape(), {**members, "Name": name}, "")
    if checked.pop("Name") != name:
        raise ValueError("The name of an image is the first argument.")
    return checked


def _grants(
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]],
) -> dict[str, dict[str, bool]]:
    if isinstance(shared_with, str):
        raise ValueError("shared_with takes a list of accounts, or a mapping.")
    if not isinstance(shared_with, Mapping):
        shared_with = dict.fromkeys(shared_with, _ALL_PERMISSIONS)
    shape = service_model().shape_for("ImagePermissions")
    grants = {}
    for account_id, permissions in shared_with.items():
        _scope(None, account_id)
        named = _in_aws_names(shape, permissions)
        permissions_shape = image_shape().members["ImagePermissions"]
        grants[account_id] = _checked(permissions_shape, named, f"shared_with.{account_id}")
    return grants


def _owner_of_shared(name: str, arn: str | None, backend: AppStreamBackend) -> AppStreamBackend:
    owner = (arn or "").split(":", 5)[4:5]
    if not owner or owner[0] in ("", backend.account_id):
        example = image_arn(backend.region_name, "111122223333", name)
        raise ValueError(
            "A SHARED image belongs to another account, which its arn must name, "
            f"such as {example}; to share an own image, use shared_with."
        )
    return _backend(backend.region_name, owner[0])


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
    details = _default_details(platform, "NATIVE" if public else "CUSTOM")
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
def _fleet_name() -> Shape:
    request = cast(model.StructureShape, service_model().shape_for("CreateFleetRequest"))
    return compile_shape(request.members["Name"])


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


# Failures


def _count(value: int, what: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{what} is a whole number from {least}, not {value!r}.")
    return value


def _meaning_of(code: str) -> str:
    documentation = ""
    if code not in COMMON_ERRORS:
        documentation = service_model().shape_for(code).documentation
    return re.sub("<[^>]+>", "", documentation) or f"The call failed with {code}."
