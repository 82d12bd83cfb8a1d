"""Associations of fleets and stacks (the rows assoc-*)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from requests_from_model import OPERATIONS
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused
from untyped import seed

from moto_appstream import mock_appstream
from moto_appstream.appstream.models import appstream_backends
from moto_appstream.appstream.models.resource import Resource

NOT_FOUND = "ResourceNotFoundException"
IN_USE = "ResourceInUseException"
SEVERAL_FLEETS: Any = {"appstream": {"several_fleets_per_stack": True}}
WINDOWS = "AppStream-WinServer2022-11-10-2025"
LINUX = "AppStream-AmazonLinux2-02-11-2025"
DRIVE = {"ConnectorType": "ONE_DRIVE", "Domains": ["example.com"]}
HOME_FOLDERS = {"ConnectorType": "HOMEFOLDERS"}

STACK_HAS_FLEETS = (
    "Cannot delete stack office. This stack has fleets associated with it. "
    "Only stacks with no fleets associated with it can be deleted."
)
FLEET_HAS_STACK = (
    "The fleet windows is associated with a stack. "
    "To delete the fleet, you must dissociate it from the stack."
)


def create_fleet(client: Any, name: str = "windows", image: str = WINDOWS, **members: Any) -> None:
    client.create_fleet(
        Name=name,
        ImageName=image,
        InstanceType="stream.standard.medium",
        ComputeCapacity={"DesiredInstances": 1},
        **members,
    )


def associate(client: Any, fleet: str = "windows", stack: str = "office") -> Any:
    return client.associate_fleet(FleetName=fleet, StackName=stack)


def disassociate(client: Any, fleet: str = "windows", stack: str = "office") -> Any:
    return client.disassociate_fleet(FleetName=fleet, StackName=stack)


def fleets_of(client: Any, stack: str = "office") -> Any:
    return client.list_associated_fleets(StackName=stack)["Names"]


def stacks_of(client: Any, fleet: str = "windows") -> Any:
    return client.list_associated_stacks(FleetName=fleet)["Names"]


@pytest.fixture
def pair(appstream: Any) -> None:
    """The fleet ``windows``, which is STOPPED, and the stack ``office``."""
    create_fleet(appstream)
    appstream.create_stack(Name="office")


@pytest.mark.row("assoc-fleet", "assoc-list", "assoc-dis")
def test_a_stopped_fleet_is_associated_and_disassociated(appstream: Any, pair: None) -> None:
    assert fleets_of(appstream) == stacks_of(appstream) == []
    assert set(associate(appstream)) == {"ResponseMetadata"}
    assert (fleets_of(appstream), stacks_of(appstream)) == (["windows"], ["office"])
    assert set(disassociate(appstream)) == {"ResponseMetadata"}
    assert fleets_of(appstream) == stacks_of(appstream) == []


@pytest.mark.row("assoc-fleet", "assoc-dis", "stack-update-associated")
@pytest.mark.skipif("StartFleet" not in OPERATIONS, reason="no fleet can be started yet")
def test_a_running_fleet_is_associated_and_disassociated(appstream: Any, pair: None) -> None:
    appstream.start_fleet(Name="windows")
    assert appstream.describe_fleets(Names=["windows"])["Fleets"][0]["State"] == "RUNNING"
    associate(appstream)
    updated = appstream.update_stack(Name="office", StorageConnectors=[DRIVE])["Stack"]
    assert updated["StorageConnectors"] == [DRIVE]
    disassociate(appstream)
    assert fleets_of(appstream) == []
    associate(appstream)
    appstream.stop_fleet(Name="windows")
    with refused(IN_USE, FLEET_HAS_STACK):
        appstream.delete_fleet(Name="windows")
    disassociate(appstream)
    appstream.delete_fleet(Name="windows")


@pytest.mark.row("assoc-missing", "every-missing")
def test_a_missing_fleet_or_stack_is_named(appstream: Any, pair: None) -> None:
    with refused(NOT_FOUND, f"The fleet missing for account {ACCOUNT} does not exist."):
        associate(appstream, fleet="missing")
    with refused(NOT_FOUND, f"The stack missing for account {ACCOUNT} does not exist."):
        associate(appstream, stack="missing")
    assert fleets_of(appstream) == []


@pytest.mark.row("assoc-again")
def test_the_same_pair_is_associated_again_without_effect(appstream: Any, pair: None) -> None:
    associate(appstream)
    associate(appstream)
    assert fleets_of(appstream) == ["windows"]
    disassociate(appstream)
    assert fleets_of(appstream) == []


@pytest.mark.row("assoc-second")
@pytest.mark.usefixtures("no_retries")
def test_a_stack_has_one_fleet_and_a_fleet_may_have_several_stacks(
    appstream_client: Any, no_retries: None
) -> None:
    appstream = appstream_client()
    create_fleet(appstream)
    create_fleet(appstream, "second")
    for stack in ("office", "lab"):
        appstream.create_stack(Name=stack)
        associate(appstream, stack=stack)
    text = (
        f"The limit of fleets of a stack in us-east-1 for account {ACCOUNT} was exceeded. "
        "Requested: 2, Limit: 1"
    )
    with refused("LimitExceededException", text):
        associate(appstream, "second")
    assert fleets_of(appstream) == ["windows"]
    assert stacks_of(appstream) == ["lab", "office"]
    disassociate(appstream)
    associate(appstream, "second")
    assert fleets_of(appstream) == ["second"]


@in_process
@pytest.mark.row("assoc-second")
@pytest.mark.appstream(config=SEVERAL_FLEETS)
def test_a_switch_allows_a_stack_several_fleets(appstream: Any, pair: None) -> None:
    create_fleet(appstream, "Second")
    for fleet in ("windows", "Second"):
        associate(appstream, fleet)
    assert fleets_of(appstream) == ["Second", "windows"]
    disassociate(appstream)
    assert fleets_of(appstream) == ["Second"]


@in_process
@pytest.mark.row("assoc-second")
@pytest.mark.usefixtures("no_retries")
def test_the_switch_holds_for_as_long_as_its_mock_is_on(appstream: Any, pair: None) -> None:
    create_fleet(appstream, "second")
    associate(appstream)
    with mock_appstream(config=SEVERAL_FLEETS):
        associate(appstream, "second")
    assert fleets_of(appstream) == ["second", "windows"]
    create_fleet(appstream, "third")
    with refused("LimitExceededException"):
        associate(appstream, "third")


@pytest.mark.row("assoc-list", "every-page")
def test_sixty_stacks_of_a_fleet_are_paged_through_once_each(appstream: Any) -> None:
    create_fleet(appstream)
    wanted = [f"stack-{number:02}" for number in range(60)]
    for name in reversed(wanted):
        appstream.create_stack(Name=name)
        associate(appstream, stack=name)
    pages = [*appstream.get_paginator("list_associated_stacks").paginate(FleetName="windows")]
    assert [len(page["Names"]) for page in pages] == [25, 25, 10]
    assert [name for page in pages for name in page["Names"]] == wanted
    token = pages[0]["NextToken"]
    with refused("ValidationException"):
        appstream.list_associated_stacks(FleetName="other", NextToken=token)
    with refused("ValidationException"):
        appstream.list_associated_fleets(StackName="windows", NextToken=token)


@in_process
@pytest.mark.row("assoc-list", "assoc-second")
@pytest.mark.appstream(config=SEVERAL_FLEETS)
def test_sixty_fleets_of_a_stack_are_paged_through_once_each(appstream: Any) -> None:
    wanted = [f"fleet-{number:02}" for number in range(60)]
    # The names of other stacks stand right before and after this one's.
    for stack in ("a", "a.b", "a-b", "ab"):
        appstream.create_stack(Name=stack)
    for name in wanted:
        create_fleet(appstream, name)
        associate(appstream, name, "a")
    for stack in ("a.b", "a-b", "ab"):
        associate(appstream, "fleet-00", stack)
    pages = [*appstream.get_paginator("list_associated_fleets").paginate(StackName="a")]
    assert [len(page["Names"]) for page in pages] == [25, 25, 10]
    assert [name for page in pages for name in page["Names"]] == wanted
    assert fleets_of(appstream, "a.b") == ["fleet-00"]


@pytest.mark.row("assoc-list-missing")
def test_nothing_is_associated_with_what_is_not_there(appstream: Any) -> None:
    assert fleets_of(appstream, "missing") == stacks_of(appstream, "missing") == []


@pytest.mark.row("assoc-list")
def test_other_accounts_and_regions_have_their_own_associations(
    appstream_client: Any, appstream: Any, pair: None
) -> None:
    associate(appstream)
    for other in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        create_fleet(other)
        other.create_stack(Name="office")
        assert fleets_of(other) == stacks_of(other) == []
        other.delete_fleet(Name="windows")
        other.delete_stack(Name="office")
    assert fleets_of(appstream) == ["windows"]


# Deleting


@pytest.mark.row("stack-delete-associated", "fleet-delete-associated")
def test_neither_end_of_an_association_can_be_deleted(appstream: Any, pair: None) -> None:
    associate(appstream)
    with refused(IN_USE, STACK_HAS_FLEETS):
        appstream.delete_stack(Name="office")
    with refused(IN_USE, FLEET_HAS_STACK):
        appstream.delete_fleet(Name="windows")
    assert fleets_of(appstream) == ["windows"]
    disassociate(appstream)
    appstream.delete_fleet(Name="windows")
    appstream.delete_stack(Name="office")


@pytest.mark.row("stack-delete")
def test_what_is_created_again_is_associated_with_nothing(appstream: Any, pair: None) -> None:
    associate(appstream)
    disassociate(appstream)
    appstream.delete_stack(Name="office")
    appstream.create_stack(Name="office")
    assert fleets_of(appstream) == stacks_of(appstream) == []
    associate(appstream)
    assert fleets_of(appstream) == ["windows"]


@pytest.mark.row("assoc-dis-absent")
def test_what_is_not_associated_cannot_be_disassociated(appstream: Any, pair: None) -> None:
    with refused(NOT_FOUND, "The fleet windows is not associated with the stack office."):
        disassociate(appstream)
    with refused(NOT_FOUND, f"The fleet missing for account {ACCOUNT} does not exist."):
        disassociate(appstream, fleet="missing")
    with refused(NOT_FOUND, f"The stack missing for account {ACCOUNT} does not exist."):
        disassociate(appstream, stack="missing")


def test_an_association_has_no_tags(appstream: Any, pair: None) -> None:
    associate(appstream)
    with refused(NOT_FOUND):
        appstream.list_tags_for_resource(
            ResourceArn=f"arn:aws:appstream:us-east-1:{ACCOUNT}:fleet-association/office/windows"
        )


# Rules between a stack and its fleet


@pytest.mark.row("assoc-image")
def test_drives_need_a_fleet_with_windows(appstream: Any) -> None:
    create_fleet(appstream)
    create_fleet(appstream, "linux", LINUX)
    appstream.create_stack(Name="office", StorageConnectors=[DRIVE, HOME_FOLDERS])
    appstream.create_stack(Name="home", StorageConnectors=[HOME_FOLDERS])
    with refused("IncompatibleImageException"):
        associate(appstream, "linux")
    assert fleets_of(appstream) == []
    associate(appstream, "linux", "home")
    associate(appstream, "windows")


@pytest.mark.row("stack-update-associated")
def test_a_stack_with_a_fleet_is_updated_but_for_drives_of_a_linux_fleet(appstream: Any) -> None:
    create_fleet(appstream, "linux", LINUX)
    appstream.create_stack(Name="office")
    associate(appstream, "linux")
    appstream.update_stack(
        Name="office", Description="new", StorageConnectors=[HOME_FOLDERS], RedirectURL="https://x"
    )
    before = appstream.describe_stacks(Names=["office"])["Stacks"]
    with refused("IncompatibleImageException"):
        appstream.update_stack(Name="office", Description="newer", StorageConnectors=[DRIVE])
    assert appstream.describe_stacks(Names=["office"])["Stacks"] == before


@pytest.mark.row("stack-update-associated")
def test_a_stack_with_a_windows_fleet_gets_a_drive(appstream: Any, pair: None) -> None:
    associate(appstream)
    updated = appstream.update_stack(Name="office", StorageConnectors=[DRIVE])["Stack"]
    assert updated["StorageConnectors"] == [DRIVE]


@pytest.fixture
def domain(appstream: Any) -> None:
    """The fleet ``joined``, which is in a domain, and the user ``jane`` of the user pool."""
    unit = "OU=x,DC=example,DC=com"
    appstream.create_directory_config(
        DirectoryName="example.com", OrganizationalUnitDistinguishedNames=[unit]
    )
    joined = {"DirectoryName": "example.com", "OrganizationalUnitDistinguishedName": unit}
    create_fleet(appstream, "joined", DomainJoinInfo=joined)
    appstream.create_user(UserName="jane", AuthenticationType="USERPOOL")


def assign_jane(client: Any, *stacks: str) -> Any:
    return client.batch_associate_user_stack(
        UserStackAssociations=[
            {"StackName": stack, "UserName": "jane", "AuthenticationType": "USERPOOL"}
            for stack in stacks
        ]
    )["errors"]


@pytest.mark.row("assoc-domain-users")
def test_a_fleet_in_a_domain_is_not_for_users_of_the_user_pool(
    appstream: Any, pair: None, domain: None
) -> None:
    appstream.create_stack(Name="lab")
    assert assign_jane(appstream, "office") == []
    with refused("OperationNotPermittedException"):
        associate(appstream, "joined", "office")
    assert fleets_of(appstream) == []
    associate(appstream, "joined", "lab")
    associate(appstream, "windows", "office")


@pytest.mark.row("user-assoc-domain")
def test_users_of_the_user_pool_are_not_assigned_to_a_stack_in_a_domain(
    appstream: Any, pair: None, domain: None
) -> None:
    appstream.create_stack(Name="lab")
    associate(appstream, "joined", "lab")
    with refused("OperationNotPermittedException"):
        assign_jane(appstream, "office", "lab", "missing")
    assigned = appstream.describe_user_stack_associations(StackName="office")
    assert assigned["UserStackAssociations"] == []
    disassociate(appstream, "joined", "lab")
    assert assign_jane(appstream, "office", "lab") == []


class Session(Resource):
    """A session on a fleet, as the family of sessions will have it."""

    kind = "session"
    shape = "Session"

    def belongs_to(self) -> Iterator[str]:
        yield self.members["FleetArn"]


@in_process
@pytest.mark.row("assoc-dis-sessions")
def test_a_fleet_with_sessions_of_the_stack_stays_associated(appstream: Any, pair: None) -> None:
    associate(appstream)
    appstream.create_stack(Name="lab")
    associate(appstream, stack="lab")
    backend = appstream_backends[ACCOUNT]["us-east-1"]
    members = {"FleetArn": backend.fleets.get("windows").arn, "StackName": "lab"}
    session = Session(backend, "one", members)
    session.is_there = True
    with refused(IN_USE, "The fleet windows has active sessions of the stack lab."):
        disassociate(appstream, stack="lab")
    assert stacks_of(appstream) == ["lab", "office"]
    disassociate(appstream)
    session.is_there = False
    disassociate(appstream, stack="lab")


@pytest.mark.row("assoc-second")
def test_associations_are_seeded_under_the_same_rules(appstream: Any, pair: None) -> None:
    create_fleet(appstream, "second")
    wanted = [{"fleet_name": fleet, "stack_name": "office"} for fleet in ("windows", "second")]
    with pytest.raises(ValueError, match="Requested: 2, Limit: 1"):
        seed.everything(fleet_associations=wanted)
    assert fleets_of(appstream) == stacks_of(appstream) == []
    seed.everything(fleet_associations=wanted[1:])
    assert fleets_of(appstream) == ["second"]


# As their authors would call it


@pytest.mark.row("assoc-again", "assoc-dis-absent", "fleet-delete-associated")
def test_a_demo_is_set_up_twice_and_torn_down_twice(appstream: Any) -> None:
    """A shell script, which swallows the errors that it expects."""
    seed.image("demo", platform="WINDOWS_SERVER_2022")

    def attempt(call: str, **parameters: Any) -> bool:
        try:
            getattr(appstream, call)(**parameters)
        except ClientError:
            return False
        return True

    def is_there(call: str, name: str) -> bool:
        return attempt(call, Names=[name])

    def set_up() -> None:
        if not is_there("describe_fleets", "demo"):
            create_fleet(
                appstream,
                "demo",
                "demo",
                VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
                StreamView="DESKTOP",
                MaxUserDurationInSeconds=9000,
                DisconnectTimeoutInSeconds=900,
                IdleDisconnectTimeoutInSeconds=900,
            )
        if not is_there("describe_stacks", "demo"):
            actions = (
                "CLIPBOARD_COPY_FROM_LOCAL_DEVICE",
                "CLIPBOARD_COPY_TO_LOCAL_DEVICE",
                "FILE_UPLOAD",
                "FILE_DOWNLOAD",
                "PRINTING_TO_LOCAL_DEVICE",
            )
            appstream.create_stack(
                Name="demo",
                UserSettings=[
                    {
                        "Action": action,
                        "Permission": "DISABLED" if action.startswith("PRINT") else "ENABLED",
                    }
                    for action in actions
                ],
            )
        attempt("associate_fleet", FleetName="demo", StackName="demo")

    def tear_down() -> list[bool]:
        return [
            attempt("disassociate_fleet", FleetName="demo", StackName="demo"),
            attempt("delete_stack", Name="demo"),
            attempt("delete_fleet", Name="demo"),
            is_there("describe_images", "demo") and attempt("delete_image", Name="demo"),
        ]

    set_up()
    set_up()
    assert fleets_of(appstream, "demo") == ["demo"]
    assert tear_down() == [True] * 4
    assert tear_down() == [False] * 4


@pytest.mark.row("assoc-list", "stack-delete-associated")
def test_a_sweep_of_an_account_needs_the_listings_alone(appstream: Any) -> None:
    """What a tool calls that empties an account: it asks for no second page."""
    create_fleet(appstream)
    for number in range(25):
        appstream.create_stack(Name=f"stack-{number:02}")
        associate(appstream, stack=f"stack-{number:02}")
    stacks = appstream.describe_stacks()
    assert "NextToken" not in stacks
    for stack in stacks["Stacks"]:
        for fleet in fleets_of(appstream, stack["Name"]):
            disassociate(appstream, fleet, stack["Name"])
        appstream.delete_stack(Name=stack["Name"])
    for fleet in appstream.describe_fleets()["Fleets"]:
        appstream.delete_fleet(Name=fleet["Name"])
    assert appstream.describe_stacks()["Stacks"] == appstream.describe_fleets()["Fleets"] == []


@pytest.mark.row("assoc-fleet", "stack-connector-home")
def test_a_template_makes_a_stack_with_home_folders_and_associates_it(appstream: Any) -> None:
    create_fleet(appstream)
    stack = appstream.create_stack(
        Name="office",
        StorageConnectors=[{"ConnectorType": "HOMEFOLDERS"}],
        ApplicationSettings={"Enabled": True, "SettingsGroup": "office"},
    )["Stack"]
    associate(appstream)
    assert "office" in stacks_of(appstream)
    (home,) = stack["StorageConnectors"]
    assert home["ResourceIdentifier"] == f"appstream2-36fb080bb8-us-east-1-{ACCOUNT}"
    assert stack["ApplicationSettings"]["SettingsGroup"] == "office"
