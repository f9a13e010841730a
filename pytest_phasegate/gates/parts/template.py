"""What a document no longer has of the template that it was made from: steps, and labels and lists to be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.commits import split_revision
from pytest_phasegate.model.verdict import Finding
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import likeness, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit, Workflow

MOST_STEPS = 500
_MOST_BYTES = 2 * 1024 * 1024
_LEVELS = (Level.STEP, Level.CHECKPOINT)
_ALIKE = 0.5  # the least likeness of two titles of one step
_ARROWS = ("->", "→", "=>")
_EDGES = " \t*_`>-"


def left_out(check: Check[Any], path: str, evidence: Evidence) -> Iterator[Finding]:
    """What the template at a path has, and the check's document lacks: a step, or in a done step what it was to tell.

    A label counts wherever a line of its step begins with it, be the block a form or code.
    """
    template = evidence.files.workflow(path)
    commit, path = split_revision(path)
    path = f"{commit[:10]}:{path}" if commit else path
    if template is None or not any(unit.level in _LEVELS for unit in template.units()):
        yield _unreadable(check, path, template)
        return
    steps = match_steps(_steps(template)[:MOST_STEPS], _steps(check.workflow)[: 10 * MOST_STEPS])
    lines = _lines(check.workflow.path, evidence)
    for asked, unit in steps:
        if unit is None:
            yield _missing_step(check, asked, path)
        elif unit.status.is_claimed:
            yield from _missing_labels(check, unit, asked, path, lines[unit.line - 1 : unit.end])


def match_steps(template: Sequence[Unit], document: Iterable[Unit]) -> list[tuple[Unit, Unit | None]]:
    """Each step of a template with the document's own: the one of the most alike title, else that of its number.

    Steps may have been added and numbered anew, or have got better titles; a checkpoint stays a checkpoint.
    """
    free = {unit.key: (unit, stems(unit.title)) for unit in document}
    found: dict[str, Unit] = {}
    for step in template:
        words = stems(step.title)
        alike = (
            (likeness(words, theirs), unit.id == step.id, key)
            for key, (unit, theirs) in free.items()
            if unit.level is step.level
        )
        degree, _, key = max(alike, default=(0.0, False, ""))
        if degree >= _ALIKE:
            found[step.key] = free.pop(key)[0]
    numbered = {(unit.level, unit.id): unit for unit, _ in free.values()}
    return [(step, found.get(step.key) or numbered.get((step.level, step.id))) for step in template]


def _steps(workflow: Workflow) -> list[Unit]:
    return [unit for unit in workflow.units() if unit.level in _LEVELS]


def _lines(path: str, evidence: Evidence) -> list[str]:
    data = evidence.files.tree().read(path, _MOST_BYTES) or b""
    return data.decode("utf-8", "replace").split("\n")


def _missing_labels(check: Check[Any], unit: Unit, asked: Unit, path: str, lines: list[str]) -> Iterator[Finding]:
    there = {entry.key for entry in unit.fields} | {_label(line) for line in lines}
    for entry in asked.fields:
        if entry.is_form and _is_label(entry.key) and entry.key not in there:
            there.add(entry.key)
            found = f'it has no "{entry.key}", which its template asks for ({path}:{entry.line})'
            remedy = f'put "{entry.key.capitalize()}: ..." back, with what is so, or with "none"'
            yield _missing(unit, found, remedy)
    has_pairs = bool(unit.pairs) or any(arrow in line for line in lines for arrow in _ARROWS)
    if asked.pairs and not has_pairs:
        found = f'it has no list of "... -> ...", which its template asks for ({path}:{asked.pairs[0].line})'
        yield _missing(unit, found, "put the list back, with what was asked for and what meets it")


def _missing(unit: Unit, found: str, remedy: str) -> Finding:
    claim = f"{unit.name} is {unit.status.word}"
    return Finding(code="label-missing", line=unit.status_claims[0].line, claim=claim, found=found, remedy=remedy)


def _is_label(key: str) -> bool:
    """Whether a key of a template stays as it is: one in brackets is to be replaced, and a bare block has none."""
    return key != "block" and not is_unfilled(key)


def _label(line: str) -> str:
    return " ".join(line.partition(":")[0].strip(_EDGES).casefold().split()) if ":" in line else ""


def _missing_step(check: Check[Any], asked: Unit, path: str) -> Finding:
    phase = asked.id.rpartition(".")[0]
    around = next((unit for unit in check.workflow.root.units if unit.id == phase), check.unit)
    return Finding(
        code="step-missing",
        line=around.line,
        claim=f"work has begun on the document, which is made from {path}",
        found=f'it has no {asked.level.word} "{asked.title[:80]}", which its template has ({path}:{asked.line})',
        remedy="put the step back; strike it out if it is not to be done",
    )


def _unreadable(check: Check[Any], path: str, template: Workflow | None) -> Finding:
    why = "has no steps" if template else "is not there, or cannot be read as a template of steps"
    return Finding(
        code="template-unreadable",
        line=check.unit.line,
        claim=f"work has begun on the document, which is made from {path}",
        found=f"{path} {why}",
        remedy="correct the path under fields.template, or take it out",
    )
