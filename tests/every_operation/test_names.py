"""Names in snake_case and AWS's own lead to each other, for every shape of the model."""

from __future__ import annotations

from typing import Any

import pytest

from moto_appstream.appstream.names import aws_names, in_aws_names, in_python_names
from moto_appstream.appstream.schema import service_model

STRUCTURES = [
    name
    for name in service_model().shape_names
    if service_model().shape_for(name).type_name == "structure"
]


def whole_value(shape: Any) -> Any:
    """A value with every member in it."""
    if shape.type_name == "structure":
        return {name: whole_value(member) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [whole_value(shape.member)]
    if shape.type_name == "map":
        return {"SomeKey": whole_value(shape.value)}
    return "2026-11-01T12:00:00Z" if shape.type_name == "timestamp" else "Value"


@pytest.mark.parametrize("name", STRUCTURES)
def test_both_ways_are_inverse_to_each_other(name: str) -> None:
    shape: Any = service_model().shape_for(name)
    value = whole_value(shape)
    in_python = in_python_names(shape, value)
    assert in_aws_names(shape, in_python) == value
    assert in_aws_names(shape, value) == value
    assert len(aws_names(name)) == len(shape.members)
    assert all(member == member.lower() for member in in_python)


def test_the_keys_of_a_map_are_not_names() -> None:
    shape = service_model().shape_for("Application")
    application = {"metadata": {"SomeKey": "a", "other_key": "b"}}
    assert in_aws_names(shape, application) == {"Metadata": application["metadata"]}


def test_a_name_that_is_none_is_refused_with_the_names_that_are() -> None:
    with pytest.raises(ValueError, match=r"nam is not a member of Application .* choose from"):
        in_aws_names(service_model().shape_for("Application"), {"nam": "editor"})
