"""The types of seed: those of the service model, seen by type checkers and by nobody else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import run_code
from type_defs import FILE, TypeDefs

from moto_appstream import seed
from moto_appstream.appstream.schema import service_model

ROOT = Path(__file__).parents[2]
TYPED = Path(__file__).with_name("typed")
WRONG = TYPED / "wrong.py"
IS_NEWEST = len(service_model().operation_names) >= 90
PYRIGHT = shutil.which("pyright") or shutil.which(str(ROOT / ".clients/node_modules/.bin/pyright"))


def errors_of(*command: object) -> dict[tuple[str, int], str]:
    """What a type checker says, by file and line."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found: dict[tuple[str, int], str] = {}
    for file, line, text in re.findall(
        r"(\w+\.py):(\d+)(?::\d+)?(?: - |: )error: (.*(?:\n\s{4}.*)*)", done.stdout
    ):
        found[file, int(line)] = found.get((file, int(line)), "") + text
    assert found, done.stdout + done.stderr
    return found


def meant() -> dict[tuple[str, int], str]:
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    return {
        (WRONG.name, number): line.partition("# error: ")[2]
        for number, line in enumerate(lines, 1)
        if "# error: " in line
    }


@pytest.mark.skipif(not IS_NEWEST, reason="the types are those of the newest service model")
def test_the_types_are_those_of_the_service_model() -> None:
    made = TypeDefs().text()
    assert FILE.read_text(encoding="utf-8") == made, "run python tests/project/type_defs.py"


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_type_checker_finds_what_is_wrong_and_nothing_else(checker: str) -> None:
    if checker == "mypy":
        found = errors_of(sys.executable, "-m", "mypy", "--strict", *TYPED.glob("*.py"))
    elif PYRIGHT is None:
        pytest.skip("pyright is not installed")
    else:
        found = errors_of(PYRIGHT, "--pythonpath", sys.executable, *TYPED.glob("*.py"))
    assert found.keys() == meant().keys()
    for place, word in meant().items():
        assert word in found[place], place


def test_mypy_names_the_word_that_was_meant() -> None:
    found = errors_of(sys.executable, "-m", "mypy", "--strict", WRONG)
    said = " ".join(found.values())
    for word in ("platform", "fleets", "images"):
        assert f'did you mean "{word}"?' in said


def test_completion_offers_what_is_meant_for_users() -> None:
    assert dir(seed) == sorted([*seed.FUNCTIONS, "load", "unused"]) == seed.__all__


def test_the_types_cost_nothing_at_run_time() -> None:
    said = run_code(
        """
        import sys
        from moto_appstream import mock_appstream, seed
        with mock_appstream():
            seed.image("golden")
        print([name for name in sys.modules if "type_defs" in name])
        """
    )
    assert said.strip() == "[]"


def test_a_function_takes_what_its_types_say(appstream: Any) -> None:
    scope: dict[str, Any] = {}
    exec((TYPED / "right.py").read_text(encoding="utf-8"), scope)
    scope["as_in_a_test"]()
