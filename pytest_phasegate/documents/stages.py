"""The dialect of staged task trees: Stage.Phase.Task.Subtask.Atomic, with notes, stage gates and closers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.commit_mentions import inline_commits, may_cite, prose_commits
from pytest_phasegate.documents.claims.inline_claims import read_inline
from pytest_phasegate.documents.claims.marks import STATES, find_box, read_mark
from pytest_phasegate.documents.claims.problems import unknown_mark
from pytest_phasegate.documents.claims.references import read_numbers
from pytest_phasegate.documents.claims.statuses import field_status, heading_status
from pytest_phasegate.documents.claims.units import Units
from pytest_phasegate.documents.drafts import Draft, freeze
from pytest_phasegate.documents.parts.batch_claims import Reader, Stretch
from pytest_phasegate.documents.parts.tree_lines import TreeLine, read_notes, read_statement, read_tree_line
from pytest_phasegate.documents.parts.tree_tokens import tree_tokens
from pytest_phasegate.documents.shown import shows
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import (
    Claim,
    DependencyClaim,
    FieldClaim,
    Level,
    Problem,
    StageGateClaim,
    Status,
    StatusClaim,
)
from pytest_phasegate.model.workflow import Workflow
from pytest_phasegate.text.closing import is_lettered, read_closing
from pytest_phasegate.text.decode import check_lines
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.documents.parts.tree_lines import Note
    from pytest_phasegate.text.lines import Token

NAME = "stages"
PLACES = ("ai_docs/**/tasks_list.md", "ai_docs/**/task_list.md", "docs/**/tasks_list.md")

# A line begins behind a "\n", which is found ten times faster than "^".
_TOP = re.compile(r"\n[ ]{0,3}(?:#{1,6}[ ])?[*_]{0,3}(?i:stage|phase)[ ]{1,4}\d{1,6}[*_]{0,3}[ ]{0,3}[:.–—(-]")
_NUMBER = re.compile(
    r"\n[ \t]{0,12}(?:#{1,6}[ ]|[-*+•][ ])?(?:\[[^\[\]\n]{1,15}\][ ]){0,2}(?:[*_(\[]|[^\w\s!-~][ ]?){0,4}"
    r"\d{1,6}\.\d{1,6}(?:\.\d{1,6}){0,7}[ :.)\]]"
)
_NOTE = re.compile(r"\b(?:Dependencies|Depends on|Stage Gate)[*_]{0,3}:", re.IGNORECASE)


def recognizes(text: str) -> bool:
    """Whether a text has a line for a stage or phase, numbered lines below it, and notes on what they depend on.

    They may stand in an HTML comment: work that is done may be wrapped in one.
    """
    return shows(text, _has_form, (Kind.FENCE,))


def _has_form(text: str) -> bool:
    lines = f"\n{text}"
    return bool(_TOP.search(lines) and _NUMBER.search(lines) and _NOTE.search(text))


from functools import partial
from pytest_phasegate.documents.dialects.stages import DIALECT
from pytest_phasegate.documents import reader
read = partial(reader.read, DIALECT)
