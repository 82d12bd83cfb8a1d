"""AppStream in the templates of moto's CloudFormation.

One factory makes all types of the table in ``cloudformation_types``. Whatever a template does goes
through the door of the backend, and obeys its rules. moto finds a type as a direct subclass of
``CloudFormationModel``. This module is imported once moto's CloudFormation is, and not before,
since that imports half of moto.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moto.core.common_models import CloudFormationModel

from ..schema import operation
from .builder import RUNNING, STOPPED
from .cloudformation_handle import Handle, NotStabilized
from .cloudformation_types import TYPES, Properties, Type
from .family import Family
from .resource import Resource


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
