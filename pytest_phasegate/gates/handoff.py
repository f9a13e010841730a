"""A phase begins only after the one before it handed on its deliverable, approved by someone who may, as git tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.approval import (
    approval_commit,
    approval_findings,
    commits_of_work,
    unseen_approval,
)
from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.gates.parts.phase_work import predecessors
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit

MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold between a phase and the one before it."""

    required: bool = setting(False, "no phase is begun before the one before it was handed on and approved")
    approvers: tuple[str, ...] = setting((), "who may approve: roles of the policy, names or addresses; none: anybody")
    recorded_by: Literal["anybody", "approver"] = setting(
        "anybody", "whose commit writes the approval down; approver: only that person's own"
    )
    independent: bool = setting(False, "whoever approves did not make the commits of the phase themselves")
    inputs: bool = setting(False, "what a phase consumes is a deliverable of a phase before it")
    unchanged: bool = setting(
        False, "what was approved is not changed, without a new approval, until the next phase is done"
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The unit's hand-offs; once it is begun, also its status, if anything is asked of the unit before it."""
    unit, settings = asked.unit, asked.settings
    if unit.level is Level.DOCUMENT:
        return ()
    before = predecessors(asked) if unit.status.is_begun else ()
    is_asked = before and (settings.required or any(each.handoffs for each in before))
    inputs = unit.inputs if settings.inputs and unit.status.is_begun else ()
    return (*unit.handoffs, *(unit.status_claims if is_asked else ()), *inputs)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the unit's own hand-off, and its beginning, against the commits that wrote them down."""
    unit = check.unit
    findings: list[Finding] = []
    commit = approval_commit(check, unit, evidence) if unit.handoffs else None
    if unit.handoffs:
        findings += approval_findings(check, commit, evidence)
    if unit.status.is_begun:
        for before in predecessors(check):
            findings += _begun_early(check, before, evidence)
        if check.settings.inputs:
            findings += _unproduced_inputs(check)
    reason = f"{unit.name} was begun after the phase before it was handed on"
    if commit is not None:
        reason = f"the hand-off of {unit.name} was approved in {commit.name}"
    return verdict_of(findings, looked_at=len(check.claims), reason=reason, commit=commit.id if commit else None)


def _begun_early(check: Check[Settings], before: Unit, evidence: Evidence) -> Iterator[Finding]:
    """Why the unit was begun too early after the one before it, if so."""
    unit, line = check.unit, check.unit.status_claims[0].line
    if not before.handoffs:
        if check.settings.required:
            yield finding("handoff-missing", line, unit=unit, before=before, where=check.at(before.line))
        return
    approval = approval_commit(check, before, evidence)
    if approval is not None:
        yield from _before_approval(check, before, approval, evidence)
        if check.settings.unchanged:
            yield from _changed_deliverables(check, before, approval, evidence)
    elif not unit.handoffs:
        yield unseen_approval(check, before, evidence, line)


def _before_approval(check: Check[Settings], before: Unit, approval: Commit, evidence: Evidence) -> Iterator[Finding]:
    """The first commit of the unit, or the edit that calls it begun, that did not come after the approval."""
    unit, line = check.unit, check.unit.status_claims[0].line
    for commit in commits_of_work(check, evidence):
        if _order(approval, commit, evidence) is not Order.BEFORE:
            yield finding("begun-before-handoff", line, unit=unit, commit=commit, before=before, approval=approval)
            return
    begun = evidence.git.document_history(check.workflow.path, check.workflow.dialect).begun(unit.key)
    commit_of_edit = begun.commit if begun else None
    if commit_of_edit and _order(approval, commit_of_edit, evidence) is Order.AFTER:
        yield finding(
            "begun-before-handoff/stated", line, unit=unit, commit=commit_of_edit, before=before, approval=approval
        )


def _order(approval: Commit, commit: Commit, evidence: Evidence) -> Order:
    """How an approval stands to another commit; on branches side by side, the times of the commits decide."""
    order = evidence.git.order(approval.id, commit.id)
    if order is Order.APART:
        return Order.BEFORE if approval.commit_time <= commit.commit_time else Order.AFTER
    return order


def _changed_deliverables(
    check: Check[Settings], before: Unit, approval: Commit, evidence: Evidence
) -> Iterator[Finding]:
    """The approved files that were changed before the unit, which works from them, was done."""
    unit, line, where = check.unit, check.unit.status_claims[0].line, check.at(before.handoffs[-1].line)
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    done = history.claimed(unit.key) if unit.status.is_claimed else None
    now = evidence.files.tree(done.commit.id if done and done.commit else None)
    then = evidence.files.tree(approval.id)
    for claim in before.deliverables:
        path = "" if claim.is_glob else locate(now, claim.path, check.workflow.path).path
        old = then.read(path, MOST_BYTES) if path else None
        if old is not None and _stored(old) != _stored(now.read(path, MOST_BYTES) or b""):
            changed = _changed_in(path, approval, evidence)
            yield finding(
                "deliverable-changed",
                line,
                unit=unit,
                path=path,
                approval=approval,
                changed=changed,
                before=before,
                where=where,
            )


def _changed_in(path: str, approval: Commit, evidence: Evidence) -> str:
    """In which commit a file was changed for the first time after another commit, in words."""
    commits = evidence.git.commits_of((path,))
    later = [each for each in commits if evidence.git.order(approval.id, each.id) is Order.BEFORE]
    return f"in {later[-1].name}" if later else "and the change is not committed"


def _stored(data: bytes) -> bytes:
    """Content as git would store it on any system."""
    return data.replace(b"\r\n", b"\n")


def _unproduced_inputs(check: Check[Settings]) -> Iterator[Finding]:
    """What the unit consumes though no unit before it delivers it."""
    earlier = [unit for unit in check.workflow.siblings(check.unit) if unit.line < check.unit.line]
    delivered = [claim for unit in earlier for claim in unit.deliverables]
    for wanted in check.unit.inputs:
        path = wanted.path.removeprefix("./")
        if not any(claim.path.removeprefix("./") == path or matches(claim.path, path) for claim in delivered):
            yield finding("input-not-produced", wanted.line, unit=check.unit, input=wanted)
