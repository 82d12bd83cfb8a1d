"""App blocks: the files of applications for elastic fleets, and how they are set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moto.moto_api._internal import mock_random

from .. import exceptions
from .family import Family
from .lookups import check_s3_location
from .resource import Answer, Resource, Tags, present

CUSTOM = "CUSTOM"
APPSTREAM2 = "APPSTREAM2"

ACTIVE = "ACTIVE"
INACTIVE = "INACTIVE"

Script = Mapping[str, Any]


class AppBlock(Resource):
    """An app block: ACTIVE if there is something in it that an application can use."""

    kind = "app block"
    shape = "AppBlock"
    seedable = ("AppBlockErrors",)
    open_in = ACTIVE

    @property
    def packaging_type(self) -> str:
        """CUSTOM, or APPSTREAM2 if an app block builder packages it."""
        return str(self.members["PackagingType"])


class AppBlocks(Family[AppBlock]):
    """The app blocks of one account in one region (rows appblock-*)."""

    resource = AppBlock

    def create_app_block(
        self,
        name: str,
        source_s3_location: Mapping[str, str],
        setup_script_details: Script | None = None,
        post_setup_script_details: Script | None = None,
        packaging_type: str | None = None,
        tags: Tags | None = None,
        **members: Any,
    ) -> Answer:
        """Create an app block (rows appblock-type, appblock-custom, appblock-appstream2).

        :raises OperationNotPermitted: a script or a key does not fit the packaging type (row
            appblock-packaging-error); or the configuration has S3 objects checked, and one is
            missing (row every-s3).
        :raises ResourceAlreadyExists: the name is taken.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        packaging_type = packaging_type or CUSTOM
        has_content = "S3Key" in source_s3_location
        if packaging_type == CUSTOM:
            self._check_custom(name, has_content, setup_script_details, post_setup_script_details)
        elif setup_script_details is not None:
            raise exceptions.OperationNotPermitted(
                f"The app block {name} is of type {APPSTREAM2} and cannot have SetupScriptDetails."
            )
        scripts = present({"setup": setup_script_details, "post setup": post_setup_script_details})
        locations = [script["ScriptS3Location"] for script in scripts.values()]
        if any("S3Key" not in location for location in locations):
            raise exceptions.OperationNotPermitted(
                f"The app block {name} needs the S3Key of its script."
            )
        for location in (source_s3_location, *locations):
            check_s3_location(self.here, location)
        settings = {
            **self.members_of(members),
            "SourceS3Location": source_s3_location,
            "SetupScriptDetails": setup_script_details,
            "PostSetupScriptDetails": post_setup_script_details,
            "PackagingType": packaging_type,
        }
        state = ACTIVE if has_content else INACTIVE
        block = self.add(AppBlock(self.here, name, settings, state), tags)
        return {"AppBlock": block.describe()}

    def describe_app_blocks(
        self,
        arns: Sequence[str] = (),
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Answer:
        """Describe one page of app blocks (row appblock-describe).

        :raises ResourceNotFound: one of the ARNs is not found.
        :raises InvalidNextToken: the token was not handed out for these ARNs.
        """
        blocks, token = self.page(arns=arns, next_token=next_token, max_results=max_results)
        return {"AppBlocks": blocks, "NextToken": token}

    def delete_app_block(self, name: str) -> Answer:
        """Delete an app block (row appblock-delete).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: an application uses it, or it is associated with a builder.
        """
        self.remove(self.get(name))
        return {}

    # What no operation does

    def package(self, name: str, s3_key: str | None = None) -> AppBlock:
        """Finish packaging an app block on its RUNNING builder (row appblock-packaged).

        :param s3_key: where the package is in the bucket of the app block; default: a new key.
        :raises ResourceNotFound: there is no app block of this name.
        :raises OperationNotPermitted: no RUNNING app block builder is associated with it.
        """
        block = self.get(name)
        builder = self.here.app_block_associations.builder_of(block)
        if builder is None or builder.state != "RUNNING":
            raise exceptions.OperationNotPermitted(
                f"The app block {name} is not associated with a RUNNING app block builder."
            )
        key = s3_key or f"{name}/{mock_random.uuid4()}.vhd"
        source = {**block.members["SourceS3Location"], "S3Key": key}
        block.change({"SourceS3Location": source, "AppBlockErrors": None})
        block.goes(ACTIVE)
        return block

    def fail(self, name: str, error_code: str, error_message: str) -> AppBlock:
        """Let the packaging of an app block have failed: it is INACTIVE (row appblock-failed).

        :raises ResourceNotFound: there is no app block of this name.
        :raises OperationNotPermitted: it is of type CUSTOM, and so not packaged by AppStream.
        """
        block = self.get(name)
        if block.packaging_type == CUSTOM:
            raise exceptions.OperationNotPermitted(
                f"The app block {name} is of type {CUSTOM}, which is always {ACTIVE}."
            )
        error = {"ErrorCode": error_code, "ErrorMessage": error_message}
        block.change({"AppBlockErrors": [error]})
        block.goes(INACTIVE)
        return block

    @staticmethod
    def _check_custom(
        name: str, has_content: bool, setup: Script | None, post_setup: Script | None
    ) -> None:
        if setup is None or not has_content:
            raise exceptions.OperationNotPermitted(
                f"The app block {name} is of type {CUSTOM} and needs SetupScriptDetails and the "
                "S3Key of its SourceS3Location."
            )
        if post_setup is not None:
            raise exceptions.OperationNotPermitted(
                f"The app block {name} is of type {CUSTOM} and cannot have PostSetupScriptDetails."
            )
