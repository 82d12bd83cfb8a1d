"""Streaming URLs and sessions (the rows session-*)."""

from __future__ import annotations

import base64
import json
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support import ACCOUNT, refused

from moto_appstream import seed

PAIR = {"StackName": "lab", "FleetName": "production"}
MULTI = {
    "max_sessions_per_instance": 2,
    "compute_capacity": {"desired_sessions": 4},
}


def make_pair(client: Any, **members: Any) -> None:
    seed.image("golden")
    seed.fleet("production", image="golden", **{"state": "RUNNING", **members})
    seed.stack("lab")
    client.associate_fleet(**PAIR)


@pytest.mark.row("session-shape")
def test_a_session_of_before_an_instance_had_several_shares_none(appstream: Any) -> None:
    make_pair(appstream, compute_capacity={"desired_instances": 3})
    assert "InstanceId" not in begin("ann")
    appstream.update_fleet(Name="production", MaxSessionsPerInstance=2)
    first, second, third = (begin(user)["InstanceId"] for user in ("bob", "cem", "dee"))
    assert re.fullmatch("i-[0-9a-f]{17}", first)
    assert first == second != third


@pytest.fixture
def pair(appstream: Any) -> None:
    make_pair(appstream, compute_capacity={"desired_instances": 3})


def sessions(client: Any, **filters: Any) -> list[Any]:
    pages = client.get_paginator("describe_sessions").paginate(**PAIR, **filters)
    return [session for page in pages for session in page["Sessions"]]


def begin(user_id: str = "user", **members: Any) -> Any:
    return seed.session(stack="lab", fleet="production", user_id=user_id, **members)


def capacity(client: Any) -> Any:
    return client.describe_fleets(Names=["production"])["Fleets"][0]["ComputeCapacityStatus"]


# Streaming URLs


@pytest.mark.row("session-url", "session-url-expires", "session-url-desktop")
def test_a_url_says_who_streams_what_and_for_how_long(appstream: Any, pair: None) -> None:
    before = int(time.time())
    answer = appstream.create_streaming_url(
        **PAIR, UserId="ann", ApplicationId="Desktop", Validity=3600, SessionContext="context"
    )
    url = urlsplit(answer["StreamingURL"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == (
        "https://appstream2.us-east-1.aws.amazon.com/authenticate"
    )
    query = parse_qs(url.query)
    assert list(query) == ["parameters", "signature"]
    assert len(base64.b64decode(query["signature"][0])) == 32
    parameters = json.loads(base64.b64decode(query["parameters"][0]))
    expires = int(answer["Expires"].timestamp())
    assert before + 3600 <= expires <= time.time() + 3600
    assert list(parameters.items()) == [
        ("type", "END_USER"),
        ("expires", str(expires)),
        ("awsAccountId", ACCOUNT),
        ("userId", "ann"),
        ("catalogSource", "stack/lab"),
        ("fleetRef", "fleet/production"),
        ("applicationId", "Desktop"),
        ("userContext", "context"),
        ("maxUserDurationInSecs", "57600"),
    ]


@pytest.mark.row("session-url-expires")
def test_a_url_is_valid_for_a_minute_unless_told_and_for_a_week_at_most(
    appstream: Any, pair: None
) -> None:
    expires = appstream.create_streaming_url(**PAIR, UserId="ann")["Expires"]
    assert 55 <= expires.timestamp() - time.time() <= 61
    for validity in (0, 604801):
        with refused("ValidationException"):
            appstream.create_streaming_url(**PAIR, UserId="ann", Validity=validity)


@pytest.mark.row("session-url-missing", "session-url-pair")
@pytest.mark.parametrize("missing", [{"StackName": "none"}, {"FleetName": "none"}])
def test_a_url_needs_a_stack_and_a_fleet_that_are_associated(
    appstream: Any, pair: None, missing: Any
) -> None:
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.create_streaming_url(**{**PAIR, **missing, "UserId": "ann"})
    appstream.disassociate_fleet(**PAIR)
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.create_streaming_url(**PAIR, UserId="ann")


@pytest.mark.row("session-url-state")
def test_a_url_needs_a_fleet_that_runs(appstream: Any, pair: None) -> None:
    appstream.stop_fleet(Name="production")
    with refused(
        "ResourceNotAvailableException",
        "The fleet production is STOPPED. "
        "The fleet must be in a RUNNING state for this action to succeed.",
    ):
        appstream.create_streaming_url(**PAIR, UserId="ann")


@pytest.mark.row("session-url-domain")
def test_a_fleet_that_is_joined_to_a_domain_has_no_urls(appstream: Any) -> None:
    seed.directory_config("example.com")
    make_pair(appstream, domain_join_info={"directory_name": "example.com"})
    with pytest.raises(appstream.exceptions.OperationNotPermittedException):
        appstream.create_streaming_url(**PAIR, UserId="ann")


@pytest.mark.row("session-url-starts-none")
def test_a_url_begins_no_session(appstream: Any, pair: None) -> None:
    appstream.create_streaming_url(**PAIR, UserId="ann")
    assert sessions(appstream) == []


# Sessions


@pytest.mark.row("session-shape", "session-describe")
def test_a_session_is_described_as_it_was_seeded(appstream: Any, pair: None) -> None:
    begun = begin("ann")
    assert sessions(appstream) == [begun]
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", begun["Id"])
    assert (begun["MaxExpirationTime"] - begun["StartTime"]).total_seconds() == 57600
    assert {name: begun[name] for name in begun if "Time" not in name and name != "Id"} == {
        "UserId": "ann",
        **PAIR,
        "State": "ACTIVE",
        "ConnectionState": "CONNECTED",
        "AuthenticationType": "API",
    }


@pytest.mark.row("session-shape")
def test_a_session_of_a_fleet_with_a_vpc_has_an_address(appstream: Any) -> None:
    make_pair(appstream, vpc_config={"subnet_ids": ["subnet-11111111"]})
    network = begin()["NetworkAccessConfiguration"]
    assert re.fullmatch(r"10(\.\d+){3}", network["EniPrivateIpAddress"])
    assert re.fullmatch("eni-[0-9a-f]{17}", network["EniId"])


@pytest.mark.row("session-describe", "session-describe-user")
def test_sessions_are_found_by_how_the_user_signed_in(appstream: Any, pair: None) -> None:
    api, saml = begin("ann"), begin("ann", authentication_type="SAML")
    assert sessions(appstream) == [api]
    assert sessions(appstream, AuthenticationType="SAML") == [saml]
    assert sessions(appstream, AuthenticationType="SAML", UserId="ann") == [saml]
    assert sessions(appstream, AuthenticationType="SAML", UserId="Ann") == []
    with pytest.raises(appstream.exceptions.InvalidParameterCombinationException):
        sessions(appstream, UserId="ann")
    assert appstream.describe_sessions(StackName="none", FleetName="none")["Sessions"] == []


@pytest.mark.row("session-describe")
def test_a_page_has_twenty_sessions_unless_told(appstream: Any) -> None:
    make_pair(appstream, compute_capacity={"desired_instances": 60})
    ids = {begin(f"user-{number}")["Id"] for number in range(55)}
    assert len(appstream.describe_sessions(**PAIR)["Sessions"]) == 20
    assert len(appstream.describe_sessions(**PAIR, Limit=60)["Sessions"]) == 50
    assert {session["Id"] for session in sessions(appstream)} == ids


@pytest.mark.row("session-expire")
def test_a_session_that_expires_is_gone_and_its_instance_is_free(
    appstream: Any, pair: None
) -> None:
    found = [one for one in [begin("ann"), begin("bob")] if one["UserId"] == "ann"]
    assert capacity(appstream)["InUse"] == 2
    for _ in range(2):
        appstream.expire_session(SessionId=found[0]["Id"])
        assert [session["UserId"] for session in sessions(appstream)] == ["bob"]
    assert capacity(appstream) == {"Desired": 3, "Running": 3, "InUse": 1, "Available": 2}


@pytest.mark.row("fleet-stop-sessions")
def test_a_stop_ends_all_sessions(appstream: Any, pair: None) -> None:
    begin()
    appstream.stop_fleet(Name="production")
    appstream.start_fleet(Name="production")
    assert sessions(appstream) == []


@pytest.mark.row("session-drain")
def test_an_instance_that_drains_takes_no_new_session(appstream: Any) -> None:
    if "drain_session_instance" not in dir(appstream):
        pytest.skip("an older botocore has no such operation")
    make_pair(appstream, **MULTI)
    first = begin("ann")
    appstream.drain_session_instance(SessionId=first["Id"])
    second = begin("bob")
    assert second["InstanceId"] != first["InstanceId"]
    drained, other = (
        next(one for one in sessions(appstream) if one["UserId"] == user) for user in ("ann", "bob")
    )
    assert (drained["InstanceDrainStatus"], other["InstanceDrainStatus"]) == ("DRAINING", "ACTIVE")
    assert begin("cid")["InstanceId"] == second["InstanceId"]
    status = capacity(appstream)
    assert status["Draining"] == 1
    assert status["DrainModeActiveUserSessions"] == 1
    assert status["DrainModeUnusedUserSessions"] == 1
    assert status["ActiveUserSessions"] == 3


@pytest.mark.row("session-drain")
def test_only_the_instance_of_the_session_drains(appstream: Any) -> None:
    if "drain_session_instance" not in dir(appstream):
        pytest.skip("an older botocore has no such operation")
    make_pair(appstream, **MULTI)
    ann, bob, cid = begin("ann"), begin("bob"), begin("cid")
    assert ann["InstanceId"] == bob["InstanceId"] != cid["InstanceId"]
    appstream.drain_session_instance(SessionId=ann["Id"])
    drained = {one["UserId"]: one["InstanceDrainStatus"] for one in sessions(appstream)}
    assert drained == {"ann": "DRAINING", "bob": "DRAINING", "cid": "ACTIVE"}
    assert begin("dan")["InstanceId"] == cid["InstanceId"]


@pytest.mark.row("session-drain")
def test_what_is_no_shared_instance_does_not_drain(appstream: Any, pair: None) -> None:
    if "drain_session_instance" not in dir(appstream):
        pytest.skip("an older botocore has no such operation")
    session = begin()
    with pytest.raises(appstream.exceptions.OperationNotPermittedException):
        appstream.drain_session_instance(SessionId=session["Id"])
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.drain_session_instance(SessionId="none")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"stack": "none"}, "The stack none for account"),
        ({"fleet": "none"}, "The fleet none for account"),
        ({"authentication_type": "FTP"}, "authentication_type"),
        ({"connection_state": "LOST"}, "connection_state"),
    ],
)
def test_an_impossible_session_is_refused(
    appstream: Any, pair: None, arguments: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        seed.session(**{"stack": "lab", "fleet": "production", **arguments})
    assert sessions(appstream) == []


def test_a_full_fleet_takes_no_other_session(appstream: Any, pair: None) -> None:
    for number in range(3):
        begin(f"user-{number}")
    with pytest.raises(ValueError, match="The fleet production is in use"):
        begin("late")
    assert len(sessions(appstream)) == 3
