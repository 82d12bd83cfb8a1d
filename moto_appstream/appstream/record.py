"""The record of the calls that were made, for tests to read.

A call is kept in the bytes of its request and its answer, and decoded when somebody reads it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from botocore import model

from .exceptions import MalformedRequest, UnknownOperation
from .protocol import WireProtocol
from .schema import operation
from .shapes import Timestamp, WrongTypeError

MOST_CALLS = 10_000
# Of requests and answers. A page of 25 images has 30,000.
MOST_BYTES = 64 * 2**20
# An id that a client makes has 36.
_MOST_OF_AN_ID = 100


class RecordedCall(NamedTuple):
    """
    :param operation: the operation that the request names, which may be one that there is not.
    :param account_id: of the caller.
    :param region: the region that was called.
    :param time: when its first attempt came in.
    :param protocol: decodes the request and the answer.
    :param request: the body of the request.
    :param answer: the body of the answer; None if there is an error.
    :param error: the code and the message of the error.
    :param attempts: how many attempts the client has made; the answer is that to the last one.
    """

    operation: str
    account_id: str
    region: str
    time: datetime
    protocol: WireProtocol
    request: bytes
    answer: bytes | None = None
    error: tuple[str, str] | None = None
    attempts: int = 1

    @property
    def size(self) -> int:
        """How many bytes it takes, but for some hundreds that every call takes."""
        names = len(self.operation) + len(self.account_id) + len(self.region)
        error = sum(map(len, self.error)) if self.error else 0
        return names + len(self.request) + len(self.answer or b"") + error

    def decoded_parameters(self) -> dict[str, Any]:
        """The parameters under AWS's names; none if the request cannot be decoded."""
        parameters = self._decoded(self.request, "input_shape")
        return parameters if isinstance(parameters, dict) else {}

    def decoded_answer(self) -> dict[str, Any] | None:
        """The answer under AWS's names; None if there is an error."""
        return None if self.answer is None else self._decoded(self.answer, "output_shape")

    def _decoded(self, body: bytes, shape: str) -> Any:
        try:
            value = self.protocol.decode(body)
            return _with_times(getattr(operation(self.operation), shape), value)
        except MalformedRequest:
            return {}
        except UnknownOperation:
            return value


class Kept(NamedTuple):
    """The calls that are in the record, and how many older ones are not any more."""

    calls: list[RecordedCall]
    dropped: int


class CallRecord:
    """The last ``MOST_CALLS`` calls, in the order in which their first attempts were answered.

    There are fewer if they have more than ``MOST_BYTES`` together. The backends' lock guards it.
    """

    def __init__(self) -> None:
        # A plain dict looks for its first entry among all those that were deleted before.
        self._calls: OrderedDict[object, RecordedCall] = OrderedDict()
        self._size = 0
        self._dropped = 0

    def add(self, call: RecordedCall, invocation_id: str | None) -> None:
        """Record a call, or another attempt of one.

        :param invocation_id: what the attempts of one call have in common; None is a call of its
            own.
        """
        key: object = object()
        if invocation_id:
            place = call.account_id, call.region
            key = *place, call.operation, invocation_id[:_MOST_OF_AN_ID]
            earlier = self._calls.get(key)
            if earlier is not None:
                call = call._replace(time=earlier.time, attempts=earlier.attempts + 1)
                self._size -= earlier.size
        self._calls[key] = call
        self._size += call.size
        while len(self._calls) > MOST_CALLS or (self._size > MOST_BYTES and len(self._calls) > 1):
            self._size -= self._calls.popitem(last=False)[1].size
            self._dropped += 1

    def kept(self) -> Kept:
        """What there is now."""
        return Kept(list(self._calls.values()), self._dropped)


def _with_times(shape: model.Shape, value: Any) -> Any:
    """A decoded value with datetimes, where the wire has numbers; what is no time stays."""
    if isinstance(shape, model.StructureShape) and isinstance(value, Mapping):
        return {
            name: _with_times(shape.members[name], member) if name in shape.members else member
            for name, member in value.items()
        }
    if isinstance(shape, model.ListShape) and isinstance(value, list):
        return [_with_times(shape.member, member) for member in value]
    if shape.type_name == "timestamp":
        try:
            return Timestamp(shape).read(value, "", [])
        except WrongTypeError:
            pass
    return value
