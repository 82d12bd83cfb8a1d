"""Stacks: what users of a fleet are given, and may do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from .. import exceptions
from . import agent_access, stack_members
from .family import Family
from .resource import Answer, Members, Resource, Tags, given
from .stack_members import HOMEFOLDERS


class Stack(Resource):
    """A stack. Its members are what was asked for; ``describe`` fills in the rest."""

    kind = "stack"
    shape = "Stack"
    seedable = ("StackErrors",)
    in_use = (
        "Cannot delete stack {name}. This stack has fleets associated with it. "
        "Only stacks with no fleets associated with it can be deleted."
    )

    def describe(self, state: str | None = None) -> Answer:
        return {
            "AccessEndpoints": [],
            "EmbedHostDomains": [],
            "StackErrors": [],
            "StreamingExperienceSettings": {"PreferredProtocol": "TCP"},
            **super().describe(state),
            "UserSettings": stack_members.all_user_settings(self.members.get("UserSettings", ())),
            "StorageConnectors": self._storage_connectors(),
            "ApplicationSettings": self._application_settings(),
        }

    def creation(self) -> dict[str, Any]:
        creation = super().creation()
        creation.pop("StackErrors", None)  # they have come since
        return creation

    def _storage_connectors(self) -> list[Members]:
        """The connectors, that of home folders with its bucket (row stack-connector-home)."""
        bucket = f"appstream2-36fb080bb8-{self.here.region_name}-{self.here.account_id}"
        return [
            {**one, "ResourceIdentifier": bucket} if one["ConnectorType"] == HOMEFOLDERS else one
            for one in self.members.get("StorageConnectors", ())
        ]

    def _application_settings(self) -> Members:
        """The settings, with the bucket that keeps them if they are on (rows stack-app-*)."""
        settings: Members = self.members.get("ApplicationSettings", {"Enabled": False})
        if not settings["Enabled"]:
            return settings
        region, account_id = self.here.region_name, self.here.account_id
        # All stacks of an account in a region have one bucket, so that its name needs no keeping.
        suffix = blake2b(f"{region} {account_id}".encode(), digest_size=4).hexdigest()
        return {
            "SettingsGroup": self.name,
            **settings,
            "S3BucketName": f"appstream-app-settings-{region}-{account_id}-{suffix}",
        }


class Stacks(Family[Stack]):
    """The stacks of one account in one region (rows stack-*)."""

    resource = Stack

    # The operations

    def create_stack(
        self,
        name: str,
        storage_connectors: Sequence[Members] = (),
        user_settings: Sequence[Members] = (),
        application_settings: Members | None = None,
        web_authn_redirection: Members | None = None,
        agent_access_config: Members | None = None,
        tags: Tags | None = None,
        **members: Any,
    ) -> Answer:
        """Create a stack (rows stack-*).

        :raises InvalidParameterCombination: members disagree, or lack what they need.
        :raises InvalidParameterValue: a member has a value that AWS documents as not allowed.
        :raises ResourceAlreadyExists: the name is taken.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        stack_members.check_user_settings(user_settings)
        stack_members.check_sign_ins(user_settings)
        stack_members.check_storage_connectors(storage_connectors)
        stack_members.check_web_authn_redirection(web_authn_redirection)
        if agent_access_config:
            self._check_agent_access(agent_access_config)
        asked = {
            **self.members_of(members),
            "UserSettings": list(user_settings),
            "StorageConnectors": [*map(given, storage_connectors)],
            "ApplicationSettings": application_settings and given(application_settings),
            "WebAuthnRedirection": web_authn_redirection,
            "AgentAccessConfig": agent_access_config,
        }
        stack = self.add(Stack(self.here, name, given(asked)), tags)
        return {"Stack": stack.describe()}

    def describe_stacks(self, names: Sequence[str] = (), next_token: str | None = None) -> Answer:
        """Describe one page of stacks (rows every-describe-missing, every-names-empty).

        :raises ResourceNotFound: one of the names is not found.
        :raises InvalidNextToken: the token was not handed out for these names.
        """
        stacks, token = self.page(names, next_token)
        return {"Stacks": stacks, "NextToken": token}

    def update_stack(
        self,
        name: str,
        storage_connectors: Sequence[Members] = (),
        delete_storage_connectors: bool = False,
        attributes_to_delete: Sequence[str] = (),
        user_settings: Sequence[Members] = (),
        application_settings: Members | None = None,
        web_authn_redirection: Members | None = None,
        agent_access_config: Members | None = None,
        **members: Any,
    ) -> Answer:
        """Change a stack: what is not sent stays as it is (rows stack-*-update, -delete-attr).

        User settings, storage connectors and agent access are merged into those that are there;
        the other members are replaced as a whole, and an empty one is taken away.

        :raises InvalidParameterCombination: members disagree, or lack what they need.
        :raises InvalidParameterValue: a member has a value that AWS documents as not allowed.
        :raises ResourceNotFound: there is none of this name.
        :raises IncompatibleImage: a drive is connected, and a fleet of the stack runs Linux.
        """
        sent = {
            **self.members_of(members),
            "UserSettings": user_settings or None,
            "StorageConnectors": storage_connectors or None,
            "ApplicationSettings": application_settings and given(application_settings),
            "WebAuthnRedirection": web_authn_redirection,
            "AgentAccessConfig": agent_access_config,
        }
        deleted = {*attributes_to_delete}
        if delete_storage_connectors:
            deleted.add("STORAGE_CONNECTORS")
        stack_members.check_user_settings(user_settings)
        stack_members.check_storage_connectors(storage_connectors)
        stack_members.check_web_authn_redirection(web_authn_redirection)
        stack_members.refuse_set_and_deleted(given(sent), deleted)
        stack = self.get(name)
        for fleet_name in self.here.fleet_associations.fleets_of(name):
            self.here.fleet_associations.check_compatible(storage_connectors, fleet_name)
        changed = {
            member: None if value in ("", {}, []) else value
            for member, value in sent.items()
            if value is not None
        }
        changed |= {
            member: None for one, member in stack_members.DELETED_MEMBERS.items() if one in deleted
        }
        changed |= self._merged(stack, sent, deleted)
        stack.change(changed)
        return {"Stack": stack.describe()}

    def delete_stack(self, name: str) -> Answer:
        """Delete a stack, and what belongs to it (rows stack-delete, stack-delete-associated).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: a fleet is associated with it.
        """
        self.remove(self.get(name))
        return {}

    # What no operation does

    def set_errors(self, name: str, errors: Sequence[Mapping[str, str]]) -> None:
        """Give a stack its StackErrors, instead of those it has (row stack-errors).

        :param errors: each has ErrorCode and ErrorMessage; none makes the stack healthy again.
        :raises ResourceNotFound: there is none of this name.
        """
        self.get(name).change({"StackErrors": list(errors)})

    # Members

    def _merged(self, stack: Stack, sent: Members, deleted: Collection[str]) -> dict[str, Any]:
        """The members that an update changes in part.

        :raises InvalidParameterCombination: the result breaks a rule.
        """
        merged: dict[str, Any] = {}
        if sent["UserSettings"]:
            settings = stack_members.merge(
                "Action", stack.members.get("UserSettings", ()), sent["UserSettings"]
            )
            stack_members.check_sign_ins(settings)
            merged["UserSettings"] = settings
        if "STORAGE_CONNECTORS" not in deleted:
            connectors = stack_members.merge(
                "ConnectorType",
                stack.members.get("StorageConnectors", ()),
                [*map(given, sent["StorageConnectors"] or ())],
            )
            merged["StorageConnectors"] = [
                one
                for one in connectors
                if f"STORAGE_CONNECTOR_{one['ConnectorType']}" not in deleted
            ]
        if "AGENT_ACCESS_CONFIG" not in deleted:
            config = stack.members.get("AgentAccessConfig", {})
            if "AGENT_ACCESS_CONFIG_KMS_KEY_ARN" in deleted:
                config = {name: value for name, value in config.items() if name != "KmsKeyArn"}
            if sent["AgentAccessConfig"] is not None:
                config = agent_access.merge(config, sent["AgentAccessConfig"])
                self._check_agent_access(config)
            merged["AgentAccessConfig"] = config or None
        return merged

    def _check_agent_access(self, config: Members) -> None:
        agent_access.check(config)
        key = config.get("KmsKeyArn")
        if key is not None and key.split(":")[3] != self.here.region_name:
            raise exceptions.InvalidParameterValue(
                f"The key {key} is not in the region {self.here.region_name} of the stack."
            )
