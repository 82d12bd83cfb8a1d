"""A whole test: with the fixture, and as one writes it without. ``whole_tests.py`` runs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from moto_appstream import seed


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def fresh_client(aws: None) -> Any:
    return boto3.client("appstream", region_name="us-east-1")


def seed_copy_describe_and_delete(client: Any) -> None:
    seed.image("golden")
    client.copy_image(
        SourceImageName="golden", DestinationImageName="copy", DestinationRegion="us-east-1"
    )
    (image,) = client.describe_images(Names=["copy"])["Images"]
    assert image["State"] == "AVAILABLE"
    client.delete_image(Name="copy")


def test_with_the_fixture(appstream: Any) -> None:
    seed_copy_describe_and_delete(appstream)


def test_with_mock_aws(fresh_client: Any) -> None:
    seed_copy_describe_and_delete(fresh_client)


def make_two_clients_and_call_them() -> None:
    for region in ("us-east-1", "us-west-2"):
        boto3.client("appstream", region_name=region).describe_images()


def test_two_clients_with_the_fixture(appstream_client: Any) -> None:
    make_two_clients_and_call_them()


def test_two_clients_with_mock_aws(aws: None) -> None:
    make_two_clients_and_call_them()


def test_of_nothing() -> None:
    pass
