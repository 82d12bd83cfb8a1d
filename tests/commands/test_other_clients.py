"""Clients that are not Python's, from copy to delete, against a running server.

They stand beside the tests, since the AWS CLI wants a botocore of its own:

    python3 -m venv .clients/aws && .clients/aws/bin/pip install awscli
    npm install --prefix .clients @aws-sdk/client-appstream

With ``MOTO_APPSTREAM_ALL_CLIENTS`` set, one that is missing is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import appstream_server, without_aws

CLIENTS = Path(__file__).parents[2] / ".clients"
AWS = CLIENTS / "aws" / "bin" / "aws"
SDK = CLIENTS / "node_modules" / "@aws-sdk" / "client-appstream"
SEED = """
images: [{name: golden, region: us-east-1}]
fleets: [{name: production, image: golden, region: us-east-1}]
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A server for this test, and the environment that points clients at it."""
    (tmp_path / "seed.yaml").write_text(SEED)
    with appstream_server(f"--seed={tmp_path / 'seed.yaml'}", "--copy-seconds=5") as said:
        name, _, url = said[1].split()[-1].partition("=")
        yield {
            **without_aws(),
            name: url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


def need(path: Path, how: str) -> None:
    if path.exists():
        return
    if os.environ.get("MOTO_APPSTREAM_ALL_CLIENTS"):
        pytest.fail(f"There is no {path}.")
    pytest.skip(f"not installed: {how}")


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_aws_cli_copies_polls_pages_is_refused_and_deletes(
    environment: dict[str, str],
) -> None:
    need(AWS, "python3 -m venv .clients/aws && .clients/aws/bin/pip install awscli")

    def aws(operation: str, *options: str, region: str = "us-east-1") -> Any:
        command = [str(AWS), "appstream", operation, "--region", region, "--output", "json"]
        done = run([*command, *options], environment)
        return json.loads(done.stdout or "{}") if done.returncode == 0 else done.stderr

    copied = aws(
        "copy-image",
        "--source-image-name=golden",
        "--destination-image-name=golden",
        "--destination-region=us-west-2",
    )
    assert copied == {"DestinationImageName": "golden"}
    states: list[str] = []
    while states[-1:] != ["AVAILABLE"]:
        (image,) = aws("describe-images", "--names", "golden", region="us-west-2")["Images"]
        states.append(image["State"])
        time.sleep(0.1)
    assert states[0] == "COPYING"

    shown = aws("describe-images", "--type=PUBLIC", "--page-size=7")["Images"]
    assert len({image["Name"] for image in shown}) == len(shown) > 14

    assert "(ResourceNotFoundException)" in aws("delete-image", "--name=missing")
    assert "is in use by the fleet production" in aws("delete-image", "--name=golden")

    # A roll-out: a fleet moves to the copy, starts, and the image that it had is deleted.
    old = ["--source-image-name=golden", "--destination-image-name=old"]
    aws("copy-image", *old, "--destination-region=us-west-2", region="us-west-2")
    while aws("describe-images", "--names=old", region="us-west-2")["Images"][0]["State"] != (
        "AVAILABLE"
    ):
        time.sleep(0.1)
    made = aws(
        "create-fleet",
        "--name=rollout",
        "--image-name=old",
        "--instance-type=stream.standard.medium",
        "--compute-capacity=DesiredInstances=1",
        region="us-west-2",
    )
    assert made["Fleet"]["State"] == "STOPPED"
    moved = aws("update-fleet", "--name=rollout", "--image-name=golden", region="us-west-2")
    assert moved["Fleet"]["ImageName"] == "golden"
    assert aws("start-fleet", "--name=rollout", region="us-west-2") == {}
    assert aws("wait", "fleet-started", "--names=rollout", region="us-west-2") == {}
    assert aws("delete-image", "--name=old", region="us-west-2")["Image"]["Name"] == "old"
    assert "must be stopped" in aws("delete-fleet", "--name=rollout", region="us-west-2")
    aws("stop-fleet", "--name=rollout", region="us-west-2")
    assert aws("wait", "fleet-stopped", "--names=rollout", region="us-west-2") == {}
    assert aws("delete-fleet", "--name=rollout", region="us-west-2") == {}

    deleted = aws("delete-image", "--name=golden", region="us-west-2")
    assert deleted["Image"]["Name"] == "golden"
    assert aws("describe-images", "--type=PRIVATE", region="us-west-2") == {"Images": []}


@pytest.mark.parametrize(
    ("protocol", "content_type"),
    [("json", "application/x-amz-json-1.1"), ("cbor", "application/cbor")],
)
def test_the_javascript_sdk_copies_polls_pages_is_refused_and_deletes(
    environment: dict[str, str], protocol: str, content_type: str
) -> None:
    need(SDK, "npm install --prefix .clients @aws-sdk/client-appstream")
    node = shutil.which("node")
    assert node
    script = Path(__file__).with_name("story.mjs")
    done = run([node, str(script), str(CLIENTS / "node_modules"), protocol], environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{content_type}\n"
