"""The dialect of Conductor: phases of tasks with boxes, each with the commit that ends its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import Dialect
from pytest_phasegate.documents.keys import list_key, lookup, made, shared
from pytest_phasegate.documents.list_rows import NUMBERED, PHASE, commits_at_end, without_commits
from pytest_phasegate.documents.notations.commits import read_ids
from pytest_phasegate.model.claims import Level
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed

_CHECKPOINT = pattern(r"[ ]{0,3}\[checkpoint:(?P<ids>[^\]\n]{0,80})\]")


def _checkpoint(at: At, key: str, value: str) -> Iterator[Placed]:
    """The commit that ends a phase: the document's own, since of 21 of them 12 change none of the phase's files."""
    for match in _CHECKPOINT.finditer(value):
        for claim in read_ids(at.line, "", match["ids"]):
            yield claim, at.root


def _without_checkpoint(title: str) -> str:
    return _CHECKPOINT.sub("", title)


_TASK = replace(
    NUMBERED,
    begins=r"\*{0,2}(?:(?:Sub-)?[Tt]ask(?:[ ](?P<id>\d{1,3}(?:\.\d{1,3}){0,3}))?:\*{0,2}[ ]{0,3})?(?=\S)",
    continues=(),
    cut=without_commits,
    says=(commits_at_end, made),
)

DIALECT = Dialect(
    name="conductor",
    places=("conductor/tracks/*/plan.md", "conductor/archive/*/plan.md"),
    units=(
        replace(PHASE, cut=_without_checkpoint, says=(_checkpoint,)),
        replace(_TASK, level=Level.SUBTASK, under=(Level.TASK, Level.SUBTASK)),  # it has no commit of its own
        _TASK,
    ),
    wants='no line is a task ("- [ ] Task: Write the store")',
    signs_in_place=("task",),
    looks_for='a heading "## Phase 1: ..." with lines "- [ ] Task: ..." below it',
    keys=lookup({}, list_key, shared),
    details=made,
)
