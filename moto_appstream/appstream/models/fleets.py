"""Fleets: the instances that stream applications to users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import exceptions
from .family import Answer, Family, Members, Resource, Tags
from .images import Image

if TYPE_CHECKING:
    from . import AppStreamBackend

STOPPED = "STOPPED"
STARTING = "STARTING"
RUNNING = "RUNNING"
STOPPING = "STOPPING"

ELASTIC = "ELASTIC"


class Fleet(Resource):
    """A fleet, with the image that its instances are made of."""

    kind = "fleet"
    shape = "Fleet"

    def __init__(
        self, here: AppStreamBackend, name: str, image: Image | None, members: Members
    ) -> None:
        super().__init__(here, name, members, STOPPED)
        self.image = image

    def uses(self) -> Iterator[str]:
        if self.image is not None:
            yield self.image.arn

    def describe(self, state: str | None = None) -> Answer:
        described = super().describe(state)
        if self.image is not None:
            described |= {"ImageName": self.image.name, "ImageArn": self.image.arn}
        return described


class Fleets(Family[Fleet]):
    """The fleets of one account in one region (rows fleet-*)."""

    resource = Fleet

    def create_fleet(
        self,
        name: str,
        image_name: str | None = None,
        image_arn: str | None = None,
        compute_capacity: Mapping[str, int] | None = None,
        fleet_type: str | None = None,
        tags: Tags | None = None,
        **members: Any,
    ) -> Answer:
        """Create a fleet, which is STOPPED (rows fleet-create-*).

        :raises ResourceAlreadyExists: the name is taken.
        """
        self.check_is_free(name)
        image = None
        if fleet_type != ELASTIC or image_name or image_arn:
            image = self.here.images.to_use(image_name, image_arn, "allowFleet")
        settings = {**self.members_of(members), "FleetType": fleet_type}
        fleet = self.add(Fleet(self.here, name, image, settings), tags)
        return {"Fleet": fleet.describe()}

    def describe_fleets(self, names: Sequence[str] = (), next_token: str | None = None) -> Answer:
        """Describe one page of fleets (row fleet-describe)."""
        fleets, token = self.page(names, next_token)
        return {"Fleets": fleets, "NextToken": token}

    def delete_fleet(self, name: str) -> Answer:
        """Delete a STOPPED fleet (rows fleet-delete-*).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: it is not STOPPED, or associated with a stack.
        """
        fleet = self.get(name)
        if fleet.state != STOPPED:
            raise exceptions.ResourceInUse(
                f"The fleet {name} must be stopped before it can be deleted."
            )
        self.remove(fleet)
        return {}
