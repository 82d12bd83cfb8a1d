"""Applications of elastic fleets: what they need, and what of them can change (the rows app-*)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import boto3
import pytest
from elastic import (
    BUCKET,
    arn,
    create_application,
    create_block,
    create_elastic_fleet,
    create_package,
)
from moto.core import set_initial_no_auth_action_count
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends

ICON = {"S3Bucket": BUCKET, "S3Key": "editor.png"}
checks_s3_objects = pytest.mark.appstream(config={"appstream": {"check_s3_objects": True}})


@pytest.fixture
def block(appstream: Any) -> Any:
    return create_block(appstream)


def described(client: Any, name: str = "editor") -> Any:
    (application,) = client.describe_applications(Arns=[arn(f"application/{name}")])["Applications"]
    return application


def names(client: Any) -> list[str]:
    return [application["Name"] for application in client.describe_applications()["Applications"]]


# CreateApplication


@pytest.mark.row("app-always", "app-create")
def test_an_application_has_what_it_was_given_and_is_enabled(appstream: Any, block: Any) -> None:
    application = create_application(appstream, block)
    assert isinstance(application.pop("CreatedTime"), datetime)
    assert application.pop("IconURL").startswith("https://")
    assert application == {
        "Name": "editor",
        "Arn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:application/editor",
        "AppBlockArn": block["Arn"],
        "IconS3Location": ICON,
        "LaunchPath": "C:\\AppStream\\AppBlocks\\editor\\editor.exe",
        "Platforms": ["WINDOWS_SERVER_2019"],
        "InstanceFamilies": ["GENERAL_PURPOSE"],
        "Enabled": True,
    }


@pytest.mark.row("app-always", "app-describe")
def test_an_application_is_described_as_it_was_answered(appstream: Any, block: Any) -> None:
    given = {
        "DisplayName": "Editor",
        "Description": "It edits.",
        "WorkingDirectory": "C:\\Users",
        "LaunchParameters": "--new",
    }
    application = create_application(appstream, block, **given)
    assert {**application, **given} == application
    assert described(appstream) == application


@pytest.mark.row("app-create")
def test_an_application_may_be_made_before_its_block_is_packaged(appstream: Any) -> None:
    inactive = create_package(appstream)
    assert create_application(appstream, inactive)["AppBlockArn"] == inactive["Arn"]


@pytest.mark.row("app-create", "every-missing")
@pytest.mark.parametrize(
    "missing",
    [
        arn("app-block/other"),
        arn("application/editor-files"),
        arn("app-block/editor-files", OTHER_ACCOUNT),
        arn("app-block/editor-files").replace("us-east-1", "us-west-2"),
    ],
)
@pytest.mark.usefixtures("block")
def test_an_application_needs_a_block_of_its_own_account_and_region(
    appstream: Any, missing: str
) -> None:
    name = missing.split("/")[-1]
    message = f"The app block {name} for account {ACCOUNT} does not exist."
    with refused("ResourceNotFoundException", message):
        create_application(appstream, {"Arn": missing})
    assert names(appstream) == []


@pytest.mark.row("app-create-icon")
def test_an_icon_needs_a_key(appstream: Any, block: Any) -> None:
    message = (
        "1 validation error detected: Value null at 'iconS3Location.s3Key' failed to satisfy "
        "constraint: Member must not be null"
    )
    with refused("ValidationException", message):
        create_application(appstream, block, IconS3Location={"S3Bucket": BUCKET})
    application = create_application(appstream, block)
    with refused("ValidationException", message):
        appstream.update_application(Name="editor", IconS3Location={"S3Bucket": BUCKET})
    assert described(appstream) == application


@pytest.mark.row("app-create-platforms")
@pytest.mark.parametrize(
    ("platforms", "code"),
    [
        (["WINDOWS_SERVER_2022"], "OperationNotPermittedException"),
        (["AMAZON_LINUX2", "WINDOWS"], "OperationNotPermittedException"),
        ([], "OperationNotPermittedException"),
        (["AMAZON_LINUX2"] * 5, "ValidationException"),
        (["MACOS"], "ValidationException"),
    ],
)
def test_an_application_is_for_platforms_of_elastic_fleets(
    appstream: Any, block: Any, platforms: list[str], code: str
) -> None:
    with refused(code):
        create_application(appstream, block, Platforms=platforms)
    assert names(appstream) == []
    both = ["WINDOWS_SERVER_2019", "AMAZON_LINUX2"]
    assert create_application(appstream, block, Platforms=both)["Platforms"] == both


@pytest.mark.row("app-create-families")
def test_an_application_is_for_instance_families_of_elastic_fleets(
    appstream: Any, block: Any
) -> None:
    with refused("OperationNotPermittedException"):
        create_application(appstream, block, InstanceFamilies=["GENERAL_PURPOSE", "MEMORY"])
    both = ["GENERAL_PURPOSE", "GRAPHICS_G4"]
    assert create_application(appstream, block, InstanceFamilies=both)["InstanceFamilies"] == both


@pytest.mark.row("every-exists")
def test_a_name_can_be_taken_once_per_account_and_region(
    appstream: Any, appstream_client: Any, block: Any
) -> None:
    application = create_application(appstream, block)
    with refused("ResourceAlreadyExistsException", "The application editor already exists."):
        create_application(appstream, block, Description="Another one.")
    assert described(appstream) == application
    for there in (
        appstream_client("us-west-2"),
        appstream_client("us-east-1", account_id=OTHER_ACCOUNT),
    ):
        create_application(there, create_block(there))
    assert names(appstream) == ["editor"]


@in_process
@checks_s3_objects
@pytest.mark.row("every-s3")
def test_where_s3_objects_are_checked_an_icon_must_be_there(appstream: Any) -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    with refused("OperationNotPermittedException", f"The S3 bucket {BUCKET} does not exist."):
        create_block(appstream)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="editor.vhd", Body=b"disk")
    with refused("OperationNotPermittedException"):
        create_block(appstream)  # its script is not there
    s3.put_object(Bucket=BUCKET, Key="setup.ps1", Body=b"script")
    block = create_block(appstream)
    with refused("OperationNotPermittedException"):
        create_application(appstream, block)
    s3.put_object(Bucket=BUCKET, Key="editor.png", Body=b"icon")
    application = create_application(appstream, block)
    with refused("OperationNotPermittedException"):
        appstream.update_application(
            Name="editor", IconS3Location={"S3Bucket": BUCKET, "S3Key": "other.png"}
        )
    assert described(appstream) == application


# DescribeApplications


@pytest.mark.row("app-describe", "every-page")
def test_all_pages_together_show_each_application_once(appstream: Any, block: Any) -> None:
    expected = [f"editor-{number:02}" for number in range(60)]
    for name in reversed(expected):
        create_application(appstream, block, name)
    first = appstream.describe_applications(MaxResults=100)
    assert [application["Name"] for application in first["Applications"]] == expected[:25]
    appstream.delete_application(Name="editor-24")
    second = appstream.describe_applications(NextToken=first["NextToken"], MaxResults=30)
    third = appstream.describe_applications(NextToken=second["NextToken"])
    assert "NextToken" not in third
    found = [*second["Applications"], *third["Applications"]]
    assert [application["Name"] for application in found] == expected[25:]
    asked = [arn("application/editor-59"), arn("application/editor-00")]
    named = appstream.describe_applications(Arns=asked)["Applications"]
    assert [application["Arn"] for application in named] == asked


@pytest.mark.row("app-describe")
def test_applications_of_images_are_not_listed(appstream: Any) -> None:
    seed.image("golden", applications=[{"name": "editor"}])
    assert appstream.describe_applications()["Applications"] == []
    with refused("ResourceNotFoundException"):
        appstream.describe_applications(Arns=[arn("application/editor")])


# UpdateApplication


@pytest.mark.row("app-update")
def test_an_update_changes_what_is_given_and_nothing_else(appstream: Any, block: Any) -> None:
    before = create_application(appstream, block, Description="It edits.", LaunchParameters="-n")
    given = {
        "DisplayName": "Editor",
        "IconS3Location": {"S3Bucket": BUCKET, "S3Key": "new.png"},
        "LaunchPath": "C:\\editor.exe",
        "WorkingDirectory": "C:\\Users",
    }
    after = appstream.update_application(Name="editor", **given)["Application"]
    assert after == {**before, **given, "IconURL": after["IconURL"]}
    assert after["IconURL"] != before["IconURL"]
    assert described(appstream) == after


@pytest.mark.row("app-update")
def test_an_update_moves_an_application_to_another_block(appstream: Any, block: Any) -> None:
    create_application(appstream, block)
    other = create_block(appstream, "other")
    updated = appstream.update_application(Name="editor", AppBlockArn=other["Arn"])
    assert updated["Application"]["AppBlockArn"] == other["Arn"]
    appstream.delete_app_block(Name=block["Name"])
    with refused("ResourceInUseException"):
        appstream.delete_app_block(Name="other")


@pytest.mark.row("app-update")
def test_an_update_that_is_refused_changes_nothing(appstream: Any, block: Any) -> None:
    application = create_application(appstream, block)
    with refused("ResourceNotFoundException"):
        appstream.update_application(
            Name="editor", DisplayName="Editor", AppBlockArn=arn("app-block/missing")
        )
    with refused("ResourceNotFoundException"):
        appstream.update_application(Name="missing", DisplayName="Editor")
    assert described(appstream) == application


@pytest.mark.row("app-update")
def test_attributes_are_deleted_even_if_they_are_given_as_well(appstream: Any, block: Any) -> None:
    create_application(appstream, block, LaunchParameters="-n", WorkingDirectory="C:\\Users")
    updated = appstream.update_application(
        Name="editor", LaunchParameters="-o", AttributesToDelete=["LAUNCH_PARAMETERS"]
    )["Application"]
    assert "LaunchParameters" not in updated
    assert updated["WorkingDirectory"] == "C:\\Users"
    both = ["LAUNCH_PARAMETERS", "WORKING_DIRECTORY"]
    appstream.update_application(Name="editor", AttributesToDelete=both)
    assert "WorkingDirectory" not in described(appstream)


@in_process
@pytest.mark.row("app-update")
def test_an_application_of_a_running_fleet_can_change(appstream: Any, block: Any) -> None:
    application = create_application(appstream, block)
    create_elastic_fleet(appstream)
    appstream.associate_application_fleet(FleetName="desktops", ApplicationArn=application["Arn"])
    appstream_backends[ACCOUNT]["us-east-1"].fleets.get("desktops").goes("RUNNING")
    updated = appstream.update_application(Name="editor", DisplayName="Editor")["Application"]
    assert updated["DisplayName"] == "Editor"


@pytest.mark.row("app-update-iam")
def test_moving_to_another_block_needs_the_permission_on_that_block(
    appstream: Any, block: Any
) -> None:
    create_application(appstream, block)
    create_block(appstream, "other")
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="packager")
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "appstream:UpdateApplication",
                "Resource": [arn("application/editor"), arn("app-block/editor-files")],
            }
        ],
    }
    iam.put_user_policy(UserName="packager", PolicyName="update", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="packager")["AccessKey"]
    client = boto3.client(
        "appstream",
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token="",
    )
    update = set_initial_no_auth_action_count(0)(client.update_application)
    update(Name="editor", DisplayName="Editor")
    update(Name="editor", AppBlockArn=block["Arn"])
    with refused("AccessDeniedException"):
        update(Name="editor", AppBlockArn=arn("app-block/other"))
    assert described(appstream)["AppBlockArn"] == block["Arn"]


# DeleteApplication


@pytest.mark.row("app-delete", "every-tags")
def test_a_deleted_application_is_gone_with_its_tags_and_its_name_is_free(
    appstream: Any, block: Any
) -> None:
    application = create_application(
        appstream, block, LaunchParameters="-n", Tags={"team": "desktop"}
    )
    tags = appstream.list_tags_for_resource(ResourceArn=application["Arn"])["Tags"]
    assert tags == {"team": "desktop"}
    assert appstream.delete_application(Name="editor").keys() == {"ResponseMetadata"}
    with refused(
        "ResourceNotFoundException", f"The application editor for account {ACCOUNT} does not exist."
    ):
        appstream.delete_application(Name="editor")
    with refused("ResourceNotFoundException"):
        appstream.describe_applications(Arns=[application["Arn"]])
    assert "LaunchParameters" not in create_application(appstream, block)
    assert appstream.list_tags_for_resource(ResourceArn=application["Arn"])["Tags"] == {}


@pytest.mark.row("app-delete")
def test_an_application_of_a_fleet_is_in_use_and_is_not_deleted_by_its_arn(
    appstream: Any, block: Any
) -> None:
    application = create_application(appstream, block)
    create_elastic_fleet(appstream)
    appstream.associate_application_fleet(FleetName="desktops", ApplicationArn=application["Arn"])
    with refused("ResourceInUseException"):
        appstream.delete_application(Name="editor")
    appstream.disassociate_application_fleet(
        FleetName="desktops", ApplicationArn=application["Arn"]
    )
    with refused("ValidationException"):
        appstream.delete_application(Name=application["Arn"])
    appstream.delete_application(Name="editor")
    assert names(appstream) == []
