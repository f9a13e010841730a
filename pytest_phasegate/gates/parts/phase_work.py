"""What the work of a phase rests on: the phases before it, the documents that record it, and its commits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.document_paths import locate
from pytest_phasegate.gates.parts.unit_commits import standing_commits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Phase
    from pytest_phasegate.model.workflow import Unit, Workflow

MOST_LINKS = 20


def predecessors(check: Asked | Check[Any]) -> tuple[Unit, ...]:
    """The units that the check's unit follows: those of the phases its own needs, else the one before it.

    Units that were set aside openly are stepped over.
    """
    unit, workflow = check.unit, check.workflow
    if needed := tuple(_needed(check)):
        return needed
    before = None if unit.status.is_dropped else workflow.before(unit)
    while before is not None and not _counts_for(before, unit):
        before = workflow.before(before)
    return (before,) if before is not None else ()


def needed_phases(check: Asked | Check[Any]) -> list[Phase]:
    """The phases of the policy that the check's own phases need."""
    needs = {need for phase in check.phases for need in phase.needs}
    return [phase for phase in check.policy.phases if phase.id in needs]


def _needed(check: Asked | Check[Any]) -> Iterator[Unit]:
    """The units beside the check's that belong to the phases which its own phases need."""
    unit, workflow = check.unit, check.workflow
    matches = [phase.match for phase in needed_phases(check)]
    for each in workflow.siblings(unit) if matches else ():
        fits = any(match.fits(workflow.path, each, None, workflow.dialect) for match in matches)
        if fits and each is not unit and _counts_for(each, unit):
            yield each


def _counts_for(sibling: Unit, unit: Unit) -> bool:
    """Whether a sibling is work of the same kind that was not set aside."""
    return sibling.level is unit.level and not sibling.status.is_dropped


def successor(check: Check[Any]) -> Unit | None:
    """The unit that takes over from the check's unit: the next one that was not set aside."""
    later = (each for each in check.workflow.siblings(check.unit) if each.line > check.unit.line)
    return next((each for each in later if _counts_for(each, check.unit)), None)


def linked_workflows(check: Check[Any], evidence: Evidence) -> Iterator[tuple[str, Workflow | None]]:
    """The documents that record the unit's work, by their paths; None for one that cannot be read."""
    for claim in check.unit.links[:MOST_LINKS]:
        path = locate(evidence.files.tree(), claim.path, check.workflow.path).path
        is_itself = path == check.workflow.path
        yield path or claim.path, evidence.files.workflow(path) if path and not is_itself else None


def work_commits(check: Check[Any], evidence: Evidence) -> tuple[Commit, ...]:
    """The commits of a unit: those it cites, and those that the documents which record its work cite.

    Raises:
        UnknownError: it cannot be told what became of one of the cited ids.
    """
    found = {commit.id: commit for commit in standing_commits(check, evidence)}
    for _, workflow in linked_workflows(check, evidence):
        for unit in workflow.units() if workflow else ():
            if unit.commits and workflow:
                each = replace(check, workflow=workflow, unit=unit)
                found |= {commit.id: commit for commit in standing_commits(each, evidence)}
    return tuple(found.values())
