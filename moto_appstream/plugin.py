"""The pytest plugin: ``appstream``, ``appstream_client`` and ``appstream_calls``.

What the fixtures need is imported when one is first used: a test run without them does not pay
for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import moto_appstream  # noqa: F401  makes AppStream known to plain mock_aws

if TYPE_CHECKING:
    from mypy_boto3_appstream.client import AppStreamClient

    from moto_appstream.calls import AppStreamCalls
    from moto_appstream.clients import AppStreamClients

# Whether the body of a test has passed.
_PASSED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("appstream_region", "The default region of the appstream fixtures.")
    parser.addini(
        "appstream_assert_all_used",
        "Whether the appstream fixtures fail a test that leaves what it planned unused.",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "appstream(region=None, config=None, assert_all_used=False): the default region of the "
        "appstream fixtures, the configuration of their mock, and whether they fail a test that "
        "leaves what it planned unused.",
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when == "call":
        item.stash[_PASSED] = report.passed


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    # A test that has calls to compare has imported them.
    if op != "==" or "moto_appstream.calls" not in sys.modules:
        return None
    from moto_appstream.differences import explain

    return explain(left, right)


@pytest.fixture
def appstream_client(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppStreamClients]:
    """AWS mocked for this test, and a factory of AppStream clients for any region and account.

    The default region is that of the marker ``@pytest.mark.appstream(region=...)``, else of the
    ini option ``appstream_region``, else us-east-1.
    """
    from moto_appstream.environment import DEFAULT_REGION, aws_variables

    options = _options(request)
    region = options.get("region") or request.config.getini("appstream_region") or DEFAULT_REGION
    # With the test's own monkeypatch, which undoes what the test set before what is set here.
    for name, value in aws_variables(region).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    # Not before: older releases of moto cannot be imported with a profile that is missing.
    from moto_appstream.clients import AppStreamClients
    from moto_appstream.mock import mock_appstream

    with mock_appstream(config=options.get("config")):
        yield AppStreamClients(region)
        # A test that failed, or was skipped, may have had no time for them.
        if _asserts_all_used(request, options) and request.node.stash.get(_PASSED, False):
            _assert_all_used()


@pytest.fixture
def appstream(appstream_client: AppStreamClients) -> AppStreamClient:
    """AWS mocked for this test, and an AppStream client for the default region."""
    return appstream_client()


@pytest.fixture
def appstream_calls(appstream_client: AppStreamClients) -> AppStreamCalls:
    """AWS mocked for this test, and the calls of AppStream that it has made by now."""
    from moto_appstream.calls import AppStreamCalls

    return AppStreamCalls()


def _options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The arguments of the marker: of several, the closest one that has them."""
    options: dict[str, Any] = {}
    for marker in request.node.iter_markers("appstream"):
        unknown = set(marker.kwargs) - {"region", "config", "assert_all_used"}
        if marker.args or unknown:
            raise pytest.UsageError(
                "The marker appstream takes region=, config= and assert_all_used=, not "
                f"{', '.join([*map(repr, marker.args), *sorted(unknown)])}."
            )
        options = {**marker.kwargs, **options}
    if options.get("assert_all_used") not in (None, True, False):
        raise pytest.UsageError(
            f"assert_all_used must be True or False, got {options['assert_all_used']!r}."
        )
    return options


def _asserts_all_used(request: pytest.FixtureRequest, options: dict[str, Any]) -> bool:
    wanted = options.get("assert_all_used")
    if wanted is None:
        wanted = request.config.getini("appstream_assert_all_used")
    return bool(wanted)


def _assert_all_used() -> None:
    from moto_appstream import seed

    unused = seed.unused()
    if unused:
        lines = "\n".join(f"  {plan}" for plan in unused)
        pytest.fail(
            f"The test planned this and did not use it up:\n{lines}\n"
            "If that is intended, mark it with @pytest.mark.appstream(assert_all_used=False).",
            pytrace=False,
        )
