"""The switches of this package in moto's configuration, under ``appstream``."""

from __future__ import annotations

from typing import Any

from moto.core.config import default_user_config

_DEFAULTS = {
    "load_public_images": True,
    "several_fleets_per_stack": False,
    "check_roles": False,
    "check_s3_objects": False,
    "check_amis": False,
    "check_vpcs": False,
    "export_amis": False,
    "delete_unsettled_image_builders": False,
}


def is_on(switch: str) -> bool:
    """Whether a switch is on; what each is for stands at ``mock.AppStreamConfig``."""
    config: Any = default_user_config  # moto's type of it has no part for AppStream
    return bool((config.get("appstream") or {}).get(switch, _DEFAULTS[switch]))
