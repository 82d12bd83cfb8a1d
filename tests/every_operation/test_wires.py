"""The tests of the operations once more: in CBOR, over HTTP, and in CBOR over HTTP.

A sample of them by default; all of them with ``APPSTREAM_TEST_ALL_WIRES=1``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import appstream_server
from wire import needs_cbor, write_cbor_model

HERE = Path(__file__).parents[1]
SAMPLE = f"--sample={1 if os.environ.get('APPSTREAM_TEST_ALL_WIRES') else 8}"
FILES = ["operations", "every_operation/test_every_operation.py"]


@pytest.fixture(scope="module")
def over_cbor(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    directory = tmp_path_factory.mktemp("models")
    write_cbor_model(directory)
    return {"AWS_DATA_PATH": str(directory)}


@pytest.fixture
def over_http() -> Iterator[dict[str, str]]:
    with appstream_server("--copy-seconds=0") as said:
        url = said[0].split()[-1]
        yield {"TEST_SERVER_MODE": "true", "TEST_SERVER_MODE_ENDPOINT": url}


def run(**environment: str) -> None:
    """Run the tests of the operations with these variables."""
    kept = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            SAMPLE,
            *FILES,
        ],
        cwd=HERE,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr


@needs_cbor
def test_the_operations_in_cbor(over_cbor: dict[str, str]) -> None:
    run(**over_cbor)


def test_the_operations_over_http(over_http: dict[str, str]) -> None:
    run(**over_http)


@needs_cbor
def test_the_operations_in_cbor_over_http(
    over_cbor: dict[str, str], over_http: dict[str, str]
) -> None:
    run(**over_cbor, **over_http)
