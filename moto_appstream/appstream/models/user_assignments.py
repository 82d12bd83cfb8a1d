"""Which users of the user pool may use which stacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from .. import exceptions
from .family import ITEMS_PER_PAGE, Family, page_size
from .resource import Answer, Members, Resource
from .users import USERPOOL

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .stacks import Stack
    from .users import User

Item = Mapping[str, Any]


class UserAssignment(Resource):
    """A stack that a user may use."""

    kind = "user stack association"
    shape = "UserStackAssociation"
    taggable = False

    def __init__(self, here: AppStreamBackend, stack: Stack, user: User) -> None:
        super().__init__(here, name_of(stack.name, user.name))
        self.stack = stack
        self.user = user
        self.sends_email = False

    def belongs_to(self) -> Iterator[str]:
        yield self.stack.arn
        yield self.user.arn

    def describe(self, state: str | None = None) -> Answer:
        return {
            "StackName": self.stack.name,
            "UserName": self.user.name,
            "AuthenticationType": USERPOOL,
            "SendEmailNotification": self.sends_email,
        }

    @classmethod
    def create_operation(cls) -> str:
        return "BatchAssociateUserStack"

    def creation(self) -> dict[str, Any]:
        return self.creation_of(self.describe())

    @classmethod
    def creation_of(cls, described: Members) -> dict[str, Any]:
        return {"UserStackAssociations": [dict(described)]}


class UserAssignments(Family[UserAssignment]):
    """The assignments of users to stacks in one account and region (rows user-assoc-*)."""

    resource = UserAssignment

    def batch_associate_user_stack(self, user_stack_associations: Sequence[Item]) -> Answer:
        """Assign users to stacks; those of the items that can be (rows user-assoc-*).

        :raises InvalidParameterValue: the region has no user pool.
        :raises InvalidParameterCombination: an authentication type is not USERPOOL.
        :raises OperationNotPermitted: a fleet of one of the stacks is joined to a domain.
        """
        self._check_types(user_stack_associations)
        self._check_no_domain(user_stack_associations)
        errors = []
        for item in user_stack_associations:
            stack, user, error = self._find_both(item)
            if stack and user:
                self._assign(stack, user, item.get("SendEmailNotification", False))
            else:
                errors.append(error)
        return {"errors": errors}

    def batch_disassociate_user_stack(self, user_stack_associations: Sequence[Item]) -> Answer:
        """End the assignments of users to stacks (row user-dis).

        :raises InvalidParameterValue: the region has no user pool.
        :raises InvalidParameterCombination: an authentication type is not USERPOOL.
        """
        self._check_types(user_stack_associations)
        errors = []
        for item in user_stack_associations:
            stack, user, error = self._find_both(item)
            if stack is None or user is None:
                errors.append(error)
                continue
            assigned = self.find(name_of(stack.name, user.name))
            if assigned is not None:
                self.forget(assigned)
        return {"errors": errors}

    def describe_user_stack_associations(
        self,
        stack_name: str | None = None,
        user_name: str | None = None,
        authentication_type: str | None = None,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of the users of a stack, or of the stacks of a user (user-assoc-list).

        :raises InvalidParameterValue: the region has no user pool.
        :raises InvalidParameterCombination: neither a stack nor a user is given, or a user without
            authentication type, or one that is not USERPOOL.
        :raises InvalidNextToken: the token was not handed out for this stack and user.
        """
        self.here.users.check_there_is_a_pool()
        if authentication_type is not None:
            _check_type(authentication_type)
        if user_name is not None and authentication_type is None:
            raise exceptions.InvalidParameterCombination(
                "UserName needs AuthenticationType, which must be USERPOOL."
            )
        if user_name is None and stack_name is None:
            raise exceptions.InvalidParameterCombination(
                "Specify StackName, or UserName with AuthenticationType, or all of them."
            )
        filters = (UserAssignment.kind, stack_name, user_name)
        start = self.here.pages.position_of(next_token, filters)
        listing = (
            self._of_stack(str(stack_name), start)
            if user_name is None
            else self._of_user(user_name, stack_name, start)
        )
        # The model's list of them holds 25 at most, though MaxResults may be 500.
        size = page_size(max_results, ITEMS_PER_PAGE)
        entries = ((one.name, one) for one in listing)
        page, token = self.here.pages.cut(entries, size, filters)
        return {"UserStackAssociations": self.look_at(page), "NextToken": token}

    # The parts of an operation

    def _check_types(self, items: Iterable[Item]) -> None:
        self.here.users.check_there_is_a_pool()
        for item in items:
            _check_type(item["AuthenticationType"])

    def _check_no_domain(self, items: Iterable[Item]) -> None:
        """
        :raises OperationNotPermitted: a fleet of a stack is joined to a domain, whose users are
            not those of the user pool (row user-assoc-domain).
        """
        for stack_name in dict.fromkeys(item["StackName"] for item in items):
            for fleet_name in self.here.fleet_associations.fleets_of(stack_name):
                if self.here.fleets.get(fleet_name).members.get("DomainJoinInfo"):
                    raise exceptions.OperationNotPermitted(
                        f"The fleet {fleet_name} of the stack {stack_name} is joined to a domain. "
                        "Users of the user pool cannot be assigned to the stack."
                    )

    def _find_both(self, item: Item) -> tuple[Stack | None, User | None, Answer | None]:
        """The stack and the user of an item; what is wrong with it if one of them is missing."""
        stack = self.here.stacks.find(item["StackName"])
        user = self.here.users.find(item["UserName"])
        if stack is None:
            return stack, user, _error(item, "STACK_NOT_FOUND", "stack", item["StackName"])
        if user is None:
            return stack, user, _error(item, "USER_NAME_NOT_FOUND", "user", item["UserName"])
        return stack, user, None

    def _assign(self, stack: Stack, user: User, sends_email: bool) -> None:
        assigned = self.find(name_of(stack.name, user.name))
        if assigned is None:
            assigned = UserAssignment(self.here, stack, user)
            self.put(assigned)
        assigned.sends_email = sends_email

    def _of_stack(self, stack_name: str, after: str | None) -> Iterable[UserAssignment]:
        """The assignments to a stack that come after a name, in the order of the users."""
        first = name_of(stack_name, "")
        listing = takewhile(
            lambda entry: entry[0].startswith(first), self.by_name.after(after or first)
        )
        return (one for _, one in listing)

    def _of_user(
        self, user_name: str, stack_name: str | None, after: str | None
    ) -> list[UserAssignment]:
        """The assignments of a user that come after a name, in the order of the stacks."""
        user = self.here.users.find(user_name)
        parts = self.here.parts_of(user) if user is not None else []
        found = [
            one
            for one in parts
            if isinstance(one, UserAssignment) and stack_name in (None, one.stack.name)
        ]
        return sorted((one for one in found if one.name > (after or "")), key=lambda one: one.name)


def name_of(stack_name: str, user_name: str) -> str:
    """What an assignment is found by: names of stacks have no slash."""
    return f"{stack_name}/{user_name}"


def _check_type(authentication_type: str) -> None:
    """
    :raises InvalidParameterCombination: it is not that of the user pool (row user-assoc-type).
    """
    if authentication_type != USERPOOL:
        raise exceptions.InvalidParameterCombination(
            f"AuthenticationType must be USERPOOL, not {authentication_type}."
        )


def _error(item: Item, code: str, kind: str, name: str) -> Answer:
    return {
        "UserStackAssociation": item,
        "ErrorCode": code,
        "ErrorMessage": f"The {kind} {name} does not exist.",
    }
