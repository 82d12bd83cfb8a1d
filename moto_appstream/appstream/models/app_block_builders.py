"""App block builders: the instances on which app blocks are packaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from .. import exceptions
from .family import Family
from .lookups import check_role, find_subnet
from .resource import Answer, Members, Resource, Tags, present
from .streaming_urls import make_streaming_url, validity_of_url

STOPPED = "STOPPED"
STARTING = "STARTING"
RUNNING = "RUNNING"
STOPPING = "STOPPING"

PLATFORM = "WINDOWS_SERVER_2019"
INSTANCE_TYPES = tuple(
    f"stream.standard.{size}" for size in ("small", "medium", "large", "xlarge", "2xlarge")
)
LEAST_SUBNETS = 2
DEFAULT_VALIDITY = 3600  # seconds

# The attributes that UpdateAppBlockBuilder can delete, and the members that they are; security
# groups are a part of one.
SECURITY_GROUPS = "VPC_CONFIGURATION_SECURITY_GROUP_IDS"
ATTRIBUTES = {"IAM_ROLE_ARN": "IamRoleArn", "ACCESS_ENDPOINTS": "AccessEndpoints"}

# What can be changed while it is RUNNING.
CHANGEABLE_IN_USE = ("DisplayName", "Description")

VpcConfig = Mapping[str, Sequence[str]]


class AppBlockBuilder(Resource):
    """An app block builder, which is STOPPED until it is started."""

    kind = "app block builder"
    shape = "AppBlockBuilder"
    seedable = ("AppBlockBuilderErrors",)
    open_in = STOPPED

    #: What its next start will fail with.
    planned_error: Members | None = None

    def describe(self, state: str | None = None) -> Answer:
        described = super().describe(state)
        if not self.is_settled:
            # A start that fails has not failed yet.
            described.pop("AppBlockBuilderErrors", None)
        return described


class AppBlockBuilders(Family[AppBlockBuilder]):
    """The app block builders of one account in one region (rows abb-*)."""

    resource = AppBlockBuilder

    def create_app_block_builder(
        self,
        name: str,
        instance_type: str,
        vpc_config: VpcConfig,
        enable_default_internet_access: bool | None = None,
        iam_role_arn: str | None = None,
        disable_imdsv1: bool | None = None,
        tags: Tags | None = None,
        **members: Any,
    ) -> Answer:
        """Create an app block builder, which is STOPPED (rows abb-create, abb-create-*).

        :raises InvalidParameterCombination: the instance type or the subnets do not do.
        :raises InvalidRole: the configuration has roles checked, and IAM lacks this one.
        :raises ResourceAlreadyExists: the name is taken.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        self._check_instance_type(instance_type)
        self._check_subnets(vpc_config.get("SubnetIds", ()))
        check_role(iam_role_arn)
        settings = {
            **self.members_of(members),
            "InstanceType": instance_type,
            "VpcConfig": vpc_config,
            "EnableDefaultInternetAccess": bool(enable_default_internet_access),
            "IamRoleArn": iam_role_arn,
            "DisableIMDSV1": bool(disable_imdsv1),
        }
        builder = self.add(AppBlockBuilder(self.here, name, settings, STOPPED), tags)
        return {"AppBlockBuilder": builder.describe()}

    def describe_app_block_builders(
        self,
        names: Sequence[str] = (),
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Answer:
        """Describe one page of app block builders (row abb-describe).

        :raises ResourceNotFound: one of the names is not found.
        :raises InvalidNextToken: the token was not handed out for these names.
        """
        builders, token = self.page(names, next_token, max_results)
        return {"AppBlockBuilders": builders, "NextToken": token}

    def start_app_block_builder(self, name: str) -> Answer:
        """Start a STOPPED builder that has an app block (rows abb-start, abb-start-*).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceNotAvailable: it is not STOPPED.
        :raises UnassociatedAppBlockBuilder: no app block is associated with it.
        """
        builder = self.in_state(name, STOPPED)
        if self.here.app_block_associations.of_builder(builder) is None:
            raise exceptions.UnassociatedAppBlockBuilder
        error, builder.planned_error = builder.planned_error, None
        if error is None:
            builder.change({"AppBlockBuilderErrors": None})
            builder.goes(STARTING, RUNNING)
        else:
            happened = {**error, "ErrorTimestamp": datetime.now(timezone.utc)}
            builder.change({"AppBlockBuilderErrors": [happened]})
            reason = {"Code": "INTERNAL_ERROR", "Message": error["ErrorMessage"]}
            builder.goes(STARTING, STOPPED, reason=reason)
        return {"AppBlockBuilder": builder.describe(STARTING)}

    def stop_app_block_builder(self, name: str) -> Answer:
        """Stop a RUNNING builder; its app block stays associated (row abb-stop).

        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is not RUNNING.
        """
        builder = self.in_state(name, RUNNING, refusal=exceptions.NotPermittedInState)
        builder.goes(STOPPING, STOPPED)
        return {"AppBlockBuilder": builder.describe(STOPPING)}

    def update_app_block_builder(
        self,
        name: str,
        platform: str | None = None,
        instance_type: str | None = None,
        vpc_config: VpcConfig | None = None,
        iam_role_arn: str | None = None,
        attributes_to_delete: Sequence[str] = (),
        **members: Any,
    ) -> Answer:
        """Change a builder; what is not given stays (rows abb-update, abb-update-delete).

        :raises InvalidRequest: a platform that no app block builder has.
        :raises InvalidParameterCombination: the instance type or the subnets do not do, or a
            member is given and deleted.
        :raises InvalidRole: the configuration has roles checked, and IAM lacks this one.
        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is neither STOPPED nor RUNNING.
        :raises ResourceInUse: it is RUNNING, and more than its display name and description change.
        """
        vpc_config = vpc_config or {}
        changed = present(
            {
                **self.members_of(members),
                "Platform": platform,
                "InstanceType": instance_type,
                "VpcConfig": vpc_config or None,
                "IamRoleArn": iam_role_arn,
            }
        )
        if platform not in (None, PLATFORM):
            raise exceptions.InvalidRequest(
                f"1 validation error detected: Value '{platform}' at 'platform' failed to satisfy "
                f"constraint: Member must satisfy enum value set: [{PLATFORM}]"
            )
        if instance_type is not None:
            self._check_instance_type(instance_type)
        if "SubnetIds" in vpc_config:
            self._check_subnets(vpc_config["SubnetIds"])
        _check_that_none_is_given_and_deleted(changed, attributes_to_delete)
        builder = self.in_state(name, STOPPED, RUNNING, refusal=exceptions.NotPermittedInState)
        check_role(iam_role_arn)
        if builder.state == RUNNING and (attributes_to_delete or {*changed} - {*CHANGEABLE_IN_USE}):
            raise exceptions.ResourceInUse(
                f"Cannot update the attribute for app block builder {name} when it is RUNNING. "
                "The app block builder must be stopped to complete this action."
            )
        vpc = {**builder.members["VpcConfig"], **vpc_config}
        if SECURITY_GROUPS in attributes_to_delete:
            vpc.pop("SecurityGroupIds", None)
        deleted = {ATTRIBUTES[one]: None for one in attributes_to_delete if one in ATTRIBUTES}
        builder.change({**changed, "VpcConfig": vpc, **deleted})
        return {"AppBlockBuilder": builder.describe()}

    def delete_app_block_builder(self, name: str) -> Answer:
        """Delete a STOPPED builder that no app block is associated with (row abb-delete).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: an app block is associated with it.
        :raises NotPermittedInState: it is not STOPPED.
        """
        self.refuse_while_used(self.get(name))
        self.remove(self.in_state(name, STOPPED, refusal=exceptions.NotPermittedInState))
        return {}

    def create_app_block_builder_streaming_url(
        self, app_block_builder_name: str, validity: int | None = None
    ) -> Answer:
        """Make a URL that leads to a RUNNING builder (row abb-url).

        :raises InvalidRequest: it is to hold for less than a second, or more than a week.
        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is not RUNNING.
        """
        seconds = validity_of_url(validity, DEFAULT_VALIDITY)
        refusal = exceptions.NotPermittedInState
        self.in_state(app_block_builder_name, RUNNING, refusal=refusal)
        return make_streaming_url(self.here, "ADMIN", "admin", seconds)

    # What no operation does

    def fail_next_start(self, name: str, error_code: str, error_message: str) -> AppBlockBuilder:
        """Let the next start of a builder fail: it ends STOPPED, with an error (row abb-failed).

        :param error_code: a code of the model's FleetErrorCode.
        :raises ResourceNotFound: there is no builder of this name.
        """
        builder = self.get(name)
        builder.planned_error = {"ErrorCode": error_code, "ErrorMessage": error_message}
        return builder

    # Rules

    @staticmethod
    def _check_instance_type(instance_type: str) -> None:
        if instance_type not in INSTANCE_TYPES:
            raise exceptions.InvalidParameterCombination(
                f"The instance type {instance_type} is not supported for app block builders; "
                f"choose from {', '.join(INSTANCE_TYPES)}."
            )

    def _check_subnets(self, subnet_ids: Sequence[str]) -> None:
        if len(set(subnet_ids)) < LEAST_SUBNETS:
            raise exceptions.InvalidParameterCombination(
                f"An app block builder needs at least {LEAST_SUBNETS} subnets, "
                f"got {len(set(subnet_ids))}."
            )
        known = [find_subnet(self.here, subnet_id) for subnet_id in subnet_ids]
        zones = {subnet.availability_zone if subnet else None for subnet in known}
        if None not in zones and len(zones) == 1:
            raise exceptions.InvalidParameterCombination(
                "An app block builder needs subnets in at least two availability zones, "
                f"and all of these are in {zones.pop()}."
            )


def _check_that_none_is_given_and_deleted(
    changed: Members, attributes_to_delete: Sequence[str]
) -> None:
    given = {attribute for attribute, member in ATTRIBUTES.items() if member in changed}
    if "SecurityGroupIds" in changed.get("VpcConfig", {}):
        given.add(SECURITY_GROUPS)
    for attribute in attributes_to_delete:
        if attribute in given:
            raise exceptions.InvalidParameterCombination(
                f"{attribute} cannot be set and deleted in one call."
            )
