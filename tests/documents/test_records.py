"""The records of the dialects are well formed: what is wrong in one would else be seen as lines that are not read."""

from __future__ import annotations

import re

import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.workflow import CLAIMS
from pytest_phasegate.text.lines import Kind

FACT = re.compile(
    "|".join(
        (
            *(level.value for level in Level if level is not Level.DOCUMENT),
            "dotted|single|letters:.+|key:[^ A-Z]+",
            *(f"(?:document-)?{kind}" for kind in CLAIMS),
            "status-by-(?:heading|field|table|box|steps)",
        )
    )
)
WITHOUT_WORDS = {Kind.ROW, Kind.FRONT_MATTER}
"""Lines that introduce a unit by what stands in their cells or values."""


@pytest.mark.parametrize("name", DIALECTS)
def test_signs_ask_for_facts_that_there_are(name: str) -> None:
    assert isinstance(DIALECTS[name].signs, tuple)
    assert [fact for sign in DIALECTS[name].signs for fact in sign.split() if not FACT.fullmatch(fact)] == []


@pytest.mark.parametrize("name", DIALECTS)
def test_a_row_says_how_its_lines_begin(name: str) -> None:
    for row in DIALECTS[name].units:
        if row.kinds and not WITHOUT_WORDS.issuperset(row.kinds):
            assert row.words or row.box or "id" in re.compile(row.begins).groupindex, row
            assert not (row.words and row.begins), row


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_says_what_people_are_told(name: str) -> None:
    dialect = DIALECTS[name]
    assert (dialect.name, bool(dialect.wants), bool(dialect.looks_for)) == (name, True, True)
