"""What the resources of all families have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from botocore import xform_name

from .arn import make_arn
from .journal import Recorded
from .states import GONE, Way

if TYPE_CHECKING:
    from . import AppStreamBackend

Answer = dict[str, Any]
Tags = Mapping[str, str]
Members = Mapping[str, Any]


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
            self.here.region_name, self.here.account_id, self.resource_type(), self.name
        )

    @classmethod
    def resource_type(cls) -> str:
        """What its ARN says that it is."""
        return cls.kind.replace(" ", "-")

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

    def arrive(self) -> None:
        """Have it come to its last state now, as for somebody who has waited."""
        self._way = None

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


def present(members: Members) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def given(members: Members) -> dict[str, Any]:
    """The members that have a value that says something: an empty text or structure does not."""
    return {name: value for name, value in members.items() if value not in (None, "", {}, [])}
