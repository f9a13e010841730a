"""What verdicts of gates are asserted to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.verdict import Answer

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Verdict


def lines_of(verdict: Verdict) -> list[int]:
    return [finding.line for finding in verdict.findings]


def assert_holds(verdict: Verdict) -> None:
    assert (verdict.answer, verdict.findings) == (Answer.HELD, ())
    assert verdict.looked_at


def assert_fails(verdict: Verdict, code: str, found: str) -> None:
    assert verdict.answer is Answer.FAILED, verdict
    finding = verdict.findings[0]
    assert (finding.code, finding.found) == (code, found)
    assert finding.claim
    assert finding.remedy
