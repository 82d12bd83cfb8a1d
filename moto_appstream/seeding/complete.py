"""Which resources of an account a seed file can have: those that have all that they need in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from botocore import model

from moto_appstream.appstream.models.arn import AWS_ACCOUNT_ID, parse_arn
from moto_appstream.appstream.models.images import AVAILABLE, SHARED
from moto_appstream.appstream.models.public_images import is_base_image
from moto_appstream.appstream.words import as_aws_shows
from moto_appstream.seeding import create
from moto_appstream.seeding.listings import references

Images = Mapping[str, Mapping[str, Any]]  # by their ARNs


class Found(NamedTuple):
    """A resource of the account.

    :param arn: None if AWS shows none.
    :param parameters: what an entry of a seed file says of it, under AWS's names.
    """

    arn: str | None
    parameters: dict[str, Any]


def complete(
    resources: Mapping[str, list[Found]], images: Images
) -> tuple[dict[str, list[Found]], list[str]]:
    """The resources without those that need something which was not read, and a line for these."""
    kept: dict[str, list[Found]] = {}
    skipped: dict[tuple[str, str, str], list[str]] = {}
    known: dict[str, set[str | None]] = {}
    for section, found in resources.items():
        kept[section], known[section] = [], set()
        permission = create.sections()[section].image_permission
        known["images"] = {arn for arn, one in images.items() if _can_be_used(one, permission)}
        for one in found:
            needed = [*_needed(section, one.parameters)]
            missing = [
                (section, there, value)
                for there, value in needed
                if value not in known.get(there, ()) and not is_there_always(value)
            ]
            name = one.parameters.get("Name")
            if missing:
                shown = name or " and ".join(value for _, value in needed)
                skipped.setdefault(missing[0], []).append(shown)
            else:
                kept[section].append(one)
                known[section] |= {name, one.arn}
    lines = [
        f"Skipped {words(section)} {as_aws_shows(names)}: {words(there)} "
        f"[{as_aws_shows(value)}] could not be read, or cannot be used."
        for (section, there, value), names in skipped.items()
    ]
    return kept, lines


def _needed(section: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The sections, and the names or ARNs there, of what is needed to make a resource."""
    members = create.members(section)
    for name, value in parameters.items():
        yield from _named(name, members[name], value)


def _named(name: str, shape: model.Shape, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(shape, model.StructureShape):
        for member, inner in value.items():
            yield from _named(member, shape.members[member], inner)
    elif isinstance(shape, model.ListShape):
        for inner in value:
            yield from _named("", shape.member, inner)
    elif name in references():
        yield references()[name], value


def _can_be_used(image: Mapping[str, Any], permission: str | None) -> bool:
    permissions: Mapping[str, bool] = image.get("ImagePermissions", {})
    is_allowed = image["Visibility"] != SHARED or permissions.get(str(permission), True)
    return is_allowed and image["State"] == AVAILABLE


def is_public(arn: str) -> bool:
    """Whether an ARN is that of an image of AWS itself."""
    parts = parse_arn(arn)
    return parts is not None and parts.account_id == AWS_ACCOUNT_ID


def is_there_always(arn: str) -> bool:
    """Whether an ARN is that of a base image, which the double has from the start."""
    parts = parse_arn(arn)
    return parts is not None and is_public(arn) and is_base_image(parts.name)


def words(section: str) -> str:
    """The name of a section as it is said."""
    return section.replace("_", " ")
