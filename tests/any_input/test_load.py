"""Many requests at once against a server: none is lost, and nothing is left behind."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from support import copy, described, moto_server, names

from moto_appstream import seed
from moto_appstream.appstream.models.images import Image

THREADS = 16
ROUNDS = 16  # of eight requests in each thread: 2,048
REGIONS = ("us-east-1", "us-west-2")


@pytest.fixture
def server(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    caplog.set_level(logging.ERROR, "werkzeug")  # pytest would keep a line of each request
    with moto_server() as address:
        yield address


@pytest.fixture
def clients(server: str) -> Iterator[dict[str, Any]]:
    session = boto3.Session("testing", "testing")
    config = Config(max_pool_connections=THREADS, retries={"total_max_attempts": 1})
    made = {
        region: session.client("appstream", region, endpoint_url=server, config=config)
        for region in REGIONS
    }
    yield made
    for client in made.values():
        client.close()


def work(clients: dict[str, Any], thread: int, rounds: int) -> list[str]:
    """What one thread does; returns the names that it has won against the others."""
    virginia, oregon = (clients[region] for region in REGIONS)
    won = []
    for number in range(rounds):
        name = f"own-{thread:02}-{number:02}"
        copy(virginia, "golden", name, "us-west-2")
        arn = described(oregon, name)["Arn"]
        oregon.tag_resource(ResourceArn=arn, Tags={"thread": str(thread)})
        assert oregon.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"thread": str(thread)}
        assert virginia.describe_images(Type="PRIVATE")["Images"]
        assert oregon.describe_images(Type="PRIVATE")["Images"]
        if number % 2:
            assert oregon.delete_image(Name=name)["Image"]["Name"] == name
        else:
            oregon.untag_resource(ResourceArn=arn, TagKeys=["thread"])
        try:
            copy(virginia, "golden", f"common-{number:02}", "us-west-2")
            won.append(f"common-{number:02}")
        except virginia.exceptions.ResourceAlreadyExistsException:
            pass
    return won


def run(server: str, clients: dict[str, Any], rounds: int) -> None:
    seed.image("golden", region="us-east-1")
    with ThreadPoolExecutor(THREADS) as threads:
        results = threads.map(lambda thread: work(clients, thread, rounds), range(THREADS))
        won = sorted(chain.from_iterable(results))
    common = [f"common-{number:02}" for number in range(rounds)]
    assert won == common
    kept = [
        f"own-{thread:02}-{number:02}"
        for thread in range(THREADS)
        for number in range(0, rounds, 2)
    ]
    assert names(clients["us-west-2"], Type="PRIVATE") == [*common, *kept]
    requests.post(f"{server}/moto-api/reset", timeout=5).raise_for_status()


def objects() -> tuple[int, int]:
    """How many there are: of images, and of all that the garbage collector knows."""
    gc.collect()
    there = gc.get_objects()
    return sum(type(one) is Image for one in there), len(there)


def test_no_request_of_many_is_lost_and_a_reset_leaves_nothing_behind(
    server: str, clients: dict[str, Any]
) -> None:
    run(server, clients, rounds=2)  # makes what is made once: caches, connections
    images, before = objects()
    run(server, clients, ROUNDS)
    images_left, after = objects()
    assert images_left <= images  # those that tests before left behind may go meanwhile
    assert after - before < 1000  # half an object of each request
