"""A pull request in a real repository: its base, and what its head changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.repository import Repository

if TYPE_CHECKING:
    import pytest

DOCUMENT = "task-tracking/TASK_7/tasks.md"
POLICY = "phasegate.yaml"

TASKS = """\
# Development Tasks - TASK_7

## Batch 1: Foundations - {status}

**Assigned To**: backend-developer
**Commit**: {commit}

### Task 1.1: Write the reader - {status}

**File**: src/reader.py

- [x] Written
- [{box}] Documented

### Task 1.2: Write the writer - {status}

**File**: src/writer.py

## Batch 2: Extras - ⏸️ PENDING

**Commit**: [pending]

### Task 2.1: Write the index - ⏸️ PENDING

**File**: src/index.py
"""

OTHER = "task-tracking/TASK_8/tasks.md"

OTHER_TASKS = """\
# Development Tasks - TASK_8

## Batch 1: Colors - ⏸️ PENDING

### Task 1.1: Paint the door - ⏸️ PENDING

**File**: src/door.py
"""
"""A document of which nothing is done."""

RULES = """\
version: 1
include: [rules/*.yaml]
documents: [task-tracking/*/tasks.md]
commands:
  build: {run: [python, -c, "raise SystemExit(0)"]}
"""
"""The policy of the base: each batch is built, and cites its commit."""

INCLUDED = """\
gates:
  commit: {cited: required}
  build: {command: build}
"""


@dataclass
class PullRequest:
    """The working tree is the head; ``base`` is the full id of the commit that it is to be merged into."""

    pytester: pytest.Pytester
    repository: Repository
    work: str
    base: str = ""

    @classmethod
    def begin(cls, pytester: pytest.Pytester) -> PullRequest:
        """At the base, batch 1 is in progress, and nothing is false."""
        repository = Repository.create(pytester.path)
        names = ("src/reader.py", "src/writer.py")
        pull = cls(pytester, repository, repository.commit("feat(x): batch 1 - foundations", files=names))
        pull.tasks(status="🔄 IN PROGRESS", box=" ")
        repository.write(POLICY, RULES)
        repository.write("rules/gates.yaml", INCLUDED)
        pull.base = repository.commit("docs: plan")
        return pull

    def tasks(self, status: str = "✅ COMPLETE", box: str = "x", commit: str = "", path: str = DOCUMENT) -> str:
        """Write the document; by default batch 1 is done, and all that it says is so."""
        text = TASKS.format(status=status, box=box, commit=commit or self.work[:8])
        self.repository.write(path, text)
        return text

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        """Replace words of a file."""
        text = (self.repository.path / path).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.repository.write(path, text)

    def commit(self, message: str = "docs: batch 1 is done") -> str:
        return self.repository.commit(message)

    def run(self, *arguments: str, base: str = "") -> pytest.RunResult:
        """Judge the head against its base."""
        return self.alone(f"--phasegate-base={base or self.base}", *arguments)

    def alone(self, *arguments: str) -> pytest.RunResult:
        """Judge the head by its own words."""
        return self.pytester.runpytest("--phasegate", *arguments)


def failures(result: pytest.RunResult) -> list[str]:
    """The first line of each failure's message, and of each error's."""
    heads = [number for number, line in enumerate(result.outlines) if line.startswith("___")]
    return [result.outlines[number + 1].replace("ERROR: ", "") for number in heads]
