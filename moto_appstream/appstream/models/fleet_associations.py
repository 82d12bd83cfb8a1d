"""Associations of fleets and stacks: which fleet the users of a stack stream from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .. import exceptions
from .family import ITEMS_PER_PAGE, Family
from .resource import Answer, Members, Resource
from .stack_members import HOMEFOLDERS

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .fleet import Fleet
    from .stacks import Stack

FLEETS_PER_STACK = 1

# What the service model describes parts of stacks and fleets by: users that are assigned to a
# stack, and sessions.
USER_ASSIGNMENT = "UserStackAssociation"
SESSION = "Session"


class FleetAssociation(Resource):
    """That a fleet is associated with a stack: neither can be deleted while this is there."""

    kind = "fleet association"
    shape = "AssociateFleetRequest"  # the service model has no other one for it
    taggable = False
    listed_by = "ListAssociatedFleets"

    def __init__(self, here: AppStreamBackend, stack: Stack, fleet: Fleet) -> None:
        members = {"StackName": stack.name, "FleetName": fleet.name}
        super().__init__(here, name_of(stack.name, fleet.name), members)
        self.stack = stack
        self.fleet = fleet

    @classmethod
    def create_operation(cls) -> str:
        return "AssociateFleet"

    def uses(self) -> Iterator[str]:
        yield self.stack.arn
        yield self.fleet.arn


class FleetAssociations(Family[FleetAssociation]):
    """The associations of fleets and stacks of one account in one region (rows assoc-*)."""

    resource = FleetAssociation

    # The operations

    def associate_fleet(self, fleet_name: str, stack_name: str) -> Answer:
        """Associate a fleet, in whatever state, with a stack (rows assoc-*).

        :raises ResourceNotFound: there is no such fleet or stack.
        :raises OperationNotPermitted: the fleet is joined to a domain, and users of the user pool
            are assigned to the stack.
        :raises IncompatibleImage: the stack connects a drive, and the fleet runs Linux.
        :raises LimitExceeded: the stack has a fleet, and moto's configuration allows it no other.
        """
        fleet = self.here.fleets.get(fleet_name)
        stack = self.here.stacks.get(stack_name)
        if self.find(name_of(stack_name, fleet_name)) is not None:
            return {}
        self._refuse_domain_with_users(stack, fleet)
        self.check_compatible(stack.members.get("StorageConnectors", ()), fleet_name)
        fleets = self.fleets_of(stack_name)
        if len(fleets) >= FLEETS_PER_STACK and not self.here.allows_several_fleets_per_stack:
            raise self.here.limit_exceeded(FLEETS_PER_STACK, "fleets of a stack", len(fleets) + 1)
        self.add(FleetAssociation(self.here, stack, fleet))
        return {}

    def disassociate_fleet(self, fleet_name: str, stack_name: str) -> Answer:
        """End the association of a fleet with a stack, in whatever state (rows assoc-dis*).

        :raises ResourceNotFound: there is no such fleet or stack, or they are not associated.
        :raises ResourceInUse: users of the stack have sessions on the fleet.
        """
        fleet = self.here.fleets.get(fleet_name)
        self.here.stacks.get(stack_name)
        association = self.pair(stack_name, fleet_name)
        sessions = [part for part in self.here.parts_of(fleet) if part.shape == SESSION]
        if any(session.describe()["StackName"] == stack_name for session in sessions):
            raise exceptions.ResourceInUse(
                f"The fleet {fleet_name} has active sessions of the stack {stack_name}."
            )
        self.remove(association)
        return {}

    def list_associated_fleets(self, stack_name: str, next_token: str | None = None) -> Answer:
        """One page of the names of a stack's fleets; none of an unknown stack (rows assoc-list*).

        :raises InvalidNextToken: the token was not handed out for this stack.
        """
        return self._page_of_names(
            self.fleets_of(stack_name), ("fleets of", stack_name), next_token
        )

    def list_associated_stacks(self, fleet_name: str, next_token: str | None = None) -> Answer:
        """One page of the names of a fleet's stacks; none of an unknown fleet (rows assoc-list*).

        :raises InvalidNextToken: the token was not handed out for this fleet.
        """
        return self._page_of_names(
            self.stacks_of(fleet_name), ("stacks of", fleet_name), next_token
        )

    # What the other families ask

    def pair(self, stack_name: str, fleet_name: str) -> FleetAssociation:
        """The association of a stack with a fleet.

        :raises ResourceNotFound: they are not associated, or not there (row assoc-dis-absent).
        """
        found = self.find(name_of(stack_name, fleet_name))
        if found is None:
            raise exceptions.ResourceNotFound(
                f"The fleet {fleet_name} is not associated with the stack {stack_name}."
            )
        return found

    def fleets_of(self, stack_name: str) -> list[str]:
        """The names of the fleets that are associated with a stack, in order."""
        fleets = []
        # They stand together, since no name of a stack has the mark that ends it here.
        for _, association in self.by_name.after(name_of(stack_name, "")):
            if association.stack.name != stack_name:
                break
            fleets.append(association.fleet.name)
        return fleets

    def stacks_of(self, fleet_name: str) -> list[str]:
        """The names of the stacks that a fleet is associated with, in order."""
        fleet = self.here.fleets.find(fleet_name)
        users = self.here.users_of(fleet) if fleet is not None else []
        return sorted(one.stack.name for one in users if isinstance(one, FleetAssociation))

    def check_compatible(self, connectors: Sequence[Members], fleet_name: str) -> None:
        """Whether a stack with these storage connectors can have a fleet (row assoc-image).

        :raises IncompatibleImage: a drive is among them, and the fleet runs Linux.
        """
        fleet = self.here.fleets.get(fleet_name)
        # An Elastic fleet has no image, and names its platform.
        members = fleet.members if fleet.image is None else fleet.image.members
        drives = [one["ConnectorType"] for one in connectors if one["ConnectorType"] != HOMEFOLDERS]
        platform = members.get("Platform", "WINDOWS")
        if drives and not platform.startswith("WINDOWS"):
            raise exceptions.IncompatibleImage(
                f"The connector {drives[0]} needs Windows; the fleet {fleet_name} has the "
                f"platform {platform}."
            )

    def _refuse_domain_with_users(self, stack: Stack, fleet: Fleet) -> None:
        if fleet.members.get("DomainJoinInfo") and any(
            part.shape == USER_ASSIGNMENT for part in self.here.parts_of(stack)
        ):
            raise exceptions.OperationNotPermitted(
                f"The fleet {fleet.name} is joined to a domain. It cannot be associated with the "
                f"stack {stack.name}, which users of the user pool are assigned to."
            )

    def _page_of_names(
        self, names: Sequence[str], filters: tuple[str, str], next_token: str | None
    ) -> Answer:
        start = self.here.pages.position_of(next_token, filters) or ""
        entries = ((name, name) for name in names if name > start)
        page, token = self.here.pages.cut(entries, ITEMS_PER_PAGE, filters)
        return {"Names": page, "NextToken": token}


def name_of(stack_name: str, fleet_name: str) -> str:
    """The name of an association: no stack and no fleet has a slash in its name."""
    return f"{stack_name}/{fleet_name}"
