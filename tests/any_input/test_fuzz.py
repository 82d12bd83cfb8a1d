"""Requests that no client would send: each has a well-formed answer, and a refusal changes nothing.

``APPSTREAM_TEST_TIMES`` makes the run so many times as long.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import botocore.session
import hypothesis.strategies as st
import pytest
import requests
from botocore.awsrequest import AWSPreparedRequest
from hypothesis import HealthCheck, given, settings
from moto.core.models import botocore_stubber
from requests_from_model import OPERATIONS
from store import everything
from support import ACCOUNT, OTHER_ACCOUNT, in_botocore, set_pace

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends

EXAMPLES = round(500 * float(os.environ.get("APPSTREAM_TEST_TIMES", "1")))
MODEL: Any = botocore.session.get_session().get_service_model("appstream")
COMMON_ERRORS = {
    "InvalidParameterValueException",
    "SerializationException",
    "UnknownOperationException",
    "ValidationException",
}
HOST = "https://appstream2.us-east-1.amazonaws.com"
NAMES = ["own", "shared", "used", "failed", "pending", "copying", "public", "theirs", "missing"]


def arn(name: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:appstream:us-east-1:{account}:image/{name}"


ARNS = [*map(arn, NAMES), arn("public", ""), arn("theirs", OTHER_ACCOUNT)]


@pytest.fixture
def furnished(appstream: Any) -> Iterator[Callable[[], None]]:
    """Puts an image of each kind in place, and nothing else; the copy is on its way for long."""
    set_pace(progression="manual", times=3)

    def furnish() -> None:
        appstream_backends.clear()
        seed.image("own", tags={"team": "desktop"})
        seed.image("shared", shared_with=[OTHER_ACCOUNT])
        seed.image("used")
        seed.fleet("production", image="used")
        seed.image("failed", state="FAILED")
        seed.image("pending", state="PENDING")
        seed.image("public", visibility="PUBLIC")
        seed.image("theirs", visibility="SHARED", arn=arn("theirs", OTHER_ACCOUNT))
        appstream.copy_image(
            SourceImageName="own", DestinationImageName="copying", DestinationRegion="us-east-1"
        )
        seed.copy_failure()

    furnish()
    yield furnish
    set_pace()


# Sending


def send_in_process(method: str, url: str, headers: dict[str, str], body: bytes) -> Any:
    """As boto3 does it, when it is about to send."""
    request = AWSPreparedRequest(method, url, in_botocore(headers), body, stream_output=False)
    answer = botocore_stubber("before-send", request)
    assert answer is not None
    return answer


def send_with_requests(method: str, url: str, headers: dict[str, str], body: bytes) -> Any:
    """As code does it that knows nothing of boto3."""
    return requests.request(method, url, headers=headers, data=body, timeout=5)


def call(operation: str, body: Any) -> tuple[str | None, Any]:
    """The code of the error, if it is one, and the answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Amz-Target": f"PhotonAdminProxyService.{operation}"}
    answer = send_in_process("POST", f"{HOST}/", headers, raw)
    return check_answer(answer, operation)


def check_answer(answer: Any, operation: str) -> tuple[str | None, Any]:
    """Whether an answer is one that AWS could give to a call of the operation."""
    assert answer.headers["Content-Type"] == "application/x-amz-json-1.1"
    content = json.loads(answer.content)
    assert isinstance(content, dict)
    known = operation in MODEL.operation_names
    if answer.status_code == 200:
        assert set(content) <= set(MODEL.operation_model(operation).output_shape.members)
        return None, content
    assert 400 <= answer.status_code < 500
    code = content["__type"]
    errors = MODEL.operation_model(operation).error_shapes if known else ()
    assert code in COMMON_ERRORS | {shape.name for shape in errors}
    assert (code == "UnknownOperationException") == (not known)
    message = content["message" if code in COMMON_ERRORS else "Message"]
    assert isinstance(message, str)
    assert message
    return code, content


# What is sent

texts = st.text(st.characters(codec=None, categories=None), max_size=20) | st.sampled_from(
    [
        "",
        "null",
        "\ud800",
        "\x00",
        "a" * 101,
        "x" * 100_000,
        "aws:key",
        "arn:aws:appstream",
        "-" * 30,
    ]
)
numbers = st.integers() | st.sampled_from([10**400, -(10**400), 2**63, 26, 501]) | st.floats()
scalars = st.none() | st.booleans() | numbers | texts
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
KNOWN_VALUES = {
    "Name": NAMES,
    "Arn": ARNS,
    "AwsAccountId": [OTHER_ACCOUNT, ACCOUNT, "1", "12345678901234"],
    "RegionName": ["us-east-1", "us-west-2", "us-gov-west-1", "mars-north-1", "aws", "global"],
    "TagKey": ["team", "key"],
}


def values(shape: Any) -> Any:
    """Values of a shape, of which some are not quite right."""
    kind = shape.type_name
    if kind == "structure":
        members = {name: values(member) for name, member in shape.members.items()}
        unknown = st.dictionaries(texts, scalars, max_size=1)
        structures = st.fixed_dictionaries({}, optional=members)
        right = st.fixed_dictionaries({name: members[name] for name in shape.required_members})
        both = st.tuples(unknown, structures, right).map(
            lambda parts: {**parts[0], **parts[1], **parts[2]}
        )
        good: Any = right | both | structures
    elif kind == "list":
        good = st.lists(values(shape.member), max_size=4)
    elif kind == "map":
        good = st.dictionaries(
            values(shape.key).filter(lambda key: isinstance(key, str)),
            values(shape.value),
            max_size=3,
        )
    elif kind == "boolean":
        good = st.booleans()
    elif kind == "integer":
        good = st.integers(-1, 501)
    else:
        known = getattr(shape, "enum", None) or KNOWN_VALUES.get(shape.name) or NAMES
        good = st.sampled_from(known)
    return st.integers(0, 11).flatmap(lambda chance: junk if chance == 0 else good)


def in_bytes(value: Any) -> Any:
    """Some ways to write a value down, of which not all can be read."""
    plain = json.dumps(value)
    written = plain.encode()
    half = len(written) // 2
    return st.sampled_from(
        [
            *[written] * 12,
            json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"),
            plain.encode("utf-16"),
            b"\xef\xbb\xbf" + written,
            written[:half],
            written[:half] + b"\xff\x00" + written[half:],
            written + b"}",
            written.replace(b'"', b"'"),
            written.replace(b"{", b'{"Name": "own", ', 1),
            written.replace(b": ", b":" + b"[" * 500, 1),
            b"",
        ]
    )


bodies = {
    name: values(MODEL.operation_model(name).input_shape).flatmap(in_bytes) for name in OPERATIONS
}
operations = st.sampled_from(OPERATIONS)
requested = operations.flatmap(lambda name: st.tuples(st.just(name), bodies[name]))
methods = st.sampled_from(["POST"] * 6 + ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
paths = st.sampled_from(
    ["/"] * 6 + ["", "//", "/a/b.c", "/?Action=CopyImage", "/%00%0A", "/service/x/operation/y"]
)
hosts = st.sampled_from(
    [HOST] * 8
    + [
        "https://appstream2-fips.us-west-2.amazonaws.com",
        "https://appstream2.us-gov-west-1.amazonaws.com",
        "https://appstream2.us-east-1.api.aws",
        "http://appstream.us-east-1.amazonaws.com:443",
        "https://appstream2.mars-north-1.amazonaws.com",
    ]
)
targets = st.sampled_from(
    ["PhotonAdminProxyService.{}"] * 12
    + ["", "{}", "PhotonAdminProxyService.", "Other.{}", "photonadminproxyservice.{}"]
    + ["PhotonAdminProxyService.{}.", "PhotonAdminProxyService.__init__"]
)
more_headers = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": st.sampled_from(
            [
                "application/x-amz-json-1.1",
                "application/x-amz-json-1.1; charset=utf-8",
                "application/json;charset=klingon",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "",
            ]
        ),
        "Authorization": st.sampled_from(
            ["", "x", "AWS4-HMAC-SHA256 Credential=", "Credential=//"]
        ),
        "x-moto-account-id": st.sampled_from([ACCOUNT, OTHER_ACCOUNT, "x"]),
        "Accept-Encoding": st.just("gzip"),
        "Content-Encoding": st.sampled_from(["", "gzip", "gzip", "GZIP", "br", "gzip, gzip"]),
    },
)


@st.composite
def messages(draw: Any) -> tuple[str, tuple[str, str, dict[str, str], bytes]]:
    """The operation that a request names, and its method, URL, headers and body."""
    name, body = draw(requested)
    target = draw(targets).format(name)
    headers = {"X-Amz-Target": target, **draw(more_headers)}
    if headers.get("Content-Encoding") and draw(st.booleans()):
        body = gzip.compress(body, mtime=0)[: draw(st.sampled_from([None, None, -4, 12, 5]))]
    prefix, _, operation = target.partition(".")
    operation = operation if prefix == "PhotonAdminProxyService" else ""
    return operation, (draw(methods), draw(hosts) + draw(paths), headers, body)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(conversation=st.lists(messages(), min_size=1, max_size=5), in_process=st.booleans())
@pytest.mark.appstream(config={"appstream": {"load_public_images": False}})
@pytest.mark.row(
    "every-errors-modelled",
    "every-malformed",
    "every-validate",
    "every-unknown-operation",
    "every-no-region",
)
def test_any_request_has_an_answer_and_a_refused_one_changes_nothing(
    furnished: Callable[[], None], conversation: list[Any], in_process: bool
) -> None:
    furnished()
    send = send_in_process if in_process else send_with_requests
    for operation, request in conversation:
        before = everything()
        started = time.monotonic()
        answer = send(*request)
        assert time.monotonic() - started < 5
        code, _ = check_answer(answer, operation)
        assert code is None or everything() == before
