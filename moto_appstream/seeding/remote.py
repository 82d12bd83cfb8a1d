"""Seeding the server of moto's ``TEST_SERVER_MODE``, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timezone
from typing import Any

import requests
from moto import settings

from moto_appstream.appstream.protocol import JsonProtocol
from moto_appstream.appstream.record import Kept, RecordedCall
from moto_appstream.appstream.words import shown
from moto_appstream.registration import MOTO_API_PATH

TIMEOUT = 60  # seconds


def is_remote() -> bool:
    """Whether moto's server has the images, and not this process."""
    return bool(settings.TEST_SERVER_MODE)


def path_of(function: str) -> str:
    """Where a function of ``seed`` is found, by its name."""
    return function.replace("_", "-")


def call(function: str, arguments: Mapping[str, Any]) -> Any:
    """Call a function of ``seed`` on the server; returns what it answers.

    :param function: its name.
    :param arguments: all by their names; times are handed on as text.
    :raises ValueError: the server refused them, in its words.
    :raises RuntimeError: there is no server, or it does not have this package.
    """
    body = json.dumps(arguments, default=_text_of)
    return _answer("POST", settings.test_server_mode_endpoint(), path_of(function), body)


def unused() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The failures and the answers that the server has planned and that were not used up.

    :raises RuntimeError: there is no server, or it does not have this package.
    """
    names = ("unused_failures", "unused_answers")
    endpoint = settings.test_server_mode_endpoint()
    content = _answer("GET", endpoint, "unused-failures", needed={*names})
    return content[names[0]], content[names[1]]


def calls() -> Kept:
    """The calls that the server has recorded.

    :raises RuntimeError: there is no server, or it does not have this package.
    """
    endpoint = settings.test_server_mode_endpoint()
    content = _answer("GET", endpoint, "calls", needed={"calls", "dropped"})
    return Kept([_recorded(call) for call in content["calls"]], content["dropped"])


def _recorded(call: Mapping[str, Any]) -> RecordedCall:
    answer, error = call["answer"], call["error"]
    return RecordedCall(
        operation=call["operation"],
        account_id=call["account_id"],
        region=call["region"],
        time=datetime.fromtimestamp(call["time"], timezone.utc),
        protocol=JsonProtocol(""),
        request=json.dumps(call["parameters"]).encode(),
        answer=None if error else json.dumps(answer).encode(),
        error=(error, call["message"]) if error else None,
        attempts=call["attempts"],
    )


def forget_calls() -> None:
    """Let the server forget the calls that it has recorded.

    :raises RuntimeError: there is no server, or it does not have this package.
    """
    _answer("DELETE", settings.test_server_mode_endpoint(), "calls")


def images(endpoint: str) -> dict[str, Any]:
    """What a server has, as a seed file has it.

    :param endpoint: such as http://127.0.0.1:5000.
    :raises RuntimeError: there is no server, or it does not have this package.
    """
    document: dict[str, Any] = _answer("GET", endpoint, "images", needed={"images", "fleets"})
    return document


def _answer(
    method: str, endpoint: str, name: str, body: str | None = None, needed: Set[str] = frozenset()
) -> Any:
    """
    :param needed: what the answer has, if it is one of ours.
    """
    url = f"{endpoint.rstrip('/')}{MOTO_API_PATH}/{name}"
    try:
        # What leads elsewhere is no server of ours.
        answer = requests.request(method, url, data=body, timeout=TIMEOUT, allow_redirects=False)
    except requests.Timeout as error:
        raise RuntimeError(f"No answer from {endpoint} within {TIMEOUT} s.") from error
    except (OSError, ValueError) as error:  # all of requests' own errors are among them
        raise RuntimeError(
            f"There is no server at {endpoint}: start one with `moto-appstream server`."
        ) from error
    try:
        content = answer.json()
    except ValueError:
        content = None
    if isinstance(content, dict):
        if answer.status_code == 200 and needed <= content.keys():
            return content
        if answer.status_code == 400 and isinstance(content.get("message"), str):
            raise ValueError(content["message"])
    raise RuntimeError(
        f"The server at {endpoint} does not have moto_appstream (status {answer.status_code}): "
        "start it with `moto-appstream server`, or import moto_appstream where it is started."
    )


def _text_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise ValueError(f"{shown(value)} cannot be sent to the server.")
