"""Stacks (the rows stack-*)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import botocore.session
import pytest
from support import ACCOUNT, OTHER_ACCOUNT, in_process, raw_call, refused

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends

MODEL = botocore.session.get_session().get_service_model("appstream")
COMBINATION = "InvalidParameterCombinationException"
VALUE = "InvalidParameterValueException"

ARN = f"arn:aws:appstream:us-east-1:{ACCOUNT}:stack/"
HOME_FOLDERS_BUCKET = f"appstream2-36fb080bb8-us-east-1-{ACCOUNT}"
BUCKET_ARN = "arn:aws:s3:::agent-sessions"
KEY_ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0f5a2a1e-5c1c-4b8e-8a8e-0123456789ab"

DEFAULTS = {
    "CLIPBOARD_COPY_FROM_LOCAL_DEVICE": "ENABLED",
    "CLIPBOARD_COPY_TO_LOCAL_DEVICE": "ENABLED",
    "FILE_UPLOAD": "ENABLED",
    "FILE_DOWNLOAD": "ENABLED",
    "PRINTING_TO_LOCAL_DEVICE": "ENABLED",
    "DOMAIN_PASSWORD_SIGNIN": "ENABLED",
    "DOMAIN_SMART_CARD_SIGNIN": "DISABLED",
    "AUTO_TIME_ZONE_REDIRECTION": "DISABLED",
}
KNOWN_ACTIONS: Any = MODEL.shape_for("Action")
# An older botocore lacks the newest actions.
DEFAULTS = {action: DEFAULTS[action] for action in DEFAULTS if action in KNOWN_ACTIONS.enum}


def needs(shape: str, member: str) -> pytest.MarkDecorator:
    """Skip a test where the installed botocore does not know a member."""
    structure: Any = MODEL.shape_for(shape)
    return pytest.mark.skipif(
        member not in structure.members, reason=f"botocore does not know {shape}.{member}"
    )


needs_agent_access = needs("Stack", "AgentAccessConfig")


@pytest.fixture
def stack(appstream: Any) -> dict[str, Any]:
    """A stack with nothing but its name, as CreateStack answers it."""
    created: dict[str, Any] = appstream.create_stack(Name="office")["Stack"]
    return created


def described(client: Any, name: str = "office") -> Any:
    (found,) = client.describe_stacks(Names=[name])["Stacks"]
    return found


def settings(permissions: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"Action": action, "Permission": permission} for action, permission in permissions.items()
    ]


def permissions(stack: Any) -> dict[str, str]:
    return {one["Action"]: one["Permission"] for one in stack["UserSettings"]}


def agent_access(*actions: str, **members: Any) -> dict[str, Any]:
    return {
        "Settings": [{"AgentAction": action, "Permission": "ENABLED"} for action in actions],
        "ScreenResolution": "W_1280xH_720",
        "ScreenImageFormat": "PNG",
        **members,
    }


# Creating and describing


@pytest.mark.row("stack-create-answer", "stack-always", "stack-streaming")
def test_a_new_stack_shows_all_that_aws_fills_in(appstream: Any, stack: Any) -> None:
    created_time = stack.pop("CreatedTime")
    assert isinstance(created_time, datetime)
    assert stack == {
        "Arn": ARN + "office",
        "Name": "office",
        "UserSettings": settings(DEFAULTS),
        "ApplicationSettings": {"Enabled": False},
        "StackErrors": [],
        "StorageConnectors": [],
        "AccessEndpoints": [],
        "EmbedHostDomains": [],
        "StreamingExperienceSettings": {"PreferredProtocol": "TCP"},
    }
    assert described(appstream) == {**stack, "CreatedTime": created_time}


@pytest.mark.row("stack-absent")
def test_what_is_given_is_shown_and_what_is_empty_is_not(appstream: Any) -> None:
    full = {
        "Description": "for the office",
        "DisplayName": "Office",
        "RedirectURL": "https://example.com/bye",
        "FeedbackURL": "https://example.com/feedback",
    }
    created = appstream.create_stack(Name="full", **full)["Stack"]
    assert created == {**created, **full}
    empty = appstream.create_stack(Name="empty", **dict.fromkeys(full, ""))["Stack"]
    assert not full.keys() & empty.keys()


@pytest.mark.row("stack-absent")
@needs("Stack", "ContentRedirection")
@needs("Stack", "WebAuthnRedirection")
@needs("Stack", "StorageConnectorAuthentication")
def test_redirections_and_authentication_are_shown_as_given(appstream: Any) -> None:
    given = {
        "ContentRedirection": {
            "HostToClient": {"Enabled": True, "AllowedUrls": ["https://*.example.com"]}
        },
        "WebAuthnRedirection": {"Enabled": False},
        "StorageConnectorAuthentication": "REUSE_CREDENTIALS",
    }
    created = appstream.create_stack(Name="office", **given)["Stack"]
    assert created == {**created, **given}
    assert (
        appstream.create_stack(Name="other", ContentRedirection={})["Stack"]
        .keys()
        .isdisjoint(given)
    )


@pytest.mark.row("every-missing")
def test_one_missing_name_fails_the_whole_call(appstream: Any, stack: Any) -> None:
    missing = f"The stack missing for account {ACCOUNT} does not exist."
    for asked in (["missing"], ["office", "missing"]):
        with refused("ResourceNotFoundException", missing):
            appstream.describe_stacks(Names=asked)


def test_stacks_are_listed_by_name_or_as_asked_for(appstream: Any, appstream_client: Any) -> None:
    assert appstream.describe_stacks()["Stacks"] == []
    for name in ("b", "a", "A"):
        appstream.create_stack(Name=name)
    for asked, shown in (([], "Aab"), (["b", "A", "b"], "bA")):
        listed = appstream.describe_stacks(Names=asked)["Stacks"]
        assert [one["Name"] for one in listed] == list(shown)
    for client in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        assert client.describe_stacks()["Stacks"] == []
        client.create_stack(Name="a")


@pytest.mark.row("every-page")
def test_sixty_stacks_are_paged_through_once_each(appstream: Any) -> None:
    for number in range(60):
        appstream.create_stack(Name=f"stack-{number:02}")
    pages = [*appstream.get_paginator("describe_stacks").paginate()]
    assert [len(page["Stacks"]) for page in pages] == [25, 25, 10]
    listed = [one["Name"] for page in pages for one in page["Stacks"]]
    assert listed == [f"stack-{number:02}" for number in range(60)]


@pytest.mark.row("every-exists")
def test_a_taken_name_is_refused_and_changes_nothing(appstream: Any, stack: Any) -> None:
    with refused("ResourceAlreadyExistsException", "The stack office already exists."):
        appstream.create_stack(Name="office", Description="another", Tags={"team": "desktop"})
    assert described(appstream) == stack
    assert appstream.list_tags_for_resource(ResourceArn=stack["Arn"])["Tags"] == {}


def test_a_name_may_have_101_characters(appstream: Any) -> None:
    name = "a" * 101
    assert appstream.create_stack(Name=name)["Stack"]["Name"] == name
    with refused("ValidationException"):
        appstream.create_stack(Name=name + "a")


@pytest.mark.usefixtures("no_retries")
def test_the_quota_of_stacks_is_what_the_test_sets(appstream: Any, stack: Any) -> None:
    seed.quotas(stacks=1)
    with refused("LimitExceededException"):
        appstream.create_stack(Name="second")
    appstream.delete_stack(Name="office")
    appstream.create_stack(Name="second")


# Tags


@pytest.mark.row("every-tags")
def test_a_stack_has_the_tags_it_was_created_with_and_does_not_show_them(appstream: Any) -> None:
    created = appstream.create_stack(Name="office", Tags={"team": "desktop"})["Stack"]
    assert "Tags" not in created
    tags = appstream.list_tags_for_resource
    assert tags(ResourceArn=created["Arn"])["Tags"] == {"team": "desktop"}
    appstream.tag_resource(ResourceArn=created["Arn"], Tags={"stage": "test"})
    appstream.untag_resource(ResourceArn=created["Arn"], TagKeys=["team"])
    assert tags(ResourceArn=created["Arn"])["Tags"] == {"stage": "test"}


@pytest.mark.row("stack-delete")
def test_a_stack_that_is_created_again_shows_nothing_of_the_old_one(appstream: Any) -> None:
    old = appstream.create_stack(
        Name="office",
        Description="old",
        StorageConnectors=[{"ConnectorType": "HOMEFOLDERS"}],
        Tags={"team": "desktop"},
    )["Stack"]
    assert set(appstream.delete_stack(Name="office")) == {"ResponseMetadata"}
    for call in (appstream.delete_stack, appstream.update_stack):
        with refused("ResourceNotFoundException"):
            call(Name="office")
    new = appstream.create_stack(Name="office")["Stack"]
    assert new["CreatedTime"] > old["CreatedTime"]
    assert "Description" not in new
    assert new["StorageConnectors"] == []
    assert appstream.list_tags_for_resource(ResourceArn=new["Arn"])["Tags"] == {}


@pytest.mark.row("stack-delete")
def test_entitlements_and_assigned_users_go_with_their_stack(appstream: Any, stack: Any) -> None:
    appstream.create_user(UserName="jane", AuthenticationType="USERPOOL")
    jane = {"StackName": "office", "UserName": "jane", "AuthenticationType": "USERPOOL"}
    appstream.batch_associate_user_stack(UserStackAssociations=[jane])
    appstream.create_entitlement(
        Name="editors",
        StackName="office",
        AppVisibility="ALL",
        Attributes=[{"Name": "roles", "Value": "editor"}],
    )
    appstream.delete_stack(Name="office")
    appstream.create_stack(Name="office")
    assert appstream.describe_entitlements(StackName="office")["Entitlements"] == []
    assigned = appstream.describe_user_stack_associations(StackName="office")
    assert assigned["UserStackAssociations"] == []


# User settings


@pytest.mark.row("stack-user-settings", "stack-user-settings-update")
def test_actions_that_are_not_sent_keep_their_permission(appstream: Any) -> None:
    created = appstream.create_stack(
        Name="office", UserSettings=settings({"FILE_UPLOAD": "DISABLED"})
    )["Stack"]
    assert permissions(created) == {**DEFAULTS, "FILE_UPLOAD": "DISABLED"}
    appstream.update_stack(Name="office", UserSettings=settings({"FILE_DOWNLOAD": "DISABLED"}))
    wanted = {**DEFAULTS, "FILE_UPLOAD": "DISABLED", "FILE_DOWNLOAD": "DISABLED"}
    assert permissions(described(appstream)) == wanted
    appstream.update_stack(Name="office", UserSettings=described(appstream)["UserSettings"])
    assert permissions(described(appstream)) == wanted
    appstream.update_stack(Name="office", AttributesToDelete=["USER_SETTINGS"])
    assert permissions(described(appstream)) == DEFAULTS


@pytest.mark.row("stack-user-settings-9")
@pytest.mark.skipif(
    "SMART_CARD_REDIRECTION" not in KNOWN_ACTIONS.enum, reason="botocore does not know it"
)
def test_redirection_of_smart_cards_is_listed_only_if_it_was_set(
    appstream: Any, stack: Any
) -> None:
    assert len(stack["UserSettings"]) == 8
    ninth = {"SMART_CARD_REDIRECTION": "ENABLED"}
    updated = appstream.update_stack(Name="office", UserSettings=settings(ninth))["Stack"]
    assert permissions(updated) == {**DEFAULTS, **ninth}


@pytest.mark.row("stack-user-settings-rules")
@pytest.mark.parametrize(
    "wrong",
    [
        [*settings({"FILE_UPLOAD": "ENABLED"}), *settings({"FILE_UPLOAD": "DISABLED"})],
        settings(dict.fromkeys(("DOMAIN_PASSWORD_SIGNIN", "DOMAIN_SMART_CARD_SIGNIN"), "DISABLED")),
        settings({"DOMAIN_PASSWORD_SIGNIN": "DISABLED"}),
    ],
    ids=["twice", "no sign-in", "no sign-in with the defaults"],
)
def test_an_action_is_set_once_and_users_can_sign_in(
    appstream: Any, stack: Any, wrong: Any
) -> None:
    with refused(COMBINATION):
        appstream.create_stack(Name="other", UserSettings=wrong)
    with refused(COMBINATION):
        appstream.update_stack(Name="office", Description="changed", UserSettings=wrong)
    assert appstream.describe_stacks()["Stacks"] == [stack]


@pytest.mark.row("stack-user-settings-rules")
def test_the_rule_of_sign_ins_holds_for_what_an_update_makes_of_them(
    appstream: Any, stack: Any
) -> None:
    smart_card = settings({"DOMAIN_SMART_CARD_SIGNIN": "ENABLED"})
    appstream.update_stack(Name="office", UserSettings=smart_card)
    no_password = settings({"DOMAIN_PASSWORD_SIGNIN": "DISABLED"})
    appstream.update_stack(Name="office", UserSettings=no_password)
    with refused(COMBINATION):
        appstream.update_stack(
            Name="office", UserSettings=settings({"DOMAIN_SMART_CARD_SIGNIN": "DISABLED"})
        )


@pytest.mark.row("stack-max-length", "every-value")
def test_clipboards_have_a_maximum_length_if_one_was_given(appstream: Any, stack: Any) -> None:
    assert not any("MaximumLength" in one for one in stack["UserSettings"])
    clipboard = {"Action": "CLIPBOARD_COPY_TO_LOCAL_DEVICE", "Permission": "ENABLED"}
    for length in (1, 20_971_520):
        limited = {**clipboard, "MaximumLength": length}
        updated = appstream.update_stack(Name="office", UserSettings=[limited])["Stack"]
        assert limited in updated["UserSettings"]
    for length in (0, 20_971_521):
        with refused(VALUE):
            appstream.update_stack(
                Name="office", UserSettings=[{**clipboard, "MaximumLength": length}]
            )
    for wrong in ({"Action": "FILE_UPLOAD"}, {"Permission": "DISABLED"}):
        with refused(COMBINATION):
            appstream.update_stack(
                Name="office", UserSettings=[{**clipboard, "MaximumLength": 70, **wrong}]
            )
    updated = appstream.update_stack(Name="office", UserSettings=[clipboard])["Stack"]
    assert clipboard in updated["UserSettings"]


# Application settings, streaming, endpoints


@pytest.mark.row("stack-app-settings", "stack-app-settings-group")
def test_persistent_settings_of_all_stacks_are_in_one_bucket(
    appstream: Any, appstream_client: Any
) -> None:
    shown = {}
    for name, asked in (
        ("off", {"Enabled": False, "SettingsGroup": ""}),
        ("unnamed", {"Enabled": True}),
        ("empty", {"Enabled": True, "SettingsGroup": ""}),
        ("named", {"Enabled": True, "SettingsGroup": "office"}),
    ):
        created = appstream.create_stack(Name=name, ApplicationSettings=asked)["Stack"]
        shown[name] = created["ApplicationSettings"]
    assert shown["off"] == {"Enabled": False}
    bucket = shown["named"]["S3BucketName"]
    prefix, _, suffix = bucket.rpartition("-")
    assert prefix == f"appstream-app-settings-us-east-1-{ACCOUNT}"
    assert len(suffix) == 8
    for name, group in (("unnamed", "unnamed"), ("empty", "empty"), ("named", "office")):
        wanted = {"Enabled": True, "SettingsGroup": group, "S3BucketName": bucket}
        assert shown[name] == wanted
    elsewhere = appstream_client("us-west-2").create_stack(
        Name="named", ApplicationSettings={"Enabled": True}
    )["Stack"]["ApplicationSettings"]
    assert elsewhere["S3BucketName"].startswith(f"appstream-app-settings-us-west-2-{ACCOUNT}-")


@pytest.mark.row("stack-app-settings")
def test_persistent_settings_are_turned_on_and_off(appstream: Any, stack: Any) -> None:
    def update(**application_settings: Any) -> Any:
        updated = appstream.update_stack(Name="office", ApplicationSettings=application_settings)
        return updated["Stack"]["ApplicationSettings"]

    assert update(Enabled=True, SettingsGroup="group")["SettingsGroup"] == "group"
    assert update(Enabled=True, SettingsGroup="")["SettingsGroup"] == "office"
    assert update(Enabled=False, SettingsGroup="") == {"Enabled": False}
    appstream.update_stack(Name="office", Description="more")
    assert described(appstream)["ApplicationSettings"] == {"Enabled": False}


@pytest.mark.row("stack-streaming", "stack-update-delete-attr")
def test_the_preferred_protocol_goes_back_to_tcp_when_it_is_deleted(appstream: Any) -> None:
    udp = {"PreferredProtocol": "UDP"}
    created = appstream.create_stack(Name="office", StreamingExperienceSettings=udp)["Stack"]
    assert created["StreamingExperienceSettings"] == udp
    updated = appstream.update_stack(
        Name="office", AttributesToDelete=["STREAMING_EXPERIENCE_SETTINGS"]
    )["Stack"]
    assert updated["StreamingExperienceSettings"] == {"PreferredProtocol": "TCP"}


@pytest.mark.row("stack-embed")
def test_endpoints_and_domains_are_replaced_as_a_whole(appstream: Any) -> None:
    endpoints = [{"EndpointType": "STREAMING", "VpceId": f"vpce-{number}"} for number in range(4)]
    domains = [f"d{number}.example.com" for number in range(20)]
    created = appstream.create_stack(
        Name="office", AccessEndpoints=endpoints, EmbedHostDomains=domains
    )["Stack"]
    assert (created["AccessEndpoints"], created["EmbedHostDomains"]) == (endpoints, domains)
    updated = appstream.update_stack(
        Name="office", AccessEndpoints=endpoints[3:], EmbedHostDomains=domains[:1]
    )["Stack"]
    assert (updated["AccessEndpoints"], updated["EmbedHostDomains"]) == (endpoints[3:], domains[:1])
    with refused("ValidationException"):
        appstream.update_stack(Name="office", AccessEndpoints=[*endpoints, endpoints[0]])


# Storage connectors


@pytest.mark.row("stack-connector-home")
def test_home_folders_come_with_their_bucket(appstream: Any) -> None:
    for name, sent in (
        ("plain", {"ConnectorType": "HOMEFOLDERS"}),
        ("read", {"ConnectorType": "HOMEFOLDERS", "ResourceIdentifier": HOME_FOLDERS_BUCKET}),
        ("other", {"ConnectorType": "HOMEFOLDERS", "ResourceIdentifier": "mine", "Domains": []}),
    ):
        created = appstream.create_stack(Name=name, StorageConnectors=[sent])["Stack"]
        assert created["StorageConnectors"] == [
            {"ConnectorType": "HOMEFOLDERS", "ResourceIdentifier": HOME_FOLDERS_BUCKET}
        ]


@pytest.mark.row("stack-connector-drive")
@pytest.mark.parametrize(
    "wrong",
    [
        [{"ConnectorType": "GOOGLE_DRIVE"}],
        [{"ConnectorType": "ONE_DRIVE", "Domains": []}],
        [{"ConnectorType": "HOMEFOLDERS"}, {"ConnectorType": "HOMEFOLDERS"}],
    ],
)
def test_a_drive_needs_domains_and_a_type_is_connected_once(
    appstream: Any, stack: Any, wrong: Any
) -> None:
    with refused(COMBINATION):
        appstream.create_stack(Name="other", StorageConnectors=wrong)
    with refused(COMBINATION):
        appstream.update_stack(Name="office", StorageConnectors=wrong)
    assert appstream.describe_stacks()["Stacks"] == [stack]


@pytest.mark.row("stack-connector-drive")
@needs("StorageConnector", "DomainsRequireAdminConsent")
def test_only_one_drive_asks_for_an_administrators_consent(appstream: Any, stack: Any) -> None:
    def update(kind: str) -> Any:
        connector = {
            "ConnectorType": kind,
            "Domains": ["example.com"],
            "DomainsRequireAdminConsent": ["example.com"],
        }
        updated = appstream.update_stack(Name="office", StorageConnectors=[connector])["Stack"]
        return connector, updated["StorageConnectors"]

    for kind in ("GOOGLE_DRIVE", "HOMEFOLDERS"):
        with refused(COMBINATION):
            update(kind)
    connector, shown = update("ONE_DRIVE")
    assert shown == [connector]


@pytest.mark.row("stack-connector-update", "stack-connector-remove")
def test_connectors_are_added_replaced_and_removed_by_type(appstream: Any, stack: Any) -> None:
    def drive(kind: str, *domains: str) -> dict[str, Any]:
        return {"ConnectorType": kind, "Domains": [*domains]}

    def update(**changes: Any) -> Any:
        updated = appstream.update_stack(Name="office", **changes)["Stack"]["StorageConnectors"]
        return {one["ConnectorType"]: one.get("Domains") for one in updated}

    google, one = drive("GOOGLE_DRIVE", "a.example"), drive("ONE_DRIVE", "b.example")
    assert update(StorageConnectors=[google]) == {"GOOGLE_DRIVE": ["a.example"]}
    both = {"GOOGLE_DRIVE": ["a.example"], "ONE_DRIVE": ["b.example"]}
    assert update(StorageConnectors=[one]) == both
    changed = drive("GOOGLE_DRIVE", "c.example", "d.example")
    home = {"ConnectorType": "HOMEFOLDERS"}
    three = {**both, "GOOGLE_DRIVE": ["c.example", "d.example"], "HOMEFOLDERS": None}
    assert update(StorageConnectors=[changed, home]) == three
    assert update(Description="unchanged", StorageConnectors=[]) == three
    assert (
        update(StorageConnectors=[google], AttributesToDelete=["STORAGE_CONNECTOR_HOMEFOLDERS"])
        == both
    )
    assert update(AttributesToDelete=["STORAGE_CONNECTOR_GOOGLE_DRIVE"]) == {
        "ONE_DRIVE": ["b.example"]
    }
    assert update(DeleteStorageConnectors=False) == {"ONE_DRIVE": ["b.example"]}
    assert update(DeleteStorageConnectors=True) == {}
    assert update(StorageConnectors=[google, one]) == both
    assert update(AttributesToDelete=["STORAGE_CONNECTORS"]) == {}
    update(StorageConnectors=[one])
    assert update(AttributesToDelete=["STORAGE_CONNECTOR_ONE_DRIVE"]) == {}


# Agent access


@needs_agent_access
@pytest.mark.row("stack-agent")
@pytest.mark.parametrize(
    "config",
    [
        {"Settings": [{"AgentAction": "COMPUTER_VISION", "Permission": "DISABLED"}]},
        agent_access("COMPUTER_INPUT"),
        agent_access("COMPUTER_VISION", ScreenshotsUploadEnabled=True),
        agent_access("COMPUTER_VISION", ReplaySessionEnabled=True),
        agent_access("FORWARD_MCP_TOOLS", ReplaySessionEnabled=True, S3BucketArn=BUCKET_ARN),
        agent_access("COMPUTER_VISION", KmsKeyArn=KEY_ARN, S3BucketArn=BUCKET_ARN),
    ],
    ids=["nothing", "blind", "no bucket", "no bucket for replays", "blind replay", "idle key"],
)
def test_agents_get_what_they_need_and_no_more(appstream: Any, stack: Any, config: Any) -> None:
    with refused(COMBINATION):
        appstream.create_stack(Name="other", AgentAccessConfig={**agent_access(), **config})
    with refused(COMBINATION):
        appstream.update_stack(Name="office", AgentAccessConfig={**agent_access(), **config})
    assert appstream.describe_stacks()["Stacks"] == [stack]


@needs_agent_access
@pytest.mark.row("stack-agent")
def test_a_key_is_in_the_region_of_the_stack(appstream: Any, stack: Any) -> None:
    config = agent_access("COMPUTER_VISION", ReplaySessionEnabled=True, S3BucketArn=BUCKET_ARN)
    elsewhere = KEY_ARN.replace("us-east-1", "us-west-2")
    with refused(VALUE):
        appstream.create_stack(Name="other", AgentAccessConfig={**config, "KmsKeyArn": elsewhere})
    with refused(VALUE):
        appstream.update_stack(Name="office", AgentAccessConfig={**config, "KmsKeyArn": elsewhere})
    config["KmsKeyArn"] = KEY_ARN
    created = appstream.create_stack(Name="other", AgentAccessConfig=config)["Stack"]
    assert created["AgentAccessConfig"] == config


@needs_agent_access
@pytest.mark.row("stack-agent")
def test_agent_access_is_merged_by_action(appstream: Any) -> None:
    config = agent_access(
        "COMPUTER_VISION",
        "COMPUTER_INPUT",
        ReplaySessionEnabled=True,
        ScreenshotsUploadEnabled=True,
        S3BucketArn=BUCKET_ARN,
        KmsKeyArn=KEY_ARN,
    )
    appstream.create_stack(Name="office", AgentAccessConfig=config)

    def update(**changes: Any) -> Any:
        updated = appstream.update_stack(Name="office", AgentAccessConfig=changes)["Stack"]
        assert updated == described(appstream)
        return updated["AgentAccessConfig"]

    assert update() == config
    assert update(UserControlMode="VIEW_STOP") == {**config, "UserControlMode": "VIEW_STOP"}
    with refused(COMBINATION):
        update(Settings=[{"AgentAction": "COMPUTER_VISION", "Permission": "DISABLED"}])
    merged = update(
        Settings=[
            {"AgentAction": "COMPUTER_INPUT", "Permission": "DISABLED"},
            {"AgentAction": "FORWARD_MCP_TOOLS", "Permission": "ENABLED"},
        ]
    )
    assert {one["AgentAction"]: one["Permission"] for one in merged["Settings"]} == {
        "COMPUTER_VISION": "ENABLED",
        "COMPUTER_INPUT": "DISABLED",
        "FORWARD_MCP_TOOLS": "ENABLED",
    }
    with refused(COMBINATION):
        update(ReplaySessionEnabled=False, KmsKeyArn=KEY_ARN)
    without_replay = update(ReplaySessionEnabled=False)
    assert "KmsKeyArn" not in without_replay
    assert without_replay["S3BucketArn"] == BUCKET_ARN
    assert "S3BucketArn" not in update(ScreenshotsUploadEnabled=False)


@needs_agent_access
@pytest.mark.row("stack-agent")
def test_an_update_that_turns_agent_access_on_needs_a_whole_config(
    appstream: Any, stack: Any
) -> None:
    with refused(COMBINATION):
        appstream.update_stack(Name="office", AgentAccessConfig={"ScreenImageFormat": "JPEG"})
    config = agent_access("FORWARD_MCP_TOOLS")
    updated = appstream.update_stack(Name="office", AgentAccessConfig=config)["Stack"]
    assert updated["AgentAccessConfig"] == config


@needs_agent_access
@pytest.mark.row("stack-agent", "stack-update-delete-attr")
def test_the_key_or_all_of_agent_access_is_deleted(appstream: Any, stack: Any) -> None:
    config = agent_access(
        "COMPUTER_VISION", ReplaySessionEnabled=True, S3BucketArn=BUCKET_ARN, KmsKeyArn=KEY_ARN
    )
    appstream.update_stack(Name="office", AgentAccessConfig=config)
    key, everything = "AGENT_ACCESS_CONFIG_KMS_KEY_ARN", "AGENT_ACCESS_CONFIG"
    updated = appstream.update_stack(Name="office", AttributesToDelete=[key])["Stack"]
    assert updated["AgentAccessConfig"] == {
        member: value for member, value in config.items() if member != "KmsKeyArn"
    }
    # Both at once, as the dedicated Terraform provider sends them.
    updated = appstream.update_stack(Name="office", AttributesToDelete=[key, everything])["Stack"]
    assert "AgentAccessConfig" not in updated


@needs("Stack", "WebAuthnRedirection")
@pytest.mark.row("stack-webauthn")
def test_a_process_is_listed_once_for_redirection(appstream: Any, stack: Any) -> None:
    wrong = {"Enabled": True, "ProcessCompatibilityList": ["chrome.exe", "Chrome.EXE"]}
    with refused(VALUE):
        appstream.create_stack(Name="other", WebAuthnRedirection=wrong)
    with refused(VALUE):
        appstream.update_stack(Name="office", WebAuthnRedirection=wrong)
    right = {"Enabled": True, "ProcessCompatibilityList": ["chrome.exe", "edge.exe"]}
    updated = appstream.update_stack(Name="office", WebAuthnRedirection=right)["Stack"]
    assert updated["WebAuthnRedirection"] == right


# Updating


@pytest.mark.row("stack-update-missing")
def test_an_unknown_stack_cannot_be_updated(appstream: Any) -> None:
    missing = f"The stack missing for account {ACCOUNT} does not exist."
    with refused("ResourceNotFoundException", missing):
        appstream.update_stack(Name="missing", Description="new")


@pytest.mark.row("every-order")
def test_what_is_wrong_in_itself_is_refused_before_what_is_missing(
    appstream: Any, stack: Any
) -> None:
    wrong = [{"ConnectorType": "ONE_DRIVE"}]
    with refused(COMBINATION, "The connector ONE_DRIVE needs Domains."):
        appstream.update_stack(Name="missing", StorageConnectors=wrong)
    with refused(COMBINATION):
        appstream.create_stack(Name="office", StorageConnectors=wrong)


@pytest.mark.row("stack-create-answer")
def test_an_update_changes_what_is_sent_and_answers_the_whole_stack(
    appstream: Any, stack: Any
) -> None:
    texts = {
        "Description": "new",
        "DisplayName": "Office",
        "RedirectURL": "https://example.com",
        "FeedbackURL": "https://example.org",
    }
    assert appstream.update_stack(Name="office")["Stack"] == stack
    updated = appstream.update_stack(Name="office", **texts)["Stack"]
    assert updated == described(appstream) == {**stack, **texts}
    cleared = appstream.update_stack(Name="office", Description="", RedirectURL="")["Stack"]
    del texts["Description"], texts["RedirectURL"]
    assert cleared == {**stack, **texts}


@pytest.mark.row("stack-update-delete-attr")
def test_every_attribute_can_be_deleted_whether_it_is_there_or_not(
    appstream: Any, stack: Any
) -> None:
    attributes: Any = MODEL.shape_for("StackAttribute")
    assert "THEME_NAME" in attributes.enum
    bare = appstream.update_stack(Name="office", AttributesToDelete=attributes.enum)["Stack"]
    assert bare == stack
    appstream.update_stack(
        Name="office",
        RedirectURL="https://example.com",
        FeedbackURL="https://example.org",
        UserSettings=settings({"FILE_UPLOAD": "DISABLED"}),
        EmbedHostDomains=["example.com"],
        AccessEndpoints=[{"EndpointType": "STREAMING", "VpceId": "vpce-1"}],
        StreamingExperienceSettings={"PreferredProtocol": "UDP"},
        StorageConnectors=[{"ConnectorType": "HOMEFOLDERS"}],
    )
    bare = appstream.update_stack(Name="office", AttributesToDelete=attributes.enum)["Stack"]
    assert bare == stack


@needs("Stack", "ContentRedirection")
@needs("Stack", "WebAuthnRedirection")
@needs("Stack", "StorageConnectorAuthentication")
@pytest.mark.row("stack-update-delete-attr")
def test_the_newer_attributes_can_be_deleted_too(appstream: Any, stack: Any) -> None:
    attributes: Any = MODEL.shape_for("StackAttribute")
    appstream.update_stack(
        Name="office",
        ContentRedirection={"HostToClient": {"Enabled": True}},
        WebAuthnRedirection={"Enabled": True},
        StorageConnectorAuthentication="FORCE_REAUTHENTICATION",
        AgentAccessConfig=agent_access("FORWARD_MCP_TOOLS"),
    )
    bare = appstream.update_stack(Name="office", AttributesToDelete=attributes.enum)["Stack"]
    assert bare == stack


@pytest.mark.row("stack-update-set-and-delete")
@pytest.mark.parametrize(
    ("attribute", "change"),
    [
        ("REDIRECT_URL", {"RedirectURL": "https://example.com"}),
        ("USER_SETTINGS", {"UserSettings": settings({"FILE_UPLOAD": "ENABLED"})}),
        ("STORAGE_CONNECTORS", {"StorageConnectors": [{"ConnectorType": "HOMEFOLDERS"}]}),
        (
            "STORAGE_CONNECTOR_HOMEFOLDERS",
            {"StorageConnectors": [{"ConnectorType": "HOMEFOLDERS"}]},
        ),
        pytest.param(
            "AGENT_ACCESS_CONFIG",
            {"AgentAccessConfig": {"ScreenImageFormat": "PNG"}},
            marks=needs_agent_access,
        ),
        pytest.param(
            "AGENT_ACCESS_CONFIG_KMS_KEY_ARN",
            {"AgentAccessConfig": {"KmsKeyArn": KEY_ARN}},
            marks=needs_agent_access,
        ),
    ],
)
def test_nothing_is_set_and_deleted_in_one_call(
    appstream: Any, stack: Any, attribute: str, change: Any
) -> None:
    text = f"{attribute} cannot be set and deleted in one call."
    with refused(COMBINATION, text):
        appstream.update_stack(Name="office", AttributesToDelete=[attribute], **change)
    assert described(appstream) == stack


@pytest.mark.row("stack-update-set-and-delete")
def test_connectors_are_not_set_while_all_are_deleted(appstream: Any, stack: Any) -> None:
    with refused(COMBINATION):
        appstream.update_stack(
            Name="office",
            DeleteStorageConnectors=True,
            StorageConnectors=[{"ConnectorType": "HOMEFOLDERS"}],
        )


# What no operation does


@in_process
@pytest.mark.row("stack-errors")
def test_a_test_gives_a_stack_its_errors(appstream: Any, stack: Any) -> None:
    stacks = appstream_backends[ACCOUNT]["us-east-1"].stacks
    errors = [{"ErrorCode": "STORAGE_CONNECTOR_ERROR", "ErrorMessage": "The bucket is gone."}]
    stacks.set_errors("office", errors)
    assert described(appstream)["StackErrors"] == errors
    appstream.update_stack(Name="office", Description="still ill")
    assert described(appstream)["StackErrors"] == errors
    stacks.set_errors("office", [])
    assert described(appstream)["StackErrors"] == []


@pytest.mark.row("stack-errors")
def test_a_stack_is_seeded_with_errors(appstream: Any) -> None:
    seeded = seed.stack(
        "office",
        storage_connectors=[{"connector_type": "HOMEFOLDERS"}],
        application_settings={"enabled": True},
        stack_errors=[{"error_code": "INTERNAL_SERVICE_ERROR", "error_message": "It is broken."}],
    )
    assert [one["ErrorCode"] for one in seeded["StackErrors"]] == ["INTERNAL_SERVICE_ERROR"]
    assert described(appstream) == seeded
    appstream.update_stack(Name="office", Description="still ill")
    assert described(appstream) == {**seeded, "Description": "still ill"}
    with pytest.raises(ValueError, match="needs Domains"):
        seed.stack("other", storage_connectors=[{"connector_type": "ONE_DRIVE"}])


# As their authors would call it


@needs_agent_access
@pytest.mark.row("stack-agent")
def test_a_script_older_than_agent_access_signs_its_request_by_hand(appstream: Any) -> None:
    with refused("ResourceNotFoundException"):
        appstream.describe_stacks(Names=["agents"])
    request = {
        "Name": "agents",
        "UserSettings": settings({"FILE_UPLOAD": "ENABLED"}),
        "AgentAccessConfig": agent_access("COMPUTER_VISION", "COMPUTER_INPUT"),
    }
    answer = raw_call("us-east-1", "CreateStack", json.dumps(request).encode())
    assert answer.status_code == 200
    assert answer.json()["Stack"]["AgentAccessConfig"] == request["AgentAccessConfig"]
    assert [one["Name"] for one in appstream.describe_stacks()["Stacks"]] == ["agents"]


@pytest.mark.row("stack-update-delete-attr", "stack-user-settings")
def test_a_provider_sends_its_full_wish_and_every_unset_attribute(appstream: Any) -> None:
    wish = settings(DEFAULTS)
    created = appstream.create_stack(
        Name="office",
        UserSettings=wish,
        StorageConnectors=[{"ConnectorType": "HOMEFOLDERS"}],
    )["Stack"]
    assert created["UserSettings"] == wish
    updated = appstream.update_stack(
        Name="office",
        Description="described now",
        UserSettings=wish,
        StorageConnectors=[{"ConnectorType": "HOMEFOLDERS"}],
        AttributesToDelete=[
            "STORAGE_CONNECTOR_GOOGLE_DRIVE",
            "STORAGE_CONNECTOR_ONE_DRIVE",
            "REDIRECT_URL",
            "FEEDBACK_URL",
            "THEME_NAME",
            "EMBED_HOST_DOMAINS",
            "IAM_ROLE_ARN",
            "ACCESS_ENDPOINTS",
        ],
    )["Stack"]
    assert updated == {**created, "Description": "described now"}
    appstream.delete_stack(Name="office")
    with refused("ResourceNotFoundException"):
        appstream.describe_stacks(Names=["office"])
