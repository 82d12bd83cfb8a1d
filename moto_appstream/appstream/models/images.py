"""One image, and a copy on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from moto.moto_api._internal.managed_state_model import ManagedState
from moto.utilities.utils import get_partition

# AWS's own images: the account field of their ARN is empty.
AWS_ACCOUNT_ID = ""

AVAILABLE = "AVAILABLE"
COPYING = "COPYING"
FAILED = "FAILED"

PUBLIC = "PUBLIC"
PRIVATE = "PRIVATE"
SHARED = "SHARED"


def image_arn(region_name: str, account_id: str, name: str) -> str:
    """The ARN of an image (row image-arn)."""
    return _arn_prefix(region_name, account_id) + name


@cache
def _arn_prefix(region_name: str, account_id: str) -> str:
    return f"arn:{get_partition(region_name)}:appstream:{region_name}:{account_id}:image/"


class CopyProgress(ManagedState):
    """The way of a copy from COPYING to its end, at the pace that moto's state manager sets.

    :param failure: the message of the copy's failure; None lets it succeed.
    """

    MODEL_NAME = "appstream::image"

    def __init__(self, failure: str | None = None) -> None:
        self.failure = failure
        end = AVAILABLE if failure is None else FAILED
        super().__init__(self.MODEL_NAME, transitions=[(COPYING, end)])


class Image:
    """An image of one account in one region.

    It is not one of moto's ``BaseModel`` objects, which are kept until the next reset even when
    they are deleted. Its members are immutable by convention: whatever is handed out is a copy,
    so that ``details`` can be shared by all images that agree on them.

    :param details: the members of the service model that have no attribute of their own here.
    :param progress: of an image that is still being copied.
    """

    __slots__ = (
        "_progress",
        "_state",
        "account_id",
        "base_image_arn",
        "created_time",
        "description",
        "details",
        "grants",
        "image_builder_name",
        "name",
        "region_name",
        "state_change_reason",
        "tags",
    )

    def __init__(
        self,
        name: str,
        account_id: str,
        region_name: str,
        *,
        created_time: datetime,
        details: Mapping[str, Any],
        state: str = AVAILABLE,
        state_change_reason: Mapping[str, str] | None = None,
        description: str | None = None,
        base_image_arn: str | None = None,
        image_builder_name: str | None = None,
        progress: CopyProgress | None = None,
    ) -> None:
        self.name = name
        self.account_id = account_id
        self.region_name = region_name
        self.created_time = created_time
        self.details = details
        self.state_change_reason = state_change_reason
        self.description = description
        self.base_image_arn = base_image_arn
        self.image_builder_name = image_builder_name
        self.tags: dict[str, str] | None = None
        # The permissions of each account that this image is shared with.
        self.grants: dict[str, dict[str, bool]] | None = None
        self._state = state
        self._progress = progress

    @property
    def arn(self) -> str:
        return image_arn(self.region_name, self.account_id, self.name)

    @property
    def state(self) -> str:
        """The state as of now; a copy moves on as moto's state manager says."""
        progress = self._progress
        if progress is not None:
            state = progress.status
            if state == COPYING:
                return COPYING
            self._progress = None
            self._state = str(state)
            if progress.failure is not None:
                self.state_change_reason = {
                    "Code": "IMAGE_COPY_FAILURE",
                    "Message": progress.failure,
                }
        return self._state

    def advance(self) -> None:
        """Count one read of the image, for transitions that go by the number of reads."""
        if self._progress is not None:
            self._progress.advance()

    def copy_to(
        self,
        name: str,
        account_id: str,
        region_name: str,
        *,
        created_time: datetime,
        description: str | None,
        progress: CopyProgress,
    ) -> Image:
        """A distinct image with the same content (rows copy-identical, copy-fresh)."""
        if name != self.name and "DisplayName" not in self.details:
            # Said in so many words here too, so that all copies share it.
            self.details = {**self.details, "DisplayName": self.name}
        return Image(
            name,
            account_id,
            region_name,
            created_time=created_time,
            details=self.details,
            description=description,
            progress=progress,
        )

    def visibility_to(self, account_id: str) -> str:
        """What the image is to an account: to any but its owner a private one is SHARED."""
        if self.account_id == AWS_ACCOUNT_ID:
            return PUBLIC
        return PRIVATE if self.account_id == account_id else SHARED

    def describe(self, account_id: str) -> dict[str, Any]:
        """The image as an account sees it; nothing of it may be changed."""
        state = self.state  # first: it sets the reason of a copy that has just failed
        described = {
            "Name": self.name,
            "Arn": self.arn,
            "DisplayName": self.name,
            "State": state,
            "Visibility": self.visibility_to(account_id),
            "CreatedTime": self.created_time,
            "ImageSharedWithOthers": "TRUE" if self.grants else "FALSE",
            **self.details,
        }
        if self.base_image_arn is not None:
            described["BaseImageArn"] = self.base_image_arn
        if self.image_builder_name is not None:
            described["ImageBuilderName"] = self.image_builder_name
        if self.description is not None:
            described["Description"] = self.description
        if self.state_change_reason is not None:
            described["StateChangeReason"] = self.state_change_reason
        if described["Visibility"] == SHARED and self.grants:
            described["ImagePermissions"] = self.grants[account_id]
        return described
