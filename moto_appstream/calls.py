"""The calls that the code under test made of AppStream, as a test reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from moto.core.models import DEFAULT_ACCOUNT_ID

from moto_appstream.appstream.models import forget_calls, recorded_calls
from moto_appstream.appstream.record import Kept, RecordedCall
from moto_appstream.appstream.schema import service_model
from moto_appstream.appstream.words import cut, guess, name_of, shown
from moto_appstream.moto_internals import require_mock
from moto_appstream.seeding import remote

__all__ = ["AppStreamCalls", "Call", "Calls"]

# How many calls a message lists, and how much it shows of each.
_MOST_LISTED = 20
_MOST_OF_A_CALL = 200


@dataclass(frozen=True, eq=False, repr=False)
class Call:
    """One call of an operation, with all the attempts that the client made of it.

    A call is equal to a dict with its parameters, and to another call that is the same in all.

    :param operation: by AWS's name, such as ``CopyImage``.
    :param parameters: as they were given to boto3, under AWS's names; times are in UTC. Empty if
        the request could not be decoded.
    :param account_id: of the caller.
    :param region: the region that was called.
    :param time: when the first attempt came in, in UTC.
    :param answer: what boto3 returned, without ``ResponseMetadata``; None if there is an error.
    :param error: the code of the error, or the class of another exception that the call raised;
        None if there is an answer.
    :param message: the message of the error.
    :param attempts: how many attempts the client made; answer and error are those of the last one.
    """

    operation: str
    parameters: dict[str, Any]
    account_id: str
    region: str
    time: datetime
    answer: dict[str, Any] | None = None
    error: str | None = None
    message: str | None = None
    attempts: int = 1

    @classmethod
    def of(cls, recorded: RecordedCall) -> Call:
        """A call out of the record."""
        error, message = recorded.error or (None, None)
        return cls(
            operation=recorded.operation,
            parameters=recorded.decoded_parameters(),
            account_id=recorded.account_id,
            region=recorded.region,
            time=recorded.time,
            answer=recorded.decoded_answer(),
            error=error,
            message=message,
            attempts=recorded.attempts,
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            return self.parameters == other
        return vars(self) == vars(other) if isinstance(other, Call) else NotImplemented

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={shown(value)}" for name, value in self.parameters.items())
        owner = "" if self.account_id == DEFAULT_ACCOUNT_ID else f" by {self.account_id}"
        error = f" -> {self.error}" if self.error else ""
        return (
            f"{cut(f'{self.operation}({given})', _MOST_OF_A_CALL)} in {self.region}{owner}{error}"
        )


class Calls(Sequence[Call]):
    """Calls, in the order in which they were answered.

    They are equal to a list of as many calls, or of dicts with the parameters of each.

    :param made: these calls, and how many older ones the record has dropped.
    :param among: all the calls that they are a part of; default: these.
    :param what: which calls they are, for messages, such as `` of CopyImage``.
    """

    def __init__(self, made: Kept, among: Kept | None = None, what: str = "") -> None:
        self._made = made
        self._among = among
        self.what = what

    def _read(self) -> Kept:
        return self._made

    def of(
        self, *operations: str, region: str | None = None, account_id: str | None = None
    ) -> Calls:
        """Those of these operations, as of now.

        :param operations: by AWS's names, such as ``"CopyImage"``; default: any.
        :param region: only calls in this region; default: any.
        :param account_id: only calls of this account; default: any.
        :raises ValueError: AppStream has no operation of this name, and none was called.
        :raises RuntimeError: no mock is on.
        """
        now = self._read()
        for name in operations:
            known = service_model().operation_names
            if name not in known and all(name != call.operation for call in now.calls):
                raise ValueError(
                    f"{name_of(name)} is not an operation of AppStream{guess(name, known)}."
                )
        found = [
            call
            for call in now.calls
            if (not operations or call.operation in operations)
            and region in (None, call.region)
            and account_id in (None, call.account_id)
        ]
        what = self.what + (f" of {' or '.join(operations)}" if operations else "")
        what += (f" in {region}" if region else "") + (f" by {account_id}" if account_id else "")
        return Calls(Kept(found, now.dropped), self._among or now, what)

    def one(self) -> Call:
        """The only call.

        :raises AssertionError: there is none, or more than one; lists the calls that were made.
        :raises RuntimeError: no mock is on.
        """
        __tracebackhide__ = True
        now = self._read()
        if len(now.calls) == 1:
            return Call.of(now.calls[0])
        wanted = f"Expected one call{self.what}, got"
        if now.calls:
            raise AssertionError(f"{wanted} {len(now.calls)}:\n{listed(now)}")
        raise AssertionError(f"{wanted} none.{self.others()}")

    @property
    def operations(self) -> list[str]:
        """The name of the operation of each."""
        return [call.operation for call in self._read().calls]

    @property
    def dropped(self) -> int:
        """How many calls were made, of any operation, that are too old to be kept.

        The last 10,000 calls are kept, fewer if their requests and answers take more than 64 MB.
        """
        return self._read().dropped

    def others(self) -> str:
        """What was called, where these calls were expected, for a message."""
        among = self._among or self._read()
        if not among.calls and not among.dropped:
            return " AppStream was not called at all."
        return f" The calls that were made:\n{listed(among)}"

    def __len__(self) -> int:
        return len(self._read().calls)

    @overload
    def __getitem__(self, index: int) -> Call: ...

    @overload
    def __getitem__(self, index: slice) -> Calls: ...

    def __getitem__(self, index: int | slice) -> Call | Calls:
        now = self._read()
        if isinstance(index, slice):
            return Calls(Kept(now.calls[index], now.dropped), self._among or now, self.what)
        return Call.of(now.calls[index])

    def __iter__(self) -> Iterator[Call]:
        return map(Call.of, self._read().calls)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Calls | list | tuple):
            return list(self) == list(other)
        return NotImplemented

    def __repr__(self) -> str:
        now = self._read()
        parts = [repr(Call.of(call)) for call in now.calls[:_MOST_LISTED]]
        more = len(now.calls) - len(parts)
        return f"[{', '.join([*parts, *([f'... {more} more'] if more else [])])}]"


class AppStreamCalls(Calls):
    """All calls that were made since the outermost mock was turned on, up to now.

    They are those of clients, in all accounts and regions: those that were refused too, but none
    that ``seed`` makes.
    """

    def __init__(self) -> None:
        super().__init__(Kept([], 0))

    def _read(self) -> Kept:
        if remote.is_remote():
            return remote.calls()
        require_mock("Reading calls")
        return recorded_calls()

    def forget(self) -> None:
        """Forget all calls that were made until now, such as those that prepared the test.

        :raises RuntimeError: no mock is on.
        """
        if remote.is_remote():
            remote.forget_calls()
            return
        require_mock("Forgetting calls")
        forget_calls()


def listed(kept: Kept) -> str:
    """The last calls, one per line, for a message."""
    lines = [f"  {Call.of(call)}" for call in kept.calls[-_MOST_LISTED:]]
    earlier = len(kept.calls) - len(lines) + kept.dropped
    return "\n".join([*([f"  ... {earlier} earlier ones"] if earlier else []), *lines])
