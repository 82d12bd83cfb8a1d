"""The stacks that users of the user pool may use (the rows user-assoc-*)."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends


def item(stack: str, user: str, **members: Any) -> dict[str, Any]:
    return {
        "StackName": stack,
        "UserName": user,
        "AuthenticationType": "USERPOOL",
        **members,
    }


def assign(client: Any, *items: dict[str, Any]) -> Any:
    return client.batch_associate_user_stack(UserStackAssociations=list(items))["errors"]


def dismiss(client: Any, *items: dict[str, Any]) -> Any:
    return client.batch_disassociate_user_stack(UserStackAssociations=list(items))["errors"]


def assignments(client: Any, **filters: Any) -> list[Any]:
    """The assignments on all pages."""
    pages = client.get_paginator("describe_user_stack_associations").paginate(**filters)
    return [one for page in pages for one in page["UserStackAssociations"]]


def pairs(client: Any, **filters: Any) -> list[tuple[str, str]]:
    return [(one["StackName"], one["UserName"]) for one in assignments(client, **filters)]


def of_user(client: Any, user: str, **filters: Any) -> list[str]:
    """The stacks that a user is assigned to."""
    found = pairs(client, UserName=user, AuthenticationType="USERPOOL", **filters)
    assert {name for _, name in found} <= {user}
    return [stack for stack, _ in found]


def create_users(client: Any, *names: str) -> None:
    for name in names:
        client.create_user(UserName=name, AuthenticationType="USERPOOL")


@pytest.fixture
def pool(appstream: Any) -> Any:
    """A client, with the stacks ``office`` and ``studio`` and the users jane and john."""
    for name in ("office", "studio"):
        appstream.create_stack(Name=name)
    create_users(appstream, "jane", "john")
    return appstream


@pytest.mark.row("user-assoc", "user-assoc-list")
def test_users_are_assigned_to_stacks(pool: Any) -> None:
    assert assign(pool, item("office", "jane", SendEmailNotification=True)) == []
    assert assign(pool, item("studio", "jane"), item("office", "john")) == []
    assert assignments(pool, StackName="office") == [
        item("office", "jane", SendEmailNotification=True),
        item("office", "john", SendEmailNotification=False),
    ]
    assert assignments(pool, UserName="jane", AuthenticationType="USERPOOL") == [
        item("office", "jane", SendEmailNotification=True),
        item("studio", "jane", SendEmailNotification=False),
    ]
    assert of_user(pool, "jane", StackName="studio") == ["studio"]
    assert of_user(pool, "john", StackName="studio") == []
    both = {"StackName": "office", "AuthenticationType": "USERPOOL"}
    assert pairs(pool, **both) == [("office", "jane"), ("office", "john")]


@pytest.mark.row("user-assoc", "user-assoc-error")
def test_the_good_ones_of_a_batch_succeed_though_others_fail(pool: Any) -> None:
    items = [
        item("missing", "jane", SendEmailNotification=True),
        item("office", "missing"),
        item("office", "jane"),
        item("missing", "missing"),
        item("no such name at all!", "jane"),
    ]
    assert assign(pool, *items) == [
        {
            "UserStackAssociation": items[0],
            "ErrorCode": "STACK_NOT_FOUND",
            "ErrorMessage": "The stack missing does not exist.",
        },
        {
            "UserStackAssociation": items[1],
            "ErrorCode": "USER_NAME_NOT_FOUND",
            "ErrorMessage": "The user missing does not exist.",
        },
        {
            "UserStackAssociation": items[3],
            "ErrorCode": "STACK_NOT_FOUND",
            "ErrorMessage": "The stack missing does not exist.",
        },
        {
            "UserStackAssociation": items[4],
            "ErrorCode": "STACK_NOT_FOUND",
            "ErrorMessage": "The stack no such name at all! does not exist.",
        },
    ]
    assert of_user(pool, "jane") == ["office"]


@pytest.mark.row("user-assoc")
def test_a_batch_has_25_items_at_most(pool: Any) -> None:
    items = [item("office", "jane")] * 26
    for call in (assign, dismiss):
        with pytest.raises(ClientError, match="userStackAssociations"):
            call(pool, *items)
    assert assignments(pool, StackName="office") == []
    assert assign(pool, *[item("office", "jane")] * 25) == []
    assert of_user(pool, "jane") == ["office"]


@pytest.mark.row("user-assoc-again")
def test_a_user_assigned_again_has_what_was_sent_last(pool: Any) -> None:
    assign(pool, item("office", "jane", SendEmailNotification=True))
    assert assign(pool, item("office", "jane")) == []
    (assigned,) = assignments(pool, StackName="office")
    assert assigned["SendEmailNotification"] is False
    assign(
        pool,
        item("office", "jane", SendEmailNotification=False),
        item("office", "jane", SendEmailNotification=True),
    )
    (assigned,) = assignments(pool, StackName="office")
    assert assigned["SendEmailNotification"] is True


@pytest.mark.row("user-assoc-domain")
def test_no_user_is_assigned_to_a_stack_whose_fleet_is_joined_to_a_domain(pool: Any) -> None:
    pool.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    image = seed.image("golden")["Name"]
    for name, domain in (("joined", {"DirectoryName": "corp.example.com"}), ("plain", {})):
        pool.create_fleet(
            Name=name,
            ImageName=image,
            InstanceType="stream.standard.medium",
            ComputeCapacity={"DesiredInstances": 1},
            DomainJoinInfo=domain,
        )
    pool.associate_fleet(FleetName="joined", StackName="office")
    pool.associate_fleet(FleetName="plain", StackName="studio")
    with refused(
        "OperationNotPermittedException",
        "The fleet joined of the stack office is joined to a domain. "
        "Users of the user pool cannot be assigned to the stack.",
    ):
        assign(pool, item("studio", "jane"), item("office", "jane"))
    assert of_user(pool, "jane") == []
    assert assign(pool, item("studio", "jane")) == []
    assert dismiss(pool, item("office", "jane")) == []
    pool.disassociate_fleet(FleetName="joined", StackName="office")
    assert assign(pool, item("office", "jane")) == []
    with refused("OperationNotPermittedException"):
        pool.associate_fleet(FleetName="joined", StackName="office")


@pytest.mark.row("user-assoc-type")
@pytest.mark.parametrize("kind", ["API", "SAML", "AWS_AD"])
def test_one_item_of_another_authentication_type_fails_the_whole_batch(
    pool: Any, kind: str
) -> None:
    assign(pool, item("studio", "john"))
    other = item("studio", "john", AuthenticationType=kind)
    for call in (assign, dismiss):
        with pytest.raises(pool.exceptions.InvalidParameterCombinationException, match=kind):
            call(pool, item("office", "jane"), other)
    with pytest.raises(pool.exceptions.InvalidParameterCombinationException, match=kind):
        pool.describe_user_stack_associations(UserName="john", AuthenticationType=kind)
    assert assignments(pool, StackName="office") == []
    assert of_user(pool, "john") == ["studio"]


@pytest.mark.row("user-dis")
def test_an_assignment_is_ended_whether_it_is_there_or_not(pool: Any) -> None:
    assign(pool, item("office", "jane"), item("office", "john"), item("studio", "jane"))
    for _ in range(2):
        assert dismiss(pool, item("office", "jane"), item("studio", "john")) == []
        assert pairs(pool, StackName="office") == [("office", "john")]
        assert of_user(pool, "jane") == ["studio"]


@pytest.mark.row("user-dis")
def test_an_assignment_of_an_unknown_stack_or_user_is_an_error_of_its_item(pool: Any) -> None:
    assign(pool, item("office", "jane"))
    items = [item("missing", "jane"), item("office", "missing"), item("office", "jane")]
    errors = dismiss(pool, *items)
    assert [(error["ErrorCode"], error["UserStackAssociation"]) for error in errors] == [
        ("STACK_NOT_FOUND", items[0]),
        ("USER_NAME_NOT_FOUND", items[1]),
    ]
    assert of_user(pool, "jane") == []


@pytest.mark.row("user-assoc-list")
def test_unknown_names_are_assigned_to_nothing(pool: Any) -> None:
    assign(pool, item("office", "jane"))
    assert assignments(pool, StackName="missing") == []
    assert of_user(pool, "missing") == []
    assert of_user(pool, "jane", StackName="missing") == []
    assert of_user(pool, "missing", StackName="office") == []
    # What another name begins with.
    assert assignments(pool, StackName="off") == []
    assert assignments(pool, StackName="office/ja") == []


@pytest.mark.row("user-assoc-list")
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"UserName": "jane"},
        {"StackName": "office", "UserName": "jane"},
        {"AuthenticationType": "USERPOOL"},
    ],
)
def test_a_listing_needs_a_stack_or_a_user_with_authentication_type(
    pool: Any, filters: dict[str, str]
) -> None:
    with pytest.raises(pool.exceptions.InvalidParameterCombinationException):
        pool.describe_user_stack_associations(**filters)


@pytest.mark.row("user-assoc-list")
def test_names_with_slashes_are_kept_apart(pool: Any) -> None:
    create_users(pool, "a/b", "b", "/")
    pool.create_stack(Name="office-2")
    pool.create_stack(Name="office.2")
    for user in ("a/b", "b", "/"):
        assign(pool, item("office", user))
    assign(pool, item("office-2", "b"), item("office.2", "b"))
    assert pairs(pool, StackName="office") == [("office", "/"), ("office", "a/b"), ("office", "b")]
    assert of_user(pool, "b") == ["office-2", "office.2", "office"]
    assert of_user(pool, "a/b") == ["office"]


@pytest.mark.row("user-assoc-list", "every-page")
def test_assignments_come_in_pages_of_25_at_most(pool: Any) -> None:
    names = [f"user-{number:02}" for number in range(60)]
    stacks = [f"stack-{number:02}" for number in range(60)]
    create_users(pool, *names)
    for stack in stacks:
        pool.create_stack(Name=stack)
    for start in range(0, 60, 20):
        assign(pool, *[item("office", name) for name in names[start : start + 20]])
        assign(pool, *[item(stack, "jane") for stack in stacks[start : start + 20]])
    for size in ({}, {"PageSize": 7}, {"PageSize": 500}, {"PageSize": 0}):
        config = {"PaginationConfig": size}
        found = pairs(pool, StackName="office", **config)
        assert found == [("office", name) for name in names]
        assert of_user(pool, "jane", **config) == stacks
    by_user = {"UserName": "jane", "AuthenticationType": "USERPOOL"}
    for filters, other in (
        ({"StackName": "office"}, {"StackName": "studio"}),
        (by_user, {**by_user, "UserName": "john"}),
    ):
        first = pool.describe_user_stack_associations(**filters, MaxResults=500)
        assert len(first["UserStackAssociations"]) == 25
        with refused("ValidationException"):
            pool.describe_user_stack_associations(**other, NextToken=first["NextToken"])
    with refused("ValidationException"):
        pool.describe_user_stack_associations(StackName="office", MaxResults=501)


@pytest.mark.row("user-assoc-list", "every-page")
def test_a_token_stays_good_when_assignments_end_meanwhile(pool: Any) -> None:
    names = [f"user-{number:02}" for number in range(10)]
    stacks = [f"stack-{number:02}" for number in range(10)]
    create_users(pool, *names)
    for stack in stacks:
        pool.create_stack(Name=stack)
    assign(pool, *[item("office", name) for name in names])
    assign(pool, *[item(stack, "jane") for stack in stacks])
    filters: list[dict[str, str]] = [
        {"StackName": "office"},
        {"UserName": "jane", "AuthenticationType": "USERPOOL"},
    ]
    tokens = [
        pool.describe_user_stack_associations(**one, MaxResults=4)["NextToken"] for one in filters
    ]
    dismiss(pool, *[item("office", name) for name in names[2:6]])
    dismiss(pool, *[item(stack, "jane") for stack in stacks[2:6]])
    rest = [
        pool.describe_user_stack_associations(**one, NextToken=token)["UserStackAssociations"]
        for one, token in zip(filters, tokens, strict=True)
    ]
    assert [one["UserName"] for one in rest[0]] == names[6:]
    assert [one["StackName"] for one in rest[1]] == stacks[6:]


@pytest.mark.row("user-delete", "user-enable")
def test_assignments_go_with_their_user_and_stay_when_the_user_is_disabled(pool: Any) -> None:
    assign(pool, item("office", "jane"), item("office", "john"), item("studio", "jane"))
    pool.disable_user(UserName="jane", AuthenticationType="USERPOOL")
    assert of_user(pool, "jane") == ["office", "studio"]
    assert assign(pool, item("office", "jane", SendEmailNotification=True)) == []
    pool.delete_user(UserName="jane", AuthenticationType="USERPOOL")
    assert pairs(pool, StackName="office") == [("office", "john")]
    assert pairs(pool, StackName="studio") == []
    create_users(pool, "jane")
    assert of_user(pool, "jane") == []


@pytest.mark.row("user-assoc-list")
def test_assignments_go_with_their_stack_and_do_not_keep_it(pool: Any) -> None:
    assign(pool, item("office", "jane"), item("office", "john"), item("studio", "jane"))
    pool.delete_stack(Name="office")
    assert of_user(pool, "jane") == ["studio"]
    pool.create_stack(Name="office")
    assert assignments(pool, StackName="office") == []
    pool.delete_user(UserName="john", AuthenticationType="USERPOOL")


def test_an_account_has_assignments_of_its_own_in_each_region(
    pool: Any, appstream_client: Any
) -> None:
    assign(pool, item("office", "jane"))
    for other in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        (error,) = assign(other, item("office", "jane"))
        assert error["ErrorCode"] == "STACK_NOT_FOUND"
        other.create_stack(Name="office")
        create_users(other, "jane")
        assert of_user(other, "jane") == []
        assign(other, item("office", "jane"))
        other.delete_user(UserName="jane", AuthenticationType="USERPOOL")
    assert of_user(pool, "jane") == ["office"]


@in_process
def test_a_batch_that_fails_in_the_middle_changes_nothing(
    pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assign(pool, item("office", "jane", SendEmailNotification=True))
    users = appstream_backends[ACCOUNT]["us-east-1"].users
    find = users.find

    def fail(name: str) -> Any:
        if name == "john":
            raise MemoryError
        return find(name)

    monkeypatch.setattr(type(users), "find", lambda _, name: fail(name))
    with pytest.raises(MemoryError):
        assign(pool, item("studio", "jane"), item("office", "jane"), item("office", "john"))
    monkeypatch.undo()
    assert assignments(pool, UserName="jane", AuthenticationType="USERPOOL") == [
        item("office", "jane", SendEmailNotification=True)
    ]


# What the support desk of a company runs


def give_access(client: Any, user: str, stack: str, first: str, last: str) -> str:
    """Bring a user onto a stack, whatever is known of the user: what had to be done."""
    client.describe_stacks(Names=[stack])
    known = {
        one["UserName"]: one["Status"]
        for one in client.describe_users(AuthenticationType="USERPOOL")["Users"]
    }
    assigned = client.describe_user_stack_associations(
        UserName=user, AuthenticationType="USERPOOL"
    )["UserStackAssociations"]
    stacks = [one["StackName"] for one in assigned]
    done = "nothing"
    if user not in known:
        client.create_user(
            UserName=user, AuthenticationType="USERPOOL", FirstName=first, LastName=last
        )
        done = "created"
    elif known[user] == "FORCE_CHANGE_PASSWORD":
        client.create_user(UserName=user, AuthenticationType="USERPOOL", MessageAction="RESEND")
        done = "sent again"
    if stack not in stacks:
        association = {
            "StackName": stack,
            "UserName": user,
            "AuthenticationType": "USERPOOL",
            "SendEmailNotification": True,
        }
        answer = client.batch_associate_user_stack(UserStackAssociations=[association])
        assert not answer["errors"]
        done += ", assigned"
    return done


@pytest.mark.row("user-new", "user-resend", "user-assoc-list", "user-assoc")
def test_a_support_desk_gives_access(pool: Any) -> None:
    who = ("ada@example.com", "office", "Ada", "Lovelace")
    assert give_access(pool, *who) == "created, assigned"
    assert give_access(pool, *who) == "sent again"
    assert give_access(pool, "ada@example.com", "studio", "", "") == "sent again, assigned"
    assert of_user(pool, "ada@example.com") == ["office", "studio"]
    with pytest.raises(pool.exceptions.ResourceNotFoundException):
        give_access(pool, "ada@example.com", "missing", "", "")


@pytest.mark.row("user-assoc", "user-dis", "user-assoc-list")
def test_cloudformation_manages_an_assignment(pool: Any) -> None:
    wanted = item("office", "jane", SendEmailNotification=False)
    key = {name: wanted[name] for name in ("StackName", "UserName", "AuthenticationType")}
    assert pool.describe_user_stack_associations(**key)["UserStackAssociations"] == []
    assert not assign(pool, wanted)
    assert pool.describe_user_stack_associations(**key)["UserStackAssociations"] == [wanted]
    assert not dismiss(pool, item("office", "jane"))
    assert pool.describe_user_stack_associations(**key)["UserStackAssociations"] == []
