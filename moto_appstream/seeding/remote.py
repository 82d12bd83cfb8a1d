"""Seeding the server of moto's ``TEST_SERVER_MODE``, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import requests
from moto import settings

from moto_appstream.appstream.brief import as_python_shows
from moto_appstream.registration import MOTO_API_PATH

_TIMEOUT = 60


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
    :raises RuntimeError: there is no such function: the server does not have this package.
    """
    endpoint = settings.test_server_mode_endpoint()
    url = f"{endpoint}{MOTO_API_PATH}/{path_of(function)}"
    body = json.dumps(arguments, default=_text_of)
    answer = requests.post(url, data=body, timeout=_TIMEOUT)
    if answer.status_code == 200:
        return answer.json()
    if answer.status_code == 400 and answer.headers.get("Content-Type") == "application/json":
        raise ValueError(answer.json()["message"])
    raise RuntimeError(
        f"The server at {endpoint} cannot be seeded (status {answer.status_code}): start it with "
        "`moto-appstream server`, or import moto_appstream where it is started."
    )


def images(endpoint: str) -> dict[str, Any]:
    """What a server has, as a seed file has it.

    :param endpoint: such as http://127.0.0.1:5000.
    :raises requests.RequestException: there is no such server, or it does not have this package.
    """
    answer = requests.get(f"{endpoint.rstrip('/')}{MOTO_API_PATH}/images", timeout=_TIMEOUT)
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    return document


def _text_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise ValueError(f"{as_python_shows(value)} cannot be sent to the server.")
