"""Lies that are planted in honest repositories are caught at their line, and their honest twins are not accused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from benchmarks.lies.__main__ import told
from benchmarks.lies.bases import EXAMPLE, SIZES, STYLES, Shape, make_project
from benchmarks.lies.documents import FORMS
from benchmarks.lies.judging import judge
from benchmarks.lies.kinds import KINDS
from benchmarks.lies.project import NoPlaceError
from benchmarks.lies.run import run_cases
from benchmarks.lies.table import HEAD, UNSEEN
from benchmarks.lies.unplanted import UNPLANTED
from pytest_phasegate.model.findings import all_kinds
from tests.test_docs import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

CASES, SEED = 100, 1


def test_every_code_has_a_lie_or_a_reason_why_not() -> None:
    planted = {kind.codes[0] for kind in KINDS.values()}
    assert sorted(set(all_kinds()) - planted - set(UNPLANTED)) == []
    assert sorted(planted - set(all_kinds())) == []
    assert sorted(planted & set(UNPLANTED)) == []


@pytest.mark.parametrize("code", UNPLANTED)
def test_what_is_not_planted_is_guarded_by_a_test_that_is_named(code: str) -> None:
    found = re.search(r"\((tests/\S+\.py)\)$", UNPLANTED[code])
    assert found
    assert code in (ROOT / found[1]).read_text(encoding="utf-8")


def test_lies_are_caught_at_their_line_and_no_honest_twin_is_accused(tmp_path: Path) -> None:
    cases = run_cases(CASES, SEED, tmp_path)
    wrong = [told(case) for case in cases if case.false_alarms or (case.end != "caught" and not case.kind.unseen)]
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("dialect", FORMS)
@pytest.mark.parametrize("style", STYLES)
def test_an_honest_repository_is_not_accused_and_one_seed_makes_one(tmp_path: Path, dialect: str, style: str) -> None:
    shape = Shape(dialect, style, "small", cites=FORMS[dialect].cites and style != "squash")
    first, second = (make_project(shape, 7).history.build(tmp_path / name) for name in ("one", "other"))
    assert first == second
    assert judge(tmp_path / "one") == []


def test_the_page_of_lies_has_a_row_for_every_kind() -> None:
    page = (DOCS / "lies.md").read_text(encoding="utf-8")
    rows = {line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")}
    assert rows - {"kind of lie"} == {kind.says for kind in KINDS.values()}
    assert [kind.unseen for kind in KINDS.values() if kind.unseen not in page] == []
    assert [code for code in UNPLANTED if f"`{code}`" not in page] == []
    assert [head for head in (HEAD, UNSEEN) if head not in page] == []


def test_kinds_are_planted_in_what_there_is() -> None:
    for kind in KINDS.values():
        assert set(kind.on) <= {*FORMS, EXAMPLE}, kind.name
    assert list(SIZES) == ["small", "middle", "large"]


def test_a_lie_without_a_place_is_told() -> None:
    with pytest.raises(NoPlaceError):
        make_project(Shape("openspec", size="small"), 1).pick("no such line")
