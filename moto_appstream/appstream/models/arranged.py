"""What a test arranged in advance: failures to come, and quotas that hold."""

from __future__ import annotations

from dataclasses import dataclass, field


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


@dataclass(frozen=True)
class Quotas:
    """How much there may be in one region of one account; None is without limit."""

    images: int | None = None
    concurrent_copies: int | None = None


@dataclass
class Rehearsal:
    """All arrangements of a test. The backend's lock guards it."""

    failures: list[PlannedFailure] = field(default_factory=list)
    quotas: dict[Scope, Quotas] = field(default_factory=dict)

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

    def quotas_for(self, account_id: str, region_name: str) -> Quotas:
        """The quotas that hold; of several, those set last."""
        for scope, quotas in reversed(self.quotas.items()):
            if scope.covers(account_id, region_name):
                return quotas
        return Quotas()
