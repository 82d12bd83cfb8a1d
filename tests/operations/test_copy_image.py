"""CopyImage: where the copy goes, what it is, and what is refused (the rows copy-*)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from support import ACCOUNT, OTHER_ACCOUNT, copy, described, knows, names, refused, set_pace
from untyped import seed

UNSETTLED = ("PENDING", "COPYING", "CREATING", "IMPORTING", "VALIDATING", "DELETING", "FAILED")


@pytest.fixture
def transition() -> Iterator[Callable[..., None]]:
    """Sets the pace of copies for this test."""

    yield set_pace
    set_pace()


@pytest.mark.row("image-copy-where")
def test_a_copy_is_listed_in_the_destination_region_and_not_in_the_source(
    appstream: Any, recovery: Any
) -> None:
    seed.image("golden")
    copy(appstream, "golden", "copied", "us-west-2")
    assert names(recovery, Type="PRIVATE") == ["copied"]
    assert names(appstream, Type="PRIVATE") == ["golden"]
    assert described(recovery, "copied")["Arn"] == (
        f"arn:aws:appstream:us-west-2:{ACCOUNT}:image/copied"
    )


@pytest.mark.row("image-copy-where")
def test_a_copy_can_go_to_its_own_region(appstream: Any) -> None:
    seed.image("golden")
    copy(appstream, "golden", "copied", "us-east-1")
    assert names(appstream, Type="PRIVATE") == ["copied", "golden"]


@pytest.mark.row("image-copy-where")
def test_a_copy_is_the_callers_and_within_govcloud(appstream_client: Any) -> None:
    seed.image("golden", region="us-gov-west-1", account_id=OTHER_ACCOUNT)
    source = appstream_client("us-gov-west-1", account_id=OTHER_ACCOUNT)
    copy(source, "golden", "golden", "us-gov-east-1")
    arn = f"arn:aws-us-gov:appstream:us-gov-east-1:{OTHER_ACCOUNT}:image/golden"
    copied = described(appstream_client("us-gov-east-1", account_id=OTHER_ACCOUNT), "golden")
    assert copied["Arn"] == arn
    assert names(appstream_client("us-gov-east-1"), Type="PRIVATE") == []


@pytest.mark.row("image-copy-answer")
def test_the_answer_is_the_name_of_the_copy_alone(appstream: Any) -> None:
    seed.image("golden")
    answer = copy(appstream, "golden", "copied")
    del answer["ResponseMetadata"]
    assert answer == {"DestinationImageName": "copied"}


# States


@pytest.mark.row("image-copy-states")
def test_a_copy_is_available_at_the_first_look_by_default(appstream: Any, recovery: Any) -> None:
    seed.image("golden")
    copy(appstream, "golden", "golden")
    image = described(recovery, "golden")
    assert image["State"] == "AVAILABLE"
    assert "StateChangeReason" not in image


@pytest.mark.row("image-copy-states")
@pytest.mark.parametrize("filters", [{"Names": ["golden"]}, {"Type": "PRIVATE"}, {}])
def test_a_copy_moves_on_by_reads_of_it(
    appstream: Any, recovery: Any, transition: Any, filters: Any
) -> None:
    transition(progression="manual", times=3)
    seed.image("golden")
    seed.image("other", region="us-west-2")
    copy(appstream, "golden", "golden")
    assert described(recovery, "other")["State"] == "AVAILABLE"  # a read of another image
    states = []
    for _ in range(4):
        images = recovery.describe_images(**filters)["Images"]
        states += [image["State"] for image in images if image["Name"] == "golden"]
    assert states == ["COPYING", "COPYING", "AVAILABLE", "AVAILABLE"]


@pytest.mark.row("image-copy-states")
@pytest.mark.parametrize(("fails", "end"), [(False, "AVAILABLE"), (True, "FAILED")])
def test_a_copy_moves_on_by_time(
    appstream: Any, recovery: Any, transition: Any, fails: bool, end: str
) -> None:
    transition(progression="time", seconds=1)
    seed.image("golden")
    if fails:
        seed.copy_failure()
    copy(appstream, "golden", "golden")
    assert described(recovery, "golden")["State"] == "COPYING"
    time.sleep(1.05)
    assert described(recovery, "golden")["State"] == end


@pytest.mark.row("image-copy-states")
def test_a_copy_that_fails_says_why_at_the_same_pace_and_stays_listed(
    appstream: Any, recovery: Any, transition: Any
) -> None:
    transition(progression="manual", times=2)
    seed.image("golden")
    seed.copy_failure(message="No room.")
    copy(appstream, "golden", "golden")
    first = described(recovery, "golden")
    assert first["State"] == "COPYING"
    assert "StateChangeReason" not in first
    second = described(recovery, "golden")
    assert second["State"] == "FAILED"
    assert second["StateChangeReason"] == {"Code": "IMAGE_COPY_FAILURE", "Message": "No room."}
    assert names(recovery, Type="PRIVATE") == ["golden"]
    with refused("ResourceAlreadyExistsException"):  # its name is taken until it is deleted
        copy(appstream, "golden", "golden")
    recovery.delete_image(Name="golden")
    copy(appstream, "golden", "golden")
    assert names(recovery, Type="PRIVATE") == ["golden"]


@pytest.mark.row("image-copy-states")
def test_a_source_can_be_deleted_while_its_copy_is_on_its_way(
    appstream: Any, recovery: Any, transition: Any
) -> None:
    transition(progression="manual", times=2)
    seed.image("golden")
    copy(appstream, "golden", "golden")
    appstream.delete_image(Name="golden")
    assert [described(recovery, "golden")["State"] for _ in range(2)] == ["COPYING", "AVAILABLE"]


# What the copy is


@pytest.mark.row("image-copy-identical")
def test_a_copy_keeps_what_makes_the_image(appstream: Any, recovery: Any) -> None:
    members = {
        "display_name": "Golden image",
        "platform": "WINDOWS_SERVER_2019",
        "image_builder_supported": False,
        "appstream_agent_version": "06-17-2024",
        "public_base_image_released_date": "2024-06-17T00:00:00Z",
        "applications": [
            {
                "name": "editor",
                "display_name": "Editor",
                "icon_url": "https://example.com/editor.png",
                "launch_path": "C:\\editor.exe",
                "launch_parameters": "--new",
                "enabled": True,
                "metadata": {"key": "value"},
            }
        ],
        "image_type": "NATIVE",
        "supported_instance_families": ["GRAPHICS_G5"],
        "image_software_metadata": {"nvidia_grid_driver_version": "17.1"},
    }
    newer = {
        "image_type": "ImageType",
        "supported_instance_families": "SupportedInstanceFamilies",
        "image_software_metadata": "ImageSoftwareMetadata",
    }
    for name, member in newer.items():
        if not knows(appstream, member):
            del members[name]
    source = seed.image("golden", **members)
    copy(appstream, "golden", "copied")
    changed = {"Name", "Arn", "CreatedTime", "BaseImageArn", "ImageBuilderName"}
    copied = described(recovery, "copied")
    assert copied.keys() == source.keys() - {"BaseImageArn", "ImageBuilderName"}
    for member in source.keys() - changed:
        assert copied[member] == source[member], member
    assert copied["DisplayName"] == "Golden image"


@pytest.mark.row("image-copy-identical")
@pytest.mark.parametrize("name", ["another", "yet-another"])
def test_a_copy_keeps_the_display_name_that_its_source_had_of_its_name(
    appstream: Any, recovery: Any, name: str
) -> None:
    seed.image("golden")
    copy(appstream, "golden", name)
    copy(recovery, name, "again", "us-east-1")
    assert described(appstream, "again")["DisplayName"] == "golden"


@pytest.mark.row("image-copy-identical")
def test_a_copy_is_distinct_from_its_source(appstream: Any, recovery: Any) -> None:
    seed.image("golden", applications=[{"name": "editor"}])
    copy(appstream, "golden", "golden")
    answer = described(recovery, "golden")
    answer["Applications"].append({"Name": "mine"})
    appstream.tag_resource(ResourceArn=described(appstream, "golden")["Arn"], Tags={"a": "b"})
    appstream.update_image_permissions(
        Name="golden", SharedAccountId=OTHER_ACCOUNT, ImagePermissions={"allowFleet": True}
    )
    copied = described(recovery, "golden")
    assert copied["Applications"] == [{"Name": "editor"}]
    assert recovery.list_tags_for_resource(ResourceArn=copied["Arn"])["Tags"] == {}
    recovery.delete_image(Name="golden")
    assert described(appstream, "golden")["Applications"] == [{"Name": "editor"}]


@pytest.mark.row("image-copy-fresh")
def test_a_copy_is_new_private_and_made_by_no_builder(appstream: Any, recovery: Any) -> None:
    seed.image("golden", description="The source.", created_time="2020-01-01T00:00:00Z")
    before = datetime.now(timezone.utc)
    copy(appstream, "golden", "described", DestinationImageDescription="The copy.")
    copy(appstream, "golden", "plain")
    copy(appstream, "golden", "empty", DestinationImageDescription="")
    copied = described(recovery, "described")
    # To a millisecond, which is all that clients keep of it.
    assert copied["CreatedTime"].timestamp() >= before.timestamp() - 0.001
    assert copied["Visibility"] == "PRIVATE"
    assert copied["Description"] == "The copy."
    assert not {"ImageBuilderName", "BaseImageArn"} & copied.keys()
    assert "Description" not in described(recovery, "plain")
    assert "Description" not in described(recovery, "empty")


@pytest.mark.row("image-copy-no-tags")
def test_neither_tags_nor_sharing_are_copied(
    appstream: Any, recovery: Any, appstream_client: Any
) -> None:
    seed.image("golden", tags={"team": "desktop"}, shared_with=[OTHER_ACCOUNT])
    copy(appstream, "golden", "golden")
    copied = described(recovery, "golden")
    assert recovery.list_tags_for_resource(ResourceArn=copied["Arn"])["Tags"] == {}
    permissions = recovery.describe_image_permissions(Name="golden")
    assert permissions["SharedImagePermissionsList"] == []
    other = appstream_client("us-west-2", account_id=OTHER_ACCOUNT)
    assert names(other, Type="SHARED") == []


# What is refused


@pytest.mark.row("image-copy-source-missing")
def test_a_source_that_is_missing_is_refused(appstream: Any) -> None:
    seed.image("golden", region="us-west-2")
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        copy(appstream, "golden", "copied")
    with refused(
        "ResourceNotFoundException", f"The image golden for account {ACCOUNT} does not exist."
    ):
        copy(appstream, "golden", "copied")


@pytest.mark.row("image-copy-not-own")
def test_a_public_and_a_shared_image_are_refused_as_missing(appstream: Any) -> None:
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    for name in ("shared", "AppStream-WinServer2022-11-10-2025"):
        with refused(
            "ResourceNotFoundException", f"The image {name} for account {ACCOUNT} does not exist."
        ):
            copy(appstream, name, "copied")


@pytest.mark.row("image-copy-not-available")
@pytest.mark.parametrize("state", UNSETTLED)
def test_a_source_that_is_not_available_is_refused(appstream: Any, state: str) -> None:
    if state not in appstream.meta.service_model.shape_for("ImageState").enum:
        pytest.skip(f"the installed botocore does not know the state {state}")
    seed.image("golden", state=state)
    with refused(
        "ResourceNotAvailableException",
        f"The image golden is {state}. "
        "The image must be in an AVAILABLE state for this action to succeed.",
    ):
        copy(appstream, "golden", "copied")


@pytest.mark.row("image-copy-not-available")
def test_a_copy_on_its_way_cannot_be_copied_on(
    appstream: Any, recovery: Any, transition: Any
) -> None:
    transition(progression="manual", times=1)
    seed.image("golden")
    copy(appstream, "golden", "golden")
    with pytest.raises(recovery.exceptions.ResourceNotAvailableException):
        copy(recovery, "golden", "golden", "eu-west-1")
    assert described(recovery, "golden")["State"] == "AVAILABLE"
    copy(recovery, "golden", "golden", "eu-west-1")


@pytest.mark.row("image-copy-exists")
def test_a_name_that_is_taken_in_the_destination_is_refused(appstream: Any) -> None:
    seed.image("golden")
    copy(appstream, "golden", "copied")
    with pytest.raises(appstream.exceptions.ResourceAlreadyExistsException):
        copy(appstream, "golden", "copied")
    with refused(
        "ResourceAlreadyExistsException",
        "The image golden already exists.",
    ):
        copy(appstream, "golden", "golden", "us-east-1")
    copy(appstream, "golden", "golden", "us-west-2")


@pytest.mark.row("image-copy-name-of-public")
def test_the_name_of_a_public_image_is_taken(appstream: Any) -> None:
    seed.image("golden")
    with refused("ResourceAlreadyExistsException"):
        copy(appstream, "golden", "AppStream-WinServer2022-11-10-2025")


@pytest.mark.row("image-copy-region")
@pytest.mark.parametrize("region", ["moon-west-1", "af-south-2", "us-gov-west-1", "nonsense", "x"])
def test_a_destination_that_cannot_be_is_refused_by_name(appstream: Any, region: str) -> None:
    seed.image("golden")
    with pytest.raises(appstream.exceptions.ClientError, match=f"ValidationException.*{region}"):
        copy(appstream, "golden", "golden", region)


@pytest.mark.row("image-copy-region")
def test_govcloud_does_not_reach_the_commercial_regions(appstream_client: Any) -> None:
    seed.image("golden", region="us-gov-west-1")
    with refused("ValidationException", "The region us-east-1 is not in the partition aws-us-gov."):
        copy(appstream_client("us-gov-west-1"), "golden", "golden", "us-east-1")


# Quotas


@pytest.mark.row("image-copy-limits")
def test_there_are_no_quotas_unless_a_test_sets_them(
    appstream: Any, recovery: Any, transition: Any
) -> None:
    transition(progression="manual", times=100)
    seed.image("golden")
    for number in range(30):
        copy(appstream, "golden", f"copy-{number}")
    assert len(names(recovery, Type="PRIVATE")) == 30


@pytest.mark.row("image-copy-limits")
@pytest.mark.usefixtures("no_retries")
def test_the_image_quota_of_the_destination_holds(appstream: Any, recovery: Any) -> None:
    seed.image("golden")
    seed.quotas(images=2)
    copy(appstream, "golden", "first")
    copy(appstream, "golden", "second")
    with pytest.raises(
        appstream.exceptions.LimitExceededException, match=r"images in us-west-2.*Limit: 2$"
    ):
        copy(appstream, "golden", "third")
    copy(appstream, "golden", "third", "eu-west-1")
    recovery.delete_image(Name="first")
    copy(appstream, "golden", "third")


@pytest.mark.row("image-copy-limits")
@pytest.mark.usefixtures("no_retries")
def test_a_quota_below_what_is_there_leaves_no_room_either(appstream: Any, recovery: Any) -> None:
    seed.image("first", region="us-west-2")
    seed.image("second", region="us-west-2")
    seed.quotas(images=1)
    seed.image("golden")
    with pytest.raises(
        appstream.exceptions.LimitExceededException, match=r"images in us-west-2.*Limit: 1$"
    ):
        copy(appstream, "golden", "third")


@pytest.mark.row("image-copy-limits")
@pytest.mark.usefixtures("no_retries")
def test_the_quota_of_concurrent_copies_to_one_destination_holds(
    appstream: Any, recovery: Any, transition: Any
) -> None:
    transition(progression="manual", times=1)
    seed.image("golden")
    seed.quotas(concurrent_copies=2)
    copy(appstream, "golden", "first")
    copy(appstream, "golden", "second")
    with pytest.raises(appstream.exceptions.LimitExceededException, match="concurrent"):
        copy(appstream, "golden", "third")
    copy(appstream, "golden", "third", "eu-west-1")
    assert described(recovery, "first")["State"] == "AVAILABLE"
    copy(appstream, "golden", "third")
    with pytest.raises(appstream.exceptions.LimitExceededException):
        copy(appstream, "golden", "fourth")


@pytest.mark.row("image-copy-limits")
@pytest.mark.usefixtures("no_retries")
def test_an_image_that_is_seeded_as_a_copy_on_its_way_is_a_concurrent_one(appstream: Any) -> None:
    seed.image("golden")
    seed.image("on-its-way", region="us-west-2", state="COPYING")
    seed.quotas(concurrent_copies=1)
    with pytest.raises(appstream.exceptions.LimitExceededException, match="concurrent"):
        copy(appstream, "golden", "second")


@pytest.mark.row("image-copy-limits")
def test_a_copy_that_has_failed_is_none_of_the_concurrent_ones(
    appstream: Any, recovery: Any, transition: Any
) -> None:
    transition(progression="manual", times=1)
    seed.image("golden")
    seed.copy_failure()
    seed.quotas(concurrent_copies=1)
    copy(appstream, "golden", "first")
    assert described(recovery, "first")["State"] == "FAILED"
    copy(appstream, "golden", "second")


@pytest.mark.row("image-copy-limits")
def test_a_copy_that_is_refused_does_not_use_up_a_failure(appstream: Any, recovery: Any) -> None:
    seed.image("golden")
    seed.copy_failure()
    with refused("ValidationException"):
        copy(appstream, "golden", "golden", "moon-west-1")
    copy(appstream, "golden", "golden")
    assert described(recovery, "golden")["State"] == "FAILED"
