"""What ``/moto-api/appstream`` answers: seeding over HTTP, the calls, and a page to look at.

moto has such paths for whatever AWS has no operation for, on its server and, in process, under
http://motoapi.amazonaws.com.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from moto.core.common_types import TYPE_RESPONSE

from moto_appstream import seed
from moto_appstream.appstream.models import forget_calls, recorded_calls
from moto_appstream.appstream.responses import body_of
from moto_appstream.appstream.words import choices, shown
from moto_appstream.calls import Calls
from moto_appstream.registration import MOTO_API_PATH
from moto_appstream.seeding import dump
from moto_appstream.seeding.remote import path_of

_PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    # The page needs nothing that is not in it, and asks nobody but this server.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'",
}
# Each function of seed has a path of its name.
_FUNCTIONS = {path_of(name): function for name, function in seed.FUNCTIONS.items()}


def answer(request: Any, full_url: str, headers: Any) -> TYPE_RESPONSE:
    """Answer a request to one of our paths; refusals are JSON with a ``message``."""
    parts = urlsplit(full_url)
    name = parts.path.removeprefix(MOTO_API_PATH).strip("/")
    if name in _FUNCTIONS:
        if request.method != "POST":
            return _json(405, {"message": f"Use POST for {parts.path}."})
        return _call(_FUNCTIONS[name], request)
    if name == "images":
        wanted = parse_qs(parts.query).get("base-images") == ["true"]
        return _json(200, dump.present(with_base_images=wanted))
    if name == "unused-failures":
        return _json(
            200,
            {
                "unused_failures": [asdict(failure) for failure in seed.unused_failures()],
                "unused_answers": [asdict(answer) for answer in seed.unused_answers()],
            },
        )
    if name == "calls":
        return _calls(request, parts)
    if name == "":
        return 200, dict(_PAGE_HEADERS), Path(__file__).with_name("page.html").read_text("utf-8")
    possible = choices(name, ["images", "calls", "unused-failures", *_FUNCTIONS])
    return _json(404, {"message": f"There is no {name} here{possible}."})


def _calls(request: Any, parts: SplitResult) -> TYPE_RESPONSE:
    if request.method == "DELETE":
        forget_calls()
        return _json(200, {})
    if request.method != "GET":
        return _json(405, {"message": f"Use GET or DELETE for {parts.path}."})
    try:
        wanted = Calls(recorded_calls()).of(*parse_qs(parts.query).get("operation", []))
    except ValueError as error:
        return _json(400, {"message": str(error)})
    return _json(200, {"calls": [vars(call) for call in wanted], "dropped": wanted.dropped})


def _call(function: Callable[..., Any], request: Any) -> TYPE_RESPONSE:
    try:
        arguments = seed.check_arguments(function, json.loads(body_of(request) or b"{}"))
        # On the server the images are here, whatever TEST_SERVER_MODE says.
        result = inspect.unwrap(function)(**arguments)
    except (ValueError, RecursionError) as error:
        return _json(400, {"message": str(error)})
    return _json(200, result or {})


def _json(status: int, content: dict[str, Any]) -> TYPE_RESPONSE:
    # A call that was refused may have had keys in CBOR that are no names.
    body = json.dumps(content, default=_in_json, skipkeys=True)
    return status, {"Content-Type": "application/json"}, body


def _in_json(value: object) -> object:
    # Times as numbers, as AWS has them in JSON; what else CBOR has was refused.
    return value.timestamp() if isinstance(value, datetime) else shown(value)
