"""What is there, as a seed file has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from botocore import model, xform_name

from moto_appstream.appstream.models import AppStreamBackend, all_backends, backend_lock
from moto_appstream.appstream.models.arn import AWS_ACCOUNT_ID
from moto_appstream.appstream.models.images import FAILED, PRIVATE, PUBLIC, SHARED, Image
from moto_appstream.appstream.models.public_images import is_base_image
from moto_appstream.appstream.schema import service_model, structure

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


def present(with_base_images: bool = False) -> dict[str, Any]:
    """What is in this process now: images and fleets, each with its place.

    :param with_base_images: whether AWS's own base images are wanted too.
    """
    images, fleets = [], []
    with backend_lock:
        for backend in sorted(all_backends(), key=lambda one: (one.account_id, one.region_name)):
            for _, image in backend.images.by_name.after():
                public = backend.account_id == AWS_ACCOUNT_ID
                if public and is_base_image(image.name) and not with_base_images:
                    continue
                described = structure("Image").write(image.describe_to(backend.account_id))
                images.append(_entry(described, backend.region_name, image.tags, image.grants))
            fleets += [
                {
                    "name": fleet.name,
                    "image": fleet.image.arn,
                    "region": backend.region_name,
                    "account_id": backend.account_id,
                }
                for _, fleet in backend.fleets.by_name.after()
                if fleet.image is not None and _is_seen(fleet.image, backend)
            ]
    return {"images": images, "fleets": fleets}


def _is_seen(image: Image, backend: AppStreamBackend) -> bool:
    account_id = backend.account_id
    return image.visibility_to(account_id) != SHARED or account_id in image.grants


def of_account(client: Any) -> dict[str, Any]:
    """What an account has in one region: its images, and those that are shared with it.

    :param client: for AppStream in this region, of AWS or of the double.
    """
    region = client.meta.region_name
    images = []
    for visibility in (PRIVATE, SHARED):
        pages = client.get_paginator("describe_images").paginate(Type=visibility)
        for image in (image for page in pages for image in page["Images"]):
            tags, grants = {}, {}
            if visibility == PRIVATE:
                tags = client.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"]
                grants = dict(_permissions(client, image["Name"]))
            images.append(_entry(image, region, tags, grants))
    return {"images": images}


def _permissions(client: Any, name: str) -> Iterable[tuple[str, dict[str, bool]]]:
    request = {"Name": name}
    while True:
        answer = client.describe_image_permissions(**request)
        for shared in answer["SharedImagePermissionsList"]:
            yield shared["sharedAccountId"], shared["imagePermissions"]
        if "NextToken" not in answer:
            return
        request["NextToken"] = answer["NextToken"]


def _entry(
    image: Mapping[str, Any],
    region: str,
    tags: Mapping[str, str],
    grants: Mapping[str, Mapping[str, bool]],
) -> dict[str, Any]:
    """The arguments with which ``seed.image`` makes this image again."""
    account_id = image["Arn"].split(":")[4]
    entry: dict[str, Any] = {"name": image["Name"], "region": region}
    if image["Visibility"] == PUBLIC:
        entry["visibility"] = PUBLIC
    elif image["Visibility"] == SHARED:
        entry |= {"visibility": SHARED, "arn": image["Arn"]}
        if "ImagePermissions" in image:
            entry["image_permissions"] = _in_python_names(image["ImagePermissions"])
    else:
        entry["account_id"] = account_id
    shape = service_model().shape_for("Image")
    kept = {member: value for member, value in image.items() if member not in _DERIVED}
    entry |= _in_python_names(kept, shape)
    defaulted = [*_DEFAULTED]
    if image["State"] == FAILED:
        defaulted.append("StateChangeReason")
    absent = [member for member in defaulted if member not in image]
    entry |= {xform_name(member): None for member in absent if member in structure("Image").members}
    if tags:
        entry["tags"] = dict(tags)
    if grants:
        entry["shared_with"] = {
            account: _in_python_names(permissions) for account, permissions in grants.items()
        }
    return entry


def _in_python_names(value: Any, shape: model.Shape | None = None) -> Any:
    """The value with the members of structures in snake_case, and times as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        if isinstance(shape, model.MapShape):
            return dict(value)
        members = shape.members if isinstance(shape, model.StructureShape) else {}
        return {
            xform_name(name): _in_python_names(member, members.get(name))
            for name, member in value.items()
        }
    if isinstance(value, list):
        inner = shape.member if isinstance(shape, model.ListShape) else None
        return [_in_python_names(member, inner) for member in value]
    return value
