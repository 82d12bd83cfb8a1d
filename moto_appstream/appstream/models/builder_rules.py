"""What an image builder can be made of, and the network that it is in."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, ip_network
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from .. import exceptions
from .builder_failures import Failure
from .images import Image
from .lookups import default_security_group, find_security_group, find_subnet
from .public_images import newest_agent_version
from .resource import Members
from .switches import is_on

if TYPE_CHECKING:
    from . import AppStreamBackend

#: What the owner of a SHARED image must have granted.
MAY_USE = "allowImageBuilder"
SMALLEST_VOLUME, BIGGEST_VOLUME = 200, 500
# How the instance types of each family begin.
_FAMILIES = {
    "stream.standard": "General Purpose",
    "stream.compute": "Compute Optimized",
    "stream.memory": "Memory Optimized",
    "stream.graphics.g4dn": "Graphics G4",
    "stream.graphics.g5": "Graphics G5",
    "stream.graphics.g6": "Graphics G6",
    "stream.graphics.gr6": "Graphics G6",
}
_RESERVED_ADDRESSES = 4  # AWS keeps the first four of a subnet, and the last


def check_root_volume(config: Members | None) -> None:
    """
    :raises InvalidRequest: a size that AWS does not have (row builder-create-volume).
    """
    size = (config or {}).get("VolumeSizeInGb", SMALLEST_VOLUME)
    if not SMALLEST_VOLUME <= size <= BIGGEST_VOLUME:
        bound = (
            f"greater than or equal to {SMALLEST_VOLUME}"
            if size < SMALLEST_VOLUME
            else f"less than or equal to {BIGGEST_VOLUME}"
        )
        raise exceptions.InvalidRequest(
            f"1 validation error detected: Value '{size}' at 'rootVolumeConfig.volumeSizeInGb' "
            f"failed to satisfy constraint: Member must have value {bound}"
        )


def check_vpc_config(config: Members) -> None:
    """
    :raises InvalidParameterCombination: more than one subnet (row builder-create-subnet).
    """
    subnets = config.get("SubnetIds", ())
    if len(subnets) > 1:
        raise exceptions.InvalidParameterCombination(
            f"An image builder can be in one subnet only, not in {len(subnets)}."
        )


def image_to_use(
    here: AppStreamBackend, instance_type: str, image_name: str | None, image_arn: str | None
) -> Image:
    """The image that an image builder is to be made of (rows builder-create-image-*).

    :raises ResourceNotFound: this account sees no such image.
    :raises OperationNotPermitted: it is shared without the permission for it, or no image builder
        can be made of it.
    :raises ResourceNotAvailable: it is not AVAILABLE.
    :raises InvalidParameterCombination: it is not for instances of this type.
    """
    image = here.images.to_use(image_name, image_arn, MAY_USE)
    if not image.members.get("ImageBuilderSupported", True):
        raise exceptions.OperationNotPermitted(
            f"The image {image.name} does not support image builders."
        )
    check_instance_type(instance_type, image.members)
    return image


def check_instance_type(instance_type: str, image: Members) -> None:
    """
    :param image: the members of the image.
    :raises InvalidParameterCombination: the image is not for instances of this type (rows
        builder-create-family, builder-create-type).
    """
    families: Sequence[str] = image.get("SupportedInstanceFamilies") or ()
    kind = image.get("ImageType")
    family = next(
        (family for start, family in _FAMILIES.items() if instance_type.startswith(start)), None
    )
    if instance_type.startswith("stream."):
        # AWS adds new types often: one that is not known here fits every image.
        fits = not families or family is None or family in families
    else:
        fits = kind != "NATIVE"
    if not fits:
        raise exceptions.InvalidParameterCombination(
            f"The combination of instance type {instance_type} and image instance family "
            f"{', '.join(families) or 'null'} is not supported. Select an image that belongs to "
            "image instance family supported by this instance type."
        )


def agent_version(version: str) -> str:
    """A version of the agent as a builder shows it: LATEST is a date (row builder-create-agent)."""
    return newest_agent_version() if version == "LATEST" else version


def known_vpc_config(here: AppStreamBackend, config: Members) -> dict[str, Any] | None:
    """A VpcConfig as a builder shows it: with the default group of the VPC if none is given."""
    if not config:
        return None
    groups = config.get("SecurityGroupIds")
    if not groups:
        defaults = [default_security_group(here, subnet) for subnet in config.get("SubnetIds", ())]
        groups = [group.id for group in defaults if group is not None]
    return {**config, "SecurityGroupIds": groups}


def missing_in_vpc(here: AppStreamBackend, config: Members) -> Failure | None:
    """Why a builder cannot be in this VPC, where the test wants that to be looked up."""
    if not is_on("check_vpcs"):
        return None
    for subnet in config.get("SubnetIds", ()):
        if find_subnet(here, subnet) is None:
            message = f"The subnet {subnet} does not exist."
            return Failure(error_code="SUBNET_NOT_FOUND", error_message=message)
    for group in config.get("SecurityGroupIds", ()):
        if find_security_group(here, group) is None:
            message = f"The security group {group} does not exist."
            return Failure(error_code="SECURITY_GROUPS_NOT_FOUND", error_message=message)
    return None


def make_network(here: AppStreamBackend, config: Members | None) -> dict[str, str] | None:
    """The network interface of an instance in a VPC, with an address in its subnet."""
    if config is None:
        return None
    subnets = [find_subnet(here, subnet) for subnet in config.get("SubnetIds", ())]
    known = next((subnet.cidr for subnet in subnets if subnet is not None), None)
    network = ip_network(str(known)) if known else IPv4Network("10.0.0.0/24")
    offset = mock_random.randrange(_RESERVED_ADDRESSES, max(network.num_addresses - 1, 5))
    return {
        "EniId": f"eni-{mock_random.getrandbits(68):017x}",
        "EniPrivateIpAddress": str(network[offset]),
    }
