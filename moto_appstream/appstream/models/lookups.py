"""What other services of moto have: subnets, security groups, AMIs, roles, objects in S3.

Nothing here creates anything there. A service that the test has never called has nothing, and is
not even imported.

What AppStream itself looks up is checked only where the test has turned the switch on (see
``switches``): most tests name roles, buckets and networks that they never create.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.utilities.utils import get_partition

from .. import exceptions
from .switches import is_on

if TYPE_CHECKING:
    from moto.ec2.models.amis import Ami
    from moto.ec2.models.security_groups import SecurityGroup
    from moto.ec2.models.subnets import Subnet

    from . import AppStreamBackend


# EC2


def find_subnet(here: AppStreamBackend, subnet_id: str) -> Subnet | None:
    """The subnet of this id that moto's EC2 has in this account and region."""
    ec2 = _in_use("ec2", here.account_id, here.region_name)
    if ec2 is None:
        return None
    of_zones: Iterator[Mapping[str, Subnet]] = iter(list(ec2.subnets.values()))
    return next((subnets[subnet_id] for subnets in of_zones if subnet_id in subnets), None)


def find_security_group(here: AppStreamBackend, group_id: str) -> SecurityGroup | None:
    """The security group of this id that moto's EC2 has in this account and region."""
    return next((group for group in _security_groups(here) if group.id == group_id), None)


def default_security_group(here: AppStreamBackend, subnet_id: str) -> SecurityGroup | None:
    """The default group of the VPC that a subnet is in, if moto's EC2 has them."""
    subnet = find_subnet(here, subnet_id)
    if subnet is None:
        return None
    of_vpc = (group for group in _security_groups(here) if group.vpc_id == subnet.vpc_id)
    return next((group for group in of_vpc if group.name == "default"), None)


def find_ami(here: AppStreamBackend, ami_id: str) -> Ami | None:
    """The AMI of this id that moto's EC2 has in this account and region."""
    ec2 = _in_use("ec2", here.account_id, here.region_name)
    found: Ami | None = ec2.amis.get(ami_id) if ec2 is not None else None
    return found


def has_own_ami(here: AppStreamBackend, name: str) -> bool:
    """Whether moto's EC2 has an AMI of this name that the account of a backend owns."""
    ec2 = _in_use("ec2", here.account_id, here.region_name)
    amis: list[Ami] = list(ec2.amis.values()) if ec2 is not None else []
    return any(ami.name == name and ami.owner_id == here.account_id for ami in amis)


def _security_groups(here: AppStreamBackend) -> Iterator[SecurityGroup]:
    ec2 = _in_use("ec2", here.account_id, here.region_name)
    if ec2 is not None:
        for groups in list(ec2.groups.values()):
            yield from list(groups.values())


# What is checked where the switch is on


def check_role(arn: str | None) -> None:
    """Check a role that a call names (row every-iam-role).

    :raises InvalidRole: moto's IAM lacks it, and the switch ``check_roles`` is on.
    """
    if arn is None or not is_on("check_roles"):
        return
    fields = arn.split(":")
    partition, account_id = fields[1], fields[4]
    iam = _in_use("iam", account_id, partition)
    if iam is None or not any(role.arn == arn for role in list(iam.roles.values())):
        raise exceptions.InvalidRole(role=arn)


def check_s3_location(here: AppStreamBackend, location: Mapping[str, str] | None) -> None:
    """Check a bucket, and an object in it if one is named (row every-s3).

    :param location: an S3Location; without a key it is the bucket alone.
    :raises OperationNotPermitted: moto's S3 lacks one, and the switch ``check_s3_objects`` is on.
    """
    if location is None or not is_on("check_s3_objects"):
        return
    name, key = location["S3Bucket"], location.get("S3Key")
    bucket = _find_bucket(get_partition(here.region_name), name)
    if bucket is None:
        raise exceptions.OperationNotPermitted(f"The S3 bucket {name} does not exist.")
    if key is None:
        return
    from moto.s3.models import FakeDeleteMarker

    found = bucket.keys.get(key)
    # A deleted object of a bucket with versions leaves a marker behind.
    if found is None or isinstance(found, FakeDeleteMarker):
        raise exceptions.OperationNotPermitted(
            f"The S3 object {key} does not exist in the bucket {name}."
        )


def _find_bucket(partition: str, name: str) -> Any:
    """The bucket of this name, of whatever account: AWS lets accounts share them."""
    for account_id in _accounts_of("s3"):
        s3 = _in_use("s3", account_id, partition)
        if s3 is not None and name in s3.buckets:
            return s3.buckets[name]
    return None


# Backends


def _accounts_of(service: str) -> list[str]:
    return list(_backends_of(service))


def _in_use(service: str, account_id: str, place: str) -> Any:
    """The backend of a service that the test has called, or None.

    :param place: a region; for a global service, a partition.
    """
    # Both are dictionaries that make what is asked for by []: here it must not be made.
    of_account = _backends_of(service).get(account_id)
    return of_account.get(place) if of_account is not None else None


def _backends_of(service: str) -> Mapping[str, Mapping[str, Any]]:
    # Importing a service takes as much time as a hundred calls.
    if f"moto.{service}.models" not in sys.modules:
        return {}
    backends: Any = get_backend
    found: Mapping[str, Mapping[str, Any]] = backends(service)
    return found
