"""What is there, as a seed file has it."""

from __future__ import annotations

from typing import Any

from moto_appstream.appstream.models import AppStreamBackend, all_backends, backend_lock
from moto_appstream.appstream.models.arn import AWS_ACCOUNT_ID
from moto_appstream.appstream.models.images import Image
from moto_appstream.appstream.models.public_images import is_base_image
from moto_appstream.appstream.models.resource import Resource
from moto_appstream.appstream.schema import structure
from moto_appstream.seeding import create, entries


def present(with_base_images: bool = False) -> dict[str, Any]:
    """What is in this process now, as a seed file has it: each section with its resources.

    :param with_base_images: whether AWS's own base images are wanted too.
    """
    document = entries.new_document()
    with backend_lock:
        for backend in sorted(all_backends(), key=lambda one: (one.account_id, one.region_name)):
            for _, image in backend.images.by_name.after():
                public = backend.account_id == AWS_ACCOUNT_ID
                if with_base_images or not (public and is_base_image(image.name)):
                    document["images"].append(_entry_of_image(image))
            for section, resources in _resources(backend).items():
                document[section] += [_entry_of(section, one) for one in resources]
    return entries.without_empty_sections(document)


def _resources(backend: AppStreamBackend) -> dict[str, list[Resource]]:
    """The resources of each section that can be made again, without images."""
    left_out: set[str] = set()
    found: dict[str, list[Resource]] = {}
    for section, family in create.families(backend).items():
        found[section] = []
        for one in family.by_name.values():
            needed = {*one.uses(), *one.belongs_to()}
            if one.is_gone or not one.can_be_made_again or needed & left_out:
                left_out.add(one.arn)
            else:
                found[section].append(one)
    return found


def _entry_of_image(image: Image) -> dict[str, Any]:
    here = image.here
    described = structure("Image").trim(image.describe_to(here.account_id))
    (apart,) = image.apart
    software = image.list_apart(apart)
    return entries.of_image(
        described, here.region_name, here.account_id, image.tags, image.grants, software
    )


def _entry_of(section: str, resource: Resource) -> dict[str, Any]:
    """The arguments with which a resource is made again."""
    members = create.members(section)
    # An empty list or structure is what AWS takes for none, but not as a parameter.
    given = {name: value for name, value in resource.creation().items() if value not in ([], {})}
    named = create.named_by(section)
    if named is not None:
        given["Name"] = given.pop(named, resource.name)
    elif resource.name_member in members:
        given.setdefault(resource.name_member, resource.name)
    if "Tags" in members and resource.tags:
        given["Tags"] = dict(resource.tags)
    if "State" in members:
        given["State"] = resource.state
    if "CreatedTime" in members:
        given["CreatedTime"] = resource.created_time
    given |= {
        member: resource.members[member]
        for member in resource.seedable
        if member in resource.members
    }
    for name in resource.apart:
        listed = resource.list_apart(name)
        if listed is not None:
            given[name] = listed
    return entries.of_resource(section, given, resource.here.region_name, resource.here.account_id)
