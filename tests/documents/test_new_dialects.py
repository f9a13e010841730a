"""A dialect that somebody has just written: what it says is read, and what is not read of its documents is reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import BEHIND, Dialect, Row
from pytest_phasegate.documents.keys import COMMITS, FILES, SHARED, lookup, shared
from pytest_phasegate.documents.reader import read
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow

SPRINT = Row(level=Level.STAGE, kinds=(Kind.HEADING,), words=("sprint",))
CARD = Row(level=Level.TASK, kinds=(Kind.ITEM,), begins=r"(?P<id>EXP-\d{1,6})\b", under=(Level.STAGE,))
BOARDS = Dialect(name="boards", places=(), units=(SPRINT, CARD), wants="no sprint", keys=shared)


def boards(text: str, dialect: Dialect = BOARDS) -> Workflow:
    return read(dialect, "boards/plan.md", text)


def unit(workflow: Workflow, id_: str) -> Unit:
    return next(each for each in workflow.root.walk() if each.id == id_)


def problems(workflow: Workflow) -> list[str]:
    return [f"{claim.line}: {claim.message}" for each in workflow.root.walk() for claim in each.problems]


def test_a1_a_card_whose_id_is_followed_by_a_blank_is_a_unit() -> None:
    found = boards("## Sprint 1: Store\n- EXP-1 Write it\n- EXP-2: Name it\n- EXP-3 - Print it\n")
    assert [each.title for each in unit(found, "1").units] == ["Write it", "Name it", "Print it"]
    assert problems(found) == []


STRICT = replace(BOARDS, units=(SPRINT, replace(CARD, behind=BEHIND)))
"""Cards whose id must be followed by a colon or the like: "EXP-2 Name it" is none."""


def test_a1_a_line_that_a_row_describes_and_that_introduces_no_unit_is_reported() -> None:
    found = boards("## Sprint 1: Store\n- EXP-1: Write it - DONE\n- EXP-2 Name it\n### EXP-3 Print it\n", STRICT)
    assert problems(found) == ["3: the line names 'EXP-2' as a heading does, but introduces no unit"]


def test_a1_a_line_that_speaks_of_a_unit_that_there_is_is_not_reported() -> None:
    text = "## Sprint 1: Store\n- EXP-1: Write it\n\n### Order\n- EXP-1 comes first\n```\n- EXP-7 in a fence\n```\n"
    assert problems(boards(text, STRICT)) == []


def test_a6_parts_do_not_make_a_unit_done_while_one_of_them_was_not_read() -> None:
    lie = boards("## Sprint 1: Store\n- EXP-1: Write it - DONE\n- EXP-2 Name it\n", STRICT)
    assert (unit(lie, "1").status, unit(lie, "EXP-1").status) == (Status.IN_PROGRESS, Status.COMPLETE)
    nested = boards("## Sprint 1: Store\n- EXP-1: Write it - DONE\n  - EXP-2 Name it\n", STRICT)
    assert unit(nested, "1").status is Status.IN_PROGRESS
    honest = boards("## Sprint 1: Store\n- EXP-1: Write it - DONE\n- EXP-2: Name it - DONE\n", STRICT)
    assert unit(honest, "1").status is Status.COMPLETE


KEYS = lookup({"touches": FILES, "landed in": COMMITS, "waits for": SHARED["depends on"]}, shared)
FIELDS = replace(BOARDS, keys=KEYS)


def test_a4_a_key_that_the_dialect_names_is_read_without_bold_type_too() -> None:
    text = "## Sprint 1: Store\n- EXP-1 Write it\n- EXP-2 Name it\n"
    text += "  Touches: a.py\n  Landed in: a830299\n  Waits for: EXP-1\n"
    card = unit(boards(text, FIELDS), "EXP-2")
    assert [claim.path for claim in card.files] == ["a.py"]
    assert [claim.id for claim in card.commits] == ["a830299"]
    assert [each.id for claim in card.dependencies for each in claim.units] == ["EXP-1"]


def test_a4_a_dialect_may_ask_for_bold_type() -> None:
    strict = replace(BOARDS, keys=lookup({"touches": FILES}, plain=False))
    text = "## Sprint 1: Store\n- EXP-2 Name it\n  Touches: a.py\n  **Touches**: b.py\n"
    assert [claim.path for claim in unit(boards(text, strict), "EXP-2").files] == ["b.py"]


def test_a5_a_field_of_the_dialect_of_which_nothing_is_read_is_reported() -> None:
    text = "## Sprint 1: Store\n- EXP-2 Name it\n  - Touches: the store\n  - **Touches**: the table\n"
    assert problems(boards(text, FIELDS)) == [
        "3: the line is a field of this dialect, and nothing is read of 'the store'",
        "4: the line is a field of this dialect, and nothing is read of 'the table'",
    ]


def test_a5_a_field_that_says_nothing_yet_or_is_none_of_the_dialect_is_not_reported() -> None:
    text = "## Sprint 1: Store\n- EXP-2 Name it\n  - Touches: none\n  - Touches: TBD\n"
    text += "  - Note: the store\n  - File: the store\n"
    assert problems(boards(text, FIELDS)) == []
