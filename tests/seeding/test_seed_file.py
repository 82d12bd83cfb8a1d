"""Seed files: read, refused whole, written, and described by a JSON Schema."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import boto3
import hypothesis.strategies as st
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from moto import mock_aws
from support import ACCOUNT, OTHER_ACCOUNT, copy, described, names
from untyped import seed

from moto_appstream import mock_appstream
from moto_appstream.appstream.models import appstream_backends, image_sharing
from moto_appstream.seeding import account, create, documents, dump

EXAMPLE = """
images:
  - name: golden-2026-11
    region: us-east-1
    created_time: 2026-11-01T12:00:00Z
    platform: AMAZON_LINUX2
    tags: {team: desktop}
    shared_with:
      "111122223333": {allow_fleet: true, allow_image_builder: false}
    applications:
      - name: editor
        launch_path: /usr/bin/editor
        metadata: {SomeKey: value}
  - name: golden-2026-10
    account_id: "111122223333"
    region: eu-west-1
    state: FAILED
fleets:
  - {name: production, image: golden-2026-11, region: us-east-1}
copy_failures:
  - message: No room.
failures:
  - {operation_name: DeleteImage, code: ConcurrentModificationException}
quotas:
  - {images: 10, region: eu-west-1}
"""


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes a seed file, and gives its path."""

    def write(content: str, name: str = "seed.yaml") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("form", ["YAML", "JSON"])
def test_all_that_a_file_lists_is_put_in_place(
    appstream: Any, appstream_client: Any, file: Any, form: str
) -> None:
    if form == "YAML":
        seed.load(file(EXAMPLE))
    else:
        document = yaml.load(EXAMPLE, Loader=yaml.BaseLoader)
        document["images"][0]["shared_with"] = [OTHER_ACCOUNT]
        document["quotas"] = [{"images": 10}]
        seed.load(str(file(json.dumps(document), "seed.json")))
    image = described(appstream, "golden-2026-11")
    assert image["CreatedTime"].isoformat() == "2026-11-01T12:00:00+00:00"
    assert image["Platform"] == "AMAZON_LINUX2"
    assert image["Applications"] == [
        {"Name": "editor", "LaunchPath": "/usr/bin/editor", "Metadata": {"SomeKey": "value"}}
    ]
    assert appstream.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"] == {"team": "desktop"}
    other = appstream_client("eu-west-1", account_id=OTHER_ACCOUNT)
    assert described(other, "golden-2026-10")["State"] == "FAILED"
    assert names(appstream_client(account_id=OTHER_ACCOUNT), Type="SHARED") == ["golden-2026-11"]
    with pytest.raises(appstream.exceptions.ConcurrentModificationException):
        appstream.delete_image(Name="golden-2026-11")
    appstream.delete_image_permissions(Name="golden-2026-11", SharedAccountId=OTHER_ACCOUNT)
    with pytest.raises(appstream.exceptions.ResourceInUseException):
        appstream.delete_image(Name="golden-2026-11")
    copy(appstream, "golden-2026-11", "copied")
    failed = described(appstream_client("us-west-2"), "copied")
    assert failed["StateChangeReason"]["Message"] == "No room."


@pytest.mark.parametrize("content", ["", "images:\n", "images: []\nfleets:\n", "{}"])
def test_a_file_may_list_nothing(appstream: Any, file: Any, content: str) -> None:
    seed.load(file(content))
    assert names(appstream, Type="PRIVATE") == []


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("images: [", "seed.yaml: line 1: "),
        ("images:\n  - name: a\n   region: b\n", "seed.yaml: line 3: "),
        (
            "- name: golden",
            r"seed.yaml: .* must be a mapping, got \[.*; choose from images, .*fleets",
        ),
        (
            "imgs: []",
            r"seed.yaml: imgs is not a section \(did you mean images\?\); choose from images, .*fl",
        ),
        ("images: golden", "seed.yaml: images must be a list, got 'golden'"),
        (
            "images: [golden]",
            r"images\[0\]: .* must be a mapping, got 'golden'; choose from name, ",
        ),
        ("images: [{region: us-east-1}]", r"images\[0\]: The argument name is missing"),
        (
            "images: [{nam: a}]",
            r"images\[0\]: nam is not .*\(did you mean name\?\); choose from name,",
        ),
        ("images: [{5: a, name: b}]", r"images\[0\]: 5 is not a member .*; choose from name, "),
        ("fleets: [{name: a, imgae: b}]", r"fleets\[0\]: imgae is not .*\(did you mean image\?\)"),
        ("images: [{name: a}, {name: b, colour: red}]", r"images\[1\]: colour is not .* platform"),
        ("images: [{name: a, platform: MAC}]", r"images\[0\]: .*AMAZON_LINUX2"),
        (
            "images: [{name: a, account_id: 123456789012}]",
            r"images\[0\]: .* the number 123456789012, which must be quoted",
        ),
        (
            "images: [{name: a, created_time: soon}]",
            r"images\[0\]: created_time must be .*'2026-11-01T12:00:00Z', got 'soon'",
        ),
        ("images: [{name: a, region: 5}]", r"images\[0\]: .* not available in the region 5"),
        ("images: [{name: 5}]", r"images\[0\]: name must be a string"),
        ("images: [{name: a, tags: [b]}]", r"images\[0\]: tags must be a map"),
        (
            "images: [{name: a, shared_with: 5}]",
            r"images\[0\]: shared_with must be a list .*, got 5",
        ),
        ("images: [{name: a}, {name: a}]", r"images\[1\]: The image a already exists"),
        ("images: [{name: a}]\nfleets: [{name: f, image: b}]", r"fleets\[0\]: The image b"),
        (
            "images: [{name: a}]\nfleets: [{name: f}]",
            r"fleets\[0\]: Set either ImageName or ImageArn",
        ),
        (
            "fleets: [{name: f, image: 2026}]",
            r"fleets\[0\]: image must be a non-empty string, got 2026",
        ),
        (
            "copy_failures: [{}, {times: 0}]",
            r"copy_failures\[1\]: times must be an integer of at least 1, got 0",
        ),
        (
            "copy_failures: [{message: 5}]",
            r"copy_failures\[0\]: message must be a non-empty string, got 5",
        ),
        (
            "quotas: [{images: 0}]\nfailures: [{operation_name: CopyImage, code: Other}]",
            r"failures\[0\]: CopyImage cannot fail with Other; choose from .*LimitExceeded",
        ),
        (
            "quotas: [{images: 0}, {images: many}]",
            r"quotas\[1\]: images must be an integer of at least 0, got 'many'",
        ),
    ],
)
def test_a_wrong_file_is_refused_whole_with_the_place_and_what_is_possible(
    appstream: Any, appstream_client: Any, file: Any, content: str, place: str
) -> None:
    seed.image("stood", shared_with=[OTHER_ACCOUNT])
    seed.fleet("stood", image="stood")
    before = dump.present(), names(appstream)
    with pytest.raises(ValueError, match=f"(?s){place}"):
        seed.load(file(content))
    assert (dump.present(), names(appstream)) == before
    copy(appstream, "stood", "copied")  # nothing that was planned before the fault is left
    assert described(appstream_client("us-west-2"), "copied")["State"] == "AVAILABLE"


def test_a_refused_file_leaves_no_account_or_region_behind(
    appstream: Any, appstream_client: Any
) -> None:
    elsewhere = {"name": "a", "region": "eu-central-1", "account_id": "777788889999"}
    shared = {"name": "b", "shared_with": ["888899990000"]}
    with pytest.raises(ValueError, match=r"images\[2\]"):
        seed.everything(images=[elsewhere, shared, {"name": "/"}])
    assert dump.present() == {"images": [], "fleets": []}
    client = appstream_client("eu-central-1", account_id="777788889999")
    assert names(client, Type="PRIVATE") == []
    assert len(names(client, Type="PUBLIC")) == 16
    assert names(appstream_client(account_id="888899990000"), Type="SHARED") == []


def test_a_file_that_cannot_be_read_is_an_os_error(appstream: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        seed.load(tmp_path / "missing.yaml")


# Writing


def fill(client: Any) -> None:
    """Images of each kind: made, copied, failed, shared, public."""
    seed.image("golden", applications=[{"name": "a", "metadata": {"CamelCase": "b"}}])
    seed.image("bare", base_image_arn=None, image_builder_name=None, description="Ünïcode: yes")
    seed.image("tagged", tags={"Team": "x"}, shared_with={OTHER_ACCOUNT: {"allow_fleet": True}})
    seed.image("theirs", account_id=OTHER_ACCOUNT, region="eu-west-1")
    seed.image("AppStream-Ours-01-01-2030", visibility="PUBLIC")
    seed.fleet("production", image="golden")
    seed.copy_failure(message="No room.")
    copy(client, "golden", "failed", "us-east-1")
    described(client, "failed")
    copy(client, "golden", "copied", "us-west-2", DestinationImageDescription="A copy.")


def test_what_is_written_makes_the_same_again(appstream_client: Any, file: Any) -> None:
    fill(appstream_client())
    document = dump.present()
    assert [entry["name"] for entry in document["images"]] == [
        "AppStream-Ours-01-01-2030",
        "theirs",
        "bare",
        "failed",
        "golden",
        "tagged",
        "copied",
    ]
    path = file(documents.render(document))
    shown = appstream_client().describe_images(Type="PRIVATE")["Images"]
    with mock_appstream():
        from moto.core.models import MockAWS

        MockAWS().reset()
        assert dump.present() == {"images": [], "fleets": []}
        seed.load(path)
        assert dump.present() == document
        assert appstream_client().describe_images(Type="PRIVATE")["Images"] == shown
        with pytest.raises(appstream_client().exceptions.ResourceInUseException):
            appstream_client().delete_image(Name="golden")


def test_base_images_are_written_when_they_are_asked_for(appstream: Any) -> None:
    appstream.describe_images()
    assert dump.present()["images"] == []
    written = dump.present(with_base_images=True)["images"]
    here = [entry["name"] for entry in written if entry["region"] == "us-east-1"]
    assert here == names(appstream, Type="PUBLIC")


def test_what_seeding_would_fill_in_is_said_to_be_absent(appstream: Any) -> None:
    seed.image("failed", state="FAILED", state_change_reason=None)
    seed.image("public", visibility="PUBLIC")
    arn = seed.image("shared", shared_with=[OTHER_ACCOUNT])["Arn"]
    seed.fleet("theirs", image=arn, account_id=OTHER_ACCOUNT)
    appstream.delete_image_permissions(Name="shared", SharedAccountId=OTHER_ACCOUNT)
    document = dump.present()
    before = appstream.describe_images()["Images"]
    mock_aws().reset()
    seed.everything(**document)  # without a fleet whose image its account does not see any more
    assert appstream.describe_images()["Images"] == before


def test_all_pages_of_permissions_are_read(appstream: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_sharing, "PERMISSIONS_PER_PAGE", 2)
    accounts = [f"11112222333{number}" for number in range(5)]
    seed.image("golden", shared_with=accounts)
    (entry,) = account.of_account(appstream)[0]["images"]
    assert list(entry["shared_with"]) == accounts


def test_a_json_file_that_is_wrong_is_refused_with_the_line(appstream: Any, tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text('{\n"images": [}')
    with pytest.raises(ValueError, match=r"seed\.json: line 2: Expecting value"):
        seed.load(tmp_path / "seed.json")


def test_an_account_is_read_through_the_operations_of_aws_alone(
    appstream: Any, appstream_client: Any
) -> None:
    fill(appstream)
    fleet_only = {ACCOUNT: {"allow_fleet": True, "allow_image_builder": False}}
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=fleet_only)
    for number in range(30):  # more than a page of images
        seed.image(f"image-{number}")
    document = account.of_account(boto3.client("appstream", region_name="us-east-1"))[0]
    own = [
        entry
        for entry in dump.present()["images"]
        if entry.get("account_id") == ACCOUNT and entry["region"] == "us-east-1"
    ]
    assert document["images"][:-1] == own
    shared = described(appstream_client(account_id=OTHER_ACCOUNT), "shared")
    assert document["images"][-1]["arn"] == shared["Arn"]
    assert document["images"][-1]["image_permissions"] == fleet_only[ACCOUNT]
    before = appstream.describe_images(Type="SHARED")["Images"]
    with mock_appstream():
        from moto.core.models import MockAWS

        MockAWS().reset()
        seed.everything(**document)
        assert appstream.describe_images(Type="SHARED")["Images"] == before


def test_a_shared_image_whose_permissions_aws_leaves_out_is_read(
    appstream: Any, appstream_client: Any
) -> None:
    seed.image("shared", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    (image,) = appstream.describe_images(Type="SHARED")["Images"]
    client = appstream_client()

    def leave_out(parsed: dict[str, Any], **_: Any) -> None:
        for image in parsed["Images"]:
            image.pop("ImagePermissions", None)

    client.meta.events.register("after-call.appstream.DescribeImages", leave_out)
    (entry,) = account.of_account(client)[0]["images"]
    assert entry["arn"] == image["Arn"]
    assert "image_permissions" not in entry


# The schema


def test_the_schema_takes_what_is_right_and_refuses_what_is_wrong(appstream: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from moto_appstream.seeding.json_schema import seed_schema

    validator = jsonschema.Draft202012Validator(seed_schema())
    validator.check_schema(seed_schema())
    fill(appstream)
    for document in (
        {},
        {"images": None},
        dump.present(),
        yaml.load(EXAMPLE, Loader=documents._YamlLoader),
    ):
        assert [error.message for error in validator.iter_errors(document)] == []
    wrong: Any
    for wrong in (
        [],
        {"imgs": []},
        {"images": [{}]},
        {"images": [{"name": "gol/den"}]},
        {"images": [{"name": "a", "colour": "red"}]},
        {"images": [{"name": "a", "platform": "MAC"}]},
        {"images": [{"name": "a", "account_id": 123456789012}]},
        {"images": [{"name": "a", "applications": [{"nome": "b"}]}]},
        {"images": [{"name": "a", "shared_with": ["me"]}]},
        {"fleets": [{"image": "a"}]},
        {"stacks": [{"name": "a", "colour": "red"}]},
        {"copy_failures": [{"times": 0}]},
        {"quotas": [{"images": -1}]},
    ):
        assert not validator.is_valid(wrong), wrong


def test_the_schema_has_every_argument_and_every_member(appstream: Any) -> None:
    import inspect

    from botocore import xform_name

    from moto_appstream.seeding.json_schema import seed_schema

    sections = seed_schema()["properties"]
    assert list(sections) == seed.section_names()
    for section, function in (
        ("images", seed.image),
        ("copy_failures", seed.copy_failure),
        ("failures", seed.failure),
        ("quotas", seed.quotas),
    ):
        arguments = set(inspect.signature(function).parameters) - {"members", "limits"}
        if function is seed.image:
            members = appstream.meta.service_model.shape_for("Image").members
            arguments |= {xform_name(member) for member in members}
        if function is seed.quotas:
            arguments |= set(create.quota_names())
        assert set(sections[section]["items"]["properties"]) == arguments
    for section in create.sections():
        arguments = {"region", "account_id", *map(xform_name, create.members(section))}
        named = set(sections[section]["items"]["properties"])
        assert named - {"image"} == arguments


# Texts

any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.text(
    st.sampled_from("a :#-'\"\\\n\r\t\0\x85\xa0\u2028\u2029\ufeff\ufffe\U0010ffff\x7f\x1b"),
    min_size=1,
)
# What stands for something else in YAML.
words = st.sampled_from(
    ["null", "~", "=", "<<", "12:30", "1e3", "0x1f", "yes", "2026-11-01", ".inf", "!x", "&x", "*x"]
)


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(any_text | words, min_size=6, max_size=6))
@example(texts=["x\x85y", "x\u2028y", "\ufeffx", "x \n y", " x ", "x\n\n y\n"])
@pytest.mark.appstream(config={"appstream": {"load_public_images": False}})
def test_what_is_written_has_every_text_that_an_image_can_have(
    appstream: Any, tmp_path: Path, texts: list[str]
) -> None:
    appstream_backends.clear()
    seed.image(
        "golden",
        description=texts[0],
        display_name=texts[1],
        applications=[{"launch_parameters": texts[2], "metadata": {texts[3]: texts[4]}}],
        state="FAILED",
        state_change_reason={"code": "INTERNAL_ERROR", "message": texts[5]},
    )
    before = appstream.describe_images()["Images"]
    path = tmp_path / "seed.yaml"
    path.write_text(documents.render(dump.present()), encoding="utf-8")
    appstream_backends.clear()
    seed.load(path)
    assert appstream.describe_images()["Images"] == before


def test_what_is_written_has_every_character(appstream: Any, file: Any) -> None:
    characters = [chr(code) for code in range(0x3000) if not 0xD800 <= code < 0xE000]
    characters += ["\ufeff", "\ufffd", "\ufffe", "\uffff", "\U0001f600", "\U0010ffff"]
    text = "".join(f"x{character}y" for character in characters)
    seed.image("golden", description=text)
    path = file(documents.render(dump.present()))
    mock_aws().reset()
    seed.load(path)
    assert described(appstream, "golden")["Description"] == text


def test_a_readable_text_is_written_as_it_is() -> None:
    written = documents.render({"text": "Größe: 10 \N{DESKTOP COMPUTER}", "same": [["a"]] * 2})
    assert written == "text: 'Größe: 10 \N{DESKTOP COMPUTER}'\nsame:\n- - a\n- - a\n"


# What the operations take, seeding takes


@pytest.mark.row("image-share-update")
@pytest.mark.parametrize("account", ["1", "0", "1" * 40])
def test_an_image_is_written_whomever_it_is_shared_with(
    appstream: Any, file: Any, account: str
) -> None:
    seed.image("golden")
    permissions = {"allowFleet": True, "allowImageBuilder": False}
    appstream.update_image_permissions(
        Name="golden", SharedAccountId=account, ImagePermissions=permissions
    )
    path = file(documents.render(dump.present()))
    mock_aws().reset()
    seed.load(path)
    shared = appstream.describe_image_permissions(Name="golden")["SharedImagePermissionsList"]
    assert shared == [{"sharedAccountId": account, "imagePermissions": permissions}]


def test_base_images_that_are_written_can_be_read(appstream: Any, file: Any) -> None:
    before = appstream.describe_images(Type="PUBLIC")["Images"]
    known = appstream.meta.service_model.shape_for("PlatformType").enum
    if not {image["Platform"] for image in before} <= set(known):
        pytest.skip("an older botocore does not have all platforms")
    path = file(documents.render(dump.present(with_base_images=True)))
    with mock_appstream(config={"appstream": {"load_public_images": False}}):
        appstream_backends.clear()
        seed.load(path)
        assert appstream.describe_images(Type="PUBLIC")["Images"] == before
    appstream_backends.clear()


# Files made to do harm


def laughs(levels: int) -> str:
    """Ten times as many values with each level."""
    lines = ["l0: &l0 [x]"]
    lines += [
        f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]" for level in range(1, levels)
    ]
    return "\n".join(lines)


def merged(levels: int) -> str:
    """A mapping that is made of the one before twice, and so on."""
    lines = ["m0: &m0 {x: 1}"]
    lines += [
        f"m{level}: &m{level} {{<<: [*m{level - 1}, *m{level - 1}]}}" for level in range(1, levels)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(laughs(5), "l0 is not a section", id="five levels"),
        pytest.param(laughs(9), "aliases make too many values", id="nine levels"),
        pytest.param(laughs(300), "aliases make too many values", id="many levels"),
        pytest.param(merged(40), "aliases make too many values", id="merged mappings"),
        pytest.param(
            "a: &a [*a]", "line 1: an alias stands for what it is in", id="a list in itself"
        ),
        pytest.param("a: &a {b: *a}", "an alias stands for what it is in", id="a map in itself"),
        pytest.param("a: [" * 5000, "nested too deeply", id="deep"),
        pytest.param("- " * 5000, "nested too deeply", id="deep lists"),
        pytest.param("a: " + ":".join(["1"] * 100_000), "more than 400 digits", id="base 60"),
        pytest.param("a: " + "9" * 10**6, "more than 400 digits", id="digits"),
        pytest.param("a: 0x" + "f" * 10**6, "more than 400 digits", id="hexadecimal digits"),
        pytest.param(
            "a: 1" + ":1" * 190 + ".5", "line 1: not a number: '1:1", id="a float of base 60"
        ),
        pytest.param("a: !!int ''", "line 1: not a number: ''", id="no integer"),
        pytest.param("a: !!float x", "line 1: not a number: 'x'", id="no float"),
        pytest.param("a: !!bool x", "line 1: neither true nor false: 'x'", id="no boolean"),
        pytest.param("a: !!timestamp x", "could not determine a constructor", id="a time"),
        pytest.param("a: !!set {x}", "could not determine a constructor", id="a set"),
        pytest.param("a: !!python/object:x.y {}", "could not determine", id="an object"),
        pytest.param("a: !!binary " + "A" * 10**5, "could not determine", id="bytes"),
        pytest.param("a: *" + "x" * 10**5, "line 1: found undefined alias 'x+...$", id="alias"),
        pytest.param("x" * 1000 + ": 1", r"x+.* is not a section", id="a long name"),
        pytest.param(
            "images: " + "x" * 10**5, "images must be a list, got 'x+.*x'", id="long text"
        ),
        pytest.param(
            "images: [{name: " + "/" * 10**5 + "}]", r"Value '/+\.\.\.'", id="a long value"
        ),
        pytest.param("images: [{name: a, " + "b" * 900 + ": 1}]", r"b+.* is not a", id="member"),
        pytest.param(
            "images: [{name: a, region: " + "b" * 10**5 + "}]", r"b\.\.\.; choose", id="region"
        ),
        pytest.param(
            "images: [{name: a, tags: [" + "[" * 90 + "]" * 90 + "]}]", "a map", id="lists"
        ),
        pytest.param(
            "images: [{name: a, account_id: " + "1" * 399 + "}]", "the number an integer of", id="n"
        ),
        pytest.param("images:\n" + "- {name: ''}\n" * 1000, "name", id="many faults"),
        pytest.param("\0", "special characters are not allowed", id="no text"),
    ],
)
def test_a_file_made_to_do_harm_is_refused_in_few_words_and_at_once(
    appstream: Any, file: Any, content: str, message: str
) -> None:
    path = file(content)
    started = time.process_time()
    with pytest.raises(ValueError, match=f"(?s)seed.yaml: .*{message}") as caught:
        seed.load(path)
    assert time.process_time() - started < 10
    assert len(str(caught.value)) < 3000
    assert names(appstream, Type="PRIVATE") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"images": ' + "9" * 10**6 + "}", "more than 400 digits"),
        ("[]", r"must be a mapping, got \[\]; choose from images"),
        ('{"images": "' + "x" * 10**6 + '"}', "images must be a list, got 'x+.*x'"),
    ],
)
def test_a_json_file_made_to_do_harm_is_refused_in_few_words(
    appstream: Any, file: Any, content: str, message: str
) -> None:
    with pytest.raises(ValueError, match=f"seed.json: .*{message}") as caught:
        seed.load(file(content, "seed.json"))
    assert len(str(caught.value)) < 1000


def test_aliases_that_save_writing_are_read(appstream: Any, file: Any) -> None:
    content = """
      images:
        - &golden
          name: golden
          tags: &tags {team: desktop}
          applications: &all
            - &editor {name: editor, launch_path: /usr/bin/editor}
            - {<<: *editor, name: viewer}
        - {<<: *golden, name: silver}
    """
    more = [
        f"  - {{name: image-{number}, tags: *tags, applications: *all}}" for number in range(99)
    ]
    seed.load(file("\n".join([content.replace("\n      ", "\n").rstrip(), *more])))
    silver = described(appstream, "silver")
    paths = {entry["Name"]: entry["LaunchPath"] for entry in silver["Applications"]}
    assert paths == {"editor": "/usr/bin/editor", "viewer": "/usr/bin/editor"}
    assert len(names(appstream, Type="PRIVATE")) == 101


@pytest.mark.parametrize("name", ["seed.yaml", "seed.json"])
def test_null_is_what_is_not_given(appstream: Any, file: Any, name: str) -> None:
    nothing = {"region": None, "account_id": None}
    document = {
        "images": [{"name": "golden", "tags": None, "shared_with": None, **nothing}],
        "fleets": None,
        "copy_failures": [{"times": None, "message": None, **nothing}],
        "failures": [
            {"operation_name": "DeleteImage", "code": "ConcurrentModificationException"}
            | {"message": None, "times": None, **nothing}
        ],
        "quotas": [{"images": None, "concurrent_copies": None, **nothing}],
    }
    seed.load(file(json.dumps(document), name))
    with pytest.raises(appstream.exceptions.ConcurrentModificationException):
        appstream.delete_image(Name="golden")
    appstream.delete_image(Name="golden")
    seed.load(file("null", name))
