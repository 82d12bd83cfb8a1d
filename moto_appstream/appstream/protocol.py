"""The wire: what a request and an answer look like in bytes.

A protocol knows nothing of AppStream's operations. AWS JSON 1.1 is the one there is; another
is another class with the same methods, chosen in ``protocol_for``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .exceptions import COMMON_ERRORS, AppStreamException, MalformedRequest, UnknownOperation


def _epoch_seconds(value: Any) -> float:
    # Numbers of epoch seconds are the one form that the clients of all languages read.
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


class JsonProtocol:
    """AWS JSON 1.1.

    :param target_prefix: what stands before the operation in the X-Amz-Target header.
    """

    content_type = "application/x-amz-json-1.1"
    _encode = json.JSONEncoder(
        separators=(",", ":"), check_circular=False, default=_epoch_seconds
    ).encode

    def __init__(self, target_prefix: str) -> None:
        self._target_prefix = f"{target_prefix}."

    def operation_name(self, headers: Mapping[str, str]) -> str:
        """The operation that a request asks for.

        :raises UnknownOperation: the request names none of this service.
        """
        target = headers.get("X-Amz-Target") or ""
        if not target.startswith(self._target_prefix):
            raise UnknownOperation(operation=target)
        return target[len(self._target_prefix) :]

    def decode(self, body: bytes) -> Any:
        """The request in Python's types.

        :raises MalformedRequest: the body is not JSON.
        """
        try:
            return json.loads(body) if body else {}
        except (ValueError, RecursionError) as error:
            raise MalformedRequest("The request body is not valid JSON.") from error

    def encode(self, result: dict[str, Any]) -> bytes:
        """An answer in bytes."""
        return self._encode(result).encode()

    def encode_error(self, error: AppStreamException) -> bytes:
        """A refusal in bytes."""
        # The errors of AppStream's model have a capital M, those common to all services do not.
        member = "message" if error.code in COMMON_ERRORS else "Message"
        return self.encode({"__type": error.code, member: error.message})
