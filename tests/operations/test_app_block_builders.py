"""App block builders: how they start, stop and change (the rows abb-*)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from elastic import BUCKET, ROLE, SUBNETS, associate, create_builder, create_package
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused, set_pace

from moto_appstream.appstream.models import AppStreamBackend, appstream_backends

ENDPOINTS = [{"EndpointType": "STREAMING", "VpceId": "vpce-0a1b2c3d4e5f60718"}]
checks_roles = pytest.mark.appstream(config={"appstream": {"check_roles": True}})


@pytest.fixture
def slow() -> Iterator[None]:
    """Builders start and stop at the second look."""
    set_pace("app_block_builder", progression="manual", times=2)
    yield
    set_pace("app_block_builder")


@pytest.fixture
def block(appstream: Any) -> Any:
    """An app block that the builder ``packager`` is there for."""
    block = create_package(appstream)
    create_builder(appstream)
    associate(appstream, block)
    return block


def described(client: Any, name: str = "packager") -> Any:
    (builder,) = client.describe_app_block_builders(Names=[name])["AppBlockBuilders"]
    return builder


def state(client: Any) -> str:
    answered: str = described(client)["State"]
    return answered


def names(client: Any) -> list[str]:
    return [one["Name"] for one in client.describe_app_block_builders()["AppBlockBuilders"]]


def backend() -> AppStreamBackend:
    return appstream_backends[ACCOUNT]["us-east-1"]


def has_imds(client: Any) -> bool:
    """Whether the installed botocore knows the switch of the metadata service."""
    return "DisableIMDSV1" in client.meta.service_model.shape_for("AppBlockBuilder").members


# CreateAppBlockBuilder


@pytest.mark.row("abb-always", "abb-create")
def test_a_builder_is_stopped_and_stays_so(appstream: Any) -> None:
    builder = create_builder(appstream)
    assert described(appstream) == builder
    assert isinstance(builder.pop("CreatedTime"), datetime)
    expected = {
        "Name": "packager",
        "Arn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:app-block-builder/packager",
        "Platform": "WINDOWS_SERVER_2019",
        "InstanceType": "stream.standard.small",
        "VpcConfig": {"SubnetIds": SUBNETS},
        "EnableDefaultInternetAccess": False,
        "State": "STOPPED",
    }
    assert builder == expected | ({"DisableIMDSV1": False} if has_imds(appstream) else {})
    assert state(appstream) == "STOPPED"


@pytest.mark.row("abb-always", "abb-describe")
def test_a_builder_is_described_with_all_that_it_was_given(appstream: Any) -> None:
    given: dict[str, Any] = {
        "DisplayName": "Packager",
        "Description": "It packages.",
        "IamRoleArn": ROLE,
        "AccessEndpoints": ENDPOINTS,
        "EnableDefaultInternetAccess": True,
        "VpcConfig": {"SubnetIds": SUBNETS, "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]},
        **({"DisableIMDSV1": True} if has_imds(appstream) else {}),
    }
    builder = create_builder(appstream, **given)
    assert {**builder, **given} == builder
    assert described(appstream) == builder


@pytest.mark.row("abb-create-subnets")
@pytest.mark.parametrize("subnets", [[], SUBNETS[:1], SUBNETS[:1] * 2])
def test_a_builder_needs_two_subnets(appstream: Any, subnets: list[str]) -> None:
    with refused("InvalidParameterCombinationException"):
        create_builder(appstream, VpcConfig={"SubnetIds": subnets})
    with refused("InvalidParameterCombinationException"):
        create_builder(appstream, VpcConfig={})
    assert names(appstream) == []


@pytest.mark.row("abb-create-subnets")
def test_subnets_that_ec2_knows_must_be_in_two_zones(appstream: Any) -> None:
    ec2 = boto3.client("ec2", region_name="us-east-1")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    first, second, third = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=zone)[
            "Subnet"
        ]["SubnetId"]
        for number, zone in enumerate(["us-east-1a", "us-east-1a", "us-east-1b"])
    )
    with refused("InvalidParameterCombinationException"):
        create_builder(appstream, VpcConfig={"SubnetIds": [first, second]})
    create_builder(appstream, VpcConfig={"SubnetIds": [first, third]})
    with refused("InvalidParameterCombinationException"):
        appstream.update_app_block_builder(
            Name="packager", VpcConfig={"SubnetIds": [first, second]}
        )
    assert described(appstream)["VpcConfig"] == {"SubnetIds": [first, third]}
    create_builder(appstream, "unknown", VpcConfig={"SubnetIds": [first, SUBNETS[0]]})
    create_builder(appstream, "three", VpcConfig={"SubnetIds": [first, second, third]})


@pytest.mark.row("abb-create-type")
@pytest.mark.parametrize("instance_type", ["stream.standard.4xlarge", "stream.compute.large", "x"])
def test_a_builder_is_of_a_standard_type(appstream: Any, instance_type: str) -> None:
    with refused("InvalidParameterCombinationException"):
        create_builder(appstream, InstanceType=instance_type)
    with refused("ValidationException"):
        create_builder(appstream, Platform="WINDOWS_SERVER_2022")
    assert names(appstream) == []
    for size in ("small", "medium", "large", "xlarge", "2xlarge"):
        create_builder(appstream, size, InstanceType=f"stream.standard.{size}")


@in_process
@checks_roles
@pytest.mark.row("every-iam-role")
def test_where_roles_are_checked_the_role_must_be_there(appstream: Any) -> None:
    with refused("InvalidRoleException"):
        create_builder(appstream, IamRoleArn=ROLE)
    create_builder(appstream)
    with refused("InvalidRoleException"):
        appstream.update_app_block_builder(Name="packager", IamRoleArn=ROLE)
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_role(RoleName="packager", AssumeRolePolicyDocument="{}")
    updated = appstream.update_app_block_builder(Name="packager", IamRoleArn=ROLE)
    assert updated["AppBlockBuilder"]["IamRoleArn"] == ROLE


@pytest.mark.row("every-exists")
def test_a_name_can_be_taken_once_per_account_and_region(
    appstream: Any, appstream_client: Any
) -> None:
    create_builder(appstream)
    with refused(
        "ResourceAlreadyExistsException", "The app block builder packager already exists."
    ):
        create_builder(appstream)
    create_builder(appstream_client("us-west-2"))
    create_builder(appstream_client("us-east-1", account_id=OTHER_ACCOUNT))
    create_builder(appstream, "a" * 101)
    assert names(appstream) == ["a" * 101, "packager"]


# DescribeAppBlockBuilders


@pytest.mark.row("abb-describe", "every-page")
def test_all_pages_together_show_each_builder_once(appstream: Any) -> None:
    expected = [f"packager-{number:02}" for number in range(60)]
    for name in reversed(expected):
        create_builder(appstream, name)
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = appstream.describe_app_block_builders(MaxResults=100, **token)
        assert len(page["AppBlockBuilders"]) <= 25
        found += [builder["Name"] for builder in page["AppBlockBuilders"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == expected
    named = appstream.describe_app_block_builders(Names=["packager-59", "packager-00"])
    assert [one["Name"] for one in named["AppBlockBuilders"]] == ["packager-59", "packager-00"]


@pytest.mark.row("abb-describe", "every-missing")
def test_one_unknown_name_fails_the_whole_call(appstream: Any) -> None:
    create_builder(appstream)
    message = f"The app block builder other for account {ACCOUNT} does not exist."
    with refused("ResourceNotFoundException", message):
        appstream.describe_app_block_builders(Names=["packager", "other"])


# StartAppBlockBuilder and StopAppBlockBuilder


@pytest.mark.row("abb-start", "abb-stop", "every-first-state")
@pytest.mark.usefixtures("block")
def test_a_builder_starts_and_stops(appstream: Any) -> None:
    started = appstream.start_app_block_builder(Name="packager")["AppBlockBuilder"]
    assert started["State"] == "STARTING"
    assert described(appstream) == {**started, "State": "RUNNING"}
    stopped = appstream.stop_app_block_builder(Name="packager")["AppBlockBuilder"]
    assert stopped == {**started, "State": "STOPPING"}
    assert state(appstream) == "STOPPED"
    appstream.start_app_block_builder(Name="packager")  # the association has stayed
    assert state(appstream) == "RUNNING"


@pytest.mark.row("abb-start", "abb-stop", "abb-start-state", "abb-update", "abb-delete")
@pytest.mark.usefixtures("slow")
def test_a_builder_on_its_way_can_only_be_described(appstream: Any, block: Any) -> None:
    def nothing_is_permitted(now: str) -> None:
        text = f"The app block builder packager is {now}. The app block builder must be in "
        with refused(
            "ResourceNotAvailableException",
            f"{text}a STOPPED state for this action to succeed.",
        ):
            appstream.start_app_block_builder(Name="packager")
        with refused(
            "OperationNotPermittedException",
            f"{text}a RUNNING state for this action to succeed.",
        ):
            appstream.stop_app_block_builder(Name="packager")
        with refused("OperationNotPermittedException"):
            appstream.update_app_block_builder(Name="packager", DisplayName="Packager")
        with refused("OperationNotPermittedException"):
            appstream.create_app_block_builder_streaming_url(AppBlockBuilderName="packager")
        with refused("ResourceInUseException"):
            appstream.delete_app_block_builder(Name="packager")

    appstream.start_app_block_builder(Name="packager")
    nothing_is_permitted("STARTING")
    assert [state(appstream) for _ in range(3)] == ["STARTING", "RUNNING", "RUNNING"]
    appstream.stop_app_block_builder(Name="packager")
    nothing_is_permitted("STOPPING")
    assert [state(appstream) for _ in range(3)] == ["STOPPING", "STOPPED", "STOPPED"]
    assert "DisplayName" not in described(appstream)


@pytest.mark.row("abb-start-alone")
def test_a_builder_without_an_app_block_cannot_be_started(appstream: Any) -> None:
    create_builder(appstream)
    message = "Unassociated AppBlock Builder cannot be started."
    with refused("ResourceNotAvailableException", message):
        appstream.start_app_block_builder(Name="packager")
    assert state(appstream) == "STOPPED"


@pytest.mark.row("abb-start-state", "abb-stop", "every-state")
@pytest.mark.usefixtures("block")
def test_a_running_builder_cannot_be_started_and_a_stopped_one_not_stopped(appstream: Any) -> None:
    with refused("OperationNotPermittedException"):
        appstream.stop_app_block_builder(Name="packager")
    appstream.start_app_block_builder(Name="packager")
    with refused("ResourceNotAvailableException"):
        appstream.start_app_block_builder(Name="packager")
    assert state(appstream) == "RUNNING"


@pytest.mark.row("every-missing")
def test_a_builder_that_is_not_there_is_missing_to_every_operation(appstream: Any) -> None:
    for call in (
        appstream.start_app_block_builder,
        appstream.stop_app_block_builder,
        appstream.update_app_block_builder,
        appstream.delete_app_block_builder,
    ):
        with refused(
            "ResourceNotFoundException",
            f"The app block builder packager for account {ACCOUNT} does not exist.",
        ):
            call(Name="packager")


@in_process
@pytest.mark.row("abb-failed")
@pytest.mark.usefixtures("block", "slow")
def test_a_start_that_fails_ends_stopped_with_errors_until_the_next_one(appstream: Any) -> None:
    before = described(appstream)
    backend().app_block_builders.fail_next_start(
        "packager", "SUBNET_NOT_FOUND", "The subnet is gone."
    )
    assert described(appstream) == before
    started = appstream.start_app_block_builder(Name="packager")["AppBlockBuilder"]
    assert started == {**before, "State": "STARTING"}
    assert described(appstream) == started
    failed = described(appstream)
    assert failed["State"] == "STOPPED"
    assert failed["StateChangeReason"] == {
        "Code": "INTERNAL_ERROR",
        "Message": "The subnet is gone.",
    }
    (error,) = failed["AppBlockBuilderErrors"]
    assert isinstance(error.pop("ErrorTimestamp"), datetime)
    assert error == {"ErrorCode": "SUBNET_NOT_FOUND", "ErrorMessage": "The subnet is gone."}
    appstream.start_app_block_builder(Name="packager")
    described(appstream)
    assert described(appstream) == {**before, "State": "RUNNING"}


# UpdateAppBlockBuilder


@pytest.mark.row("abb-update")
def test_a_stopped_builder_can_change_all_but_its_name(appstream: Any) -> None:
    before = create_builder(appstream)
    given: dict[str, Any] = {
        "DisplayName": "Packager",
        "Description": "It packages.",
        "Platform": "WINDOWS_SERVER_2019",
        "InstanceType": "stream.standard.2xlarge",
        "IamRoleArn": ROLE,
        "AccessEndpoints": ENDPOINTS,
        "EnableDefaultInternetAccess": True,
    }
    after = appstream.update_app_block_builder(Name="packager", **given)["AppBlockBuilder"]
    assert after == {**before, **given}
    assert described(appstream) == after
    updated = appstream.update_app_block_builder(Name="packager", DisplayName="Other")
    assert updated["AppBlockBuilder"] == {**after, "DisplayName": "Other"}
    if has_imds(appstream):
        updated = appstream.update_app_block_builder(Name="packager", DisableIMDSV1=True)
        assert updated["AppBlockBuilder"]["DisableIMDSV1"] is True


@pytest.mark.row("abb-update")
def test_the_rest_of_the_vpc_configuration_stays(appstream: Any) -> None:
    create_builder(appstream)
    groups = ["sg-0a1b2c3d4e5f60718"]
    updated = appstream.update_app_block_builder(
        Name="packager", VpcConfig={"SecurityGroupIds": groups}
    )["AppBlockBuilder"]
    assert updated["VpcConfig"] == {"SubnetIds": SUBNETS, "SecurityGroupIds": groups}
    updated = appstream.update_app_block_builder(
        Name="packager", VpcConfig={"SubnetIds": SUBNETS[::-1]}
    )["AppBlockBuilder"]
    assert updated["VpcConfig"] == {"SubnetIds": SUBNETS[::-1], "SecurityGroupIds": groups}


@pytest.mark.row("abb-update")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"VpcConfig": {"SubnetIds": SUBNETS[:1]}}, "InvalidParameterCombinationException"),
        ({"InstanceType": "stream.compute.large"}, "InvalidParameterCombinationException"),
        ({"Platform": "WINDOWS_SERVER_2022"}, "ValidationException"),
    ],
)
def test_what_cannot_be_created_cannot_be_made_by_an_update(
    appstream: Any, change: Any, code: str
) -> None:
    builder = create_builder(appstream)
    with refused(code):
        appstream.update_app_block_builder(Name="packager", DisplayName="Packager", **change)
    assert described(appstream) == builder


@pytest.mark.row("abb-update")
@pytest.mark.usefixtures("block")
def test_a_running_builder_can_change_how_it_is_called_only(appstream: Any) -> None:
    appstream.start_app_block_builder(Name="packager")
    shown = {"DisplayName": "Packager", "Description": "It packages."}
    updated = appstream.update_app_block_builder(Name="packager", **shown)["AppBlockBuilder"]
    assert {**updated, **shown, "State": "RUNNING"} == updated
    message = (
        "Cannot update the attribute for app block builder packager when it is RUNNING. "
        "The app block builder must be stopped to complete this action."
    )
    for change in (
        {"InstanceType": "stream.standard.large", "DisplayName": "Other"},
        {"EnableDefaultInternetAccess": False},
        {"VpcConfig": {"SecurityGroupIds": ["sg-1"]}},
        {"AttributesToDelete": ["IAM_ROLE_ARN"]},
    ):
        with refused("ResourceInUseException", message):
            appstream.update_app_block_builder(Name="packager", **change)
    assert described(appstream) == updated


@pytest.mark.row("abb-update-delete")
def test_attributes_are_deleted(appstream: Any) -> None:
    before = create_builder(appstream)
    create_builder(
        appstream,
        "full",
        IamRoleArn=ROLE,
        AccessEndpoints=ENDPOINTS,
        VpcConfig={"SubnetIds": SUBNETS, "SecurityGroupIds": ["sg-1"]},
    )
    after = appstream.update_app_block_builder(
        Name="full",
        AttributesToDelete=[
            "IAM_ROLE_ARN",
            "ACCESS_ENDPOINTS",
            "VPC_CONFIGURATION_SECURITY_GROUP_IDS",
        ],
    )["AppBlockBuilder"]
    own = {"Name", "Arn", "CreatedTime"}
    assert {key: after[key] for key in after.keys() - own} == {
        key: before[key] for key in before.keys() - own
    }
    assert described(appstream, "full") == after


@pytest.mark.row("abb-update-delete")
@pytest.mark.parametrize(
    ("attribute", "given"),
    [
        ("IAM_ROLE_ARN", {"IamRoleArn": ROLE}),
        ("ACCESS_ENDPOINTS", {"AccessEndpoints": ENDPOINTS}),
        ("VPC_CONFIGURATION_SECURITY_GROUP_IDS", {"VpcConfig": {"SecurityGroupIds": ["sg-1"]}}),
    ],
)
def test_an_attribute_is_not_given_and_deleted_at_once(
    appstream: Any, attribute: str, given: Any
) -> None:
    builder = create_builder(appstream)
    with refused("InvalidParameterCombinationException"):
        appstream.update_app_block_builder(Name="packager", AttributesToDelete=[attribute], **given)
    assert described(appstream) == builder
    appstream.update_app_block_builder(
        Name="packager",
        VpcConfig={"SubnetIds": SUBNETS},
        AttributesToDelete=["VPC_CONFIGURATION_SECURITY_GROUP_IDS"],
    )


# DeleteAppBlockBuilder


@pytest.mark.row("abb-delete", "every-tags")
def test_a_stopped_builder_is_deleted_at_once_with_its_tags(appstream: Any) -> None:
    builder = create_builder(appstream, DisplayName="Packager", Tags={"team": "desktop"})
    tags = appstream.list_tags_for_resource(ResourceArn=builder["Arn"])["Tags"]
    assert tags == {"team": "desktop"}
    answer = appstream.delete_app_block_builder(Name="packager")
    assert answer.keys() == {"ResponseMetadata"}
    with refused("ResourceNotFoundException"):
        described(appstream)
    assert "DisplayName" not in create_builder(appstream)
    assert appstream.list_tags_for_resource(ResourceArn=builder["Arn"])["Tags"] == {}


@pytest.mark.row("abb-delete")
def test_a_builder_with_an_app_block_is_in_use(appstream: Any, block: Any) -> None:
    with refused("ResourceInUseException"):
        appstream.delete_app_block_builder(Name="packager")
    appstream.start_app_block_builder(Name="packager")
    with refused("ResourceInUseException"):
        appstream.delete_app_block_builder(Name="packager")
    appstream.stop_app_block_builder(Name="packager")
    assert state(appstream) == "STOPPED"
    appstream.disassociate_app_block_builder_app_block(
        AppBlockArn=block["Arn"], AppBlockBuilderName="packager"
    )
    appstream.delete_app_block_builder(Name="packager")
    assert names(appstream) == []


@in_process
@pytest.mark.row("abb-delete")
@pytest.mark.parametrize("now", ["STARTING", "RUNNING", "STOPPING"])
def test_a_builder_that_is_not_stopped_is_not_deleted(appstream: Any, now: str) -> None:
    create_builder(appstream)
    backend().app_block_builders.get("packager").goes(now)
    with refused("OperationNotPermittedException"):
        appstream.delete_app_block_builder(Name="packager")
    assert state(appstream) == now


# CreateAppBlockBuilderStreamingURL


@pytest.mark.row("abb-url")
@pytest.mark.usefixtures("block")
def test_a_url_leads_to_a_running_builder_for_as_long_as_it_is_asked_for(appstream: Any) -> None:
    appstream.start_app_block_builder(Name="packager")
    now = datetime.now(timezone.utc)
    urls = set()
    for validity, seconds in (({}, 3600), ({"Validity": 60}, 60), ({"Validity": 604800}, 604800)):
        answer = appstream.create_app_block_builder_streaming_url(
            AppBlockBuilderName="packager", **validity
        )
        expected = now + timedelta(seconds=seconds)
        assert abs(answer["Expires"] - expected) < timedelta(seconds=30)
        url = urlsplit(answer["StreamingURL"])
        assert (url.scheme, url.netloc) == ("https", "appstream2.us-east-1.aws.amazon.com")
        said = json.loads(base64.b64decode(parse_qs(url.query)["parameters"][0]))
        assert said["expires"] == str(int(answer["Expires"].timestamp()))
        assert said["awsAccountId"] == ACCOUNT
        urls.add(answer["StreamingURL"])
    again = appstream.create_app_block_builder_streaming_url(AppBlockBuilderName="packager")
    assert again["StreamingURL"] not in urls
    assert state(appstream) == "RUNNING"


@pytest.mark.row("abb-url")
@pytest.mark.usefixtures("block")
def test_there_is_no_url_for_a_builder_that_does_not_run(appstream: Any) -> None:
    url = appstream.create_app_block_builder_streaming_url
    with refused("OperationNotPermittedException"):
        url(AppBlockBuilderName="packager")
    with refused("ResourceNotFoundException"):
        url(AppBlockBuilderName="other")
    appstream.start_app_block_builder(Name="packager")
    for validity in (0, -1, 604801):
        with refused("ValidationException"):
            url(AppBlockBuilderName="packager", Validity=validity)


# What people's programs do


@pytest.mark.row("abb-cfn")
def test_a_cloudformation_handler_makes_a_builder_and_removes_it(appstream: Any) -> None:
    block = appstream.create_app_block(
        Name="editor-files",
        SourceS3Location={"S3Bucket": BUCKET},
        PackagingType="APPSTREAM2",
    )["AppBlock"]
    builder = create_builder(appstream)
    assert appstream.describe_app_block_builders(Names=["packager"])["AppBlockBuilders"]
    keys = {"AppBlockArn": block["Arn"], "AppBlockBuilderName": "packager"}
    appstream.associate_app_block_builder_app_block(**keys)
    list_associations = appstream.describe_app_block_builder_app_block_associations
    (found,) = list_associations(AppBlockBuilderName="packager")[
        "AppBlockBuilderAppBlockAssociations"
    ]
    assert found == keys
    appstream.start_app_block_builder(Name="packager")
    appstream.tag_resource(ResourceArn=builder["Arn"], Tags={"stack": "packaging"})
    with refused("OperationNotPermittedException"):
        appstream.disassociate_app_block_builder_app_block(**keys)  # the handler never stops it
    appstream.stop_app_block_builder(Name="packager")
    assert state(appstream) == "STOPPED"
    for association in list_associations(AppBlockBuilderName="packager")[
        "AppBlockBuilderAppBlockAssociations"
    ]:
        appstream.disassociate_app_block_builder_app_block(**association)
    appstream.delete_app_block_builder(Name="packager")
    with refused("ResourceNotFoundException"):
        described(appstream)


@pytest.mark.row("abb-start-alone", "abb-update", "abb-delete")
def test_a_terraform_provider_switches_a_builder_to_the_state_that_is_wanted(
    appstream: Any,
) -> None:
    create_builder(appstream)
    with pytest.raises(
        appstream.exceptions.ResourceNotAvailableException,
        match=r"Unassociated AppBlock Builder cannot be started\.",
    ):
        appstream.start_app_block_builder(Name="packager")
    block = create_package(appstream)
    associate(appstream, block)
    appstream.start_app_block_builder(Name="packager")
    assert state(appstream) == "RUNNING"
    # To change its type, the provider stops it first and starts it again.
    appstream.stop_app_block_builder(Name="packager")
    assert state(appstream) == "STOPPED"
    appstream.update_app_block_builder(Name="packager", InstanceType="stream.standard.large")
    appstream.start_app_block_builder(Name="packager")
    assert described(appstream)["InstanceType"] == "stream.standard.large"
    # On the way down, each refusal is waited out.
    with pytest.raises(appstream.exceptions.ResourceInUseException):
        appstream.delete_app_block_builder(Name="packager")
    appstream.stop_app_block_builder(Name="packager")
    assert state(appstream) == "STOPPED"
    keys = {"AppBlockArn": block["Arn"], "AppBlockBuilderName": "packager"}
    appstream.disassociate_app_block_builder_app_block(**keys)
    gone = appstream.describe_app_block_builder_app_block_associations(**keys)
    assert gone["AppBlockBuilderAppBlockAssociations"] == []
    appstream.delete_app_block_builder(Name="packager")
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        described(appstream)
