"""Image builders: what they show, what is refused, and how images come out of them (builder-*)."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core import set_initial_no_auth_action_count
from support import ACCOUNT, OTHER_ACCOUNT, described, in_process, names, refused, set_pace
from untyped import seed

from moto_appstream.appstream.models import all_or_nothing, appstream_backends
from moto_appstream.appstream.models.image_builders import ImageBuilders
from moto_appstream.appstream.models.public_images import newest_agent_version
from moto_appstream.appstream.schema import service_model, structure
from moto_appstream.seeding import dump

NEWEST = newest_agent_version()
PUBLIC = "AppStream-WinServer2022-11-10-2025"
TYPE = "stream.standard.medium"
MEMBERS = structure("ImageBuilder").members
updates = pytest.mark.skipif(
    "UpdateImageBuilder" not in service_model().operation_names,
    reason="this botocore cannot update image builders",
)
AGENT_ACCESS = {
    "Settings": [
        {"AgentAction": "COMPUTER_VISION", "Permission": "ENABLED"},
        {"AgentAction": "COMPUTER_INPUT", "Permission": "ENABLED"},
    ],
    "ScreenResolution": "W_1280xH_720",
    "ScreenImageFormat": "PNG",
}
needs_agent_access = pytest.mark.skipif(
    "AgentAccessConfig" not in MEMBERS, reason="this botocore knows no agent access"
)
APPLICATION = {"Name": "editor", "DisplayName": "Editor", "LaunchPath": "C:\\editor.exe"}


def create(client: Any, name: str = "builder", **parameters: Any) -> Any:
    request = {"InstanceType": TYPE, **parameters}
    if "ImageArn" not in request:
        request.setdefault("ImageName", "golden")
    return client.create_image_builder(Name=name, **request)["ImageBuilder"]


def builder(client: Any, name: str = "builder") -> Any:
    (found,) = client.describe_image_builders(Names=[name])["ImageBuilders"]
    return found


def states(client: Any, looks: int, name: str = "builder") -> list[str]:
    return [builder(client, name)["State"] for _ in range(looks)]


def all_builders(client: Any, **parameters: Any) -> list[str]:
    pages = [client.describe_image_builders(**parameters)]
    while "NextToken" in pages[-1]:
        pages.append(client.describe_image_builders(NextToken=pages[-1]["NextToken"], **parameters))
    return [one["Name"] for page in pages for one in page["ImageBuilders"]]


def family(account_id: str = ACCOUNT) -> ImageBuilders:
    """The image builders in this process, for what no operation does."""
    return appstream_backends[account_id]["us-east-1"].image_builders


def ec2() -> Any:
    make: Callable[..., Any] = boto3.client
    return make("ec2", region_name="us-east-1")


def make_image(name: str = "made", **how: Any) -> Any:
    return seed.image_from_builder(
        name, image_builder="builder", **{"applications": [APPLICATION], **how}
    )


@pytest.fixture(autouse=True)
def default_pace() -> Iterator[None]:
    yield
    set_pace()
    set_pace("image_builder")


@pytest.fixture
def golden(appstream: Any) -> Any:
    return seed.image("golden", appstream_agent_version="11-10-2025")


@pytest.fixture
def slow(golden: dict[str, Any]) -> None:
    """Each state of an image builder lasts until the next look."""
    set_pace("image_builder", progression="manual", times=1)


# The resource


@pytest.mark.row("builder-always", "builder-defaults", "builder-image-ref", "builder-from-image")
def test_a_builder_made_with_the_least_shows_what_every_builder_has(
    appstream: Any, golden: dict[str, Any]
) -> None:
    created = create(appstream)
    everything = {
        "Name": "builder",
        "Arn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:image-builder/builder",
        "ImageArn": golden["Arn"],
        "InstanceType": TYPE,
        "Platform": golden["Platform"],
        "State": "PENDING",
        "CreatedTime": created["CreatedTime"],
        "EnableDefaultInternetAccess": False,
        "AppstreamAgentVersion": "11-10-2025",
        "LatestAppstreamAgentVersion": "FALSE",
        "ImageBuilderErrors": [],
        "AccessEndpoints": [],
        "RootVolumeConfig": {"VolumeSizeInGb": 200},
        "DisableIMDSV1": False,
    }
    assert created == {name: value for name, value in everything.items() if name in MEMBERS}
    assert builder(appstream) == {**created, "State": "RUNNING"}
    assert created["CreatedTime"] > golden["CreatedTime"]


@pytest.mark.row("builder-optional", "builder-create-access")
def test_what_is_given_is_shown_as_it_was_given(appstream: Any, golden: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "Description": "Builds.",
        "DisplayName": "The builder",
        "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/builder",
        "EnableDefaultInternetAccess": True,
        "AccessEndpoints": [{"EndpointType": "STREAMING", "VpceId": "vpce-1"}],
    }
    for name, value in (
        ("RootVolumeConfig", {"VolumeSizeInGb": 500}),
        ("DisableIMDSV1", True),
        ("AgentAccessConfig", AGENT_ACCESS),
    ):
        if name in MEMBERS:
            given[name] = value
    create(appstream, **given, Tags={"team": "desktop"})
    shown = builder(appstream)
    assert {name: shown[name] for name in given} == given
    assert not {"Tags", "ImageName", "VpcConfig", "DomainJoinInfo"} & shown.keys()
    assert appstream.list_tags_for_resource(ResourceArn=shown["Arn"])["Tags"] == {"team": "desktop"}


@pytest.mark.row("builder-create-agent", "builder-latest")
@pytest.mark.parametrize(
    ("asked", "shown", "newest"),
    [
        ("LATEST", NEWEST, "TRUE"),
        (NEWEST, NEWEST, "TRUE"),
        ("01-02-2024", "01-02-2024", "FALSE"),
    ],
)
@pytest.mark.usefixtures("golden")
def test_the_agent_is_shown_as_a_date(appstream: Any, asked: str, shown: str, newest: str) -> None:
    for answer in (create(appstream, AppstreamAgentVersion=asked), builder(appstream)):
        assert answer["AppstreamAgentVersion"] == shown
        if "LatestAppstreamAgentVersion" in MEMBERS:
            assert answer["LatestAppstreamAgentVersion"] == newest


@pytest.mark.row("builder-create-agent")
def test_a_builder_of_a_base_image_has_the_newest_agent_as_a_date(appstream: Any) -> None:
    assert create(appstream, ImageName=PUBLIC)["AppstreamAgentVersion"] == NEWEST


# The network


@pytest.mark.row("builder-network", "builder-vpc-members")
@pytest.mark.usefixtures("slow")
def test_the_network_is_known_from_running_on_whatever_comes_then(appstream: Any) -> None:
    vpc = {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    create(appstream, VpcConfig=vpc)
    assert "NetworkAccessConfiguration" not in create(appstream, "other", VpcConfig=vpc)
    running = builder(appstream)
    assert running["State"] == "RUNNING"
    assert running["VpcConfig"] == vpc
    network = running["NetworkAccessConfiguration"]
    assert re.fullmatch("eni-[0-9a-f]{17}", network["EniId"])
    assert ipaddress.ip_address(network["EniPrivateIpAddress"]).is_private
    seen = [appstream.stop_image_builder(Name="builder")["ImageBuilder"], builder(appstream)]
    seen += [appstream.start_image_builder(Name="builder")["ImageBuilder"], builder(appstream)]
    seen += [appstream.delete_image_builder(Name="builder")["ImageBuilder"]]
    assert [one["State"] for one in seen] == [
        "STOPPING",
        "STOPPED",
        "PENDING",
        "RUNNING",
        "DELETING",
    ]
    assert all(one["NetworkAccessConfiguration"] == network for one in seen)


@pytest.mark.row("builder-network")
@pytest.mark.usefixtures("golden")
def test_a_builder_without_a_vpc_has_no_network(appstream: Any) -> None:
    create(appstream, VpcConfig={})
    assert not {"NetworkAccessConfiguration", "VpcConfig"} & builder(appstream).keys()


@pytest.mark.row("builder-network", "builder-vpc-members")
@pytest.mark.usefixtures("golden")
def test_the_address_lies_in_the_subnet_and_the_default_group_is_shown_where_moto_knows_them(
    appstream: Any,
) -> None:
    vpc = ec2().create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2().create_subnet(VpcId=vpc, CidrBlock="10.7.3.0/28")["Subnet"]["SubnetId"]
    groups = ec2().describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
    (default,) = [one["GroupId"] for one in groups["SecurityGroups"]]
    create(appstream, VpcConfig={"SubnetIds": [subnet]})
    shown = builder(appstream)
    assert shown["VpcConfig"] == {"SubnetIds": [subnet], "SecurityGroupIds": [default]}
    address = ipaddress.ip_address(shown["NetworkAccessConfiguration"]["EniPrivateIpAddress"])
    assert address in list(ipaddress.ip_network("10.7.3.0/28"))[4:-1]
    create(appstream, "elsewhere", VpcConfig={"SubnetIds": ["subnet-unknown"]})
    assert builder(appstream, "elsewhere")["VpcConfig"]["SecurityGroupIds"] == []


@pytest.mark.row("builder-create-vpc")
@pytest.mark.appstream(config={"appstream": {"check_vpcs": True}})
@in_process
@pytest.mark.usefixtures("golden")
def test_a_subnet_or_group_that_is_looked_up_and_missing_lets_the_builder_fail(
    appstream: Any,
) -> None:
    create(appstream, VpcConfig={"SubnetIds": ["subnet-unknown"]})
    assert builder(appstream)["ImageBuilderErrors"][0]["ErrorCode"] == "SUBNET_NOT_FOUND"
    subnet = ec2().describe_subnets()["Subnets"][0]["SubnetId"]
    create(
        appstream, "group", VpcConfig={"SubnetIds": [subnet], "SecurityGroupIds": ["sg-unknown"]}
    )
    (error,) = builder(appstream, "group")["ImageBuilderErrors"]
    assert error["ErrorCode"] == "SECURITY_GROUPS_NOT_FOUND"
    group = ec2().describe_security_groups()["SecurityGroups"][0]["GroupId"]
    in_place = {"SubnetIds": [subnet], "SecurityGroupIds": [group]}
    create(appstream, "right", VpcConfig=in_place)
    assert builder(appstream, "right")["ImageBuilderErrors"] == []
    create(appstream, "half", VpcConfig={**in_place, "SecurityGroupIds": [group, "sg-unknown"]})
    (error,) = builder(appstream, "half")["ImageBuilderErrors"]
    assert error["ErrorMessage"] == "The security group sg-unknown does not exist."
    create(appstream, "well", VpcConfig={"SubnetIds": [subnet]})
    assert builder(appstream, "well")["State"] == "RUNNING"


@pytest.mark.row("builder-create-subnet")
@pytest.mark.usefixtures("golden")
def test_more_than_one_subnet_or_five_groups_are_refused(appstream: Any) -> None:
    with refused("InvalidParameterCombinationException"):
        create(appstream, VpcConfig={"SubnetIds": ["subnet-1", "subnet-2"]})
    with refused("ValidationException"):
        create(appstream, VpcConfig={"SecurityGroupIds": [f"sg-{n}" for n in range(6)]})
    assert all_builders(appstream) == []


# CreateImageBuilder


@pytest.mark.row("builder-create-answer", "builder-states", "every-first-state")
@pytest.mark.usefixtures("slow")
def test_a_new_builder_is_pending_and_then_running_by_itself(appstream: Any) -> None:
    set_pace("image_builder", progression="manual", times=2)
    assert create(appstream)["State"] == "PENDING"
    assert states(appstream, 3) == ["PENDING", "RUNNING", "RUNNING"]


@pytest.mark.row("builder-create-image")
@pytest.mark.parametrize("image", [{}, {"ImageName": "golden", "ImageArn": "both"}])
def test_exactly_one_of_name_and_arn_of_an_image_is_taken(
    appstream: Any, golden: dict[str, Any], image: dict[str, str]
) -> None:
    if image:
        image["ImageArn"] = golden["Arn"]
    with refused("InvalidParameterCombinationException"):
        appstream.create_image_builder(Name="builder", InstanceType=TYPE, **image)


@pytest.mark.row("builder-create-name")
def test_an_image_that_is_shared_is_found_by_its_arn_where_the_owner_allows_it(
    appstream: Any, appstream_client: Any
) -> None:
    allowed = {"allow_fleet": False, "allow_image_builder": True}
    arn = seed.image("theirs", account_id=OTHER_ACCOUNT, shared_with={ACCOUNT: allowed})["Arn"]
    with refused("ResourceNotFoundException"):
        create(appstream, ImageName="theirs")
    assert create(appstream, ImageArn=arn)["ImageArn"] == arn
    appstream_client(account_id=OTHER_ACCOUNT).update_image_permissions(
        Name="theirs",
        SharedAccountId=ACCOUNT,
        ImagePermissions={"allowFleet": True, "allowImageBuilder": False},
    )
    with refused("OperationNotPermittedException"):
        create(appstream, "other", ImageArn=arn)
    own = seed.image("golden")["Arn"]
    assert create(appstream, "own", ImageArn=own)["ImageArn"] == own
    assert create(appstream, "public", ImageName=PUBLIC)["ImageArn"].endswith(f"::image/{PUBLIC}")


@pytest.mark.row("builder-create-image-missing", "every-missing")
@pytest.mark.parametrize("by", ["ImageName", "ImageArn"])
def test_an_image_that_is_missing_is_refused_by_its_name(appstream: Any, by: str) -> None:
    value = "gone" if by == "ImageName" else f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/gone"
    text = f"The image gone for account {ACCOUNT} does not exist."
    with refused("ResourceNotFoundException", text):
        create(appstream, **{by: value})


@pytest.mark.row("builder-create-image-state", "every-state")
def test_an_image_that_is_not_available_is_refused(appstream: Any) -> None:
    seed.image("golden", state="PENDING")
    with refused(
        "ResourceNotAvailableException",
        "The image golden is PENDING. "
        "The image must be in an AVAILABLE state for this action to succeed.",
    ):
        create(appstream)


@pytest.mark.row("builder-create-unsupported")
def test_an_image_that_supports_no_builders_is_refused(appstream: Any) -> None:
    seed.image("golden", image_builder_supported=False)
    with refused("OperationNotPermittedException"):
        create(appstream)


@pytest.mark.row("builder-create-family")
@pytest.mark.skipif(
    "SupportedInstanceFamilies" not in structure("Image").members,
    reason="this botocore knows no families",
)
def test_an_image_for_some_families_takes_only_types_of_these(appstream: Any) -> None:
    seed.image("golden", supported_instance_families=["General Purpose", "Graphics G6"])
    refusal = (
        "The combination of instance type {} and image instance family "
        "General Purpose, Graphics G6 is not supported. Select an image that belongs to image "
        "instance family supported by this instance type."
    )
    for wrong in ("stream.compute.large", "stream.memory.z1d.large", "stream.graphics.g4dn.xlarge"):
        with refused("InvalidParameterCombinationException", refusal.format(wrong)):
            create(appstream, InstanceType=wrong)
    right = ["stream.standard.small", "stream.graphics.g6.xlarge", "stream.graphics.gr6.4xlarge"]
    # One that nobody knows yet, and one outside of stream.*, since the image is CUSTOM.
    for number, fits in enumerate([*right, "stream.new.large", "Accelerated.g6e.xlarge"]):
        assert create(appstream, f"b{number}", InstanceType=fits)["InstanceType"] == fits


@pytest.mark.row("builder-create-type")
def test_a_native_image_takes_types_of_stream_only(appstream: Any) -> None:
    with refused(
        "InvalidParameterCombinationException",
        "The combination of instance type GeneralPurpose.t3.large and image instance family null "
        "is not supported. Select an image that belongs to image instance family supported by "
        "this instance type.",
    ):
        create(appstream, ImageName=PUBLIC, InstanceType="GeneralPurpose.t3.large")
    assert create(appstream, ImageName=PUBLIC, InstanceType="stream.future.huge")


@pytest.mark.row("builder-create-volume")
@pytest.mark.skipif("RootVolumeConfig" not in MEMBERS, reason="this botocore knows no volumes")
@pytest.mark.usefixtures("golden")
def test_a_root_volume_has_200_to_500_gigabytes(appstream: Any) -> None:
    for size in (199, 501, -1):
        with refused("ValidationException"):
            create(appstream, RootVolumeConfig={"VolumeSizeInGb": size})
    for size in (200, 500):
        made = create(appstream, f"b{size}", RootVolumeConfig={"VolumeSizeInGb": size})
        assert made["RootVolumeConfig"] == {"VolumeSizeInGb": size}
    assert create(appstream, RootVolumeConfig={})["RootVolumeConfig"] == {"VolumeSizeInGb": 200}


@pytest.mark.row("builder-create-domain")
@pytest.mark.usefixtures("golden")
def test_a_domain_needs_a_directory_config_which_cannot_be_deleted_then(appstream: Any) -> None:
    join = {"DirectoryName": "example.com", "OrganizationalUnitDistinguishedName": "OU=a"}
    with refused(
        "ResourceNotFoundException",
        f"The directory config example.com for account {ACCOUNT} does not exist.",
    ):
        create(appstream, DomainJoinInfo=join)
    appstream.create_directory_config(
        DirectoryName="example.com", OrganizationalUnitDistinguishedNames=["OU=a"]
    )
    assert create(appstream, DomainJoinInfo=join)["DomainJoinInfo"] == join
    with refused("ResourceInUseException"):
        appstream.delete_directory_config(DirectoryName="example.com")
    appstream.delete_image_builder(Name="builder")
    appstream.delete_directory_config(DirectoryName="example.com")
    # Terraform's provider sends it empty.
    assert "DomainJoinInfo" not in create(appstream, DomainJoinInfo={"DirectoryName": ""})


@pytest.mark.row("builder-create-agentaccess")
@needs_agent_access
@pytest.mark.usefixtures("golden")
@pytest.mark.parametrize(
    "change",
    [
        {"Settings": [{"AgentAction": "COMPUTER_VISION", "Permission": "DISABLED"}]},
        {"Settings": [{"AgentAction": "COMPUTER_INPUT", "Permission": "ENABLED"}]},
        {"ScreenshotsUploadEnabled": True},
    ],
)
def test_agent_access_that_does_not_go_together_is_refused(
    appstream: Any, change: dict[str, Any]
) -> None:
    with refused("InvalidParameterCombinationException"):
        create(appstream, AgentAccessConfig={**AGENT_ACCESS, **change})
    assert all_builders(appstream) == []


@pytest.mark.row("every-iam-role")
@in_process
@pytest.mark.appstream(config={"appstream": {"check_roles": True}})
@pytest.mark.usefixtures("golden")
def test_a_role_that_is_looked_up_and_missing_is_refused(appstream: Any) -> None:
    with pytest.raises(
        appstream.exceptions.InvalidRoleException,
        match="encountered an error because your IAM role",
    ):
        create(appstream, IamRoleArn=f"arn:aws:iam::{ACCOUNT}:role/builder")
    assert all_builders(appstream) == []


@pytest.mark.row("every-exists", "every-order")
@pytest.mark.usefixtures("golden")
def test_a_name_that_is_taken_is_refused_and_the_builder_stays_as_it_was(
    appstream: Any, appstream_client: Any
) -> None:
    create(appstream, Description="first", Tags={"a": "1"})
    before = builder(appstream)
    with refused("ResourceAlreadyExistsException", "The image builder builder already exists."):
        create(appstream, Description="second", Tags={"a": "2"})
    assert builder(appstream) == before
    assert appstream.list_tags_for_resource(ResourceArn=before["Arn"])["Tags"] == {"a": "1"}
    # It is free in other regions and accounts, and for other kinds.
    seed.image("golden", region="us-west-2")
    seed.image("golden", account_id=OTHER_ACCOUNT)
    seed.image("builder")
    create(appstream_client("us-west-2"))
    create(appstream_client(account_id=OTHER_ACCOUNT))


@pytest.mark.row("builder-create-failed")
@pytest.mark.usefixtures("slow")
def test_a_builder_can_be_made_to_fail_with_the_error_that_terraform_prints(
    appstream: Any,
) -> None:
    seed.image_builder_failure(error_code="DOMAIN_JOIN_ERROR_ACCESS_DENIED", name="builder")
    create(appstream, "other")
    created = create(appstream)
    assert created["State"] == "PENDING"
    assert created["ImageBuilderErrors"] == []
    assert "StateChangeReason" not in created
    failed = builder(appstream)
    assert failed["State"] == "FAILED"
    (error,) = failed["ImageBuilderErrors"]
    assert f"{error['ErrorCode']}: {error['ErrorMessage']}" == (
        "DOMAIN_JOIN_ERROR_ACCESS_DENIED: Access is denied."
    )
    assert error["ErrorTimestamp"] >= created["CreatedTime"]
    assert failed["StateChangeReason"]["Code"] == "INTERNAL_ERROR"
    assert builder(appstream, "other")["State"] == "RUNNING"
    create(appstream, "next")
    assert states(appstream, 1, "next") == ["RUNNING"]


@pytest.mark.row("builder-create-failed")
@pytest.mark.usefixtures("golden")
@pytest.mark.parametrize("wrong", [{"code": "BORED"}, {"error_code": "BORED"}])
def test_a_failure_that_aws_does_not_have_cannot_be_planned(
    appstream: Any, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"code.*BORED|BORED.*code"):
        seed.image_builder_failure(**wrong)
    create(appstream)
    assert builder(appstream)["State"] == "RUNNING"


@in_process
@pytest.mark.row("builder-create-failed")
@pytest.mark.usefixtures("golden")
def test_a_failed_builder_is_seeded_again_with_its_errors(appstream: Any) -> None:
    seed.image_builder_failure(error_code="DOMAIN_JOIN_ERROR_LOGON_FAILURE")
    create(appstream)
    before = builder(appstream)
    (entry,) = dump.present()["image_builders"]
    appstream.delete_image_builder(Name="builder")
    seed.everything(image_builders=[entry])
    after = builder(appstream)
    assert (after["State"], after["ImageBuilderErrors"]) == ("FAILED", before["ImageBuilderErrors"])


@pytest.mark.row("builder-create-failed")
@pytest.mark.usefixtures("golden")
def test_a_call_that_is_refused_uses_no_failure_up(appstream: Any) -> None:
    seed.image_builder_failure(code="IMAGE_UNAVAILABLE", message="The image is not there.")
    with refused("ResourceNotFoundException"):
        create(appstream, ImageName="gone")
    create(appstream)
    assert builder(appstream)["StateChangeReason"] == {
        "Code": "IMAGE_UNAVAILABLE",
        "Message": "The image is not there.",
    }
    assert "NetworkAccessConfiguration" not in builder(appstream)
    for call in (appstream.start_image_builder, appstream.stop_image_builder):
        with pytest.raises(ClientError, match="builder is FAILED"):
            call(Name="builder")


# DescribeImageBuilders


@pytest.mark.row("builder-describe", "every-page")
@pytest.mark.usefixtures("golden")
def test_a_walk_through_the_pages_shows_each_builder_once(appstream: Any) -> None:
    everything = sorted(f"b-{number}" for number in range(60))
    for name in everything:
        create(appstream, name)
    assert all_builders(appstream) == everything
    assert all_builders(appstream, MaxResults=5) == everything
    # What sends a bigger size, as a tool does that deletes all there is, gets whole pages.
    assert all_builders(appstream, MaxResults=100) == everything
    assert len(appstream.describe_image_builders(MaxResults=100)["ImageBuilders"]) == 25
    assert all_builders(appstream, Names=["b-9", "b-10", "b-9"]) == ["b-9", "b-10"]
    token = appstream.describe_image_builders()["NextToken"]
    with refused("ValidationException"):
        appstream.describe_image_builders(Names=["b-1"], NextToken=token)


@pytest.mark.row("builder-describe", "every-missing")
@pytest.mark.usefixtures("golden")
def test_one_name_that_is_missing_fails_the_call_and_no_builder_is_an_empty_list(
    appstream: Any,
) -> None:
    assert appstream.describe_image_builders()["ImageBuilders"] == []
    create(appstream)
    with refused(
        "ResourceNotFoundException", f"The image builder gone for account {ACCOUNT} does not exist."
    ):
        appstream.describe_image_builders(Names=["builder", "gone"])
    assert all_builders(appstream, Names=[]) == ["builder"]


# StartImageBuilder, StopImageBuilder


@pytest.mark.row("builder-start", "builder-stop", "builder-start-image")
@pytest.mark.usefixtures("slow")
def test_a_builder_stops_and_starts_though_its_image_is_deleted(appstream: Any) -> None:
    create(appstream)
    assert states(appstream, 1) == ["RUNNING"]
    appstream.delete_image(Name="golden")
    assert appstream.stop_image_builder(Name="builder")["ImageBuilder"]["State"] == "STOPPING"
    assert states(appstream, 2) == ["STOPPED", "STOPPED"]
    assert appstream.start_image_builder(Name="builder")["ImageBuilder"]["State"] == "PENDING"
    assert states(appstream, 2) == ["RUNNING", "RUNNING"]


@pytest.mark.row("builder-start")
@pytest.mark.usefixtures("slow")
def test_a_start_with_another_agent_updates_it_on_the_way(appstream: Any) -> None:
    create(appstream)
    for version, expected in (
        ("LATEST", ["UPDATING_AGENT", "RUNNING"]),
        (NEWEST, ["RUNNING", "RUNNING"]),
    ):
        states(appstream, 1)
        appstream.stop_image_builder(Name="builder")
        states(appstream, 1)
        started = appstream.start_image_builder(Name="builder", AppstreamAgentVersion=version)
        assert started["ImageBuilder"]["AppstreamAgentVersion"] == NEWEST
        assert states(appstream, 2) == expected


@pytest.mark.row("builder-start-state", "builder-stop-state", "every-state")
@pytest.mark.usefixtures("slow")
def test_a_builder_in_another_state_is_neither_started_nor_stopped(appstream: Any) -> None:
    create(appstream)
    for call, code, wanted in (
        ("start_image_builder", "ResourceNotAvailableException", "STOPPED"),
        ("stop_image_builder", "OperationNotPermittedException", "RUNNING"),
    ):
        with refused(
            code,
            f"The image builder builder is PENDING. The image builder must be in a {wanted} "
            "state for this action to succeed.",
        ):
            getattr(appstream, call)(Name="builder")
        with refused("ResourceNotFoundException"):
            getattr(appstream, call)(Name="gone")
    assert states(appstream, 1) == ["RUNNING"]
    with refused("ResourceNotAvailableException"):
        appstream.start_image_builder(Name="builder")


# UpdateImageBuilder


@updates
@pytest.mark.row("builder-update")
@pytest.mark.usefixtures("golden")
def test_an_update_changes_a_stopped_builder_and_leaves_the_rest(appstream: Any) -> None:
    create(appstream, Description="old", DisplayName="Old")
    with refused("OperationNotPermittedException"):
        appstream.update_image_builder(Name="builder", Description="new")
    appstream.stop_image_builder(Name="builder")
    before = builder(appstream)
    answer = appstream.update_image_builder(Name="builder", Description="new")["ImageBuilder"]
    assert answer == {**before, "Description": "new"} == builder(appstream)
    assert answer["State"] == "STOPPED"
    with refused("ResourceNotFoundException"):
        appstream.update_image_builder(Name="gone", Description="new")


@updates
@needs_agent_access
@pytest.mark.row("builder-update-agentaccess")
@pytest.mark.usefixtures("golden")
def test_agent_access_is_merged_by_action_and_obeys_the_rules_of_a_new_one(
    appstream: Any,
) -> None:
    uploads = {"ScreenshotsUploadEnabled": True, "S3BucketArn": "arn:aws:s3:::screens"}
    create(appstream, AgentAccessConfig={**AGENT_ACCESS, **uploads})
    appstream.stop_image_builder(Name="builder")

    def update(**parameters: Any) -> Any:
        answer = appstream.update_image_builder(Name="builder", **parameters)
        return answer["ImageBuilder"].get("AgentAccessConfig")

    no_vision = {"Settings": [{"AgentAction": "COMPUTER_VISION", "Permission": "DISABLED"}]}
    with refused("InvalidParameterCombinationException"):
        update(AgentAccessConfig=no_vision)  # COMPUTER_INPUT, which stays, needs it
    no_input = {"AgentAction": "COMPUTER_INPUT", "Permission": "DISABLED"}
    merged = update(AgentAccessConfig={"Settings": [no_input], "ScreenImageFormat": "JPEG"})
    assert merged == {
        **AGENT_ACCESS,
        **uploads,
        "Settings": [AGENT_ACCESS["Settings"][0], no_input],
        "ScreenImageFormat": "JPEG",
    }
    merged = update(AgentAccessConfig={"ScreenshotsUploadEnabled": False})
    assert "S3BucketArn" not in merged
    with refused("InvalidParameterCombinationException"):
        update(AgentAccessConfig=merged, AttributesToDelete=["AGENT_ACCESS_CONFIG"])
    assert builder(appstream)["AgentAccessConfig"] == merged
    assert update(AttributesToDelete=["AGENT_ACCESS_CONFIG"]) is None
    assert "AgentAccessConfig" not in builder(appstream)


# DeleteImageBuilder


@pytest.mark.row("builder-delete")
@pytest.mark.usefixtures("slow")
def test_a_deleted_builder_is_listed_as_deleting_and_then_gone_with_its_tags(
    appstream: Any,
) -> None:
    arn = create(appstream, Description="old", Tags={"team": "desktop"})["Arn"]
    states(appstream, 1)
    set_pace("image_builder", progression="manual", times=2)
    answer = appstream.delete_image_builder(Name="builder")["ImageBuilder"]
    assert (answer["State"], answer["Description"]) == ("DELETING", "old")
    with refused("ResourceAlreadyExistsException"):
        create(appstream)
    assert states(appstream, 1) == ["DELETING"]
    with refused("ResourceNotFoundException"):
        builder(appstream)
    with refused("ResourceNotFoundException"):
        appstream.list_tags_for_resource(ResourceArn=arn)
    assert "Description" not in create(appstream)
    assert appstream.list_tags_for_resource(ResourceArn=arn)["Tags"] == {}


@pytest.mark.row("builder-delete-states")
@pytest.mark.usefixtures("golden")
def test_a_running_stopped_or_failed_builder_can_be_deleted(appstream: Any) -> None:
    create(appstream, "running")
    create(appstream, "stopped")
    appstream.stop_image_builder(Name="stopped")
    for name in ("running", "stopped"):
        answer = appstream.delete_image_builder(Name=name)["ImageBuilder"]
        assert answer["State"] == "DELETING"
    assert all_builders(appstream) == []
    with refused("ResourceNotFoundException"):
        appstream.delete_image_builder(Name="running")


@pytest.mark.row("builder-delete-states")
@pytest.mark.usefixtures("golden")
def test_a_failed_builder_can_be_deleted(appstream: Any) -> None:
    seed.image_builder_failure()
    create(appstream)
    appstream.delete_image_builder(Name="builder")
    assert all_builders(appstream) == []


@pytest.mark.row("builder-delete-refused")
@pytest.mark.usefixtures("slow")
def test_a_builder_on_its_way_cannot_be_deleted(appstream: Any) -> None:
    create(appstream)
    with refused(
        "OperationNotPermittedException",
        "The image builder builder is PENDING. The image builder must be in a RUNNING or STOPPED "
        "or FAILED state for this action to succeed.",
    ):
        appstream.delete_image_builder(Name="builder")
    states(appstream, 1)
    appstream.delete_image_builder(Name="builder")
    with refused("OperationNotPermittedException"):
        appstream.delete_image_builder(Name="builder")


@pytest.mark.row("builder-delete-refused")
@in_process
@pytest.mark.appstream(config={"appstream": {"delete_unsettled_image_builders": True}})
@pytest.mark.usefixtures("slow")
def test_a_test_may_let_a_builder_on_its_way_be_deleted(appstream: Any) -> None:
    create(appstream)
    appstream.delete_image_builder(Name="builder")
    with refused("OperationNotPermittedException"):
        appstream.delete_image_builder(Name="builder")
    with refused("ResourceNotFoundException"):
        builder(appstream)


@in_process
@pytest.mark.row("builder-delete")
@pytest.mark.usefixtures("golden")
def test_a_builder_that_is_gone_does_not_count_for_a_quota(appstream: Any) -> None:
    from moto_appstream.appstream.models.arranged import Scope

    arranged = appstream_backends[ACCOUNT]["us-east-1"].arranged
    arranged.quotas[Scope(ACCOUNT, "us-east-1")] = {"image_builders": 1}
    create(appstream)
    with refused("LimitExceededException") as caught:
        create(appstream, "other")
    assert str(caught.value).endswith("Limit: 1")
    appstream.delete_image_builder(Name="builder")
    create(appstream, "other")


# CreateImageBuilderStreamingURL


@pytest.mark.row("builder-url")
@pytest.mark.usefixtures("golden")
def test_a_url_says_who_may_use_it_and_until_when(appstream: Any) -> None:
    create(appstream)
    before = int(datetime.now(timezone.utc).timestamp())
    answer = appstream.create_image_builder_streaming_url(Name="builder")
    url, expires = answer["StreamingURL"], int(answer["Expires"].timestamp())
    assert before + 3600 <= expires <= before + 3660
    assert url.startswith("https://appstream2.us-east-1.aws.amazon.com/authenticate?parameters=")
    query = parse_qs(urlsplit(url).query)
    assert json.loads(base64.b64decode(query["parameters"][0])) == {
        "type": "ADMIN",
        "expires": str(expires),
        "awsAccountId": ACCOUNT,
        "userId": "admin",
    }
    assert len(base64.b64decode(query["signature"][0])) == 32
    assert appstream.create_image_builder_streaming_url(Name="builder")["StreamingURL"] != url
    assert builder(appstream)["State"] == "RUNNING"


@pytest.mark.row("builder-url")
@pytest.mark.usefixtures("golden")
def test_a_url_is_valid_for_a_second_to_a_week(appstream: Any) -> None:
    create(appstream)
    for validity in (0, -1, 604801):
        with refused("ValidationException"):
            appstream.create_image_builder_streaming_url(Name="builder", Validity=validity)
    for validity in (1, 604800):
        now = datetime.now(timezone.utc)
        answer = appstream.create_image_builder_streaming_url(Name="builder", Validity=validity)
        assert validity - 2 <= (answer["Expires"] - now).total_seconds() <= validity + 60


@pytest.mark.row("builder-url-state")
@pytest.mark.usefixtures("golden")
def test_only_a_running_builder_has_a_url(appstream: Any) -> None:
    with refused("ResourceNotFoundException"):
        appstream.create_image_builder_streaming_url(Name="builder")
    create(appstream)
    appstream.stop_image_builder(Name="builder")
    with refused(
        "OperationNotPermittedException",
        "The image builder builder is STOPPED. The image builder must be in a RUNNING state for "
        "this action to succeed.",
    ):
        appstream.create_image_builder_streaming_url(Name="builder")


# How an image comes out of a builder


@pytest.fixture
def running(appstream: Any, golden: dict[str, Any]) -> Any:
    return create(appstream)


@pytest.mark.row("builder-image-start", "builder-image-end")
@pytest.mark.parametrize("first", ["image", "builder"])
@pytest.mark.parametrize("slow_kind", ["image", "image_builder"])
@pytest.mark.usefixtures("running")
def test_the_image_is_available_and_the_builder_stopped_in_the_same_step(
    appstream: Any, first: str, slow_kind: str
) -> None:
    """Whichever of the two is slow, and whichever the program waits for."""
    set_pace(slow_kind, progression="manual", times=3)
    assert make_image()["State"] == "PENDING"
    seen = []
    for _ in range(3):
        if first == "image":
            seen.append(described(appstream, "made")["State"])
        else:
            seen.append(builder(appstream)["State"])
    expected = {
        "image": ["PENDING", "PENDING", "AVAILABLE"],
        "builder": ["SNAPSHOTTING", "SNAPSHOTTING", "STOPPED"],
    }
    assert seen == expected[first]
    assert described(appstream, "made")["State"] == "AVAILABLE"
    assert builder(appstream)["State"] == "STOPPED"
    # It is not used up.
    set_pace(slow_kind)
    appstream.start_image_builder(Name="builder")
    assert states(appstream, 1) == ["RUNNING"]


@pytest.mark.row("builder-image-start", "builder-states")
@pytest.mark.usefixtures("running")
def test_meanwhile_neither_can_be_deleted_nor_used(appstream: Any) -> None:
    set_pace(progression="manual", times=9)
    make_image()
    call: Callable[[], object]
    for call in (
        lambda: appstream.delete_image_builder(Name="builder"),
        lambda: appstream.stop_image_builder(Name="builder"),
        lambda: appstream.delete_image(Name="made"),
        lambda: appstream.create_image_builder_streaming_url(Name="builder"),
    ):
        with refused("OperationNotPermittedException"):
            call()
    with refused("ResourceNotAvailableException"):
        create(appstream, "other", ImageName="made")


@pytest.mark.row("builder-image-new", "builder-image-agent")
def test_a_new_image_says_what_it_was_made_of(
    appstream: Any, golden: dict[str, Any], running: Any
) -> None:
    make_image()
    image = described(appstream, "made")
    assert {
        "BaseImageArn": golden["Arn"],
        "ImageBuilderName": "builder",
        "DisplayName": "made",
        "Visibility": "PRIVATE",
        "ImageBuilderSupported": True,
        "Platform": golden["Platform"],
        "PublicBaseImageReleasedDate": golden["PublicBaseImageReleasedDate"],
        "AppstreamAgentVersion": "11-10-2025",
        "Applications": [{**APPLICATION, "Enabled": True}],
    }.items() <= image.items()
    assert "Description" not in image
    assert appstream.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"] == {}
    appstream.start_image_builder(Name="builder")
    make_image(
        "second",
        display_name="Second",
        description="The second.",
        tags={"team": "desktop"},
        use_latest_agent_version=True,
    )
    image = described(appstream, "second")
    assert (image["DisplayName"], image["Description"]) == ("Second", "The second.")
    assert image["AppstreamAgentVersion"] == "LATEST"
    assert appstream.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"] == {"team": "desktop"}


@pytest.mark.row("builder-image-dynamic")
@pytest.mark.usefixtures("running")
def test_an_image_without_applications_has_dynamic_app_providers(appstream: Any) -> None:
    with pytest.raises(ValueError, match="at least one application"):
        make_image(applications=[])
    with pytest.raises(ValueError, match="Requested: 51, Limit: 50"):
        make_image(applications=[{"Name": f"a{n}"} for n in range(51)])
    make_image(applications=[], dynamic_app_providers=True)
    image = described(appstream, "made")
    assert image["Applications"] == []
    assert image.get("DynamicAppProvidersEnabled", "ENABLED") == "ENABLED"


@pytest.mark.row("builder-image-name")
@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "golden"}, "The image golden already exists"),
        ({"name": "AmazonImage"}, "cannot begin with Amazon, AWS or AppStream"),
        ({"name": "aws-image"}, "cannot begin with Amazon, AWS or AppStream"),
        ({"name": "APPSTREAM"}, "cannot begin with Amazon, AWS or AppStream"),
        ({"name": "not a name"}, "regular expression pattern"),
        ({"name": ""}, "name must be a non-empty string"),
        ({"applications": [{"colour": "red"}]}, "colour is not a member of Application"),
        ({"applications": "editor"}, "applications must be a list"),
        ({"display_name": ""}, "display_name"),
        ({"tags": {"aws:a": "b"}}, "tags"),
        ({"failure": True, "failure_code": "BORED"}, "code"),
    ],
)
def test_what_an_image_cannot_have_changes_nothing(
    appstream: Any, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_image(**wrong)
    assert builder(appstream)["State"] == "RUNNING"
    assert names(appstream, Type="PRIVATE") == ["golden"]


@pytest.mark.row("builder-image-name", "builder-image-start")
@pytest.mark.usefixtures("running")
def test_only_a_running_builder_makes_an_image(appstream: Any) -> None:
    appstream.stop_image_builder(Name="builder")
    with pytest.raises(ValueError, match="builder is STOPPED"):
        make_image()
    with pytest.raises(ValueError, match=r"image builder gone .* does not exist"):
        seed.image_from_builder("made", image_builder="gone", applications=[APPLICATION])
    assert names(appstream, Type="PRIVATE") == ["golden"]


@pytest.mark.row("builder-image-failed")
@pytest.mark.usefixtures("running")
def test_an_image_that_fails_is_listed_with_its_reasons_until_it_is_deleted(
    appstream: Any,
) -> None:
    set_pace(progression="manual", times=1)
    pending = make_image(
        failure=True,
        failure_code="IMAGE_BUILDER_NOT_AVAILABLE",
        failure_message="The builder is gone.",
    )
    assert not {"StateChangeReason", "ImageErrors"} & pending.keys()
    image = described(appstream, "made")
    assert image["State"] == "FAILED"
    assert image["StateChangeReason"] == {
        "Code": "IMAGE_BUILDER_NOT_AVAILABLE",
        "Message": "The builder is gone.",
    }
    assert image["ImageErrors"][0]["ErrorCode"] == "INTERNAL_SERVICE_ERROR"
    assert builder(appstream)["State"] == "STOPPED"
    appstream.start_image_builder(Name="builder")
    assert states(appstream, 1) == ["RUNNING"]
    with pytest.raises(ValueError, match="already exists"):
        make_image()
    appstream.delete_image(Name="made")
    make_image()
    assert described(appstream, "made")["State"] == "AVAILABLE"


@pytest.mark.row("builder-delete-images")
@pytest.mark.usefixtures("running")
def test_an_image_stays_as_it_is_when_its_builder_is_deleted(appstream: Any) -> None:
    make_image()
    before = described(appstream, "made")
    appstream.delete_image_builder(Name="builder")
    assert described(appstream, "made") == before
    assert before["ImageBuilderName"] == "builder"


@pytest.mark.row("builder-reboot")
@pytest.mark.usefixtures("slow")
def test_a_running_builder_can_be_rebooted(appstream: Any) -> None:
    create(appstream)
    with pytest.raises(ValueError, match="builder is PENDING"):
        seed.image_builder_reboot("builder")
    states(appstream, 1)
    seed.image_builder_reboot("builder")
    with refused("OperationNotPermittedException"):
        appstream.stop_image_builder(Name="builder")
    assert states(appstream, 1) == ["RUNNING"]


@in_process
@pytest.mark.row("builder-states")
@pytest.mark.usefixtures("slow")
def test_the_builder_of_a_managed_update_goes_by_itself_and_nothing_can_be_done_to_it(
    appstream: Any,
) -> None:
    images = appstream_backends[ACCOUNT]["us-east-1"].images
    with all_or_nothing():
        family().add_for_update("new.0123456789", images.get("golden"), "stream.standard.small")
    with refused("ResourceNotAvailableException"):
        appstream.start_image_builder(Name="new.0123456789")
    for call in (appstream.stop_image_builder, appstream.delete_image_builder):
        with refused("OperationNotPermittedException"):
            call(Name="new.0123456789")
    assert states(appstream, 1, "new.0123456789") == ["PENDING_QUALIFICATION"]
    with refused("ResourceNotFoundException"):
        builder(appstream, "new.0123456789")


# IAM


@pytest.mark.row("builder-iam", "every-iam-resource")
@pytest.mark.usefixtures("golden")
def test_iam_judges_the_builder_the_image_the_role_and_the_tags(appstream: Any) -> None:
    make: Callable[..., Any] = boto3.client
    iam = make("iam", region_name="us-east-1")
    iam.create_user(UserName="user")
    key = iam.create_access_key(UserName="user")["AccessKey"]
    client = make(
        "appstream",
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token="",
    )
    arn = f"arn:aws:appstream:us-east-1:{ACCOUNT}:"
    role = f"arn:aws:iam::{ACCOUNT}:role/builder"
    needed = [
        ("appstream:CreateImageBuilder", f"{arn}image-builder/builder"),
        ("appstream:CreateImageBuilder", f"{arn}image/golden"),
        ("appstream:TagResource", f"{arn}image-builder/builder"),
        ("iam:PassRole", role),
    ]

    def create_with(allowed: list[tuple[str, str]]) -> None:
        statements = [
            {"Effect": "Allow", "Action": action, "Resource": resource}
            for action, resource in allowed
        ]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName="user", PolicyName="policy", PolicyDocument=document)
        enforced = set_initial_no_auth_action_count(0)
        enforced(create)(client, IamRoleArn=role, Tags={"team": "desktop"})

    for missing in needed:
        with refused("AccessDeniedException"):
            create_with([one for one in needed if one != missing])
    assert all_builders(appstream) == []
    create_with(needed)
    assert all_builders(appstream) == ["builder"]


# What people run


@pytest.mark.row("builder-network", "builder-image-start", "builder-image-end")
@pytest.mark.usefixtures("slow")
def test_an_image_factory_makes_an_image_and_clears_up(appstream: Any) -> None:
    """A state machine that reads members without a check, as a published one does."""
    set_pace(progression="manual", times=2)
    subnet = {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.describe_image_builders(Names=["builder"])
    create(appstream, VpcConfig=subnet, Tags={"factory": "yes"})
    with pytest.raises(appstream.exceptions.ResourceAlreadyExistsException):
        create(appstream)
    while True:
        ready = appstream.describe_image_builders(Names=["builder"])["ImageBuilders"][0]
        if ready["State"] == "RUNNING":
            break
    assert ready["NetworkAccessConfiguration"]["EniPrivateIpAddress"]
    for call, wanted in (("stop", "STOPPED"), ("start", "RUNNING")):
        getattr(appstream, f"{call}_image_builder")(Name="builder")
        while builder(appstream)["State"] != wanted:
            pass
    make_image()
    while True:
        image = appstream.describe_images(Names=["made"])["Images"][0]
        if image["State"] in ("AVAILABLE", "FAILED"):
            break
    appstream.delete_image_builder(Name="builder")
    assert [image["State"], image["ImageBuilderName"], image["Applications"][0]["Name"]] == [
        "AVAILABLE",
        "builder",
        "editor",
    ]


@pytest.mark.row("builder-create-answer", "builder-delete")
def test_a_script_and_terraform_find_no_other_state_on_the_way(appstream: Any) -> None:
    set_pace("image_builder", progression="manual", times=2)
    create(
        appstream,
        ImageName=PUBLIC,
        VpcConfig={"SubnetIds": ["subnet-1"]},
        EnableDefaultInternetAccess=True,
    )
    while (state := builder(appstream)["State"]) == "PENDING":
        pass
    assert state == "RUNNING"
    appstream.delete_image_builder(Name="builder")
    assert states(appstream, 1) == ["DELETING"]
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        builder(appstream)


@pytest.mark.row("builder-cfn")
@pytest.mark.usefixtures("golden")
def test_a_cloudformation_handler_makes_a_builder_and_removes_it(appstream: Any) -> None:
    set_pace("image_builder", progression="manual", times=1)
    created = create(appstream, Tags={"stack": "factory"})
    seen = [created["State"], *states(appstream, 2)]
    assert seen == ["PENDING", "RUNNING", "RUNNING"]
    url = appstream.create_image_builder_streaming_url(Name="builder")["StreamingURL"]
    assert url.startswith("https://")
    appstream.stop_image_builder(Name="builder")
    assert states(appstream, 2) == ["STOPPED", "STOPPED"]
    assert appstream.delete_image_builder(Name="builder")["ImageBuilder"]["State"] == "DELETING"
    with refused("ResourceNotFoundException"):
        states(appstream, 3)


@pytest.mark.row("builder-create-failed")
@pytest.mark.usefixtures("golden")
def test_an_error_of_a_builder_has_its_time_in_whole_milliseconds(appstream: Any) -> None:
    for number in range(5):
        seed.image_builder_failure(name=f"b{number}")
        before = datetime.now(timezone.utc)
        create(appstream, f"b{number}")
        (error,) = builder(appstream, f"b{number}")["ImageBuilderErrors"]
        lost = before - error["ErrorTimestamp"]
        assert error["ErrorTimestamp"].microsecond % 1000 == 0
        assert lost < timedelta(milliseconds=1)
        assert error["ErrorTimestamp"] <= datetime.now(timezone.utc)


@pytest.mark.row("builder-image-agent")
@pytest.mark.usefixtures("golden")
@pytest.mark.skipif(
    "LatestAppstreamAgentVersion" not in MEMBERS, reason="this botocore does not know the member"
)
def test_an_image_says_whether_its_agent_is_the_newest(appstream: Any) -> None:
    for name, agent, newest in (("new", "LATEST", "TRUE"), ("old", "10-01-2025", "FALSE")):
        create(appstream, name, AppstreamAgentVersion=agent)
        seed.image_from_builder(name, image_builder=name, applications=[APPLICATION])
        assert described(appstream, name)["LatestAppstreamAgentVersion"] == newest
