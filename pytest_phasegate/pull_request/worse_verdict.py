"""A check that two policies ask for, that of a pull request's base and that of its head: the worse verdict counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.model.verdict import Answer, Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

_FROM_BEST = (Answer.HELD, Answer.WAIVED, Answer.PENDING, Answer.UNKNOWN, Answer.FAILED)
"""What is pending is neither green nor red, and one policy's word is not enough to make it green."""


_ALIKE = {"boxes-unticked": "box-open"}
"""Kinds of findings that tell the same: of a task with one box, alone or together with the other tasks of its batch."""


def worse(head: Verdict, base: Verdict, under: str) -> Verdict:
    """The verdict on a check that was judged under two policies.

    Where the base's is as bad as the head's, the head's counts, with what only the base's found. That the base's policy
    has a waiver which is not needed any more says nothing against the head.

    Args:
        head: the verdict under the head's policy.
        base: the verdict under the base's policy.
        under: where the base's policy says so, as ``told`` takes it.
    """
    if any(finding.code == "waiver-needless" for finding in base.findings):
        return head
    order = _FROM_BEST.index(base.answer) - _FROM_BEST.index(head.answer)
    if order > 0:
        return told(base, under)
    if order < 0 or base.answer in (Answer.HELD, Answer.PENDING):
        return head
    return replace(head, findings=(*head.findings, *_found_by_base_alone(head, base, under)))


def _found_by_base_alone(head: Verdict, base: Verdict, under: str) -> Iterator[Finding]:
    seen = {(_ALIKE.get(finding.code, finding.code), finding.line) for finding in head.findings}
    return (_told(each, under) for each in base.findings if (_ALIKE.get(each.code, each.code), each.line) not in seen)


def told(verdict: Verdict, under: str) -> Verdict:
    """A verdict with the words that say whose rule it is.

    Args:
        verdict: what was found under the base's policy.
        under: how its findings go on: "by the policy of main (1a2b3c4d5e), phasegate.yaml:12".
    """
    if verdict.answer is Answer.HELD:
        return verdict
    findings = tuple(_told(finding, under) for finding in verdict.findings)
    return replace(verdict, reason=_go_on(verdict.reason, under), findings=findings)


def _told(finding: Finding, under: str) -> Finding:
    return replace(finding, found=_go_on(finding.found, under))


def _go_on(sentence: str, under: str) -> str:
    """A sentence with words at its end; the output of a program may follow on lines of its own."""
    head, sign, output = sentence.partition("\n")
    return f"{head}, {under}{sign}{output}"
