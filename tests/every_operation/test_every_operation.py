"""What all operations have in common: errors, validation, the wire, IAM."""

from __future__ import annotations

import gzip
import inspect
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from moto import settings
from moto.core import set_initial_no_auth_action_count
from requests_from_model import OPERATIONS, smallest_request
from support import ACCOUNT, OTHER_ACCOUNT, copy, in_process, moto_server, names, raw_call, refused
from untyped import seed

from moto_appstream.appstream import exceptions
from moto_appstream.appstream.exceptions import OperationNotThere
from moto_appstream.appstream.models import appstream_backends
from moto_appstream.appstream.models.images import Images
from moto_appstream.appstream.schema import operation, service_model

GOLDEN = f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden"


def call(client: Any, name: str, **changes: Any) -> Any:
    return getattr(client, xform_name(name))(**{**smallest_request(name), **changes})


def send(name: str, parameters: Any) -> tuple[int, Any]:
    """A request that botocore would not let through: the status and the answer."""
    response = raw_call("us-east-1", name, json.dumps(parameters).encode())
    return response.status_code, response.json()


def modelled_errors() -> list[tuple[str, str]]:
    return [(name, code) for name in OPERATIONS for code in operation(name).modelled_errors]


# Errors


@pytest.mark.row("every-errors-modelled")
@pytest.mark.usefixtures("no_retries")
@pytest.mark.parametrize(("name", "code"), modelled_errors())
def test_each_modelled_error_is_caught_by_its_class_with_the_models_status(
    appstream: Any, name: str, code: str
) -> None:
    seed.image("golden")
    seed.failure(name, code)
    with pytest.raises(getattr(appstream.exceptions, code)) as caught:
        call(appstream, name)
    metadata = service_model().shape_for(code).metadata
    status = caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
    assert status == metadata.get("error", {}).get("httpStatusCode", 400)
    assert caught.value.response["Error"]["Message"]


@in_process
@pytest.mark.row("every-errors-modelled")
def test_an_error_that_the_model_does_not_list_cannot_leave_an_operation(
    appstream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise exceptions.InvalidParameterCombination("This cannot be.")

    monkeypatch.setattr(Images, "delete_image", refuse)
    with pytest.raises(RuntimeError, match="DeleteImage cannot answer with InvalidParameterComb"):
        call(appstream, "DeleteImage")


@pytest.mark.row("every-errors-modelled")
@pytest.mark.skipif(
    "CreateExportImageTask" not in OPERATIONS,
    reason="the installed botocore lacks operations, and errors that only they have",
)
def test_each_error_of_ours_is_modelled_somewhere_or_common() -> None:
    modelled = {error.name for error in service_model().error_shapes}
    for _, kind in inspect.getmembers(exceptions, inspect.isclass):
        if issubclass(kind, exceptions.AppStreamException):
            assert kind.code in modelled | exceptions.COMMON_ERRORS.keys(), kind


@pytest.mark.row("every-errors-modelled")
@pytest.mark.usefixtures("no_retries")
@pytest.mark.parametrize("code", sorted(exceptions.COMMON_ERRORS))
def test_a_common_error_can_be_asked_for_of_any_operation(appstream: Any, code: str) -> None:
    seed.failure("DescribeImages", code, message="So it is.")
    with refused(code, "So it is.") as caught:
        appstream.describe_images()
    status = {
        "InternalFailure": 500,
        "MissingAuthenticationTokenException": 403,
        "NotImplementedException": 501,
        "ServiceUnavailable": 503,
    }
    answered = caught.value.response["ResponseMetadata"]["HTTPStatusCode"]
    assert answered == status.get(code, 400)
    assert appstream.describe_images()["Images"]


@pytest.mark.row("every-errors-modelled")
def test_the_text_of_an_error_stands_where_clients_of_all_languages_look_for_it(
    appstream: Any,
) -> None:
    status, answer = send("DeleteImage", {"Name": "golden"})
    assert status in (400, 404)  # an older botocore does not know the status
    assert answer == {
        "__type": "ResourceNotFoundException",
        "Message": f"The image golden for account {ACCOUNT} does not exist.",
    }
    status, answer = send("DeleteImage", {})
    assert status == 400
    assert answer.keys() == {"__type", "message"}


# Validation


@pytest.mark.row("every-validate")
@pytest.mark.parametrize("name", ["", "-golden", "a" * 102, "gol/den", "golden ", "golden\n", "ö"])
def test_names_follow_the_pattern_of_the_model(appstream: Any, name: str) -> None:
    pattern = "Member must satisfy regular expression pattern: ^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}$"
    with refused(
        "ValidationException",
        f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: "
        + pattern,
    ):
        appstream.delete_image(Name=name)


@pytest.mark.row("every-validate")
def test_a_name_may_have_101_characters(appstream: Any) -> None:
    seed.image("golden")
    copy(appstream, "golden", "a" * 101)
    appstream.delete_image(Name="golden")


@pytest.mark.row("every-validate")
@pytest.mark.parametrize(
    ("parameters", "constraint"),
    [
        (
            {"MaxResults": 26},
            "Value '26' at 'maxResults' failed to satisfy constraint: "
            "Member must have value less than or equal to 25",
        ),
        (
            {"Type": "MINE"},
            "Value 'MINE' at 'type' failed to satisfy constraint: "
            "Member must satisfy enum value set: [PUBLIC, PRIVATE, SHARED]",
        ),
        (
            {"Arns": ["no-arn"]},
            "Value 'no-arn' at 'arns.1.member' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^arn:aws",
        ),
    ],
)
def test_what_botocore_lets_through_is_refused(
    appstream: Any, parameters: Any, constraint: str
) -> None:
    with pytest.raises(ClientError) as caught:
        appstream.describe_images(**parameters)
    error: Any = caught.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert error["Message"].startswith(f"1 validation error detected: {constraint}")


@pytest.mark.row("every-validate")
def test_a_description_has_256_characters_at_most(appstream: Any) -> None:
    seed.image("golden")
    with pytest.raises(ClientError, match="length less than or equal to 256"):
        copy(appstream, "golden", "copied", DestinationImageDescription="a" * 257)
    copy(appstream, "golden", "copied", DestinationImageDescription="a" * 256)


@pytest.mark.row("every-validate")
@pytest.mark.parametrize(
    ("name", "parameters", "violations"),
    [
        (
            "CopyImage",
            {},
            [
                f"Value null at '{member}' failed to satisfy constraint: Member must not be null"
                for member in ("sourceImageName", "destinationImageName", "destinationRegion")
            ],
        ),
        (
            "CopyImage",
            {
                "SourceImageName": None,
                "DestinationImageName": "golden",
                "DestinationRegion": "",
            },
            [
                "Value '' at 'destinationRegion' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1",
                "Value null at 'sourceImageName' failed to satisfy constraint: "
                "Member must not be null",
            ],
        ),
        (
            "DescribeImages",
            {"MaxResults": -1, "NextToken": "", "Names": ["", None]},
            [
                "Value '-1' at 'maxResults' failed to satisfy constraint: "
                "Member must have value greater than or equal to 0",
                "Value '' at 'nextToken' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1",
                "Value '' at 'names.1.member' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1",
                "Value null at 'names.2.member' failed to satisfy constraint: "
                "Member must not be null",
            ],
        ),
        (
            "DescribeImagePermissions",
            {"Name": "golden", "SharedAwsAccountIds": []},
            [
                "Value '[]' at 'sharedAwsAccountIds' failed to satisfy constraint: "
                "Member must have length greater than or equal to 1",
            ],
        ),
        (
            "UntagResource",
            {"ResourceArn": GOLDEN, "TagKeys": ["a"] * 51},
            [
                f"Value '[{', '.join(['a'] * 51)}]' at 'tagKeys' failed to satisfy constraint: "
                "Member must have length less than or equal to 50",
            ],
        ),
        (
            "TagResource",
            {"ResourceArn": GOLDEN, "Tags": {"a": None, "b": "c" * 257}},
            [
                "Value null at 'tags.a.member' failed to satisfy constraint: "
                "Member must not be null",
                f"Value '{'c' * 257}' at 'tags.b.member' failed to satisfy constraint: "
                "Member must have length less than or equal to 256",
            ],
        ),
    ],
)
def test_all_violations_of_a_request_stand_in_one_message(
    appstream: Any, name: str, parameters: Any, violations: list[str]
) -> None:
    status, answer = send(name, parameters)
    assert status == 400
    assert answer["__type"] == "ValidationException"
    errors = "errors" if len(violations) > 1 else "error"
    head, _, rest = answer["message"].partition(": ")
    assert head == f"{len(violations)} validation {errors} detected"
    assert sorted(rest.split("; ")) == sorted(violations)


def test_a_null_member_is_an_absent_one_and_an_unknown_one_is_ignored(appstream: Any) -> None:
    seed.image("golden")
    parameters = {"Names": ["golden"], "Arns": None, "MaxResults": None, "Unknown": {"a": 1}}
    status, answer = send("DescribeImages", parameters)
    assert status == 200
    assert [image["Name"] for image in answer["Images"]] == ["golden"]


# The wire


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not JSON",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"null",
        b'{"Names": "golden"}',
        b'{"Names": [1]}',
        b'{"Names": {"a": "b"}}',
        b'{"MaxResults": "5"}',
        b'{"MaxResults": true}',
        b'{"MaxResults": 1.5}',
        b'{"Type": 3}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_json_or_of_the_wrong_types_is_refused(
    appstream: Any, body: bytes
) -> None:
    response = raw_call("us-east-1", "DescribeImages", body)
    assert response.status_code == 400
    assert response.json()["__type"] == "SerializationException"
    assert response.json()["message"]


@pytest.mark.row("every-malformed")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[]", "The request must be a structure."),
        (b'{"Names": "golden"}', "names must be a list."),
        (b'{"Names": ["golden", 3]}', "names.2.member must be a string."),
        (b'{"MaxResults": "5"}', "maxResults must be an integer."),
        (b'{"MaxResults": 36893488147419103232}', "maxResults must be an integer of 64 bits."),
    ],
)
def test_a_value_of_the_wrong_type_is_named(appstream: Any, body: bytes, message: str) -> None:
    assert raw_call("us-east-1", "DescribeImages", body).json()["message"] == message


@pytest.mark.row("every-malformed")
def test_what_is_no_map_is_named_too(appstream: Any) -> None:
    answer = raw_call("us-east-1", "TagResource", b'{"ResourceArn": "a", "Tags": ["b"]}').json()
    assert answer["message"] == "tags must be a map."


def moto_decompresses() -> bool:
    utilities = import_module("moto.moto_server.utilities")
    return hasattr(utilities, "decompress_request_body")


GZIPPED = gzip.compress(b'{"Type": "PRIVATE"}', mtime=0)


@pytest.mark.row("every-malformed")
@pytest.mark.skipif(
    settings.TEST_SERVER_MODE and moto_decompresses(),
    reason="the server of this moto has decompressed it, or failed to, before AppStream is asked",
)
@pytest.mark.parametrize("body", [b"{}", GZIPPED[:-9], GZIPPED[:10] + b"\xff" + GZIPPED[11:]])
def test_a_body_that_says_gzip_and_is_not_is_refused(appstream: Any, body: bytes) -> None:
    response = raw_call("us-east-1", "DescribeImages", body, Content_Encoding="gzip")
    assert response.status_code == 400
    assert response.json()["__type"] == "SerializationException"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b'{"Type": "PRIVATE"}', {"Content_Type": "application/x-amz-json-1.1; charset=utf-8"}),
        (b'{"Type": "PRIVATE"}', {"Content_Type": ""}),
        (GZIPPED, {"Content_Encoding": "gzip"}),
        (b'{"Type": "PRIVATE"}', {"Content_Encoding": "amz-1.0"}),
        (b'{"Type": "PRIVATE"}', {"Content_Encoding": "identity"}),
        (b'\xef\xbb\xbf{"Type": "PRIVATE"}', {}),
        ('{"Type": "PRIVATE"}'.encode("utf-16"), {}),
    ],
)
def test_what_clients_send_otherwise_is_read(appstream: Any, body: bytes, headers: Any) -> None:
    seed.image("golden")
    response = raw_call("us-east-1", "DescribeImages", body, **headers)
    assert response.status_code == 200
    assert "golden" in [image["Name"] for image in response.json()["Images"]]


def test_an_answer_is_json_with_times_as_numbers(appstream: Any) -> None:
    seed.image("golden", created_time="2026-11-01T12:00:00.25Z")
    response = raw_call("us-east-1", "DescribeImages", b'{"Type": "PRIVATE"}')
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-RequestId"]
    assert b'"CreatedTime":1793534400.25' in response.content


@pytest.mark.row("every-unknown-operation")
@pytest.mark.parametrize("target", ["CreateImage", "", "describe_images", "DescribeImages.x"])
def test_an_unknown_operation_is_refused(appstream: Any, target: str) -> None:
    response = raw_call("us-east-1", target, b"{}")
    assert response.status_code == 400
    assert response.json()["__type"] == "UnknownOperationException"


@pytest.mark.row("every-unknown-operation")
@pytest.mark.parametrize("target", ["", "Other.DescribeImages", "DescribeImages"])
def test_a_target_of_another_service_is_refused(appstream: Any, target: str) -> None:
    response = raw_call("us-east-1", "", b"{}", X_Amz_Target=target)
    assert response.status_code == 400
    assert response.json()["__type"] == "UnknownOperationException"


def newer_client() -> Any:
    return boto3.Session("id", "secret", region_name="us-east-1").client("appstream")


NOT_THERE = "moto_appstream does not have the operation InventImage yet"


@in_process
@pytest.mark.row("every-unknown-operation")
def test_an_operation_of_a_newer_botocore_is_not_there_and_no_client_error(
    appstream: Any, newer_botocore: str
) -> None:
    with pytest.raises(NotImplementedError, match=NOT_THERE):
        newer_client().invent_image()


@in_process
@pytest.mark.row("every-unknown-operation")
def test_it_cannot_be_planned_to_fail_and_an_answer_to_it_is_given_as_often_as_planned(
    appstream: Any, newer_botocore: str
) -> None:
    with pytest.raises(ValueError, match=NOT_THERE):
        seed.failure("InventImage", "ResourceNotFoundException")
    seed.answer("InventImage", {}, times=1)
    client = newer_client()
    client.invent_image()
    with pytest.raises(NotImplementedError, match=NOT_THERE):
        client.invent_image()
    # Whoever comes through the door with nothing planned is told the same, such as the second of
    # two calls that found one answer.
    with pytest.raises(OperationNotThere, match=NOT_THERE):
        appstream_backends[ACCOUNT]["us-east-1"].call(operation("InventImage"), {})


@in_process
@pytest.mark.row("every-unknown-operation")
def test_a_server_answers_501_which_no_client_retries(newer_botocore: str) -> None:
    with moto_server() as url:
        session = boto3.Session("id", "secret", region_name="us-east-1")
        client: Any = session.client("appstream", endpoint_url=url)
        with pytest.raises(ClientError, match=NOT_THERE) as caught:
            client.invent_image()
    answer: Any = caught.value.response
    assert answer["Error"]["Code"] == "NotImplementedException"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0


@in_process
@pytest.mark.row("every-no-region")
@pytest.mark.parametrize("region", ["af-south-1", "moon-west-1"])
def test_a_region_without_appstream_says_so_and_names_the_way_out(
    appstream_client: Any, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    client = appstream_client(region)
    for name in OPERATIONS:
        with pytest.raises(ClientError, match=f"{region}.*MOTO_ALLOW_NONEXISTENT_REGION") as caught:
            call(client, name)
        assert caught.value.response["Error"]["Code"] == "ValidationException"
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    seed.image("golden", region=region)
    call(client, "DescribeImages")
    copy(client, "golden", "golden", "us-east-1")


# IAM

enforced = set_initial_no_auth_action_count(0)


@pytest.fixture
def user(appstream_client: Any) -> Callable[..., Any]:
    """Allows a user some actions and no others, and gives a client of theirs."""
    appstream_client()
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="user")
    key = iam.create_access_key(UserName="user")["AccessKey"]

    def allow(*actions: str, statements: Sequence[Any] = ()) -> Any:
        allowed = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": statements or [allowed]})
        iam.put_user_policy(UserName="user", PolicyName="policy", PolicyDocument=document)
        return client_of(key["AccessKeyId"], key["SecretAccessKey"])

    return allow


def client_of(access_key: str, secret: str) -> Any:
    return boto3.client(
        "appstream",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret,
        aws_session_token="",
    )


@in_process
@pytest.mark.parametrize(
    "signed", ["Credential={}, SignedHeaders=host", "SignedHeaders=host,Credential={}"]
)
@pytest.mark.parametrize("padding", [0, 1000])
def test_a_call_is_of_the_account_of_its_access_key(
    appstream: Any, monkeypatch: pytest.MonkeyPatch, signed: str, padding: int
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", OTHER_ACCOUNT)
    seed.image("theirs", account_id=OTHER_ACCOUNT)
    iam = boto3.client("iam")
    iam.create_user(UserName="user")
    key = iam.create_access_key(UserName="user")["AccessKey"]["AccessKeyId"]
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    scope = f"{key}/20261124/us-east-1/appstream/aws4_request{' ' * padding}"
    header = f"AWS4-HMAC-SHA256 {signed.format(scope)}, Signature=0"
    body = b'{"Type": "PRIVATE"}'
    answer = raw_call("us-east-1", "DescribeImages", body, Authorization=header).json()
    assert [image["Name"] for image in answer["Images"]] == ["theirs"]


@pytest.mark.row("every-iam")
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_allowed_by_its_action_alone(user: Any, name: str) -> None:
    others = [f"appstream:{other}" for other in OPERATIONS if other != name]
    with pytest.raises(ClientError, match=f"appstream:{name}") as caught:
        enforced(call)(user(*others), name)
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    allowed = user(f"appstream:{name}", "iam:PassRole")
    with suppress(ClientError):  # whatever else it lacks
        enforced(call)(allowed, name)
        return
    with pytest.raises(ClientError) as caught:
        enforced(call)(allowed, name)
    assert caught.value.response["Error"]["Code"] != "AccessDeniedException"


def statement(effect: str, resource: str | list[str]) -> dict[str, Any]:
    return {"Effect": effect, "Action": "appstream:*", "Resource": resource}


@pytest.mark.row("every-iam-resource")
def test_a_policy_is_judged_on_the_image_that_a_call_names(user: Any) -> None:
    for name in ("golden", "silver"):
        seed.image(name)
    client = user(statements=[statement("Allow", "*"), statement("Deny", GOLDEN)])
    with refused("AccessDeniedException"):
        enforced(client.delete_image)(Name="golden")
    with refused("AccessDeniedException"):
        enforced(client.list_tags_for_resource)(ResourceArn=GOLDEN)
    enforced(client.delete_image)(Name="silver")
    assert enforced(names)(client, Type="PRIVATE") == ["golden"]  # a listing names no image


@pytest.mark.row("every-iam-resource")
def test_a_copy_needs_both_its_ends(user: Any) -> None:
    seed.image("golden")
    there = GOLDEN.replace("us-east-1", "us-west-2").replace("golden", "copied")
    for allowed in ([GOLDEN], [there]):
        with refused("AccessDeniedException"):
            enforced(copy)(user(statements=[statement("Allow", allowed)]), "golden", "copied")
    enforced(copy)(user(statements=[statement("Allow", [GOLDEN, there])]), "golden", "copied")


def tags_of(name: str) -> str | None:
    """The parameter that gives tags to what an operation creates."""
    members = operation(name).input_shape.members
    tags = [member for member in members if member.endswith("Tags")]
    return tags[0] if name.startswith("Create") and tags else None


@pytest.mark.row("every-iam-resource")
@pytest.mark.parametrize("name", [*filter(tags_of, OPERATIONS)])
def test_tags_at_creation_need_the_action_that_tags(user: Any, name: str) -> None:
    tags = {str(tags_of(name)): {"team": "desktop"}}
    client = user(f"appstream:{name}", "iam:PassRole")
    with pytest.raises(ClientError, match="appstream:TagResource") as caught:
        enforced(call)(client, name, **tags)
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    client = user(f"appstream:{name}", "appstream:TagResource", "iam:PassRole")
    with suppress(ClientError):  # whatever else it lacks
        enforced(call)(client, name, **tags)
        return
    with pytest.raises(ClientError) as caught:
        enforced(call)(client, name, **tags)
    assert caught.value.response["Error"]["Code"] != "AccessDeniedException"


@pytest.mark.row("every-iam-resource")
def test_tags_at_creation_are_judged_on_what_is_created(user: Any) -> None:
    stack = GOLDEN.replace("image/golden", "stack/lab")
    deny = {"Effect": "Deny", "Action": "appstream:TagResource", "Resource": stack}
    client = user(statements=[statement("Allow", "*"), deny])
    enforced(client.create_stack)(Name="other", Tags={"team": "desktop"})
    enforced(client.create_stack)(Name="lab")
    enforced(client.delete_stack)(Name="lab")
    with refused("AccessDeniedException"):
        enforced(client.create_stack)(Name="lab", Tags={"team": "desktop"})


@pytest.mark.row("every-iam-resource")
def test_a_listing_is_judged_on_everything(user: Any) -> None:
    with refused("AccessDeniedException"):
        enforced(names)(user(statements=[statement("Allow", GOLDEN)]))


@pytest.mark.row("every-iam")
@pytest.mark.parametrize("missing", [True, False])
def test_denial_comes_before_any_look_at_what_is_there(user: Any, missing: bool) -> None:
    if not missing:
        seed.image("golden")
    with refused("AccessDeniedException"):
        enforced(user("appstream:CopyImage").delete_image)(Name="golden")


@in_process
@pytest.mark.row("every-unsigned")
def test_a_call_that_is_not_signed_lacks_a_token(appstream: Any) -> None:
    response = enforced(raw_call)("us-east-1", "DescribeImages", b"{}")
    assert response.status_code == 403
    assert response.json()["__type"] == "MissingAuthenticationTokenException"


@pytest.mark.row("every-iam")
def test_a_denial_and_a_false_signature_are_json_and_change_nothing(user: Any) -> None:
    seed.image("golden")
    client = user("appstream:Describe*")
    key = client._request_signer._credentials.access_key
    for denied, name, code in (
        (client, "DeleteImage", "AccessDeniedException"),
        (client, "CopyImage", "AccessDeniedException"),
        (client_of(key, "wrong"), "DescribeImages", "InvalidSignatureException"),
        (client_of("AKIAUNKNOWN", "wrong"), "DescribeImages", "UnrecognizedClientException"),
    ):
        with refused(code):
            enforced(call)(denied, name)
    assert enforced(names)(client, Type="PRIVATE") == ["golden"]
