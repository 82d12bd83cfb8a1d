"""What an image looks like (the rows image-*)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import botocore.loaders
import pytest
from support import ACCOUNT, OTHER_ACCOUNT, copy, described, in_process, knows, raw_call

from moto_appstream import seed
from moto_appstream.appstream import models, schema

ALWAYS = {
    "Name": str,
    "Arn": str,
    "State": str,
    "Visibility": str,
    "Platform": str,
    "CreatedTime": datetime,
    "DisplayName": str,
    "ImageBuilderSupported": bool,
    "Applications": list,
    "AppstreamAgentVersion": str,
    "PublicBaseImageReleasedDate": datetime,
}


def images_of_each_kind(client: Any) -> list[Any]:
    """An own image, a copy, a failed one, one shared with the caller, and the PUBLIC ones."""
    seed.image("own")
    copy(client, "own", "copied", "us-east-1")
    seed.image("failed", state="FAILED")
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    images: list[Any] = client.describe_images()["Images"]
    assert {"own", "copied", "failed", "shared"} < {image["Name"] for image in images}
    return images


@pytest.mark.row("image-arn")
@pytest.mark.parametrize(
    ("region", "partition"),
    [("us-east-1", "aws"), ("eu-west-1", "aws"), ("us-gov-west-1", "aws-us-gov")],
)
def test_an_arn_has_partition_region_and_account_or_no_account_when_public(
    appstream_client: Any, region: str, partition: str
) -> None:
    client = appstream_client(region)
    seed.image("golden", region=region)
    assert described(client, "golden")["Arn"] == (
        f"arn:{partition}:appstream:{region}:{ACCOUNT}:image/golden"
    )
    for image in client.describe_images(Type="PUBLIC")["Images"]:
        assert image["Arn"] == f"arn:{partition}:appstream:{region}::image/{image['Name']}"


@pytest.mark.row("image-scope")
def test_two_accounts_and_three_regions_never_see_each_others_images(appstream_client: Any) -> None:
    places = [
        (region, account)
        for region in ("us-east-1", "eu-west-1", "us-gov-west-1")
        for account in (ACCOUNT, OTHER_ACCOUNT)
    ]
    for region, account in places:
        # The same name everywhere, and a name of its own.
        seed.image("golden", region=region, account_id=account, display_name=f"{region}/{account}")
        seed.image(f"only-{region}-{account}", region=region, account_id=account)
    for region, account in places:
        client = appstream_client(region, account_id=account)
        assert [
            (image["Name"], image["DisplayName"], image["Arn"].split(":")[3:5])
            for image in client.describe_images(Type="PRIVATE")["Images"]
        ] == [
            ("golden", f"{region}/{account}", [region, account]),
            (f"only-{region}-{account}", f"only-{region}-{account}", [region, account]),
        ]
    client = appstream_client("us-east-1", account_id=OTHER_ACCOUNT)
    client.delete_image(Name="golden")
    assert described(appstream_client("us-east-1"), "golden")
    assert described(appstream_client("eu-west-1", account_id=OTHER_ACCOUNT), "golden")


@pytest.mark.row("image-absent-members")
def test_a_member_without_a_value_is_left_out(appstream: Any) -> None:
    for image in images_of_each_kind(appstream):
        assert None not in image.values()
        assert "" not in image.values()
    own = described(appstream, "own")
    assert not {"Description", "StateChangeReason", "ImageErrors", "ImagePermissions"} & own.keys()


@pytest.mark.row("image-always")
def test_every_image_has_what_scripts_index_without_a_check(appstream: Any) -> None:
    for image in images_of_each_kind(appstream):
        for member, kind in ALWAYS.items():
            assert isinstance(image[member], kind), (image["Name"], member)


@pytest.mark.row("image-builder-made")
def test_an_own_image_says_which_builder_made_it_of_what(appstream: Any) -> None:
    own = seed.image("own", platform="AMAZON_LINUX2")
    assert own["ImageBuilderName"]
    base = appstream.describe_images(Arns=[own["BaseImageArn"]])["Images"][0]
    assert base["Visibility"] == "PUBLIC"
    assert base["Platform"] == "AMAZON_LINUX2"


@pytest.mark.row("image-public")
def test_awss_images_have_a_description_and_no_builder(appstream: Any) -> None:
    images = appstream.describe_images(Type="PUBLIC")["Images"]
    assert len(images) == 16
    for image in images:
        assert image["Description"]
        if knows(appstream, "ImageType"):
            assert image["ImageType"] == "NATIVE"
        assert image["AppstreamAgentVersion"] == "LATEST"
        assert not {"BaseImageArn", "ImageBuilderName"} & image.keys()


@pytest.mark.row("image-public")
def test_awss_images_are_released_on_the_day_in_their_name(appstream: Any) -> None:
    for image in appstream.describe_images(Type="PUBLIC")["Images"]:
        day = datetime.strptime(image["Name"][-10:], "%m-%d-%Y").replace(tzinfo=timezone.utc)
        assert image["PublicBaseImageReleasedDate"] == day


def test_the_sample_image_is_not_in_govcloud(appstream_client: Any) -> None:
    def sample_images(region: str) -> list[str]:
        images = appstream_client(region).describe_images(Type="PUBLIC")["Images"]
        return [image["Name"] for image in images if "Sample" in image["Name"]]

    assert sample_images("us-gov-west-1") == []
    assert sample_images("us-east-1") == ["Amazon-AppStream2-Sample-Image-06-17-2024"]


@pytest.mark.row("image-flags")
def test_flags_are_the_strings_of_the_model(appstream: Any) -> None:
    members = appstream.meta.service_model.shape_for("Image").members
    for image in images_of_each_kind(appstream):
        for member in (
            "ImageSharedWithOthers",
            "LatestAppstreamAgentVersion",
            "DynamicAppProvidersEnabled",
        ):
            if knows(appstream, member):
                assert image[member] in members[member].enum
    seed.image("shared-out", shared_with=[OTHER_ACCOUNT])
    if knows(appstream, "ImageSharedWithOthers"):
        assert described(appstream, "shared-out")["ImageSharedWithOthers"] == "TRUE"
        assert described(appstream, "own")["ImageSharedWithOthers"] == "FALSE"


@pytest.mark.row("image-permissions-member")
def test_only_a_shared_image_says_what_the_caller_was_granted(
    appstream: Any, appstream_client: Any
) -> None:
    fleet_only = {"allow_fleet": True, "allow_image_builder": False}
    seed.image("golden", shared_with={OTHER_ACCOUNT: fleet_only, "444455556666": {}})
    assert "ImagePermissions" not in described(appstream, "golden")
    assert not any("ImagePermissions" in image for image in images_of_each_kind(appstream)[:-1])
    other = appstream_client(account_id=OTHER_ACCOUNT)
    (shared,) = other.describe_images(Type="SHARED")["Images"]
    assert shared["ImagePermissions"] == {"allowFleet": True, "allowImageBuilder": False}


@in_process
@pytest.mark.row("image-older-botocore")
def test_a_member_that_the_installed_botocore_does_not_know_is_not_sent(
    appstream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_older_model(loader: Any, *args: Any, **kwargs: Any) -> Any:
        model = load_model(loader, *args, **kwargs)
        shapes = {**model["shapes"]}
        for name, lost in (("Image", "Platform"), ("Application", "LaunchPath")):
            members = {key: value for key, value in shapes[name]["members"].items() if key != lost}
            shapes[name] = {**shapes[name], "members": members}
        return {**model, "shapes": shapes}

    seed.image("golden", applications=[{"name": "editor", "launch_path": "/usr/bin/editor"}])
    load_model = botocore.loaders.Loader.load_service_model
    monkeypatch.setattr(botocore.loaders.Loader, "load_service_model", load_older_model)
    caches = (schema.service_model, schema.operation, schema.structure)
    for cache in caches:
        cache.cache_clear()
    try:
        body = listed_on_the_wire()
    finally:
        monkeypatch.undo()
        for cache in caches:
            cache.cache_clear()
    assert b"golden" in body
    assert b"editor" in body
    assert b"Platform" not in body
    assert b"LaunchPath" not in body
    body = listed_on_the_wire()
    assert b"Platform" in body
    assert b"LaunchPath" in body


def listed_on_the_wire() -> bytes:
    return raw_call("us-east-1", "DescribeImages", b'{"Type": "PRIVATE"}').content


@in_process
@pytest.mark.row("image-created")
def test_created_time_rises_while_the_clock_stands_still(
    appstream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_the_clock(monkeypatch, datetime(2026, 11, 1, tzinfo=timezone.utc))
    times = [seed.image(f"image-{number}")["CreatedTime"] for number in range(3)]
    assert [time.microsecond for time in times] == [0, 1000, 2000]


@in_process
@pytest.mark.row("image-created")
@pytest.mark.parametrize("seconds", [1, 2, 3600])
def test_a_clock_that_is_set_back_is_believed(
    appstream: Any, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    later = datetime(2026, 11, 1, tzinfo=timezone.utc)
    earlier = later - timedelta(seconds=seconds)
    for number, now in enumerate((later, earlier)):
        hold_the_clock(monkeypatch, now)
        assert seed.image(f"image-{number}")["CreatedTime"] == now


def hold_the_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    class StandingClock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return now.astimezone(tz)

    monkeypatch.setattr(models, "datetime", StandingClock)


@pytest.mark.row("image-created")
def test_created_time_rises_from_image_to_image(appstream: Any) -> None:
    times = [seed.image(f"image-{number}")["CreatedTime"] for number in range(50)]
    assert times == sorted(set(times))
    assert abs((datetime.now(timezone.utc) - times[-1]).total_seconds()) < 60
