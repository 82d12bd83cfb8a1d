"""What the tests of elastic fleets need: app blocks, applications and where they are made."""

from __future__ import annotations

from typing import Any

from support import ACCOUNT

BUCKET = "packages-of-a-test"
SUBNETS = ["subnet-0a1b2c3d4e5f60718", "subnet-18f706e5d4c3b2a10"]
SCRIPT = {
    "ScriptS3Location": {"S3Bucket": BUCKET, "S3Key": "setup.ps1"},
    "ExecutablePath": "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    "ExecutableParameters": "-File setup.ps1",
    "TimeoutInSeconds": 300,
}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/packager"


def arn(resource: str, account_id: str = ACCOUNT) -> str:
    """Such as ``app-block/editor``, in the default region."""
    return f"arn:aws:appstream:us-east-1:{account_id}:{resource}"


def create_block(client: Any, name: str = "editor-files", **changes: Any) -> Any:
    """Create an app block of type CUSTOM, which is ACTIVE."""
    request = {
        "Name": name,
        "SourceS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.vhd"},
        "SetupScriptDetails": SCRIPT,
        **changes,
    }
    return client.create_app_block(**request)["AppBlock"]


def create_package(client: Any, name: str = "editor-files", **changes: Any) -> Any:
    """Create an app block of type APPSTREAM2, which is INACTIVE: nothing is packaged yet."""
    request = {
        "Name": name,
        "SourceS3Location": {"S3Bucket": BUCKET},
        "PackagingType": "APPSTREAM2",
        **changes,
    }
    return client.create_app_block(**request)["AppBlock"]


def create_application(client: Any, block: Any, name: str = "editor", **changes: Any) -> Any:
    """Create an application of an app block."""
    request = {
        "Name": name,
        "IconS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.png"},
        "LaunchPath": "C:\\AppStream\\AppBlocks\\editor\\editor.exe",
        "Platforms": ["WINDOWS_SERVER_2019"],
        "InstanceFamilies": ["GENERAL_PURPOSE"],
        "AppBlockArn": block["Arn"],
        **changes,
    }
    return client.create_application(**request)["Application"]


def create_builder(client: Any, name: str = "packager", **changes: Any) -> Any:
    """Create an app block builder, which is STOPPED."""
    request = {
        "Name": name,
        "Platform": "WINDOWS_SERVER_2019",
        "InstanceType": "stream.standard.small",
        "VpcConfig": {"SubnetIds": SUBNETS},
        **changes,
    }
    return client.create_app_block_builder(**request)["AppBlockBuilder"]


def associate(client: Any, block: Any, builder_name: str = "packager") -> Any:
    """Associate an app block with an app block builder."""
    answer = client.associate_app_block_builder_app_block(
        AppBlockArn=block["Arn"], AppBlockBuilderName=builder_name
    )
    return answer["AppBlockBuilderAppBlockAssociation"]


def create_elastic_fleet(client: Any, name: str = "desktops", **changes: Any) -> Any:
    """Create an elastic fleet, which needs no image."""
    request = {
        "Name": name,
        "FleetType": "ELASTIC",
        "InstanceType": "stream.standard.small",
        "MaxConcurrentSessions": 10,
        "Platform": "WINDOWS_SERVER_2019",
        "VpcConfig": {"SubnetIds": SUBNETS},
        **changes,
    }
    return client.create_fleet(**request)["Fleet"]
