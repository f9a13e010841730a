"""Checkboxes: every mark, what is none, how boxes nest, and what is told of marks that mean nothing."""

from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.boxes import bracketed_word, find_box, read_boxes, read_mark
from pytest_phasegate.model.claims import BoxClaim, Mark, Problem
from pytest_phasegate.text.scanner import scan
from tests.reading import Reading


def test_boxes_know_their_place_and_the_box_around_them() -> None:
    text = "- [x] a\n  - [ ] b\n    1. [~] c\n  - d\n    - [x] e\n- f\n  - [x] g\n"
    boxes = [claim for claim in read_boxes(scan(text)) if isinstance(claim, BoxClaim)]
    assert [(box.line, box.column, box.depth, box.parent, box.mark, box.text) for box in boxes] == [
        (1, 3, 0, None, Mark.TICKED, "a"),
        (2, 5, 1, 1, Mark.OPEN, "b"),
        (3, 8, 2, 2, Mark.IN_PROGRESS, "c"),
        (5, 7, 1, 1, Mark.TICKED, "e"),
        (7, 5, 0, None, Mark.TICKED, "g"),
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


MARKS = {
    "[ ] a": Mark.OPEN,
    "[] a": Mark.OPEN,
    "[Not done] a": Mark.OPEN,
    "[x] a": Mark.TICKED,
    "[X] a": Mark.TICKED,
    "[ x ] a": Mark.TICKED,
    "[v] a": Mark.TICKED,
    "[✓] a": Mark.TICKED,
    "[✔️] a": Mark.TICKED,
    "[✅] a": Mark.TICKED,
    "[done] a": Mark.TICKED,
    "[~] a": Mark.IN_PROGRESS,
    "[-] a": Mark.IN_PROGRESS,
    "[ - ] a": Mark.IN_PROGRESS,
    "[/] a": Mark.IN_PROGRESS,
    "[🔄] a": Mark.IN_PROGRESS,
    "[ ] ~~a~~": Mark.DROPPED,
    "[x] ~~a~~": Mark.DROPPED,
    "~~[ ] a~~": Mark.DROPPED,
    "[x] SKIP: a": Mark.DROPPED,
    "[ ]* a": Mark.OPEN,
    "☐ a": Mark.OPEN,
    "☐\ufe0f a": Mark.OPEN,
    "⬜ a": Mark.OPEN,
    "☑ a": Mark.TICKED,
    "☑️ a": Mark.TICKED,
    "☐": Mark.OPEN,
    "[ ]a": Mark.OPEN,
    "[x]a": Mark.TICKED,
    "[X]`a`": Mark.TICKED,
    "[pending] a": Mark.OPEN,
    "[To do] a": Mark.OPEN,
    "[not started] a": Mark.OPEN,
    "[failed] a": Mark.OPEN,
    "[BLOCKED] a": Mark.OPEN,
    "[in progress] a": Mark.IN_PROGRESS,
    "[In-Progress] a": Mark.IN_PROGRESS,
    "[WIP] a": Mark.IN_PROGRESS,
    "[partial] a": Mark.IN_PROGRESS,
    "[Complete] a": Mark.TICKED,
    "[COMPLETED] a": Mark.TICKED,
    "[✅ done] a": Mark.TICKED,
    "[deferred] a": Mark.DROPPED,
    "[n/a] a": Mark.DROPPED,
    "**[ ] a**": Mark.OPEN,
    "**[x]** a": Mark.TICKED,
    "*[ ] a*": Mark.OPEN,
    "~~☐ a~~": Mark.DROPPED,
}


@pytest.mark.parametrize(("text", "mark"), MARKS.items())
def test_a_known_mark_has_a_meaning(text: str, mark: Mark) -> None:
    box = find_box(text)
    assert box is not None
    assert read_mark(box) is mark


@pytest.mark.parametrize("text", ["[!] a", "[?] a", "[o] a", "[*] a", "[❌] a", "[🔴] a", "[⏸️] a", "[! ] a", "☒ a"])
def test_an_unknown_mark_is_a_box_without_a_meaning(text: str) -> None:
    box = find_box(text)
    assert box is not None
    assert read_mark(box) is None


@pytest.mark.parametrize(
    "text",
    ["[later] a", "[HIGH] a", "[Open the gate] a", "**[MODIFY]** a", "**a** [ ]", "✅ a", "❌ a", "☐a", "[done](b)",
     "[P] a", "[US1] a", "[1] a", "[12]", "[ID] a", "[a](b)", "[x](b)", "[x]: b", "[x][b]",
     "[ ](b)", "[-]a", "[[x]] a", "[", "[x", "a [x]",
     "[^1] a", "[@ada] a", "[" + "x" * 100 + "] a", "", "~~a~~"],
)  # fmt: skip
def test_tags_links_and_footnotes_are_no_boxes(text: str) -> None:
    assert find_box(text) is None


def test_a_box_keeps_what_is_written() -> None:
    assert find_box("[ X ]  text ") == (" X ", 0, "text", False)
    assert find_box("~~[x] text~~") == ("x", 2, "text~~", True)
    assert find_box("**[x] text**") == ("x", 2, "text", False)
    assert find_box("**[x]** **text**") == ("x", 2, "**text**", False)
    assert find_box("[x] **Key**: value") == ("x", 0, "**Key**: value", False)
    assert find_box("☑\ufe0f text") == ("☑", 0, "text", False)


@pytest.mark.parametrize("text", ["[later] a", "[Half way] a", "[NOT-REALLY] a", "**[later]** a"])
def test_a_word_in_brackets_may_be_meant_as_a_state(text: str) -> None:
    assert bracketed_word(text) == text.strip("*").partition("]")[0][1:]


@pytest.mark.parametrize(
    "text", ["[P] a", "[US1] a", "[API] a", "[Optional] a", "[later](b)", "[later]: b", "[^a] b",
             "[x] a", "[done] a", "a [later]", "[a very long remark indeed] a", "[@ada] a", "[]", ""],
)  # fmt: skip
def test_tags_numbers_and_links_are_not_meant_as_a_state(text: str) -> None:
    assert bracketed_word(text) == ""


UNITS = {
    "batches": "## Batch 1: A\n\n",
    "checkpoints": "## Phase 1: A\n\n3. [ ] CHECKPOINT: B\n\n",
    "phases": "## Phase 1: A\n\n**Role**: developer\n\n",
    "stages": "Stage 1: A\n\n1.1 B\n\n",
}


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- [&] done?\n", "the checkbox holds '&', which no dialect knows; write [ ], [x] or [~]"),
        ("```\n- [x] hidden\n", "the code fence is never closed and hides all to line"),
        ("<!--\n- [x] hidden\n", "the HTML comment is never closed and hides all to line"),
    ],
)
def test_every_dialect_reports_what_cannot_be_read_in_the_same_words(name: str, text: str, message: str) -> None:
    if name == "phases" and text.startswith("- ["):
        pytest.skip("a phase has no boxes of its own: the document of its work has")
    if name not in ("batches", "checkpoints", "phases", "stages"):
        pytest.skip("this dialect is not there")
    workflow = Reading(name).read("tasks.md", UNITS[name] + text)
    problems: list[Problem] = [problem for unit in workflow.root.walk() for problem in unit.problems]
    assert [problem.message[: len(message)] for problem in problems] == [message]
