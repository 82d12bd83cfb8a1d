"""The applications of elastic fleets (the rows app-assoc*)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from elastic import (
    SUBNETS,
    arn,
    create_application,
    create_block,
    create_elastic_fleet,
    create_package,
)
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends


@pytest.fixture
def editor(appstream: Any) -> str:
    """The ARN of an application."""
    application_arn: str = create_application(appstream, create_block(appstream))["Arn"]
    return application_arn


def associate(client: Any, application_arn: str, fleet: str = "desktops") -> Any:
    answer = client.associate_application_fleet(FleetName=fleet, ApplicationArn=application_arn)
    return answer["ApplicationFleetAssociation"]


def listed(client: Any, **keys: str) -> list[tuple[str, str]]:
    """The fleet and the application of each association."""
    found = client.describe_application_fleet_associations(**keys)["ApplicationFleetAssociations"]
    assert all(one.keys() == {"FleetName", "ApplicationArn"} for one in found)
    return [(one["FleetName"], one["ApplicationArn"].split("/")[-1]) for one in found]


# AssociateApplicationFleet


@pytest.mark.row("app-assoc")
def test_an_application_is_associated_once_however_often_it_is_asked_for(
    appstream: Any, editor: str
) -> None:
    create_elastic_fleet(appstream)
    expected = {"FleetName": "desktops", "ApplicationArn": editor}
    assert associate(appstream, editor) == expected
    assert associate(appstream, editor) == expected
    assert listed(appstream, FleetName="desktops") == [("desktops", "editor")]


@in_process
@pytest.mark.row("app-assoc", "app-assoc-off")
@pytest.mark.parametrize("state", ["STARTING", "RUNNING", "STOPPING", "STOPPED"])
def test_the_state_of_the_fleet_does_not_matter(appstream: Any, editor: str, state: str) -> None:
    create_elastic_fleet(appstream)
    appstream_backends[ACCOUNT]["us-east-1"].fleets.get("desktops").goes(state)
    associate(appstream, editor)
    appstream.disassociate_application_fleet(FleetName="desktops", ApplicationArn=editor)
    assert listed(appstream, FleetName="desktops") == []


@pytest.mark.row("app-assoc-fleet", "every-missing")
def test_fleet_and_application_must_be_there(appstream: Any, editor: str) -> None:
    missing = "The {} for account " + ACCOUNT + " does not exist."
    with refused("ResourceNotFoundException", missing.format("fleet desktops")):
        associate(appstream, editor)
    create_elastic_fleet(appstream)
    with refused("ResourceNotFoundException", missing.format("application viewer")):
        associate(appstream, arn("application/viewer"))
    with refused("ResourceNotFoundException"):
        associate(appstream, arn("application/editor", OTHER_ACCOUNT))
    assert listed(appstream, FleetName="desktops") == []


@pytest.mark.row("app-assoc-fleet")
def test_a_fleet_that_is_not_elastic_has_no_applications(appstream: Any, editor: str) -> None:
    seed.image("golden")
    appstream.create_fleet(
        Name="desktops",
        ImageName="golden",
        FleetType="ON_DEMAND",
        InstanceType="stream.standard.small",
        ComputeCapacity={"DesiredInstances": 1},
        VpcConfig={"SubnetIds": SUBNETS},
    )
    with refused("OperationNotPermittedException"):
        associate(appstream, editor)
    assert listed(appstream, ApplicationArn=editor) == []


@pytest.mark.row("app-assoc-platform")
def test_an_application_must_be_made_for_the_platform_of_the_fleet(appstream: Any) -> None:
    block = create_block(appstream)
    both = create_application(
        appstream, block, "both", Platforms=["WINDOWS_SERVER_2019", "AMAZON_LINUX2"]
    )
    windows = create_application(appstream, block, "windows")
    create_elastic_fleet(appstream, Platform="AMAZON_LINUX2")
    associate(appstream, both["Arn"])
    with refused("InvalidParameterCombinationException"):
        associate(appstream, windows["Arn"])
    assert listed(appstream, FleetName="desktops") == [("desktops", "both")]


@pytest.mark.row("app-assoc-inactive")
def test_an_application_whose_block_is_not_packaged_cannot_be_associated(appstream: Any) -> None:
    application = create_application(appstream, create_package(appstream))
    create_elastic_fleet(appstream)
    with refused("OperationNotPermittedException"):
        associate(appstream, application["Arn"])
    assert listed(appstream, FleetName="desktops") == []
    active = create_block(appstream, "active")
    appstream.update_application(Name="editor", AppBlockArn=active["Arn"])
    associate(appstream, application["Arn"])


# DisassociateApplicationFleet


@pytest.mark.row("app-assoc-off")
def test_what_is_not_associated_cannot_be_disassociated(appstream: Any, editor: str) -> None:
    create_elastic_fleet(appstream)
    for fleet, application_arn in (
        ("desktops", editor),
        ("laptops", editor),
        ("desktops", arn("application/viewer")),
        ("desktops", "arn:aws:s3:::a-bucket"),
    ):
        with refused("InvalidParameterCombinationException"):
            appstream.disassociate_application_fleet(
                FleetName=fleet, ApplicationArn=application_arn
            )
    associate(appstream, editor)
    with refused("InvalidParameterCombinationException"):
        appstream.disassociate_application_fleet(
            FleetName="desktops", ApplicationArn=arn("application/editor", OTHER_ACCOUNT)
        )
    answer = appstream.disassociate_application_fleet(FleetName="desktops", ApplicationArn=editor)
    assert answer.keys() == {"ResponseMetadata"}
    with refused("InvalidParameterCombinationException"):
        appstream.disassociate_application_fleet(FleetName="desktops", ApplicationArn=editor)
    assert associate(appstream, editor)["ApplicationArn"] == editor


# DescribeApplicationFleetAssociations


@pytest.mark.row("app-assoc-list")
def test_associations_are_listed_by_fleet_by_application_and_by_both(appstream: Any) -> None:
    block = create_block(appstream)
    arns = {
        name: create_application(appstream, block, name)["Arn"] for name in ("editor", "viewer")
    }
    for fleet in ("laptops", "desktops"):
        create_elastic_fleet(appstream, fleet)
        associate(appstream, arns["editor"], fleet)
    associate(appstream, arns["viewer"])
    assert listed(appstream, FleetName="desktops") == [
        ("desktops", "editor"),
        ("desktops", "viewer"),
    ]
    assert listed(appstream, ApplicationArn=arns["editor"]) == [
        ("desktops", "editor"),
        ("laptops", "editor"),
    ]
    both = {"FleetName": "desktops", "ApplicationArn": arns["editor"]}
    assert listed(appstream, **both) == [("desktops", "editor")]
    assert listed(appstream, FleetName="laptops", ApplicationArn=arns["viewer"]) == []


@pytest.mark.row("app-assoc-list")
def test_one_of_the_two_keys_is_needed_and_none_that_is_unknown_is_an_error(
    appstream: Any, editor: str
) -> None:
    with refused("InvalidParameterCombinationException"):
        appstream.describe_application_fleet_associations()
    assert listed(appstream, FleetName="missing") == []
    assert listed(appstream, ApplicationArn=editor) == []
    assert listed(appstream, ApplicationArn=arn("application/missing")) == []
    assert listed(appstream, ApplicationArn="arn:aws:s3:::a-bucket") == []
    assert listed(appstream, FleetName="missing", ApplicationArn=editor) == []


@pytest.mark.row("app-assoc-list", "every-page")
def test_all_pages_together_show_each_association_once(appstream: Any) -> None:
    block = create_block(appstream)
    create_elastic_fleet(appstream)
    expected = [f"editor-{number:02}" for number in range(60)]
    for name in reversed(expected):
        associate(appstream, create_application(appstream, block, name)["Arn"])
    for size, deleted in ((5, "editor-04"), (100, "editor-25")):
        remaining = [name for name in expected if name != deleted]
        page = appstream.describe_application_fleet_associations(
            FleetName="desktops", MaxResults=size
        )
        appstream.disassociate_application_fleet(
            FleetName="desktops", ApplicationArn=arn(f"application/{deleted}")
        )
        found = page["ApplicationFleetAssociations"]
        while "NextToken" in page:
            page = appstream.describe_application_fleet_associations(
                FleetName="desktops", MaxResults=size, NextToken=page["NextToken"]
            )
            found += page["ApplicationFleetAssociations"]
        shown = [one["ApplicationArn"].split("/")[-1] for one in found]
        assert sorted({*shown, deleted}) == expected
        assert len(shown) in (59, 60)
        assert [name for name in shown if name != deleted] == remaining
        associate(appstream, arn(f"application/{deleted}"))


@pytest.mark.row("app-assoc-list")
def test_a_token_leads_on_for_the_same_keys_only(appstream: Any) -> None:
    block = create_block(appstream)
    create_elastic_fleet(appstream)
    for name in ("editor", "viewer"):
        associate(appstream, create_application(appstream, block, name)["Arn"])
    page = appstream.describe_application_fleet_associations(FleetName="desktops", MaxResults=1)
    with refused("ValidationException"):
        appstream.describe_application_fleet_associations(
            FleetName="laptops", NextToken=page["NextToken"]
        )


# What becomes of associations


@pytest.mark.row("app-assoc-gone")
def test_a_deleted_fleet_takes_its_associations_along(appstream: Any, editor: str) -> None:
    for fleet in ("desktops", "laptops"):
        create_elastic_fleet(appstream, fleet)
        associate(appstream, editor, fleet)
    appstream.delete_fleet(Name="desktops")
    assert listed(appstream, ApplicationArn=editor) == [("laptops", "editor")]
    create_elastic_fleet(appstream)
    assert listed(appstream, FleetName="desktops") == []
    appstream.delete_fleet(Name="laptops")
    appstream.delete_application(Name="editor")


@pytest.mark.row("app-assoc")
def test_each_account_and_region_has_associations_of_its_own(
    appstream: Any, appstream_client: Any, editor: str
) -> None:
    create_elastic_fleet(appstream)
    associate(appstream, editor)
    for there in (
        appstream_client("us-west-2"),
        appstream_client("us-east-1", account_id=OTHER_ACCOUNT),
    ):
        create_elastic_fleet(there)
        with refused("ResourceNotFoundException"):
            associate(there, editor)
        assert listed(there, FleetName="desktops") == []
        assert listed(there, ApplicationArn=editor) == []


# What people's programs do


@pytest.mark.row("app-assoc-list", "app-update", "app-describe", "appblock-delete", "app-delete")
def test_a_terraform_provider_makes_changes_and_removes_its_resources(appstream: Any) -> None:
    block = appstream.create_app_block(
        Name="editor-files",
        SourceS3Location={"S3Bucket": "packages", "S3Key": "editor.vhd"},
        SetupScriptDetails={
            "ScriptS3Location": {"S3Bucket": "packages", "S3Key": "setup.ps1"},
            "ExecutablePath": "powershell.exe",
            "TimeoutInSeconds": 300,
        },
    )["AppBlock"]
    assert appstream.describe_app_blocks(Arns=[block["Arn"]])["AppBlocks"][0] == block
    assert block["PackagingType"] == "CUSTOM"
    icon = {"S3Bucket": "packages", "S3Key": "editor.png"}
    application = appstream.create_application(
        Name="editor",
        AppBlockArn=block["Arn"],
        IconS3Location=icon,
        InstanceFamilies=["GENERAL_PURPOSE"],
        LaunchPath="C:\\editor.exe",
        LaunchParameters="-n",
        Platforms=["WINDOWS_SERVER_2019"],
    )["Application"]
    appstream.tag_resource(ResourceArn=application["Arn"], Tags={"managed-by": "terraform"})
    create_elastic_fleet(appstream)
    keys = {"FleetName": "desktops", "ApplicationArn": application["Arn"]}
    appstream.associate_application_fleet(**keys)
    (found,) = appstream.describe_application_fleet_associations(**keys)[
        "ApplicationFleetAssociations"
    ]
    assert found == keys
    appstream.update_application(
        Name="editor", IconS3Location=icon, AttributesToDelete=["LAUNCH_PARAMETERS"]
    )
    (read,) = appstream.describe_applications(Arns=[application["Arn"]])["Applications"]
    assert "LaunchParameters" not in read
    appstream.disassociate_application_fleet(**keys)
    gone = appstream.describe_application_fleet_associations(**keys)
    assert gone["ApplicationFleetAssociations"] == []
    appstream.delete_application(Name=application["Arn"].split("/")[-1])
    appstream.delete_app_block(Name=block["Arn"].split("/")[-1])
    read_again: Callable[[], object]
    for read_again in (
        lambda: appstream.describe_applications(Arns=[application["Arn"]]),
        lambda: appstream.describe_app_blocks(Arns=[block["Arn"]]),
    ):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            read_again()
