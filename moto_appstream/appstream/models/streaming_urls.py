"""URLs that start a streaming session: those of stacks, image builders and app block builders."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING
from urllib.parse import quote

from moto.moto_api._internal import mock_random

from .. import exceptions
from .resource import Answer

if TYPE_CHECKING:
    from . import AppStreamBackend

LONGEST_VALIDITY = 604800  # a week


def validity_of_url(seconds: int | None, default: int) -> int:
    """For how many seconds a URL is to be valid (rows session-url-expires, builder-url, abb-url).

    :raises InvalidRequest: it is less than a second, or more than a week.
    """
    if seconds is None:
        return default
    if not 1 <= seconds <= LONGEST_VALIDITY:
        bound = (
            "greater than or equal to 1"
            if seconds < 1
            else f"less than or equal to {LONGEST_VALIDITY}"
        )
        raise exceptions.InvalidRequest(
            f"1 validation error detected: Value '{seconds}' at 'validity' failed to satisfy "
            f"constraint: Member must have value {bound}"
        )
    return seconds


def make_streaming_url(
    here: AppStreamBackend,
    url_type: str,
    user_id: str,
    validity: int,
    details: Mapping[str, str | None] | None = None,
) -> Answer:
    """A new URL, and the time when it expires: the answer of the operations that make one.

    :param url_type: ``END_USER`` or ``ADMIN``.
    :param validity: in seconds.
    :param details: what else its parameters say, in AWS's names and order; what is None is left
        out.
    """
    expires = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=validity)
    parameters = {
        "type": url_type,
        "expires": str(int(expires.timestamp())),
        "awsAccountId": here.account_id,
        "userId": user_id,
        **{name: value for name, value in (details or {}).items() if value is not None},
    }
    encoded = _encode(json.dumps(parameters, separators=(",", ":")).encode())
    # No two URLs are the same, and moto's seed repeats them.
    signature = _encode(mock_random.getrandbits(256).to_bytes(32, "big"))
    return {
        "StreamingURL": f"https://appstream2.{here.region_name}.aws.amazon.com/authenticate"
        f"?parameters={encoded}&signature={signature}",
        "Expires": expires,
    }


def _encode(content: bytes) -> str:
    return quote(b64encode(content), safe="")
