"""Clients of aiobotocore: in process through aiomoto, which makes moto's mock awaitable, and on a
server. They want a botocore of their own, so `nox` runs this in an environment of its own.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from support import appstream_server, run_code

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


# What a user may have made before moto was imported, which is not hooked and would reach AWS.
EARLY = """
import asyncio
import aioboto3
from aiobotocore.config import AioConfig
{imports}

session = aioboto3.Session("AKIAIOSFODNN7EXAMPLE", "secret", region_name="us-east-1")

async def describe(client):
    try:
        await client.describe_images()
    except Exception as error:
        print(type(error).__name__, error)

async def main():
    config = AioConfig(retries={{"max_attempts": 0}}{config})
    elsewhere = "http://127.0.0.1:1"
    async with (
        session.client("appstream", config=config) as client,
        session.client("appstream", config=config, endpoint_url=elsewhere) as local,
    ):
        from moto_appstream import mock_appstream
        with mock_appstream():
            await describe(client)
            await describe(local)
        await describe(client)
        with mock_appstream({{"core": {{"passthrough": {{"services": ["appstream"]}}}}}}):
            await describe(client)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    "config", ["", ", http_session_cls=HttpxSession"], ids=["aiohttp", "httpx"]
)
def test_an_async_client_of_before_is_told_of_aiomoto_and_never_reaches_aws(config: str) -> None:
    imports = "from aiobotocore.httpxsession import HttpxSession" if config else ""
    if config:
        pytest.importorskip("httpx")
    refused, *others = run_code(EARLY.format(imports=imports, config=config)).splitlines()
    assert refused.startswith("RuntimeError The mock is on, so POST https://appstream2.us-east-1.")
    assert "was not sent to AWS. aiobotocore cannot read the answers of moto" in refused
    assert "aiomoto" in refused
    # Where it is sent, it ends at what forbids the network, or where nobody listens.
    local, afterwards, passed_through = "\n".join(others).split("\n")
    assert "127.0.0.1:1" in local
    for sent in (afterwards, passed_through):
        assert "The mock is on" not in sent


def test_an_async_client_finds_a_server() -> None:
    with appstream_server("--copy-seconds=0") as said:
        address = said[0].split()[-1]
        body = '{"name": "golden"}'
        requests.post(f"{address}/moto-api/appstream/image", body, timeout=5).raise_for_status()
        asyncio.run(roll_out(address))
