"""Sharing images with other accounts (the rows share-*)."""

from __future__ import annotations

from typing import Any

import pytest
from support import ACCOUNT, OTHER_ACCOUNT, copy, described, names, refused
from untyped import seed

BOTH = {"allowFleet": True, "allowImageBuilder": True}


def share(client: Any, name: str, account_id: str, **permissions: bool) -> None:
    client.update_image_permissions(
        Name=name, SharedAccountId=account_id, ImagePermissions=permissions or BOTH
    )


def shared_with(client: Any, name: str, **filters: Any) -> list[str]:
    """The accounts of all pages."""
    found = []
    while True:
        answer = client.describe_image_permissions(Name=name, **filters)
        found += [entry["sharedAccountId"] for entry in answer["SharedImagePermissionsList"]]
        if "NextToken" not in answer:
            return found
        filters["NextToken"] = answer["NextToken"]


@pytest.fixture
def other(appstream_client: Any) -> Any:
    """A client of the account that images are shared with."""
    return appstream_client(account_id=OTHER_ACCOUNT)


@pytest.mark.row("image-share-update")
def test_the_other_account_sees_a_shared_image_in_the_same_region_alone(
    appstream: Any, appstream_client: Any, other: Any, golden: Any
) -> None:
    share(appstream, golden["Name"], OTHER_ACCOUNT, allowFleet=True)
    (shared,) = other.describe_images(Type="SHARED")["Images"]
    assert shared["Arn"] == golden["Arn"]
    assert shared["Visibility"] == "SHARED"
    assert shared["ImagePermissions"] == {"allowFleet": True}
    assert described(appstream, golden["Name"])["Visibility"] == "PRIVATE"
    for elsewhere in (
        appstream_client("us-west-2", account_id=OTHER_ACCOUNT),
        appstream_client(account_id="444455556666"),
    ):
        assert names(elsewhere, Type="SHARED") == []


@pytest.mark.row("image-share-update")
def test_a_second_grant_to_the_same_account_replaces_the_first(
    appstream: Any, other: Any, golden: Any
) -> None:
    share(appstream, golden["Name"], OTHER_ACCOUNT, allowFleet=True, allowImageBuilder=True)
    share(appstream, golden["Name"], OTHER_ACCOUNT, allowFleet=False)
    assert appstream.describe_image_permissions(Name=golden["Name"])[
        "SharedImagePermissionsList"
    ] == [{"sharedAccountId": OTHER_ACCOUNT, "imagePermissions": {"allowFleet": False}}]
    (shared,) = other.describe_images(Type="SHARED")["Images"]
    assert shared["ImagePermissions"] == {"allowFleet": False}


@pytest.mark.row("image-share-update")
def test_a_shared_image_shows_what_happens_to_it(appstream: Any, other: Any) -> None:
    seed.image("golden", shared_with=[OTHER_ACCOUNT])
    arn = described(appstream, "golden")["Arn"]
    appstream.delete_image_permissions(Name="golden", SharedAccountId=OTHER_ACCOUNT)
    appstream.delete_image(Name="golden")
    with refused("ResourceNotFoundException"):
        other.describe_images(Arns=[arn])


@pytest.mark.row("image-share-list")
def test_the_permissions_of_an_image_are_listed_in_members_of_the_model(
    appstream: Any, golden: Any
) -> None:
    answer = appstream.describe_image_permissions(Name=golden["Name"])
    del answer["ResponseMetadata"]
    assert answer == {"Name": golden["Name"], "SharedImagePermissionsList": []}
    share(appstream, golden["Name"], OTHER_ACCOUNT, allowFleet=True, allowImageBuilder=False)
    answer = appstream.describe_image_permissions(Name=golden["Name"])
    assert answer["SharedImagePermissionsList"] == [
        {
            "sharedAccountId": OTHER_ACCOUNT,
            "imagePermissions": {"allowFleet": True, "allowImageBuilder": False},
        }
    ]


@pytest.mark.row("image-share-list")
def test_the_listing_can_be_filtered_by_account_and_paged(appstream: Any) -> None:
    accounts = [f"{number:012}" for number in range(100)]
    seed.image("golden", shared_with=accounts)
    assert shared_with(appstream, "golden") == accounts
    assert shared_with(appstream, "golden", MaxResults=7) == accounts
    assert shared_with(appstream, "golden", MaxResults=50) == accounts
    assert shared_with(appstream, "golden", MaxResults=0) == accounts
    wanted = [accounts[3], "444455556666", accounts[60]]
    one_a_page = {"SharedAwsAccountIds": wanted, "MaxResults": 1}
    assert shared_with(appstream, "golden", **one_a_page) == [accounts[3], accounts[60]]
    # As many as one may ask for.
    assert shared_with(appstream, "golden", SharedAwsAccountIds=accounts[:5]) == accounts[:5]
    with refused("ResourceNotFoundException"):
        appstream.describe_image_permissions(Name="missing")


@pytest.mark.row("image-share-list", "image-describe-token")
def test_a_token_of_a_listing_is_refused_with_other_filters_and_survives_changes(
    appstream: Any,
) -> None:
    accounts = [f"{number:012}" for number in range(10)]
    for name in ("golden", "other"):
        seed.image(name, shared_with=accounts)
    first = appstream.describe_image_permissions(Name="golden", MaxResults=4)
    token = first["NextToken"]
    for filters in (
        {"Name": "other"},
        {"Name": "golden", "SharedAwsAccountIds": accounts[:5]},
        {"Name": "golden", "NextToken": token[::-1]},
    ):
        with refused("ValidationException"):
            appstream.describe_image_permissions(**{"NextToken": token, **filters})
    seed_page = appstream.describe_images(Type="PRIVATE", MaxResults=1)["NextToken"]
    with refused("ValidationException"):
        appstream.describe_image_permissions(Name="golden", NextToken=seed_page)
    for account in (accounts[0], accounts[3], accounts[4]):
        appstream.delete_image_permissions(Name="golden", SharedAccountId=account)
    assert shared_with(appstream, "golden", NextToken=token) == accounts[5:]


@pytest.mark.row("image-share-remove")
def test_removing_the_permissions_ends_the_sharing(appstream: Any, other: Any, golden: Any) -> None:
    for account in (OTHER_ACCOUNT, "444455556666"):
        share(appstream, golden["Name"], account)
    appstream.delete_image_permissions(Name=golden["Name"], SharedAccountId=OTHER_ACCOUNT)
    assert names(other, Type="SHARED") == []
    assert shared_with(appstream, golden["Name"]) == ["444455556666"]
    with refused(
        "ResourceNotFoundException",
        f"The image {golden['Name']} is not shared with the account {OTHER_ACCOUNT}.",
    ):
        appstream.delete_image_permissions(Name=golden["Name"], SharedAccountId=OTHER_ACCOUNT)
    with refused("ResourceNotFoundException"):
        appstream.delete_image_permissions(Name="missing", SharedAccountId=OTHER_ACCOUNT)


@pytest.mark.row("image-share-states")
@pytest.mark.parametrize("state", ["PENDING", "COPYING", "FAILED", "DELETING"])
def test_an_image_that_is_not_available_keeps_its_permissions(appstream: Any, state: str) -> None:
    seed.image("golden", state=state, shared_with=[OTHER_ACCOUNT])
    with pytest.raises(appstream.exceptions.ResourceNotAvailableException, match=state):
        share(appstream, "golden", "444455556666")
    with pytest.raises(appstream.exceptions.ResourceNotAvailableException, match=state):
        appstream.delete_image_permissions(Name="golden", SharedAccountId=OTHER_ACCOUNT)
    assert shared_with(appstream, "golden") == [OTHER_ACCOUNT]


@pytest.mark.row("image-share-limit")
@pytest.mark.usefixtures("no_retries")
def test_an_image_is_shared_with_100_accounts_at_most(appstream: Any) -> None:
    seed.image("golden", shared_with=[f"{number:012}" for number in range(99)])
    share(appstream, "golden", OTHER_ACCOUNT)
    with pytest.raises(
        appstream.exceptions.LimitExceededException, match="Requested: 101, Limit: 100"
    ):
        share(appstream, "golden", "444455556666")
    share(appstream, "golden", OTHER_ACCOUNT, allowFleet=False)  # not one more
    assert len(shared_with(appstream, "golden")) == 100


@pytest.mark.row("image-share-owner")
def test_an_image_is_not_shared_with_its_owner(appstream: Any, golden: Any) -> None:
    with refused("ValidationException"):
        share(appstream, golden["Name"], ACCOUNT)
    assert names(appstream, Type="SHARED") == []


@pytest.mark.row("image-share-own")
def test_a_public_and_a_shared_image_cannot_be_shared_on(appstream: Any) -> None:
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    for name in ("shared", "AppStream-WinServer2022-11-10-2025"):
        for call in (
            lambda name=name: share(appstream, name, "444455556666"),
            lambda name=name: appstream.describe_image_permissions(Name=name),
            lambda name=name: appstream.delete_image_permissions(
                Name=name, SharedAccountId=ACCOUNT
            ),
        ):
            with refused(
                "ResourceNotFoundException",
                f"The image {name} for account {ACCOUNT} does not exist.",
            ):
                call()


def test_an_account_copies_its_own_image_though_one_of_that_name_is_shared_with_it(
    appstream: Any, recovery: Any
) -> None:
    seed.image("golden", display_name="Theirs", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    seed.image("golden", display_name="Mine")
    assert described(appstream, "golden")["DisplayName"] == "Mine"
    copy(appstream, "golden", "golden")
    assert described(recovery, "golden")["DisplayName"] == "Mine"
