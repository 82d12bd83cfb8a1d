"""Themes: how the catalog page of a stack looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from .. import exceptions
from .family import Family
from .resource import Answer, Members, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .stacks import Stack

ENABLED = "ENABLED"
MAX_FOOTER_LINKS = 3

# Where a picture is that no bucket is known of.
_UNKNOWN_BUCKET = "not-told"
_BUCKET = re.compile(r"[0-9a-z.-]{3,63}(?<!\.)")


class Theme(Resource):
    """The theme of a stack. Its members are those of the request that creates it."""

    kind = "theme"
    shape = "Theme"
    name_member = "StackName"
    taggable = False

    def __init__(self, here: AppStreamBackend, stack: Stack, members: Members) -> None:
        super().__init__(here, stack.name, members, ENABLED)
        self.stack = stack

    def belongs_to(self) -> Iterator[str]:
        yield self.stack.arn

    def describe(self, state: str | None = None) -> Answer:
        return {
            "StackName": self.name,
            "State": state or self.state,
            "ThemeTitleText": self.members["TitleText"],
            "ThemeStyling": self.members["ThemeStyling"],
            "ThemeFooterLinks": self.members.get("FooterLinks", []),
            "ThemeOrganizationLogoURL": self._url(self.members["OrganizationLogoS3Location"]),
            "ThemeFaviconURL": self._url(self.members["FaviconS3Location"]),
            "CreatedTime": self.created_time,
        }

    @classmethod
    def create_operation(cls) -> str:
        return "CreateThemeForStack"

    @classmethod
    def creation_of(cls, described: Members) -> dict[str, Any]:
        # AWS shows the URLs of the pictures, and not where they were in S3.
        names = {"ThemeTitleText": "TitleText", "ThemeFooterLinks": "FooterLinks"}
        creation = {names.get(name, name): value for name, value in described.items()}
        for picture in ("OrganizationLogo", "Favicon"):
            creation[f"{picture}S3Location"] = _location_of(described[f"Theme{picture}URL"])
        return creation

    def _url(self, location: Mapping[str, str]) -> str:
        key = quote(location.get("S3Key", ""))
        return f"https://s3.{self.here.region_name}.amazonaws.com/{location['S3Bucket']}/{key}"


class Themes(Family[Theme]):
    """The themes of the stacks of one account in one region (rows theme-*)."""

    resource = Theme

    def create_theme_for_stack(
        self,
        stack_name: str,
        title_text: str,
        theme_styling: str,
        organization_logo_s3_location: Mapping[str, str],
        favicon_s3_location: Mapping[str, str],
        footer_links: Sequence[Members] = (),
    ) -> Answer:
        """Create the theme of a stack, which is ENABLED (rows theme-create, -one, -links).

        :raises ResourceNotFound: there is no such stack.
        :raises ResourceAlreadyExists: the stack has a theme.
        :raises LimitExceeded: it would have too many footer links.
        """
        stack = self.here.stacks.get(stack_name)
        self.check_is_free(stack_name)
        self._check_footer_links(footer_links)
        members = {
            "TitleText": title_text,
            "ThemeStyling": theme_styling,
            "OrganizationLogoS3Location": organization_logo_s3_location,
            "FaviconS3Location": favicon_s3_location,
            "FooterLinks": footer_links or None,
        }
        return {"Theme": self.add(Theme(self.here, stack, members)).describe()}

    def describe_theme_for_stack(self, stack_name: str) -> Answer:
        """Describe the theme of a stack, ENABLED or not (row theme-missing).

        :raises ResourceNotFound: there is no such stack, or it has no theme.
        """
        return {"Theme": self._of_stack(stack_name).describe()}

    def update_theme_for_stack(
        self,
        stack_name: str,
        footer_links: Sequence[Members] | None = None,
        title_text: str | None = None,
        theme_styling: str | None = None,
        organization_logo_s3_location: Mapping[str, str] | None = None,
        favicon_s3_location: Mapping[str, str] | None = None,
        state: str | None = None,
        attributes_to_delete: Sequence[str] = (),
    ) -> Answer:
        """Change what is sent of a theme; footer links are replaced as a whole (row theme-update).

        :raises InvalidParameterCombination: the footer links are set and deleted.
        :raises ResourceNotFound: there is no such stack, or it has no theme.
        :raises LimitExceeded: it would have too many footer links.
        """
        if footer_links and attributes_to_delete:
            raise exceptions.InvalidParameterCombination(
                "FOOTER_LINKS cannot be set and deleted in one call."
            )
        theme = self._of_stack(stack_name)
        self._check_footer_links(footer_links or ())
        members: dict[str, Any] = {
            "TitleText": title_text,
            "ThemeStyling": theme_styling,
            "OrganizationLogoS3Location": organization_logo_s3_location,
            "FaviconS3Location": favicon_s3_location,
        }
        changed = {name: value for name, value in members.items() if value is not None}
        if footer_links is not None or "FOOTER_LINKS" in attributes_to_delete:
            changed["FooterLinks"] = footer_links or None
        theme.change(changed)
        if state is not None:
            theme.goes(state)
        return {"Theme": theme.describe()}

    def delete_theme_for_stack(self, stack_name: str) -> Answer:
        """Delete the theme of a stack (row theme-missing).

        :raises ResourceNotFound: there is no such stack, or it has no theme.
        """
        self.remove(self._of_stack(stack_name))
        return {}

    def _of_stack(self, stack_name: str) -> Theme:
        self.here.stacks.get(stack_name)
        return self.get(stack_name)

    def _check_footer_links(self, links: Sequence[Members]) -> None:
        if len(links) > MAX_FOOTER_LINKS:
            raise self.here.limit_exceeded(MAX_FOOTER_LINKS, "footer links of a theme", len(links))


def _location_of(url: str) -> dict[str, str]:
    """The bucket and the key that a URL of S3 names, in its host or in its path."""
    parts = urlsplit(url)
    bucket, is_in_host, _ = (parts.hostname or "").rpartition(".s3")
    key = unquote(parts.path.removeprefix("/"))
    if not is_in_host:
        bucket, _, key = key.partition("/")
    location = {"S3Bucket": bucket if _BUCKET.fullmatch(bucket) else _UNKNOWN_BUCKET}
    return {**location, "S3Key": key} if key else location
