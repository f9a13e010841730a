"""The dialect of batch execution: batches of tasks, each batch one role's work and one commit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import Dialect, UnitLine
from pytest_phasegate.documents.keys import shared
from pytest_phasegate.documents.notations.sentences import read_inline
from pytest_phasegate.model.claims import AssigneeClaim, Level, SymbolClaim
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed

_ASSIGNED = pattern(r"[^\w\n]{0,9}assigned to:?[ ]{1,3}[`@*]{0,3}(\w[\w.-]{0,99}).*", re.IGNORECASE)


def _assigned(at: At, key: str, value: str) -> Iterator[Placed]:
    """Who does the work, as 5 of 227 real documents have it: "Batch 2: Types - Assigned to backend-developer"."""
    if "ssigned" in value.lower() and (match := _ASSIGNED.search(value)):
        yield AssigneeClaim(line=at.line, text=value, name=match[1]), at.owner


def _defined(at: At, key: str, value: str) -> Iterator[Placed]:
    """What a task says in its title that a source file defines; the files themselves stand in its fields."""
    title = at.owner.title
    if "`" in title or "/" in title:
        yield from at.own(claim for claim in read_inline(at.line, title) if isinstance(claim, SymbolClaim))


def _without_assignee(title: str) -> str:
    return _ASSIGNED.sub("", title) if "ssigned" in title.lower() else title


DIALECT = Dialect(
    name="batches",
    places=("task-tracking/*/tasks.md", ".claude/specs/*/tasks.md", ".ptah/specs/*/tasks.md"),
    units=(
        UnitLine(
            level=Level.BATCH,
            kinds=(Kind.HEADING,),
            words=("batch", "wave", "sub-batch"),
            cut=_without_assignee,
            says=(_assigned,),
        ),
        UnitLine(
            level=Level.TASK,
            kinds=(Kind.HEADING,),
            words=("task",),
            continues=(Level.BATCH,),
            cut=_without_assignee,
            says=(_assigned, _defined),
        ),
        UnitLine(level=Level.TASK, kinds=(Kind.ROW,), under=(Level.BATCH,)),
    ),
    wants='no heading of the document introduces a batch or a task ("## Batch 1: title", "### Task 1.1: title")',
    signs=("batch", "task files", "task assignees", "task status-by-field", "task commits"),
    looks_for='a heading "## Batch 1: ...", or "### Task 1: ..." with a field such as "**Status**:" or "**File**:"',
    keys=shared,
)
