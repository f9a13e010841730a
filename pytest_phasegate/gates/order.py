"""The units that a done unit needs exist, are done, and were committed before it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.needed_units import MOST_NAMES, gate_met_early, met_gates, not_before
from pytest_phasegate.gates.parts.phase_work import needed_phases
from pytest_phasegate.gates.parts.ticks import (
    stands_behind_checkpoint,
    ticked_before_former,
    ticked_before_work,
    ticked_behind_checkpoint,
)
from pytest_phasegate.location import Location
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import DependencyClaim, Level, StageGateClaim, Status
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import UNPROVEN, Verdict, pending, verdict_of
from pytest_phasegate.text.words import begins_with_all, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim, Reference
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """In what order units must be begun and committed."""

    dependencies: bool = setting(True, "what a done unit needs exists, is done too, and needs nothing in a circle")
    unfinished: bool = setting(
        False,
        "units that are not done are held to their dependencies too: these exist, and are done before a unit is begun",
    )
    known: bool = setting(
        False, "what a unit needs is a unit of the document; without this one that is not there is only noted"
    )
    commits: bool = setting(True, "a dependency's commit does not come after the unit's")
    sequential: bool = setting(False, "no unit is begun before the one before it is done, whatever it depends on")
    one_in_progress_per_role: bool = setting(False, "at most one unit of a role is in progress at a time")
    gates_marked: bool = setting(
        False,
        "what has a stage gate holds back what comes behind it until the gate is marked as met; without this"
        " only a gate that is marked as open does",
    )
    checkpoints: bool = setting(True, "nothing is ticked behind a checkpoint that is open, in its phase or a later one")
    from_: Literal["document", "history"] = setting(
        "document",
        "with history, the document's commits are read too: no unit was ticked before its work was "
        "committed, and no phase before the one in front of it",
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """What the unit says it needs, and that its gate is met; where units are ordered anyhow, their statuses too."""
    unit = asked.unit
    needs = unit.dependencies if asked.settings.dependencies else ()
    if _is_ordered(asked):
        return (*needs, *unit.status_claims, *met_gates(unit))
    named = tuple(claim for claim in needs if claim.units)
    return (*named, *(unit.status_claims if _is_dated(asked) else ()), *met_gates(unit))


def _is_ordered(asked: Asked) -> bool:
    """Whether the policy orders the units right below the document, and this is one of them."""
    settings = asked.settings
    ordered = settings.sequential or settings.one_in_progress_per_role or any(phase.needs for phase in asked.phases)
    return ordered and _is_top(asked)


def _is_dated(asked: Asked) -> bool:
    """Whether history or a checkpoint can show that the unit was ticked too early."""
    unit, settings = asked.unit, asked.settings
    is_in_history = settings.from_ == "history" and bool(unit.statuses) and unit.level is not Level.DOCUMENT
    return is_in_history or (settings.checkpoints and stands_behind_checkpoint(asked))


def _is_top(check: Asked | Check[Settings]) -> bool:
    return check.workflow.parent(check.unit) is check.workflow.root


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold the unit's place in the work against the units it needs and those before it."""
    unit, is_asked = check.unit, check.unit.status.is_claimed or check.settings.unfinished
    needs = unit.dependencies if check.settings.dependencies and is_asked else ()
    findings = list(_dependencies(check, needs, evidence))
    if _is_top(check):
        findings += _sequence(check, evidence)
    findings += _ticks(check, evidence)
    findings += gate_met_early(check)
    is_all_needs = all(isinstance(claim, DependencyClaim) for claim in check.claims)
    if not (findings or is_asked) and is_all_needs:
        return pending(f"{unit.name} is {unit.status.word}")  # in 31 honest cases (D2) it was only begun
    reason = f"what {unit.name} needs was done before it"
    if all(isinstance(claim, StageGateClaim) for claim in check.claims):
        reason = f"the gate of {unit.name} is met, and nothing in it is open"
    unknown = list(_unknown(check, needs, evidence))
    notes = [f"{UNPROVEN}{_not_there(check, reference)} ({check.at(line)})" for reference, line in unknown]
    if not findings and unknown and len(unknown) == sum(len(claim.units) for claim in needs) and is_all_needs:
        return pending(f"{unit.name} needs nothing that the document has: there is nothing to check", tuple(notes))
    looked_at = sum(len(claim.units) or 1 for claim in unit.dependencies) or len(check.claims)
    return verdict_of(findings, looked_at=looked_at, reason=reason, notes=notes)


def _unknown(
    check: Check[Settings], needs: tuple[DependencyClaim, ...], evidence: Evidence
) -> Iterator[tuple[Reference, int]]:
    """The units that are not found, with the lines that name them.

    They may be another document's, or stand under a heading that was not read (9 honest cases, D7): no false claim.
    """
    for claim in needs:
        for reference in claim.units:
            is_noted = bool(reference.document) or not check.settings.known
            if is_noted and check.workflow.find(reference) is None and not _elsewhere(check, reference, evidence):
                yield reference, claim.line


def _elsewhere(check: Check[Settings], reference: Reference, evidence: Evidence) -> tuple[Unit, Location] | None:
    """The unit of another document that is named by its folder, beside the folder of this one, and where it stands."""
    top, _, rest = check.workflow.path.rpartition("/")
    folder = top.rpartition("/")[0]
    path = "/".join(filter(None, (folder, reference.document, rest)))
    workflow = evidence.files.workflow(path) if top and reference.document else None
    unit = workflow.find(reference) if workflow else None
    return (unit, Location(path, unit.status_claims[0].line)) if unit else None


def _not_there(check: Check[Settings], reference: Reference) -> str:
    if reference.document:
        return f"{check.unit.name} needs {reference}, and no such document beside this one has it"
    return f"{check.unit.name} needs {reference}, which this document does not have{_nearest(check, reference)}"


def _dependencies(check: Check[Settings], needs: tuple[DependencyClaim, ...], evidence: Evidence) -> Iterator[Finding]:
    """Why what the unit says it needs does not hold."""
    unit = check.unit
    if needs and (circle := check.workflow.cycle(unit)):
        first, names = unit.dependencies[0], some_of([each.name for each in circle], MOST_NAMES)
        yield finding("dependency-cycle", first.line, unit=unit, dependency=first, names=names)
    for claim in needs:
        for reference in claim.units:
            yield from _dependency(check, claim, reference, evidence)


def _dependency(
    check: Check[Settings], claim: DependencyClaim, reference: Reference, evidence: Evidence
) -> Iterator[Finding]:
    """Why one dependency does not hold, if so."""
    unit, needed = check.unit, check.workflow.find(reference)
    around = tuple(check.workflow.above(unit))
    if needed is None:
        yield from _not_here(check, claim, reference, evidence)
    elif needed is unit:
        yield finding("dependency-self", claim.line, unit=unit, reference=reference)
    elif all(needed is not above for above in around):
        yield from not_before(check, claim, needed, evidence)
    elif begins_with_all(claim.text):  # "All tasks in Batch 1", said by one of them, means the others
        own = {unit.key, *(above.key for above in around)}
        for other in needed.units:
            if other.key not in own:
                yield from not_before(check, claim, other, evidence)
    else:
        yield finding("dependency-around", claim.line, unit=unit, reference=reference, needed=needed)


def _not_here(
    check: Check[Settings], claim: DependencyClaim, reference: Reference, evidence: Evidence
) -> Iterator[Finding]:
    """Why a needed unit that this document does not have is false: it is another's and open, or it must be known."""
    unit = check.unit
    if found := _elsewhere(check, reference, evidence):
        needed, where = found
        if unit.status.is_begun and not needed.status.is_settled:
            yield finding("dependency-open", claim.line, unit=unit, needed=needed, where=where)
    elif check.settings.known and not reference.document:
        hint = _nearest(check, reference)
        yield finding("dependency-unknown", claim.line, unit=unit, reference=reference, hint=hint)


def _nearest(check: Check[Settings], reference: Reference) -> str:
    """The unit whose id is most like one that the document does not have, as words that follow."""
    ids = {unit.id: unit.name for unit in check.workflow.units() if reference.level in (None, unit.level)}
    near = get_close_matches(reference.id, ids, n=1, cutoff=0.5)
    return f"; the nearest is {ids[near[0]]}" if near else ""


def _sequence(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """Why the unit was begun before those that the policy puts before it."""
    unit, settings = check.unit, check.settings
    tops = check.workflow.root.units
    before = tops[: tops.index(unit)]
    if settings.sequential and unit.status.is_begun:
        former = next((each for each in reversed(before) if not each.status.is_dropped), None)
        if former is not None:
            yield from not_before(check, unit.status_claims[0], former, evidence)
    if settings.one_in_progress_per_role and unit.status is Status.IN_PROGRESS:
        yield from _two_in_progress(check, before)
    yield from _phase_begun_early(check)


def _two_in_progress(check: Check[Settings], before: tuple[Unit, ...]) -> Iterator[Finding]:
    unit = check.unit
    others = (each for each in before if each.status is Status.IN_PROGRESS and each.assignee == unit.assignee)
    if other := next(others, None):
        line, where = unit.status_claims[0].line, check.at(other.status_claims[0].line)
        assignee = unit.assignee or "nobody"
        yield finding("two-in-progress", line, unit=unit, other=other, assignee=assignee, where=where)


def _phase_begun_early(check: Check[Settings]) -> Iterator[Finding]:
    """The first unit of the phases that the unit's phase needs, if the unit is begun and that one is not done."""
    unit, workflow = check.unit, check.workflow
    for phase in needed_phases(check) if unit.status.is_begun else ():
        for other in workflow.root.units:
            if not other.status.is_settled and phase.match.fits(workflow.path, other, None, workflow.dialect):
                yield finding("phase-begun-early", unit.status_claims[0].line, unit=unit, other=other, phase=phase)
                return


def _ticks(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """Why the unit, or a box of it, was ticked too early."""
    if check.settings.checkpoints:
        yield from ticked_behind_checkpoint(check)
    if check.settings.from_ == "history" and check.unit.level is not Level.DOCUMENT:
        yield from ticked_before_work(check, evidence)
        yield from ticked_before_former(check, evidence)
