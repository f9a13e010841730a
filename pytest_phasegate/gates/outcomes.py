"""What came of each done task is written down in the outcomes file, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.model.check import setting
from pytest_phasegate.model.claims import Claim, Level, Reference
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.verdict import Verdict, verdict_of
from pytest_phasegate.text.closing import Closing, file_named_in, read_closing
from pytest_phasegate.text.words import likeness, stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.check import Asked, Check
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.text.sections import Section, Sections


_ALIKE = 0.3  # titles less alike than this are told in a note


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where outcomes are written down, and whether they must be."""

    file: str = setting(
        "task_outcomes.md", "the outcomes file: beside the document, or with a slash from the project's root"
    )
    required: bool = setting(False, "every done task has its section in the file, and every section its task")
    levels: tuple[str, ...] = setting(("task",), "the levels whose units have a section", values="levels")


def applies(asked: Asked) -> tuple[Claim, ...]:
    """The closer that documents a task and says where; where it is required, each task and the document itself."""
    return (asked.unit.heading,) if _is_asked(asked) else ()


def _is_asked(asked: Asked) -> bool:
    unit, settings = asked.unit, asked.settings
    if unit.level is Level.CLOSER:
        is_told = settings.required or bool(file_named_in(unit.title))
        return is_told and read_closing(unit.id, unit.title) is Closing.DOCUMENT
    if unit.level is Level.DOCUMENT:
        return settings.required and any(each.id[:1].isdecimal() for each in unit.units)
    return bool(settings.required and asked.is_at_level)


def judge(check: Check[Settings], evidence: Evidence) -> Verdict:
    """Look for the section of the task; for the document itself, for sections without a task."""
    unit = check.unit
    path = check.workflow.beside(check.settings.file)
    if unit.level is Level.DOCUMENT:
        return _every_section(check, path, evidence.files.sections(path))
    task = check.workflow.parent(unit) if unit.level is Level.CLOSER else unit
    assert task is not None, "a closer stands under a task"
    if unit.level is Level.CLOSER and (named := file_named_in(unit.title)):
        path, sections = _nearest(check, named, evidence)
    else:
        sections = evidence.files.sections(path)
    findings = list(_section_of(check, task, path, sections))
    here = next(iter(sections.numbered(task.id)), None) if sections else None
    notes = list(_other_title(task, path, here))
    where = f"{path}:{here.line}" if here else path
    return verdict_of(findings, looked_at=1, reason=f"what came of {task.name} is written at {where}", notes=notes)


def _nearest(check: Check[Settings], name: str, evidence: Evidence) -> tuple[str, Sections | None]:
    """The file that a closer names: beside the document, or from the root, whichever is there."""
    first = check.workflow.beside(name)
    sections = evidence.files.sections(first)
    if sections is None and "/" in name:
        inner = check.workflow.beside(name.rpartition("/")[2])
        return (inner, found) if (found := evidence.files.sections(inner)) is not None else (first, None)
    return first, sections


def _section_of(check: Check[Settings], task: Unit, path: str, sections: Sections | None) -> Iterator[Finding]:
    """Why the file does not tell in a section of its own what came of a task."""
    unit, here = check.unit, sections.numbered(task.id) if sections else ()
    open_ = next((each for each in here if each.open_state), None)
    if not here:
        yield finding(
            "outcomes-missing" if sections is None else "outcome-missing", unit.line, unit=unit, path=path, task=task
        )
    elif not any(each.says_something for each in here):
        yield finding("outcome-empty", unit.line, unit=unit, path=path, task=task, section=here[0])
    elif open_ is not None:
        yield finding("outcome-open", unit.line, unit=unit, path=path, task=task, section=open_)


def _other_title(task: Unit, path: str, section: Section | None) -> Iterator[str]:
    """A note where the section bears another title than the task: perhaps the tasks were numbered anew."""
    if section and section.title and likeness(stems(section.title), stems(task.title)) < _ALIKE:
        where = f"section {task.id} of {path}:{section.line}"
        yield f'{where} is called "{section.title[:60]}", the task "{task.title[:60]}"'


def _every_section(check: Check[Settings], path: str, sections: Sections | None) -> Verdict:
    """The verdict on the file as a whole: every section has its task, and the file is there once a task is done."""
    if sections is None:
        units = (unit for unit in check.workflow.units() if unit.level.value in check.settings.levels)
        done = next((unit for unit in units if unit.status.is_claimed), None)
        missing = [finding("outcomes-missing/document", done.line, unit=done, path=path)] if done else []
        return verdict_of(missing, looked_at=1, reason=f"nothing is done yet, so {path} need not be there")
    findings = [
        finding("outcome-unknown-task", check.unit.line, path=path, section=section)
        for section in sections.every
        if check.workflow.find(Reference(section.number)) is None
    ]
    return verdict_of(findings, looked_at=len(sections.every) or 1, reason=f"every section of {path} has its task")
