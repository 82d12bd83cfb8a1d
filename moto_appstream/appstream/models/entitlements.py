"""Entitlements: which applications of a stack are shown to which federated users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar

from .. import exceptions
from .family import ITEMS_PER_PAGE, Family, page_size
from .resource import Answer, Apart, Members, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .stacks import Stack

ALL = "ALL"


class Entitlement(Resource):
    """An entitlement of a stack; its name is unique in the stack alone."""

    kind = "entitlement"
    shape = "Entitlement"
    taggable = False
    apart: ClassVar[Mapping[str, Apart]] = {
        "Applications": Apart(
            "StringList",
            "ListEntitledApplications",
            {"StackName": "StackName", "EntitlementName": "Name"},
        )
    }

    def __init__(self, here: AppStreamBackend, stack: Stack, name: str, members: Members) -> None:
        super().__init__(here, name_of(stack.name, name), members)
        self.stack = stack
        self.last_modified_time = self.created_time
        #: The identifiers of the applications that it entitles to, sorted.
        self.applications: Sequence[str] = ()

    @property
    def name_in_stack(self) -> str:
        """The name that AWS shows."""
        return _in_stack(self.name)

    def belongs_to(self) -> Iterator[str]:
        yield self.stack.arn

    def describe(self, state: str | None = None) -> Answer:
        return {
            **super().describe(state),
            "Name": self.name_in_stack,
            "StackName": self.stack.name,
            "LastModifiedTime": self.last_modified_time,
        }

    def creation(self) -> dict[str, Any]:
        return {**super().creation(), "StackName": self.stack.name, "Name": self.name_in_stack}


class Entitlements(Family[Entitlement]):
    """The entitlements of all stacks of one account in one region (rows entitle-*)."""

    resource = Entitlement

    def create_entitlement(
        self, name: str, stack_name: str, description: str | None = None, **members: Any
    ) -> Answer:
        """Create an entitlement (rows entitle-create, entitle-attributes).

        :raises ResourceNotFound: there is no such stack.
        :raises EntitlementAlreadyExists: the stack has one of this name.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        stack = self.here.stacks.get(stack_name)
        members = {**self.members_of(members), "Description": description or None}
        entitlement = self.add(Entitlement(self.here, stack, name, members))
        return {"Entitlement": entitlement.describe()}

    def describe_entitlements(
        self,
        stack_name: str,
        name: str | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Answer:
        """Describe one entitlement of a stack, or one page of all (row entitle-describe).

        :raises ResourceNotFound: there is no such stack.
        :raises EntitlementNotFound: the stack has none of this name.
        :raises InvalidNextToken: the token was not handed out for this stack and name.
        """
        self.here.stacks.get(stack_name)
        filters = (Entitlement.kind, stack_name, name)
        start = self.here.pages.position_of(next_token, filters)
        if name is not None:
            return {"Entitlements": [self._get(stack_name, name).describe()]}
        entries = self._of_stack(stack_name, start)
        size = page_size(max_results, ITEMS_PER_PAGE)
        page, token = self.here.pages.cut(entries, size, filters)
        return {"Entitlements": self.look_at(page), "NextToken": token}

    def update_entitlement(
        self,
        name: str,
        stack_name: str,
        description: str | None = None,
        app_visibility: str | None = None,
        attributes: Sequence[Mapping[str, str]] | None = None,
    ) -> Answer:
        """Change what is given of an entitlement (rows entitle-update-*).

        :param description: an empty one takes the description away.
        :raises ResourceNotFound: there is no such stack.
        :raises EntitlementNotFound: the stack has none of this name.
        """
        entitlement = self._get(stack_name, name)
        changes: dict[str, Any] = {}
        if description is not None:
            changes["Description"] = description or None
        if app_visibility is not None:
            changes["AppVisibility"] = app_visibility
        if attributes is not None:
            changes["Attributes"] = attributes
        entitlement.change(changes)
        entitlement.last_modified_time = self.here.creation_time()
        return {"Entitlement": entitlement.describe()}

    def delete_entitlement(self, name: str, stack_name: str) -> Answer:
        """Delete an entitlement, and what it entitles to (row entitle-delete).

        :raises ResourceNotFound: there is no such stack.
        :raises EntitlementNotFound: the stack has none of this name.
        """
        self.remove(self._get(stack_name, name))
        return {}

    def associate_application_to_entitlement(
        self, stack_name: str, entitlement_name: str, application_identifier: str
    ) -> Answer:
        """Entitle to an application, maybe again; it need not be known (row entitle-app).

        :raises ResourceNotFound: there is no such stack.
        :raises EntitlementNotFound: the stack has none of this name.
        :raises OperationNotPermitted: it entitles to all applications.
        """
        entitlement = self._get(stack_name, entitlement_name)
        if entitlement.members["AppVisibility"] == ALL:
            raise exceptions.OperationNotPermitted(
                f"The entitlement {entitlement_name} entitles to all applications. "
                "Its AppVisibility must be ASSOCIATED."
            )
        together = {*entitlement.applications, application_identifier}
        entitlement.applications = sorted(together)
        return {}

    def disassociate_application_from_entitlement(
        self, stack_name: str, entitlement_name: str, application_identifier: str
    ) -> Answer:
        """Entitle to an application no more (row entitle-app-dis).

        :raises ResourceNotFound: there is no such stack, or the application is not associated.
        :raises EntitlementNotFound: the stack has none of this name.
        """
        entitlement = self._get(stack_name, entitlement_name)
        if application_identifier not in entitlement.applications:
            raise exceptions.ResourceNotFound(
                f"The application {application_identifier} is not associated with the "
                f"entitlement {entitlement_name}."
            )
        entitlement.applications = [
            one for one in entitlement.applications if one != application_identifier
        ]
        return {}

    def list_entitled_applications(
        self,
        stack_name: str,
        entitlement_name: str,
        next_token: str | None = None,
        max_results: int | None = None,
    ) -> Answer:
        """List one page of the applications of an entitlement (row entitle-app-list).

        :raises ResourceNotFound: there is no such stack.
        :raises EntitlementNotFound: the stack has none of this name.
        :raises InvalidNextToken: the token was not handed out for this entitlement.
        """
        entitlement = self._get(stack_name, entitlement_name)
        filters = ("entitled applications", entitlement.name)
        start = self.here.pages.position_of(next_token, filters) or ""
        entries = (
            (identifier, {"ApplicationIdentifier": identifier})
            for identifier in entitlement.applications
            if identifier > start
        )
        size = page_size(max_results, ITEMS_PER_PAGE)
        page, token = self.here.pages.cut(entries, size, filters)
        return {"EntitledApplications": page, "NextToken": token}

    # Finding

    def check_is_free(self, name: str) -> None:
        """
        :raises EntitlementAlreadyExists: the name is taken (row entitle-create).
        """
        if self.find(name) is not None:
            raise exceptions.EntitlementAlreadyExists(kind=Entitlement.kind, name=_in_stack(name))

    def missing(self, name: str) -> exceptions.EntitlementNotFound:
        """The error for an entitlement that is not found."""
        return exceptions.EntitlementNotFound(
            kind=Entitlement.kind, name=_in_stack(name), account_id=self.here.account_id
        )

    def _get(self, stack_name: str, name: str) -> Entitlement:
        self.here.stacks.get(stack_name)
        return self.get(name_of(stack_name, name))

    def _of_stack(self, stack_name: str, after: str | None) -> Iterator[tuple[str, Entitlement]]:
        """The entitlements of a stack that come after a key, in the order of their names."""
        first = name_of(stack_name, "")
        return takewhile(
            lambda entry: entry[0].startswith(first), self.by_name.after(after or first)
        )


def name_of(stack_name: str, name: str) -> str:
    """What an entitlement is found by: neither name has a slash."""
    return f"{stack_name}/{name}"


def _in_stack(name: str) -> str:
    return name.partition("/")[2]
