"""Requests made from botocore's model: valid ones for every operation, without a list by hand."""

from __future__ import annotations

from typing import Any

from botocore.model import OperationModel
from support import ACCOUNT, OTHER_ACCOUNT

from moto_appstream.appstream.models import AppStreamBackend
from moto_appstream.appstream.schema import operation, service_model
from moto_appstream.appstream.shapes import compile_shape

# Values that are tried in turn for a string; the first that its shape takes is used.
TEXTS = (
    "golden",
    OTHER_ACCOUNT,
    "us-west-2",
    f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden",
    f"arn:aws:iam::{ACCOUNT}:role/appstream",
    "arn:aws:s3:::a-bucket",
    "https://example.com/",
    "user@example.com",
    "2026-11",
    "ami-12345678",
    "a-bucket",
    "0f5a2a1e-5c1c-4b8e-8a8e-0123456789ab",
    "Accelerated.g6e.xlarge",
    "wsi-123456789",
)

_BACKEND = AppStreamBackend("us-east-1", "")
#: The operations of the installed botocore that the double has.
OPERATIONS = [name for name in service_model().operation_names if _BACKEND.has(operation(name))]


def smallest_value(shape: Any) -> Any:
    """A small value that is valid for a shape."""
    kind = shape.type_name
    if kind == "structure":
        return {name: smallest_value(shape.members[name]) for name in shape.required_members}
    if kind == "list":
        return [smallest_value(shape.member)] * max(1, shape.metadata.get("min", 0))
    if kind == "map":
        return {smallest_value(shape.key): smallest_value(shape.value)}
    if kind == "boolean":
        return True
    if kind in ("integer", "long"):
        return max(1, shape.metadata.get("min", 1))
    if kind == "timestamp":
        return 1793534400
    for text in [*getattr(shape, "enum", [])[:1], *TEXTS]:
        violations: list[str] = []
        compile_shape(shape).read(text, "", violations)
        if not violations:
            return text
    raise AssertionError(f"no text is valid for {shape.name}: add one to TEXTS")


def model_of(name: str) -> OperationModel:
    return service_model().operation_model(name)


def smallest_request(name: str) -> dict[str, Any]:
    """The smallest request that is valid for an operation, whatever is there."""
    request: dict[str, Any] = smallest_value(model_of(name).input_shape)
    return request
