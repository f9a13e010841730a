from __future__ import annotations

import pytest

from pytest_phasegate.documents.parts.tree_lines import Note, read_notes, read_statement, read_tree_line
from pytest_phasegate.text.scanner import scan


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PHASE 1 COMPLETED", ("1", "COMPLETED")),
        ("Stage 1: DONE", ("1", "DONE")),
        ("**Task 1.2.A**: ✅ COMPLETE", ("1.2.A", "✅ COMPLETE")),
        ("Task 1.2 - IN PROGRESS", ("1.2", "IN PROGRESS")),
        ("Task 1.2 is complete now", None),
        ("Task 1.2: Complete the report", None),
        ("Phase 1 COMPLETED " + "x" * 400, None),
        ("", None),
    ],
)
def test_a_statement_says_only_how_a_unit_stands(text: str, said: tuple[str, str] | None) -> None:
    assert read_statement(text) == said


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("Dependencies: None | Stage Gate: tests pass", [("dependencies", "None"), ("stage gate", "tests pass")]),
        ("**Dependencies**: 1.1", [("dependencies", "1.1")]),
        ("**Depends on:** 1.1", [("dependencies", "1.1")]),
        ("_Requirements: 1.1, 2.3_", [("covers", "1.1, 2.3")]),
        ("WBS: 2.1", [("covers", "2.1")]),
        ("(Gate: it builds", [("stage gate", "it builds")]),
        ("The Dependencies: none", []),
        ("Interdependencies: 1.1", []),
        ("prose", []),
        ("Dependenc\u0131es: 1.1", []),
    ],
)
def test_notes_are_read_by_their_keys(text: str, notes: list[tuple[str, str]]) -> None:
    assert read_notes(text) == tuple(Note(*note) for note in notes)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("1..2", "the number has two dots in a row"),
        ("1.02", "a part of the number begins with 0"),
        ("1.1234567", "a part of the number has more than 6 digits"),
        ("1.1.1.1.1.1.1.1.1.1", "the number has 10 parts; at most 9 are read"),
    ],
)
def test_a_number_that_is_none_says_why(number: str, why: str) -> None:
    (token,) = scan(f"- {number} Title")
    line = read_tree_line(token)
    assert line is not None
    assert (line.number, line.problem) == (number, why)


def test_a_note_stands_anywhere_behind_the_title() -> None:
    (token,) = scan("- [x] 1.2 Read (fast) *(Dependencies: [1.1], 1.0 (all))* - ✅ COMPLETE")
    line = read_tree_line(token)
    assert line is not None
    assert line.title == "Read (fast)"
    assert line.notes == (Note("dependencies", "[1.1], 1.0 (all)"),)
    assert line.status is not None


def test_tables_and_code_are_no_lines_of_a_tree() -> None:
    assert [read_tree_line(token) for token in scan("| 1.1 | x |\n|---|---|\n\n---\n")] == [None] * 3
