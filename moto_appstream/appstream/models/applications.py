"""Applications: what an elastic fleet can start, each out of an app block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from .. import exceptions
from .family import Family
from .lookups import check_s3_location
from .resource import Answer, Resource, Tags, present

PLATFORMS = ("WINDOWS_SERVER_2019", "AMAZON_LINUX2", "UBUNTU_PRO_2404")
INSTANCE_FAMILIES = ("GENERAL_PURPOSE", "GRAPHICS_G4")

# The attributes that UpdateApplication can delete, and the members that they are.
ATTRIBUTES = {"LAUNCH_PARAMETERS": "LaunchParameters", "WORKING_DIRECTORY": "WorkingDirectory"}


class Application(Resource):
    """An application. Those of an image are members of the image, and none of these."""

    kind = "application"
    shape = "Application"

    @property
    def app_block_arn(self) -> str:
        return str(self.members["AppBlockArn"])

    @property
    def icon_url(self) -> str:
        """Where the icon is; AWS copies it to a place of its own."""
        icon = self.members["IconS3Location"]
        host = f"{icon['S3Bucket']}.s3.{self.here.region_name}.amazonaws.com"
        return f"https://{host}/{quote(icon['S3Key'])}"

    def uses(self) -> Iterator[str]:
        yield self.app_block_arn

    def describe(self, state: str | None = None) -> Answer:
        return {**super().describe(state), "IconURL": self.icon_url, "Enabled": True}


class Applications(Family[Application]):
    """The applications of one account in one region (rows app-*)."""

    resource = Application

    def create_application(
        self,
        name: str,
        icon_s3_location: Mapping[str, str],
        platforms: Sequence[str],
        instance_families: Sequence[str],
        app_block_arn: str,
        tags: Tags | None = None,
        **members: Any,
    ) -> Answer:
        """Create an application of an app block (rows app-create, app-create-*).

        :raises InvalidRequest: the location of the icon has no key.
        :raises OperationNotPermitted: a platform or an instance family that no application has;
            or the configuration has S3 objects checked, and the icon is missing (row every-s3).
        :raises ResourceNotFound: there is no such app block.
        :raises ResourceAlreadyExists: the name is taken.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        _check_icon(icon_s3_location)
        _check_possible("platform", platforms, PLATFORMS)
        _check_possible("instance family", instance_families, INSTANCE_FAMILIES)
        if not platforms:
            raise exceptions.OperationNotPermitted(
                f"An application needs a platform; choose from {', '.join(PLATFORMS)}."
            )
        self.here.app_blocks.get_by_arn(app_block_arn)
        check_s3_location(self.here, icon_s3_location)
        settings = {
            **self.members_of(members),
            "AppBlockArn": app_block_arn,
            "IconS3Location": icon_s3_location,
            "Platforms": platforms,
            "InstanceFamilies": instance_families,
        }
        application = self.add(Application(self.here, name, settings), tags)
        return {"Application": application.describe()}

    def describe_applications(
        self,
        arns: Sequence[str] = (),
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Answer:
        """Describe one page of applications (row app-describe).

        :raises ResourceNotFound: one of the ARNs is not found.
        :raises InvalidNextToken: the token was not handed out for these ARNs.
        """
        applications, token = self.page(arns=arns, next_token=next_token, max_results=max_results)
        return {"Applications": applications, "NextToken": token}

    def update_application(
        self,
        name: str,
        icon_s3_location: Mapping[str, str] | None = None,
        app_block_arn: str | None = None,
        attributes_to_delete: Sequence[str] = (),
        **members: Any,
    ) -> Answer:
        """Change an application; what is not given stays (row app-update).

        :raises InvalidRequest: the location of the icon has no key.
        :raises ResourceNotFound: there is no application of this name, or no such app block.
        :raises OperationNotPermitted: the configuration has S3 objects checked, and the icon is
            missing (row every-s3).
        """
        if icon_s3_location is not None:
            _check_icon(icon_s3_location)
        application = self.get(name)
        if app_block_arn is not None:
            self.here.app_blocks.get_by_arn(app_block_arn)
        check_s3_location(self.here, icon_s3_location)
        changed = {
            **self.members_of(members),
            "IconS3Location": icon_s3_location,
            "AppBlockArn": app_block_arn,
        }
        deleted = {ATTRIBUTES[attribute]: None for attribute in attributes_to_delete}
        application.change({**present(changed), **deleted})
        return {"Application": application.describe()}

    def delete_application(self, name: str) -> Answer:
        """Delete an application (row app-delete).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: it is associated with a fleet.
        """
        self.remove(self.get(name))
        return {}


def _check_icon(location: Mapping[str, str]) -> None:
    if "S3Key" not in location:
        raise exceptions.InvalidRequest(
            "1 validation error detected: Value null at 'iconS3Location.s3Key' failed to satisfy "
            "constraint: Member must not be null"
        )


def _check_possible(what: str, asked: Sequence[str], possible: Sequence[str]) -> None:
    for value in asked:
        if value not in possible:
            raise exceptions.OperationNotPermitted(
                f"The {what} {value} is not supported for applications; "
                f"choose from {', '.join(possible)}."
            )
