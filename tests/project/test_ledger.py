"""The ledger of behaviours, the tests and the README say the same."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import botocore.session
import pytest

from moto_appstream.appstream.models import AppStreamBackend, has_operation

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "moto_appstream" / "appstream" / "FIDELITY.md"
PAGES = sorted((ROOT / "moto_appstream" / "appstream" / "fidelity").glob("*.md"))
MODEL = botocore.session.get_session().get_service_model("appstream")
EVIDENCE = ("recorded", "documented", "model", "assumed")


def table_rows(path: Path | None = None) -> list[list[str]]:
    """The rows of the ledger's tables, of all its pages or of one."""
    rows = []
    for page in [path] if path else PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if len(cells) == 4 and cells[0] not in ("id", "---"):
                rows.append(cells)
    return rows


def ids_named_by_tests() -> set[str]:
    """The arguments of all markers ``row`` in the tests."""
    named: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.row":
                named.update(ast.literal_eval(argument) for argument in node.args)
    return named


def test_every_row_has_evidence_and_an_id_of_its_own() -> None:
    rows = table_rows()
    assert len(rows) > 40
    assert {row[2] for row in rows} <= set(EVIDENCE)
    assert len({row[0] for row in rows}) == len(rows)


def test_every_row_has_a_test_that_names_it_and_no_test_names_another() -> None:
    assert ids_named_by_tests() == {row[0] for row in table_rows()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_the_operations_of_its_family_and_ids_that_begin_with_its_prefix(
    page: Path,
) -> None:
    text = " ".join(page.read_text(encoding="utf-8").split())
    listed = re.search(r"Operations: (.*?)\. Ids begin with", text)
    names = re.findall(r"`(\w+)`", listed[1]) if listed else []
    family = AppStreamBackend("us-east-1", "").operations.get(page.stem)
    methods = vars(type(family)) if family is not None else {}
    there = [name for name in MODEL.operation_names if botocore.xform_name(name) in methods]
    # An older botocore has fewer operations.
    assert sorted(name for name in names if name in MODEL.operation_names) == there
    prefixes = re.findall(r"`([a-z-]+)`", text.partition("Ids begin with ")[2].partition(".")[0])
    for row in table_rows(page):
        assert row[0].startswith(tuple(prefixes)), row[0]


def test_the_ledger_names_the_operations_that_are_not_there() -> None:
    index = " ".join(INDEX.read_text(encoding="utf-8").split())
    _, _, listed = index.partition("Operations that are not there yet: ")
    # An older botocore has fewer operations.
    there = {name for name in MODEL.operation_names if has_operation(name)}
    assert {*re.findall(r"`(\w+)`", listed)} & {*MODEL.operation_names} == (
        {*MODEL.operation_names} - there
    )


def test_the_ledger_says_what_its_sources_are() -> None:
    explained = re.findall(r"^- ([A-Z][\w+#, ]*):", INDEX.read_text(encoding="utf-8"), re.MULTILINE)
    names = {name.strip() for names in explained for name in names.split(",")}
    assert {"API", "DG", "PS"} <= names
    shapes = map(MODEL.shape_for, MODEL.shape_names)
    values = {value for shape in shapes for value in getattr(shape, "enum", ())}
    common = {"AWS", "CLI", "DNS", "EC2", "GUI", "IAM", "JSON", "S3", "TPM", "UEFI", "URL", "VPC"}
    words = {
        word
        for row in table_rows()
        for word in re.findall(r"(?<!`)\b[A-Z][A-Z0-9]+\b(?!`)", row[3])
    }
    assert words - values - common <= names


def test_every_family_has_a_page_and_the_ledger_names_it() -> None:
    families = AppStreamBackend("us-east-1", "").operations
    assert {page.stem for page in PAGES} == {*families, "every", "cloudformation"}
    index = INDEX.read_text(encoding="utf-8")
    assert set(re.findall(r"\(fidelity/(\w+)\.md\)", index)) == {page.stem for page in PAGES}


def test_the_readme_sums_the_ledger_up() -> None:
    rows = table_rows()
    counts = Counter(row[2] for row in rows)
    in_part = sum(row[2] != "assumed" and "assumed" in row[3] for row in rows)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert (
        f"{len(rows)} behaviours: {counts['recorded']} recorded, "
        f"{counts['documented']} documented, {counts['model']} from the service model, "
        f"{counts['assumed']} assumed" in readme
    )
    assert f"{in_part} of the others in part" in readme
