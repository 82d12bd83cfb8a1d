"""Images: what an image is, and how it is copied, described and deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .. import exceptions
from .arn import AWS_ACCOUNT_ID, parse_arn
from .collection import Collection
from .family import ITEMS_PER_PAGE, Family, page_size
from .public_images import public_images
from .resource import Answer, Members, Resource, Tags
from .software_associations import SOFTWARE_APART

if TYPE_CHECKING:
    from . import AppStreamBackend

AVAILABLE = "AVAILABLE"
COPYING = "COPYING"
FAILED = "FAILED"

PUBLIC = "PUBLIC"
PRIVATE = "PRIVATE"
SHARED = "SHARED"

Permissions = Mapping[str, bool]


class Image(Resource):
    """An image: own to the account of its backend, or PUBLIC if that is AWS's."""

    kind = "image"
    shape = "Image"
    apart = SOFTWARE_APART

    def __init__(
        self,
        here: AppStreamBackend,
        name: str,
        members: Members,
        *,
        state: str = AVAILABLE,
        created_time: datetime | None = None,
    ) -> None:
        super().__init__(here, name, members, state)
        if created_time is not None:
            self.created_time = created_time
        #: The permissions of each account that it is shared with.
        self.grants: Mapping[str, Permissions] = {}

    def visibility_to(self, account_id: str) -> str:
        """What the image is to an account: to any but its owner a private one is SHARED."""
        if self.here.account_id == AWS_ACCOUNT_ID:
            return PUBLIC
        return PRIVATE if self.here.account_id == account_id else SHARED

    def describe_to(self, account_id: str, state: str | None = None) -> Answer:
        """The image as an account sees it."""
        visibility = self.visibility_to(account_id)
        described = {
            "DisplayName": self.name,
            **self.describe(state),
            "Visibility": visibility,
            "ImageSharedWithOthers": "TRUE" if self.grants else "FALSE",
        }
        if visibility == SHARED and account_id in self.grants:
            described["ImagePermissions"] = self.grants[account_id]
        return described

    def list_apart(self, name: str) -> Sequence[Any] | None:
        return self.here.software.as_of_now(self) or None


class Images(Family[Image]):
    """The images of one account in one region.

    AWS itself has such a family too, in each region: the PUBLIC images.
    """

    resource = Image

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: What other accounts share with this one, by name and owner.
        self.shared: Collection[tuple[str, str], Image] = Collection()
        self.copies: Sequence[Image] = ()

    @cached_property
    def by_name(self) -> Collection[str, Image]:
        """The images of this account; AWS's are there from the start."""
        # Made when they are asked for: moto resets backends that nobody will use again, and keeps
        # them for as long as the process runs.
        if self.here.account_id != AWS_ACCOUNT_ID or not self.here.loads_public_images:
            return Collection()
        images = [
            Image(self.here, name, members, created_time=released)
            for name, members, released in public_images(self.here.region_name)
        ]
        return Collection((image.name, image) for image in images)

    # The operations

    def describe_images(
        self,
        names: Sequence[str] = (),
        arns: Sequence[str] = (),
        type: str | None = None,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of images (rows image-describe-*).

        :raises InvalidParameterCombination: names and ARNs are both given.
        :raises ResourceNotFound: a name or ARN is not found, of those that are not shown yet.
        :raises InvalidNextToken: the token was not handed out for these filters.
        """
        if names and arns:
            raise exceptions.InvalidParameterCombination("Names and Arns cannot be used together.")
        filters = (Image.kind, tuple(names), tuple(arns), type)
        start = self.here.pages.position_of(next_token, filters)
        entries: Iterator[tuple[Any, Image]]
        if names or arns:
            entries = self._asked_for(names, arns, type, start)
        else:
            entries = self._listing(type, start)
        page, token = self.here.pages.cut(entries, page_size(max_results, ITEMS_PER_PAGE), filters)
        for image in page:
            image.look()
        described = [image.describe_to(self.here.account_id) for image in page]
        return {"Images": described, "NextToken": token}

    def copy_image(
        self,
        source_image_name: str,
        destination_image_name: str,
        destination_region: str,
        destination_image_description: str | None = None,
    ) -> Answer:
        """Copy an own image into a region of the same partition (rows image-copy-*).

        :raises InvalidRequest: the destination is no region of AppStream in this partition.
        :raises ResourceNotFound: no own image has the source's name.
        :raises ResourceNotAvailable: the source is not AVAILABLE.
        :raises ResourceAlreadyExists: the name is taken in the destination.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        there = self.here.in_region(destination_region).images
        source = self.in_state(source_image_name, AVAILABLE)
        there.check_is_free(destination_image_name)
        there.copies = [image for image in there.copies if image.state == COPYING]
        there.here.check_quota("concurrent copies", len(there.copies))
        failure = self.here.arranged.take_copy_failure(self.here.account_id, self.here.region_name)
        # A copy is new: it was made by no builder, and shows its own description.
        fresh = {
            "Description": destination_image_description or None,
            "BaseImageArn": None,
            "ImageBuilderName": None,
        }
        copy = Image(there.here, destination_image_name, {**source.members, **fresh})
        if failure is None:
            copy.goes(COPYING, AVAILABLE)
        else:
            reason = {"Code": "IMAGE_COPY_FAILURE", "Message": failure.message}
            copy.goes(COPYING, FAILED, reason=reason)
        there.add(copy)
        there.here.software.hand_on(source, copy)
        return {"DestinationImageName": copy.name}

    def delete_image(self, name: str) -> Answer:
        """Delete an own image; answers it as it stood (rows image-delete-*).

        :raises OperationNotPermitted: the image is PUBLIC, or neither AVAILABLE nor FAILED.
        :raises ResourceNotFound: no own image has this name.
        :raises ResourceInUse: the image is shared with another account, or a fleet uses it.
        """
        if self.find(name) is None and self.here.aws.images.find(name) is not None:
            raise exceptions.OperationNotPermitted(
                f"The image {name} is public and cannot be deleted."
            )
        image = self.get(name)
        if image.state not in (AVAILABLE, FAILED):
            raise exceptions.OperationNotPermitted(
                f"The image {name} is {image.state} and cannot be deleted."
            )
        if image.grants:
            raise exceptions.ResourceInUse(
                f"The image {name} is shared with the account {', '.join(image.grants)}. "
                "Remove its permissions before you delete it."
            )
        self.remove(image)
        return {"Image": image.describe_to(self.here.account_id)}

    # What the other families ask

    def named(self, name: str) -> Image:
        """The own or PUBLIC image of this name; a SHARED one is found by its ARN alone.

        :raises ResourceNotFound: there is none (row image-describe-names).
        """
        return self.here.aws.images.find(name) or self.get(name)

    def get_by_arn(self, arn: str) -> Image:
        """The own, PUBLIC or SHARED image of this ARN.

        :raises ResourceNotFound: this account sees none (row image-describe-arns).
        """
        image = None
        parts = parse_arn(arn)
        if parts is not None:
            if parts.account_id == AWS_ACCOUNT_ID:
                image = self.here.aws.images.find(parts.name)
            elif parts.account_id == self.here.account_id:
                image = self.find(parts.name)
            else:
                image = self.shared.get((parts.name, parts.account_id))
        if parts is None or image is None or image.arn != arn:
            raise self.missing(arn)
        return image

    def to_use(self, image_name: str | None, image_arn: str | None, permission: str) -> Image:
        """The image that a fleet or an image builder is to be made of.

        :param permission: what the owner of a SHARED image must have granted: ``allowFleet`` or
            ``allowImageBuilder``.
        :raises InvalidParameterCombination: neither is given, or the two disagree.
        :raises ResourceNotFound: this account sees no such image.
        :raises OperationNotPermitted: it is SHARED without this permission.
        :raises ResourceNotAvailable: it is not AVAILABLE.
        """
        if not image_name and not image_arn:
            raise exceptions.InvalidParameterCombination("Set either ImageName or ImageArn.")
        image = self._seen(image_arn) if image_arn else self.named(str(image_name))
        if image_name and image.name != image_name:
            raise exceptions.InvalidParameterCombination(
                f"ImageName {image_name} and ImageArn {image_arn} are not the same image."
            )
        account_id = self.here.account_id
        shared = image.visibility_to(account_id) == SHARED
        if shared and not image.grants[account_id].get(permission):
            raise exceptions.OperationNotPermitted(
                f"The image {image.name} is shared with account {account_id} without {permission}."
            )
        if image.state != AVAILABLE:
            raise exceptions.ResourceNotAvailable(
                kind=Image.kind, name=image.name, state=image.state, wanted=(AVAILABLE,)
            )
        return image

    def put(self, resource: Image, tags: Tags | None = None) -> None:
        super().put(resource, tags)
        if resource.state == COPYING:
            self.copies = [*self.copies, resource]

    def check_is_free(self, name: str) -> None:
        """
        :raises ResourceAlreadyExists: an own or a PUBLIC image has this name; for a PUBLIC one,
            an image of anybody (rows image-copy-exists, image-copy-name-of-public).
        """
        if self.here is self.here.aws:
            rivals = [backend.images for backend in self.here.in_same_region()]
        else:
            rivals = [self, self.here.aws.images]
        if any(images.find(name) is not None for images in rivals):
            raise exceptions.ResourceAlreadyExists(kind=Image.kind, name=name)

    def _seen(self, arn: str) -> Image:
        try:
            return self.get_by_arn(arn)
        except exceptions.ResourceNotFound:
            parts = parse_arn(arn)
            raise self.missing(parts.name if parts else arn) from None

    # Listing

    def _asked_for(
        self,
        names: Sequence[str],
        arns: Sequence[str],
        visibility: str | None,
        after: int | None,
    ) -> Iterator[tuple[int, Image]]:
        """The images of these names or ARNs, in the order in which they were asked for."""
        find, asked = (self.named, names) if names else (self.get_by_arn, arns)
        first = 0 if after is None else after + 1
        # All before any is shown; what was shown on an earlier page may be gone by now.
        found = [find(key) for key in list(dict.fromkeys(asked))[first:]]
        for number, image in enumerate(found, first):
            if visibility in (None, image.visibility_to(self.here.account_id)):
                yield number, image

    def _listing(
        self, visibility: str | None, after: tuple[str, Any] | None
    ) -> Iterator[tuple[tuple[str, Any], Image]]:
        """PUBLIC, own and SHARED images, each in the order of their keys."""
        collections: dict[str, Collection[Any, Image]] = {
            PUBLIC: self.here.aws.images.by_name,
            PRIVATE: self.by_name,
            SHARED: self.shared,
        }
        passed = after is None
        for kind, collection in collections.items():
            start = None
            if after is not None and kind == after[0]:
                passed, start = True, after[1]
            if passed and visibility in (None, kind):
                for key, image in collection.after(start):
                    yield (kind, key), image
