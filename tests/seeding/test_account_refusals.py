"""What `dump --aws` does when any one of its calls is refused, or AWS changes meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from examples import whole_document
from moto import mock_aws
from support import ACCOUNT, OTHER_ACCOUNT, in_process, set_pace
from untyped import seed

from moto_appstream.appstream.models.images import Image
from moto_appstream.appstream.models.resource import Resource
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import account, create
from moto_appstream.seeding.listings import listing

pytestmark = in_process

KINDS: list[type[Resource]] = [Image, *create.sections().values()]

# The operations that read an account, those of which an older botocore knows.
OPERATIONS = sorted(
    {
        "DescribeImages",
        "DescribeImagePermissions",
        "ListTagsForResource",
        *(listing(section).operation for section in create.sections()),
        *(apart.operation for kind in KINDS for apart in kind.apart.values()),
    }
    & {*service_model().operation_names}
)
OFFICE = "Microsoft_Office_2021_LTSC_Standard_64Bit"


@pytest.fixture
def full(appstream: Any) -> Any:
    """A client of an account that gives each of these operations something to read."""
    document = whole_document()
    document["images"] += [
        {"name": "silver", "shared_with": [OTHER_ACCOUNT]},
        {"name": "theirs", "account_id": OTHER_ACCOUNT, "shared_with": [ACCOUNT]},
    ]
    if "DescribeSoftwareAssociations" in OPERATIONS:
        document["images"][0]["software_associations"] = [{"software_name": OFFICE}]
    seed.everything(**document)
    return appstream


def loaded_anew(document: dict[str, Any]) -> None:
    """Load a document where nothing else is."""
    mock_aws().reset()
    seed.everything(**document)


def test_an_account_is_read_by_operations_that_only_read(full: Any) -> None:
    called: set[str] = set()
    full.meta.events.register(
        "before-call.appstream", lambda model, **_: called.add(model.name), unique_id="called"
    )
    account.of_account(full)
    full.meta.events.unregister("before-call.appstream", unique_id="called")
    assert sorted(called) == OPERATIONS


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_that_is_refused_is_one_line_and_the_rest_can_be_loaded(
    full: Any, operation: str
) -> None:
    refusal: Any = {"code": "AccessDeniedException", "message": "You may\nnot.", "times": 1000}
    seed.failure(operation, **refusal)
    document, skipped = account.of_account(full)
    (line,) = (one for one in skipped if f"the {operation} operation" in one)
    assert line.endswith(
        f": An error occurred (AccessDeniedException) when calling the {operation} operation: "
        "You may not."
    )
    assert all(one.startswith("Skipped ") and "\n" not in one for one in skipped)
    loaded_anew(document)
    seed.failure(operation, **refusal)
    assert account.of_account(full)[0] == document


def test_a_stack_that_is_deleted_while_an_account_is_read_is_no_error(appstream: Any) -> None:
    seed.stack("desktop")
    seed.failure("DescribeEntitlements", "ResourceNotFoundException")
    document, skipped = account.of_account(appstream)
    assert (sorted(document), skipped) == (["fleets", "images", "stacks"], [])


def test_a_fleet_that_is_starting_when_it_is_read_is_still_starting_when_loaded(
    appstream: Any,
) -> None:
    seed.image("golden")
    seed.fleet("production", image="golden")
    set_pace("fleet", progression="manual", times=5)
    try:
        appstream.start_fleet(Name="production")
        document, _ = account.of_account(appstream)
    finally:
        set_pace("fleet")
    loaded_anew(document)
    for _ in range(2):
        (fleet,) = appstream.describe_fleets()["Fleets"]
        assert fleet["State"] == document["fleets"][0]["state"] == "STARTING"
