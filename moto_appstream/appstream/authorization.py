"""What moto's IAM judges of a call, where it is turned on: which actions, on which resources.

moto judges an action on one resource at a time, and ignores Conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from moto import settings
from moto.core.responses import BaseResponse
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from .exceptions import MissingAuthenticationToken, Unauthorized
from .models.arn import make_arn, parse_arn

if TYPE_CHECKING:
    from .models import AppStreamBackend
    from .schema import Operation

# The member of a request that names a role, which the caller must be allowed to pass on.
_ROLE = "IamRoleArn"
# The shape of what gives a new resource tags, which the caller must be allowed to do.
_TAGS = "Tags"


def authorize(
    response: BaseResponse, backend: AppStreamBackend, called: Operation, request: object
) -> None:
    """Let moto's IAM judge a call before anything else (rows every-iam, every-iam-resource).

    :param request: as it came, not checked yet: what is not a structure names no resources.
    :raises MissingAuthenticationToken: the call is not signed.
    :raises Unauthorized: the caller may not make it.
    """
    if response.request_count < settings.INITIAL_NO_AUTH_ACTION_COUNT:
        response._authenticate_and_authorize_normal_action()  # it counts, and judges nothing yet
        return
    headers = response.headers
    if "Authorization" not in headers:
        raise MissingAuthenticationToken
    if "Host" not in headers:  # pragma: no cover - up to moto 5.1 only
        # moto's IAM wants it, and in process botocore adds it later.
        host = ("Host", urlsplit(response.uri).netloc)
        response.headers = Headers([*headers.items(), host])
    from moto.iam.access_control import IAMRequest

    class PassRole(IAMRequest):
        """Whether the caller may hand a role to AppStream."""

        def check_action_permitted(self, resource: str) -> None:
            self._action = "iam:PassRole"
            super().check_action_permitted(resource)

    class Tag(IAMRequest):
        """Whether the caller may give tags to what the call creates."""

        def check_action_permitted(self, resource: str) -> None:
            self._action = "appstream:TagResource"
            super().check_action_permitted(resource)

    parameters = request if isinstance(request, Mapping) else {}
    # Where moto's IAM looks for the action, whatever the protocol.
    response.querystring["Action"] = [called.name]
    role = parameters.get(_ROLE)
    try:
        for resource in resources_of(backend, called, parameters):
            response._authenticate_and_authorize_normal_action(resource)
        if isinstance(role, str):
            response._authenticate_and_authorize_action(PassRole, role)
        if called.name.startswith("Create"):
            for resource in _tagged_resources(backend, called, parameters):
                response._authenticate_and_authorize_action(Tag, resource)
    except HTTPException as refusal:
        # moto answers in XML here, which no client of a JSON service can read.
        raise Unauthorized(refusal) from refusal


def resources_of(
    backend: AppStreamBackend, called: Operation, parameters: Mapping[str, Any]
) -> list[str]:
    """The ARNs of the resources that a call names; ``*`` for a listing, which names none."""
    return list(dict.fromkeys(_named_resources(backend, called, parameters))) or ["*"]


def _tagged_resources(
    backend: AppStreamBackend, called: Operation, parameters: Mapping[str, Any]
) -> Iterator[str]:
    """The ARN of what a call creates with tags."""
    created = backend.resource_of(called)
    if created is None or not created.taggable:
        return
    for member, shape in called.input_shape.members.items():
        if shape.name == _TAGS and parameters.get(member):
            # Tags go with Name, and newImageTags with newImageName.
            name = parameters.get(member.replace("Tags", "Name"))
            named = name if isinstance(name, str) else "*"
            yield make_arn(backend.region_name, backend.account_id, created.resource_type(), named)


def _named_resources(
    backend: AppStreamBackend, called: Operation, parameters: Mapping[str, Any]
) -> Iterator[str]:
    kinds = {
        f"{family.resource.shape}Name": family.resource.resource_type()
        for family in backend.families
        if family.resource.taggable
    }
    own = backend.resource_of(called)
    if own is not None and own.taggable:
        kinds["Name"] = own.resource_type()
    for member, value in parameters.items():
        if not isinstance(value, str):
            continue
        if member != _ROLE and parse_arn(value):
            yield value
        # DestinationImageName is the name of an image, in DestinationRegion.
        name = next((name for name in sorted(kinds, key=len)[::-1] if member.endswith(name)), None)
        if name is not None and (member == name or name != "Name"):
            region = parameters.get(f"{member.removesuffix(name)}Region")
            region = region if isinstance(region, str) else backend.region_name
            yield make_arn(region, backend.account_id, kinds[name], value)
