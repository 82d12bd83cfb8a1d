"""What is there, as a seed file has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from botocore import model, xform_name

from moto_appstream.appstream.models import all_backends, backend_lock
from moto_appstream.appstream.models.arn import AWS_ACCOUNT_ID
from moto_appstream.appstream.models.family import Resource
from moto_appstream.appstream.models.images import FAILED, PRIVATE, PUBLIC, SHARED
from moto_appstream.appstream.models.public_images import is_base_image
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


def present(with_base_images: bool = False) -> dict[str, Any]:
    """What is in this process now, as a seed file has it: each section with its resources.

    :param with_base_images: whether AWS's own base images are wanted too.
    """
    document: dict[str, Any] = {section: [] for section in ["images", *create.sections()]}
    with backend_lock:
        for backend in sorted(all_backends(), key=lambda one: (one.account_id, one.region_name)):
            for _, image in backend.images.by_name.after():
                public = backend.account_id == AWS_ACCOUNT_ID
                if public and is_base_image(image.name) and not with_base_images:
                    continue
                described = structure("Image").trim(image.describe_to(backend.account_id))
                document["images"].append(
                    _entry(described, backend.region_name, image.tags, image.grants)
                )
            for section, family in create.families(backend).items():
                document[section] += [
                    _entry_of(section, resource)
                    for resource in family.by_name.values()
                    if not resource.is_gone and resource.can_be_made_again
                ]
    return {name: entries for name, entries in document.items() if entries or name in _ALWAYS}


# The sections that are there though they are empty.
_ALWAYS = ("images", "fleets")


def _entry_of(section: str, resource: Resource) -> dict[str, Any]:
    """The arguments with which a resource is made again."""
    members = create.members(section)
    # An empty list or structure is what AWS takes for none, but not as a parameter.
    given = {name: value for name, value in resource.creation().items() if value not in ([], {})}
    entry: dict[str, Any] = {}
    named = create.named_by(section)
    if named is not None:
        entry["name"] = given.pop(named, resource.name)
    elif resource.name_member in members:
        given.setdefault(resource.name_member, resource.name)
    entry |= {"region": resource.here.region_name, "account_id": resource.here.account_id}
    if "Tags" in members and resource.tags:
        given["Tags"] = dict(resource.tags)
    if "State" in members:
        given["State"] = resource.state
    if "CreatedTime" in members:
        given["CreatedTime"] = resource.created_time
    given |= {
        member: resource.members[member]
        for member in resource.seedable
        if member in resource.members and member in members
    }
    for name in resource.seedable_attributes:
        if value := getattr(resource, xform_name(name)):
            given[name] = list(value)
    return {
        **entry,
        **{
            xform_name(member): _in_python_names(value, members[member])
            for member, value in given.items()
            if member in members and member != "Name"
        },
    }


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
    if isinstance(value, (list, tuple)):
        inner = shape.member if isinstance(shape, model.ListShape) else None
        return [_in_python_names(member, inner) for member in value]
    return value
