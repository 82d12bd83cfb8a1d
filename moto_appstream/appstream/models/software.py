"""License-included applications: what is installed on image builders, and is in images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from .. import exceptions
from .arn import parse_arn
from .builder import PENDING_SYNCING_APPS, RUNNING, STOPPED, SYNCING_APPS, ImageBuilder
from .family import Family
from .images import Image
from .resource import Answer, Members, Resource
from .software_associations import (
    FAILED_TO_INSTALL,
    FAILED_TO_UNINSTALL,
    FAILURES,
    INSTALLED,
    PENDING_INSTALLATION,
    PENDING_UNINSTALLATION,
    STAGED_FOR_INSTALLATION,
    STAGED_FOR_UNINSTALLATION,
    SoftwareAssociation,
)
from .software_rules import check_mix, check_names, check_platform
from .states import GONE

if TYPE_CHECKING:
    from . import AppStreamBackend


class Software(Family[SoftwareAssociation]):
    """The software of the image builders and images of one account in one region (software-*)."""

    resource = SoftwareAssociation

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: How the next deployment of an application fails, by its name.
        self.failures: Mapping[str, Members] = {}

    # The operations

    def associate_software_to_image_builder(
        self, image_builder_name: str, software_names: Sequence[str]
    ) -> Answer:
        """Stage applications for their installation (rows software-associate, -mix, -platform).

        :raises InvalidParameterCombination: a name that there is not, or several versions or
            architectures on one builder.
        :raises ResourceNotFound: there is no such image builder.
        :raises NotPermittedInState: it is neither RUNNING nor STOPPED.
        :raises IncompatibleImage: its platform or its agent is not one for this software.
        """
        check_names(software_names)
        builder = self._builder(image_builder_name)
        there = {one.software_name: one for one in self.of(builder)}
        check_mix({*there, *software_names})
        check_platform(software_names, builder.members)
        for name in dict.fromkeys(software_names):
            if name not in there:
                self.add(SoftwareAssociation(builder, name, STAGED_FOR_INSTALLATION))
            elif there[name].status == FAILED_TO_INSTALL:
                there[name].status, there[name].error = STAGED_FOR_INSTALLATION, None
        return {}

    def disassociate_software_from_image_builder(
        self, image_builder_name: str, software_names: Sequence[str]
    ) -> Answer:
        """Stage applications for their removal; at once if not installed (software-disassociate).

        :raises InvalidParameterCombination: a name that there is not.
        :raises ResourceNotFound: there is no such image builder, or it has no such software.
        :raises NotPermittedInState: it is neither RUNNING nor STOPPED.
        """
        check_names(software_names)
        builder = self._builder(image_builder_name)
        there = {one.software_name: one for one in self.of(builder)}
        for name in software_names:
            if name not in there:
                raise exceptions.ResourceNotFound(
                    f"The software {name} is not associated with the image builder "
                    f"{image_builder_name}."
                )
        for name in dict.fromkeys(software_names):
            if there[name].status in (STAGED_FOR_INSTALLATION, FAILED_TO_INSTALL):
                self.forget(there[name])
            else:
                there[name].status, there[name].error = STAGED_FOR_UNINSTALLATION, None
        return {}

    def start_software_deployment_to_image_builder(
        self, image_builder_name: str, retry_failed_deployments: bool = False
    ) -> Answer:
        """Install and remove what is staged (rows software-deploy, -deploy-stopped, -retry).

        :raises ResourceNotFound: there is no such image builder.
        :raises NotPermittedInState: it is neither RUNNING nor STOPPED.
        """
        builder = self._builder(image_builder_name)
        wanted = [STAGED_FOR_INSTALLATION, STAGED_FOR_UNINSTALLATION]
        if retry_failed_deployments:
            wanted += FAILURES
        staged = [one for one in self.of(builder) if one.status in wanted]
        for one in staged:
            one.is_due = True
        if builder.state == RUNNING and staged:
            builder.goes(PENDING_SYNCING_APPS, SYNCING_APPS, RUNNING)
            self.deploy(builder)
        return {}

    def describe_software_associations(
        self,
        associated_resource: str,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of the software of an image builder or an image (software-describe).

        A look at the software of an image builder is a look at the image builder.

        :raises OperationNotPermitted: the ARN is of another kind of resource.
        :raises ResourceNotFound: there is no own image builder or image of this ARN.
        """
        owner = self._owner(associated_resource)
        if isinstance(owner, ImageBuilder):
            owner.look()
            owner = self.here.image_builders.get(owner.name)
            self.end_deployment(owner)
        page, token = self.page_of(self.of(owner), associated_resource, next_token, max_results)
        return {
            "AssociatedResource": associated_resource,
            "SoftwareAssociations": page,
            "NextToken": token,
        }

    # What no operation does

    def fail_next(self, software_name: str, error_code: str, error_message: str) -> None:
        """Let the next deployment of an application fail, on any builder (row software-failed).

        It ends in FAILED_TO_INSTALL or FAILED_TO_UNINSTALL, with this error.

        :raises InvalidParameterCombination: there is no software of this name.
        """
        check_names([software_name])
        error = {"ErrorCode": error_code, "ErrorMessage": error_message}
        self.failures = {**self.failures, software_name: error}

    # What image builders and their images ask

    def of(self, owner: Resource) -> list[SoftwareAssociation]:
        """The software of an image builder or an image, by name."""
        prefix = f"{owner.arn}/"
        following = self.by_name.after(prefix)
        return [one for _, one in takewhile(lambda entry: entry[0].startswith(prefix), following)]

    def as_of_now(self, owner: Resource) -> list[Answer]:
        """The software of an image builder or an image, as AWS shows it, without a look at it."""
        if isinstance(owner, ImageBuilder):
            self.end_deployment(owner)
        return [one.describe() for one in self.of(owner)]

    def replace(self, owner: Resource, associations: Sequence[Members]) -> None:
        """Give an image builder or an image this software, instead of what it has.

        :param associations: members of SoftwareAssociations; INSTALLED unless they say otherwise.
        :raises InvalidParameterCombination: a name that there is not, or several versions or
            architectures.
        """
        names = [str(one.get("SoftwareName")) for one in associations]
        check_names(names)
        check_mix(names)
        for one in self.of(owner):
            self.forget(one)
        for name, given in zip(names, associations, strict=True):
            added = self.add(SoftwareAssociation(owner, name, given.get("Status", INSTALLED)))
            added.error = next(iter(given.get("DeploymentError", ())), None)

    def hand_on(self, source: Image, image: Image) -> None:
        """Give a new image the software of the one that it is made of, in whatever region."""
        self.replace(image, source.here.software.as_of_now(source))

    def check_request(self, install: Sequence[str], uninstall: Sequence[str]) -> None:
        """Check the names that a new image builder is given.

        :raises InvalidParameterCombination: a name that there is not, or that is in both lists.
        """
        check_names([*install, *uninstall])
        for name in install:
            if name in uninstall:
                raise exceptions.InvalidParameterCombination(
                    f"The software {name} cannot be both installed and uninstalled."
                )

    def check_builder(
        self, builder: ImageBuilder, image: Image, install: Sequence[str], uninstall: Sequence[str]
    ) -> None:
        """Check what a new image builder will have.

        :raises InvalidParameterCombination: several versions or architectures.
        :raises IncompatibleImage: its platform or its agent is not one for this software.
        """
        inherited = {one.software_name for one in image.here.software.of(image)}
        check_mix({*(inherited - {*uninstall}), *install})
        check_platform(install, builder.members)

    def set_up(
        self, builder: ImageBuilder, image: Image, install: Sequence[str], uninstall: Sequence[str]
    ) -> None:
        """Give a new image builder what its image has, and what is to be deployed at its start."""
        for one in image.here.software.of(image):
            self.add(SoftwareAssociation(builder, one.software_name, INSTALLED))
        there = {one.software_name: one for one in self.of(builder)}
        for name in dict.fromkeys(install):
            if name not in there:
                self.add(SoftwareAssociation(builder, name, STAGED_FOR_INSTALLATION)).is_due = True
        for name in uninstall:
            if name in there:
                there[name].status, there[name].is_due = STAGED_FOR_UNINSTALLATION, True

    def put_into(self, image: Image, builder: ImageBuilder) -> bool:
        """Give a new image what is installed on its builder; whether that is anything."""
        self.end_deployment(builder)
        installed = [
            one.software_name
            for one in self.of(builder)
            if one.status in (INSTALLED, STAGED_FOR_UNINSTALLATION, FAILED_TO_UNINSTALL)
        ]
        for name in installed:
            self.add(SoftwareAssociation(image, name, INSTALLED))
        return bool(installed)

    def has_due(self, builder: ImageBuilder) -> bool:
        """Whether anything is deployed on an image builder when it starts."""
        return any(one.is_due for one in self.of(builder))

    def deploy(self, builder: ImageBuilder) -> None:
        """Begin to deploy what is due on an image builder, which is on its way to RUNNING."""
        for one in self.of(builder):
            if not one.is_due:
                continue
            one.is_due, one.error = False, None
            installs = one.status in (STAGED_FOR_INSTALLATION, FAILED_TO_INSTALL)
            one.status = PENDING_INSTALLATION if installs else PENDING_UNINSTALLATION
            one.comes_to = INSTALLED if installs else GONE
            if one.software_name in self.failures:
                failures = dict(self.failures)
                one.error = failures.pop(one.software_name)
                self.failures = failures
                one.comes_to = FAILED_TO_INSTALL if installs else FAILED_TO_UNINSTALL

    def end_deployment(self, builder: ImageBuilder) -> None:
        """Let the software have its new status, if the builder is done with the deployment."""
        if not builder.is_settled:
            return
        for one in self.of(builder):
            if one.comes_to == GONE:
                self.forget(one)
            elif one.comes_to is not None:
                one.status, one.comes_to = one.comes_to, None

    def _builder(self, name: str) -> ImageBuilder:
        builder = self.here.image_builders.in_state(
            name, RUNNING, STOPPED, refusal=exceptions.NotPermittedInState
        )
        self.end_deployment(builder)
        return builder

    def _owner(self, arn: str) -> Resource:
        owner = self.here.find_by_arn(arn)
        if isinstance(owner, (ImageBuilder, Image)):
            return owner
        parts = parse_arn(arn)
        for family in (self.here.image_builders, self.here.images):
            kind = family.resource.resource_type()
            if owner is None and parts is not None and parts.resource_type == kind:
                raise family.missing(parts.name)
        raise exceptions.OperationNotPermitted(
            f"The resource {arn} is neither an image builder nor an image."
        )
