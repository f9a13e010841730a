"""Repositories and documents to measure on: an honest project of any size, made by ``git fast-import``."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TASKS_PER_BATCH = 4


def make_project(root: Path, *, commits: int, documents: int, batches: int) -> list[str]:
    """Build a repository with task documents all of whose claims hold; returns the cited ids.

    Each batch cites one commit, spread evenly over the history, that created a file for each of its tasks. The other
    commits change one of 1,000 further files each.

    Args:
        root: where to build it; it must not exist.
        commits: how many commits there are in all.
        documents: how many task documents.
        batches: how many batches in each document.
    """
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(root)], check=True)
    total = documents * batches
    step = max(commits // total, 1)
    importer = subprocess.Popen(
        ["git", "-C", str(root), "fast-import", "--quiet", "--done"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert importer.stdin is not None
    assert importer.stdout is not None
    ids: list[str] = []
    for number in range(max(commits, total)):
        batch = number // step
        is_cited = number % step == 0 and batch < total
        subject = f"feat(bench): batch {batch % batches + 1} - of document {batch // batches}" if is_cited else "chore"
        names = _files(batch) if is_cited else [f"other/{number % 1000}.txt"]
        importer.stdin.write(_commit(number, subject, names))
        if is_cited:
            importer.stdin.write(f"get-mark :{number + 1}\n".encode())
            importer.stdin.flush()
            ids.append(importer.stdout.readline().decode().strip())
    importer.stdin.write(b"done\n")
    importer.stdin.close()
    if importer.wait():
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "-C", str(root), "reset", "--quiet", "--hard"], check=True)
    for index in range(documents):
        text = document(batches, first=index * batches, ids=ids[index * batches : (index + 1) * batches])
        path = root / "task-tracking" / f"TASK_{index}" / "tasks.md"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return ids


def _files(batch: int) -> list[str]:
    return [f"src/part{batch % 50}/batch{batch}_task{task}.py" for task in range(1, TASKS_PER_BATCH + 1)]


def _commit(number: int, subject: str, names: list[str]) -> bytes:
    parent = f"from :{number}\n" if number else ""
    changes = "".join(
        f"M 100644 inline {name}\ndata {len(content)}\n{content}\n"
        for name in names
        for content in [f"{name} {number}\n"]
    )
    who = f"Bench <bench@example.org> {1_600_000_000 + number} +0000"
    return (
        f"commit refs/heads/main\nmark :{number + 1}\nauthor {who}\ncommitter {who}\n"
        f"data {len(subject)}\n{subject}\n{parent}{changes}\n"
    ).encode()


def document(batches: int, first: int = 0, ids: list[str] | None = None, prose: int = 0) -> str:
    """The text of a task document with so many batches, each of four tasks with so many lines of prose."""
    parts = [f"# Tasks\n\n**Batches**: {batches} | **Status**: {batches}/{batches} complete\n"]
    for number in range(1, batches + 1):
        commit = f"**Commit**: {ids[number - 1][:10]}\n" if ids else ""
        needs = f"Batch {number - 1}" if number > 1 else "None"
        parts.append(
            f"\n## Batch {number}: Part {number} of the work ✅ COMPLETE\n\n**Developer**: backend-developer\n"
            f"**Tasks**: {TASKS_PER_BATCH} | **Dependencies**: {needs}\n{commit}"
        )
        for task, name in enumerate(_files(first + number - 1), 1):
            parts.append(
                f"\n### Task {number}.{task}: Write {name}\n\n**Status**: COMPLETE\n**File**: `{name}` (CREATE)\n\n"
                + PROSE * prose
                + "- [x] It is written\n- [x] It says what it does, in a sentence about as long as sentences are\n"
            )
    return "".join(parts)


PROSE = "What there is to know about the part before it is begun, and why it is cut as it is and no other way.\n"


def _units(size: int, unit: str) -> str:
    """So many characters of units, each a text with its number in it."""
    return "# Tasks\n\n" + "".join(unit.format(number, number - 1) for number in range(1, size // len(unit)))


HOSTILE: dict[str, Callable[[int], str]] = {
    "spaces behind a heading": lambda size: "## Batch 1: a" + " " * min(size, 90_000) + "b\n",
    "comments that never close": lambda size: "## Batch 1: a\n" + "<!-- \n" * (size // 6),
    "comments on a line": lambda size: "## Batch 1: a\n" + ("<!-- -->" * 1000 + "\n") * (size // 8000),
    "nested fences": lambda size: "## Batch 1: a\n" + "".join(f"{'`' * (3 + n % 50)}\n" for n in range(size // 28)),
    "empty bold fields": lambda size: "## Batch 1: a\n" + ("**" * 4000 + "\n") * (size // 8000),
    "fields on a line": lambda size: "## Batch 1: a\n" + ("**a**: b | " * 800 + "\n") * (size // 8000),
    "table bars": lambda size: "## Batch 1: a\n" + ("|" * 8000 + "\n|-|\n") * (size // 8000),
    "nested lists": lambda size: "## Batch 1: a\n" + "".join(f"{' ' * (n % 40)}- [ ] x\n" for n in range(size // 28)),
    "quotes in quotes": lambda size: "## Batch 1: a\n" + (">" * 4000 + "\n") * (size // 4000),
    "numbers": lambda size: "## Batch 1: a\n" + f"**Dependencies**: {'1.' * 4000}\n" * (size // 8000),
    "commit ids": lambda size: "## Batch 1: a\n" + f"**Commit**: {'deadbeef, ' * 800}\n" * (size // 8000),
    "paths": lambda size: "## Batch 1: a\n" + f"**File**: {'a/' * 4000}b\n" * (size // 8000),
    "lists of files": lambda size: "## Batch 1: a\n**Files**:\n" + "- `src/a.py` (CREATE), b\n" * (size // 25),
    "headings": lambda size: "## Batch 1: a\n" + "### x\n" * (size // 6),
    "begun batches": lambda size: _units(size, "## Batch {}: a - IN PROGRESS\n\n- [x] b\n\n"),
    "batches with one id": lambda size: _units(size, "## Batch 1: a - COMPLETE\n\n- [x] b\n\n"),
    "a chain of needs": lambda size: _units(size, "## Batch {}: a - COMPLETE\n**Dependencies**: Batch {}\n\n"),
}
"""Documents that are hard to read, by what is hard about them, each of about so many characters."""


def tree(leaves: int) -> str:
    """The text of a staged tree of so many leaves: ten to a task, ten tasks to a phase, all in one stage."""
    parts = ["### Stage 1: CORE - Foundation & Test Harness", "(Dependencies: None | Stage Gate: Proven)", ""]
    for phase in range(1, leaves // 100 + 1):
        parts.append(f"1.{phase} Part {phase} of the work (Dependencies: None)")
        for task in range(1, 11):
            parts.append(f"  1.{phase}.{task} Task {task} of part {phase} (Dependencies: None)")
            parts += [f"    - [x] 1.{phase}.{task}.{leaf} Write step {leaf} of the task down" for leaf in range(1, 11)]
    return "\n".join(parts) + "\n"
