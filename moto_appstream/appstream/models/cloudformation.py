"""AppStream in the templates of moto's CloudFormation.

One factory makes all types of the table in ``cloudformation_types``. Whatever a template does goes
through the door of the backend, and obeys its rules. moto finds a type as a direct subclass of
``CloudFormationModel``. This module is imported once moto's CloudFormation is, and not before,
since that imports half of moto.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException, ValidationError
from moto.core.common_models import CloudFormationModel

from ..exceptions import (
    AppStreamException,
    RegionWithoutAppStream,
    ResourceNotFound,
    UnknownOperation,
)
from ..schema import Operation, operation
from . import AppStreamBackend, appstream_backends, backend_lock
from .builder import RUNNING, STOPPED
from .cloudformation_types import TYPES, InvalidTemplate, Properties, Type, read_properties
from .family import Family
from .journal import journal
from .resource import Answer, Resource

# The parameters by which the operations that describe resources take several of them.
_SEVERAL = {"Names": "Name", "DirectoryNames": "DirectoryName", "Arns": "Arn"}

_turns = count()


class Refused(ValidationError):  # noqa: N818  what AppStream does to the template
    """A resource of a template that cannot be created, updated or deleted.

    :param refused: the resource, or a nested stack that has one.
    :param reason: why, as the events of the stack say.
    :param is_unstable: whether AppStream did what it was asked to, and it came to no good end.
    """

    def __init__(self, refused: Any, reason: str, is_unstable: bool = False) -> None:
        super().__init__(message=reason)
        self.refused = refused
        self.reason = reason
        self.is_unstable = is_unstable


class NotStabilized(Exception):  # noqa: N818  as CloudFormation says
    """CloudFormation has waited for a resource, which came to another state."""


class Handle:
    """What a stack of moto keeps of a resource.

    It is not the resource itself: moto keeps these until the next reset.

    :param place: the account and the region.
    :param logical_id: the name of the resource in the template.
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

    # What moto asks for

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.kind.type_name

    @classmethod
    def cloudformation_name_type(cls) -> str:
        return "Name" if cls.kind.is_named else ""

    @property
    def physical_resource_id(self) -> str:
        """What ``Ref`` returns."""
        return "|".join(str(self.identity.get(name, "")) for name in self.kind.identifier)

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in cls.kind.attributes

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """What ``Fn::GetAtt`` returns.

        :raises UnformattedGetAttTemplateException: the type has no such attribute.
        """
        if attribute_name not in self.attributes:
            raise UnformattedGetAttTemplateException
        return self.attributes[attribute_name]

    def is_created(self) -> bool:
        return True

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
        **kwargs: str,
    ) -> Handle:
        """Create a resource.

        :raises Refused: AppStream or CloudFormation refuses it.
        """
        new = cls((account_id, region_name), kwargs.get("LogicalId", resource_name))
        with new.refusals():
            new.properties = new.read_properties(cloudformation_json, resource_name)
        new.make(cloudformation_json)
        return new

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Handle,
        new_resource_name: str,
        cloudformation_json: Mapping[str, Any],
        account_id: str,
        region_name: str,
    ) -> Handle:
        """Change a resource in place, or create the one that replaces it.

        :returns: its handle, or that of the new resource. The old one is deleted by whoever
            updates the stack, once all else is done.
        :raises Refused: AppStream or CloudFormation refuses it.
        """
        old = original_resource
        new = cls((account_id, region_name), old.logical_resource_id)
        with old.refusals():
            name = old.properties.get("Name", new_resource_name)
            new.properties = new.read_properties(cloudformation_json, name)
            changed = {
                name
                for name in {*old.properties, *new.properties}
                if old.properties.get(name) != new.properties.get(name)
            }
            if old.kind is new.kind and not changed & new.kind.replaced_with:
                if changed:
                    old.update(new.properties, changed, cloudformation_json)
                old.turn = new.turn
                return old
            if old.kind is new.kind:
                new.check_is_renamed(old)
        new.make(cloudformation_json)
        return new

    def delete(self, account_id: str, region_name: str) -> None:
        """Delete the resource; one that is gone already is no error.

        :raises Refused: AppStream refuses it.
        """
        if not self.is_deleted:
            with self.refusals():
                if self.read() is not None:
                    self.remove()
            self.is_deleted = True

    # What it is made of

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """The block changes all or nothing, and what refuses it is worded for the stack.

        :raises Refused: the block was refused, or it succeeded and its result is not stable.
        """
        before = self.properties, self.attributes
        unstable = None
        try:
            with backend_lock, journal.all_or_nothing():
                try:
                    yield
                except NotStabilized as error:
                    unstable = error
        except (AppStreamException, InvalidTemplate) as error:
            self.properties, self.attributes = before
            raise Refused(self, self._worded(error)) from error
        if unstable is not None:
            raise Refused(self, str(unstable), is_unstable=True) from unstable

    def _worded(self, error: Exception) -> str:
        if isinstance(error, UnknownOperation):
            return f"{error.message} The installed botocore is too old for {self.kind.type_name}."
        if isinstance(error, AppStreamException):
            # As CloudFormation quotes the services that it calls.
            service = f"Service: AmazonAppStream; Status Code: 400; Error Code: {error.code}"
            return f"{error.message} ({service})"
        return str(error)

    def read_properties(self, resource: Mapping[str, Any], name: str) -> Properties:
        """The properties that a template gives.

        :param name: what it is called where the template gives no name, if it may do so.
        :raises InvalidTemplate: one of them is wrong, or missing.
        """
        given = resource.get("Properties") or {}
        if not isinstance(given, Mapping):
            raise InvalidTemplate("Model validation failed (#: expected type: JSONObject)")
        return read_properties(self.kind, {"Name": name, **given} if self.kind.is_named else given)

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

    # Creating, updating, deleting

    def make(self, resource: Mapping[str, Any]) -> None:
        """Create the resource, or nothing.

        :param resource: what the template says of it beside its properties.
        :raises Refused: AppStream or CloudFormation refuses it.
        """
        try:
            with self.refusals():
                self.create(resource)
        except Refused as refusal:
            if refusal.is_unstable:
                self.delete(*self.place)
            raise

    def create(self, resource: Mapping[str, Any]) -> None:
        """Create the resource, as CloudFormation does it for the type."""
        if self.kind.is_association and self.read() is not None:
            raise InvalidTemplate(f"{self} already exists.")
        answer = self.call(self.kind.create_operation, self.properties)
        # Most answer with what they have created; CreateUser says nothing.
        created = next((value for value in answer.values() if isinstance(value, dict)), None)
        self.notice_attributes(created or self.read())

    def check_is_renamed(self, old: Handle) -> None:
        """Whether it can be created while the one that it replaces is there.

        :raises InvalidTemplate: both have the same name.
        """
        names = {"Name", *self.kind.identifier} & self.kind.properties.keys()
        if all(self.properties.get(name) == old.properties.get(name) for name in names):
            raise InvalidTemplate(
                "CloudFormation cannot update a stack when a custom-named resource requires "
                f"replacing. Rename {old.properties.get('Name', old.physical_resource_id)} and "
                "update the stack again."
            )

    def update(
        self, properties: Properties, changed: set[str], resource: Mapping[str, Any]
    ) -> None:
        """Change what has changed; a property that is no longer given leaves its value alone.

        :param properties: all of them, as they should be.
        :param changed: the names of those that differ.
        """
        there = self.read()
        if there is None:
            raise InvalidTemplate(f"{self} was not found.")
        called = self.kind.update_operation
        if called is not None and changed & called.input_shape.members.keys():
            named = {"Name", "AttributesToDelete", *self.kind.identifier}
            self.call(
                called,
                {name: value for name, value in properties.items() if name in changed | named},
            )
        if "Tags" in changed:
            self._change_tags(there["Arn"], properties.get("Tags", {}))
        self.properties = properties
        self.notice_attributes(self.read())

    def remove(self) -> None:
        """Delete the resource, which is there."""
        known = self.identity
        if self.kind.is_batch:
            known = {name: known[name] for name in self.kind.identifier}
        self.call(self.kind.delete_operation, known)

    def _change_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        gone = [key for key in self.properties.get("Tags", {}) if key not in tags]
        if gone:
            self.call(operation("UntagResource"), {"ResourceArn": arn, "TagKeys": gone})
        if tags:
            self.call(operation("TagResource"), {"ResourceArn": arn, "Tags": tags})

    # Reading

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


class StatefulHandle(Handle):
    """What a stack keeps of a resource that takes its time.

    CloudFormation waits for it, and here the time passes at once, whatever the pace of its states.
    """

    @property
    def resource(self) -> Resource:
        """The resource itself, which is there."""
        families: dict[str, Family[Any]] = {
            "Fleet": self.here.fleets,
            "ImageBuilder": self.here.image_builders,
            "AppBlockBuilder": self.here.app_block_builders,
        }
        found: Resource = families[self.kind.name].get(self.properties["Name"])
        return found

    def wait_for(self, state: str) -> None:
        """
        :raises NotStabilized: it comes to another state.
        """
        resource = self.resource
        resource.arrive()
        if resource.state != state:
            described = resource.describe()
            errors = [*described.get("FleetErrors", ()), *described.get("ImageBuilderErrors", ())]
            said = "".join(f" {error['ErrorMessage']}" for error in errors)
            raise NotStabilized(f"{self} did not stabilize: it is {resource.state}.{said}")

    def start(self) -> None:
        self.call_by_name(f"Start{self.kind.name}")
        self.wait_for(RUNNING)

    def stop(self) -> bool:
        """Stop it; whether that was necessary."""
        resource = self.resource
        resource.arrive()
        if resource.state != RUNNING:
            return False
        self.call_by_name(f"Stop{self.kind.name}")
        self.wait_for(STOPPED)
        return True


class FleetHandle(StatefulHandle):
    def create(self, resource: Mapping[str, Any]) -> None:
        super().create(resource)
        if _is_wanted(resource, "CreationPolicy", "StartFleet"):
            self.start()

    def update(
        self, properties: Properties, changed: set[str], resource: Mapping[str, Any]
    ) -> None:
        if _is_wanted(resource, "UpdatePolicy", "StopBeforeUpdate"):
            self.stop()
        super().update(properties, changed, resource)
        if _is_wanted(resource, "UpdatePolicy", "StartAfterUpdate"):
            self.start()

    def remove(self) -> None:
        self.stop()
        super().remove()


class ImageBuilderHandle(StatefulHandle):
    def create(self, resource: Mapping[str, Any]) -> None:
        super().create(resource)
        self.wait_for(RUNNING)
        url = self.call_by_name("CreateImageBuilderStreamingURL")
        self.attributes = {"StreamingUrl": url["StreamingURL"]}

    def remove(self) -> None:
        self.stop()
        resource = self.resource
        super().remove()
        resource.arrive()


class AppBlockBuilderHandle(StatefulHandle):
    def create(self, resource: Mapping[str, Any]) -> None:
        super().create(resource)
        self._have_app_blocks(self.properties.get("AppBlockArns", ()))

    def update(
        self, properties: Properties, changed: set[str], resource: Mapping[str, Any]
    ) -> None:
        was_running = changed != {"Tags"} and self.stop()
        super().update(properties, changed, resource)
        if "AppBlockArns" in changed:
            self._have_app_blocks(properties.get("AppBlockArns", ()))
        if was_running:
            self.start()

    def remove(self) -> None:
        self._have_app_blocks(())
        super().remove()

    def _have_app_blocks(self, wanted: Sequence[str]) -> None:
        builder = {"AppBlockBuilderName": self.properties["Name"]}
        listing = operation("DescribeAppBlockBuilderAppBlockAssociations")
        answer = self.here.call(listing, builder, is_arranged=False)
        there = [one["AppBlockArn"] for one in answer["AppBlockBuilderAppBlockAssociations"]]
        for do, arns in (
            ("Disassociate", [arn for arn in there if arn not in wanted]),
            ("Associate", [arn for arn in wanted if arn not in there]),
        ):
            for arn in arns:
                called = operation(f"{do}AppBlockBuilderAppBlock")
                self.call(called, {"AppBlockArn": arn, **builder})


def _is_wanted(resource: Mapping[str, Any], policy: str, what: str) -> bool:
    """Whether a policy of a resource asks for something: plainly, or as a Type."""
    policies = resource.get(policy)
    asked = policies.get(what, False) if isinstance(policies, Mapping) else False
    value = asked.get("Type", True) if isinstance(asked, Mapping) else asked
    return value not in (False, "false")


_HANDLES = {
    "Fleet": FleetHandle,
    "ImageBuilder": ImageBuilderHandle,
    "AppBlockBuilder": AppBlockBuilderHandle,
}


def _class_for(kind: Type) -> type[Handle]:
    """The class that moto has for a type."""
    bases = (_HANDLES.get(kind.name, Handle), CloudFormationModel)
    # moto's dashboard files it under the service that its module belongs to.
    made: type[Handle] = type(
        f"{kind.name}OfTemplate", bases, {"kind": kind, "__module__": __name__}
    )
    return made


CLASSES = {kind.type_name: _class_for(kind) for kind in TYPES}
