"""The README's examples run as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import requests
from support import names

from moto_appstream import seed

README = Path(__file__).parents[2] / "README.md"


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


def test_the_seed_file_can_be_loaded(appstream: Any, tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", README.read_text(), re.S)
    (tmp_path / "seed.yaml").write_text(block)
    seed.load(tmp_path / "seed.yaml")
    assert names(appstream, Type="PRIVATE") == ["golden-2026-11"]


def test_the_curl_lines_seed_a_server(appstream: Any) -> None:
    lines = re.findall(r"^    curl (.*)$", README.read_text(), re.M)
    assert len(lines) == 10
    for line in lines:
        *options, url = shlex.split(line)
        method = "POST" if options else "GET"
        data = options[1] if options[:1] == ["-d"] else None
        # In process moto has the same paths under a host of its own.
        path = url.removeprefix("http://127.0.0.1:5000")
        answer = requests.request(
            method, f"http://motoapi.amazonaws.com{path}", data=data, timeout=5
        )
        assert answer.status_code == 200, answer.text
        if path.endswith("/images"):
            assert [image["name"] for image in answer.json()["images"]] == ["golden", "silver"]
    assert names(appstream, Type="PRIVATE") == []


def test_the_promise_stands_within_the_first_forty_lines() -> None:
    start = "\n".join(README.read_text().splitlines()[:40])
    assert "pip install moto-appstream" in start
    assert "copy_newest_image" in start
    assert "@mock_appstream" in start
