"""Managed updates of images (the rows updated-*)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support import OTHER_ACCOUNT, described, knows, names, refused, set_pace
from untyped import seed

from moto_appstream.appstream.models.public_images import newest_agent_version

APPLICATION = {"name": "editor", "launch_path": "C:\\editor.exe"}


@pytest.fixture(autouse=True)
def _needs_the_operation(appstream: Any) -> None:
    if "create_updated_image" not in dir(appstream):
        pytest.skip("an older botocore has no such operation")


def update(client: Any, name: str = "new", **parameters: Any) -> Any:
    return client.create_updated_image(existingImageName="golden", newImageName=name, **parameters)


def builders(client: Any) -> list[Any]:
    found: list[Any] = client.describe_image_builders()["ImageBuilders"]
    return found


@pytest.mark.row("updated-answer", "updated-image")
def test_an_update_makes_a_new_image_and_leaves_the_old_one(appstream: Any) -> None:
    golden = seed.image("golden", applications=[APPLICATION], appstream_agent_version="01-01-2025")
    answer = update(
        appstream,
        newImageDisplayName="New",
        newImageDescription="Updated.",
        newImageTags={"team": "desktop"},
    )
    assert answer["canUpdateImage"] is True
    assert answer["image"]["State"] == "CREATING"
    image = described(appstream, "new")
    assert image["State"] == "AVAILABLE"
    assert image["Arn"] == answer["image"]["Arn"]
    assert (image["DisplayName"], image["Description"]) == ("New", "Updated.")
    assert image["AppstreamAgentVersion"] == newest_agent_version()
    assert image["BaseImageArn"] == golden["Arn"]
    assert image["Applications"] == golden["Applications"]
    assert "ImageBuilderName" not in image
    tags = appstream.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"]
    assert tags == {"team": "desktop"}
    assert described(appstream, "golden") == golden


@pytest.mark.row("updated-image")
def test_what_is_not_said_comes_from_the_old_image_but_for_the_description(appstream: Any) -> None:
    seed.image("golden", display_name="Golden", description="Old.")
    update(appstream)
    image = described(appstream, "new")
    assert image["DisplayName"] == "Golden"
    assert "Description" not in image


@pytest.mark.row("updated-dryrun")
def test_a_dry_run_makes_nothing_and_does_not_look_at_the_name(appstream: Any) -> None:
    seed.image("golden")
    answer = update(appstream, "golden", dryRun=True)
    assert answer["canUpdateImage"] is True
    assert "image" not in answer
    assert names(appstream, Type="PRIVATE") == ["golden"]
    assert builders(appstream) == []


@pytest.mark.row("updated-can", "updated-cannot")
@pytest.mark.parametrize("dry_run", [True, False])
def test_an_image_that_is_up_to_date_cannot_be_updated(appstream: Any, dry_run: bool) -> None:
    seed.image("golden")
    seed.up_to_date("golden")
    answer = update(appstream, dryRun=dry_run)
    assert answer["canUpdateImage"] is False
    assert "image" not in answer
    assert names(appstream, Type="PRIVATE") == ["golden"]


@pytest.mark.row("updated-can")
def test_a_new_image_under_the_name_of_one_that_was_up_to_date_can_be_updated(
    appstream: Any,
) -> None:
    seed.image("golden")
    seed.up_to_date("golden")
    appstream.delete_image(Name="golden")
    seed.image("golden")
    assert update(appstream)["canUpdateImage"] is True


@pytest.mark.row("updated-source")
def test_only_an_own_image_that_is_available_can_be_updated(
    appstream: Any, appstream_client: Any
) -> None:
    public = names(appstream, Type="PUBLIC")[0]
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=["123456789012"])
    for source in ("none", public, "shared"):
        with refused(
            "ResourceNotFoundException",
            f"The image {source} for account 123456789012 does not exist.",
        ):
            appstream.create_updated_image(existingImageName=source, newImageName="new")
    seed.image("golden", state="PENDING")
    with refused(
        "OperationNotPermittedException",
        "The image golden is PENDING. "
        "The image must be in an AVAILABLE state for this action to succeed.",
    ):
        update(appstream)


@pytest.mark.row("updated-linux")
def test_an_image_for_linux_cannot_be_updated(appstream: Any) -> None:
    seed.image("golden", platform="AMAZON_LINUX2")
    with pytest.raises(appstream.exceptions.IncompatibleImageException):
        update(appstream)


@pytest.mark.row("updated-states", "updated-builder-locked")
def test_a_hidden_builder_works_on_the_update_and_cannot_be_touched(appstream: Any) -> None:
    golden = seed.image("golden")
    set_pace("image_builder", progression="manual", times=2)
    try:
        update(appstream, "n" * 101)
        (builder,) = builders(appstream)
        assert re.fullmatch(r"n{90}\.[0-9]{10}", builder["Name"])
        assert builder["State"] == "UPDATING"
        assert builder["ImageArn"] == golden["Arn"]
        assert "VpcConfig" not in builder
        for operation, code in (
            ("start_image_builder", "ResourceNotAvailableException"),
            ("stop_image_builder", "OperationNotPermittedException"),
            ("delete_image_builder", "OperationNotPermittedException"),
        ):
            with refused(code):
                getattr(appstream, operation)(Name=builder["Name"])
        states = [[one["State"] for one in builders(appstream)] for _ in range(4)]
        assert states == [
            ["PENDING_QUALIFICATION"],
            ["PENDING_QUALIFICATION"],
            [],
            [],
        ]
    finally:
        set_pace("image_builder")


@pytest.mark.row("updated-states")
@pytest.mark.parametrize(
    ("families", "instance_type"),
    [
        (None, "stream.standard.small"),
        (["Compute Optimized", "General Purpose"], "stream.standard.small"),
        (["Memory Optimized"], "stream.memory.large"),
        (["Graphics G4", "Graphics G5"], "stream.graphics.g4dn.xlarge"),
        (["A family of next year"], "stream.standard.small"),
    ],
)
def test_the_hidden_builder_has_the_smallest_type_that_the_image_is_for(
    appstream: Any, families: list[str] | None, instance_type: str
) -> None:
    if not knows(appstream, "SupportedInstanceFamilies"):
        pytest.skip("an older botocore knows no instance families")
    seed.image("golden", supported_instance_families=families)
    set_pace("image_builder", progression="manual", times=2)
    try:
        update(appstream)
        (builder,) = builders(appstream)
    finally:
        set_pace("image_builder")
    assert builder["InstanceType"] == instance_type


@pytest.mark.row("updated-failed")
def test_an_update_that_fails_is_listed_with_its_reasons(appstream: Any) -> None:
    seed.image("golden")
    seed.update_failure()
    assert update(appstream)["image"]["State"] == "CREATING"
    image = described(appstream, "new")
    assert image["State"] == "FAILED"
    assert image["StateChangeReason"]["Code"] == "IMAGE_UPDATE_FAILURE"
    (error,) = image["ImageErrors"]
    assert error["ErrorCode"] == "INTERNAL_SERVICE_ERROR"
    assert error["ErrorMessage"].startswith("AppStream 2.0 could not update image new. Failed to")
    appstream.delete_image(Name="new")
    update(appstream)
    assert described(appstream, "new")["State"] == "AVAILABLE"


@pytest.mark.row("updated-limits")
@pytest.mark.usefixtures("no_retries")
def test_five_updates_go_on_at_a_time(appstream_client: Any) -> None:
    client = appstream_client()
    seed.image("golden")
    set_pace(progression="manual", times=100)
    try:
        for number in range(5):
            update(client, f"new-{number}")
        with pytest.raises(client.exceptions.LimitExceededException, match=r"Limit: 5$"):
            update(client, "new-5")
    finally:
        set_pace()
    client.describe_images(Type="PRIVATE")
    update(client, "new-5")


@pytest.mark.row("updated-limits", "every-exists")
@pytest.mark.usefixtures("no_retries")
def test_a_name_that_is_taken_and_a_quota_that_is_used_up_are_refused(
    appstream_client: Any,
) -> None:
    client = appstream_client()
    seed.image("golden")
    with refused("ResourceAlreadyExistsException", "The image golden already exists."):
        update(client, "golden")
    for quota in ({"images": 1}, {"image_builders": 0}):
        seed.quotas(**quota)
        with pytest.raises(client.exceptions.LimitExceededException):
            update(client)
        assert names(client, Type="PRIVATE") == ["golden"]
