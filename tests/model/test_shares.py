from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.described import DocumentFacts, UnitFacts
from pytest_phasegate.model.policy import DocumentRule, Phase, Policy, ReportRule, UnitMatch
from pytest_phasegate.model.shares import LineState, all_line_states, judge_thresholds, show_percent, total_share
from pytest_phasegate.model.verdict import Answer, Outcome, Result, Verdict

PLACE = Location("p", 1)
PROVEN, MISSING, WAIVED = LineState.PROVEN, LineState.MISSING, LineState.WAIVED


def outcome(
    *answers: tuple[Answer, tuple[int, ...]], planned: tuple[tuple[int, int], ...] | None = None, left_out: int = 0
) -> Outcome:
    """One document whose checks have these answers and lines, a unit and a phase of the same number for each."""
    results = tuple(
        Result(
            id=f"a.md::{number}::files",
            document="a.md",
            unit=f"task {number}",
            gate="files",
            location=Location("a.md", lines[0]),
            verdict=Verdict(answer=answer, reason="so"),
            lines=lines,
        )
        for number, (answer, lines) in enumerate(answers)
    )
    counted = sorted(line for _, lines in answers for line in lines)
    units = tuple(
        UnitFacts(
            place=f"a.md::{number}",
            parent="a.md",
            level="task",
            id=str(number),
            title="",
            status="complete",
            line=1,
            end=9,
            phases=(f"phase-{number}",),
        )
        for number, _ in enumerate(answers)
    )
    lines = planned or tuple((line, counted.count(line)) for line in dict.fromkeys(counted))
    facts = DocumentFacts(path="a.md", dialect="batches", lines=lines, units=units)
    return Outcome(
        results=results,
        planned={"a.md": len(results) + left_out},
        units={"a.md": len(units)},
        facts={},
        documents={"a.md": facts},
    )


HELD, FAILED = Answer.HELD, Answer.FAILED


@pytest.mark.parametrize(
    ("answers", "states"),
    [
        ([(HELD, (1, 2))], {1: PROVEN, 2: PROVEN}),
        ([(HELD, (1,)), (FAILED, (1, 2))], {1: MISSING, 2: MISSING}),
        ([(Answer.UNKNOWN, (1,))], {1: MISSING}),
        ([(Answer.PENDING, (1,))], {1: MISSING}),
        ([(Answer.WAIVED, (1,)), (HELD, (2,))], {1: WAIVED, 2: PROVEN}),
        ([(Answer.WAIVED, (1,)), (HELD, (1,))], {1: WAIVED}),
        ([(Answer.WAIVED, (1,)), (FAILED, (1,))], {1: MISSING}),
    ],
)
def test_a_line_is_proven_only_where_all_its_checks_held(
    answers: list[tuple[Answer, tuple[int, ...]]], states: dict[int, LineState]
) -> None:
    assert all_line_states(outcome(*answers)) == {"a.md": states}


def test_a_line_of_which_a_check_was_left_out_is_missing() -> None:
    assert all_line_states(outcome((HELD, (1, 2)), planned=((1, 2), (2, 1), (3, 1)), left_out=2))["a.md"] == {
        1: MISSING,
        2: PROVEN,
        3: MISSING,
    }


def test_the_share_leaves_waived_lines_out() -> None:
    share = total_share(outcome((HELD, (1, 2)), (FAILED, (3,)), (Answer.WAIVED, (4,))))
    assert (share.proven, share.lines) == (2, 3)
    assert share.percent == pytest.approx(66.667, abs=0.001)


def test_no_line_has_no_share() -> None:
    assert total_share(outcome()).percent is None
    assert show_percent(None) == "-"


@pytest.mark.parametrize(
    ("percent", "precision", "shown"),
    [(0, 0, "0"), (0.1, 0, "1"), (99.9, 0, "99"), (100, 0, "100"), (66.667, 2, "66.67"), (99.999, 1, "99.9")],
)
def test_only_all_is_shown_as_100_and_only_nothing_as_0(percent: float, precision: int, shown: str) -> None:
    assert show_percent(percent, precision) == shown


def phase(number: int, fail_under: float) -> Phase:
    return Phase(id=f"phase-{number}", match=UnitMatch(), fail_under=fail_under, location=PLACE)


POLICY = Policy(
    report=ReportRule(fail_under=60),
    documents=(DocumentRule(path="*.md", fail_under=70, location=PLACE),),
    phases=(phase(0, 100), phase(1, 1), phase(7, 1)),
)


def test_each_threshold_is_held_against_its_own_lines() -> None:
    thresholds = judge_thresholds(outcome((HELD, (1, 2)), (FAILED, (3,))), POLICY)
    told = [(each.scope, each.name, each.minimum, each.percent, each.is_met) for each in thresholds]
    assert told == [
        ("total", "all documents", 60, pytest.approx(66.667, abs=0.001), True),
        ("document", "a.md", 70, pytest.approx(66.667, abs=0.001), False),
        ("phase", "phase-0", 100, 100.0, True),
        ("phase", "phase-1", 1, 0.0, False),
        ("phase", "phase-7", 1, None, False),
    ]


def test_a_partial_run_meets_no_threshold() -> None:
    thresholds = judge_thresholds(outcome((HELD, (1, 2)), left_out=1), POLICY)
    assert {(each.percent, each.is_met) for each in thresholds} == {(None, False)}


def test_the_user_replaces_the_threshold_of_the_total_and_0_turns_all_off() -> None:
    run = outcome((HELD, (1,)))
    assert judge_thresholds(run, POLICY, 99)[0].minimum == 99
    assert judge_thresholds(run, POLICY, 0) == ()
    assert judge_thresholds(run, Policy()) == ()


@pytest.mark.parametrize(
    ("minimum", "precision", "is_met"), [(100, 0, False), (99.9, 0, True), (67, 0, True), (66.7, 2, False)]
)
def test_100_is_met_by_all_alone_and_else_the_rounded_share_counts(
    minimum: float, precision: int, is_met: bool
) -> None:
    share = (FAILED, (9,))
    run = outcome((HELD, tuple(range(10, 1010))), share) if minimum > 99 else outcome((HELD, (1, 2)), share)
    policy = replace(POLICY, report=ReportRule(fail_under=minimum, precision=precision))
    assert judge_thresholds(run, policy)[0].is_met is is_met
