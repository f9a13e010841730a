"""Whether the approval that hands a phase on was given by somebody who may, and for work that was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.gates.parts.people import authors, fits, is_same, read_person
from pytest_phasegate.gates.parts.phase_work import successor, work_commits
from pytest_phasegate.model.facts import Fit, Order
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.model.unknown import UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import HandoffClaim
    from pytest_phasegate.model.commits import Commit, Person
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def approval_commit(check: Check[Any], unit: Unit, evidence: Evidence) -> Commit | None:
    """The commit that wrote a unit's hand-off as it stands, None where it is not committed or cannot be told."""
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    edit = history.handed_on(unit.key)
    return edit.commit if edit and history.is_certain(edit) else None


def unseen_approval(check: Check[Any], unit: Unit, evidence: Evidence, line: int) -> Finding:
    """The finding on an approval whose commit cannot be seen."""
    path, handoff = check.workflow.path, unit.handoffs[-1]
    history = evidence.git.document_history(path, check.workflow.dialect)
    if history.unknown:
        return finding("handoff-unknown", line, unit=unit, handoff=handoff).because(history.unknown)
    is_uncommitted = history.handed_on(unit.key) is not None or not history.edits
    return finding(
        "handoff-unknown/uncommitted" if is_uncommitted else "handoff-unknown/no-commit",
        line,
        unit=unit,
        handoff=handoff,
        path=path,
    )


def approval_findings(check: Check[Any], commit: Commit | None, evidence: Evidence) -> Iterator[Finding]:
    """Why the unit's own hand-off, which a commit wrote down, does not hold, if so."""
    unit, handoff = check.unit, check.unit.handoffs[-1]
    approver = handoff.approver or "somebody"
    if not unit.status.is_claimed:
        yield finding("handoff-unfinished", handoff.line, unit=unit, approver=approver)
    if not _may_approve(check, approver):
        allowed = ", ".join(check.settings.approvers)
        yield finding("handoff-approver", handoff.line, unit=unit, approver=approver, allowed=allowed)
    yield from _wrong_receiver(check, handoff)
    if commit is None:
        yield unseen_approval(check, unit, evidence, handoff.line)
        return
    yield from _wrong_recorder(check, approver, commit, evidence)
    yield from _absent_deliverables(check, handoff, commit, evidence)


def _wrong_recorder(check: Check[Any], approver: str, commit: Commit, evidence: Evidence) -> Iterator[Finding]:
    """Why the commit that wrote the approval down is not by somebody who may."""
    unit, line, settings = check.unit, check.unit.handoffs[-1].line, check.settings
    if settings.recorded_by == "approver" and not _is_approver(check, approver, commit.author):
        yield finding("handoff-recorded", line, unit=unit, approver=approver, commit=commit)
    workers = (person for each in commits_of_work(check, evidence) for person in authors(each))
    if settings.independent and any(is_same(person, commit.author) for person in workers):
        yield finding("handoff-own-work", line, unit=unit, approver=approver, commit=commit)


def _may_approve(check: Check[Any], approver: str) -> bool:
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


def _is_approver(check: Check[Any], approver: str, author: Person) -> bool:
    """Whether a commit's author is the approver: the person named, or one who holds the role named."""
    role = next((role for name, role in check.policy.roles.items() if role_key(name) == role_key(approver)), None)
    if role and not role.people:
        return True
    return any(fits(author, read_person(person)) for person in (role.people if role else (approver,)))


def _wrong_receiver(check: Check[Any], handoff: HandoffClaim) -> Iterator[Finding]:
    """Why the role that the unit was handed to is not the one that takes over, if so; other words are no role."""
    after, wanted = successor(check), role_key(handoff.to or "")
    siblings = (unit.assignee for unit in check.workflow.units() if unit.assignee)
    known = {role_key(name) for name in (*check.policy.roles, *siblings)}
    if after is not None and after.assignee and wanted in known and wanted != role_key(after.assignee):
        yield finding("handoff-to", handoff.line, unit=check.unit, handoff=handoff, after=after)


def commits_of_work(check: Check[Any], evidence: Evidence) -> tuple[Commit, ...]:
    """The commits of the unit, or where none are cited, those that wrote its deliverables since the document began."""
    if commits := work_commits(check, evidence):
        return commits
    paths = tuple(claim.path for claim in check.unit.deliverables if not claim.is_glob)
    history = evidence.git.document_history(check.workflow.path, check.workflow.dialect)
    if paths and history.unknown:
        raise UnknownError(history.unknown, f"who did the work of {check.unit.name} cannot be told")
    began = history.edits[-1].commit if history.edits else None
    if began is None or not paths:
        return ()
    wrote = evidence.git.commits_of(paths)
    return tuple(each for each in reversed(wrote) if evidence.git.order(began.id, each.id) is Order.BEFORE)


def _absent_deliverables(
    check: Check[Any], handoff: HandoffClaim, commit: Commit, evidence: Evidence
) -> Iterator[Finding]:
    """The deliverables that were not committed when the hand-off was approved."""
    then = evidence.files.tree(commit.id)
    for claim in check.unit.deliverables:
        place = locate(evidence.files.tree(), claim.path, check.workflow.path)
        is_there = place.fit in (Fit.EXACT, Fit.SUFFIX) and not claim.is_glob
        if is_there and then.entry(place.path) is None:
            path = place.path
            yield finding(
                "handoff-before-deliverable", handoff.line, unit=check.unit, handoff=handoff, path=path, commit=commit
            )
