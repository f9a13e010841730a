"""The tree of tasks in ai_docs/, and how its first two stages were done, as part of the example's history."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from history import Project

HERE = Path(__file__).resolve().parent

FOLDER = "ai_docs/tasks"
LIST = f"{FOLDER}/tasks_list.md"
OUTCOMES = f"{FOLDER}/task_outcomes.md"


@dataclass(frozen=True)
class Step:
    """One commit: its author and message, the sources it adds, what it changes in the tree, and outcomes it adds."""

    author: str
    message: str
    files: tuple[str, ...] = ()
    changes: dict[str, str] = field(default_factory=dict)
    outcome: str = ""


def ticked(*numbers: str) -> dict[str, str]:
    """The boxes of these units, ticked."""
    return {f"- [ ] {number} ": f"- [x] {number} " for number in numbers}


FIRST = """\
# Outcomes: stations of other people

## 1.1 Stations and their distance

- Summary: a station knows its place; the way between two is taken over the ground
- Evidence: tests/test_station.py holds the way from Hamburg to Munich against the map
- Executor: Bela Backend
"""
SECOND = """
## 2.1 Station files

- Summary: a file is read with its head; a day without a line is left out, not made up
- Evidence: tests/test_station_file.py reads a file with a gap
- Executor: Bela Backend
"""

STEPS = (
    Step(
        "Bela Backend",
        "feat(stations): 1.1 - stations and their distance",
        ("diary/station.py", "tests/test_station.py"),
    ),
    Step(
        "Bela Backend",
        "docs(stations): what came of 1.1",
        (),
        ticked("1.1.1", "1.1.2", "1.1.3", "1.1.B", "1.1.C"),
        FIRST,
    ),
    Step(
        "Rita Reviewer",
        "docs(stations): 1.1 is validated, and the gate of stage 1 met",
        (),
        {**ticked("1.1.A"), "three known stations are right)": "three known stations are right - MET)"},
    ),
    Step(
        "Bela Backend",
        "feat(stations): 2.1 - files of stations",
        ("diary/station_file.py", "tests/test_station_file.py"),
    ),
    Step("Bela Backend", "docs(stations): what came of 2.1", (), ticked("2.1.1", "2.1.2", "2.1.B", "2.1.C"), SECOND),
    Step(
        "Rita Reviewer",
        "docs(stations): 2.1 is validated, and the gate of stage 2 met",
        (),
        {**ticked("2.1.A"), "are read without loss)": "are read without loss - MET)"},
    ),
)


def build_tree(project: Project) -> None:
    """Go on with the first two stages of the tree of tasks."""
    text, outcomes = (HERE / LIST).read_text(encoding="utf-8"), ""
    for name in (LIST, f"{FOLDER}/wbs.md"):
        project.write(name, (HERE / name).read_text(encoding="utf-8"))
    project.commit("docs(stations): a work breakdown, and the tree of tasks made from it")
    for step in STEPS:
        for old, new in step.changes.items():
            if old not in text:
                raise SystemExit(f"{step.message}: the tree has no {old!r}")
            text = text.replace(old, new, 1)
        outcomes += step.outcome
        project.write(LIST, text)
        if outcomes:
            project.write(OUTCOMES, outcomes)
        for name in step.files:
            project.write(name, (HERE / "sources" / name).read_text(encoding="utf-8"))
        project.commit(step.message, step.author)
