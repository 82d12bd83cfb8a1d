"""How an image comes out of an image builder: what the Image Assistant on it does."""

from __future__ import annotations

from collections.abc import Sequence

from .. import exceptions
from ..schema import operation
from .builder import PENDING, SNAPSHOTTING, STOPPED, ImageBuilder
from .builder_failures import Failure, begin
from .images import Image
from .public_images import newest_agent_version
from .resource import Members, Tags

MOST_APPLICATIONS = 50
_RESERVED = ("amazon", "aws", "appstream")
_LATEST = "LATEST"


def take_image(
    builder: ImageBuilder,
    name: str,
    applications: Sequence[Members] = (),
    *,
    display_name: str | None = None,
    description: str | None = None,
    tags: Tags | None = None,
    use_latest_agent_version: bool = False,
    dynamic_app_providers: bool = False,
    failure: Failure | None = None,
) -> Image:
    """Make an image on a RUNNING image builder (rows builder-image-*).

    From this moment on the image is there and PENDING, and the builder is SNAPSHOTTING. In one
    step they become AVAILABLE and STOPPED.

    :param applications: members of Application; at most 50, and at least one unless there are
        dynamic app providers.
    :param display_name: default: the name.
    :param use_latest_agent_version: whether its instances always have the newest agent; default:
        they have that of the builder.
    :param failure: why the image comes to be FAILED; default: it does not.
    :raises InvalidRequest: a name that no image can have, or no application.
    :raises ResourceAlreadyExists: the name is taken.
    :raises LimitExceeded: too many applications, or a quota that the test has set is used up.
    """
    here = builder.here
    operation("DeleteImage").read({"Name": name})
    if name.lower().startswith(_RESERVED):
        raise exceptions.InvalidRequest(
            f"The name {name} of an image cannot begin with Amazon, AWS or AppStream."
        )
    if not applications and not dynamic_app_providers:
        raise exceptions.InvalidRequest(
            "An image has at least one application, unless there are dynamic app providers."
        )
    if len(applications) > MOST_APPLICATIONS:
        raise here.limit_exceeded(MOST_APPLICATIONS, "applications of an image", len(applications))
    agent = _LATEST if use_latest_agent_version else builder.agent
    members = {
        "DisplayName": display_name or name,
        "Description": description or None,
        "BaseImageArn": builder.members["ImageArn"],
        "ImageBuilderName": builder.name,
        "ImageBuilderSupported": True,
        "Platform": builder.members.get("Platform"),
        "Applications": [{"Enabled": True, **application} for application in applications],
        "AppstreamAgentVersion": agent,
        "LatestAppstreamAgentVersion": (
            "TRUE" if agent in (_LATEST, newest_agent_version()) else "FALSE"
        ),
        "DynamicAppProvidersEnabled": "ENABLED" if dynamic_app_providers else "DISABLED",
        **{
            member: builder.base.get(member)
            for member in ("PublicBaseImageReleasedDate", "ImageType", "SupportedInstanceFamilies")
        },
    }
    image = here.images.add(Image(here, name, members), tags)
    if here.software.put_into(image, builder):
        image.change({"ManagedSoftwareIncluded": True})
    begin(image, PENDING, failure=failure)
    builder.goes(SNAPSHOTTING, STOPPED)
    image.ends_with(builder)
    return image
