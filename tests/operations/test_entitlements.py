"""Entitlements, and the applications that they entitle to (the rows entitle-*)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError
from support import ACCOUNT, OTHER_ACCOUNT, refused

ATTRIBUTES = [
    {"Name": "roles", "Value": "engineer"},
    {"Name": "department", "Value": "design"},
    {"Name": "domain", "Value": "example.com"},
]


def create(client: Any, name: str = "designers", stack: str = "office", **members: Any) -> Any:
    parameters = {"AppVisibility": "ASSOCIATED", "Attributes": ATTRIBUTES, **members}
    answer = client.create_entitlement(Name=name, StackName=stack, **parameters)
    return answer["Entitlement"]


def update(client: Any, **members: Any) -> Any:
    answer = client.update_entitlement(Name="designers", StackName="office", **members)
    return answer["Entitlement"]


def entitlement_named(client: Any, name: str = "designers", stack: str = "office") -> Any:
    answer = client.describe_entitlements(StackName=stack, Name=name)
    assert "NextToken" not in answer
    (entitlement,) = answer["Entitlements"]
    return entitlement


def names(client: Any, stack: str = "office", **page: Any) -> list[str]:
    """The entitlements of a stack on all pages."""
    found = []
    while True:
        answer = client.describe_entitlements(StackName=stack, **page)
        found += [one["Name"] for one in answer["Entitlements"]]
        if "NextToken" not in answer:
            return found
        page["NextToken"] = answer["NextToken"]


def link(name: str, entitlement: str = "designers", stack: str = "office") -> dict[str, str]:
    return {
        "StackName": stack,
        "EntitlementName": entitlement,
        "ApplicationIdentifier": name,
    }


def associate(client: Any, *applications: str, **where: str) -> None:
    for one in applications:
        client.associate_application_to_entitlement(**link(one, **where))


def applications(
    client: Any, entitlement: str = "designers", stack: str = "office", **page: Any
) -> list[str]:
    """The applications of an entitlement on all pages."""
    found = []
    while True:
        answer = client.list_entitled_applications(
            StackName=stack, EntitlementName=entitlement, **page
        )
        found += [one["ApplicationIdentifier"] for one in answer["EntitledApplications"]]
        if "NextToken" not in answer:
            return found
        page["NextToken"] = answer["NextToken"]


@pytest.fixture
def office(appstream: Any) -> Any:
    """A client, with the stacks ``office`` and ``studio``."""
    for name in ("office", "studio"):
        appstream.create_stack(Name=name)
    return appstream


def missing_entitlement(name: str) -> Any:
    return refused(
        "EntitlementNotFoundException",
        f"The entitlement {name} for account {ACCOUNT} does not exist.",
    )


def missing_stack(name: str) -> Any:
    return refused(
        "ResourceNotFoundException", f"The stack {name} for account {ACCOUNT} does not exist."
    )


@pytest.mark.row("entitle-create", "entitle-attributes")
def test_an_entitlement_is_answered_with_its_times_and_attributes(office: Any) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    created = create(office, Description="Who designs")
    assert entitlement_named(office) == created
    assert created["LastModifiedTime"] == created["CreatedTime"] >= before
    del created["CreatedTime"], created["LastModifiedTime"]
    assert created == {
        "Name": "designers",
        "StackName": "office",
        "Description": "Who designs",
        "AppVisibility": "ASSOCIATED",
        "Attributes": ATTRIBUTES,
    }
    assert "Description" not in create(office, "others")
    assert "Description" not in create(office, "empty", Description="")


@pytest.mark.row("entitle-create")
def test_a_name_is_taken_once_in_a_stack(office: Any) -> None:
    created = create(office)
    with refused(
        "EntitlementAlreadyExistsException", "The entitlement designers already exists."
    ) as caught:
        create(office, AppVisibility="ALL")
    assert caught.type is office.exceptions.EntitlementAlreadyExistsException
    assert entitlement_named(office) == created
    create(office, stack="studio", AppVisibility="ALL")
    create(office, "Designers")
    assert names(office) == ["Designers", "designers"]
    assert entitlement_named(office) == created


@pytest.mark.row("entitle-create", "entitle-describe", "entitle-app-list")
def test_a_stack_that_is_not_there_has_no_entitlements(office: Any) -> None:
    create(office)
    with missing_stack("missing"):
        create(office, stack="missing")
    with missing_stack("missing"):
        office.describe_entitlements(StackName="missing")
    with missing_stack("missing"):
        office.describe_entitlements(StackName="missing", Name="designers")
    key = {"StackName": "missing", "Name": "designers"}
    for call in (office.update_entitlement, office.delete_entitlement):
        with missing_stack("missing"):
            call(**key)
    for call in (
        office.associate_application_to_entitlement,
        office.disassociate_application_from_entitlement,
    ):
        with missing_stack("missing"):
            call(**link("word", stack="missing"))
    with missing_stack("missing"):
        applications(office, stack="missing")


@pytest.mark.row("entitle-describe", "entitle-delete", "entitle-update", "entitle-app")
def test_an_entitlement_that_is_not_there_is_an_error_of_its_own(office: Any) -> None:
    create(office, stack="studio")
    with missing_entitlement("designers") as caught:
        office.describe_entitlements(StackName="office", Name="designers")
    assert caught.type is office.exceptions.EntitlementNotFoundException
    for call in (office.update_entitlement, office.delete_entitlement):
        with missing_entitlement("designers"):
            call(StackName="office", Name="designers")
    for call in (
        office.associate_application_to_entitlement,
        office.disassociate_application_from_entitlement,
    ):
        with missing_entitlement("designers"):
            call(**link("word"))
    with missing_entitlement("designers"):
        applications(office)


@pytest.mark.row("entitle-describe", "every-page")
def test_the_entitlements_of_a_stack_come_in_pages_of_25_at_most(office: Any) -> None:
    assert names(office) == []
    # Stacks whose names sort closely around that of the other.
    for stack in ("office-", "office.1", "office0", "offic"):
        office.create_stack(Name=stack)
        create(office, stack=stack)
    wanted = [f"entitlement-{number:02}" for number in range(60)]
    for name in reversed(wanted):
        create(office, name)
    for size in ({}, {"MaxResults": 7}, {"MaxResults": 50}):
        assert names(office, **size) == wanted
    first = office.describe_entitlements(StackName="office", MaxResults=50)
    assert len(first["Entitlements"]) == 25
    token = first["NextToken"]
    for filters in ({"StackName": "studio"}, {"Name": "entitlement-01"}, {"NextToken": "forged"}):
        with refused("ValidationException"):
            office.describe_entitlements(**{"StackName": "office", "NextToken": token, **filters})
    for name in wanted[23:27]:
        office.delete_entitlement(StackName="office", Name=name)
    second = office.describe_entitlements(StackName="office", NextToken=token)
    assert [one["Name"] for one in second["Entitlements"]] == wanted[27:52]


@pytest.mark.row("entitle-update")
def test_an_update_changes_what_is_sent_and_the_time(office: Any) -> None:
    created = create(office, Description="Who designs")
    last = created["LastModifiedTime"]
    attributes = [{"Name": "title", "Value": "lead"}]
    for changes in (
        {},
        {"Description": "Who leads"},
        {"AppVisibility": "ALL"},
        {"Attributes": attributes},
    ):
        updated = update(office, **changes)
        assert updated["LastModifiedTime"] > last
        last = updated["LastModifiedTime"]
        assert updated == {**created, **changes, "LastModifiedTime": last}
        assert entitlement_named(office) == updated
        created = updated
    assert "Description" not in update(office, Description="")


@pytest.mark.row("entitle-update", "every-validate")
def test_an_update_that_is_refused_changes_nothing(office: Any) -> None:
    created = create(office)
    for wrong in ({"Description": "x" * 257}, {"AppVisibility": "SOME"}):
        with pytest.raises(ClientError, match="ValidationException"):
            update(office, **{"Attributes": [{"Name": "title", "Value": "lead"}], **wrong})
    assert entitlement_named(office) == created


@pytest.mark.row("entitle-update-visibility")
def test_applications_stay_when_all_become_visible(office: Any) -> None:
    create(office)
    associate(office, "word", "excel")
    update(office, AppVisibility="ALL")
    assert applications(office) == ["excel", "word"]
    office.disassociate_application_from_entitlement(**link("word"))
    update(office, AppVisibility="ASSOCIATED")
    assert applications(office) == ["excel"]


@pytest.mark.row("entitle-delete")
def test_an_entitlement_goes_with_its_applications(office: Any) -> None:
    create(office)
    create(office, stack="studio")
    associate(office, "word")
    associate(office, "excel", stack="studio")
    answer = office.delete_entitlement(StackName="office", Name="designers")
    assert answer.keys() == {"ResponseMetadata"}
    assert names(office) == []
    create(office)
    assert applications(office) == []
    assert applications(office, stack="studio") == ["excel"]


@pytest.mark.row("entitle-delete")
def test_entitlements_go_with_their_stack_and_do_not_keep_it(office: Any) -> None:
    for stack in ("office", "studio"):
        create(office, stack=stack)
        associate(office, "word", stack=stack)
    office.delete_stack(Name="office")
    with missing_stack("office"):
        office.describe_entitlements(StackName="office")
    office.create_stack(Name="office")
    assert names(office) == []
    create(office)
    assert applications(office) == []
    assert applications(office, stack="studio") == ["word"]


@pytest.mark.row("entitle-app")
def test_an_application_is_associated_by_its_name_known_or_not(office: Any) -> None:
    create(office)
    create(office, "others")
    for _ in range(2):
        associate(office, "word", "an app of an image", "größe")
    assert applications(office) == ["an app of an image", "größe", "word"]
    assert applications(office, "others") == []


@pytest.mark.row("entitle-app")
def test_an_entitlement_to_all_applications_takes_none(office: Any) -> None:
    create(office, AppVisibility="ALL")
    with pytest.raises(office.exceptions.OperationNotPermittedException, match="designers"):
        associate(office, "word")
    assert applications(office) == []


@pytest.mark.row("entitle-app-dis")
def test_an_application_that_is_not_associated_cannot_be_disassociated(office: Any) -> None:
    create(office)
    associate(office, "word", "excel")
    office.disassociate_application_from_entitlement(**link("word"))
    with refused(
        "ResourceNotFoundException",
        "The application word is not associated with the entitlement designers.",
    ):
        office.disassociate_application_from_entitlement(**link("word"))
    assert applications(office) == ["excel"]


@pytest.mark.row("entitle-app-list", "every-page")
def test_applications_come_in_pages_of_25_at_most(office: Any) -> None:
    create(office)
    create(office, "others")
    wanted = [f"application-{number:02}" for number in range(60)]
    associate(office, *reversed(wanted))
    for size in ({}, {"MaxResults": 7}, {"MaxResults": 50}):
        assert applications(office, **size) == wanted
    key = {"StackName": "office", "EntitlementName": "designers"}
    first = office.list_entitled_applications(**key, MaxResults=50)
    assert len(first["EntitledApplications"]) == 25
    with refused("ValidationException"):
        applications(office, "others", NextToken=first["NextToken"])
    for name in wanted[23:27]:
        office.disassociate_application_from_entitlement(**link(name))
    assert applications(office, NextToken=first["NextToken"]) == wanted[27:]


@pytest.mark.row("entitle-create")
def test_names_may_have_101_characters(appstream: Any) -> None:
    stack, name = "s" * 101, "e" * 101
    appstream.create_stack(Name=stack)
    create(appstream, name, stack)
    associate(appstream, "word", entitlement=name, stack=stack)
    assert names(appstream, stack) == [name]
    assert applications(appstream, name, stack) == ["word"]


@pytest.mark.row("entitle-create")
def test_each_account_has_entitlements_of_its_own_in_each_region(
    office: Any, appstream_client: Any
) -> None:
    create(office)
    associate(office, "word")
    for other in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        other.create_stack(Name="office")
        assert names(other) == []
        create(other)
        assert applications(other) == []
        other.delete_stack(Name="office")
    assert applications(office) == ["word"]


@pytest.mark.row("every-tags")
def test_an_entitlement_cannot_be_tagged(office: Any) -> None:
    create(office)
    arn = f"arn:aws:appstream:us-east-1:{ACCOUNT}:entitlement/office/designers"
    with pytest.raises(office.exceptions.ResourceNotFoundException):
        office.tag_resource(ResourceArn=arn, Tags={"team": "desktop"})


@pytest.mark.row("entitle-cfn")
def test_cloudformation_replaces_an_entitlement_of_another_name(office: Any) -> None:
    def is_associated(application: str, entitlement: str) -> bool:
        return application in applications(office, entitlement)

    create(office)
    associate(office, "word")
    assert is_associated("word", "designers")
    # There is no way to rename one.
    with missing_entitlement("engineers"):
        office.update_entitlement(StackName="office", Name="engineers", AppVisibility="ALL")
    create(office, "engineers")
    associate(office, "word", entitlement="engineers")
    assert is_associated("word", "engineers")
    office.disassociate_application_from_entitlement(**link("word"))
    assert not is_associated("word", "designers")
    office.delete_entitlement(StackName="office", Name="designers")
    assert names(office) == ["engineers"]


@pytest.mark.row("entitle-describe", "entitle-app-dis", "entitle-delete")
def test_terraform_takes_both_errors_for_gone(office: Any) -> None:
    def exists(stack: str, name: str) -> bool:
        try:
            answer = office.describe_entitlements(StackName=stack, Name=name)
        except (
            office.exceptions.EntitlementNotFoundException,
            office.exceptions.ResourceNotFoundException,
        ):
            return False
        return bool(answer["Entitlements"])

    create(office)
    associate(office, "word")
    assert exists("office", "designers")
    office.disassociate_application_from_entitlement(**link("word"))
    office.delete_entitlement(StackName="office", Name="designers")
    assert not exists("office", "designers")
    office.delete_stack(Name="office")
    assert not exists("office", "designers")
