"""The members of stacks that have rules of their own, such as user settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from typing import cast

from botocore.model import StringShape

from .. import exceptions
from ..schema import service_model
from .resource import Members

HOMEFOLDERS = "HOMEFOLDERS"
ONE_DRIVE = "ONE_DRIVE"

# What users may do unless the stack says otherwise. An action that is not here is only shown when
# it was set (row stack-user-settings-9).
DEFAULT_PERMISSIONS = {
    "CLIPBOARD_COPY_FROM_LOCAL_DEVICE": "ENABLED",
    "CLIPBOARD_COPY_TO_LOCAL_DEVICE": "ENABLED",
    "FILE_UPLOAD": "ENABLED",
    "FILE_DOWNLOAD": "ENABLED",
    "PRINTING_TO_LOCAL_DEVICE": "ENABLED",
    "DOMAIN_PASSWORD_SIGNIN": "ENABLED",
    "DOMAIN_SMART_CARD_SIGNIN": "DISABLED",
    "AUTO_TIME_ZONE_REDIRECTION": "DISABLED",
}
SIGN_INS = ("DOMAIN_PASSWORD_SIGNIN", "DOMAIN_SMART_CARD_SIGNIN")
MAX_CLIPBOARD_LENGTH = 20_971_520

# The member that each attribute of AttributesToDelete takes away. THEME_NAME and IAM_ROLE_ARN are
# of members that a stack does not have; the others are parts of a member.
DELETED_MEMBERS = {
    "STORAGE_CONNECTORS": "StorageConnectors",
    "REDIRECT_URL": "RedirectURL",
    "FEEDBACK_URL": "FeedbackURL",
    "USER_SETTINGS": "UserSettings",
    "EMBED_HOST_DOMAINS": "EmbedHostDomains",
    "ACCESS_ENDPOINTS": "AccessEndpoints",
    "STREAMING_EXPERIENCE_SETTINGS": "StreamingExperienceSettings",
    "CONTENT_REDIRECTION": "ContentRedirection",
    "WEB_AUTHN_REDIRECTION": "WebAuthnRedirection",
    "AGENT_ACCESS_CONFIG": "AgentAccessConfig",
    "STORAGE_CONNECTOR_AUTHENTICATION": "StorageConnectorAuthentication",
}


def all_user_settings(settings: Sequence[Members]) -> list[Members]:
    """Every action with its permission, whatever was set (rows stack-user-settings, -9)."""
    defaults = [
        {"Action": action, "Permission": permission}
        for action, permission in DEFAULT_PERMISSIONS.items()
        if action in _known_actions()
    ]
    return merge("Action", defaults, settings)


@cache
def _known_actions() -> frozenset[str]:
    """The actions of the installed botocore: no others can be sent back in an update."""
    return frozenset(cast(StringShape, service_model().shape_for("Action")).enum)


def merge(key: str, before: Sequence[Members], after: Sequence[Members]) -> list[Members]:
    """A list whose entries are replaced, or added to, by those that have the same key."""
    return [*{one[key]: one for one in (*before, *after)}.values()]


def _refuse_twice(what: str, keys: Sequence[str]) -> None:
    twice = sorted(key for key, times in Counter(keys).items() if times > 1)
    if twice:
        raise exceptions.InvalidParameterCombination(
            f"{what} has {', '.join(twice)} more than once."
        )


def check_user_settings(settings: Sequence[Members]) -> None:
    """The rules of each setting by itself (rows stack-user-settings-rules, stack-max-length)."""
    _refuse_twice("UserSettings", [one["Action"] for one in settings])
    for one in settings:
        action, length = one["Action"], one.get("MaximumLength")
        if length is None:
            continue
        if not action.startswith("CLIPBOARD_") or one["Permission"] != "ENABLED":
            raise exceptions.InvalidParameterCombination(
                f"MaximumLength cannot be used with {action} {one['Permission']}: it needs a "
                "CLIPBOARD action that is ENABLED."
            )
        if not 1 <= length <= MAX_CLIPBOARD_LENGTH:
            raise exceptions.InvalidParameterValue(
                f"MaximumLength must be between 1 and {MAX_CLIPBOARD_LENGTH}, got {length}."
            )


def check_sign_ins(settings: Sequence[Members]) -> None:
    shown = {one["Action"]: one["Permission"] for one in all_user_settings(settings)}
    if all(shown[action] == "DISABLED" for action in SIGN_INS):
        raise exceptions.InvalidParameterCombination(
            f"{' and '.join(SIGN_INS)} cannot both be DISABLED."
        )


def check_storage_connectors(connectors: Sequence[Members]) -> None:
    """The rules of storage connectors (row stack-connector-drive)."""
    _refuse_twice("StorageConnectors", [one["ConnectorType"] for one in connectors])
    for one in connectors:
        kind = one["ConnectorType"]
        if kind != HOMEFOLDERS and not one.get("Domains"):
            raise exceptions.InvalidParameterCombination(f"The connector {kind} needs Domains.")
        if kind != ONE_DRIVE and one.get("DomainsRequireAdminConsent"):
            raise exceptions.InvalidParameterCombination(
                f"DomainsRequireAdminConsent cannot be used with {kind}, only with {ONE_DRIVE}."
            )


def check_web_authn_redirection(redirection: Members | None) -> None:
    """A process is listed once, however it is written (row stack-webauthn)."""
    processes = [one.lower() for one in (redirection or {}).get("ProcessCompatibilityList", ())]
    if len(set(processes)) < len(processes):
        raise exceptions.InvalidParameterValue(
            "ProcessCompatibilityList has a process more than once."
        )


def refuse_set_and_deleted(sent: Members, deleted: Collection[str]) -> None:
    """What is set cannot be deleted in the same call (row stack-update-set-and-delete)."""
    attributes = {name for name, member in DELETED_MEMBERS.items() if member in sent}
    for one in sent.get("StorageConnectors", ()):
        attributes.add(f"STORAGE_CONNECTOR_{one['ConnectorType']}")
    if "KmsKeyArn" in sent.get("AgentAccessConfig", {}):
        attributes.add("AGENT_ACCESS_CONFIG_KMS_KEY_ARN")
    both = sorted(attributes.intersection(deleted))
    if both:
        raise exceptions.InvalidParameterCombination(
            f"{', '.join(both)} cannot be set and deleted in one call."
        )
