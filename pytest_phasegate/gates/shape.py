"""A staged tree has the shape that its format asks for: numbers, notes, closers, atomic leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.gates.parts.atomic import second_action
from pytest_phasegate.model.claims import Claim, Level
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.closing import Closing, is_lettered, read_closing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What shape a tree of numbered tasks must have; nothing is asked for unless it is set."""

    numbering: bool = field(
        default=False, metadata={"doc": "numbers count up without gaps, and each continues its parent's"}
    )
    depth: int = field(default=5, metadata={"doc": "how many parts a number may have, closers' letters not counted"})
    dependencies: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "the levels whose units must have a note on their dependencies", "values": "levels"},
    )
    stage_gates: tuple[str, ...] = field(
        default=(), metadata={"doc": "the levels whose units must have a stage gate", "values": "levels"}
    )
    stages: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "the names of the stages, in order: each is there, and its title holds its name"},
    )
    closers: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "the levels whose units must end with Validate, Verify and Document", "values": "levels"},
    )
    wording: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "how closers that must be there begin behind their verb, by stage, such as 1 validate: integration "
            "of Task {}; others begin with Task {}; none: they may have any wording"
        },
    )
    atomic: Literal["off", "warn", "fail"] = field(
        default="off", metadata={"doc": "whether a leaf with more than one action is noted, or fails"}
    )
    more_verbs: tuple[str, ...] = field(
        default=(), metadata={"doc": "further verbs, in lower case, that begin an action of their own behind an and"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The line that introduces a numbered unit, if anything is asked of its shape."""
    unit = asked.unit
    is_numbered = unit.id[:1].isdecimal() or unit.level is Level.DOCUMENT
    if is_numbered and next(_asked(asked.settings, unit), None):
        return (Claim(line=unit.line, text=unit.title),)
    return ()


def _asked(settings: Settings, unit: Unit) -> Iterator[str]:
    """The kinds of shape that are asked of a unit."""
    if settings.stages and unit.level in (Level.DOCUMENT, Level.STAGE):
        yield "stages"
    if unit.level is Level.DOCUMENT:
        return
    if settings.numbering:
        yield "numbering"
    level = unit.level.value
    for name in ("dependencies", "stage_gates", "closers"):
        if level in getattr(settings, name):
            yield name
    if settings.atomic != "off" and unit.level is Level.ATOMIC:
        yield "atomic"


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look at the unit's number, notes, closers and words."""
    settings, unit = check.settings, check.unit
    asked = tuple(_asked(settings, unit))
    findings: list[Finding] = []
    notes: list[str] = []
    if "stages" in asked:
        findings.extend(_stages(check))
    if "numbering" in asked:
        findings.extend(_numbering(check))
    if "dependencies" in asked:
        said = (*unit.dependencies, *(each for each in unit.fields if each.key == "dependencies"))
        findings.extend(_no_note(check, said, "Dependencies", "(Dependencies: None), or the numbers of what it needs"))
        notes.extend(_unread_note(check))
    if "stage_gates" in asked:
        example = "(Stage Gate: what must be so before the next stage begins)"
        findings.extend(_no_note(check, unit.stage_gates, "Stage Gate", example))
    if "closers" in asked:
        findings.extend(_closers(check))
    if "atomic" in asked and (second := second_action(unit.title, settings.more_verbs)):
        if settings.atomic == "fail":
            findings.append(_not_atomic(check, second))
        else:
            notes.append(
                f'{unit.name} may be more than one action: "{second}" begins another (atomic: fail forbids it)'
            )
    return verdict_of(
        findings, looked_at=len(asked), reason=f"{unit.name} has the shape that is asked for", notes=notes
    )


def _finding(check: Check[Settings], code: str, found: str, remedy: str) -> Finding:
    unit = check.unit
    claim = f'{unit.name} is "{unit.title[:80]}"'
    return Finding(code=code, line=unit.line, claim=claim, found=found, remedy=remedy)


def _no_note(check: Check[Settings], said: Sequence[Claim], name: str, example: str) -> Iterator[Finding]:
    """The finding on a note that is not there, or that says nothing behind its key."""
    if any(each.text.strip() for each in said):
        return
    if said:
        found, line = f"the note {name}: of {check.unit.name} says nothing", said[0].line
    else:
        found, line = f"{check.unit.name} has no note that begins with {name}:", check.unit.line
    yield replace(_finding(check, "note-missing", found, f"write {example} behind its title"), line=line)


def _unread_note(check: Check[Settings]) -> Iterator[str]:
    """A note on dependencies in words, which names no unit: what it says is not held against anything."""
    for each in check.unit.fields:
        if each.key == "dependencies" and not check.unit.dependencies:
            yield f'the dependencies of {check.unit.name} name no unit by its number: "{each.text.strip()[:80]}"'


def _not_atomic(check: Check[Settings], second: str) -> Finding:
    found = f'{check.unit.name} is more than one action: "{second}" begins another'
    return _finding(check, "leaf-not-atomic", found, "give each action a number of its own")


def _stages(check: Check[Settings]) -> Iterator[Finding]:
    """Every stage is there, under its name."""
    unit, names = check.unit, check.settings.stages
    if unit.level is Level.DOCUMENT:
        there = {each.id for each in unit.units}
        for number, name in enumerate(names, start=1):
            if str(number) not in there:
                yield Finding(
                    code="stage-missing",
                    line=unit.line,
                    claim=f"the tree has the stages {', '.join(names)}",
                    found=f"there is no stage {number}, {name}",
                    remedy=f'add "Stage {number}: {name}", or name the stages that are meant under shape.stages',
                )
        return
    name = names[int(unit.id) - 1] if 0 < int(unit.id) <= len(names) else ""
    if not re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", unit.title.casefold()) or not name:
        found = f"stage {unit.id} is {name}" if name else f"there are only the stages {', '.join(names)}"
        yield _finding(check, "stage-name", found, "name the stage so, or correct its number")


def _numbering(check: Check[Settings]) -> Iterator[Finding]:
    """Why the unit's number is not the one that its place asks for."""
    if (orphan := _orphan(check)) is not None:
        yield orphan
        return
    unit, parent = check.unit, check.workflow.parent(check.unit)
    if parent is not None and parent.level is not Level.DOCUMENT and unit.line > parent.end:
        found = f"{unit.name} stands apart from {parent.name}, which ends at line {parent.end}"
        yield _finding(check, "number-misplaced", found, f"move it below {parent.name}, or renumber it")
    depth = unit.id.count(".") + 1 - is_lettered(unit.id)
    if depth > check.settings.depth:
        found = f"the number {unit.id} has {depth} parts, and at most {check.settings.depth} are asked for"
        yield _finding(check, "number-deep", found, "make the tree less deep")
    yield from _gap(check)


def _orphan(check: Check[Settings]) -> Finding | None:
    """The finding on a number that continues another one than that of the unit above, if so."""
    unit, parent = check.unit, check.workflow.parent(check.unit)
    head = unit.id.rpartition(".")[0]
    above = parent if parent is not None and parent.level is not Level.DOCUMENT else None
    if head == (above.id if above else ""):
        return None
    if above is None:
        found, remedy = f"there is no {head}, and {unit.name} stands under nothing", f"write down {head}"
    else:
        found = f"there is no {head}; {unit.name} stands under {above.name}"
        remedy = f"write down {head}, or number this {above.id}.N"
    return _finding(check, "number-orphan", found, remedy)


def _gap(check: Check[Settings]) -> Iterator[Finding]:
    """A number that does not follow the one before it; of a repeated one `record` tells."""
    before = check.workflow.before(check.unit)
    head, _, last = check.unit.id.rpartition(".")
    expected = _expected(before, last)
    if last == expected or "~" in check.unit.key:
        return
    behind = f"behind {before.id}" if before else "as the first one"
    if not expected:
        found, remedy = f"{behind}, no further number was expected", "move it before the closers"
    else:
        number = f"{head}.{expected}" if head else expected
        found, remedy = f"{behind}, {number} was expected", f"number it {number}, or put back what is missing"
    yield _finding(check, "number-gap", found, remedy)


def _expected(before: Unit | None, last: str) -> str:
    """The last part that is due behind the unit before: a letter where this one has a letter; "" for none."""
    previous = before.id.rpartition(".")[2] if before else ""
    if last.isdecimal():
        return str(int(previous) + 1) if previous.isdecimal() else "" if before else "1"
    return chr(ord(previous) + 1) if previous.isalpha() else "A"


def _closers(check: Check[Settings]) -> Iterator[Finding]:
    """A task ends with its three closers, in their order and in the wording of its stage."""
    unit = check.unit
    there = {closing: each for each in unit.units if (closing := read_closing(each.id, each.title)) is not None}
    for closing in Closing:
        if closing not in there:
            wanted = f"{unit.id}.{closing.letter} {closing.value.capitalize()} {_phrase(check, closing)}"
            found = f"{unit.name} has no closer that begins with {closing.value.capitalize()}"
            yield _finding(check, "closer-missing", found, f'end it with "{wanted}"')
    ending = unit.units[-len(there) :] if there else ()
    if [each.id for each in ending] != [there[closing].id for closing in Closing if closing in there]:
        found = f"{unit.name} does not end with its closers in the order Validate, Verify, Document"
        yield _finding(check, "closer-order", found, "move the closers to the end of the task, in that order")
    if check.settings.wording:
        for closing, each in there.items():
            yield from _wording(check, closing, each)


def _wording(check: Check[Settings], closing: Closing, closer: Unit) -> Iterator[Finding]:
    phrase = _phrase(check, closing)
    words = " ".join(closer.title.replace("*", "").replace("_", "").replace("`", "").casefold().split())
    if not re.match(rf"{closing.value} {re.escape(phrase.casefold())}(?!\w|\.\d)", words):
        yield Finding(
            code="closer-wording",
            line=closer.line,
            claim=f'{closer.name} is "{closer.title[:80]}"',
            found=f'in stage {check.unit.id.partition(".")[0]} it begins with "{closing.value.capitalize()} {phrase}"',
            remedy="write it so, or set shape.wording: []",
        )


def _phrase(check: Check[Settings], closing: Closing) -> str:
    """How a closer of the unit begins behind its verb."""
    place = f"{check.unit.id.partition('.')[0]} {closing.value}:"
    named = (phrase.removeprefix(place).strip() for phrase in check.settings.wording if phrase.startswith(place))
    return next(named, "Task {}").replace("{}", check.unit.id)
