"""From a request to an answer: the protocol, one short method an operation, the protocol."""

from __future__ import annotations

import gzip
import re
import zlib
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from moto.core.responses import BaseResponse
from moto.moto_api._internal import mock_random
from werkzeug.exceptions import HTTPException

from .exceptions import (
    AppStreamException,
    MalformedRequest,
    OperationNotBuilt,
    RegionWithoutAppStream,
    Unauthorized,
)
from .models import AppStreamBackend, appstream_backends
from .protocol import WireProtocol, protocol_for
from .schema import Operation, operation, service_model

_REGION_OF_HOST = re.compile(
    r"://(?:vpce-[^./]+\.(?:api\.)?)?appstream2?(?:-fips)?\.(?P<region>[^./]+)\.", re.IGNORECASE
)

TYPE_RESULT = dict[str, Any]


class AppStreamResponse(BaseResponse):
    """The handler of one request."""

    def __init__(self) -> None:
        super().__init__(service_name="appstream")
        self.params: dict[str, Any] = {}

    @cached_property
    def appstream_backend(self) -> AppStreamBackend:
        """The backend of the caller's account and region.

        :raises RegionWithoutAppStream: AppStream is not there, and moto was not told to allow it.
        """
        try:
            return appstream_backends[self.current_account][self.region]
        except KeyError:
            raise RegionWithoutAppStream(region=self.region) from None

    # The operations

    def copy_image(self) -> TYPE_RESULT:
        copy = self.appstream_backend.copy_image(
            source_image_name=self._get_param("SourceImageName"),
            destination_image_name=self._get_param("DestinationImageName"),
            destination_region=self._get_param("DestinationRegion"),
            destination_image_description=self._get_param("DestinationImageDescription"),
        )
        return {"DestinationImageName": copy.name}

    def delete_image(self) -> TYPE_RESULT:
        image = self.appstream_backend.delete_image(name=self._get_param("Name"))
        return {"Image": image}

    def describe_images(self) -> TYPE_RESULT:
        images, next_token = self.appstream_backend.describe_images(
            names=self._get_param("Names", ()),
            arns=self._get_param("Arns", ()),
            visibility=self._get_param("Type"),
            max_results=self._get_param("MaxResults"),
            next_token=self._get_param("NextToken"),
        )
        return _page({"Images": images}, next_token)

    def update_image_permissions(self) -> TYPE_RESULT:
        self.appstream_backend.update_image_permissions(
            name=self._get_param("Name"),
            shared_account_id=self._get_param("SharedAccountId"),
            permissions=self._get_param("ImagePermissions"),
        )
        return {}

    def describe_image_permissions(self) -> TYPE_RESULT:
        name = self._get_param("Name")
        shared, next_token = self.appstream_backend.describe_image_permissions(
            name=name,
            shared_aws_account_ids=self._get_param("SharedAwsAccountIds", ()),
            max_results=self._get_param("MaxResults"),
            next_token=self._get_param("NextToken"),
        )
        shown = [
            {"sharedAccountId": account_id, "imagePermissions": permissions}
            for account_id, permissions in shared
        ]
        return _page({"Name": name, "SharedImagePermissionsList": shown}, next_token)

    def delete_image_permissions(self) -> TYPE_RESULT:
        self.appstream_backend.delete_image_permissions(
            name=self._get_param("Name"), shared_account_id=self._get_param("SharedAccountId")
        )
        return {}

    def tag_resource(self) -> TYPE_RESULT:
        self.appstream_backend.add_tags(
            arn=self._get_param("ResourceArn"), tags=self._get_param("Tags")
        )
        return {}

    def untag_resource(self) -> TYPE_RESULT:
        self.appstream_backend.remove_tags(
            arn=self._get_param("ResourceArn"), tag_keys=self._get_param("TagKeys")
        )
        return {}

    def list_tags_for_resource(self) -> TYPE_RESULT:
        tags = self.appstream_backend.list_tags_for_resource(arn=self._get_param("ResourceArn"))
        return {"Tags": tags}

    # The way there and back

    def setup_class(
        self, request: Any, full_url: str | None = None, headers: Any = None, *_: Any, **__: Any
    ) -> None:
        """Take from a request what AppStream needs of it.

        moto's own makes forms and query strings of the body first, which no AppStream request
        has, and hands over text, which not every body is.
        """
        self.request = request
        self.headers = request.headers
        self.method = request.method
        self.uri = full_url or request.url
        parts = urlsplit(self.uri)
        self.path = self.raw_path = parts.path
        # moto's IAM wants it, and up to moto 5.1 botocore adds it later.
        if "Host" not in self.headers:  # pragma: no cover - newer releases of moto do it
            self.headers["Host"] = parts.netloc
        self.body = self.raw_body = body_of(request)
        self.querystring: dict[str, Any] = {}
        self.data = self.querystring
        self.region = self.get_region_from_url(request, self.uri)
        self.current_account = self.get_current_account()

    def get_region_from_url(self, request: Any, full_url: str) -> str:
        # moto's own does not know the hosts outside amazonaws.com.
        host = _REGION_OF_HOST.search(full_url)
        region: str = (
            host["region"].lower() if host else super().get_region_from_url(request, full_url)
        )
        return region

    def _get_param(self, param_name: str, if_none: Any = None) -> Any:
        return self.params.get(param_name, if_none)

    def call_action(self) -> tuple[int, dict[str, Any], str | bytes]:
        protocol = protocol_for(self.headers, service_model().metadata["targetPrefix"])
        try:
            called = operation(protocol.operation_name(self.path, self.headers))
        except AppStreamException as error:
            return self._answer(protocol, 400, protocol.encode_error(error))
        try:
            result = self._call(called, protocol)
        except AppStreamException as error:
            status = called.status_of(error)
            return self._answer(protocol, status, protocol.encode_error(error))
        return self._answer(protocol, 200, protocol.encode(called.write(result)))

    def _call(self, called: Operation, protocol: WireProtocol) -> TYPE_RESULT:
        method = getattr(type(self), called.method_name, None)
        if method is None:
            raise OperationNotBuilt(operation=called.name)
        self._authorize(called)
        self.params = called.read(protocol.decode(self._decompressed_body()))
        self.appstream_backend.raise_planned_failure(called.name)
        result: TYPE_RESULT = method(self)
        return result

    def _decompressed_body(self) -> bytes:
        body: bytes = self.body
        if (self.headers.get("Content-Encoding") or "").lower() != "gzip":
            return body
        if isinstance(getattr(self.request, "stream", None), gzip.GzipFile):
            return body  # pragma: no cover - on the servers of some releases of moto 5.1
        try:
            return gzip.decompress(body)
        except (OSError, EOFError, zlib.error) as error:
            raise MalformedRequest("The request body is not valid gzip.") from error

    def _authorize(self, called: Operation) -> None:
        # Where moto's IAM looks for the action, whatever the protocol.
        self.querystring["Action"] = [called.name]
        try:
            self._authenticate_and_authorize_normal_action()
        except HTTPException as refusal:
            # moto answers in XML here, which no client of a JSON service can read.
            raise Unauthorized(refusal) from refusal

    @staticmethod
    def _answer(
        protocol: WireProtocol, status: int, body: bytes
    ) -> tuple[int, dict[str, Any], bytes]:
        return status, {**protocol.headers, "x-amzn-RequestId": str(mock_random.uuid4())}, body


def _page(result: TYPE_RESULT, next_token: str | None) -> TYPE_RESULT:
    # A member with no value is absent, never null: loops ask `while "NextToken" in page`.
    return {**result, "NextToken": next_token} if next_token else result


def body_of(request: Any) -> bytes:
    # Up to moto 5.1 a request in process is botocore's own, on the server it is werkzeug's.
    body = request.body if hasattr(request, "body") else request.get_data()
    if hasattr(body, "read"):  # pragma: no cover - up to moto 5.1 only
        body = body.read()
    return body.encode() if isinstance(body, str) else body or b""
