"""Answers that a test gives in place of an operation."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import boto3
import cbor2
import pytest
import requests
from botocore.config import Config
from support import (
    ACCOUNT,
    OTHER_ACCOUNT,
    copy,
    described,
    knows,
    moto_server,
    names,
    raw_call,
    refused,
)
from untyped import seed

from moto_appstream import AppStreamCalls
from moto_appstream.appstream.models import appstream_backends, arranged

SESSION = {
    "Id": "1",
    "UserId": "ann",
    "StackName": "lab",
    "FleetName": "desks",
    "State": "ACTIVE",
    "StartTime": datetime(2026, 11, 1, 12, tzinfo=timezone.utc),
}
LAB: dict[str, Any] = {"StackName": "lab", "FleetName": "desks"}


def sessions(client: Any, **parameters: Any) -> Any:
    answer = client.describe_sessions(**{**LAB, **parameters})
    del answer["ResponseMetadata"]
    return answer


def ids(client: Any) -> list[str]:
    return [session["Id"] for session in client.describe_sessions(**LAB)["Sessions"]]


def with_id(session_id: str) -> dict[str, Any]:
    return {"Sessions": [{**SESSION, "Id": session_id}]}


# What a call gets


def test_a_call_gets_the_answer_as_if_aws_had_given_it(appstream: Any) -> None:
    answer = {"Sessions": [SESSION], "NextToken": "more"}
    seed.answer("DescribeSessions", answer)
    for _ in range(3):
        assert sessions(appstream) == answer


def test_it_may_be_in_snake_case_or_be_one_that_boto3_returned(appstream: Any) -> None:
    session = {"id": "1", "user_id": "ann", "stack_name": "lab", "fleet_name": "desks"}
    times = {"state": "ACTIVE", "start_time": "2026-11-01T12:00:00Z", "connection_state": None}
    seed.answer("DescribeSessions", {"sessions": [{**session, **times}]})
    assert sessions(appstream) == {"Sessions": [SESSION]}
    seed.answer("DescribeSessions", {**appstream.describe_sessions(**LAB), "NextToken": "more"})
    assert sessions(appstream) == {"Sessions": [SESSION], "NextToken": "more"}


def test_a_function_makes_it_from_the_parameters(appstream: Any) -> None:
    asked = []

    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        asked.append(parameters)
        return {"Sessions": [{**SESSION, "UserId": parameters.get("UserId", "ann")}]}

    seed.answer("DescribeSessions", answer)
    assert sessions(appstream, UserId="bob")["Sessions"][0]["UserId"] == "bob"
    assert sessions(appstream) == {"Sessions": [SESSION]}
    assert asked == [{**LAB, "UserId": "bob"}, LAB]


def test_a_function_may_make_calls_itself_and_be_slow(appstream: Any) -> None:
    seed.image("golden")

    def answer(parameters: dict[str, Any]) -> dict[str, Any]:
        # Another thread gets its own answer meanwhile.
        other = threading.Thread(target=described, args=(appstream, "golden"))
        other.start()
        other.join(20)
        assert not other.is_alive()
        return {"Sessions": [{**SESSION, "Id": described(appstream, "golden")["Name"]}]}

    seed.answer("DescribeSessions", answer)
    assert ids(appstream) == ["golden"]


def test_nothing_changes(appstream: Any, recovery: Any) -> None:
    seed.image("golden")
    seed.answer("CopyImage", {"DestinationImageName": "bronze"}, times=1)
    assert copy(appstream, "golden", "silver")["DestinationImageName"] == "bronze"
    assert names(recovery, Type="PRIVATE") == []
    copy(appstream, "golden", "silver")
    assert names(recovery, Type="PRIVATE") == ["silver"]


def test_it_is_the_same_over_cbor(appstream: Any) -> None:
    seed.answer("DescribeSessions", {"Sessions": [SESSION]})
    answer = requests.post(
        "https://appstream2.us-east-1.amazonaws.com"
        "/service/PhotonAdminProxyService/operation/DescribeSessions",
        data=cbor2.dumps(LAB),
        headers={"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"},
        timeout=5,
    )
    assert cbor2.loads(answer.content) == {"Sessions": [SESSION]}


def test_an_operation_that_is_not_there_can_be_answered(
    appstream_client: Any, newer_botocore: str
) -> None:
    seed.answer(newer_botocore, {"Images": []}, region="us-east-1", times=1)
    client: Any = boto3.client("appstream")
    assert client.invent_image()["Images"] == []
    for place in ("us-east-1", "eu-west-1"):
        with pytest.raises(NotImplementedError, match="does not have the operation InventImage"):
            boto3.client("appstream", place).invent_image()  # type: ignore[attr-defined]


# Which calls get it


def test_a_refused_call_gets_none_and_uses_none(appstream: Any) -> None:
    seed.answer("DeleteImage", {}, times=1)
    with refused("ValidationException"):
        appstream.delete_image(Name="-")
    assert [unused.used for unused in seed.unused()] == [0]
    appstream.delete_image(Name="missing")
    with refused("ResourceNotFoundException"):
        appstream.delete_image(Name="missing")


def test_it_can_be_of_one_region_or_account(appstream: Any, appstream_client: Any) -> None:
    seed.answer("DeleteImage", {}, region="eu-west-1", account_id=OTHER_ACCOUNT)
    appstream_client("eu-west-1", account_id=OTHER_ACCOUNT).delete_image(Name="missing")
    for client in (appstream_client("eu-west-1"), appstream_client(account_id=OTHER_ACCOUNT)):
        with refused("ResourceNotFoundException"):
            client.delete_image(Name="missing")


def test_those_with_times_come_first_in_their_order_then_the_last_without(appstream: Any) -> None:
    seed.answer("DescribeSessions", with_id("always"))
    seed.answer("DescribeSessions", with_id("first"), times=2)
    seed.answer("DescribeSessions", with_id("elsewhere"), region="eu-west-1")
    seed.answer("DescribeSessions", with_id("second"), times=1)
    assert [ids(appstream) for _ in range(5)] == [
        ["first"], ["first"], ["second"], ["always"], ["always"],
    ]  # fmt: skip
    seed.answer("DescribeSessions", with_id("here"), region="us-east-1")
    assert ids(appstream) == ["here"]
    seed.answer("DescribeSessions", with_id("never"))
    assert ids(appstream) == ["never"]


def test_one_without_times_takes_the_place_of_such_a_one(appstream: Any) -> None:
    for number in range(100):
        seed.answer("DescribeSessions", with_id(str(number)))
        seed.answer("DescribeSessions", with_id("elsewhere"), region="eu-west-1")
        seed.answer("DescribeImages", {"Images": []})
    assert ids(appstream) == ["99"]
    assert len(appstream_backends[ACCOUNT]["us-east-1"].arranged.answers) == 3


@pytest.mark.usefixtures("no_retries")
def test_a_planned_failure_strikes_before_and_uses_no_answer(appstream: Any) -> None:
    seed.answer("DescribeSessions", with_id("answered"), times=1)
    seed.failure("DescribeSessions", "InternalFailure")
    with refused("InternalFailure"):
        boto3.client("appstream").describe_sessions(**LAB)
    assert ids(appstream) == ["answered"]
    assert seed.unused() == []


def test_times_counts_calls_and_not_attempts(
    appstream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    retries: Any = {"total_max_attempts": 2}
    client = boto3.client("appstream", config=Config(retries=retries))
    seed.answer("DescribeSessions", with_id("first"), times=1)
    seed.answer("DescribeSessions", with_id("second"), times=1)
    seed.failure("DescribeSessions", "InternalFailure", attempts=1)
    answer = client.describe_sessions(**LAB)
    assert answer["Sessions"][0]["Id"] == "first"
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert ids(appstream) == ["second"]


@pytest.mark.usefixtures("appstream")
def test_all_attempts_of_a_call_get_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranged, "STRUCK_CALLS", 1)
    for session_id in ("first", "second", "third"):
        seed.answer("DescribeSessions", with_id(session_id), times=1)

    def attempt(call_id: str) -> str:
        body = json.dumps(LAB).encode()
        answer = raw_call("us-east-1", "DescribeSessions", body, amz_sdk_invocation_id=call_id)
        return str(answer.json()["Sessions"][0]["Id"])

    assert [attempt(call_id) for call_id in "aab"] == ["first", "first", "second"]
    # Only so many are remembered.
    assert attempt("a") == "third"


def test_seeding_gets_no_answer(appstream: Any) -> None:
    seed.image("golden")
    seed.answer("CreateFleet", {"Fleet": seed.fleet("other", image="golden")})
    seed.fleet("production", image="golden")
    fleets = appstream.describe_fleets(Names=["production"])["Fleets"]
    assert [fleet["Name"] for fleet in fleets] == ["production"]


def test_all_answers_go_with_the_state_of_the_mock(appstream_client: Any) -> None:
    seed.answer("DeleteImage", {})
    requests.post("http://motoapi.amazonaws.com/moto-api/reset", timeout=5)
    with refused("ResourceNotFoundException"):
        appstream_client().delete_image(Name="missing")


# What AWS cannot answer


@pytest.mark.parametrize(
    ("operation", "answer", "message"),
    [
        ("DescribeSession", {}, "is not an operation of AppStream (did you mean DescribeSessions?"),
        ("", {}, "operation_name must be a non-empty string, got ''."),
        ("DescribeSessions", None, "answer must be a mapping, or a function, got None."),
        ("DescribeSessions", "nothing", "answer must be a mapping, or a function, got 'nothing'."),
        (
            "DescribeSessions",
            {"Session": []},
            "Session is not a member of DescribeSessionsResult in the installed botocore "
            "(did you mean sessions?); choose from next_token, sessions.",
        ),
        (
            "DescribeSessions",
            {"Sessions": [{**SESSION, "Colour": "red"}]},
            "Colour is not a member of Session in the installed botocore",
        ),
        ("DescribeSessions", {"Sessions": "none"}, "answer.sessions must be a list."),
        ("DescribeSessions", {"Sessions": [3]}, "answer.sessions.1.member must be a structure."),
        (
            "DescribeSessions",
            {"Sessions": [{**SESSION, "State": "AWAKE"}]},
            "Value 'AWAKE' at 'answer.sessions.1.member.state' failed to satisfy constraint: "
            "Member must satisfy enum value set: [ACTIVE",
        ),
        (
            "DescribeSessions",
            {"Sessions": [{"Id": "1", "UserId": "ann", "StackName": "a", "State": "ACTIVE"}]},
            "Value null at 'answer.sessions.1.member.fleet_name' failed to satisfy constraint: "
            "Member must not be null",
        ),
        (
            "DescribeSessions",
            {"Sessions": [{**SESSION, "StartTime": "noon"}]},
            "answer.Sessions.1.member.StartTime must be a datetime, or a time such as",
        ),
        ("DescribeSessions", {"Sessions": [], "sessions": []}, "sessions is given twice"),
    ],
)
def test_it_is_refused_with_what_is_possible_and_nothing_is_planned(
    appstream: Any, operation: str, answer: Any, message: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the text is long
        seed.answer(operation, answer, times=1)
    assert message in str(caught.value)
    assert seed.unused() == []
    assert ids(appstream) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"times": 0}, "times must be an integer of at least 1, got 0"),
        ({"times": True}, "times must be an integer of at least 1, got True"),
        ({"region": "moon-west-1"}, "AppStream is not available in the region moon-west-1"),
        ({"account_id": "1"}, "An account id must be a string of twelve digits, got '1'"),
    ],
)
def test_so_is_a_plan_that_cannot_be(appstream: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        seed.answer("DeleteImage", {}, **arguments)
    with refused("ResourceNotFoundException"):
        appstream.delete_image(Name="missing")


@pytest.mark.usefixtures("newer_botocore")
def test_the_answer_to_an_operation_that_is_not_there_is_checked_too(appstream: Any) -> None:
    with pytest.raises(ValueError, match=r"answer\.images must be a list"):
        seed.answer("InventImage", {"Images": 3})


def test_an_older_botocore_refuses_what_it_does_not_know(appstream: Any) -> None:
    if knows(appstream, "ManagedSoftwareIncluded"):
        pytest.skip("This botocore knows it.")
    with pytest.raises(ValueError, match="is not a member of Image in the installed botocore"):
        seed.answer("DescribeImages", {"Images": [{"ManagedSoftwareIncluded": False}]})


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ({"Sessions": 3}, "answer.sessions must be a list."),
        (None, "answer must be a mapping, or a function, got None."),
        ({"Session": []}, "Session is not a member of DescribeSessionsResult"),
    ],
)
def test_a_wrong_answer_of_a_function_is_an_error_of_the_call(
    appstream: Any, appstream_calls: AppStreamCalls, returned: Any, message: str
) -> None:
    def my_sessions(parameters: Any) -> Any:
        return returned

    seed.answer("DescribeSessions", my_sessions)
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the text is long
        appstream.describe_sessions(**LAB)
    start = "my_sessions returned what DescribeSessions cannot answer: "
    assert str(caught.value).startswith(start + message)
    assert appstream_calls.one().error == "ValueError"


def test_so_is_what_a_function_raises(appstream: Any, appstream_calls: AppStreamCalls) -> None:
    def fail(parameters: Any) -> Any:
        assert parameters == {}, "other parameters"

    seed.answer("DescribeSessions", fail, times=1)
    with pytest.raises(AssertionError, match="other parameters"):
        appstream.describe_sessions(**LAB)
    assert appstream_calls.one().error == "AssertionError"
    assert seed.unused() == []


def test_on_a_server_it_has_the_status_501(appstream_calls: AppStreamCalls) -> None:
    seed.answer("DeleteImage", lambda parameters: parameters["Colour"])
    with moto_server() as url:
        client = boto3.client("appstream", endpoint_url=url)
        with refused("NotImplementedException") as caught:
            client.delete_image(Name="golden")
    answer: Any = caught.value.response
    assert answer["Error"]["Message"] == (
        "The answer that the test planned for DeleteImage failed: KeyError: 'Colour'"
    )
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert appstream_calls.one().error == "NotImplementedException"


# Those that are left


def test_unused_answers_with_times_are_listed_after_the_failures(appstream: Any) -> None:
    def my_sessions(parameters: Any) -> Any:
        return {}

    seed.answer("DescribeSessions", {})
    seed.answer("DescribeSessions", my_sessions, times=2, region="us-east-1")
    seed.answer("DeleteImage", {}, times=1, account_id=OTHER_ACCOUNT)
    seed.copy_failure()
    appstream.describe_sessions(**LAB)
    failure, first, second = seed.unused()
    assert isinstance(failure, seed.UnusedFailure)
    assert str(first) == (
        'seed.answer("DescribeSessions", my_sessions, times=2, region="us-east-1"): '
        "used 1 of 2 times"
    )
    assert second == seed.UnusedAnswer("DeleteImage", "{}", 1, 0, account_id=OTHER_ACCOUNT)
    assert str(second) == (
        f'seed.answer("DeleteImage", {{}}, times=1, account_id="{OTHER_ACCOUNT}"): '
        "used 0 of 1 times"
    )


# Seed files


def test_a_seed_file_has_them_and_is_taken_as_a_whole(appstream: Any, tmp_path: Path) -> None:
    file = tmp_path / "seed.yaml"
    session = "{id: '1', user_id: ann, stack_name: lab, fleet_name: desks, state: ACTIVE}"
    file.write_text(
        "answers:\n"
        f"  - {{operation_name: DescribeSessions, answer: {{sessions: [{session}]}}, times: 1}}\n"
    )
    seed.load(file)
    assert ids(appstream) == ["1"]
    file.write_text(
        "answers:\n"
        "  - {operation_name: DeleteImage, answer: {}, times: 1}\n"
        "  - {operation_name: DeleteImage, answer: {}}\n"
        "  - {operation_name: DescribeSessions, answer: {sessions: all}}\n"
    )
    with pytest.raises(ValueError, match=r"answers\[2\]: answer.sessions must be a list"):
        seed.load(file)
    with refused("ResourceNotFoundException"):
        appstream.delete_image(Name="missing")
