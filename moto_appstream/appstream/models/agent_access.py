"""How agents may use a session: the rules that stacks and image builders have in common.

Rows stack-agent, builder-create-agentaccess, builder-update-agentaccess.
"""

from __future__ import annotations

from typing import Any

from .. import exceptions
from .resource import Members

_NEEDED = ("Settings", "ScreenResolution", "ScreenImageFormat")


def check(config: Members) -> None:
    """Check a whole AgentAccessConfig: a new one, or what an update has made of it.

    A member that only stacks have (ReplaySessionEnabled, KmsKeyArn) is absent for image builders.

    :raises InvalidParameterCombination: no action is enabled, a setting lacks what it needs, or a
        member that a whole config must have is missing.
    """
    missing = [name for name in _NEEDED if name not in config]
    if missing:
        # The model requires them of a new config, but not of an update.
        raise exceptions.InvalidParameterCombination(
            f"AgentAccessConfig needs {', '.join(missing)} when agent access is turned on."
        )
    enabled = {
        action for action, one in _by_action(config).items() if one["Permission"] == "ENABLED"
    }
    uploads = config.get("ScreenshotsUploadEnabled", False)
    replays = config.get("ReplaySessionEnabled", False)
    rules = (
        (bool(enabled), "AgentAccessConfig needs at least one action that is ENABLED."),
        (
            "COMPUTER_INPUT" not in enabled or "COMPUTER_VISION" in enabled,
            "COMPUTER_INPUT can be ENABLED only if COMPUTER_VISION is.",
        ),
        (
            not replays or "COMPUTER_VISION" in enabled,
            "ReplaySessionEnabled can be true only if COMPUTER_VISION is ENABLED.",
        ),
        (
            not (uploads or replays) or "S3BucketArn" in config,
            "S3BucketArn is needed if ScreenshotsUploadEnabled or ReplaySessionEnabled is true.",
        ),
        (
            replays or "KmsKeyArn" not in config,
            "KmsKeyArn can be set only if ReplaySessionEnabled is true.",
        ),
    )
    for holds, text in rules:
        if not holds:
            raise exceptions.InvalidParameterCombination(text)


def merge(config: Members, update: Members) -> dict[str, Any]:
    """A stored AgentAccessConfig with an AgentAccessConfigForUpdate merged into it.

    A setting replaces the stored one of the same action. What nothing needs any more goes: the
    bucket when neither screenshots nor replays are stored, the key when there are no replays.

    :param config: empty if there is none yet.
    :returns: a new config, which has yet to be checked.
    """
    merged = {**config, **update}
    if "Settings" in merged:
        settings = {**_by_action(config), **_by_action(update)}
        merged["Settings"] = list(settings.values())
    if not merged.get("ReplaySessionEnabled"):
        if not merged.get("ScreenshotsUploadEnabled"):
            merged.pop("S3BucketArn", None)
        if "KmsKeyArn" not in update:  # one that is sent along is refused by check()
            merged.pop("KmsKeyArn", None)
    return merged


def _by_action(config: Members) -> dict[str, Members]:
    """The settings of a config by their action; of two for one action, the last counts."""
    return {one["AgentAction"]: one for one in config.get("Settings", ())}
