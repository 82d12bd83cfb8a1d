"""The base images that AWS provides in every region."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from moto.utilities.utils import get_partition


@cache
def _catalogue() -> list[dict[str, Any]]:
    """The data file, with dates read and the members that all have in common filled in."""
    document = json.loads(Path(__file__).with_name("public_images.json").read_text("utf-8"))
    return [
        {
            **entry,
            "released": datetime.fromisoformat(entry["released"]),
            "details": {
                **document["common"],
                **entry["details"],
                "PublicBaseImageReleasedDate": datetime.fromisoformat(entry["released"]),
            },
        }
        for entry in document["images"]
    ]


def public_images(region_name: str) -> Iterator[tuple[str, dict[str, Any], datetime]]:
    """AWS's images in a region (row image-public): name, members and time of release of each."""
    partition = get_partition(region_name)
    for entry in _catalogue():
        if partition not in entry.get("not_in", ()):
            members = {**entry["details"], "Description": entry["description"]}
            yield entry["name"], members, entry["released"]


def base_image(platform: str | None) -> dict[str, Any]:
    """The entry of the image that builders of a platform start from; Windows Server 2022's else."""
    catalogue: dict[str, dict[str, Any]] = {
        entry["details"]["Platform"]: entry for entry in reversed(_catalogue())
    }
    return catalogue.get(platform or "", catalogue["WINDOWS_SERVER_2022"])


@cache
def newest_agent_version() -> str:
    """The newest version of the agent that there is, as AWS writes it: MM-DD-YYYY."""
    newest: datetime = max(entry["released"] for entry in _catalogue())
    return newest.strftime("%m-%d-%Y")


def is_base_image(name: str) -> bool:
    """Whether an image of this name is one that AWS provides."""
    return any(entry["name"] == name for entry in _catalogue())
