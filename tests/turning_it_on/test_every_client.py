"""Clients that were made before the mock, and before moto itself was imported: in fresh processes,
with what looks like a real key, and without a network.
"""

from __future__ import annotations

import textwrap
import threading
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from mocking import EscapedError, is_mocked, make_client
from mocking import surroundings as surroundings
from moto import mock_aws, settings
from moto.core import models
from moto.core.models import botocore_stubber
from support import run_python

from moto_appstream import mock_appstream, moto_internals, seed

# What a user's module may have made when it is imported.
HANDLER = """
import queue, threading
import boto3

client = boto3.client("appstream")
# What copy.copy makes of it where botocore lets it: often it recurses for ever.
copied = object.__new__(type(client))
vars(copied).update(vars(client))
session = boto3.Session()
bucket = boto3.resource("s3").Bucket("installers")
paginator = client.get_paginator("describe_images")
asked, told = queue.Queue(), queue.Queue()

def names(client):
    return [image["Name"] for image in client.describe_images(Type="PRIVATE")["Images"]]

def work():
    mine = boto3.client("appstream")
    while asked.get():
        told.put(names(mine))

threading.Thread(target=work, daemon=True).start()

def in_thread():
    asked.put(True)
    return told.get(timeout=20)

def see():
    bucket.create()
    assert [found.name for found in boto3.resource("s3").buckets.all()] == ["installers"]
    pages = paginator.paginate(Type="PRIVATE")
    seen = [[image["Name"] for page in pages for image in page["Images"]], in_thread()]
    for each in (client, copied, session.client("appstream"), boto3.client("appstream")):
        seen.append(names(each))
    assert all(each == seen[0] for each in seen), seen
    return seen[0]

def check():
    from moto_appstream import seed
    assert see() == []
    bucket.delete()
    seed.image("golden")
    assert see() == ["golden"]
    client.delete_image(Name="golden")
    try:
        client.delete_image(Name="golden")
    except client.exceptions.ResourceNotFoundException:
        pass

def check_that_it_is_off():
    try:
        client.describe_images()
    except Exception as error:
        assert "reaches for the network: appstream2.us-east-1.amazonaws.com" in str(error), error
    else:
        raise AssertionError("It is on.")
"""

FORMS = {
    "decorator": """
        @moto_appstream.mock_appstream
        def test():
            handler.check()
        """,
    "context manager": """
        def test():
            with moto_appstream.mock_appstream():
                handler.check()
        """,
    "inside mock_aws": """
        def test():
            from moto import mock_aws
            with mock_aws(), moto_appstream.mock_appstream():
                handler.check()
        """,
    "start and stop": """
        def test():
            mock = moto_appstream.mock_appstream()
            mock.start()
            handler.check()
            mock.stop()
        """,
    "class": """
        @moto_appstream.mock_appstream
        class Tests:
            def test(self):
                handler.check()

        def test():
            Tests().test()
        """,
    "test case": """
        import unittest

        @moto_appstream.mock_appstream
        class Tests(unittest.TestCase):
            def test(self):
                handler.check()

        def test():
            Tests("test").debug()
        """,
    "coroutine": """
        import asyncio

        @moto_appstream.mock_appstream
        async def check():
            handler.check()

        def test():
            asyncio.run(check())
        """,
}
ORDERS = {
    "before": "import handler, moto_appstream",
    "between": "import moto_appstream, handler, moto",
    "after": "import moto, moto_appstream, handler",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "handler.py").write_text(HANDLER)
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    """What Python prints, to which AWS's variables are those of a developer."""
    done = run_python(
        *arguments,
        cwd=folder,
        AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_MAX_ATTEMPTS="1",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("order", ORDERS)
def test_whatever_was_made_before_is_answered_in_process(order: str, folder: Path) -> None:
    # All forms in one process, which takes seconds to start.
    forms = [textwrap.dedent(form) for form in FORMS.values()]
    turn = list(ORDERS).index(order) * 2
    code = "".join(
        f"{form}\nfor _ in range(2):\n    test()\n    handler.check_that_it_is_off()\n"
        for form in forms[turn:] + forms[:turn]
    )
    (folder / "script.py").write_text(f"{ORDERS[order]}\n{code}")
    run(folder, "script.py")


@pytest.mark.parametrize("order", ORDERS)
def test_the_fixture_answers_it_too(order: str, folder: Path) -> None:
    code = """
def test(appstream):
    handler.check()

def test_off():
    handler.check_that_it_is_off()

def test_again(appstream):
    handler.check()
"""
    (folder / "test_handler.py").write_text(ORDERS[order] + code)
    told = run(folder, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")
    assert "3 passed" in told


def test_a_script_that_is_run_is_answered_up_to_its_last_exit_handler(folder: Path) -> None:
    (folder / "script.py").write_text(
        "import atexit, handler\nhandler.check()\natexit.register(lambda: print(handler.see()))\n"
    )
    assert run(folder, "-m", "moto_appstream", "run", "script.py") == "[]\n"


def test_plain_mock_aws_is_with_the_plugin_what_it_is_without(folder: Path) -> None:
    code = """
import boto3
from moto import mock_aws
import handler

@mock_aws
def test_a_client_that_moto_knows():
    boto3.resource("s3").Bucket("installers").create()
    assert [found.name for found in handler.session.resource("s3").buckets.all()]
    assert handler.bucket.creation_date

def test_off():
    handler.check_that_it_is_off()
"""
    (folder / "test_handler.py").write_text(code)
    arguments = ["-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    for options in ([], ["-p", "no:moto_appstream"]):
        assert "2 passed" in run(folder, *arguments, *options)


# A client that moto does not know: like one that was made before moto was imported.


def forgotten(service: str = "appstream", **options: Any) -> Any:
    session: Any = boto3.Session("id", "secret", region_name="us-east-1")
    config = Config(retries={"max_attempts": 0})
    client = session.client(service, config=config, **options)
    client.meta.events.unregister("before-send", botocore_stubber)
    return client


def test_a_client_that_moto_knows_is_answered_once_and_by_moto() -> None:
    known, unknown = make_client(), forgotten()
    answered: list[str] = []

    def ask(event: str, request: Any, **_: Any) -> Any:
        answered.append(request.url)
        return botocore_stubber.__class__.__call__(botocore_stubber, event, request)

    with mock_appstream(), patch.object(moto_internals, "botocore_stubber", ask):
        known.describe_images()
        assert answered == []
        unknown.describe_images()
        assert len(answered) == 1


@pytest.mark.parametrize(
    "host",
    [
        "nothing.us-east-1.amazonaws.com",
        "NOTHING.us-east-1.AMAZONAWS.com",
        "s3.us-east-1.amazonaws.com.",
        "nothing.us-east-1.api.aws",
        "nothing.cn-north-1.amazonaws.com.cn",
        "us-east-1.signin.aws",
        "signin.amazonaws-us-gov.com",
        "portal.awsapps.com",
        "nothing.us-iso-east-1.c2s.ic.gov",
    ],
)
def test_a_host_of_aws_that_nothing_mocks_is_an_error_and_never_asked(host: str) -> None:
    refused_and_sent_afterwards(forgotten(endpoint_url=f"https://{host}"), host)


def test_a_client_that_moto_knows_is_not_let_through_either() -> None:
    host = "nothing.us-east-1.api.aws"
    session = boto3.Session("id", "secret", region_name="us-east-1")
    refused_and_sent_afterwards(session.client("appstream", endpoint_url=f"https://{host}"), host)


def refused_and_sent_afterwards(client: Any, host: str) -> None:
    with mock_appstream():
        with pytest.raises(RuntimeError, match="passthrough") as caught:
            client.describe_images()
        assert f"POST https://{host}/ was not sent to AWS" in str(caught.value)
    with pytest.raises(EscapedError):
        client.describe_images()


@pytest.mark.parametrize(
    "passthrough",
    [{"services": ["appstream"]}, {"urls": [r"https?://appstream2\.us-east-1\.amazonaws\.com"]}],
)
def test_what_is_passed_through_is_sent(passthrough: Any) -> None:
    client = forgotten()
    with mock_appstream(config={"core": {"passthrough": passthrough}}):
        with pytest.raises(EscapedError, match=r"https://appstream2\.us-east-1\.amazonaws\.com/"):
            client.describe_images()
        assert forgotten("sts").get_caller_identity()["Account"]


def test_the_configuration_that_the_error_names_has_the_request_sent() -> None:
    client = forgotten(endpoint_url="https://nothing.us-east-1.api.aws")
    with mock_appstream(), pytest.raises(RuntimeError, match="config=") as caught:
        client.describe_images()
    config: Any = {}
    exec(str(caught.value)[str(caught.value).index("config=") :].rstrip("."), config)
    with mock_appstream(config=config["config"]), pytest.raises(EscapedError):
        client.describe_images()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "http://localhost:4566",
        "https://amazonaws.com.example.test",
        "https://myamazonaws.com",
        "https://storage.example.test/amazonaws.com/",
    ],
)
def test_a_host_that_is_not_of_aws_is_asked_as_without_the_mock(url: str) -> None:
    client = forgotten(endpoint_url=url)
    with mock_appstream(), pytest.raises(EscapedError, match=url):
        client.describe_images()


def test_a_mock_that_goes_to_a_proxy_sends_all_requests() -> None:
    moto_internals.answer_every_client(models.ProxyModeMockAWS())
    with pytest.raises(EscapedError):
        forgotten().describe_images()


def test_a_mock_that_goes_to_a_server_lets_no_request_reach_aws() -> None:
    client = forgotten()
    # What such a mock is like in this process: moto's hook is off, and the rest is on.
    with mock_appstream(), pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(botocore_stubber, "enabled", False)
        monkeypatch.setattr(settings, "TEST_SERVER_MODE", True)
        with pytest.raises(RuntimeError, match="In TEST_SERVER_MODE moto leads to its server"):
            client.describe_images()


# What is where botocore sends its requests


def send_now() -> Any:
    return vars(URLLib3Session)["send"]


def test_what_sent_the_requests_before_sends_them_afterwards() -> None:
    before = send_now()
    orders: list[list[Any]] = [
        [mock_appstream],
        [mock_aws, mock_appstream],
        [mock_appstream, mock_aws],
    ]
    for mocks in orders:
        with mocks[0]():
            for mock in mocks[1:]:
                with mock():
                    pass
            assert (send_now() is before) == (mocks[0] is mock_aws)
        assert send_now() is before
    with pytest.raises(LookupError), mock_appstream():
        raise LookupError
    assert send_now() is before


def recorded(_: Any, request: AWSPreparedRequest) -> Any:
    raise LookupError(request.url)


def test_who_replaces_it_inside_the_mock_is_asked_and_may_end_earlier_or_later() -> None:
    client, before = forgotten(), send_now()
    inside = patch.object(URLLib3Session, "send", recorded)
    with mock_appstream():
        with inside, pytest.raises(LookupError):
            client.describe_images()
        assert client.describe_images()["Images"]
    assert send_now() is before

    for _ in range(2):
        mock = mock_appstream()
        mock.start()
        inside.start()
        mock.stop()
        with pytest.raises(LookupError):
            client.describe_images()
        inside.stop()
        # What is put back there is ours, and does nothing.
        with pytest.raises(EscapedError):
            client.describe_images()
        with mock_appstream():
            assert client.describe_images()["Images"]
        assert send_now() is before


def test_stopping_all_patches_does_not_turn_it_off() -> None:
    client = forgotten()
    with mock_appstream():
        patch.stopall()
        assert client.describe_images()["Images"]


def test_a_thread_that_ran_before_is_answered_while_the_mock_is_on() -> None:
    seen: list[Any] = []
    client = forgotten()
    go_on, done = threading.Event(), threading.Event()

    def work() -> None:
        go_on.wait(20)
        seen.extend(image["Name"] for image in client.describe_images(Type="PRIVATE")["Images"])
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    with mock_appstream():
        seed.image("golden")
        go_on.set()
        assert done.wait(20)
    thread.join()
    assert seen == ["golden"]
    assert not is_mocked()


def test_a_botocore_that_sends_otherwise_is_left_alone() -> None:
    class Other:
        pass

    moto_internals._hook(Other, lambda own: own)
    assert not moto_internals._hooked
