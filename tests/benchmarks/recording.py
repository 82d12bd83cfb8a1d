"""What it costs that calls are recorded, as a part of the whole call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import calls
import floors
from botocore.exceptions import ClientError
from measure import Contender, Target, compare, ratio, show

from moto_appstream import mock_appstream, seed
from moto_appstream.appstream.record import MOST_CALLS
from moto_appstream.appstream.responses import AppStreamResponse

CALLS = 20  # a sample


def measure(rounds: int) -> list[Target]:
    with mock_appstream() as mock:
        for number in range(calls.PAGE):
            calls.seed_full_image(f"golden-{number:02}")
        seed.stack("lab")
        client = floors.client()
        # As it is in the long run, when each call makes the oldest one go.
        while len(mock.calls) < MOST_CALLS:
            client.describe_stacks(Names=["lab"])
        kinds: dict[str, Callable[[], object]] = {
            "describe_stacks by name, 1 stack": partial(client.describe_stacks, Names=["lab"]),
            "describe_images, a page of 25": partial(client.describe_images, Type="PRIVATE"),
            "delete_image, refused": partial(_refused, client),
        }
        return [_recording(what, call, rounds) for what, call in kinds.items()]


def _recording(what: str, call: Callable[[], object], rounds: int) -> Target:
    record = vars(AppStreamResponse)["_record"]
    recording = Contender("recorded", call, partial(_set, record))
    without = Contender("not recorded", call, partial(_set, lambda *_: None))
    try:
        samples = compare([recording, without], rounds=rounds, calls=CALLS)
    finally:
        _set(record)
    rows = {contender.name: times for contender, times in samples.items()}
    show(f"recording: {what}", rows, without.name)
    figure = ratio(samples[recording], samples[without])
    return Target(f"recording: {what}: to one that is not recorded", figure, 1.03)


def _set(record: Callable[..., None]) -> None:
    setattr(AppStreamResponse, "_record", record)  # noqa: B010  it is private


def _refused(client: Any) -> None:
    try:
        client.delete_image(Name="missing")
    except ClientError:
        return
