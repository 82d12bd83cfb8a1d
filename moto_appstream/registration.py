"""Making AppStream known to moto, which has no plugin system.

moto finds a service through two doors: a list of URL patterns, and the import of
``moto.<service>``. ``announce`` opens both as soon as moto is imported, without importing it.
This file is the only one that touches how moto is put together.
"""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, cast

SERVICE = "appstream"
MOTO_NAME = f"moto.{SERVICE}"
OUR_NAME = f"{__package__}.{SERVICE}"
MOTO_API_PATH = f"/moto-api/{SERVICE}"

# The last of moto's modules that `import moto` needs: when it is there, so is all we need.
_LAST_OF_MOTO = "moto.core.decorator"
# What the types of AppStream in templates are made for: half of moto is imported with it.
_CLOUDFORMATION = "moto.cloudformation.models"


def announce() -> None:
    """Make AppStream known to moto: now if moto is imported, else as soon as it is."""
    # In first place: a finder behind moto's own would import the service a second time. And
    # alone: this module may have been here before, and been reloaded or purged.
    others = [finder for finder in sys.meta_path if not _is_finder_of_ours(finder)]
    sys.meta_path[:] = [_Finder(), *others]
    if _LAST_OF_MOTO in sys.modules:
        register()


def register() -> None:
    """Put AppStream among moto's services; it may be called any number of times.

    Each entry into the mock does, which heals what a reload or a purge of modules undid.
    """
    if _is_registered():
        return
    if moto_ships_appstream():
        _warn_once()
        return
    _forget_stale_modules()
    ours = importlib.import_module(OUR_NAME)
    for name in [name for name in sys.modules if _is_ours(name)]:
        # Modules that were purged and imported anew leave an alias of the old ones behind.
        if sys.modules[name] is not sys.modules.get(_our_name(name)):
            del sys.modules[name]
    sys.modules[MOTO_NAME] = ours
    setattr(sys.modules["moto"], SERVICE, ours)
    patterns = _url_patterns()
    # In place, since the server holds this list; in front, since it is searched in order.
    patterns[:] = [entry for entry in patterns if entry[0] != SERVICE]
    urls = importlib.import_module(f"{OUR_NAME}.urls")
    patterns[0:0] = [_Registered((SERVICE, re.compile(base))) for base in urls.url_bases]
    add_to_moto_api(MOTO_API_PATH, _answer_moto_api)
    if _CLOUDFORMATION in sys.modules:
        add_to_cloudformation()


def add_to_cloudformation() -> None:
    """Have moto's CloudFormation know AppStream's types, once it is imported."""
    if moto_ships_appstream():
        return
    try:
        importlib.import_module(f"{OUR_NAME}.models.cloudformation")
        importlib.import_module(f"{__package__}.moto_internals").take_part_in_stacks()
    except (ImportError, AttributeError) as error:
        # Whose templates have nothing of AppStream can go on.
        warnings.warn(
            "moto_appstream does not know the CloudFormation of this moto, whose templates "
            f"cannot have AppStream's types: {error}",
            stacklevel=2,
        )
        return
    parsing = sys.modules.get("moto.cloudformation.parsing")
    for name in ("get_model_list", "get_model_map", "get_name_type_map"):
        # It remembers the types that there were when the first stack was made.
        forget = getattr(getattr(parsing, name, None), "cache_clear", None)
        if forget is not None:
            forget()


def add_to_moto_api(path: str, answer: Callable[[Any, str, Any], Any]) -> None:
    """Have a path, and all below it, answered on moto's server and in process.

    :param path: it begins with /moto-api.
    :param answer: gets the request, its URL and its headers.
    """
    paths = getattr(importlib.import_module("moto.moto_api._internal.urls"), "url_paths", None)
    if isinstance(paths, dict):
        paths[f"{{0}}{path}$"] = paths[f"{{0}}{path}/(?P<function>.*)$"] = answer


def _answer_moto_api(request: Any, full_url: str, headers: Any) -> Any:
    # Imported when it is first asked: it needs all of the seeding.
    moto_api = importlib.import_module(f"{__package__}.http.moto_api")
    return moto_api.answer(request, full_url, headers)


class _Registered(tuple[str, re.Pattern[str]]):
    """An entry of ours in moto's list of URL patterns."""


def _is_registered() -> bool:
    ours = sys.modules.get(OUR_NAME)
    return (
        ours is not None
        and sys.modules.get(MOTO_NAME) is ours
        and sys.modules.get(f"{MOTO_NAME}.models", ours.models) is ours.models
        and isinstance(_url_patterns()[0], _Registered)
    )


def _forget_stale_modules() -> None:
    """Forget our modules that were made for a moto that has been purged and imported anew."""
    models = sys.modules.get(f"{OUR_NAME}.models")
    base = importlib.import_module("moto.core.base_backend")
    if models is not None and models.BackendDict is not base.BackendDict:
        for name in [name for name in sys.modules if name.startswith(f"{__package__}.")]:
            if name != __name__:
                del sys.modules[name]
    # `from moto_appstream import seed` takes the attribute, whatever became of the module.
    package = sys.modules[str(__package__)]
    for attribute, value in list(vars(package).items()):
        if isinstance(value, ModuleType) and sys.modules.get(value.__name__) is not value:
            delattr(package, attribute)


def moto_ships_appstream() -> bool:
    """Whether this moto has an AppStream of its own, for which this package steps aside."""
    return PathFinder.find_spec(MOTO_NAME, sys.modules["moto"].__path__) is not None


def _is_ours(name: str) -> bool:
    return name == MOTO_NAME or name.startswith(f"{MOTO_NAME}.")


def _our_name(name: str) -> str:
    return OUR_NAME + name[len(MOTO_NAME) :]


def _url_patterns() -> list[tuple[str, re.Pattern[str]]]:
    from moto.backend_index import backend_url_patterns

    return backend_url_patterns


_warned = False


def _warn_once() -> None:
    global _warned
    if not _warned:
        _warned = True
        warnings.warn(
            "This moto has AppStream itself: moto_appstream steps aside, and its seeding and "
            "its fixtures do not reach moto's. You may no longer need it.",
            stacklevel=2,
        )


class _Finder(MetaPathFinder):
    """Finds ``moto.appstream`` in this package, and notices when moto has been imported."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname == _LAST_OF_MOTO:
            return self._then(register, fullname, path, target)
        if fullname == _CLOUDFORMATION:
            return self._then(add_to_cloudformation, fullname, path, target)
        if _is_ours(fullname) and not moto_ships_appstream():
            return ModuleSpec(fullname, _AliasLoader())
        return None

    def _then(
        self,
        call: Callable[[], None],
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None,
    ) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _CallingLoader(spec.loader, call)
                return spec
        return None


def _is_finder_of_ours(finder: object) -> bool:
    kind = type(finder)
    return (kind.__module__, kind.__name__) == (_Finder.__module__, _Finder.__name__)


class _AliasLoader(Loader):
    """Answers the import of moto's name with our module: one module, one set of backends."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(_our_name(spec.name))
        self._own_spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just given the module the spec of its alias.
        module.__spec__ = self._own_spec


class _CallingLoader(Loader):
    """Loads a module as its own loader does, and calls a function afterwards."""

    def __init__(self, loader: Loader, call: Callable[[], None]) -> None:
        self._loader = loader
        self._call = call

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = cast(ModuleSpec, module.__spec__).loader = self._loader
        self._loader.exec_module(module)
        self._call()
