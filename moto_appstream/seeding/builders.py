"""What is done on an image builder, as a test asks for it: checked, and then done."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from botocore import model, xform_name

from moto_appstream.appstream.models import AppStreamBackend, all_or_nothing
from moto_appstream.appstream.models.arn import make_arn
from moto_appstream.appstream.models.builder_failures import Failure
from moto_appstream.appstream.models.images import Image
from moto_appstream.appstream.names import in_aws_names
from moto_appstream.appstream.schema import operation, service_model, structure
from moto_appstream.appstream.shapes import compile_shape
from moto_appstream.seeding.values import checked


def make_image(
    backend: AppStreamBackend,
    image_builder: str,
    name: str,
    *,
    tags: Mapping[str, str] | None,
    **how: Any,
) -> dict[str, Any]:
    """Make an image on an image builder; see ``seed.image_from_builder``.

    :raises ValueError: a value that no image can have.
    :raises AppStreamException: what the image builder refuses.
    """
    for member in ("DisplayName", "Description"):
        text = how[xform_name(member)]
        if text is not None:
            _check("Image", member, text)
    if tags:
        arn = make_arn(backend.region_name, backend.account_id, Image.kind, name)
        operation("TagResource").read({"ResourceArn": arn, "Tags": tags})
    with all_or_nothing():
        made = backend.image_builders.create_image(image_builder, name, tags=tags, **how)
        return copy.deepcopy(structure("Image").trim(made))


def checked_applications(applications: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The applications of an image under AWS's names.

    :raises ValueError: names every constraint that one violates.
    """
    shape = service_model().shape_for("Applications")
    named = in_aws_names(shape, applications, "applications")
    result: list[dict[str, Any]] = checked(compile_shape(shape), named, "applications")
    return result


def failure_of_image(code: str, message: str | None) -> Failure:
    """Why an image is FAILED.

    :raises ValueError: the code is not one of an image.
    """
    _check("ImageStateChangeReason", "Code", code)
    return Failure(code=code, message=message)


def failure_of_builder(
    code: str, message: str | None, error_code: str, error_message: str | None
) -> Failure:
    """Why an image builder is FAILED.

    :raises ValueError: a code is not one of an image builder.
    """
    _check("ImageBuilderStateChangeReason", "Code", code)
    _check("ResourceError", "ErrorCode", error_code)
    return Failure(code, message, error_code, error_message)


def _check(shape_name: str, member: str, value: Any) -> None:
    shape = service_model().shape_for(shape_name)
    assert isinstance(shape, model.StructureShape)
    checked(compile_shape(shape.members[member]), value, xform_name(member))
