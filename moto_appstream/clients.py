"""What the fixtures of the plugin give: clients inside the mock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from moto import settings
from moto.utilities.utils import get_partition

from moto_appstream.environment import TESTING_CREDENTIALS
from moto_appstream.seeding.places import check_account_id
from moto_appstream.sessions import fresh_session

if TYPE_CHECKING:
    from mypy_boto3_appstream.client import AppStreamClient


class AppStreamClients:
    """What the fixture ``appstream_client`` gives: a factory of clients inside the mock.

    :param region: the default region.
    """

    def __init__(self, region: str) -> None:
        self._region = region

    def __call__(self, region: str | None = None, account_id: str | None = None) -> AppStreamClient:
        """A boto3 client for AppStream.

        :param region: default: the default region of the test.
        :param account_id: default: moto's; any other is reached as moto does it, by assuming a
            role of that account.
        :raises ValueError: an account id that none can be.
        """
        region = region or self._region
        credentials = TESTING_CREDENTIALS if account_id is None else _assumed(account_id, region)
        client: AppStreamClient = _client("appstream", region, credentials)
        return client


def _client(service: str, region: str, credentials: dict[str, str]) -> Any:
    endpoint = settings.test_server_mode_endpoint() if settings.TEST_SERVER_MODE else None
    # The session of boto3.client: what it raises is what the user's own clients raise.
    create: Any = (boto3.DEFAULT_SESSION or fresh_session()).client  # no stub has all services
    return create(service, region_name=region, endpoint_url=endpoint, **credentials)


def _assumed(account_id: str, region: str) -> dict[str, str]:
    check_account_id(account_id)
    answer = _client("sts", region, TESTING_CREDENTIALS).assume_role(
        RoleArn=f"arn:{get_partition(region)}:iam::{account_id}:role/appstream",
        RoleSessionName="appstream",
    )
    return {
        "aws_access_key_id": answer["Credentials"]["AccessKeyId"],
        "aws_secret_access_key": answer["Credentials"]["SecretAccessKey"],
        "aws_session_token": answer["Credentials"]["SessionToken"],
    }
