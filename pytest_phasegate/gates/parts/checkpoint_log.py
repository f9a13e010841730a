"""The log of checkpoints and the project's state mirror the document's boxes: what `record` holds of such documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_phasegate.gates.parts.progress import is_begun, is_finished, is_passed, is_settled, state_word
from pytest_phasegate.model.claims import Level, Mark
from pytest_phasegate.model.verdict import Finding
from pytest_phasegate.text.globs import matches
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import are, count_of
from pytest_phasegate.vocabulary import STATE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.claims import BoxClaim, FieldClaim, LogClaim
    from pytest_phasegate.model.workflow import Unit, Workflow

_NUMBER = re.compile(r"(?:phase[ ]{1,4})?(?P<id>[A-Z]{0,9}-?\d[\w.-]{0,20}?)(?![\w])", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:updat\w*\b.*\bchecklists?|reset\w*\b.*\bworkflow)\b", re.IGNORECASE)
_DONE = ("complete", "done", "finished", "none")
_MARKS = {Mark.OPEN: "open", Mark.TICKED: "ticked", Mark.IN_PROGRESS: "in progress", Mark.DROPPED: "dropped"}


def log_findings(check: Check[Any], *, is_required: bool) -> Iterator[Finding]:
    """Where the log and the checkpoints differ.

    Entries without a number cannot be told apart for sure: then only those with one are held, and no checkpoint is
    missed.
    """
    workflow = check.workflow
    entries = workflow.root.log
    if not entries and not is_required:
        return
    checkpoints = {unit.id: unit for unit in workflow.checkpoints}
    seen: set[str] = set()
    for entry in entries:
        if entry.id is None:
            continue
        yield from _entry(check, entry, checkpoints.get(entry.id))
        if entry.id in seen:
            yield _log_finding(entry, f"checkpoint {entry.id} is in the log already", "take one of the two out")
        seen.add(entry.id)
    if all(entry.id for entry in entries):
        yield from (_no_entry(unit) for unit in workflow.checkpoints if unit.id not in seen)


def _no_entry(unit: Unit) -> Finding:
    mark = "x" if unit.status.is_claimed else " "
    return Finding(
        code="log-missing",
        line=unit.line,
        claim=f'{unit.name} is "{unit.title}"',
        found=f"the checkpoint log has no entry {unit.id}",
        remedy=f'add "- [{mark}] {unit.id} {unit.title}" to the log',
    )


def _entry(check: Check[Any], entry: LogClaim, unit: Unit | None) -> Iterator[Finding]:
    if unit is None:
        yield _log_finding(entry, f"the document has no checkpoint {entry.id}", "correct the number, or take it out")
        return
    is_dropped = entry.mark is Mark.DROPPED or unit.status.is_dropped
    if not is_dropped and (entry.mark is Mark.TICKED) is not unit.status.is_claimed:
        found = f"{unit.name} itself is {state_word(unit.status)} ({check.at(unit.line)})"
        yield _log_finding(entry, found, "tick both or neither")


def _log_finding(entry: LogClaim, found: str, remedy: str) -> Finding:
    claim = f'the checkpoint log says {entry.id} is {_MARKS[entry.mark]}: "{entry.text.strip()[:80]}"'
    return Finding(code="log-disagrees", line=entry.line, claim=claim, found=found, remedy=remedy)


def state_findings(check: Check[Any], *, must_name: bool) -> Iterator[Finding]:
    """Where the project's phase, as the document states it, is not where its boxes are."""
    root = check.workflow.root
    phases = [unit for unit in root.units if unit.level is Level.PHASE]
    stated = [entry for entry in root.fields if entry.key in STATE_KEYS and not is_unfilled(entry.text)]
    for entry in stated if phases else ():
        named, here = _named_phase(entry.text, phases), _current_phases(phases)
        if named is None and must_name and not _is_over(entry, phases):
            names = ", ".join(f"{phase.id} {phase.title}" for phase in phases[:8])
            yield _state_finding(entry, f"the document has no such phase; its phases are {names}")
        elif named is not None and named not in here:
            found = f'the boxes are at {here[0].name}, "{here[0].title}" ({check.at(here[0].line)})'
            yield _state_finding(entry, found)


def _is_over(entry: FieldClaim, phases: Iterable[Unit]) -> bool:
    """Whether the document says that all is done, and it is."""
    return entry.text.casefold().startswith(_DONE) and all(is_finished(phase) for phase in phases)


def _state_finding(entry: FieldClaim, found: str) -> Finding:
    return Finding(
        code="state-disagrees",
        line=entry.line,
        claim=f'the {entry.key} is "{entry.text.strip()[:80]}"',
        found=found,
        remedy="write down the phase that is being worked on",
    )


def _named_phase(text: str, phases: Iterable[Unit]) -> Unit | None:
    """The phase that a text names, by its number or by its title."""
    number = _NUMBER.match(text.strip(" *`"))
    said = _bare(text)
    for phase in phases:
        if number and number["id"].casefold().rstrip(".") == phase.id.casefold():
            return phase
    return next((phase for phase in phases if phase.title and _bare(phase.title) in (said, said.split(" (")[0])), None)


def _bare(title: str) -> str:
    words = title.casefold().strip(" *`").removesuffix(" phase")
    return " ".join(words.split())


def _current_phases(phases: list[Unit]) -> list[Unit]:
    """Where the work is: the first phase that is not finished, and the last one that is begun."""
    first_open = next((phase for phase in phases if not is_finished(phase)), phases[-1])
    last_begun = next((phase for phase in reversed(phases) if is_begun(phase)), phases[0])
    return [first_open, last_begun]


def nested_findings(check: Check[Any]) -> Iterator[Finding]:
    """The open boxes inside a ticked one."""
    marks = {box.line: box for box in check.unit.boxes}
    for box in check.unit.boxes:
        above = marks.get(box.parent or 0)
        if above is not None and above.mark is Mark.TICKED and not is_settled(box):
            yield Finding(
                code="child-open",
                line=box.line,
                claim=f'"{above.text.strip()[:80]}" is ticked (line {above.line})',
                found=f'"{box.text.strip()[:80]}" in it is {_MARKS[box.mark]}',
                remedy="do it and tick it, or open the outer box again",
            )


def ready_notes(check: Check[Any]) -> Iterator[str]:
    """What could be ticked, since all that stands in it is."""
    unit = check.unit
    if _has_box(unit) and not is_passed(unit) and _are_settled(unit.boxes):
        yield f"{unit.name} is ready to tick: all its boxes are ticked"
    for box in unit.boxes:
        if not is_settled(box) and _are_settled([other for other in unit.boxes if other.parent == box.line]):
            yield f'"{box.text.strip()[:80]}" is ready to tick: all in it is ticked (line {box.line})'


def _has_box(unit: Unit) -> bool:
    return any(claim.source == "box" for claim in unit.statuses)


def _are_settled(boxes: Sequence[BoxClaim]) -> bool:
    """Whether there are boxes, and nothing more is to be done for any."""
    return bool(boxes) and all(is_settled(box) for box in boxes)


def closing_findings(check: Check[Any]) -> Iterator[Finding]:
    """The steps that close the work, "Update checklists" and "Reset workflow", ticked while boxes before are open."""
    if not check.workflow.checkpoints:
        return
    for unit in check.workflow.units():
        if unit.level is Level.STEP and unit.status.is_claimed and _CLOSING.search(unit.title):
            left = [place for place in _open_places(check.workflow) if place[0] < unit.line or place[2]]
            if left:
                line, text, _ = left[0]
                many = count_of(len(left), "box", "boxes")
                yield Finding(
                    code="checklist-left",
                    line=unit.line,
                    claim=f'{unit.name}, "{unit.title}", is {state_word(unit.status)}',
                    found=f'{many} of the document {are(len(left))} open, the first "{text[:80]}" ({check.at(line)})',
                    remedy=f"tick or strike out what is open, or open {unit.name} again",
                )


def _open_places(workflow: Workflow) -> Iterator[tuple[int, str, bool]]:
    """The open boxes, as line, text, and whether they stand in a list of the whole document, such as the log."""
    for entry in workflow.root.log:
        if entry.mark not in (Mark.TICKED, Mark.DROPPED):
            yield entry.line, entry.text, True
    for unit in workflow.root.walk():
        is_list = unit.level is Level.DOCUMENT
        for box in unit.boxes:
            if not is_settled(box) and not (is_list and is_unfilled(box.text)):
                yield box.line, box.text, is_list
        if _has_box(unit) and not is_passed(unit):
            yield unit.line, unit.title, False


def archive_notes(check: Check[Any], archived: Iterable[str]) -> Iterator[str]:
    """Whether a document with checkpoints is finished and still where the active ones are."""
    workflow = check.workflow
    is_archived = any(matches(glob, workflow.path) for glob in archived)
    if workflow.checkpoints and not is_archived and not any(_open_places(workflow)):
        yield "every box is ticked: the document is ready to be archived and the workflow to be reset"


def template_notes(check: Check[Any]) -> Iterator[str]:
    """Whether a document with checkpoints says nothing yet: it is a template, or was reset to one."""
    workflow = check.workflow
    is_blank = all(is_unfilled(entry.text) for entry in workflow.root.fields if entry.is_form)
    if workflow.checkpoints and is_blank and not any(is_begun(unit) for unit in workflow.root.walk()):
        yield "nothing in the document is begun or filled in: it is a template, or was reset to one"
