"""Any sequence of calls, held against the plain model: each answer, and all that there is.

``APPSTREAM_TEST_TIMES`` makes the run so many times as long; an example has fifty steps.
"""

from __future__ import annotations

import copy
import os
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, cast

import hypothesis.strategies as st
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from plain_model import AWS, PARTITIONS, Refused, World, arn_of, seen_by
from store import images_and_fleets
from support import set_pace
from untyped import seed

from moto_appstream.appstream.models import appstream_backends

EXAMPLES = round(60 * float(os.environ.get("APPSTREAM_TEST_TIMES", "1")))
ACCOUNTS = ("123456789012", "111122223333", "444455556666")
PLACES = [(account, region) for region in PARTITIONS for account in ACCOUNTS]
NAMES = ("a", "b", "c", "d", "e")

Place = tuple[str, str]
Asked = dict[str, Any]


def asking(required: dict[str, Any], **optional: Any) -> Any:
    return st.fixed_dictionaries(required, optional=optional)


# Few of each, and some more often than others, so that calls meet what is there.
places = st.sampled_from(PLACES[:4] * 3 + PLACES)
names = st.sampled_from(NAMES)
regions = st.sampled_from(list(PARTITIONS))
destinations = st.sampled_from(["us-east-1", "us-west-2"] * 3 + ["us-gov-west-1", "mars-north-1"])
accounts = st.sampled_from(ACCOUNTS)
callers = st.sampled_from([None] * 6 + list(ACCOUNTS))  # None is the owner
sizes = st.sampled_from([1, 1, 1, 1, 2, 2, 2, 3, 3, 0, 25, 501])
grants = asking({}, allowFleet=st.booleans(), allowImageBuilder=st.booleans())
keys = st.sampled_from(["team", "stage", "owner"])
tags = st.dictionaries(keys, st.sampled_from(["", "x"]), min_size=1)
many_tags = st.integers(1, 50).map(lambda count: {f"key-{i}": "y" for i in range(count)})

scopes = asking({"account_id": st.none() | accounts, "region": st.none() | regions})
quotas = asking(
    {
        "images": st.sampled_from([None, None, 3, 4]),
        "concurrent_copies": st.sampled_from([None, None, 1, 2]),
    }
)
seeds = asking(
    {"tags": st.just({}) | tags, "shared_with": st.dictionaries(accounts, grants)},
    platform=st.sampled_from(["AMAZON_LINUX2", "WINDOWS_SERVER_2019"]),
    display_name=st.just("Shown"),
    state=st.sampled_from(["AVAILABLE", "FAILED", "PENDING"]),
    applications=st.just([{"name": "editor", "metadata": {"key": "value"}}]),
)
listings = asking({"MaxResults": sizes}, Type=st.sampled_from(["PUBLIC", "PRIVATE", "SHARED"]))
calls_of_image = {
    "delete_image": asking({}),
    "update_image_permissions": asking({"SharedAccountId": accounts, "ImagePermissions": grants}),
    "delete_image_permissions": asking({"SharedAccountId": accounts}),
    "describe_image_permissions": asking(
        {}, MaxResults=sizes, SharedAwsAccountIds=st.lists(accounts, min_size=1, max_size=2)
    ),
    "tag_resource": asking({"Tags": tags | many_tags}),
    "untag_resource": asking({"TagKeys": st.lists(keys, min_size=1)}),
    "list_tags_for_resource": asking({}),
}


def is_taken(call: Any, **parameters: Any) -> bool:
    """Whether a call is not refused."""
    try:
        call(**parameters)
    except ClientError:
        return False
    return True


class Calls(RuleBasedStateMachine):
    """The service and the model, that are told the same.

    :param clients: one for each account and region.
    """

    images: Any = Bundle("images")  # the place and the name of each that is or was there

    def __init__(self, clients: dict[Place, Any]) -> None:
        super().__init__()
        self.clients = clients
        self.world = World()
        self.walks: list[dict[str, Any]] = []  # listings that have pages to come
        self.copied_to: set[Place] = set()
        self.newest: dict[Place, datetime] = {}
        appstream_backends.clear()

    def teardown(self) -> None:
        set_pace()

    def call(self, operation: str, where: Place, asked: Asked) -> Asked | None:
        """Call both, and compare their answers; None if it was refused."""
        expected: Asked = {}
        reasons: Any = ()
        try:
            expected = getattr(self.world, operation)(*where, asked)
        except Refused as refused:
            reasons = refused.reasons
        client = self.clients[where]
        try:
            answer: Asked = getattr(client, operation)(**asked)
        except ClientError as refusal:
            error = refusal.response["Error"]
            causes = [code for code, text in reasons if text in error["Message"]]
            assert error["Code"] in causes, (error, reasons)
            name = client.meta.method_to_api_mapping[operation]
            shapes = client.meta.service_model.operation_model(name).error_shapes
            assert error["Code"] in ["ValidationException", *(shape.name for shape in shapes)]
            return None
        assert not reasons
        del answer["ResponseMetadata"]
        assert answer.keys() == expected.keys()
        if "NextToken" in answer:
            stands_for = expected["NextToken"]
            expected["NextToken"] = answer["NextToken"]
            assert self.world.tokens.setdefault(answer["NextToken"], stands_for) == stands_for
        assert answer == expected
        return answer

    def check_age(self, where: Place, created: datetime, since: datetime) -> None:
        """What is new was created now, and after all that is not."""
        since = since.replace(microsecond=since.microsecond // 1000 * 1000)  # as AWS has times
        # Each is a millisecond later than the one before, though it is made sooner.
        assert since <= created <= datetime.now(timezone.utc) + timedelta(milliseconds=100)
        assert created > self.newest.get(where, since - timedelta(microseconds=1))
        self.newest[where] = created

    # What a test arranges

    @initialize(target=images)
    def first_images(self) -> Any:
        for region in PARTITIONS:
            public = seed.image("public", region=region, visibility="PUBLIC")
            self.world.add(AWS, region, public)
        first = [(where, name) for where in PLACES[:4] for name in NAMES[:2]]
        for image in first:
            self.seed_image(*image, {"tags": {}, "shared_with": {}})
        here = PLACES[0]
        return multiple(*first, (here, "public"), (here, "missing"), (here, "no good"))

    def seed_image(self, where: Place, name: str, members: dict[str, Any]) -> None:
        account, region = where
        since = datetime.now(timezone.utc)
        given = copy.deepcopy(members)
        seeded = seed.image(name, account_id=account, region=region, **given)
        more = {"tags": members["tags"], "grants": members["shared_with"]}
        self.world.add(account, region, seeded, **more)
        self.check_age(where, seeded["CreatedTime"], since)
        # Neither what was handed in nor what was handed out is the image itself.
        seeded["Applications"].append({"Name": "not there"})
        given["tags"]["new"] = "tag"
        for application in given.get("applications", ()):
            application["metadata"]["key"] = "changed"

    @rule(target=images, where=places, name=names, members=seeds)
    def seed(self, where: Place, name: str, members: dict[str, Any]) -> Any:
        others = {other: to for other, to in members["shared_with"].items() if other != where[0]}
        members = {**members, "shared_with": others}
        if self.world.find(*where, "Name", name):
            with pytest.raises(ValueError, match=name):
                self.seed_image(where, name, members)
            return multiple()
        self.seed_image(where, name, members)
        return where, name

    @rule(image=images, caller=callers, fleet=st.sampled_from(["one", "two"]), by=st.booleans())
    def seed_fleet(self, image: Any, caller: str | None, fleet: str, by: bool) -> None:
        (owner, region), name = image
        account = caller or owner
        member, value = ("Arn", arn_of(owner, region, name)) if by else ("Name", name)
        found = self.world.find(account, region, member, value)
        if (account, region, fleet) in self.world.fleets:
            with pytest.raises(ValueError, match=f"The fleet {fleet} already exists|{name}"):
                seed.fleet(fleet, image=value, account_id=account, region=region)
        elif found and self.is_usable(found, account):
            seed.fleet(fleet, image=value, account_id=account, region=region)
            self.world.fleets[account, region, fleet] = found["members"]["Arn"]
        else:
            with pytest.raises(ValueError, match=name):
                seed.fleet(fleet, image=value, account_id=account, region=region)

    @rule(image=images, caller=callers, fleet=st.sampled_from(["one", "two"]), by=st.booleans())
    def move_fleet(self, image: Any, caller: str | None, fleet: str, by: bool) -> None:
        (owner, region), name = image
        account = caller or owner
        member, value = ("Arn", arn_of(owner, region, name)) if by else ("Name", name)
        found = self.world.find(account, region, member, value)
        place = (account, region, fleet)
        is_moved = place in self.world.fleets and found and self.is_usable(found, account)
        update = self.clients[account, region].update_fleet
        assert is_taken(update, Name=fleet, **{f"Image{member}": value}) == bool(is_moved)
        if found and is_moved:
            self.world.fleets[place] = found["members"]["Arn"]

    @rule(where=places, fleet=st.sampled_from(["one", "two"]))
    def delete_fleet(self, where: Place, fleet: str) -> None:
        is_there = self.world.fleets.pop((*where, fleet), None) is not None
        assert is_taken(self.clients[where].delete_fleet, Name=fleet) == is_there

    def is_usable(self, image: dict[str, Any], account: str) -> bool:
        """Whether a fleet of an account may use an image that it sees."""
        if seen_by(account, image)["State"] != "AVAILABLE":
            return False
        is_own = image["account"] in (account, AWS)
        return is_own or bool(image["grants"].get(account, {}).get("allowFleet"))

    @rule(scope=scopes, times=st.integers(0, 2), limits=quotas)
    def plan(self, scope: dict[str, Any], times: int, limits: dict[str, Any]) -> None:
        if times:
            failure = {**scope, "times": times, "message": f"It failed in {scope['region']}."}
            seed.copy_failure(**failure)
            self.world.copy_failures.append(failure)
        else:
            seed.quotas(**scope, **limits)
            self.world.quotas.append({**scope, **limits})

    @rule(looks=st.integers(0, 3))
    def set_transition(self, looks: int) -> None:
        # A copy moves on when it is looked at, so one that is due is looked at before the change.
        for where in self.copied_to:
            self.call("describe_images", where, {})
        copying = [image for image in self.world.images if image["end"]]
        self.copied_to = {(image["account"], image["region"]) for image in copying}
        pace: dict[str, Any] = {"progression": "manual", "times": looks} if looks else {}
        set_pace(**pace)
        self.world.set_looks(looks)

    # The operations

    @rule(target=images, image=images, destination=destinations, name=names, text=st.text("ab "))
    def copy_image(self, image: Any, destination: str, name: str, text: str) -> Any:
        where, source = image
        asked = {
            "SourceImageName": source,
            "DestinationImageName": name,
            "DestinationRegion": destination,
            "DestinationImageDescription": text,
        }
        since = datetime.now(timezone.utc)
        if self.call("copy_image", where, asked) is None:
            return multiple()
        copied = self.world.images[-1]["members"]
        copied["CreatedTime"] = images_and_fleets()["images"][copied["Arn"]]["image"]["CreatedTime"]
        there = where[0], destination
        self.check_age(there, copied["CreatedTime"], since)
        self.copied_to.add(there)
        return there, name

    @rule(
        image=images,
        caller=callers,
        calls=st.lists(st.sampled_from(list(calls_of_image)), min_size=1, max_size=3),
        data=st.data(),
    )
    def call_for_image(self, image: Any, caller: str | None, calls: list[str], data: Any) -> None:
        (owner, region), name = image
        for operation in calls:
            asked = data.draw(calls_of_image[operation])
            if "tag" in operation:
                asked["ResourceArn"] = arn_of(owner, region, name)
            else:
                asked["Name"] = name
            answer = self.call(operation, (caller or owner, region), asked)
            while answer and "NextToken" in answer:
                asked["NextToken"] = answer["NextToken"]
                answer = self.call(operation, (caller or owner, region), asked)

    @rule(where=places, asked=listings)
    def list_images(self, where: Place, asked: Asked) -> None:
        self.describe({"where": where, "asked": asked})

    @rule(
        chosen=st.lists(images, min_size=1, max_size=3),
        caller=callers,
        by=st.sampled_from(["Names", "Arns", "both"]),
        more=listings,
    )
    def describe_images(self, chosen: list[Any], caller: str | None, by: str, more: Asked) -> None:
        (owner, region), _ = chosen[0]
        asked = {
            "Names": [name for _, name in chosen if by != "Arns"],
            "Arns": [arn_of(place[0], place[1], name) for place, name in chosen if by != "Names"],
            **more,
        }
        self.describe({"where": (caller or owner, region), "asked": asked})

    @precondition(lambda self: self.walks)
    @rule(index=st.integers(0, 99), pages=st.lists(sizes, min_size=1, max_size=3))
    def turn_pages(self, index: int, pages: list[int]) -> None:
        walk: dict[str, Any] | None = self.walks[index % len(self.walks)]
        for size in pages:
            if walk:
                walk = self.describe({**walk, "asked": {**walk["asked"], "MaxResults": size}})

    @precondition(lambda self: self.world.tokens)
    @rule(index=st.integers(0, 99), where=places, asked=listings)
    def use_a_token_elsewhere(self, index: int, where: Place, asked: Asked) -> None:
        tokens = [*self.world.tokens, "never handed out"]
        asked["NextToken"] = tokens[index % len(tokens)]
        self.call("describe_images", where, asked)

    def describe(self, walk: dict[str, Any]) -> dict[str, Any] | None:
        """Go on with a walk through the pages of a listing; None when it is at its end."""
        where, asked = walk["where"], walk["asked"]
        stood = walk.get("stood", self.identities(where, asked))
        answer = self.call("describe_images", where, asked)
        if answer is None:
            return None
        shown = [(image["Arn"], image["CreatedTime"]) for image in answer["Images"]]
        shown = [*walk.get("shown", ()), *(one for one in shown if one in stood)]
        assert len(shown) == len(set(shown))
        if "NextToken" not in answer:
            assert stood <= set(shown)
            return None
        asked = {**asked, "NextToken": answer["NextToken"]}
        further = {"where": where, "asked": asked, "stood": stood, "shown": shown}
        self.walks = [*self.walks[-3:], further]
        return further

    def identities(self, where: Place, asked: Asked) -> set[tuple[str, datetime]]:
        found = [image for _, image in self.world.asked_for(*where, asked) if image]
        return {(image["members"]["Arn"], image["members"]["CreatedTime"]) for image in found}

    @invariant()
    def all_is_as_in_the_model(self) -> None:
        there = images_and_fleets()
        images = {
            image["members"]["Arn"]: {
                "image": seen_by(image["account"], image),
                "coming": self.world.coming_states(image),
                "tags": image["tags"],
                "grants": image["grants"],
            }
            for image in self.world.images
        }
        assert there["images"] == images
        assert there["fleets"] == self.world.fleets
        for walk in self.walks:
            walk["stood"] = walk["stood"] & self.identities(walk["where"], walk["asked"])


@pytest.mark.appstream(config={"appstream": {"load_public_images": False}})
@pytest.mark.row(
    "image-delete-in-use",
    "image-describe-token",
    "image-describe-order",
    "image-scope",
    "image-created",
)
def test_any_sequence_of_calls_goes_as_the_plain_model_says(
    monkeypatch: pytest.MonkeyPatch, appstream_client: Any
) -> None:
    # botocore would wait and try again when a limit is exceeded.
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    clients = {place: appstream_client(place[1], account_id=place[0]) for place in PLACES}
    run_state_machine_as_test(
        cast(Any, partial(Calls, clients)),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=50,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
