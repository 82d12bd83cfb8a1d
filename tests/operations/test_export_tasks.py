"""Export image tasks (the rows export-*)."""

from __future__ import annotations

import re
from typing import Any

import boto3
import pytest
from support import (
    ACCOUNT,
    OTHER_ACCOUNT,
    described,
    in_process,
    names,
    refused,
    set_pace,
)

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends

ROLE = f"arn:aws:iam::{ACCOUNT}:role/export"


@pytest.fixture(autouse=True)
def _needs_the_operation(appstream: Any) -> None:
    if "create_export_image_task" not in dir(appstream):
        pytest.skip("an older botocore has no such operation")
    seed.image("golden")


def export(client: Any, ami_name: str = "golden-ami", image: str = "golden", **more: Any) -> Any:
    return client.create_export_image_task(
        ImageName=image, AmiName=ami_name, IamRoleArn=ROLE, **more
    )["ExportImageTask"]


def task_of(client: Any, task_id: str) -> Any:
    return client.get_export_image_task(TaskId=task_id)["ExportImageTask"]


def listed(client: Any, **parameters: Any) -> list[Any]:
    found: list[Any] = client.list_export_image_tasks(**parameters)["ExportImageTasks"]
    return found


@pytest.mark.row("export-answer", "export-states", "export-done", "export-get")
def test_an_export_is_on_its_way_and_then_completed(appstream: Any) -> None:
    task = export(appstream, AmiDescription="From AppStream.", TagSpecifications={"team": "x"})
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", task["TaskId"])
    assert {name: task[name] for name in task if name not in ("TaskId", "CreatedDate")} == {
        "ImageArn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden",
        "AmiName": "golden-ami",
        "AmiDescription": "From AppStream.",
        "TagSpecifications": {"team": "x"},
        "State": "EXPORTING",
    }
    done = task_of(appstream, task["TaskId"])
    assert done["State"] == "COMPLETED"
    assert re.fullmatch("ami-[0-9a-f]{17}", done["AmiId"])
    assert "ErrorDetails" not in done
    assert task_of(appstream, task["TaskId"]) == done
    assert described(appstream, "golden")["State"] == "AVAILABLE"


@pytest.mark.row("export-states")
def test_an_export_takes_its_time_at_motos_pace(appstream: Any) -> None:
    set_pace("export_image_task", progression="manual", times=2)
    try:
        task_id = export(appstream)["TaskId"]
        states = [task_of(appstream, task_id) for _ in range(2)]
    finally:
        set_pace("export_image_task")
    assert [task["State"] for task in states] == ["EXPORTING", "COMPLETED"]
    assert ["AmiId" in task for task in states] == [False, True]


@pytest.mark.row("export-done", "export-states")
@pytest.mark.parametrize("state", ["FAILED", "TIMED_OUT"])
def test_an_export_that_fails_has_details_and_no_ami(appstream: Any, state: str) -> None:
    seed.export_failure(state=state, error_code="NO_ROOM", error_message="No room.")
    task = task_of(appstream, export(appstream)["TaskId"])
    assert task["State"] == state
    assert task["ErrorDetails"] == [{"ErrorCode": "NO_ROOM", "ErrorMessage": "No room."}]
    assert "AmiId" not in task


def test_an_export_cannot_end_in_another_state(appstream: Any) -> None:
    with pytest.raises(ValueError, match="state must be FAILED or TIMED_OUT, got 'COMPLETED'"):
        seed.export_failure(state="COMPLETED")
    assert task_of(appstream, export(appstream)["TaskId"])["State"] == "COMPLETED"


@in_process
@pytest.mark.row("export-missing")
@pytest.mark.appstream(config={"appstream": {"check_roles": True}})
def test_what_is_not_an_own_image_is_missing_before_the_role_is_looked_at(appstream: Any) -> None:
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    for image in ("none", "shared", names(appstream, Type="PUBLIC")[0]):
        with refused(
            "ResourceNotFoundException", f"The image {image} for account {ACCOUNT} does not exist."
        ):
            export(appstream, image=image)


@in_process
@pytest.mark.row("export-role")
@pytest.mark.appstream(config={"appstream": {"check_roles": True}})
def test_a_role_that_is_looked_up_must_be_there(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.InvalidRoleException):
        export(appstream)
    boto3.client("iam").create_role(RoleName="export", AssumeRolePolicyDocument="{}")
    export(appstream)


@pytest.mark.row("export-state")
def test_an_image_that_is_not_available_is_not_exported(appstream: Any) -> None:
    seed.image("pending", state="PENDING")
    with refused(
        "ResourceNotAvailableException",
        "The image pending is PENDING. "
        "The image must be in an AVAILABLE state for this action to succeed.",
    ):
        export(appstream, image="pending")


@pytest.mark.row("export-platform")
def test_only_newer_windows_is_exported(appstream: Any) -> None:
    for platform in ("AMAZON_LINUX2", "WINDOWS_SERVER_2019"):
        seed.image(platform, platform=platform)
        with pytest.raises(appstream.exceptions.OperationNotPermittedException):
            export(appstream, image=platform)
    seed.image("newest", platform="WINDOWS_SERVER_2025")
    export(appstream, image="newest")


@pytest.mark.row("export-name")
def test_the_name_of_an_ami_is_free_again_when_the_export_failed(appstream: Any) -> None:
    seed.export_failure()
    export(appstream)
    listed(appstream)
    export(appstream)
    with refused("OperationNotPermittedException", "The AMI golden-ami already exists."):
        export(appstream)
    assert len(listed(appstream)) == 2


@pytest.mark.row("export-name")
def test_the_name_of_an_own_ami_of_ec2_is_taken_and_that_of_another_region_is_not(
    appstream: Any,
) -> None:
    boto3.client("ec2", region_name="us-east-1").register_image(Name="taken-ami")
    boto3.client("ec2", region_name="us-west-2").register_image(Name="other-ami")
    with refused("OperationNotPermittedException", "The AMI taken-ami already exists."):
        export(appstream, "taken-ami")
    assert listed(appstream) == []
    export(appstream, "other-ami")


@in_process
@pytest.mark.row("export-name", "export-ami")
@pytest.mark.appstream(config={"appstream": {"export_amis": True}})
def test_the_name_of_an_exported_ami_is_free_again_when_ec2_has_it_no_more(
    appstream: Any,
) -> None:
    ami_id = task_of(appstream, export(appstream)["TaskId"])["AmiId"]
    with refused("OperationNotPermittedException", "The AMI golden-ami already exists."):
        export(appstream)
    boto3.client("ec2", region_name="us-east-1").deregister_image(ImageId=ami_id)
    again = task_of(appstream, export(appstream)["TaskId"])
    assert again["State"] == "COMPLETED"
    assert again["AmiId"] != ami_id


@pytest.mark.row("export-get")
def test_an_unknown_task_is_missing_and_a_task_must_be_named(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        task_of(appstream, "0f5a2a1e-5c1c-4b8e-8a8e-0123456789ab")
    with refused("ValidationException"):
        appstream.get_export_image_task()


@pytest.mark.row("export-list", "every-page")
def test_tasks_are_listed_with_the_newest_first_in_pages(appstream: Any) -> None:
    assert listed(appstream) == []
    for number in range(7):
        export(appstream, f"ami-name-{number}")
    assert [task["AmiName"] for task in listed(appstream)] == [
        f"ami-name-{number}" for number in reversed(range(7))
    ]
    seen: list[str] = []
    request: dict[str, Any] = {"MaxResults": 3}
    while True:
        page = appstream.list_export_image_tasks(**request)
        seen += [task["AmiName"] for task in page["ExportImageTasks"]]
        if "NextToken" not in page:
            break
        request["NextToken"] = page["NextToken"]
    assert seen == [f"ami-name-{number}" for number in reversed(range(7))]


@pytest.mark.row("export-list", "every-page")
def test_fifty_tasks_are_on_a_page_unless_more_are_asked_for(appstream: Any) -> None:
    for number in range(60):
        export(appstream, f"ami-name-{number}")
    first = appstream.list_export_image_tasks()
    second = appstream.list_export_image_tasks(NextToken=first["NextToken"])
    assert [len(page["ExportImageTasks"]) for page in (first, second)] == [50, 10]
    assert "NextToken" not in second
    assert len(listed(appstream, MaxResults=500)) == 60
    with refused("ValidationException"):
        listed(appstream, MaxResults=501)


@in_process
@pytest.mark.row("export-list")
def test_tasks_of_one_moment_are_all_listed_once(appstream: Any) -> None:
    made = {export(appstream, f"ami-name-{number}")["TaskId"] for number in range(4)}
    tasks = appstream_backends[ACCOUNT]["us-east-1"].export_tasks.by_name.values()
    for task in tasks:
        task.created_time = tasks[0].created_time
    pages = [appstream.list_export_image_tasks(MaxResults=3)]
    while "NextToken" in pages[-1]:
        pages.append(appstream.list_export_image_tasks(NextToken=pages[-1]["NextToken"]))
    seen = [task["TaskId"] for page in pages for task in page["ExportImageTasks"]]
    assert sorted(seen) == sorted(made)


@pytest.mark.row("export-list", "export-get")
def test_the_tasks_of_another_account_or_region_are_not_seen(
    appstream: Any, appstream_client: Any
) -> None:
    task_id = export(appstream)["TaskId"]
    for place in ({"region": "us-west-2"}, {"account_id": OTHER_ACCOUNT}):
        other = appstream_client(**place)
        assert listed(other) == []
        with pytest.raises(other.exceptions.ResourceNotFoundException):
            task_of(other, task_id)


@pytest.mark.row("export-filters")
def test_polling_by_state_moves_tasks_on_and_shows_only_those_in_that_state(
    appstream: Any,
) -> None:
    set_pace("export_image_task", progression="manual", times=2)
    try:
        export(appstream)
        export(appstream, "other-ami")

        def in_state(state: str) -> list[str]:
            asked = [
                {"Name": "state", "Values": [state]},
                {"Name": "ami-name", "Values": ["golden-ami"]},
            ]
            return [task["State"] for task in listed(appstream, Filters=asked)]

        assert in_state("COMPLETED") == []
        assert in_state("EXPORTING") == []
        assert in_state("COMPLETED") == ["COMPLETED"]
        assert [task["State"] for task in listed(appstream)] == ["EXPORTING", "COMPLETED"]
    finally:
        set_pace("export_image_task")


@pytest.mark.row("export-filters")
def test_filters_are_all_to_hold_and_each_offers_alternatives(appstream: Any) -> None:
    seed.export_failure()
    failed, done = export(appstream, "failed-ami"), export(appstream, "done-ami")
    listed(appstream)

    def found(**filters: list[str]) -> list[str]:
        asked = [
            {"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()
        ]
        return sorted(task["AmiName"] for task in listed(appstream, Filters=asked))

    assert found(state=["FAILED"]) == ["failed-ami"]
    assert found(state=["FAILED", "COMPLETED"]) == ["done-ami", "failed-ami"]
    assert found(state=["FAILED"], ami_name=["done-ami"]) == []
    assert found(task_id=[done["TaskId"]]) == ["done-ami"]
    assert found(image_arn=[failed["ImageArn"]]) == ["done-ami", "failed-ami"]
    with refused("ValidationException"):
        found(owner=["me"])


@pytest.mark.row("export-kept")
def test_a_task_is_listed_after_its_image_is_deleted(appstream: Any) -> None:
    task = export(appstream)
    appstream.delete_image(Name="golden")
    assert [one["TaskId"] for one in listed(appstream)] == [task["TaskId"]]


@in_process
@pytest.mark.row("export-ami")
@pytest.mark.appstream(config={"appstream": {"export_amis": True}})
def test_an_export_makes_an_ami_where_a_test_wants_it(appstream: Any) -> None:
    task = export(appstream, AmiDescription="From AppStream.", TagSpecifications={"team": "x"})
    ami_id = task_of(appstream, task["TaskId"])["AmiId"]
    assert listed(appstream)[0]["AmiId"] == ami_id
    ec2 = boto3.client("ec2", region_name="us-east-1")
    (ami,) = ec2.describe_images(ImageIds=[ami_id])["Images"]
    assert (ami["Name"], ami["Description"]) == ("golden-ami", "From AppStream.")
    assert ami["Tags"] == [{"Key": "team", "Value": "x"}]
    assert ami["Public"] is False
    assert ami["OwnerId"] == ACCOUNT


@in_process
@pytest.mark.row("export-ami", "imported-ami-rules")
@pytest.mark.appstream(config={"appstream": {"export_amis": True, "check_amis": True}})
@pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
def test_an_exported_ami_can_be_imported_again(appstream_client: Any, region: str) -> None:
    client = appstream_client(region)
    if region != "us-east-1":
        seed.image("golden", region=region)
    ami_id = task_of(client, export(client)["TaskId"])["AmiId"]
    client.create_imported_image(Name="back", SourceAmiId=ami_id, IamRoleArn=ROLE)
    assert described(client, "back")["State"] == "AVAILABLE"


@in_process
@pytest.mark.row("export-ami")
@pytest.mark.appstream(config={"appstream": {"export_amis": True}})
def test_ec2_has_the_ami_when_the_export_is_completed_and_not_before(appstream: Any) -> None:
    ec2 = boto3.client("ec2", region_name="us-east-1")

    def own_amis() -> list[str]:
        return [str(one["Name"]) for one in ec2.describe_images(Owners=["self"])["Images"]]

    export(appstream, "at-once")
    assert own_amis() == ["at-once"]
    set_pace("export_image_task", progression="manual", times=2)
    try:
        task_id = export(appstream, "later")["TaskId"]
        task_of(appstream, task_id)
        assert own_amis() == ["at-once"]
        task_of(appstream, task_id)
        assert sorted(own_amis()) == ["at-once", "later"]
    finally:
        set_pace("export_image_task")
