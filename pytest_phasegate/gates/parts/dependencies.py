"""What a unit says it needs: units of its document, or of one beside it, that are there and done."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.needed_units import MOST_NAMES, not_before
from pytest_phasegate.location import Location
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import UNPROVEN
from pytest_phasegate.text.words import begins_with_all, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import DependencyClaim, Reference
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


def unknown_notes(check: Check[Any], needs: tuple[DependencyClaim, ...], evidence: Evidence) -> Iterator[str]:
    """What to note of needed units that are not found.

    They may be another document's, or stand under a heading that was not read (9 honest cases, D7): no false claim.
    """
    for claim in needs:
        for reference in claim.units:
            is_noted = bool(reference.document) or not check.settings.known
            if is_noted and check.workflow.find(reference) is None and not _elsewhere(check, reference, evidence):
                yield f"{UNPROVEN}{_not_there(check, reference)} ({check.at(claim.line)})"


def _elsewhere(check: Check[Any], reference: Reference, evidence: Evidence) -> tuple[Unit, Location] | None:
    """The unit of another document that is named by its folder, beside the folder of this one, and where it stands."""
    top, _, rest = check.workflow.path.rpartition("/")
    folder = top.rpartition("/")[0]
    path = "/".join(filter(None, (folder, reference.document, rest)))
    workflow = evidence.files.workflow(path) if top and reference.document else None
    unit = workflow.find(reference) if workflow else None
    return (unit, Location(path, unit.status_claims[0].line)) if unit else None


def _not_there(check: Check[Any], reference: Reference) -> str:
    if reference.document:
        return f"{check.unit.name} needs {reference}, and no such document beside this one has it"
    return f"{check.unit.name} needs {reference}, which this document does not have{_nearest(check, reference)}"


def dependency_findings(check: Check[Any], needs: tuple[DependencyClaim, ...], evidence: Evidence) -> Iterator[Finding]:
    """Why what the unit says it needs does not hold."""
    unit = check.unit
    if needs and (circle := check.workflow.cycle(unit)):
        first, names = unit.dependencies[0], some_of([each.name for each in circle], MOST_NAMES)
        yield finding("dependency-cycle", first.line, unit=unit, dependency=first, names=names)
    for claim in needs:
        for reference in claim.units:
            yield from _dependency(check, claim, reference, evidence)


def _dependency(
    check: Check[Any], claim: DependencyClaim, reference: Reference, evidence: Evidence
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


def _not_here(check: Check[Any], claim: DependencyClaim, reference: Reference, evidence: Evidence) -> Iterator[Finding]:
    """Why a needed unit that this document does not have is false: it is another's and open, or it must be known."""
    unit = check.unit
    if found := _elsewhere(check, reference, evidence):
        needed, where = found
        if unit.status.is_begun and not needed.status.is_settled:
            yield finding("dependency-open", claim.line, unit=unit, needed=needed, where=where)
    elif check.settings.known and not reference.document:
        hint = _nearest(check, reference)
        yield finding("dependency-unknown", claim.line, unit=unit, reference=reference, hint=hint)


def _nearest(check: Check[Any], reference: Reference) -> str:
    """The unit whose id is most like one that the document does not have, as words that follow."""
    ids = {unit.id: unit.name for unit in check.workflow.units() if reference.level in (None, unit.level)}
    near = get_close_matches(reference.id, ids, n=1, cutoff=0.5)
    return f"; the nearest is {ids[near[0]]}" if near else ""
