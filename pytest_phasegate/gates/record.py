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
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level, Mark, Status
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import CountClaim
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
        findings.extend(wrong for count in unit.counts for wrong in _wrong_count(check, count))
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


def _wrong_count(check: Check[Settings], count: CountClaim) -> Iterator[Finding]:
    """A count against the units of its level below the unit that states it; where there are none, they are prose."""
    units = [unit for unit in check.unit.walk() if unit.level is count.level and unit is not check.unit]
    if wrong := _miscounted(check, count, units) if units else "":
        yield finding("count-wrong", count.line, unit=check.unit, counted=_counted(count), wrong=wrong)


def _miscounted(check: Check[Settings], count: CountClaim, units: list[Unit]) -> str:
    """How many units there are, and are done, in words, where a count says otherwise; else ""."""
    outer = [unit for unit in units if getattr(check.workflow.parent(unit), "level", None) is not count.level]
    totals, dones = _possible_counts(units)  # sub-batches count as batches, or not
    outer_totals, outer_dones = _possible_counts(outer)
    there = _several(count.level, len(units))
    wrong = []
    if count.total is not None and count.total not in totals | outer_totals:
        wrong.append(f"there {are(len(units))} {there}")
    if count.done is not None and count.done not in dones | outer_dones:
        done = sum(unit.status.is_claimed for unit in units)
        wrong.append(f"{done} of {'them' if wrong else there} {are(done or len(units))} done")
    return ", and ".join(wrong)


def _possible_counts(units: list[Unit]) -> tuple[set[int], set[int]]:
    """What an honest author may write as the total (dropped units left out or not), and as the done (or added)."""
    dropped = sum(unit.status.is_dropped for unit in units)
    complete = sum(unit.status is Status.COMPLETE for unit in units)
    claimed = sum(unit.status.is_claimed for unit in units)
    return {len(units), len(units) - dropped}, {complete, claimed, complete + dropped, claimed + dropped}


def _counted(count: CountClaim) -> str:
    if count.total is None:
        return f"{_several(count.level, count.done or 0)} done"
    total = _several(count.level, count.total)
    return total if count.done is None else f"{count.done} of {total} done"


def _several(level: Level, number: int) -> str:
    """So many units of a level: "1 batch", "2 batches"."""
    many = {Level.BATCH: "batches", Level.CRITERION: "criteria"}
    return count_of(number, level.word, many.get(level, ""))
