"""An example of every kind of resource, as a seed file has it."""

from __future__ import annotations

from typing import Any

from support import ACCOUNT

from moto_appstream.seeding import create

BLOCK = f"arn:aws:appstream:us-east-1:{ACCOUNT}:app-block/blocks"
APPLICATION = f"arn:aws:appstream:us-east-1:{ACCOUNT}:application/apps"
SUBNETS = {"subnet_ids": ["subnet-11111111", "subnet-22222222"]}
USER = {"user_name": "users", "authentication_type": "USERPOOL"}
LOGO = {"s3_bucket": "logos", "s3_key": "logo.png"}

# What an entry needs beside its name, where the defaults of seeding do not say it.
MORE: dict[str, dict[str, Any]] = {
    "fleets": {"image_name": "golden"},
    "image_builders": {"image_name": "golden"},
    "applications": {"app_block_arn": BLOCK},
    "app_block_associations": {"app_block_arn": BLOCK, "app_block_builder_name": "builders"},
    "application_associations": {"application_arn": APPLICATION, "fleet_name": "elastic"},
    "fleet_associations": {"fleet_name": "fleets", "stack_name": "stacks"},
    "themes": {
        "stack_name": "stacks",
        "title_text": "Title",
        "theme_styling": "BLUE",
        "organization_logo_s3_location": LOGO,
        "favicon_s3_location": LOGO,
    },
    "user_assignments": {"user_stack_associations": [{"stack_name": "stacks", **USER}]},
    "entitlements": {
        "stack_name": "stacks",
        "app_visibility": "ASSOCIATED",
        "attributes": [{"name": "roles", "value": "developer"}],
        "applications": ["apps"],
    },
    "usage_reports": {},
}
NAMES = {"app_blocks": "blocks", "applications": "apps", "app_block_builders": "builders"}
ELASTIC = {
    "name": "elastic",
    "fleet_type": "ELASTIC",
    "max_concurrent_sessions": 2,
    "platform": "WINDOWS_SERVER_2019",
    "vpc_config": SUBNETS,
}


def entry_of(section: str, name: str | None = None) -> dict[str, Any]:
    """The arguments of one entry of a section."""
    entry = dict(MORE.get(section, {}))
    if "Name" in create.members(section):
        entry["name"] = name or NAMES.get(section, section)
    return entry


def whole_document() -> dict[str, Any]:
    """A seed file with something in every section."""
    document: dict[str, Any] = {"images": [{"name": "golden", "tags": {"team": "desktop"}}]}
    for section in create.sections():
        entry = entry_of(section)
        if "Tags" in create.members(section):
            entry["tags"] = {"section": section}
        if "CreatedTime" in create.members(section):
            entry["created_time"] = "2026-11-01T12:00:00+00:00"
        document[section] = [entry]
    document["fleets"] += [{**ELASTIC, "state": "RUNNING"}]
    document["app_blocks"][0] |= {
        "source_s3_location": {"s3_bucket": "blocks", "s3_key": "app.vhd"}
    }
    return document
