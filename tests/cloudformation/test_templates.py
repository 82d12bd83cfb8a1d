"""Templates of CloudFormation with AppStream's types, from creation to deletion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from elastic import BUCKET, SCRIPT, SUBNETS
from stacks import Stacks
from support import ACCOUNT, set_pace

from moto_appstream import seed

ARN = f"arn:aws:appstream:us-east-1:{ACCOUNT}"
TAGS = [{"Key": "team", "Value": "desktop"}]

FLEET_AND_STACK = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Instances: {Type: Number, Default: 2}
Resources:
  Association:
    Type: AWS::AppStream::StackFleetAssociation
    Properties: {FleetName: !Ref Fleet, StackName: !Ref Stack}
  Fleet:
    Type: AWS::AppStream::Fleet
    DependsOn: Stack
    CreationPolicy: {StartFleet: true}
    UpdatePolicy: {StopBeforeUpdate: {Type: true}, StartAfterUpdate: {Type: true}}
    Properties:
      Name: designers
      ImageName: golden
      InstanceType: stream.standard.medium
      ComputeCapacity: {DesiredInstances: !Ref Instances}
      EnableDefaultInternetAccess: "false"
      Description: !Sub "in ${AWS::Region} of ${AWS::AccountId}, ${Stack}"
      Tags: [{Key: team, Value: desktop}, {Key: floor, Value: 3}]
  Stack:
    Type: AWS::AppStream::Stack
    Properties:
      Description: 2026
      FeedbackURL: !If [IsMany, !Ref AWS::NoValue, "https://example.com/"]
      EmbedHostDomains: [example.com, !Ref AWS::NoValue]
      ApplicationSettings: {Enabled: true, SettingsGroup: true}
      DisplayName: !If [IsMany, !Ref AWS::NoValue, few]
      StorageConnectors: [{ConnectorType: HOMEFOLDERS}]
Conditions:
  IsMany: !Equals [!Ref Instances, 100]
Outputs:
  Fleet: {Value: !Ref Fleet}
  FleetArn: {Value: !GetAtt Fleet.Arn}
  Association: {Value: !Ref Association}
"""


@pytest.fixture
def stacks(appstream: Any) -> Stacks:
    seed.image("golden")
    return Stacks(boto3.client("cloudformation"))


@pytest.mark.row(
    "cfn-create", "cfn-ref", "cfn-getatt", "cfn-types-of-values", "cfn-start", "cfn-tags"
)
def test_a_fleet_with_its_stack_is_created_changed_and_deleted(
    stacks: Stacks, appstream: Any
) -> None:
    set_pace("fleet", progression="time", seconds=1000)  # nobody waits for a stack
    stacks.create(FLEET_AND_STACK)
    (stack,) = appstream.describe_stacks()["Stacks"]
    assert stack["Name"].startswith("desktops-Stack-")
    assert (stack["DisplayName"], stack["Description"]) == ("few", "2026")
    assert stack["EmbedHostDomains"] == ["example.com"]
    assert stack["ApplicationSettings"]["SettingsGroup"] == "true"
    assert stack["StorageConnectors"][0]["ConnectorType"] == "HOMEFOLDERS"
    (fleet,) = appstream.describe_fleets()["Fleets"]
    assert fleet["State"] == "RUNNING"
    assert fleet["Description"] == f"in us-east-1 of {ACCOUNT}, {stack['Name']}"
    assert fleet["EnableDefaultInternetAccess"] is False
    assert fleet["ComputeCapacityStatus"]["Desired"] == 2
    assert appstream.list_associated_stacks(FleetName="designers")["Names"] == [stack["Name"]]
    tags = appstream.list_tags_for_resource(ResourceArn=fleet["Arn"])["Tags"]
    assert tags == {"team": "desktop", "floor": "3"}
    assert stacks.outputs() == {
        "Fleet": "designers",
        "FleetArn": f"{ARN}:fleet/designers",
        "Association": f"designers|{stack['Name']}",
    }
    assert stacks.resources()["Stack"] == ("AWS::AppStream::Stack", stack["Name"])

    changed = FLEET_AND_STACK.replace(", {Key: floor, Value: 3}", "")
    changed = changed.replace("Value: desktop", "Value: design").replace("few", "many")
    stacks.update(changed.replace("medium", "large"))
    (fleet,) = appstream.describe_fleets()["Fleets"]
    assert (fleet["InstanceType"], fleet["State"]) == ("stream.standard.large", "RUNNING")
    tags = appstream.list_tags_for_resource(ResourceArn=fleet["Arn"])["Tags"]
    assert tags == {"team": "design"}
    (stack,) = appstream.describe_stacks()["Stacks"]
    assert stack["DisplayName"] == "many"

    stacks.update(
        changed.replace("medium", "large").replace("      Tags: [{Key: team, Value: design}]\n", "")
    )
    assert appstream.list_tags_for_resource(ResourceArn=fleet["Arn"])["Tags"] == {}

    stacks.delete()
    assert appstream.describe_fleets()["Fleets"] == appstream.describe_stacks()["Stacks"] == []
    set_pace("fleet")


def builder_template(**properties: Any) -> dict[str, Any]:
    url = {"Fn::GetAtt": ["Builder", "StreamingUrl"]}
    return {
        "Resources": {
            "Builder": {
                "Type": "AWS::AppStream::ImageBuilder",
                "Properties": {
                    "Name": "builder",
                    "ImageName": "golden",
                    "InstanceType": "stream.standard.medium",
                    "Tags": TAGS,
                    **properties,
                },
            }
        },
        # Older releases of moto cannot show an output with an ampersand.
        "Outputs": {"Url": {"Value": {"Fn::Select": [0, {"Fn::Split": ["?", url]}]}}},
    }


@pytest.mark.row("cfn-builder", "cfn-replace")
def test_an_image_builder_runs_has_a_url_is_replaced_and_deleted(
    stacks: Stacks, appstream: Any
) -> None:
    set_pace("image_builder", progression="time", seconds=1000)
    stacks.create(builder_template())
    (builder,) = appstream.describe_image_builders()["ImageBuilders"]
    assert builder["State"] == "RUNNING"
    assert appstream.list_tags_for_resource(ResourceArn=builder["Arn"])["Tags"]["team"]
    assert stacks.outputs()["Url"] == "https://appstream2.us-east-1.aws.amazon.com/authenticate"

    stacks.update_fails(builder_template(Description="another"), "Builder", "Rename builder and")
    stacks.update(builder_template(Description="another", Name="second"))
    (builder,) = appstream.describe_image_builders()["ImageBuilders"]
    assert (builder["Name"], builder["Description"]) == ("second", "another")

    stacks.delete()
    assert appstream.describe_image_builders()["ImageBuilders"] == []
    set_pace("image_builder")


ELASTIC: dict[str, Any] = {
    "Block": {
        "Type": "AWS::AppStream::AppBlock",
        "Properties": {
            "Name": "editor-files",
            "SourceS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.vhd"},
            "SetupScriptDetails": {**SCRIPT, "TimeoutInSeconds": "300"},
            "Tags": [{"TagKey": "team", "TagValue": "desktop"}],
        },
    },
    "Package": {
        "Type": "AWS::AppStream::AppBlock",
        "Properties": {
            "Name": "package",
            "SourceS3Location": {"S3Bucket": BUCKET},
            "PackagingType": "APPSTREAM2",
        },
    },
    "Packager": {
        "Type": "AWS::AppStream::AppBlockBuilder",
        "Properties": {
            "Name": "packager",
            "Platform": "WINDOWS_SERVER_2019",
            "InstanceType": "stream.standard.small",
            "VpcConfig": {"SubnetIds": SUBNETS},
            "AppBlockArns": [{"Fn::GetAtt": ["Package", "Arn"]}],
            "Tags": TAGS,
        },
    },
    "Editor": {
        "Type": "AWS::AppStream::Application",
        "Properties": {
            "Name": "editor",
            "AppBlockArn": {"Ref": "Block"},
            "IconS3Location": {"S3Bucket": BUCKET, "S3Key": "icon.png"},
            "LaunchPath": "C:\\editor.exe",
            "Platforms": ["WINDOWS_SERVER_2019"],
            "InstanceFamilies": ["GENERAL_PURPOSE"],
        },
    },
    "Fleet": {
        "Type": "AWS::AppStream::Fleet",
        "Properties": {
            "Name": "elastic",
            "FleetType": "ELASTIC",
            "InstanceType": "stream.standard.medium",
            "MaxConcurrentSessions": "5",
            "Platform": "WINDOWS_SERVER_2019",
            "VpcConfig": {"SubnetIds": SUBNETS},
        },
    },
    "Stack": {"Type": "AWS::AppStream::Stack", "Properties": {"Name": "apps"}},
    "Entitlement": {
        "Type": "AWS::AppStream::Entitlement",
        "Properties": {
            "Name": "editors",
            "StackName": {"Ref": "Stack"},
            "AppVisibility": "ASSOCIATED",
            "Attributes": [{"Name": "roles", "Value": "editor"}],
        },
    },
    "EditorOfEditors": {
        "Type": "AWS::AppStream::ApplicationEntitlementAssociation",
        "DependsOn": "Entitlement",
        "Properties": {
            "StackName": {"Ref": "Stack"},
            "EntitlementName": "editors",
            "ApplicationIdentifier": "editor",
        },
    },
    "EditorOfFleet": {
        "Type": "AWS::AppStream::ApplicationFleetAssociation",
        "Properties": {"FleetName": {"Ref": "Fleet"}, "ApplicationArn": {"Ref": "Editor"}},
    },
}
ELASTIC_OUTPUTS = {
    "Editor": {"Value": {"Ref": "Editor"}},
    "Created": {"Value": {"Fn::GetAtt": ["Packager", "CreatedTime"]}},
    "Entitlement": {"Value": {"Ref": "Entitlement"}},
    "Modified": {"Value": {"Fn::GetAtt": ["Entitlement", "LastModifiedTime"]}},
}


def without(resources: Mapping[str, Any], *names: str, **changes: Any) -> dict[str, Any]:
    """A template without some resources, and with other properties of some others."""
    changed = {
        name: {**resource, "Properties": {**resource["Properties"], **changes.get(name, {})}}
        for name, resource in resources.items()
        if name not in names
    }
    return {"Resources": changed}


@pytest.mark.row("cfn-app-block-builder", "cfn-delete", "cfn-update", "cfn-tags")
def test_an_elastic_fleet_has_its_applications_and_loses_them(
    stacks: Stacks, appstream: Any
) -> None:
    stacks.create({"Resources": ELASTIC, "Outputs": ELASTIC_OUTPUTS})
    outputs = stacks.outputs()
    assert outputs["Editor"] == f"{ARN}:application/editor"
    assert outputs["Entitlement"] == "apps|editors"
    assert outputs["Created"][:4] == outputs["Modified"][:4]
    (application,) = appstream.describe_applications()["Applications"]
    assert application["AppBlockArn"] == f"{ARN}:app-block/editor-files"
    tags = appstream.list_tags_for_resource(ResourceArn=application["AppBlockArn"])["Tags"]
    assert tags == {"team": "desktop"}
    blocks = "AppBlockBuilderAppBlockAssociations"
    list_blocks = appstream.describe_app_block_builder_app_block_associations
    (packaged,) = list_blocks(AppBlockBuilderName="packager")[blocks]
    assert packaged["AppBlockArn"] == f"{ARN}:app-block/package"
    associations = appstream.describe_application_fleet_associations(FleetName="elastic")
    assert len(associations["ApplicationFleetAssociations"]) == 1
    entitled = appstream.list_entitled_applications(StackName="apps", EntitlementName="editors")
    assert entitled["EntitledApplications"] == [{"ApplicationIdentifier": "editor"}]

    # The builder runs when it is changed; the application moves to another block.
    appstream.start_app_block_builder(Name="packager")
    changed = without(
        ELASTIC,
        Block={"Name": "newer-files"},
        Packager={"Description": "packs", "AppBlockArns": []},
        Editor={"DisplayName": "Editor"},
        Fleet={"MaxConcurrentSessions": 7},
        Entitlement={"Description": "those who edit"},
    )
    del changed["Resources"]["Packager"]["Properties"]["AppBlockArns"]
    stacks.update_fails(changed, "Packager", "Unassociated AppBlock Builder cannot be started.")
    appstream.stop_app_block_builder(Name="packager")
    stacks.update(changed)
    assert list_blocks(AppBlockBuilderName="packager")[blocks] == []
    names = [block["Name"] for block in appstream.describe_app_blocks()["AppBlocks"]]
    assert names == ["newer-files", "package"]
    (application,) = appstream.describe_applications()["Applications"]
    assert application["AppBlockArn"] == f"{ARN}:app-block/newer-files"
    assert application["DisplayName"] == "Editor"
    (entitlement,) = appstream.describe_entitlements(StackName="apps")["Entitlements"]
    assert entitlement["Description"] == "those who edit"

    changed["Resources"]["Packager"]["Properties"]["Description"] = "packs more"
    changed["Resources"]["Editor"]["Properties"]["Tags"] = TAGS
    stacks.update(changed)
    tags = appstream.list_tags_for_resource(ResourceArn=application["Arn"])["Tags"]
    assert tags == {"team": "desktop"}

    # What goes together goes in the right order, whatever the order in the template.
    stacks.update(
        without(
            ELASTIC,
            "Block",
            "Editor",
            "EditorOfFleet",
            "Entitlement",
            "EditorOfEditors",
            Packager={"Description": "packs"},
        )
    )
    assert appstream.describe_applications()["Applications"] == []
    assert appstream.describe_entitlements(StackName="apps")["Entitlements"] == []
    appstream.start_app_block_builder(Name="packager")
    stacks.delete_fails("Packager", "The app block builder packager is RUNNING")
    appstream.stop_app_block_builder(Name="packager")
    stacks.delete()
    left = [
        appstream.describe_fleets()["Fleets"],
        appstream.describe_stacks()["Stacks"],
        appstream.describe_app_blocks()["AppBlocks"],
        appstream.describe_app_block_builders()["AppBlockBuilders"],
    ]
    assert left == [[]] * 4


POOL: dict[str, Any] = {
    "Assignment": {
        "Type": "AWS::AppStream::StackUserAssociation",
        "DependsOn": ["Jane"],
        "Properties": {
            "StackName": {"Ref": "Stack"},
            "UserName": "jane@example.com",
            "AuthenticationType": "USERPOOL",
            "SendEmailNotification": "true",
        },
    },
    "Jane": {
        "Type": "AWS::AppStream::User",
        "Properties": {
            "UserName": "jane@example.com",
            "AuthenticationType": "USERPOOL",
            "MessageAction": "SUPPRESS",
            "FirstName": "Jane",
        },
    },
    "Stack": {"Type": "AWS::AppStream::Stack", "Properties": {"Name": "office"}},
    "Everything": {
        "Type": "AWS::AppStream::Entitlement",
        "Properties": {
            "Name": "everything",
            "StackName": {"Ref": "Stack"},
            "AppVisibility": "ALL",
            "Attributes": [{"Name": "roles", "Value": "boss"}],
        },
    },
    "Directory": {
        "Type": "AWS::AppStream::DirectoryConfig",
        "Properties": {
            "DirectoryName": "corp.example.com",
            "OrganizationalUnitDistinguishedNames": ["OU=Fleets,DC=example"],
            "ServiceAccountCredentials": {"AccountName": "corp\\joiner", "AccountPassword": "x"},
        },
    },
}


@pytest.mark.row("cfn-users", "cfn-delete")
def test_users_entitlements_and_a_directory_config(stacks: Stacks, appstream: Any) -> None:
    for number in range(30):  # more than a page of them
        name = f"a{number}@example.com"
        appstream.create_user(UserName=name, AuthenticationType="USERPOOL")
    arn = {"Arn": {"Value": {"Fn::GetAtt": ["Jane", "Arn"]}}}
    stacks.create({"Resources": POOL, "Outputs": arn})
    assert f"{ARN}:user/userpool/" in stacks.outputs()["Arn"]
    assert stacks.resources()["Jane"][1] == "jane@example.com|USERPOOL"
    assert stacks.resources()["Assignment"][1] == "office|jane@example.com|USERPOOL"
    list_assignments = appstream.describe_user_stack_associations
    (assigned,) = list_assignments(StackName="office")["UserStackAssociations"]
    assert assigned["SendEmailNotification"] is True

    directory = {"OrganizationalUnitDistinguishedNames": ["OU=Other,DC=example"]}
    moved = {"UserName": "joe@example.com"}
    stacks.update(without(POOL, Directory=directory, Jane=moved, Assignment=moved))
    (config,) = appstream.describe_directory_configs()["DirectoryConfigs"]
    assert config["OrganizationalUnitDistinguishedNames"] == ["OU=Other,DC=example"]
    (assigned,) = list_assignments(StackName="office")["UserStackAssociations"]
    assert assigned["UserName"] == "joe@example.com"
    pages = appstream.get_paginator("describe_users").paginate(AuthenticationType="USERPOOL")
    users = {user["UserName"] for page in pages for user in page["Users"]}
    assert "joe@example.com" in users
    assert "jane@example.com" not in users

    # Whoever deletes one of them by hand is no worse off.
    appstream.delete_user(UserName="joe@example.com", AuthenticationType="USERPOOL")
    appstream.delete_stack(Name="office")
    stacks.delete()
    assert appstream.describe_directory_configs()["DirectoryConfigs"] == []
