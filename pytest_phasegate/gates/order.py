"""The units that a done unit needs exist, are done, and were committed before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.dependencies import dependency_findings, unknown_notes
from pytest_phasegate.gates.parts.needed_units import gate_met_early, met_gates, not_before
from pytest_phasegate.gates.parts.phase_work import needed_phases
from pytest_phasegate.gates.parts.ticks import (
    stands_behind_checkpoint,
    ticked_before_former,
    ticked_before_work,
    ticked_behind_checkpoint,
)
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import DependencyClaim, Level, StageGateClaim, Status
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, pending, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import Claim
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


def _is_ordered(asked: Asked | Check[Settings]) -> bool:
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
    unit = check.unit
    is_asked = unit.status.is_claimed or check.settings.unfinished or _is_ordered(check)
    needs = unit.dependencies if check.settings.dependencies and is_asked else ()
    findings = list(dependency_findings(check, needs, evidence))
    if _is_top(check):
        findings += _sequence(check, evidence)
    findings += _ticks(check, evidence)
    findings += gate_met_early(check)
    notes = tuple(unknown_notes(check, needs, evidence))
    if not findings and (why := _why_pending(check, is_asked=is_asked, number_unknown=len(notes))):
        return pending(why, notes)
    held = sum(len(claim.units) for claim in needs) - len(notes)
    reason = f"what {unit.name} needs was done before it" if held else f"{unit.name} was not begun out of order"
    if all(isinstance(claim, StageGateClaim) for claim in check.claims):
        reason = f"the gate of {unit.name} is met, and nothing in it is open"
    return verdict_of(findings, looked_at=held or len(check.claims), reason=reason, notes=notes)


def _why_pending(check: Check[Settings], *, is_asked: bool, number_unknown: int) -> str:
    """Why nothing of a unit that only says what it needs was held to anything, or ""."""
    unit = check.unit
    if not all(isinstance(claim, DependencyClaim) for claim in check.claims):
        return ""
    if not is_asked:
        return f"{unit.name} is {unit.status.word}"  # in 31 honest cases (D2) it was only begun
    if number_unknown and number_unknown == sum(len(claim.units) for claim in unit.dependencies):
        return f"{unit.name} needs nothing that the document has: there is nothing to check"
    return ""


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
