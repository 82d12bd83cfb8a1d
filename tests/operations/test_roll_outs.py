"""Whole roll-outs, written as their owners would, and what they read on the way."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from support import OTHER_ACCOUNT, set_pace

from moto_appstream import seed

REGIONS = ["us-west-2", "eu-west-1", "ap-northeast-1"]


def wait_for(client: Any, describe: str, kind: str, name: str, wanted: str) -> Any:
    """Poll until a resource is in a state, as scripts do."""
    for _ in range(20):
        (one,) = getattr(client, describe)(Names=[name])[kind]
        if one["State"] == wanted:
            return one
        assert one["State"] != "FAILED", one
    raise AssertionError(f"{name} never was {wanted}")


@pytest.fixture
def slow() -> Any:
    kinds = ("image", "image_builder", "fleet")
    for kind in kinds:
        set_pace(kind, progression="manual", times=2)
    yield
    for kind in kinds:
        set_pace(kind)


@pytest.mark.row("builder-image-start", "builder-image-end", "fleet-update-image")
@pytest.mark.usefixtures("slow")
def test_a_factory_from_the_base_image_to_the_fleets(appstream_client: Any) -> None:
    here = appstream_client()
    tags = {"release": "2026-12"}

    # A builder out of the newest base image.
    public = here.describe_images(Type="PUBLIC")["Images"]
    windows = [image for image in public if image["Platform"] == "WINDOWS_SERVER_2022"]
    base = max(windows, key=lambda image: image["PublicBaseImageReleasedDate"])
    seed.image("golden-2026-11")
    here.create_image_builder(
        Name="factory",
        ImageName=base["Name"],
        InstanceType="stream.standard.medium",
        VpcConfig={"SubnetIds": ["subnet-11111111"]},
        Tags=tags,
    )
    builder = wait_for(here, "describe_image_builders", "ImageBuilders", "factory", "RUNNING")
    assert builder["NetworkAccessConfiguration"]["EniPrivateIpAddress"]

    # An image out of it, as the Image Assistant makes one.
    seed.image_from_builder(
        "golden-2026-12",
        image_builder="factory",
        applications=[{"name": "editor", "launch_path": "C:\\editor.exe"}],
        tags=tags,
    )
    image = wait_for(here, "describe_images", "Images", "golden-2026-12", "AVAILABLE")
    assert image["ImageBuilderName"] == "factory"
    assert image["BaseImageArn"] == base["Arn"]
    (builder,) = here.describe_image_builders(Names=["factory"])["ImageBuilders"]
    assert builder["State"] == "STOPPED"

    # It goes to three regions, and the fleets there move to it.
    for region in REGIONS:
        there = appstream_client(region)
        seed.image("golden-2026-11", region=region)
        seed.fleet("production", image="golden-2026-11", state="RUNNING", region=region)
        here.copy_image(
            SourceImageName="golden-2026-12",
            DestinationImageName="golden-2026-12",
            DestinationRegion=region,
        )
        wait_for(there, "describe_images", "Images", "golden-2026-12", "AVAILABLE")
        with pytest.raises(there.exceptions.ResourceInUseException):
            there.delete_image(Name="golden-2026-11")
        fleet = there.update_fleet(Name="production", ImageName="golden-2026-12")["Fleet"]
        assert (fleet["ImageName"], fleet["State"]) == ("golden-2026-12", "RUNNING")
        there.tag_resource(ResourceArn=fleet["Arn"], Tags=tags)
        there.delete_image(Name="golden-2026-11")

    # The old image and the builder go, and what was made of them stays.
    here.delete_image(Name="golden-2026-11")
    here.delete_image_builder(Name="factory")
    for _ in range(4):
        try:
            here.describe_image_builders(Names=["factory"])
        except here.exceptions.ResourceNotFoundException:
            break
    else:
        raise AssertionError("the builder is still there")
    assert here.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"] == tags


@pytest.mark.row("fleet-update-stopped", "fleet-start-answer")
@pytest.mark.parametrize("pace", [{}, {"progression": "manual", "times": 3}])
def test_a_fleet_moves_to_a_copy_starts_and_frees_the_old_image(
    appstream: Any, appstream_client: Any, pace: Any
) -> None:
    source = appstream_client("us-west-2")
    seed.image("golden", region="us-west-2")
    seed.image("old")
    seed.fleet("production", image="old")
    set_pace("fleet", **pace)
    try:
        source.copy_image(
            SourceImageName="golden", DestinationImageName="new", DestinationRegion="us-east-1"
        )
        appstream.update_fleet(Name="production", ImageName="new")
        appstream.start_fleet(Name="production")
        waiting = {"Delay": 0, "MaxAttempts": 10}
        appstream.get_waiter("fleet_started").wait(Names=["production"], WaiterConfig=waiting)
        appstream.delete_image(Name="old")
        appstream.stop_fleet(Name="production")
        appstream.get_waiter("fleet_stopped").wait(Names=["production"], WaiterConfig=waiting)
        appstream.delete_fleet(Name="production")
    finally:
        set_pace("fleet")
    assert appstream.describe_fleets()["Fleets"] == []


@pytest.mark.row("image-delete-in-use", "fleet-image-lookup", "fleet-cap-unshared")
def test_a_member_account_moves_its_fleet_before_the_owner_takes_the_image_back(
    appstream: Any, appstream_client: Any
) -> None:
    member = appstream_client(account_id=OTHER_ACCOUNT)
    fleets_only = {"allowFleet": True, "allowImageBuilder": False}
    for name in ("old", "new"):
        seed.image(name)
        appstream.update_image_permissions(
            Name=name, SharedAccountId=OTHER_ACCOUNT, ImagePermissions=fleets_only
        )
    old, new = (image["Arn"] for image in member.describe_images(Type="SHARED")["Images"][::-1])
    member.create_fleet(
        Name="theirs",
        ImageArn=old,
        InstanceType="stream.standard.medium",
        ComputeCapacity={"DesiredInstances": 2},
    )
    appstream.delete_image_permissions(Name="old", SharedAccountId=OTHER_ACCOUNT)
    (fleet,) = member.describe_fleets(Names=["theirs"])["Fleets"]
    assert fleet["ComputeCapacityStatus"]["Desired"] == 0
    with pytest.raises(appstream.exceptions.ResourceInUseException, match="theirs"):
        appstream.delete_image(Name="old")
    member.update_fleet(Name="theirs", ImageArn=new, ComputeCapacity={"DesiredInstances": 2})
    appstream.delete_image(Name="old")


@pytest.mark.row("fleet-update-running")
def test_a_fleet_scales_with_the_application_auto_scaling_of_moto(appstream: Any) -> None:
    seed.image("golden")
    seed.fleet("production", image="golden", state="RUNNING")
    autoscaling = boto3.client("application-autoscaling", region_name="us-east-1")
    target: Any = {
        "ServiceNamespace": "appstream",
        "ResourceId": "fleet/production",
        "ScalableDimension": "appstream:fleet:DesiredCapacity",
    }
    autoscaling.register_scalable_target(**target, MinCapacity=1, MaxCapacity=5)
    autoscaling.put_scaling_policy(
        **target,
        PolicyName="utilization",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 75.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "AppStreamAverageCapacityUtilization"
            },
        },
    )
    (policy,) = autoscaling.describe_scaling_policies(ServiceNamespace="appstream")[
        "ScalingPolicies"
    ]
    assert policy["ResourceId"] == "fleet/production"
    # What the policy would do, since nothing scales by itself.
    answer = appstream.update_fleet(Name="production", ComputeCapacity={"DesiredInstances": 3})
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert answer["Fleet"]["ComputeCapacityStatus"]["Desired"] == 3
