"""What must hold of the layout of the code, whatever is added to it."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name

import moto_appstream
from moto_appstream.appstream.models import AppStreamBackend
from moto_appstream.appstream.models.family import Family, Operations
from moto_appstream.appstream.models.resource import Resource
from moto_appstream.appstream.schema import operation, service_model

PACKAGE = Path(str(moto_appstream.__file__)).parent
SERVICE = PACKAGE / "appstream"
MODEL: Any = service_model()
BACKEND = AppStreamBackend("us-east-1", "")
IS_NEWEST = len(MODEL.operation_names) >= 90
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_of(path) for path in FILES}


def imports(path: Path, of_types: bool = False) -> Iterator[tuple[str, str]]:
    """The modules of the package that a module imports when it is imported, and the names.

    :param of_types: whether those that only a type checker follows are wanted too.
    """
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    nodes: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not of_types:
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not of_types:
            nodes.extend(node.orelse)
            continue
        if isinstance(node, ast.ImportFrom):
            ancestors = package.split(".")
            base = ".".join(ancestors[: len(ancestors) - node.level + 1]) if node.level else ""
            name = ".".join(filter(None, [base, node.module]))
            for alias in node.names:
                whole = f"{name}.{alias.name}"
                yield (whole, "") if whole in MODULES else (name, alias.name)
        nodes.extend(ast.iter_child_nodes(node))


def test_imports_go_in_no_circle() -> None:
    graph = {
        module_of(path): {name for name, _ in imports(path) if name in MODULES} for path in FILES
    }
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for imported in graph[module]:
                # Its package is imported first; what a module takes is in the module itself.
                if not module.startswith(f"{imported}."):
                    visit(imported, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_the_service_imports_nothing_of_the_rest() -> None:
    for path in SERVICE.rglob("*.py"):
        for name, _ in imports(path, of_types=True):
            if name in MODULES:
                assert name.startswith("moto_appstream.appstream"), f"{path.name}: {name}"


def test_a_family_imports_of_another_no_more_than_its_resource_and_its_constants() -> None:
    families = {module_of(Path(inspect.getfile(type(one)))) for one in BACKEND.operations.values()}
    for path in (SERVICE / "models").glob("*.py"):
        if path.name == "__init__.py":
            continue
        for name, what in imports(path):
            if name in families and name != module_of(path):
                value = getattr(__import__(name, fromlist=[what]), what)
                is_family = inspect.isclass(value) and issubclass(value, Operations)
                assert not is_family, f"{path.name} imports {what}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_nothing_with_an_underscore_is_used_outside_its_module(path: Path) -> None:
    for name, what in imports(path, of_types=True):
        if name in MODULES:
            assert not what.startswith("_"), f"{what} of {name}"


def test_responses_names_no_operation() -> None:
    text = (SERVICE / "responses.py").read_text(encoding="utf-8")
    for name in MODEL.operation_names:
        assert name not in text
        assert xform_name(name) not in text


def places(name: str) -> list[Operations]:
    """Where an operation is a method."""
    method = xform_name(name)
    return [one for one in BACKEND.operations.values() if method in vars(type(one))]


@pytest.mark.parametrize("name", MODEL.operation_names)
def test_every_operation_is_a_method_in_one_place(name: str) -> None:
    assert len(places(name)) == 1
    assert BACKEND.has(operation(name))


@pytest.mark.parametrize("name", MODEL.operation_names)
def test_the_parameters_of_a_method_are_the_members_of_its_input(name: str) -> None:
    (place,) = places(name)
    parameters = inspect.signature(getattr(type(place), xform_name(name))).parameters
    named = {parameter for parameter in parameters if parameter not in ("self", "members")}
    members = {xform_name(member) for member in MODEL.operation_model(name).input_shape.members}
    if IS_NEWEST:  # an older botocore has fewer members
        assert named <= members
    if "members" in parameters:
        assert isinstance(place, Family)
        shape: Any = MODEL.shape_for(place.resource.shape)
        assert members - named <= {xform_name(member) for member in shape.members}
    else:
        assert members <= named


def test_no_two_families_have_the_same_kind_or_the_same_resource() -> None:
    families = BACKEND.families
    for what in ("kind", "__name__"):
        counts = Counter(getattr(family.resource, what) for family in families)
        assert max(counts.values()) == 1, counts


def test_every_resource_that_a_create_operation_makes_has_a_shape_of_the_model() -> None:
    for family in BACKEND.families:
        assert issubclass(family.resource, Resource)
        if family.resource.shape in MODEL.shape_names:
            assert MODEL.shape_for(family.resource.shape).type_name == "structure"


def test_a_file_of_the_models_can_be_read_at_one_sitting() -> None:
    for path in (SERVICE / "models").glob("*.py"):
        if path.name != "__init__.py":
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path.name
