"""Lets a Python process reach nothing but the machine that it runs on.

Python imports a module of this name when it starts: `conftest.py` puts this folder on PYTHONPATH
for the processes that tests start, and runs it for their own.
"""

from __future__ import annotations

import sys
from typing import Any

_LOOKED_UP = ("socket.getaddrinfo", "socket.gethostbyname")
_HERE = {None, "", "localhost", "0.0.0.0", "127.0.0.1", "::1"}


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # None: a socket in a file
    elif event in _LOOKED_UP:
        host = arguments[0]
    else:
        return
    if host not in _HERE:
        raise RuntimeError(f"A test reaches for the network: {host}")


sys.addaudithook(_refuse)
