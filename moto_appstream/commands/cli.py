"""The command line."""

from __future__ import annotations

import argparse
import atexit
import json
import os
import re
import sys
import warnings
from collections.abc import Sequence
from contextlib import ExitStack

import moto_appstream
from moto_appstream.environment import DEFAULT_REGION, aws_environment

# moto counts from now, and Python knows no time after the year 9999.
_YEAR = 365 * 24 * 60 * 60


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status.

    :param argv: the arguments; default: those of the process.
    """
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.command(arguments)
    except (OSError, ValueError) as error:
        print(f"moto-appstream: {_reason(error, arguments)}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="moto-appstream", description="Amazon AppStream 2.0, offline, for tests and demos."
    )
    parser.add_argument("--version", action="version", version=moto_appstream.__version__)
    commands = parser.add_subparsers(dest="name", metavar="COMMAND", required=True)

    seeded = argparse.ArgumentParser(add_help=False)
    seeded.add_argument("--seed", metavar="FILE", help="a seed file with what is there at first")

    demo = commands.add_parser("demo", help="a short story: images copied, watched and deleted")
    demo.set_defaults(command=_demo)

    server = commands.add_parser(
        "server", parents=[seeded], help="moto's server with AppStream in it, for any client"
    )
    server.add_argument(
        "--host", type=_host, default="127.0.0.1", help="the address to listen on (%(default)s)"
    )
    server.add_argument("--port", type=_port, default=5000, help="0 is any free one (%(default)s)")
    server.add_argument(
        "--copy-seconds", type=_seconds, default=5, help="how long a copy takes (%(default)s)"
    )
    server.set_defaults(command=_server)

    run = commands.add_parser(
        "run",
        parents=[seeded],
        help="a Python script, unchanged, with the mock on",
        usage="%(prog)s [-h] [--seed FILE] [--copy-seconds N] (SCRIPT | -m MODULE) [ARGS ...]",
    )
    run.add_argument(
        "--copy-seconds", type=_seconds, default=0, help="how long a copy takes (%(default)s)"
    )
    run.add_argument("-m", dest="is_module", action="store_true", help="run a module, by its name")
    run.add_argument("target", metavar="SCRIPT", help="the script, or the module")
    run.add_argument("arguments", metavar="ARGS", nargs=argparse.REMAINDER)
    run.set_defaults(command=_run)

    dump = commands.add_parser("dump", help="write what is there as a seed file")
    where = dump.add_mutually_exclusive_group()
    where.add_argument(
        "--endpoint",
        metavar="URL",
        type=_endpoint,
        default="http://127.0.0.1:5000",
        help="a running server (%(default)s)",
    )
    where.add_argument("--aws", action="store_true", help="your account at AWS, which is only read")
    dump.add_argument("--region", help="with --aws; default: that of your environment")
    dump.set_defaults(command=_dump, misused=dump.error)

    schema = commands.add_parser("schema", help="write the JSON Schema of seed files")
    schema.set_defaults(command=_schema)
    return parser


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) >= 2**16:
        raise argparse.ArgumentTypeError(f"{text} is not a port (0 to 65535)")
    return int(text)


def _host(text: str) -> str:
    if not text:  # to the system that is every address of this machine
        raise argparse.ArgumentTypeError("it must not be empty; 0.0.0.0 is every address")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _YEAR:
        raise argparse.ArgumentTypeError(
            f"{text} is not a number of seconds (0 to {_YEAR}, a year)"
        )
    return seconds


def _endpoint(text: str) -> str:
    if not re.match("https?://[^/]", text):
        raise argparse.ArgumentTypeError(
            f"{text} is not the URL of a server, such as http://127.0.0.1:5000"
        )
    return text


def _reason(error: OSError | ValueError, arguments: argparse.Namespace) -> str:
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    served = f"{arguments.host}:{arguments.port}" if "host" in arguments else None
    return f"{error.filename or served or arguments.name}: {os.strerror(error.errno)}"


# Each command imports what it needs: the others, and --help, do not wait for it. In the
# environment of the mock, since older releases of moto fail on a profile that is missing.


def _region() -> str:
    environment = os.environ
    return environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or DEFAULT_REGION


def _demo(arguments: argparse.Namespace) -> int:
    with aws_environment(DEFAULT_REGION):
        from moto_appstream.commands.demo import tell

        return tell()


def _server(arguments: argparse.Namespace) -> int:
    with aws_environment(_region()):
        try:
            with warnings.catch_warnings():
                # moto says the same as we do, in three lines.
                warnings.filterwarnings("ignore", "When using MotoServer")
                from moto_appstream.commands.server import serve
        except ImportError as missing:
            raise ValueError(
                'The server needs packages that are not installed: pip install "moto-appstream'
                '[server]"'
            ) from missing
        serve(arguments.host, arguments.port, arguments.seed, arguments.copy_seconds)
    return 0


def _run(arguments: argparse.Namespace) -> int:
    until_exit = ExitStack()
    atexit.register(until_exit.close)  # before the script registers anything: it is called last
    until_exit.enter_context(aws_environment(_region()))
    from moto_appstream.commands.script import run

    return run(
        arguments.target,
        arguments.arguments,
        is_module=arguments.is_module,
        seed_file=arguments.seed,
        copy_seconds=arguments.copy_seconds,
        until_exit=until_exit,
    )


def _dump(arguments: argparse.Namespace) -> int:
    from moto_appstream.seeding import account, documents, remote

    skipped: list[str] = []
    if arguments.aws:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            client = boto3.client("appstream", region_name=arguments.region)
            document, skipped = account.of_account(client)
        except (BotoCoreError, ClientError) as error:
            raise ValueError(str(error)) from error
    elif arguments.region:
        arguments.misused("--region needs --aws")
    else:
        try:
            document = remote.images(arguments.endpoint)
        except RuntimeError as error:
            raise ValueError(str(error)) from error
    sys.stdout.write(documents.render(document))
    for line in skipped:
        print(f"moto-appstream: {line}", file=sys.stderr)
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    from moto_appstream.seeding.json_schema import seed_schema

    print(json.dumps(seed_schema(), indent=2))
    return 0
