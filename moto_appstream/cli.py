"""The command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import moto_appstream


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status.

    :param argv: the arguments; default: those of the process.
    """
    parser = argparse.ArgumentParser(
        prog="moto-appstream", description="Amazon AppStream 2.0, offline, for tests and demos."
    )
    parser.add_argument("--version", action="version", version=moto_appstream.__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="a short story: images copied, watched and deleted")
    parser.parse_args(argv)

    from moto_appstream.demo import tell

    return tell()
