"""The dialect of batch execution: batches of tasks, each batch one role's work and one commit."""

from __future__ import annotations

import re

from pytest_phasegate.documents.claims.unit_headings import UnitHeading, heading_claims, read_unit_heading, unit_pattern
from pytest_phasegate.documents.claims.units import Units
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.notations.commits import heading_commits
from pytest_phasegate.documents.notations.references import first_unit
from pytest_phasegate.documents.parts.batch_claims import Reader, Stretch, apply_action
from pytest_phasegate.documents.parts.batch_states import unintroduced, unread_unit
from pytest_phasegate.documents.parts.batch_tables import row_units
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import AssigneeClaim, Level
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.outline import Section, outline
from pytest_phasegate.text.scanner import scan

NAME = "batches"
PLACES = (
    "task-tracking/*/tasks.md",
    ".claude/specs/*/tasks.md",
    ".ptah/specs/*/tasks.md",
)

# A line begins behind a "\n", which is found ten times faster than "^".
_HEADING = r"\n[ ]{0,3}#{1,6}[ \t]{1,8}"
_BATCH = re.compile(_HEADING + unit_pattern("sub-batch|batch|wave"))
_TASK = re.compile(_HEADING + unit_pattern("task"))
_FIELD = re.compile(
    r"\n[ ]{0,3}(?:[-*][ ])?\*\*(?:Files?|File\(s\)|Developer|Assigned(?: To)?|Status|(?:Git )?Commit)\*?\*?:"
)


def recognizes(text: str) -> bool:
    """Whether a text has a heading for a batch, or headings for tasks with the fields of this dialect."""
    return shows(text, _has_form)


def _has_form(text: str) -> bool:
    lines = f"\n{text}"
    return bool(_BATCH.search(lines) or (_TASK.search(lines) and _FIELD.search(lines)))


def read(path: str, text: str) -> Workflow:
    """Read a batch document.

    ``path`` is the document's place in the project, with forward slashes; it is named in messages and in the
    workflow. Raises DocumentError for a text in which no heading introduces a batch or a task, and for one with a line
    that is too long.
    """
    check_lines(path, text)
    last_line = text.count("\n") + (not text.endswith("\n"))
    section = outline(scan(text), last_line)
    title = section.sections[0].heading.text if section.sections and section.sections[0].heading else ""
    root = Draft(level=Level.DOCUMENT, id="", title=title, line=1, end=last_line)
    units = Units()
    stretches: list[tuple[Draft, Section]] = []
    _sow(section, root, units, stretches)
    if not root.drafts:
        raise DocumentError(
            'no heading of the document introduces a batch or a task ("## Batch 1: title", "### Task 1.1: title")',
            Location(path),
        )
    for draft, part in stretches:
        if draft.level is Level.BATCH:
            for task in row_units(draft, part.body, units):
                draft.drafts.append(task)
                units.add(task)
            draft.drafts.sort(key=lambda child: child.line)
    reader = Reader(units)
    for draft, part in stretches:
        reader.read(_stretch(draft, part, units))
    if any(key.name == "action" for key in reader.keys.values()):
        for draft in root.walk():
            apply_action(draft)
    return Workflow(path=path, dialect=NAME, root=freeze(root))


def _sow(section: Section, draft: Draft, units: Units, stretches: list[tuple[Draft, Section]]) -> None:
    """Make a draft of each section that a unit's heading opens; every section's lines belong to one draft."""
    stretches.append((draft, section))
    for part in section.sections:
        assert part.heading is not None
        heading = read_unit_heading(part.heading.text)
        if heading is None:
            _sow(part, draft, units, stretches)
            continue
        parent = _parent(heading, draft)
        child = _draft(heading, part, parent)
        parent.drafts.append(child)
        units.add(child)
        parent.end = max(parent.end, child.end)
        _sow(part, child, units, stretches)


def _parent(heading: UnitHeading, draft: Draft) -> Draft:
    """The unit around a heading: where tasks have headings of their batch's level, the batch before them."""
    before = draft.drafts[-1] if draft.drafts else None
    if before is None or heading.level is not Level.TASK or before.level is not Level.BATCH:
        return draft
    return before if heading.id.startswith(f"{before.id}.") else draft


def _draft(heading: UnitHeading, section: Section, parent: Draft) -> Draft:
    """A draft with what its heading claims."""
    assert section.heading is not None
    line = section.heading.line
    draft = Draft(level=heading.level, id=heading.id, title=heading.title, line=line, end=section.end, parent=parent)
    draft.claims += heading_claims(line, heading.text, heading)
    if heading.assignee is not None:
        draft.claims.append(AssigneeClaim(line=line, text=heading.text, name=heading.assignee))
    draft.claims += heading_commits(line, heading.text, heading.tail)
    return draft


def _stretch(draft: Draft, section: Section, units: Units) -> Stretch:
    is_own = draft.level is not Level.DOCUMENT and section.heading is not None and section.heading.line == draft.line
    reference = first_unit(section.heading.text) if section.heading and not is_own else None
    about = units.find(reference, draft) if reference else None
    if section.heading and not is_own and not about:
        problem = None
        if reference is None:
            problem = unread_unit(section.heading, section.body, draft, units)
        elif not reference.id.isalpha():
            problem = unintroduced(section.heading, reference)
        if problem is not None:
            draft.claims.append(problem)
    return Stretch(draft, about or draft, section.heading, section.body)
