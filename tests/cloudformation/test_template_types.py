"""The types that moto's CloudFormation has of AppStream, and when it learns of them."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from support import ACCOUNT, in_process, run_code

from moto_appstream.appstream.models import appstream_backends
from moto_appstream.appstream.models.cloudformation_types import TYPES, Type
from moto_appstream.appstream.schema import service_model

cfnlint = pytest.importorskip("cfnlint", reason="it ships the schemas of CloudFormation")
# Properties that the oldest supported botocore does not know.
NEWER = {
    "AgentAccessConfig",
    "ContentRedirection",
    "DisableIMDSV1",
    "RootVolumeConfig",
    "SoftwaresToInstall",
    "SoftwaresToUninstall",
}
SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"


def schemas() -> dict[str, Any]:
    """The public schema of each type of AppStream."""
    provided = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text("utf-8"))
    return {
        name.rpartition("::")[2]: json.loads(
            (SCHEMAS / "resources" / f"{file}.json").read_text("utf-8")
        )
        for name, file in provided.items()
        if name.startswith("AWS::AppStream::")
    }


def tops(schema: dict[str, Any], key: str) -> set[str]:
    """The properties that a part of a schema lists, without those within others."""
    listed = [path.removeprefix("/properties/") for path in schema.get(key, [])]
    return {name for name in listed if "/" not in name}


@pytest.mark.row("cfn-all-types")
def test_there_is_each_type_that_cloudformation_has() -> None:
    assert {kind.name for kind in TYPES} == schemas().keys()


@pytest.mark.row("cfn-all-types", "cfn-ref", "cfn-getatt", "cfn-properties", "cfn-replace")
@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_a_type_has_the_properties_attributes_and_replacements_of_its_schema(kind: Type) -> None:
    schema = schemas()[kind.name]
    read_only = tops(schema, "readOnlyProperties")
    operations = [kind.create_operation, kind.delete_operation, kind.read_operation]
    assert {one.name for one in operations} <= set(service_model().operation_names)
    properties = schema["properties"].keys() - read_only
    there = kind.properties.keys()
    assert there <= properties
    assert properties - there <= NEWER - kind.create_operation.input_shape.members.keys()
    assert set(kind.attributes) == read_only
    needed = set(schema.get("required", ()))
    assert set(kind.required_properties) == needed | ({"Name"} if kind.is_named else set())
    assert kind.is_named == ("Name" in properties - needed)
    identifier = tuple(path.rpartition("/")[2] for path in schema["primaryIdentifier"])
    assert kind.identifier == identifier
    handlers = schema["handlers"]
    if "update" in handlers and kind.is_changeable and kind.name != "StackFleetAssociation":
        created_with = tops(schema, "createOnlyProperties") & there
        assert kind.replaced_with == created_with
    else:
        assert kind.replaced_with == there
    # What the handlers may call is what is called.
    allowed = {one for handler in handlers.values() for one in handler["permissions"]}
    assert {f"appstream:{one.name}" for one in operations} <= allowed
    if kind.update_operation is not None:
        assert f"appstream:{kind.update_operation.name}" in handlers["update"]["permissions"]
    shapes = kind.properties
    for name, declared in schema["properties"].items():
        if name in shapes and declared.get("type") in ("integer", "boolean", "string"):
            assert shapes[name].type_name == declared["type"], name


CHECK = """
    import sys

    def check():
        import boto3
        from moto import mock_aws
        body = '''
            Resources:
              Stack: {Type: "AWS::AppStream::Stack", Properties: {Name: office}}
              Missing:
                Type: AWS::AppStream::StackFleetAssociation
                Properties: {StackName: !Ref Stack, FleetName: none}
        '''
        with mock_aws():
            session = boto3.Session("id", "secret", region_name="us-east-1")
            stacks, appstream = session.client("cloudformation"), session.client("appstream")
            stacks.create_stack(StackName="failing", TemplateBody=body)
            assert stacks.describe_stacks()["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
            assert appstream.describe_stacks()["Stacks"] == []
            body = body.partition("Missing")[0]
            stacks.create_stack(StackName="made", TemplateBody=body)
            assert [one["Name"] for one in appstream.describe_stacks()["Stacks"]] == ["office"]
            stacks.delete_stack(StackName="made")
            assert appstream.describe_stacks()["Stacks"] == []

    def purge(package):
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
"""


@in_process
@pytest.mark.row("cfn-imports")
def test_the_types_are_there_once_cloudformation_is_imported_and_not_before() -> None:
    run_code(
        CHECK,
        """
        import boto3
        from moto_appstream import mock_appstream
        with mock_appstream():
            session = boto3.Session("id", "secret", region_name="us-east-1")
            session.client("appstream").describe_fleets()
        assert not [name for name in sys.modules if "cloudformation" in name]
        check()
        """,
    )


@in_process
@pytest.mark.row("cfn-imports")
def test_whatever_is_imported_first_purged_or_remembered_the_types_are_there() -> None:
    run_code(
        CHECK,
        """
        from moto.cloudformation import parsing
        assert parsing.get_model_list() and parsing.get_name_type_map()
        assert "AWS::AppStream::Stack" not in parsing.get_model_map()
        import moto_appstream
        check()
        purge("moto_appstream")
        import moto_appstream
        check()
        purge("moto")
        check()
        """,
    )


@in_process
@pytest.mark.row("cfn-imports")
def test_the_module_of_the_types_may_be_imported_before_all_others() -> None:
    run_code(CHECK, "import moto_appstream.appstream.models.cloudformation\ncheck()")


@in_process
@pytest.mark.row("cfn-memory")
def test_a_stack_keeps_no_resource_alive() -> None:
    body = {"Resources": {"Office": {"Type": "AWS::AppStream::Stack"}}}
    with mock_aws():
        session = boto3.Session("id", "secret", region_name="us-east-1")
        stacks = session.client("cloudformation")
        stacks.create_stack(StackName="made", TemplateBody=json.dumps(body))
        (resource,) = stacks.describe_stack_resources(StackName="made")["StackResources"]
        name = resource["PhysicalResourceId"]
        office = weakref.ref(appstream_backends[ACCOUNT]["us-east-1"].stacks.get(name))
        assert office() is not None
        session.client("appstream").delete_stack(Name=name)
        gc.collect()
        assert office() is None
