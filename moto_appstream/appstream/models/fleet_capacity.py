"""The capacity of a fleet: how much it should have, and how much is running and in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .. import exceptions

# What AWS's own integers hold.
_MOST = 2**31 - 1


class Capacity(NamedTuple):
    """How much a fleet that is not Elastic should be able to stream at a time.

    :param desired: the number of instances; for a multi-session fleet, the number of sessions.
    :param sessions_per_instance: how many sessions share an instance; None for a single-session
        fleet.
    """

    desired: int
    sessions_per_instance: int | None = None

    @classmethod
    def read(
        cls, compute_capacity: Mapping[str, int] | None, sessions_per_instance: int | None
    ) -> Capacity:
        """The capacity that a request asks for (rows fleet-capacity-*, fleet-multi-session).

        :raises InvalidParameterCombination: DesiredInstances and DesiredSessions are both given,
            or neither is, or it is the one that the other kind of fleet has.
        :raises InvalidParameterValue: the number is negative, or too large.
        """
        asked = compute_capacity or {}
        if len(asked) != 1:
            raise exceptions.InvalidParameterCombination(
                "ComputeCapacity must have exactly one of DesiredInstances and DesiredSessions."
            )
        ((name, desired),) = asked.items()
        if not 0 <= desired <= _MOST:
            raise exceptions.InvalidParameterValue(
                f"{name} must be between 0 and {_MOST}, got {desired}."
            )
        capacity = cls(desired, sessions_per_instance)
        if name != capacity.member:
            raise exceptions.InvalidParameterCombination(
                f"{name} cannot be used with MaxSessionsPerInstance."
                if sessions_per_instance is not None
                else f"{name} cannot be used without MaxSessionsPerInstance."
            )
        return capacity

    @property
    def member(self) -> str:
        """The member of ComputeCapacity that this kind of fleet has."""
        return "DesiredInstances" if self.sessions_per_instance is None else "DesiredSessions"

    @property
    def instances(self) -> int:
        """The number of instances; one that is not full counts as well."""
        return -(-self.desired // (self.sessions_per_instance or 1))

    def updated(
        self, compute_capacity: Mapping[str, int] | None, sessions_per_instance: int | None
    ) -> Capacity:
        """The capacity after an update (rows fleet-update-capacity, -multi-session).

        A single-session fleet that becomes a multi-session one, or the other way round, keeps its
        number of instances unless the update has another one.

        :raises InvalidParameterCombination: as in :meth:`read`.
        :raises InvalidParameterValue: as in :meth:`read`.
        """
        if compute_capacity:
            return Capacity.read(compute_capacity, sessions_per_instance)
        if self.sessions_per_instance is not None and sessions_per_instance is not None:
            return Capacity(self.desired, sessions_per_instance)
        return Capacity(self.instances * (sessions_per_instance or 1), sessions_per_instance)

    def status(
        self, is_running: bool, sessions: int, draining: tuple[int, int] = (0, 0)
    ) -> dict[str, int]:
        """The ComputeCapacityStatus of the fleet (rows fleet-cap-*).

        :param sessions: how many sessions stream from it; an instance that a session uses runs on
            when the desired capacity falls below what is in use.
        :param draining: how many instances drain, and how many sessions they have.
        """
        shared_by = self.sessions_per_instance or 1
        desired = self.instances
        in_use = -(-sessions // shared_by)
        running = max(desired, in_use) if is_running else 0
        status = {
            "Desired": desired,
            "Running": running,
            "InUse": in_use,
            "Available": running - in_use,
        }
        if self.sessions_per_instance is None:
            return status
        slots = max(self.desired, sessions) if is_running else 0
        return {
            **status,
            "DesiredUserSessions": self.desired,
            "ActualUserSessions": slots,
            "ActiveUserSessions": sessions,
            "AvailableUserSessions": slots - sessions,
            "Draining": draining[0],
            "DrainModeActiveUserSessions": draining[1],
            "DrainModeUnusedUserSessions": draining[0] * shared_by - draining[1],
        }


# An Elastic fleet has no instances of its own (row fleet-cap-elastic).
NO_INSTANCES = {"Desired": 0, "Running": 0, "InUse": 0, "Available": 0}
