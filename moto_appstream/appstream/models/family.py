"""What all families of resources have in common.

A family is the operations of one kind of resource, and the resources themselves. Each has a file
of its own beside this one; a family imports no other, and asks ``self.here.images`` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from botocore import xform_name
from moto.moto_api import state_manager
from moto.moto_api._internal.managed_state_model import ManagedState

from .. import exceptions
from ..names import aws_names
from .arn import make_arn, parse_arn
from .collection import Collection
from .journal import Recorded

if TYPE_CHECKING:
    from . import AppStreamBackend

Answer = dict[str, Any]
Tags = Mapping[str, str]
Members = Mapping[str, Any]

# The end of a way that a deletion takes: a resource in this state is forgotten.
GONE = "GONE"

ITEMS_PER_PAGE = 25


class Way(ManagedState):
    """The states that a resource passes through, at the pace that moto's state manager sets.

    :param model_name: the name by which the pace is set, such as ``appstream::fleet``.
    :param states: the first, those between, and the last.
    """

    def __init__(self, model_name: str, states: Sequence[str]) -> None:
        super().__init__(model_name, transitions=list(pairwise(states)))
        self._states = states
        self._twin: Way | None = None

    @property
    def current(self) -> str | None:
        """The state as of now: the last one not before the twin has come to its last one, too."""
        status = self.status
        twin = self._twin
        if status == self._states[-1] and twin is not None and twin.status != twin._states[-1]:
            return self._states[-2]
        return status

    def look(self) -> None:
        """Count one look, for the twin as well."""
        self.advance()
        if self._twin is not None:
            self._twin.advance()

    def end_with(self, twin: Way) -> None:
        """Come to the last state in the same step as another way."""
        self._twin, twin._twin = twin, self


class Apart(NamedTuple):
    """A list that a resource has, and does not show: an operation of its own lists it.

    :param shape: the shape of the list.
    :param operation: the operation that lists it.
    :param request: the parameters of the operation, each with the member of the resource's
        description that it takes.
    """

    shape: str
    operation: str
    request: Mapping[str, str]


class Resource(Recorded):
    """One resource of one account in one region.

    It is not one of moto's ``BaseModel`` objects, which are kept until the next reset even when
    they are deleted.

    :param here: the backend that it belongs to.
    :param name: what it is found by in its family.
    :param members: members of its shape, under AWS's names, which it shows as they are. Those
        that are None are left out.
    :param state: its state, if it has states.
    """

    #: What AWS's messages call it; its ARN has hyphens for the spaces.
    kind: ClassVar[str]
    #: The shape of botocore's model that describes it.
    shape: ClassVar[str]
    #: The member that shows its name.
    name_member: ClassVar[str] = "Name"
    #: Whether it can be tagged.
    taggable: ClassVar[bool] = True
    #: Members that seeding may set directly, since no operation does.
    seedable: ClassVar[Sequence[str]] = ()
    #: Lists that it does not show, and that seeding may set: each under a name like a member's.
    apart: ClassVar[Mapping[str, Apart]] = {}
    #: The operation that lists the resources, where no answer of the model has their shape.
    listed_by: ClassVar[str | None] = None
    #: The state in which others can be associated with it; None is any state.
    open_in: ClassVar[str | None] = None
    #: What the owner of a SHARED image must have granted, so that this can be made of it.
    image_permission: ClassVar[str | None] = None
    #: What is said when it cannot be deleted: {name}, and the {users} that use it.
    in_use: ClassVar[str] = "The {kind} {name} is in use by {users}."

    def __init__(
        self,
        here: AppStreamBackend,
        name: str,
        members: Members | None = None,
        state: str | None = None,
    ) -> None:
        self.here = here
        self.name = name
        self.members: Members = present(members or {})
        self.created_time: datetime = here.creation_time()
        self.tags: Tags = {}
        #: Whether its family has it: not before it is added, and not after it is removed.
        self.is_there = False
        #: What a failure that its state tells of is explained by.
        self.state_change_reason: Members | None = None
        #: Members that it shows from its last state on.
        self.outcome: Members = {}
        self._state = state
        self._way: Way | None = None
        self._related: frozenset[str] = frozenset()

    @cached_property
    def arn(self) -> str:
        """Its ARN; for a kind that has none, what it is known by within the double."""
        return make_arn(
            self.here.region_name, self.here.account_id, self.kind.replace(" ", "-"), self.name
        )

    @classmethod
    def model_name(cls) -> str:
        """The name under which moto's state manager keeps the pace of its states."""
        return f"appstream::{cls.kind.replace(' ', '_')}"

    @property
    def state(self) -> str | None:
        """The state as of now."""
        return self._state if self._way is None else self._way.current

    def goes(
        self, *states: str, reason: Members | None = None, outcome: Members | None = None
    ) -> None:
        """Send it through some states, or put it in a single one.

        The call that does so answers with the first state, whatever the pace (row
        every-first-state).

        :param reason: its StateChangeReason from now on, shown once it has reached its last state.
        :param outcome: other members that it shows from then on, such as its errors.
        """
        self._state = states[-1]
        self.state_change_reason = reason
        self.outcome = outcome or {}
        self._way = Way(self.model_name(), states) if len(states) > 1 else None
        if self._way is not None:
            # A pace that cannot be reckoned with is an error of this call, which changes nothing
            # then, and not of each that looks at the resource later.
            assert self._way.status

    def ends_with(self, other: Resource) -> None:
        """Have it reach its last state in the same step as another resource.

        A look at one of them counts for both.
        """
        assert self._way is not None
        assert other._way is not None
        self._way.end_with(other._way)

    @property
    def is_settled(self) -> bool:
        """Whether its state does not change by itself any more."""
        return self.state == self._state

    @property
    def is_gone(self) -> bool:
        """Whether it has come to the end of its deletion."""
        return self.state == GONE

    def look(self) -> None:
        """Count one look at it, for the pace that goes by the number of looks."""
        if self._way is not None:
            self._way.look()

    def change(self, members: Members) -> None:
        """Replace some members; None takes one away."""
        self.members = present({**self.members, **members})

    def describe(self, state: str | None = None) -> Answer:
        """The resource as AWS shows it; what the installed botocore does not know is left out.

        :param state: the state to show; default: the one as of now.
        """
        described = {
            self.name_member: self.name,
            "Arn": self.arn,
            "CreatedTime": self.created_time,
            **self.members,
        }
        state = state or self.state
        if state is not None:
            described["State"] = state
        if state == self._state:
            described |= self.outcome
            if self.state_change_reason is not None:
                described["StateChangeReason"] = self.state_change_reason
        return described

    # How it is related to others

    def uses(self) -> Iterator[str]:
        """The ARNs of what cannot be deleted while this is there."""
        return iter(())

    def belongs_to(self) -> Iterator[str]:
        """The ARNs of what takes this along when it is deleted."""
        return iter(())

    def settle(self) -> None:
        related = frozenset([*self.uses(), *self.belongs_to()]) if self.is_there else frozenset()
        if related != self._related:
            self.here.relate(self, self._related, related)
            self.__dict__["_related"] = related

    # How it is seeded, and dumped

    @classmethod
    def create_operation(cls) -> str:
        """The operation that makes one."""
        return f"Create{cls.shape}"

    @property
    def can_be_made_again(self) -> bool:
        """Whether its Create operation would take what it is made of, as things are now."""
        return True

    def creation(self) -> dict[str, Any]:
        """The parameters of its Create operation that make it again, under AWS's names."""
        return dict(self.members)

    @classmethod
    def creation_of(cls, described: Members) -> dict[str, Any]:
        """The parameters of the Create operation that make one which AWS describes so.

        :param described: what a Describe or List operation answers for one resource.
        :returns: members that are no parameters may be among them.
        """
        return dict(described)

    def list_apart(self, name: str) -> Sequence[Any] | None:
        """One of the lists that it does not show; None if that needs no saying."""
        return list(getattr(self, xform_name(name))) or None

    def set_apart(self, name: str, value: Sequence[Any]) -> None:
        """Let it have another list, of those that it does not show."""
        setattr(self, xform_name(name), value)


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
        there = [one for one in page if self.find(one.name) is one]
        if must_be_there and len(there) < len(page):
            raise self.missing(next(one.name for one in page if one not in there))
        return [one.describe() for one in there]

    # Members

    def members_of(self, parameters: Members) -> dict[str, Any]:
        """Parameters of an operation as members of this family's resource, under AWS's names."""
        names = aws_names(self.resource.shape)
        return {names[name]: value for name, value in parameters.items() if name in names}


def present(members: Members) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def given(members: Members) -> dict[str, Any]:
    """The members that have a value that says something: an empty text or structure does not."""
    return {name: value for name, value in members.items() if value not in (None, "", {}, [])}


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
