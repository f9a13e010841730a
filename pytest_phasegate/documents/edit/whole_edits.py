"""What is recorded of a unit as a whole: it begins, it is done, it failed; each with all places that say so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.edit.attempt_edits import AddAttempt
from pytest_phasegate.documents.edit.box_edits import SetBoxes, SetLog
from pytest_phasegate.documents.edit.commit_id_edits import SHORTEST, SetCommit
from pytest_phasegate.documents.edit.count_edits import SetCounts
from pytest_phasegate.documents.edit.editor import EditError, edit
from pytest_phasegate.documents.edit.phase_edits import SetPhase
from pytest_phasegate.documents.edit.role_edits import SetRole
from pytest_phasegate.documents.edit.status_edits import SetStatus, own_statuses
from pytest_phasegate.model.claims import Level, Mark, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_phasegate.documents.edit.editor import Change
    from pytest_phasegate.documents.edit.splices import Written
    from pytest_phasegate.model.workflow import Unit


class Commit(NamedTuple):
    """A commit that is recorded: its full id, and the digits that tell it from all others."""

    id: str
    digits: int = SHORTEST


def can_cite(document: Written) -> bool:
    """Whether the document's dialect has a place for the commit of a unit."""
    return document.dialect.keys("commit") is not None


def complete(document: Written, key: str, commit: Commit | None = None, changed: str = "") -> Written:
    """The document with a unit done: its state and those of its parts, boxes, commit, log entries and counts.

    What was dropped stays so.

    Args:
        document: the document.
        key: that of the unit.
        commit: where the work is, in a dialect that has a place for it.
        changed: what was changed for an attempt that passed after one that failed.

    Raises:
        EditError: something of it cannot be written.
    """
    before, unit = document.workflow.root, document.unit(key)
    changes = list(_done(document, unit))
    if unit.attempts and unit.attempts[-1].result is Status.FAILED:
        changes.append(AddAttempt(unit=key, changed=changed))
    if commit and can_cite(document):
        changes.append(SetCommit(unit=key, id=commit.id, digits=commit.digits))
    document = edit(document, changes)
    if not document.unit(key).status.is_claimed:
        document = edit(document, [SetStatus(unit=key, status=Status.COMPLETE)])
    return _mirror(document, before)


def begin(document: Written, key: str, role: str = "") -> Written:
    """The document with a unit in progress, as the work of a role where one is given and the dialect names roles.

    Raises EditError where it cannot be written.
    """
    before, unit = document.workflow.root, document.unit(key)
    name = role or unit.assignee or ""
    assigned = name if unit.level is Level.BATCH else ""
    changes: list[Change] = [SetStatus(unit=key, status=Status.IN_PROGRESS, assigned=assigned)]
    if name and document.dialect.keys("assigned to") is not None:
        changes.insert(0, SetRole(unit=key, name=name))
    return _mirror(edit(document, changes), before)


def fail(document: Written, key: str, reason: str, changed: str = "") -> Written:
    """The document with one more attempt of a unit that failed. Raises EditError where it cannot be written."""
    before = document.workflow.root
    status = Status.BLOCKED if document.dialect.is_data else Status.FAILED  # the tools of data know no "failed"
    document = edit(document, [SetStatus(unit=key, status=status)])
    attempt = AddAttempt(unit=key, reason=reason, changed=changed)
    try:
        document = edit(document, [attempt])
    except EditError:  # a phase of checkpoints has no fields
        document = edit(document, [replace(attempt, is_note=True)])
    return _mirror(document, before)


def stand(document: Written, states: Mapping[str, Status]) -> Written:
    """The document with other states of some units, by their keys. Raises EditError where one cannot be written."""
    before = document.workflow.root
    silent = {unit.key for unit in document.units() if unit.units and not own_statuses(unit)}  # they follow from parts
    changes = [SetStatus(unit=key, status=status) for key, status in states.items() if key not in silent]
    return _mirror(edit(document, changes), before)


def tick(document: Written, key: str, mark: Mark = Mark.TICKED) -> Written:
    """The document with all boxes of a unit and of its parts ticked, or open again."""
    unit = document.unit(key)
    return edit(document, [change for each in unit.walk() for change in _boxes(each, mark)])


def _done(document: Written, unit: Unit) -> Iterator[Change]:
    """The changes that record a unit and its parts as done, the inner ones first."""
    for each in reversed(tuple(unit.walk())):
        if each.status.is_dropped and each is not unit:
            continue
        yield from _boxes(each, Mark.TICKED)
        if own_statuses(each) or (each is unit and not each.units) or _neighbours_speak(document, each):
            yield SetStatus(unit=each.key, status=Status.COMPLETE)


def _boxes(unit: Unit, mark: Mark) -> Iterator[SetBoxes]:
    lines = frozenset(box.line for box in unit.boxes if box.mark not in (mark, Mark.DROPPED))
    if lines:
        yield SetBoxes(unit=unit.key, lines=lines, mark=mark)


def _neighbours_speak(document: Written, unit: Unit) -> bool:
    """Whether the units beside a silent one say how they stand: then it must too, once the one around it is done."""
    return any(own_statuses(other) for other in document.workflow.siblings(unit) if other.level is unit.level)


def _mirror(document: Written, before: Unit) -> Written:
    """The document with what mirrors its units elsewhere: counts, the log of checkpoints, the project's phase."""
    changes: list[Change] = [SetCounts(unit=unit.key, before=before) for unit in document.units() if unit.counts]
    return edit(document, [*changes, *_log(document), SetPhase(before=before)])


def _log(document: Written) -> Iterator[SetLog]:
    """The entries of the log that say otherwise than their checkpoints."""
    ticked = {unit.id: unit.status.is_claimed for unit in document.workflow.checkpoints if not unit.status.is_dropped}
    for entry in document.workflow.root.log:
        if entry.id in ticked and entry.mark is not Mark.DROPPED:
            yield SetLog(id=entry.id, mark=Mark.TICKED if ticked[entry.id] else Mark.OPEN)
