"""Own images shared with other accounts, and what each may do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import exceptions
from .family import Operations, page_size
from .images import AVAILABLE, Image, Permissions
from .resource import Answer

PERMISSIONS_PER_PAGE = 500
MAX_SHARED_ACCOUNTS = 100


class ImageSharing(Operations):
    """The permissions of an own image (rows image-share-*)."""

    resource = Image

    def update_image_permissions(
        self, name: str, shared_account_id: str, image_permissions: Permissions
    ) -> Answer:
        """Share an own image, or change what it is shared for (rows image-share-update, -limit).

        :raises ResourceNotFound: no own image has this name.
        :raises ResourceNotAvailable: the image is not AVAILABLE.
        :raises InvalidRequest: the other account is the owner.
        :raises LimitExceeded: the image is shared with as many accounts as it can be.
        """
        image = self.here.images.in_state(name, AVAILABLE)
        if shared_account_id == self.here.account_id:
            raise exceptions.InvalidRequest(
                f"The image {name} cannot be shared with its owner {shared_account_id}."
            )
        if shared_account_id not in image.grants and len(image.grants) >= MAX_SHARED_ACCOUNTS:
            raise self.here.limit_exceeded(
                MAX_SHARED_ACCOUNTS, "accounts that share an image", len(image.grants) + 1
            )
        self.share(image, {**image.grants, shared_account_id: image_permissions})
        return {}

    def describe_image_permissions(
        self,
        name: str,
        shared_aws_account_ids: Sequence[str] = (),
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of accounts with their permissions (row image-share-list).

        :raises ResourceNotFound: no own image has this name.
        :raises InvalidNextToken: the token was not handed out for this image and these accounts.
        """
        image = self.here.images.get(name)
        filters = ("image permissions", name, tuple(shared_aws_account_ids))
        start = self.here.pages.position_of(next_token, filters) or ""
        entries = (
            (account_id, {"sharedAccountId": account_id, "imagePermissions": permissions})
            for account_id, permissions in sorted(image.grants.items())
            if account_id > start
            and (not shared_aws_account_ids or account_id in shared_aws_account_ids)
        )
        size = page_size(max_results, PERMISSIONS_PER_PAGE)
        page, token = self.here.pages.cut(entries, size, filters)
        return {"Name": name, "SharedImagePermissionsList": page, "NextToken": token}

    def delete_image_permissions(self, name: str, shared_account_id: str) -> Answer:
        """End the sharing of an own image with one account (row image-share-remove).

        :raises ResourceNotFound: no own image has this name, or it is not shared with this account.
        :raises ResourceNotAvailable: the image is not AVAILABLE.
        """
        image = self.here.images.in_state(name, AVAILABLE)
        if shared_account_id not in image.grants:
            raise exceptions.ResourceNotFound(
                f"The image {name} is not shared with the account {shared_account_id}."
            )
        grants = {**image.grants}
        del grants[shared_account_id]
        self.share(image, grants)
        return {}

    def share(self, image: Image, grants: Mapping[str, Permissions]) -> None:
        """Share an own image with these accounts and no others."""
        key = image.name, self.here.account_id
        for account_id in [*image.grants, *grants]:
            there = self.here.of_account(account_id)
            if account_id in grants:
                there.images.shared.add(key, image)
            else:
                there.images.shared.remove(key)
            if not grants.get(account_id, {}).get("allowFleet"):
                there.fleets.lose_image(image)
        image.grants = dict(grants)
