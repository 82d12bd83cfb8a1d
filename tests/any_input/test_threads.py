"""Eight threads on the same names, that take turns at every moment."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError
from elastic import SUBNETS, create_package
from support import OTHER_ACCOUNT, copy, names, set_pace

from moto_appstream import seed

THREADS = 8
NAMES = [f"image-{number}" for number in range(12)]

# An operation, and its parameters but for the name.
Asked = tuple[str, dict[str, Any]]

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


def names_of(resources: Sequence[dict[str, Any]]) -> list[str]:
    return [resource["Name"] for resource in resources]


def race(client: Any, asked: Sequence[Asked], there: Callable[[], list[str]]) -> set[str]:
    """Let all threads call the same operations on the same names.

    :param asked: the first operation creates a resource, the last one deletes it.
    :param there: the names that there are.
    :returns: the codes of the errors, and "done".
    """
    outcomes: list[tuple[str, str, str]] = []
    calls = [(naming(client, operation), operation, more) for operation, more in asked]

    def work(number: int) -> None:
        for name in NAMES[:6]:
            for member, operation, more in calls:
                result = outcome(getattr(client, operation), **{member: name}, **more)
                outcomes.append((name, operation, result))

    together(work)
    create, delete = asked[0][0], asked[-1][0]
    left = there()
    for name in NAMES[:6]:
        created = outcomes.count((name, create, "done"))
        deleted = outcomes.count((name, delete, "done"))
        assert created - deleted == left.count(name)
        assert created >= 1
    return {code for *_, code in outcomes}


def naming(client: Any, operation: str) -> str:
    """The parameter that names the resource."""
    members = client.meta.service_model.operation_model(
        client.meta.method_to_api_mapping[operation]
    ).input_shape.members
    return "Name" if "Name" in members else "AppBlockBuilderName"


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
    asked: list[Asked] = [
        (
            "create_fleet",
            {
                "ImageName": "old",
                "InstanceType": "stream.standard.medium",
                "ComputeCapacity": {"DesiredInstances": 1},
                "Tags": {"team": "desktop"},
            },
        ),
        ("start_fleet", {}),
        ("update_fleet", {"ImageName": "new"}),
        ("stop_fleet", {}),
        ("delete_fleet", {}),
    ]
    codes = race(appstream, asked, lambda: names_of(appstream.describe_fleets()["Fleets"]))
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


@pytest.mark.row("every-exists", "builder-start-state", "builder-stop-state", "builder-delete")
def test_of_all_who_create_start_stop_and_delete_image_builders_one_wins_each(
    appstream: Any,
) -> None:
    seed.image("base")
    asked: list[Asked] = [
        ("create_image_builder", {"ImageName": "base", "InstanceType": "stream.standard.medium"}),
        ("stop_image_builder", {}),
        ("start_image_builder", {}),
        ("delete_image_builder", {}),
    ]

    def there() -> list[str]:
        return names_of(appstream.describe_image_builders()["ImageBuilders"])

    codes = race(appstream, asked, there)
    assert codes <= {
        "done",
        "OperationNotPermittedException",
        "ResourceAlreadyExistsException",
        "ResourceNotAvailableException",
        "ResourceNotFoundException",
    }
    for name in there():
        appstream.delete_image_builder(Name=name)
    assert there() == []


@pytest.mark.row("builder-image-start", "builder-image-name")
def test_of_all_who_make_an_image_of_its_name_one_does(appstream: Any) -> None:
    seed.image("base")
    for number in range(THREADS):
        seed.image_builder(f"builder-{number}", image_name="base", state="RUNNING")
    made: list[tuple[str, str]] = []

    def work(number: int) -> None:
        for name in NAMES:
            try:
                seed.image_from_builder(
                    name, image_builder=f"builder-{number}", applications=[{"name": "editor"}]
                )
                made.append((name, f"builder-{number}"))
                appstream.start_image_builder(Name=f"builder-{number}")
            except ValueError:
                pass

    together(work)
    images = appstream.describe_images(Names=NAMES)["Images"]
    assert sorted(made) == sorted((image["Name"], image["ImageBuilderName"]) for image in images)
    builders = appstream.describe_image_builders()["ImageBuilders"]
    assert {builder["State"] for builder in builders} == {"RUNNING"}


@pytest.mark.row("every-exists", "abb-start", "abb-stop", "abb-delete", "abb-associate-one")
def test_of_all_who_create_use_and_delete_app_block_builders_one_wins_each(
    appstream: Any,
) -> None:
    block = create_package(appstream)["Arn"]
    of_block = {"AppBlockArn": block}
    asked: list[Asked] = [
        (
            "create_app_block_builder",
            {
                "Platform": "WINDOWS_SERVER_2019",
                "InstanceType": "stream.standard.small",
                "VpcConfig": {"SubnetIds": SUBNETS},
            },
        ),
        ("associate_app_block_builder_app_block", of_block),
        ("start_app_block_builder", {}),
        ("stop_app_block_builder", {}),
        ("disassociate_app_block_builder_app_block", of_block),
        ("delete_app_block_builder", {}),
    ]

    def there() -> list[str]:
        return names_of(appstream.describe_app_block_builders()["AppBlockBuilders"])

    codes = race(appstream, asked, there)
    assert codes <= {
        "done",
        "LimitExceededException",
        "OperationNotPermittedException",
        "ResourceAlreadyExistsException",
        "ResourceInUseException",
        "ResourceNotAvailableException",
        "ResourceNotFoundException",
    }
    associations = appstream.describe_app_block_builder_app_block_associations(**of_block)
    for association in associations["AppBlockBuilderAppBlockAssociations"]:
        assert association["AppBlockBuilderName"] in there()
