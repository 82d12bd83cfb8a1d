"""The demo: a story that is told as it happens, or fails."""

from __future__ import annotations

import io

import pytest
from support import run_python

from moto_appstream.commands import demo
from moto_appstream.environment import aws_environment


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def tell(out: io.StringIO, story: tuple[demo.Step, ...] = demo.STORY) -> tuple[int, str]:
    with aws_environment("us-east-1"):
        status = demo.tell(story, copy_seconds=0.5, out=out)
    return status, out.getvalue()


def test_the_demo_runs_as_one_command_without_credentials_or_network() -> None:
    done = run_python(
        "-m",
        "moto_appstream",
        "demo",
        AWS_ENDPOINT_URL="http://127.0.0.1:1",
        AWS_PROFILE="missing",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\033" not in done.stdout


def test_the_story_shows_each_step_with_its_code_and_what_came_back() -> None:
    status, told = tell(io.StringIO())
    assert status == 0
    for line in (
        'images = virginia.describe_images(Type="PUBLIC")["Images"]',
        "-> AppStream-Graphics-G7-WinServer2022-08-31-2026",
        'DestinationRegion="us-west-2",',
        "-> COPYING\n    -> AVAILABLE",
        "-> FAILED",
        "'Code': 'IMAGE_COPY_FAILURE'",
        "-> The image golden-2026-11 is in use by the fleet production.",
        'virginia.delete_image(Name="golden-2026-10")',
    ):
        assert line in told


def test_on_a_terminal_a_bar_moves_until_the_copy_is_available(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    status, told = tell(Terminal())
    assert status == 0
    bars = [part for part in told.split("\r") if "] COPYING" in part]
    assert len(bars) > 1
    assert len(set(bars)) > 1
    assert "[##############################] AVAILABLE" in told
    assert "\033[" in told


def test_no_color_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in tell(Terminal())[1]


def test_a_step_that_does_not_go_as_told_ends_the_story_with_status_1() -> None:
    wrong = demo.Step("Nothing is there.", demo.list_base_images, lambda names: names == [])
    status, told = tell(io.StringIO(), (wrong, *demo.STORY))
    assert status == 1
    assert told.rstrip().endswith("This is not what the story says.")


def test_the_story_leaves_no_transition_behind() -> None:
    from moto.moto_api import state_manager

    tell(io.StringIO(), demo.STORY[:1])
    assert state_manager.get_transition("appstream::image") == {"progression": "immediate"}
