"""Input made to do harm: it costs time and memory in proportion to its length, and does no more.

What only CBOR can do is in tests/every_operation/test_cbor.py, what only a seed file can do in
tests/seeding/test_seed_file.py.
"""

from __future__ import annotations

import gzip
import json
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from support import in_process, moto_server, raw_call

from moto_appstream import seed

MOST = 2**20  # bytes of a decompressed body
GOLDEN = "arn:aws:appstream:us-east-1:123456789012:image/golden"


@contextmanager
def cheap(megabytes: float) -> Iterator[None]:
    """The block takes no more memory than this, and not long."""
    tracemalloc.start()
    started = time.process_time()
    try:
        yield
        took, (_, most) = time.process_time() - started, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < 5
    assert most < megabytes * 2**20


def code_of(answer: requests.Response) -> str:
    code: str = answer.json()["__type"]
    return code


# Bodies


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(bytes(2**28), mtime=0), id="a quarter of a gigabyte"),
        pytest.param(gzip.compress(bytes(MOST + 1), mtime=0), id="one byte too many"),
        pytest.param(gzip.compress(bytes(2**16), mtime=0) * 1000, id="many members"),
    ],
)
@in_process
def test_a_body_that_becomes_large_is_refused_before_it_does(appstream: Any, body: bytes) -> None:
    with cheap(megabytes=10):
        answer = raw_call("us-east-1", "DescribeImages", body, Content_Encoding="gzip")
    assert (answer.status_code, code_of(answer)) == (400, "SerializationException")
    assert answer.json()["message"] == (
        f"The request body has more than {MOST} bytes when decompressed."
    )


@in_process
def test_a_body_of_many_empty_members_is_read(appstream: Any) -> None:
    body = gzip.compress(b"", mtime=0) * 20_000
    with cheap(megabytes=10):
        answer = raw_call("us-east-1", "DescribeImages", body, Content_Encoding="gzip")
    assert answer.status_code == 200


def test_a_body_that_becomes_as_large_as_it_may_is_read(appstream: Any) -> None:
    body = b'{"Type": "PRIVATE"}'.ljust(MOST)
    compressed = gzip.compress(body, mtime=0)
    answer = raw_call("us-east-1", "DescribeImages", compressed, Content_Encoding="gzip")
    assert (answer.status_code, answer.json()) == (200, {"Images": []})


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize("operation", ["DescribeImages", "TagResource"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(b"9" * 1_000_000, "more than 64 bits", id="digits"),
        pytest.param(b"-" + b"9" * 100, "more than 64 bits", id="a negative one"),
        pytest.param(b"[" * 500_000, "not valid JSON", id="brackets"),
        pytest.param(b'{"a":' * 200_000, "not valid JSON", id="braces"),
    ],
)
def test_what_json_can_make_large_is_refused(
    appstream: Any, operation: str, value: bytes, message: str
) -> None:
    with cheap(megabytes=20):
        answer = raw_call("us-east-1", operation, b'{"MaxResults": %s}' % value)
    assert (answer.status_code, code_of(answer)) == (400, "SerializationException")
    assert message in answer.json()["message"]


def test_an_integer_of_64_bits_is_read(appstream: Any) -> None:
    for number in (2**64 - 1, -(2**63)):
        answer = raw_call("us-east-1", "DescribeImages", b'{"Later": %d}' % number)
        assert answer.status_code == 200


# Messages


@pytest.mark.row("every-validate")
@pytest.mark.parametrize(
    ("operation", "request_body"),
    [
        pytest.param("DescribeImages", {"Names": [""] * 100_000}, id="a list of wrong values"),
        pytest.param("DescribeImages", {"Names": [None] * 100_000}, id="a list of nulls"),
        pytest.param("DescribeImages", {"Names": ["x" * 500_000]}, id="a long name"),
        pytest.param("DescribeImages", {"Arns": ["x" * 500_000]}, id="a long ARN"),
        pytest.param("DeleteImage", {"Name": "/" * 500_000}, id="a long name that cannot be"),
        pytest.param("DescribeImages", {"Type": "x" * 500_000}, id="a long word of an enum"),
        pytest.param(
            "TagResource",
            {"ResourceArn": GOLDEN, "Tags": {f"aws:{number}": "" for number in range(50_000)}},
            id="a map of wrong keys",
        ),
        pytest.param(
            "TagResource",
            {"ResourceArn": GOLDEN, "Tags": {f"{'k' * 50_000}{n}": "v" * 300 for n in range(10)}},
            id="long keys",
        ),
        pytest.param(
            "UntagResource",
            {"ResourceArn": GOLDEN, "TagKeys": [[[[["x"] * 100_000]]]]},
            id="lists in lists",
        ),
        pytest.param(
            "DeleteImagePermissions",
            {"Name": "golden", "SharedAccountId": "1" * 500_000},
            id="a long account",
        ),
        pytest.param("x" * 500_000, {}, id="a long operation"),
    ],
)
def test_a_message_is_short_whatever_it_is_about(
    appstream: Any, operation: str, request_body: Any
) -> None:
    seed.image("golden")
    body = json.dumps(request_body).encode()
    with cheap(megabytes=30):
        answer = raw_call("us-east-1", operation, body)
    assert 400 <= answer.status_code < 500
    assert len(answer.content) < 100_000


def test_of_many_violations_a_hundred_are_told(appstream: Any) -> None:
    for count, told in ((100, "100 validation errors"), (101, "More than 100 validation errors")):
        body = json.dumps({"Names": [""] * count}).encode()
        message = raw_call("us-east-1", "DescribeImages", body).json()["message"]
        assert message.startswith(f"{told} detected: Value '' at 'names.1.member' failed")
        assert message.count("failed to satisfy constraint") == 100


def test_of_a_long_value_the_beginning_is_told(appstream: Any) -> None:
    body = json.dumps({"Name": "/" * 1000}).encode()
    message = raw_call("us-east-1", "DeleteImage", body).json()["message"]
    assert f"Value '{'/' * 300}...' at 'name' failed" in message


# Hosts


def without_a_host(address: str, operation: str, body: bytes) -> tuple[bytes, bytes]:
    """The head and the body of the answer to a request as HTTP/1.0 allows it."""
    host, _, port = address.rpartition("/")[2].partition(":")
    scope = "testing/20261124/us-east-1/appstream/aws4_request"
    head = (
        "POST / HTTP/1.0\r\n"
        f"X-Amz-Target: PhotonAdminProxyService.{operation}\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, Signature=x\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head_of_answer, _, body_of_answer = answer.partition(b"\r\n\r\n")
    return head_of_answer, body_of_answer


@in_process
def test_a_request_without_a_host_is_answered_like_any_other() -> None:
    with moto_server() as address:
        url = f"{address}/moto-api"
        seeded = requests.post(f"{url}/appstream/image", json={"name": "golden"}, timeout=5)
        assert seeded.status_code == 200
        try:
            head, body = without_a_host(address, "DescribeImages", b'{"Type": "PRIVATE"}')
            assert b" 200 " in head.splitlines()[0]
            assert [image["Name"] for image in json.loads(body)["Images"]] == ["golden"]
            head, body = without_a_host(address, "DeleteImage", b'{"Name": "missing"}')
            assert json.loads(body)["__type"] == "ResourceNotFoundException"
        finally:
            requests.post(f"{url}/reset", timeout=5)
