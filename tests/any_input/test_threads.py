"""Eight threads on the same names, that take turns at every moment."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from support import OTHER_ACCOUNT, copy, names, set_pace

from moto_appstream import seed

THREADS = 8
NAMES = [f"image-{number}" for number in range(12)]

pytestmark = pytest.mark.usefixtures("no_retries")


@pytest.fixture(autouse=True)
def _impatience() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def together(work: Callable[[int], None]) -> None:
    """Let all threads begin at once; what one of them raises is raised here."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def outcome(call: Callable[..., Any], **parameters: Any) -> str:
    """The code of the error, or "done"."""
    try:
        call(**parameters)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "done"


@pytest.mark.row("image-copy-exists")
def test_of_all_who_copy_to_a_name_one_wins(appstream: Any, appstream_client: Any) -> None:
    sources = [seed.image(f"source-{number}")["Name"] for number in range(THREADS)]
    outcomes: list[tuple[str, str]] = []

    def work(number: int) -> None:
        for name in NAMES:
            result = outcome(
                appstream.copy_image,
                SourceImageName=sources[number],
                DestinationImageName=name,
                DestinationRegion="us-west-2",
            )
            outcomes.append((name, result))

    together(work)
    for name in NAMES:
        assert outcomes.count((name, "done")) == 1
        assert outcomes.count((name, "ResourceAlreadyExistsException")) == THREADS - 1
    assert names(appstream_client("us-west-2"), Type="PRIVATE") == sorted(NAMES)


@pytest.mark.row("image-delete-missing")
def test_of_all_who_delete_an_image_one_does(appstream: Any) -> None:
    for name in NAMES:
        seed.image(name)
    outcomes: list[tuple[str, str]] = []

    def work(number: int) -> None:
        for name in NAMES:
            outcomes.append((name, outcome(appstream.delete_image, Name=name)))

    together(work)
    for name in NAMES:
        assert outcomes.count((name, "done")) == 1
        assert outcomes.count((name, "ResourceNotFoundException")) == THREADS - 1
    assert names(appstream, Type="PRIVATE") == []


@pytest.mark.row("image-copy-limits")
def test_quotas_are_not_exceeded(appstream: Any, appstream_client: Any) -> None:
    seed.image("golden")
    seed.quotas(images=5, concurrent_copies=3, region="us-west-2")
    set_pace(progression="manual", times=1000)
    outcomes: list[str] = []

    def work(number: int) -> None:
        for name in NAMES:
            result = outcome(
                appstream.copy_image,
                SourceImageName="golden",
                DestinationImageName=f"{name}-{number}",
                DestinationRegion="us-west-2",
            )
            outcomes.append(result)

    try:
        together(work)
    finally:
        set_pace()
    assert outcomes.count("done") == 3
    assert outcomes.count("LimitExceededException") == THREADS * len(NAMES) - 3
    assert len(names(appstream_client("us-west-2"), Type="PRIVATE")) == 3


@pytest.mark.row("image-describe-token", "image-share-update", "image-share-remove", "every-tags")
def test_a_walk_through_the_pages_sees_all_that_stays(
    appstream: Any, appstream_client: Any
) -> None:
    for name in NAMES:
        seed.image(name)
    arn = seed.image("shared", shared_with=[OTHER_ACCOUNT])["Arn"]
    other = appstream_client(account_id=OTHER_ACCOUNT)
    grant = {"Name": "shared", "SharedAccountId": OTHER_ACCOUNT}

    def work(number: int) -> None:
        passing = f"image-{number}-passing"
        for step in range(6):
            if number % 2:
                copy(appstream, "image-0", passing, "us-east-1")
                appstream.tag_resource(ResourceArn=arn, Tags={f"key-{number}": str(step)})
                assert appstream.describe_images(Names=[passing])["Images"]
                appstream.delete_image(Name=passing)
                appstream.update_image_permissions(**grant, ImagePermissions={"allowFleet": True})
                outcome(appstream.delete_image_permissions, **grant)
            else:
                pages = appstream.get_paginator("describe_images").paginate(
                    Type="PRIVATE", PaginationConfig={"PageSize": 2}
                )
                seen = Counter(image["Name"] for page in pages for image in page["Images"])
                assert all(seen[name] == 1 for name in [*NAMES, "shared"])
                assert set(names(other, Type="SHARED")) <= {"shared"}

    together(work)
    assert names(appstream, Type="PRIVATE") == sorted([*NAMES, "shared"])
    tags = appstream.list_tags_for_resource(ResourceArn=arn)["Tags"]
    assert tags == {f"key-{number}": "5" for number in range(1, THREADS, 2)}


@pytest.mark.row("fleet-exists", "fleet-delete", "fleet-start-answer", "fleet-update-refused")
def test_of_all_who_create_change_and_delete_fleets_one_wins_each(appstream: Any) -> None:
    for image in ("old", "new"):
        seed.image(image)
    fleets = NAMES[:6]
    outcomes: list[tuple[str, str, str]] = []

    def work(number: int) -> None:
        for name in fleets:
            asked: list[tuple[str, dict[str, Any]]] = [
                (
                    "create_fleet",
                    {
                        "ImageName": "old",
                        "InstanceType": "stream.standard.medium",
                        "ComputeCapacity": {"DesiredInstances": 1},
                        "Tags": {"thread": str(number)},
                    },
                ),
                ("start_fleet", {}),
                ("update_fleet", {"ImageName": "new"}),
                ("stop_fleet", {}),
                ("delete_fleet", {}),
            ]
            for operation, parameters in asked:
                result = outcome(getattr(appstream, operation), Name=name, **parameters)
                outcomes.append((name, operation, result))

    together(work)
    for name in fleets:
        created = outcomes.count((name, "create_fleet", "done"))
        deleted = outcomes.count((name, "delete_fleet", "done"))
        there = [fleet["Name"] for fleet in appstream.describe_fleets()["Fleets"]]
        assert created - deleted == there.count(name)
        assert created >= 1
    codes = {result for *_, result in outcomes}
    assert codes <= {
        "done",
        "ResourceAlreadyExistsException",
        "ResourceInUseException",
        "ResourceNotFoundException",
    }
    for fleet in appstream.describe_fleets()["Fleets"]:
        outcome(appstream.stop_fleet, Name=fleet["Name"])
        appstream.delete_fleet(Name=fleet["Name"])
    for image in ("old", "new"):  # nothing uses them any more
        appstream.delete_image(Name=image)
