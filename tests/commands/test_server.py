"""AppStream in moto's server and in its proxy, where the package is imported."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
import requests
from support import ACCOUNT, OTHER_ACCOUNT, copy, described, moto_server, names, refused, run_python

from moto_appstream import seed

SESSION = boto3.Session("id", "secret")


@pytest.fixture(scope="module")
def running_server() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def server(running_server: str) -> Iterator[str]:
    """The address of a server of moto in this process."""
    yield running_server
    requests.post(f"{running_server}/moto-api/reset", timeout=5)


def client_of(
    server: str, region: str = "us-east-1", service: str = "appstream", **credentials: str
) -> Any:
    return SESSION.client(service, region_name=region, endpoint_url=server, **credentials)  # type: ignore[call-overload]


def run(path: Path, code: str, *arguments: str, **environment: str) -> None:
    """Run a script with this code, in which every warning is an error."""
    (path / "test_script.py").write_text(textwrap.dedent(code))
    done = run_python(*arguments, "test_script.py", cwd=path, **environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_images_are_copied_described_and_deleted_over_http(server: str) -> None:
    seed.image("golden")
    source, destination = client_of(server), client_of(server, "us-west-2")
    copy(source, "golden", "golden")
    assert described(destination, "golden")["State"] == "AVAILABLE"
    assert source.delete_image(Name="golden")["Image"]["Name"] == "golden"
    assert names(source, Type="PRIVATE") == []
    assert names(destination, Type="PRIVATE") == ["golden"]
    assert len(names(source, Type="PUBLIC")) == 16


def test_errors_come_as_json_and_are_those_of_the_service_model(server: str) -> None:
    client = client_of(server)
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.delete_image(Name="missing")
    response = caught.value.response
    assert (
        response["Error"]["Message"] == f"The image missing for account {ACCOUNT} does not exist."
    )
    headers = response["ResponseMetadata"]["HTTPHeaders"]
    assert headers["content-type"] == "application/x-amz-json-1.1"


@pytest.mark.row("every-no-region")
@pytest.mark.parametrize("region", ["af-south-1", "mars"])
def test_a_region_without_appstream_says_so(server: str, region: str) -> None:
    message = (
        f"AppStream is not available in the region {region}. "
        "Set MOTO_ALLOW_NONEXISTENT_REGION=true to have it in any region."
    )
    with refused("ValidationException", message):
        client_of(server, region).describe_images()


def test_another_account_is_reached_through_an_assumed_role(server: str) -> None:
    seed.image("theirs", account_id=OTHER_ACCOUNT)
    answer = client_of(server, service="sts").assume_role(
        RoleArn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/copier", RoleSessionName="copier"
    )
    other = client_of(
        server,
        aws_access_key_id=answer["Credentials"]["AccessKeyId"],
        aws_secret_access_key=answer["Credentials"]["SecretAccessKey"],
        aws_session_token=answer["Credentials"]["SessionToken"],
    )
    assert names(other, Type="PRIVATE") == ["theirs"]
    assert names(client_of(server), Type="PRIVATE") == []


def test_another_account_is_reached_through_the_header_of_moto(server: str) -> None:
    def name_account(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = OTHER_ACCOUNT

    seed.image("theirs", account_id=OTHER_ACCOUNT)
    client = client_of(server)
    client.meta.events.register("before-sign.appstream", name_account)
    assert names(client, Type="PRIVATE") == ["theirs"]


# moto's server mode and proxy mode

PROXY = Path(moto.__path__[0]) / "moto_proxy"
LACKS_PROXY = (PROXY / "utils.py").exists() and find_spec("multipart") is None

SCRIPT = """
    import boto3
    from moto import mock_aws
    from moto_appstream import mock_appstream, seed

    def own_images(region, **arguments):
        client = boto3.client("appstream", region_name=region, **arguments)
        return [image["Name"] for image in client.describe_images(Type="PRIVATE")["Images"]]
"""


def server_mode(server: str) -> dict[str, str]:
    return {"TEST_SERVER_MODE": "true", "TEST_SERVER_MODE_ENDPOINT": server}


def test_in_server_mode_images_are_on_the_server(server: str, tmp_path: Path) -> None:
    seed.image("golden")
    code = """
    for mock in (mock_aws(), mock_appstream()):
        mock.start(reset=False)
        boto3.client("appstream", region_name="us-east-1").copy_image(
            SourceImageName="golden",
            DestinationImageName=type(mock).__name__,
            DestinationRegion="us-west-2",
        )
        assert type(mock).__name__ in own_images("us-west-2")
        mock.stop(remove_data=False)
    """
    run(tmp_path, SCRIPT + code, **server_mode(server))
    copies = names(client_of(server, "us-west-2"), Type="PRIVATE")
    assert copies == ["MockAppStream", "ServerModeMockAWS"]


def test_in_server_mode_the_fixtures_are_clients_of_the_server_which_they_reset(
    server: str, tmp_path: Path
) -> None:
    code = f"""
    import boto3

    def test_clients(appstream, appstream_client):
        other = appstream_client("us-west-2", account_id="111122223333")
        for client in (appstream, other, boto3.client("appstream")):
            assert client.meta.endpoint_url == "{server}"
            assert client.describe_images(Type="PRIVATE")["Images"] == []
            assert client.describe_images(Type="PUBLIC")["Images"]
    """
    seed.image("golden")
    run(tmp_path, code, "-m", "pytest", "-p", "no:cacheprovider", **server_mode(server))


@pytest.mark.skipif(LACKS_PROXY, reason="the proxy of this moto needs more than is installed")
def test_in_proxy_mode_images_are_behind_the_proxy_which_a_mock_resets(tmp_path: Path) -> None:
    # Without TLS, for which the proxy would write certificates beside its code.
    code = """
    import os, threading
    from http.server import ThreadingHTTPServer
    from moto.moto_proxy.proxy3 import ProxyRequestHandler

    proxy = ThreadingHTTPServer(("localhost", 0), ProxyRequestHandler)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    os.environ["MOTO_PROXY_PORT"] = str(proxy.server_port)
    host = "http://appstream2.us-east-1.amazonaws.com"
    for mock in (mock_aws(), mock_appstream()):
        seed.image("golden")
        mock.start(reset=False)
        assert own_images("us-east-1", endpoint_url=host) == ["golden"]
        mock.stop()
        with mock:
            assert own_images("us-east-1", endpoint_url=host) == []
    """
    run(tmp_path, SCRIPT + code, TEST_PROXY_MODE="true")
