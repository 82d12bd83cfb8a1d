"""The calls in a user's tests: pytest runs in pytest, and what it says of a failure is read."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs pytest on the bodies of tests; returns what it says of each, or "" if it passes."""
    monkeypatch.setenv("CI", "true")  # pytest shows whole messages there
    monkeypatch.setenv("COLUMNS", "200")

    def run_pytest(*bodies: str) -> list[str]:
        tests = [
            f"def test_{number}(appstream, appstream_calls):\n"
            + textwrap.indent(textwrap.dedent(body).strip(), "    ")
            for number, body in enumerate(bodies)
        ]
        pytester.makepyfile("\n\n".join([PREAMBLE, *tests]))
        options = ["-W", "error", "-p", "no:cacheprovider", "-p", "no:randomly"]
        result = pytester.runpytest_subprocess(*options)
        _, *sections = re.split(r"(?m)^_+ test_(\d+) _+$", result.stdout.str())
        texts = dict(zip(map(int, sections[::2]), map(errors, sections[1::2]), strict=True))
        passed = len(bodies) - len(texts)
        result.assert_outcomes(passed=passed, failed=len(texts))
        return [texts.get(number, "") for number in range(len(bodies))]

    return run_pytest


def errors(section: str) -> str:
    """The lines of pytest's text that say what is wrong."""
    lines = [line[1:] for line in section.splitlines() if line.startswith("E ")]
    return textwrap.dedent("\n".join(lines))


PREAMBLE = """
import pytest
from moto_appstream import mock_appstream, seed

def roll_out(client):
    seed.image("golden")
    client.copy_image(
        SourceImageName="golden", DestinationImageName="silver", DestinationRegion="us-west-2"
    )
    client.describe_stacks()
"""
COPY = (
    "CopyImage(SourceImageName='golden', DestinationImageName='silver', "
    "DestinationRegion='us-west-2') in us-east-1"
)


def test_what_was_asked_can_be_asserted(run: Any) -> None:
    of_the_fixture = """
        assert appstream_calls == []
        roll_out(appstream)
        assert appstream_calls.of("CopyImage") == [
            {
                "SourceImageName": "golden",
                "DestinationImageName": "silver",
                "DestinationRegion": "us-west-2",
            }
        ]
        call = appstream_calls.of("CopyImage").one()
        assert call.parameters["DestinationRegion"] == "us-west-2"
        assert call.answer == {"DestinationImageName": "silver"}
        assert appstream_calls.operations == ["CopyImage", "DescribeStacks"]
    """
    of_the_mock = """
        with mock_appstream() as mock:
            roll_out(appstream)
            assert mock.calls.of("DescribeStacks") == [{}]
    """
    assert run(of_the_fixture, of_the_mock) == ["", ""]


# An assertion, and what pytest says of it.
FAILING = {
    'appstream_calls.of("CopyImage") == [{"SourceImageName": "gold", "DryRun": True,'
    ' "DestinationImageName": "silver"}]': f"""
        AssertionError: assert calls of CopyImage == expected: 1 made, 1 expected
          1. {COPY}
             SourceImageName is 'golden', expected 'gold'
             DryRun is missing, expected True
             DestinationRegion is 'us-west-2', not expected
    """,
    '[{"Names": ["lab"]}] == appstream_calls[1:]': """
        AssertionError: assert calls == expected: 1 made, 1 expected
          1. DescribeStacks() in us-east-1
             Names is missing, expected ['lab']
    """,
    'appstream_calls == ["CopyImage"]': f"""
        AssertionError: assert calls == expected: 2 made, 1 expected
          1. {COPY}
             is not 'CopyImage'
          2. was not expected: DescribeStacks() in us-east-1
    """,
    'appstream_calls.of("DescribeStacks") == [{}, {"Names": ["lab"]}]': """
        AssertionError: assert calls of DescribeStacks == expected: 1 made, 2 expected
          2. was not made: {'Names': ['lab']}
    """,
    'appstream_calls.of("DeleteImage", "CopyImage", region="eu-west-1") == [{}]': f"""
        AssertionError: assert calls of DeleteImage or CopyImage in eu-west-1 == expected: 0 made, 1 expected
          The calls that were made:
            {COPY}
            DescribeStacks() in us-east-1
    """,  # noqa: E501
    'appstream_calls[1] == {"Names": ["lab"]}': """
        AssertionError: assert DescribeStacks() in us-east-1 == {'Names': ['lab']}
          Names is missing, expected ['lab']
    """,
    'appstream_calls.of("DeleteImage").one() == {"Name": "golden"}': f"""
        AssertionError: Expected one call of DeleteImage, got none. The calls that were made:
          {COPY}
          DescribeStacks() in us-east-1
    """,
    "appstream_calls.one()": f"""
        AssertionError: Expected one call, got 2:
          {COPY}
          DescribeStacks() in us-east-1
    """,
}


def test_a_failing_assertion_says_what_was_called_and_where_it_differs(run: Any) -> None:
    texts = run(*(f"roll_out(appstream)\nassert {assertion}" for assertion in FAILING))
    assert texts == [textwrap.dedent(text).strip() for text in FAILING.values()]


def test_it_says_where_they_differ_inside_and_if_there_was_no_call_at_all(run: Any) -> None:
    inside = """
        connectors = [{"ConnectorType": "HOMEFOLDERS"}, {"ConnectorType": "HOMEFOLDERS"}]
        with pytest.raises(appstream.exceptions.ClientError):
            appstream.create_stack(Name="lab", StorageConnectors=connectors, Tags={"a": "b"})
        wanted = [{"ConnectorType": "HOMEFOLDERS"}, {"ConnectorType": "ONE_DRIVE"}]
        assert appstream_calls.one() == {
            "Name": "lab", "StorageConnectors": wanted, "Tags": {"a": "b", "c": "d"}
        }
    """
    text, nothing = run(inside, 'appstream_calls.of("CopyImage").one()')
    assert text.splitlines()[1:] == [
        "  StorageConnectors[1].ConnectorType is 'HOMEFOLDERS', expected 'ONE_DRIVE'",
        "  Tags.c is missing, expected 'd'",
    ]
    assert nothing == (
        "AssertionError: Expected one call of CopyImage, got none. AppStream was not called at all."
    )


def test_what_has_no_calls_is_compared_as_ever(run: Any) -> None:
    texts = run(
        "assert appstream_calls == []\nassert 3 == 4",
        "assert appstream_calls == []\nassert 3 < 2",
        "assert appstream_calls == 3",
    )
    assert [text.splitlines()[0] for text in texts] == [
        "assert 3 == 4",
        "assert 3 < 2",
        "assert [] == 3",
    ]
