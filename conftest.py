"""What the tests of this project share, made with the plugin's fixtures as a user would."""

from __future__ import annotations

import os
import re
import runpy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest

pytest_plugins = ["pytester"]

NO_NETWORK = Path(__file__).parent / "tests" / "no_network"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--aws-verified",
        metavar="REGION:PREFIX",
        help="Run the tests marked aws_verified, and no others, against AWS itself: with your "
        "credentials, in this region, and with images whose names begin with this prefix.",
    )
    parser.addoption(
        "--sample",
        metavar="N",
        type=int,
        default=1,
        help="Run one of so many tests, always the same ones.",
    )


def pytest_configure(config: pytest.Config) -> None:
    place = config.getoption("--aws-verified")
    if place is not None and not re.fullmatch(r"[a-z0-9-]+:[a-zA-Z0-9][a-zA-Z0-9_.-]{1,60}", place):
        raise pytest.UsageError("--aws-verified takes a region and a prefix: eu-west-1:check-")
    if place is None:
        forbid_the_network(config)
    # moto's EC2 makes 800 AMIs in each region otherwise, which takes as long as many tests.
    set_variable(config, "MOTO_EC2_LOAD_DEFAULT_AMIS", "false")


def forbid_the_network(config: pytest.Config) -> None:
    """From now on nothing beyond this machine can be reached from here, or from a child process."""
    runpy.run_path(str(NO_NETWORK / "sitecustomize.py"))
    set_variable(config, "PYTHONPATH", str(NO_NETWORK), prepend=os.pathsep)


def set_variable(config: pytest.Config, name: str, value: str, prepend: str | None = None) -> None:
    """Set a variable of the environment until the tests end."""
    environment = pytest.MonkeyPatch()
    environment.setenv(name, value, prepend)
    config.add_cleanup(environment.undo)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--aws-verified"):
        verified = [item for item in items if item.get_closest_marker("aws_verified")]
        config.hook.pytest_deselected(items=[item for item in items if item not in verified])
        items[:] = verified
    one_of = config.getoption("--sample")
    items[:] = [item for item in items if crc32(item.nodeid.encode()) % one_of == 0]


@dataclass
class Service:
    """AppStream as a test meets it: the mock, or AWS itself.

    :param client: for the region of the test.
    :param is_real: whether it is AWS.
    """

    client: Any
    is_real: bool
    prefix: str
    _names: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def new_name(self) -> str:
        """A name for an image, which is deleted when the test ends."""
        name = f"{self.prefix}{uuid4().hex[:12]}-{next(self._numbers)}"
        self._names.append(name)
        return name

    def clean_up(self) -> None:
        """Delete the images of these names, if there are any; one on its way is waited for."""
        while self._names:
            try:
                self.client.delete_image(Name=self._names[-1])
            except self.client.exceptions.OperationNotPermittedException:
                time.sleep(30)
                continue
            except self.client.exceptions.ResourceNotFoundException:
                pass
            self._names.pop()


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    """AWS itself if ``--aws-verified`` says so, else the mock."""
    place = request.config.getoption("--aws-verified")
    if place is None:
        yield Service(request.getfixturevalue("appstream"), False, "check-")
        return
    import boto3

    region, prefix = place.split(":")
    real = Service(boto3.client("appstream", region_name=region), True, prefix)
    yield real
    real.clean_up()


@pytest.fixture
def no_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients made from now on do not repeat a call that fails."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


@pytest.fixture
def golden(appstream: Any) -> Any:
    """An own image in the default region, as DescribeImages answers it."""
    from moto_appstream import seed

    return seed.image("golden-2026-11")


@pytest.fixture
def recovery(appstream_client: Any) -> Any:
    """A client for the recovery region, to which images are copied."""
    return appstream_client("us-west-2")


@pytest.fixture
def newer_botocore(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A botocore whose model has one more operation: its name.

    It answers what DescribeImages answers, and takes a time.
    """
    import botocore.loaders

    from moto_appstream.appstream import schema

    load_model = botocore.loaders.Loader.load_service_model

    def load_newer_model(loader: Any, *args: Any, **kwargs: Any) -> Any:
        model = load_model(loader, *args, **kwargs)
        # Other services, and the endpoint rules, are loaded in the same way.
        if model.get("metadata", {}).get("serviceId") != "AppStream":
            return model
        invented = {
            **model["operations"]["DescribeImages"],
            "name": "InventImage",
            "input": {"shape": "InventImageRequest"},
        }
        request = {"type": "structure", "members": {"Since": {"shape": "Timestamp"}}}
        return {
            **model,
            "operations": {**model["operations"], "InventImage": invented},
            "shapes": {**model["shapes"], "InventImageRequest": request},
        }

    monkeypatch.setattr(botocore.loaders.Loader, "load_service_model", load_newer_model)
    for cache in (schema.service_model, schema.operation):
        cache.cache_clear()
    yield "InventImage"
    monkeypatch.undo()
    for cache in (schema.service_model, schema.operation):
        cache.cache_clear()
