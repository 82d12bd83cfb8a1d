"""Imported images (the rows imported-*)."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from support import ACCOUNT, described, in_process, names, refused, set_pace

from moto_appstream import seed
from moto_appstream.appstream.models.public_images import newest_agent_version

AMI = "ami-12345678"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/import"
FROM_AMI = {"SourceAmiId": AMI, "IamRoleArn": ROLE}
VALIDATED = {"RuntimeValidationConfig": {"IntendedInstanceType": "Accelerated.g6e.xlarge"}}
CHECK_AMIS = pytest.mark.appstream(config={"appstream": {"check_amis": True}})


@pytest.fixture(autouse=True)
def _needs_the_operation(appstream: Any) -> None:
    if "create_imported_image" not in dir(appstream):
        pytest.skip("an older botocore has no such operation")


def import_image(client: Any, **parameters: Any) -> Any:
    return client.create_imported_image(**{"Name": "imported", **FROM_AMI, **parameters})["Image"]


@pytest.mark.row("imported-answer", "imported-image", "imported-agent")
def test_an_imported_image_is_own_and_shows_nothing_of_where_it_came_from(appstream: Any) -> None:
    answer = import_image(appstream, Tags={"team": "3d"}, Description="From EC2")
    assert (answer["State"], answer["Visibility"]) == ("IMPORTING", "PRIVATE")
    image = described(appstream, "imported")
    assert image["State"] == "AVAILABLE"
    assert image["Arn"] == f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/imported"
    assert image["DisplayName"] == "imported"
    assert image["Description"] == "From EC2"
    assert image["Platform"] == "WINDOWS_SERVER_2022"
    assert image["ImageType"] == "CUSTOM"
    assert image["ImageBuilderSupported"] is True
    assert image["AppstreamAgentVersion"] == newest_agent_version()
    assert image["Applications"] == []
    assert not {
        "BaseImageArn",
        "ImageBuilderName",
        "PublicBaseImageReleasedDate",
        "SourceAmiId",
        "IamRoleArn",
    } & set(image)
    tags = appstream.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"]
    assert tags == {"team": "3d"}


@pytest.mark.row("imported-image", "imported-source", "imported-agent")
def test_an_image_of_workspaces_needs_no_role(appstream: Any) -> None:
    appstream.create_imported_image(
        Name="imported",
        WorkspaceImageId="wsi-12345678",
        DisplayName="Mine",
        AgentSoftwareVersion="ALWAYS_LATEST",
    )
    image = described(appstream, "imported")
    assert (image["Platform"], image["ImageType"]) == ("WINDOWS_11", "BYOL")
    assert (image["DisplayName"], image["AppstreamAgentVersion"]) == ("Mine", "LATEST")


@pytest.mark.row("imported-source")
@pytest.mark.parametrize(
    "source",
    [
        {},
        {"SourceAmiId": AMI},
        {"SourceAmiId": AMI, "WorkspaceImageId": "wsi-12345678", "IamRoleArn": ROLE},
        {"WorkspaceImageId": "wsi-12345678", "IamRoleArn": ROLE},
    ],
)
def test_an_import_has_one_source_and_the_role_that_goes_with_it(
    appstream: Any, source: Any
) -> None:
    with pytest.raises(appstream.exceptions.InvalidParameterCombinationException):
        appstream.create_imported_image(Name="imported", **source)
    assert names(appstream, Type="PRIVATE") == []


@pytest.mark.row("imported-states", "imported-type")
@pytest.mark.parametrize(
    ("more", "states"),
    [
        ({}, ["IMPORTING", "AVAILABLE", "AVAILABLE"]),
        (VALIDATED, ["IMPORTING", "VALIDATING", "VALIDATING"]),
    ],
)
def test_an_import_is_validated_where_an_instance_type_is_intended(
    appstream: Any, more: Any, states: list[str]
) -> None:
    set_pace(progression="manual", times=2)
    try:
        import_image(appstream, **more)
        assert [described(appstream, "imported")["State"] for _ in range(3)] == states
    finally:
        set_pace()


@pytest.mark.row("imported-type")
def test_an_intended_instance_type_follows_the_pattern(appstream: Any) -> None:
    import_image(
        appstream, RuntimeValidationConfig={"IntendedInstanceType": "GeneralPurpose.t3.large"}
    )
    with refused("ValidationException"):
        import_image(appstream, Name="b", RuntimeValidationConfig={"IntendedInstanceType": "any"})


@pytest.mark.row("imported-dryrun")
def test_a_dry_run_that_would_succeed_says_so_and_makes_nothing(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.DryRunOperationException) as caught:
        import_image(appstream, DryRun=True)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert names(appstream, Type="PRIVATE") == []
    seed.image("imported")
    with pytest.raises(appstream.exceptions.ResourceAlreadyExistsException):
        import_image(appstream, DryRun=True)


@pytest.mark.row("imported-taken", "imported-failed")
def test_a_failed_import_keeps_its_reasons_and_its_name_until_it_is_deleted(
    appstream: Any,
) -> None:
    seed.import_failure(error_message="The snapshot is encrypted.")
    assert import_image(appstream)["State"] == "IMPORTING"
    image = described(appstream, "imported")
    assert image["State"] == "FAILED"
    assert image["StateChangeReason"] == {
        "Code": "IMAGE_IMPORT_FAILURE",
        "Message": "The snapshot is encrypted.",
    }
    (error,) = image["ImageErrors"]
    assert error["ErrorCode"] == "INTERNAL_SERVICE_ERROR"
    assert error["ErrorMessage"] == "The snapshot is encrypted."
    assert error["ErrorTimestamp"]
    with refused("ResourceAlreadyExistsException", "The image imported already exists."):
        import_image(appstream)
    appstream.delete_image(Name="imported")
    import_image(appstream)
    assert described(appstream, "imported")["State"] == "AVAILABLE"


@pytest.mark.row("imported-apps")
def test_the_catalogue_becomes_the_applications_of_the_image(appstream: Any) -> None:
    catalogue = [
        {"Name": "usd", "AbsoluteAppPath": "C:\\usd.exe", "LaunchParameters": "-x"},
        {"Name": "kit", "DisplayName": "Kit", "AbsoluteAppPath": "C:\\kit.exe"},
    ]
    usd, kit = import_image(appstream, AppCatalogConfig=catalogue)["Applications"]
    assert usd.pop("IconURL").startswith("https://")
    assert usd == {
        "Name": "usd",
        "DisplayName": "usd",
        "LaunchPath": "C:\\usd.exe",
        "LaunchParameters": "-x",
        "Enabled": True,
    }
    assert kit["DisplayName"] == "Kit"
    with pytest.raises(appstream.exceptions.InvalidParameterCombinationException):
        import_image(appstream, Name="b", AppCatalogConfig=[catalogue[0]] * 2)


@pytest.mark.row("imported-ami-missing")
def test_an_ami_is_not_looked_up_unless_a_test_wants_it(appstream: Any) -> None:
    import_image(appstream, SourceAmiId="ami-00000000")
    assert described(appstream, "imported")["State"] == "AVAILABLE"


def register_ami(**more: Any) -> str:
    ec2 = boto3.client("ec2", region_name="us-east-1")
    ami: Any = ec2.register_image(Name="mine", **more)["ImageId"]
    return str(ami)


@pytest.fixture
def amazon_amis(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto's EC2 has the AMIs of Amazon, as it has unless it is told not to."""
    monkeypatch.delenv("MOTO_EC2_LOAD_DEFAULT_AMIS")


@in_process
@CHECK_AMIS
@pytest.mark.usefixtures("amazon_amis")
@pytest.mark.row("imported-ami-missing", "imported-ami-rules")
def test_an_ami_that_is_looked_up_is_own_and_for_windows(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.ResourceNotFoundException, match=AMI):
        import_image(appstream)
    with pytest.raises(appstream.exceptions.IncompatibleImageException, match="cannot be imported"):
        import_image(appstream, SourceAmiId=register_ami())
    public = boto3.client("ec2", region_name="us-east-1").describe_images(Owners=["amazon"])
    with pytest.raises(appstream.exceptions.OperationNotPermittedException):
        import_image(appstream, SourceAmiId=public["Images"][0]["ImageId"])
    assert names(appstream, Type="PRIVATE") == []


def amis_of_instance(*names: str) -> list[str]:
    """Own AMIs of these names, made of an instance that runs one of Amazon's for Windows."""
    ec2 = boto3.client("ec2", region_name="us-east-1")
    public = ec2.describe_images(Owners=["amazon"])["Images"]
    source = next(
        one["ImageId"]
        for one in public
        if one.get("Platform") == "windows" and one["RootDeviceName"] == "/dev/sda1"
    )
    (instance,) = ec2.run_instances(ImageId=source, MinCount=1, MaxCount=1)["Instances"]
    made = [ec2.create_image(InstanceId=instance["InstanceId"], Name=name) for name in names]
    return [str(ami["ImageId"]) for ami in made]


@in_process
@CHECK_AMIS
@pytest.mark.usefixtures("amazon_amis")
@pytest.mark.row("imported-ami-rules")
def test_an_own_ami_for_windows_passes_the_check(appstream: Any) -> None:
    (ami,) = amis_of_instance("mine")
    import_image(appstream, SourceAmiId=ami)
    assert described(appstream, "imported")["State"] == "AVAILABLE"


@in_process
@pytest.mark.usefixtures("amazon_amis")
@pytest.mark.row("imported-image")
def test_the_platform_is_that_of_the_ami_where_its_name_tells(appstream: Any) -> None:
    platforms = {
        "Windows_Server-2025-English-Full-Base": "WINDOWS_SERVER_2025",
        "windows server 2025": "WINDOWS_SERVER_2025",
        "Windows_Server-2022-of-2025": "WINDOWS_SERVER_2022",
        "made in 2025": "WINDOWS_SERVER_2022",
    }
    for ami, platform in zip(amis_of_instance(*platforms), platforms.values(), strict=True):
        image = import_image(appstream, Name=f"of-{ami}", SourceAmiId=ami)
        assert image["Platform"] == platform


@in_process
@pytest.mark.appstream(config={"appstream": {"check_roles": True}})
@pytest.mark.row("imported-role")
def test_a_role_that_is_looked_up_must_be_there(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.InvalidRoleException):
        import_image(appstream)
    boto3.client("iam").create_role(RoleName="import", AssumeRolePolicyDocument="{}")
    import_image(appstream)


@pytest.mark.row("imported-limit")
@pytest.mark.usefixtures("no_retries")
def test_a_validated_import_needs_room_for_a_builder(appstream_client: Any) -> None:
    client = appstream_client()
    seed.quotas(image_builders=0)
    with pytest.raises(client.exceptions.LimitExceededException):
        import_image(client, **VALIDATED)
    seed.quotas(image_builders=1)
    seed.image("golden")
    seed.image_builder("builder", image_name="golden")
    with pytest.raises(client.exceptions.LimitExceededException):
        import_image(client, **VALIDATED)
    client.delete_image_builder(Name="builder")
    import_image(client, **VALIDATED)
    for name in ("golden", "imported"):
        client.describe_images(Names=[name])
        client.delete_image(Name=name)
    seed.quotas(images=0)
    for dry_run in (True, False):
        with pytest.raises(client.exceptions.LimitExceededException):
            import_image(client, DryRun=dry_run)
    assert names(client, Type="PRIVATE") == []


@pytest.mark.row("imported-use")
def test_an_imported_image_serves_as_any_own_image(appstream: Any, recovery: Any) -> None:
    import_image(appstream)
    seed.fleet("production", image="imported")
    seed.image_builder("builder", image_name="imported")
    appstream.copy_image(
        SourceImageName="imported", DestinationImageName="copied", DestinationRegion="us-west-2"
    )
    assert described(recovery, "copied")["State"] == "AVAILABLE"
