"""``mock_appstream``: every form of it, its configuration, nested and in threads."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import botocore
import pytest
import requests
from botocore.exceptions import ProfileNotFound
from botocore.handlers import BUILTIN_HANDLERS
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
from moto.core.config import default_user_config
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


def test_stop_ends_what_another_object_started() -> None:
    mock_appstream().start()
    assert is_mocked()
    mock_appstream().stop()
    assert not is_mocked()


def test_stop_ends_no_more_than_was_started() -> None:
    first, second = mock_appstream(), mock_appstream()
    with mock_appstream():
        first.start()
        second.start()
        first.stop()
        first.stop()
        with pytest.raises(RuntimeError, match="before start"):
            second.stop()
        assert is_mocked()
    assert not is_mocked()


@pytest.mark.parametrize("outer", MOCKS)
def test_reset_drops_the_state_of_all_services_and_stays_on(outer: str) -> None:
    sts = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
    with MOCKS[outer](), mock_appstream() as mock:
        bucket = boto3.client("s3", region_name="us-east-1")
        for _ in range(2):
            seed.image("golden")
            bucket.create_bucket(Bucket="installers")
            mock.reset()
            assert own_images() == []
            assert base_images()
            assert bucket.list_buckets()["Buckets"] == []
            assert "<Account>123456789012</Account>" in requests.post(sts, timeout=5).text
    mock_appstream().reset()
    assert not is_mocked()


def test_a_function_can_keep_what_another_one_made_as_with_moto() -> None:
    def make() -> None:
        seed.image("golden")

    mock_appstream()(make, remove_data=False)()
    assert mock_appstream()(own_images, reset=False)() == ["golden"]
    assert mock_appstream()(own_images, reset=False)() == []


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


def test_a_configuration_may_come_first() -> None:
    with mock_appstream(NO_BASE_IMAGES):
        assert base_images() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({"appstream": None},), r"config\['appstream'\] must be a dict, got None"),
        (({"core": "no"},), r"config\['core'\] must be a dict, got 'no'"),
        ((None, "config"), "config must be a dict, got 'config'"),
        (({}, {}), "two configurations"),
        ((3,), "decorates a function or a class, not 3"),
    ],
)
def test_an_impossible_configuration_is_refused_at_once(arguments: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        mock_appstream(*arguments)


def test_an_instance_says_what_it_can_decorate() -> None:
    with pytest.raises(TypeError, match=r"decorates a function or a class, not \{\}"):
        mock_appstream()({})  # type: ignore[type-var]


@pytest.mark.parametrize("inner", MOCKS)
def test_stopping_all_patches_brings_no_configuration_back(inner: str) -> None:
    before = describe_surroundings()
    with mock_appstream(config=NO_BASE_IMAGES):
        with MOCKS[inner](config=PASSED_THROUGH):
            pass
        with MOCKS[inner]():
            pass
    patch.stopall()
    assert describe_surroundings() == before


def test_stopping_all_patches_inside_changes_neither_configuration_nor_session() -> None:
    patch.stopall()  # what mocks of moto that nested by themselves have left behind
    before = boto3.DEFAULT_SESSION
    with mock_appstream(config=NO_BASE_IMAGES), mock_appstream():
        patch.stopall()
        assert base_images() == []
        assert boto3.DEFAULT_SESSION is not before


def test_stopping_all_patches_stops_those_of_others_on_the_configuration() -> None:
    before, mine = deepcopy(default_user_config), patch.dict(default_user_config, {"mine": 1})
    mine.start()
    with mock_appstream(config=NO_BASE_IMAGES):
        assert default_user_config["mine"] == 1  # type: ignore[typeddict-item]
    assert default_user_config["mine"] == 1  # type: ignore[typeddict-item]
    patch.stopall()
    assert default_user_config == before


@with_and_without_credentials
@pytest.mark.parametrize("option", ["mock_credentials", "reset_boto3_session"])
@pytest.mark.parametrize("inner", MOCKS)
@pytest.mark.parametrize("values", [(True, False), (False, True)], ids=str)
def test_an_option_of_a_mock_inside_does_not_reach_the_one_around_it(
    inner: str, option: str, values: tuple[bool, bool]
) -> None:
    configs: list[Any] = [{"core": {option: value}} for value in values]
    around, inside = configs
    # What is left behind would be seen by `surroundings`.
    with mock_appstream(config=around), MOCKS[inner](config=inside):
        assert is_mocked()


# The default session


def test_the_default_session_is_a_new_one_in_each_mock_that_reads_the_environment_when_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile mine]\nregion = eu-central-1\n")
    sessions = []
    for variables in (
        {"AWS_DEFAULT_REGION": "eu-west-1"},
        {"AWS_DEFAULT_REGION": "us-west-2"},
        {"AWS_PROFILE": "mine", "AWS_CONFIG_FILE": str(config)},
    ):
        with mock_appstream(), monkeypatch.context() as patched:
            for name, value in variables.items():
                patched.setenv(name, value)
            sessions.append(boto3.DEFAULT_SESSION)
            assert isinstance(boto3.DEFAULT_SESSION, boto3.Session)
            region = boto3.client("appstream").meta.region_name
            assert region == variables.get("AWS_DEFAULT_REGION", "eu-central-1")
            assert boto3.DEFAULT_SESSION.region_name == region
            assert f"region_name='{region}'" in repr(boto3.DEFAULT_SESSION)
            assert boto3.DEFAULT_SESSION.profile_name == variables.get("AWS_PROFILE", "default")
            assert not hasattr(boto3.DEFAULT_SESSION, "missing")
    assert len({id(session) for session in sessions}) == 3


def test_a_profile_that_is_missing_is_said_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_appstream():
        with monkeypatch.context() as patched:
            patched.setenv("AWS_PROFILE", "missing")
            for _ in range(2):
                with pytest.raises(ProfileNotFound, match="missing"):
                    boto3.client("appstream")
        assert boto3.client("appstream", "us-east-1").describe_images()


@pytest.mark.parametrize("mock", MOCKS)
def test_the_default_sessions_of_all_mocks_raise_the_same_exceptions(mock: str) -> None:
    seen = set()
    for _ in range(2):
        with MOCKS[mock](), mock_appstream():
            client = boto3.client("appstream", region_name="us-east-1")
            seen.add(client.exceptions.ResourceNotFoundException)
            resource = boto3.resource("s3", region_name="us-east-1")
            seen.add(resource.meta.client.exceptions.NoSuchBucket)
            with pytest.raises(client.exceptions.ResourceNotFoundException):
                boto3.client("appstream", region_name="eu-west-1").delete_image(Name="golden")
    assert len(seen) == 2


def test_a_client_of_the_default_session_before_raises_the_same_exceptions() -> None:
    session: Any = boto3.Session("id", "secret")
    before = session.client("appstream", region_name="us-east-1")
    folders = list(session._loader.search_paths)
    with patch.object(boto3, "DEFAULT_SESSION", session):
        for _ in range(2):
            with mock_appstream():
                client = boto3.client("appstream", region_name="us-east-1")
                with pytest.raises(client.exceptions.ResourceNotFoundException):
                    before.delete_image(Name="golden")
                assert boto3.DEFAULT_SESSION is not session
            assert boto3.DEFAULT_SESSION is session
    assert session._loader.search_paths == folders


def test_models_from_another_folder_are_not_mixed_with_those_of_botocore(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (original,) = Path(botocore.__file__).parent.glob("data/appstream/*/service-2.json.gz")
    model = json.loads(gzip.decompress(original.read_bytes()))
    model["operations"] = {"DeleteImage": model["operations"]["DeleteImage"]}
    for name in ("one", "two"):
        folder = tmp_path / name / "appstream" / original.parent.name
        folder.mkdir(parents=True)
        (folder / "service-2.json").write_text(json.dumps(model))
        model["operations"] = {}

    def operations() -> int:
        with mock_appstream():
            client = boto3.client("appstream", region_name="us-east-1")
            return len(client.meta.service_model.operation_names)

    for _ in range(2):
        all_of_them = operations()
        monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "one"))
        assert operations() == 1
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("AWS_DATA_PATH", "two")
        assert operations() == 0
        monkeypatch.delenv("AWS_DATA_PATH")
        assert operations() == all_of_them > 1


def test_many_threads_may_be_the_first_to_use_the_default_session() -> None:
    with mock_appstream(), ThreadPoolExecutor(8) as threads:
        barrier = threading.Barrier(8)

        def work(_: int) -> Any:
            barrier.wait(20)
            assert boto3.DEFAULT_SESSION
            return boto3.DEFAULT_SESSION.events

        assert len({id(events) for events in threads.map(work, range(8))}) == 1


def test_a_handler_that_botocore_gets_later_is_in_the_next_session() -> None:
    def handler(**_: Any) -> None:
        raise LookupError

    def call() -> None:
        with mock_appstream():
            boto3.client("appstream", region_name="us-east-1").describe_images()

    call()
    BUILTIN_HANDLERS.append(("before-call.appstream", handler))
    try:
        with pytest.raises(LookupError):
            call()
    finally:
        BUILTIN_HANDLERS.pop()
    call()


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
    assert_type(seed.image("golden")["Name"], str)
    mock_appstream(config={"appstream": {"misspelt": False}})  # type: ignore[call-overload]
    with mock_appstream({"appstream": {"load_public_images": False}}) as mock:
        mock.start(reset=False)
        mock.stop(remove_data=False)
        mock.reset()
        assert_type(mock(function, remove_data=False)(1), list[str])
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
