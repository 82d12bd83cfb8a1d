"""Seeding the server of moto's ``TEST_SERVER_MODE``, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any

import requests
from moto import settings

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


def unused() -> list[dict[str, Any]]:
    """The planned failures that the server has and that were not used up.

    :raises RuntimeError: there is no server, or it does not have this package.
    """
    entries: list[dict[str, Any]] = _answer(
        "GET",
        settings.test_server_mode_endpoint(),
        "unused-failures",
        needed={"unused_failures"},
    )["unused_failures"]
    return entries


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
