"""Build the example's git history in a directory: a plan, three batches done honestly, and one still to do.

    python history.py DIRECTORY        # it must not exist yet, or be empty

The task document of this folder is the plan, with everything pending. Each batch is done in one commit, and the
commit after it writes down what was done: the status, the ticked boxes, and the id of the batch's commit.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
        who, address, when = author, f"{author.split()[0].lower()}@example.org", f"{self.clock} +0000"
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
    for name in ("phasegate.yaml", TASKS, "task-tracking/TASK_1/implementation-plan.md"):
        project.write(name, (HERE / name).read_text(encoding="utf-8"))
    project.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
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


def main(arguments: list[str]) -> int:
    """The program: one argument, the directory."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    build(Path(arguments[0]).resolve())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
