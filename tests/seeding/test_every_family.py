"""Laws that hold for every family that can be seeded, whichever there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from examples import entry_of, whole_document
from moto import mock_aws
from store import everything
from support import OTHER_ACCOUNT, in_process
from untyped import seed

from moto_appstream.appstream.models import all_backends
from moto_appstream.appstream.schema import structure
from moto_appstream.seeding import create, dump

pytestmark = in_process


def made(section: str) -> list[Any]:
    """The resources of a section, in all accounts and regions."""
    return [
        resource
        for backend in all_backends()
        for resource in create.families(backend)[section].by_name.values()
    ]


@pytest.fixture
def whole(appstream: Any) -> Callable[[], dict[str, Any]]:
    """Everything is there: gives what can be dumped."""
    seed.everything(**whole_document())
    return dump.present


def test_a_document_has_something_in_every_section() -> None:
    assert set(whole_document()) == {"images", *create.sections()}


def test_what_is_dumped_is_loaded_and_dumped_again(whole: Any) -> None:
    document = json.loads(json.dumps(whole()))
    assert set(document) == {"images", *create.sections()}
    mock_aws().reset()
    assert dump.present() == {"images": [], "fleets": []}
    seed.everything(**document)
    assert json.loads(json.dumps(dump.present())) == document


@pytest.mark.parametrize("section", create.sections())
def test_a_seeding_that_fails_leaves_everything_as_it_was(whole: Any, section: str) -> None:
    before = everything()
    elsewhere = {"account_id": OTHER_ACCOUNT, "region": "eu-west-1"}
    wrong = {**entry_of(section), "colour": "red"}
    document = {"images": [{"name": "more", **elsewhere}], "stacks": [{"name": "more"}]}
    document[section] = [*document.get(section, []), wrong]
    with pytest.raises(ValueError, match=rf"^{section}\[\d\]: colour is not an argument of "):
        seed.everything(**document)
    assert everything() == before


@pytest.mark.parametrize(
    "section", [one for one in create.sections() if "Name" in create.members(one)]
)
def test_a_name_that_is_taken_is_refused(whole: Any, section: str) -> None:
    before = everything()
    with pytest.raises(ValueError, match="already exists"):
        seed.everything(**{section: [entry_of(section)]})
    assert everything() == before


@pytest.mark.parametrize(
    "section", [one for one in create.sections() if "CreatedTime" in create.members(one)]
)
def test_what_is_seeded_was_created_when_it_says(whole: Any, section: str) -> None:
    times = {resource.created_time.isoformat() for resource in made(section)}
    assert "2026-11-01T12:00:00+00:00" in times


@pytest.mark.parametrize(
    "section", [one for one in create.sections() if "Tags" in create.members(one)]
)
def test_tags_given_at_creation_are_listed_and_found_by_their_arn(
    appstream: Any, whole: Any, section: str
) -> None:
    arns = [one.arn for one in made(section) if one.tags]
    assert arns
    for arn in arns:
        tags = appstream.list_tags_for_resource(ResourceArn=arn)["Tags"]
        assert tags == {"section": section}


@pytest.mark.parametrize("section", create.sections())
@pytest.mark.usefixtures("no_retries")
def test_the_quota_of_each_kind_holds(whole: Any, section: str) -> None:
    (kind,) = {resource.kind for resource in made(section)}
    quota = f"{kind.replace(' ', '_')}s"
    assert quota in create.quota_names()
    if "Name" not in create.members(section):
        return  # associations are as many as what they join
    seed.quotas(**{quota: len(made(section))})
    with pytest.raises(ValueError, match=r"Limit: \d+$"):
        seed.everything(**{section: [entry_of(section, "one-more")]})


FUNCTIONS = [one for one in create.sections() if one.removesuffix("s") in seed.FUNCTIONS]


def test_what_has_a_name_of_its_own_has_a_function_of_its_own() -> None:
    named = [one for one in create.sections() if "Name" in create.members(one)]
    assert {*named} - {*FUNCTIONS} == {"entitlements"}


@pytest.mark.parametrize("section", FUNCTIONS)
def test_a_function_makes_what_an_entry_of_its_section_makes(appstream: Any, section: str) -> None:
    document = whole_document()
    for earlier in ["images", *create.sections()]:
        if earlier == section:
            break
        seed.everything(**{earlier: document[earlier]})
    (kind,) = {create.sections()[section]}
    answer = seed.FUNCTIONS[section.removesuffix("s")](**entry_of(section))
    (resource,) = [one for one in made(section) if one.name == entry_of(section)["name"]]
    assert answer == structure(kind.shape).trim(resource.describe())
    with pytest.raises(ValueError, match="already exists"):
        seed.FUNCTIONS[section.removesuffix("s")](**entry_of(section))


def test_an_assignment_of_a_user_who_is_not_there_is_refused(whole: Any) -> None:
    assignment = {"stack_name": "stacks", "user_name": "nobody", "authentication_type": "USERPOOL"}
    with pytest.raises(ValueError, match=r"^user_assignments\[0\]: "):
        seed.everything(user_assignments=[{"user_stack_associations": [assignment]}])


def test_a_builder_whose_image_is_gone_is_not_dumped(appstream: Any) -> None:
    for name in ("golden", "silver"):
        seed.image(name)
        seed.image_builder(f"of-{name}", image_name=name)
    appstream.delete_image(Name="golden")
    assert [one["name"] for one in dump.present()["image_builders"]] == ["of-silver"]


def test_an_entitlement_without_applications_is_seeded(appstream: Any) -> None:
    document = whole_document()
    (entitlement,) = document["entitlements"]
    del entitlement["applications"]
    seed.everything(stacks=document["stacks"], entitlements=[entitlement])
    answer = appstream.list_entitled_applications(
        StackName="stacks", EntitlementName="entitlements"
    )
    assert answer["EntitledApplications"] == []
