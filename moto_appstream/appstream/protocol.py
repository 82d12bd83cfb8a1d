"""The wire: what a request and an answer look like in bytes.

A protocol knows nothing of AppStream's operations. There are two: AWS JSON 1.1, and Smithy RPC v2
CBOR, which the newer SDKs of Go, Java, .NET and others send. A third would be another class with
the same methods, chosen in ``protocol_for``.

Decoding a body takes time and memory in proportion to its length, whatever is in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, ClassVar, NoReturn, Protocol

from .exceptions import COMMON_ERRORS, AppStreamException, MalformedRequest, UnknownOperation

_SMITHY_PROTOCOL = "smithy-protocol"

# No request nests nearly as deep; one that a newer SDK sends may nest deeper than those of today.
_MAX_DEPTH = 64
_MAX_DIGITS = len(str(-(2**63)))


class WireProtocol(Protocol):
    """What every protocol can do."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of its answers."""

    def operation_name(self, path: str, headers: Mapping[str, str]) -> str:
        """The operation that a request asks for.

        :raises UnknownOperation: the request names none of this service.
        """

    def decode(self, body: bytes) -> Any:
        """The request in Python's types.

        :raises MalformedRequest: the body is not what the protocol sends.
        """

    def encode(self, result: dict[str, Any]) -> bytes:
        """An answer in bytes."""

    def encode_error(self, error: AppStreamException) -> bytes:
        """A refusal in bytes."""


def protocol_for(headers: Mapping[str, str], service_name: str) -> WireProtocol:
    """The protocol of a request.

    :param service_name: what the service is called on the wire.
    """
    if headers.get(_SMITHY_PROTOCOL) == CborProtocol.name:
        return CborProtocol(service_name)
    return _json_protocol(service_name)


@cache
def _json_protocol(service_name: str) -> JsonProtocol:
    return JsonProtocol(service_name)


class JsonProtocol:
    """AWS JSON 1.1.

    :param service_name: what stands before the operation in the X-Amz-Target header.
    """

    headers: ClassVar = {"Content-Type": "application/x-amz-json-1.1"}

    def __init__(self, service_name: str) -> None:
        self._target_prefix = f"{service_name}."

    def operation_name(self, path: str, headers: Mapping[str, str]) -> str:
        target = headers.get("X-Amz-Target") or ""
        if not target.startswith(self._target_prefix):
            raise UnknownOperation(operation=target)
        return target[len(self._target_prefix) :]

    def decode(self, body: bytes) -> Any:
        try:
            # As json.loads does it, which would make a decoder of its own at each call.
            text = body.decode(json.detect_encoding(body), "surrogatepass")
            return _decode_json(text) if body else {}
        except (ValueError, RecursionError) as error:
            raise MalformedRequest("The request body is not valid JSON.") from error

    def encode(self, result: dict[str, Any]) -> bytes:
        return _encode_json(result).encode()

    def encode_error(self, error: AppStreamException) -> bytes:
        return self.encode({"__type": error.code, **_message_of(error)})


class CborProtocol:
    """Smithy RPC v2 CBOR.

    :param service_name: what stands before the operation in the path.
    :raises ImportError: cbor2, which the extra ``server`` brings, is not installed.
    """

    name = "rpc-v2-cbor"
    headers: ClassVar = {"Content-Type": "application/cbor", _SMITHY_PROTOCOL: name}

    def __init__(self, service_name: str) -> None:
        try:
            import cbor2
        except ImportError as missing:
            raise ImportError(
                'A request in CBOR needs cbor2: pip install "moto-appstream[server]"'
            ) from missing
        self._cbor2 = cbor2
        self._service_name = service_name

    def operation_name(self, path: str, headers: Mapping[str, str]) -> str:
        if "X-Amz-Target" in headers:
            raise MalformedRequest("A request in CBOR must not have the header X-Amz-Target.")
        # The last four segments count; the service may be named with its namespace.
        segments = path.split("/")[-4:]
        if len(segments) == 4:
            service, service_name, operation, operation_name = segments
            is_this_service = service_name.rpartition(".")[2] == self._service_name
            if (service, operation) == ("service", "operation") and is_this_service:
                return operation_name
        raise UnknownOperation(operation=path)

    def decode(self, body: bytes) -> Any:
        if not body:
            return {}
        stream = BytesIO(body)
        decoder = self._cbor2.CBORDecoder(
            stream,
            semantic_decoders=_TAGS,
            max_depth=_MAX_DEPTH,
            # Else a key may be a list, and lists can be made that all have the same hash.
            strict_hashable_types=True,
        )
        try:
            request = decoder.decode()
            if stream.read(1):
                raise ValueError("There is more behind the request.")
            # What is undefined is null; its byte may also be a part of something else.
            return self._with_null(request) if b"\xf7" in body else request
        except Exception as error:  # the decoder's own, and what Python raises on such values
            raise MalformedRequest("The request body is not valid CBOR.") from error

    def encode(self, result: dict[str, Any]) -> bytes:
        encoded: bytes = self._cbor2.dumps(result, datetime_as_timestamp=True)
        return encoded

    def encode_error(self, error: AppStreamException) -> bytes:
        # Here it is an absolute shape id.
        shape_id = f"com.amazonaws.appstream#{error.code}"
        return self.encode({"__type": shape_id, **_message_of(error)})

    def _with_null(self, value: Any) -> Any:
        if value is self._cbor2.undefined:
            return None
        if isinstance(value, dict):
            return {key: self._with_null(member) for key, member in value.items()}
        if isinstance(value, list):
            return [self._with_null(member) for member in value]
        return value


def _refuse(*_: object) -> NoReturn:
    raise ValueError("The protocol does not have this tag.")


class _Tags(dict[int, Callable[..., Any]]):
    """How cbor2 is to decode each tag: the one for timestamps as it does, no other at all.

    cbor2 knows many more. Its shared references alone make a list of 2**n members from n bytes, and
    others compute large numbers or compile regular expressions. Smithy has big integers and big
    decimals too, but no request to AppStream does.
    """

    TIMESTAMP = 1

    def __missing__(self, tag: int) -> Callable[..., Any]:
        if tag == self.TIMESTAMP:
            raise KeyError(tag)
        return _refuse


_TAGS = _Tags()


def _integer(digits: str) -> int:
    # Python takes quadratic time for many digits, unless it has a limit, which can be turned off.
    if len(digits) > _MAX_DIGITS:
        raise MalformedRequest("The request has an integer of more than 64 bits.")
    return int(digits)


def _epoch_seconds(value: Any) -> float:
    # Numbers of epoch seconds are the one form that the clients of all languages read.
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_decode_json = json.JSONDecoder(parse_int=_integer).decode
_encode_json = json.JSONEncoder(
    separators=(",", ":"), check_circular=False, default=_epoch_seconds
).encode


def _message_of(error: AppStreamException) -> dict[str, str]:
    # The errors of AppStream's model have a capital M, those common to all services do not.
    return {"message" if error.code in COMMON_ERRORS else "Message": error.message}
