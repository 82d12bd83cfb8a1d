"""The switch that lets tests run against AWS itself, and nothing without it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from support import copy, names, set_pace

from moto_appstream import seed

ROOT = Path(__file__).parents[2]
TAGS = str(ROOT / "tests" / "operations" / "test_tags.py")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    arguments = ("-p", "no:cacheprovider", "-p", "no:randomly", *arguments)
    return pytester.runpytest_subprocess("-c", str(ROOT / "pyproject.toml"), *arguments)


def test_only_the_marked_tests_run_and_they_ask_aws(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens there; with the mock on, nobody would be asked.
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    files = [str(ROOT / "tests" / "project" / "test_against_aws.py"), TAGS]
    result = run(
        pytester, *files, "-k", "public_images_are or added", "--aws-verified", "eu-west-1:check-"
    )
    outcomes = result.parseoutcomes()
    assert (outcomes["failed"], outcomes.get("passed", 0)) == (1, 0)
    result.stdout.fnmatch_lines(["*EndpointConnectionError*http://127.0.0.1:1*"])


@pytest.mark.parametrize("place", ["eu-west-1", ":check-", "eu-west-1:-"])
def test_a_region_and_a_prefix_must_be_stated(pytester: pytest.Pytester, place: str) -> None:
    result = run(pytester, TAGS, f"--aws-verified={place}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--aws-verified takes a region and a prefix: eu-west-1:check-"])


def test_what_a_test_made_is_deleted_when_it_ends(
    service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_pace(progression="manual", times=2)
    monkeypatch.setattr(time, "sleep", lambda _: service.client.describe_images(Type="PRIVATE"))
    try:
        seed.image("golden")
        copy(service.client, "golden", service.new_name(), "us-east-1")
        service.new_name()
        service.clean_up()
    finally:
        set_pace()
    assert names(service.client, Type="PRIVATE") == ["golden"]
