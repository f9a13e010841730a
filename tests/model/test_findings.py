"""The table of finding codes and the code that uses them agree."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import pytest_phasegate
from pytest_phasegate.model.findings import Kind, all_kinds, finding, finding_of, kind_of, read_kinds
from pytest_phasegate.model.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
        if path != PACKAGE / "model" / "findings.txt":
            yield path


def test_every_code_in_use_is_in_the_table() -> None:
    missing = {code: path.name for path in sources() for code in used_codes(path) if code not in all_kinds()}
    assert not missing, (
        f"give these codes a number and a line of explanation in pytest_phasegate/model/findings.txt, in the range of "
        f"their gate, and then the same row in docs/findings.md: {missing}"
    )


def test_every_code_of_the_table_is_in_use() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    unused = [code for code in all_kinds() if f'"{code}"' not in text and f'"{code}/' not in text]
    assert not unused, f"no module gives these codes any more; keep their numbers free in the table: {unused}"


def told(path: Path) -> Iterator[tuple[str, set[str] | None]]:
    """The rows that a module tells findings by, each with the names of its values (None: they are passed on)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding":
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            every = len(names) == len(node.keywords)
            for constant in ast.walk(node.args[0]):
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield constant.value, names if every else None


def names_in(words: Mapping[str, str]) -> set[str]:
    """The names that the templates of a row need."""
    fields = [name for part in words.values() for _, name, _, _ in Formatter().parse(part) if name is not None]
    return {re.split(r"[.\[]", name)[0] for name in fields}


def test_every_finding_that_is_told_has_a_row_and_the_values_that_the_row_names() -> None:
    calls = [(path.name, *each) for path in sources() for each in told(path)]
    wrong = []
    for module, name, values in calls:
        code, _, row = name.partition("/")
        words = all_kinds()[code].rows.get(row) if code in all_kinds() else None
        if words is None or (values is not None and values != names_in(words)):
            wrong.append(f"{module}: {name} with {values}")
    assert calls
    assert not wrong


@pytest.mark.parametrize("text", ["    claims  a unit\n", "  two words\n", "101 a-code what it means\n   found it\n"])
def test_a_table_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="neither a code, nor a row"):
        read_kinds(text)


def test_a_row_takes_from_its_code_what_it_does_not_say_itself() -> None:
    kinds = read_kinds(
        "123 a-b it means this\n    claim  {x}\n    remedy do it\n  odd\n    found  {y}\n    is     unknown\n", "Q"
    )
    assert (kinds["a-b"].number, kinds["a-b"].explanation) == ("Q123", "it means this")
    assert kinds["a-b"].rows["odd"] == {"claim": "{x}", "remedy": "do it", "found": "{y}", "is": "unknown"}


def test_a_value_is_never_a_template() -> None:
    hostile = "{unit.__class__} {0} %s"
    box = SimpleNamespace(quote=hostile, mark=SimpleNamespace(word=hostile))
    said = finding("box-open", 3, unit=SimpleNamespace(name=hostile, status=SimpleNamespace(value="x")), box=box)
    assert said.claim == f"{hostile} is x"
    assert said.found == f'its box "{hostile}" is {hostile}'


def test_a_number_stands_for_one_code() -> None:
    numbers = [kind.number for kind in all_kinds().values()]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"PG\d{3}", number) for number in numbers)
    assert numbers == sorted(numbers)


def test_every_explanation_is_one_sentence_without_its_full_stop() -> None:
    for kind in all_kinds().values():
        assert "\n" not in kind.explanation
        assert len(kind.explanation) <= 160
        assert not kind.explanation.endswith(".")


def test_a_code_of_somebody_elses_gate_has_the_number_of_all_such() -> None:
    unpaid = Finding(code="invoice-unpaid", line=3, claim="", found="", remedy="")
    assert kind_of(unpaid) == Kind(
        code="invoice-unpaid", number="PG999", explanation="a finding of a gate that is not built in"
    )


def test_a_code_of_another_packages_table_has_the_number_and_the_explanation_that_stand_there() -> None:
    table = read_kinds("101 invoice-unpaid  An invoice is not paid\n    found {who} has not paid\n", "ACME")
    unpaid = finding_of(table, "invoice-unpaid", 3, who="{line} Ada")
    assert (unpaid.found, unpaid.rule) == ("{line} Ada has not paid", "ACME101 An invoice is not paid")
    assert kind_of(unpaid) == Kind(code="invoice-unpaid", number="ACME101", explanation="An invoice is not paid")


def test_a_rule_of_a_findings_own_changes_nothing_for_a_code_of_ours() -> None:
    posing = Finding(code="commit-missing", line=3, claim="", found="", remedy="", rule="ACME101 All is well")
    assert kind_of(posing).number == "PG101"


def test_the_docs_list_every_code_with_its_number_and_explanation() -> None:
    text = DOCS.read_text(encoding="utf-8")
    rows = [f"| {kind.number} | `{kind.code}` | {kind.explanation} |" for kind in all_kinds().values()]
    missing = [row for row in rows if row not in text]
    assert not missing, "docs/findings.md lacks these rows:\n" + "\n".join(missing)
    assert text.count("| PG") == len(rows) + 1, "docs/findings.md has rows of codes that are gone"
