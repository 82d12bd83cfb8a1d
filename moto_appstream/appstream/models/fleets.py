"""Fleets: the instances that stream applications to users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import exceptions
from . import fleet_rules as rules
from .builder_rules import missing_in_vpc
from .family import Family
from .fleet import MAY_USE, RUNNING, STARTING, STOPPED, STOPPING, Fleet
from .fleet_capacity import Capacity
from .images import Image
from .lookups import check_role, check_s3_location
from .resource import Answer, Members, Tags, given, present


class Fleets(Family[Fleet]):
    """The fleets of one account in one region (rows fleet-*)."""

    resource = Fleet

    def create_fleet(
        self,
        name: str,
        image_name: str | None = None,
        image_arn: str | None = None,
        compute_capacity: Mapping[str, int] | None = None,
        tags: Tags | None = None,
        **members: Any,
    ) -> Answer:
        """Create a fleet, which is STOPPED.

        :raises ResourceAlreadyExists: the name is taken (row fleet-exists).
        :raises InvalidParameterValue: a number is out of its range (row fleet-ranges).
        :raises InvalidParameterCombination: members do not fit together, or do not fit the type of
            the fleet or the image (rows fleet-image-none, -image-two, -platform, -capacity-need,
            -multi-session, -elastic).
        :raises ResourceNotFound: the image or the directory config is missing.
        :raises InvalidRole: the role is missing, where the test wants it to be looked up.
        :raises OperationNotPermitted: the image is shared without the permission for fleets, or
            the session script is missing, where the test wants it to be looked up.
        :raises ResourceNotAvailable: the image is not AVAILABLE (row fleet-image-state).
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        self.check_is_free(name)
        asked = {**rules.DEFAULTS, **rules.said(self.members_of(members))}
        rules.check_values(asked)
        rules.check_combination({**asked, **_sources(image_name, image_arn, compute_capacity)})
        image = capacity = None
        if asked["FleetType"] != rules.ELASTIC:
            capacity = Capacity.read(compute_capacity, asked.get("MaxSessionsPerInstance"))
            image = self.here.images.to_use(image_name, image_arn, MAY_USE)
            asked["Platform"] = _platform(image, asked)
        self._check_names(asked)
        self._check_capacity_limit(name, asked["InstanceType"], capacity)
        fleet = Fleet(self.here, name, asked, image, capacity)
        return {"Fleet": self.add(fleet, tags).describe()}

    def describe_fleets(self, names: Sequence[str] = (), next_token: str | None = None) -> Answer:
        """Describe one page of fleets (row fleet-describe).

        :raises ResourceNotFound: one of the names is not found.
        :raises InvalidNextToken: the token was not handed out for these names.
        """
        fleets, token = self.page(names, next_token)
        return {"Fleets": fleets, "NextToken": token}

    def update_fleet(
        self,
        name: str | None = None,
        image_name: str | None = None,
        image_arn: str | None = None,
        compute_capacity: Mapping[str, int] | None = None,
        delete_vpc_config: bool | None = None,
        attributes_to_delete: Sequence[str] = (),
        **members: Any,
    ) -> Answer:
        """Change a fleet; a few members can be changed while it is RUNNING (rows fleet-update-*).

        :raises InvalidRequest: there is no Name.
        :raises InvalidParameterValue: a number is out of its range.
        :raises InvalidParameterCombination: a member is set and deleted, or as in CreateFleet.
        :raises ResourceNotFound: the fleet, the image or the directory config is missing.
        :raises ResourceInUse: the fleet must be STOPPED for this.
        :raises InvalidRole: as in CreateFleet; so are the next ones.
        :raises OperationNotPermitted: the image or the session script cannot be used.
        :raises ResourceNotAvailable: the image is not AVAILABLE.
        :raises LimitExceeded: the fleet would have more instances than the test allows.
        """
        if name is None:
            raise exceptions.InvalidRequest(
                "1 validation error detected: Value null at 'name' failed to satisfy constraint: "
                "Member must not be null"
            )
        sent = self.members_of(members)
        asked = rules.said(sent)
        sources = _sources(image_name, image_arn, compute_capacity)
        deleted = {*attributes_to_delete, *([rules.VPC_CONFIGURATION] if delete_vpc_config else ())}
        rules.check_values(asked)
        rules.check_not_set_and_deleted(asked, deleted)
        fleet = self.get(name)
        if fleet.state in (STARTING, STOPPING) and (sent or sources or deleted):
            raise _not_stopped(fleet)
        after = rules.updated(fleet.members, sent, deleted)
        rules.check_combination({**after, **sources})
        image, capacity = fleet.image, fleet.capacity
        if capacity is not None:
            capacity = capacity.updated(compute_capacity, after.get("MaxSessionsPerInstance"))
        if image is not None:
            if image_name or image_arn:
                image = self.here.images.to_use(image_name, image_arn, MAY_USE)
            after["Platform"] = _platform(image, asked)
        self._check_names(asked)
        changed = fleet.changed_by(after, image, capacity)
        if fleet.state == RUNNING and not rules.may_change_while_running(after, changed):
            raise _not_stopped(fleet)
        if changed & {"ComputeCapacity", "InstanceType"}:
            self._check_capacity_limit(name, after["InstanceType"], capacity)
        fleet.members, fleet.image, fleet.capacity = present(after), image, capacity
        return {"Fleet": fleet.describe()}

    def start_fleet(self, name: str) -> Answer:
        """Start a fleet; one that is on its way, or RUNNING, stays as it is (rows fleet-start-*).

        :raises ResourceNotFound: there is none of this name.
        :raises OperationNotPermitted: it is STOPPING.
        :raises ResourceNotAvailable: its image is not AVAILABLE any more.
        :raises LimitExceeded: it has more instances than the test allows.
        """
        fleet = self.get(name)
        if fleet.state in (STARTING, RUNNING):
            return {}
        self.in_state(name, STOPPED, refusal=exceptions.NotPermittedInState)
        errors = self._start_errors(fleet)
        self._check_capacity_limit(name, fleet.members["InstanceType"], fleet.capacity)
        fleet.next_start_errors = ()
        fleet.change({"FleetErrors": errors or None})
        fleet.goes(STARTING, STOPPED if errors else RUNNING)
        return {}

    def stop_fleet(self, name: str) -> Answer:
        """Stop a fleet and end its sessions; a STOPPED one stays as it is (rows fleet-stop-*).

        :raises ResourceNotFound: there is none of this name.
        """
        fleet = self.get(name)
        if fleet.state == STARTING:
            fleet.change({"FleetErrors": None})  # its start has not failed yet, and will not
        if fleet.state in (STARTING, RUNNING):
            fleet.end_sessions()
            fleet.goes(STOPPING, STOPPED)
        return {}

    def delete_fleet(self, name: str) -> Answer:
        """Delete a STOPPED fleet that no stack has (rows fleet-delete-*).

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

    # What no operation does

    def fail_next_start(self, name: str, code: str, message: str) -> None:
        """Let the next StartFleet of a fleet end in STOPPED, with a FleetError (row fleet-errors).

        A role that cannot be assumed fails the call itself: plan ``seed.failure("CreateFleet",
        "InvalidRoleException")`` for that.

        :param code: one of the model's FleetErrorCode.
        :raises ResourceNotFound: there is none of this name.
        """
        fleet = self.get(name)
        error = {"ErrorCode": code, "ErrorMessage": message}
        fleet.next_start_errors = [*fleet.next_start_errors, error]

    def lose_image(self, image: Image) -> None:
        """Take the instances from the fleets of this account that are made of an image, since its
        owner does not allow it any more (row fleet-cap-unshared).
        """
        for fleet in self.here.users_of(image):
            if isinstance(fleet, Fleet) and fleet.here is self.here and fleet.capacity is not None:
                fleet.capacity = fleet.capacity._replace(desired=0)

    # Rules

    def _check_names(self, asked: Members) -> None:
        """Look up what a request names, beside the image.

        :raises ResourceNotFound: the directory config is missing (row fleet-domain).
        :raises InvalidRole: the role is missing, where the test wants it to be looked up.
        :raises OperationNotPermitted: so is the session script.
        """
        directory = asked.get("DomainJoinInfo", {}).get("DirectoryName")
        if directory is not None:
            self.here.directory_configs.get(directory)
        check_role(asked.get("IamRoleArn"))
        check_s3_location(self.here, asked.get("SessionScriptS3Location"))

    def _check_capacity_limit(
        self, name: str, instance_type: str, capacity: Capacity | None
    ) -> None:
        account_id, region_name = self.here.account_id, self.here.region_name
        limit = self.here.arranged.quota_for(account_id, region_name, "fleet_instances")
        if limit is not None and capacity is not None and capacity.instances > limit:
            # The stray quote is AWS's.
            raise exceptions.LimitExceeded(
                f"The Instance type '{instance_type}' capacity limit for fleet {name}' was "
                f"exceeded. Requested: {capacity.instances}, Limit: {limit}"
            )

    def _start_errors(self, fleet: Fleet) -> Sequence[Members]:
        """The FleetErrors that a start ends with (rows fleet-start-image, fleet-errors, fleet-vpc).

        :raises ResourceNotAvailable: the image is there, and not AVAILABLE.
        """
        if fleet.image is not None:
            try:
                self.here.images.to_use(None, fleet.image.arn, MAY_USE)
            except (exceptions.ResourceNotFound, exceptions.OperationNotPermitted):
                message = f"The image {fleet.image.name} was not found."
                return [{"ErrorCode": "IMAGE_NOT_FOUND", "ErrorMessage": message}]
        missing = missing_in_vpc(self.here, fleet.members.get("VpcConfig", {}))
        return fleet.next_start_errors if missing is None else missing.errors()


def _sources(
    image_name: str | None, image_arn: str | None, compute_capacity: Mapping[str, int] | None
) -> Members:
    """What an Elastic fleet cannot have, and what is not a member of a fleet as it is sent."""
    return given(
        {"ImageName": image_name, "ImageArn": image_arn, "ComputeCapacity": compute_capacity}
    )


def _platform(image: Image, asked: Members) -> str | None:
    """The platform of a fleet that is made of an image (row fleet-platform).

    :raises InvalidParameterCombination: another one is asked for.
    """
    platform: str | None = image.members.get("Platform")
    if asked.get("Platform", platform) != platform:
        raise exceptions.InvalidParameterCombination(
            f"The Platform {asked['Platform']} is not that of the image {image.name}, {platform}."
        )
    return platform


def _not_stopped(fleet: Fleet) -> exceptions.ResourceInUse:
    return exceptions.ResourceInUse(
        f"Cannot update the attribute for fleet {fleet.name} when it is ACTIVE. "
        "The fleet must be stopped to complete this action."
    )
