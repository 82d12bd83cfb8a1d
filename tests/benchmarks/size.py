"""What changes with very many images and fleets: the time of a call, and the memory of each."""

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
BYTES = 2048  # a resource
BYTES_LEFT = 60  # what Python itself keeps of dictionaries that were large
CALLS = 10  # a sample


def measure(rounds: int) -> list[Target]:
    with mock_appstream():
        seed.image("golden")
        seed.image("golden", region=MANY_REGION)
        seed.image("golden", region=FEW_REGION)
        return [
            *_memory("copied image", _copy, _delete_image, MANY),
            *_memory("seeded image", _seed, _delete_image, MANY // 10),  # which is far slower
            *_memory("fleet", _create_fleet, _delete_fleet, MANY // 10),
            *_time("image", rounds),
            *_time("fleet", rounds),
        ]


def _name(number: int) -> str:
    return f"golden-{number:06}"


# What the operations do behind the wire.


def _copy(number: int, region: str = MANY_REGION) -> None:
    backend_at("us-east-1", None).images.copy_image("golden", _name(number), region)


def _seed(number: int, region: str = MANY_REGION) -> None:
    seed.image(_name(number), region=region)


def _create_fleet(number: int, region: str = MANY_REGION) -> None:
    backend_at(region, None).fleets.create_fleet(
        _name(number),
        image_name="golden",
        compute_capacity={"DesiredInstances": 1},
        instance_type="stream.standard.medium",
    )


def _delete_image(number: int) -> None:
    backend_at(MANY_REGION, None).images.delete_image(_name(number))


def _delete_fleet(number: int) -> None:
    backend_at(MANY_REGION, None).fleets.delete_fleet(_name(number))


def _memory(
    what: str, make: Callable[[int], None], delete: Callable[[int], None], number_of: int
) -> list[Target]:
    make(number_of)  # what all of them share
    tracemalloc.start()
    empty = _traced()
    for number in range(number_of):
        make(number)
    full = _traced()
    for number in range(number_of):
        delete(number)
    left = _traced()
    tracemalloc.stop()
    delete(number_of)
    what = f"a {what} of {number_of:,}"
    return [
        Target(what, (full - empty) / number_of, BYTES, "bytes"),
        Target(f"{what}, once deleted", (left - empty) / number_of, BYTES_LEFT, "bytes"),
    ]


def _traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _time(kind: str, rounds: int) -> list[Target]:
    targets = []
    calls = {"image": _calls_for_images, "fleet": _calls_for_fleets}[kind]
    few, many = calls(FEW_REGION, FEW), calls(MANY_REGION, MANY)
    for what in few:
        of_few = Contender(f"of {FEW} {kind}s", few[what])
        of_many = Contender(f"of {MANY:,} {kind}s", many[what])
        samples = compare([of_few, of_many], rounds=rounds, calls=CALLS)
        show(what, {contender.name: times for contender, times in samples.items()}, of_few.name)
        figure = ratio(samples[of_many], samples[of_few])
        targets.append(Target(f"{what}: {of_many.name}, to {FEW}", figure, 2))
    return targets


def _calls_for_images(region: str, images: int) -> dict[str, Callable[[], Any]]:
    for number in range(images):
        _copy(number, region)
    client = floors.client(region=region)
    middle = _name(images // 2)
    (image,) = client.describe_images(Names=[middle])["Images"]
    token = _token_in_the_middle(
        images, partial(backend_at(region, None).images.describe_images, type="PRIVATE")
    )
    describe = client.describe_images
    in_the_middle = {"NextToken": token} if token else {}
    return {
        "the first page": partial(describe, Type="PRIVATE", MaxResults=2),
        "a page in the middle": partial(describe, Type="PRIVATE", MaxResults=2, **in_the_middle),
        "an image by its name": partial(describe, Names=[middle]),
        "an image by its ARN": partial(describe, Arns=[image["Arn"]]),
    }


def _calls_for_fleets(region: str, fleets: int) -> dict[str, Callable[[], Any]]:
    for number in range(fleets):
        _create_fleet(number, region)
    client = floors.client(region=region)
    backend = backend_at(region, None)
    backend.fleets.create_fleet(
        "alone",
        image_name=_name(0),
        compute_capacity={"DesiredInstances": 1},
        instance_type="stream.standard.medium",
    )

    def refused() -> None:
        try:
            client.delete_image(Name=_name(0))
        except client.exceptions.ResourceInUseException:
            return
        raise AssertionError("the image was deleted")

    return {
        "a fleet by its name": partial(client.describe_fleets, Names=[_name(fleets // 2)]),
        "who uses an image": refused,
        "a fleet that starts": partial(client.start_fleet, Name=_name(fleets // 2)),
    }


def _token_in_the_middle(number_of: int, describe: Callable[..., Any]) -> str | None:
    token: str | None = None
    for _ in range(number_of // 2 // 25):
        token = describe(next_token=token)["NextToken"]
    return token
