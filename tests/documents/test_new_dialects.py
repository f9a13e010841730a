"""A dialect that somebody has just written: what it says is read, and what is not read of its documents is reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.documents.dialect import BEHIND, Dialect, UnitLine
from pytest_phasegate.documents.keys import COMMITS, FILES, SHARED, lookup, shared
from pytest_phasegate.documents.reader import read
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from pytest_phasegate.documents.dialect import At
    from pytest_phasegate.model.workflow import Unit, Workflow

SPRINT = UnitLine(level=Level.STAGE, kinds=(Kind.HEADING,), words=("sprint",))
CARD = UnitLine(level=Level.TASK, kinds=(Kind.ITEM,), begins=r"(?P<id>EXP-\d{1,6})\b", under=(Level.STAGE,))
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


STATES = {"shipped": Status.COMPLETE, "doing": Status.IN_PROGRESS, "parked": Status.DEFERRED}
OWN_STATES = replace(BOARDS, states=STATES)


@pytest.mark.parametrize(
    "card",
    [
        "- EXP-1 Write it [shipped]",
        "- EXP-1 Write it (Shipped)",
        "- EXP-1 Write it - shipped",
        "- [shipped] EXP-1 Write it",
        "- EXP-1 Write it **[shipped]**",
        "- EXP-1 Write it\n  - **Status**: shipped",
        "- EXP-1 Write it\n  - Status: Shipped",
        "- EXP-1 Write it\n\n| Task | Status |\n|---|---|\n| Task EXP-1 | shipped |",
    ],
)
def test_a2_an_own_word_for_a_state_counts_wherever_a_state_may_stand(card: str) -> None:
    found = boards(f"## Sprint 1: Store\n{card}\n", OWN_STATES)
    assert (unit(found, "EXP-1").status, unit(found, "EXP-1").title) == (Status.COMPLETE, "Write it")
    assert problems(found) == []


def test_a2_an_own_word_counts_in_the_heading_of_a_unit_too() -> None:
    found = boards("## Sprint 1: Store [parked]\n- EXP-1 Write it [doing]\n- EXP-2 Show what was shipped\n", OWN_STATES)
    states = [(each.id, each.title, each.status) for each in found.units()]
    assert states == [
        ("1", "Store", Status.DEFERRED),
        ("EXP-1", "Write it", Status.IN_PROGRESS),
        ("EXP-2", "Show what was shipped", Status.PENDING),
    ]


def test_a3_a_word_where_other_items_have_their_state_is_reported() -> None:
    found = boards("## Sprint 1: Store\n- EXP-1 Write it [shipped]\n- EXP-2 Name it [unheard]\n", OWN_STATES)
    assert problems(found) == ["3: 'unheard' stands where a status stands, and is none that is known"]


def test_a3_a_word_in_brackets_is_none_where_no_item_has_a_state_there() -> None:
    text = "## Sprint 1: Store\n- EXP-1 Write it - shipped\n- EXP-2 Name it [draft]\n- EXP-3 Print it (draft)\n"
    assert problems(boards(text, OWN_STATES)) == []


def test_c5_readers_of_a_units_own_words_get_what_stands_behind_its_id() -> None:
    told: list[tuple[str, str]] = []

    def says(at: At, key: str, value: str) -> tuple[()]:
        told.append((key, value))
        return ()

    rows = (replace(SPRINT, says=(says,)), replace(CARD, says=(says,)))
    boxed = replace(CARD, box=True, begins=r"(?P<id>BOX-\d)[ :]*", says=(says,))
    text = "## Sprint 1: Store\n- EXP-1 Write `a.py` [shipped]\n- [x] EXP-2: Name it\n- [x] BOX-3 Print it\n"
    boards(text, replace(OWN_STATES, units=(*rows, boxed)))
    assert told == [
        ("1", "Store"),
        ("EXP-1", "Write `a.py` [shipped]"),
        ("EXP-2", "Name it"),
        ("BOX-3", "Print it"),
    ]


@pytest.mark.parametrize("column", ["Card", "Name", "Task"])
def test_e2_a_row_whose_first_cell_is_the_id_of_a_unit_names_it(column: str) -> None:
    table = f"| {column} | Status |\n|---|---|\n| EXP-1 | shipped |\n| `EXP-2` | parked |\n| EXP-9 | unheard |\n"
    found = boards(f"## Sprint 1: Store\n- EXP-1 Write it\n- EXP-2 Name it\n\n{table}", OWN_STATES)
    assert (unit(found, "EXP-1").status, unit(found, "EXP-2").status) == (Status.COMPLETE, Status.DEFERRED)


def test_e3_a_heading_without_its_blank_is_read_without_a_state_too() -> None:
    found = boards("## Sprint 1: Store\n- EXP-1 Write it\n\n##Sprint 3: Print\n- EXP-3 Print it\n", OWN_STATES)
    assert problems(found) == []
    assert [each.id for each in unit(found, "3").units] == ["EXP-3"]


@pytest.mark.parametrize(
    "status", ["**Status**: Sprint 2 complete", "Status: Sprint 2 is now COMPLETE", "**Status**: ✅ Sprint 2: shipped"]
)
def test_e1_a_status_may_name_a_unit_by_a_word_of_the_dialect(status: str) -> None:
    found = boards(f"# Board\n{status}\n\n## Sprint 1: Store\n- EXP-1 Write it\n\n## Sprint 2: Show\n", OWN_STATES)
    assert (unit(found, "1").status, unit(found, "2").status) == (Status.PENDING, Status.COMPLETE)
    assert problems(found) == []


def test_e1_a_status_that_names_a_unit_that_there_is_not_is_a_problem() -> None:
    found = boards("## Sprint 1: Store\n**Status**: Sprint 7 complete\n", OWN_STATES)
    assert problems(found)[0].startswith("2: the status claims that stage 7 is done, but no heading")
