"""A done unit is filled in: no placeholder of its template is left, and no value is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.template import missing_parts
from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level, Mark
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.placeholders import ANSWERS, find_placeholder, is_unfilled
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import BoxClaim, FieldClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit, Workflow

LOCATION = "location"
# By whether the left side of a pair, and whether its right side, is still to be written.
_MISSING_SIDES = {
    (False, False): "",
    (True, False): "does not say what was asked for",
    (False, True): "does not say what meets it",
    (True, True): "has neither side filled in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must be filled in, and when."""

    filled: bool = setting(True, "a done unit's blanks and lists are filled in, and so is what stands at a tick")
    required: tuple[str, ...] = setting(
        (), "fields that a document with checkpoints has, filled in, once work has begun"
    )
    components: str = setting(
        "", "the title of a list of components; a done step that describes some describes each of them"
    )
    locations: bool = setting(False, "a done step that says where its work is names a file: Location: file:line")
    decisions: int = setting(0, "how many key decisions are written down before the phase of verification begins")
    verification: str = setting("verification", "a word in the title of the phase of verification, or its id")
    template: str = setting(
        "",
        "the path of the template that documents with checkpoints are made from: once work has begun, a "
        "document has its steps, and a done step its labels and lists",
    )

    @property
    def asks(self) -> bool:
        """Whether anything is asked of a document as a whole."""
        return bool(self.required or self.decisions or self.template)


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The blanks of a unit; of the document itself what the policy wants of it, and ticked boxes left unfilled."""
    unit, settings = asked.unit, asked.settings
    boxes = _unfilled_boxes(unit) if settings.filled else ()
    if unit.level is not Level.DOCUMENT:
        blanks = (*(entry for entry in unit.fields if entry.is_form), *unit.pairs)
        return (*blanks, *boxes) if settings.filled else ()
    if not asked.workflow.checkpoints or not settings.asks:
        return boxes
    named = tuple(entry for entry in unit.fields if entry.key in settings.required)
    return (*boxes, *(named or (unit.heading,)))


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look at each blank."""
    unit, settings = check.unit, check.settings
    findings: list[Finding] = []
    if settings.filled:
        findings += [
            finding("box-placeholder", box.line, box=box, where=check.at(box.line)) for box in _unfilled_boxes(unit)
        ]
    if unit.level is Level.DOCUMENT:
        findings += _of_document(check, evidence)
    else:
        if settings.filled:
            findings += [*_unfilled_fields(unit), *_incomplete_pairs(unit)]
        if settings.locations:
            findings += _unnamed_locations(unit)
        if settings.components:
            findings += _undescribed_components(check)
    count = len(check.claims)
    reason = f"{count_of(count, 'blank')} of {unit.name} {are(count)} filled in"
    return verdict_of(findings, looked_at=count, reason=reason)


def _unfilled_boxes(unit: Unit) -> tuple[BoxClaim, ...]:
    """The ticked boxes that still hold the words of the template."""
    return tuple(box for box in unit.boxes if box.mark is Mark.TICKED and is_unfilled(box.text))


def _unfilled_fields(unit: Unit) -> Iterator[Finding]:
    for entry in unit.fields:
        if entry.is_form and is_unfilled(entry.text):
            where = f" of {entry.part}" if entry.part and entry.part != entry.text else ""
            left = _left(entry)
            yield finding("field-unfilled", entry.line, unit=unit, key=entry.key, where=where, left=left)


def _left(entry: FieldClaim) -> str:
    """What an unfilled field still holds, in words."""
    text = entry.text.strip()
    return f"still reads {find_placeholder(text) or text[:80]}" if text else "is empty"


def _incomplete_pairs(unit: Unit) -> Iterator[Finding]:
    for pair in unit.pairs:
        missing = _MISSING_SIDES[is_unfilled(pair.left), is_unfilled(pair.right)]
        if missing:
            yield finding("pair-incomplete", pair.line, unit=unit, pair=pair, missing=missing)


def _unnamed_locations(unit: Unit) -> Iterator[Finding]:
    """The locations that name no file, so that nothing can be looked up; unreadable paths are findings of `record`."""
    read = {claim.line for claim in unit.files if claim.is_location} | {each.line for each in unit.problems}
    for entry in unit.fields:
        is_filled = not is_unfilled(entry.text) and entry.text.strip(" `*.").casefold() not in ANSWERS
        if entry.is_form and entry.key == LOCATION and is_filled and entry.line not in read:
            yield finding("location-unnamed", entry.line, unit=unit, place=entry)


def _undescribed_components(check: Check[Settings]) -> Iterator[Finding]:
    """The components that a step which describes some leaves out."""
    parts = [entry for entry in check.unit.fields if entry.part and entry.key == "name"]
    described = [_bare(entry.text) for entry in parts]
    for box in _components(check) if parts else ():
        name = _bare(box.text)
        if not any(part in name or name in part for part in described):
            line, where = parts[0].line, check.at(box.line)
            yield finding("component-undescribed", line, unit=check.unit, box=box, where=where)


def _components(check: Check[Settings]) -> Iterator[BoxClaim]:
    """The boxes of the document's list of components that stand for one that is to be made."""
    title = _bare(check.settings.components)
    for box in check.workflow.root.boxes:
        if box.group == title and box.mark is not Mark.DROPPED and not is_unfilled(box.text):
            yield box


def _bare(text: str) -> str:
    return " ".join(text.casefold().strip(" *_`").split())


def _of_document(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """What the document as a whole owes, once work on it has begun."""
    workflow, settings = check.workflow, check.settings
    if not workflow.checkpoints or not any(unit.has_begun for unit in workflow.root.units):
        return
    for key in settings.required:
        yield from _required(check, key)
    if settings.template:
        yield from missing_parts(check, settings.template, evidence)
    verified = _verification(workflow, settings.verification)
    if verified is not None and verified.has_begun:
        yield from _missing_decisions(check, verified)


def _missing_decisions(check: Check[Settings], verified: Unit) -> Iterator[Finding]:
    """Too few decisions, once the phase of verification has begun."""
    least = check.settings.decisions
    written = sum(not is_unfilled(decision.text) for decision in check.workflow.root.decisions)
    if written < least:
        owed, verb = count_of(least, "key decision"), are(written or least)
        yield finding("decision-missing", verified.line, unit=verified, written=written, owed=owed, are=verb)


def _required(check: Check[Settings], key: str) -> Iterator[Finding]:
    named = next((entry for entry in check.unit.fields if entry.key == key), None)
    if named is None:
        yield finding("field-missing", check.unit.line, key=key, title=key.title())
    elif is_unfilled(named.text):
        yield finding("field-unfilled/required", named.line, key=key, left=_left(named), title=key.title())


def _verification(workflow: Workflow, word: str) -> Unit | None:
    """The phase of verification, by a word of its title or by its id."""
    wanted = word.casefold()
    return next((unit for unit in workflow.root.units if unit.id == word or wanted in unit.title.casefold()), None)
