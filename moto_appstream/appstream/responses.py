"""Decode the request, call the operation, encode the answer."""

from __future__ import annotations

import gzip
import re
import zlib
from datetime import datetime, timezone
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from moto.core.responses import BaseResponse
from moto.moto_api._internal import mock_random

from .authorization import authorize
from .exceptions import (
    AppStreamException,
    MalformedRequest,
    OperationNotThere,
    PlannedAnswerFailed,
    RegionWithoutAppStream,
)
from .models import AppStreamBackend, appstream_backends, record_call
from .protocol import WireProtocol, protocol_for
from .record import RecordedCall
from .schema import Operation, operation, service_model
from .words import cut

_REGION_OF_HOST = re.compile(
    r"://(?:vpce-[^./]+\.(?:api\.)?)?appstream2?(?:-fips)?\.(?P<region>[^./]+)\.", re.IGNORECASE
)

# Of an operation that there is not; the model's names have less than half of it.
_MOST_OF_A_NAME = 100

# What is remembered of a header: a longer one is none that a client makes.
_MOST_OF_A_CREDENTIAL = 200

# A thousand times as much as a request usually has: a few kilobytes of gzip can become gigabytes.
_MAX_DECOMPRESSED = 2**20


class AppStreamResponse(BaseResponse):
    """The handler of one request."""

    def __init__(self) -> None:
        super().__init__(service_name="appstream")

    @property
    def appstream_backend(self) -> AppStreamBackend:
        """The backend of the caller's account and region.

        :raises RegionWithoutAppStream: AppStream is not there, and moto was not told to allow it.
        """
        try:
            return appstream_backends[self.current_account][self.region]
        except KeyError:
            raise RegionWithoutAppStream(region=self.region) from None

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
        self.path = self.raw_path = urlsplit(self.uri).path
        self.body = self.raw_body = body_of(request)
        self.querystring: dict[str, Any] = {}
        self.data = self.querystring
        self.region = self.get_region_from_url(request, self.uri)
        self.current_account = self.get_current_account()
        #: What the attempts that a client makes of one call have in common.
        self._invocation_id: str | None = self.headers.get("amz-sdk-invocation-id")

    def get_region_from_url(self, request: Any, full_url: str) -> str:
        # moto's own does not know the hosts outside amazonaws.com.
        host = _REGION_OF_HOST.search(full_url)
        region: str = (
            host["region"].lower() if host else super().get_region_from_url(request, full_url)
        )
        return region

    def get_access_key(self) -> str:
        # moto's own looks through all of the header, in which the signature is always another one.
        credential = (self.headers.get("Authorization") or "").partition(",")[0]
        if "Credential=" in credential and len(credential) <= _MOST_OF_A_CREDENTIAL:
            return _access_key_of(credential)
        access_key: str = super().get_access_key()
        return access_key

    def call_action(self) -> tuple[int, dict[str, Any], str | bytes]:
        protocol = protocol_for(self.headers, service_model().metadata["targetPrefix"])
        try:
            name = protocol.operation_name(self.path, self.headers)
        except AppStreamException as error:  # it names no operation, and is not recorded as a call
            return self._answer(protocol, 400, protocol.encode_error(error))
        made = datetime.now(timezone.utc)
        try:
            status, body, refusal = self._outcome(name, protocol)
        except Exception as error:
            self._record(name, protocol, made, None, (type(error).__name__, str(error)))
            raise
        if refusal is None:
            self._record(name, protocol, made, body, None)
        else:
            self._record(name, protocol, made, None, (refusal.code, refusal.message))
        return self._answer(protocol, status, body)

    def _outcome(
        self, name: str, protocol: WireProtocol
    ) -> tuple[int, bytes, AppStreamException | None]:
        """The status and the body of the answer, and why it is a refusal if it is one."""
        called = None
        try:
            called = operation(name)
            return 200, self._call(called, protocol), None
        except AppStreamException as error:
            refusal = error
        if not self._is_served:
            if isinstance(refusal, OperationNotThere):
                # As moto has it: no test passes because its code catches every ClientError.
                raise NotImplementedError(refusal.message)
            if isinstance(refusal, PlannedAnswerFailed):
                raise refusal.cause
        status = 400 if called is None else called.status_of(refusal)
        return status, protocol.encode_error(refusal), refusal

    def _record(
        self,
        name: str,
        protocol: WireProtocol,
        time: datetime,
        answer: bytes | None,
        error: tuple[str, str] | None,
    ) -> None:
        try:
            request = self._decompressed_body
        except MalformedRequest:
            request = b""
        operation_name = cut(name, _MOST_OF_A_NAME)
        place = self.current_account, self.region
        call = RecordedCall(operation_name, *place, time, protocol, request, answer, error)
        record_call(call, self._invocation_id)

    def _call(self, called: Operation, protocol: WireProtocol) -> bytes:
        backend = self.appstream_backend
        backend.require(called)
        request: Any = None
        malformed: MalformedRequest | None = None
        try:
            request = protocol.decode(self._decompressed_body)
        except MalformedRequest as error:
            malformed = error
        authorize(self, backend, called, request)
        if malformed is not None:
            raise malformed
        return protocol.encode(
            called.trim(backend.call(called, called.read(request), self._invocation_id))
        )

    @property
    def _is_served(self) -> bool:
        """Whether the request came over HTTP, and not from a client of this process."""
        # Up to moto 5.1 a request in process is botocore's own.
        served: bool = getattr(self.request, "from_wsgi_server", hasattr(self.request, "environ"))
        return served

    @cached_property
    def _decompressed_body(self) -> bytes:
        body: bytes = self.body
        if (self.headers.get("Content-Encoding") or "").lower() != "gzip":
            return body
        if isinstance(getattr(self.request, "stream", None), gzip.GzipFile):
            return body  # pragma: no cover - on the servers of some releases of moto 5.1
        try:
            with gzip.GzipFile(fileobj=BytesIO(body)) as stream:
                decompressed = stream.read(_MAX_DECOMPRESSED + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise MalformedRequest("The request body is not valid gzip.") from error
        if len(decompressed) > _MAX_DECOMPRESSED:
            raise MalformedRequest(
                f"The request body has more than {_MAX_DECOMPRESSED} bytes when decompressed."
            )
        return decompressed

    @staticmethod
    def _answer(
        protocol: WireProtocol, status: int, body: bytes
    ) -> tuple[int, dict[str, Any], bytes]:
        return status, {**protocol.headers, "x-amzn-RequestId": str(mock_random.uuid4())}, body


@lru_cache
def _access_key_of(credential: str) -> str:
    """The access key that moto finds in the credential of a request."""
    request = BaseResponse()
    request.headers = {"Authorization": credential}
    request.querystring = {}
    access_key: str = request.get_access_key()
    return access_key


def _stream_in_process(request: Any) -> object:
    # On a server, what reads the stream decompresses it, too.
    is_served = getattr(request, "from_wsgi_server", True)
    return None if is_served else request.environ.get("wsgi.input")


def body_of(request: Any) -> bytes:
    # Up to moto 5.1 a request in process is botocore's own, on the server it is werkzeug's.
    if hasattr(request, "body"):  # pragma: no cover - up to moto 5.1 only
        body = request.body
    elif isinstance(stream := _stream_in_process(request), BytesIO):
        body = stream.getvalue()  # all of it, whoever has read it before
    else:
        body = request.get_data()
    if hasattr(body, "read"):  # pragma: no cover - up to moto 5.1 only
        body = body.read()
    return body.encode() if isinstance(body, str) else body or b""
