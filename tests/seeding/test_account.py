"""Reading an account through AWS's own operations, as ``moto-appstream dump --aws`` does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from examples import BLOCK, SUBNETS, whole_document
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count
from support import OTHER_ACCOUNT, in_process
from untyped import seed

from moto_appstream.appstream.models.fleet_associations import FleetAssociation
from moto_appstream.appstream.models.images import Image
from moto_appstream.appstream.models.public_images import base_image
from moto_appstream.appstream.models.resource import Apart
from moto_appstream.appstream.models.themes import Theme
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import account, create, documents, dump
from moto_appstream.seeding.listings import listing

pytestmark = in_process

OFFICE = "Microsoft_Office_2021_LTSC_Standard_64Bit"
VISIO = "Microsoft_Visio_2021_LTSC_Standard_64Bit"
needs_software = pytest.mark.skipif(
    "DescribeSoftwareAssociations" not in service_model().operation_names,
    reason="this botocore knows no software",
)
DENIED = "AccessDeniedException"


def read(client: Any) -> dict[str, Any]:
    """What an account has, of which nothing is skipped."""
    document, skipped = account.of_account(client)
    assert skipped == []
    return document


def reloaded(document: dict[str, Any], path: Path) -> None:
    """Load a document as a seed file, where nothing else is."""
    (path / "seed.yaml").write_text(documents.render(document), encoding="utf-8")
    mock_aws().reset()
    seed.load(path / "seed.yaml")


def everything_told(client: Any) -> dict[str, Any]:
    """What AWS tells of the sections that one listing has, but for the ids that it makes up."""
    told: dict[str, Any] = {}
    for section in create.sections():
        operation, member, request, walks = listing(section)
        if walks is None:
            told[section] = getattr(client, xform_name(operation))(**request)[member]
    for user in told["users"]:
        del user["Arn"]
    return told


# Every section


@pytest.mark.parametrize("section", create.sections())
def test_the_model_tells_how_each_section_is_listed(section: str) -> None:
    operation, member, request, walks = listing(section)
    called: Any = service_model().operation_model(operation)
    assert member in called.output_shape.members
    asked = {*request, *([walks[0]] if walks else [])}
    assert {*called.input_shape.required_members} <= asked <= {*called.input_shape.members}
    if walks is not None:
        earlier = list(create.sections())[: list(create.sections()).index(section)]
        assert walks[1] in earlier


def test_a_section_that_nothing_lists_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FleetAssociation, "listed_by", None)
    listing.cache_clear()
    with pytest.raises(LookupError, match=r"No operation lists fleet_associations; .* listed_by"):
        listing("fleet_associations")


def test_every_section_of_an_account_is_read(appstream: Any) -> None:
    seed.everything(**whole_document())
    document, present = read(appstream), dump.present()
    assert list(document) == ["images", *create.sections()]
    for section, expected in present.items():
        assert len(document[section]) == len(expected), section
        for entry in expected:
            said = {name: value for name, value in entry.items() if value != []}
            assert any(said.items() <= one.items() for one in document[section]), said


def test_what_is_read_of_an_account_can_be_loaded(appstream: Any, tmp_path: Path) -> None:
    fill(appstream)
    document, told = read(appstream), everything_told(appstream)
    assert list(document) == ["images", *create.sections()]
    reloaded(document, tmp_path)
    assert everything_told(appstream) == told
    assert read(appstream) == document


def test_what_is_in_the_process_can_be_loaded(appstream: Any, tmp_path: Path) -> None:
    fill(appstream)
    document, told = dump.present(), everything_told(appstream)
    reloaded(document, tmp_path)
    assert everything_told(appstream) == told
    assert dump.present() == document


def fill(client: Any) -> None:
    """Something in each section, in states and with members that Create operations do not give."""
    document = whole_document()
    document["app_block_builders"][0]["state"] = "RUNNING"
    document["app_blocks"][0]["state"] = "INACTIVE"
    document["app_blocks"][0]["source_s3_location"] = {"s3_bucket": "blocks", "s3_key": "a.vhd"}
    for theme in document.get("themes", ()):  # an older botocore has no themes
        link = {"display_name": "Help", "footer_link_url": "https://example.com"}
        theme |= {"state": "DISABLED", "footer_links": [link]}
    document["users"][0] |= {"enabled": False, "status": "CONFIRMED", "first_name": "Ann"}
    document["usage_reports"][0] = {"last_generated_report_date": "2026-11-02T00:00:00+00:00"}
    document["image_builders"][0]["state"] = "STOPPED"
    document["stacks"][0] |= {
        "storage_connectors": [{"connector_type": "HOMEFOLDERS"}],
        "application_settings": {"enabled": True, "settings_group": "all"},
        "user_settings": [{"action": "FILE_UPLOAD", "permission": "DISABLED"}],
        "stack_errors": [{"error_code": "INTERNAL_SERVICE_ERROR", "error_message": "Down."}],
    }
    document["fleets"][0] |= {
        "state": "STOPPED",
        "fleet_errors": [{"error_code": "INTERNAL_SERVICE_ERROR", "error_message": "Down."}],
    }
    document["fleets"] += [
        {
            "name": "shared-by-many",
            "image_name": "golden",
            "compute_capacity": {"desired_sessions": 7},
            "max_sessions_per_instance": 3,
            "state": "RUNNING",
        },
        # It has the name of a stack, which is nothing that it needs.
        {"name": "stacks", "image_name": "golden", "tags": {"StackName": "another"}},
    ]
    document["directory_configs"][0]["service_account_credentials"]["account_password"] = "secret"
    seed.everything(**document)


def test_a_password_is_never_written(appstream: Any) -> None:
    fill(appstream)
    written = documents.render(read(appstream)) + documents.render(dump.present())
    assert "secret" not in written
    (config,) = read(appstream)["directory_configs"]
    assert config["service_account_credentials"] == {
        "account_name": "EXAMPLE\\joiner",
        "account_password": "not kept",
    }


def test_all_pages_are_read(appstream: Any) -> None:
    number = 30
    applications = [f"app-{one:02}" for one in range(number)]
    stacks = [{"name": f"stack-{one:02}", "tags": {"number": str(one)}} for one in range(number)]
    seed.everything(
        stacks=stacks,
        users=[{"name": f"user-{one:02}"} for one in range(number)],
        entitlements=[
            {
                "name": f"entitlement-{one:02}",
                "stack_name": "stack-00",
                "app_visibility": "ASSOCIATED",
                "attributes": [{"name": "roles", "value": "developer"}],
                "applications": applications if one == 0 else [],
            }
            for one in range(number)
        ],
    )
    document = read(appstream)
    assert [one["tags"]["number"] for one in document["stacks"]] == [*map(str, range(number))]
    assert len(document["users"]) == len(document["entitlements"]) == number
    assert document["entitlements"][0]["applications"] == applications
    assert "applications" not in document["entitlements"][1]


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://s3.us-east-1.amazonaws.com/logos/a%20b.png", ("logos", "a b.png")),
        ("https://logos.s3.us-east-1.amazonaws.com/a/b.png?X-Amz-Date=1", ("logos", "a/b.png")),
        ("https://my.s3bucket.s3-us-west-2.amazonaws.com/b.png", ("my.s3bucket", "b.png")),
        ("https://d111.cloudfront.net/Logos!/a.png", ("not-told", "a.png")),
        ("https://s3.us-east-1.amazonaws.com/logos/", ("logos", None)),
    ],
)
def test_the_pictures_of_a_theme_are_where_their_urls_say(
    url: str, location: tuple[str, str | None]
) -> None:
    described = {"ThemeOrganizationLogoURL": url, "ThemeFaviconURL": url}
    found = Theme.creation_of(described)["FaviconS3Location"]
    assert (found["S3Bucket"], found.get("S3Key")) == location


# Software


@needs_software
def test_the_software_of_images_and_builders_comes_back(appstream: Any, tmp_path: Path) -> None:
    seed.image("golden", software_associations=[{"software_name": OFFICE}])
    error = {"error_code": "X", "error_message": "No."}
    software = [
        {"software_name": OFFICE, "status": "STAGED_FOR_UNINSTALLATION"},
        {"software_name": VISIO, "status": "FAILED_TO_INSTALL", "deployment_error": [error]},
    ]
    common = {"image_name": "golden"}
    seed.everything(
        image_builders=[
            {"name": "changed", **common, "software_associations": software},
            {"name": "emptied", **common, "software_associations": []},
            {"name": "same", **common},
        ]
    )
    document = read(appstream)
    assert document["images"][0]["software_associations"] == [
        {"software_name": OFFICE, "status": "INSTALLED"}
    ]
    told = [one["software_associations"] for one in document["image_builders"]]
    assert told == [software, [], document["images"][0]["software_associations"]]
    assert document == dump.present()
    reloaded(document, tmp_path)
    assert document == read(appstream) == dump.present()


@needs_software
def test_a_failure_that_has_no_error_shows_none(appstream: Any) -> None:
    software = [{"software_name": OFFICE, "status": "FAILED_TO_INSTALL"}]
    seed.image("golden")
    builder = {"name": "builder", "image_name": "golden", "software_associations": software}
    seed.everything(image_builders=[builder])
    arn = appstream.describe_image_builders()["ImageBuilders"][0]["Arn"]
    answer = appstream.describe_software_associations(AssociatedResource=arn)
    assert answer["SoftwareAssociations"] == [
        {"SoftwareName": OFFICE, "Status": "FAILED_TO_INSTALL"}
    ]


@needs_software
def test_an_image_with_software_says_so(appstream: Any) -> None:
    image = seed.image("golden", software_associations=[{"software_name": OFFICE}])
    assert image["ManagedSoftwareIncluded"] is True


@needs_software
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"visibility": "PUBLIC"}, "software_associations is for own images; this one is PUBLIC"),
        (
            {"managed_software_included": False},
            "managed_software_included follows from software_associations",
        ),
        ({"software_associations": [{"software_name": "Paint"}]}, "There is no software Paint"),
        ({"software_associations": [{"status": "INSTALLED"}]}, "There is no software None"),
        ({"software_associations": [{"name": OFFICE}]}, "name is not a member of Software"),
        ({"software_associations": "all"}, "software_associations must be a list"),
    ],
)
def test_impossible_software_is_refused(appstream: Any, more: dict[str, Any], reason: str) -> None:
    arguments = {"software_associations": [{"software_name": OFFICE}], **more}
    with pytest.raises(ValueError, match=reason):
        seed.image("golden", **arguments)
    assert dump.present()["images"] == []


def test_an_older_botocore_has_no_software(appstream: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = Apart("SoftwareAssociationsList", "DescribeSomethingNew", {})
    monkeypatch.setattr(Image, "apart", {"SoftwareAssociations": unknown})
    with pytest.raises(ValueError, match="the installed botocore does not have DescribeSomethingN"):
        seed.image("golden", software_associations=[{"software_name": OFFICE}])


# Accounts and images


def test_a_document_is_of_the_account_that_is_read(appstream_client: Any, tmp_path: Path) -> None:
    permissions = {OTHER_ACCOUNT: {"allow_fleet": True, "allow_image_builder": False}}
    arn = seed.image("theirs", shared_with=permissions)["Arn"]
    seed.fleet("production", image=arn, account_id=OTHER_ACCOUNT)
    document = read(appstream_client(account_id=OTHER_ACCOUNT))
    assert {one["account_id"] for section in document.values() for one in section} == {
        OTHER_ACCOUNT
    }
    reloaded(document, tmp_path)
    assert read(appstream_client(account_id=OTHER_ACCOUNT)) == document


def test_an_account_that_owns_nothing_with_an_arn_is_not_named(appstream: Any) -> None:
    appstream.create_directory_config(
        DirectoryName="example.com", OrganizationalUnitDistinguishedNames=["OU=a,DC=b"]
    )
    (config,) = read(appstream)["directory_configs"]
    assert config["region"] == "us-east-1"
    assert "account_id" not in config


def test_a_public_image_that_something_is_made_of_is_read_too(
    appstream: Any, tmp_path: Path
) -> None:
    for name in ("AppStream-Ours-01-01-2030", "AppStream-Ours-02-02-2030"):
        seed.image(name, visibility="PUBLIC")
    base = base_image("WINDOWS_SERVER_2019")["name"]
    seed.fleet("production", image="AppStream-Ours-02-02-2030")
    seed.fleet("on-base", image=base)
    document = read(appstream)
    assert [one["name"] for one in document["images"]] == ["AppStream-Ours-02-02-2030"]
    reloaded(document, tmp_path)
    assert read(appstream) == document


def test_what_is_made_of_an_image_that_is_gone_is_skipped_in_one_line(appstream: Any) -> None:
    arn = seed.image("golden")["Arn"]
    seed.everything(image_builders=[{"name": "builder", "image_name": "golden"}])
    appstream.delete_image(Name="golden")
    document, skipped = account.of_account(appstream)
    assert document == dump.present() == {"images": [], "fleets": []}
    assert skipped == [
        f"Skipped image builders [builder]: images [{arn}] could not be read, or cannot be used."
    ]


def test_what_needs_something_that_is_left_out_is_left_out(
    appstream_client: Any, tmp_path: Path
) -> None:
    arn = seed.image("theirs", shared_with=[OTHER_ACCOUNT])["Arn"]
    client = appstream_client(account_id=OTHER_ACCOUNT)
    here = {"account_id": OTHER_ACCOUNT}
    seed.everything(
        fleets=[{"name": name, "image_arn": arn, **here} for name in ("a", "b")],
        stacks=[{"name": "a", **here}],
        fleet_associations=[{"fleet_name": "a", "stack_name": "a", **here}],
    )
    denied = {"allowFleet": False, "allowImageBuilder": True}
    appstream_client().update_image_permissions(
        Name="theirs", SharedAccountId=OTHER_ACCOUNT, ImagePermissions=denied
    )
    document, skipped = account.of_account(client)
    assert {*document} == {"images", "fleets", "stacks"}
    assert document["fleets"] == []
    assert skipped == [
        f"Skipped fleets [a, b]: images [{arn}] could not be read, or cannot be used.",
        "Skipped fleet associations [a and a]: fleets [a] could not be read, or cannot be used.",
    ]
    assert {*dump.present()} == {"images", "fleets", "stacks"}
    reloaded(dump.present(), tmp_path)


# What may not be read


def test_what_may_not_be_read_is_skipped_in_one_line(appstream: Any, tmp_path: Path) -> None:
    seed.everything(**whole_document())
    whole = read(appstream)
    seed.failure("DescribeFleets", DENIED, message="You may\nnot.")
    document, skipped = account.of_account(appstream)
    assert skipped == [
        "Skipped fleets: An error occurred (AccessDeniedException) when calling the "
        "DescribeFleets operation: You may not.",
        "Skipped application associations: AWS lists them by fleets, which could not be read.",
        "Skipped fleet associations [stacks and fleets]: fleets [fleets] could not be read, or "
        "cannot be used.",
    ]
    gone = {"fleets", "application_associations", "fleet_associations"}
    assert document == {
        section: [] if section == "fleets" else entries
        for section, entries in whole.items()
        if section not in gone - {"fleets"}
    }
    reloaded(document, tmp_path)


@pytest.mark.parametrize("section", create.sections())
def test_each_section_may_be_one_that_may_not_be_read(
    appstream: Any, tmp_path: Path, section: str
) -> None:
    seed.everything(**whole_document())
    operation = listing(section).operation
    seed.failure(operation, DENIED, times=100)
    document, skipped = account.of_account(appstream)
    (line,) = (one for one in skipped if f"the {operation} operation" in one)
    assert line.startswith(f"Skipped {section.replace('_', ' ')}: ")
    assert not document.get(section)
    mock_aws().reset()
    reloaded(document, tmp_path)


def test_what_only_some_refuse_is_read_of_the_others(appstream: Any) -> None:
    seed.everything(stacks=[{"name": "a", "tags": {"a": "b"}}, {"name": "b", "tags": {"a": "b"}}])
    seed.failure("ListTagsForResource", DENIED, message="No.")
    document, skipped = account.of_account(appstream)
    assert ["tags" in one for one in document["stacks"]] == [False, True]
    assert skipped == [
        "Skipped some tags: An error occurred (AccessDeniedException) when calling the "
        "ListTagsForResource operation: No."
    ]


def test_lists_that_may_not_be_read_are_left_out(appstream: Any) -> None:
    document = whole_document()
    document["images"][0]["shared_with"] = [OTHER_ACCOUNT]
    seed.everything(**document)
    for operation in ("ListEntitledApplications", "DescribeImagePermissions"):
        seed.failure(operation, DENIED, message="No.")
    document, skipped = account.of_account(appstream)
    assert [line.partition(": ")[0] for line in skipped] == [
        "Skipped applications of entitlements",
        "Skipped permissions of images",
    ]
    assert "applications" not in document["entitlements"][0]
    assert "shared_with" not in document["images"][0]


def test_where_nothing_may_be_read_the_first_refusal_is_raised(appstream: Any) -> None:
    for operation in service_model().operation_names:
        seed.failure(operation, DENIED, times=2)
    with pytest.raises(ClientError, match="when calling the DescribeImages operation"):
        account.of_account(appstream)


def test_iam_decides_what_is_read(appstream: Any) -> None:
    seed.everything(**whole_document())
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="reader")
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    policy = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
        "Action": ["appstream:DescribeStacks", "appstream:DescribeEntitlements"]}]}"""
    iam.put_user_policy(UserName="reader", PolicyName="policy", PolicyDocument=policy)
    client = boto3.client(
        "appstream",
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        aws_session_token="",
    )
    reading: Callable[[Any], Any] = set_initial_no_auth_action_count(0)(account.of_account)
    document, skipped = reading(client)
    assert {section: len(entries) for section, entries in document.items()} == {
        "images": 0,
        "fleets": 0,
        "stacks": 1,
        "entitlements": 1,
    }
    assert any("(AccessDeniedException)" in line and "DescribeUsers" in line for line in skipped)


# The states in which nothing can be associated


def test_a_state_that_bars_associations_comes_last(appstream: Any) -> None:
    block, builder = {"name": "blocks", "state": "INACTIVE"}, {"name": "builders"}
    seed.everything(
        app_blocks=[{**block, "source_s3_location": {"s3_bucket": "blocks", "s3_key": "a.vhd"}}],
        app_block_builders=[{**builder, "state": "RUNNING"}],
        app_block_associations=[{"app_block_arn": BLOCK, "app_block_builder_name": "builders"}],
    )
    assert appstream.describe_app_blocks()["AppBlocks"][0]["State"] == "INACTIVE"
    assert appstream.describe_app_block_builders()["AppBlockBuilders"][0]["State"] == "RUNNING"


def test_an_impossible_state_that_comes_last_is_refused_where_it_stands(appstream: Any) -> None:
    with pytest.raises(ValueError, match=r"^app_block_builders\[0\]: .*state"):
        seed.everything(app_block_builders=[{"name": "a", "state": "TIRED", "vpc_config": SUBNETS}])
