"""The dialect of batch execution: batches of tasks, each batch one role's work and one commit."""

from __future__ import annotations

import re

from pytest_phasegate.documents.claims.commit_mentions import heading_commits
from pytest_phasegate.documents.claims.references import first_unit
from pytest_phasegate.documents.claims.unit_headings import UnitHeading, heading_claims, read_unit_heading, unit_pattern
from pytest_phasegate.documents.claims.units import Units
from pytest_phasegate.documents.drafts import Draft, freeze
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


from functools import partial
from pytest_phasegate.documents.dialects.batches import DIALECT
from pytest_phasegate.documents import reader
read = partial(reader.read, DIALECT)
