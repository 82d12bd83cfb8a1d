"""Smithy RPC v2 CBOR: what its specification asks of requests and answers, byte by byte."""

from __future__ import annotations

import gzip
import struct
import sys
import time
from datetime import datetime, timezone
from typing import Any

import cbor2
import pytest
import requests
from support import ACCOUNT

from moto_appstream import seed

HOST = "https://appstream2.us-east-1.amazonaws.com"
PATH = "/service/PhotonAdminProxyService/operation/"
HEADERS = {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}
LISTING = {"Type": "PRIVATE"}


def send(path: str, body: bytes, **headers: str) -> requests.Response:
    return requests.post(
        f"{HOST}{path}",
        data=body,
        headers={**HEADERS, **{name.replace("_", "-"): text for name, text in headers.items()}},
        timeout=5,
    )


def call(operation: str, parameters: Any, **headers: str) -> tuple[int, Any]:
    response = send(PATH + operation, cbor2.dumps(parameters), **headers)
    assert response.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert response.headers["Content-Type"] == "application/cbor"
    assert response.headers["x-amzn-RequestId"]
    assert "x-amzn-query-error" not in response.headers
    return response.status_code, cbor2.loads(response.content)


def names(answer: Any) -> list[str]:
    return [image["Name"] for image in answer["Images"]]


@pytest.mark.parametrize("created", ["2026-11-01T12:00:00Z", "2026-11-01T12:00:00.250Z"])
def test_times_are_tagged_numbers_of_seconds(appstream: Any, created: str) -> None:
    seed.image("golden", created_time=created)
    response = send(f"{PATH}DescribeImages", cbor2.dumps(LISTING))
    number = struct.pack(">Bd", 0xFB, 1793534400.25)
    if "." not in created:
        number = struct.pack(">BI", 0x1A, 1793534400)
    assert b"kCreatedTime\xc1" + number in response.content
    (image,) = cbor2.loads(response.content)["Images"]
    assert image["CreatedTime"] == datetime.fromisoformat(created.replace("Z", "+00:00"))
    assert image["CreatedTime"].tzinfo == timezone.utc


def test_an_empty_answer_is_an_empty_map(appstream: Any) -> None:
    image = seed.image("golden")
    assert call("TagResource", {"ResourceArn": image["Arn"], "Tags": {"team": "x"}}) == (200, {})


@pytest.mark.parametrize(
    ("operation", "parameters", "code", "member"),
    [
        ("DescribeImages", {"Names": ["missing"]}, "ResourceNotFoundException", "Message"),
        ("DeleteImage", {}, "ValidationException", "message"),
        ("DeleteImage", {"Name": b"missing"}, "SerializationException", "message"),
        ("CreateImage", {}, "UnknownOperationException", "message"),
    ],
)
@pytest.mark.row(
    "every-errors-modelled", "every-malformed", "every-validate", "every-unknown-operation"
)
def test_an_error_has_its_shape_id_and_its_message(
    appstream: Any, operation: str, parameters: Any, code: str, member: str
) -> None:
    status, answer = call(operation, parameters)
    assert status in (400, 404)  # older models do not have the second
    assert answer.keys() == {"__type", member}
    assert answer["__type"] == f"com.amazonaws.appstream#{code}"
    assert answer[member]


@pytest.mark.parametrize(
    "prefix", ["", "/v1", "/a/b"], ids=["no prefix", "a prefix", "a longer prefix"]
)
@pytest.mark.parametrize("name", ["PhotonAdminProxyService", "com.example.PhotonAdminProxyService"])
def test_the_last_four_segments_of_the_path_name_the_operation(
    appstream: Any, prefix: str, name: str
) -> None:
    seed.image("golden")
    response = send(f"{prefix}/service/{name}/operation/DescribeImages?x=1", cbor2.dumps(LISTING))
    assert names(cbor2.loads(response.content)) == ["golden"]


@pytest.mark.row("every-unknown-operation")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"{PATH}DescribeImages/",
        "/operation/DescribeImages",
        "/service/Other/operation/DescribeImages",
        "/services/PhotonAdminProxyService/operation/DescribeImages",
        "/Service/PhotonAdminProxyService/operation/DescribeImages",
        "/service/PhotonAdminProxyService/operations/DescribeImages",
        f"{PATH}com.amazonaws.appstream.DescribeImages",
    ],
)
def test_another_path_is_an_unknown_operation(appstream: Any, path: str) -> None:
    response = send(path, cbor2.dumps({}))
    assert response.status_code == 400
    assert cbor2.loads(response.content)["__type"].endswith("#UnknownOperationException")


@pytest.mark.row("every-malformed")
def test_a_request_that_names_its_operation_twice_is_refused(appstream: Any) -> None:
    target = "PhotonAdminProxyService.DeleteImage"
    status, answer = call("DescribeImages", {}, X_Amz_Target=target)
    assert (status, answer["__type"].rpartition("#")[2]) == (400, "SerializationException")


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"\xa1",
        b"\xa1\x64Type\x67PRIVAT",
        b"\xa0\x00",
        b"\xff",
        b"\x80",
        b"\xf7",
        b"\x81" * 5000,
        b"\x9b" + b"\xff" * 8,
        b"\xa1\x64Type\x61\xff",
        b"\xa1\x64Type\x47PRIVATE",
        b"\xa1\x65Names\xd8\x1c\x81\xd8\x1d\x00",
        b"\xa1\x65Names\xd8\x1c\x82\xf7\xd8\x1d\x00",
        b"\xa1\x64Type\xc1\x61x",
        b"\xa1\x64Type\xd8\x23\x61(",
        cbor2.dumps({"MaxResults": 1.0}),
        cbor2.dumps({"MaxResults": True}),
        cbor2.dumps({"Names": {"golden": "golden"}}),
    ],
)
def test_a_body_that_is_not_cbor_or_of_the_wrong_types_is_refused(
    appstream: Any, body: bytes
) -> None:
    response = send(f"{PATH}DescribeImages", body)
    assert response.status_code == 400
    assert cbor2.loads(response.content)["__type"].endswith("#SerializationException")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"\xbf\xff", {}),
        (b"\xbf\x64Type\x7f\x63PRI\x64VATE\xff\xff", {}),
        (cbor2.dumps({"Type": None, "Names": cbor2.undefined}), {}),
        (cbor2.dumps({"Type": "PRIVATE", "Later": {"a": [1.5, b"", cbor2.undefined]}}), {}),
        (cbor2.dumps(LISTING), {"Content_Type": "application/cbor; charset=utf-8"}),
        (cbor2.dumps(LISTING), {"Content_Type": ""}),
        (gzip.compress(cbor2.dumps(LISTING), mtime=0), {"Content_Encoding": "gzip"}),
    ],
)
def test_what_clients_send_otherwise_is_read(
    appstream: Any, body: bytes, headers: dict[str, str]
) -> None:
    seed.image("golden")
    response = send(f"{PATH}DescribeImages", body, **headers)
    assert response.status_code == 200
    assert "golden" in names(cbor2.loads(response.content))


@pytest.mark.row("every-malformed")
def test_undefined_in_a_list_is_null(appstream: Any) -> None:
    _, answer = call("DescribeImages", {"Names": ["golden", cbor2.undefined]})
    assert "Value null at 'names.2.member' failed" in answer["message"]


@pytest.mark.row("every-malformed")
def test_half_a_character_is_no_text(appstream: Any) -> None:
    # JSON can write it down, but no answer in CBOR could.
    with pytest.raises(ValueError, match="description must be valid Unicode"):
        seed.image("golden", description="\ud800")


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize("parameters", [{"MaxResults": 10**5000}, {"Names": [10**5000]}])
def test_a_number_beyond_all_bounds_is_refused(appstream: Any, parameters: Any) -> None:
    status, answer = call("DescribeImages", parameters)
    assert status == 400
    assert answer["__type"].endswith("#SerializationException")


def shared_lists(levels: int) -> bytes:
    """Lists that each hold the one before twice: the last has 2**levels members at its ends."""
    twice = b"".join(
        b"\xd8\x1c\x82" + 2 * (b"\xd8\x1d" + cbor2.dumps(level)) for level in range(levels)
    )
    lists = b"\xd8\x1c\x81\xf7" + twice
    return b"\xa1\x65Names" + b"\x98" + bytes([levels + 1]) + lists


def keys_of_one_hash(count: int) -> bytes:
    """A map whose keys are lists that Python's hash does not tell apart."""
    prime_1, prime_2, prime_5 = 11400714785074694791, 14029467366897019727, 2870177450012600261
    keys: list[bytes] = []
    wanted, number = 0x123456789, 0
    while len(keys) < count:
        number += 1
        lane = (prime_5 + number * prime_2) % 2**64
        lane = ((lane << 31 | lane >> 33) * prime_1) % 2**64
        second = ((wanted - lane) * pow(prime_2, -1, 2**64)) % 2**64
        if second < 2**61 - 1:
            keys.append(b"\x82" + cbor2.dumps(number) + cbor2.dumps(second))
    return b"\xba" + struct.pack(">I", count) + b"\x01".join([*keys, b""])


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(shared_lists(70), id="shared lists"),
        pytest.param(b"\xa1\x65Names\xd8\x1c\x81\x61a", id="a list that might be shared"),
        pytest.param(b"\xa1\x65Names\xd9\x01\x00\x82\x61a\xd8\x19\x00", id="shared text"),
        pytest.param(b"\xa1\x65Names\xd9\x01\x02\x81\x61a", id="a set"),
        pytest.param(b"\xa1\x64Type\xd8\x23\x67(a+)+b$", id="a regular expression"),
        pytest.param(b"\xa1\x61x\xc2\x5a\x00\x0f\x42\x40" + b"\xff" * 10**6, id="a big integer"),
        pytest.param(b"\xa1\x61x\xc4\x82\x1a\x3b\x9a\xca\x00\x01", id="a big decimal"),
        pytest.param(b"\xa1\x61x\xd9\xd9\xf7\x01", id="a tag that says that it is CBOR"),
        pytest.param(b"\xa1\x61x\xdb" + b"\xff" * 8 + b"\x01", id="a tag that nobody knows"),
        pytest.param(b"\xa1\x61x" + b"\xc1" * 10**6 + b"\x01", id="tags in tags"),
        pytest.param(b"\xa1\x61x" + b"\x81" * 10**6 + b"\x01", id="lists in lists"),
        pytest.param(b"\xa1\x61x" + b"\x9f" * 70 + b"\xff" * 70, id="lists without a length"),
        pytest.param(b"\xa1\x61x" + b"\xbf\x61x" * 70 + b"\x01" + b"\xff" * 70, id="maps"),
        pytest.param(b"\xa1\x9f\xff\x01", id="a list as a key"),
        pytest.param(b"\xa1\x61x" + keys_of_one_hash(20_000), id="keys of one hash"),
        pytest.param(b"\xa1\x61x\x9a\xff\xff\xff\xff" + b"\x00" * 10**5, id="a length"),
    ],
)
def test_what_the_protocol_does_not_have_is_refused_at_once(appstream: Any, body: bytes) -> None:
    started = time.process_time()
    response = send(f"{PATH}DescribeImages", body)
    assert time.process_time() - started < 2
    assert response.status_code == 400
    assert cbor2.loads(response.content)["__type"].endswith("#SerializationException")


@pytest.mark.row("every-malformed")
def test_a_million_members_that_nobody_knows_take_no_long_time(appstream: Any) -> None:
    body = b"\xbf\x64Type\x67PRIVATE\x61x\x9f" + b"\xf7\x60\xa0\x80" * 250_000 + b"\xff\xff"
    started = time.process_time()
    assert send(f"{PATH}DescribeImages", body).status_code == 200
    assert time.process_time() - started < 5


def test_a_timestamp_is_read(appstream: Any) -> None:
    for moment in (b"\x1a\x6a\xe9\x00\x00", b"\xfb\x41\xda\xba\x40\x00\x00\x00\x00", b"\x20"):
        response = send(f"{PATH}DescribeImages", b"\xa1\x65Later\xc1" + moment)
        assert response.status_code == 200


def test_what_json_puts_in_place_cbor_describes(appstream: Any) -> None:
    seed.image("golden", description="Größe 10 \N{DESKTOP COMPUTER}", tags={"team": "ü"})
    appstream.copy_image(
        SourceImageName="golden", DestinationImageName="copy", DestinationRegion="us-east-1"
    )
    _, answer = call("DescribeImages", {"Names": ["golden", "copy"]})
    golden, copy = answer["Images"]
    assert golden["Description"] == "Größe 10 \N{DESKTOP COMPUTER}"
    assert copy["Arn"] == f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/copy"


def test_without_cbor2_it_is_said_what_is_missing(
    appstream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cbor2", None)
    with pytest.raises(ImportError, match=r'pip install "moto-appstream\[server\]"'):
        send(f"{PATH}DescribeImages", b"\xa0")
