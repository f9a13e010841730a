"""The dialect of BMAD: a file for each story, with its status, its tasks in boxes, and the list of its files."""

from __future__ import annotations

from pytest_phasegate.documents.dialect import Dialect, Key, UnitLine
from pytest_phasegate.documents.keys import FILES, STATE, lookup
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.text.lines import Kind

_FILE_LISTS = (
    "file list",
    *(f"{done} files" for done in ("new", "created", "added", "modified", "changed", "updated", "deleted", "removed")),
    *(f"files {done}" for done in ("created", "added", "modified", "changed", "updated", "deleted", "removed")),
)
"""What lists of files that were touched are called; "Files to modify" is a plan, and no claim."""

_LISTED = FILES._replace(plain=False)

DIALECT = Dialect(
    name="bmad",
    places=(
        "docs/stories/*.md",
        "_bmad-output/implementation-artifacts/{?,??}-{?,??}-*.md",
        "_bmad-output/stories/*.md",
    ),
    units=(
        UnitLine(level=Level.STORY, kinds=(Kind.FRONT_MATTER,), front_id=("epic", "story"), front_title="title"),
        UnitLine(
            level=Level.STORY,
            kinds=(Kind.HEADING,),
            words=("story",),
            ids=r"(?:[A-Z]{1,6}-)?\d{1,4}(?:[.-]\d{1,4}){0,3}[a-z]?",
            under=(Level.DOCUMENT,),
            may_repeat=True,
        ),
    ),
    wants='no heading and no front matter introduces a story ("# Story 1.4: Night log")',
    signs=("story status-by-field",),
    signs_in_place=("story",),
    looks_for='a heading "# Story 1.4: ..." with "Status: ..." below it',
    keys=lookup({"status": STATE}, lambda name: _LISTED if name in _FILE_LISTS else None),
    front_keys=lookup({"status": STATE}),
    other_key=Key(lambda at, key, value: ()),
    states={
        "approved": Status.PENDING,  # the story may be begun
        "ready for done": Status.IN_PROGRESS,
        "ready for review": Status.IMPLEMENTED,
        "review": Status.IMPLEMENTED,
        "qa approved": Status.COMPLETE,
        "ready-for-dev": Status.PENDING,
        "drafted": Status.PENDING,
        "contexted": Status.PENDING,
        "optional": Status.PENDING,
        "planning": Status.PENDING,
        "inprogress": Status.IN_PROGRESS,
        "concerns": Status.IN_PROGRESS,
    },
    box_sections=("tasks / subtasks", "tasks/subtasks", "tasks", "tasks and subtasks", "tasks & subtasks"),
    is_prose=True,
)
