"""AppStream among moto's services: in any order of import, after any reload, on every host."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import moto
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import EndpointResolutionError, EndpointVariantError
from botocore.httpsession import URLLib3Session
from botocore.loaders import create_loader
from moto.core import config
from support import copy, names, refused, run_code

import moto_appstream
from moto_appstream import mock_appstream, seed

# What must hold whenever the package and moto have both been imported.
CHECK = """
    import importlib, sys

    def check(step):
        import boto3, moto.backend_index, moto.backends
        import moto_appstream.appstream
        from moto import mock_aws
        from moto_appstream import mock_appstream, seed

        finders = [finder for finder in sys.meta_path if type(finder).__name__ == "_Finder"]
        assert finders == sys.meta_path[:1], (step, finders)
        patterns = moto.backend_index.backend_url_patterns
        assert globals().get("held", patterns) is patterns, step
        services = [service for service, _ in patterns]
        assert services[0] == "appstream", step
        assert services.count("appstream") == len(moto_appstream.appstream.urls.url_bases), step
        assert moto.appstream is moto_appstream.appstream, step
        for name in ("", ".models", ".responses", ".urls", ".exceptions"):
            ours = importlib.import_module("moto_appstream.appstream" + name)
            assert importlib.import_module("moto.appstream" + name) is ours, (step, name)
        backends = moto_appstream.appstream.appstream_backends
        assert moto.backends.get_backend("appstream") is backends, step
        with mock_aws():
            client = boto3.client("appstream", "us-east-1")
            assert client.describe_images(Type="PUBLIC")["Images"], step
            with mock_appstream():
                seed.image("golden")
                assert client.describe_images(Names=["golden"])["Images"], step

    def purge(*packages):
        for name in list(sys.modules):
            if name.partition(".")[0] in packages:
                del sys.modules[name]
"""


def test_importing_the_package_or_its_plugin_does_nothing_but_add_one_finder() -> None:
    run_code(
        """
        import os, sys, threading, warnings

        def surroundings():
            return (dict(os.environ), sys.path[:], sys.path_hooks[:], warnings.filters[:],
                    sys.excepthook, threading.active_count())

        def imported():
            return {"boto3", "botocore", "moto", "requests", "responses"} & set(sys.modules)

        before, finders = surroundings(), sys.meta_path[:]
        import moto_appstream
        assert not imported() and "pytest" not in sys.modules
        assert surroundings() == before
        assert sys.meta_path[1:] == finders
        import pytest, moto_appstream.plugin
        assert not imported()
        """
    )


@pytest.mark.parametrize(
    "order",
    [
        "from moto.backend_index import backend_url_patterns as held; import moto_appstream",
        "import moto_appstream, moto",
        "import moto.core.decorator, moto_appstream",
        "import moto.server, moto_appstream",
        "import moto_appstream, moto.server",
        "import moto_appstream.appstream.models",
        "from moto_appstream import mock_appstream",
        "import moto_appstream.moto_internals",
        "import moto_appstream.sessions",
    ],
)
def test_any_order_of_import_makes_one_service(order: str) -> None:
    run_code(order, CHECK, "check('imported')")


def test_reloads_and_purges_of_the_package_heal() -> None:
    run_code(
        CHECK,
        """
        import moto_appstream
        purge("moto_appstream")
        import moto_appstream
        check("purged before moto is imported")
        for module in (".registration", "", ".mock"):
            importlib.reload(importlib.import_module("moto_appstream" + module))
            check("reloaded " + module)
        purge("moto_appstream")
        import moto_appstream
        check("purged")
        """,
    )


def test_reloads_and_purges_of_moto_heal() -> None:
    run_code(
        CHECK,
        """
        import moto_appstream, moto.core.decorator, moto.backend_index
        importlib.reload(moto.core.decorator)
        check("reloaded its decorator")
        importlib.reload(moto.backend_index)
        with moto_appstream.mock_appstream():
            pass
        check("reloaded its patterns")
        purge("moto")
        check("purged")
        purge("moto", "moto_appstream")
        import moto_appstream
        check("purged with the package")
        """,
    )


def test_modules_have_their_own_specs_loaders_and_sources() -> None:
    run_code(
        """
        import importlib.util, inspect, pickle
        from importlib.machinery import SourceFileLoader
        import moto_appstream, moto.appstream.exceptions
        import moto.core.decorator, moto.appstream.models

        for module in (moto.core.decorator, moto.appstream, moto.appstream.models):
            assert type(module.__loader__) is type(module.__spec__.loader) is SourceFileLoader
            assert module.__spec__.name == module.__name__
            assert importlib.util.find_spec(module.__name__) is module.__spec__
            with open(module.__file__) as source:
                assert inspect.getsource(module) == source.read()
        error = moto.appstream.exceptions.ResourceNotFound
        assert pickle.loads(pickle.dumps(error)) is error
        """
    )


def test_the_command_says_its_version_without_importing_moto() -> None:
    version = run_code(
        """
        import atexit, runpy, sys
        sys.argv[1:] = ["--version"]
        atexit.register(lambda: print("moto" in sys.modules))
        runpy.run_module("moto_appstream", run_name="__main__", alter_sys=True)
        """
    )
    assert version.split() == [moto_appstream.__version__, "False"]


@pytest.mark.parametrize("order", ["import moto, moto_appstream", "import moto_appstream, moto"])
def test_for_a_moto_that_has_appstream_itself_the_package_steps_aside(
    order: str, tmp_path: Path
) -> None:
    later = tmp_path / "moto"
    (later / "appstream").mkdir(parents=True)
    (later / "appstream" / "__init__.py").write_text("IS_MOTOS = True\n")
    for part in Path(moto.__path__[0]).iterdir():
        if part.name != "__pycache__":
            (later / part.name).symlink_to(part)
    run_code(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})",
        """
        import warnings
        warnings.simplefilter("always")
        caught = []
        warnings.showwarning = lambda message, *_: caught.append(str(message))
        """,
        order,
        """
        import boto3, moto.appstream
        from moto_appstream import mock_appstream
        for _ in range(2):
            with mock_appstream():
                boto3.client("sts", "us-east-1").get_caller_identity()
        assert moto.appstream.IS_MOTOS
        patterns = moto.backend_index.backend_url_patterns
        assert "appstream" not in [service for service, _ in patterns]
        (warning,) = caught
        assert warning.startswith("This moto has AppStream itself: moto_appstream steps aside")
        """,
    )


# Hosts


class EscapedError(Exception):
    """A call that would have gone over the network."""


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(_: URLLib3Session, request: Any) -> None:
        raise EscapedError(request.url)

    monkeypatch.setattr(URLLib3Session, "send", send)


SESSION = boto3.Session("id", "secret", region_name="us-east-1")
PARTITIONS = {
    partition["id"]: set(partition["regions"])
    for partition in create_loader().load_data("partitions")["partitions"]
}
VARIANTS: dict[str, Any] = {
    "plain": Config(),
    "FIPS": Config(use_fips_endpoint=True),
    "dual-stack": Config(use_dualstack_endpoint=True),
    "FIPS and dual-stack": Config(use_fips_endpoint=True, use_dualstack_endpoint=True),
}
# A real one, one of no partition, and what people write by mistake.
WITHOUT_APPSTREAM = ["af-south-1", "moon-west-1", "us-east-1a", "aws-global", "mars"]


def not_available_in(region: str) -> Any:
    return refused(
        "ValidationException",
        f"AppStream is not available in the region {region}. "
        "Set MOTO_ALLOW_NONEXISTENT_REGION=true to have it in any region.",
    )


def describe_on_every_endpoint(region: str) -> int:
    """Ask for images on the hosts that the endpoint rules have; returns how many there are."""
    answered = 0
    for variant in VARIANTS.values():
        with suppress(EndpointVariantError, EndpointResolutionError):
            client = SESSION.client("appstream", region_name=region, config=variant)
            assert client.describe_images()["Images"]
            answered += 1
    return answered


@pytest.mark.row("every-endpoints")
@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_endpoint_of_every_region_is_answered(partition: str) -> None:
    with_appstream = set(SESSION.get_available_regions("appstream", partition))
    with mock_appstream():
        for region in with_appstream:
            assert describe_on_every_endpoint(region) in (2, 4), region
        for region in PARTITIONS[partition] - with_appstream:
            with not_available_in(region):
                describe_on_every_endpoint(region)


@pytest.mark.row("every-endpoints")
@pytest.mark.parametrize("enabled", ["true", "false"])
@pytest.mark.parametrize("partition", [name for name in PARTITIONS if "iso" in name])
def test_iso_regions_are_there_whatever_the_switch_of_moto_says(
    partition: str, enabled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    monkeypatch.setenv("MOTO_ENABLE_ISO_REGIONS", enabled)
    with mock_appstream():
        for region in PARTITIONS[partition]:
            assert describe_on_every_endpoint(region) in (2, 4), region


@pytest.mark.row("every-no-region")
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("region", WITHOUT_APPSTREAM)
def test_a_region_without_appstream_says_so(region: str, variant: str) -> None:
    with mock_appstream():
        client = SESSION.client("appstream", region_name=region, config=VARIANTS[variant])
        with not_available_in(region):
            client.describe_images()
        with not_available_in(region):
            client.delete_image(Name="golden")


@pytest.mark.row("every-no-region")
@pytest.mark.parametrize("region", WITHOUT_APPSTREAM)
def test_the_switch_that_it_names_brings_appstream_there(
    region: str, appstream: Any, appstream_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    seed.image("golden", region=region)
    client = appstream_client(region)
    copy(client, "golden", "back", "us-east-1")
    copy(appstream, "back", "there", region)
    assert names(client, Type="PRIVATE") == ["golden", "there"]
    assert names(client, Type="PUBLIC")


@pytest.mark.row("every-endpoints")
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["", "/", ":443/", "/a/b/", "/%2F?x=1", "/?Action=ListUsers"])
def test_any_path_and_method_on_a_host_of_appstream_is_answered(method: str, path: str) -> None:
    with mock_appstream():
        for host in ("appstream2.us-east-1.amazonaws.com", "appstream2-fips.eu-west-1.api.aws"):
            answer = requests.request(method, f"https://{host}{path}", timeout=5)
            assert answer.status_code == 400
            assert answer.headers["Content-Type"] == "application/x-amz-json-1.1"


@pytest.mark.row("every-endpoints")
@pytest.mark.parametrize(
    "bucket",
    [
        "appstream",
        "appstream2",
        "appstream2.us-east-1",
        "appstream2.us-east-1.amazonaws.com",
        "my.appstream2.us-east-1.amazonaws.com",
    ],
)
@pytest.mark.parametrize("host", ["s3", "s3.us-east-1", "s3-us-west-2"])
def test_a_bucket_of_s3_may_have_such_a_name(bucket: str, host: str) -> None:
    with mock_appstream():
        answer = requests.get(f"http://{bucket}.{host}.amazonaws.com/key", timeout=5)
        assert (answer.status_code, "<Code>NoSuchBucket</Code>" in answer.text) == (404, True)


VPC_ENDPOINTS = [
    "vpce-0a1b2c3d4e5f6a7b8-9c0d1e2f.appstream.{}.vpce.amazonaws.com",
    "vpce-0a1b2c3d4e5f6a7b8-9c0d1e2f.api.appstream.{}.vpce.amazonaws.com",
    "vpce-0a1b2c3d4e5f6a7b8-9c0d1e2f-eu-west-1a.api.appstream.{}.vpce.amazonaws.com",
]
OTHERWISE_WRITTEN = [
    "APPSTREAM2.{}.AMAZONAWS.COM",
    "AppStream2-FIPS.{}.api.aws",
    "appstream2.{}.amazonaws.com.",
    "APPSTREAM2.{}.amazonaws.com.:443",
]


@pytest.mark.row("every-vpce")
@pytest.mark.parametrize("host", [*VPC_ENDPOINTS, *OTHERWISE_WRITTEN])
@pytest.mark.parametrize("region", ["eu-west-1", "EU-WEST-1"])
def test_an_endpoint_of_a_vpc_and_a_host_that_is_written_otherwise_are_answered(
    host: str, region: str
) -> None:
    url = f"https://{host.format(region)}"
    with mock_appstream():
        seed.image("golden", region="eu-west-1")
        client = SESSION.client("appstream", region_name="us-east-1", endpoint_url=url)
        (image,) = client.describe_images(Names=["golden"])["Images"]
        assert image["Arn"].startswith("arn:aws:appstream:eu-west-1:")
        answer = requests.post(f"{url}/", timeout=5)
        assert answer.headers["Content-Type"] == "application/x-amz-json-1.1"


@pytest.mark.row("every-vpce")
def test_an_endpoint_of_a_vpc_in_a_region_without_appstream_says_so() -> None:
    with mock_appstream():
        url = f"https://{VPC_ENDPOINTS[0].format('mars')}"
        with not_available_in("mars"):
            SESSION.client("appstream", endpoint_url=url).describe_images()


# moto's configuration


def describe(core: Any) -> Any:
    with mock_appstream(config={"core": core}):
        return SESSION.client("appstream").describe_images()["Images"]


@pytest.mark.skipif(not hasattr(config, "service_whitelisted"), reason="an older moto has none")
def test_the_whitelist_of_moto_knows_appstream() -> None:
    assert describe({"service_whitelist": ["appstream"]})
    with pytest.raises(Exception, match="appstream"):
        describe({"service_whitelist": ["s3"]})


@pytest.mark.parametrize(
    "passthrough", [{"services": ["appstream"]}, {"urls": ["https://appstream2[.]us-east-1[.]"]}]
)
def test_the_passthrough_of_moto_leads_to_the_real_service(passthrough: Any) -> None:
    with pytest.raises(EscapedError, match=r"https://appstream2\.us-east-1\.amazonaws\.com/"):
        describe({"passthrough": passthrough})
    assert describe({"passthrough": {"services": ["s3"], "urls": ["https://s3[.]"]}})
