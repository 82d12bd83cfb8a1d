"""The pytest plugin: the fixtures ``appstream`` and ``appstream_client``.

moto is imported when a fixture is first used: a test run without them does not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import moto_appstream  # noqa: F401  makes AppStream known to plain mock_aws
from moto_appstream.environment import DEFAULT_REGION, TESTING_CREDENTIALS, aws_variables

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_appstream.client import AppStreamClient


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("appstream_region", "The default region of the appstream fixtures.")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "appstream(region=None, config=None): the default region of the appstream fixtures, and "
        "the configuration of their mock.",
    )


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


@pytest.fixture
def appstream_client(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppStreamClients]:
    """AWS mocked for this test, and a factory of AppStream clients for any region and account.

    The default region is that of the marker ``@pytest.mark.appstream(region=...)``, else of the
    ini option ``appstream_region``, else us-east-1.
    """
    options = _options(request)
    region = options.get("region") or request.config.getini("appstream_region") or DEFAULT_REGION
    # With the test's own monkeypatch, which undoes what the test set before what is set here.
    for name, value in aws_variables(region).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    # Not before: older releases of moto cannot be imported with a profile that is missing.
    from moto_appstream.mock import mock_appstream

    with mock_appstream(config=options.get("config")):
        yield AppStreamClients(region)


@pytest.fixture
def appstream(appstream_client: AppStreamClients) -> AppStreamClient:
    """AWS mocked for this test, and an AppStream client for the default region."""
    return appstream_client()


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The arguments of the marker: of several, the closest one that has them."""
    options: dict[str, Any] = {}
    for marker in request.node.iter_markers("appstream"):
        unknown = set(marker.kwargs) - {"region", "config"}
        if marker.args or unknown:
            raise pytest.UsageError(
                "The marker appstream takes region= and config=, not "
                f"{', '.join([*map(repr, marker.args), *sorted(unknown)])}."
            )
        options = {**marker.kwargs, **options}
    return options


@cache
def _session() -> boto3.Session:
    # One for all tests: a new session loads botocore's models anew, for each test again.
    import boto3

    return boto3.Session()


def _client(service: str, region: str, credentials: dict[str, str]) -> Any:
    from moto import settings

    endpoint = settings.test_server_mode_endpoint() if settings.TEST_SERVER_MODE else None
    create: Any = _session().client  # its stubs know no service by a variable
    return create(service, region_name=region, endpoint_url=endpoint, **credentials)


def _assumed(account_id: str, region: str) -> dict[str, str]:
    from moto.utilities.utils import get_partition

    from moto_appstream.places import check_account_id

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
