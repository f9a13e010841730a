"""The dialect of Backlog.md: a file for each task, its state and files in front matter, its criteria in boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import OTHER, Dialect, Key, UnitLine
from pytest_phasegate.documents.keys import STATE, lookup
from pytest_phasegate.model.claims import Action, FileClaim, Level, Status
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed


def _file(at: At, key: str, value: str) -> Iterator[Placed]:
    """A file that the work touched, as it is called: names of tasks have blanks. It may be gone by now."""
    yield FileClaim(line=at.line, text=value, path=value, action=Action.NAME), at.owner


DIALECT = Dialect(
    name="backlog",
    places=tuple(f"{folder}/{state}/*.md" for folder in ("backlog", ".backlog") for state in ("tasks", "completed")),
    units=(UnitLine(level=Level.TASK, kinds=(Kind.FRONT_MATTER,), front_id=("id",), front_title="title"),),
    wants='the front matter has no "id"',
    signs_in_place=("task status-by-field",),
    looks_for='front matter with "id:", "title:" and "status:"',
    front_keys=lookup({"status": STATE, "modified_files": Key(_file), "dependencies": OTHER, "parent_task_id": OTHER}),
    other_key=Key(lambda at, key, value: ()),
    states={"won't do": Status.SKIPPED, "wont do": Status.SKIPPED, "backlog": Status.PENDING},
    box_sections=("acceptance criteria", "definition of done"),
    is_prose=True,
)
