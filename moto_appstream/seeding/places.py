"""Where seeding puts what it makes: an account and a region."""

from __future__ import annotations

import os
import re

from moto.core.models import DEFAULT_ACCOUNT_ID

from moto_appstream.appstream.brief import as_aws_shows, as_python_shows
from moto_appstream.appstream.models import AppStreamBackend, appstream_backends
from moto_appstream.appstream.models.arranged import Scope
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
            shown = as_aws_shows(region) if is_named else as_python_shows(region)
            raise ValueError(
                f"AppStream is not available in the region {shown}; it is in "
                f"{', '.join(backends.regions)}, and with MOTO_ALLOW_NONEXISTENT_REGION=true "
                "anywhere."
            ) from None
    return Scope(account_id, region)


def check_account_id(account_id: object) -> None:
    """
    :raises ValueError: no account has this id.
    """
    if not isinstance(account_id, str) or not re.fullmatch("[0-9]{12}", account_id):
        shown = as_python_shows(account_id)
        raise ValueError(f"An account id is a string of twelve digits, not {shown}.")
