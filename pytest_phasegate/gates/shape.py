"""A staged tree has the shape that its format asks for: numbers, notes, closers, atomic leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.actions import second_action
from pytest_phasegate.text.closing import Closing, is_lettered, is_worded, read_closing
from pytest_phasegate.text.words import has_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What shape a tree of numbered tasks must have; nothing is asked for unless it is set."""

    numbering: bool = setting(False, "numbers count up without gaps, and each continues its parent's")
    depth: int = setting(5, "how many parts a number may have, closers' letters not counted")
    dependencies: tuple[str, ...] = setting(
        (), "the levels whose units must have a note on their dependencies", values="levels"
    )
    stage_gates: tuple[str, ...] = setting((), "the levels whose units must have a stage gate", values="levels")
    stages: tuple[str, ...] = setting(
        (), "the names of the stages, in order: each is there, and its title holds its name"
    )
    closers: tuple[str, ...] = setting(
        (), "the levels whose units must end with Validate, Verify and Document", values="levels"
    )
    wording: tuple[str, ...] = setting(
        (),
        "how closers that must be there begin behind their verb, by stage, such as 1 validate: integration "
        "of Task {}; others begin with Task {}; none: they may have any wording",
    )
    atomic: Literal["off", "warn", "fail"] = setting(
        "off", "whether a leaf with more than one action is noted, or fails"
    )
    more_verbs: tuple[str, ...] = setting(
        (), "further verbs, in lower case, that begin an action of their own behind an and"
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The line that introduces a numbered unit, if anything is asked of its shape."""
    unit = asked.unit
    is_numbered = unit.id[:1].isdecimal() or unit.level is Level.DOCUMENT
    if is_numbered and next(_asked(asked.settings, unit), None):
        return (unit.heading,)
    return ()


def _asked(settings: Settings, unit: Unit) -> Iterator[str]:
    """The kinds of shape that are asked of a unit."""
    if settings.stages and unit.level in (Level.DOCUMENT, Level.STAGE):
        yield "stages"
    if unit.level is Level.DOCUMENT:
        return
    if settings.numbering:
        yield "numbering"
    for name in ("dependencies", "stage_gates", "closers"):
        if unit.level.value in getattr(settings, name):
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
        findings += _wrong_stages(unit, settings.stages)
    if "numbering" in asked:
        findings += _misnumbered(check)
    if "dependencies" in asked:
        noted = (*unit.dependencies, *(each for each in unit.fields if each.key == "dependencies"))
        findings += _no_note(unit, noted, "Dependencies", "(Dependencies: None), or the numbers of what it needs")
        unread = noted if not unit.dependencies else ()  # what such a note says is not held against anything
        notes += [f'the dependencies of {unit.name} name no unit by its number: "{each.quote}"' for each in unread]
    if "stage_gates" in asked:
        example = "(Stage Gate: what must be so before the next stage begins)"
        findings += _no_note(unit, unit.stage_gates, "Stage Gate", example)
    if "closers" in asked:
        findings += _wrong_closers(check)
    if "atomic" in asked and (second := second_action(unit.title, settings.more_verbs)):
        if settings.atomic == "fail":
            findings.append(finding("leaf-not-atomic", unit.line, unit=unit, second=second))
        else:
            notes.append(
                f'{unit.name} may be more than one action: "{second}" begins another (atomic: fail forbids it)'
            )
    reason = f"{unit.name} has the shape that is asked for"
    return verdict_of(findings, looked_at=len(asked), reason=reason, notes=notes)


def _no_note(unit: Unit, noted: Sequence[Claim], note: str, example: str) -> Iterator[Finding]:
    """That a unit has no note of a name, or one that says nothing."""
    if not noted:
        yield finding("note-missing", unit.line, unit=unit, note=note, example=example)
    elif not any(each.text.strip() for each in noted):
        yield finding("note-missing/empty", noted[0].line, unit=unit, note=note, example=example)


def _wrong_stages(unit: Unit, names: tuple[str, ...]) -> Iterator[Finding]:
    """The stages that the document lacks; of a stage itself, that it does not have its name."""
    stages = ", ".join(names)
    if unit.level is Level.DOCUMENT:
        there = {each.id for each in unit.units}
        for number, name in enumerate(names, start=1):
            if str(number) not in there:
                yield finding("stage-missing", unit.line, stages=stages, number=number, name=name)
        return
    name = names[int(unit.id) - 1] if 0 < int(unit.id) <= len(names) else ""
    if not name:
        yield finding("stage-name/too-many", unit.line, unit=unit, stages=stages)
    elif not has_words(unit.title, name):
        yield finding("stage-name", unit.line, unit=unit, name=name)


def _misnumbered(check: Check[Settings]) -> Iterator[Finding]:
    """Why the unit's number is not the one that its place asks for."""
    unit, parent = check.unit, check.workflow.parent(check.unit)
    above = parent if parent is not None and parent.level is not Level.DOCUMENT else None
    head, most = unit.id.rpartition(".")[0], check.settings.depth
    if head != (above.id if above else ""):
        row = "number-orphan" if above else "number-orphan/alone"
        yield finding(row, unit.line, unit=unit, head=head, above=above)
        return
    if above is not None and unit.line > above.end:
        yield finding("number-misplaced", unit.line, unit=unit, parent=above)
    depth = unit.id.count(".") + 1 - is_lettered(unit.id)
    if depth > most:
        yield finding("number-deep", unit.line, unit=unit, depth=depth, most=most)
    yield from _gap(unit, check.workflow.before(unit))


def _gap(unit: Unit, before: Unit | None) -> Iterator[Finding]:
    """A number that does not follow the one before it; repeated ones are findings of `record`."""
    head, _, last = unit.id.rpartition(".")
    expected = _expected(before, last)
    if last == expected or "~" in unit.key:
        return
    behind = f"behind {before.id}" if before else "as the first one"
    if expected:
        yield finding("number-gap", unit.line, unit=unit, behind=behind, number=f"{head}.{expected}".lstrip("."))
    else:
        yield finding("number-gap/closers", unit.line, unit=unit, behind=behind)


def _expected(before: Unit | None, last: str) -> str:
    """The last part that is due behind the unit before: a letter where this one has a letter; "" for none."""
    previous = before.id.rpartition(".")[2] if before else ""
    if last.isdecimal():
        return str(int(previous) + 1) if previous.isdecimal() else "" if before else "1"
    return chr(ord(previous) + 1) if previous.isalpha() else "A"


def _wrong_closers(check: Check[Settings]) -> Iterator[Finding]:
    """Why a task does not end with its three closers, in their order and in the wording of its stage."""
    unit = check.unit
    there = {closing: each for each in unit.units if (closing := read_closing(each.id, each.title)) is not None}
    for closing in Closing:
        if closing not in there:
            verb, phrase = closing.value.capitalize(), _phrase(check, closing)
            yield finding("closer-missing", unit.line, unit=unit, closing=closing, verb=verb, phrase=phrase)
    ending = unit.units[-len(there) :] if there else ()
    if [each.id for each in ending] != [there[closing].id for closing in Closing if closing in there]:
        yield finding("closer-order", unit.line, unit=unit)
    if check.settings.wording:
        yield from _wrong_wording(check, there)


def _wrong_wording(check: Check[Settings], closers: Mapping[Closing, Unit]) -> Iterator[Finding]:
    stage = check.unit.id.partition(".")[0]
    for closing, closer in closers.items():
        verb, phrase = closing.value.capitalize(), _phrase(check, closing)
        if not is_worded(closer.title, closing, phrase):
            yield finding("closer-wording", closer.line, closer=closer, stage=stage, verb=verb, phrase=phrase)


def _phrase(check: Check[Settings], closing: Closing) -> str:
    """How a closer of the unit begins behind its verb."""
    place = f"{check.unit.id.partition('.')[0]} {closing.value}:"
    named = (phrase.removeprefix(place).strip() for phrase in check.settings.wording if phrase.startswith(place))
    return next(named, "Task {}").replace("{}", check.unit.id)
