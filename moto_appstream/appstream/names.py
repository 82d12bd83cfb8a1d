"""Values under AWS's names, and under Python's: ``DisplayName`` and ``display_name``.

The two directions are inverse to each other for every shape of the service model. Keys of maps
(tags, metadata) are data, not names, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore import model, xform_name

from .schema import service_model


@cache
def aws_names(shape_name: str) -> dict[str, str]:
    """The members of a structure: AWS's name for each of Python's."""
    shape = service_model().shape_for(shape_name)
    members = shape.members if isinstance(shape, model.StructureShape) else {}
    return {xform_name(member): member for member in members}


def in_aws_names(shape: model.Shape, value: Any) -> Any:
    """The value with the members of its structures under AWS's names.

    :raises ValueError: the shape has no member of such a name.
    """
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        names = aws_names(shape.name)
        result = {}
        for name, member in value.items():
            known = name if name in shape.members else names.get(name)
            if known is None:
                raise ValueError(
                    f"{name} is not a member of {shape.name} in the installed botocore; "
                    f"choose from {', '.join(sorted(names))}."
                )
            result[known] = in_aws_names(shape.members[known], member)
        return result
    if isinstance(shape, model.ListShape) and isinstance(value, (list, tuple)):
        return [in_aws_names(shape.member, member) for member in value]
    return value


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
