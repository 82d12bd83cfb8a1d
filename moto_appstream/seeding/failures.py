"""What a planned failure says by default, and which planned failures were not used up."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Protocol

from moto_appstream.appstream.exceptions import COMMON_ERRORS
from moto_appstream.appstream.models.arranged import PlannedFailure
from moto_appstream.appstream.schema import service_model

COPY_FAILURE_MESSAGE = "The image could not be copied."
COPY_FAILURE_CODE = "IMAGE_COPY_FAILURE"


def message_of(code: str) -> str:
    """What the service model says of an error."""
    documentation = ""
    if code not in COMMON_ERRORS:
        documentation = service_model().shape_for(code).documentation
    return re.sub("<[^>]+>", "", documentation) or f"The call failed with {code}."


@dataclass(frozen=True)
class UnusedFailure:
    """A failure that was planned and has not been used as often as planned.

    As text it is the call that planned it, and how often it was used.

    :param operation_name: the operation that was to fail; None is a copy that was to end FAILED.
    :param code: of the error, or of the copy's StateChangeReason.
    :param message: likewise.
    :param times: how often it should have been used.
    :param used: how often it was used.
    :param attempts: how many attempts of each call were to fail; None is all of them.
    :param region: where it was planned for; None is any region.
    :param account_id: whom it was planned for; None is any account.
    """

    operation_name: str | None
    code: str
    message: str
    times: int
    used: int
    attempts: int | None = None
    region: str | None = None
    account_id: str | None = None

    @classmethod
    def of(cls, planned: PlannedFailure) -> UnusedFailure:
        """What is left of a plan."""
        return cls(
            operation_name=planned.operation,
            code=planned.code or COPY_FAILURE_CODE,
            message=planned.message,
            times=planned.times,
            used=planned.used,
            attempts=planned.attempts,
            region=planned.scope.region_name,
            account_id=planned.scope.account_id,
        )

    def __str__(self) -> str:
        is_copy = self.operation_name is None
        default = COPY_FAILURE_MESSAGE if is_copy else message_of(self.code)
        arguments = [] if is_copy else [_quoted(self.operation_name), _quoted(self.code)]
        if self.message != default:
            arguments.append(f"message={_quoted(self.message)}")
        if self.times != 1:
            arguments.append(f"times={self.times}")
        if self.attempts is not None:
            arguments.append(f"attempts={self.attempts}")
        return as_text("copy_failure" if is_copy else "failure", arguments, self)


class Plan(Protocol):
    """What every plan has that was not used up."""

    @property
    def times(self) -> int: ...

    @property
    def used(self) -> int: ...

    @property
    def region(self) -> str | None: ...

    @property
    def account_id(self) -> str | None: ...


def as_text(function: str, arguments: list[str], plan: Plan) -> str:
    """The call of ``seed`` that made a plan, and how often that was used.

    :param arguments: those before the place, as they are written.
    """
    places = {"region": plan.region, "account_id": plan.account_id}
    given = [f"{name}={_quoted(place)}" for name, place in places.items() if place is not None]
    call = f"seed.{function}({', '.join([*arguments, *given])})"
    return f"{call}: used {plan.used} of {plan.times} times"


def _quoted(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)
