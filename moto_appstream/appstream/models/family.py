"""What all families of resources have in common.

A family is the operations of one kind of resource, and the resources themselves. Each has a file
of its own beside this one; a family imports no other, and asks ``self.here.images`` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from moto.moto_api import state_manager

from .. import exceptions
from ..names import aws_names
from .arn import parse_arn
from .collection import Collection
from .journal import Recorded
from .resource import Answer, Members, Resource, Tags

if TYPE_CHECKING:
    from . import AppStreamBackend

ITEMS_PER_PAGE = 25


class Operations(Recorded):
    """Operations that belong together: each is a method of its name in snake_case.

    A method takes the parameters of the operation's input by their names in snake_case, and
    returns its answer under AWS's names; what is None in it is left out.
    """

    #: The kind of resource that ``Name`` means in the input of these operations.
    resource: ClassVar[type[Resource] | None] = None

    def __init__(self, here: AppStreamBackend) -> None:
        self.here = here


R = TypeVar("R", bound=Resource)


class Family(Operations, Generic[R]):
    """The resources of one kind in one account and region, and their operations."""

    resource: ClassVar[type[Any]]

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: The resource that was added last.
        self.latest: R | None = None
        state_manager.register_default_transition(
            self.resource.model_name(), {"progression": "immediate"}
        )

    @cached_property
    def by_name(self) -> Collection[str, R]:
        """All resources of this family, by name."""
        return Collection()

    # Finding

    def find(self, name: str) -> R | None:
        """The resource of this name, or None; one whose deletion is over is forgotten."""
        found = self.by_name.get(name)
        if found is not None and found.is_gone:
            self.forget(found)
            return None
        return found

    def get(self, name: str) -> R:
        """The resource of this name.

        :raises ResourceNotFound: there is none (row every-missing).
        """
        found = self.find(name)
        if found is None:
            raise self.missing(name)
        return found

    def get_by_arn(self, arn: str) -> R:
        """The resource of this ARN.

        :raises ResourceNotFound: this account has none here (row every-missing).
        """
        parts = parse_arn(arn)
        found = self.find(parts.name) if parts else None
        if found is None or found.arn != arn:
            raise self.missing(parts.name if parts else arn)
        return found

    def in_state(
        self,
        name: str,
        *wanted: str,
        refusal: type[exceptions.WrongState] = exceptions.ResourceNotAvailable,
    ) -> R:
        """The resource of this name, which must be in one of some states.

        :param refusal: the error if it is in another one.
        :raises ResourceNotFound: there is none (row every-missing).
        :raises WrongState: it is in another state (row every-state).
        """
        found = self.get(name)
        if found.state not in wanted:
            raise refusal(kind=found.kind, name=name, state=found.state, wanted=wanted)
        return found

    def missing(self, name: str) -> exceptions.ResourceNotFound:
        """The error for a name that is not found."""
        return exceptions.ResourceNotFound(
            kind=self.resource.kind, name=name, account_id=self.here.account_id
        )

    # Coming and going

    def check_is_free(self, name: str) -> None:
        """
        :raises ResourceAlreadyExists: the name is taken (row every-exists).
        """
        if self.find(name) is not None:
            raise exceptions.ResourceAlreadyExists(kind=self.resource.kind, name=name)

    def add(self, resource: R, tags: Tags | None = None) -> R:
        """Add a resource under its name.

        :raises ResourceAlreadyExists: the name is taken (row every-exists).
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        self.check_is_free(resource.name)
        what = f"{self.resource.kind}s"
        if self.here.has_quota(what):
            # One whose deletion is over is only forgotten when somebody asks for it.
            there = sum(not one.is_gone for one in self.by_name.values())
            self.here.check_quota(what, there)
        self.put(resource, tags)
        return resource

    def put(self, resource: R, tags: Tags | None = None) -> None:
        """Let a resource be there, whatever the limits; its name must be free."""
        if tags:
            resource.tags = dict(tags)
        self.by_name.add(resource.name, resource)
        resource.is_there = True
        self.latest = resource

    def remove(self, resource: R) -> None:
        """Delete a resource at once, and what belongs to it.

        :raises ResourceInUse: another resource uses it.
        """
        self.refuse_while_used(resource)
        self.forget(resource)

    def refuse_while_used(self, resource: R) -> None:
        """
        :raises ResourceInUse: another resource uses it.
        """
        users = self.here.users_of(resource)
        if users:
            shown = ", ".join(f"the {user.kind} {user.name}" for user in users)
            raise exceptions.ResourceInUse(
                resource.in_use.format(kind=resource.kind, name=resource.name, users=shown)
            )

    def forget(self, resource: R) -> None:
        """Let a resource be no longer there, nor what belongs to it."""
        for part in self.here.parts_of(resource):
            part.here.family_of(part).forget(part)
        self.by_name.remove(resource.name)
        resource.is_there = False
        if self.latest is resource:
            self.latest = None

    # Listing

    def page(
        self,
        names: Sequence[str] | None = None,
        next_token: str | None = None,
        max_results: int | None = None,
        *,
        arns: Sequence[str] | None = None,
        most: int = ITEMS_PER_PAGE,
    ) -> tuple[list[Answer], str | None]:
        """Some resources of this family as AWS shows them, and the token of the next page.

        Named ones come in the order asked, each once; else all come in the order of their names.
        A resource that is shown has been looked at, and moves on as the pace says.

        :param names: only those of these names.
        :param arns: only those of these ARNs.
        :param most: how many a page holds at most, and by default (row every-page).
        :raises ResourceNotFound: one of the names or ARNs is not found (every-describe-missing).
        :raises InvalidNextToken: the token was not handed out for these names.
        """
        filters = (self.resource.kind, tuple(names or ()), tuple(arns or ()))
        start = self.here.pages.position_of(next_token, filters)
        entries: Iterable[tuple[Any, R]]
        if names or arns:
            keys = list(dict.fromkeys(names or arns or ()))[0 if start is None else start + 1 :]
            found = [self.get_by_arn(key) if arns else self.get(key) for key in keys]
            entries = enumerate(found, 0 if start is None else start + 1)
        else:
            entries = ((key, one) for key, one in self.by_name.after(start) if not one.is_gone)
        page, token = self.here.pages.cut(entries, page_size(max_results, most), filters)
        return self.look_at(page, must_be_there=bool(names or arns)), token

    def page_of(
        self,
        resources: Iterable[R],
        filters: object,
        next_token: str | None = None,
        max_results: int | None = None,
        *,
        most: int = ITEMS_PER_PAGE,
    ) -> tuple[list[Answer], str | None]:
        """One page of some resources, in the order of their names, and the token of the next page.

        A resource that is gone since the page before is no error, as it is for :meth:`page`.

        :param filters: what the caller has asked for, and must ask for again with the token.
        :param most: how many a page holds at most, and by default (row every-page).
        :raises InvalidNextToken: the token was not handed out for these filters.
        """
        filters = (self.resource.kind, filters)
        after = self.here.pages.position_of(next_token, filters) or ""
        entries = (
            (one.name, one)
            for one in sorted(resources, key=lambda one: one.name)
            if one.name > after
        )
        page, token = self.here.pages.cut(entries, page_size(max_results, most), filters)
        return self.look_at(page), token

    def look_at(self, page: Sequence[R], must_be_there: bool = False) -> list[Answer]:
        """Look at some resources and describe them.

        :param must_be_there: whether one that is gone with this look is an error.
        """
        for one in page:
            one.look()
        for one in page:
            if one.is_gone:
                self.find(one.name)  # which forgets it
            if must_be_there and not one.is_there:
                raise self.missing(one.name)
        return [one.describe() for one in page if one.is_there]

    # Members

    def members_of(self, parameters: Members) -> dict[str, Any]:
        """Parameters of an operation as members of this family's resource, under AWS's names."""
        names = aws_names(self.resource.shape)
        return {names[name]: value for name, value in parameters.items() if name in names}


def page_size(max_results: int | None, most: int) -> int:
    """How many a page holds: what is asked for, but not more than AWS hands out (row every-page).

    :raises InvalidRequest: a size below 0.
    """
    if max_results is not None and max_results < 0:
        raise exceptions.InvalidRequest(
            f"1 validation error detected: Value '{max_results}' at 'maxResults' failed to satisfy "
            "constraint: Member must have value greater than or equal to 0"
        )
    return min(max_results or most, most)
