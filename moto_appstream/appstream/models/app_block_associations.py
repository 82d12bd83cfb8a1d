"""Which app block an app block builder packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import exceptions
from .app_block_builders import STOPPED
from .app_blocks import CUSTOM
from .family import Family
from .resource import Answer, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .app_block_builders import AppBlockBuilder
    from .app_blocks import AppBlock


class AppBlockBuilderAppBlockAssociation(Resource):
    """An app block that is packaged on a builder; neither can be deleted meanwhile."""

    kind = "app block builder association"
    shape = "AppBlockBuilderAppBlockAssociation"
    taggable = False

    def __init__(self, here: AppStreamBackend, builder: AppBlockBuilder, block: AppBlock) -> None:
        members = {"AppBlockArn": block.arn, "AppBlockBuilderName": builder.name}
        super().__init__(here, f"{builder.name}/{block.name}", members)
        self.builder = builder
        self.block = block

    def uses(self) -> Iterator[str]:
        yield self.builder.arn
        yield self.block.arn

    @classmethod
    def create_operation(cls) -> str:
        return "AssociateAppBlockBuilderAppBlock"

    def describe(self, state: str | None = None) -> Answer:
        return dict(self.members)


class AppBlockAssociations(Family[AppBlockBuilderAppBlockAssociation]):
    """The associations of one account in one region (rows abb-assoc*, abb-disassociate)."""

    resource = AppBlockBuilderAppBlockAssociation

    def associate_app_block_builder_app_block(
        self, app_block_arn: str, app_block_builder_name: str
    ) -> Answer:
        """Let a builder package an app block (rows abb-associate, abb-associate-*).

        :raises ResourceNotFound: there is no such builder, or no such app block.
        :raises OperationNotPermitted: the app block is of type CUSTOM.
        :raises NotPermittedInState: the builder is not STOPPED.
        :raises LimitExceeded: one of the two is associated with another one.
        """
        builder = self.here.app_block_builders.get(app_block_builder_name)
        block = self.here.app_blocks.get_by_arn(app_block_arn)
        if block.packaging_type == CUSTOM:
            raise exceptions.OperationNotPermitted(
                f"The app block {block.name} is of type {CUSTOM} and cannot be associated with an "
                "app block builder."
            )
        self._check_is_stopped(builder)
        association = self.of_builder(builder)
        if association is None or association.block is not block:
            if association is not None:
                raise self.here.limit_exceeded(1, "app blocks per app block builder", 2)
            if self.builder_of(block) is not None:
                raise self.here.limit_exceeded(1, "app block builders per app block", 2)
            association = self.add(AppBlockBuilderAppBlockAssociation(self.here, builder, block))
        return {"AppBlockBuilderAppBlockAssociation": association.describe()}

    def disassociate_app_block_builder_app_block(
        self, app_block_arn: str, app_block_builder_name: str
    ) -> Answer:
        """Take an app block from a STOPPED builder (row abb-disassociate).

        :raises ResourceNotFound: there is no such builder, no such app block, or the two are not
            associated.
        :raises NotPermittedInState: the builder is not STOPPED.
        """
        builder = self.here.app_block_builders.get(app_block_builder_name)
        block = self.here.app_blocks.get_by_arn(app_block_arn)
        association = self.of_builder(builder)
        if association is None or association.block is not block:
            raise exceptions.ResourceNotFound(
                f"The app block {block.name} is not associated with the app block builder "
                f"{builder.name}."
            )
        self._check_is_stopped(builder)
        self.remove(association)
        return {}

    def describe_app_block_builder_app_block_associations(
        self,
        app_block_arn: str | None = None,
        app_block_builder_name: str | None = None,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of associations (row abb-associations).

        :raises InvalidParameterCombination: neither an app block nor a builder is given.
        :raises InvalidNextToken: the token was not handed out for these.
        """
        if app_block_arn is None and app_block_builder_name is None:
            raise exceptions.InvalidParameterCombination(
                "Set AppBlockArn, AppBlockBuilderName or both."
            )
        if app_block_builder_name is not None:
            builder = self.here.app_block_builders.find(app_block_builder_name)
            found = self.of_builder(builder) if builder else None
        else:
            found = self._of(self.here.find_by_arn(str(app_block_arn)))
        fits = found is not None and app_block_arn in (None, found.block.arn)
        associations, token = self.page_of(
            [found] if found is not None and fits else [],
            (app_block_arn, app_block_builder_name),
            next_token,
            max_results,
        )
        return {"AppBlockBuilderAppBlockAssociations": associations, "NextToken": token}

    # What the other families ask

    def of_builder(self, builder: AppBlockBuilder) -> AppBlockBuilderAppBlockAssociation | None:
        """The association of a builder, if it has one."""
        return self._of(builder)

    def builder_of(self, block: AppBlock) -> AppBlockBuilder | None:
        """The builder that an app block is associated with, if it is."""
        association = self._of(block)
        return association.builder if association else None

    def _of(self, resource: Resource | None) -> AppBlockBuilderAppBlockAssociation | None:
        users = self.here.users_of(resource) if resource else []
        kind = AppBlockBuilderAppBlockAssociation
        return next((one for one in users if isinstance(one, kind)), None)

    @staticmethod
    def _check_is_stopped(builder: AppBlockBuilder) -> None:
        if builder.state != STOPPED:
            raise exceptions.NotPermittedInState(
                kind=builder.kind, name=builder.name, state=builder.state, wanted=(STOPPED,)
            )
