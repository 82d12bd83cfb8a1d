"""What holds for every kind of resource that is listed: its ARN, its name, its tags, its pages.

Which kinds there are, what lists, updates and deletes them, and by what they are found, is read
from the service model and from the families.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import boto3
import hypothesis.strategies as st
import pytest
from botocore import xform_name
from examples import entry_of, whole_document
from hypothesis import HealthCheck, given, settings
from support import ACCOUNT, OTHER_ACCOUNT, refused
from untyped import seed

from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import create
from moto_appstream.seeding.listings import listing

MODEL: Any = service_model()


@dataclass(frozen=True)
class Kind:
    """The resources of a section of a seed file."""

    section: str

    def __str__(self) -> str:
        return self.section

    @property
    def listing(self) -> str:
        """The operation that lists it."""
        return listing(self.section).operation

    @property
    def answers(self) -> str:
        """The member of its answer that has the list."""
        return listing(self.section).member

    @property
    def found_by(self) -> str | None:
        """The parameter that names what is wanted, or None."""
        asked = MODEL.operation_model(self.listing).input_shape.members
        return next((name for name, one in asked.items() if one.type_name == "list"), None)

    @property
    def resource(self) -> Any:
        return create.sections()[self.section]

    @property
    def members(self) -> Any:
        return MODEL.shape_for(self.resource.shape).members

    def operation(self, verb: str) -> str | None:
        """The operation of this verb, such as DeleteFleet."""
        name = f"{verb}{self.resource.create_operation().removeprefix('Create')}"
        return name if name in MODEL.operation_names else None

    def seed(self, *names: str, **place: str) -> None:
        seed.everything(
            **{self.section: [{**entry_of(self.section, name), **place} for name in names]}
        )

    def call(self, client: Any, operation: str | None, **parameters: Any) -> Any:
        return getattr(client, xform_name(str(operation)))(**parameters)

    def described(self, client: Any, **parameters: Any) -> list[Any]:
        request = {**listing(self.section).request, **parameters}
        found: list[Any] = self.call(client, self.listing, **request)[self.answers]
        return found

    def names(self, client: Any, **parameters: Any) -> list[str]:
        return [one[self.resource.name_member] for one in self.described(client, **parameters)]

    def key(self, name: str) -> str:
        """What a listing finds the resource of a name by."""
        return self.arn(name) if self.found_by == "Arns" else name

    def arn(self, name: str) -> str:
        return f"arn:aws:appstream:us-east-1:{ACCOUNT}:{self.arn_type}/{name}"

    @property
    def arn_type(self) -> str:
        hyphens: str = self.resource.kind.replace(" ", "-")
        return hyphens


KINDS = [Kind(section) for section in create.sections()]
NAMED = [kind for kind in KINDS if kind.found_by]
TAGGED = [kind for kind in KINDS if "Tags" in create.members(kind.section)]


def of(kinds: list[Kind]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=str)


@pytest.fixture
def there(appstream: Any) -> Any:
    """A client where everything is there that anything else needs."""
    seed.everything(**whole_document())
    return appstream


def test_every_section_is_listed_by_an_operation_or_belongs_to_something_that_is() -> None:
    others = set()
    for kind in KINDS:
        shape = MODEL.operation_model(kind.listing).output_shape.members[kind.answers]
        if shape.type_name != "list" or shape.member.name != kind.resource.shape:
            others.add(kind.section)
    assert others <= {"themes", "fleet_associations"}
    assert NAMED
    assert TAGGED


@of([kind for kind in NAMED if "Arn" in kind.members])
@pytest.mark.row("every-arn")
def test_an_arn_names_the_kind_and_the_resource(there: Any, kind: Kind) -> None:
    kind.seed("Some.name_1-x")
    (found,) = [one for one in kind.described(there) if one["Name"] == "Some.name_1-x"]
    assert found["Arn"] == kind.arn("Some.name_1-x")


@of(NAMED)
@pytest.mark.row("every-scope")
def test_a_name_is_taken_in_one_account_and_region_alone_and_by_case(
    there: Any, appstream_client: Any, kind: Kind
) -> None:
    kind.seed("Lab", "lab")
    here = kind.names(there)
    assert {"Lab", "lab"} < {*here}
    for account, region in ((ACCOUNT, "eu-west-1"), (OTHER_ACCOUNT, "us-east-1")):
        place = {"account_id": account, "region": region}
        for section, entries in whole_document().items():
            if section == kind.section:
                break
            seed.everything(**{section: [moved(entry, place) for entry in entries]})
        elsewhere = appstream_client(region, account_id=account)
        assert kind.names(elsewhere) == []
        seed.everything(**{kind.section: [moved(entry_of(kind.section, "Lab"), place)]})
        assert kind.names(elsewhere) == ["Lab"]
        kind.call(elsewhere, kind.operation("Delete"), **{kind.resource.name_member: "Lab"})
        assert kind.names(elsewhere) == []
    assert kind.names(there) == here


def moved(entry: dict[str, Any], place: dict[str, str]) -> dict[str, Any]:
    """An entry of a seed file for another place, with the ARNs in it."""
    text = json.dumps(entry).replace(
        f"us-east-1:{ACCOUNT}", f"{place['region']}:{place['account_id']}"
    )
    return {**json.loads(text), **place}


@of(NAMED)
@pytest.mark.row("every-describe-missing", "every-missing")
def test_one_name_that_is_not_there_fails_the_whole_listing(there: Any, kind: Kind) -> None:
    kind.seed("lab")
    known, missing = kind.key("lab"), kind.key("missing")
    assert len(kind.described(there, **{str(kind.found_by): [known]})) == 1
    for wanted in ([missing], [known, missing], [missing, known]):
        with refused("ResourceNotFoundException"):
            kind.described(there, **{str(kind.found_by): wanted})


@of(NAMED)
@pytest.mark.row("every-describe-names")
def test_names_are_listed_once_each_as_asked_and_none_is_no_filter(there: Any, kind: Kind) -> None:
    kind.seed("delta", "alpha", "charlie", "bravo")
    wanted = [kind.key(name) for name in ("charlie", "alpha", "charlie")]
    assert kind.names(there, **{str(kind.found_by): wanted}) == ["charlie", "alpha"]
    everything = kind.names(there)
    assert everything == sorted(everything)
    assert {"alpha", "bravo", "charlie", "delta"} < {*everything}
    assert kind.names(there, **{str(kind.found_by): []}) == everything


@of(NAMED)
@pytest.mark.row("every-describe-names")
def test_a_listing_of_nothing_is_an_empty_list(appstream: Any, kind: Kind) -> None:
    assert kind.described(appstream) == []


@of(NAMED)
@pytest.mark.row("every-page")
def test_a_loop_over_small_pages_sees_each_once(there: Any, kind: Kind) -> None:
    names = [f"n{number:02}" for number in range(28)]
    kind.seed(*names)
    takes_size = "MaxResults" in MODEL.operation_model(kind.listing).input_shape.members
    for size in (5, 100) if takes_size else (None,):
        request: dict[str, Any] = {"MaxResults": size} if size else {}
        seen: list[str] = []
        while True:
            answer = kind.call(there, kind.listing, **request)
            page = [one[kind.resource.name_member] for one in answer[kind.answers]]
            assert 0 < len(page) <= min(size or 25, 25)
            seen += page
            if "NextToken" not in answer:
                break
            request["NextToken"] = answer["NextToken"]
        assert seen == sorted({*seen})
        assert {*names} < {*seen}


@of([kind for kind in NAMED if kind.operation("Update") and "CreatedTime" in kind.members])
@pytest.mark.row("every-created-time")
def test_an_update_changes_what_it_says_and_not_the_time(there: Any, kind: Kind) -> None:
    kind.seed("lab")
    wanted = {str(kind.found_by): [kind.key("lab")]}
    if kind.described(there, **wanted)[0].get("State") == "RUNNING":
        kind.call(there, kind.operation("Stop"), Name="lab")
    (before,) = kind.described(there, **wanted)
    update = MODEL.operation_model(str(kind.operation("Update"))).input_shape.members
    described = {"Description": "changed"} if "Description" in update else {}
    named = {kind.resource.name_member: "lab"}
    kind.call(there, kind.operation("Update"), **named, **described)
    (after,) = kind.described(there, **wanted)
    assert after == {**before, **described}


@of(TAGGED)
@pytest.mark.row("every-tags-create", "every-reborn")
def test_tags_come_with_a_resource_and_go_with_it(there: Any, kind: Kind) -> None:
    entry = {**entry_of(kind.section, "lab"), "tags": {"team": "desktop"}}
    wanted = {str(kind.found_by): [kind.key("lab")]}

    def tags() -> Any:
        return there.list_tags_for_resource(ResourceArn=kind.arn("lab"))["Tags"]

    seed.everything(**{kind.section: [entry]})
    assert tags() == {"team": "desktop"}
    (described,) = kind.described(there, **wanted)
    assert "Tags" not in described
    kind.call(there, kind.operation("Delete"), Name="lab")
    with refused("ResourceNotFoundException"):
        kind.described(there, **wanted)
    with refused("ResourceNotFoundException"):
        tags()
    kind.seed("lab")
    assert tags() == {}
    (reborn,) = kind.described(there, **wanted)
    assert reborn["CreatedTime"] > described["CreatedTime"]


@of([kind for kind in NAMED if kind not in TAGGED])
@pytest.mark.row("every-reborn")
def test_a_name_is_free_once_its_resource_is_deleted(there: Any, kind: Kind) -> None:
    kind.seed("lab")
    kind.call(there, kind.operation("Delete"), **{kind.resource.name_member: "lab"})
    assert "lab" not in kind.names(there)
    kind.seed("lab")
    assert "lab" in kind.names(there)


@of(TAGGED)
@pytest.mark.row("every-tags")
def test_the_resource_groups_tagging_api_finds_tags_and_untags_each_kind(
    there: Any, kind: Kind
) -> None:
    pytest.importorskip("moto.core.resource_tagging", reason="moto has it from 5.2.2 on")
    kind.seed("lab", "other")
    tagging = boto3.client("resourcegroupstaggingapi", region_name="us-east-1")
    arn = kind.arn("lab")
    wanted = {
        "ResourceTypeFilters": [f"appstream:{kind.arn_type}"],
        "TagFilters": [{"Key": "team", "Values": ["desktop"]}],
    }
    failed = tagging.tag_resources(ResourceARNList=[arn], Tags={"team": "desktop"})
    assert failed["FailedResourcesMap"] == {}
    assert there.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "desktop"}
    found = tagging.get_resources(**wanted)["ResourceTagMappingList"]
    assert found == [{"ResourceARN": arn, "Tags": [{"Key": "team", "Value": "desktop"}]}]
    tagging.untag_resources(ResourceARNList=[arn], TagKeys=["team"])
    assert tagging.get_resources(**wanted)["ResourceTagMappingList"] == []
    tagging.tag_resources(ResourceARNList=[arn], Tags={"team": "desktop"})
    kind.call(there, kind.operation("Delete"), Name="lab")
    assert tagging.get_resources(**wanted)["ResourceTagMappingList"] == []


ACTIONS = st.tuples(
    st.sampled_from(["create", "delete", "describe"]), st.sampled_from(["a", "B", "c.d"])
)


@of(NAMED)
@given(actions=st.lists(ACTIONS, max_size=12))
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_what_is_created_is_there_until_it_is_deleted(
    there: Any, kind: Kind, actions: list[tuple[str, str]]
) -> None:
    others = {*kind.names(there)}
    present: set[str] = set()
    for action, name in actions:
        if action == "create" and name in present:
            with pytest.raises(ValueError, match="already exists"):
                kind.seed(name)
        elif action == "create":
            kind.seed(name)
            present.add(name)
        elif action == "delete":
            with nullcontext() if name in present else refused("ResourceNotFoundException"):
                kind.call(there, kind.operation("Delete"), **{kind.resource.name_member: name})
            present.discard(name)
        elif action == "describe":
            with nullcontext() if name in present else refused("ResourceNotFoundException"):
                assert kind.names(there, **{str(kind.found_by): [kind.key(name)]}) == [name]
        assert kind.names(there) == sorted(others | present)
    for name in present:
        kind.call(there, kind.operation("Delete"), **{kind.resource.name_member: name})
    assert {*kind.names(there)} == others
