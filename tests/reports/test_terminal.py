from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phasegate.model.described import DocumentFacts, UnitFacts
from pytest_phasegate.model.verdict import UNPROVEN, Answer, Outcome
from pytest_phasegate.reports.terminal import MOST_UNPROVEN, Line, render, render_notes, shorten
from pytest_phasegate.text.words import line_ranges
from tests.reports.results import finding, outcome, result

HELD, FAILED, PENDING = Answer.HELD, Answer.FAILED, Answer.PENDING
OTHER = "docs/phases/other.md"


def texts(outcome: Outcome, width: int = 120) -> list[str]:
    return [line.text for line in render(outcome, width)]


def test_each_document_has_a_row_and_all_have_a_total() -> None:
    results = [
        result(HELD),
        result(FAILED, [finding(14), finding(15), finding(20)]),
        result(PENDING),
        result(HELD, document=OTHER),
        result(Answer.UNKNOWN, [finding(7)], document=OTHER),
        result(Answer.WAIVED, [finding(9)], document=OTHER),
    ]
    assert texts(outcome(*results)) == [
        "Document             Units Claimed Held False Pending Unknown Waived Proven  Missing",
        "-" * 86,
        "docs/phases/other.md     3       3    1     0       0       1      1    50%  7",
        "docs/tasks.md            3       2    1     1       1       0      0    50%  14-15, 20",
        "-" * 86,
        "TOTAL                    6       5    2     1       1       1      1    50%",
    ]


def test_tones_tell_what_holds_from_what_is_false_and_what_is_in_doubt() -> None:
    results = [
        result(HELD, document="a.md"),
        result(FAILED, document="b.md"),
        result(Answer.UNKNOWN, document="c.md"),
        result(PENDING, document="d.md"),
    ]
    assert [line.tone for line in render(outcome(*results), 80)] == ["", "", "good", "bad", "doubtful", "", "", "bad"]


def test_done_units_that_nothing_is_held_of_are_counted_apart() -> None:
    place = "docs/tasks.md"
    units = [
        UnitFacts(place=place, parent=None, level="document", id="", title="", status="complete", line=1, end=9),
        UnitFacts(
            place=f"{place}::b1", parent=place, level="batch", id="1", title="", status="complete", line=2, end=9
        ),
        *(
            UnitFacts(
                place=f"{place}::b1::{id_}",
                parent=f"{place}::b1",
                level="task",
                id=id_,
                title="",
                status=status,
                line=3,
                end=4,
            )
            for id_, status in (("1.1", "complete"), ("1.2", "implemented"), ("1.3", "pending"))
        ),
    ]
    facts = {place: DocumentFacts(path=place, dialect="batches", lines=(), units=tuple(units))}
    judged = [result(HELD, id="b1::1.1::files"), replace(result(HELD, id="b1::1.2::record"), gate="record")]
    of_all = replace(outcome(*judged), documents=facts)
    assert texts(of_all)[-1] == "1 of 3 done units names nothing that could be held to anything"
    of_none = replace(outcome(judged[1]), documents=facts)
    assert texts(of_none)[-1] == "3 of 3 done units name nothing that could be held to anything"
    held = replace(outcome(judged[0], result(HELD, id="b1::1.2::files")), documents=facts)
    assert not texts(held)[-1].endswith("held to anything")
    partial = replace(outcome(judged[1], left_out=1), documents=facts)
    assert texts(partial)[-1].startswith("partial")


def test_nothing_judged_gives_no_table() -> None:
    assert render(Outcome(results=(), planned={"docs/tasks.md": 3}, units={}, facts={}), 80) == ()


@pytest.mark.parametrize(
    ("answers", "proven"),
    [
        ([HELD] * 3, "100%"),
        ([FAILED] * 3, "0%"),
        ([HELD] * 2 + [FAILED], "67%"),
        ([HELD] * 999 + [FAILED], "99%"),
        ([HELD] + [FAILED] * 999, "1%"),
        ([HELD, Answer.UNKNOWN], "50%"),
        ([HELD, Answer.WAIVED, PENDING], "100%"),
        ([PENDING, Answer.WAIVED], "-"),
    ],
)
def test_proven_is_what_held_of_what_was_claimed_and_not_waived(answers: list[Answer], proven: str) -> None:
    results = [result(answer, id=f"{number}::files") for number, answer in enumerate(answers)]
    assert texts(outcome(*results))[-1].split()[-1] == proven


def test_a_partial_run_says_so_and_has_no_percentage_where_checks_were_left_out() -> None:
    lines = texts(outcome(result(HELD), result(HELD, document=OTHER), left_out=338))
    assert [line.split()[-1] for line in lines[2:4]] == ["100%", "-"]
    assert lines[-2].split()[-1] == "-"
    assert lines[-1] == "partial: 2 of 340 checks were judged"


def test_a_failure_without_findings_is_missing_at_its_own_line() -> None:
    assert texts(outcome(result(FAILED, line=33)))[2].endswith("0%  33")


def test_what_has_no_line_is_not_listed_as_missing() -> None:
    assert texts(outcome(result(FAILED, [finding(0)])))[2].endswith("0%")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_rows_fit_the_terminal(width: int) -> None:
    long = "task-tracking/2026/a-very-long-folder/another-one/TASK_2026_017/tasks.md"
    lines = texts(outcome(result(FAILED, [finding(line) for line in range(1, 400, 2)], document=long)), width)
    assert max(map(len, lines)) <= width
    assert lines[2].rstrip().endswith(", ...")


def test_columns_of_zeros_make_room_for_names() -> None:
    lines = texts(outcome(result(HELD, document="task-tracking/TASK_7/tasks.md")), 60)
    assert lines[0] == "Document                     Units Claimed Held False Proven"


def test_a_hostile_name_cannot_control_the_terminal() -> None:
    assert "\x1b" not in "".join(texts(outcome(result(HELD, document="a\x1b[2J.md"))))


def test_claims_that_hold_in_another_way_than_written_are_counted_and_listed() -> None:
    notes = ("4830299 is now a1b2c3d4e5", "b.py was found as src/b\x1b.py")
    run = outcome(result(HELD, notes=notes), result(HELD), result(FAILED, notes=("not this",)))
    assert render_notes(run, in_full=False) == (Line("2 notes on claims (-v lists them)"),)
    assert [line.text for line in render_notes(run, in_full=True)] == [
        "2 notes on claims:",
        "  docs/tasks.md:14: 4830299 is now a1b2c3d4e5",
        r"  docs/tasks.md:14: b.py was found as src/b\x1b.py",
    ]
    assert render_notes(outcome(result(HELD)), in_full=True) == ()


def test_b7_what_is_not_proven_is_shown_without_being_asked_for() -> None:
    run = outcome(result(HELD, notes=("b.py was found as src/b.py", f"{UNPROVEN}no commit is known")))
    assert [line.text for line in render_notes(run, in_full=False)] == [
        "2 notes on claims (-v lists them):",
        "  docs/tasks.md:14: not proven: no commit is known",
    ]
    many = outcome(*[result(HELD, notes=(f"{UNPROVEN}no commit is known",))] * 50)
    assert len(render_notes(many, in_full=False)) == 1 + MOST_UNPROVEN


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [([], ""), ([3], "3"), ([3, 4], "3-4"), ([9, 3, 4, 4, 5, 7], "3-5, 7, 9")],
)
def test_lines_are_written_as_ranges(numbers: list[int], shown: str) -> None:
    assert line_ranges(numbers) == shown


@pytest.mark.parametrize(
    ("width", "shown"),
    [(29, "task-tracking/TASK_7/tasks.md"), (24, "task-.../TASK_7/tasks.md"), (12, "ta...asks.md")],
)
def test_a_long_path_is_cut_in_its_middle(width: int, shown: str) -> None:
    assert shorten("task-tracking/TASK_7/tasks.md", width) == shown
