"""An image builder: what it shows, and the states that it passes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..schema import operation
from .builder_rules import MAY_USE, agent_version, make_network
from .images import Image
from .public_images import newest_agent_version
from .resource import Answer, Members, Resource, present
from .software_associations import SOFTWARE_APART

if TYPE_CHECKING:
    from . import AppStreamBackend

PENDING = "PENDING"
PENDING_SYNCING_APPS = "PENDING_SYNCING_APPS"
SYNCING_APPS = "SYNCING_APPS"
UPDATING_AGENT = "UPDATING_AGENT"
RUNNING = "RUNNING"
REBOOTING = "REBOOTING"
SNAPSHOTTING = "SNAPSHOTTING"
STOPPING = "STOPPING"
STOPPED = "STOPPED"
UPDATING = "UPDATING"
PENDING_QUALIFICATION = "PENDING_QUALIFICATION"
DELETING = "DELETING"
FAILED = "FAILED"

_BEFORE_RUNNING = (PENDING, PENDING_SYNCING_APPS, SYNCING_APPS, FAILED)


class ImageBuilder(Resource):
    """An image builder.

    :param image: what it is made of; it may be deleted later.
    """

    kind = "image builder"
    shape = "ImageBuilder"
    seedable = ("ImageBuilderErrors",)
    apart = SOFTWARE_APART
    image_permission = MAY_USE

    def __init__(self, here: AppStreamBackend, name: str, image: Image, members: Members) -> None:
        base = image.members
        agent = members.get("AppstreamAgentVersion") or base["AppstreamAgentVersion"]
        defaults = {
            "EnableDefaultInternetAccess": False,
            "DisableIMDSV1": False,
            "AccessEndpoints": [],
            "RootVolumeConfig": {"VolumeSizeInGb": 200},
        }
        derived = {
            "ImageArn": image.arn,
            "Platform": base.get("Platform"),
            "AppstreamAgentVersion": agent_version(agent),
        }
        super().__init__(here, name, {**defaults, **present(members), **derived}, PENDING)
        self.base: Members = base
        self.network = make_network(here, self.members.get("VpcConfig"))
        self.has_run = False

    @property
    def agent(self) -> str:
        """The version of its agent: a date, as MM-DD-YYYY."""
        version: str = self.members["AppstreamAgentVersion"]
        return version

    def goes(
        self, *states: str, reason: Members | None = None, outcome: Members | None = None
    ) -> None:
        self.has_run = self.has_run or self.state not in _BEFORE_RUNNING
        self.here.software.end_deployment(self)
        super().goes(*states, reason=reason, outcome=outcome)

    def describe(self, state: str | None = None) -> Answer:
        shown = state or self.state
        described = {"ImageBuilderErrors": [], **super().describe(shown)}
        if shown == PENDING:
            described["ImageBuilderErrors"] = []  # those of a creation that fails come later
        is_newest = self.agent == newest_agent_version()
        described["LatestAppstreamAgentVersion"] = "TRUE" if is_newest else "FALSE"
        if self.network is not None and (self.has_run or shown not in _BEFORE_RUNNING):
            described["NetworkAccessConfiguration"] = self.network
        return described

    def uses(self) -> Iterator[str]:
        directory = self.members.get("DomainJoinInfo", {}).get("DirectoryName")
        config = self.here.directory_configs.find(directory) if directory else None
        if config is not None:
            yield config.arn

    @property
    def can_be_made_again(self) -> bool:
        try:
            self.here.images.to_use(None, self.members["ImageArn"], MAY_USE)
        except exceptions.AppStreamException:
            return False
        return True

    def creation(self) -> dict[str, Any]:
        parameters = operation(self.create_operation()).input_shape.members
        return {name: value for name, value in self.members.items() if name in parameters}

    def list_apart(self, name: str) -> Sequence[Any] | None:
        found = self.here.software.as_of_now(self)
        # That there is none says something if its image has some.
        return found if found or self.base.get("ManagedSoftwareIncluded") else None

    def set_apart(self, name: str, value: Sequence[Any]) -> None:
        self.here.software.replace(self, value)
