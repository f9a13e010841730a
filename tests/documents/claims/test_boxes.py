from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.boxes import read_boxes
from pytest_phasegate.model.claims import BoxClaim, Mark, Problem
from pytest_phasegate.text.scanner import scan


def test_boxes_know_their_place_and_the_box_around_them() -> None:
    text = "- [x] a\n  - [ ] b\n    1. [~] c\n  - d\n    - [x] e\n- f\n  - [x] g\n"
    boxes = [claim for claim in read_boxes(scan(text)) if isinstance(claim, BoxClaim)]
    assert [(box.line, box.column, box.depth, box.parent, box.mark, box.text) for box in boxes] == [
        (1, 3, 0, None, Mark.TICKED, "a"),
        (2, 5, 1, 1, Mark.OPEN, "b"),
        (3, 8, 2, 2, Mark.IN_PROGRESS, "c"),
        (5, 7, 2, 1, Mark.TICKED, "e"),
        (7, 5, 1, None, Mark.TICKED, "g"),
    ]


def test_an_unknown_mark_is_a_problem_at_its_line() -> None:
    (problem,) = read_boxes(scan("text\n\n- [!] a\n"))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.text) == (3, "[!] a")
    assert problem.message == "the checkbox holds '!', which no dialect knows; write [ ], [x] or [~]"


def marks_of(text: str) -> list[tuple[int, int, Mark]]:
    return [(box.line, box.column, box.mark) for box in read_boxes(scan(text)) if isinstance(box, BoxClaim)]


def test_a_line_without_a_bullet_is_a_box_where_its_mark_is_known() -> None:
    text = "text\n\n[x] a\n[ ] b\n\n[!] c\n[later] d\n\n# [ ] e\n\n    [ ] code\n"
    assert list(read_boxes(scan("[!] c\n\n[P] d\n\n[a](b)\n"))) == []
    assert marks_of(text) == [(3, 1, Mark.TICKED), (4, 1, Mark.OPEN)]


def test_boxes_have_many_shapes() -> None:
    text = "- ☐ a\n- ☑ b\n- [ ]c\n- [pending] d\n- [in progress] e\n- [failed] f\n- **[ ] g**\n- [x] h\n"
    assert [mark for _, _, mark in marks_of(text)] == [
        Mark.OPEN,
        Mark.TICKED,
        Mark.OPEN,
        Mark.OPEN,
        Mark.IN_PROGRESS,
        Mark.OPEN,
        Mark.OPEN,
        Mark.TICKED,
    ]


def test_a_cell_that_is_a_box_is_one() -> None:
    text = "| a | done |\n|---|---|\n| x | [ ] |\n| [x] | [x] y |\n| [ ](b) | [P] | ☐ |\n| `[ ]` | - [ ] | [] |\n"
    assert marks_of(text) == [(3, 7, Mark.OPEN), (4, 3, Mark.TICKED), (5, 18, Mark.OPEN)]


@pytest.mark.parametrize(
    "text",
    ["- [x] a\n- [later] b\n", "- [x] a\n  - [ ] c\n\n  more of it\n- **[later]** b\n", "1. [later] b\n2. [ ] a"],
)
def test_an_unknown_word_among_boxes_is_a_problem(text: str) -> None:
    (problem,) = (claim for claim in read_boxes(scan(text)) if isinstance(claim, Problem))
    assert text.split("\n")[problem.line - 1].strip("-12. ") == problem.text
    assert problem.message == (
        "the boxes beside it are marked, but 'later' is no mark; write [ ], [x], [~] or [skipped]"
    )


@pytest.mark.parametrize(
    "text",
    [
        "- [later] a\n- [sooner] b\n",
        "- [x] a\n\ntext\n\n- [later] b\n",
        "- [x] a\n  - [later] b\n",
        "- [later] a\n  - [x] b\n",
        "- [x] a\n- [API] b\n- [MODIFY] c\n- [text](url)\n- [1] d\n- [^note] e\n- [P] f\n- [US1] g\n- [Optional] h\n",
    ],
)
def test_tags_and_lists_without_boxes_are_no_problem(text: str) -> None:
    assert [claim for claim in read_boxes(scan(text)) if isinstance(claim, Problem)] == []
