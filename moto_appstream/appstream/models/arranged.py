"""What a test arranged in advance: failures to come, and quotas that hold."""

from __future__ import annotations

from dataclasses import dataclass, field

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
class _StruckCall:
    """A call that a failure has struck, of which another attempt may come."""

    planned: PlannedFailure
    attempts: int = 0


# How many calls are remembered for their next attempt: many more than are ever under way at once.
STRUCK_CALLS = 1000


@dataclass
class Arrangements:
    """All that a test has arranged. The backends' lock guards it.

    :param failures: those that are not used up.
    :param quotas: how many there may be in one region of one account, by what is limited; None is
        no limit.
    """

    failures: list[PlannedFailure] = field(default_factory=list)
    quotas: dict[Scope, dict[str, int | None]] = field(default_factory=dict)
    _struck: dict[tuple[str, str, str | None, str], _StruckCall] = field(default_factory=dict)

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
            if call_id:
                self._remember(call, struck)
        struck.attempts += 1
        limit = struck.planned.attempts
        return struck.planned if limit is None or struck.attempts <= limit else None

    def _next_failure(
        self, account_id: str, region_name: str, operation: str | None
    ) -> PlannedFailure | None:
        for planned in self.failures:
            if planned.operation == operation and planned.scope.covers(account_id, region_name):
                planned.used += 1
                if planned.used == planned.times:
                    self.failures.remove(planned)
                return planned
        return None

    def _remember(self, call: tuple[str, str, str | None, str], struck: _StruckCall) -> None:
        self._struck[call] = struck
        if len(self._struck) > STRUCK_CALLS:
            del self._struck[next(iter(self._struck))]  # the one struck first

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
        return Arrangements(list(self.failures), dict(self.quotas))

    def restore(self, saved: Arrangements) -> None:
        """Arrange what was arranged when it was saved."""
        self.failures, self.quotas = saved.failures, saved.quotas
