"""The states of a tree that is silent on them, as the outcomes file beside it tells."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from pytest_phasegate.documents.drafts import furthest, of_all
from pytest_phasegate.documents.notations.statuses import field_status, heading_status
from pytest_phasegate.model.claims import Level, Reference, Status, StatusClaim
from pytest_phasegate.text.fields import bold_fields, normal_key, plain_field
from pytest_phasegate.text.sections import numbered_sections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_phasegate.model.workflow import Unit, Workflow
    from pytest_phasegate.text.fields import Field
    from pytest_phasegate.text.sections import Section


def is_silent(workflow: Workflow) -> bool:
    """Whether no unit of a document says anything of its state: no box, no status word, no sign."""
    return not any(unit.statuses for unit in workflow.units())


def add_outcomes(workflow: Workflow, path: str, text: str) -> Workflow:
    """A silent tree with the states that its outcomes file tells; any other document as it is.

    A unit whose section has a status of its own, in the heading or in a field ``Status``, is in that state; one whose
    section says anything else is complete; one whose section says nothing, or that has none, stays silent.

    Args:
        workflow: what the tree says.
        path: where the outcomes file stands, for the claims' texts.
        text: the outcomes file.
    """
    if not is_silent(workflow):
        return workflow
    told: dict[str, StatusClaim] = {}
    for section in numbered_sections(text):
        unit, status = workflow.find(Reference(section.number)), _status(section)
        if unit is not None and status is not None:
            said = f"{path}:{section.line}: {section.text}"
            told.setdefault(unit.id, StatusClaim(line=unit.line, text=said, status=status, source="outcomes"))
    return replace(workflow, root=_settle(workflow.root, Status.PENDING, told))


def _status(section: Section) -> Status | None:
    fields = chain.from_iterable(map(_fields, section.lines))
    said = (field_status(field.value) for field in fields if normal_key(field.key) == "status")
    if status := next(filter(None, said), None):
        return status
    if found := heading_status(section.text):
        return found.status
    return Status.COMPLETE if section.says_something else None


def _fields(line: str) -> list[Field]:
    text = line.strip()
    text = text[2:].strip() if text[:2] in ("- ", "* ", "+ ", "• ") else text
    return bold_fields(text) or list(filter(None, (plain_field(text),)))


def _settle(unit: Unit, above: Status, told: Mapping[str, StatusClaim]) -> Unit:
    """Give every unit its state, by the rule for silent units: that of the unit around, else that of its parts."""
    statuses = (*unit.statuses, told[unit.id]) if unit.id in told else unit.statuses
    own = furthest(statuses)
    units = _settle_all(unit.units, own or above, told)
    if unit.level is Level.DOCUMENT:
        return unit._replace(units=units)
    status = own or (above if above.is_claimed else of_all(units, unit.boxes))
    return unit._replace(status=status, statuses=statuses, units=units)


def _settle_all(units: Sequence[Unit], around: Status, told: Mapping[str, StatusClaim]) -> tuple[Unit, ...]:
    above = around if around.is_claimed else Status.PENDING
    return tuple(_settle(unit, above, told) for unit in units)
