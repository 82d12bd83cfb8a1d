"""Image builders: the instances on which images are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import exceptions
from . import agent_access
from .builder import (
    DELETING,
    FAILED,
    PENDING,
    PENDING_QUALIFICATION,
    PENDING_SYNCING_APPS,
    REBOOTING,
    RUNNING,
    STOPPED,
    STOPPING,
    SYNCING_APPS,
    UPDATING,
    UPDATING_AGENT,
    ImageBuilder,
)
from .builder_failures import Failure
from .builder_images import take_image
from .builder_rules import (
    agent_version,
    check_root_volume,
    check_vpc_config,
    image_to_use,
    known_vpc_config,
    missing_in_vpc,
)
from .family import Family
from .images import Image
from .lookups import check_role
from .public_images import newest_agent_version
from .resource import Answer, Members, Tags, given
from .states import GONE
from .streaming_urls import make_streaming_url, validity_of_url
from .switches import is_on

if TYPE_CHECKING:
    from . import AppStreamBackend

_URL_VALIDITY = 3600


class ImageBuilders(Family[ImageBuilder]):
    """The image builders of one account in one region (rows builder-*)."""

    resource = ImageBuilder

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: The failures of creations to come: of a builder of this name, or of any.
        self.failures: Sequence[tuple[str | None, Failure]] = ()

    # The operations

    def create_image_builder(
        self,
        name: str,
        instance_type: str,
        image_name: str | None = None,
        image_arn: str | None = None,
        vpc_config: Members | None = None,
        iam_role_arn: str | None = None,
        domain_join_info: Members | None = None,
        appstream_agent_version: str | None = None,
        tags: Tags | None = None,
        root_volume_config: Members | None = None,
        softwares_to_install: Sequence[str] = (),
        softwares_to_uninstall: Sequence[str] = (),
        agent_access_config: Members | None = None,
        **members: Any,
    ) -> Answer:
        """Create an image builder, which starts by itself (rows builder-create-*).

        :raises InvalidRequest: its root volume is too small or too big.
        :raises InvalidParameterCombination: parameters that do not go together.
        :raises ResourceAlreadyExists: the name is taken.
        :raises ResourceNotFound: there is no such directory config, or no such image; for what
            else is refused of an image, see :func:`image_to_use`.
        :raises InvalidRole: moto's IAM lacks the role, where the test wants it to be there.
        :raises IncompatibleImage: the software is not one for this image.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        if bool(image_name) == bool(image_arn):
            raise exceptions.InvalidParameterCombination("Set either ImageName or ImageArn.")
        vpc_config = given(vpc_config or {})
        domain_join_info = given(domain_join_info or {})
        check_root_volume(root_volume_config)
        check_vpc_config(vpc_config)
        if agent_access_config is not None:
            agent_access.check(agent_access_config)
        software = self.here.software
        software.check_request(softwares_to_install, softwares_to_uninstall)
        self.check_is_free(name)
        image = image_to_use(self.here, instance_type, image_name, image_arn)
        directory = domain_join_info.get("DirectoryName")
        if directory is not None:
            self.here.directory_configs.get(directory)
        check_role(iam_role_arn)
        more = {
            **self.members_of(members),
            "InstanceType": instance_type,
            "IamRoleArn": iam_role_arn,
            "VpcConfig": known_vpc_config(self.here, vpc_config),
            "DomainJoinInfo": domain_join_info or None,
            "AgentAccessConfig": agent_access_config,
            "AppstreamAgentVersion": appstream_agent_version,
            "RootVolumeConfig": root_volume_config or None,
        }
        builder = ImageBuilder(self.here, name, image, more)
        software.check_builder(builder, image, softwares_to_install, softwares_to_uninstall)
        self.add(builder, tags)
        software.set_up(builder, image, softwares_to_install, softwares_to_uninstall)
        failure = missing_in_vpc(self.here, vpc_config) or self._take_failure(name)
        if failure is not None:
            builder.change({"ImageBuilderErrors": failure.errors()})
            builder.goes(PENDING, FAILED, reason=failure.reason)
        else:
            self._run(builder, PENDING)
        return {"ImageBuilder": builder.describe(PENDING)}

    def describe_image_builders(
        self,
        names: Sequence[str] = (),
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of image builders (row builder-describe).

        :raises ResourceNotFound: there is none of one of these names.
        """
        builders, token = self.page(names, next_token, max_results)
        return {"ImageBuilders": builders, "NextToken": token}

    def start_image_builder(self, name: str, appstream_agent_version: str | None = None) -> Answer:
        """Start a STOPPED image builder, maybe with another agent (rows builder-start*).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceNotAvailable: it is not STOPPED.
        """
        builder = self.in_state(name, STOPPED)
        states = [PENDING]
        version = agent_version(appstream_agent_version or builder.agent)
        if version != builder.agent:
            builder.change({"AppstreamAgentVersion": version})
            states.append(UPDATING_AGENT)
        self._run(builder, *states)
        return {"ImageBuilder": builder.describe(PENDING)}

    def stop_image_builder(self, name: str) -> Answer:
        """Stop a RUNNING image builder (rows builder-stop*).

        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is not RUNNING.
        """
        builder = self._settled(name, RUNNING)
        builder.goes(STOPPING, STOPPED)
        return {"ImageBuilder": builder.describe(STOPPING)}

    def update_image_builder(
        self,
        name: str,
        agent_access_config: Members | None = None,
        attributes_to_delete: Sequence[str] = (),
        **members: Any,
    ) -> Answer:
        """Change a STOPPED image builder (rows builder-update*).

        :raises InvalidParameterCombination: agent access is given and deleted, or what comes of
            the update does not go together.
        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is not STOPPED.
        """
        if agent_access_config is not None and attributes_to_delete:
            raise exceptions.InvalidParameterCombination(
                "AgentAccessConfig cannot be set while AttributesToDelete removes it."
            )
        builder = self._settled(name, STOPPED)
        changes: dict[str, Any] = self.members_of(members)
        if agent_access_config is not None:
            stored = builder.members.get("AgentAccessConfig", {})
            merged = agent_access.merge(stored, agent_access_config)
            agent_access.check(merged)
            changes["AgentAccessConfig"] = merged
        if attributes_to_delete:
            changes["AgentAccessConfig"] = None
        builder.change(changes)
        return {"ImageBuilder": builder.describe()}

    def delete_image_builder(self, name: str) -> Answer:
        """Delete an image builder; what it has made stays (rows builder-delete*).

        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is on its way from one state to another.
        """
        builder = self.get(name)
        if builder.state == DELETING or not is_on("delete_unsettled_image_builders"):
            self._settled(name, RUNNING, STOPPED, FAILED)
        builder.goes(DELETING, GONE)
        return {"ImageBuilder": builder.describe(DELETING)}

    def create_image_builder_streaming_url(self, name: str, validity: int | None = None) -> Answer:
        """Make a URL by which an administrator gets to a RUNNING image builder (builder-url*).

        :raises InvalidRequest: it would be valid for less than a second, or more than a week.
        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is not RUNNING.
        """
        seconds = validity_of_url(validity, _URL_VALIDITY)
        self._settled(name, RUNNING)
        return make_streaming_url(self.here, "ADMIN", "admin", seconds)

    # What no operation does

    def create_image(self, builder_name: str, image_name: str, **how: Any) -> Answer:
        """Make an image as the Image Assistant on a RUNNING builder does (rows builder-image-*).

        :param how: see :func:`take_image`, which tells what else is refused.
        :returns: the image, which is PENDING.
        :raises ResourceNotFound: there is no such builder.
        :raises NotPermittedInState: it is not RUNNING.
        """
        image = take_image(self._settled(builder_name, RUNNING), image_name, **how)
        return image.describe_to(self.here.account_id, PENDING)

    def reboot(self, name: str) -> None:
        """Reboot a RUNNING image builder, as whoever works on it does (row builder-reboot).

        :raises ResourceNotFound: there is none of this name.
        :raises NotPermittedInState: it is not RUNNING.
        """
        self._settled(name, RUNNING).goes(REBOOTING, RUNNING)

    def fail_next(self, failure: Failure | None = None, name: str | None = None) -> None:
        """Let an image builder that is created later come to be FAILED (builder-create-failed).

        :param name: only one of this name; default: the next one.
        """
        self.failures = [*self.failures, (name, failure or Failure())]

    def add_for_update(self, name: str, image: Image, instance_type: str) -> ImageBuilder:
        """Add the builder that a managed update of an image works on (row updated-states).

        It is UPDATING, then PENDING_QUALIFICATION, and deletes itself. Nothing else can be done
        to it (row updated-builder-locked).

        :raises ResourceAlreadyExists: the name is taken.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        members = {
            "InstanceType": instance_type,
            "AppstreamAgentVersion": newest_agent_version(),
        }
        builder = self.add(ImageBuilder(self.here, name, image, members))
        builder.goes(UPDATING, PENDING_QUALIFICATION, GONE)
        return builder

    def _run(self, builder: ImageBuilder, *states: str) -> None:
        """Send a builder to RUNNING, through the deployment of software that is due."""
        if not self.here.software.has_due(builder):
            builder.goes(*states, RUNNING)
            return
        builder.goes(*states, PENDING_SYNCING_APPS, SYNCING_APPS, RUNNING)
        self.here.software.deploy(builder)

    def _settled(self, name: str, *wanted: str) -> ImageBuilder:
        return self.in_state(name, *wanted, refusal=exceptions.NotPermittedInState)

    def _take_failure(self, name: str) -> Failure | None:
        for planned in self.failures:
            if planned[0] in (None, name):
                self.failures = [one for one in self.failures if one is not planned]
                return planned[1]
        return None
