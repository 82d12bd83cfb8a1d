"""The commands server, run, dump and schema, as they are typed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
import yaml
from support import ACCOUNT, copy, described, free_port, names, refused, run_python

from moto_appstream import seed
from moto_appstream.commands import cli
from moto_appstream.seeding import dump, remote

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


@pytest.mark.parametrize("missing", ["flask", "flask_cors", "werkzeug"])
def test_without_what_a_server_needs_it_says_how_to_get_it(missing: str) -> None:
    code = f"""
    import sys
    sys.modules[{missing!r}] = None
    from moto_appstream.commands import cli
    sys.exit(cli.main(["server", "--port", "0"]))
    """
    done = run_python("-c", textwrap.dedent(code))
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "moto-appstream: The server needs packages that are not installed: "
        'pip install "moto-appstream[server]"\n',
    )


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


def usage_error(*arguments: str | Path) -> str:
    """The line after the usage."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: moto-appstream")
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("port", ["-1", "65536", "http", "abc", "", "5_000", "9" * 5000])
def test_an_impossible_port_is_refused(port: str) -> None:
    assert usage_error("server", f"--port={port}") == (
        f"moto-appstream server: error: argument --port: {port} is not a port (0 to 65535)"
    )


@pytest.mark.parametrize("host", ["nohost.invalid", "::zz"])
def test_a_host_without_an_address_is_one_clear_line(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def look_up(*_: Any, **__: Any) -> None:  # asks nobody on the network
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert cli.main(["server", "--host", host, "--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said == f"moto-appstream: There is no address for the host {host}.\n"


def test_a_host_that_can_have_no_address_is_one_clear_line() -> None:
    host = "\N{LATIN SMALL LETTER A WITH DIAERESIS}" * 300
    done = run("server", "--host", host, "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"moto-appstream: There is no address for the host {host}.\n"


def test_an_empty_host_is_not_every_address_of_the_machine() -> None:
    assert usage_error("server", "--host=", "--port=0").endswith(
        "--host: it must not be empty; 0.0.0.0 is every address"
    )


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
    assert usage_error("server", f"--copy-seconds={seconds}") == (
        f"moto-appstream server: error: argument --copy-seconds: {seconds} is not a number of "
        "seconds (0 to 31536000, a year)"
    )


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


def test_an_exception_is_shown_shown_it(tmp_path: Path) -> None:
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
        "    images = client.describe_images(Type='PRIVATE')['Images']\n"
        "    print(f'{who} {images[0][\"Name\"]}\\n', end='')\n"
        "atexit.register(look, 'handler', 0)\n"
        "threading.Thread(target=look, args=('thread', 0.3)).start()\n"
        "ThreadPoolExecutor().submit(look, 'pool', 0.9)\n"
    )
    file = tmp_path / "seed.yaml"
    file.write_text("images: [{name: golden}]")
    done = run("run", "--seed", file, path)
    assert (done.returncode, done.stderr) == (0, "")
    *threads, last = done.stdout.splitlines()
    assert (sorted(threads), last) == (["pool golden", "thread golden"], "handler golden")


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
    url = f"http://127.0.0.1:{free_port()}"
    done = run("dump", "--endpoint", url)
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        f"moto-appstream: There is no server at {url}: start one with `moto-appstream server`.\n",
    )


@pytest.mark.parametrize(
    "url", ["127.0.0.1:5000", "localhost:5000", "localhost", "ftp://localhost", "http://", ""]
)
def test_an_endpoint_that_is_not_a_url_is_refused(url: str) -> None:
    assert usage_error("dump", f"--endpoint={url}") == (
        f"moto-appstream dump: error: argument --endpoint: {url} is not the URL of a server, "
        "such as http://127.0.0.1:5000"
    )


@pytest.mark.parametrize("url", ["http://[::1", "http://127.0.0.1:abc", "http://a..b", "http://:1"])
def test_a_url_that_no_server_can_have_is_one_clear_line(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["dump", "--endpoint", url]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"moto-appstream: There is no server at {url}: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        (404, "text/html", "<html>"),
        (200, "text/html", "<html>"),
        (200, "application/json", "{}"),
        (200, "application/json", "[]"),
        (200, "application/json", "{"),
        (400, "application/json", "{}"),
        (302, "text/html", ""),
    ],
)
def test_a_dump_of_a_server_that_is_not_ours_is_one_clear_line(
    status: int, content_type: str, body: str, capsys: pytest.CaptureFixture[str]
) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as other:
        threading.Thread(target=other.handle_request).start()
        url = f"http://127.0.0.1:{other.server_port}"
        assert cli.main(["dump", "--endpoint", url]) == 1
    assert capsys.readouterr() == (
        "",
        f"moto-appstream: The server at {url} does not have moto_appstream (status {status}): "
        "start it with `moto-appstream server`, or import moto_appstream where it is started.\n",
    )


def test_a_server_that_does_not_answer_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(remote, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert cli.main(["dump", "--endpoint", url]) == 1
    assert capsys.readouterr().err == f"moto-appstream: No answer from {url} within 0.05 s.\n"


@pytest.mark.appstream(region="eu-west-1")
def test_a_dump_of_an_account_is_what_it_has_in_one_region(
    appstream: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    seed.image("golden", tags={"team": "desktop"})
    seed.image("elsewhere", region="us-east-1")
    assert cli.main(["dump", "--aws"]) == 0
    dumped = yaml.safe_load(capsys.readouterr().out)
    assert dumped == {"images": dump.present()["images"][:1], "fleets": []}
    assert cli.main(["dump", "--aws", "--region", "us-east-1"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["images"][0]["name"] == "elsewhere"


def test_what_may_not_be_read_of_an_account_is_a_line_and_the_rest_is_written(
    appstream: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    seed.image("golden")
    seed.user("ann")
    seed.failure("DescribeUsers", "AccessDeniedException", message="You may not.")
    assert cli.main(["dump", "--aws"]) == 0
    out, err = capsys.readouterr()
    assert [*yaml.safe_load(out)] == ["images", "fleets"]
    assert err == (
        "moto-appstream: Skipped users: An error occurred (AccessDeniedException) when calling "
        "the DescribeUsers operation: You may not.\n"
    )


def test_an_account_of_which_nothing_may_be_read_is_one_clear_line(
    appstream: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for operation in appstream.meta.service_model.operation_names:
        seed.failure(operation, "AccessDeniedException", message="You may not.", times=2)
    assert cli.main(["dump", "--aws"]) == 1
    assert capsys.readouterr() == (
        "",
        "moto-appstream: An error occurred (AccessDeniedException) when calling the "
        "DescribeImages operation: You may not.\n",
    )


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        (
            {"AWS_ACCESS_KEY_ID": "mine", "AWS_SECRET_ACCESS_KEY": "mine"},
            "Could not connect to the endpoint URL: ",
        ),
        ({}, "Unable to locate credentials\n"),
    ],
)
def test_an_account_that_cannot_be_asked_is_one_clear_line(
    credentials: dict[str, str], said: str, tmp_path: Path
) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",  # nobody listens there
        "HOME": str(tmp_path),
        **credentials,
    }
    done = run("dump", "--aws", "--region", "us-east-1", env=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"moto-appstream: {said}")
    assert done.stderr.count("\n") == 1


def test_what_keeps_an_account_from_being_read_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert cli.main(["dump", "--aws"]) == 1
    assert capsys.readouterr().err == "moto-appstream: You must specify a region.\n"
    assert usage_error("dump", "--region", "us-east-1") == (
        "moto-appstream dump: error: --region needs --aws"
    )


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
