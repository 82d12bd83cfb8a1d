"""How the resources of each section are listed, as the service model tells."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from botocore import model

from moto_appstream.appstream.models.images import Image
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import create


class Listing(NamedTuple):
    """The operation that lists the resources of a section.

    :param operation: its name.
    :param member: the member of its answer that has them, or the only one.
    :param request: what it is always called with.
    :param walks: the parameter that takes another resource, and the section of that: it is called
        for each. None if one listing has them all.
    """

    operation: str
    member: str
    request: dict[str, Any]
    walks: tuple[str, str] | None


@cache
def references() -> dict[str, str]:
    """The members that name a resource, or have its ARN, and the section that it is in."""
    found = {f"{Image.shape}Name": "images", f"{Image.shape}Arn": "images"}
    for section, kind in create.sections().items():
        named = create.named_by(section)
        names = [f"{kind.shape}Name", f"{kind.shape}Arn", *([named] if named else [])]
        found |= {name: section for name in names if name != "Name"}
    return found


@cache
def listing(section: str) -> Listing:
    """How the resources of a section are listed.

    :raises LookupError: the model does not tell, and the class of the resources does not either.
    """
    kind = create.sections()[section]
    for name in service_model().operation_names:
        if not name.startswith(("Describe", "List")):
            continue
        called: Any = service_model().operation_model(name)
        for member, shape in called.output_shape.members.items():
            item = shape.member if shape.type_name == "list" else shape
            is_it = item.name == kind.shape if kind.listed_by is None else name == kind.listed_by
            if is_it and member != "NextToken":
                return Listing(name, member, *_asked(section, called.input_shape))
    raise LookupError(f"No operation lists {section}; say which one in listed_by of {kind}.")


def _asked(
    section: str, asked: model.StructureShape
) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """What a listing is always called with, and what it walks."""
    defaults = create.defaults(section)
    always = {name: defaults[name] for name in asked.required_members if name in defaults}
    others = {name: there for name, there in references().items() if there != section}
    walks = [(name, others[name]) for name in asked.members if name in others]
    return always, walks[0] if walks else None
