"""Seeding: images, fleets, failures and quotas put in place by a test."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import boto3
import pytest
from botocore import model, xform_name
from botocore.config import Config
from support import (
    ACCOUNT,
    OTHER_ACCOUNT,
    copy,
    described,
    in_process,
    knows,
    names,
    raw_call,
    refused,
    set_pace,
)
from untyped import seed

from moto_appstream import mock_appstream
from moto_appstream.appstream.models import arranged
from moto_appstream.appstream.schema import service_model, structure

IMAGE: Any = service_model().shape_for("Image")
A_DAY = datetime(2026, 11, 1, tzinfo=timezone.utc)
A_TIME = "a datetime, or a time such as '2026-11-01T12:00:00Z'"
# What follows from the place of an image, its sharing or the way it came about.
BASE = "arn:aws:appstream:us-east-1::image/AppStream-WinServer2022-11-10-2025"
DERIVED = {"Name", "Arn", "Visibility", "ImagePermissions", "ImageSharedWithOthers"}


def example(shape: Any) -> Any:
    """A value that is not the default, its structures with snake_case names."""
    if isinstance(shape, model.StructureShape):
        return {xform_name(name): example(member) for name, member in shape.members.items()}
    if isinstance(shape, model.ListShape):
        return [example(shape.member)]
    if isinstance(shape, model.MapShape):
        return {"key": example(shape.value)}
    if shape.type_name == "boolean":
        return False
    if shape.type_name == "timestamp":
        return "2024-02-03T04:05:06Z"
    if getattr(shape, "enum", None):
        return shape.enum[-1]
    pattern = shape.metadata.get("pattern", "")
    if "arn:" in pattern:
        return "arn:aws:appstream:us-east-1::image/base"
    return "17.1" if pattern.startswith("^[0-9]") and "\\." in pattern else "example"


def in_aws_form(shape: model.Shape, value: Any) -> Any:
    """The same value as a client of AWS shows it."""
    if isinstance(shape, model.StructureShape):
        return {
            name: in_aws_form(member, value[xform_name(name)])
            for name, member in shape.members.items()
        }
    if isinstance(shape, model.ListShape):
        return [in_aws_form(shape.member, member) for member in value]
    if shape.type_name == "timestamp":
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


# Images


def test_the_answer_is_the_image_as_describe_images_shows_it(appstream: Any) -> None:
    answer = seed.image(
        "golden",
        applications=[{"name": "editor", "metadata": {"key": "value"}}],
        tags={"team": "desktop"},
        shared_with=[OTHER_ACCOUNT],
    )
    assert answer == described(appstream, "golden")
    assert (answer["State"], answer["Visibility"]) == ("AVAILABLE", "PRIVATE")
    answer["Applications"][0]["Metadata"]["key"] = "changed"
    answer["State"] = "FAILED"
    image = described(appstream, "golden")
    assert image["Applications"][0]["Metadata"] == {"key": "value"}
    assert image["State"] == "AVAILABLE"


@pytest.mark.parametrize("member", sorted(set(structure("Image").members) - DERIVED))
def test_every_member_of_the_model_can_be_set_by_its_snake_case_name(
    appstream: Any, member: str
) -> None:
    shape = IMAGE.members[member]
    value = example(shape)
    seed.image("golden", **{xform_name(member): value})
    assert described(appstream, "golden")[member] == in_aws_form(shape, value)


@pytest.mark.parametrize(
    ("member", "value", "reason"),
    [
        ("Name", "silver", "The name of an image is the first argument."),
        ("image_shared_with_others", "TRUE", "image_shared_with_others follows from shared_with."),
    ],
)
def test_what_is_said_elsewhere_cannot_be_said_otherwise(
    appstream: Any, member: str, value: str, reason: str
) -> None:
    if member != "Name" and not knows(appstream, "ImageSharedWithOthers"):
        pytest.skip("an older botocore does not have it")
    with pytest.raises(ValueError, match=re.escape(reason)):
        seed.image("golden", **{member: value})
    assert names(appstream, Type="PRIVATE") == []


def test_the_names_of_aws_do_as_well(appstream: Any) -> None:
    recorded = {"DisplayName": "Golden", "Applications": [{"Name": "a", "LaunchPath": "b"}]}
    seed.image("golden", **recorded)
    image = described(appstream, "golden")
    assert {member: image[member] for member in recorded} == recorded


def test_the_time_may_be_given_by_the_name_of_aws(appstream: Any) -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
    assert seed.image("golden", CreatedTime=moment)["CreatedTime"] == moment
    assert described(appstream, "golden")["CreatedTime"] == moment


@pytest.mark.row("image-public")
@pytest.mark.parametrize("image_type", ["CUSTOM", None])
def test_a_public_image_is_native(appstream: Any, image_type: str | None) -> None:
    if not knows(appstream, "ImageType"):
        pytest.skip("an older botocore does not have it")
    with pytest.raises(ValueError, match=f"can only be NATIVE, not {image_type}"):
        seed.image("golden", visibility="PUBLIC", image_type=image_type)
    public = seed.image("golden", visibility="PUBLIC", image_type="NATIVE")
    assert public["ImageType"] == "NATIVE"
    assert public["Description"]


@pytest.mark.parametrize("form", [set, iter, tuple])
def test_tags_and_accounts_are_taken_in_any_form(
    appstream: Any, appstream_client: Any, form: Any
) -> None:
    tags = MappingProxyType({"a": "b"})
    arn = seed.image("golden", tags=tags, shared_with=form([OTHER_ACCOUNT]))["Arn"]
    assert appstream.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"a": "b"}
    assert names(appstream_client(account_id=OTHER_ACCOUNT), Type="SHARED") == ["golden"]


def test_none_leaves_a_member_out(appstream: Any) -> None:
    seed.image("golden", image_builder_name=None, base_image_arn=None, display_name=None)
    image = described(appstream, "golden")
    assert not {"ImageBuilderName", "BaseImageArn"} & image.keys()
    assert image["DisplayName"] == "golden"  # present on every image


@pytest.mark.parametrize("kind", ["naive", "aware", "text"])
def test_created_time_is_taken_in_any_form(appstream: Any, kind: str) -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)
    assert seed.image("in-aws-names", CreatedTime=moment)["CreatedTime"] == moment
    forms: dict[str, Any] = {
        "naive": moment.replace(tzinfo=None),
        "aware": moment.astimezone(timezone(timedelta(hours=5))),
        "text": "2026-11-01T12:00:00Z",
    }
    assert seed.image("golden", created_time=forms[kind])["CreatedTime"] == moment
    assert described(appstream, "golden")["CreatedTime"] == moment


@pytest.mark.parametrize(
    ("members", "possible"),
    [
        ({"state": "READY"}, "enum value set: .*AVAILABLE"),
        ({"platform": "MAC"}, "enum value set: .*AMAZON_LINUX2"),
        ({"visibility": "SECRET"}, "enum value set: .*PUBLIC"),
        ({"display_name": ""}, "length greater than or equal to 1"),
        ({"display_name": 3}, "^display_name must be a string"),
        ({"display_name": ""}, "at 'display_name' failed to satisfy"),
        ({"image_builder_supported": "yes"}, "^image_builder_supported must be true or false"),
        ({"base_image_arn": "base"}, "regular expression pattern"),
        ({"appstream_agent_version": "a" * 101}, "length less than or equal to 100"),
        ({"applications": "editor"}, "applications must be a list"),
        ({"applications": [{"nome": "editor"}]}, "nome is not a member .*launch_path"),
        ({"colour": "red"}, "colour is not a member .*; choose from .*image_builder_name"),
        ({"plattform": "WINDOWS"}, r"plattform is not a member .*\(did you mean platform\?\)"),
        ({"regoin": "us-east-1"}, r"\(did you mean region\?\); choose from name, region, acc"),
        ({"display name": "a"}, r"'display name' is not .*\(did you mean display_name\?\)"),
        ({"members": {}}, r"members is not a member of Image"),
        ({"created_time": "yesterday"}, f"^created_time must be {A_TIME}, got 'yesterday'.$"),
        ({"CreatedTime": "yesterday"}, f"^CreatedTime must be {A_TIME}, got 'yesterday'.$"),
        (
            {"public_base_image_released_date": "soon"},
            f"^public_base_image_released_date must be {A_TIME}, got 'soon'.$",
        ),
        (
            {"applications": [{"name": "a", "created_time": "soon"}]},
            f"^applications.1.member.created_time must be {A_TIME}, got 'soon'.$",
        ),
        (
            {"applications": [{"launch_path": ""}]},
            "at 'applications.1.member.launch_path' failed to satisfy",
        ),
        (
            {"applications": [{"metadata": {"camelCase": 5}}]},
            "^applications.1.member.metadata.camelCase.member must be a string",
        ),
        ({"arn": "arn:aws:appstream:us-east-1::image/x"}, "can only be .*image/golden"),
        ({"image_permissions": {"allow_fleet": True}}, "see shared_with"),
        ({"tags": {"aws:own": ""}}, "regular expression pattern"),
        ({"tags": {"a": 1}}, "tags.a.member must be a string"),
        ({"shared_with": OTHER_ACCOUNT}, "must be a list of account ids, or a mapping, got '1111"),
        ({"shared_with": ["12e4"]}, "Value '12e4' at 'shared_with' failed .* pattern"),
        (
            {"shared_with": [111122223333]},
            'got the number 111122223333, which must be quoted, such as "111122223333"',
        ),
        ({"shared_with": {42: {"allow_fleet": True}}}, "the number 42, which must be quoted, such"),
        ({"account_id": 111122223333}, "number 111122223333, which must be quoted"),
        ({"shared_with": [ACCOUNT]}, "its owner"),
        ({"shared_with": {OTHER_ACCOUNT: {"allow_all": True}}}, "; choose from allow_fleet"),
        ({"shared_with": {OTHER_ACCOUNT: {"allow_fleet": 1}}}, "must be true or false"),
        ({"shared_with": [f"{number:012}" for number in range(101)]}, "100 accounts at most"),
        (
            {"region": "moon-west-1"},
            "not available in the region moon-west-1.*; choose from .*us-east",
        ),
        ({"region": "us-eest-1"}, r"region us-eest-1 \(did you mean us-east-1\?\); choose"),
        ({"account_id": "me"}, "twelve digits, got 'me'"),
        ({"visibility": "PUBLIC", "tags": {"a": "b"}}, "PUBLIC image has no tags"),
        ({"visibility": "PUBLIC", "description": None}, "always has description; give one, or"),
        ({"visibility": "PUBLIC", "Description": None}, "always has description; give one, or"),
        ({"visibility": "PUBLIC", "base_image_arn": BASE}, "PUBLIC image has no base_image_arn"),
        ({"visibility": "PUBLIC", "image_builder_name": "a"}, "has no image_builder_name"),
        ({"visibility": "SHARED"}, "which its arn must name"),
        (
            {
                "visibility": "SHARED",
                "arn": f"arn:aws:appstream:us-east-1:{OTHER_ACCOUNT}:image/golden",
                "shared_with": ["222233334444"],
            },
            "shared_with is for own images",
        ),
        ({"state": None}, "always has state"),
        ({"public_base_image_released_date": None}, "always has public_base_image_released_date"),
        ({"shared_with": [["1234"]]}, "An account id must be a string of twelve digits, got"),
        ({"shared_with": [OTHER_ACCOUNT] * 101}, "100 accounts at most"),
        ({"region": {}}, "not available in the region {}; choose from .*us-east"),
        ({"region": ""}, "not available in the region ''; choose from .*us-east"),
        ({"account_id": ""}, "twelve digits, got ''"),
        ({"region": ["us-east-1"]}, "not available in the region"),
        (
            {"created_time": A_DAY, "CreatedTime": A_DAY},
            "created_time is given twice, as CreatedTime too",
        ),
        ({"created_time": 1e300}, f"created_time must be {A_TIME}, got "),
        ({"created_time": "0001-01-01T00:00:00+14:00"}, f"created_time must be {A_TIME}, got "),
        ({"visibility": "SHARED", "arn": "nonsense"}, "regular expression pattern"),
    ],
)
def test_an_impossible_image_is_refused_with_what_is_possible_and_changes_nothing(
    appstream: Any, appstream_client: Any, members: Any, possible: str
) -> None:
    other = appstream_client(account_id=OTHER_ACCOUNT)
    before = names(appstream), names(other)
    with pytest.raises(ValueError, match=f"(?s){possible}"):
        seed.image("golden", **members)
    assert (names(appstream), names(other)) == before


@pytest.mark.parametrize(
    "name", ["", "gol/den", "a" * 102, "AppStream-WinServer2022-11-10-2025", "own"]
)
def test_an_impossible_or_taken_name_is_refused(appstream: Any, name: str) -> None:
    seed.image("own")
    with pytest.raises(ValueError, match=r"pattern|already exists"):
        seed.image(name)
    assert names(appstream, Type="PRIVATE") == ["own"]


def test_an_image_can_be_one_of_awss(appstream: Any, appstream_client: Any) -> None:
    public = seed.image(
        "AppStream-WinServer2030-01-01-2030", visibility="PUBLIC", platform="WINDOWS"
    )
    assert public["Arn"] == "arn:aws:appstream:us-east-1::image/AppStream-WinServer2030-01-01-2030"
    other = appstream_client(account_id=OTHER_ACCOUNT)
    assert described(other, public["Name"]) == public
    with refused("OperationNotPermittedException"):
        appstream.delete_image(Name=public["Name"])


def test_an_image_can_be_one_that_another_account_shares(
    appstream: Any, appstream_client: Any
) -> None:
    arn = f"arn:aws:appstream:us-east-1:{OTHER_ACCOUNT}:image/golden"
    shared = seed.image("golden", visibility="SHARED", arn=arn)
    assert appstream.describe_images(Type="SHARED")["Images"] == [shared]
    assert shared["ImagePermissions"] == {"allowFleet": True, "allowImageBuilder": True}
    own = described(appstream_client(account_id=OTHER_ACCOUNT), "golden")
    assert own["Visibility"] == "PRIVATE"


def test_a_failed_image_has_a_reason_and_a_passing_state_stays(appstream: Any) -> None:
    assert seed.image("failed", state="FAILED")["StateChangeReason"]["Code"]
    seed.image("pending", state="PENDING")
    states = [described(appstream, "pending")["State"] for _ in range(3)]
    assert states == ["PENDING"] * 3


def test_the_base_image_is_one_of_the_platform(appstream: Any) -> None:
    for number, platform in enumerate(appstream.meta.service_model.shape_for("PlatformType").enum):
        image = seed.image(f"image-{number}", platform=platform)
        (base,) = appstream.describe_images(Arns=[image["BaseImageArn"]])["Images"]
        assert base["Platform"] in (platform, "WINDOWS_SERVER_2022")


def test_seeding_uses_the_default_region_of_the_environment(
    appstream_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    seed.image("golden")
    assert names(appstream_client("eu-west-1"), Type="PRIVATE") == ["golden"]


# Fleets


def test_a_fleet_can_use_a_public_and_a_shared_image(appstream: Any) -> None:
    arn = seed.image("golden", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])["Arn"]
    seed.fleet("one", image="AppStream-WinServer2022-11-10-2025")
    seed.fleet("two", image=arn)


@pytest.mark.parametrize(
    ("name", "image"),
    [("prod", "missing"), ("prod", "shared"), ("pr/od", "golden"), ("", "golden")],
)
def test_a_fleet_that_cannot_be_is_refused(appstream: Any, name: str, image: str) -> None:
    seed.image("golden")
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    with pytest.raises(ValueError, match=r"does not exist|constraint"):
        seed.fleet(name, image=image)
    appstream.delete_image(Name="golden")


# Failures


def test_a_failure_strikes_as_often_as_it_was_asked_for(appstream: Any) -> None:
    seed.image("golden")
    seed.failure("DeleteImage", "ConcurrentModificationException", times=2, message="Busy.")
    for _ in range(2):
        with refused("ConcurrentModificationException", "Busy."):
            appstream.delete_image(Name="golden")
    appstream.delete_image(Name="golden")


def test_a_failure_strikes_no_other_operation_and_no_refused_request(appstream: Any) -> None:
    seed.image("golden")
    seed.failure("DeleteImage", "ConcurrentModificationException")
    described(appstream, "golden")
    with refused("ValidationException"):
        appstream.delete_image(Name="/")
    with pytest.raises(appstream.exceptions.ConcurrentModificationException, match=r"(?i)error"):
        appstream.delete_image(Name="golden")


def test_failures_strike_in_the_order_they_were_planned(appstream: Any) -> None:
    seed.failure("DeleteImage", "ConcurrentModificationException")
    seed.failure("DeleteImage", "OperationNotPermittedException")
    for code in ("ConcurrentModificationException", "OperationNotPermittedException"):
        with refused(code):
            appstream.delete_image(Name="golden")


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long clients wanted to wait before they tried again; they do not wait."""
    seconds: list[float] = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def client_that_tries(attempts: int, mode: str = "legacy") -> Any:
    retries: Any = {"total_max_attempts": attempts, "mode": mode}
    return boto3.client("appstream", config=Config(retries=retries))


@pytest.mark.usefixtures("appstream")
@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_times_counts_the_calls_of_the_code_and_not_the_attempts_of_its_client(
    mode: str, slept: list[float]
) -> None:
    seed.image("golden")
    seed.failure("CopyImage", "ThrottlingException", times=2)
    client = client_that_tries(3, mode)
    for _ in range(2):
        with refused("ThrottlingException") as caught:
            copy(client, "golden", "golden")
        metadata: Any = caught.value.response["ResponseMetadata"]
        assert metadata["RetryAttempts"] == 2
    assert len(slept) == 4
    answer = copy(client, "golden", "golden")
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0


@pytest.mark.usefixtures("appstream", "slept")
def test_a_client_that_retries_gets_over_as_many_attempts_as_were_asked_to_fail() -> None:
    seed.failure("DescribeImages", "InternalFailure", times=2, attempts=1)
    seed.failure("DescribeImages", "InternalFailure", attempts=3)
    client = client_that_tries(3)
    for _ in range(2):
        assert client.describe_images()["ResponseMetadata"]["RetryAttempts"] == 1
    with refused("InternalFailure"):
        client.describe_images()
    assert client.describe_images()["ResponseMetadata"]["RetryAttempts"] == 0


def delete_missing(call_id: str | None, target: str = "DeleteImage") -> str:
    """The error of a request that belongs to this call."""
    headers = {} if call_id is None else {"amz-sdk-invocation-id": call_id}
    return str(raw_call("us-east-1", target, b'{"Name": "missing"}', **headers).json()["__type"])


@pytest.mark.usefixtures("appstream")
def test_a_request_that_belongs_to_no_call_is_a_call_of_its_own() -> None:
    seed.failure("DeleteImage", "ThrottlingException", times=3)
    struck = [delete_missing(call_id) for call_id in (None, None, "", "")]
    assert struck == ["ThrottlingException"] * 3 + ["ResourceNotFoundException"]


@pytest.mark.usefixtures("appstream")
def test_one_id_in_requests_for_different_operations_is_not_one_call() -> None:
    seed.failure("DeleteImage", "ThrottlingException")
    assert delete_missing("a") == delete_missing("a") == "ThrottlingException"
    assert delete_missing("a", "DescribeImagePermissions") == "ResourceNotFoundException"
    seed.failure("DescribeImagePermissions", "InternalFailure")
    assert delete_missing("a", "DescribeImagePermissions") == "InternalFailure"
    assert delete_missing("b") == "ResourceNotFoundException"


@in_process
@pytest.mark.usefixtures("appstream")
def test_only_so_many_calls_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranged, "STRUCK_CALLS", 2)
    seed.failure("DeleteImage", "ThrottlingException", times=3)
    struck = [delete_missing(call_id) for call_id in ("a", "b", "c", "b", "c", "a")]
    assert struck == ["ThrottlingException"] * 5 + ["ResourceNotFoundException"]


def test_unused_failures_are_listed_in_the_order_of_their_plans(appstream: Any) -> None:
    assert seed.unused() == []
    seed.image("golden")
    seed.failure("CopyImage", "IncompatibleImageException", message="No.", times=2)
    seed.copy_failure(times=3, region="us-east-1")
    seed.failure("DeleteImage", "ConcurrentModificationException")
    seed.failure("TagResource", "ThrottlingException", attempts=1, account_id=OTHER_ACCOUNT)
    with refused("IncompatibleImageException"):
        copy(appstream, "golden", "golden")
    with refused("ConcurrentModificationException"):
        appstream.delete_image(Name="golden")
    assert seed.unused()[0] == seed.UnusedFailure(
        "CopyImage", "IncompatibleImageException", "No.", times=2, used=1
    )
    assert list(map(str, seed.unused())) == [
        'seed.failure("CopyImage", "IncompatibleImageException", message="No.", times=2): '
        "used 1 of 2 times",
        'seed.copy_failure(times=3, region="us-east-1"): used 0 of 3 times',
        'seed.failure("TagResource", "ThrottlingException", attempts=1, '
        'account_id="111122223333"): used 0 of 1 times',
    ]
    with refused("IncompatibleImageException"):
        copy(appstream, "golden", "golden")
    copy(appstream, "golden", "golden")
    copies, tags = seed.unused()
    assert (copies.operation_name, copies.code, copies.used) == (None, "IMAGE_COPY_FAILURE", 1)
    assert (tags.operation_name, tags.attempts) == ("TagResource", 1)


def test_a_failure_that_was_refused_is_not_listed_as_unused(appstream: Any) -> None:
    failure = {"operation_name": "CopyImage", "code": "ThrottlingException"}
    with pytest.raises(ValueError, match=r"failures\[1\]"):
        seed.everything(failures=[failure, {**failure, "times": 0}])
    assert seed.unused() == []


def test_a_failure_can_be_of_one_region_or_account(appstream: Any, appstream_client: Any) -> None:
    code = "ConcurrentModificationException"
    recovery = appstream_client("us-west-2")
    other = appstream_client(account_id=OTHER_ACCOUNT)
    seed.failure("DeleteImage", code, region="us-west-2")
    seed.failure("DeleteImage", code, account_id=OTHER_ACCOUNT)
    for client, struck in ((appstream, False), (recovery, True), (other, True)):
        with refused(code if struck else "ResourceNotFoundException"):
            client.delete_image(Name="golden")


def test_copy_failures_strike_as_often_as_asked_and_where(
    appstream: Any, recovery: Any, appstream_client: Any
) -> None:
    seed.image("golden")
    seed.image("golden", region="eu-west-1")
    seed.copy_failure(times=2, region="us-east-1")
    copy(appstream_client("eu-west-1"), "golden", "from-europe")
    for number in range(3):
        copy(appstream, "golden", f"copy-{number}")
    states = {
        image["Name"]: image["State"]
        for image in recovery.describe_images(Type="PRIVATE")["Images"]
    }
    assert states == {
        "from-europe": "AVAILABLE",
        "copy-0": "FAILED",
        "copy-1": "FAILED",
        "copy-2": "AVAILABLE",
    }


@pytest.mark.parametrize(
    ("plan", "possible"),
    [
        (lambda: seed.failure("DeleteImage", "LimitExceededException"), "; choose from .*InUse"),
        (lambda: seed.failure("DeleteImage", "Nonsense"), "Nonsense; choose from .*Throttling"),
        (
            lambda: seed.failure("CopyImage", "LimitExceeded"),
            r"with LimitExceeded \(did you mean LimitExceededException\?\); choose from",
        ),
        (lambda: seed.failure("CopyImage", None), "code must be a non-empty string, got None"),
        (lambda: seed.failure("CopyImage", "ThrottlingException", attempts=0), "attempts must be"),
        (
            lambda: seed.failure("copy_image", "ThrottlingException"),
            r"copy_image is not an operation .*\(did you mean CopyImage\?\); choose from",
        ),
        (
            lambda: seed.failure("CopyImage", "ThrottlingException", times=0),
            "^times must be an integer of at least 1, got 0.$",
        ),
        (lambda: seed.failure("CopyImage", "ThrottlingException", region="moon"), "moon"),
        (lambda: seed.copy_failure(times=True), "times must be an integer .*, got True"),
        (lambda: seed.copy_failure(message=""), "^message must be a non-empty string, got ''.$"),
        (lambda: seed.copy_failure(message="\ud800"), "message must be valid Unicode"),
        (
            lambda: seed.failure("CopyImage", "x" * 10_000),
            "cannot fail with x{300}[.]{3}; choose",
        ),
        (lambda: seed.copy_failure(account_id="12"), "twelve digits"),
        (lambda: seed.quotas(images=-1), "images must be an integer of at least 0, got -1"),
        (lambda: seed.quotas(concurrent_copies=1.5), "concurrent_copies must be .*, got 1.5"),
        (lambda: seed.quotas(images=1, region="moon"), "moon"),
        (lambda: seed.quotas(image=1), "image is not a quota .did you mean images.*; choose from"),
        (
            lambda: seed.failure(["CopyImage"], "ThrottlingException"),
            "operation_name must be a non",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_is_planned(
    appstream: Any, recovery: Any, plan: Any, possible: str
) -> None:
    with pytest.raises(ValueError, match=possible):
        plan()
    seed.image("golden")
    copy(appstream, "golden", "golden")
    assert described(recovery, "golden")["State"] == "AVAILABLE"
    appstream.delete_image(Name="golden")


# Quotas


@pytest.mark.usefixtures("no_retries")
def test_a_count_may_be_a_float_that_is_whole(appstream: Any) -> None:
    # JSON Schema calls it an integer, and JSON does not tell the two apart.
    seed.image("golden")
    seed.quotas(images=1.0)
    copy(appstream, "golden", "first")
    with refused("LimitExceededException"):
        copy(appstream, "golden", "second")


@pytest.mark.usefixtures("no_retries")
def test_quotas_can_be_of_one_place_and_the_last_set_hold(
    appstream: Any, appstream_client: Any
) -> None:
    seed.image("golden")
    seed.quotas(images=0)
    seed.quotas(images=1, region="us-west-2")
    copy(appstream, "golden", "first")
    for region in ("us-west-2", "eu-west-1"):
        with refused("LimitExceededException"):
            copy(appstream, "golden", "second", region)
    seed.quotas()  # for everywhere, and set last
    copy(appstream, "golden", "second")


def test_quotas_do_not_hold_for_seeding(appstream: Any) -> None:
    seed.quotas(images=1)
    for number in range(3):
        seed.image(f"image-{number}")
    assert len(names(appstream, Type="PRIVATE")) == 3


def test_all_that_was_seeded_goes_with_the_mock(appstream_client: Any) -> None:
    with mock_appstream():  # nested: nothing goes with this one
        seed.image("golden")
        seed.image("used")
        seed.fleet("prod", image="used")
        seed.quotas(images=0)
        seed.copy_failure()
        seed.failure("DeleteImage", "ConcurrentModificationException")
    from moto.core.models import MockAWS

    MockAWS().reset()
    client = appstream_client()
    assert names(client, Type="PRIVATE") == []
    seed.image("used")
    copy(client, "used", "copied")
    assert described(appstream_client("us-west-2"), "copied")["State"] == "AVAILABLE"
    client.delete_image(Name="used")


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT])
def test_a_public_image_takes_no_name_that_somebody_has_there(appstream: Any, account: str) -> None:
    seed.image("golden", account_id=account)
    with pytest.raises(ValueError, match="The image golden already exists"):
        seed.image("golden", visibility="PUBLIC")
    seed.image("golden", visibility="PUBLIC", region="us-west-2")
    assert "golden" not in names(appstream, Type="PUBLIC")


def test_an_older_botocore_refuses_what_it_does_not_know(appstream: Any) -> None:
    if knows(appstream, "ImageType"):
        seed.image("golden", image_type="NATIVE")
    else:
        with pytest.raises(ValueError, match=r"image_type is not a member .*installed botocore"):
            seed.image("golden", image_type="NATIVE")


def test_an_image_comes_to_a_state_at_motos_pace(appstream: Any) -> None:
    set_pace(progression="manual", times=2)
    try:
        seeded = seed.image("new", state="PENDING", then="AVAILABLE")
        seed.image("broken", state="PENDING", then="FAILED")
        states = [
            [described(appstream, name)["State"] for _ in range(3)] for name in ("new", "broken")
        ]
        failed = described(appstream, "broken")
    finally:
        set_pace()
    assert seeded["State"] == "PENDING"
    assert states == [["PENDING", "AVAILABLE", "AVAILABLE"], ["PENDING", "FAILED", "FAILED"]]
    assert failed["StateChangeReason"]["Code"] == "INTERNAL_ERROR"


def test_a_state_that_no_image_comes_to_is_refused(appstream: Any) -> None:
    with pytest.raises(ValueError, match="'READY' at 'then'"):
        seed.image("new", state="PENDING", then="READY")
    assert names(appstream, Type="PRIVATE") == []
