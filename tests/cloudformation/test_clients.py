"""Who deploys templates: plain mock_aws, moto's server, the CDK and the AWS CLI."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from stacks import Stacks
from support import ACCOUNT, appstream_server, in_process, moto_server, without_aws

from moto_appstream import seed

CLI = Path(__file__).parents[2] / ".clients" / "aws" / "bin" / "aws"
CDK = (Path(__file__).parent / "cdk.json").read_text("utf-8")
OFFICE = """
Parameters:
  Text: {Type: String, Default: first}
Resources:
  Office:
    Type: AWS::AppStream::Stack
    Properties: {Name: office, Description: !Ref Text}
Outputs:
  Office: {Value: !Ref Office}
"""


@pytest.mark.row("cfn-cdk")
def test_what_the_cdk_synthesizes_is_deployed_in_each_region(
    appstream: Any, appstream_client: Any
) -> None:
    for region in ("us-east-1", "us-west-2"):
        seed.image("golden", region=region)
        # As `cdk bootstrap` does.
        boto3.client("ssm", region).put_parameter(
            Name="/cdk-bootstrap/hnb659fds/version", Value="21", Type="String"
        )
    stacks = Stacks(boto3.client("cloudformation", "us-east-1"))
    stacks.create(CDK)
    (fleet,) = appstream.describe_fleets()["Fleets"]
    assert fleet["ImageArn"] == f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden"
    assert fleet["IamRoleArn"] == f"arn:aws:iam::{ACCOUNT}:role/scripts-of-a-test"
    assert fleet["Description"] == "us-east-1/${Literal}/virginia"
    assert appstream.list_associated_stacks(FleetName="desktops")["Names"] == ["virginia"]
    assert stacks.client.list_exports()["Exports"][0]["Value"] == "desktops"
    stacks.delete()

    west = Stacks(boto3.client("cloudformation", "us-west-2"))
    west.create(CDK)
    client = appstream_client("us-west-2")
    (fleet,) = client.describe_fleets()["Fleets"]
    assert fleet["InstanceType"] == "stream.standard.large"
    assert client.list_associated_stacks(FleetName="desktops")["Names"] == ["elsewhere"]
    # An association goes before the fleet that it knows by name only.
    smaller = json.loads(CDK)
    del smaller["Resources"]["Fleet"], smaller["Outputs"]
    del smaller["Resources"]["StackAssociation9F3B7E42"]
    west.update(smaller)
    assert client.describe_fleets()["Fleets"] == []
    west.delete()


@in_process
@pytest.mark.row("cfn-server")
def test_moto_alone_and_its_server_deploy_as_well() -> None:
    session = boto3.Session("id", "secret", region_name="eu-central-1")
    with mock_aws():
        stacks = Stacks(session.client("cloudformation"))
        stacks.create(OFFICE)
        assert session.client("appstream").describe_stacks()["Stacks"][0]["Name"] == "office"
    with moto_server() as url:
        stacks = Stacks(session.client("cloudformation", endpoint_url=url))
        appstream = session.client("appstream", endpoint_url=url)
        stacks.create(OFFICE)
        assert appstream.describe_stacks()["Stacks"][0]["Description"] == "first"
        second = Stacks(stacks.client, "second")
        second.create_fails(OFFICE, "Office", "The stack office already exists.")
        stacks.delete()
        assert appstream.describe_stacks()["Stacks"] == []


@in_process
@pytest.mark.row("cfn-server")
def test_the_aws_cli_deploys_to_the_server(tmp_path: Path) -> None:
    if not CLI.exists():
        if os.environ.get("MOTO_APPSTREAM_ALL_CLIENTS"):
            pytest.fail(f"There is no {CLI}.")
        pytest.skip(
            "not installed: python3 -m venv .clients/aws && .clients/aws/bin/pip install awscli"
        )
    (tmp_path / "office.yaml").write_text(OFFICE)
    with appstream_server() as said:
        _, _, url = said[1].split()[-1].partition("=")
        environment = {
            **without_aws(),
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

        def aws(*arguments: str) -> str:
            done = subprocess.run(
                [str(CLI), *arguments],
                env=environment,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            return done.stdout + done.stderr

        deploy = [
            "cloudformation",
            "deploy",
            "--stack-name=office",
            f"--template-file={tmp_path / 'office.yaml'}",
        ]
        assert "Successfully created/updated stack" in aws(*deploy)
        assert "Successfully" in aws(*deploy, "--parameter-overrides=Text=second")
        stacks = json.loads(aws("appstream", "describe-stacks", "--output=json"))["Stacks"]
        assert [one["Description"] for one in stacks] == ["second"]
        aws("cloudformation", "delete-stack", "--stack-name=office")
        assert json.loads(aws("appstream", "describe-stacks", "--output=json"))["Stacks"] == []
