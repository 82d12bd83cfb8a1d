"""What the plugin costs a run of pytest that does not use it: whole processes, in turn."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import WARM_UP, Target, ratio, show

PLUGIN = "moto_appstream"
UNUSED = """\
import sys

def test_moto_is_not_imported():
    assert "moto" not in sys.modules
"""


def measure(rounds: int) -> list[Target]:
    # pytest alone: what else is installed would only make the plugin's part smaller.
    others = {entry.name for entry in entry_points(group="pytest11")} - {PLUGIN}
    alone = [f"-pno:{other}" for other in sorted(others)]
    options = {"with the plugin": alone, "without it": [*alone, f"-pno:{PLUGIN}"]}
    times: dict[str, list[float]] = {name: [] for name in options}
    with TemporaryDirectory() as directory:
        Path(directory, "test_unused.py").write_text(UNUSED)
        for number in range(WARM_UP + max(20, rounds // 2)):
            # The first of a round is a little slower, whichever it is.
            for name in list(options)[:: 1 if number % 2 else -1]:
                times[name].append(_time_of_pytest(directory, options[name]))
    started = {name: taken[WARM_UP:] for name, taken in times.items()}
    show("starting pytest", started, "without it")
    figure = ratio(started["with the plugin"], started["without it"])
    return [Target("starting pytest: to without the plugin", figure, 1.02)]


def _time_of_pytest(directory: str, options: list[str]) -> float:
    # Compiled once, as what is installed is, whatever the environment says.
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": directory}
    before = _time_of_children()
    command = [sys.executable, "-m", "pytest", "-pno:cacheprovider", "--quiet", *options]
    subprocess.run(command, cwd=directory, env=env, stdout=subprocess.DEVNULL, check=True)
    return _time_of_children() - before


def _time_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
