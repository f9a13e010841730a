"""The document agrees with itself: statuses, tasks, counts and ids, and every claim in it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.checkpoint_log import (
    archive_notes,
    closing_findings,
    log_findings,
    nested_findings,
    ready_notes,
    state_findings,
    template_notes,
)
from pytest_phasegate.gates.parts.results import named_results, result_findings
from pytest_phasegate.gates.parts.ticks import bulk_findings
from pytest_phasegate.gates.parts.uncited_commit import gone_units
from pytest_phasegate.gates.parts.wrong_counts import wrong_counts
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level, Mark, Status
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """In what a document must agree with itself."""

    problems: bool = setting(True, "what looks like a claim can be read as one")
    counts: bool = setting(True, 'a count such as "5/6 complete" is right')
    status_agrees: bool = setting(True, "a unit's heading, field and table give one status")
    tasks_verified: bool = setting(False, "in a complete unit each task is complete, not only implemented")
    nested: bool = setting(True, "a ticked box holds no open one")
    log: Literal["ignore", "agrees", "required"] = setting(
        "agrees", "the checkpoint log and the checkpoints say the same, by number; required: there is a log"
    )
    state: Literal["ignore", "agrees", "named"] = setting(
        "agrees", "the project's phase is where the boxes are; named: it is one of the document's phases"
    )
    closing: bool = setting(True, "checklists are said to be updated only when no box before is open")
    results: bool = setting(
        True, "no result that a done unit names (a deployment, a test report, a review) says that it failed"
    )
    bulk_ticks: Literal["ignore", "report", "fail"] = setting(
        "ignore", "several units ticked in one commit that did no work between them"
    )
    archived: tuple[str, ...] = setting(
        ("**/archive/**", "**/archived/**", "**/completed/**"),
        "globs of the places where finished documents lie; elsewhere they are told to be archived",
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """What a unit says of itself more than once; of the document itself always something."""
    unit = asked.unit
    results = tuple(named.claim for named in named_results(unit)) if asked.settings.results else ()
    if unit.level is Level.DOCUMENT:
        return (*unit.problems, *unit.counts, *unit.log, *results) or (unit.heading,)
    several = unit.statuses if len(unit.statuses) > 1 or unit.units else ()
    repeated = (unit.heading,) if "~" in unit.key else ()
    nested = unit.boxes if unit.has_box or any(box.parent is not None for box in unit.boxes) else ()
    return (*unit.problems, *repeated, *several, *unit.counts, *nested, *results)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Hold what the unit says against what the rest of the document says."""
    unit, settings = check.unit, check.settings
    findings = list(_repeated_id(check))
    if settings.problems:
        findings.extend(
            finding("claim-not-read" if problem.is_seen else "claim-unreadable", problem.line, problem=problem)
            for problem in unit.problems
        )
    if settings.status_agrees:
        findings.extend(_statuses(unit))
        findings.extend(_open_tasks(check))
    if settings.counts:
        findings.extend(wrong for count in unit.counts for wrong in wrong_counts(check, count))
    if settings.nested:
        findings.extend(nested_findings(unit))
    notes = [*ready_notes(unit)]
    if settings.results:
        findings.extend(result_findings(check, evidence, notes))
    if unit.level is Level.DOCUMENT:
        findings.extend(_of_document(check, evidence, notes))
    return verdict_of(findings, looked_at=len(check.claims), reason=f"{unit.name} agrees with itself", notes=notes)


def _of_document(check: Check[Settings], evidence: Evidence, notes: list[str]) -> Iterator[Finding]:
    """What only the document as a whole can say; observations that are no failures go to ``notes``."""
    settings = check.settings
    if settings.log != "ignore":
        yield from log_findings(check, is_required=settings.log == "required")
    if settings.state != "ignore":
        yield from state_findings(check, must_name=settings.state == "named")
    if settings.closing:
        yield from closing_findings(check)
    if settings.bulk_ticks == "fail":
        yield from bulk_findings(check, evidence)
    elif settings.bulk_ticks == "report":
        notes.extend(each.found for each in bulk_findings(check, evidence) if not each.unknown)
    yield from _unowned_boxes(check)
    notes.extend((*archive_notes(check.workflow, settings.archived), *template_notes(check.workflow)))
    notes.extend(gone_units(check, evidence))


def _unowned_boxes(check: Check[Settings]) -> Iterator[Finding]:
    """That nothing in the document says what its ticked boxes stand for, told once.

    Boxes that no unit owns are common beside units that claim something: 21 of 259 honest batch documents end with an
    acceptance list. A document in which nothing else is said was most likely read as what it is not (a dialect that the
    policy names and that does not fit), and nothing of it was held to anything.
    """
    units = tuple(check.workflow.root.walk())
    ticked = [box for unit in units for box in unit.boxes if box.mark is Mark.TICKED]
    if ticked and not any(unit.statuses or unit.status.is_begun or unit.status.is_settled for unit in units):
        yield finding(
            "boxes-unowned",
            ticked[0].line,
            boxes=count_of(len(ticked), "box", "boxes"),
            are=are(len(ticked)),
            dialect=check.workflow.dialect,
        )


def _repeated_id(check: Check[Settings]) -> Iterator[Finding]:
    unit = check.unit
    if "~" in unit.key:
        first = next(other for other in check.workflow.units() if (other.level, other.id) == (unit.level, unit.id))
        yield finding("id-repeated", unit.line, unit=unit, first=first, where=check.at(first.line))


def _statuses(unit: Unit) -> Iterator[Finding]:
    for claim in unit.statuses[1:]:
        if claim.status is not unit.statuses[0].status:
            yield finding("status-disagrees", claim.line, unit=unit, claim=claim, first=unit.statuses[0])


def _open_tasks(check: Check[Settings]) -> Iterator[Finding]:
    """The units below a done one that say of themselves that they are not done."""
    unit = check.unit
    only_complete = check.settings.tasks_verified and unit.status is Status.COMPLETE
    for task in _telling(unit) if unit.status.is_claimed else ():
        done = task.status is Status.COMPLETE if only_complete else task.status.is_claimed
        if not done and not task.status.is_dropped:
            yield finding("task-not-done", task.status_claims[0].line, unit=unit, task=task)


def _telling(unit: Unit) -> Iterator[Unit]:
    """The nearest units below one that say how they stand; those of a silent one tell for it."""
    for part in unit.units:
        if part.statuses or not part.units:
            yield part
        else:
            yield from _telling(part)
