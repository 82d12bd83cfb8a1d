"""``mock_appstream``: every form of it, its configuration, nested and in threads."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from mocking import (
    CREDENTIALS,
    EscapedError,
    base_images,
    describe_surroundings,
    is_mocked,
    make_client,
    own_images,
    with_and_without_credentials,
)
from mocking import surroundings as surroundings
from moto import mock_aws
from moto.core import models
from support import run_code

from moto_appstream import mock_appstream, seed

MOCKS: dict[str, Any] = {"mock_appstream": mock_appstream, "mock_aws": mock_aws}
NO_BASE_IMAGES: Any = {"appstream": {"load_public_images": False}}
PASSED_THROUGH: Any = {"core": {"passthrough": {"services": ["appstream"]}}}


# Every form


def as_decorator(body: Callable[[], None]) -> None:
    mock_appstream(body)()


def as_called_decorator(body: Callable[[], None]) -> None:
    mock_appstream()(body)()


def as_context_manager(body: Callable[[], None]) -> None:
    with mock_appstream():
        body()


def as_start_and_stop(body: Callable[[], None]) -> None:
    mock = mock_appstream()
    mock.start()
    try:
        body()
    finally:
        mock.stop()


every_form = pytest.mark.parametrize(
    "run", [as_decorator, as_called_decorator, as_context_manager, as_start_and_stop]
)


@with_and_without_credentials
@every_form
def test_each_form_is_on_for_its_body_and_starts_afresh(run: Any) -> None:
    def body() -> None:
        assert own_images() == []
        seed.image("golden")
        assert own_images() == ["golden"]
        assert base_images()

    run(body)
    assert not is_mocked()
    run(body)


@with_and_without_credentials
@every_form
def test_an_exception_passes_and_leaves_everything_clean(run: Any) -> None:
    def body() -> None:
        boto3.setup_default_session()
        raise LookupError

    with pytest.raises(LookupError):
        run(body)


@with_and_without_credentials
def test_it_ends_well_when_the_credentials_were_taken_away_inside() -> None:
    with mock_appstream():
        for name in CREDENTIALS:
            del os.environ[name]


def test_a_mock_that_cannot_start_leaves_everything_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(models.MockAWS, "start", fail)
        with pytest.raises(LookupError):
            mock_appstream(config=NO_BASE_IMAGES).start()


def test_stop_before_start_is_an_error() -> None:
    mock = mock_appstream()
    with pytest.raises(RuntimeError, match="before start"):
        mock.stop()
    with mock_appstream():
        with pytest.raises(RuntimeError, match="before start"):
            mock.stop()
        assert is_mocked()
    with mock:
        pass
    with pytest.raises(RuntimeError, match="before start"):
        mock.stop()


def test_start_and_stop_can_keep_the_state() -> None:
    mock = mock_appstream()
    mock.start()
    seed.image("golden")
    mock.stop(remove_data=False)
    mock.start(reset=False)
    kept = own_images()
    mock.stop(remove_data=False)
    assert kept == ["golden"]
    with mock:
        assert own_images() == []


def test_a_client_made_before_works_inside_and_reaches_for_the_network_afterwards() -> None:
    before = make_client()
    with mock_appstream():
        assert before.describe_images(Type="PRIVATE")["Images"] == []
    with pytest.raises(EscapedError, match=r"https://appstream2\.us-east-1\.amazonaws\.com/"):
        before.describe_images()


@mock_appstream
def test_all_of_aws_is_mocked() -> None:
    bucket = boto3.client("s3", region_name="us-east-1")
    bucket.create_bucket(Bucket="installers")
    assert [found["Name"] for found in bucket.list_buckets()["Buckets"]] == ["installers"]
    assert boto3.client("sts", region_name="us-east-1").get_caller_identity()["Account"]


@mock_aws
def test_mock_aws_alone_covers_appstream() -> None:
    seed.image("golden")
    assert own_images() == ["golden"]
    assert base_images()


def test_no_image_is_left_when_it_ends() -> None:
    # In a process of its own: other tests may hold some that go meanwhile.
    code = """
        import gc
        import boto3
        from moto_appstream import mock_appstream, seed

        def count():
            gc.collect()
            return sum(type(one).__name__ == "Image" for one in gc.get_objects())

        for _ in range(2):
            with mock_appstream():
                seed.image("golden", region="us-east-1")
                client = boto3.client("appstream", region_name="us-east-1")
                assert count() == len(client.describe_images()["Images"]) == 17
        print(count())
    """
    assert run_code(code) == "0\n"


# moto's configuration


@mock_appstream(config=NO_BASE_IMAGES)
def test_the_base_images_can_be_left_out() -> None:
    assert base_images() == []


@pytest.mark.parametrize("outer", MOCKS)
def test_a_nested_configuration_ends_with_its_mock(outer: str) -> None:
    with MOCKS[outer]():
        with mock_appstream(config=PASSED_THROUGH):
            assert not is_mocked()
        assert is_mocked()
        with mock_appstream(config={"core": {"mock_credentials": False}}):
            pass
        assert os.environ["AWS_ACCESS_KEY_ID"] == "FOOBARKEY"


@with_and_without_credentials
def test_the_options_of_motos_core_are_obeyed() -> None:
    before = describe_surroundings()[:2]
    core: Any = {"mock_credentials": False, "reset_boto3_session": False}
    with mock_appstream(config={"core": core}):
        assert describe_surroundings()[:2] == before
        assert is_mocked()


# Nesting


def nest(mocks: tuple[str, ...], seeded: tuple[str, ...] = ()) -> None:
    if not mocks:
        return
    with MOCKS[mocks[0]]():
        assert own_images() == list(seeded)
        seeded += (seed.image(f"image-{len(seeded)}")["Name"],)
        boto3.setup_default_session()
        nest(mocks[1:], seeded)
        assert set(own_images()) >= set(seeded)


@with_and_without_credentials
@pytest.mark.parametrize("mocks", list(itertools.product(MOCKS, repeat=3)), ids="-".join)
def test_mocks_nest_in_every_order_and_the_outermost_alone_resets(mocks: tuple[str, ...]) -> None:
    nest(mocks)
    assert not is_mocked()
    nest(mocks)


@with_and_without_credentials
def test_one_mock_can_be_entered_again_while_it_is_on() -> None:
    mock = mock_appstream()

    @mock
    def countdown(number: int) -> None:
        seed.image(f"image-{number}")
        with mock:
            if number:
                countdown(number - 1)
        assert len(own_images()) == 4

    countdown(3)


@with_and_without_credentials
def test_one_mock_can_be_on_in_several_threads() -> None:
    mock = mock_appstream()

    def work(_: int) -> bool:
        with mock:
            return is_mocked()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(work, range(200)))
    finally:
        sys.setswitchinterval(interval)


# Types

TYPED = """
from collections.abc import Iterator
from typing import Any
from unittest import TestCase
from typing_extensions import assert_type
from moto_appstream import mock_appstream, seed

@mock_appstream
def function(number: int, *, name: str = "") -> list[str]:
    return [name] * number

@mock_appstream()
async def coroutine() -> str:
    return await coroutine()

@mock_appstream(config={"appstream": {"load_public_images": False}})
def generator() -> Iterator[int]:
    yield 1

@mock_appstream
class Case(TestCase):
    number = 1

async def use() -> None:
    assert_type(function(1, name=""), list[str])
    function("1")  # type: ignore[arg-type]
    assert_type(await coroutine(), str)
    assert_type(generator(), Iterator[int])
    assert_type(Case().number, int)
    assert_type(seed.image("golden"), dict[str, Any])
    mock_appstream(config={"appstream": {"misspelt": False}})  # type: ignore[call-overload]
    with mock_appstream() as mock:
        mock.start(reset=False)
        mock.stop(remove_data=False)
        reveal_type(mock)
"""


def test_types_and_signatures_are_kept(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    (tmp_path / "typed.py").write_text(TYPED)
    # moto is large, and has no part in this but for the type of its configuration.
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nstrict = true\n[mypy-moto.*]\nfollow_imports = skip\n"
        "[mypy-moto.core.config]\nfollow_imports = normal\n"
    )
    cache_dir = Path(__file__).parents[2] / ".mypy_cache"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(cache_dir), "typed.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'Revealed type is "moto_appstream.mock.MockAppStream"' in done.stdout
