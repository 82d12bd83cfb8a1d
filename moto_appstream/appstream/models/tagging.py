"""Tags of all resources that can have some, and moto's Resource Groups Tagging API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .. import exceptions
from .family import Operations
from .resource import Answer, Resource, Tags

if TYPE_CHECKING:
    from moto.core.resource_tagging import TaggableResourcesMixin as TaggableResourcesMixin
    from moto.core.resource_tagging import TaggedResource as TaggedResource
else:
    try:
        from moto.core.resource_tagging import TaggableResourcesMixin, TaggedResource
    except ImportError:  # pragma: no cover - before moto 5.2.2 its tagging API knows only its own

        class TaggableResourcesMixin:
            pass

        class TaggedResource:  # nothing asks for one there
            pass


MAX_TAGS = 50


class Tagging(Operations):
    """The tags of own resources, by their ARNs (rows tag-*)."""

    def tag_resource(self, resource_arn: str, tags: Tags) -> Answer:
        """Add tags to a resource, or overwrite them.

        :raises ResourceNotFound: no own resource that can be tagged has this ARN.
        :raises LimitExceeded: it would have too many tags.
        """
        resource = self._resource(resource_arn)
        merged = {**resource.tags, **tags}
        if len(merged) > MAX_TAGS:
            raise self.here.limit_exceeded(MAX_TAGS, "tags of a resource", len(merged))
        resource.tags = merged
        return {}

    def untag_resource(self, resource_arn: str, tag_keys: Sequence[str]) -> Answer:
        """Remove tags from a resource; those it does not have are no matter.

        :raises ResourceNotFound: no own resource that can be tagged has this ARN.
        """
        resource = self._resource(resource_arn)
        resource.tags = {key: value for key, value in resource.tags.items() if key not in tag_keys}
        return {}

    def list_tags_for_resource(self, resource_arn: str) -> Answer:
        """List the tags of a resource.

        :raises ResourceNotFound: no own resource that can be tagged has this ARN.
        """
        return {"Tags": self._resource(resource_arn).tags}

    def _resource(self, arn: str) -> Resource:
        resource = self.here.find_by_arn(arn)
        if resource is None or not resource.taggable:
            raise exceptions.ResourceNotFound(f"The resource {arn} does not exist.")
        return resource
