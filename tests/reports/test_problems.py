from __future__ import annotations

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.problems import list_problems
from tests.reports.outcomes import finding, outcome_of, result, sample


def test_dangers_come_before_false_claims_and_those_before_what_cannot_be_verified() -> None:
    codes = [problem.finding.code for problem in list_problems(sample(), tuple(Answer))]
    assert codes[:4] == ["file-outside", "file-missing", "commit-unknown", "commit-missing"]


def test_a_false_verdict_tells_its_unknown_findings_last() -> None:
    unseen = finding("commit-unknown", 1, unknown=True)
    false = result("batch-1", "files", Answer.FAILED, 1, unseen, finding("file-empty", 9))
    assert [each.finding.code for each in list_problems(outcome_of(false))] == ["file-empty", "commit-unknown"]


@pytest.mark.parametrize(
    ("answer", "code"), [(Answer.FAILED, "nothing-looked-at"), (Answer.UNKNOWN, "evidence-unavailable")]
)
def test_a_verdict_without_findings_is_told_by_its_reason(answer: Answer, code: str) -> None:
    (problem,) = list_problems(outcome_of(result("batch-1", "files", answer, 4)))
    assert (problem.finding.code, problem.line, problem.finding.found) == (code, 4, "what files asks for holds")
    assert problem.kind.number.startswith("PG")


def test_what_concerns_the_whole_document_stands_at_its_first_line() -> None:
    (problem,) = list_problems(outcome_of(result("", "record", Answer.FAILED, 0, finding(line=0))))
    assert problem.line == 1
