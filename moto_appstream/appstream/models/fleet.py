"""A fleet: its image, its capacity, and what AWS shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .fleet_capacity import NO_INSTANCES, Capacity
from .fleet_rules import ELASTIC, is_same_family
from .images import SHARED, Image
from .resource import Answer, Members, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend

STOPPED = "STOPPED"
STARTING = "STARTING"
RUNNING = "RUNNING"
STOPPING = "STOPPING"

#: What the owner of a SHARED image must have granted.
MAY_USE = "allowFleet"


class Fleet(Resource):
    """A fleet.

    :param image: what its instances are made of; None if it is Elastic.
    :param capacity: what it should be able to stream; None if it is Elastic.
    """

    kind = "fleet"
    shape = "Fleet"
    seedable = ("FleetErrors",)
    image_permission = MAY_USE
    in_use = (
        "The fleet {name} is associated with a stack. "
        "To delete the fleet, you must dissociate it from the stack."
    )

    def __init__(
        self,
        here: AppStreamBackend,
        name: str,
        members: Members,
        image: Image | None = None,
        capacity: Capacity | None = None,
    ) -> None:
        super().__init__(here, name, members, STOPPED)
        self.image = image
        self.capacity = capacity
        #: The FleetErrors that its next start ends with.
        self.next_start_errors: Sequence[Members] = ()

    def uses(self) -> Iterator[str]:
        if self.image is not None:
            yield self.image.arn
        directory = self.here.directory_configs.find(self._directory_name)
        if directory is not None:
            yield directory.arn

    @property
    def _directory_name(self) -> str:
        name: str = self.members.get("DomainJoinInfo", {}).get("DirectoryName", "")
        return name

    def sessions(self) -> list[Resource]:
        """The sessions that stream from it: what belongs to it and is of the kind ``session``."""
        return [part for part in self.here.parts_of(self) if part.kind == "session"]

    def end_sessions(self) -> None:
        """End the sessions that stream from it (row fleet-stop-sessions)."""
        for session in self.sessions():
            session.here.family_of(session).forget(session)

    def changed_by(
        self, members: Members, image: Image | None, capacity: Capacity | None
    ) -> set[str]:
        """The members that change when it has these; ``Image`` for another image.

        A platform of the same family goes with the image.
        """
        before = self.members
        names = {name for name in {*before, *members} if before.get(name) != members.get(name)}
        if image is not self.image:
            names.add("Image")
            if is_same_family(before.get("Platform"), members.get("Platform")):
                names.discard("Platform")
        if capacity != self.capacity:
            names.add("ComputeCapacity")
        return names

    def describe(self, state: str | None = None) -> Answer:
        described = super().describe(state)
        if "FleetErrors" not in described or not self.is_settled:
            described["FleetErrors"] = []  # those of a start that is going to fail come later
        if self.image is not None:
            described["ImageName"] = self.image.name
            described["ImageArn"] = self.image.arn
        described["ComputeCapacityStatus"] = self._capacity_status(described["State"] == RUNNING)
        return described

    def _capacity_status(self, is_running: bool) -> dict[str, int]:
        if self.capacity is None:
            return NO_INSTANCES
        sessions = self.sessions() if is_running else []
        if not sessions:
            return self.capacity.status(is_running, 0)
        drain = [one for one in sessions if getattr(one, "is_draining", False)]
        instances = {getattr(one, "instance_id", None) for one in drain}
        return self.capacity.status(is_running, len(sessions), (len(instances), len(drain)))

    @property
    def can_be_made_again(self) -> bool:
        account_id = self.here.account_id
        return (
            self.image is None
            or self.image.visibility_to(account_id) != SHARED
            or self.image.grants.get(account_id, {}).get(MAY_USE, False)
        )

    def creation(self) -> dict[str, Any]:
        parameters = {name: value for name, value in self.members.items() if name != "FleetErrors"}
        if self.image is not None:
            parameters["ImageArn"] = self.image.arn
        if self.capacity is not None:
            parameters["ComputeCapacity"] = {self.capacity.member: self.capacity.desired}
        return parameters

    @classmethod
    def creation_of(cls, described: Members) -> dict[str, Any]:
        # The ARN says the same as the name, and whose the image is.
        creation = {name: value for name, value in described.items() if name != "ImageName"}
        if described["FleetType"] != ELASTIC:
            status = described["ComputeCapacityStatus"]
            shared_by = described.get("MaxSessionsPerInstance")
            instances = status["Desired"]
            desired = status.get("DesiredUserSessions", instances) if shared_by else instances
            creation["ComputeCapacity"] = {Capacity(desired, shared_by).member: desired}
        return creation
