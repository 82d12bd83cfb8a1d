"""Calls through boto3: how near they come to the floors, and where moto's own services are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Any, cast
from unittest.mock import patch

import floors
from botocore.stub import Stubber
from measure import Contender, Samples, Target, compare, ratio, show
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.workspaces.models import workspaces_backends

from moto_appstream import mock_appstream, seed
from moto_appstream.appstream.schema import structure

MOTO_FLOOR = "the moto floor"
PAGE = 25
# A sample: each begins with cold caches, since the garbage collector has run. Whoever polls, and
# whoever waits for a test, makes more calls than ten.
CALLS = 50

Call = Callable[[Any], object]


def measure(rounds: int) -> list[Target]:
    # moto's EC2 has 800 images of its own otherwise, and would be no match.
    without_amis = patch.dict(os.environ, MOTO_EC2_LOAD_DEFAULT_AMIS="false")
    with without_amis, mock_appstream(), floors.canned_handler():
        put_items(PAGE)
        for number in range(PAGE):
            seed_full_image(f"golden-{number:02}")
            seed.image(f"plain-{number:02}", region="us-west-2")
        return [
            *_describing_one(rounds),
            *_describing_pages(rounds),
            *_describing_fleets(rounds),
            *_copying_and_deleting(rounds),
        ]


def seed_full_image(name: str) -> None:
    """Put an image in place with all that an own one can have when it is AVAILABLE."""
    families = ["GENERAL_PURPOSE", "GRAPHICS_G4", "GRAPHICS_G5"]
    newer: dict[str, Any] = {
        "SupportedInstanceFamilies": families,
        "ManagedSoftwareIncluded": False,
    }
    if not newer.keys() <= structure("Image").members.keys():  # an older botocore
        newer = {}
    seed.image(
        name,
        display_name=f"The image {name}",
        description="Windows with all that the desktop team needs, made each month.",
        applications=[
            {
                "name": application,
                "display_name": application.title(),
                "description": f"The {application} of the desktop team",
                "enabled": True,
                "icon_url": f"https://icons.example/{application}.png",
                "launch_path": f"C:\\Program Files\\{application}\\{application}.exe",
                "launch_parameters": "--quiet",
                "working_directory": "C:\\Users",
                "metadata": {"owner": "desktop"},
            }
            for application in ("editor", "browser")
        ],
        **newer,
    )


def _describing_one(rounds: int) -> list[Target]:
    request = {"Names": ["golden-00"]}
    peers = [*_peers(1, "us-east-1"), _parameter(), _item()]
    samples = compare([*_describing(request, "us-east-1"), *peers], rounds=rounds, calls=CALLS)
    return _results("describe_images by name, 1 image", samples)


def _describing_fleets(rounds: int) -> list[Target]:
    for number in range(PAGE):
        seed.fleet(f"desks-{number:02}", image="golden-00", state="RUNNING")

    def one(client: Any) -> object:
        return client.describe_fleets(Names=["desks-00"])

    def page(client: Any) -> object:
        return client.describe_fleets()

    by_name = _mock_and_floors(lambda: one, "us-east-1")
    samples = compare([*by_name, _parameter(), _item()], rounds=rounds, calls=CALLS)
    peers = [_items()]
    pages = compare(
        [*_mock_and_floors(lambda: page, "us-east-1"), *peers], rounds=rounds, calls=CALLS
    )
    return [
        *_results("describe_fleets by name, 1 fleet", samples),
        *_results("describe_fleets, a page of 25 fleets", pages, slower=peers),
    ]


def _describing_pages(rounds: int) -> list[Target]:
    request = {"Type": "PRIVATE"}
    peers = _peers(PAGE, "us-west-2")
    plain = compare([*_describing(request, "us-west-2"), *peers], rounds=rounds, calls=CALLS)
    # Of these botocore alone makes more work than of all that a WorkSpace's image has.
    full = compare(_describing(request, "us-east-1"), rounds=rounds, calls=CALLS)
    return [
        *_results("describe_images, a page of 25 images", plain, slower=peers),
        *_results("describe_images, a page of 25 full images", full),
    ]


def _describing(request: dict[str, Any], region: str) -> list[Contender]:
    same = _mock_and_floors(lambda: lambda client: client.describe_images(**request), region)
    return [*same, _stubber(request, region)]


def _copying_and_deleting(rounds: int) -> list[Target]:
    def copying() -> Call:
        names = map("copy-{:08}".format, count())
        return lambda client: client.copy_image(
            SourceImageName="golden-00",
            DestinationImageName=next(names),
            DestinationRegion="us-west-2",
        )

    def deleting() -> Call:
        names = map("copy-{:08}".format, count())  # what was copied a moment ago
        return lambda client: client.delete_image(Name=next(names))

    copies, deletions = (
        _mock_and_floors(copying, "us-east-1"),
        _mock_and_floors(deleting, "us-west-2"),
    )
    samples = compare([*copies, *deletions], rounds=rounds, calls=CALLS)
    return [
        *_results("copy_image", {copy: samples[copy] for copy in copies}),
        *_results("delete_image", {deletion: samples[deletion] for deletion in deletions}),
    ]


def _results(what: str, samples: Samples, slower: Sequence[Contender] = ()) -> list[Target]:
    rows = {contender.name: times for contender, times in samples.items()}
    show(what, rows, MOTO_FLOOR)
    mock = next(iter(samples.values()))
    return [
        Target(f"{what}: to {MOTO_FLOOR}", ratio(mock, rows[MOTO_FLOOR]), 1.3),
        *(Target(f"{what}: to {peer.name}", ratio(mock, samples[peer]), 1) for peer in slower),
    ]


def _mock_and_floors(make_call: Callable[[], Call], region: str) -> list[Contender]:
    answer = floors.answer_to(make_call(), region)
    mock, behind_moto = floors.client(region=region), floors.client(region=floors.REGION)
    without_moto = floors.client_without_moto(answer)
    return [
        Contender("moto_appstream", partial(make_call(), mock)),
        Contender(MOTO_FLOOR, partial(make_call(), behind_moto), partial(floors.can, answer)),
        Contender("botocore's floor, without moto", partial(make_call(), without_moto)),
    ]


def _stubber(request: dict[str, Any], region: str) -> Contender:
    client = floors.client(region=region)
    answer = client.describe_images(**request)
    stubber = Stubber(client)
    stubber.activate()

    def call() -> None:
        stubber.add_response("describe_images", answer, request)
        client.describe_images(**request)

    return Contender("botocore's Stubber, with an answer added each time", call)


def _peers(images: int, region: str) -> list[Contender]:
    """moto's own services of that kind, in a region where they have this many images."""
    workspaces, ec2 = floors.client("workspaces", region), floors.client("ec2", region)
    # An image needs a WorkSpace, which needs a directory, which needs a network.
    workspaces_backends[DEFAULT_ACCOUNT_ID][region].workspaces["ws-0"] = cast(Any, None)
    for number in range(images):
        name = f"golden-{number:02}"
        workspaces.create_workspace_image(Name=name, Description=name, WorkspaceId="ws-0")
        ec2.register_image(Name=name, Description=name)
    return [
        Contender(
            "moto's workspaces.describe_workspace_images", workspaces.describe_workspace_images
        ),
        Contender("moto's ec2.describe_images", ec2.describe_images),
    ]


def _parameter() -> Contender:
    ssm = floors.client("ssm")
    ssm.put_parameter(Name="golden", Value="golden-00", Type="String", Overwrite=True)
    return Contender("moto's ssm.get_parameter", partial(ssm.get_parameter, Name="golden"))


def put_items(number: int) -> None:
    """Fill a table of moto's DynamoDB with items that have as much to say as a fleet."""
    dynamodb = floors.client("dynamodb")
    key = {"AttributeName": "Name", "AttributeType": "S"}
    dynamodb.create_table(
        TableName="fleets",
        AttributeDefinitions=[key],
        KeySchema=[{"AttributeName": "Name", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for one in range(number):
        texts = {f"Member{member}": {"S": f"value {member}"} for member in range(20)}
        dynamodb.put_item(TableName="fleets", Item={"Name": {"S": f"desks-{one:02}"}, **texts})


def _item() -> Contender:
    key = {"Name": {"S": "desks-00"}}
    get_item = floors.client("dynamodb").get_item
    return Contender("moto's dynamodb.get_item", partial(get_item, TableName="fleets", Key=key))


def _items() -> Contender:
    return Contender(
        "moto's dynamodb.scan", partial(floors.client("dynamodb").scan, TableName="fleets")
    )
