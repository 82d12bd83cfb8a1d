"""Images that are imported: out of an AMI, or of an image of WorkSpaces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import exceptions
from .builder_failures import Failure, begin
from .family import Operations
from .images import Image
from .lookups import check_role, find_ami
from .public_images import newest_agent_version
from .resource import Answer, Members, Tags
from .switches import is_on

if TYPE_CHECKING:
    from . import AppStreamBackend

IMPORTING = "IMPORTING"
VALIDATING = "VALIDATING"

_LATEST = "LATEST"
# How Amazon's own AMIs and people's copies of them tell which Windows they are.
_WINDOWS_2025 = re.compile(r"windows[ _-]server[ _-]2025", re.IGNORECASE)


class ImageImports(Operations):
    """Imports of images (rows imported-*)."""

    resource = Image

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: What the next imports fail with.
        self.failures: Sequence[Failure] = ()

    def create_imported_image(
        self,
        name: str,
        source_ami_id: str | None = None,
        workspace_image_id: str | None = None,
        iam_role_arn: str | None = None,
        description: str | None = None,
        display_name: str | None = None,
        tags: Tags | None = None,
        runtime_validation_config: Mapping[str, str] | None = None,
        agent_software_version: str | None = None,
        app_catalog_config: Sequence[Members] = (),
        dry_run: bool = False,
    ) -> Answer:
        """Import an image out of an AMI, or of an image of WorkSpaces (rows imported-*).

        :raises InvalidParameterCombination: not exactly one source, an AMI without a role, an
            image of WorkSpaces with one, or two applications with one name.
        :raises ResourceAlreadyExists: the name is taken.
        :raises ResourceNotFound: moto's EC2 lacks the AMI, and ``check_amis`` is on.
        :raises OperationNotPermitted: the AMI is public, or another account's.
        :raises IncompatibleImage: the AMI cannot be imported.
        :raises InvalidRole: moto's IAM lacks the role, and ``check_roles`` is on.
        :raises LimitExceeded: a quota is used up.
        :raises DryRunOperation: all checks pass, and it is no more than a dry run.
        """
        self._check_source(source_ami_id, workspace_image_id, iam_role_arn)
        names = [application["Name"] for application in app_catalog_config]
        if len(set(names)) < len(names):
            raise exceptions.InvalidParameterCombination(
                "Two applications in AppCatalogConfig have the same Name."
            )
        images = self.here.images
        images.check_is_free(name)
        if source_ami_id is not None:
            self._check_ami(source_ami_id)
        check_role(iam_role_arn)
        self._check_quota(runtime_validation_config)
        if dry_run:
            self.here.check_quota("images", len(images.by_name))
            raise exceptions.DryRunOperation
        is_of_workspaces = workspace_image_id is not None
        always_latest = agent_software_version == "ALWAYS_LATEST"
        members = {
            "DisplayName": display_name or name,
            "Description": description or None,
            "Platform": "WINDOWS_11" if is_of_workspaces else self._platform_of(source_ami_id),
            "ImageType": "BYOL" if is_of_workspaces else "CUSTOM",
            "ImageBuilderSupported": True,
            "Applications": [self._application(application) for application in app_catalog_config],
            "AppstreamAgentVersion": _LATEST if always_latest else newest_agent_version(),
            "LatestAppstreamAgentVersion": "TRUE",
            "DynamicAppProvidersEnabled": "DISABLED",
        }
        image = Image(self.here, name, members)
        failure = self.failures[0] if self.failures else None
        self.failures = self.failures[1:]
        states = [IMPORTING, VALIDATING] if runtime_validation_config else [IMPORTING]
        begin(image, *states, failure=failure)
        images.add(image, tags)
        return {"Image": image.describe_to(self.here.account_id, IMPORTING)}

    # What no operation does

    def fail_next(self, code: str, message: str) -> None:
        """Let the next import end FAILED (row imported-failed).

        :param code: the code of its error.
        :param message: the message of its error, and of its StateChangeReason.
        """
        failure = Failure("IMAGE_IMPORT_FAILURE", error_code=code, error_message=message)
        self.failures = [*self.failures, failure]

    # Rules

    @staticmethod
    def _check_source(ami: str | None, workspace_image: str | None, role: str | None) -> None:
        if (ami is None) == (workspace_image is None):
            raise exceptions.InvalidParameterCombination(
                "Set exactly one of SourceAmiId and WorkspaceImageId."
            )
        if (ami is None) != (role is None):
            raise exceptions.InvalidParameterCombination(
                "IamRoleArn is required with SourceAmiId, and not taken with WorkspaceImageId."
            )

    def _check_ami(self, ami_id: str) -> None:
        if not is_on("check_amis"):
            return
        ami: Any = find_ami(self.here, ami_id)
        if ami is None:
            raise exceptions.ResourceNotFound(f"The AMI {ami_id} does not exist.")
        if ami.owner_id != self.here.account_id or ami.is_public:
            raise exceptions.OperationNotPermitted(
                f"The AMI {ami_id} is public, or belongs to another account."
            )
        wrong = {
            "it is not x86_64": ami.architecture != "x86_64",
            "it is not hvm": ami.virtualization_type != "hvm",
            "its root device is not /dev/sda1": ami.root_device_name != "/dev/sda1",
            "it is not for Windows": "windows" not in str(ami.platform or "").lower(),
        }
        for why in (why for why, is_wrong in wrong.items() if is_wrong):
            raise exceptions.IncompatibleImage(f"The AMI {ami_id} cannot be imported: {why}.")

    def _check_quota(self, validation: Mapping[str, str] | None) -> None:
        """The quota for builders, which an import needs as well (row imported-limit)."""
        if validation is not None:
            builders = self.here.image_builders.by_name.values()
            # One whose deletion is over is only forgotten when somebody asks for it.
            there = sum(not builder.is_gone for builder in builders)
            self.here.check_quota("image builders", there)

    def _platform_of(self, ami_id: str | None) -> str:
        """The Windows of an AMI, where moto's EC2 has it and its name or description tells."""
        ami = find_ami(self.here, ami_id) if ami_id is not None else None
        told = "" if ami is None else f"{ami.name}\n{ami.description}"
        return "WINDOWS_SERVER_2025" if _WINDOWS_2025.search(told) else "WINDOWS_SERVER_2022"

    @staticmethod
    def _application(application: Members) -> dict[str, Any]:
        """An application of the catalogue, as an image shows it (row imported-apps)."""
        name = application["Name"]
        return {
            "Name": name,
            "DisplayName": application.get("DisplayName") or name,
            "LaunchPath": application["AbsoluteAppPath"],
            "Enabled": True,
            "IconURL": f"https://appstream-icons.s3.amazonaws.com/{name}.png",
            **{
                member: application[member]
                for member in ("WorkingDirectory", "LaunchParameters")
                if application.get(member)
            },
        }
