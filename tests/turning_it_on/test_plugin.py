"""The plugin as pytest finds it once the package is installed: pytest runs in pytest."""

from __future__ import annotations

import os
import textwrap
from typing import Any

import pytest


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs pytest on a file with this code, in a process of its own, with warnings as errors."""
    for name in [name for name in os.environ if "AWS" in name]:
        monkeypatch.delenv(name)

    def run_pytest(code: str, *arguments: str, **environment: str) -> pytest.RunResult:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        pytester.makepyfile(test_user=textwrap.dedent(code))
        return pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider", *arguments)

    return run_pytest


def test_the_fixtures_are_there_and_listed_with_what_they_do(run: Any) -> None:
    result = run("def test_nothing(): pass", "--fixtures")
    result.stdout.fnmatch_lines(["appstream -- *", "*an AppStream client for the default region*"])
    result.stdout.fnmatch_lines(["appstream_client -- *", "*factory of AppStream clients*"])
    run("", "--markers").stdout.fnmatch_lines(
        ["@pytest.mark.appstream(region=None, config=None, *"]
    )


def test_without_its_use_moto_and_boto3_are_not_imported(run: Any) -> None:
    result = run(
        """
        import sys

        def test_nothing():
            assert not {"moto", "boto3", "botocore", "responses", "requests"} & set(sys.modules)
        """,
        "-p",
        "no:randomly",
    )
    result.assert_outcomes(passed=1)


def test_plain_mock_aws_covers_appstream_with_nothing_imported(run: Any) -> None:
    result = run(
        """
        import boto3
        from moto import mock_aws

        @mock_aws
        def test_it():
            assert boto3.client("appstream", "us-east-1").describe_images()["Images"]
        """
    )
    result.assert_outcomes(passed=1)


def test_each_test_starts_afresh_in_the_environment_it_is_given(run: Any) -> None:
    code = """
        import os
        import boto3
        import pytest

        BEFORE = {name: value for name, value in os.environ.items() if "PYTEST" not in name}

        @pytest.mark.parametrize("number", range(2))
        def test_the_fixture(appstream, number):
            # Older releases of moto cannot be imported with a profile that is missing.
            from moto_appstream import seed

            assert appstream.describe_images(Type="PRIVATE")["Images"] == []
            seed.image("golden")
            for client in (appstream, boto3.client("appstream")):
                assert client.meta.region_name == "us-east-1"
                assert client.meta.endpoint_url == "https://appstream2.us-east-1.amazonaws.com"
                assert client.describe_images(Names=["golden"])["Images"]
            assert "AWS_PROFILE" not in os.environ

        @pytest.fixture(scope="session", autouse=True)
        def environment():
            yield
            after = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
            assert after == BEFORE
    """
    result = run(
        code,
        AWS_PROFILE="missing",
        AWS_DEFAULT_REGION="eu-west-1",
        AWS_REGION="eu-west-1",
        AWS_ENDPOINT_URL="http://127.0.0.1:1",
        AWS_ENDPOINT_URL_APPSTREAM="http://127.0.0.1:1",
        AWS_ACCESS_KEY_ID="real",
        AWS_CONFIG_FILE="/missing",
        AWS_USE_FIPS_ENDPOINT="true",
    )
    result.assert_outcomes(passed=2)


def test_the_default_region_is_that_of_the_closest_marker_else_of_the_ini_option(
    run: Any, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nappstream_region = eu-west-1\n")
    result = run(
        """
        import pytest

        def test_ini(appstream, appstream_client):
            assert appstream.meta.region_name == "eu-west-1"
            assert appstream_client().meta.region_name == "eu-west-1"
            assert appstream_client("us-west-2").meta.region_name == "us-west-2"

        @pytest.mark.appstream(region="eu-central-1")
        class TestMarked:
            def test_class(self, appstream):
                assert appstream.meta.region_name == "eu-central-1"

            @pytest.mark.appstream(region="us-gov-west-1")
            def test_function(self, appstream):
                assert appstream.meta.region_name == "us-gov-west-1"

            @pytest.mark.appstream(config={"appstream": {"load_public_images": False}})
            def test_both(self, appstream):
                assert appstream.meta.region_name == "eu-central-1"
                assert appstream.describe_images()["Images"] == []
        """
    )
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("arguments", ["'us-east-1'", "place='us-east-1'"])
def test_a_marker_that_is_written_otherwise_is_refused(run: Any, arguments: str) -> None:
    result = run(
        f"""
        import pytest

        @pytest.mark.appstream({arguments})
        def test_it(appstream):
            pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*The marker appstream takes region=, config= and assert_all_used=, not *"]
    )


def test_an_account_that_none_can_be_is_refused(run: Any) -> None:
    result = run(
        """
        import pytest

        def test_it(appstream_client):
            with pytest.raises(ValueError, match="twelve digits, got '12'"):
                appstream_client(account_id="12")
        """
    )
    result.assert_outcomes(passed=1)


def test_the_mock_ends_with_the_test_also_when_it_fails(run: Any) -> None:
    result = run(
        """
        import boto3
        import pytest
        from moto_appstream import seed

        def test_a(appstream):
            seed.image("golden")
            raise LookupError

        def test_b():
            with pytest.raises(RuntimeError, match="Seeding needs a mock that is on"):
                seed.image("golden")
        """,
        "-p",
        "no:randomly",
    )
    result.assert_outcomes(passed=1, failed=1)


LEAVES_FAILURES_UNUSED = """
    import boto3
    import pytest
    from moto_appstream import seed

    def leave_unused():
        seed.image("golden")
        seed.failure("DeleteImage", "ConcurrentModificationException", times=2)
        seed.copy_failure(region="us-east-1")
        client = boto3.client("appstream")
        with pytest.raises(client.exceptions.ConcurrentModificationException):
            client.delete_image(Name="golden")

    {marker}
    def test_it(appstream):
        leave_unused()
"""
MARKER = "@pytest.mark.appstream(assert_all_used={})"
INI = "[pytest]\nappstream_assert_all_used = {}\n"


@pytest.mark.parametrize(
    ("marker", "ini", "is_asserted"),
    [
        ("", "", False),
        (MARKER.format(True), "", True),
        ("", INI.format("true"), True),
        (MARKER.format(False), INI.format("true"), False),
        (MARKER.format(True), INI.format("false"), True),
        ("@pytest.mark.appstream(region='eu-west-1')", INI.format("true"), True),
    ],
)
def test_a_test_that_leaves_a_failure_unused_fails_where_that_is_wanted(
    run: Any, pytester: pytest.Pytester, marker: str, ini: str, is_asserted: bool
) -> None:
    pytester.makeini(ini)
    result = run(LEAVES_FAILURES_UNUSED.format(marker=marker))
    result.assert_outcomes(passed=1, errors=int(is_asserted))
    if is_asserted:
        result.stdout.fnmatch_lines(
            [
                "*ERROR at teardown of test_it*",
                "The test planned this and did not use it up:",
                '  seed.failure("DeleteImage", "ConcurrentModificationException", times=2): '
                "used 1 of 2 times",
                '  seed.copy_failure(region="us-east-1"): used 0 of 1 times',
                "*@pytest.mark.appstream(assert_all_used=False).",
            ],
            consecutive=True,
        )


def test_unused_failures_are_of_one_test_and_not_of_one_that_does_not_pass(run: Any) -> None:
    result = run(
        """
        import unittest
        import boto3
        import pytest
        from moto_appstream import seed

        pytestmark = pytest.mark.appstream(assert_all_used=True)

        def test_that_fails(appstream):
            seed.copy_failure()
            raise LookupError

        def test_that_is_skipped(appstream):
            seed.copy_failure()
            pytest.skip("not here")

        @pytest.mark.xfail
        def test_that_is_known_to_fail(appstream):
            seed.copy_failure()
            raise LookupError

        def test_that_plans_nothing(appstream):
            pass

        def test_that_uses_all(appstream):
            seed.failure("DeleteImage", "ConcurrentModificationException")
            with pytest.raises(appstream.exceptions.ConcurrentModificationException):
                appstream.delete_image(Name="golden")

        @pytest.fixture
        def broken(appstream):
            seed.copy_failure()
            raise LookupError

        def test_that_cannot_start(broken):
            pass

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def prepare(self, appstream):
                seed.copy_failure()

            def test_that_passes(self):
                pass

            def test_that_fails(self):
                self.fail()

            def test_that_is_skipped(self):
                self.skipTest("not here")
        """
    )
    # Errors: the one that cannot start, and the one of the class that passes.
    result.assert_outcomes(passed=3, failed=2, skipped=2, xfailed=1, errors=2)
    result.stdout.fnmatch_lines(["*ERROR at teardown of TestCase.test_that_passes*"])


def test_an_option_that_is_neither_true_nor_false_is_refused(run: Any) -> None:
    result = run(LEAVES_FAILURES_UNUSED.format(marker=MARKER.format("'no'")))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*assert_all_used must be True or False, got 'no'."])


def test_fixtures_work_in_parallel_workers_and_in_unittest_classes(run: Any) -> None:
    result = run(
        """
        import unittest
        import pytest
        from moto_appstream import seed

        @pytest.mark.parametrize("number", range(8))
        def test_it(appstream, number):
            assert appstream.describe_images(Type="PRIVATE")["Images"] == []
            seed.image("golden")

        class TestCase(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def prepare(self, appstream):
                self.client = appstream

            def test_it(self):
                seed.image("golden")
                assert self.client.describe_images(Names=["golden"])["Images"]
        """,
        "-n",
        "4",
    )
    result.assert_outcomes(passed=9)


def test_pdb_takes_tear_down_out_of_the_test_and_not_out_of_the_mock(run: Any) -> None:
    result = run(
        """
        import unittest
        import boto3
        from moto_appstream import mock_appstream, seed

        def delete(name):
            boto3.client("appstream", "us-east-1").delete_image(Name=name)

        @mock_appstream
        class Decorated(unittest.TestCase):
            def setUp(self):
                seed.image("golden")

            def tearDown(self):
                delete("golden")
                delete("recovery")

            def test_it(self):
                seed.image("recovery")

            def test_again(self):
                seed.image("recovery")

        class Inheriting(Decorated):
            def tearDown(self):
                super().tearDown()
                seed.image("golden")

        @mock_appstream
        class Mixin:
            def setUp(self):
                seed.image("golden")

            def tearDown(self):
                delete("golden")

        class Joined(Mixin, unittest.TestCase):
            def test_it(self):
                pass
        """,
        "--pdb",
    )
    result.assert_outcomes(passed=5)


def test_the_clients_of_the_code_under_test_raise_what_those_of_the_fixture_raise(run: Any) -> None:
    result = run(
        """
        import boto3
        import pytest

        made_before = boto3.client("appstream", "us-east-1")

        @pytest.mark.parametrize("number", range(2))
        def test_it(appstream, appstream_client, number):
            clients = [
                made_before,
                boto3.client("appstream"),
                appstream,
                appstream_client("eu-west-1"),
                appstream_client(account_id="111122223333"),
            ]
            for expected in clients:
                for client in clients:
                    with pytest.raises(expected.exceptions.ResourceNotFoundException):
                        client.delete_image(Name="golden")
        """,
        AWS_ACCESS_KEY_ID="real",
        AWS_SECRET_ACCESS_KEY="real",
    )
    result.assert_outcomes(passed=2)


def test_the_plugin_can_be_turned_off(run: Any) -> None:
    result = run("def test_it(appstream): pass", "-p", "no:moto_appstream")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*fixture 'appstream' not found*"])
