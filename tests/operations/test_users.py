"""The users of the user pool (the rows user-*)."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends


def create(client: Any, name: str, **parameters: Any) -> None:
    client.create_user(UserName=name, AuthenticationType="USERPOOL", **parameters)


def users(client: Any, **page: Any) -> list[Any]:
    """The users on all pages."""
    pages = client.get_paginator("describe_users").paginate(AuthenticationType="USERPOOL", **page)
    return [user for page in pages for user in page["Users"]]


def user_named(client: Any, name: str) -> Any:
    (user,) = [user for user in users(client) if user["UserName"] == name]
    return user


@pytest.mark.row("user-create", "user-shape", "user-new")
def test_a_new_user_shows_at_once_and_has_to_choose_a_password(appstream: Any) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    answer = appstream.create_user(
        UserName="jane@example.com",
        AuthenticationType="USERPOOL",
        FirstName="Jane",
        LastName="Doe",
    )
    assert answer.keys() == {"ResponseMetadata"}
    (user,) = users(appstream)
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    arn = f"arn:aws:appstream:us-east-1:{ACCOUNT}:user/userpool/{uuid}"
    assert re.fullmatch(arn, user.pop("Arn"))
    assert user.pop("CreatedTime") >= before
    assert user == {
        "UserName": "jane@example.com",
        "Enabled": True,
        "Status": "FORCE_CHANGE_PASSWORD",
        "FirstName": "Jane",
        "LastName": "Doe",
        "AuthenticationType": "USERPOOL",
    }


@pytest.mark.row("user-shape")
def test_a_user_without_names_shows_none(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    create(appstream, "john@example.com", LastName="Doe")
    jane, john = users(appstream)
    assert not {"FirstName", "LastName"} & jane.keys()
    assert "FirstName" not in john
    assert john["LastName"] == "Doe"
    assert jane["Arn"] != john["Arn"]


@in_process
@pytest.mark.row("user-new", "user-resend")
def test_after_the_first_sign_in_a_user_is_confirmed_and_stays_so(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    backend = appstream_backends[ACCOUNT]["us-east-1"]
    backend.users.set_status("jane@example.com")
    assert user_named(appstream, "jane@example.com")["Status"] == "CONFIRMED"
    create(appstream, "jane@example.com", MessageAction="RESEND")
    appstream.disable_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    assert user_named(appstream, "jane@example.com")["Status"] == "CONFIRMED"
    backend.users.set_status("jane@example.com", "ARCHIVED")
    assert user_named(appstream, "jane@example.com")["Status"] == "ARCHIVED"


@pytest.mark.row("user-auth-type", "every-value")
@pytest.mark.parametrize("kind", ["API", "SAML", "AWS_AD"])
def test_the_user_pool_takes_no_other_authentication_type(appstream: Any, kind: str) -> None:
    create(appstream, "jane@example.com")
    with refused(
        "InvalidParameterValueException",
        f"Cannot create a user with '{kind}' authentication type",
    ):
        appstream.create_user(UserName="jane@example.com", AuthenticationType=kind)
    for call in (appstream.enable_user, appstream.disable_user, appstream.delete_user):
        with refused("InvalidParameterValueException"):
            call(UserName="jane@example.com", AuthenticationType=kind)
    with refused("InvalidParameterValueException"):
        appstream.describe_users(AuthenticationType=kind)
    assert user_named(appstream, "jane@example.com")["Enabled"]


@pytest.mark.row("user-name-case")
def test_names_are_case_sensitive_and_need_not_be_email_addresses(appstream: Any) -> None:
    names = ["A@x", "a@x", "a/b", "no-mail", "größe@例え.jp", "😀", "x" * 128, "e\u0301"]
    for name in names:
        create(appstream, name)
    assert [user["UserName"] for user in users(appstream)] == sorted(names)
    appstream.delete_user(UserName="A@x", AuthenticationType="USERPOOL")
    assert "a@x" in [user["UserName"] for user in users(appstream)]


@pytest.mark.row("every-validate")
@pytest.mark.parametrize("name", ["x" * 129, "with space", "tab\t", "jane@example.com\n"])
def test_a_name_has_no_spaces_and_128_characters_at_most(appstream: Any, name: str) -> None:
    with pytest.raises(ClientError, match="userName"):
        create(appstream, name)
    assert users(appstream) == []


@pytest.mark.row("user-exists", "every-exists")
def test_a_name_is_taken_once(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    before = users(appstream)
    with refused(
        "ResourceAlreadyExistsException", "The user jane@example.com already exists."
    ) as caught:
        create(appstream, "jane@example.com", FirstName="Other")
    assert caught.type is appstream.exceptions.ResourceAlreadyExistsException
    assert users(appstream) == before


@pytest.mark.row("user-resend")
def test_the_welcome_email_is_sent_again_without_any_change(appstream: Any) -> None:
    create(appstream, "jane@example.com", FirstName="Jane")
    before = users(appstream)
    create(appstream, "jane@example.com", MessageAction="RESEND")
    for member in ("FirstName", "LastName"):
        with pytest.raises(appstream.exceptions.InvalidParameterCombinationException):
            create(appstream, "jane@example.com", MessageAction="RESEND", **{member: "Jane"})
    assert users(appstream) == before
    create(appstream, "john@example.com", MessageAction="SUPPRESS")
    assert user_named(appstream, "john@example.com")["Status"] == "FORCE_CHANGE_PASSWORD"


@pytest.mark.row("user-resend-missing", "every-order")
def test_no_email_is_sent_again_to_a_user_who_does_not_exist(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.InvalidParameterCombinationException):
        create(appstream, "jane@example.com", MessageAction="RESEND", FirstName="Jane")
    with pytest.raises(appstream.exceptions.OperationNotPermittedException, match="jane"):
        create(appstream, "jane@example.com", MessageAction="RESEND")
    assert users(appstream) == []


@pytest.mark.row("user-describe")
def test_an_empty_pool_is_an_empty_list_before_and_after(appstream: Any) -> None:
    for _ in range(2):
        answer = appstream.describe_users(AuthenticationType="USERPOOL")
        assert answer["Users"] == []
        assert "NextToken" not in answer
        create(appstream, "jane@example.com")
        appstream.delete_user(UserName="jane@example.com", AuthenticationType="USERPOOL")


@pytest.mark.row("user-describe", "every-page")
def test_users_come_in_pages_of_25_at_most(appstream: Any) -> None:
    names = [f"user-{number:02}@example.com" for number in range(60)]
    for name in reversed(names):
        create(appstream, name)
    for size in ({}, {"PageSize": 7}, {"PageSize": 100}):
        assert [user["UserName"] for user in users(appstream, PaginationConfig=size)] == names
    first = appstream.describe_users(AuthenticationType="USERPOOL", MaxResults=100)
    assert len(first["Users"]) == 25
    token = first["NextToken"]
    for name in names[23:27]:
        appstream.delete_user(UserName=name, AuthenticationType="USERPOOL")
    second = appstream.describe_users(AuthenticationType="USERPOOL", NextToken=token)
    assert [user["UserName"] for user in second["Users"]] == names[27:52]
    for wrong in ({"NextToken": token[::-1]}, {"MaxResults": -1}):
        with refused("ValidationException"):
            appstream.describe_users(AuthenticationType="USERPOOL", **wrong)


@pytest.mark.row("user-enable")
def test_a_user_is_disabled_and_enabled_as_often_as_asked(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    before = user_named(appstream, "jane@example.com")
    for call, enabled in ((appstream.disable_user, False), (appstream.enable_user, True)):
        for _ in range(2):
            call(UserName="jane@example.com", AuthenticationType="USERPOOL")
            user = user_named(appstream, "jane@example.com")
            assert user == {**before, "Enabled": enabled}


@pytest.mark.row("user-enable", "user-delete", "every-missing")
def test_a_user_who_does_not_exist_cannot_be_changed_nor_deleted(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    for call in (appstream.enable_user, appstream.disable_user, appstream.delete_user):
        with refused(
            "ResourceNotFoundException",
            f"The user Jane@example.com for account {ACCOUNT} does not exist.",
        ):
            call(UserName="Jane@example.com", AuthenticationType="USERPOOL")


@pytest.mark.row("user-delete")
def test_a_user_made_again_has_nothing_of_the_deleted_one(appstream: Any) -> None:
    create(appstream, "jane@example.com", FirstName="Jane")
    appstream.disable_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    old = user_named(appstream, "jane@example.com")
    appstream.delete_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    assert users(appstream) == []
    create(appstream, "jane@example.com")
    new = user_named(appstream, "jane@example.com")
    assert new["Enabled"]
    assert "FirstName" not in new
    assert new["Arn"] != old["Arn"]
    assert new["CreatedTime"] > old["CreatedTime"]


@pytest.mark.row("user-name-case")
def test_each_account_has_a_pool_in_each_region(appstream: Any, appstream_client: Any) -> None:
    create(appstream, "jane@example.com")
    for other in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        assert users(other) == []
        create(other, "jane@example.com")
        other.delete_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    assert len(users(appstream)) == 1


@pytest.mark.row("user-govcloud")
def test_govcloud_has_no_user_pool(appstream_client: Any) -> None:
    client = appstream_client("us-gov-west-1")
    user = {"UserName": "jane@example.com", "AuthenticationType": "USERPOOL"}
    for call in (client.create_user, client.enable_user, client.disable_user, client.delete_user):
        with pytest.raises(ClientError, match=r"The AppStream 2\.0 user pool feature") as caught:
            call(**user)
        assert caught.value.response["Error"]["Code"] == "InvalidParameterValueException"
    with refused("InvalidParameterValueException"):
        client.describe_users(AuthenticationType="USERPOOL")
    for call in (client.batch_associate_user_stack, client.batch_disassociate_user_stack):
        with refused("InvalidParameterValueException"):
            call(UserStackAssociations=[{**user, "StackName": "stack"}])
    with refused("InvalidParameterValueException"):
        client.describe_user_stack_associations(StackName="stack")


@pytest.mark.row("every-tags")
def test_a_user_cannot_be_tagged(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    arn = user_named(appstream, "jane@example.com")["Arn"]
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.tag_resource(ResourceArn=arn, Tags={"team": "desktop"})
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.list_tags_for_resource(ResourceArn=arn)


def test_a_planned_failure_leaves_the_pool_as_it_is(appstream: Any) -> None:
    create(appstream, "jane@example.com")
    before = users(appstream)
    seed.failure("DeleteUser", "ResourceNotFoundException")
    with refused("ResourceNotFoundException"):
        appstream.delete_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    assert users(appstream) == before


@pytest.mark.row("user-create", "user-enable", "user-delete")
def test_terraform_manages_a_user(appstream: Any) -> None:
    def find() -> Any:
        found = [user for user in users(appstream) if user["UserName"] == "jane@example.com"]
        return found[0] if found else None

    create(appstream, "jane@example.com", FirstName="Jane", LastName="Doe")
    created = find()
    assert created["Enabled"]
    appstream.disable_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    assert find() == {**created, "Enabled": False}
    appstream.delete_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    assert find() is None
    # It was deleted behind Terraform's back.
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.delete_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
