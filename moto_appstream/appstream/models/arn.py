"""ARNs of AppStream, made and taken apart."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from moto.utilities.utils import get_partition

# AWS's own images: the account field of their ARN is empty.
AWS_ACCOUNT_ID = ""


class Arn(NamedTuple):
    """An ARN taken apart: what any text is that has at least the six fields of an ARN."""

    partition: str
    region_name: str
    account_id: str
    resource_type: str
    name: str


def make_arn(region_name: str, account_id: str, resource_type: str, name: str) -> str:
    """The ARN of a resource (rows *-arn, *-arns).

    :param resource_type: such as ``image-builder``.
    """
    return _arn_prefix(region_name, account_id, resource_type) + name


@cache
def _arn_prefix(region_name: str, account_id: str, resource_type: str) -> str:
    partition = get_partition(region_name)
    return f"arn:{partition}:appstream:{region_name}:{account_id}:{resource_type}/"


def parse_arn(arn: str) -> Arn | None:
    """The parts of an ARN of AppStream; None for any other text."""
    fields = arn.split(":", 5)
    if len(fields) != 6 or fields[0] != "arn" or fields[2] != "appstream":
        return None
    resource_type, _, name = fields[5].partition("/")
    return Arn(fields[1], fields[3], fields[4], resource_type, name)
