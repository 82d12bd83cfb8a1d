"""What several test files need and no fixture gives."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError
from moto import settings
from moto.moto_api import state_manager

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "111122223333"

# For tests that look at, or change, what is in the process of the service.
in_process = pytest.mark.skipif(settings.TEST_SERVER_MODE, reason="the service is on a server")


@contextmanager
def refused(code: str, message: str | None = None) -> Iterator[pytest.ExceptionInfo[ClientError]]:
    """The block's call is refused with this code and text; what is raised."""
    with pytest.raises(ClientError) as caught:
        yield caught
    error: Any = caught.value.response["Error"]
    assert error["Code"] == code
    assert message in (None, error["Message"])


def knows(client: Any, member: str) -> bool:
    """Whether the installed botocore knows a member of an image; an older one lacks some."""
    return member in client.meta.service_model.shape_for("Image").members


def copy(
    client: Any, source: str, destination: str, region: str = "us-west-2", **kwargs: Any
) -> Any:
    return client.copy_image(
        SourceImageName=source,
        DestinationImageName=destination,
        DestinationRegion=region,
        **kwargs,
    )


def described(client: Any, name: str) -> Any:
    """The one image that the service finds by this name."""
    (image,) = client.describe_images(Names=[name])["Images"]
    return image


def names(client: Any, **filters: Any) -> list[str]:
    """The names on all pages of a listing."""
    pages = client.get_paginator("describe_images").paginate(**filters)
    return [image["Name"] for page in pages for image in page["Images"]]


def set_pace(kind: str = "image", **how: Any) -> None:
    """Set moto's transition of a kind of resources; none is the default one."""
    model_name = f"appstream::{kind}"
    if settings.TEST_SERVER_MODE:
        endpoint = f"{settings.test_server_mode_endpoint()}/moto-api/state-manager"
        request = {"model_name": model_name}
        if how:
            requests.post(
                f"{endpoint}/set-transition", json={**request, "transition": how}, timeout=5
            )
        else:
            requests.post(f"{endpoint}/unset-transition", json=request, timeout=5)
    elif how:
        state_manager.set_transition(model_name, how)
    else:
        state_manager.unset_transition(model_name)


def raw_call(region: str, target: str, body: bytes, **headers: str) -> requests.Response:
    """Send a request that boto3 itself would not.

    :param headers: more of them, or other ones, with underscores for hyphens.
    """
    url, scope = f"https://appstream2.{region}.amazonaws.com", {}
    if settings.TEST_SERVER_MODE:
        url = settings.test_server_mode_endpoint()
        credential = f"testing/20261124/{region}/appstream/aws4_request"
        scope = {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, Signature=x"}
    return requests.post(
        f"{url}/",
        data=body,
        headers={
            "X-Amz-Target": f"PhotonAdminProxyService.{target}",
            "Content-Type": "application/x-amz-json-1.1",
            **scope,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
        timeout=5,
    )


@contextmanager
def moto_server() -> Iterator[str]:
    """moto's server in this process, for the block: its address."""
    # By this module it is known that there is a server in this process.
    known_by = import_module("moto.moto_server.werkzeug_app").__name__
    running = import_module("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    # Older releases of moto do not tell which port the system has chosen.
    yield f"http://127.0.0.1:{running._server.server_port}"
    running.stop()
    sys.modules.pop(known_by, None)


@contextmanager
def appstream_server(*options: str) -> Iterator[list[str]]:
    """Our own server in another process, for the block: the lines that it says on start."""
    command = [sys.executable, "-m", "moto_appstream", "server", "--port=0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield [server.stdout.readline() for _ in range(3)]
        finally:
            server.terminate()
            server.stdout.read()


def without_aws() -> dict[str, str]:
    """The environment without what is AWS's."""
    return {name: value for name, value in os.environ.items() if "AWS" not in name}


def run_python(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python, in which every warning is an error.

    :param environment: what it has of AWS, and whatever else it does not have from here.
    """
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=cwd,
        env={**without_aws(), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def run_code(*parts: str) -> str:
    """What the code prints in a fresh interpreter, in which every warning is an error."""
    done = run_python("-c", "".join(map(textwrap.dedent, parts)))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def in_botocore(headers: dict[str, str]) -> HTTPHeaders:
    """Headers as botocore has them in a request that is about to be sent."""
    found = HTTPHeaders()
    for name, value in headers.items():
        found[name] = value
    return found
