"""Themes of stacks (the rows theme-*)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import botocore.session
import pytest
from support import ACCOUNT, OTHER_ACCOUNT, refused

from moto_appstream import seed

MODEL = botocore.session.get_session().get_service_model("appstream")
pytestmark = pytest.mark.skipif(
    "CreateThemeForStack" not in MODEL.operation_names, reason="botocore does not know themes"
)

NOT_FOUND = "ResourceNotFoundException"
LINKS = [
    {"DisplayName": f"Link {number}", "FooterLinkURL": f"https://example.com/{number}"}
    for number in range(4)
]
REQUEST: dict[str, Any] = {
    "TitleText": "The office",
    "ThemeStyling": "BLUE",
    "OrganizationLogoS3Location": {"S3Bucket": "brand", "S3Key": "logos/our logo.png"},
    "FaviconS3Location": {"S3Bucket": "brand", "S3Key": "favicon.ico"},
}


@pytest.fixture
def stack(appstream: Any) -> None:
    """The stack ``office``, which has no theme yet."""
    appstream.create_stack(Name="office")


def create_theme(client: Any, stack: str = "office", **members: Any) -> Any:
    return client.create_theme_for_stack(StackName=stack, **{**REQUEST, **members})["Theme"]


def described(client: Any, stack: str = "office") -> Any:
    return client.describe_theme_for_stack(StackName=stack)["Theme"]


@pytest.mark.row("theme-create")
def test_a_new_theme_is_enabled_and_shows_urls_of_its_pictures(appstream: Any, stack: None) -> None:
    theme = create_theme(appstream)
    assert theme == described(appstream)
    assert isinstance(theme.pop("CreatedTime"), datetime)
    assert theme.pop("ThemeOrganizationLogoURL").startswith("https://")
    assert theme.pop("ThemeFaviconURL").endswith("/brand/favicon.ico")
    assert theme == {
        "StackName": "office",
        "State": "ENABLED",
        "ThemeTitleText": "The office",
        "ThemeStyling": "BLUE",
        "ThemeFooterLinks": [],
    }


@pytest.mark.row("theme-create")
def test_a_picture_may_have_no_key_or_one_that_a_url_must_quote(
    appstream: Any, stack: None
) -> None:
    theme = create_theme(appstream, FaviconS3Location={"S3Bucket": "brand"})
    assert theme["ThemeFaviconURL"].endswith("/brand/")
    assert theme["ThemeOrganizationLogoURL"].endswith("/brand/logos/our%20logo.png")


@pytest.mark.row("theme-one", "every-exists")
def test_a_stack_has_one_theme(appstream: Any, stack: None) -> None:
    theme = create_theme(appstream)
    with refused("ResourceAlreadyExistsException", "The theme office already exists."):
        create_theme(appstream, TitleText="Another")
    assert described(appstream) == theme
    with refused(NOT_FOUND, f"The stack missing for account {ACCOUNT} does not exist."):
        create_theme(appstream, "missing")


@pytest.mark.row("theme-links")
@pytest.mark.usefixtures("no_retries")
def test_a_theme_has_three_footer_links_at_most(appstream_client: Any, no_retries: None) -> None:
    appstream = appstream_client()
    appstream.create_stack(Name="office")
    with refused("LimitExceededException"):
        create_theme(appstream, FooterLinks=LINKS)
    with refused(NOT_FOUND):
        described(appstream)
    theme = create_theme(appstream, FooterLinks=LINKS[:3])
    assert theme["ThemeFooterLinks"] == LINKS[:3]
    with refused("LimitExceededException"):
        appstream.update_theme_for_stack(StackName="office", TitleText="x", FooterLinks=LINKS)
    assert described(appstream) == theme


@pytest.mark.row("theme-missing", "every-missing")
@pytest.mark.parametrize(
    ("stack_name", "kind"), [("office", "theme"), ("missing", "stack")], ids=["theme", "stack"]
)
def test_a_theme_that_is_not_there_is_named(
    appstream: Any, stack: None, stack_name: str, kind: str
) -> None:
    text = f"The {kind} {stack_name} for account {ACCOUNT} does not exist."
    for call in (
        appstream.describe_theme_for_stack,
        appstream.update_theme_for_stack,
        appstream.delete_theme_for_stack,
    ):
        with refused(NOT_FOUND, text):
            call(StackName=stack_name)


@pytest.mark.row("theme-update")
def test_an_update_changes_what_is_sent(appstream: Any, stack: None) -> None:
    theme = create_theme(appstream, FooterLinks=LINKS[:2])

    def update(**changes: Any) -> Any:
        updated = appstream.update_theme_for_stack(StackName="office", **changes)["Theme"]
        assert updated == described(appstream)
        return updated

    assert update() == theme
    changed = update(
        TitleText="The lab",
        ThemeStyling="RED",
        OrganizationLogoS3Location={"S3Bucket": "other", "S3Key": "logo.png"},
        FaviconS3Location={"S3Bucket": "other", "S3Key": "icon.png"},
    )
    assert changed == {
        **theme,
        "ThemeTitleText": "The lab",
        "ThemeStyling": "RED",
        "ThemeOrganizationLogoURL": changed["ThemeOrganizationLogoURL"],
        "ThemeFaviconURL": changed["ThemeFaviconURL"],
    }
    assert changed["ThemeOrganizationLogoURL"].endswith("/other/logo.png")
    assert changed["ThemeFaviconURL"].endswith("/other/icon.png")
    assert update(FooterLinks=LINKS[2:3])["ThemeFooterLinks"] == LINKS[2:3]
    assert update(State="DISABLED") == {
        **changed,
        "State": "DISABLED",
        "ThemeFooterLinks": LINKS[2:3],
    }
    assert update(AttributesToDelete=["FOOTER_LINKS"])["ThemeFooterLinks"] == []
    assert update(AttributesToDelete=["FOOTER_LINKS"])["State"] == "DISABLED"
    assert update(State="ENABLED", FooterLinks=LINKS[:1])["ThemeFooterLinks"] == LINKS[:1]
    assert update(FooterLinks=[])["ThemeFooterLinks"] == []


@pytest.mark.row("theme-update")
def test_footer_links_are_not_set_and_deleted_in_one_call(appstream: Any, stack: None) -> None:
    theme = create_theme(appstream)
    with refused("InvalidParameterCombinationException"):
        appstream.update_theme_for_stack(
            StackName="office", FooterLinks=LINKS[:1], AttributesToDelete=["FOOTER_LINKS"]
        )
    assert described(appstream) == theme


@pytest.mark.row("theme-missing")
def test_a_theme_is_deleted_and_created_again(appstream: Any, stack: None) -> None:
    old = create_theme(appstream, FooterLinks=LINKS[:1])
    answer = appstream.delete_theme_for_stack(StackName="office")
    assert set(answer) == {"ResponseMetadata"}
    with refused(NOT_FOUND):
        described(appstream)
    new = create_theme(appstream)
    assert new["ThemeFooterLinks"] == []
    assert new["CreatedTime"] > old["CreatedTime"]


@pytest.mark.row("stack-delete")
def test_a_theme_is_deleted_with_its_stack(appstream: Any, stack: None) -> None:
    create_theme(appstream)
    appstream.create_stack(Name="lab")
    create_theme(appstream, "lab")
    appstream.delete_stack(Name="office")
    appstream.create_stack(Name="office")
    with refused(NOT_FOUND):
        described(appstream)
    assert described(appstream, "lab")


def test_other_accounts_and_regions_have_their_own_themes(
    appstream_client: Any, appstream: Any, stack: None
) -> None:
    create_theme(appstream)
    for other in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        other.create_stack(Name="office")
        with refused(NOT_FOUND):
            described(other)


def test_a_theme_has_no_tags(appstream: Any, stack: None) -> None:
    create_theme(appstream)
    with refused(NOT_FOUND):
        appstream.list_tags_for_resource(
            ResourceArn=f"arn:aws:appstream:us-east-1:{ACCOUNT}:theme/office"
        )


@pytest.mark.row("theme-create", "theme-update")
def test_a_theme_is_seeded_disabled(appstream: Any, stack: None) -> None:
    seed.everything(
        themes=[
            {
                "stack_name": "office",
                "title_text": "The office",
                "theme_styling": "PINK",
                "organization_logo_s3_location": {"s3_bucket": "brand", "s3_key": "logo.png"},
                "favicon_s3_location": {"s3_bucket": "brand", "s3_key": "favicon.ico"},
                "state": "DISABLED",
            }
        ]
    )
    theme = described(appstream)
    assert (theme["State"], theme["ThemeStyling"]) == ("DISABLED", "PINK")
    enabled = appstream.update_theme_for_stack(StackName="office", State="ENABLED")["Theme"]
    assert enabled == {**theme, "State": "ENABLED"}
