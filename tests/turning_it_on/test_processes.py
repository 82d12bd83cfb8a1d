"""Other processes: workers of multiprocessing, each with a mock of its own, and unittest."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from support import run_python

# A worker reports what it sees through a pipe: one that dies closes it, and `recv` fails.
WORKERS = """
import multiprocessing, sys

import boto3
from moto_appstream import mock_appstream, seed


def own_images(region="us-east-1"):
    client = boto3.client("appstream", region_name=region)
    return [image["Name"] for image in client.describe_images(Type="PRIVATE")["Images"]]


def copy_in_own_mock(pipe, name):
    with mock_appstream():
        seed.image(name)
        client = boto3.client("appstream", region_name="us-east-1")
        client.copy_image(
            SourceImageName=name, DestinationImageName="copy", DestinationRegion="us-west-2"
        )
        pipe.send((own_images(), own_images("us-west-2")))


def look_and_delete(pipe, name):
    with mock_appstream():
        before = own_images()
        for image in before:
            boto3.client("appstream", region_name="us-east-1").delete_image(Name=image)
        pipe.send((before, own_images()))


def results(work, *names):
    context = multiprocessing.get_context(sys.argv[1])
    started = []
    for name in names:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=work, args=(theirs, name))
        worker.start()
        theirs.close()
        started.append((worker, ours))
    received = [ours.recv() for _, ours in started]
    for worker, ours in started:
        worker.join()
        ours.close()
        assert worker.exitcode == 0, worker.exitcode
    return received
"""


def run(path: Path, code: str, *arguments: str) -> str:
    """What a script prints that the code is the file of; every warning is an error."""
    path.write_text(code)
    done = run_python(*arguments, cwd=path.parent)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_workers_have_a_mock_of_their_own_and_leave_that_of_their_parent(
    method: str, tmp_path: Path
) -> None:
    code = """
if __name__ == "__main__":
    assert results(copy_in_own_mock, "one", "two") == [
        (["one"], ["copy"]),
        (["two"], ["copy"]),
    ]
    with mock_appstream():
        seed.image("golden")
        # A forked worker begins with a copy of the mock and of the images, any other without.
        seen = ["golden"] if sys.argv[1] == "fork" else []
        assert results(look_and_delete, "one") == [(seen, [])]
        assert own_images() == ["golden"]
"""
    assert run(tmp_path / "script.py", WORKERS + code, "script.py", method) == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.parametrize(
    "work",
    [
        "seed.everything(images=[{'name': f'image-{n}'} for n in range(50)])",
        "boto3.client('appstream', 'us-east-1').describe_images()",
        "mock_appstream().start(); mock_appstream().stop()",
    ],
)
def test_a_child_that_is_forked_while_other_threads_are_inside_goes_on(
    work: str, tmp_path: Path
) -> None:
    code = f"""
import os, signal, sys, threading, warnings

import boto3
from moto_appstream import mock_appstream, seed


def describe():
    return boto3.client("appstream", region_name="us-east-1").describe_images()["Images"]


def repeat():
    while not over.is_set():
        try:
            {work}
        except ValueError:
            mock_appstream().reset()


def child():
    signal.alarm(20)  # or it would wait for ever
    describe()
    with mock_appstream():
        seed.image("of-the-child")
    os._exit(0)


warnings.simplefilter("ignore")  # of threads and fork, which is what this is about
over = threading.Event()
with mock_appstream():
    describe()
    threads = [threading.Thread(target=repeat) for _ in range(2)]
    for thread in threads:
        thread.start()
    statuses = []
    for _ in range(6):
        pid = os.fork()
        if pid == 0:
            child()
        statuses.append(os.waitpid(pid, 0)[1])
    over.set()
    for thread in threads:
        thread.join()
print(statuses)
"""
    assert run(tmp_path / "script.py", code, "script.py") == f"{[0] * 6}\n"


def test_unittest_runs_decorated_tests_without_pytest(tmp_path: Path) -> None:
    code = """
import sys
import unittest

import boto3
from moto_appstream import mock_appstream, seed


def own_images():
    client = boto3.client("appstream", region_name="us-east-1")
    return [image["Name"] for image in client.describe_images(Type="PRIVATE")["Images"]]


@mock_appstream
class DecoratedClass(unittest.TestCase):
    def setUp(self):
        seed.image("golden")

    def test_what_set_up_made_is_there(self):
        self.assertEqual(own_images(), ["golden"])
        seed.image("another")

    def test_what_another_test_made_is_not(self):
        self.assertEqual(own_images(), ["golden"])
        seed.image("another")


class DecoratedMethods(unittest.TestCase):
    @mock_appstream
    def test_decorated(self):
        seed.image("golden")
        self.assertEqual(own_images(), ["golden"])

    @mock_appstream()
    def test_decorated_with_parentheses(self):
        self.assertEqual(own_images(), [])


class StartedAndStopped(unittest.TestCase):
    def setUp(self):
        mock = mock_appstream()
        mock.start()
        self.addCleanup(mock.stop)

    def test_started(self):
        self.assertEqual(own_images(), [])

    def test_pytest_is_not_there(self):
        self.assertNotIn("pytest", sys.modules)


@mock_appstream
class DecoratedAsynchronous(unittest.IsolatedAsyncioTestCase):
    async def test_awaited(self):
        seed.image("golden")
        self.assertEqual(own_images(), ["golden"])
"""
    told = run(tmp_path / "test_plain.py", code, "-m", "unittest", "test_plain")
    assert "Ran 7 tests" in told
