"""docs/writing-a-dialect.md: its dialect reads its sample and its cases, and its tables are made from the code."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import os
import pkgutil
import re
import sys
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate import all_dialects
from pytest_phasegate.documents import keys, notations
from pytest_phasegate.documents.dialect import At, Dialect, Key, UnitLine
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.model.workflow import CLAIMS
from pytest_phasegate.testing import plan_text
from tests.samples.form import samples_in
from tests.test_docs_examples import module_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

REWRITE = bool(os.environ.get("PHASEGATE_REWRITE"))  # read here, because no test sees variables of this name
NAME = "writing-a-dialect.md"
PAGE = Path(__file__).resolve().parent.parent / "docs" / NAME
SOURCES = ("heading", "field", "table", "box", "steps")
"""Where a state may be said; model/claims.py names them."""
LONGEST_DIALECT = 60

ROW_GROUPS = {
    "What does the line look like?": ("kinds", "box", "words", "ids", "begins", "behind", "optional", "is_plain"),
    "Where may it stand?": ("under", "continues", "is_top", "needs_box"),
    "What is the unit's level and id?": ("level", "fixed_id", "is_bullet", "may_repeat", "is_within", "fault"),
    "What of the rest of the line?": ("tags", "cut", "says"),
    "In front matter and files of data": ("entries", "front_id", "front_title"),
}
DIALECT_GROUPS = {
    "What must be there": ("name", "places", "units", "wants"),
    "How it is recognized": ("signs", "signs_in_place", "looks_for", "needs_state"),
    "What its lines mean": (
        "keys",
        "front_keys",
        "document_keys",
        "other_key",
        "states",
        "sections",
        "box_sections",
        "details",
        "fence",
    ),
    "How its units hang together": ("by_number", "levels", "companion"),
    "What kind of text it is": ("is_data", "is_prose", "is_deep"),
}


def attributes(of: type) -> dict[str, str]:
    """What the docstring of a record says of each of its fields."""
    text = (inspect.getdoc(of) or "").partition("Attributes:\n")[2]
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", text, re.MULTILINE)
    return {name: " ".join(said.split()) for name, said in entries}


def cell(text: str) -> str:
    """A text as it stands in a table: what Markdown would take for markup is escaped."""
    code = re.sub(r"``(.+?)``", r"`\1`", text)
    return code.replace("|", "\\|").replace("[", "\\[") if "`" not in code else code.replace("|", "\\|")


def table(head: str, rows: Iterator[tuple[str, ...]]) -> str:
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|---" * columns + "|", *(f"| {' | '.join(row)} |" for row in rows)])


def type_of(of: type, name: str) -> str:
    if dataclasses.is_dataclass(of):
        return str(next(each.type for each in dataclasses.fields(of) if each.name == name))
    hint = inspect.get_annotations(of)[name]
    return str(getattr(hint, "__forward_arg__", hint))


def grouped(of: type, groups: Mapping[str, tuple[str, ...]]) -> str:
    said = attributes(of)
    parts = []
    for title, names in groups.items():
        rows = ((f"`{name}`", f"`{type_of(of, name)}`".replace("|", "\\|"), cell(said[name])) for name in names)
        parts.append(f"**{title}**\n\n{table('field | type | holds', rows)}")
    return "\n\n".join(parts)


def summary(function: object) -> str:
    return (inspect.getdoc(function) or "").splitlines()[0]


def of_keys() -> str:
    said = attributes(Key)
    rows = ((f"`{name}`", f"`{type_of(Key, name)}`".replace("|", "\\|"), cell(said[name])) for name in Key._fields)
    return table("field | type | holds", rows)


def of_at() -> str:
    """The fields of the reader's place, its properties and its methods, as a reader of values may use them."""
    said = attributes(At)
    rows = [(f"`at.{name}`", cell(text)) for name, text in said.items()]
    for name, member in vars(At).items():
        if isinstance(member, property):
            rows.append((f"`at.{name}`", cell(summary(member))))
        elif isinstance(member, FunctionType) and not name.startswith("_"):
            rows.append(
                (f"`at.{name}({', '.join(list(inspect.signature(member).parameters)[1:])})`", cell(summary(member)))
            )
    return table("there is | which is", iter(rows))


def functions(module: Any, parameters: list[str]) -> Iterator[tuple[str, Any]]:
    for name, member in vars(module).items():
        is_own = isinstance(member, FunctionType) and member.__module__ == module.__name__
        if is_own and not name.startswith("_") and list(inspect.signature(member).parameters) == parameters:
            yield name, member


def of_notations() -> str:
    names = sorted(module.name for module in pkgutil.iter_modules(notations.__path__))
    modules = (importlib.import_module(f"{notations.__name__}.{name}") for name in names)
    found = (
        (module, name, member) for module in modules for name, member in functions(module, ["line", "key", "value"])
    )
    rows = ((f"`{module.__name__.rpartition('.')[2]}.{name}`", cell(summary(member))) for module, name, member in found)
    return table("function | reads", rows)


def of_readers() -> str:
    found = functions(keys, ["at", "key", "value"])
    return table("reader | reads", ((f"`{name}`", cell(summary(member))) for name, member in found))


def of_levels() -> str:
    levels = [f"`{level.name}`" for level in Level if level is not Level.DOCUMENT]
    return ", ".join(levels) + "."


def facts() -> dict[str, str]:
    """What a sign may ask for, with what it means."""
    levels = ", ".join(f"`{level.value}`" for level in Level if level is not Level.DOCUMENT)
    kinds = ", ".join(f"`{kind}`" for kind in CLAIMS if kind != "problems")
    return {
        levels: "a unit of this level",
        "`dotted`, `single`": "a unit that is no stage or phase and whose id has dots, or none",
        "`letters:X`": "a unit whose id begins with these letters and goes on with digits",
        f"{kinds}, `problems`": "a unit makes such a claim",
        "`document-commits`, ...": "the document itself does, outside of its units",
        ", ".join(f"`status-by-{source}`" for source in SOURCES): "a unit's state stands there",
        "`key:phase-status`": "there is a field of this key that stands for no other claim, with `-` for blanks",
    }


def of_facts() -> str:
    return table("fact | is there where", iter(facts().items()))


PARTS: Mapping[str, Callable[[], str]] = {
    "UnitLine": lambda: grouped(UnitLine, ROW_GROUPS),
    "levels": of_levels,
    "Key": of_keys,
    "At": of_at,
    "notations": of_notations,
    "readers": of_readers,
    "Dialect": lambda: grouped(Dialect, DIALECT_GROUPS),
    "facts": of_facts,
}


def with_tables(page: str) -> str:
    """The page with what is made from the code."""
    for name, made in PARTS.items():
        begin, end = f"<!-- from the code: {name} -->\n", "<!-- end -->"
        before, found, rest = page.partition(begin)
        assert found, f"the page has no place for {name}"
        page = f"{before}{begin}\n{made()}\n\n{end}{rest.partition(end)[2]}"
    return page


def test_the_tables_of_the_page_are_made_from_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    if REWRITE:
        PAGE.write_text(with_tables(page), encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == with_tables(page)


@pytest.mark.parametrize(
    ("of", "groups"), [(UnitLine, ROW_GROUPS), (Dialect, DIALECT_GROUPS)], ids=["UnitLine", "Dialect"]
)
def test_the_page_and_the_docstrings_know_every_field_once(of: type, groups: Mapping[str, tuple[str, ...]]) -> None:
    names = sorted(each.name for each in dataclasses.fields(of))
    assert sorted(name for group in groups.values() for name in group) == names
    assert sorted(attributes(of)) == names


def test_the_page_names_every_shared_key() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = [name for name, value in vars(keys).items() if isinstance(value, Key) and name != "OTHER"]
    assert [name for name in named if f"| `{name}` |" not in page] == []
    assert {found for found in re.findall(r'`SHARED\["(.+?)"\]`', page) if found not in keys.SHARED} == set()


def block(language: str, begin: str = "") -> str:
    """The block of the page in this language that begins so."""
    blocks = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return next(str(text) for text in blocks if text.startswith(begin))


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> Dialect:
    """The dialect of the page, among the others as its first step says."""
    module = module_of(NAME, monkeypatch)
    dialect: Dialect = module.DIALECT
    monkeypatch.setitem(all_dialects._NAMES, dialect.name, False)
    monkeypatch.setitem(sys.modules, f"pytest_phasegate.documents.dialects.{dialect.name}", module)
    return dialect


@pytest.mark.usefixtures("boards")
def test_the_sample_of_the_page_claims_what_stands_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.samples.form.FOLDER", tmp_path)
    folder = tmp_path / "boards"
    folder.mkdir()
    (folder / "sprints.md").write_text(block("markdown"), encoding="utf-8")
    (folder / "sprints.claims").write_text(block("text", "recognized:"), encoding="utf-8")
    (sample,) = samples_in(folder / "sprints.claims")
    assert sample.claims.recognized == "boards"
    assert sample.differences() == ""


@pytest.mark.usefixtures("boards")
def test_the_cases_of_the_page_claim_what_stands_below_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.samples.form.FOLDER", tmp_path)
    path = tmp_path / "boards" / "rules.cases"
    path.parent.mkdir()
    path.write_text(block("text", "==="), encoding="utf-8")
    samples = samples_in(path)
    assert len(samples) == 6
    assert "\n".join(sample.differences() for sample in samples).strip() == ""


@pytest.mark.usefixtures("boards")
def test_the_units_of_the_page_get_the_gates_that_all_units_get() -> None:
    ids = [check.id for check in plan_text(block("markdown"), Policy(), path="boards/export.md")]
    assert "boards/export.md::stage-12::EXP-41::commit" in ids
    assert "boards/export.md::stage-12::EXP-42::order" in ids


def test_the_dialect_of_the_page_is_short() -> None:
    assert block("python").count("\n") < LONGEST_DIALECT
