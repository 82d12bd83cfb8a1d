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
    """A failure that will strike a number of times, then no more.

    :param operation: the operation that fails; None is a copy that ends FAILED.
    :param code: the code of the error.
    """

    scope: Scope
    message: str
    times: int
    operation: str | None = None
    code: str = ""


@dataclass
class Arrangements:
    """All that a test has arranged. The backends' lock guards it."""

    failures: list[PlannedFailure] = field(default_factory=list)
    # How many there may be in one region of one account, by what is limited; None is no limit.
    quotas: dict[Scope, dict[str, int | None]] = field(default_factory=dict)

    def take_failure(
        self, account_id: str, region_name: str, operation: str | None
    ) -> PlannedFailure | None:
        """The failure that strikes now, if one does: the one planned first."""
        for planned in self.failures:
            if planned.operation == operation and planned.scope.covers(account_id, region_name):
                planned.times -= 1
                if planned.times == 0:
                    self.failures.remove(planned)
                return planned
        return None

    def strike(
        self, account_id: str, region_name: str, operation: str, invocation_id: str | None
    ) -> None:
        """
        :raises SeededFailure: the test planned that this call of the operation fails.
        """
        planned = self.take_failure(account_id, region_name, operation)
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
