"""Two tables: records of attempts that hold, and those that do not."""

# ruff: noqa: E501 - messages are written as users see them, on one line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import policy
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

STRICT = policy(attempts={"most": 3, "escalated": True, "why_blocked": True, "recorded": True})
DONE = "## Phase 1: A - COMPLETE\n\n### Attempts\n\n"
FAILED = "## Phase 1: A - FAILED\n\n"
BLOCKED = "## Phase 1: A - BLOCKED\n\n"
ESCALATED = "**Escalation**: no key; decided by Lena: wait\n"

HONEST = {
    "passed at once": DONE + "1. passed\n",
    "failed, mended, passed": DONE + "1. failed - no threshold\n2. passed; changed: a threshold\n",
    "as many as are allowed": DONE + "1. failed - a\n2. failed - b; changed: c\n3. passed; changed: d\n",
    "in a table": DONE + "| # | Result | Reason | Changed |\n|--|--|--|--|\n| 1 | failed | a | |\n| 2 | ok | | b |\n",
    "still under way": "## Phase 1: A - IN PROGRESS\n\n**Attempt 1**: failed - rain\n**Attempt 2**: in progress; changed: a roof\n",
    "failed for good, and escalated": FAILED + "**Attempt 1**: failed - no key\n" + ESCALATED,
    "blocked, with what it waits for": BLOCKED + "**Blocked By**: the key of the station\n" + ESCALATED,
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_an_honest_record_holds(phases: Repository, text: str) -> None:
    phases.record("doc", text, by="Lena")
    assert_holds(phases.verdicts(policy=STRICT)["phase-1::attempts"])


LIES = {
    "a failure without a reason": (DONE + "1. failed\n2. passed; changed: a\n", "attempt-reason",
                                   "attempt 1 failed, and no reason is given", 5),
    "a placeholder for a reason": (DONE + "1. failed - TBD\n2. passed; changed: a\n", "attempt-reason",
                                   "attempt 1 failed, and no reason is given", 5),
    "a retry that changed nothing": (DONE + "1. failed - a\n2. passed\n", "retry-unchanged",
                                     "attempt 2 does not say what was changed after attempt 1", 6),
    "a retry that says it changed nothing": (DONE + "1. failed - a\n2. passed; changed: none\n", "retry-unchanged",
                                             "attempt 2 does not say what was changed after attempt 1", 6),
    "a number left out": (DONE + "- 1: failed - a\n- 3: passed; changed: b\n", "attempt-number",
                          "it is attempt 2 of phase 1, and is numbered 3", 6),
    "no number": (DONE + "- passed\n", "attempt-number", "it is attempt 1 of phase 1, and has no number", 5),
    "no result": (DONE + "1. it went well\n", "attempt-result", "attempt 1 does not say how it ended", 5),
    "tried again after it passed": (DONE + "1. passed\n2. passed; changed: a\n", "attempt-after-success",
                                    "attempt 1 passed, and attempt 2 came after it", 5),
    "too many": (DONE + "1. failed - a\n2. failed - b; changed: c\n3. failed - d; changed: e\n4. passed; changed: f\n",
                 "attempts-exceeded", "4 attempts were made, and 3 are allowed", 8),
    "done though the last attempt failed": (DONE + "1. failed - a\n", "attempt-disagrees",
                                            "its last attempt, 1, failed (workflows/frost.md:5)", 1),
    "an escalation to nobody": (BLOCKED + "**Blocked By**: a key\n**Escalation**: we asked\n", "escalation-anonymous",
                                "the escalation does not say who decided", 4),
    "failed, and nothing is told": (FAILED + ESCALATED, "attempts-missing",
                                    "phase 1 failed, and no attempt is written down", 1),
    "failed, and nobody asked": (FAILED + "**Attempt 1**: failed - no key\n", "escalation-missing",
                                 "phase 1 was not escalated to anybody", 1),
    "blocked, and nobody knows by what": (BLOCKED + ESCALATED, "blocked-silently",
                                          "phase 1 does not say what it waits for", 1),
    "blocked by a placeholder": (BLOCKED + "**Blocked By**: TBD\n" + ESCALATED, "blocked-silently",
                                 "phase 1 does not say what it waits for", 1),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(phases: Repository, text: str, code: str, found: str, line: int) -> None:
    phases.record("doc", text, by="Lena")
    verdict = phases.verdicts(policy=STRICT)["phase-1::attempts"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == line


def test_without_a_policy_what_is_written_down_must_agree_with_itself(phases: Repository) -> None:
    phases.record("doc", FAILED, by="Lena")
    assert "phase-1::attempts" not in phases.verdicts()
    phases.record("doc", DONE + "1. failed - a\n", by="Lena")
    assert phases.verdicts()["phase-1::attempts"].answer is Answer.FAILED


def test_an_item_before_it_begins_is_pending(phases: Repository) -> None:
    phases.record("doc", "## Phase 1: A\n\n**Attempt 1**: failed - a\n**Hand-off**: pending\n", by="Lena")
    assert phases.verdicts()["phase-1::attempts"].answer is Answer.PENDING
