from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import pytest_phasegate.plugin.hooks  # noqa: F401 - loaded once, or every run in this process would load it anew
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "task-tracking/TASK_7/tasks.md"

TASKS = """\
# Development Tasks - TASK_7

## Batch 1: Foundations - {status}

**Assigned To**: backend-developer
**Commit**: {commit}

### Task 1.1: Write the reader - {status}

**File**: src/reader.py

### Task 1.2: Write the writer - {status}

**File**: {second}

## Batch 2: Extras - ⏸️ PENDING

**Commit**: [pending]

### Task 2.1: Write the index - ⏸️ PENDING

**File**: src/index.py
"""

IDS = (
    f"{DOCUMENT}::record",
    f"{DOCUMENT}::batch-1::record",
    f"{DOCUMENT}::batch-1::commit",
    f"{DOCUMENT}::batch-1::1.1::files",
    f"{DOCUMENT}::batch-1::1.2::files",
    f"{DOCUMENT}::batch-2::record",
    f"{DOCUMENT}::batch-2::commit",
    f"{DOCUMENT}::batch-2::2.1::files",
)
"""The checks of TASKS: of these, the first five are judged and the last three are pending."""


@dataclass
class Project:
    """A git repository with one task document, and pytest to run in it."""

    pytester: pytest.Pytester
    repository: Repository
    commit: str = ""

    def tasks(self, status: str = "✅ COMPLETE", second: str = "src/writer.py", path: str = DOCUMENT) -> Path:
        text = TASKS.format(status=status, second=second, commit=self.commit[:8])
        return self.repository.write(path, text)

    def policy(self, text: str) -> Path:
        return self.repository.write("phasegate.yaml", f"version: 1\n{text}")

    def run(self, *arguments: str) -> pytest.RunResult:
        return self.pytester.runpytest("--phasegate", *arguments)

    def ids(self, *arguments: str) -> tuple[str, ...]:
        """The node ids that are selected."""
        result = self.run("--collect-only", "-q", *arguments)
        return tuple(line for line in result.outlines if "::" in line)


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    """A project whose document holds: batch 1 is done, batch 2 is pending."""
    project = Project(pytester, Repository.create(pytester.path))
    project.commit = project.repository.commit(
        "feat(x): batch 1 - foundations", files=["src/reader.py", "src/writer.py"]
    )
    project.tasks()
    project.repository.commit("docs: record batch 1")
    return project
