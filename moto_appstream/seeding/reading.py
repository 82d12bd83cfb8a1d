"""Calling the operations that list things, and remembering which of them are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from moto_appstream.appstream.models.resource import Apart
from moto_appstream.appstream.schema import service_model


class Reader:
    """Reads listings to their end.

    :param client: for AppStream, of AWS or of the double.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._answered: set[str] = set()
        self._refusals: dict[str, tuple[str, ClientError]] = {}

    def all(
        self, what: str, operation: str, member: str, request: Mapping[str, Any]
    ) -> list[Any] | None:
        """Everything that an operation lists, from all of its pages.

        :param what: what that is, for :meth:`skipped`.
        :param member: the member of the answer that has it; a single thing is a list of one.
        :returns: nothing if what the request names is not there; None if the call is refused.
        """
        asked = dict(request)
        found: list[Any] = []
        try:
            while True:
                answer = getattr(self._client, xform_name(operation))(**asked)
                self._answered.add(operation)
                items = answer.get(member, [])
                found += items if isinstance(items, list) else [items]
                if not answer.get("NextToken"):
                    return found
                asked["NextToken"] = answer["NextToken"]
        except self._client.exceptions.ResourceNotFoundException:
            return []  # a stack has no theme, or is gone since it was listed
        except ClientError as refusal:
            self._refusals.setdefault(operation, (what, refusal))
            return None

    def tags_of(self, arn: str) -> dict[str, str]:
        """The tags of a resource; none if they cannot be read."""
        request = {"ResourceArn": arn}
        (tags,) = self.all("tags", "ListTagsForResource", "Tags", request) or [{}]
        return dict(tags)

    def list_apart(
        self, what: str, name: str, apart: Apart, described: Mapping[str, Any]
    ) -> list[Any] | None:
        """A list that a resource has, and its description does not show.

        :param what: what the resource is.
        :param described: the description.
        :returns: None if the call is refused.
        """
        answer: Any = service_model().operation_model(apart.operation).output_shape
        (member,) = (one for one, shape in answer.members.items() if shape.type_name == "list")
        request = {parameter: described[one] for parameter, one in apart.request.items()}
        what = f"{xform_name(name).replace('_', ' ')} of {what}"
        found = self.all(what, apart.operation, member, request)
        shape: Any = service_model().shape_for(apart.shape)
        if found is None or shape.member.type_name == "structure":
            return found
        return [value for one in found for value in one.values()]  # structures of one member

    def skipped(self) -> list[str]:
        """What could not be read, with the operation and the reason: one line for each operation.

        :raises ClientError: nothing could be read at all.
        """
        for _, refusal in self._refusals.values():
            if not self._answered:
                raise refusal
        return [
            f"Skipped {'some ' if operation in self._answered else ''}{what}: "
            f"{' '.join(str(refusal).split())}"
            for operation, (what, refusal) in self._refusals.items()
        ]
