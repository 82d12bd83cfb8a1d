"""The JSON Schema of seed files and ``seed.load`` agree on every document.

``APPSTREAM_TEST_TIMES`` makes the run so many times as long.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import hypothesis.strategies as st
import jsonschema
import pytest
from botocore import model, xform_name
from hypothesis import HealthCheck, given, settings
from support import ACCOUNT, OTHER_ACCOUNT

from moto_appstream import seed
from moto_appstream.appstream.models import appstream_backends
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import create
from moto_appstream.seeding.json_schema import seed_schema

EXAMPLES = round(5000 * float(os.environ.get("APPSTREAM_TEST_TIMES", "1")))
IMAGE: Any = service_model().shape_for("Image")

# Why a document is refused that the schema takes: what no schema can say.
INEXPRESSIBLE = re.compile(
    r"already exists|does not exist|is not available in the region|cannot fail with"
    r"|The ARN of this image can only be|The name of an image is the first argument"
    r"|is not shared with its owner|belongs to another account"
    r"|must be a datetime, .*, got '[0-9]{4}-[0-9]{2}-[0-9]{2}"  # a day that there is not
    r"|regular expression pattern: .*\\p\{"  # Java's classes of characters
    # The shapes of all answers would make the schema many times as large.
    r"|answers\[\d+\]: .*( is not a member of |failed to satisfy constraint| given twice"
    r"|answer\.\S+ must be)"
    # What the Create operation of a family refuses, which is in its own words.
    r"|(?!images|copy_failures|failures|answers|quotas)\w+\[\d+\]: (?!.*( is not an argument"
    r"|given twice"
    r"|failed to satisfy constraint| must be (a|an|true|valid)\b|The arguments must))"
)


def pattern_as_in_javascript(
    _: Any, pattern: str, instance: Any, __: Any
) -> Iterator[jsonschema.ValidationError]:
    """What the keyword means in the editors: the end is the end, and digits are ASCII's."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance, re.ASCII):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


_validators: Any = jsonschema.validators
Validator: Any = _validators.extend(
    jsonschema.Draft202012Validator, {"pattern": pattern_as_in_javascript}
)


@pytest.fixture(scope="module")
def schema() -> Any:
    Validator.check_schema(seed_schema())
    return Validator(seed_schema())


# Documents. Hypothesis draws the seed alone: drawing each part took ten times as long.

Make = Callable[[Random], Any]


def one_of(*values: Any) -> Make:
    return lambda random: random.choice(values)


def any_of(*makers: Make) -> Make:
    return lambda random: random.choice(makers)(random)


def text(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(
            ["", "a", "golden", "aws:a", "12", "x" * 101, "y" * 300, "a\n", "\u0664" * 12]
        )
    return "".join(
        chr(random.choice([random.randrange(32, 127), random.randrange(0xD800)])) for _ in "ab"
    )


def number(random: Random) -> float:
    return random.choice(
        [0, 1, 1.0, 2026, -0.0, 10**30, 1e300, random.randrange(-99, 99), random.gauss(0, 9)]
    )


def junk(random: Random) -> Any:
    inner: Any = [text, number, one_of(None, True, False)]
    if random.random() < 0.3:
        return [random.choice(inner)(random) for _ in range(random.randrange(3))]
    if random.random() < 0.3:
        return {text(random): random.choice(inner)(random) for _ in range(random.randrange(3))}
    return random.choice(inner)(random)


def mostly(good: Make) -> Make:
    def make(random: Random) -> Any:
        chance = random.randrange(16)
        return None if chance == 0 else junk(random) if chance == 1 else good(random)

    return make


def several(good: Make, most: int = 2) -> Make:
    return lambda random: [mostly(good)(random) for _ in range(random.randrange(most + 1))]


def mapping(keys: Make, values: Make) -> Make:
    return lambda random: {keys(random): mostly(values)(random) for _ in range(random.randrange(3))}


def some(members: dict[str, Make], required: dict[str, Make] | None = None) -> Make:
    """A mapping with a few of the members, and rarely with one that is not known."""
    known = sorted(members)

    def make(random: Random) -> dict[str, Any]:
        oddity = random.randrange(20)
        entry = {} if oddity == 0 else {name: part(random) for name, part in always.items()}
        for name in random.choices(known, k=random.randrange(5)):
            entry[name] = mostly(members[name])(random)
        if oddity == 1:
            entry[text(random)] = junk(random)
        return entry

    always = required or {}
    return make


TIMES = [
    *["2026-11-01", "2026-11-01T12:00:00Z", "2026-11-01 12:00", "2026-11-01T12:00:00.25+05:30"],
    *["2026-13-01", "2026-11", "soon", "20261101", "2026-11-01T12", "0001-01-01T00:00:00+14:00"],
    *["2026-11-01T12:00:00z", "2026-11-01\n", "12:00"],
]
ARNS = [
    f"arn:aws:appstream:us-east-1:{account}:image/{name}"
    for account in ("", ACCOUNT, OTHER_ACCOUNT)
    for name in ("golden", "a")
]


def value_of(shape: model.Shape) -> Make:
    if isinstance(shape, model.StructureShape):
        members = {name: value_of(part) for name, part in shape.members.items()}
        return some({**{xform_name(name): value for name, value in members.items()}, **members})
    if isinstance(shape, model.ListShape):
        return several(value_of(shape.member), most=5)
    if isinstance(shape, model.MapShape):
        return mapping(text, value_of(shape.value))
    if shape.type_name == "timestamp":
        return one_of(*TIMES)
    if shape.type_name == "boolean":
        return one_of(True, False)
    if enum := getattr(shape, "enum", []):
        return one_of(*enum)
    if shape.name == "Arn":
        return one_of(*ARNS)
    return any_of(one_of("a", "1.2", "17", "bucket", "bucket.", "bucket\n"), text)


account = one_of(OTHER_ACCOUNT, OTHER_ACCOUNT, ACCOUNT, "1", OTHER_ACCOUNT + "\n", "x", "")
place = {"region": one_of("us-east-1", "us-west-2", "moon-west-1", ""), "account_id": account}
name = mostly(
    one_of("golden", *["a"] * 20, "a.b", "b" * 101, "", "/", "a\n", "a" * 102, "golden\n")
)
count = one_of(-1, 0, 1, 2, 1.0, 0.0, -1.0, 1.5, True)
RULED = [
    *["Description", "ImageType", "BaseImageArn", "ImageBuilderName"],
    *["ImagePermissions", "ImageSharedWithOthers"],
]
visibility = one_of("PUBLIC", "SHARED", "PRIVATE")
image_members = {name: value_of(shape) for name, shape in IMAGE.members.items()}
ruled = {
    "visibility": visibility,
    "Visibility": visibility,
    "arn": one_of(*ARNS),
    "tags": mapping(text, text),
    "shared_with": any_of(
        several(account),
        mapping(account, value_of(IMAGE.members["ImagePermissions"])),
        one_of([OTHER_ACCOUNT] * 100, [OTHER_ACCOUNT] * 101),
    ),
    **{
        either: image_members[member]
        for member in RULED
        if member in image_members
        for either in (member, xform_name(member))
    },
}
image = some(
    {
        **{xform_name(member): value for member, value in image_members.items()},
        **image_members,
        **place,
        **ruled,
    },
    {"name": name},
)


def resource(section: str) -> Make:
    members = create.members(section)
    values = {member: value_of(shape) for member, shape in members.items()}
    both = {xform_name(member): value for member, value in values.items()} | values
    more = {"image": one_of("golden", "golden", "")} if section == "fleets" else {}
    required = {xform_name(one): values[one] for one in create.required(section) if one != "Name"}
    return some(
        {**both, **place, **more}, {"name": name, **required} if "Name" in members else required
    )


failing = {"message": text, "times": count, **place}
operation = one_of("CopyImage", "DeleteImage", "CreateImage", "")
code = one_of("ThrottlingException", "ResourceNotFoundException", "Other", "")
SECTIONS: dict[str, Make] = {
    "images": image,
    **{section: resource(section) for section in create.sections()},
    "copy_failures": some(failing),
    "failures": some(failing, {"operation_name": mostly(operation), "code": mostly(code)}),
    "answers": some(
        {"times": count, **place},
        {
            "operation_name": mostly(one_of("CopyImage", "DescribeImages", "CreateImage", "")),
            "answer": mostly(
                any_of(
                    one_of({}, {"Images": []}, {"Images": None}, {"Image": {}}, {"images": [{}]}),
                    mapping(text, junk),
                )
            ),
        },
    ),
    "quotas": some({"images": count, "concurrent_copies": count, **place}),
}
whole = some({section: several(entry) for section, entry in SECTIONS.items()})
ruled_image = some(ruled, {"name": name})


def document(seed_of_it: int) -> Any:
    random = Random(seed_of_it)
    chance = random.randrange(10)
    if chance == 0:
        return mostly(whole)(random)
    if chance in (1, 2, 3, 4):
        section = random.choice(list(SECTIONS))
        return {section: [SECTIONS[section](random)]}
    return {"images": [ruled_image(random) if chance > 6 else image(random)]}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(seed_of_it=st.integers(0, 2**64))
@pytest.mark.appstream(config={"appstream": {"load_public_images": False}})
def test_a_document_is_taken_by_both_or_by_neither(
    appstream: Any, schema: Any, tmp_path: Path, seed_of_it: int
) -> None:
    tried = document(seed_of_it)
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(tried))
    appstream_backends.clear()
    seed.image("golden")
    valid = schema.is_valid(tried)
    reason = None
    try:
        seed.load(path)
    except ValueError as refusal:
        reason = str(refusal)
    if reason is None:
        assert valid, (tried, [error.message for error in schema.iter_errors(tried)])
    else:
        assert not valid or INEXPRESSIBLE.search(reason), (tried, reason)
