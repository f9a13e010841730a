"""What a done unit was to write down is written: no placeholder of the template is left, and no value is empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.progress import is_begun
from pytest_phasegate.gates.parts.template import left_out
from pytest_phasegate.model.claims import Claim, Level, Mark
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.placeholders import ANSWERS, find_placeholder, is_unfilled
from pytest_phasegate.text.words import are, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.claims import BoxClaim, FieldClaim, PairClaim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit, Workflow

LOCATION = "location"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What must be filled in, and when."""

    filled: bool = field(
        default=True, metadata={"doc": "a done unit's blanks and lists are filled in, and so is what stands at a tick"}
    )
    required: tuple[str, ...] = field(
        default=(), metadata={"doc": "fields that a document with checkpoints has, filled in, once work has begun"}
    )
    components: str = field(
        default="",
        metadata={"doc": "the title of a list of components; a done step that describes some describes each of them"},
    )
    locations: bool = field(
        default=False, metadata={"doc": "a done step that says where its work is names a file: Location: file:line"}
    )
    decisions: int = field(
        default=0, metadata={"doc": "how many key decisions are written down before the phase of verification begins"}
    )
    verification: str = field(
        default="verification", metadata={"doc": "a word in the title of the phase of verification, or its id"}
    )
    template: str = field(
        default="",
        metadata={
            "doc": "the path of the template that documents with checkpoints are made from: once work has begun, a "
            "document has its steps, and a done step its labels and lists"
        },
    )

    @property
    def asks(self) -> bool:
        """Whether anything is asked of a document as a whole."""
        return bool(self.required or self.decisions or self.template)


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The blanks of a unit; of the document itself what the policy wants of it, and boxes that say nothing."""
    unit, settings = asked.unit, asked.settings
    blanks = (*(entry for entry in unit.fields if entry.is_form), *unit.pairs, *_hollow_boxes(unit))
    if unit.level is not Level.DOCUMENT:
        return blanks if settings.filled else ()
    if not asked.workflow.checkpoints:
        return _hollow_boxes(unit) if settings.filled else ()
    hollow = _hollow_boxes(unit) if settings.filled else ()
    return (*hollow, *_state_claims(asked)) if settings.asks else hollow


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look at each blank."""
    unit, settings = check.unit, check.settings
    findings: list[Finding] = []
    if settings.filled:
        findings.extend(_hollow_tick(check, box) for box in _hollow_boxes(unit))
    if unit.level is Level.DOCUMENT:
        findings.extend(_of_document(check, evidence))
    else:
        if settings.filled:
            findings.extend(_of_fields(check))
            findings.extend(_of_pairs(check))
        if settings.locations:
            findings.extend(_unplaced(check))
        if settings.components:
            findings.extend(_undescribed(check))
    count = len(check.claims)
    reason = f"{count_of(count, 'blank')} of {unit.name} {are(count)} filled in"
    return verdict_of(findings, looked_at=count, reason=reason)


def _state_claims(check: Asked | Check[Settings]) -> tuple[Claim, ...]:
    named = tuple(entry for entry in check.unit.fields if entry.key in check.settings.required)
    return named or (Claim(line=check.unit.line, text=check.unit.title),)


def _hollow_boxes(unit: Unit) -> tuple[BoxClaim, ...]:
    """The ticked boxes behind which the template's own words still stand."""
    return tuple(box for box in unit.boxes if box.mark is Mark.TICKED and is_unfilled(box.text))


def _hollow_tick(check: Check[Settings], box: BoxClaim) -> Finding:
    return Finding(
        code="box-placeholder",
        line=box.line,
        claim=f'"{box.text.strip()[:80]}" is ticked',
        found="behind the tick stands nothing but the template's placeholder",
        remedy=f"write down what was done, or open the box again ({check.at(box.line)})",
    )


def _of_fields(check: Check[Settings]) -> Iterator[Finding]:
    for entry in check.unit.fields:
        if entry.is_form and is_unfilled(entry.text):
            where = f" of {entry.part}" if entry.part and entry.part != entry.text else ""
            yield Finding(
                code="field-unfilled",
                line=entry.line,
                claim=f"{check.unit.name} is {check.unit.status.value}",
                found=f'its "{entry.key}"{where} {_left(entry)}',
                remedy=f"fill it in, or open {check.unit.name} again",
            )


def _left(entry: FieldClaim) -> str:
    text = entry.text.strip()
    return f"still reads {find_placeholder(text) or text[:80]}" if text else "is empty"


def _of_pairs(check: Check[Settings]) -> Iterator[Finding]:
    for pair in check.unit.pairs:
        if is_unfilled(pair.left) or is_unfilled(pair.right):
            yield Finding(
                code="pair-incomplete",
                line=pair.line,
                claim=f"{check.unit.name} is {check.unit.status.value}",
                found=f'"{pair.text.strip()[:80]}" {_missing_side(pair)}',
                remedy="write down what was asked for and what meets it, or take the line out",
            )


def _missing_side(pair: PairClaim) -> str:
    if is_unfilled(pair.left) and is_unfilled(pair.right):
        return "has neither side filled in"
    return "does not say what was asked for" if is_unfilled(pair.left) else "does not say what meets it"


def _unplaced(check: Check[Settings]) -> Iterator[Finding]:
    """The places that name no file, so that nothing can be looked up; a path that cannot be read is told by record."""
    read = {claim.line for claim in check.unit.files if claim.is_location} | {each.line for each in check.unit.problems}
    for entry in check.unit.fields:
        is_filled = not is_unfilled(entry.text) and entry.text.strip(" `*.").casefold() not in ANSWERS
        if entry.is_form and entry.key == LOCATION and is_filled and entry.line not in read:
            yield Finding(
                code="location-unnamed",
                line=entry.line,
                claim=f'{check.unit.name} is {check.unit.status.value}, and its work is at "{entry.text.strip()[:80]}"',
                found="no file is named there, so nothing can be looked up",
                remedy='name the file and the line ("Location: src/report.py:12"), or write "none"',
            )


def _undescribed(check: Check[Settings]) -> Iterator[Finding]:
    """The components that a step with a part for each component leaves out."""
    parts = [entry for entry in check.unit.fields if entry.part and entry.key == "name"]
    described = {_plain(entry.text) for entry in parts}
    for box in check.workflow.root.boxes if parts else ():
        name = _plain(box.text)
        if _is_component(box, check.settings) and not any(part in name or name in part for part in described):
            yield Finding(
                code="component-undescribed",
                line=parts[0].line,
                claim=f"{check.unit.name} is {check.unit.status.value} and describes the components",
                found=f'it does not describe "{box.text.strip()[:80]}" ({check.at(box.line)})',
                remedy="add its name, location and implementation, or strike the component out",
            )


def _is_component(box: BoxClaim, settings: Settings) -> bool:
    """Whether a box stands for a component that is to be made."""
    return box.group == _plain(settings.components) and box.mark is not Mark.DROPPED and not is_unfilled(box.text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" *_`").split())


def _of_document(check: Check[Settings], evidence: Evidence) -> Iterator[Finding]:
    """What the document as a whole owes, once work on it has begun."""
    workflow, settings = check.workflow, check.settings
    if not workflow.checkpoints or not any(is_begun(unit) for unit in workflow.root.units):
        return
    for key in settings.required:
        yield from _required(check, key)
    if settings.template:
        yield from left_out(check, settings.template, evidence)
    verified = _verification(workflow, settings.verification)
    if verified is not None and is_begun(verified):
        yield from _undecided(check, verified)


def _undecided(check: Check[Settings], verified: Unit) -> Iterator[Finding]:
    """Too few decisions, once verification has begun."""
    owed = check.settings.decisions
    written = sum(not is_unfilled(decision.text) for decision in check.workflow.root.decisions)
    if written < owed:
        yield Finding(
            code="decision-missing",
            line=verified.line,
            claim=f'{verified.name}, "{verified.title}", has begun',
            found=f"{written} of {count_of(owed, 'key decision')} {are(written or owed)} written down",
            remedy='write down what was decided and why, under "Key Decisions"',
        )


def _required(check: Check[Settings], key: str) -> Iterator[Finding]:
    named = [entry for entry in check.unit.fields if entry.key == key]
    if not named or is_unfilled(named[0].text):
        yield Finding(
            code="field-unfilled" if named else "field-missing",
            line=named[0].line if named else check.unit.line,
            claim="work on the document has begun",
            found=f'its "{key}" {_left(named[0])}' if named else f'it has no field "{key}"',
            remedy=f'write "{key.title()}: ..." with what is so now',
        )


def _verification(workflow: Workflow, word: str) -> Unit | None:
    wanted = word.casefold()
    return next((unit for unit in workflow.root.units if unit.id == word or wanted in unit.title.casefold()), None)
