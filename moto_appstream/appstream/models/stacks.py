"""Stacks: what users of a fleet are given, and may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .family import Answer, Family, Resource, Tags


class Stack(Resource):
    """A stack."""

    kind = "stack"
    shape = "Stack"


class Stacks(Family[Stack]):
    """The stacks of one account in one region (rows stack-*)."""

    resource = Stack

    def create_stack(self, name: str, tags: Tags | None = None, **members: Any) -> Answer:
        """Create a stack (rows stack-*).

        :raises ResourceAlreadyExists: the name is taken.
        """
        stack = self.add(Stack(self.here, name, self.members_of(members)), tags)
        return {"Stack": stack.describe()}

    def describe_stacks(self, names: Sequence[str] = (), next_token: str | None = None) -> Answer:
        """Describe one page of stacks."""
        stacks, token = self.page(names, next_token)
        return {"Stacks": stacks, "NextToken": token}

    def delete_stack(self, name: str) -> Answer:
        """Delete a stack that no fleet is associated with.

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: a fleet is associated with it.
        """
        self.remove(self.get(name))
        return {}
