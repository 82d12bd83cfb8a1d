"""The tests with each moto that the package claims, each with an old and a new boto3.

    nox                               the oldest pair, which CI runs beside the newest
    nox -s tests                      all pairs
    nox -s tests --force-python 3.13  with another Python than the one nox runs on
    nox -s "tests(moto='5.1.11', boto3='of its day')" -- tests/test_tags.py

Each pair has a virtual environment of its own; `-r` uses those of the last run again.
"""

from __future__ import annotations

import nox

nox.needs_version = ">=2024.10.9"  # earlier ones do not tag single pairs
nox.options.tags = ["oldest"]

NEWEST = "newest"
OF_ITS_DAY = "of its day"

# By release of moto the newest boto3 of that day. First comes the oldest moto of pyproject.toml;
# the others are the last, or the last but one, before moto changed what the package rests on.
RELEASES = {
    "5.0.10": "1.34.136",
    "5.0.28": "1.36.11",
    "5.1.11": "1.40.16",
    "5.1.22": "1.42.63",
    "5.2.4": "1.43.111",
    "5.2.5": "1.43.120",
}
OLDEST = next(iter(RELEASES))

PAIRS = [(moto, boto3) for moto in RELEASES for boto3 in (OF_ITS_DAY, NEWEST)]
PAIRS += [(NEWEST, NEWEST)]
TAGS = [["oldest"] if pair == (OLDEST, OF_ITS_DAY) else [] for pair in PAIRS]


@nox.session
@nox.parametrize(["moto", "boto3"], PAIRS, tags=TAGS)
def tests(session: nox.Session, moto: str, boto3: str) -> None:
    """The tests with one moto and one boto3."""
    session.install("-e", ".[dev]", *_pins(moto, boto3))
    session.run("pytest", "-n", "auto", *session.posargs)


def _pins(moto: str, boto3: str) -> list[str]:
    pins = [] if moto == NEWEST else [f"moto=={moto}"]
    if boto3 == OF_ITS_DAY:
        # botocore too, which has the service model: boto3 alone lets in one that is months newer.
        pins += [f"{package}=={RELEASES[moto]}" for package in ("boto3", "botocore")]
    return pins
