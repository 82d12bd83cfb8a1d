"""What the members of a fleet may be: their defaults, ranges and combinations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .. import exceptions
from .resource import Members, given

ELASTIC = "ELASTIC"

# Row fleet-defaults.
DEFAULTS: Members = {
    "FleetType": "ALWAYS_ON",
    "MaxUserDurationInSeconds": 57600,
    "DisconnectTimeoutInSeconds": 900,
    "IdleDisconnectTimeoutInSeconds": 0,
    "EnableDefaultInternetAccess": False,
    "StreamView": "APP",
}

# Rows fleet-ranges and fleet-counts. The model has no ranges for these.
_RANGES = {
    "MaxUserDurationInSeconds": (600, 432000),
    "DisconnectTimeoutInSeconds": (60, 36000),
    "IdleDisconnectTimeoutInSeconds": (60, 36000),
    "VolumeSizeInGb": (200, 500),
    "MaxSessionsPerInstance": (1, 2**31 - 1),
    "MaxConcurrentSessions": (1, 2**31 - 1),
}
_OR_ZERO = ("IdleDisconnectTimeoutInSeconds",)

# Row fleet-elastic.
_ELASTIC_PLATFORMS = ("WINDOWS_SERVER_2019", "AMAZON_LINUX2", "UBUNTU_PRO_2404")
_ELASTIC_NEEDS = ("MaxConcurrentSessions", "Platform", "VpcConfig")
_NOT_ELASTIC = (
    "ComputeCapacity",
    "DomainJoinInfo",
    "ImageName",
    "ImageArn",
    "MaxSessionsPerInstance",
)
_ELASTIC_ONLY = ("MaxConcurrentSessions", "SessionScriptS3Location")

# Rows fleet-update-running and fleet-update-running-elastic.
_ANY_TIME = {"DisplayName", "IdleDisconnectTimeoutInSeconds", "DisconnectTimeoutInSeconds"}
_WHILE_RUNNING = _ANY_TIME | {"ComputeCapacity", "Image", "MaxSessionsPerInstance"}
_WHILE_RUNNING_ELASTIC = _ANY_TIME | {
    "MaxConcurrentSessions",
    "SessionScriptS3Location",
    "UsbDeviceFilterStrings",
}

# Row fleet-update-delete-attr: the member that each of AttributesToDelete means.
VPC_CONFIGURATION = "VPC_CONFIGURATION"
_SECURITY_GROUPS = "VPC_CONFIGURATION_SECURITY_GROUP_IDS"
_ATTRIBUTES = {
    VPC_CONFIGURATION: "VpcConfig",
    "DOMAIN_JOIN_INFO": "DomainJoinInfo",
    "IAM_ROLE_ARN": "IamRoleArn",
    "USB_DEVICE_FILTER_STRINGS": "UsbDeviceFilterStrings",
    "SESSION_SCRIPT_S3_LOCATION": "SessionScriptS3Location",
    "MAX_SESSIONS_PER_INSTANCE": "MaxSessionsPerInstance",
    "VOLUME_CONFIGURATION": "RootVolumeConfig",
}
# What an update removes by an empty value; any other empty value is as if it were not sent.
_CLEARED = ("Description", "DisplayName", "UsbDeviceFilterStrings")


def said(members: Members) -> dict[str, Any]:
    """The members that have a value, in structures as well (row fleet-absent)."""
    return given(
        {
            name: given(value) if isinstance(value, Mapping) else value
            for name, value in members.items()
        }
    )


def check_values(members: Members) -> None:
    """
    :raises InvalidParameterValue: a number is out of its range (rows fleet-ranges, fleet-counts).
    """
    for name, value in {**members, **members.get("RootVolumeConfig", {})}.items():
        least, most = _RANGES.get(name, (None, None))
        if least is None or most is None or (value == 0 and name in _OR_ZERO):
            continue
        if not least <= value <= most:
            zero = "0, or " if name in _OR_ZERO else ""
            raise exceptions.InvalidParameterValue(
                f"{name} must be {zero}between {least} and {most}, got {value}."
            )


def check_combination(members: Members) -> None:
    """Hold members against the type of the fleet (row fleet-elastic).

    :param members: with ComputeCapacity, ImageName and ImageArn, if the request has them.
    :raises InvalidParameterCombination: one is missing, or one is not allowed.
    """
    if members["FleetType"] != ELASTIC:
        _refuse(members, _ELASTIC_ONLY, "can be used for Elastic fleets only")
        return
    _refuse(members, _NOT_ELASTIC, "cannot be used for Elastic fleets")
    for name in _ELASTIC_NEEDS:
        if name not in members:
            raise exceptions.InvalidParameterCombination(f"An Elastic fleet needs {name}.")
    if len(members["VpcConfig"].get("SubnetIds", ())) < 2:
        raise exceptions.InvalidParameterCombination(
            "An Elastic fleet needs at least two SubnetIds in VpcConfig."
        )
    if members["Platform"] not in _ELASTIC_PLATFORMS:
        raise exceptions.InvalidParameterCombination(
            f"An Elastic fleet cannot have the Platform {members['Platform']}; "
            f"choose from {', '.join(_ELASTIC_PLATFORMS)}."
        )


def _refuse(members: Members, names: Collection[str], why: str) -> None:
    for name in names:
        if name in members:
            raise exceptions.InvalidParameterCombination(f"{name} {why}.")


def check_not_set_and_deleted(members: Members, attributes: Collection[str]) -> None:
    """
    :param members: those that an update sets.
    :param attributes: those of AttributesToDelete.
    :raises InvalidParameterCombination: one is set and deleted (row fleet-update-set-and-delete).
    """
    for attribute in attributes:
        vpc = members.get("VpcConfig", {})
        is_set = attribute == _SECURITY_GROUPS and "SecurityGroupIds" in vpc
        if is_set or _ATTRIBUTES.get(attribute) in members:
            raise exceptions.InvalidParameterCombination(
                f"{attribute} cannot be set and deleted in one request."
            )


def updated(members: Members, sent: Members, attributes: Collection[str]) -> dict[str, Any]:
    """The members of a fleet after an update (rows fleet-update-merge, fleet-update-delete-attr).

    :param sent: members in the request.
    :param attributes: those of AttributesToDelete.
    """
    removed = {_ATTRIBUTES.get(attribute) for attribute in attributes}
    removed |= {name for name in _CLEARED if name in sent and not sent[name]}
    merged = {**members, **said(sent)}
    left = {name: value for name, value in merged.items() if name not in removed}
    if _SECURITY_GROUPS in attributes:
        left["VpcConfig"] = {**left.get("VpcConfig", {}), "SecurityGroupIds": []}
    return said(left)


def may_change_while_running(members: Members, changed: Collection[str]) -> bool:
    """Whether a fleet need not be stopped for an update.

    :param changed: the members that change; ``Image`` for another image.
    """
    is_elastic = members["FleetType"] == ELASTIC
    return set(changed) <= (_WHILE_RUNNING_ELASTIC if is_elastic else _WHILE_RUNNING)


def is_same_family(platform: str | None, other: str | None) -> bool:
    """Whether two platforms are both Windows, or both Linux (row fleet-update-image-os)."""
    return str(platform).startswith("WINDOWS") == str(other).startswith("WINDOWS")
