"""The commands server, run, dump and schema, as they are typed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
import yaml
from support import ACCOUNT, copy, described, free_port, names, refused

from moto_appstream import seed
from moto_appstream.commands import cli
from moto_appstream.seeding import dump

SESSION = boto3.Session("testing", "testing")
COMMAND = [sys.executable, "-W", "error", "-m", "moto_appstream"]


def run(*arguments: str | Path, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **kwargs,
    )


@pytest.fixture
def server() -> Iterator[Callable[..., tuple[subprocess.Popen[str], str, list[str]]]]:
    """Starts a server: its process, its URL and the lines it says on start."""
    running = []

    def start(*arguments: str) -> tuple[subprocess.Popen[str], str, list[str]]:
        process = subprocess.Popen(
            [*COMMAND, "server", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout
        said = [process.stdout.readline() for _ in range(3)]
        return process, said[0].split()[-1], said

    yield start
    for process in running:
        process.kill()
        process.communicate()


def client(url: str, region: str = "us-east-1", service: str = "appstream") -> Any:
    return SESSION.client(service, region_name=region, endpoint_url=url)  # type: ignore[call-overload]


# server


def test_a_server_says_where_it_is_serves_and_ends_cleanly(server: Any, tmp_path: Path) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text("images: [{name: golden, region: us-east-1}]")
    process, url, said = server("--seed", str(file), "--copy-seconds", "0.5")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert f"export AWS_ENDPOINT_URL_APPSTREAM={url}\n" in said[1]
    assert said[2].endswith(f"{url}/moto-api/appstream\n")

    virginia, oregon = client(url), client(url, "us-west-2")
    copy(virginia, "golden", "golden")
    copied = time.monotonic()
    while described(oregon, "golden")["State"] == "COPYING":
        time.sleep(0.1)
    assert described(oregon, "golden")["State"] == "AVAILABLE"
    assert time.monotonic() - copied > 0.4
    with refused("ResourceNotFoundException"):
        virginia.delete_image(Name="missing")
    # All else that moto has is there, too.
    assert client(url, service="sts").get_caller_identity()["Account"] == ACCOUNT
    assert requests.post(f"{url}/moto-api/reset", timeout=5).status_code == 200
    assert names(virginia, Type="PRIVATE") == []

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_without_what_a_server_needs_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "moto_appstream.server", raising=False)
    monkeypatch.setitem(sys.modules, "moto.moto_server.werkzeug_app", None)
    assert cli.main(["server", "--port", "0"]) == 1
    assert 'pip install "moto-appstream[server]"\n' in capsys.readouterr().err


def test_ctrl_c_ends_a_server_cleanly(server: Any) -> None:
    process, url, _ = server()
    requests.get(f"{url}/moto-api/appstream/images", timeout=5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_server_can_listen_on_another_address(server: Any) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    _, url, _ = server("--host", "::1")
    assert url.startswith("http://[::1]:")
    assert names(client(url), Type="PRIVATE") == []


def test_a_port_that_is_taken_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("server", "--port", str(port))
    assert done.returncode == 1
    assert (done.stdout, done.stderr) == (
        "",
        f"moto-appstream: 127.0.0.1:{port}: Address already in use\n",
    )


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_an_impossible_port_is_refused(port: str) -> None:
    done = run("server", f"--port={port}")
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_a_host_without_an_address_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def look_up(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_server", look_up)
    assert cli.main(["server", "--host", "nohost.invalid", "--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said == "moto-appstream: nohost.invalid:0: Name or service not known\n"


@pytest.mark.parametrize("command", [["server", "--port", "0"], ["run", __file__]])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        ("images: [{name: golden}, {name: golden}]", "images[1]: The image golden already exists"),
        ("images: {", "line 1: "),
    ],
)
def test_a_seed_file_that_cannot_be_read_is_one_clear_line(
    tmp_path: Path, command: list[str], content: str | None, reason: str
) -> None:
    file = tmp_path / "seed.yaml"
    if content is not None:
        file.write_text(content)
    done = run(command[0], "--seed", file, *command[1:])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"moto-appstream: {file}: {reason}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("seconds", ["-1", "nan", "inf", "soon", "1e12", "31536001"])
def test_an_impossible_pace_is_refused(seconds: str) -> None:
    done = run("server", f"--copy-seconds={seconds}")
    assert done.returncode == 2
    assert "--copy-seconds" in done.stderr


# run

SCRIPT = """\
import sys
import boto3
print(__name__, sys.argv, sys.path[0])
client = boto3.client("appstream")
print([image["Name"] for image in client.describe_images(Type="PRIVATE")["Images"]])
"""


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    """Writes somebody's script, which ends so."""

    def write(end: str) -> Path:
        path = tmp_path / "script.py"
        path.write_text(f"{SCRIPT}{end}\n")
        return path

    return write


def test_a_script_runs_unchanged_with_the_mock_on(script: Any, tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text('{"images": [{"name": "golden"}]}')
    path = script("print(end='done')")
    environment = {**os.environ, "AWS_PROFILE": "missing", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    done = run("run", "--seed", file, path, "--flag", "value", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"__main__ ['{path}', '--flag', 'value'] {tmp_path}\n['golden']\ndone")


def test_a_module_runs_by_its_name(script: Any, tmp_path: Path) -> None:
    script("sys.exit(3)")
    done = run("run", "-m", "script", "-x", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith(f"__main__ ['{tmp_path / 'script.py'}', '-x'] {tmp_path}\n[]")


@pytest.mark.parametrize(
    ("end", "status", "error"),
    [
        ("sys.exit()", 0, ""),
        ("sys.exit(7)", 7, ""),
        ("sys.exit('No image.')", 1, "No image.\n"),
        ("raise SystemExit(True)", 1, ""),
    ],
)
def test_the_exit_status_is_the_scripts(script: Any, end: str, status: int, error: str) -> None:
    done = run("run", script(end))
    assert (done.returncode, done.stderr) == (status, error)


def test_an_exception_is_shown_as_python_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text("{}['key']")
    ours = run("run", path)
    plain = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False)
    assert ours.returncode == plain.returncode == 1
    assert ours.stderr == plain.stderr


def test_the_mock_is_on_until_the_last_thread_and_exit_handler_is_done(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(
        "import atexit, threading, time, boto3\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def look(who, seconds):\n"
        "    time.sleep(seconds)\n"
        "    client = boto3.client('appstream')\n"
        "    print(who, [i['Name'] for i in client.describe_images(Type='PRIVATE')['Images']])\n"
        "atexit.register(look, 'handler', 0)\n"
        "threading.Thread(target=look, args=('thread', 0.3)).start()\n"
        "ThreadPoolExecutor().submit(look, 'pool', 0.9)\n"
    )
    file = tmp_path / "seed.yaml"
    file.write_text("images: [{name: golden}]")
    done = run("run", "--seed", file, path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "thread ['golden']\npool ['golden']\nhandler ['golden']\n"


def test_a_script_may_take_its_time_to_copy(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(
        "import boto3, time\n"
        "virginia, oregon = (boto3.client('appstream', r) for r in ('us-east-1', 'us-west-2'))\n"
        "virginia.copy_image(SourceImageName='golden', DestinationImageName='golden',"
        " DestinationRegion='us-west-2')\n"
        "for _ in range(2):\n"
        "    print(oregon.describe_images(Names=['golden'])['Images'][0]['State'])\n"
        "    time.sleep(2.1)\n"
    )
    file = tmp_path / "seed.yaml"
    file.write_text("images: [{name: golden, region: us-east-1}]")
    done = run("run", "--seed", file, "--copy-seconds", "2", path)
    assert (done.stdout, done.stderr) == ("COPYING\nAVAILABLE\n", "")


def test_a_script_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    done = run("run", tmp_path / "missing.py")
    assert (done.returncode, done.stderr) == (
        1,
        f"moto-appstream: {tmp_path / 'missing.py'}: No such file or directory\n",
    )


# dump and schema


def test_a_dump_of_a_server_starts_another_one(server: Any, tmp_path: Path) -> None:
    _, url, _ = server()
    image = {"name": "golden", "region": "us-east-1", "tags": {"team": "desktop"}}
    requests.post(f"{url}/moto-api/appstream/image", json=image, timeout=5)
    done = run("dump", "--endpoint", url)
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / "seed.yaml"
    file.write_text(done.stdout)
    _, other, _ = server("--seed", str(file))
    assert run("dump", "--endpoint", other).stdout == done.stdout
    assert (
        client(other).describe_images(Type="PRIVATE")["Images"]
        == (client(url).describe_images(Type="PRIVATE")["Images"])
    )


def test_a_dump_of_no_server_is_one_clear_line() -> None:
    done = run("dump", "--endpoint", f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert done.stderr.startswith("moto-appstream: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.appstream(region="eu-west-1")
def test_a_dump_of_an_account_is_what_it_has_in_one_region(
    appstream: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    seed.image("golden", tags={"team": "desktop"})
    seed.image("elsewhere", region="us-east-1")
    assert cli.main(["dump", "--aws"]) == 0
    dumped = yaml.safe_load(capsys.readouterr().out)
    assert dumped == {"images": dump.present()["images"][:1]}
    assert cli.main(["dump", "--aws", "--region", "us-east-1"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["images"][0]["name"] == "elsewhere"


def test_what_keeps_an_account_from_being_read_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert cli.main(["dump", "--aws"]) == 1
    assert capsys.readouterr().err == "moto-appstream: You must specify a region.\n"
    assert cli.main(["dump", "--region", "us-east-1"]) == 1
    assert capsys.readouterr().err == "moto-appstream: --region goes with --aws.\n"


def test_what_cannot_be_written_is_one_clear_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("moto-appstream: schema: No space left on device\n")


def test_the_schema_is_written_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    from moto_appstream.seeding.json_schema import seed_schema

    assert cli.main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == seed_schema()


@pytest.mark.parametrize("arguments", [[], ["--help"], ["server", "--help"], ["run", "--help"]])
def test_help_does_not_wait_for_moto(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom moto_appstream.commands import cli\n"
        f"try:\n    cli.main({arguments!r})\nfinally:\n    assert 'moto' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == (0 if arguments else 2)
    assert "usage: moto-appstream" in done.stdout + done.stderr
