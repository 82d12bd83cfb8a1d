"""What is looked up in other services of moto, where a test wants it to (the switches)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from support import ACCOUNT, OTHER_ACCOUNT, in_process

from moto_appstream.appstream import exceptions
from moto_appstream.appstream.models import AppStreamBackend, appstream_backends, lookups

pytestmark = in_process

ROLE = f"arn:aws:iam::{ACCOUNT}:role/packager"
ICON = {"S3Bucket": "icons", "S3Key": "editor.png"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "appstream.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}

checks_roles = pytest.mark.appstream(config={"appstream": {"check_roles": True}})
checks_s3_objects = pytest.mark.appstream(config={"appstream": {"check_s3_objects": True}})


def client(service: str) -> Any:
    make: Callable[..., Any] = boto3.client
    return make(service, region_name="us-east-1")


@pytest.fixture
def here(appstream: Any) -> AppStreamBackend:
    return appstream_backends[ACCOUNT]["us-east-1"]


@pytest.mark.row("every-iam-role")
@checks_roles
def test_a_role_that_iam_lacks_is_refused_with_the_words_that_terraform_reads(
    here: AppStreamBackend,
) -> None:
    with pytest.raises(exceptions.InvalidRole, match=ROLE) as caught:
        lookups.check_role(ROLE)
    assert caught.value.code == "InvalidRoleException"
    assert "encountered an error because your IAM role" in str(caught.value)
    lookups.check_role(None)


@pytest.mark.row("every-iam-role")
@checks_roles
def test_a_role_that_iam_has_is_accepted_until_it_is_deleted(here: AppStreamBackend) -> None:
    iam = client("iam")
    iam.create_role(RoleName="packager", AssumeRolePolicyDocument=json.dumps(TRUST))
    lookups.check_role(ROLE)
    for other in (ROLE.replace(ACCOUNT, OTHER_ACCOUNT), f"{ROLE}s"):
        with pytest.raises(exceptions.InvalidRole):
            lookups.check_role(other)
    iam.delete_role(RoleName="packager")
    with pytest.raises(exceptions.InvalidRole):
        lookups.check_role(ROLE)


@pytest.mark.row("every-iam-role", "every-s3")
def test_without_the_switches_nothing_is_looked_up(here: AppStreamBackend) -> None:
    lookups.check_role(ROLE)
    lookups.check_s3_location(here, ICON)


@pytest.mark.row("every-s3")
@checks_s3_objects
def test_a_bucket_or_an_object_that_s3_lacks_is_refused_by_its_name(
    here: AppStreamBackend,
) -> None:
    with pytest.raises(exceptions.OperationNotPermitted, match="bucket icons does not exist"):
        lookups.check_s3_location(here, ICON)
    client("s3").create_bucket(Bucket="icons")
    with pytest.raises(exceptions.OperationNotPermitted, match=r"editor\.png does not exist"):
        lookups.check_s3_location(here, ICON)
    lookups.check_s3_location(here, {"S3Bucket": "icons"})
    client("s3").put_object(Bucket="icons", Key="editor.png", Body=b"icon")
    lookups.check_s3_location(here, ICON)
    lookups.check_s3_location(here, None)


@pytest.mark.row("every-s3")
@checks_s3_objects
def test_a_bucket_of_another_account_is_found(here: AppStreamBackend) -> None:
    client("s3").create_bucket(Bucket="icons")
    there = appstream_backends[OTHER_ACCOUNT]["us-west-2"]
    lookups.check_s3_location(there, {"S3Bucket": "icons"})
    from moto.backends import get_backend

    of_other: Any = get_backend("s3")[OTHER_ACCOUNT]["aws"]
    of_other.create_bucket("blocks", "us-east-1")
    for bucket in ("icons", "blocks"):
        lookups.check_s3_location(there, {"S3Bucket": bucket})


@pytest.mark.row("every-s3")
@checks_s3_objects
def test_an_object_that_was_deleted_is_missing_though_its_bucket_keeps_versions(
    here: AppStreamBackend,
) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="icons")
    s3.put_bucket_versioning(Bucket="icons", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="icons", Key="editor.png", Body=b"icon")
    lookups.check_s3_location(here, ICON)
    s3.delete_object(Bucket="icons", Key="editor.png")
    with pytest.raises(exceptions.OperationNotPermitted):
        lookups.check_s3_location(here, ICON)


def test_what_ec2_has_is_found_and_nothing_is_made_there_by_looking(
    here: AppStreamBackend,
) -> None:
    from moto.backends import get_backend

    all_ec2: Any = get_backend("ec2")
    assert lookups.find_subnet(here, "subnet-12345678") is None
    assert lookups.default_security_group(here, "subnet-12345678") is None
    assert lookups.find_security_group(here, "sg-12345678") is None
    assert lookups.find_ami(here, "ami-12345678") is None
    assert not dict.keys(all_ec2)
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.2.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName="apps", Description="-")["GroupId"]
    image = ec2.register_image(Name="base")["ImageId"]
    found = lookups.find_subnet(here, subnet)
    assert found is not None
    assert str(found.cidr) == "10.1.2.0/24"
    assert getattr(lookups.find_security_group(here, group), "name", None) == "apps"
    assert getattr(lookups.default_security_group(here, subnet), "vpc_id", None) == vpc
    assert getattr(lookups.find_ami(here, image), "id", None) == image
    elsewhere = appstream_backends[ACCOUNT]["us-west-2"]
    assert lookups.find_subnet(elsewhere, subnet) is None
    assert list(dict.keys(all_ec2[ACCOUNT])) == ["us-east-1"]
