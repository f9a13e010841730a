"""Build the example's git history in a directory: three batches done honestly and one still to do, then a feature.

    python history.py DIRECTORY        # it must not exist yet, or be empty

The task document of this folder is the plan, with everything pending. Each batch is done in one commit, and the
commit after it writes down what was done: the status, the ticked boxes, and the id of the batch's commit.
The feature is made with the template in docs/workflow-templates: its document is copied from there and filled in,
commit by commit, by the one who does the work and by the one who reviews it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline import build_pipeline
from staged_work import build_tree

HERE = Path(__file__).resolve().parent
TASKS = "task-tracking/TASK_1/tasks.md"
START = 1_780_000_000  # 2026-05-28; each commit is an hour later, so that the ids are the same wherever this is run


@dataclass(frozen=True)
class Batch:
    """One batch: its number, its commit's message, and the files it writes, each made of parts."""

    number: int
    author: str
    message: str
    files: dict[str, tuple[str, ...]]


BATCHES = (
    Batch(
        1,
        "Bela Backend",
        "feat(diary): batch 1 - observations and their store\n\n"
        "- Task 1.1: Write the observation\n- Task 1.2: Read and write observations as CSV\n",
        {
            "diary/__init__.py": ("diary/__init__.py",),
            "diary/records.py": ("diary/records.py",),
            "diary/store.py": ("diary/store.py",),
        },
    ),
    Batch(
        2,
        "Bela Backend",
        "feat(diary): batch 2 - monthly report\n\n"
        "- Task 2.1: Sum a month up\n- Task 2.2: Let a store be read month by month\n",
        {
            "diary/report.py": ("diary/report.py",),
            "diary/store.py": ("diary/store.py", "diary/store_by_month.py"),
        },
    ),
    Batch(
        3,
        "Tove Test",
        "test(diary): batch 3 - the report on a made-up May\n\n- Task 3.1: Test the report on a made-up May\n",
        {"tests/test_report.py": ("tests/test_report.py",)},
    ),
)


TEMPLATE = "docs/workflow-templates/feature-workflow.md"
WORKFLOW = "docs/active-workflows/rain-warning.md"
DOER, REVIEWER = "Bela Backend", "Rita Reviewer"


@dataclass(frozen=True)
class Edit:
    """One commit of a workflow document: who made it, what it changes in the document, and the files it writes."""

    author: str
    message: str
    changes: dict[str, str]
    files: tuple[str, ...] = ()


# The feature that was made with the template: Bela does the work, and Rita passes each checkpoint after it.
EDITS = (
    Edit(
        DOER,
        "docs(diary): begin the rain warning",
        {
            "# Feature: [Name]": "# Feature: rain warning",
            "[Number and name]": "1. Understanding",
            "[What is being done now]": "Read how rain is stored",
            "[Name of the feature]": "Rain warning",
            "[What it is good for]": "Tells the days on which it rained so much that the cellar may be wet",
            "[First component]": "Wet days",
            "[Second component]": "Warning text",
            "1. [ ] Choose": "1. [x] Choose",
            "2. [ ] Name its": "2. [x] Name its",
        },
    ),
    Edit(
        DOER,
        "docs(diary): rain is stored in millimetres a day",
        {
            "1. [ ] Read what is there": "1. [x] Read what is there",
            "- [ ] The data it needs": "- [x] The data it needs",
            "- [ ] The code it will": "- [x] The code it will",
        },
    ),
    Edit(
        DOER,
        "docs(diary): what the rain warning rests on",
        {
            "2. [ ] Write down what was found": "2. [x] Write down what was found",
            "[Files that were read]": "diary/records.py, diary/store.py",
            "[What matters for the feature]": "each observation has its rain; a store is read in the order of lines",
        },
    ),
    Edit(
        REVIEWER,
        "docs(diary): the findings are enough",
        {"[ ] CHECKPOINT: Share": "[x] CHECKPOINT: Share", "[ ] 1.3": "[x] 1.3", "1. Understanding": "2. Planning"},
    ),
    Edit(
        DOER,
        "docs(diary): plan the rain warning",
        {
            "1. [ ] Write down the plan": "1. [x] Write down the plan",
            "[From where to where]": "store -> wet days -> one line of text for each",
            "[What will be tested]": "the limit itself, the order of days, a dry month",
            "Read how rain is stored": "Agree on the plan",
        },
    ),
    Edit(
        REVIEWER,
        "docs(diary): the plan is agreed on",
        {"[ ] CHECKPOINT: Agree": "[x] CHECKPOINT: Agree", "[ ] 2.2": "[x] 2.2", "2. Planning": "3. Building"},
    ),
    Edit(
        DOER,
        "feat(diary): rain warning",
        {
            "Agree on the plan\n\n": "Write the warning\n\n",
            "- [ ] Wet days": "- [x] Wet days",
            "- [ ] Warning text": "- [x] Warning text",
            "1. [ ] [Decision, and why]": "1. [x] A day is wet above 30 mm, because the drain takes that much",
        },
        ("diary/warning.py", "tests/test_warning.py"),
    ),
    Edit(
        DOER,
        "docs(diary): where the rain warning is",
        {
            "1. [ ] Write the components": "1. [x] Write the components",
            "- [ ] Code": "- [x] Code",
            "- [ ] Tests": "- [x] Tests",
            "[Component Name]:": "Wet days:",
            "[file:line]": "diary/warning.py:8",
            "[How it works]\n": "keeps the days above the limit and sorts them\n\n"
            "    Warning text:\n    Location: diary/warning.py:14\n    Implementation: one line for each wet day\n",
        },
    ),
    Edit(
        REVIEWER,
        "docs(diary): the code is reviewed",
        {"[ ] CHECKPOINT: Review": "[x] CHECKPOINT: Review", "[ ] 3.2": "[x] 3.2", "3. Building": "4. Verification"},
    ),
    Edit(
        DOER,
        "docs(diary): hold the rain warning against what was asked for",
        {
            "1. [ ] Hold": "1. [x] Hold",
            "[Requirement] -> [Implementation]": "Days with more than 30 mm are told -> diary/warning.py:8",
            "[Test] -> [What it covers]": "tests/test_warning.py -> the limit, the order, a dry month",
            "Write the warning": "Have it reviewed",
        },
    ),
    Edit(
        REVIEWER,
        "docs(diary): the rain warning does what was asked for",
        {"[ ] CHECKPOINT: Final": "[x] CHECKPOINT: Final", "[ ] 4.2": "[x] 4.2", "4. Verification": "5. Completion"},
    ),
    Edit(REVIEWER, "docs(diary): sign the rain warning off", {"1. [ ] Get sign-off": "1. [x] Get sign-off"}),
    Edit(DOER, "docs(diary): the checklists are up to date", {"2. [ ] Update the": "2. [x] Update the"}),
)


class Project:
    """The repository that is being built."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise SystemExit(f"{directory} is not empty")
        self.directory = directory
        self.clock = START
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, author: str = "Lena Lead") -> str:
        """Run git as one of the team, at the clock's time."""
        who, address, when = author, f"{author.split(maxsplit=1)[0].lower()}@example.org", f"{self.clock} +0000"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), who),
            **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), address),
            **dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), when),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        command = ["git", "-c", "core.autocrlf=false", *arguments]
        result = subprocess.run(command, cwd=self.directory, env=environment, check=True, capture_output=True)
        return result.stdout.decode().strip()

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def commit(self, message: str, author: str = "Lena Lead") -> str:
        """Commit everything; returns the id as people write it down."""
        self.clock += 3600
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, author=author)
        return self.git("rev-parse", "HEAD")[:10]


def record(text: str, number: int, commit: str) -> str:
    """Write down in the task document that a batch is done."""
    start = text.index(f"## Batch {number}:")
    end = text.find("\n## ", start)
    section = text[start:] if end < 0 else text[start:end]
    done = section.replace("- PENDING", "✅ COMPLETE").replace("PENDING", "COMPLETE")
    done = done.replace("- [ ]", "- [x]").replace("[pending]", f"`{commit}`")
    count = re.sub(r"\d/4 complete", f"{number}/4 complete", text[:start])
    return count + done + text[start + len(section) :]


def build(directory: Path) -> None:
    """Build the history."""
    project = Project(directory)
    for name in ("phasegate.yaml", "pipeline.yaml", TASKS, "task-tracking/TASK_1/implementation-plan.md"):
        project.write(name, (HERE / name).read_text(encoding="utf-8"))
    project.write(".gitignore", "__pycache__/\n.pytest_cache/\n.coverage*\nreports/\n")
    project.write("pyproject.toml", '[tool.pytest.ini_options]\ntestpaths = ["tests"]\npythonpath = ["."]\n')
    project.commit("docs(diary): plan the weather diary")
    text = (HERE / TASKS).read_text(encoding="utf-8")
    for batch in BATCHES:
        for name, parts in batch.files.items():
            project.write(name, "".join((HERE / "sources" / part).read_text(encoding="utf-8") for part in parts))
        commit = project.commit(batch.message, batch.author)
        text = record(text, batch.number, commit)
        project.write(TASKS, text)
        project.commit(f"docs(diary): record batch {batch.number}")
    build_feature(project)
    build_pipeline(project)
    build_tree(project)


def build_feature(project: Project) -> None:
    """Go on with the feature that is made with the template."""
    text = (HERE / TEMPLATE).read_text(encoding="utf-8")
    project.write(TEMPLATE, text)
    project.commit("docs(diary): a template for features")
    for edit in EDITS:
        for old, new in edit.changes.items():
            if old not in text:
                raise SystemExit(f"{edit.message}: the document has no {old!r}")
            text = text.replace(old, new, 1)
        project.write(WORKFLOW, text)
        for name in edit.files:
            project.write(name, (HERE / "sources" / name).read_text(encoding="utf-8"))
        project.commit(edit.message, edit.author)


def main(arguments: list[str]) -> int:
    """The program: one argument, the directory."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    build(Path(arguments[0]).resolve())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
