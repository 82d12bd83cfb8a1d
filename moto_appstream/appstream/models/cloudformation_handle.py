"""What a stack of moto keeps of a resource, and what it asks of it.

A handle is not the resource itself: moto keeps these until the next reset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException, ValidationError

from ..exceptions import AppStreamException, UnknownOperation
from ..schema import operation
from . import backend_lock
from .cloudformation_resource import TemplateResource
from .cloudformation_types import InvalidTemplate, Properties, read_properties
from .journal import journal


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


class Handle(TemplateResource):
    """What a stack keeps of a resource, whose class derives from ``CloudFormationModel`` too."""

    # What moto asks for

    @classmethod
    def cloudformation_type(cls) -> str:
        return cls.kind.type_name

    @classmethod
    def cloudformation_name_type(cls) -> str:
        return "Name" if cls.kind.is_named else ""

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
