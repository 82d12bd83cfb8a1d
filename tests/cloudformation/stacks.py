"""A stack of CloudFormation, as the tests of templates use it."""

from __future__ import annotations

import json
from typing import Any


class Stacks:
    """A stack by the name of ``desktops``, and what becomes of it."""

    def __init__(self, client: Any, name: str = "desktops") -> None:
        self.client = client
        self.name = name

    def create(self, template: Any, status: str = "CREATE_COMPLETE", **more: Any) -> None:
        self.client.create_stack(StackName=self.name, TemplateBody=text_of(template), **more)
        assert self.status() == status, self.said()

    def update(self, template: Any, status: str = "UPDATE_COMPLETE", **more: Any) -> None:
        self.client.update_stack(StackName=self.name, TemplateBody=text_of(template), **more)
        assert self.status() == status, self.said()

    def delete(self) -> None:
        stack_id = self.described()["StackId"]
        self.client.delete_stack(StackName=self.name)
        (stack,) = self.client.describe_stacks(StackName=stack_id)["Stacks"]
        assert stack["StackStatus"] == "DELETE_COMPLETE"

    def create_fails(self, template: Any, resource: str, reason: str) -> None:
        self.create(template, "ROLLBACK_COMPLETE")
        assert reason in self.reason(resource, "CREATE_FAILED")

    def update_fails(self, template: Any, resource: str, reason: str) -> None:
        self.update(template, "UPDATE_ROLLBACK_COMPLETE")
        assert reason in self.reason(resource, "UPDATE_FAILED")

    def delete_fails(self, resource: str, reason: str) -> None:
        self.client.delete_stack(StackName=self.name)
        assert self.status() == "DELETE_FAILED"
        assert reason in self.reason(resource, "DELETE_FAILED")

    def described(self) -> Any:
        (stack,) = self.client.describe_stacks(StackName=self.name)["Stacks"]
        return stack

    def status(self) -> str:
        status: str = self.described()["StackStatus"]
        return status

    def outputs(self) -> dict[str, str]:
        found = self.described().get("Outputs", [])
        return {one["OutputKey"]: one["OutputValue"] for one in found}

    def resources(self) -> dict[str, tuple[str, str]]:
        """The type and the physical id of each resource."""
        found = self.client.describe_stack_resources(StackName=self.name)["StackResources"]
        return {
            one["LogicalResourceId"]: (one["ResourceType"], one["PhysicalResourceId"])
            for one in found
        }

    def events(self) -> Any:
        """The newest first."""
        return self.client.describe_stack_events(StackName=self.name)["StackEvents"]

    def said(self) -> list[str]:
        return [
            one["ResourceStatusReason"] for one in self.events() if one.get("ResourceStatusReason")
        ]

    def reason(self, resource: str, status: str) -> str:
        """Why a resource came to a status last."""
        reasons: list[str] = [
            one["ResourceStatusReason"]
            for one in self.events()
            if (one["LogicalResourceId"], one["ResourceStatus"]) == (resource, status)
        ]
        return reasons[0]


def text_of(template: Any) -> str:
    return template if isinstance(template, str) else json.dumps(template)
