"""The ledger of behaviours, the tests and the README say the same."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import botocore.session

from moto_appstream.appstream.responses import AppStreamResponse

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "moto_appstream" / "appstream" / "FIDELITY.md"
EVIDENCE = ("recorded", "documented", "model", "assumed")


def table_rows(columns: int) -> list[list[str]]:
    """The rows of the ledger's tables that have so many columns, without their headings."""
    rows = []
    for line in LEDGER.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == columns and cells[0] not in ("id", "operation", "---"):
            rows.append(cells)
    return rows


def ids_named_by_tests() -> set[str]:
    """The arguments of all markers ``row`` in the tests."""
    named = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.row":
                named.update(ast.literal_eval(argument) for argument in node.args)
    return named


def test_every_row_has_evidence_and_an_id_of_its_own() -> None:
    rows = table_rows(4)
    assert len(rows) > 40
    assert {row[2] for row in rows} <= set(EVIDENCE)
    assert len({row[0] for row in rows}) == len(rows)


def test_every_row_has_a_test_that_names_it_and_no_test_names_another() -> None:
    assert ids_named_by_tests() == {row[0] for row in table_rows(4)}


def test_every_operation_of_the_model_is_in_the_table_and_is_there_as_it_says() -> None:
    model = botocore.session.get_session().get_service_model("appstream")
    there = {name: answer == "yes" for name, answer in table_rows(2)}
    assert set(model.operation_names) <= set(there)
    methods = {name: botocore.xform_name(name) for name in there}
    assert there == {name: hasattr(AppStreamResponse, methods[name]) for name in there}


def test_the_readme_sums_the_ledger_up() -> None:
    rows = table_rows(4)
    counts = Counter(row[2] for row in rows)
    in_part = sum(row[2] != "assumed" and "assumed" in row[3] for row in rows)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert (
        f"{len(rows)} behaviours: {counts['recorded']} recorded, "
        f"{counts['documented']} documented, {counts['model']} from the service model, "
        f"{counts['assumed']} assumed" in readme
    )
    assert f"{in_part} of the others in part" in readme
