"""The table of finding codes and the code that uses them agree."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_phasegate
from pytest_phasegate.model.findings import FINDINGS, Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(pytest_phasegate.__file__).parent
DOCS = PACKAGE.parent / "docs" / "findings.md"
CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def used_codes(path: Path) -> Iterator[str]:
    """Constants given as ``code=``, assigned to ``code``, or passed where a function of the module takes ``code``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    places = {
        node.name: [argument.arg for argument in node.args.args].index("code")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "code" in [argument.arg for argument in node.args.args]
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code":
            yield from constants(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
            if len(node.args) > places[node.func.id]:
                yield from constants(node.args[places[node.func.id]])
        elif isinstance(node, ast.Assign):
            yield from assigned(node)


def assigned(node: ast.Assign) -> Iterator[str]:
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == "code":
            yield from constants(node.value)
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for name, value in zip(target.elts, node.value.elts, strict=True):
                if isinstance(name, ast.Name) and name.id == "code":
                    yield from constants(value)


def constants(node: ast.expr) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value):
            yield each.value


def sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path != PACKAGE / "model" / "findings.py":
            yield path


def test_every_code_in_use_is_in_the_table() -> None:
    missing = {code: path.name for path in sources() for code in used_codes(path) if code not in FINDINGS}
    assert not missing, (
        f"give these codes a number and a line of explanation in pytest_phasegate/model/findings.py, in the range of "
        f"their gate, and then the same row in docs/findings.md: {missing}"
    )


def test_every_code_of_the_table_is_in_use() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    unused = [code for code in FINDINGS if f'"{code}"' not in text]
    assert not unused, f"no module gives these codes any more; keep their numbers free in the table: {unused}"


def test_a_number_stands_for_one_code() -> None:
    numbers = [kind.number for kind in FINDINGS.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"PG\d{3}", number) for number in numbers)
    assert numbers == sorted(numbers)


def test_every_explanation_is_one_sentence_without_its_full_stop() -> None:
    for kind in FINDINGS.values():
        assert "\n" not in kind.explanation
        assert len(kind.explanation) <= 160
        assert not kind.explanation.endswith(".")


def test_a_code_of_somebody_elses_gate_has_the_number_of_all_such() -> None:
    assert kind_of("invoice-unpaid") == Kind(
        code="invoice-unpaid", number="PG999", explanation="a finding of a gate that is not built in"
    )


def test_the_docs_list_every_code_with_its_number_and_explanation() -> None:
    text = DOCS.read_text(encoding="utf-8")
    rows = [f"| {kind.number} | `{kind.code}` | {kind.explanation} |" for kind in FINDINGS.values()]
    missing = [row for row in rows if row not in text]
    assert not missing, "docs/findings.md lacks these rows:\n" + "\n".join(missing)
    assert text.count("| PG") == len(rows) + 1, "docs/findings.md has rows of codes that are gone"
