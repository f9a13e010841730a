"""What came of each done task is written down in the outcomes file, and nothing else is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.beside import beside
from pytest_phasegate.model.claims import Claim, Level, Reference
from pytest_phasegate.model.verdict import Finding, Verdict, verdict_of
from pytest_phasegate.text.closing import Closing, read_closing
from pytest_phasegate.text.words import likeness, stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.text.sections import Section, Sections


_NAMED = re.compile(
    r"\bin[ ](?:`([^`]{1,300})`|\[[^\[\]]{1,300}\]\(([^()\s]{1,300})\)|([\w./-]{1,300}\.(?:md|txt|rst)))"
)
_ALIKE = 0.3  # titles less alike than this are told in a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where outcomes are written down, and whether they must be."""

    file: str = field(
        default="task_outcomes.md",
        metadata={"doc": "the outcomes file: beside the document, or with a slash from the project's root"},
    )
    required: bool = field(
        default=False, metadata={"doc": "every done task has its section in the file, and every section its task"}
    )
    levels: tuple[str, ...] = field(
        default=("task",), metadata={"doc": "the levels whose units have a section", "values": "levels"}
    )


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The closer that documents a task and says where; where it is required, each task and the document itself."""
    return (Claim(line=asked.unit.line, text=asked.unit.title),) if _is_asked(asked.unit, asked.settings) else ()


def _is_asked(unit: Unit, settings: Settings) -> bool:
    if unit.level is Level.CLOSER:
        is_told = settings.required or bool(_named_file(unit))
        return is_told and read_closing(unit.id, unit.title) is Closing.DOCUMENT
    if unit.level is Level.DOCUMENT:
        return settings.required and any(each.id[:1].isdecimal() for each in unit.units)
    return settings.required and unit.level.value in settings.levels


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for the section of the task; for the document itself, for sections without a task."""
    unit = check.unit
    path = beside(check.workflow.path, check.settings.file)
    if unit.level is Level.DOCUMENT:
        return _every_section(check, path, evidence.files.sections(path))
    task = check.workflow.parent(unit) if unit.level is Level.CLOSER else unit
    assert task is not None, "a closer stands under a task"
    if unit.level is Level.CLOSER and (named := _named_file(unit)):
        path, sections = _nearest(check, named, evidence)
    else:
        sections = evidence.files.sections(path)
    findings = list(_section_of(check, task, path, sections))
    here = next(iter(sections.numbered(task.id)), None) if sections else None
    notes = list(_other_title(task, path, here))
    where = f"{path}:{here.line}" if here else path
    return verdict_of(findings, looked_at=1, reason=f"what came of {task.name} is written at {where}", notes=notes)


def _named_file(unit: Unit) -> str:
    """The file that a closer's own words name, or ""."""
    named = _NAMED.search(unit.title)
    return next((name for name in named.groups() if name), "") if named else ""


def _nearest(check: Check[Settings], name: str, evidence: Evidence) -> tuple[str, Sections | None]:
    """The file that a closer names: beside the document, or from the root, whichever is there."""
    first = beside(check.workflow.path, name)
    sections = evidence.files.sections(first)
    if sections is None and "/" in name:
        inner = beside(check.workflow.path, name.rpartition("/")[2])
        return (inner, found) if (found := evidence.files.sections(inner)) is not None else (first, None)
    return first, sections


def _section_of(check: Check[Settings], task: Unit, path: str, sections: Sections | None) -> Iterator[Finding]:
    finding = Finding(code="", line=check.unit.line, claim=f"{check.unit.name} is done", found="", remedy="")
    here = sections.numbered(task.id) if sections else ()
    if sections is None:
        found, code = f"{path} is not there, so nothing says what came of {task.name}", "outcomes-missing"
    elif not here:
        found, code = f"{path} has no section {task.id}", "outcome-missing"
    elif not any(each.says_something for each in here):
        found, code = f"section {task.id} of {path}:{here[0].line} says nothing", "outcome-empty"
    elif (open_ := next((each for each in here if each.open_state), None)) is not None:
        found, code = f"section {task.id} of {path}:{open_.line} says that it is {open_.open_state}", "outcome-open"
    else:
        return
    remedy = f'write down what came of it under "## {task.id} {task.title[:40]}" in {path}, or set it back'
    yield Finding(code=code, line=finding.line, claim=finding.claim, found=found, remedy=remedy)


def _other_title(task: Unit, path: str, section: Section | None) -> Iterator[str]:
    """A note where the section bears another title than the task: perhaps the tasks were numbered anew."""
    if section and section.title and likeness(stems(section.title), stems(task.title)) < _ALIKE:
        where = f"section {task.id} of {path}:{section.line}"
        yield f'{where} is called "{section.title[:60]}", the task "{task.title[:60]}"'


def _every_section(check: Check[Settings], path: str, sections: Sections | None) -> Verdict:
    if sections is None:
        begun = next(
            (unit for unit in check.workflow.units() if unit.status.is_claimed and _has_outcome(check, unit)), None
        )
        reason = f"nothing is done yet, so {path} need not be there"
        if begun is None:
            return verdict_of([], looked_at=1, reason=reason)
        finding = Finding(
            code="outcomes-missing",
            line=begun.line,
            claim=f"{begun.name} is done",
            found=f"{path} is not there",
            remedy=f"write and commit {path}, or name the file that is meant under outcomes.file",
        )
        return verdict_of([finding], looked_at=1, reason="")
    findings = [
        Finding(
            code="outcome-unknown-task",
            line=check.unit.line,
            claim=f'{path}:{section.line} tells what came of {section.number} "{section.title[:60]}"',
            found=f"the document has no {section.number}",
            remedy="give the section the number of its task, or put the task back",
        )
        for section in sections.every
        if check.workflow.find(Reference(section.number)) is None
    ]
    return verdict_of(findings, looked_at=len(sections.every) or 1, reason=f"every section of {path} has its task")


def _has_outcome(check: Check[Settings], unit: Unit) -> bool:
    return unit.level.value in check.settings.levels
