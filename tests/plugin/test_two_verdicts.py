from __future__ import annotations

import pytest

from pytest_phasegate.model.verdict import Answer, Finding, Verdict
from pytest_phasegate.pull_request.worse_verdict import told, worse

UNDER = "by the policy of main, phasegate.yaml:3"
ORDER = (Answer.FAILED, Answer.UNKNOWN, Answer.PENDING, Answer.WAIVED, Answer.HELD)


def verdict(answer: Answer, code: str = "box-open", line: int = 7, found: str = "it is not so") -> Verdict:
    finding = Finding(code=code, line=line, claim="it is so", found=found, remedy="mend it")
    return Verdict(answer=answer, reason=found, findings=() if answer is Answer.HELD else (finding,))


@pytest.mark.parametrize("head", ORDER)
@pytest.mark.parametrize("base", ORDER)
def test_the_worse_one_counts(head: Answer, base: Answer) -> None:
    expected = min(head, base, key=ORDER.index)
    assert worse(verdict(head), verdict(base), UNDER).answer is expected


def test_where_the_base_is_worse_its_words_say_whose_rule_it_is() -> None:
    counted = worse(verdict(Answer.HELD), verdict(Answer.FAILED), UNDER)
    assert counted.reason == counted.findings[0].found == f"it is not so, {UNDER}"


def test_where_both_are_as_bad_what_both_found_is_told_once() -> None:
    head = verdict(Answer.FAILED)
    assert worse(head, verdict(Answer.FAILED, found="in other words"), UNDER) == head
    both = worse(head, verdict(Answer.FAILED, line=8), UNDER)
    assert [(finding.line, finding.found) for finding in both.findings] == [
        (7, "it is not so"),
        (8, f"it is not so, {UNDER}"),
    ]


def test_a_waiver_that_only_the_base_finds_needless_says_nothing() -> None:
    needless = verdict(Answer.FAILED, code="waiver-needless")
    assert worse(verdict(Answer.WAIVED), needless, UNDER) == verdict(Answer.WAIVED)


def test_the_output_of_a_program_stays_behind_the_sentence() -> None:
    said = told(verdict(Answer.FAILED, found="build failed\nline 1\nline 2"), UNDER)
    assert said.findings[0].found == f"build failed, {UNDER}\nline 1\nline 2"


def test_what_holds_needs_no_words() -> None:
    assert told(verdict(Answer.HELD), UNDER) == verdict(Answer.HELD)
