"""Which app block is packaged on which builder (the rows abb-assoc*, abb-disassociate)."""

from __future__ import annotations

from typing import Any

import pytest
from elastic import arn, associate, create_block, create_builder, create_package
from support import ACCOUNT, OTHER_ACCOUNT, refused


def disassociate(client: Any, block_arn: str, builder_name: str = "packager") -> Any:
    return client.disassociate_app_block_builder_app_block(
        AppBlockArn=block_arn, AppBlockBuilderName=builder_name
    )


def listed(client: Any, **keys: str) -> list[tuple[str, str]]:
    """The builder and the app block of each association."""
    answer = client.describe_app_block_builder_app_block_associations(**keys)
    found = answer["AppBlockBuilderAppBlockAssociations"]
    assert "NextToken" not in answer
    assert all(one.keys() == {"AppBlockArn", "AppBlockBuilderName"} for one in found)
    return [(one["AppBlockBuilderName"], one["AppBlockArn"].split("/")[-1]) for one in found]


# AssociateAppBlockBuilderAppBlock


@pytest.mark.row("abb-associate", "abb-associate-one")
def test_a_pair_is_associated_once_however_often_it_is_asked_for(appstream: Any) -> None:
    block = create_package(appstream)
    create_builder(appstream)
    expected = {"AppBlockArn": block["Arn"], "AppBlockBuilderName": "packager"}
    assert associate(appstream, block) == expected
    assert associate(appstream, block) == expected
    assert listed(appstream, AppBlockBuilderName="packager") == [("packager", "editor-files")]


@pytest.mark.row("abb-associate", "every-missing")
def test_builder_and_app_block_must_be_there(appstream: Any) -> None:
    block = create_package(appstream)
    missing = "The {} for account " + ACCOUNT + " does not exist."
    with refused("ResourceNotFoundException", missing.format("app block builder packager")):
        associate(appstream, block)
    create_builder(appstream)
    with refused("ResourceNotFoundException", missing.format("app block other")):
        associate(appstream, {"Arn": arn("app-block/other")})
    with refused("ResourceNotFoundException"):
        associate(appstream, {"Arn": arn("app-block/editor-files", OTHER_ACCOUNT)})
    assert listed(appstream, AppBlockBuilderName="packager") == []


@pytest.mark.row("abb-associate")
def test_a_custom_app_block_is_not_packaged_on_a_builder(appstream: Any) -> None:
    block = create_block(appstream)
    create_builder(appstream)
    with refused("OperationNotPermittedException"):
        associate(appstream, block)
    assert listed(appstream, AppBlockArn=block["Arn"]) == []


@pytest.mark.row("abb-associate-one")
@pytest.mark.usefixtures("no_retries")
def test_one_app_block_is_for_one_builder_both_ways(appstream_client: Any) -> None:
    client = appstream_client("us-east-1")
    first, second = create_package(client, "first"), create_package(client, "second")
    create_builder(client, "packager")
    create_builder(client, "other")
    associate(client, first, "packager")
    with refused("LimitExceededException") as caught:
        associate(client, second, "packager")
    assert str(caught.value).endswith("Limit: 1")
    with refused("LimitExceededException"):
        associate(client, first, "other")
    assert listed(client, AppBlockArn=first["Arn"]) == [("packager", "first")]
    assert listed(client, AppBlockArn=second["Arn"]) == []
    disassociate(client, first["Arn"])
    associate(client, second, "packager")
    associate(client, first, "other")
    assert listed(client, AppBlockBuilderName="packager") == [("packager", "second")]


@pytest.mark.row("abb-associate-state", "abb-disassociate")
def test_a_running_builder_keeps_its_app_block(appstream: Any) -> None:
    block, other = create_package(appstream), create_package(appstream, "other")
    create_builder(appstream)
    associate(appstream, block)
    appstream.start_app_block_builder(Name="packager")
    with refused(
        "OperationNotPermittedException",
        "The app block builder packager is RUNNING. "
        "The app block builder must be in a STOPPED state for this action to succeed.",
    ):
        associate(appstream, other)
    with refused("OperationNotPermittedException"):
        disassociate(appstream, block["Arn"])
    assert listed(appstream, AppBlockBuilderName="packager") == [("packager", "editor-files")]


# DisassociateAppBlockBuilderAppBlock


@pytest.mark.row("abb-disassociate")
def test_what_is_not_associated_cannot_be_disassociated(appstream: Any) -> None:
    block, other = create_package(appstream), create_package(appstream, "other")
    create_builder(appstream)
    associate(appstream, block)
    for block_arn, builder_name in (
        (other["Arn"], "packager"),
        (block["Arn"], "missing"),
        (arn("app-block/missing"), "packager"),
        (arn("app-block/editor-files", OTHER_ACCOUNT), "packager"),
    ):
        with refused("ResourceNotFoundException"):
            disassociate(appstream, block_arn, builder_name)
    assert disassociate(appstream, block["Arn"]).keys() == {"ResponseMetadata"}
    with refused(
        "ResourceNotFoundException",
        "The app block editor-files is not associated with the app block builder packager.",
    ):
        disassociate(appstream, block["Arn"])


# DescribeAppBlockBuilderAppBlockAssociations


@pytest.mark.row("abb-associations")
def test_associations_are_listed_by_builder_by_app_block_and_by_both(appstream: Any) -> None:
    blocks = {}
    for name in ("one", "two"):
        blocks[name] = create_package(appstream, name)["Arn"]
        create_builder(appstream, f"packager-{name}")
        associate(appstream, {"Arn": blocks[name]}, f"packager-{name}")
    assert listed(appstream, AppBlockBuilderName="packager-one") == [("packager-one", "one")]
    assert listed(appstream, AppBlockArn=blocks["two"]) == [("packager-two", "two")]
    both = {"AppBlockArn": blocks["two"], "AppBlockBuilderName": "packager-two"}
    assert listed(appstream, **both) == [("packager-two", "two")]
    assert listed(appstream, AppBlockArn=blocks["one"], AppBlockBuilderName="packager-two") == []


@pytest.mark.row("abb-associations")
def test_one_of_the_two_keys_is_needed_and_none_that_is_unknown_is_an_error(
    appstream: Any,
) -> None:
    with refused("InvalidParameterCombinationException"):
        appstream.describe_app_block_builder_app_block_associations()
    block = create_package(appstream)
    create_builder(appstream)
    for keys in (
        {"AppBlockArn": block["Arn"]},
        {"AppBlockBuilderName": "packager"},
        {"AppBlockArn": block["Arn"], "AppBlockBuilderName": "packager"},
        {"AppBlockArn": arn("app-block/missing")},
        {"AppBlockArn": "arn:aws:s3:::a-bucket"},
        {"AppBlockBuilderName": "missing"},
    ):
        assert listed(appstream, **keys) == []


@pytest.mark.row("abb-associations")
def test_each_account_and_region_has_associations_of_its_own(
    appstream: Any, appstream_client: Any
) -> None:
    block = create_package(appstream)
    create_builder(appstream)
    associate(appstream, block)
    for there in (
        appstream_client("us-west-2"),
        appstream_client("us-east-1", account_id=OTHER_ACCOUNT),
    ):
        create_builder(there)
        with refused("ResourceNotFoundException"):
            associate(there, block)
        assert listed(there, AppBlockArn=block["Arn"]) == []
        assert listed(there, AppBlockBuilderName="packager") == []
