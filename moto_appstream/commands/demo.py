"""A short story on the terminal: what the body of each step does is what it prints."""

from __future__ import annotations

import inspect
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

import boto3

from moto_appstream import mock_appstream, seed
from moto_appstream.commands.pace import copies_take

COPY_SECONDS = 2.0
_BAR_WIDTH = 30


@dataclass(frozen=True)
class Step:
    """One step of the story.

    :param title: what happens.
    :param code: does it with the two clients, and returns or yields what came back.
    :param told: whether what came back is what the story says.
    """

    title: str
    code: Callable[[Any, Any], Any]
    told: Callable[[Any], bool]


def list_base_images(virginia: Any, oregon: Any) -> Any:
    images = virginia.describe_images(Type="PUBLIC")["Images"]
    images.sort(key=lambda image: image["PublicBaseImageReleasedDate"], reverse=True)
    return [image["Name"] for image in images[:3]]


def arrange(virginia: Any, oregon: Any) -> Any:
    seed.image("golden-2026-10")
    seed.image("golden-2026-11", applications=[{"name": "editor", "display_name": "Editor"}])
    seed.fleet("production", image="golden-2026-11")
    return [image["Name"] for image in virginia.describe_images(Type="PRIVATE")["Images"]]


def copy_golden_image(virginia: Any, oregon: Any) -> Any:
    return virginia.copy_image(
        SourceImageName="golden-2026-11",
        DestinationImageName="golden-2026-11",
        DestinationRegion="us-west-2",
    )["DestinationImageName"]


def watch_copy(virginia: Any, oregon: Any) -> Iterator[str]:
    state = "COPYING"
    while state == "COPYING":
        time.sleep(0.1)
        image = oregon.describe_images(Names=["golden-2026-11"])["Images"][0]
        state = image["State"]
        yield state


def copy_that_fails(virginia: Any, oregon: Any) -> Any:
    seed.copy_failure(message="The snapshot could not be encrypted.")
    virginia.copy_image(
        SourceImageName="golden-2026-10",
        DestinationImageName="golden-2026-10",
        DestinationRegion="us-west-2",
    )
    image = {"State": "COPYING"}
    while image["State"] == "COPYING":
        time.sleep(0.1)
        image = oregon.describe_images(Names=["golden-2026-10"])["Images"][0]
    return image["State"], image["StateChangeReason"]


def delete_image_in_use(virginia: Any, oregon: Any) -> Any:
    try:
        return virginia.delete_image(Name="golden-2026-11")
    except virginia.exceptions.ResourceInUseException as error:
        return error.response["Error"]["Message"]


def delete_old_image(virginia: Any, oregon: Any) -> Any:
    virginia.delete_image(Name="golden-2026-10")
    return [image["Name"] for image in virginia.describe_images(Type="PRIVATE")["Images"]]


STORY = (
    Step(
        "AWS's base images are there from the start.",
        list_base_images,
        lambda names: len(names) == 3,
    ),
    Step(
        "There is no CreateImage, so a test puts its own images in place.",
        arrange,
        lambda names: names == ["golden-2026-10", "golden-2026-11"],
    ),
    Step(
        "The newest goes to the recovery region.",
        copy_golden_image,
        lambda name: name == "golden-2026-11",
    ),
    Step(
        "A copy takes its time, here two seconds.",
        watch_copy,
        lambda states: states[0] == "COPYING" and states[-1] == "AVAILABLE",
    ),
    Step(
        "A copy can fail, and says why.",
        copy_that_fails,
        lambda outcome: outcome[0] == "FAILED" and outcome[1]["Code"] == "IMAGE_COPY_FAILURE",
    ),
    Step(
        "An image that a fleet uses is not deleted.",
        delete_image_in_use,
        lambda message: "production" in message,
    ),
    Step(
        "An image that nothing uses is.",
        delete_old_image,
        lambda names: names == ["golden-2026-11"],
    ),
)


def tell(
    story: tuple[Step, ...] = STORY,
    copy_seconds: float = COPY_SECONDS,
    out: TextIO | None = None,
) -> int:
    """Tell the story, in us-east-1; returns 0 if every step went as told, else 1.

    :param copy_seconds: how long a copy takes.
    :param out: default: standard output.
    """
    page = _Page(out or sys.stdout, copy_seconds)
    with mock_appstream(), copies_take(copy_seconds):
        virginia = boto3.client("appstream", region_name="us-east-1")
        oregon = boto3.client("appstream", region_name="us-west-2")
        for number, step in enumerate(story, start=1):
            page.show_code(number, step)
            came_back = page.show_result(step.code(virginia, oregon))
            if not step.told(came_back):
                page.line("This is not what the story says.")
                return 1
    page.line("All of it offline, without an AWS account. Now put @mock_appstream over a test.")
    return 0


class _Page:
    """Where the story is written: plain text, or a terminal with colour and a moving bar."""

    def __init__(self, out: TextIO, copy_seconds: float) -> None:
        self._out = out
        self._copy_seconds = copy_seconds
        self._is_terminal = out.isatty() and "NO_COLOR" not in os.environ

    def line(self, text: str = "") -> None:
        print(text, file=self._out, flush=True)

    def show_code(self, number: int, step: Step) -> None:
        body = inspect.getsource(step.code).split(":\n", 1)[1]
        code = textwrap.indent(textwrap.dedent(body).rstrip(), "    ")
        self.line(self._styled("1", f"{number}. {step.title}"))
        self.line(self._styled("36", code))

    def show_result(self, result: Any) -> Any:
        """Print what came back; of a generator all of it, as it comes."""
        if isinstance(result, Iterator):
            result = self._show_progress(result)
        else:
            for shown in result if isinstance(result, (list, tuple)) else [result]:
                self.line(f"    -> {shown}")
        self.line()
        return result

    def _show_progress(self, states: Iterator[str]) -> list[str]:
        seen: list[str] = []
        start = time.monotonic()
        for state in states:
            if self._is_terminal:
                share = min((time.monotonic() - start) / (self._copy_seconds or 1), 1)
                done = _BAR_WIDTH if state == "AVAILABLE" else int(share * _BAR_WIDTH)
                bar = "#" * done + "." * (_BAR_WIDTH - done)
                self._out.write(f"\r    -> [{bar}] {state:<10}")
                self._out.flush()
            elif seen[-1:] != [state]:
                self.line(f"    -> {state}")
            seen.append(state)
        if self._is_terminal:
            self.line()
        return seen

    def _styled(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._is_terminal else text
