"""The part of the example's history that goes through a pipeline: six phases, each the work of one role.

The workflow document in workflows/ is the plan, with everything pending. Each phase is done in a commit of its own, and
Lena, who manages the pipeline, writes down in the next one that it is done and handed on. The first phase takes two
attempts; the third records its work in a batch document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

HERE = Path(__file__).resolve().parent
WORKFLOW = "workflows/frost-warning.md"
TASKS = "task-tracking/TASK_2/tasks.md"
PLANS = "docs/frost-warning"
LENA = "Lena Lead"


class Project(Protocol):
    """The repository that is being built; see history.py."""

    def write(self, name: str, text: str) -> None:
        """Write a file."""

    def commit(self, message: str, author: str = ...) -> str:
        """Commit everything."""


@dataclass(frozen=True)
class Step:
    """One commit: who made it, the files it writes (from the files of sources/), and what it changes in documents.

    ``name`` stands for the commit's id in later changes: ``{draft}``.
    """

    author: str
    message: str
    name: str = ""
    files: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)


def hand_on(number: int, phase: str, commits: str, day: str, to: str = "", following: str = "") -> dict[str, str]:
    """What Lena writes down when a phase is done: the first of each text that is still pending belongs to it."""
    changes = {
        f"{number - 1}/6 complete": f"{number}/6 complete",
        f"## Phase {number}: {phase} - IN PROGRESS": (f"## Phase {number}: {phase} - COMPLETE"),
    }
    if commits:
        changes["**Commits**: [pending]"] = f"**Commits**: {commits}"
    if to:
        changes["**Hand-off**: pending"] = f"**Hand-off**: approved by {LENA} on {day}, to {to}"
        changes[f"## Phase {number + 1}: {following} - PENDING"] = f"## Phase {number + 1}: {following} - IN PROGRESS"
    return changes


STEPS = (
    Step(
        LENA,
        "docs(frost): take up the request for a frost warning",
        changes={"## Phase 1: Requirements - PENDING": "## Phase 1: Requirements - IN PROGRESS"},
    ),
    Step(
        "Ana Analyst",
        "docs(frost): requirements of the frost warning",
        "draft",
        {f"{PLANS}/requirements.md": f"{PLANS}/requirements-draft.md"},
    ),
    Step(
        LENA,
        "docs(frost): the requirements name no temperature",
        changes={
            "### Attempts\n": "### Attempts\n\n1. failed - the criteria do not say at which temperature frost begins\n",
            "### Decisions\n": f"### Decisions\n\n- 2026-06-03: {LENA}: the limit is set for the ground, not the air\n",
        },
    ),
    Step(
        "Ana Analyst",
        "docs(frost): the criteria name the temperature",
        "requirements",
        {f"{PLANS}/requirements.md": f"{PLANS}/requirements.md"},
    ),
    Step(
        LENA,
        "docs(frost): hand the requirements on",
        changes={
            **hand_on(1, "Requirements", "`{draft}`, `{requirements}`", "2026-06-03", "solution-architect", "Planning"),
            "frost begins\n": "frost begins\n2. passed; changed: each criterion names its temperature\n",
        },
    ),
    Step(
        "Sol Architect",
        "docs(frost): plan the frost warning",
        "plan",
        {
            f"{PLANS}/plan.md": f"{PLANS}/plan.md",
            "task-tracking/TASK_2/implementation-plan.md": f"{PLANS}/implementation-plan.md",
        },
        tasks={"# Tasks: frost warning": "# Tasks: frost warning"},
    ),
    Step(
        LENA,
        "docs(frost): hand the plan on",
        changes=hand_on(2, "Planning", "`{plan}`", "2026-06-04", "senior-developer", "Implementation"),
    ),
    Step(
        "Bela Backend",
        "feat(diary): batch 1 - frost nights\n\n"
        "- Task 1.1: Find the nights with frost\n- Task 1.2: Tell them in one line\n\nTask: TASK_2\n",
        "batch",
        {"diary/frost.py": "diary/frost.py"},
    ),
    Step(
        LENA,
        "docs(frost): record the batch, and hand the warning on",
        changes=hand_on(3, "Implementation", "", "2026-06-05", "test-engineer", "Testing"),
        tasks={
            "0/1 complete": "1/1 complete",
            "- PENDING": "✅ COMPLETE",
            "**Status**: PENDING\n**File**": "**Status**: COMPLETE\n**File**",
            "**Status**: PENDING\n**Dep": "**Status**: COMPLETE\n**Dep",
            "[pending]": "`{batch}`",
            "- [ ] A night": "- [x] A night",
            "- [ ] Without": "- [x] Without",
        },
    ),
    Step("Tove Test", "test(diary): frost in a made-up April", "tests", {"tests/test_frost.py": "tests/test_frost.py"}),
    Step(
        LENA,
        "docs(frost): hand the tested warning on",
        changes=hand_on(4, "Testing", "`{tests}`", "2026-06-05", "qa-engineer", "Validation"),
    ),
    Step(
        "Quin Quality",
        "docs(frost): the frost warning in last year's April",
        "validation",
        {f"{PLANS}/validation.md": f"{PLANS}/validation.md"},
    ),
    Step(
        LENA,
        "docs(frost): hand the validated warning on",
        changes=hand_on(5, "Validation", "`{validation}`", "2026-06-06", "devops-engineer", "Submission"),
    ),
    Step(
        "Dora Devops",
        "feat(infra): run the frost warning every evening",
        "timer",
        {
            "infra/frost-timer.yaml": "infra/frost-timer.yaml",
            f"{PLANS}/deployment.json": f"{PLANS}/deployment.json",
        },
    ),
    Step(
        LENA,
        "docs(frost): the frost warning runs",
        changes={**hand_on(6, "Submission", "`{timer}`", ""), "[Number of it]": "#12, merged"},
    ),
)


def build_pipeline(project: Project) -> None:
    """Go on with the feature that goes through the pipeline."""
    workflow = (HERE / WORKFLOW).read_text(encoding="utf-8")
    tasks = (HERE / TASKS).read_text(encoding="utf-8")
    ids: dict[str, str] = {}
    for step in STEPS:
        for name, source in step.files.items():
            project.write(name, (HERE / "sources" / source).read_text(encoding="utf-8"))
        if step.changes:
            workflow = _changed(workflow, step.changes, ids)
            project.write(WORKFLOW, workflow)
        if step.tasks:
            tasks = _changed(tasks, step.tasks, ids)
            project.write(TASKS, tasks)
        commit = project.commit(step.message, step.author)
        if step.name:
            ids[step.name] = commit


def _changed(text: str, changes: dict[str, str], ids: dict[str, str]) -> str:
    for old, new in changes.items():
        if old not in text:
            raise SystemExit(f"the document has no {old!r}")
        text = text.replace(old, new.format_map(ids) if "{" in new else new, 1)
    return text
