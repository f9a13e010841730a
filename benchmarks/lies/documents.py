"""Honest task documents in each dialect, as they stand once so many of their units are done."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Task:
    """One file that is made, changed, deleted or renamed, and what is ticked once that is done."""

    title: str
    action: str
    path: str
    new_path: str = ""
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A piece of work that is done in one commit."""

    number: int
    title: str
    tasks: tuple[Task, ...]


class Plan(NamedTuple):
    """What a document says: its units, how many of them are done, and the commits that it cites for them."""

    name: str
    units: Sequence[Unit]
    done: int
    cited: Mapping[int, str]


VERBS = {"create": "Create", "modify": "Update", "delete": "Delete", "rename": "Rename"}


def _words(task: Task) -> str:
    """What is done to the file of a task, as a sentence."""
    new = f" to `{task.new_path}`" if task.new_path else ""
    purpose = f" for {task.title.lower()}" if task.action in ("create", "modify") else ""
    return f"{VERBS[task.action]} `{task.path}`{new}{purpose}"


def _mark(plan: Plan, unit: Unit) -> str:
    return "x" if unit.number <= plan.done else " "


def batches(plan: Plan) -> Iterator[str]:
    """A document of the dialect ``batches``: one commit for each batch, cited or not."""
    tasks = sum(len(unit.tasks) for unit in plan.units)
    count = f"{plan.done}/{len(plan.units)} complete"
    yield f"# Tasks: {plan.name}\n\n**Total Tasks**: {tasks} | **Batches**: {len(plan.units)} | **Status**: {count}\n"
    for unit in plan.units:
        is_done = unit.number <= plan.done
        needs = f"Batch {unit.number - 1}" if unit.number > 1 else "None"
        yield f"## Batch {unit.number}: {unit.title} {'✅ COMPLETE' if is_done else '- PENDING'}\n"
        yield f"**Assigned To**: backend-developer\n**Tasks**: {len(unit.tasks)} | **Dependencies**: {needs}"
        if plan.cited:
            yield f"**Commit**: `{plan.cited[unit.number]}`" if is_done else "**Commit**: [pending]"
        yield ""
        for number, task in enumerate(unit.tasks, 1):
            new = f" -> `{task.new_path}`" if task.new_path else ""
            yield f"### Task {unit.number}.{number}: {task.title}\n"
            yield f"**Status**: {'COMPLETE' if is_done else 'PENDING'}"
            yield f"**File**: `{task.path}`{new} ({task.action.upper()})\n"
            yield from (f"- [{_mark(plan, unit)}] {box}" for box in task.boxes)
            yield ""


def spec_kit(plan: Plan) -> Iterator[str]:
    """A task list of the dialect ``spec-kit``."""
    yield f"# Tasks: {plan.name}\n\n**Input**: Design documents from `/specs/001-{plan.name}/`\n"
    number = 0
    for unit in plan.units:
        yield f"## Phase {unit.number}: {unit.title}\n"
        for task in unit.tasks:
            number += 1
            yield f"- [{_mark(plan, unit).upper()}] T{number:03} {_words(task)}"
        yield ""


def openspec(plan: Plan) -> Iterator[str]:
    """A task list of the dialect ``openspec``."""
    for unit in plan.units:
        yield f"## {unit.number}. {unit.title}\n"
        for number, task in enumerate(unit.tasks, 1):
            yield f"- [{_mark(plan, unit)}] {unit.number}.{number} {_words(task)}"
        yield ""


def taskmaster(plan: Plan) -> Iterator[str]:
    """A file of tasks of the dialect ``taskmaster``."""
    tasks = []
    for unit in plan.units:
        state = "done" if unit.number <= plan.done else "pending"
        parts = [
            {"id": number, "title": _words(task), "description": task.title, "status": state, "dependencies": []}
            for number, task in enumerate(unit.tasks, 1)
        ]
        needs = [unit.number - 1] if unit.number > 1 else []
        own = {"id": unit.number, "title": unit.title, "status": state, "dependencies": needs, "subtasks": parts}
        tasks.append(own)
    yield json.dumps({"master": {"tasks": tasks}}, indent=2)


def checkpoints(plan: Plan) -> Iterator[str]:
    """A working document of the dialect ``checkpoints``."""
    now = plan.units[min(plan.done, len(plan.units) - 1)]
    yield f"# Feature: {plan.name}\n\n## Project State\nProject Phase: {now.number}. {now.title}"
    yield f"Current Task: {now.title}\n\n## Primary Feature\nName: {plan.name}\nDescription: Keeps what was seen\n"
    for unit in plan.units:
        mark = _mark(plan, unit)
        yield f"### {unit.number}. {unit.title} Phase"
        for number, task in enumerate(unit.tasks, 1):
            yield f"{number}. [{mark}] {task.title}"
            yield from (f"    - [{mark}] {box}" for box in task.boxes)
            place = f"`{task.new_path or task.path}`" if task.action != "delete" else "none"
            is_done = unit.number <= plan.done
            yield f"    ```\n    Location: {place if is_done else '[file:line]'}"
            yield f"    Notes of {task.title}: {'read once' if is_done else '[Key points]'}\n    ```"
        yield f"{len(unit.tasks) + 1}. [{mark}] CHECKPOINT: Look at {unit.title}\n"
    yield "## Checkpoint Log"
    yield from (f"- [{_mark(plan, each)}] {each.number}.{len(each.tasks) + 1} {each.title}" for each in plan.units)


def phases(plan: Plan) -> Iterator[str]:
    """A workflow document of the dialect ``phases``."""
    yield f"# Workflow: {plan.name}\n\n**Request**: add a report on {plan.name}"
    yield f"**Status**: {plan.done}/{len(plan.units)} complete\n"
    for unit in plan.units:
        is_done = unit.number <= plan.done
        yield f"## Phase {unit.number}: {unit.title} - {'COMPLETE' if is_done else 'PENDING'}\n\n**Role**: developer"
        made = [f"`{task.new_path or task.path}`" for task in unit.tasks if task.action != "delete"]
        yield f"**Deliverables**: {', '.join(made)}"
        if plan.cited and is_done:
            yield f"**Commits**: `{plan.cited[unit.number]}`"
        approved = f"approved by Lena Lead on 2026-06-0{min(unit.number, 9)}" if is_done else "pending"
        yield f"**Hand-off**: {approved}\n"
        yield from (f"- [{_mark(plan, unit)}] {box}" for task in unit.tasks for box in task.boxes)
        yield ""


def stages(plan: Plan) -> Iterator[str]:
    """A staged tree of the dialect ``stages``."""
    yield f"# Tasks: {plan.name}\n"
    for unit in plan.units:
        before = f"Stage {unit.number - 1} complete" if unit.number > 1 else "None"
        met = " - MET" if unit.number <= plan.done else ""
        yield f"### **Stage {unit.number}: {unit.title}**"
        yield f"(Dependencies: {before} | Stage Gate: {unit.title} can be read{met})\n"
        yield f"{unit.number}.1 Parts of {unit.title} (Dependencies: None)"
        for number, task in enumerate(unit.tasks, 1):
            yield f"- [{_mark(plan, unit)}] {unit.number}.1.{number} {_words(task)}"
        yield ""


class Form(NamedTuple):
    """How documents of a dialect are written here, and where they lie."""

    path: str
    render: Callable[[Plan], Iterator[str]]
    cites: bool = False


FORMS = {
    "batches": Form("task-tracking/TASK_{}/tasks.md", batches, cites=True),
    "checkpoints": Form("docs/active-workflows/feature-{}.md", checkpoints),
    "stages": Form("ai_docs/tasks/tasks_list.md", stages),
    "phases": Form("workflows/flow-{}.md", phases, cites=True),
    "spec-kit": Form("specs/00{}-diary/tasks.md", spec_kit),
    "openspec": Form("openspec/changes/change-{}/tasks.md", openspec),
    "taskmaster": Form(".taskmaster/tasks/tasks.json", taskmaster),
}


def render(dialect: str, plan: Plan) -> str:
    """The text of a document."""
    return "\n".join(FORMS[dialect].render(plan)) + "\n"
