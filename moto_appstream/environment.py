"""The environment of code that runs inside the mock, whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

DEFAULT_REGION = "us-east-1"

TESTING_CREDENTIALS = {
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
    "aws_session_token": "testing",
}

_SET = {
    **{name.upper(): value for name, value in TESTING_CREDENTIALS.items()},
    "AWS_SECURITY_TOKEN": "testing",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_UNSET = {
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
}


def aws_variables(region: str) -> dict[str, str | None]:
    """Testing credentials and a default region; None for what could lead a client away.

    :param region: the default region.
    """
    endpoints = [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]
    return {
        **dict.fromkeys([*_UNSET, *endpoints]),
        **_SET,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
    }


@contextmanager
def aws_environment(region: str) -> Iterator[None]:
    """The environment with these variables, and as it was afterwards.

    :param region: the default region.
    """
    before = dict(os.environ)
    for name, value in aws_variables(region).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
