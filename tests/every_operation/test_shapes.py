"""Values held against shapes that no operation of today has, but the next one may."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ShapeResolver

from moto_appstream.appstream.protocol import JsonProtocol
from moto_appstream.appstream.shapes import WrongTypeError, compile_shape

SHAPES: Any = {
    "Text": {"type": "string"},
    "Time": {"type": "timestamp"},
    "Thing": {"type": "structure", "members": {"Known": {"shape": "Text"}}},
    "Things": {"type": "list", "member": {"shape": "Thing"}},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "ByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Thing"}},
    "TextByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
}
RESOLVER = ShapeResolver(SHAPES)


def compiled(name: str) -> Any:
    return compile_shape(RESOLVER.get_shape_by_name(name))


@pytest.mark.row("image-older-botocore")
@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("Text", "a", "a"),
        ("Texts", ["a"], ["a"]),
        ("TextByName", {"a": "b"}, {"a": "b"}),
        ("Things", [{"Known": "a", "Later": "b"}, {}], [{"Known": "a"}, {}]),
        ("ByName", {"x": {"Known": "a", "Later": "b"}}, {"x": {"Known": "a"}}),
    ],
)
def test_members_that_the_model_does_not_know_are_left_out_at_every_depth(
    name: str, value: Any, written: Any
) -> None:
    assert compiled(name).trim(value) == written


@pytest.mark.parametrize("value", [True, [], {}, "soon", 10**400])
def test_what_is_no_time_is_of_the_wrong_type(value: Any) -> None:
    with pytest.raises(WrongTypeError, match=r"when must be a timestamp\."):
        compiled("Time").read(value, "when", [])


def test_what_json_cannot_write_down_is_an_error() -> None:
    with pytest.raises(TypeError, match="bytes has no form in JSON"):
        JsonProtocol("Service").encode({"Blob": b""})
