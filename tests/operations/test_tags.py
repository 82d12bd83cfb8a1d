"""The tags of images (the row tags)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from support import ACCOUNT, OTHER_ACCOUNT, described, refused

from moto_appstream import seed

pytestmark = pytest.mark.row("every-tags")


def tags_of(client: Any, arn: str) -> Any:
    return client.list_tags_for_resource(ResourceArn=arn)["Tags"]


def test_tags_are_added_overwritten_and_removed(appstream: Any, golden: Any) -> None:
    arn = golden["Arn"]
    assert tags_of(appstream, arn) == {}
    appstream.tag_resource(ResourceArn=arn, Tags={"team": "desktop", "stage": "test"})
    appstream.tag_resource(ResourceArn=arn, Tags={"stage": "production", "größe": ""})
    assert tags_of(appstream, arn) == {"team": "desktop", "stage": "production", "größe": ""}
    appstream.untag_resource(ResourceArn=arn, TagKeys=["team", "not-there"])
    assert tags_of(appstream, arn) == {"stage": "production", "größe": ""}
    appstream.untag_resource(ResourceArn=arn, TagKeys=["stage", "größe"])
    assert tags_of(appstream, arn) == {}


def test_an_image_in_any_state_can_be_tagged(appstream: Any) -> None:
    arn = seed.image("golden", state="PENDING")["Arn"]
    appstream.tag_resource(ResourceArn=arn, Tags={"team": "desktop"})
    assert tags_of(appstream, arn) == {"team": "desktop"}


@pytest.mark.usefixtures("no_retries")
def test_an_image_has_50_tags_at_most(appstream: Any) -> None:
    arn = seed.image("golden", tags={f"tag-{number}": "" for number in range(49)})["Arn"]
    with pytest.raises(appstream.exceptions.LimitExceededException):
        appstream.tag_resource(ResourceArn=arn, Tags={"fifty": "", "fifty-one": ""})
    assert len(tags_of(appstream, arn)) == 49
    appstream.tag_resource(ResourceArn=arn, Tags={"fifty": "", "tag-0": "again"})
    assert len(tags_of(appstream, arn)) == 50
    untagged = seed.image("untagged")["Arn"]
    appstream.tag_resource(ResourceArn=untagged, Tags=tags_of(appstream, arn))
    assert len(tags_of(appstream, untagged)) == 50


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/missing",
        f"arn:aws:workspaces:us-east-1:{ACCOUNT}:image/golden",
        f"arn:aws:appstream:us-east-1:{ACCOUNT}:fleet/golden",
        f"arn:aws:appstream:us-west-2:{ACCOUNT}:image/golden",
        f"arn:aws:appstream:us-east-1:{OTHER_ACCOUNT}:image/shared",
        "arn:aws:appstream:us-east-1::image/AppStream-WinServer2022-11-10-2025",
    ],
)
def test_what_is_not_an_own_image_here_has_no_tags(appstream: Any, arn: str) -> None:
    seed.image("golden")
    seed.image("golden", region="us-west-2")
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    call: Callable[[], object]
    for call in (
        lambda: appstream.tag_resource(ResourceArn=arn, Tags={"team": "desktop"}),
        lambda: appstream.untag_resource(ResourceArn=arn, TagKeys=["team"]),
        lambda: tags_of(appstream, arn),
    ):
        with pytest.raises(appstream.exceptions.ResourceNotFoundException):
            call()


@pytest.mark.parametrize("tags", [{"aws:own": ""}, {"tab\t": ""}, {"key": "semi;colon"}])
def test_tags_that_aws_does_not_allow_are_refused(
    appstream: Any, golden: Any, tags: dict[str, str]
) -> None:
    with refused("ValidationException"):
        appstream.tag_resource(ResourceArn=golden["Arn"], Tags=tags)
    assert tags_of(appstream, golden["Arn"]) == {}


def test_tags_show_in_the_resource_groups_tagging_api(appstream: Any) -> None:
    pytest.importorskip("moto.core.resource_tagging", reason="moto has it from 5.2.2 on")
    arn = seed.image("golden", tags={"team": "desktop"})["Arn"]
    seed.image("untagged")
    seed.image("elsewhere", region="us-west-2", tags={"team": "desktop"})
    tagging = boto3.client("resourcegroupstaggingapi", region_name="us-east-1")
    expected = {"ResourceARN": arn, "Tags": [{"Key": "team", "Value": "desktop"}]}
    for filters in (
        {"TagFilters": [{"Key": "team", "Values": ["desktop"]}]},
        {"ResourceTypeFilters": ["appstream"], "TagFilters": [{"Key": "team"}]},
        {"ResourceTypeFilters": ["appstream:image"], "TagFilters": [{"Key": "team"}]},
    ):
        found = tagging.get_resources(**filters)["ResourceTagMappingList"]
        assert found == [expected], filters
    others = tagging.get_resources(ResourceTypeFilters=["s3"])["ResourceTagMappingList"]
    assert others == []


def test_the_resource_groups_tagging_api_tags_what_it_can_and_lists_what_it_cannot(
    appstream: Any,
) -> None:
    pytest.importorskip("moto.core.resource_tagging", reason="moto has it from 5.2.2 on")
    arn = seed.image("golden")["Arn"]
    missing = arn.replace("golden", "missing")
    public = described(appstream, "AppStream-WinServer2022-11-10-2025")["Arn"]
    tagging = boto3.client("resourcegroupstaggingapi", region_name="us-east-1")
    everything = [missing, public, arn]
    failed = tagging.tag_resources(ResourceARNList=everything, Tags={"team": "desktop"})
    assert failed["FailedResourcesMap"].keys() == {missing, public}
    assert tags_of(appstream, arn) == {"team": "desktop"}
    for tags in ({"aws:own": "x"}, {"#": "!!"}, {f"tag-{number}": "" for number in range(50)}):
        failed = tagging.tag_resources(ResourceARNList=[arn], Tags=tags)
        assert failed["FailedResourcesMap"].keys() == {arn}
    assert tags_of(appstream, arn) == {"team": "desktop"}
    failed = tagging.untag_resources(ResourceARNList=everything, TagKeys=["team"])
    assert failed["FailedResourcesMap"].keys() == {missing, public}
    assert tags_of(appstream, arn) == {}
