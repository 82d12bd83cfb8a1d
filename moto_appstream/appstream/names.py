"""Values under AWS's names, and under Python's: ``DisplayName`` and ``display_name``.

The two directions are inverse to each other for every shape of the service model. Keys of maps
(tags, metadata) are data, not names, and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any

from botocore import model, xform_name
from botocore.utils import parse_timestamp

from .schema import service_model
from .words import choices, name_of, shown


@cache
def aws_names(shape_name: str) -> dict[str, str]:
    """The members of a structure: AWS's name for each of Python's."""
    shape = service_model().shape_for(shape_name)
    members = shape.members if isinstance(shape, model.StructureShape) else {}
    return {xform_name(member): member for member in members}


# A time in a text, as a regular expression of Python and of JavaScript.
TIME = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def in_aws_names(shape: model.Shape, value: Any, place: str = "") -> Any:
    """The value with the members of its structures under AWS's names.

    :param place: where the value stands, for the messages.
    :raises ValueError: there is no such member, it is given under both names, or it is not the
        time that it should be.
    """
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        names = aws_names(shape.name)
        result = {}
        for name, member in value.items():
            known = name if name in shape.members else names.get(name)
            if known is None:
                raise ValueError(
                    f"{name_of(name)} is not a member of {shape.name} in the installed botocore"
                    f"{choices(name, sorted(names))}."
                )
            if known in result:
                raise ValueError(f"{xform_name(known)} is given twice, as {known} too.")
            here = f"{place}.{name}" if place else name
            result[known] = in_aws_names(shape.members[known], member, here)
        return result
    if isinstance(shape, model.ListShape) and isinstance(value, (list, tuple)):
        return [
            in_aws_names(shape.member, member, f"{place}.{number}.member")
            for number, member in enumerate(value, 1)
        ]
    if shape.type_name == "timestamp" and value is not None:
        _check_time(value, place)
    return value


def _check_time(value: object, place: str) -> None:
    # The double reads more forms where AWS does; a year, or half a date, is a slip in a seed file.
    is_time = isinstance(value, datetime)
    if isinstance(value, str) and re.fullmatch(TIME, value, re.ASCII):
        try:
            parse_timestamp(value).astimezone(timezone.utc)
            is_time = True
        except (ValueError, OverflowError):
            pass
    if not is_time:
        raise ValueError(
            f"{place} must be a datetime, or a time such as '2026-11-01T12:00:00Z', "
            f"got {shown(value)}."
        )


def in_python_names(shape: model.Shape, value: Any) -> Any:
    """The value with the members of its structures in snake_case."""
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        return {
            xform_name(name): in_python_names(shape.members[name], member)
            for name, member in value.items()
        }
    if isinstance(shape, model.ListShape) and isinstance(value, (list, tuple)):
        return [in_python_names(shape.member, member) for member in value]
    return value
