"""Seeding over HTTP under /moto-api/appstream, in process and on moto's server."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import cbor2
import pytest
import requests
from support import (
    ACCOUNT,
    OTHER_ACCOUNT,
    copy,
    described,
    free_port,
    moto_server,
    names,
    run_python,
)

from moto_appstream import mock_appstream
from moto_appstream.seeding import dump


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """moto's server, in this process."""
    with moto_server() as address:
        yield address


@pytest.fixture(params=["in process", "on the server"])
def service(request: pytest.FixtureRequest) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Where /moto-api is, and a factory of clients."""
    if request.param == "in process":
        with mock_appstream():
            yield "http://motoapi.amazonaws.com", client_at(None)
    else:
        url = request.getfixturevalue("server")
        yield url, client_at(url)
        requests.post(f"{url}/moto-api/reset", timeout=5)


SESSION = boto3.Session("testing", "testing")


def client_at(url: str | None) -> Callable[..., Any]:
    @cache
    def client(region: str = "us-east-1") -> Any:
        return SESSION.client("appstream", region_name=region, endpoint_url=url)

    return client


def post(url: str, function: str, body: Any = None) -> requests.Response:
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return requests.post(f"{url}/moto-api/appstream/{function}", data=content, timeout=5)


def test_what_seed_does_in_process_is_done_over_http(service: Any) -> None:
    url, client = service
    answer = post(
        url,
        "image",
        {"name": "golden", "created_time": "2026-11-01T00:00:00Z", "tags": {"team": "desktop"}},
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["Arn"] == f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden"
    assert answer.json()["CreatedTime"] == 1793491200
    assert described(client(), "golden")["CreatedTime"].timestamp() == 1793491200
    answer = post(url, "fleet", {"name": "production", "image": "golden", "state": "RUNNING"})
    assert answer.status_code == 200
    assert answer.json()["State"] == "RUNNING"
    for function, body in (
        ("failure", {"operation_name": "CopyImage", "code": "IncompatibleImageException"}),
        ("copy-failure", {"message": "No room."}),
        ("quotas", {"images": 2}),
    ):
        answer = post(url, function, body)
        assert (answer.status_code, answer.json()) == (200, {}), function
    with pytest.raises(client().exceptions.ResourceInUseException):
        client().delete_image(Name="golden")
    with pytest.raises(client().exceptions.IncompatibleImageException):
        copy(client(), "golden", "golden")
    copy(client(), "golden", "golden")
    assert described(client("us-west-2"), "golden")["State"] == "FAILED"


def test_a_whole_document_is_taken_or_refused(service: Any) -> None:
    url, client = service
    document = {
        "images": [{"name": "golden"}, {"name": "theirs", "account_id": OTHER_ACCOUNT}],
        "fleets": [{"name": "production", "image": "golden"}],
    }
    assert post(url, "everything", document).status_code == 200
    assert names(client(), Type="PRIVATE") == ["golden"]
    document = {"images": [{"name": "another"}, {"name": "golden"}]}
    answer = post(url, "everything", document)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("images[1]: The image golden already exists")
    assert names(client(), Type="PRIVATE") == ["golden"]


@pytest.mark.parametrize(
    ("function", "body", "status", "message"),
    [
        ("image", {"name": "a", "colour": "red"}, 400, "colour is not a member"),
        ("image", {}, 400, "The argument name is missing."),
        ("image", {"nam": "x"}, 400, "(did you mean name?); choose from name, region, account_id"),
        ("image", [], 400, "The arguments must be a mapping, got []; choose from name, region"),
        ("image", "{", 400, "Expecting"),
        ("image", b"\xff", 400, "utf-8"),
        ("image", "[" * 100_000, 400, ""),
        ("fleet", {"name": "a", "image": "missing"}, 400, "does not exist"),
        ("quotas", {"images": "many"}, 400, "images must be an integer of at least 0, got 'many'"),
        ("quotas", {"image": 1}, 400, "image is not a quota (did you mean images"),
        ("everything", '"/etc/passwd"', 400, "must be a mapping, got '/etc/passwd'"),
        ("load", {"path": "/etc/passwd"}, 404, "There is no load here; choose from images, calls,"),
    ],
)
def test_a_wrong_request_is_refused_with_what_is_possible(
    service: Any, function: str, body: Any, status: int, message: str
) -> None:
    url, client = service
    answer = post(url, function, body)
    assert answer.status_code == status
    assert message in answer.json()["message"]
    assert names(client(), Type="PRIVATE") == []


def test_no_message_offers_the_name_of_a_parameter_that_takes_all_others(service: Any) -> None:
    url, _ = service
    body: Any
    for body in ({"nam": "x"}, [], {"name": "a", "colour": "red"}):
        message = post(url, "image", body).json()["message"]
        assert "members" not in message
        assert ", platform," in message


def test_unused_failures_are_shown(service: Any) -> None:
    url, client = service
    post(url, "copy-failure", {"region": "us-east-1"})
    plan = {"operation_name": "DeleteImage", "code": "ThrottlingException", "times": 2}
    post(url, "failure", {**plan, "message": "Slow down.", "attempts": 1})
    with pytest.raises(client().exceptions.ResourceNotFoundException):
        client().delete_image(Name="missing")
    shown = requests.get(f"{url}/moto-api/appstream/unused-failures", timeout=5).json()
    assert shown == {
        "unused_failures": [
            {
                "operation_name": None,
                "code": "IMAGE_COPY_FAILURE",
                "message": "The image could not be copied.",
                "times": 1,
                "used": 0,
                "attempts": None,
                "region": "us-east-1",
                "account_id": None,
            },
            {
                **plan,
                "message": "Slow down.",
                "used": 1,
                "attempts": 1,
                "region": None,
                "account_id": None,
            },
        ],
        "unused_answers": [],
    }


def get_calls(url: str, query: str = "") -> Any:
    return requests.get(f"{url}/moto-api/appstream/calls{query}", timeout=5).json()


def test_the_calls_are_shown_and_forgotten(service: Any) -> None:
    url, client = service
    post(url, "image", {"name": "golden", "created_time": "2026-11-01T00:00:00Z"})
    before = time.time()
    client().describe_images(Names=["golden"])
    with pytest.raises(client().exceptions.ResourceNotFoundException):
        client("eu-west-1").delete_image(Name="missing")
    shown = get_calls(url)
    described, deleted = shown["calls"]
    assert shown["dropped"] == 0
    assert described["answer"].pop("Images")[0]["CreatedTime"] == 1793491200
    assert before <= described.pop("time") <= deleted.pop("time") <= time.time()
    place = {"account_id": ACCOUNT, "attempts": 1}
    assert described == {
        **place,
        "operation": "DescribeImages",
        "parameters": {"Names": ["golden"]},
        "region": "us-east-1",
        "answer": {},
        "error": None,
        "message": None,
    }
    assert deleted == {
        **place,
        "operation": "DeleteImage",
        "parameters": {"Name": "missing"},
        "region": "eu-west-1",
        "answer": None,
        "error": "ResourceNotFoundException",
        "message": f"The image missing for account {ACCOUNT} does not exist.",
    }
    assert operations(get_calls(url, "?operation=DeleteImage")) == ["DeleteImage"]
    both = get_calls(url, "?operation=DeleteImage&operation=DescribeImages")
    assert operations(both) == ["DescribeImages", "DeleteImage"]
    assert get_calls(url, "?operation=CopyImage")["calls"] == []
    assert requests.delete(f"{url}/moto-api/appstream/calls", timeout=5).json() == {}
    assert get_calls(url) == {"calls": [], "dropped": 0}


def operations(shown: Any) -> list[str]:
    return [call["operation"] for call in shown["calls"]]


def test_a_wrong_request_for_calls_is_refused(service: Any) -> None:
    url, _ = service
    answer = requests.get(f"{url}/moto-api/appstream/calls?operation=CopyImages", timeout=5)
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "CopyImages is not an operation of AppStream (did you mean CopyImage?).",
    )
    answer = post(url, "calls", {})
    assert (answer.status_code, answer.json()["message"]) == (
        405,
        "Use GET or DELETE for /moto-api/appstream/calls.",
    )


@pytest.mark.usefixtures("appstream")
def test_calls_in_cbor_that_json_cannot_say_are_shown_as_far_as_it_can() -> None:
    headers = {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}
    requests.post(
        "https://appstream2.us-east-1.amazonaws.com"
        "/service/PhotonAdminProxyService/operation/DescribeImages",
        data=cbor2.dumps({"Names": b"golden", b"Type": "PRIVATE"}),
        headers=headers,
        timeout=5,
    )
    (call,) = get_calls("http://motoapi.amazonaws.com")["calls"]
    assert call["parameters"] == {"Names": "b'golden'"}


def test_an_answer_is_planned_over_http(service: Any) -> None:
    url, client = service
    session = {"id": "1", "user_id": "ann", "stack_name": "lab", "fleet_name": "desks"}
    sessions = {"sessions": [{**session, "state": "ACTIVE"}]}
    plan = {"operation_name": "DescribeSessions", "answer": sessions, "times": 2}
    assert (post(url, "answer", plan).status_code, post(url, "answer", plan).json()) == (200, {})
    answer = client().describe_sessions(StackName="lab", FleetName="desks")
    assert answer["Sessions"][0]["UserId"] == "ann"
    left = requests.get(f"{url}/moto-api/appstream/unused-failures", timeout=5).json()
    assert [plan["used"] for plan in left["unused_answers"]] == [1, 0]
    refused = post(url, "answer", {**plan, "answer": {"sessions": 3}})
    assert refused.status_code == 400
    assert refused.json()["message"] == "answer.sessions must be a list."
    refused = post(url, "answer", {"operation_name": "DescribeSessions"})
    assert refused.json()["message"] == "The argument answer is missing."


def test_seeding_is_a_post(service: Any) -> None:
    url, _ = service
    answer = requests.get(f"{url}/moto-api/appstream/image", timeout=5)
    assert (answer.status_code, answer.json()["message"]) == (
        405,
        "Use POST for /moto-api/appstream/image.",
    )


def test_the_images_are_shown_as_a_seed_file_has_them(service: Any) -> None:
    url, client = service
    post(url, "image", {"name": "golden"})
    shown = requests.get(f"{url}/moto-api/appstream/images", timeout=5).json()
    assert [image["name"] for image in shown["images"]] == ["golden"]
    assert shown == json.loads(json.dumps(dump.present()))
    client().describe_images()
    shown = requests.get(f"{url}/moto-api/appstream/images?base-images=true", timeout=5).json()
    assert len(shown["images"]) > 16


def test_looking_at_the_images_does_not_move_a_copy_on(service: Any) -> None:
    url, client = service
    transition = {"progression": "manual", "times": 1}
    set_transition(url, "set", transition=transition)
    try:
        post(url, "image", {"name": "golden"})
        copy(client(), "golden", "golden")
        for _ in range(3):
            shown = requests.get(f"{url}/moto-api/appstream/images", timeout=5).json()
            assert shown["images"][-1]["state"] == "COPYING"
        assert described(client("us-west-2"), "golden")["State"] == "AVAILABLE"
    finally:
        set_transition(url, "unset")


def set_transition(url: str, verb: str, **body: Any) -> None:
    answer = requests.post(
        f"{url}/moto-api/state-manager/{verb}-transition",
        json={"model_name": "appstream::image", **body},
        timeout=5,
    )
    assert answer.status_code == 201


def test_motos_reset_holds_for_what_was_seeded(service: Any) -> None:
    url, client = service
    post(url, "image", {"name": "golden"})
    post(url, "quotas", {"images": 0})
    requests.post(f"{url}/moto-api/reset", timeout=5)
    assert names(client(), Type="PRIVATE") == []
    post(url, "image", {"name": "golden"})
    copy(client(), "golden", "golden")


@pytest.mark.usefixtures("appstream")
@pytest.mark.parametrize("path", ["", "/"])
def test_the_page_is_whole_and_may_ask_nobody_else(path: str) -> None:
    answer = requests.get(f"http://motoapi.amazonaws.com/moto-api/appstream{path}", timeout=5)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.text.startswith("<!doctype html>")
    assert not re.search(r"(?:src|href)=\"(?!data:)", answer.text)


# TEST_SERVER_MODE

TEST_OF_A_USER = """
import boto3, datetime, pytest, types
from moto_appstream import mock_appstream, seed
from moto_appstream.seeding import documents, dump

def test_the_seed_functions_go_to_the_server(appstream, appstream_client, tmp_path):
    november = datetime.datetime(2026, 11, 1)
    others = {"111122223333"}
    tags = types.MappingProxyType({"a": "b"})
    golden = seed.image("golden", created_time=november, tags=tags, shared_with=others)
    assert appstream.describe_images(Names=["golden"])["Images"] == [golden]
    assert dump.present()["images"] == []  # not in this process
    seed.fleet("production", image="golden")
    seed.quotas(images=3)
    seed.copy_failure()
    seed.failure("DeleteImage", "ConcurrentModificationException")
    assert [str(failure) for failure in seed.unused()] == [
        "seed.copy_failure(): used 0 of 1 times",
        'seed.failure("DeleteImage", "ConcurrentModificationException"): used 0 of 1 times',
    ]
    with pytest.raises(appstream.exceptions.ConcurrentModificationException):
        appstream.delete_image(Name="golden")
    assert [type(failure) for failure in seed.unused()] == [seed.UnusedFailure]
    file = tmp_path / "seed.json"
    file.write_text('{"images": [{"name": "from-file", "account_id": "111122223333"}]}')
    seed.load(file)
    other = appstream_client(account_id="111122223333")
    assert other.describe_images(Names=["from-file"])["Images"]
    with pytest.raises(ValueError, match="colour is not a member"):
        seed.image("wrong", colour="red")
    with pytest.raises(ValueError, match="cannot be sent to the server"):
        seed.image("wrong", platform=object())
    file.write_text('{"images": [{"name": "from-file", "account_id": "111122223333"}]}')
    with pytest.raises(ValueError, match=r"seed.json: images\\[0\\]: The image from-file already"):
        seed.load(file)

def test_the_calls_are_those_of_the_server(appstream, appstream_calls):
    seed.answer("DescribeSessions", {"Sessions": []}, times=3)
    created = seed.image("golden")["CreatedTime"]
    appstream.describe_sessions(StackName="lab", FleetName="desks")
    appstream.describe_images(Names=["golden"])
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.delete_image(Name="missing")
    assert appstream_calls == [
        {"StackName": "lab", "FleetName": "desks"}, {"Names": ["golden"]}, {"Name": "missing"}
    ]
    described = appstream_calls.of("DescribeImages").one()
    assert described.answer["Images"][0]["CreatedTime"] == created
    assert (described.error, described.attempts, described.region) == (None, 1, "us-east-1")
    assert described.time.tzinfo is datetime.timezone.utc
    deleted = appstream_calls.of("DeleteImage").one()
    assert (deleted.answer, deleted.error) == (None, "ResourceNotFoundException")
    assert deleted.message.endswith("does not exist.")
    appstream_calls.forget()
    assert appstream_calls == []
    assert str(seed.unused()[0]) == (
        "seed.answer(\\"DescribeSessions\\", {'Sessions': []}, times=3): used 1 of 3 times"
    )
    with pytest.raises(ValueError, match="cannot be sent to the server"):
        seed.answer("DescribeSessions", lambda parameters: {})

@pytest.mark.appstream(assert_all_used=True)
def test_that_leaves_a_failure_unused(appstream):
    seed.failure("DeleteImage", "ConcurrentModificationException")

@mock_appstream
def test_each_test_starts_anew():
    assert seed.unused() == []
    assert boto3.client("appstream", "us-east-1").describe_images(Type="PRIVATE")["Images"] == []
    seed.image("golden", region="us-east-1")
"""


def test_under_test_server_mode_the_seed_functions_go_to_the_server(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setenv("TEST_SERVER_MODE", "true")
    monkeypatch.setenv("TEST_SERVER_MODE_ENDPOINT", server)
    pytester.makepyfile(TEST_OF_A_USER)
    result = pytester.runpytest_subprocess("-W", "error")
    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(['  seed.failure("DeleteImage", *): used 0 of 1 times'])


def test_where_there_is_no_server_to_seed_it_says_so() -> None:
    code = """
    from moto_appstream import seed
    for function in (lambda: seed.image("golden"), seed.unused):
        try:
            function()
        except RuntimeError as error:
            print(error)
    """
    url = f"http://127.0.0.1:{free_port()}"
    done = run_python(
        "-c", textwrap.dedent(code), TEST_SERVER_MODE="true", TEST_SERVER_MODE_ENDPOINT=url
    )
    line = f"There is no server at {url}: start one with `moto-appstream server`.\n"
    assert (done.stdout, done.stderr) == (line * 2, "")


def test_a_server_without_this_package_says_how_to_start_one_that_has_it(tmp_path: Path) -> None:
    code = """
import os, sys
os.environ["TEST_SERVER_MODE"] = "true"
os.environ["TEST_SERVER_MODE_ENDPOINT"] = "http://127.0.0.1:{port}"
from moto_appstream import seed
try:
    seed.image("golden")
except RuntimeError as error:
    print(error)
"""
    bare = subprocess.Popen(
        [sys.executable, "-c", "import moto.server as s; s.main(['-p', '0'])"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert bare.stderr
    try:
        port = next(line.split(":")[-1].strip() for line in bare.stderr if "Running on" in line)
        told = subprocess.run(
            [sys.executable, "-c", code.format(port=port)],
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        bare.terminate()
        bare.communicate()
    assert "moto-appstream server" in told.stdout
