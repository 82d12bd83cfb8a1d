"""What the installed botocore says of AppStream: its operations, shapes and errors."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from botocore import xform_name
from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel, StructureShape

from .exceptions import (
    COMMON_ERRORS,
    AppStreamException,
    InvalidRequest,
    MalformedRequest,
    UnknownOperation,
)
from .shapes import MOST_VIOLATIONS, Structure, WrongTypeError


class Operation:
    """One operation of the service model."""

    def __init__(self, operation_model: OperationModel) -> None:
        self.name: str = operation_model.name
        self.method_name: str = xform_name(self.name)
        self.input_shape = cast(StructureShape, operation_model.input_shape)
        self._input = Structure(self.input_shape)
        self.output_shape = cast(StructureShape, operation_model.output_shape)
        self.output = Structure(self.output_shape)
        self._statuses: dict[str, int] = {
            error.metadata.get("error", {}).get("code", error.name): error.metadata.get(
                "error", {}
            ).get("httpStatusCode", 400)
            for error in operation_model.error_shapes
        }

    @property
    def modelled_errors(self) -> list[str]:
        """The codes of the errors that the model lists for this operation."""
        return list(self._statuses)

    def read(self, request: Any) -> dict[str, Any]:
        """The parameters of a request, checked against the model.

        :raises MalformedRequest: a member is of the wrong type.
        :raises InvalidRequest: names the constraints that the request violates, up to a hundred.
        """
        violations: list[str] = []
        try:
            params = self._input.read(request, "", violations)
        except WrongTypeError as wrong:
            raise MalformedRequest(str(wrong)) from wrong
        if violations:
            raise InvalidRequest(_all_of(violations))
        return params

    def trim(self, result: dict[str, Any]) -> dict[str, Any]:
        """The result without the members that the installed botocore does not know."""
        return self.output.trim(result)

    def status_of(self, error: AppStreamException) -> int:
        """The HTTP status of an error.

        :raises RuntimeError: the operation cannot answer with this error, so that no
            ``client.exceptions`` class would catch it: a fault of the double, not of its user.
        """
        status = self._statuses.get(error.code) or COMMON_ERRORS.get(error.code)
        if status is None:
            raise RuntimeError(f"{self.name} cannot answer with {error.code}") from error
        return status


def _all_of(violations: list[str]) -> str:
    count = f"{len(violations)} validation error{'s' if len(violations) > 1 else ''}"
    if len(violations) > MOST_VIOLATIONS:
        count = f"More than {MOST_VIOLATIONS} validation errors"
    return f"{count} detected: {'; '.join(violations[:MOST_VIOLATIONS])}"


@cache
def service_model() -> ServiceModel:
    """The service model that the installed botocore ships."""
    return ServiceModel(create_loader().load_service_model("appstream", "service-2"), "appstream")


@cache
def operation(name: str) -> Operation:
    """An operation by its name.

    :raises UnknownOperation: the installed botocore has no such operation.
    """
    if name not in service_model().operation_names:
        raise UnknownOperation(operation=name)
    return Operation(service_model().operation_model(name))


@cache
def structure(shape_name: str) -> Structure:
    """A structure of the service model, by its name."""
    return Structure(cast(StructureShape, service_model().shape_for(shape_name)))
