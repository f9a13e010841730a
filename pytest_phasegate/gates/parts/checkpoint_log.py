"""The log of checkpoints and the project's state mirror the document's boxes: what `record` holds of such documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.model.claims import Level, Mark
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.closing import closes_checklists
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import are, count_of, leading_id
from pytest_phasegate.vocabulary import STATE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import BoxClaim, FieldClaim, LogClaim
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit, Workflow

_DONE = ("complete", "done", "finished", "none")


def log_findings(check: Check[Any], *, is_required: bool) -> Iterator[Finding]:
    """Where the log and the checkpoints differ.

    Entries without a number cannot be told apart for sure: then only those with one are held, and no checkpoint is
    missed.
    """
    workflow = check.workflow
    entries = workflow.root.log
    if not entries and not is_required:
        return
    numbered = [entry for entry in entries if entry.id is not None]
    checkpoints = {unit.id: unit for unit in workflow.checkpoints}
    seen: set[str | None] = set()
    for entry in numbered:
        yield from _wrong_entry(check, entry, checkpoints.get(entry.id or ""))
        if entry.id in seen:
            yield finding("log-disagrees/twice", entry.line, entry=entry)
        seen.add(entry.id)
    for unit in workflow.checkpoints if len(numbered) == len(entries) else ():
        if unit.id not in seen:
            yield finding("log-missing", unit.line, unit=unit, mark="x" if unit.status.is_claimed else " ")


def _wrong_entry(check: Check[Any], entry: LogClaim, unit: Unit | None) -> Iterator[Finding]:
    if unit is None:
        yield finding("log-disagrees/no-checkpoint", entry.line, entry=entry)
        return
    is_dropped = entry.mark is Mark.DROPPED or unit.status.is_dropped
    if not is_dropped and (entry.mark is Mark.TICKED) is not unit.status.is_claimed:
        yield finding("log-disagrees", entry.line, entry=entry, unit=unit, where=check.at(unit.line))


def state_findings(check: Check[Any], *, must_name: bool) -> Iterator[Finding]:
    """Where the project's phase, as the document states it, is not where its boxes are."""
    root = check.workflow.root
    phases = [unit for unit in root.units if unit.level is Level.PHASE]
    for entry in root.fields if phases else ():
        if entry.key in STATE_KEYS and not is_unfilled(entry.text):
            named, here = _named_phase(entry.text, phases), _current_phases(phases)
            if named is not None and named not in here:
                yield finding("state-disagrees", entry.line, state=entry, phase=here[0], where=check.at(here[0].line))
            elif named is None and must_name and not _is_over(entry, phases):
                names = ", ".join(f"{phase.id} {phase.title}" for phase in phases[:8])
                yield finding("state-disagrees/no-phase", entry.line, state=entry, names=names)


def _is_over(entry: FieldClaim, phases: Iterable[Unit]) -> bool:
    """Whether the document says that all is done, and it is."""
    return entry.text.casefold().startswith(_DONE) and all(phase.has_ended for phase in phases)


def _named_phase(text: str, phases: Iterable[Unit]) -> Unit | None:
    """The phase that a text names, by its number or by its title."""
    number, words = leading_id(text.strip(" *`")), _bare(text)
    for phase in phases:
        if number and number == phase.id.casefold():
            return phase
    titles = (words, words.split(" (")[0])
    return next((phase for phase in phases if phase.title and _bare(phase.title) in titles), None)


def _bare(title: str) -> str:
    words = title.casefold().strip(" *`").removesuffix(" phase")
    return " ".join(words.split())


def _current_phases(phases: list[Unit]) -> list[Unit]:
    """Where the work is: the first phase that is not finished, and the last one that is begun."""
    first_open = next((phase for phase in phases if not phase.has_ended), phases[-1])
    last_begun = next((phase for phase in reversed(phases) if phase.has_begun), phases[0])
    return [first_open, last_begun]


def nested_findings(unit: Unit) -> Iterator[Finding]:
    """The open boxes inside a ticked one."""
    boxes = {box.line: box for box in unit.boxes}
    for box in unit.boxes:
        above = boxes.get(box.parent or 0)
        if above is not None and above.mark is Mark.TICKED and not box.mark.is_settled:
            yield finding("child-open", box.line, above=above, box=box)


def ready_notes(unit: Unit) -> Iterator[str]:
    """What could be ticked, since all that stands in it is."""
    if unit.has_box and not unit.status.is_settled and _are_settled(unit.boxes):
        yield f"{unit.name} is ready to tick: all its boxes are ticked"
    for box in unit.boxes:
        if not box.mark.is_settled and _are_settled([other for other in unit.boxes if other.parent == box.line]):
            yield f'"{box.quote}" is ready to tick: all in it is ticked (line {box.line})'


def _are_settled(boxes: Sequence[BoxClaim]) -> bool:
    """Whether there are boxes, and nothing more is to be done for any."""
    return bool(boxes) and all(box.mark.is_settled for box in boxes)


def closing_findings(check: Check[Any]) -> Iterator[Finding]:
    """The steps that close the work, "Update checklists" and "Reset workflow", ticked while boxes before are open."""
    workflow = check.workflow
    for unit in workflow.units() if workflow.checkpoints else ():
        if unit.level is Level.STEP and unit.status.is_claimed and closes_checklists(unit.title):
            left = [box for box in _open_boxes(workflow) if box.line < unit.line or box.is_of_document]
            if left:
                yield finding(
                    "checklist-left",
                    unit.line,
                    unit=unit,
                    boxes=count_of(len(left), "box", "boxes"),
                    are=are(len(left)),
                    first=left[0].text,
                    where=check.at(left[0].line),
                )


class _OpenBox(NamedTuple):
    """An open box; ``is_of_document``: it stands in a list of the whole document, such as the log."""

    line: int
    text: str
    is_of_document: bool


def _open_boxes(workflow: Workflow) -> Iterator[_OpenBox]:
    for entry in workflow.root.log:
        if not entry.mark.is_settled:
            yield _OpenBox(entry.line, entry.text, True)
    for unit in workflow.root.walk():
        is_of_document = unit.level is Level.DOCUMENT
        for box in unit.boxes:
            if not box.mark.is_settled and not (is_of_document and is_unfilled(box.text)):
                yield _OpenBox(box.line, box.text, is_of_document)
        if unit.has_box and not unit.status.is_settled:
            yield _OpenBox(unit.line, unit.title, False)


def archive_notes(workflow: Workflow, archived: Iterable[str]) -> Iterator[str]:
    """Whether a document with checkpoints is finished and still where the active ones are."""
    is_archived = any(matches(glob, workflow.path) for glob in archived)
    if workflow.checkpoints and not is_archived and not any(_open_boxes(workflow)):
        yield "every box is ticked: the document is ready to be archived and the workflow to be reset"


def template_notes(workflow: Workflow) -> Iterator[str]:
    """Whether a document with checkpoints says nothing yet: it is a template, or was reset to one."""
    is_blank = all(is_unfilled(entry.text) for entry in workflow.root.fields if entry.is_form)
    if workflow.checkpoints and is_blank and not any(unit.has_begun for unit in workflow.root.walk()):
        yield "nothing in the document is begun or filled in: it is a template, or was reset to one"
