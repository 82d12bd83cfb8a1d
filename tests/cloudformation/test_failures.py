"""Templates that AppStream or CloudFormation refuses, and what is left of them: nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import botocore.loaders
import pytest
from botocore.exceptions import WaiterError
from stacks import Stacks
from support import ACCOUNT, in_process, refused

from moto_appstream import seed
from moto_appstream.appstream import schema

FLEET: dict[str, Any] = {
    "Type": "AWS::AppStream::Fleet",
    "Properties": {
        "Name": "designers",
        "ImageName": "golden",
        "InstanceType": "stream.standard.medium",
        "ComputeCapacity": {"DesiredInstances": 1},
    },
}
STACK: dict[str, Any] = {"Type": "AWS::AppStream::Stack", "Properties": {"Name": "office"}}
ASSOCIATION: dict[str, Any] = {
    "Type": "AWS::AppStream::StackFleetAssociation",
    "Properties": {"FleetName": {"Ref": "Fleet"}, "StackName": {"Ref": "Stack"}},
}
BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "scripts-of-a-test"}}
MISSING = f"The image missing for account {ACCOUNT} does not exist."


def template(**resources: Any) -> dict[str, Any]:
    return {"Resources": resources}


def fleet(**properties: Any) -> dict[str, Any]:
    return {**FLEET, "Properties": {**FLEET["Properties"], **properties}}


@pytest.fixture
def stacks(appstream: Any) -> Stacks:
    seed.image("golden")
    return Stacks(boto3.client("cloudformation"))


def everything(appstream: Any) -> list[str]:
    """The names of all fleets and stacks, and of the buckets."""
    fleets, stacks = appstream.describe_fleets()["Fleets"], appstream.describe_stacks()["Stacks"]
    buckets = boto3.client("s3").list_buckets()["Buckets"]
    return [one["Name"] for one in [*fleets, *stacks, *buckets]]


@pytest.mark.row("cfn-refused", "cfn-rollback")
def test_a_creation_that_fails_halfway_is_rolled_back(stacks: Stacks, appstream: Any) -> None:
    broken = {
        **template(Bucket=BUCKET, Stack=STACK, Association=ASSOCIATION),
        "Outputs": {
            "Fleet": {
                "Value": {"Fn::GetAtt": ["Fleet", "Arn"]},
                "Export": {"Name": {"Fn::Sub": "${Stack}-fleet"}},
            }
        },
    }
    broken["Resources"]["Fleet"] = fleet(ImageName="missing")
    stacks.create_fails(broken, "Fleet", MISSING)
    assert "Error Code: ResourceNotFoundException" in stacks.reason("Fleet", "CREATE_FAILED")
    assert everything(appstream) == []
    assert "The following resource(s) failed to create: [Fleet]" in " ".join(stacks.said())
    # Whoever looks at it has nothing created.
    assert stacks.outputs() == {}
    assert "Fleet" not in stacks.resources()
    assert stacks.client.list_exports()["Exports"] == []
    with pytest.raises(WaiterError, match="ROLLBACK_COMPLETE"):
        stacks.client.get_waiter("stack_create_complete").wait(StackName="desktops")
    assert everything(appstream) == []
    stacks.delete()
    # An export that does not need what fails is there for a while.
    broken["Outputs"]["Fleet"]["Value"] = {"Ref": "Stack"}
    stacks.create_fails(broken, "Fleet", MISSING)
    assert stacks.client.list_exports()["Exports"] == []
    stacks.delete()
    stacks.create(template(Stack=STACK, Fleet=FLEET, Association=ASSOCIATION))
    stack_id = stacks.described()["StackId"]
    stacks.delete()
    assert len(stacks.client.describe_stack_resources(StackName=stack_id)["StackResources"]) == 3
    assert everything(appstream) == []


@pytest.mark.row("cfn-properties")
@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (fleet(Desired=1), "#: extraneous key [Desired] is not permitted"),
        (
            fleet(ComputeCapacity={"DesiredInstances": 1, "Instances": 2}),
            "#/ComputeCapacity: extraneous key [Instances] is not permitted",
        ),
        (fleet(Arn="arn:aws:x"), "#: extraneous key [Arn] is not permitted"),
        (fleet(Tags={"team": "desktop"}), "#/Tags/0: a tag must have a Key and a Value"),
        (fleet(Tags=[{"Key": "team"}]), "#/Tags/0: a tag must have a Key and a Value"),
        ({"Type": FLEET["Type"], "Properties": ["Name"]}, "#: expected type: JSONObject"),
        ({**fleet(Tags=[None]), "CreationPolicy": "Start"}, "#/Tags/0: a tag must have"),
        ({"Type": FLEET["Type"]}, "#: required key [InstanceType] not found"),
        (fleet(FleetType="SOMETIMES"), "Member must satisfy enum value set"),
        (fleet(MaxUserDurationInSeconds="many"), "axUserDurationInSeconds must be an integer"),
        (fleet(MaxUserDurationInSeconds="9" * 5000), "must be an integer"),
        (
            {
                "Type": "AWS::AppStream::DirectoryConfig",
                "Properties": {
                    "DirectoryName": "d",
                    "OrganizationalUnitDistinguishedNames": ["OU=A"],
                },
            },
            "#: required key [ServiceAccountCredentials] not found",
        ),
    ],
)
def test_a_property_that_there_is_not_is_refused_by_its_name(
    stacks: Stacks, resource: Any, reason: str
) -> None:
    stacks.create_fails(template(Odd=resource), "Odd", reason)


@pytest.mark.row("cfn-refused")
def test_where_there_is_no_appstream_there_is_no_fleet(appstream: Any) -> None:
    stacks = Stacks(boto3.client("cloudformation", "eu-north-1"))
    stacks.create_fails(template(Fleet=FLEET), "Fleet", "not available in the region eu-north-1")


def test_names_that_refer_in_a_circle_or_to_nothing_do_no_harm(stacks: Stacks) -> None:
    office = {**STACK, "DependsOn": ["Other", "Missing"]}
    other = {"Type": "AWS::AppStream::Stack", "DependsOn": "Other"}
    stacks.create(template(Office=STACK))
    stacks.update(template(Office=office, Other=other))
    stacks.delete()


@pytest.mark.row("cfn-update-refused", "cfn-rollback")
def test_a_running_fleet_is_not_changed_unless_the_template_stops_it(
    stacks: Stacks, appstream: Any
) -> None:
    other = {"Type": "AWS::AppStream::Stack", "Properties": {"Name": "other"}}

    def office(description: str) -> dict[str, Any]:
        return {**STACK, "Properties": {"Name": "office", "Description": description}}

    stacks.create(template(Fleet=FLEET, Stack=office("old"), Old=BUCKET))
    appstream.start_fleet(Name="designers")
    role = f"arn:aws:iam::{ACCOUNT}:role/fleet"
    changed = template(
        Other=other,
        Stack=office("new"),
        Fleet=fleet(IamRoleArn=role),
    )
    stacks.update_fails(
        changed,
        "Fleet",
        "Cannot update the attribute for fleet designers when it is ACTIVE. "
        "The fleet must be stopped to complete this action.",
    )
    assert everything(appstream) == ["designers", "office", "scripts-of-a-test"]
    assert appstream.describe_stacks()["Stacks"][0]["Description"] == "old"
    assert "Other" not in stacks.client.get_template(StackName="desktops")["TemplateBody"]
    changed["Resources"]["Fleet"]["UpdatePolicy"] = {"StopBeforeUpdate": True}
    stacks.update(changed)
    (now,) = appstream.describe_fleets()["Fleets"]
    assert (now["IamRoleArn"], now["State"]) == (role, "STOPPED")
    assert everything(appstream) == ["designers", "office", "other"]


@pytest.mark.row("cfn-replace", "cfn-rollback", "cfn-replace-association")
def test_what_an_update_had_replaced_before_it_failed_is_as_before(
    stacks: Stacks, appstream: Any
) -> None:
    whole = template(Association=ASSOCIATION, Fleet=FLEET, Stack=STACK)
    stacks.create(whole)
    # The association is replaced as well, and a stack has one fleet.
    renamed = template(Association=ASSOCIATION, Fleet=fleet(Name="second"), Stack=STACK)
    stacks.update_fails(renamed, "Association", "The limit of fleets of a stack")
    assert everything(appstream) == ["designers", "office"]
    assert appstream.list_associated_fleets(StackName="office")["Names"] == ["designers"]
    # In two steps it goes.
    stacks.update(template(Fleet=fleet(Name="second"), Stack=STACK))
    stacks.update(renamed)
    assert appstream.list_associated_fleets(StackName="office")["Names"] == ["second"]
    assert everything(appstream) == ["second", "office"]
    stacks.update_fails(
        template(
            Association=ASSOCIATION, Fleet=fleet(Name="second", FleetType="ON_DEMAND"), Stack=STACK
        ),
        "Fleet",
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
        "Rename second and update the stack again.",
    )


@pytest.mark.row("cfn-delete-refused")
def test_a_deletion_that_is_refused_leaves_the_stack_there(stacks: Stacks, appstream: Any) -> None:
    stacks.create(template(Fleet=FLEET, Bucket=BUCKET))
    appstream.create_stack(Name="by-hand")
    appstream.associate_fleet(FleetName="designers", StackName="by-hand")
    stacks.delete_fails("Fleet", "The fleet designers is associated with a stack.")
    assert everything(appstream) == ["designers", "by-hand", "scripts-of-a-test"]
    appstream.disassociate_fleet(FleetName="designers", StackName="by-hand")
    stacks.delete()
    assert everything(appstream) == ["by-hand"]


@pytest.mark.row("cfn-cleanup")
def test_an_update_leaves_behind_what_it_cannot_delete(stacks: Stacks, appstream: Any) -> None:
    stacks.create(template(Fleet=FLEET, Stack=STACK))
    appstream.create_stack(Name="by-hand")
    appstream.associate_fleet(FleetName="designers", StackName="by-hand")
    stacks.update(template(Stack=STACK))
    assert "is associated with a stack" in stacks.reason("Fleet", "DELETE_FAILED")
    assert everything(appstream) == ["designers", "by-hand", "office"]


@pytest.mark.row("cfn-planned")
def test_a_failure_that_is_planned_strikes_a_template_once(stacks: Stacks, appstream: Any) -> None:
    whole = template(Stack=STACK, Fleet=FLEET, Association=ASSOCIATION)
    seed.failure("AssociateFleet", "LimitExceededException", message="No more.")
    stacks.create_fails(whole, "Association", "No more. (Service: AmazonAppStream;")
    assert everything(appstream) == []
    stacks.delete()
    stacks.create(whole)
    seed.failure("UpdateFleet", "ConcurrentModificationException", message="Not now.")
    changed = {**whole["Resources"], "Fleet": fleet(Description="new")}
    stacks.update_fails({"Resources": changed}, "Fleet", "Not now.")
    stacks.update({"Resources": changed})
    seed.failure("DeleteStack", "ResourceInUseException", message="Still there.")
    stacks.delete_fails("Stack", "Still there.")
    assert everything(appstream) == ["office"]
    stacks.delete()
    assert everything(appstream) == []
    seed.failure("DescribeStacks", "ResourceNotFoundException")
    stacks.create(template(Stack=STACK))
    stacks.delete()
    assert [one.operation_name for one in seed.unused_failures()] == ["DescribeStacks"]


@pytest.mark.row("cfn-rollback")
def test_a_rollback_that_is_refused_leaves_a_stack_that_can_be_deleted(
    stacks: Stacks, appstream: Any
) -> None:
    seed.failure("DeleteStack", "ResourceInUseException", message="Still there.")
    broken = template(Stack=STACK, Fleet=fleet(ImageName="missing", Name={"Ref": "Stack"}))
    stacks.create(broken, "ROLLBACK_FAILED")
    assert "Still there." in " ".join(stacks.said())
    assert everything(appstream) == ["office"]
    stacks.delete()
    assert everything(appstream) == []

    role = f"arn:aws:iam::{ACCOUNT}:role/fleet"
    stacks.create(template(Fleet=fleet(IamRoleArn=role)))
    started = {**fleet(IamRoleArn=f"{role}-2"), "UpdatePolicy": {"StartAfterUpdate": True}}
    broken = template(Fleet=started, Second=fleet(ImageName="missing", Name="second"))
    stacks.update(broken, "UPDATE_ROLLBACK_FAILED")
    assert MISSING in stacks.reason("Second", "UPDATE_FAILED")
    assert "must be stopped" in stacks.said()[0]
    stacks.delete()
    assert everything(appstream) == []


@pytest.mark.row("cfn-replace-association")
@pytest.mark.parametrize(
    "how",
    [{"Ref": "Stack"}, {"Fn::Sub": "${Stack}"}, {"Fn::Sub": ["${S}", {"S": {"Ref": "Stack"}}]}],
)
def test_who_refers_to_what_is_replaced_is_replaced_too(
    stacks: Stacks, appstream: Any, how: Any
) -> None:
    all_apps = {
        "Type": "AWS::AppStream::Entitlement",
        "Properties": {
            "Name": "all",
            "StackName": how,
            "AppVisibility": "ALL",
            "Attributes": [{"Name": "roles", "Value": "boss"}],
        },
    }
    stacks.create(template(Everything=all_apps, Stack=STACK))
    other = {**STACK, "Properties": {"Name": "other"}}
    stacks.update(template(Everything=all_apps, Stack=other))
    assert everything(appstream) == ["other"]
    assert len(appstream.describe_entitlements(StackName="other")["Entitlements"]) == 1


@pytest.mark.row("cfn-replace")
def test_another_type_under_the_same_logical_id_is_another_resource(
    stacks: Stacks, appstream: Any
) -> None:
    stacks.create(template(Thing=STACK, Fleet=FLEET))
    stacks.update(template(Thing=fleet(Name="second"), Fleet=FLEET))
    assert everything(appstream) == ["designers", "second"]
    stacks.delete()


@pytest.mark.row("cfn-users")
def test_a_user_or_a_stack_that_is_missing_refuses_the_assignment(stacks: Stacks) -> None:
    assignment = {
        "Type": "AWS::AppStream::StackUserAssociation",
        "Properties": {
            "StackName": {"Ref": "Stack"},
            "UserName": "nobody@example.com",
            "AuthenticationType": "USERPOOL",
        },
    }
    stacks.create_fails(
        template(Stack=STACK, Nobody=assignment),
        "Nobody",
        "The user nobody@example.com does not exist.",
    )


@pytest.mark.row("cfn-wait")
def test_a_fleet_that_does_not_start_and_a_builder_that_fails_are_no_success(
    stacks: Stacks, appstream: Any
) -> None:
    builder = {
        "Type": "AWS::AppStream::ImageBuilder",
        "Properties": {
            "Name": "builder",
            "ImageName": "golden",
            "InstanceType": "stream.standard.medium",
        },
    }
    seed.image_builder_failure(error_message="No room.")
    failed = Stacks(stacks.client, "failed")
    failed.create_fails(template(Builder=builder), "Builder", "it is FAILED. No room.")
    assert appstream.describe_image_builders()["ImageBuilders"] == []
    whole = template(Fleet={**FLEET, "UpdatePolicy": {"StartAfterUpdate": {"Type": True}}})
    stacks.create(whole)
    seed.fleet_failure("designers", error_message="No STS.")
    whole["Resources"]["Fleet"]["Properties"] = fleet(Description="new")["Properties"]
    stacks.update_fails(whole, "Fleet", "did not stabilize: it is STOPPED. No STS.")
    (now,) = appstream.describe_fleets()["Fleets"]
    assert now["State"] == "RUNNING"  # by the rollback
    appstream.stop_fleet(Name="designers")
    stacks.update(whole)
    appstream.stop_fleet(Name="designers")
    seed.failure("StartFleet", "LimitExceededException", message="No more.")
    whole["Resources"]["Fleet"]["Properties"] = fleet(Description="newer")["Properties"]
    stacks.update_fails(whole, "Fleet", "No more.")
    (now,) = appstream.describe_fleets()["Fleets"]
    assert (now["State"], now["Description"]) == ("STOPPED", "new")
    failed.delete()
    failed.create(template(Builder=builder))


@pytest.mark.row("cfn-exists", "cfn-gone")
def test_what_is_there_is_not_created_and_what_is_gone_is_not_updated(
    stacks: Stacks, appstream: Any
) -> None:
    stacks.create(template(Stack=STACK, Fleet=FLEET))
    appstream.associate_fleet(FleetName="designers", StackName="office")
    whole = template(Stack=STACK, Fleet=FLEET, Association=ASSOCIATION)
    stacks.update_fails(whole, "Association", "identifier 'designers|office' already exists.")
    appstream.disassociate_fleet(FleetName="designers", StackName="office")
    appstream.delete_fleet(Name="designers")
    changed = template(Stack=STACK, Fleet=fleet(Description="new"))
    stacks.update(changed, "UPDATE_ROLLBACK_COMPLETE")
    assert stacks.reason("Fleet", "UPDATE_FAILED") == (
        "Resource of type 'AWS::AppStream::Fleet' with identifier 'designers' was not found."
    )
    again = Stacks(stacks.client, "again")
    again.create_fails(template(Stack=STACK), "Stack", "The stack office already exists.")
    assert everything(appstream) == ["office"]


@pytest.mark.row("cfn-getatt")
def test_an_attribute_that_a_type_does_not_have_is_refused(stacks: Stacks) -> None:
    got = {"Fn::GetAtt": ["Stack", "Arn"]}
    with refused(
        "ValidationError",
        "Template error: resource Stack does not support attribute type Arn in Fn::GetAtt",
    ):
        stacks.create({**template(Stack=STACK), "Outputs": {"Arn": {"Value": got}}})
    with refused("ValidationError"):
        stacks.create(template(Stack=STACK, Fleet=fleet(Description=got)))


@pytest.mark.row("cfn-change-set")
def test_a_change_set_creates_changes_and_is_rolled_back(stacks: Stacks, appstream: Any) -> None:
    def execute(change_set: str, body: Any, kind: str) -> str:
        stacks.client.create_change_set(
            StackName="desktops",
            ChangeSetName=change_set,
            TemplateBody=json.dumps(body),
            ChangeSetType=kind,
        )
        described = stacks.client.describe_change_set(
            StackName="desktops", ChangeSetName=change_set
        )
        changes = [one["ResourceChange"] for one in described["Changes"]]
        listed = [f"{one['Action']} {one['LogicalResourceId']}" for one in changes]
        stacks.client.execute_change_set(StackName="desktops", ChangeSetName=change_set)
        return " ".join(sorted(listed))

    whole = template(Association=ASSOCIATION, Fleet=FLEET, Stack=STACK)
    described = {"Fn::GetAtt": ["Fleet", "Arn"]}
    whole["Outputs"] = {"Fleet": {"Value": described, "Export": {"Name": "fleet"}}}
    assert execute("first", whole, "CREATE") == "Add Association Add Fleet Add Stack"
    assert stacks.status() == "CREATE_COMPLETE"
    assert stacks.outputs()["Fleet"].endswith(":fleet/designers")
    assert [one["Name"] for one in stacks.client.list_exports()["Exports"]] == ["fleet"]
    assert appstream.list_associated_fleets(StackName="office")["Names"] == ["designers"]
    changed = template(Association=ASSOCIATION, Fleet=fleet(Description="new"), Stack=STACK)
    assert execute("second", changed, "UPDATE") == "Modify Fleet"
    assert (stacks.outputs(), stacks.client.list_exports()["Exports"]) == ({}, [])
    assert stacks.status() == "UPDATE_COMPLETE"
    assert appstream.describe_fleets()["Fleets"][0]["Description"] == "new"
    changed["Resources"]["Fleet"] = fleet(Description="new", ImageName="missing")
    execute("third", changed, "UPDATE")
    assert stacks.status() == "UPDATE_ROLLBACK_COMPLETE"
    third = stacks.client.describe_change_set(StackName="desktops", ChangeSetName="third")
    assert third["ExecutionStatus"] == "EXECUTE_FAILED"
    assert MISSING in stacks.reason("Fleet", "UPDATE_FAILED")
    assert execute("fourth", template(Stack=STACK), "UPDATE") == "Remove Association Remove Fleet"
    assert everything(appstream) == ["office"]
    stacks.delete()
    execute("fifth", template(Stack=STACK, Fleet=fleet(ImageName="missing")), "CREATE")
    assert stacks.status() == "ROLLBACK_COMPLETE"
    assert MISSING in stacks.reason("Fleet", "CREATE_FAILED")
    assert everything(appstream) == []


@pytest.mark.row("cfn-policies")
def test_what_is_to_be_retained_or_whose_condition_is_not_met(
    stacks: Stacks, appstream: Any
) -> None:
    kept = {**FLEET, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    office = {**STACK, "Condition": "WithOffice"}
    body = {
        **template(Fleet=kept, Stack=office),
        "Parameters": {"Office": {"Type": "String", "Default": "no"}},
        "Conditions": {"WithOffice": {"Fn::Equals": [{"Ref": "Office"}, "yes"]}},
    }
    stacks.create(body)
    assert everything(appstream) == ["designers"]
    with_office = [{"ParameterKey": "Office", "ParameterValue": "yes"}]
    body["Resources"]["Fleet"] = {**kept, "Properties": fleet(Name="second")["Properties"]}
    stacks.update(body, Parameters=with_office)
    assert everything(appstream) == ["designers", "second", "office"]
    no_office = [{"ParameterKey": "Office", "ParameterValue": "no"}]
    stacks.update(body, Parameters=no_office)
    assert everything(appstream) == ["designers", "second"]
    stacks.delete()
    assert everything(appstream) == ["designers", "second"]


@pytest.mark.row("cfn-nested")
def test_a_nested_stack_fails_with_the_one_around_it(stacks: Stacks, appstream: Any) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="templates-of-a-test")
    inner = template(Fleet=fleet(ImageName="missing"), Other=STACK)
    s3.put_object(Bucket="templates-of-a-test", Key="inner.json", Body=json.dumps(inner))
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://templates-of-a-test.s3.amazonaws.com/inner.json"},
    }
    outer = template(
        First={"Type": "AWS::AppStream::Stack", "Properties": {"Name": "first"}}, Inner=nested
    )
    reason = "was not successfully created: The following resource(s) failed to create: [Fleet]."
    stacks.create_fails(outer, "Inner", reason)
    assert everything(appstream) == ["templates-of-a-test"]
    assert len(stacks.client.describe_stacks()["Stacks"]) == 1
    stacks.delete()
    s3.put_object(
        Bucket="templates-of-a-test", Key="inner.json", Body=json.dumps(template(Fleet=FLEET))
    )
    stacks.create(outer)
    assert everything(appstream) == ["designers", "first", "templates-of-a-test"]
    stacks.delete()
    assert everything(appstream) == ["templates-of-a-test"]


@pytest.fixture
def older_botocore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A botocore that does not have app block builders yet."""
    load_model = botocore.loaders.Loader.load_service_model

    def load_older_model(loader: Any, *args: Any, **kwargs: Any) -> Any:
        model = load_model(loader, *args, **kwargs)
        if model.get("metadata", {}).get("serviceId") != "AppStream":
            return model
        operations = {
            name: one for name, one in model["operations"].items() if "AppBlockBuilder" not in name
        }
        return {**model, "operations": operations}

    monkeypatch.setattr(botocore.loaders.Loader, "load_service_model", load_older_model)
    for cache in (schema.service_model, schema.operation):
        cache.cache_clear()
    yield
    monkeypatch.undo()
    for cache in (schema.service_model, schema.operation):
        cache.cache_clear()


@in_process
@pytest.mark.row("cfn-botocore")
@pytest.mark.usefixtures("older_botocore")
def test_a_type_that_botocore_does_not_have_yet_is_refused_by_name(stacks: Stacks) -> None:
    builder = {"Type": "AWS::AppStream::AppBlockBuilder", "Properties": {"Name": "packager"}}
    stacks.create_fails(
        template(Builder=builder),
        "Builder",
        "The operation CreateAppBlockBuilder is not known. "
        "The installed botocore is too old for AWS::AppStream::AppBlockBuilder.",
    )
    stacks.delete()
    stacks.create(template(Stack=STACK))


def test_a_stack_set_creates_fleets_where_it_is_told_to(stacks: Stacks, appstream: Any) -> None:
    stacks.client.create_stack_set(
        StackSetName="offices", TemplateBody=json.dumps(template(Stack=STACK))
    )
    where = {"Accounts": [ACCOUNT], "Regions": ["us-east-1"]}
    stacks.client.create_stack_instances(StackSetName="offices", **where)
    assert everything(appstream) == ["office"]
    stacks.client.delete_stack_instances(StackSetName="offices", RetainStacks=False, **where)
    assert everything(appstream) == []


@pytest.mark.row("cfn-others")
def test_a_stack_without_appstream_is_left_to_moto(stacks: Stacks, appstream: Any) -> None:
    stacks.create(template(Bucket=BUCKET))
    second = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "second-of-a-test"}}
    stacks.update(template(Second=second))
    assert everything(appstream) == ["second-of-a-test"]
    stacks.delete()
    assert everything(appstream) == []


@pytest.mark.row("cfn-others")
@pytest.mark.parametrize("depends", [None, 3, ["Missing"]], ids=str)
def test_what_moto_takes_is_taken(stacks: Stacks, appstream: Any, depends: Any) -> None:
    stacks.create(template(First={"Type": "AWS::SNS::Topic"}))
    stacks.update(template(Second={"Type": "AWS::SNS::Topic", "DependsOn": depends}))
    stacks.update(template(Stack={**STACK, "DependsOn": depends}))
    assert everything(appstream) == ["office"]


@in_process
@pytest.mark.row("cfn-others")
@pytest.mark.parametrize("name", [{"Fn::GetAtt": []}, {"Fn::Sub": []}], ids=str)
def test_what_is_wrong_in_a_template_is_for_moto_to_refuse(
    stacks: Stacks, appstream: Any, name: Any
) -> None:
    topic = {"Type": "AWS::SNS::Topic"}
    odd = {**topic, "Properties": {"TopicName": name}}
    errors = []
    for number, extra in enumerate(({}, {"Stack": STACK})):
        stack = Stacks(stacks.client, f"stack-{number}")
        stack.create(template(Topic=topic))
        with pytest.raises((ValueError, IndexError)) as refusal:
            stack.update(template(Topic=topic, Odd=odd, **extra))
        errors.append((type(refusal.value), str(refusal.value)))
    assert errors[0] == errors[1]
    assert appstream.describe_stacks()["Stacks"] == []
