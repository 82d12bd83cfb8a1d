"""What a test arranged in advance: failures and answers to come, and quotas that hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..exceptions import SeededFailure


@dataclass(frozen=True)
class Scope:
    """Where an arrangement holds; None is everywhere."""

    account_id: str | None = None
    region_name: str | None = None

    def covers(self, account_id: str, region_name: str) -> bool:
        return self.account_id in (None, account_id) and self.region_name in (None, region_name)


@dataclass
class PlannedFailure:
    """A failure that will strike a number of calls, then no more.

    :param times: how many calls it strikes.
    :param operation: the operation that fails; None is a copy that ends FAILED.
    :param code: the code of the error.
    :param attempts: how many attempts of each call it strikes; None is all of them.
    :param used: how many calls it has struck.
    """

    scope: Scope
    message: str
    times: int
    operation: str | None = None
    code: str = ""
    attempts: int | None = None
    used: int = 0


@dataclass
class PlannedAnswer:
    """An answer that calls get in place of what the operation does.

    :param answer: makes it from the parameters of a call.
    :param text: what the test gave as the answer, in brief.
    :param times: how many calls get it; None is all from now on.
    :param used: how many calls have got it.
    """

    scope: Scope
    operation: str
    answer: Callable[[dict[str, Any]], dict[str, Any]]
    text: str
    times: int | None = None
    used: int = 0


@dataclass
class _StruckCall:
    """A call that a failure has struck, of which another attempt may come."""

    planned: PlannedFailure
    attempts: int = 0


# How many calls are remembered for their next attempt: many more than are ever under way at once.
STRUCK_CALLS = 1000

# A call, by what its attempts have in common.
_Call = tuple[str, str, str | None, str]
_Plan = TypeVar("_Plan")
_Counted = TypeVar("_Counted", PlannedFailure, PlannedAnswer)


@dataclass
class Arrangements:
    """All that a test has arranged. The backends' lock guards it.

    :param failures: those that are not used up.
    :param answers: likewise.
    :param quotas: how many there may be in one region of one account, by what is limited; None is
        no limit.
    """

    failures: list[PlannedFailure] = field(default_factory=list)
    answers: list[PlannedAnswer] = field(default_factory=list)
    quotas: dict[Scope, dict[str, int | None]] = field(default_factory=dict)
    _struck: dict[_Call, _StruckCall] = field(default_factory=dict)
    _answered: dict[_Call, PlannedAnswer] = field(default_factory=dict)

    @property
    def is_in_use(self) -> bool:
        """Whether a failure or an answer is planned, or another attempt of a call may meet one."""
        return bool(self.failures or self.answers or self._struck or self._answered)

    def take_failure(
        self, account_id: str, region_name: str, operation: str | None, call_id: str | None = None
    ) -> PlannedFailure | None:
        """The failure that strikes now, if one does: the one planned first.

        All attempts of a call are struck by one failure, which counts them once; an attempt that
        this failure leaves alone is struck by no other.

        :param call_id: what the attempts of one call have in common; None is a call of its own.
        """
        call = (account_id, region_name, operation, call_id or "")
        struck = self._struck.get(call)
        if struck is None:
            planned = self._next_failure(account_id, region_name, operation)
            if planned is None:
                return None
            struck = _StruckCall(planned)
            _remember(self._struck, call, struck)
        struck.attempts += 1
        limit = struck.planned.attempts
        return struck.planned if limit is None or struck.attempts <= limit else None

    def _next_failure(
        self, account_id: str, region_name: str, operation: str | None
    ) -> PlannedFailure | None:
        for planned in self.failures:
            if planned.operation == operation and planned.scope.covers(account_id, region_name):
                _use(planned, self.failures)
                return planned
        return None

    def strike(
        self, account_id: str, region_name: str, operation: str, call_id: str | None
    ) -> None:
        """
        :param call_id: what the attempts of one call have in common; None is a call of its own.
        :raises SeededFailure: the test planned that this call of the operation fails.
        """
        planned = self.take_failure(account_id, region_name, operation, call_id)
        if planned is not None:
            raise SeededFailure(planned.code, planned.message)

    def plan_answer(self, planned: PlannedAnswer) -> None:
        """Plan an answer. One without ``times`` takes the place of such a one planned before."""
        if planned.times is None:
            place = planned.operation, planned.scope
            self.answers = [
                one
                for one in self.answers
                if one.times is not None or (one.operation, one.scope) != place
            ]
        self.answers.append(planned)

    def next_answer(
        self, account_id: str, region_name: str, operation: str
    ) -> PlannedAnswer | None:
        """The answer that the next call gets, if one is planned.

        Those with ``times`` come first, the one planned first before the others; then, of those
        without, the one planned last.
        """
        possible = [
            one
            for one in self.answers
            if one.operation == operation and one.scope.covers(account_id, region_name)
        ]
        counted = [one for one in possible if one.times is not None]
        return next(iter([*counted, *possible[::-1]]), None)

    def take_answer(
        self, account_id: str, region_name: str, operation: str, call_id: str | None
    ) -> PlannedAnswer | None:
        """The answer that a call gets now, if one is planned; all its attempts get the same one.

        :param call_id: what the attempts of one call have in common; None is a call of its own.
        """
        call = (account_id, region_name, operation, call_id or "")
        planned = self._answered.get(call)
        if planned is None:
            planned = self.next_answer(account_id, region_name, operation)
            if planned is None:
                return None
            _use(planned, self.answers)
            _remember(self._answered, call, planned)
        return planned

    def take_copy_failure(self, account_id: str, region_name: str) -> PlannedFailure | None:
        """The failure that the copy begun now will end in, if it is to fail."""
        return self.take_failure(account_id, region_name, None)

    def quota_for(self, account_id: str, region_name: str, what: str) -> int | None:
        """The quota that holds; of several that cover a place, the one set last."""
        for scope, quotas in reversed(self.quotas.items()):
            if scope.covers(account_id, region_name):
                return quotas.get(what)
        return None

    def saved(self) -> Arrangements:
        """A copy, to be restored later."""
        return Arrangements(list(self.failures), list(self.answers), dict(self.quotas))

    def restore(self, saved: Arrangements) -> None:
        """Arrange what was arranged when it was saved."""
        self.failures, self.answers = saved.failures, saved.answers
        self.quotas = saved.quotas


def _use(planned: _Counted, plans: list[_Counted]) -> None:
    """Count one more call, after the last of which it is no plan any more."""
    planned.used += 1
    if planned.used == planned.times:
        plans.remove(planned)


def _remember(plans: dict[_Call, _Plan], call: _Call, plan: _Plan) -> None:
    """Keep in mind which plan a call met, for its next attempt."""
    if not call[-1]:
        return
    plans[call] = plan
    if len(plans) > STRUCK_CALLS:
        del plans[next(iter(plans))]  # of the call that came first
