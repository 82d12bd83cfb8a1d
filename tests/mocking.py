"""What the tests of ``mock_appstream`` share: whether it is on, and that nothing is left of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.httpsession import URLLib3Session
from moto.core.config import default_user_config

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class EscapedError(Exception):
    """A call that would have gone over the network."""


@pytest.fixture(autouse=True)
def surroundings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A known start without network; whatever a test does, it is as before when the test ends."""

    def send(_: URLLib3Session, request: Any) -> None:
        raise EscapedError(request.url)

    monkeypatch.setattr(URLLib3Session, "send", send)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", object())
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    for name, value in getattr(request, "param", {}).items():
        monkeypatch.setenv(name, value)
    before = describe_surroundings()
    yield
    assert describe_surroundings() == before
    assert not is_mocked()


with_and_without_credentials = pytest.mark.parametrize(
    "surroundings",
    [dict.fromkeys(CREDENTIALS, "mine"), {}],
    ids=["with credentials", "without credentials"],
    indirect=True,
)


def describe_surroundings() -> Any:
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return environment, boto3.DEFAULT_SESSION, deepcopy(default_user_config)


def make_client() -> Any:
    return boto3.Session("id", "secret", region_name="us-east-1").client("appstream")


client = cache(make_client)


def own_images() -> list[str]:
    return [image["Name"] for image in client().describe_images(Type="PRIVATE")["Images"]]


def base_images() -> list[str]:
    return [image["Name"] for image in client().describe_images(Type="PUBLIC")["Images"]]


def is_mocked() -> bool:
    try:
        own_images()
    except EscapedError:
        return False
    return True
