"""Managed updates: a new image out of an own one, with the newest agent and base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moto.moto_api._internal import mock_random

from .. import exceptions
from .builder_failures import Failure, begin
from .family import Operations
from .images import AVAILABLE, Image
from .public_images import base_image, newest_agent_version
from .resource import Answer, Members, Tags

if TYPE_CHECKING:
    from . import AppStreamBackend

CREATING = "CREATING"

UPDATES_AT_A_TIME = 5

# A name of the hidden builder: that of the image, a dot and ten digits, no longer than any name.
_LONGEST_NAME = 101
_DIGITS = 10
# The smallest instance type of each family, the cheapest family first.
_SMALLEST_TYPES = {
    "General Purpose": "stream.standard.small",
    "Compute Optimized": "stream.compute.large",
    "Memory Optimized": "stream.memory.large",
    "Graphics G4": "stream.graphics.g4dn.xlarge",
    "Graphics G5": "stream.graphics.g5.xlarge",
    "Graphics G6": "stream.graphics.g6.xlarge",
}
_FAILURE = "AppStream 2.0 could not update image {name}. Failed to update AppStream 2.0 agent."


class ImageUpdates(Operations):
    """Managed updates of own images (rows updated-*)."""

    resource = Image

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: The updates that are under way, or have been.
        self.updates: Sequence[Image] = ()
        #: The message of the next update's failure.
        self.failures: Sequence[str | None] = ()
        #: The images that the test says are up to date; not their names, which others may take.
        self.up_to_date: frozenset[Image] = frozenset()

    def create_updated_image(
        self,
        existing_image_name: str,
        new_image_name: str,
        new_image_description: str | None = None,
        new_image_display_name: str | None = None,
        new_image_tags: Tags | None = None,
        dry_run: bool = False,
    ) -> Answer:
        """Make a new image out of an own one, with the newest agent and base (rows updated-*).

        :raises ResourceNotFound: no own image has the existing name.
        :raises OperationNotPermitted: it is not AVAILABLE.
        :raises IncompatibleImage: it is for Linux.
        :raises ResourceAlreadyExists: the new name is taken.
        :raises LimitExceeded: five updates are under way, or a quota is used up.
        """
        images = self.here.images
        source = images.in_state(
            existing_image_name, AVAILABLE, refusal=exceptions.NotPermittedInState
        )
        if not str(source.members.get("Platform")).startswith("WINDOWS"):
            raise exceptions.IncompatibleImage(
                f"The image {source.name} is not for Windows and cannot be updated."
            )
        can_update = source not in self.up_to_date
        if dry_run or not can_update:
            return {"canUpdateImage": can_update}
        images.check_is_free(new_image_name)
        self.updates = [one for one in self.updates if one.is_there and one.state == CREATING]
        if len(self.updates) >= UPDATES_AT_A_TIME:
            raise self.here.limit_exceeded(
                UPDATES_AT_A_TIME, "image updates at a time", len(self.updates) + 1
            )
        image = Image(
            self.here,
            new_image_name,
            self._members(source, new_image_display_name, new_image_description),
        )
        begin(image, CREATING, failure=self._next_failure(image.name))
        images.add(image, new_image_tags)
        self.here.software.hand_on(source, image)
        self.updates = [*self.updates, image]
        number = "".join(str(mock_random.randrange(10)) for _ in range(_DIGITS))
        name = f"{new_image_name[: _LONGEST_NAME - _DIGITS - 1]}.{number}"
        self.here.image_builders.add_for_update(name, source, _smallest_type(source))
        described = image.describe_to(self.here.account_id, CREATING)
        return {"image": described, "canUpdateImage": True}

    # What no operation does

    def fail_next(self, message: str | None = None) -> None:
        """Let the next update end FAILED (row updated-failed).

        :param message: the message of its error; default: one such as AWS's.
        """
        self.failures = [*self.failures, message]

    def set_up_to_date(self, name: str, is_up_to_date: bool = True) -> None:
        """Say whether an own image has the newest agent and base already (row updated-cannot).

        :raises ResourceNotFound: no own image has this name.
        """
        image = self.here.images.get(name)
        others = frozenset(one for one in self.up_to_date if one.is_there and one is not image)
        self.up_to_date = others | {image} if is_up_to_date else others

    @staticmethod
    def _members(source: Image, display_name: str | None, description: str | None) -> Members:
        base = base_image(source.members.get("Platform"))["details"]
        return {
            **source.members,
            "DisplayName": display_name or source.members.get("DisplayName"),
            "Description": description or None,
            "AppstreamAgentVersion": newest_agent_version(),
            "LatestAppstreamAgentVersion": "TRUE",
            "PublicBaseImageReleasedDate": base["PublicBaseImageReleasedDate"],
            "BaseImageArn": source.arn,
            "ImageBuilderName": None,
        }

    def _next_failure(self, name: str) -> Failure | None:
        """What the update that makes an image of this name fails with, if it is to fail."""
        if not self.failures:
            return None
        message, *self.failures = self.failures
        text = message or _FAILURE.format(name=name)
        return Failure("IMAGE_UPDATE_FAILURE", error_message=text)


def _smallest_type(image: Image) -> str:
    """The smallest instance type that an image is for."""
    families = image.members.get("SupportedInstanceFamilies") or ()
    fitting = (kind for family, kind in _SMALLEST_TYPES.items() if family in families)
    return next(fitting, _SMALLEST_TYPES["General Purpose"])
