"""Hand-offs, approvals, attempts and decisions: who, what and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.documents.notations.handoffs import (
    read_approval,
    read_attempt_row,
    read_attempts,
    read_decision,
    read_escalation,
    read_handoff,
)
from pytest_phasegate.model.claims import AttemptClaim, HandoffClaim, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.claims import Claim

Handoff = tuple[str | None, str | None, str | None]

HANDOFFS: dict[str, list[Handoff]] = {
    "approved by Lena Lead on 2026-06-03, to solution-architect": [("Lena Lead", "solution-architect", "2026-06-03")],
    "2026-06-03 -> tester: approved by Lena Lead": [("Lena Lead", "tester", "2026-06-03")],
    "Approved by Lena Lead": [("Lena Lead", None, None)],
    "pending": [],
    "TBD": [],
    "not yet approved": [],
    "to be approved by Lena Lead": [],
    "not yet approved by Lena Lead": [],
    "n/a": [],
    "": [],
}


@pytest.mark.parametrize("value", HANDOFFS)
def test_a_handoff_says_who_approved_it_to_whom_and_when(value: str) -> None:
    claims = [claim for claim in read_handoff(2, "hand-off", value) if isinstance(claim, HandoffClaim)]
    assert [(claim.approver, claim.to, claim.day) for claim in claims] == HANDOFFS[value]


@pytest.mark.parametrize("value", ["handed over", "will be approved by Lena Lead", "It is not approved by Lena Lead"])
def test_a_handoff_that_names_nobody_who_approved_it_is_a_problem(value: str) -> None:
    (problem,) = read_handoff(2, "hand-off", value)
    assert isinstance(problem, Problem)
    assert problem.message.startswith("the hand-off does not say who approved it")


@pytest.mark.parametrize(
    ("value", "approver"),
    [("Lena Lead (2026-06-03)", "Lena Lead"), ("@lena", "lena"), ("Na Li", "Na Li"), ("none", None)],
)
def test_an_approval_is_a_name(value: str, approver: str | None) -> None:
    assert [claim.approver for claim in read_approval(2, "approved by", value)] == ([approver] if approver else [])


Attempt = tuple[int | None, str | None, str, str]

ATTEMPTS: dict[tuple[str, str], list[Attempt]] = {
    ("attempts", "1: failed - no limit; changed: one added"): [(1, "failed", "no limit", "one added")],
    ("attempt 2", "passed"): [(2, "complete", "", "")],
    ("attempts", "failed because the disk was full"): [(None, "failed", "the disk was full", "")],
    ("attempts", "failed; reason: tbd; changed: nothing yet"): [(None, "failed", "", "")],
    ("attempts", "2"): [],
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), ATTEMPTS)
def test_an_attempt_has_a_number_a_result_a_reason_and_a_change(key: str, value: str) -> None:
    found = [attempt(claim) for claim in read_attempts(2, key, value)]
    assert [each for each in found if each is not None] == ATTEMPTS[key, value]


def attempt(claim: Claim) -> Attempt | None:
    if not isinstance(claim, AttemptClaim):
        return None
    return claim.number, claim.result.value if claim.result else None, claim.reason, claim.changed


def test_a_row_of_attempts_is_read_by_its_columns() -> None:
    cells = {"#": "2", "result": "**failed**", "reason": "the disk was full", "what was changed": "-"}
    assert attempt(read_attempt_row(2, "| 2 |", cells)) == (2, "failed", "the disk was full", "")


def by(claims: Iterable[Claim]) -> list[str | None]:
    return [getattr(claim, "by", None) for claim in claims]


@pytest.mark.parametrize(
    ("value", "decided"),
    [
        ("2026-06-04: Lena Lead: go on without rain", ["Lena Lead"]),
        ("the index is dropped, decided by Lena Lead", ["Lena Lead"]),
        ("none", []),
        ("TBD.", []),
    ],
)
def test_a_decision_names_who_took_it(value: str, decided: list[str]) -> None:
    assert by(read_decision(2, "decision", value)) == decided


def test_an_escalation_names_a_person_only_where_it_says_decided_by() -> None:
    assert by(read_escalation(2, "escalation", "Lena Lead: too slow")) == [None]
    assert by(read_escalation(2, "escalation", "too slow, decided by Lena Lead")) == ["Lena Lead"]
