"""DeleteImage: what it answers, and what it refuses (the rows delete-*)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from support import ACCOUNT, OTHER_ACCOUNT, copy, described, knows, names, refused
from untyped import seed


@pytest.mark.row("image-delete-answer")
def test_the_answer_is_the_whole_image_as_it_stood(appstream: Any) -> None:
    seed.image("golden", applications=[{"name": "editor"}], description="The image.")
    before = described(appstream, "golden")
    answer = appstream.delete_image(Name="golden")
    del answer["ResponseMetadata"]
    assert answer == {"Image": before}
    assert before["State"] == "AVAILABLE"


@pytest.mark.row("image-delete-answer")
def test_a_deleted_image_is_gone_at_once_with_its_tags_and_its_name_is_free(
    appstream: Any, appstream_client: Any
) -> None:
    arn = seed.image("golden", tags={"team": "desktop"})["Arn"]
    appstream.delete_image(Name="golden")
    assert names(appstream, Type="PRIVATE") == []
    call: Callable[[], object]
    for call in (
        lambda: appstream.describe_images(Names=["golden"]),
        lambda: appstream.describe_images(Arns=[arn]),
        lambda: appstream.delete_image(Name="golden"),
        lambda: appstream.list_tags_for_resource(ResourceArn=arn),
    ):
        with refused("ResourceNotFoundException"):
            call()
    seed.image("other", region="us-west-2")
    copy(appstream_client("us-west-2"), "other", "golden", "us-east-1")
    assert appstream.list_tags_for_resource(ResourceArn=arn)["Tags"] == {}


@pytest.mark.row("image-delete-answer")
def test_the_recorded_answer_of_aws_is_rebuilt_member_by_member(appstream_client: Any) -> None:
    """What the example of Remove-APSImage prints; of 2019, before images had flags."""
    recorded = {
        "Applications": [],
        "AppstreamAgentVersion": "LATEST",
        "Arn": "arn:aws:appstream:us-west-2:123456789012:image/TestImage",
        "CreatedTime": datetime(2019, 12, 27, 13, 34, 10, tzinfo=timezone.utc),
        "DisplayName": "TestImage",
        "ImageBuilderSupported": True,
        "Name": "TestImage",
        "Platform": "WINDOWS",
        "PublicBaseImageReleasedDate": datetime(2018, 6, 12, tzinfo=timezone.utc),
        "State": "AVAILABLE",
        "Visibility": "PRIVATE",
    }
    newer = {
        "ImageSharedWithOthers": "FALSE",
        "LatestAppstreamAgentVersion": "TRUE",
        "DynamicAppProvidersEnabled": "DISABLED",
        "ImageType": "CUSTOM",
    }
    seed.image(
        "TestImage",
        region="us-west-2",
        platform="WINDOWS",
        created_time="2019-12-27T13:34:10Z",
        public_base_image_released_date="2018-06-12T00:00:00Z",
        base_image_arn=None,
        image_builder_name=None,
    )
    client = appstream_client("us-west-2")
    image = client.delete_image(Name="TestImage")["Image"]
    assert image == {
        **recorded,
        **{member: value for member, value in newer.items() if knows(client, member)},
    }


@pytest.mark.row("image-delete-missing")
def test_an_image_that_is_missing_is_refused(appstream: Any) -> None:
    seed.image("golden", region="us-west-2")
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.delete_image(Name="golden")
    with refused(
        "ResourceNotFoundException", f"The image golden for account {ACCOUNT} does not exist."
    ):
        appstream.delete_image(Name="golden")


@pytest.mark.row("image-delete-in-use")
def test_an_image_that_a_fleet_uses_is_refused_with_the_fleets_name(appstream: Any) -> None:
    seed.image("old")
    seed.image("new")
    seed.fleet("production", image="old")
    with pytest.raises(appstream.exceptions.ResourceInUseException, match="production"):
        appstream.delete_image(Name="old")
    assert names(appstream, Type="PRIVATE") == ["new", "old"]
    seed.fleet("recovery", image="new")
    appstream.delete_fleet(Name="production")
    appstream.delete_image(Name="old")
    with refused("ResourceInUseException", "The image new is in use by the fleet recovery."):
        appstream.delete_image(Name="new")


@pytest.mark.row("image-delete-in-use")
def test_a_fleet_of_an_account_that_it_is_no_longer_shared_with_still_uses_an_image(
    appstream: Any,
) -> None:
    arn = seed.image("golden", shared_with=[OTHER_ACCOUNT])["Arn"]
    seed.fleet("theirs", image=arn, account_id=OTHER_ACCOUNT)
    appstream.delete_image_permissions(Name="golden", SharedAccountId=OTHER_ACCOUNT)
    with pytest.raises(appstream.exceptions.ResourceInUseException, match="theirs"):
        appstream.delete_image(Name="golden")


@pytest.mark.row("image-delete-in-use")
def test_a_fleet_elsewhere_or_an_image_builder_is_no_use(appstream: Any) -> None:
    seed.image("golden", image_builder_name="builder")
    seed.image("golden", region="us-west-2")
    seed.image("golden", account_id=OTHER_ACCOUNT)
    seed.fleet("production", image="golden", region="us-west-2")
    seed.fleet("production", image="golden", account_id=OTHER_ACCOUNT)
    appstream.delete_image(Name="golden")


@pytest.mark.row("image-delete-shared")
def test_an_image_that_is_still_shared_is_refused(appstream: Any, appstream_client: Any) -> None:
    arn = seed.image("golden", shared_with=[OTHER_ACCOUNT])["Arn"]
    with pytest.raises(appstream.exceptions.ResourceInUseException, match=OTHER_ACCOUNT):
        appstream.delete_image(Name="golden")
    other = appstream_client(account_id=OTHER_ACCOUNT)
    assert other.describe_images(Arns=[arn])["Images"]
    appstream.delete_image_permissions(Name="golden", SharedAccountId=OTHER_ACCOUNT)
    appstream.delete_image(Name="golden")
    with refused("ResourceNotFoundException"):
        other.describe_images(Arns=[arn])


@pytest.mark.row("image-delete-public")
def test_a_public_image_is_refused(appstream: Any) -> None:
    public = names(appstream, Type="PUBLIC")
    with pytest.raises(appstream.exceptions.OperationNotPermittedException, match=public[0]):
        appstream.delete_image(Name=public[0])
    assert names(appstream, Type="PUBLIC") == public


@pytest.mark.row("image-delete-unsettled")
@pytest.mark.parametrize("state", ["PENDING", "COPYING", "CREATING", "IMPORTING", "VALIDATING"])
def test_an_image_that_is_not_settled_is_refused(appstream: Any, state: str) -> None:
    if state not in appstream.meta.service_model.shape_for("ImageState").enum:
        pytest.skip(f"the installed botocore does not know the state {state}")
    seed.image("golden", state=state)
    with pytest.raises(appstream.exceptions.OperationNotPermittedException, match=state):
        appstream.delete_image(Name="golden")
    assert described(appstream, "golden")["State"] == state


@pytest.mark.row("image-delete-unsettled")
def test_a_failed_image_can_be_deleted(appstream: Any) -> None:
    seed.image("golden", state="FAILED")
    assert appstream.delete_image(Name="golden")["Image"]["State"] == "FAILED"
    assert names(appstream, Type="PRIVATE") == []


@pytest.mark.row("image-delete-not-own")
def test_an_image_shared_with_me_is_not_mine_to_delete(
    appstream: Any, appstream_client: Any
) -> None:
    seed.image("golden", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    with refused(
        "ResourceNotFoundException", f"The image golden for account {ACCOUNT} does not exist."
    ):
        appstream.delete_image(Name="golden")
    assert described(appstream_client(account_id=OTHER_ACCOUNT), "golden")
