"""A commit that documents share, and a base that has it already: as whole runs see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.repository import Repository

if TYPE_CHECKING:
    from tests.repository import Repository as Project

BATCH = "# Tasks\n\n## Batch 1: {title} - {status}\n\n**Commit**: {{{commit}}}\n\n### Task 1.1: {title}\n\n{words}\n"
POLICY = "version: 1\ngates: {commit: {one_per_unit: true}}\n"


def batch(title: str, commit: str, words: str = "Do it.", status: str = "COMPLETE") -> str:
    return BATCH.format(title=title, commit=commit, words=words, status=status)


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    repository = Repository.create(pytester.path)
    repository.commit("chore: begin", name="base", files={"README.md": "# Read\n"})
    repository.commit("feat: read", name="read", files={"src/read.py": "read = 1\n"})
    repository.commit("feat: write", name="write", files={"src/write.py": "write = 1\n"})
    return repository


def failed(project: Project, pytester: pytest.Pytester, *options: str) -> set[str]:
    """The documents that have a check which failed, and the kinds of findings."""
    project.commit("docs: done")
    result = pytester.runpytest("--phasegate", "-p", "no:cacheprovider", *options)
    lines = [line for line in result.outlines if line.startswith("FAILED ")]
    return {line.split("task-tracking/")[1].split("/")[0] for line in lines}


READ, WRITE = "**File**: src/read.py", "**File**: src/write.py"


@pytest.mark.parametrize(
    ("documents", "policy", "lies"),
    [
        ({"A": batch("Read", "read"), "B": batch("Write", "read")}, "", {"A", "B"}),
        ({"A": batch("Read", "read", READ), "B": batch("Write", "read")}, "", {"B"}),
        ({"A": batch("Read", "read"), "B": batch("Write", "write")}, "", set()),
        ({"A": batch("Read", "read"), "B": batch("Read", "read")}, "", set()),
        ({"A": batch("Read", "read", READ), "B": batch("Read", "read")}, "", {"B"}),
        ({"A": batch("Read", "read"), "B": batch("Write", "read", status="PENDING")}, "", set()),
        ({"A": batch("Read", "read", READ), "B": batch("Write", "read", READ)}, "", set()),
        ({"A": batch("Read", "read", READ), "B": batch("Write", "read", READ)}, POLICY, {"A", "B"}),
        ({"A": batch("Read", "read", READ), "B": batch("Write", "write", WRITE)}, POLICY, set()),
    ],
)
def test_b5_a_commit_stands_for_one_document(
    project: Project, pytester: pytest.Pytester, documents: dict[str, str], policy: str, lies: set[str]
) -> None:
    for name, text in documents.items():
        project.write(f"task-tracking/{name}/tasks.md", text)
    if policy:
        project.write("phasegate.yaml", policy)
    assert failed(project, pytester) == lies


def test_b5_what_stands_beside_a_document_tells_of_the_same_work(project: Project, pytester: pytest.Pytester) -> None:
    project.write("task-tracking/A/tasks.md", batch("Read", "read"))
    project.write("task-tracking/A/tasks-done.md", batch("Of reading", "read"))
    project.write("phasegate.yaml", "version: 1\ndocuments: [task-tracking/*/*.md]\n")
    assert failed(project, pytester) == set()


@pytest.mark.parametrize(("commit", "lies"), [("read", {"A"}), ("write", set())])
def test_b5_a_new_unit_is_not_done_by_what_the_base_has(
    project: Project, pytester: pytest.Pytester, commit: str, lies: set[str]
) -> None:
    project.write("task-tracking/A/tasks.md", batch("Read", commit))
    assert failed(project, pytester, f"--phasegate-base={project.ids['read']}") == lies
    assert failed(project, pytester) == set()
