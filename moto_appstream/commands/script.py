"""``moto-appstream run``: somebody's unchanged Python script, with the mock on."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from moto_appstream import mock_appstream, seed
from moto_appstream.commands.pace import copies_take


def run(
    target: str,
    arguments: Sequence[str] = (),
    *,
    is_module: bool = False,
    seed_file: str | None = None,
    copy_seconds: float = 0,
    until_exit: ExitStack,
) -> int:
    """Run a script or a module as Python itself would; returns its exit status.

    :param target: the path of a script, or the name of a module.
    :param seed_file: what is there from the start; None is nothing.
    :param copy_seconds: how long a copy takes.
    :param until_exit: the mock is on until this is closed. A script is not done with its last
        line: Python waits for its threads, and then calls what it has registered with atexit.
    :raises OSError: a file cannot be read.
    :raises ValueError: something in the seed file is impossible.
    """
    if not is_module and not Path(target).exists():
        raise FileNotFoundError(2, os.strerror(2), target)
    until_exit.enter_context(mock_appstream())
    until_exit.enter_context(copies_take(copy_seconds))
    if seed_file is not None:
        seed.load(seed_file)
    return _exit_status(target, [target, *arguments], is_module)


def _exit_status(target: str, argv: list[str], is_module: bool) -> int:
    sys.argv[:] = argv
    # What Python puts first for a script, and for -m.
    sys.path.insert(0, os.getcwd() if is_module else str(Path(target).resolve().parent))
    try:
        if is_module:
            runpy.run_module(target, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(target, run_name="__main__")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as error:
        error.__traceback__ = _of_the_script(error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _of_the_script(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without our frames and those of runpy, which come first."""
    ours = {__file__, runpy.__file__, "<frozen runpy>"}
    while traceback is not None and traceback.tb_frame.f_code.co_filename in ours:
        traceback = traceback.tb_next
    return traceback
