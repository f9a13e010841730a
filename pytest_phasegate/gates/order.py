"""What a unit needs is there, is done before the unit is begun, and was committed before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.checkpoint_order import (
    stands_behind_checkpoint,
    ticked_before_former,
    ticked_before_work,
    ticked_behind_checkpoint,
)
from pytest_phasegate.gates.parts.stage_gates import gate_met_early, met_gates, open_gate
from pytest_phasegate.gates.parts.unit_commits import commit_claims
from pytest_phasegate.model.claims import Level, StageGateClaim, Status
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.words import some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, DependencyClaim, Reference
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence, Resolution
    from pytest_phasegate.model.workflow import Unit

MOST_NAMES = 5

_ALL = re.compile(r"\W*all\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """In what order units must be begun and committed."""

    dependencies: bool = field(
        default=True, metadata={"doc": "dependencies exist, form no circle, and are done before the unit is begun"}
    )
    commits: bool = field(default=True, metadata={"doc": "a dependency's commit does not come after the unit's"})
    sequential: bool = field(
        default=False, metadata={"doc": "no unit is begun before the one before it is done, whatever it depends on"}
    )
    one_in_progress_per_role: bool = field(
        default=False, metadata={"doc": "at most one unit of a role is in progress at a time"}
    )
    gates_marked: bool = field(
        default=False,
        metadata={
            "doc": "what has a stage gate holds back what comes behind it until the gate is marked as met; without this"
            " only a gate that is marked as open does"
        },
    )
    checkpoints: bool = field(
        default=True,
        metadata={"doc": "nothing is ticked behind a checkpoint that is open, in its phase or a later one"},
    )
    from_: Literal["document", "history"] = field(
        default="document",
        metadata={
            "doc": "with history, the document's commits are read too: no unit was ticked before its work was "
            "committed, and no phase before the one in front of it"
        },
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """What the unit says it needs, and that its gate is met; where units are ordered anyhow, their statuses too."""
    unit = asked.unit
    needs = unit.dependencies if asked.settings.dependencies else ()
    if _is_ordered_top(asked):
        return (*needs, *unit.status_claims, *met_gates(unit))
    named = tuple(claim for claim in needs if claim.units)
    return (*named, *(unit.status_claims if _is_held_by_status(asked) else ()), *met_gates(unit))


def _is_ordered_top(check: Asked | Check[Settings]) -> bool:
    """Whether the policy orders the document's units by themselves, and this is one of them."""
    settings = check.settings
    ordered = settings.sequential or settings.one_in_progress_per_role or any(phase.needs for phase in check.phases)
    return ordered and _is_top(check, check.unit)


def _is_held_by_status(check: Asked | Check[Settings]) -> bool:
    """Whether history or a checkpoint says something of when the unit was ticked."""
    unit, settings = check.unit, check.settings
    is_dated = settings.from_ == "history" and bool(unit.statuses) and unit.level is not Level.DOCUMENT
    return is_dated or (settings.checkpoints and stands_behind_checkpoint(check))


def _is_top(check: Asked | Check[Settings], unit: Unit) -> bool:
    return check.workflow.parent(unit) is check.workflow.root


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the unit's place in the work against the units it needs and those before it."""
    settings, unit = check.settings, check.unit
    findings: list[Finding] = []
    if settings.dependencies:
        findings += _dependencies(check, evidence)
    if _is_top(check, unit):
        findings += _sequence(check, evidence)
    if settings.checkpoints:
        findings += ticked_behind_checkpoint(check)
    if settings.from_ == "history" and unit.level is not Level.DOCUMENT:
        findings += ticked_before_work(check, evidence)
        findings += ticked_before_former(check, evidence)
    findings += gate_met_early(check)
    looked_at = sum(len(claim.units) or 1 for claim in unit.dependencies) or len(check.claims)
    return verdict_of(findings, looked_at=looked_at, reason=_why_held(check))


def _dependencies(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """Why what the unit says it needs does not hold."""
    yield from _cycle(check)
    for claim in check.unit.dependencies:
        for reference in claim.units:
            yield from _dependency(check, claim, reference, evidence)


def _sequence(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """Why the unit was begun before those that the policy puts before it."""
    if check.settings.sequential:
        yield from _begun_early(check, evidence)
    if check.settings.one_in_progress_per_role:
        yield from _two_in_progress(check)
    yield from _phase_begun_early(check)


def _why_held(check: Check[Settings]) -> str:
    name = check.unit.name
    if all(isinstance(claim, StageGateClaim) for claim in check.claims):
        return f"the gate of {name} is met, and nothing in it is open"
    return f"what {name} needs was done before it"


def _cycle(check: Check[Settings]) -> Iterator[Finding]:
    circle = check.workflow.cycle(check.unit)
    if circle:
        names = some_of([unit.name for unit in circle], MOST_NAMES)
        yield Finding(
            code="dependency-cycle",
            line=check.unit.dependencies[0].line,
            claim=f"{check.unit.name} needs {check.unit.dependencies[0].text.strip()[:80]}",
            found=f"{names} need each other in a circle, so none can be begun",
            remedy="take one of the dependencies out",
        )


def _dependency(
    check: Check[Settings], claim: DependencyClaim, reference: Reference, evidence: Evidence
) -> Iterator[Finding]:
    """Why one dependency does not hold, if so."""
    unit, needed = check.unit, check.workflow.find(reference)
    if needed is None:
        yield _unknown_dependency(check, claim, reference)
    elif needed is unit:
        yield Finding(
            code="dependency-self",
            line=claim.line,
            claim=f"{unit.name} needs {reference}",
            found=f"{unit.name} needs itself",
            remedy="name the unit that is meant, or take the dependency out",
        )
    elif any(needed is above for above in _above(check, unit)):
        if _ALL.match(claim.text):
            yield from _others_before(check, claim, needed, evidence)
            return
        yield Finding(
            code="dependency-around",
            line=claim.line,
            claim=f"{unit.name} needs {reference}",
            found=f"{unit.name} is a part of {needed.name}, so neither can be done first",
            remedy="name the unit that is meant, or take the dependency out",
        )
    else:
        yield from _not_before(check, claim, needed, evidence)


def _others_before(check: Check[Settings], claim: Claim, around: Unit, evidence: Evidence) -> Iterator[Finding]:
    """Why "All tasks in Batch 1", said by one of them, does not hold: it means the others."""
    own = {check.unit.key, *(unit.key for unit in _above(check, check.unit))}
    for other in around.units:
        if other.key not in own:
            yield from _not_before(check, claim, other, evidence)


def _above(check: Check[Settings], unit: Unit) -> Iterator[Unit]:
    """The units around one, from the inside."""
    while (above := check.workflow.parent(unit)) is not None:
        yield above
        unit = above


def _unknown_dependency(check: Check[Settings], claim: DependencyClaim, reference: Reference) -> Finding:
    ids = {unit.id: unit.name for unit in check.workflow.units() if reference.level in (None, unit.level)}
    near = get_close_matches(reference.id, ids, n=1, cutoff=0.5)
    hint = f"; the nearest is {ids[near[0]]}" if near else ""
    return Finding(
        code="dependency-unknown",
        line=claim.line,
        claim=f"{check.unit.name} needs {reference}",
        found=f"the document has no {reference}{hint}",
        remedy="name a unit of this document",
    )


def _not_before(check: Check[Settings], claim: Claim, needed: Unit, evidence: Evidence) -> Iterator[Finding]:
    """A needed unit that is not done, or whose commit comes after the one of the unit that needs it."""
    unit = check.unit
    if unit.status.is_begun and not needed.status.is_settled:
        yield Finding(
            code="dependency-open",
            line=claim.line,
            claim=f"{unit.name} is {unit.status.word} and needs {needed.name}",
            found=f"{needed.name} is {needed.status.word} ({check.at(needed.status_claims[0].line)})",
            remedy=f"finish {needed.name} first, or set {unit.name} back to pending",
        )
    elif unit.status.is_begun and (open_ := open_gate(check, needed, must_be_marked=check.settings.gates_marked)):
        yield Finding(
            code="stage-gate-open",
            line=claim.line,
            claim=f"{unit.name} is {unit.status.word} and comes behind the gate of {needed.name}",
            found=open_,
            remedy=f'mark the gate as met once it is ("Stage Gate: ... - MET"), or set {unit.name} back to pending',
        )
    elif check.settings.commits and unit.status.is_claimed and needed.status.is_claimed:
        yield from _committed_before(check, claim, needed, evidence)


def _committed_before(check: Check[Settings], claim: Claim, needed: Unit, evidence: Evidence) -> Iterator[Finding]:
    """Why no commit of a needed unit comes before the unit's last, if so; only cited ids are looked at.

    Fixes of the needed unit may well come later: what the other one needed was there with the first commit.
    """
    unit = check.unit
    every, second = _resolve_all(check, needed, evidence), _resolve_last(check, unit, evidence)
    if not every or second is None:
        return
    first = _earliest(every, second, evidence)
    finding = Finding(
        code="dependency-committed-later",
        line=claim.line,
        claim=f"{unit.name} needs {needed.name}",
        found="",
        remedy="correct the ids, or the order in which the document says the work was done",
    )
    for unseen in (first, second):
        if unseen.unknown:
            blind = replace(finding, code="commit-unknown")
            yield blind.unseen(f"commit {unseen.cited} cannot be placed in history", unseen.unknown)
            return
    if first.commit and second.commit and _order(first, second, evidence) is Order.AFTER:
        found = f"{needed.name} was committed in {_name(first.commit)}, after {unit.name} in {_name(second.commit)}"
        yield replace(finding, found=found)


def _earliest(every: list[Resolution], second: Resolution, evidence: Evidence) -> Resolution:
    """Of the commits of a needed unit one that does not come after the other's; else one that cannot be placed."""
    before = (each for each in every if _order(each, second, evidence) not in (Order.AFTER, None))
    return next(before, None) or next((each for each in every if each.unknown), every[0])


def _order(first: Resolution, second: Resolution, evidence: Evidence) -> Order | None:
    """How two cited commits stand to each other; None where one of them is not of the judged history."""
    if not (first.commit and second.commit and first.reachable and second.reachable):
        return None
    return evidence.git.order(first.commit.id, second.commit.id)


def _resolve_all(check: Check[Settings], unit: Unit, evidence: Evidence) -> list[Resolution]:
    """What became of each id that a unit cites; of a range, of its first."""
    return [evidence.git.resolve(claim.id) for claim in commit_claims(check.workflow, unit)]


def _resolve_last(check: Check[Settings], unit: Unit, evidence: Evidence) -> Resolution | None:
    """What became of the last id that a unit cites."""
    claims = commit_claims(check.workflow, unit)
    return evidence.git.resolve(claims[-1].until or claims[-1].id) if claims else None


def _name(commit: Commit) -> str:
    return f'{commit.short} "{commit.subject}"'


def _begun_early(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """The unit before this one, dropped ones aside, if this one is begun and that one not done, or committed later."""
    siblings = check.workflow.root.units
    before = siblings[: siblings.index(check.unit)]
    former = next((unit for unit in reversed(before) if not unit.status.is_dropped), None)
    if former is not None and check.unit.status.is_begun:
        yield from _not_before(check, check.unit.status_claims[0], former, evidence)


def _two_in_progress(check: Check[Settings]) -> Iterator[Finding]:
    unit = check.unit
    if unit.status is not Status.IN_PROGRESS:
        return
    for other in check.workflow.root.units:
        if other is unit:
            return
        if other.status is Status.IN_PROGRESS and other.assignee == unit.assignee:
            who = unit.assignee or "nobody"
            yield Finding(
                code="two-in-progress",
                line=unit.status_claims[0].line,
                claim=f"{unit.name} is in progress (assigned to {who})",
                found=f"{other.name} of {who} is in progress too ({check.at(other.status_claims[0].line)})",
                remedy=f"finish {other.name} first, or set {unit.name} back to pending",
            )
            return


def _phase_begun_early(check: Check[Settings]) -> Iterator[Finding]:
    """Units of the phases that the unit's phase needs, if it is begun and they are not done."""
    if not check.unit.status.is_begun:
        return
    needed = {need for phase in check.phases for need in phase.needs}
    for phase in check.policy.phases:
        for other in check.workflow.root.units if phase.id in needed else ():
            if not other.status.is_settled and phase.match.fits(
                check.workflow.path, other, None, check.workflow.dialect
            ):
                yield Finding(
                    code="phase-begun-early",
                    line=check.unit.status_claims[0].line,
                    claim=f"{check.unit.name} is {check.unit.status.word}",
                    found=f"{other.name} of phase {phase.id} is {other.status.word}, which must be done first",
                    remedy=f"finish {other.name} first, or set {check.unit.name} back to pending",
                )
                return
