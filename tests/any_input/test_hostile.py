"""Input made to do harm: it costs time and memory in proportion to its length, and does no more.

What only CBOR can do is in tests/every_operation/test_cbor.py, what only a seed file can do in
tests/seeding/test_seed_file.py. ``APPSTREAM_TEST_TIMES`` makes the run over any CBOR so many times
as long.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cbor2
import hypothesis.strategies as st
import pytest
import requests
from botocore.awsrequest import AWSPreparedRequest
from hypothesis import HealthCheck, given, settings
from moto.core.models import botocore_stubber
from support import in_botocore, in_process, moto_server, names, raw_call, refused

from moto_appstream import seed
from moto_appstream.appstream.models import paging

EXAMPLES = round(500 * float(os.environ.get("APPSTREAM_TEST_TIMES", "1")))
MOST = 2**20  # bytes of a decompressed body
GOLDEN = "arn:aws:appstream:us-east-1:123456789012:image/golden"


@pytest.fixture(autouse=True)
def warm(appstream: Any) -> None:
    """What is made once, such as the shapes of an operation, is there before costs are counted."""
    for operation in ("DescribeImages", "DeleteImage", "TagResource", "UntagResource"):
        raw_call("us-east-1", operation, b"{}")


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
    assert took < 5, took
    assert most < megabytes * 2**20, most


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


# CBOR of any bytes

FRAGMENTS = [
    *[
        b"\xd8\x1c",
        b"\xd8\x1d",
        b"\xd9\x01\x00",
        b"\xd8\x19",
        b"\xc1",
        b"\xc2",
        b"\xc4",
        b"\xd8\x23",
    ],
    *[
        b"\x80",
        b"\x81",
        b"\x82",
        b"\x98\xff",
        b"\x9f",
        b"\x9b" + b"\xff" * 8,
        b"\xa0",
        b"\xa1",
        b"\xbf",
    ],
    *[b"\xff", b"\xf7", b"\xf6", b"\xf5", b"\xf9\x7e\x00", b"\xfb" + b"\x7f" * 8, b"\xf8\x20"],
    *[b"\x00", b"\x01", b"\x20", b"\x1b" + b"\xff" * 8, b"\x3b" + b"\xff" * 8, b"\x1c"],
    *[
        b"\x60",
        b"\x61a",
        b"\x61\xff",
        b"\x7f",
        b"\x5f",
        b"\x41a",
        b"\x7b" + b"\xff" * 8,
        b"\x43\xff\xff\xff",
    ],
    *[b"\x64Name", b"\x65Names", b"\x64Type", b"\x67PRIVATE", b"\x66golden", b"\x6aMaxResults"],
]


@settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(
    parts=st.lists(st.sampled_from(FRAGMENTS), max_size=30),
    around=st.sampled_from([b"", b"\xa1\x65Names", b"\xa1\x65Names\x9f", b"\xbf\x64Type"]),
    operation=st.sampled_from(["DescribeImages", "DeleteImage", "TagResource"]),
    squeezed=st.booleans(),
)
@pytest.mark.appstream(config={"appstream": {"load_public_images": False}})
@pytest.mark.row("every-malformed")
def test_any_cbor_has_an_answer_in_cbor_and_at_once(
    appstream: Any, parts: list[bytes], around: bytes, operation: str, squeezed: bool
) -> None:
    if not names(appstream, Type="PRIVATE"):
        seed.image("golden")
    body = around + b"".join(parts)
    headers = {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}
    if squeezed:
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, mtime=0)
    request = AWSPreparedRequest(
        "POST",
        "https://appstream2.us-east-1.amazonaws.com/service/PhotonAdminProxyService/operation/"
        + operation,
        in_botocore(headers),
        body,
        stream_output=False,
    )
    started = time.process_time()
    answer = botocore_stubber("before-send", request)
    assert time.process_time() - started < 2
    assert answer is not None
    content = cbor2.loads(answer.content)
    assert answer.status_code == 200 or content["__type"].startswith("com.amazonaws.appstream#")
    assert answer.status_code < 500


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


# Tokens


@in_process
@pytest.mark.row("image-describe-token")
def test_a_token_does_not_keep_the_request_that_it_was_handed_out_for(appstream: Any) -> None:
    names = [seed.image(f"image-{number}")["Name"] for number in range(26)]

    def ask(times: int, token: str | None = None) -> Any:
        return appstream.describe_images(
            Names=names * times, **({"NextToken": token} if token else {})
        )

    tokens = {times: ask(times)["NextToken"] for times in (1, 2)}
    tracemalloc.start()
    try:
        for times in range(500, 505):  # of 13,000 names each
            tokens[times] = ask(times)["NextToken"]
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2**20  # a single request takes as much
    assert len(set(tokens.values())) == len(tokens)
    for times, token in tokens.items():
        assert [image["Name"] for image in ask(times, token)["Images"]] == ["image-25"]
    with refused("ValidationException", "The NextToken is not valid for this request."):
        ask(3, tokens[2])


@in_process
@pytest.mark.row("image-describe-token")
def test_of_very_many_tokens_the_oldest_are_forgotten(
    appstream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paging.MOST_TOKENS >= 10_000
    monkeypatch.setattr(paging, "MOST_TOKENS", 3)
    for number in range(5):
        seed.image(f"image-{number}")

    def token_after(shown: int) -> str:
        token: str = appstream.describe_images(Type="PRIVATE", MaxResults=shown)["NextToken"]
        return token

    first, second, third = map(token_after, (1, 2, 3))
    assert token_after(1) == first  # it is the newest now
    fourth = token_after(4)
    for token in (first, third, fourth):
        appstream.describe_images(Type="PRIVATE", NextToken=token)
    with refused("ValidationException", "The NextToken is not valid for this request."):
        appstream.describe_images(Type="PRIVATE", NextToken=second)
