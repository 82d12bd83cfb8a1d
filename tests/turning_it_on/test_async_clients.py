"""Clients of aiobotocore: in process through aiomoto, which makes moto's mock awaitable, and on a
server. They want a botocore of their own, so `nox` runs this in an environment of its own.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from support import appstream_server

aiomoto = pytest.importorskip("aiomoto")
aioboto3 = pytest.importorskip("aioboto3")

from moto_appstream import mock_appstream, seed  # noqa: E402  not without the two

SESSION = aioboto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing")


async def roll_out(endpoint_url: str | None = None) -> None:
    """Copy the image golden, meet a refusal, list the copy, and delete it."""
    source = SESSION.client("appstream", region_name="us-east-1", endpoint_url=endpoint_url)
    recovery = SESSION.client("appstream", region_name="us-west-2", endpoint_url=endpoint_url)
    copy = {
        "SourceImageName": "golden",
        "DestinationImageName": "golden",
        "DestinationRegion": "us-west-2",
    }
    async with source as client, recovery as there:
        await client.copy_image(**copy)
        with pytest.raises(client.exceptions.ResourceAlreadyExistsException):
            await client.copy_image(**copy)
        images = (await there.describe_images(Type="PRIVATE"))["Images"]
        assert [image["Name"] for image in images] == ["golden"]
        await there.delete_image(Name="golden")
        with pytest.raises(there.exceptions.ResourceNotFoundException):
            await there.describe_images(Names=["golden"])


@pytest.mark.parametrize(
    "mocks",
    [[aiomoto.mock_aws], [aiomoto.mock_aws, mock_appstream], [mock_appstream, aiomoto.mock_aws]],
    ids=["alone", "around mock_appstream", "inside mock_appstream"],
)
def test_an_async_client_finds_the_mock_through_aiomoto(mocks: list[Any]) -> None:
    with ExitStack() as stack:
        for mock in mocks:
            stack.enter_context(mock())
        seed.image("golden")
        asyncio.run(roll_out())


def test_an_async_client_finds_the_mock_of_the_fixture_through_aiomoto(appstream: Any) -> None:
    with aiomoto.mock_aws():
        seed.image("golden")
        asyncio.run(roll_out())


def test_aiomoto_can_be_entered_in_a_coroutine() -> None:
    async def test() -> None:
        async with aiomoto.mock_aws():
            seed.image("golden")
            await roll_out()

    asyncio.run(test())


def test_an_async_client_finds_a_server() -> None:
    with appstream_server("--copy-seconds=0") as said:
        address = said[0].split()[-1]
        body = '{"name": "golden"}'
        requests.post(f"{address}/moto-api/appstream/image", body, timeout=5).raise_for_status()
        asyncio.run(roll_out(address))
