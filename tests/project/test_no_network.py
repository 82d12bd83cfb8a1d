"""No test, and no process that a test starts, can reach beyond this machine: what all the other
tests pass under. That AppStream's own hosts are answered is shown by test_registration.py.
"""

from __future__ import annotations

import socket

import boto3
import pytest
from botocore.exceptions import HTTPClientError
from support import run_python

FAR = ["192.0.2.1", "2001:db8::1", "appstream2.us-east-1.amazonaws.com"]


@pytest.mark.parametrize("host", FAR)
def test_a_test_that_reaches_for_the_network_fails(host: str) -> None:
    with pytest.raises(RuntimeError, match=f"reaches for the network: {host}"):
        socket.create_connection((host, 443), timeout=1)


@pytest.mark.parametrize("host", FAR)
def test_a_process_that_reaches_for_the_network_fails(host: str) -> None:
    done = run_python("-c", f"import socket; socket.create_connection(({host!r}, 443), timeout=1)")
    assert done.returncode == 1
    assert f"reaches for the network: {host}" in done.stderr


def test_a_client_without_the_mock_reaches_nothing(no_retries: None) -> None:
    client = boto3.Session("id", "secret").client("appstream", region_name="us-east-1")
    with pytest.raises(HTTPClientError, match=r"network: appstream2\.us-east-1\.amazonaws\.com"):
        client.describe_images()
