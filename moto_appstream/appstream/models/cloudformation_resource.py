"""A resource of a template, as AppStream knows it: its identity, its operations, its answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from ..exceptions import RegionWithoutAppStream, ResourceNotFound
from ..schema import Operation, operation
from . import AppStreamBackend, appstream_backends
from .cloudformation_types import Properties, Type
from .resource import Answer

# The parameters by which the operations that describe resources take several of them.
_SEVERAL = {"Names": "Name", "DirectoryNames": "DirectoryName", "Arns": "Arn"}

_turns = count()


class TemplateResource:
    """A resource of a template.

    :param place: the account and the region.
    :param logical_id: its name in the template.
    """

    kind: ClassVar[Type]

    def __init__(self, place: tuple[str, str], logical_id: str) -> None:
        self.place = place
        self.logical_resource_id = logical_id
        #: What the template gives, as the operations take it.
        self.properties: Properties = {}
        self.attributes: dict[str, str] = {}
        self.is_deleted = False
        #: Whoever refers to another handle of its stack has a later turn.
        self.turn = next(_turns)

    @property
    def here(self) -> AppStreamBackend:
        """The backend that the resource is in.

        :raises RegionWithoutAppStream: AppStream is not in the region of the stack.
        """
        account_id, region_name = self.place
        try:
            return appstream_backends[account_id][region_name]
        except KeyError:
            raise RegionWithoutAppStream(region=region_name) from None

    @property
    def physical_resource_id(self) -> str:
        """What ``Ref`` returns."""
        return "|".join(str(self.identity.get(name, "")) for name in self.kind.identifier)

    @property
    def identity(self) -> dict[str, Any]:
        """What the resource is known by: all of its properties and attributes."""
        return {**self.properties, **self.attributes}

    def call(self, called: Operation, parameters: Mapping[str, Any]) -> Answer:
        """Call an operation with what it takes of some parameters."""
        members = called.input_shape.members
        request = {name: value for name, value in parameters.items() if name in members}
        if self.kind.is_batch:
            (batch,) = members
            request = {batch: [dict(parameters)]}
        answer = self.here.call(called, called.read(request))
        for error in answer.get("errors", ()):
            raise ResourceNotFound(error["ErrorMessage"])
        return answer

    def call_by_name(self, operation_name: str) -> Answer:
        """Call an operation that takes the name of the resource."""
        return self.call(operation(operation_name), self.properties)

    def read(self) -> Answer | None:
        """The resource as AppStream describes or lists it; None if it is not there.

        A failure that the test has planned for an operation is left to the calls of the test.
        """
        called = self.kind.read_operation
        known = self.identity
        identifier = self.kind.identifier
        members = called.input_shape.members
        request = {name: known[name] for name in identifier if name in members}
        for several, one in _SEVERAL.items():
            if several in members and one in known:
                request[several] = [known[one]]
        while True:
            try:
                answer = self.here.call(called, called.read(request), is_arranged=False)
            except ResourceNotFound:
                return None
            token = answer.pop("NextToken", None)
            (listed,) = answer.values()
            for one in listed:
                described: Answer = one if isinstance(one, dict) else {"StackName": one}
                # What all of the listing have in common is not said of each.
                if all(described.get(name, known[name]) == known[name] for name in identifier):
                    return described
            if token is None:
                return None
            request["NextToken"] = token

    def notice_attributes(self, described: Answer | None) -> None:
        """Keep what ``Ref`` and ``Fn::GetAtt`` return."""
        for name, value in (described or {}).items():
            if name in self.kind.attributes:
                is_time = isinstance(value, datetime)
                noticed = value.isoformat() if is_time else str(value)
                self.attributes = {**self.attributes, name: noticed}

    def __str__(self) -> str:
        return (
            f"Resource of type '{self.kind.type_name}' with identifier "
            f"'{self.physical_resource_id}'"
        )
