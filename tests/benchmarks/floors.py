"""What nothing that is moto can beat: the same call and the same answer, and nothing between.

botocore's floor is a hook that answers instead of moto. moto's is a handler that moto finds before
any other, and that has its answer ready.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar, cast

import boto3
from botocore.awsrequest import AWSResponse
from moto.backend_index import backend_url_patterns
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

Answer = tuple[int, dict[str, str], bytes]

# The region of the canned handler, whose clients differ from others in nothing else.
REGION = "us-east-2"
_HOST = rf"https?://appstream2\.{REGION}\.amazonaws\.com"

_session: Any = boto3.Session("testing", "testing")


def client(service: str = "appstream", region: str = "us-east-1") -> Any:
    return _session.client(service, region_name=region)


class _Canned(BaseBackend):
    answer: ClassVar[Answer]
    urls: ClassVar = {f"{_HOST}/$": lambda request, full_url, headers: _Canned.answer}


def can(answer: Answer) -> None:
    """Have the canned handler answer this."""
    _Canned.answer = answer


@contextmanager
def canned_handler() -> Iterator[None]:
    """A service of moto's that answers what was canned."""
    service: Any = ModuleType("moto.canned")
    service.canned_backends = BackendDict(_Canned, "appstream")
    sys.modules[service.__name__] = service
    pattern = ("canned", re.compile(_HOST))
    backend_url_patterns.insert(0, pattern)
    try:
        yield
    finally:
        backend_url_patterns.remove(pattern)
        del sys.modules[service.__name__]


def client_without_moto(answer: Answer) -> Any:
    """A client that gets this answer."""

    def send(request: Any, **_: Any) -> AWSResponse:
        status, headers, body = answer
        raw: Any = MockRawResponse(body)
        return AWSResponse(request.url, status, cast(Any, headers), raw)

    return _client_sending(send)


def answer_to(call: Callable[[Any], object], region: str) -> Answer:
    """What the mock answers to a call, in bytes."""
    answers: list[Answer] = []

    def send(request: Any, **_: Any) -> Any:
        response: Any = botocore_stubber("before-send", request)
        answers.append((response.status_code, dict(response.headers), response.raw.getvalue()))
        return response

    call(_client_sending(send, region))
    (answer,) = answers
    return answer


def _client_sending(send: Callable[..., Any], region: str = "us-east-1") -> Any:
    sending = client(region=region)
    sending.meta.events.unregister("before-send", botocore_stubber)
    sending.meta.events.register("before-send", send)
    return sending
