"""What a document lacks of the template that it was made from: steps, and in done steps their labels and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.commits import split_revision
from pytest_phasegate.model.findings import finding
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import likeness, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit, Workflow

MOST_STEPS = 500
_MOST_BYTES = 2 * 1024 * 1024
_LEVELS = (Level.STEP, Level.CHECKPOINT)
_ALIKE = 0.5  # the least likeness of two titles of one step
_ARROWS = ("->", "→", "=>")
_EDGES = " \t*_`>-"


def missing_parts(check: Check[Any], path: str, evidence: Evidence) -> Iterator[Finding]:
    """The steps of the template at a path that the check's document lacks, and the labels and lists of done ones.

    A label counts wherever a line of its step begins with it, be the block a form or code.
    """
    template = evidence.files.workflow(path)
    commit, path = split_revision(path)
    path = f"{commit[:10]}:{path}" if commit else path
    asked = [] if template is None else _steps(template)[:MOST_STEPS]
    if not asked:
        yield finding(
            "template-unreadable" if template is None else "template-unreadable/no-steps", check.unit.line, path=path
        )
        return
    data = evidence.files.tree().read(check.workflow.path, _MOST_BYTES) or b""
    lines = data.decode("utf-8", "replace").split("\n")
    for step, unit in match_steps(asked, _steps(check.workflow)[: 10 * MOST_STEPS]):
        if unit is None:
            phase = step.id.rpartition(".")[0]
            around = next((each for each in check.workflow.root.units if each.id == phase), check.unit)
            yield finding("step-missing", around.line, path=path, step=step)
        elif unit.status.is_claimed:
            yield from _missing_labels(unit, step, path, lines[unit.line - 1 : unit.end])


def match_steps(template: Sequence[Unit], document: Sequence[Unit]) -> list[tuple[Unit, Unit | None]]:
    """Each step of a template with the document's own: those of one title, then the most alike, then the same number.

    Steps may have been added and numbered anew, or have got better titles; a checkpoint stays a checkpoint. Where each
    step of the template took the most alike in turn, it took the one of the next, which was then called missing.
    """
    found: dict[str, Unit] = {}
    taken: set[str] = set()
    for *_, step, unit in sorted(_alike(template, document), key=lambda pair: pair[:3], reverse=True):
        if step.key not in found and unit.key not in taken:
            found[step.key] = unit
            taken.add(unit.key)
    numbered = {(unit.level, unit.id): unit for unit in document if unit.key not in taken}
    return [(step, found.get(step.key) or numbered.get((step.level, step.id))) for step in template]


def _alike(template: Iterable[Unit], document: Iterable[Unit]) -> Iterator[tuple[bool, float, bool, Unit, Unit]]:
    """The pairs of steps with like titles: whether they are the same, how much is, and whether the number is."""
    theirs = [(unit, stems(unit.title)) for unit in document]
    for step in template:
        words, title = stems(step.title), _title(step)
        for unit, others in theirs:
            if unit.level is step.level and (degree := likeness(words, others)) >= _ALIKE:
                yield _title(unit) == title, degree, unit.id == step.id, step, unit


def _title(unit: Unit) -> str:
    return " ".join(unit.title.casefold().split())


def _steps(workflow: Workflow) -> list[Unit]:
    return [unit for unit in workflow.units() if unit.level in _LEVELS]


def _missing_labels(unit: Unit, asked: Unit, path: str, lines: list[str]) -> Iterator[Finding]:
    """The labels and lists of a step of the template that a done step of the document lacks."""
    line, there = unit.status_claims[0].line, {entry.key for entry in unit.fields} | {_label(each) for each in lines}
    for entry in asked.fields:
        if entry.is_form and _is_label(entry.key) and entry.key not in there:
            there.add(entry.key)
            where, title = Location(path, entry.line), entry.key.capitalize()
            yield finding("label-missing", line, unit=unit, key=entry.key, where=where, title=title)
    if asked.pairs and not unit.pairs and not any(arrow in each for each in lines for arrow in _ARROWS):
        yield finding("label-missing/pairs", line, unit=unit, where=Location(path, asked.pairs[0].line))


def _is_label(key: str) -> bool:
    """Whether a key of a template stays as it is: one in brackets is to be replaced, and a bare block has none."""
    return key != "block" and not is_unfilled(key)


def _label(line: str) -> str:
    return " ".join(line.partition(":")[0].strip(_EDGES).casefold().split()) if ":" in line else ""
