"""What the package takes from inside moto: once it is gone, or works otherwise, it fails here."""

from __future__ import annotations

import ast
import asyncio
import inspect
import pkgutil
import re
import statistics
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import botocore.session
import moto
import pytest
import requests
import responses
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.backend_index import backend_url_patterns
from moto.cloudformation import models as cloudformation
from moto.core import models, responses_custom_registry
from moto.moto_api._internal import urls
from support import copy, described

import moto_appstream
from moto_appstream import mock as mock_module
from moto_appstream import mock_appstream, seed
from moto_appstream.moto_internals import _forget_calls, _wrap, reuse_callbacks
from moto_appstream.registration import add_to_cloudformation, add_to_moto_api

# What is taken, and what for.
TAKEN = {
    "moto:mock_aws": "mock_appstream is that and more",
    "moto:settings.TEST_SERVER_MODE": "whether a server is in use",
    "moto:settings.test_server_mode_endpoint": "where the server is",
    "moto:backend_index.backend_url_patterns": "the hosts of AppStream stand in it",
    "moto.backend_index:backend_url_patterns": "the hosts of AppStream stand in it",
    "moto.backends:get_backend": "what other services have",
    "moto.core:models.MockAWS._enable_patching": "what makes the callbacks, each time anew",
    "moto.core:models.MockAWS._disable_patching": "when the callbacks forget what they answered",
    "moto.core:models.responses_mock": "where the callbacks are put",
    "moto.core.models:botocore_stubber.enabled": "whether a mock is on",
    "moto.core.models:DEFAULT_ACCOUNT_ID": "whose images are seeded",
    "moto.core.config:DefaultConfig": "the type of config=",
    "moto.core.config:default_user_config": "what config= changes",
    "moto.core.config:mock_credentials": "whether the mock sets credentials",
    "moto.core.config:passthrough_service": "what is sent although a mock is on",
    "moto.core.config:passthrough_url": "what is sent although a mock is on",
    "moto.core.utils:get_equivalent_url_in_aws_domain": "which host moto takes a host for",
    "moto.core:models.MockAWS.reset": "drops all state, and the callbacks with it",
    "moto.core:models.MockAWS.__init__": "makes patches of the default session and configuration",
    "moto.core:models.ProxyModeMockAWS": "the mock under which requests have to be sent",
    "moto.core.decorator:mock_aws": "once this module is imported, AppStream is registered",
    "moto.core.base_backend:BackendDict": "a backend for each account and region",
    "moto.core.base_backend:BaseBackend.urls": "made once, and not at each call",
    "moto.core.common_types:TYPE_RESPONSE": "the type of an answer",
    "moto.core.responses:BaseResponse.dispatch": "where requests come in",
    "moto.core.responses:BaseResponse.setup_class": "what takes a request apart",
    "moto.core.responses:BaseResponse.call_action": "what answers a request",
    "moto.core.responses:BaseResponse.get_region_from_url": "the region of a call to the server",
    "moto.core.responses:BaseResponse.get_access_key": "whose key a credential has",
    "moto.core.responses:BaseResponse.get_current_account": "the account of the caller",
    "moto.core.responses:BaseResponse._authenticate_and_authorize_normal_action": "IAM",
    "moto.core.responses:BaseResponse._authenticate_and_authorize_action": "IAM of other actions",
    "moto.core.responses:BaseResponse.request_count": "whether IAM is turned on by now",
    "moto:settings.INITIAL_NO_AUTH_ACTION_COUNT": "whether IAM is turned on by now",
    "moto.ec2.models:ec2_backends": "AMIs that images are exported to, where a test wants it",
    "moto.iam.access_control:IAMRequest.check_action_permitted": "IAM of other actions",
    "moto.ec2.models.amis:Ami": "the AMIs that moto's EC2 has",
    "moto.ec2.models.security_groups:SecurityGroup": "the groups that moto's EC2 has",
    "moto.ec2.models.subnets:Subnet": "the subnets that moto's EC2 has",
    "moto.s3.models:FakeDeleteMarker": "what a deleted object leaves behind",
    "moto.moto_api:state_manager.register_default_transition": "copies are there at once",
    "moto.moto_api._internal:urls.url_paths": "the paths of moto's own, ours among them",
    "moto.moto_api._internal:mock_random.getrandbits": "tokens that the seed of moto repeats",
    "moto.moto_api._internal:mock_random.randrange": "addresses that the seed of moto repeats",
    "moto.moto_api._internal:mock_random.uuid4": "request ids that the seed of moto repeats",
    "moto.moto_api._internal.managed_state_model:ManagedState.advance": "copies that take time",
    "moto.moto_api._internal.managed_state_model:ManagedState.status": "copies that take time",
    "moto.core.resource_tagging:TaggableResourcesMixin.owns_arn": "images in its tagging API",
    "moto.core.resource_tagging:TaggedResource": "images in its tagging API",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication": "moto's server, to be served",
    "moto.moto_server.werkzeug_app:create_backend_app": "moto's server, to be served",
    "moto.utilities.utils:get_partition": "the partition in an ARN",
    "moto.core.common_models:CloudFormationModel": "the types of templates are its subclasses",
    "moto.cloudformation.exceptions:UnformattedGetAttTemplateException": "unknown attributes",
    "moto.cloudformation.exceptions:ValidationError": "what a template is refused with",
    "moto.cloudformation:models.CloudFormationBackend.create_stack": "is rolled back",
    "moto.cloudformation:models.CloudFormationBackend.update_stack": "is rolled back",
    "moto.cloudformation:models.CloudFormationBackend.execute_change_set": "is rolled back",
    "moto.cloudformation:models.CloudFormationBackend.delete_stack": "the stack stays",
    "moto.cloudformation:models.CloudFormationBackend.describe_change_set": "finds one by name",
    "moto.cloudformation.models:cloudformation_backends": "the stack that resources are of",
    "moto.cloudformation.parsing:ResourceMap.update": "resources change as on AWS",
    "moto.cloudformation.parsing:ResourceMap.delete": "resources go as on AWS",
    "moto.cloudformation.parsing:ResourceMap.build_resource_diff": "AppStream's are left to us",
    "moto.cloudformation.parsing:parse_and_update_resource": "resolves references",
    "moto.cloudformation.parsing:get_model_list.cache_clear": "types are found once",
    "moto.cloudformation.parsing:get_model_map.cache_clear": "types are found once",
    "moto.cloudformation.parsing:get_name_type_map.cache_clear": "types are found once",
}
# The same, of botocore.
TAKEN_OF_BOTOCORE = {
    "botocore.httpsession:URLLib3Session.send": "where each client sends a request",
    "botocore.session:Session._register_internal_component": "sessions share their exceptions",
    "botocore.session:Session._get_internal_component": "sessions share their exceptions",
    "botocore.errorfactory:ClientExceptionsFactory": "sessions share their exceptions",
}
MOTO = [int(part) for part in re.findall(r"\d+", moto.__version__)]
# By these it is known that a server runs in this process.
MODULES_OF_A_SERVER = ["moto_server/werkzeug_app.py", "moto_proxy/proxy3.py"]

SESSION = boto3.Session("id", "secret", region_name="us-east-1")
STS = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
APPSTREAM = "https://appstream2.us-east-1.amazonaws.com/"


def imported_by_the_package() -> Iterator[str]:
    for path in Path(str(moto_appstream.__file__)).parent.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        # What is imported in a try is not needed: there is another way where it is not.
        tried = [part for node in nodes if isinstance(node, ast.Try) for part in node.body]
        for node in nodes:
            if not isinstance(node, ast.ImportFrom) or node in tried:
                continue
            if re.match(r"moto\b", node.module or ""):
                yield from (f"{node.module}:{alias.name}" for alias in node.names)


@pytest.mark.parametrize("name", TAKEN)
def test_moto_has_what_the_package_takes(name: str) -> None:
    if "resource_tagging" in name and MOTO < [5, 2, 2]:
        pytest.skip("The tagging API of this moto knows its own services alone.")
    try:
        pkgutil.resolve_name(name)
    except (AttributeError, ImportError):
        pytest.fail(f"moto {moto.__version__} has no {name}: {TAKEN[name]}.")


@pytest.mark.parametrize("name", TAKEN_OF_BOTOCORE)
def test_botocore_has_what_the_package_takes(name: str) -> None:
    try:
        pkgutil.resolve_name(name)
    except (AttributeError, ImportError):
        pytest.fail(f"botocore has no {name}: {TAKEN_OF_BOTOCORE[name]}.")


@pytest.mark.parametrize("path", MODULES_OF_A_SERVER)
def test_moto_has_the_modules_by_which_its_servers_are_known(path: str) -> None:
    assert (Path(moto.__path__[0]) / path).is_file()


def test_all_that_is_imported_from_moto_is_named_above() -> None:
    for name in imported_by_the_package():
        assert any(f"{known}.".startswith(f"{name}.") for known in TAKEN), name


def test_stacks_and_their_resources_have_the_attributes_that_the_package_knows() -> None:
    with mock_aws():
        backend = cloudformation.cloudformation_backends["123456789012"]["us-east-1"]
        body = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
        backend.create_stack("made", body, {})
        (stack,) = backend.stacks.values()
        resources = stack.resource_map
        names = {"_parsed_resources", "_resource_json_map", "_template", "input_parameters"}
        assert {*names, "stack_id", "lazy_condition_map"} <= vars(resources).keys()
        assert {"output_map", "events", "status", "template"} <= vars(stack).keys()
        assert callable(stack._add_stack_event)
        assert callable(stack._create_output_map)
        event = vars(stack.events[0])
        assert {"logical_resource_id", "resource_status", "resource_status_reason"} <= event.keys()
        assert (backend.deleted_stacks, backend.exports) == ({}, {})


def test_a_moto_with_another_cloudformation_goes_on_without_the_types_of_appstream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("cloudformation", "cloudformation_handle"):
        monkeypatch.delitem(sys.modules, f"moto_appstream.appstream.models.{module}")
    monkeypatch.delattr("moto.cloudformation.exceptions.ValidationError")
    with pytest.warns(UserWarning, match="cannot have AppStream's types: cannot import name"):
        add_to_cloudformation()


def test_a_method_of_stacks_that_moto_has_no_more_is_not_replaced() -> None:
    class Later:
        pass

    _wrap(Later, "delete_stack", lambda *_: None)
    assert not hasattr(Later, "delete_stack")


def test_importing_moto_imports_the_module_that_registration_waits_for() -> None:
    assert "from moto.core.decorator import" in inspect.getsource(moto)


# Where moto has it no more


def test_a_moto_without_paths_of_its_own_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(urls, "url_paths")
    add_to_moto_api("/moto-api/other", lambda *_: None)


def test_a_callback_that_remembers_nothing_need_not_forget() -> None:
    _forget_calls({"GET": [object()]})


def test_a_module_that_no_finder_finds_is_not_found() -> None:
    assert sys.meta_path[0].find_spec("moto.core.decorator", ["/missing"]) is None


# The callbacks


def median_time_to_enter(mock: Callable[[], Any]) -> float:
    times = []
    for _ in range(15):
        entered = mock()
        start = time.perf_counter()
        entered.start()
        times.append(time.perf_counter() - start)
        entered.stop()
    return statistics.median(times)


def callbacks() -> list[Any]:
    return models.responses_mock.registered()


def callbacks_of_next_mock() -> list[Any]:
    with mock_appstream():
        return callbacks()


def answers() -> list[tuple[int, str]]:
    """What `requests` is answered on a host of moto, of AppStream, of nobody, and with no mock."""
    asked = [
        ("POST", STS),
        ("GET", STS),
        ("POST", APPSTREAM),
        ("GET", f"{APPSTREAM}a/b?c=d"),
        ("PUT", "https://nothing.us-east-1.amazonaws.com/"),
        ("DELETE", "https://s3.amazonaws.com/bucket/key"),
    ]
    got = [requests.request(method, url, timeout=5) for method, url in asked]
    # Ids differ from answer to answer.
    return [(answer.status_code, re.sub(r"[-\w]*\d[-\w]*", "0", answer.text)) for answer in got]


def test_entering_the_mock_takes_a_fraction_of_what_it_takes_moto() -> None:
    assert median_time_to_enter(mock_appstream) * 5 < median_time_to_enter(mock_aws)


def test_the_next_mock_has_the_same_callbacks_and_those_of_moto_are_none_less() -> None:
    first, second = callbacks_of_next_mock(), callbacks_of_next_mock()
    assert [id(callback) for callback in first] == [id(callback) for callback in second]
    with mock_aws():
        assert [(made.method, made.url) for made in callbacks()] == [
            (made.method, made.url) for made in first
        ]


def test_requests_are_caught_as_under_moto() -> None:
    with mock_aws():
        expected = answers()
    for _ in range(2):
        with mock_appstream():
            assert answers() == expected


def test_the_callbacks_do_not_remember_the_requests_of_the_test_before() -> None:
    with mock_appstream():
        answers()
        assert sum(callback.call_count for callback in callbacks()) == 6
    assert sum(callback.call_count for callback in callbacks_of_next_mock()) == 0


def test_what_a_test_adds_or_removes_is_not_there_in_the_next_mock() -> None:
    before = callbacks_of_next_mock()
    with mock_appstream():
        models.responses_mock.add(responses.POST, "https://example.test/", body="mine")
        assert requests.post("https://example.test/", timeout=5).text == "mine"
        models.responses_mock.get_registry().registered.clear()
    assert callbacks_of_next_mock() == before
    with mock_appstream():
        models.responses_mock.reset()
        assert callbacks() == []
    assert callbacks_of_next_mock() == before


def test_a_reset_leaves_a_registry_alone_that_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mock_appstream() as mock:
        seed.image("golden")
        with monkeypatch.context() as patched:
            patched.setattr(models.responses_mock, "get_registry", lambda: None)
            mock.reset()
        client = boto3.client("appstream", "us-east-1")
        assert client.describe_images(Type="PRIVATE")["Images"] == []


class AsyncSession:
    """The http session of aiobotocore, as far as the mock has to do with it."""

    async def send(self, request: Any) -> str:
        return f"sent to {request.url}"


def test_an_async_client_that_moto_does_not_know_sends_nothing_to_aws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module: Any = ModuleType("aiobotocore.httpsession")
    module.AIOHTTPSession = AsyncSession
    monkeypatch.setitem(sys.modules, "aiobotocore.httpsession", module)

    def send(url: str) -> str:
        return asyncio.run(
            AsyncSession().send(AWSPreparedRequest("POST", url, HTTPHeaders(), b"", False))
        )

    with mock_appstream():
        with pytest.raises(RuntimeError, match="was not sent to AWS"):
            send(APPSTREAM)
        assert send("http://127.0.0.1:5000/") == "sent to http://127.0.0.1:5000/"
    assert send(APPSTREAM) == f"sent to {APPSTREAM}"


def test_a_pattern_that_comes_or_goes_between_two_mocks_is_honoured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer() -> str:
        with mock_appstream():
            return requests.post(STS, timeout=5).text

    all_patterns = list(backend_url_patterns)
    assert "<Account>123456789012</Account>" in answer()
    try:
        backend_url_patterns[:] = [entry for entry in all_patterns if entry[0] != "sts"]
        assert answer() == "The method is not implemented"
    finally:
        backend_url_patterns[:] = all_patterns
    assert "<Account>123456789012</Account>" in answer()


@pytest.mark.parametrize("mock", [mock_aws, mock_appstream])
def test_a_mock_of_responses_inside_answers_what_is_its_own(mock: Any) -> None:
    for _ in range(2):
        with mock(), responses.RequestsMock() as mine:
            mine.get("https://example.test/", body="mine")
            assert requests.get("https://example.test/", timeout=5).text == "mine"
            assert SESSION.client("appstream").describe_images()["Images"]


@pytest.mark.parametrize("mock", [mock_aws, mock_appstream])
def test_what_moto_lets_through_can_be_led_to_a_mock_of_responses(mock: Any) -> None:
    mine = responses.RequestsMock(assert_all_requests_are_fired=False)
    mine.get("https://example.test/", body="mine")
    models.override_responses_real_send(mine)
    try:
        for _ in range(2):
            with mock():
                assert requests.get("https://example.test/", timeout=5).text == "mine"
                assert requests.post(APPSTREAM, timeout=5).status_code == 400
    finally:
        models.override_responses_real_send(None)


def test_moto_patches_the_default_session_and_its_configuration_as_the_package_knows_it() -> None:
    assert {"_default_session_mock", "_user_config_mock"} <= vars(mock_aws()).keys()


# Another moto


def without_enable_patching(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moto that has another name for it."""
    switch_on = models.MockAWS._enable_patching

    def start(self: Any, reset: bool = True) -> None:
        type(self)._nested_count += 1
        if type(self)._nested_count == 1:
            switch_on(self, reset)

    monkeypatch.setattr(models.MockAWS, "start", start)
    monkeypatch.delattr(models.MockAWS, "_enable_patching")


def without_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moto that keeps its callbacks elsewhere."""
    source = inspect.getsource(responses_custom_registry.CustomRegistry)
    namespace = dict(vars(responses_custom_registry))
    exec(source.replace("._registered", "._by_method"), namespace)
    monkeypatch.setattr(responses_custom_registry, "CustomRegistry", namespace["CustomRegistry"])


def with_another_mock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moto whose mock is of another class."""

    class LaterMockAWS(models.MockAWS):
        pass

    monkeypatch.setattr(mock_module, "mock_aws", LaterMockAWS)


@pytest.fixture(params=[without_enable_patching, without_registered, with_another_mock])
def another_moto(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        request.param(monkeypatch)
        # moto makes a new registry when a mock ends.
        with mock_aws():
            pass
        yield
    with mock_aws():
        pass


@pytest.mark.usefixtures("another_moto")
def test_where_moto_is_not_as_known_its_own_way_is_taken_and_all_works() -> None:
    with mock_aws():
        made, expected = [callbacks()], answers()
    for _ in range(2):
        with mock_appstream():
            seed.image("golden")
            client = SESSION.client("appstream")
            copy(client, "golden", "copy", "us-east-1")
            assert described(client, "copy")["State"] == "AVAILABLE"
            assert answers() == expected
            made.append(callbacks())
    assert not {id(callback) for callback in made[1]} & {id(callback) for callback in made[2]}


@pytest.mark.parametrize("name", ["_register_internal_component", "_get_internal_component"])
def test_where_botocore_is_not_as_known_its_exceptions_are_not_shared_and_all_works(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = getattr(botocore.session.Session, name)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", SESSION)
    with mock_appstream(), monkeypatch.context() as patched:
        patched.delattr(botocore.session.Session, name)
        session: Any = boto3.DEFAULT_SESSION
        assert session.region_name is None
        # botocore itself needs one of them to make a client.
        patched.setattr(botocore.session.Session, name, own, raising=False)
        assert session.client("appstream", region_name="us-east-1").describe_images()["Images"]


@pytest.mark.parametrize("name", ["_default_session_mock", "_user_config_mock"])
def test_a_moto_that_patches_otherwise_works_too(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = models.MockAWS.__init__

    def init(self: Any, config: Any = None) -> None:
        prepare(self, config)
        vars(self)[f"other{name}"] = vars(self).pop(name)

    monkeypatch.setattr(models.MockAWS, "__init__", init)
    for method in ("start", "stop"):
        source = inspect.getsource(getattr(models.MockAWS, method))
        namespace = dict(vars(models))
        exec(textwrap.dedent(source.replace(f"self.{name}", f"self.other{name}")), namespace)
        monkeypatch.setattr(models.MockAWS, method, namespace[method])
    before = boto3.DEFAULT_SESSION
    with mock_appstream():
        assert boto3.client("appstream", region_name="us-east-1").describe_images()["Images"]
        assert boto3.DEFAULT_SESSION is not before
    assert boto3.DEFAULT_SESSION is before


@pytest.mark.parametrize("kind", [models.ServerModeMockAWS, models.ProxyModeMockAWS])
def test_a_mock_that_goes_to_a_server_has_no_callbacks_to_reuse(kind: Any) -> None:
    mock = kind()
    before = dict(vars(mock))
    reuse_callbacks(mock)
    assert vars(mock) == before
