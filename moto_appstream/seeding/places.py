"""Where seeding puts what it makes: an account and a region."""

from __future__ import annotations

import os
import re

from moto.core.models import DEFAULT_ACCOUNT_ID

from moto_appstream.appstream.models import AppStreamBackend, appstream_backends
from moto_appstream.appstream.models.arranged import Scope
from moto_appstream.appstream.words import as_aws_shows, choices, shown
from moto_appstream.environment import DEFAULT_REGION


def backend_at(region: str | None, account_id: str | None) -> AppStreamBackend:
    """The backend of one account in one region.

    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: default: moto's.
    :raises ValueError: there is no such account, or no AppStream in this region.
    """
    place = scope(
        _first(region, os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION),
        _first(account_id, os.environ.get("MOTO_ACCOUNT_ID") or DEFAULT_ACCOUNT_ID),
    )
    return appstream_backends[str(place.account_id)][str(place.region_name)]


def _first(given: str | None, default: str) -> str:
    # Nothing else is as good as None: an empty text is a slip.
    return default if given is None else given


def scope(region: str | None, account_id: str | None) -> Scope:
    """One place or many; None is everywhere.

    :raises ValueError: there is no such account, or no AppStream in this region.
    """
    if account_id is not None:
        check_account_id(account_id)
    if region is not None:
        backends = appstream_backends[account_id or DEFAULT_ACCOUNT_ID]
        try:
            if not isinstance(region, str):  # a list is no key at all
                raise KeyError(region)
            backends[region]
        except KeyError:
            is_named = isinstance(region, str) and region
            named = as_aws_shows(region) if is_named else shown(region)
            raise ValueError(
                f"AppStream is not available in the region {named}"
                f"{choices(region, backends.regions)}, or set MOTO_ALLOW_NONEXISTENT_REGION=true."
            ) from None
    return Scope(account_id, region)


def check_account_id(account_id: object) -> None:
    """
    :raises ValueError: no account has this id.
    """
    if not isinstance(account_id, str) or not re.fullmatch("[0-9]{12}", account_id):
        got = shown(account_id)
        if isinstance(account_id, int) and not isinstance(account_id, bool):
            example = account_id if re.fullmatch("[1-9][0-9]{11}", got) else "111122223333"
            got = f'the number {got}, which must be quoted, such as "{example}"'
        raise ValueError(f"An account id must be a string of twelve digits, got {got}.")
