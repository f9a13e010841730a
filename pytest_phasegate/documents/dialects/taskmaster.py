"""The dialect of Taskmaster: a JSON file of tasks with subtasks, below tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import OTHER, Dialect, Key, UnitLine
from pytest_phasegate.documents.keys import STATUS, lookup
from pytest_phasegate.model.claims import DependencyClaim, Level, Reference, Status
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed
    from pytest_phasegate.documents.drafts import Draft

_ID = pattern(r"\d{1,9}(?:\.\d{1,9})?")


def _dependencies(at: At, key: str, value: str) -> Iterator[Placed]:
    """What a task needs; a number alone in a subtask is its neighbour where one has that number, else a task."""
    ids = _ID.findall(value)
    if at.owner.level is Level.SUBTASK and at.owner.parent is not None:
        ids = _among_subtasks(at.owner.parent, ids)
    units = tuple(Reference(id_, Level.SUBTASK if "." in id_ else Level.TASK) for id_ in ids)
    yield DependencyClaim(line=at.line, text=value, units=units), at.owner


def _among_subtasks(task: Draft, ids: list[str]) -> list[str]:
    """Ids as a subtask of a task means them."""
    near = {draft.id for draft in task.drafts}
    return [f"{task.id}.{id_}" if f"{task.id}.{id_}" in near else id_ for id_ in ids]


DIALECT = Dialect(
    name="taskmaster",
    places=(".taskmaster/tasks/tasks.json", "tasks/tasks.json"),
    units=(
        UnitLine(level=Level.TASK, kinds=(), entries="tasks", front_id=("id",), front_title="title"),
        UnitLine(
            level=Level.SUBTASK,
            kinds=(),
            entries="subtasks",
            front_id=("id",),
            front_title="title",
            under=(Level.TASK,),
            is_within=True,
        ),
    ),
    wants='the file holds no list "tasks" with ids and titles',
    signs=("task status-by-field",),
    looks_for='a list "tasks" of objects with "id", "title" and "status"',
    keys=lookup(
        {
            "status": STATUS,
            "dependencies": Key(_dependencies, looks_below=True),
            "priority": OTHER,
            "teststrategy": OTHER,
        }
    ),
    is_data=True,
    states={"review": Status.IMPLEMENTED},
)
