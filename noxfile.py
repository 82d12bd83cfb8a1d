"""What is tested in environments of its own.

    nox                               what CI runs: the oldest pair on the oldest Python, the newest
                                      pair on the oldest and the newest, async clients, the wheel
    nox -s tests                      each moto that matters, with an old and a new boto3
    nox -s tests --force-python 3.13  with another Python than the one nox runs on
    nox -s pythons                    each Python, with the newest pair and most tests
    nox -s pythons-3.13 -- tests      with all tests
    nox -s "tests(moto='5.1.11', boto3='of its day')" -- tests/operations/test_tags.py
    nox -s coverage                   what no test reaches: nothing

`-r` uses the environments of the last run again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"  # earlier ones cannot be told to download no Python
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False  # also where the variable CI is set


def _runs(python: str) -> bool:
    """Whether there is a Python of this version; that of pyenv may be there and not run."""
    command = shutil.which(f"python{python}")
    return (
        command is not None
        and not subprocess.run([command, "-c", ""], capture_output=True, check=False).returncode
    )


def _show_what_pyenv_has() -> None:
    """Let pyenv, where it is, find all the Pythons that it has, after the one in use."""
    if shutil.which("pyenv") and "PYENV_VERSION" not in os.environ:
        listed = [
            subprocess.run(["pyenv", *command], capture_output=True, text=True, check=False).stdout
            for command in (["version-name"], ["versions", "--bare"])
        ]
        os.environ["PYENV_VERSION"] = ":".join("\n".join(listed).split())


_show_what_pyenv_has()
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]  # those of pyproject.toml
THERE = [python for python in PYTHONS if python == HERE or _runs(python)] or [HERE]
# All tests have passed with the newest pair on this one, before CI comes here.
OTHERS = [python for python in dict.fromkeys([THERE[0], THERE[-1]]) if python != HERE]

nox.options.sessions = ["oldest", *[f"pythons-{python}" for python in OTHERS]]
nox.options.sessions += ["async_clients", "package"]

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

# What rests on a browser, Node or type checkers, whatever Python and moto there are.
ELSEWHERE = [
    "tests/commands/test_other_clients.py",
    "tests/commands/test_page.py",
    "tests/project/test_types.py",
]
# What takes long, and rests on botocore and pytest rather than on Python: the rules of the
# operations are the same on each.
LONG = [
    *ELSEWHERE,
    "tests/any_input",
    "tests/commands/test_commands.py",
    "tests/commands/test_server.py",
    "tests/every_operation",
    "tests/operations",
    "tests/project",
    "tests/seeding",
    "tests/turning_it_on/test_plugin.py",
]


@nox.session
@nox.parametrize(["moto", "boto3"], PAIRS)
def tests(session: nox.Session, moto: str, boto3: str) -> None:
    """The tests with one moto and one boto3."""
    _test_pair(session, moto, boto3)


@nox.session(python=THERE[0])
def oldest(session: nox.Session) -> None:
    """The tests with the oldest of all: Python, moto and boto3."""
    if not OTHERS and "MOTO_APPSTREAM_ALL_PYTHONS" in os.environ:
        session.error(f"There is no other Python than {HERE}; one of {', '.join(PYTHONS)} must be.")
    _test_pair(session, OLDEST, OF_ITS_DAY, ELSEWHERE)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The tests with one Python, the newest moto and the newest boto3."""
    _install(session)
    _test(session, LONG)


def _test_pair(session: nox.Session, moto: str, boto3: str, left_out: Sequence[str] = ()) -> None:
    _install(session, *_pins(moto, boto3))
    _test(session, left_out)


def _install(session: nox.Session, *more: str) -> None:
    # Of moto and botocore most modules are never imported, and need not be compiled.
    session.install("--no-compile", "-e", ".[test]", *more)


def _test(session: nox.Session, left_out: Sequence[str]) -> None:
    """Run the tests that are asked for, or all but these."""
    wanted = session.posargs or [f"--ignore={path}" for path in left_out]
    # What tries random input does so at length where CI begins, with the newest pair.
    fewer = {"APPSTREAM_TEST_TIMES": os.environ.get("APPSTREAM_TEST_TIMES", "0.2")}
    session.run("pytest", "-n", "auto", *wanted, env=fewer)


def _pins(moto: str, boto3: str) -> list[str]:
    pins = [] if moto == NEWEST else [f"moto=={moto}"]
    if boto3 == OF_ITS_DAY:
        # botocore too, which has the service model: boto3 alone lets in one that is months newer.
        pins += [f"{package}=={RELEASES[moto]}" for package in ("boto3", "botocore")]
    return pins


@nox.session
def async_clients(session: nox.Session) -> None:
    """Clients of aiobotocore, which wants a botocore of its own."""
    _install(session, "aioboto3", "aiomoto")
    session.run("pytest", *(session.posargs or ["tests/turning_it_on/test_async_clients.py"]))


@nox.session
def package(session: nox.Session) -> None:
    """The distributions are built and checked; the wheel shows the demo where nothing else is."""
    session.install("build", "twine", "check-wheel-contents")
    here = Path(session.create_tmp()).resolve()
    built = here / "dist"
    shutil.rmtree(built, ignore_errors=True)  # what an earlier run has built
    session.run("python", "-m", "build", "--outdir", str(built), silent=True)
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    session.run("twine", "check", "--strict", str(wheel), str(sdist))
    session.run("check-wheel-contents", "--package", "moto_appstream", str(wheel))
    empty = here / "empty"
    python = str(empty / "bin" / "python")
    session.run("python", "-m", "venv", "--clear", str(empty))
    session.run(python, "-m", "pip", "install", "--quiet", str(wheel), external=True)
    session.chdir(empty)
    session.run(python, "-W", "error", "-m", "moto_appstream", "demo", external=True)


@nox.session
def coverage(session: nox.Session) -> None:
    """Every line and branch of the package is reached, or says why not."""
    _install(session, "pytest-cov")
    # A thread that coverage watches leaves objects behind, which the first of these counts, and may
    # fail to start where threads are switched every microsecond, as the others do.
    without = [
        "--deselect=tests/any_input/test_load.py",
        "--deselect=tests/turning_it_on/test_mock.py::test_one_mock_can_be_on_in_several_threads",
        "--deselect=tests/any_input/test_threads.py",
    ]
    session.run("pytest", "-n", "auto", "--cov", "--cov-report=term-missing:skip-covered", *without)
