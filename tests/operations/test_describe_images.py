"""DescribeImages: what is found, what is refused, and its pages (the rows describe-*)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from moto import mock_aws
from support import ACCOUNT, OTHER_ACCOUNT, in_process, names, refused

from moto_appstream import seed

NO_PUBLIC_IMAGES = {"appstream": {"load_public_images": False}}


@pytest.fixture
def images(appstream: Any) -> dict[str, Any]:
    """One image of each visibility, by what it is to the caller."""
    return {
        "own": seed.image("own"),
        "shared-out": seed.image("shared-out", shared_with=[OTHER_ACCOUNT]),
        "shared-in": seed.image("shared-in", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT]),
        "foreign": seed.image("foreign", account_id=OTHER_ACCOUNT),
        "public": appstream.describe_images(Type="PUBLIC")["Images"][0],
    }


def arn_of_shared(images: dict[str, Any]) -> str:
    return str(images["shared-in"]["Arn"])


@pytest.mark.row("image-describe-all")
def test_without_a_filter_public_own_and_shared_images_are_listed(
    appstream: Any, images: dict[str, Any]
) -> None:
    public = names(appstream, Type="PUBLIC")
    assert len(public) == 16
    assert names(appstream) == [*public, "own", "shared-out", "shared-in"]


@pytest.mark.row("image-describe-type")
def test_type_says_whose_images_are_listed(
    appstream: Any, appstream_client: Any, images: dict[str, Any]
) -> None:
    assert names(appstream, Type="PRIVATE") == ["own", "shared-out"]
    assert names(appstream, Type="SHARED") == ["shared-in"]
    other = appstream_client(account_id=OTHER_ACCOUNT)
    assert names(other, Type="PRIVATE") == ["foreign", "shared-in"]
    assert names(other, Type="SHARED") == ["shared-out"]
    assert names(other, Type="PUBLIC") == names(appstream, Type="PUBLIC")
    for kind in ("PRIVATE", "SHARED", "PUBLIC"):
        for image in appstream.describe_images(Type=kind)["Images"]:
            assert image["Visibility"] == kind


@pytest.mark.row("image-describe-names")
def test_names_finds_own_and_public_images_but_not_shared_ones(
    appstream: Any, images: dict[str, Any]
) -> None:
    wanted = [images["public"]["Name"], "own", "shared-out"]
    assert names(appstream, Names=wanted) == wanted
    with refused("ResourceNotFoundException"):
        appstream.describe_images(Names=["shared-in"])


@pytest.mark.row("image-describe-arns")
def test_arns_finds_own_public_and_shared_images(appstream: Any, images: dict[str, Any]) -> None:
    wanted = [images[kind]["Arn"] for kind in ("public", "own", "shared-in")]
    answer = appstream.describe_images(Arns=wanted)
    assert [image["Arn"] for image in answer["Images"]] == wanted


@pytest.mark.row("image-describe-missing")
@pytest.mark.parametrize("missing", ["missing", "foreign"])
def test_one_missing_name_fails_the_whole_call(
    appstream: Any, images: dict[str, Any], missing: str
) -> None:
    text = f"The image {missing} for account {ACCOUNT} does not exist."
    for wanted in ([missing], ["own", missing]):
        with refused("ResourceNotFoundException", text):
            appstream.describe_images(Names=wanted)
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.describe_images(Names=[missing])


@pytest.mark.row("image-describe-missing")
@pytest.mark.parametrize(
    "change",
    [
        lambda arn: arn + "-missing",
        lambda arn: arn.replace("us-east-1", "us-west-2"),
        lambda arn: arn.replace(ACCOUNT, OTHER_ACCOUNT),
        lambda arn: arn.replace(ACCOUNT, ""),
        lambda arn: arn.replace("arn:aws:", "arn:aws-cn:"),
        lambda arn: arn.replace(":image/", ":fleet/"),
        lambda arn: arn.replace("appstream", "workspaces"),
    ],
)
def test_one_missing_arn_fails_the_whole_call(
    appstream: Any, images: dict[str, Any], change: Any
) -> None:
    own = images["own"]["Arn"]
    with refused("ResourceNotFoundException"):
        appstream.describe_images(Arns=[own, change(own)])


@pytest.mark.row("image-describe-names-and-arns")
def test_names_and_arns_together_are_refused(appstream: Any, images: dict[str, Any]) -> None:
    with pytest.raises(appstream.exceptions.InvalidParameterCombinationException):
        appstream.describe_images(Names=["own"], Arns=[images["own"]["Arn"]])


@pytest.mark.row("image-describe-type-filters")
def test_type_keeps_what_matches_of_names_and_arns(appstream: Any, images: dict[str, Any]) -> None:
    wanted = ["own", images["public"]["Name"]]
    assert names(appstream, Names=wanted, Type="PRIVATE") == ["own"]
    assert names(appstream, Names=wanted, Type="PUBLIC") == [images["public"]["Name"]]
    assert names(appstream, Names=wanted, Type="SHARED") == []
    arns = [arn_of_shared(images), images["own"]["Arn"]]
    assert names(appstream, Arns=arns, Type="SHARED") == ["shared-in"]


@pytest.mark.row("image-describe-empty-list")
def test_an_empty_list_is_no_filter(appstream: Any, images: dict[str, Any]) -> None:
    everything = names(appstream)
    assert names(appstream, Names=[]) == everything
    assert names(appstream, Arns=[]) == everything
    assert names(appstream, Names=[], Arns=[images["own"]["Arn"]]) == ["own"]


@pytest.mark.row("image-describe-order")
def test_a_listing_is_in_the_order_of_names_and_named_images_come_as_asked(
    appstream: Any, images: dict[str, Any]
) -> None:
    seed.image("a-first")
    assert names(appstream, Type="PRIVATE") == ["a-first", "own", "shared-out"]
    public = names(appstream, Type="PUBLIC")
    assert public == sorted(public)
    wanted = ["own", public[3], "a-first"]
    assert names(appstream, Names=[*wanted, "own", "a-first"]) == wanted


@pytest.mark.row("image-describe-all")
def test_two_accounts_can_share_images_of_the_same_name(appstream: Any) -> None:
    for account in (OTHER_ACCOUNT, "444455556666"):
        seed.image("golden", account_id=account, shared_with=[ACCOUNT])
    owners = [
        image["Arn"].split(":")[4] for image in appstream.describe_images(Type="SHARED")["Images"]
    ]
    assert owners == [OTHER_ACCOUNT, "444455556666"]


# Pages


@pytest.fixture
def sixty(appstream: Any) -> list[str]:
    """Sixty own images; the listing has 76, AWS's among them."""
    made = [f"image-{number:02}" for number in range(60)]
    for name in made:
        seed.image(name)
    return made


def loop(client: Any, **filters: Any) -> list[list[str]]:
    """The pages that a hand-written loop sees."""
    response = client.describe_images(**filters)
    pages = [[image["Name"] for image in response["Images"]]]
    while "NextToken" in response:
        response = client.describe_images(NextToken=response["NextToken"], **filters)
        pages.append([image["Name"] for image in response["Images"]])
    return pages


@pytest.mark.row("image-describe-page")
@pytest.mark.parametrize(
    ("size", "pages"),
    [
        ({}, [25, 25, 10]),
        ({"MaxResults": 0}, [25, 25, 10]),
        ({"MaxResults": 25}, [25, 25, 10]),
        ({"MaxResults": 20}, [20, 20, 20]),
        ({"MaxResults": 7}, [7] * 8 + [4]),
    ],
)
def test_pages_have_at_most_25_images_and_end(
    appstream: Any, sixty: list[str], size: Any, pages: list[int]
) -> None:
    seen = loop(appstream, Type="PRIVATE", **size)
    assert [len(page) for page in seen] == pages
    assert [name for page in seen for name in page] == sixty


@pytest.mark.row("image-describe-page")
def test_the_paginator_ends_whatever_the_filter(appstream: Any, sixty: list[str]) -> None:
    assert names(appstream, Type="PRIVATE", PaginationConfig={"PageSize": 9}) == sixty
    assert len(names(appstream)) == 76
    assert names(appstream, Names=sixty) == sixty
    arns = [image["Arn"] for image in appstream.describe_images(Names=sixty[:3])["Images"]]
    assert names(appstream, Arns=arns, PaginationConfig={"PageSize": 1}) == sixty[:3]
    mixed = [sixty[5], "AppStream-RHEL8-08-31-2026", sixty[7]]
    one_a_page = {"PageSize": 1}
    assert names(appstream, Names=mixed, Type="PRIVATE", PaginationConfig=one_a_page) == [
        sixty[5],
        sixty[7],
    ]


@in_process
@pytest.mark.row("image-describe-page")
@pytest.mark.appstream(config=NO_PUBLIC_IMAGES)
def test_a_last_page_and_an_empty_answer_have_no_token(appstream: Any) -> None:
    answer = appstream.describe_images()
    assert answer["Images"] == []
    assert "NextToken" not in answer
    for number in range(25):
        seed.image(f"image-{number:02}")
    assert "NextToken" not in appstream.describe_images()
    seed.image("one-more")
    assert "NextToken" in appstream.describe_images()


@pytest.mark.row("image-describe-page")
def test_a_page_of_more_than_25_is_refused(appstream: Any) -> None:
    with refused("ValidationException"):
        appstream.describe_images(MaxResults=26)


# Tokens


@pytest.mark.row("image-describe-token")
@pytest.mark.parametrize(
    "others",
    [
        {"Type": "PUBLIC"},
        {},
        {"Names": ["image-01", "image-02"]},
    ],
)
def test_a_token_is_refused_with_other_filters(
    appstream: Any, sixty: list[str], others: Any
) -> None:
    token = appstream.describe_images(Type="PRIVATE")["NextToken"]
    with refused("ValidationException", "The NextToken is not valid for this request."):
        appstream.describe_images(NextToken=token, **others)
    again = appstream.describe_images(Type="PRIVATE", NextToken=token, MaxResults=1)["Images"]
    assert [image["Name"] for image in again] == ["image-25"]


@pytest.mark.row("image-describe-token")
def test_a_forged_a_foreign_and_a_stale_token_are_refused(
    appstream: Any, appstream_client: Any, sixty: list[str]
) -> None:
    token = appstream.describe_images(Type="PRIVATE")["NextToken"]
    other = ("0" if token[0] != "0" else "1") + token[1:]
    for forged in ("forged", token[:-1], token + "0", other, "25"):
        with refused("ValidationException"):
            appstream.describe_images(Type="PRIVATE", NextToken=forged)
    for foreign in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        with refused("ValidationException"):
            foreign.describe_images(Type="PRIVATE", NextToken=token)

    mock_aws().reset()
    for name in sixty:
        seed.image(name)
    with refused("ValidationException"):
        appstream.describe_images(Type="PRIVATE", NextToken=token)


@pytest.mark.row("image-describe-token")
def test_a_token_carries_nothing_readable(appstream: Any, sixty: list[str]) -> None:
    token = appstream.describe_images(Type="PRIVATE")["NextToken"]
    readings = [token.encode(), bytes.fromhex(token), base64.b64decode(token)]
    for readable in (b"image", b"PRIVATE", b"us-east", ACCOUNT.encode()):
        assert not any(readable in reading for reading in readings)


@pytest.mark.row("image-describe-token")
def test_no_image_is_skipped_or_shown_twice_when_others_come_and_go_between_pages(
    appstream: Any, sixty: list[str]
) -> None:
    first = appstream.describe_images(Type="PRIVATE", MaxResults=20)
    seen = [image["Name"] for image in first["Images"]]
    for gone in ("image-00", "image-10", "image-19", "image-20", "image-21", "image-59"):
        appstream.delete_image(Name=gone)
    for new in ("image-00a", "image-20a", "image-99"):
        seed.image(new)
    second = appstream.describe_images(Type="PRIVATE", NextToken=first["NextToken"])
    seen += [image["Name"] for image in second["Images"]]
    third = appstream.describe_images(Type="PRIVATE", NextToken=second["NextToken"])
    seen += [image["Name"] for image in third["Images"]]
    assert "NextToken" not in third
    assert len(seen) == len(set(seen))
    stood = set(sixty) - {"image-20", "image-21", "image-59"}
    assert set(seen) - {"image-20a", "image-99"} == stood


@pytest.mark.row("image-describe-token")
def test_a_page_of_named_images_goes_on_when_one_before_it_is_deleted(
    appstream: Any, sixty: list[str]
) -> None:
    first = appstream.describe_images(Names=sixty[:30])
    assert len(first["Images"]) == 25
    for gone in ("image-00", "image-24", "image-40"):
        appstream.delete_image(Name=gone)
    second = appstream.describe_images(Names=sixty[:30], NextToken=first["NextToken"])
    assert [image["Name"] for image in second["Images"]] == sixty[25:30]


@pytest.mark.row("image-describe-token", "image-describe-missing")
def test_a_named_image_that_goes_before_its_page_is_missing(
    appstream: Any, sixty: list[str]
) -> None:
    token = appstream.describe_images(Names=sixty[:30])["NextToken"]
    appstream.delete_image(Name="image-27")
    with refused("ResourceNotFoundException"):
        appstream.describe_images(Names=sixty[:30], NextToken=token)


@pytest.mark.row("image-describe-token")
def test_a_script_deletes_what_each_page_of_named_images_shows(
    appstream: Any, sixty: list[str]
) -> None:
    for page in appstream.get_paginator("describe_images").paginate(Names=sixty):
        for image in page["Images"]:
            appstream.delete_image(Name=image["Name"])
    assert names(appstream, Type="PRIVATE") == []


@pytest.mark.row("image-describe-token")
def test_pages_go_on_over_public_own_and_shared_images(appstream: Any) -> None:
    for number in range(5):
        seed.image(f"own-{number}")
        seed.image(f"shared-{number}", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])
    everything = names(appstream)
    assert len(everything) == 26
    for size in (1, 2, 5, 7, 16, 21):
        pages = loop(appstream, MaxResults=size)
        assert [name for page in pages for name in page] == everything
