"""``moto-appstream server``: moto's server with AppStream in it."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from moto_appstream import seed
from moto_appstream.commands.pace import copies_take
from moto_appstream.registration import MOTO_API_PATH

try:
    from moto.moto_server.werkzeug_app import MotoRequestHandler as _MotoRequestHandler
except ImportError:  # pragma: no cover - older releases need none of their own
    _MotoRequestHandler = WSGIRequestHandler  # type: ignore[misc, assignment]


class _QuietHandler(_MotoRequestHandler):
    """Writes no line a request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def serve(host: str, port: int, seed_file: str | None, copy_seconds: float) -> None:
    """Serve until a signal comes.

    :param seed_file: what is there from the start; None is nothing.
    :param copy_seconds: how long a copy takes.
    :raises OSError: the address cannot be had, or the file not be read.
    :raises ValueError: the host has no address, or something in the file is impossible.
    """
    # Our own socket: werkzeug would print three lines and end the process if the port is taken.
    with _listener(host, port) as listener:
        application = DomainDispatcherApplication(create_backend_app)
        server = make_server(
            host,
            port,
            application,
            threaded=True,
            request_handler=_QuietHandler,
            fd=listener.fileno(),
        )
        # Both by name: SIGINT is ignored where a shell has started this in the background.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt), server, copies_take(copy_seconds):
            if seed_file is not None:
                seed.load(seed_file)
            _announce(host, listener.getsockname()[1])
            server.serve_forever()


def _listener(host: str, port: int) -> socket.socket:
    family = _family(host)
    try:
        # Looked up first: create_server's own error does not tell that there is no such host.
        socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:  # the latter if it cannot be a name at all
        raise ValueError(f"There is no address for the host {host}.") from error
    return socket.create_server((host, port), family=family)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _announce(host: str, port: int) -> None:
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    print(f"AppStream, and all else that moto has, listens on {url}")
    print(f"SDKs and the AWS CLI find it with: export AWS_ENDPOINT_URL_APPSTREAM={url}")
    print(f"The images are shown at {url}{MOTO_API_PATH}", flush=True)
