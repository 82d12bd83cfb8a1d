"""Answers that a test gives in place of an operation, and which of them were not used up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto_appstream.appstream.models.arranged import PlannedAnswer
from moto_appstream.appstream.names import in_aws_names
from moto_appstream.appstream.schema import Operation
from moto_appstream.appstream.shapes import WrongTypeError
from moto_appstream.appstream.words import shown
from moto_appstream.seeding import failures
from moto_appstream.seeding.values import checked

Answer = Mapping[str, Any]
# What boto3 adds to an answer, which may be one that was printed.
_ADDED_BY_BOTO3 = "ResponseMetadata"


def giving(
    called: Operation, answer: Answer | Callable[[dict[str, Any]], Answer]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Makes the answer to a call from its parameters: always the same one, or what a function says.

    :raises ValueError: AWS cannot give the answer. A function is not called before there is a
        call; what it returns is checked then.
    :raises WrongTypeError: likewise.
    """
    if not callable(answer):
        fixed = _checked(called, answer, "answer")
        return lambda parameters: fixed

    def give(parameters: dict[str, Any]) -> dict[str, Any]:
        returned = answer(parameters)
        try:
            return _checked(called, returned, "answer")
        except (ValueError, WrongTypeError) as error:
            raise ValueError(
                f"{as_text(answer)} returned what {called.name} cannot answer: {error}"
            ) from None

    return give


def _checked(called: Operation, answer: object, what: str) -> dict[str, Any]:
    if not isinstance(answer, Mapping):
        raise ValueError(f"{what} must be a mapping, or a function, got {shown(answer)}.")
    given = {name: value for name, value in answer.items() if name != _ADDED_BY_BOTO3}
    result: dict[str, Any] = checked(
        called.output, in_aws_names(called.output_shape, given, what), what
    )
    return result


def as_text(answer: object) -> str:
    """An answer in brief: a function by its name."""
    return str(getattr(answer, "__name__", None) or shown(answer))


@dataclass(frozen=True)
class UnusedAnswer:
    """An answer that was planned for a number of calls, and has not been used as often.

    As text it is the call that planned it, and how often it was used.

    :param operation_name: the operation that was to be answered so.
    :param answer: the answer in brief, or the name of the function.
    :param times: how often it should have been used.
    :param used: how often it was used.
    :param region: where it was planned for; None is any region.
    :param account_id: whom it was planned for; None is any account.
    """

    operation_name: str
    answer: str
    times: int
    used: int
    region: str | None = None
    account_id: str | None = None

    @classmethod
    def of(cls, planned: PlannedAnswer, times: int) -> UnusedAnswer:
        """What is left of a plan."""
        return cls(
            operation_name=planned.operation,
            answer=planned.text,
            times=times,
            used=planned.used,
            region=planned.scope.region_name,
            account_id=planned.scope.account_id,
        )

    def __str__(self) -> str:
        arguments = [f'"{self.operation_name}"', self.answer, f"times={self.times}"]
        return failures.as_text("answer", arguments, self)
