"""The README's examples run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"


def python_examples() -> dict[str, str]:
    """The Python blocks, by the file that their first line names, or by their number."""
    examples = {}
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", README.read_text(), re.S)):
        named = re.match(r"# (\w+\.py)\n", block)
        examples[named[1] if named else f"example_{number}.py"] = block
    return examples


@pytest.mark.parametrize("name", [name for name in python_examples() if name != "rollout.py"])
def test_every_python_example_runs(name: str, pytester: pytest.Pytester) -> None:
    examples = python_examples()
    (pytester.path / "rollout.py").write_text(examples["rollout.py"])
    (pytester.path / name).write_text(examples[name])
    if name.startswith("test_"):
        result = pytester.runpytest_subprocess("-W", "error", name)
        result.assert_outcomes(passed=examples[name].count("\ndef test_"))
    else:
        assert pytester.runpython(name).ret == 0


def test_the_promise_stands_within_the_first_forty_lines() -> None:
    start = "\n".join(README.read_text().splitlines()[:40])
    assert "pip install moto-appstream" in start
    assert "copy_newest_image" in start
    assert "@mock_appstream" in start
