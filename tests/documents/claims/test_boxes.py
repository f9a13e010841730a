from __future__ import annotations

from pytest_phasegate.documents.claims.boxes import read_boxes
from pytest_phasegate.documents.scanner import scan
from pytest_phasegate.model.claims import BoxClaim, Mark, Problem


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


def test_a_mark_without_a_bullet_is_no_box_of_this_reader() -> None:
    assert list(read_boxes(scan("[x] a\n\n# [ ] b\n"))) == []
