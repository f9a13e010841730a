from __future__ import annotations

import pytest

from pytest_phasegate.model.verdict import Answer, Outcome
from pytest_phasegate.reports.tallies import show_time, summarize
from tests.reports.outcomes import finding, outcome_of, result, sample

HELD, FAILED, UNKNOWN, PENDING = Answer.HELD, Answer.FAILED, Answer.UNKNOWN, Answer.PENDING


def run(*answers: Answer, left_out: int = 0) -> Outcome:
    results = (
        result(f"batch-{line}", "files", answer, line, *([finding()] if answer in (FAILED, UNKNOWN) else []))
        for line, answer in enumerate(answers, 1)
    )
    return outcome_of(*results, left_out=left_out)


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (run(HELD), "The one claim holds; 100% of the plan is proven"),
        (run(HELD, HELD, PENDING), "All 2 claims hold; 67% of the plan is proven"),
        (run(FAILED), "1 of 1 claim is false; 0% of the plan is proven"),
        (run(FAILED, FAILED, HELD), "2 of 3 claims are false; 33% of the plan is proven"),
        (run(FAILED, UNKNOWN, UNKNOWN), "1 of 3 claims is false and 2 are unknown; 0% of the plan is proven"),
        (run(UNKNOWN, HELD), "1 of 2 cannot be verified; 50% of the plan is proven"),
        (run(PENDING), "Nothing is claimed yet; 0% of the plan is proven"),
        (run(), "No claim was judged; - of the plan is proven"),
        (run(HELD, left_out=2), "Partial run: the one claim holds; 2 of 3 checks were left out"),
    ],
)
def test_the_headline_says_what_came_out(outcome: Outcome, sentence: str) -> None:
    assert summarize(outcome).headline == sentence


def test_each_document_is_counted() -> None:
    first, second = summarize(sample()).documents
    assert (first.path, first.units, first.planned, first.percent) == ("docs/tasks.md", 4, 5, "25%")
    assert (second.counts[UNKNOWN], second.counts[HELD], second.percent) == (1, 1, "50%")


def test_a_document_of_which_checks_were_left_out_has_no_percentage() -> None:
    first, second = summarize(sample(left_out=1)).documents
    assert (first.percent, second.percent) == ("-", "50%")


def test_every_time_that_a_commit_may_claim_can_be_shown() -> None:
    assert [show_time(seconds) for seconds in (-5, 0, 1767323045, 10**18)] == [
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-01-02T03:04:05Z",
        "9999-12-31T23:59:59Z",
    ]
