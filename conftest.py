"""What the tests of this project share, made with the plugin's fixtures as a user would."""

from __future__ import annotations

from typing import Any

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def no_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients made from now on do not repeat a call that fails."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


@pytest.fixture
def golden(appstream: Any) -> dict[str, Any]:
    """An own image in the default region, as DescribeImages answers it."""
    from moto_appstream import seed

    return seed.image("golden-2026-11")


@pytest.fixture
def recovery(appstream_client: Any) -> Any:
    """A client for the recovery region, to which images are copied."""
    return appstream_client("us-west-2")
