"""What real users run, written without a thought for the mock, and what comes of it."""

from __future__ import annotations

import time
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from support import ACCOUNT, OTHER_ACCOUNT, names, set_pace

from moto_appstream import mock_appstream, seed

# The scripts


def replicate_newest_image(source_region: str, recovery_region: str) -> str:
    client = boto3.client("appstream", region_name=source_region)
    images: list[Any] = client.describe_images(Type="PRIVATE")["Images"]
    images.sort(key=lambda image: image["CreatedTime"])
    newest: str = images[-1]["Name"]
    client.copy_image(
        SourceImageName=newest, DestinationImageName=newest, DestinationRegion=recovery_region
    )
    return newest


def wait_for_image(name: str, region: str, delay: float = 30.0) -> str:
    client = boto3.client("appstream", region_name=region)
    while True:
        image: Any = client.describe_images(Names=[name])["Images"][0]
        if image["State"] == "AVAILABLE":
            return "ready"
        if image["State"] == "FAILED":
            reason: str = image["StateChangeReason"]["Message"]
            client.delete_image(Name=name)
            return reason
        time.sleep(delay)


def describe_for_chat(region: str) -> list[str]:
    client = boto3.client("appstream", region_name=region)
    lines = []
    for image in client.describe_images(Type="PRIVATE")["Images"]:
        applications = ", ".join(app["DisplayName"] for app in image["Applications"])
        lines.append(
            f"{image['Name']}: {image['State']} on {image['Platform']}, "
            f"agent {image['AppstreamAgentVersion']}, from {image['ImageBuilderName']} "
            f"and {image['BaseImageArn'].split('/')[-1]}, with {applications}"
        )
    return lines


def pick_base_image(region: str, platform: str) -> str:
    client = boto3.client("appstream", region_name=region)
    response: Any = client.describe_images(Type="PUBLIC", MaxResults=5)
    images = response["Images"]
    while "NextToken" in response:
        response = client.describe_images(
            Type="PUBLIC", MaxResults=5, NextToken=response["NextToken"]
        )
        images.extend(response["Images"])
    fitting = [image for image in images if image["Platform"] == platform]
    fitting.sort(key=lambda image: image["PublicBaseImageReleasedDate"], reverse=True)
    name: str = fitting[0]["Name"]
    return name


def keep_newest_three(region: str, family: str) -> tuple[list[str], list[str]]:
    client = boto3.client("appstream", region_name=region)
    pages = client.get_paginator("describe_images").paginate(Type="PRIVATE")
    images: list[Any] = [
        image
        for page in pages
        for image in page["Images"]
        if image["Name"].startswith(family) and image["State"] == "AVAILABLE"
    ]
    images.sort(key=lambda image: image["CreatedTime"], reverse=True)
    deleted, skipped = [], []
    for image in images[3:]:
        try:
            client.delete_image(Name=image["Name"])
            deleted.append(image["Name"])
        except client.exceptions.ResourceInUseException:
            skipped.append(image["Name"])
    return deleted, skipped


# Their tests


@mock_appstream
def test_the_newest_image_is_replicated_under_its_name() -> None:
    seed.image("golden-b", region="us-east-1", created_time="2026-10-01T00:00:00Z")
    seed.image("golden-a", region="us-east-1", created_time="2026-11-01T00:00:00Z")
    seed.image("golden-c", region="us-east-1", created_time="2026-09-01T00:00:00Z")
    seed.image("theirs", account_id=OTHER_ACCOUNT, region="us-east-1", shared_with=[ACCOUNT])
    assert replicate_newest_image("us-east-1", "us-west-2") == "golden-a"
    recovery = boto3.client("appstream", region_name="us-west-2")
    assert names(recovery, Type="PRIVATE") == ["golden-a"]
    with pytest.raises(ClientError, match="ResourceAlreadyExistsException"):
        replicate_newest_image("us-east-1", "us-west-2")


@mock_appstream
def test_the_newest_of_images_made_at_once_is_the_last() -> None:
    for number in range(9, 0, -1):
        seed.image(f"golden-{number}", region="us-east-1")
    assert replicate_newest_image("us-east-1", "us-west-2") == "golden-1"


@mock_appstream
def test_polling_ends_when_the_copy_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)
    set_pace(progression="manual", times=4)
    try:
        seed.image("golden", region="us-east-1")
        replicate_newest_image("us-east-1", "us-west-2")
        assert wait_for_image("golden", "us-west-2") == "ready"
    finally:
        set_pace()
    assert naps == [30.0] * 3


@mock_appstream
def test_polling_ends_with_the_reason_when_the_copy_fails() -> None:
    seed.image("golden", region="us-east-1")
    seed.copy_failure(message="The KMS key is disabled.")
    replicate_newest_image("us-east-1", "us-west-2")
    assert wait_for_image("golden", "us-west-2") == "The KMS key is disabled."
    replicate_newest_image("us-east-1", "us-west-2")  # the name is free again
    assert wait_for_image("golden", "us-west-2") == "ready"


@mock_appstream
def test_a_notifier_indexes_without_checks() -> None:
    seed.image("plain", region="us-east-1")
    seed.image(
        "full",
        region="us-east-1",
        platform="AMAZON_LINUX2",
        image_builder_name="builder-7",
        applications=[{"name": "editor", "display_name": "Editor"}],
    )
    assert describe_for_chat("us-east-1") == [
        "full: AVAILABLE on AMAZON_LINUX2, agent LATEST, from builder-7 "
        "and AppStream-AmazonLinux2-02-11-2025, with Editor",
        "plain: AVAILABLE on WINDOWS_SERVER_2022, agent LATEST, from image-builder "
        "and AppStream-WinServer2022-11-10-2025, with ",
    ]


@mock_appstream
def test_a_picker_finds_the_latest_base_image_of_a_platform() -> None:
    latest = "AppStream-Graphics-G7-WinServer2022-08-31-2026"
    assert pick_base_image("eu-central-1", "WINDOWS_SERVER_2022") == latest


@mock_appstream
def test_a_retention_job_keeps_the_newest_three_and_what_is_in_use() -> None:
    for month in range(1, 31):
        seed.image(
            f"golden-{month:02}", region="us-east-1", created_time=f"2026-01-{month:02}T00:00:00Z"
        )
    seed.image("other", region="us-east-1", created_time="2020-01-01T00:00:00Z")
    seed.image("golden-broken", region="us-east-1", state="FAILED")
    seed.fleet("legacy", image="golden-02", region="us-east-1")
    deleted, skipped = keep_newest_three("us-east-1", "golden")
    assert skipped == ["golden-02"]
    assert len(deleted) == 26
    client = boto3.client("appstream", region_name="us-east-1")
    assert names(client, Type="PRIVATE") == [
        "golden-02",
        "golden-28",
        "golden-29",
        "golden-30",
        "golden-broken",
        "other",
    ]
