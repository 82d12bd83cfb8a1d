"""Which applications an elastic fleet has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import exceptions
from .arn import parse_arn
from .family import Family
from .fleet_rules import ELASTIC
from .resource import Answer, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .applications import Application
    from .fleet import Fleet


class ApplicationFleetAssociation(Resource):
    """An application that a fleet has; it goes with the fleet."""

    kind = "application fleet association"
    shape = "ApplicationFleetAssociation"
    taggable = False

    def __init__(self, here: AppStreamBackend, fleet: Fleet, application: Application) -> None:
        members = {"FleetName": fleet.name, "ApplicationArn": application.arn}
        super().__init__(here, _name(fleet.name, application.name), members)
        self.fleet = fleet
        self.application = application

    def uses(self) -> Iterator[str]:
        yield self.application.arn

    def belongs_to(self) -> Iterator[str]:
        yield self.fleet.arn

    @classmethod
    def create_operation(cls) -> str:
        return "AssociateApplicationFleet"

    def describe(self, state: str | None = None) -> Answer:
        return dict(self.members)


class ApplicationAssociations(Family[ApplicationFleetAssociation]):
    """The applications of the fleets of one account in one region (rows app-assoc*)."""

    resource = ApplicationFleetAssociation

    def associate_application_fleet(self, fleet_name: str, application_arn: str) -> Answer:
        """Give a fleet an application; again is no error (rows app-assoc, app-assoc-*).

        :raises ResourceNotFound: there is no such fleet, or no such application.
        :raises OperationNotPermitted: the fleet is not ELASTIC, or the app block is INACTIVE.
        :raises InvalidParameterCombination: the application is not made for the fleet's platform.
        """
        fleet = self.here.fleets.get(fleet_name)
        application = self.here.applications.get_by_arn(application_arn)
        association = self.find(_name(fleet.name, application.name))
        if association is None:
            self._check_that_they_fit(fleet, application)
            association = self.add(ApplicationFleetAssociation(self.here, fleet, application))
        return {"ApplicationFleetAssociation": association.describe()}

    def disassociate_application_fleet(self, fleet_name: str, application_arn: str) -> Answer:
        """Take an application from a fleet, whatever its state (row app-assoc-off).

        :raises InvalidParameterCombination: the fleet does not have it; or there is no such fleet,
            or no such application, for which the model has no error here.
        """
        association = self._find(fleet_name, application_arn)
        if association is None:
            raise exceptions.InvalidParameterCombination(
                f"The application {application_arn} is not associated with the fleet {fleet_name}."
            )
        self.remove(association)
        return {}

    def describe_application_fleet_associations(
        self,
        fleet_name: str | None = None,
        application_arn: str | None = None,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of associations (row app-assoc-list).

        :raises InvalidParameterCombination: neither a fleet nor an application is given.
        :raises InvalidNextToken: the token was not handed out for these.
        """
        if fleet_name is None and application_arn is None:
            raise exceptions.InvalidParameterCombination("Set FleetName, ApplicationArn or both.")
        found: list[Resource | None]
        if fleet_name is not None and application_arn is not None:
            found = [self._find(fleet_name, application_arn)]
        elif fleet_name is not None:
            fleet = self.here.fleets.find(fleet_name)
            found = [*self.here.parts_of(fleet)] if fleet else []
        else:
            application = self.here.find_by_arn(str(application_arn))
            found = [*self.here.users_of(application)] if application else []
        associations, token = self.page_of(
            [one for one in found if isinstance(one, ApplicationFleetAssociation)],
            (fleet_name, application_arn),
            next_token,
            max_results,
        )
        return {"ApplicationFleetAssociations": associations, "NextToken": token}

    def _find(self, fleet_name: str, application_arn: str) -> ApplicationFleetAssociation | None:
        parts = parse_arn(application_arn)
        found = self.find(_name(fleet_name, parts.name)) if parts else None
        return found if found is not None and found.application.arn == application_arn else None

    @staticmethod
    def _check_that_they_fit(fleet: Fleet, application: Application) -> None:
        if fleet.members.get("FleetType") != ELASTIC:
            raise exceptions.OperationNotPermitted(
                f"The fleet {fleet.name} is not of type {ELASTIC} and cannot have applications."
            )
        platform, possible = fleet.members.get("Platform"), application.members["Platforms"]
        if platform is not None and platform not in possible:
            raise exceptions.InvalidParameterCombination(
                f"The fleet {fleet.name} is on {platform}, and the application {application.name} "
                f"is for {', '.join(possible)}."
            )
        block = application.here.app_blocks.get_by_arn(application.app_block_arn)
        if block.state != "ACTIVE":
            raise exceptions.OperationNotPermitted(
                f"The app block {block.name} of the application {application.name} is "
                f"{block.state}."
            )


def _name(fleet_name: str, application_name: str) -> str:
    return f"{fleet_name}/{application_name}"
