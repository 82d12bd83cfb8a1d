"""What a test costs: the mock, the client, and all of it as pytest runs it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from measure import WARM_UP, Contender, Target, compare, ratio, show, timed
from moto import mock_aws

from moto_appstream import mock_appstream

STORY = Path(__file__).parent / "story.py"
OPTIONS = ["--quiet", "--noconftest", "--config-file", os.devnull, "-p", "moto_appstream.plugin"]


def measure(rounds: int) -> list[Target]:
    return [*_entering(rounds), *_calling(rounds), *_testing(rounds)]


def _entering(rounds: int) -> list[Target]:
    def enter(mock: Any) -> None:
        with mock():
            pass

    ours = Contender("mock_appstream", lambda: enter(mock_appstream))
    moto = Contender("mock_aws", lambda: enter(mock_aws))
    samples = compare([ours, moto], rounds=rounds, calls=3)
    what = "entering and leaving the mock"
    show(what, {contender.name: times for contender, times in samples.items()}, moto.name)
    return [Target(f"{what}: to mock_aws", ratio(samples[ours], samples[moto]), 0.1)]


def _calling(rounds: int) -> list[Target]:
    """A test whose code makes its own clients, as most code does."""

    def job() -> None:
        for region in ("us-east-1", "us-west-2"):
            boto3.client("appstream", region_name=region).describe_images()

    def inside(mock: Any) -> None:
        with mock():
            job()

    contenders = {
        "mock_appstream as context manager": lambda: inside(mock_appstream),
        "mock_appstream as decorator": mock_appstream(job),
        "mock_aws": lambda: inside(mock_aws),
    }
    *ours, moto = [Contender(name, call) for name, call in contenders.items()]
    samples = compare([*ours, moto], rounds=max(10, rounds // 5), calls=1)
    what = "making two clients and calling them"
    show(what, {contender.name: times for contender, times in samples.items()}, moto.name)
    return [
        Target(
            f"{what}, {each.name.split()[-1]}: to mock_aws",
            ratio(samples[each], samples[moto]),
            0.3,
        )
        for each in ours
    ]


def _testing(rounds: int) -> list[Target]:
    watch = Stopwatch(rounds)
    with patch.dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"):
        assert pytest.main([*OPTIONS, str(STORY)], plugins=[watch]) == pytest.ExitCode.OK
    times = {name: times[WARM_UP:] for name, times in watch.times.items()}
    targets = []
    for what, *names in (
        ("making a client", "appstream", "fresh_client"),
        ("a whole test", "test_with_the_fixture", "test_with_mock_aws", "test_of_nothing"),
    ):
        ours, moto = names[:2]
        show(f"{what}, within pytest", {name: times[name] for name in names}, moto)
        targets.append(Target(f"{what}: to {moto}", ratio(times[ours], times[moto]), 0.1))
    names = ["test_two_clients_with_the_fixture", "test_two_clients_with_mock_aws"]
    what = "making two clients and calling them"
    show(f"{what}, within pytest", {name: times[name] for name in names}, names[1])
    figure = ratio(times[names[0]], times[names[1]])
    return [*targets, Target(f"{what}, fixture: to mock_aws", figure, 0.3)]


class Stopwatch:
    """A plugin of pytest that repeats the tests in turn, and takes their time.

    :ivar times: by name, those of whole tests and those that a fixture itself takes.
    """

    def __init__(self, rounds: int) -> None:
        self._rounds = WARM_UP + rounds
        self.times: dict[str, list[float]] = defaultdict(list)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        metafunc.fixturenames.append("round")
        metafunc.parametrize("round", range(self._rounds))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: item.callspec.params["round"])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, object, object]:
        with timed() as watch:
            result = yield
        self.times[item.originalname].append(watch.seconds)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        start = process_time()
        fixture = yield
        self.times[fixturedef.argname].append(process_time() - start)
        return fixture
