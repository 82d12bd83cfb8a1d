"""The default session of boto3 while the mock is on.

moto drops the default session each time, so that credentials, region and profile are found anew.
botocore then also reads its models again, and makes new classes of the exceptions of a service.
Here these two are shared by the sessions of all mocks, and with the user's own default session.
"""

from __future__ import annotations

import copy
import os
from typing import Any

import boto3
from botocore.errorfactory import ClientExceptionsFactory
from botocore.handlers import BUILTIN_HANDLERS
from botocore.hooks import HierarchicalEmitter
from botocore.loaders import Loader, create_loader
from botocore.session import Session

from moto_appstream.moto_internals import SharedParts, parts_of_session, share_exceptions

# By the folders in which a session finds its models.
_parts: dict[tuple[str, ...], SharedParts] = {}
_builtin: tuple[list[Any], HierarchicalEmitter] | None = None


def fresh_session(before: object = None) -> boto3.Session:
    """A session that reads the environment when it is first used, as boto3's default one does.

    :param before: the default session that was there before. If it finds its models in the same
        folders, the clients that it made raise the same exceptions.
    """
    return _FreshSession(before)


class _FreshSession(boto3.Session):
    """Costs nothing until it is used: many tests make no client with it."""

    def __init__(self, before: object) -> None:
        self._before = before

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_made" in vars(self):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        # Two threads may be here at once: all attributes come from the one that is first to store.
        made = vars(self).setdefault("_made", _make_session(self._before))
        vars(self).update(vars(made))
        return getattr(self, name)


def _make_session(before: object) -> boto3.Session:
    # A session registers botocore's own handlers, a hundred, which takes most of its time.
    own = Session(event_hooks=copy.copy(_builtin_handlers()), include_builtin_handlers=False)
    parts = _parts_for(own.get_config_variable("data_path"), before)
    own.register_component("data_loader", parts.loader)
    share_exceptions(own, parts.exceptions)
    session = boto3.Session(botocore_session=own)
    # Each session adds boto3's folder to those of its loader.
    parts.loader.search_paths[:] = dict.fromkeys(parts.loader.search_paths)
    return session


def _builtin_handlers() -> HierarchicalEmitter:
    global _builtin
    # moto adds one when it is imported, and so may others.
    if _builtin is None or _builtin[0] != BUILTIN_HANDLERS:
        handlers = list(BUILTIN_HANDLERS)
        emitter = HierarchicalEmitter()
        Session(event_hooks=emitter)
        _builtin = handlers, emitter
    return _builtin[1]


def _parts_for(data_path: str | None, before: object) -> SharedParts:
    loader = create_loader(data_path)
    folders = _folders(loader)
    theirs = parts_of_session(before)
    if theirs is not None and _folders(theirs.loader) == folders:
        return theirs
    return _parts.setdefault(folders, SharedParts(loader, ClientExceptionsFactory()))


def _folders(loader: Loader) -> tuple[str, ...]:
    of_boto3 = os.path.join(os.path.dirname(boto3.__file__), "data")
    folders = dict.fromkeys(map(os.path.abspath, loader.search_paths))
    return tuple(folder for folder in folders if folder != of_boto3)
