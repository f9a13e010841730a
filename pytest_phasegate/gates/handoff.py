"""A phase begins only after the one before it handed on its deliverable, approved by someone who may, as git tells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.people import authors, fits, is_same, read_person
from pytest_phasegate.gates.parts.phase_work import predecessors, successor, work_commits
from pytest_phasegate.gates.parts.places import locate
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.facts import Fit, Order
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.unknown import UnknownError
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, HandoffClaim
    from pytest_phasegate.model.commits import Commit, Person
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit

MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must hold between a phase and the one before it."""

    required: bool = field(
        default=False, metadata={"doc": "no phase is begun before the one before it was handed on and approved"}
    )
    approvers: tuple[str, ...] = field(
        default=(), metadata={"doc": "who may approve: roles of the policy, names or addresses; none: anybody"}
    )
    recorded_by: Literal["anybody", "approver"] = field(
        default="anybody",
        metadata={"doc": "whose commit writes the approval down; approver: only that person's own"},
    )
    independent: bool = field(
        default=False, metadata={"doc": "whoever approves did not make the commits of the phase themselves"}
    )
    inputs: bool = field(default=False, metadata={"doc": "what a phase consumes is a deliverable of a phase before it"})
    unchanged: bool = field(
        default=False,
        metadata={"doc": "what was approved is not changed, without a new approval, until the next phase is done"},
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
    findings: list[Finding] = []
    commit = None
    if check.unit.handoffs:
        commit = approval_commit(check, check.unit, evidence)
        findings.extend(_approval(check, check.unit.handoffs[-1], commit, evidence))
    if check.unit.status.is_begun:
        for before in predecessors(check):
            findings.extend(_beginning(check, before, evidence))
        if check.settings.inputs:
            findings.extend(_unproduced(check))
    return verdict_of(
        findings, looked_at=len(check.claims), reason=_reason(check, commit), commit=commit.id if commit else None
    )


def approval_commit(check: Check[Settings], unit: Unit, evidence: Evidence) -> Commit | None:
    """The commit that wrote a unit's hand-off as it stands, None where it is not committed or cannot be told."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    edit = history.handed_on(unit.key)
    return edit.commit if edit and history.is_certain(edit) else None


def _reason(check: Check[Settings], commit: Commit | None) -> str:
    if commit is None:
        return f"{check.unit.name} was begun after the phase before it was handed on"
    return f'the hand-off of {check.unit.name} was approved in {commit.short} "{commit.subject}"'


def _approval(
    check: Check[Settings], handoff: HandoffClaim, commit: Commit | None, evidence: Evidence
) -> Iterator[Finding]:
    """Why the unit's own hand-off does not hold, if so."""
    unit, approver = check.unit, handoff.approver or "somebody"
    claim = f"{unit.name} was approved by {approver}"
    if not unit.status.is_claimed:
        found = f"{unit.name} is {unit.status.word}, and handed on all the same"
        yield _finding("handoff-unfinished", handoff, claim, found, f"finish {unit.name} first")
    if not _may_approve(check, approver):
        allowed = ", ".join(check.settings.approvers)
        found = f"{approver} may not approve; {allowed} may"
        yield _finding("handoff-approver", handoff, claim, found, f"ask one of {allowed} to approve")
    yield from _receiver(check, handoff)
    if commit is None:
        yield _unseen(check, unit, handoff, evidence)
    else:
        yield from _recorded(check, handoff, claim, commit, evidence)
        yield from _too_late(check, handoff, commit, evidence)


def _recorded(
    check: Check[Settings], handoff: HandoffClaim, claim: str, commit: Commit, evidence: Evidence
) -> Iterator[Finding]:
    """Why the commit that wrote the approval down is not by somebody who may."""
    approver, who = handoff.approver or "somebody", f'{commit.short} "{commit.subject}" of {commit.author.name}'
    if check.settings.recorded_by == "approver" and not _is_approver(check, approver, commit.author):
        found = f"the approval was written down in {who}"
        yield _finding("handoff-recorded", handoff, claim, found, f"let {approver} commit the approval")
    workers = (person for each in _work(check, evidence) for person in authors(each))
    if check.settings.independent and any(is_same(person, commit.author) for person in workers):
        found = f"the approval, in {who}, is by an author of the work itself"
        yield _finding("handoff-own-work", handoff, claim, found, "let somebody else approve")


def _receiver(check: Check[Settings], handoff: HandoffClaim) -> Iterator[Finding]:
    """Why the role that the unit was handed to is not the one that takes over, if so; other words are no role."""
    after, wanted = successor(check), role_key(handoff.to or "")
    siblings = (unit.assignee for unit in check.workflow.units() if unit.assignee)
    known = {role_key(name) for name in (*check.policy.roles, *siblings)}
    if after is not None and after.assignee and wanted in known and wanted != role_key(after.assignee):
        told = f"{check.unit.name} was handed to {handoff.to}"
        found = f"{after.name}, which comes next, is the work of {after.assignee}"
        yield _finding("handoff-to", handoff, told, found, "name the role that takes over")


def _work(check: Check[Settings], evidence: Evidence) -> tuple[Commit, ...]:
    """The commits of the unit, or where none are cited, those that wrote its deliverables since the document began."""
    if commits := work_commits(check, evidence):
        return commits
    paths = tuple(claim.path for claim in check.unit.deliverables if not claim.is_glob)
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    if paths and history.unknown:
        raise UnknownError(history.unknown, f"who did the work of {check.unit.name} cannot be told")
    began = history.edits[-1].commit if history.edits else None
    wrote = evidence.git.commits_of(paths) if paths and began else ()
    return tuple(each for each in reversed(wrote) if began and evidence.git.order(began.id, each.id) is Order.BEFORE)


def _may_approve(check: Check[Settings], approver: str) -> bool:
    allowed = check.settings.approvers
    roles = {role_key(name): role for name, role in check.policy.roles.items()}
    for name in allowed:
        role = roles.get(role_key(name))
        if (role and not role.people) or role_key(name) == role_key(approver):
            return True  # nobody is named who holds the role: anybody may
        people = role.people if role else (name,)
        if any(is_same(read_person(person), read_person(approver)) for person in people):
            return True
    return not allowed


def _is_approver(check: Check[Settings], approver: str, author: Person) -> bool:
    """Whether a commit's author is the approver: the person named, or one who holds the role named."""
    role = next((role for name, role in check.policy.roles.items() if role_key(name) == role_key(approver)), None)
    if role and not role.people:
        return True
    return any(fits(author, read_person(person)) for person in (role.people if role else (approver,)))


def _too_late(check: Check[Settings], handoff: HandoffClaim, commit: Commit, evidence: Evidence) -> Iterator[Finding]:
    """The deliverables that were not committed when the hand-off was approved."""
    tree = evidence.files.tree(commit.id)
    for claim in check.unit.deliverables:
        place = locate(evidence.files.tree(), claim.path, check.workflow.path)
        if claim.is_glob or place.fit not in (Fit.EXACT, Fit.SUFFIX) or tree.entry(place.path) is not None:
            continue
        yield _finding(
            "handoff-before-deliverable",
            handoff,
            f"{check.unit.name} was approved by {handoff.approver}",
            f'{place.path} was not there when the hand-off was approved in {commit.short} "{commit.subject}"',
            "approve it again, now that it is there",
        )


def _beginning(check: Check[Settings], before: Unit, evidence: Evidence) -> Iterator[Finding]:
    """Why the unit was begun too early after the one before it, if so."""
    unit, line = check.unit, check.unit.status_claims[0].line
    claim = f"{unit.name} is {unit.status.word}"
    if not before.handoffs:
        if check.settings.required:
            yield Finding(
                code="handoff-missing",
                line=line,
                claim=claim,
                found=f"{before.name} was not handed on: no approval is written down ({check.at(before.line)})",
                remedy=f'have {before.name} approved: "**Hand-off**: approved by NAME on DATE, to ROLE"',
            )
        return
    commit = approval_commit(check, before, evidence)
    if commit is None:
        if not check.unit.handoffs:
            yield _unseen(check, before, before.handoffs[-1], evidence, line)
        return
    finding = Finding(
        code="begun-before-handoff",
        line=line,
        claim=claim,
        found="",
        remedy=f"approve the hand-off of {before.name} before the work on {unit.name} begins",
    )
    yield from _early(check, finding, before, commit, evidence)
    if check.settings.unchanged:
        yield from _changed(check, before, commit, evidence)


def _early(
    check: Check[Settings], finding: Finding, before: Unit, approval: Commit, evidence: Evidence
) -> Iterator[Finding]:
    """The first commit of the unit, or the edit that calls it begun, that did not come after the approval."""
    approved = f'{before.name} was handed on in {approval.short} "{approval.subject}"'
    for commit in _work(check, evidence):
        if _stand(approval, commit, evidence) is not Order.BEFORE:
            found = f'{commit.short} "{commit.subject}" of {check.unit.name} was not made after {approved}'
            yield replace(finding, found=found)
            return
    begun = evidence.git.document_history(check.workflow.path, check.workflow.dialect).begun(check.unit.key)
    if begun and begun.commit and _stand(approval, begun.commit, evidence) is Order.AFTER:
        written = f'{begun.commit.short} "{begun.commit.subject}"'
        yield replace(finding, found=f"{check.unit.name} was called begun in {written}, before {approved}")


def _stand(approval: Commit, commit: Commit, evidence: Evidence) -> Order:
    """How an approval stands to another commit; on branches side by side, the times of the commits decide."""
    order = evidence.git.order(approval.id, commit.id)
    if order is Order.APART:
        return Order.BEFORE if approval.commit_time <= commit.commit_time else Order.AFTER
    return order


def _changed(check: Check[Settings], before: Unit, approval: Commit, evidence: Evidence) -> Iterator[Finding]:
    """The approved files that were changed before the unit, which works from them, was done."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    done = history.claimed(check.unit.key) if check.unit.status.is_claimed else None
    now, then = evidence.files.tree(done.commit.id if done and done.commit else None), evidence.files.tree(approval.id)
    for claim in before.deliverables:
        path = "" if claim.is_glob else locate(now, claim.path, check.workflow.path).path
        old = then.read(path, MOST_BYTES) if path else None
        if old is None or _plain(old) == _plain(now.read(path, MOST_BYTES) or b""):
            continue
        yield Finding(
            code="deliverable-changed",
            line=check.unit.status_claims[0].line,
            claim=f"{check.unit.name} works from {path}, approved in {approval.short}",
            found=f"{path} was changed {_changed_in(path, approval, evidence)} after the approval",
            remedy=f"approve the hand-off of {before.name} again ({check.at(before.handoffs[-1].line)})",
        )


def _changed_in(path: str, approval: Commit, evidence: Evidence) -> str:
    """In which commit a file was changed for the first time after another commit, in words."""
    later = [
        each for each in evidence.git.commits_of((path,)) if evidence.git.order(approval.id, each.id) is Order.BEFORE
    ]
    return f'in {later[-1].short} "{later[-1].subject}"' if later else "and the change is not committed"


def _plain(data: bytes) -> bytes:
    """Content as git would store it on any system."""
    return data.replace(b"\r\n", b"\n")


def _unproduced(check: Check[Settings]) -> Iterator[Finding]:
    """What the unit consumes though no unit before it delivers it."""
    above = check.workflow.parent(check.unit)
    earlier = [unit for unit in (above.units if above else ()) if unit.line < check.unit.line]
    delivered = [claim for unit in earlier for claim in unit.deliverables]
    for wanted in check.unit.inputs:
        path = wanted.path.removeprefix("./")
        if not any(claim.path.removeprefix("./") == path or matches(claim.path, path) for claim in delivered):
            yield Finding(
                code="input-not-produced",
                line=wanted.line,
                claim=f"{check.unit.name} consumes {wanted.path}",
                found=f"no phase before {check.unit.name} delivers {wanted.path}",
                remedy="name it under the deliverables of the phase that makes it, or correct the path",
            )


def _finding(code: str, handoff: HandoffClaim, claim: str, found: str, remedy: str) -> Finding:
    return Finding(code=code, line=handoff.line, claim=claim, found=found, remedy=remedy)


def _unseen(
    check: Check[Settings], unit: Unit, handoff: HandoffClaim, evidence: Evidence, line: int | None = None
) -> Finding:
    """The finding on an approval whose commit cannot be seen."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    edit = history.handed_on(unit.key)
    finding = Finding(
        code="handoff-unknown",
        line=line or handoff.line,
        claim=f"{unit.name} was approved by {handoff.approver}",
        found="",
        remedy="",
        unknown=True,
    )
    if history.unknown:
        return finding.unseen("when and by whom cannot be told", history.unknown)
    if edit is not None or not history.edits:
        found, remedy = "the approval is not committed", f"git commit {check.workflow.path}"
    else:
        found, remedy = "no commit is seen that wrote the approval down", f"git log -p {check.workflow.path}"
    return replace(finding, found=found, remedy=remedy)
