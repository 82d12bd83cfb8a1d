"""What changes with very many images: the time of a call, and the memory of each."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import floors
from measure import Contender, Target, compare, ratio, show

from moto_appstream import mock_appstream, seed
from moto_appstream.seeding.places import backend_at

FEW, MANY = 10, 100_000
FEW_REGION, MANY_REGION = "eu-west-1", "us-west-2"
BYTES = 450  # an image
BYTES_LEFT = 45  # what Python itself keeps of a dictionary that was large
CALLS = 10  # a sample


def measure(rounds: int) -> list[Target]:
    with mock_appstream():
        seed.image("golden")
        return [
            *_memory("copied", _copy, MANY),
            *_memory("seeded", _seed, MANY // 10),  # which is far slower, and no other
            *_time(rounds),
        ]


def _name(number: int) -> str:
    return f"golden-{number:06}"


def _copy(number: int, region: str = MANY_REGION) -> None:
    """What CopyImage does behind the wire."""
    backend_at("us-east-1", None).copy_image("golden", _name(number), region)


def _seed(number: int) -> None:
    seed.image(_name(number), region=MANY_REGION)


def _memory(how: str, make: Callable[[int], None], images: int) -> list[Target]:
    backend = backend_at(MANY_REGION, None)
    make(images)  # what all of them share
    tracemalloc.start()
    empty = _traced()
    for number in range(images):
        make(number)
    full = _traced()
    for number in range(images):
        backend.delete_image(_name(number))
    left = _traced()
    tracemalloc.stop()
    backend.delete_image(_name(images))
    what = f"an image of {images:,} {how} ones"
    return [
        Target(what, (full - empty) / images, BYTES, "bytes"),
        Target(f"{what}, once deleted", (left - empty) / images, BYTES_LEFT, "bytes"),
    ]


def _traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _time(rounds: int) -> list[Target]:
    targets = []
    few, many = _calls(FEW_REGION, FEW), _calls(MANY_REGION, MANY)
    for what in few:
        of_few = Contender(f"of {FEW} images", few[what])
        of_many = Contender(f"of {MANY:,} images", many[what])
        samples = compare([of_few, of_many], rounds=rounds, calls=CALLS)
        show(what, {contender.name: times for contender, times in samples.items()}, of_few.name)
        figure = ratio(samples[of_many], samples[of_few])
        targets.append(Target(f"{what}: {of_many.name}, to {FEW}", figure, 2))
    return targets


def _calls(region: str, images: int) -> dict[str, Callable[[], Any]]:
    for number in range(images):
        _copy(number, region)
    backend = backend_at(region, None)
    middle = images // 2
    # A longer page than the wire allows: its token leads to the middle at once.
    _, token = backend.describe_images(visibility="PRIVATE", max_results=middle)
    arn = backend.find_image(_name(middle)).arn
    describe = floors.client(region=region).describe_images
    return {
        "the first page": partial(describe, Type="PRIVATE", MaxResults=2),
        "a page in the middle": partial(describe, Type="PRIVATE", MaxResults=2, NextToken=token),
        "an image by its name": partial(describe, Names=[_name(middle)]),
        "an image by its ARN": partial(describe, Arns=[arn]),
    }
