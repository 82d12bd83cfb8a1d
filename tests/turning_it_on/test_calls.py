"""The calls that a test made, as it reads them from ``appstream_calls`` and ``mock.calls``."""

from __future__ import annotations

import gzip
import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import boto3
import cbor2
import pytest
import requests
from botocore.config import Config
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count
from support import ACCOUNT, OTHER_ACCOUNT, copy, raw_call, refused

from moto_appstream import AppStreamCalls, Call, Calls, mock_appstream, seed
from moto_appstream.appstream import record

COPY = {
    "SourceImageName": "golden",
    "DestinationImageName": "silver",
    "DestinationRegion": "us-west-2",
}


def delete(client: Any, name: str) -> None:
    with refused("ResourceNotFoundException"):
        client.delete_image(Name=name)


def send_cbor(operation: str, parameters: Any) -> requests.Response:
    return requests.post(
        "https://appstream2.us-east-1.amazonaws.com"
        f"/service/PhotonAdminProxyService/operation/{operation}",
        data=cbor2.dumps(parameters),
        headers={"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"},
        timeout=5,
    )


# What is recorded


def test_a_call_has_what_was_asked_of_whom_and_what_came_of_it(
    appstream: Any, appstream_client: Any, appstream_calls: AppStreamCalls
) -> None:
    seed.image("golden")
    before = datetime.now(timezone.utc)
    answer = copy(appstream, "golden", "silver")
    del answer["ResponseMetadata"]
    with refused("ResourceNotFoundException") as caught:
        appstream_client("eu-west-1", account_id=OTHER_ACCOUNT).delete_image(Name="golden")
    error: Any = caught.value.response["Error"]
    copied, deleted = appstream_calls
    assert before <= copied.time <= deleted.time <= datetime.now(timezone.utc)
    assert copied == Call("CopyImage", COPY, ACCOUNT, "us-east-1", copied.time, answer)
    assert deleted == Call(
        "DeleteImage",
        {"Name": "golden"},
        OTHER_ACCOUNT,
        "eu-west-1",
        deleted.time,
        error="ResourceNotFoundException",
        message=error["Message"],
    )
    assert copied != deleted
    assert copied != "CopyImage"


def test_an_answer_has_the_times_that_boto3_returns(
    appstream: Any, appstream_calls: AppStreamCalls
) -> None:
    golden = seed.image("golden", created_time="2026-11-01T12:00:00Z")
    appstream.describe_images(Names=["golden"])
    assert appstream_calls.one().answer == {"Images": [golden]}


@pytest.mark.usefixtures("newer_botocore")
def test_so_have_parameters_and_what_is_no_time_stays(appstream_calls: AppStreamCalls) -> None:
    seed.answer("InventImage", {})
    since = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
    boto3.client("appstream").invent_image(Since=since)  # type: ignore[attr-defined]
    raw_call("us-east-1", "InventImage", b'{"Since": "soon"}')
    assert appstream_calls == [{"Since": since}, {"Since": "soon"}]
    assert [call.error for call in appstream_calls] == [None, "SerializationException"]


@pytest.mark.usefixtures("no_retries")
def test_whatever_came_of_a_call_it_is_there(
    appstream: Any, appstream_calls: AppStreamCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete(appstream, "missing")
    with refused("ValidationException"):
        appstream.delete_image(Name="-")
    seed.failure("DeleteImage", "InternalFailure")
    with refused("InternalFailure"):
        boto3.client("appstream").delete_image(Name="golden")
    seed.answer("DescribeSessions", {"Sessions": []})
    appstream.describe_sessions(StackName="lab", FleetName="desks")
    enforced = set_initial_no_auth_action_count(0)
    with refused("UnrecognizedClientException"):
        enforced(appstream.describe_images)()
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "false")
    with refused("ValidationException"):
        boto3.client("appstream", "af-south-1").describe_stacks()
    assert [(call.operation, call.parameters, call.error) for call in appstream_calls] == [
        ("DeleteImage", {"Name": "missing"}, "ResourceNotFoundException"),
        ("DeleteImage", {"Name": "-"}, "ValidationException"),
        ("DeleteImage", {"Name": "golden"}, "InternalFailure"),
        ("DescribeSessions", {"StackName": "lab", "FleetName": "desks"}, None),
        ("DescribeImages", {}, "UnrecognizedClientException"),
        ("DescribeStacks", {}, "ValidationException"),
    ]
    assert appstream_calls[3].answer == {"Sessions": []}
    assert appstream_calls[-1].region == "af-south-1"


def test_so_is_one_of_an_operation_that_is_not_there(
    appstream_calls: AppStreamCalls, newer_botocore: str
) -> None:
    with pytest.raises(NotImplementedError) as caught:
        boto3.client("appstream").invent_image()  # type: ignore[attr-defined]
    assert appstream_calls.of(newer_botocore).one().error == "NotImplementedError"
    assert appstream_calls.one().message == str(caught.value)


def test_a_request_that_no_client_of_aws_sends_is_there_as_far_as_it_can_be_read(
    appstream_calls: AppStreamCalls,
) -> None:
    zipped = gzip.compress(json.dumps(COPY).encode())
    raw_call("us-east-1", "CopyImage", zipped, Content_Encoding="gzip")
    raw_call("us-east-1", "CopyImage", b"no gzip", Content_Encoding="gzip")
    raw_call("us-east-1", "CopyImage", b"no JSON")
    raw_call("us-east-1", "CopyImage", b'["no parameters"]')
    raw_call("us-east-1", "CopyImage", b'{"DestinationRegion": {"in": ["us-west-2"]}, "Age": 3}')
    raw_call("us-east-1", "InventImage" * 20, b'{"Name": "golden"}')
    raw_call("us-east-1", "", b"")
    malformed = "SerializationException"
    assert [(call.parameters, call.error) for call in appstream_calls] == [
        (COPY, "ResourceNotFoundException"),
        ({}, malformed),
        ({}, malformed),
        ({}, malformed),
        ({"DestinationRegion": {"in": ["us-west-2"]}, "Age": 3}, malformed),
        ({"Name": "golden"}, "UnknownOperationException"),
        ({}, "UnknownOperationException"),
    ]
    assert len(appstream_calls[-2].operation) < 110


def test_a_request_that_names_no_operation_is_no_call(appstream_calls: AppStreamCalls) -> None:
    headers = {"X-Amz-Target": "Elsewhere.CopyImage"}
    answer = requests.post(
        "https://appstream2.us-east-1.amazonaws.com/", data=b"{}", headers=headers, timeout=5
    )
    assert answer.status_code == 400
    assert appstream_calls == []


def test_calls_in_cbor_read_as_those_in_json(appstream_calls: AppStreamCalls) -> None:
    golden = seed.image("golden")
    assert send_cbor("DescribeImages", {"Names": ["golden"]}).status_code == 200
    assert send_cbor("DeleteImage", {"Name": "missing"}).status_code >= 400
    described, deleted = appstream_calls
    assert described == {"Names": ["golden"]}
    assert described.answer == {"Images": [golden]}
    assert deleted == {"Name": "missing"}
    assert deleted.error == "ResourceNotFoundException"


def test_what_seed_does_is_no_call(appstream_calls: AppStreamCalls) -> None:
    seed.image("golden")
    seed.fleet("production", image="golden", state="RUNNING")
    assert appstream_calls == []


# Attempts


def test_the_attempts_of_one_call_are_one_call_with_what_came_of_the_last(
    appstream_calls: AppStreamCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    retries: Any = {"total_max_attempts": 3}
    client = boto3.client("appstream", config=Config(retries=retries))
    seed.failure("DescribeStacks", "InternalFailure", attempts=2)
    client.describe_stacks()
    seed.failure("DescribeStacks", "InternalFailure")
    with refused("InternalFailure"):
        client.describe_stacks()
    recovered, failed = appstream_calls
    assert (recovered.attempts, recovered.error, recovered.answer) == (3, None, {"Stacks": []})
    assert (failed.attempts, failed.error, failed.answer) == (3, "InternalFailure", None)
    assert recovered.time <= failed.time


def test_a_call_stands_where_its_first_attempt_came_in(appstream_calls: AppStreamCalls) -> None:
    for call_id in ("a", "b"):
        raw_call("us-east-1", "DescribeStacks", b"{}", amz_sdk_invocation_id=call_id)
    times = [call.time for call in appstream_calls]
    for call_id in ("a", ""):
        raw_call("us-east-1", "DescribeStacks", b"{}", amz_sdk_invocation_id=call_id)
    assert [call.attempts for call in appstream_calls] == [2, 1, 1]
    assert [call.time for call in appstream_calls[:2]] == times


def test_one_id_in_requests_elsewhere_is_not_one_call(appstream_calls: AppStreamCalls) -> None:
    raw_call("us-east-1", "DescribeStacks", b"{}", amz_sdk_invocation_id="a")
    raw_call("eu-west-1", "DescribeStacks", b"{}", amz_sdk_invocation_id="a")
    raw_call("us-east-1", "DescribeUsers", b"{}", amz_sdk_invocation_id="a")
    assert [call.attempts for call in appstream_calls] == [1, 1, 1]


# Which of them


def test_calls_are_found_by_operation_region_and_account(
    appstream: Any, appstream_client: Any, appstream_calls: AppStreamCalls
) -> None:
    appstream.describe_stacks()
    delete(appstream, "a")
    delete(appstream_client("eu-west-1"), "b")
    delete(appstream_client("eu-west-1", account_id=OTHER_ACCOUNT), "c")
    assert appstream_calls.of("DeleteImage") == [{"Name": name} for name in "abc"]
    assert appstream_calls.of("DeleteImage", "DescribeStacks") == appstream_calls
    assert appstream_calls.of(region="eu-west-1") == [{"Name": "b"}, {"Name": "c"}]
    assert appstream_calls.of(region="eu-west-1").of(account_id=ACCOUNT) == [{"Name": "b"}]
    assert appstream_calls.of("DescribeStacks", account_id=OTHER_ACCOUNT) == []
    assert appstream_calls.of("DescribeStacks").one() == {}
    assert appstream_calls.of("CopyImage") == ()
    assert {"Name": "b"} in appstream_calls
    assert {"Name": "b"} not in appstream_calls.of("DescribeStacks")
    assert appstream_calls != "DeleteImage"
    assert not appstream_calls.of("CopyImage")


def test_they_are_a_sequence(appstream: Any, appstream_calls: AppStreamCalls) -> None:
    for name in "abc":
        delete(appstream, name)
    assert len(appstream_calls) == 3
    assert appstream_calls[1] == {"Name": "b"}
    assert appstream_calls[-1] == {"Name": "c"}
    assert isinstance(appstream_calls[1:], Calls)
    assert appstream_calls[1:] == [{"Name": "b"}, {"Name": "c"}]
    assert appstream_calls.operations == ["DeleteImage"] * 3


def test_what_was_filtered_stays_as_it_was(appstream: Any, appstream_calls: AppStreamCalls) -> None:
    delete(appstream, "a")
    before = appstream_calls.of("DeleteImage")
    delete(appstream, "b")
    assert before == [{"Name": "a"}]
    assert appstream_calls == [{"Name": "a"}, {"Name": "b"}]


def test_a_name_that_no_operation_has_is_refused(appstream_calls: AppStreamCalls) -> None:
    message = r"^CopyImages is not an operation of AppStream \(did you mean CopyImage\?\)\.$"
    with pytest.raises(ValueError, match=message):
        appstream_calls.of("CopyImages")
    raw_call("us-east-1", "CopyImages", b"{}")
    assert appstream_calls.of("CopyImages") == [{}]


def test_calls_are_forgotten_on_demand(appstream: Any, appstream_calls: AppStreamCalls) -> None:
    delete(appstream, "a")
    appstream_calls.forget()
    assert appstream_calls == []
    delete(appstream, "b")
    assert appstream_calls == [{"Name": "b"}]


# How long they are kept


def test_the_mock_has_them_and_forgets_them_with_its_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A test before this one may have had a server in this process, which has calls of its own.
    for module in ("moto.moto_server.werkzeug_app", "moto.moto_proxy.proxy3"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    with mock_appstream() as outer:
        delete(boto3.client("appstream", "us-east-1"), "a")
        with mock_aws(), mock_appstream() as inner:
            delete(boto3.client("appstream", "us-east-1"), "b")
            assert inner.calls == outer.calls == [{"Name": "a"}, {"Name": "b"}]
        assert len(outer.calls) == 2
        outer.reset()
        assert outer.calls == []
        delete(boto3.client("appstream", "us-east-1"), "c")
    with mock_appstream() as other:
        assert other.calls == []
    for use in (lambda: list(other.calls), other.calls.forget):
        with pytest.raises(RuntimeError, match="calls needs a mock that is on"):
            use()


def test_plain_mock_aws_records_them_too() -> None:
    with mock_aws():
        delete(boto3.client("appstream", "us-east-1"), "a")
        assert AppStreamCalls() == [{"Name": "a"}]


def test_the_oldest_are_dropped_and_the_text_says_how_many(
    appstream: Any, appstream_calls: AppStreamCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_CALLS", 3)
    for name in "abcde":
        delete(appstream, name)
    assert appstream_calls == [{"Name": name} for name in "cde"]
    assert appstream_calls.dropped == appstream_calls.of("DeleteImage").dropped == 2
    with pytest.raises(AssertionError, match=r"(?s)got 3:\n  \.\.\. 2 earlier ones\n  DeleteImage"):
        appstream_calls.one()
    appstream_calls.forget()
    assert appstream_calls.dropped == 0


def test_large_ones_are_dropped_earlier_but_for_the_last(
    appstream: Any, appstream_calls: AppStreamCalls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_BYTES", 1000)
    for number in range(20):
        delete(appstream, f"image-{number}")
    assert 0 < len(appstream_calls) < 10
    assert len(appstream_calls) + appstream_calls.dropped == 20
    appstream.describe_images()
    assert appstream_calls.operations == ["DescribeImages"]
    # What an attempt had is no longer counted when the next one has come.
    monkeypatch.setattr(record, "MOST_BYTES", 5000)
    appstream_calls.forget()
    for _ in range(100):
        raw_call("us-east-1", "DescribeStacks", b"{}" + b" " * 100, amz_sdk_invocation_id="a")
    delete(appstream, "a")
    assert appstream_calls.operations == ["DescribeStacks", "DeleteImage"]


@pytest.fixture
def impatience() -> Iterator[None]:
    """Threads take turns at every moment."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("impatience")
def test_none_is_lost_with_sixteen_threads(appstream: Any, appstream_calls: AppStreamCalls) -> None:
    barrier = threading.Barrier(16)

    def work(number: int) -> None:
        barrier.wait(10)
        for round_ in range(25):
            delete(appstream, f"image-{number}-{round_}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    names = [call.parameters["Name"] for call in appstream_calls]
    assert sorted(names) == sorted(f"image-{n}-{round_}" for n in range(16) for round_ in range(25))
    for number in range(16):
        own = [name for name in names if name.startswith(f"image-{number}-")]
        assert own == [f"image-{number}-{round_}" for round_ in range(25)]


# As text


def test_a_call_reads_as_it_was_made(
    appstream: Any, appstream_client: Any, appstream_calls: AppStreamCalls
) -> None:
    seed.image("golden")
    appstream.describe_images(Names=["golden"], MaxResults=5)
    delete(appstream_client("eu-west-1", account_id=OTHER_ACCOUNT), "a" * 90)
    appstream.create_stack(Name="lab", Description="a" * 256)
    described, deleted, long = map(str, appstream_calls)
    assert described == "DescribeImages(Names=['golden'], MaxResults=5) in us-east-1"
    by = "in eu-west-1 by 111122223333 -> ResourceNotFoundException"
    assert deleted == f"DeleteImage(Name='{'a' * 90}') {by}"
    assert long.startswith("CreateStack(Name='lab', Description='aaa")
    assert long.endswith("a... in us-east-1")
    assert len(long) < 230


def test_where_there_is_none_the_text_has_all_calls(
    appstream: Any, appstream_calls: AppStreamCalls
) -> None:
    delete(appstream, "a")
    for none in (
        appstream_calls.of(region="eu-west-1").of("CopyImage"),
        appstream_calls.of("CopyImage", region="eu-west-1")[:1],
    ):
        with pytest.raises(AssertionError, match=r"got none.*\n  DeleteImage\(Name='a'\)"):
            none.one()


def test_of_many_calls_a_text_shows_some(appstream: Any, appstream_calls: AppStreamCalls) -> None:
    for number in range(25):
        delete(appstream, f"image-{number}")
    assert repr(appstream_calls[:2]) == (
        "[DeleteImage(Name='image-0') in us-east-1 -> ResourceNotFoundException, "
        "DeleteImage(Name='image-1') in us-east-1 -> ResourceNotFoundException]"
    )
    assert repr(appstream_calls).endswith("ResourceNotFoundException, ... 5 more]")
    with pytest.raises(AssertionError) as caught:
        appstream_calls.of("DeleteImage").one()
    lines = str(caught.value).splitlines()
    assert lines[:2] == ["Expected one call of DeleteImage, got 25:", "  ... 5 earlier ones"]
    assert lines[2] == "  DeleteImage(Name='image-5') in us-east-1 -> ResourceNotFoundException"
    assert len(lines) == 22
