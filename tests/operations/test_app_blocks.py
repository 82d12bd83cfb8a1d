"""App blocks: what they need, and how they become ACTIVE (the rows appblock-*)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from elastic import (
    BUCKET,
    SCRIPT,
    arn,
    associate,
    create_application,
    create_block,
    create_builder,
    create_package,
)
from support import ACCOUNT, OTHER_ACCOUNT, in_process, refused

from moto_appstream.appstream.exceptions import OperationNotPermitted
from moto_appstream.appstream.models import AppStreamBackend, appstream_backends
from moto_appstream.appstream.models.arranged import Scope

WITHOUT_KEY = {"S3Bucket": BUCKET}


def described(client: Any, name: str = "editor-files") -> Any:
    (block,) = client.describe_app_blocks(Arns=[arn(f"app-block/{name}")])["AppBlocks"]
    return block


def names(client: Any) -> list[str]:
    return [block["Name"] for block in client.describe_app_blocks()["AppBlocks"]]


def backend() -> AppStreamBackend:
    return appstream_backends[ACCOUNT]["us-east-1"]


# CreateAppBlock


@pytest.mark.row("appblock-always", "appblock-type", "appblock-custom", "appblock-script")
def test_an_app_block_is_custom_and_active_and_has_what_it_was_given(appstream: Any) -> None:
    block = create_block(appstream)
    assert isinstance(block.pop("CreatedTime"), datetime)
    assert block == {
        "Name": "editor-files",
        "Arn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:app-block/editor-files",
        "SourceS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.vhd"},
        "SetupScriptDetails": SCRIPT,
        "PackagingType": "CUSTOM",
        "State": "ACTIVE",
    }


@pytest.mark.row("appblock-always", "appblock-describe")
def test_an_app_block_is_described_as_it_was_answered(appstream: Any) -> None:
    block = create_block(appstream, Description="The editor's files.", DisplayName="Editor")
    assert block["Description"] == "The editor's files."
    assert block["DisplayName"] == "Editor"
    assert described(appstream) == block


@pytest.mark.row("appblock-appstream2")
def test_a_block_to_be_packaged_is_inactive_and_one_that_is_packaged_active(
    appstream: Any,
) -> None:
    assert create_package(appstream, "empty")["State"] == "INACTIVE"
    packaged = create_package(
        appstream,
        "packaged",
        SourceS3Location={"S3Bucket": BUCKET, "S3Key": "editor.vhd"},
        PostSetupScriptDetails=SCRIPT,
    )
    assert packaged["State"] == "ACTIVE"
    assert packaged["PackagingType"] == "APPSTREAM2"
    assert packaged["PostSetupScriptDetails"] == SCRIPT
    assert "SetupScriptDetails" not in packaged


@pytest.mark.row("appblock-packaging-error", "appblock-custom", "appblock-appstream2")
@pytest.mark.parametrize(
    "request_",
    [
        {"SourceS3Location": WITHOUT_KEY, "SetupScriptDetails": SCRIPT},
        {"SourceS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.vhd"}},
        {
            "SourceS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.vhd"},
            "SetupScriptDetails": SCRIPT,
            "PostSetupScriptDetails": SCRIPT,
            "PackagingType": "CUSTOM",
        },
        {
            "SourceS3Location": {"S3Bucket": BUCKET, "S3Key": "editor.vhd"},
            "SetupScriptDetails": {**SCRIPT, "ScriptS3Location": WITHOUT_KEY},
        },
        {
            "SourceS3Location": WITHOUT_KEY,
            "SetupScriptDetails": SCRIPT,
            "PackagingType": "APPSTREAM2",
        },
        {
            "SourceS3Location": WITHOUT_KEY,
            "PostSetupScriptDetails": {**SCRIPT, "ScriptS3Location": WITHOUT_KEY},
            "PackagingType": "APPSTREAM2",
        },
    ],
)
def test_what_does_not_fit_the_packaging_type_is_refused(appstream: Any, request_: Any) -> None:
    with refused("OperationNotPermittedException"):
        appstream.create_app_block(Name="editor-files", **request_)
    assert names(appstream) == []


@pytest.mark.row("every-exists")
def test_a_name_can_be_taken_once_per_account_and_region(
    appstream: Any, appstream_client: Any
) -> None:
    create_block(appstream)
    with refused("ResourceAlreadyExistsException", "The app block editor-files already exists."):
        create_package(appstream)
    assert described(appstream)["PackagingType"] == "CUSTOM"
    create_package(appstream_client("us-west-2"))
    create_package(appstream_client("us-east-1", account_id=OTHER_ACCOUNT))
    assert described(appstream)["PackagingType"] == "CUSTOM"


@pytest.mark.row("every-validate")
def test_a_name_has_101_characters_at_most(appstream: Any) -> None:
    create_block(appstream, "a" * 101)
    with refused("ValidationException"):
        create_block(appstream, "a" * 102)
    assert names(appstream) == ["a" * 101]


@in_process
@pytest.mark.row("every-order")
@pytest.mark.usefixtures("no_retries")
def test_a_quota_of_app_blocks_holds_for_both_types(appstream_client: Any) -> None:
    client = appstream_client("us-east-1")
    backend().arranged.quotas[Scope()] = {"app_blocks": 1}
    create_block(client)
    with refused("LimitExceededException"):
        create_package(client, "other")
    with refused("OperationNotPermittedException"):
        create_block(client, "other", PackagingType="APPSTREAM2")
    assert names(client) == ["editor-files"]


# Tags


@pytest.mark.row("appblock-no-update", "every-tags")
def test_tags_alone_change(appstream: Any) -> None:
    block = create_block(appstream, Tags={"team": "desktop"})
    assert "UpdateAppBlock" not in appstream.meta.service_model.operation_names
    appstream.tag_resource(ResourceArn=block["Arn"], Tags={"stage": "test"})
    appstream.untag_resource(ResourceArn=block["Arn"], TagKeys=["team"])
    tags = appstream.list_tags_for_resource(ResourceArn=block["Arn"])["Tags"]
    assert tags == {"stage": "test"}
    assert described(appstream) == block


# DescribeAppBlocks


@pytest.mark.row("appblock-describe", "every-page")
def test_all_pages_together_show_each_app_block_once(appstream: Any) -> None:
    expected = [f"block-{number:02}" for number in range(60)]
    for name in reversed(expected):
        create_package(appstream, name)
    for size in ({}, {"MaxResults": 5}, {"MaxResults": 100}):
        found: list[str] = []
        token: dict[str, str] = {}
        while True:
            page = appstream.describe_app_blocks(**size, **token)
            assert len(page["AppBlocks"]) <= min(size.get("MaxResults", 25), 25)
            found += [block["Name"] for block in page["AppBlocks"]]
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        assert found == expected


@pytest.mark.row("appblock-describe", "every-missing")
@pytest.mark.parametrize(
    ("missing", "name"),
    [
        (arn("app-block/other"), "other"),
        (arn("application/editor-files"), "editor-files"),
        (arn("app-block/editor-files", OTHER_ACCOUNT), "editor-files"),
    ],
)
def test_one_unknown_arn_fails_the_whole_call(appstream: Any, missing: str, name: str) -> None:
    block = create_block(appstream)
    message = f"The app block {name} for account {ACCOUNT} does not exist."
    with refused("ResourceNotFoundException", message):
        appstream.describe_app_blocks(Arns=[block["Arn"], missing])
    assert appstream.describe_app_blocks(Arns=[])["AppBlocks"] == [block]


# DeleteAppBlock


@pytest.mark.row("appblock-delete")
def test_a_deleted_app_block_is_gone_with_its_tags_and_its_name_is_free(appstream: Any) -> None:
    block = create_block(appstream, Description="The old one.", Tags={"team": "desktop"})
    answer = appstream.delete_app_block(Name="editor-files")
    assert answer.keys() == {"ResponseMetadata"}
    call: Callable[[], object]
    for call in (
        lambda: appstream.describe_app_blocks(Arns=[block["Arn"]]),
        lambda: appstream.delete_app_block(Name="editor-files"),
        lambda: appstream.list_tags_for_resource(ResourceArn=block["Arn"]),
    ):
        with refused("ResourceNotFoundException"):
            call()
    assert "Description" not in create_block(appstream)
    assert appstream.list_tags_for_resource(ResourceArn=block["Arn"])["Tags"] == {}


@pytest.mark.row("appblock-delete")
def test_an_app_block_of_an_application_is_in_use(appstream: Any) -> None:
    block = create_block(appstream)
    create_application(appstream, block)
    message = "The app block editor-files is in use by the application editor."
    with refused("ResourceInUseException", message):
        appstream.delete_app_block(Name="editor-files")
    appstream.delete_application(Name="editor")
    appstream.delete_app_block(Name="editor-files")
    assert names(appstream) == []


@pytest.mark.row("appblock-delete")
def test_an_app_block_of_a_builder_is_in_use(appstream: Any) -> None:
    block = create_package(appstream)
    create_builder(appstream)
    associate(appstream, block)
    with refused("ResourceInUseException"):
        appstream.delete_app_block(Name="editor-files")
    appstream.disassociate_app_block_builder_app_block(
        AppBlockArn=block["Arn"], AppBlockBuilderName="packager"
    )
    appstream.delete_app_block(Name="editor-files")


# What no operation does


@in_process
@pytest.mark.row("appblock-packaged")
def test_what_a_builder_has_packaged_is_active_and_can_be_packaged_again(appstream: Any) -> None:
    block = create_package(appstream)
    create_builder(appstream)
    associate(appstream, block)
    appstream.start_app_block_builder(Name="packager")
    backend().app_blocks.package("editor-files")
    packaged = described(appstream)
    assert packaged["State"] == "ACTIVE"
    assert packaged["SourceS3Location"]["S3Bucket"] == BUCKET
    backend().app_blocks.package("editor-files")
    again = described(appstream)
    assert again["State"] == "ACTIVE"
    assert again["SourceS3Location"]["S3Key"] != packaged["SourceS3Location"]["S3Key"]
    backend().app_blocks.package("editor-files", "editor.vhd")
    assert described(appstream)["SourceS3Location"] == {"S3Bucket": BUCKET, "S3Key": "editor.vhd"}


@in_process
@pytest.mark.row("appblock-packaged")
def test_nothing_is_packaged_without_a_running_builder(appstream: Any) -> None:
    block = create_package(appstream)
    with pytest.raises(OperationNotPermitted, match="not associated with a RUNNING"):
        backend().app_blocks.package("editor-files")
    create_builder(appstream)
    associate(appstream, block)
    with pytest.raises(OperationNotPermitted, match="not associated with a RUNNING"):
        backend().app_blocks.package("editor-files")
    assert described(appstream) == block


@in_process
@pytest.mark.row("appblock-failed")
def test_packaging_that_failed_leaves_errors_until_it_succeeds(appstream: Any) -> None:
    block = create_package(appstream)
    backend().app_blocks.fail("editor-files", "PACKAGING_FAILED", "The installer failed.")
    failed = described(appstream)
    assert failed["State"] == "INACTIVE"
    assert failed["AppBlockErrors"] == [
        {"ErrorCode": "PACKAGING_FAILED", "ErrorMessage": "The installer failed."}
    ]
    create_builder(appstream)
    associate(appstream, block)
    appstream.start_app_block_builder(Name="packager")
    backend().app_blocks.package("editor-files")
    packaged = described(appstream)
    assert packaged["State"] == "ACTIVE"
    assert "AppBlockErrors" not in packaged


@in_process
@pytest.mark.row("appblock-failed", "appblock-custom")
def test_a_custom_app_block_is_always_active(appstream: Any) -> None:
    block = create_block(appstream)
    with pytest.raises(OperationNotPermitted, match="always ACTIVE"):
        backend().app_blocks.fail("editor-files", "PACKAGING_FAILED", "The installer failed.")
    assert described(appstream) == block
