"""What an account has at AWS, as a seed file has it: read through AWS's own operations.

How each section is listed comes from the service model: see ``listings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto_appstream.appstream.models.arn import parse_arn
from moto_appstream.appstream.models.images import PRIVATE, PUBLIC, SHARED, Image
from moto_appstream.appstream.models.resource import given
from moto_appstream.appstream.shapes import compile_shape
from moto_appstream.seeding import create, entries
from moto_appstream.seeding.complete import (
    Found,
    Images,
    complete,
    is_public,
    is_there_always,
    words,
)
from moto_appstream.seeding.listings import listing
from moto_appstream.seeding.reading import Reader


def of_account(client: Any) -> tuple[dict[str, Any], list[str]]:
    """What an account has in one region, as a seed file has it, and what had to be skipped.

    A PUBLIC image is in it if a fleet or an image builder needs it and the double lacks it. A
    resource has the state that it has when it is read, also one that passes. AWS never shows the
    password of a directory's service account, which is then ``not kept``, nor the S3 locations of
    a theme's pictures, which are taken from their URLs. Sessions and the tasks of image exports
    are no part of a seed file.

    :param client: for AppStream in this region, of AWS or of the double.
    :returns: the document, which can be loaded; and one line for each operation that is refused,
        and for what needs something that could not be read.
    :raises ClientError: every operation is refused.
    :raises BotoCoreError: AWS cannot be asked, for example without credentials.
    """
    reader = Reader(client)
    region = client.meta.region_name
    images = _images(reader)
    resources: dict[str, list[Found]] = {}
    unlisted: list[str] = []
    for section in create.sections():
        found = _resources(reader, section, resources, images)
        if found is not None:
            resources[section] = found
        elif (walks := listing(section).walks) is not None:
            unlisted.append(
                f"Skipped {words(section)}: AWS lists them by {words(walks[1])}, which could not "
                "be read."
            )
    images |= _public_images(reader, resources)
    account_id = _account_id(images, resources)
    document = entries.new_document()
    document["images"] = [_entry(reader, one, region, account_id) for one in images.values()]
    kept, incomplete = complete(resources, images)
    for section, found in kept.items():
        document[section] = [
            entries.of_resource(section, one.parameters, region, account_id) for one in found
        ]
    skipped = [*reader.skipped(), *unlisted, *incomplete]
    return entries.without_empty_sections(document), skipped


# Reading


def _resources(
    reader: Reader, section: str, read: Mapping[str, list[Found]], images: Images
) -> list[Found] | None:
    """The resources of a section; None if they cannot be read.

    :param read: the sections that have been read.
    """
    operation, member, request, walks = listing(section)
    if walks is None:
        items = reader.all(words(section), operation, member, request)
        if items is None:
            return None
        return [_found(reader, section, item, images) for item in items]
    parameter, parents = walks
    if parents not in read:
        return None
    described: list[dict[str, Any]] = []
    for parent in read[parents]:
        walked = {parameter: parent.arn if parameter.endswith("Arn") else parent.parameters["Name"]}
        for item in reader.all(words(section), operation, member, {**request, **walked}) or ():
            if isinstance(item, str):  # the name of the other one
                (other,) = (name for name in create.required(section) if name != parameter)
                item = {other: item}
            described.append({**walked, **item})
    return [_found(reader, section, item, images) for item in described]


def _found(reader: Reader, section: str, described: Mapping[str, Any], images: Images) -> Found:
    kind, members = create.sections()[section], create.members(section)
    parameters = {
        name: compile_shape(members[name]).trim(value)
        for name, value in given(kind.creation_of(described)).items()
        if name in members
    }
    if create.named_by(section) is not None:
        parameters["Name"] = described[kind.name_member]
    if "Tags" in members and (tags := reader.tags_of(described["Arn"])):
        parameters["Tags"] = tags
    image = images.get(described.get("ImageArn", ""), {})
    known = {name: apart for name, apart in kind.apart.items() if name in members}
    for name, apart in known.items():
        listed = reader.list_apart(words(section), name, apart, described)
        # That there is none says something if its image has some.
        if listed or (listed == [] and image.get("ManagedSoftwareIncluded")):
            parameters[name] = listed
    return Found(described.get("Arn"), parameters)


def _images(reader: Reader) -> dict[str, Mapping[str, Any]]:
    """The own images, and those that are shared with the account, by their ARNs."""
    return {
        image["Arn"]: image
        for visibility in (PRIVATE, SHARED)
        for image in reader.all("images", "DescribeImages", "Images", {"Type": visibility}) or ()
    }


def _public_images(
    reader: Reader, resources: Mapping[str, list[Found]]
) -> dict[str, Mapping[str, Any]]:
    """The PUBLIC images that something is made of, and that the double does not have."""
    arns = {one.parameters.get("ImageArn", "") for found in resources.values() for one in found}
    wanted = {arn for arn in arns if is_public(arn) and not is_there_always(arn)}
    if not wanted:
        return {}
    public = reader.all("images", "DescribeImages", "Images", {"Type": PUBLIC}) or ()
    return {image["Arn"]: image for image in public if image["Arn"] in wanted}


def _entry(
    reader: Reader, image: Mapping[str, Any], region: str, account_id: str | None
) -> dict[str, Any]:
    if image["Visibility"] != PRIVATE:
        return entries.of_image(image, region, account_id, {}, {})
    grants = reader.all(
        "permissions of images",
        "DescribeImagePermissions",
        "SharedImagePermissionsList",
        {"Name": image["Name"]},
    )
    software = None
    if image.get("ManagedSoftwareIncluded"):
        ((name, apart),) = Image.apart.items()
        software = reader.list_apart("images", name, apart, image)
    return entries.of_image(
        image,
        region,
        account_id,
        reader.tags_of(image["Arn"]),
        {one["sharedAccountId"]: one["imagePermissions"] for one in grants or ()},
        software,
    )


def _account_id(images: Images, resources: Mapping[str, list[Found]]) -> str | None:
    """The account, which the ARN of anything that it owns tells; None if it has no such thing."""
    arns = [arn for arn, image in images.items() if image["Visibility"] == PRIVATE]
    arns += [one.arn for found in resources.values() for one in found if one.arn is not None]
    parts = parse_arn(arns[0]) if arns else None
    return parts.account_id if parts else None
