"""Units and documents are found by the names that people give them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.commands.command import Asked, UsageError
from pytest_phasegate.commands.names import find_document, find_unit
from pytest_phasegate.commands.opening import open_projects
from pytest_phasegate.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_phasegate.projects.opened import Projects
    from tests.repository import Repository

T7 = """\
# Tasks - T7

## Batch 1: Store - COMPLETE

### Task 1.1: Add the store - COMPLETE

## Batch 2: Routes - PENDING

### Task 2.1: Add the routes - PENDING

### Task 2.2: Test the routes - PENDING
"""
T8 = """\
# Tasks - T8

## Batch 2: Pages - PENDING

### Task 2.1: Add the pages - PENDING

## Batch 3: Texts - PENDING

### Task 3.1: Write the texts - PENDING
"""
FIRST, SECOND = "task-tracking/T7/tasks.md", "task-tracking/T8/tasks.md"


def open_folder(folder: Path, **how: Any) -> Projects:
    options: Any = SimpleNamespace()
    return open_projects(Asked(options, folder, Registry()), **how)


@pytest.fixture
def opened(repository: Repository) -> Iterator[Projects]:
    repository.commit("docs: plan", files={FIRST: T7, SECOND: T8})
    with open_folder(repository.path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        (f"{FIRST}::batch-2::2.1", f"{FIRST}::batch-2::2.1"),
        (f"{FIRST}::2.1", f"{FIRST}::batch-2::2.1"),
        ("T7::batch-2", f"{FIRST}::batch-2"),
        ("T8/tasks.md::2.1", f"{SECOND}::batch-2::2.1"),
        ("./task-tracking/T8/tasks.md::batch-2", f"{SECOND}::batch-2"),
        ("batch-1", f"{FIRST}::batch-1"),
        ("Batch 1", f"{FIRST}::batch-1"),
        ("batch-1::1.1", f"{FIRST}::batch-1::1.1"),
        ("2.2", f"{FIRST}::batch-2::2.2"),
        ("task 2.2", f"{FIRST}::batch-2::2.2"),
        ("3", f"{SECOND}::batch-3"),
        ("T7", FIRST),
        (SECOND, SECOND),
    ],
)
def test_a_unit_is_found_by_its_id_or_what_is_enough_of_it(opened: Projects, name: str, id_: str) -> None:
    assert find_unit(opened, name).id == id_


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("batch-2", f"'batch-2' names 2 units: {FIRST}::batch-2, {SECOND}::batch-2"),
        ("2.1", f"'2.1' names 2 units: {FIRST}::batch-2::2.1, {SECOND}::batch-2::2.1"),
        ("tasks.md", f"'tasks.md' names 2 units: {FIRST}, {SECOND}"),
        ("bach-1", "there is no unit 'bach-1'; did you mean batch-1 or batch-3 or batch-2?"),
        ("T7::batch-3", "there is no unit 'T7::batch-3'; did you mean "),
        ("T9::batch-2", "there is no unit 'T9::batch-2'; there are none"),
        ("", f"there is no unit '' in {FIRST}, {SECOND}"),
        ("routes", f"there is no unit 'routes' in {FIRST}, {SECOND}"),
    ],
)
def test_what_names_no_unit_or_several_is_told(opened: Projects, name: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        find_unit(opened, name)
    assert str(error.value).startswith(message)


def test_a_document_is_found_by_its_path_or_folder(opened: Projects) -> None:
    assert [find_document(opened, name) for name in (FIRST, "T8", "T8/tasks.md", "T8/")] == [FIRST, *[SECOND] * 3]
    with pytest.raises(UsageError, match=r"'tasks\.md' names 2 documents"):
        find_document(opened, "tasks.md")
    with pytest.raises(UsageError, match="there is no document 'T9'; there are task-tracking"):
        find_document(opened, "T9")


def test_the_project_is_found_from_a_folder_below_it(repository: Repository) -> None:
    repository.commit("docs: plan", files={FIRST: T7, "phasegate.yaml": "version: 1\n"})
    with open_folder(repository.path / "task-tracking") as opened:
        assert (opened.root, list(opened.documents)) == (repository.path, [FIRST])


def test_no_document_is_told_as_a_run_of_pytest_tells_it(repository: Repository) -> None:
    repository.commit("docs", files={"task-tracking/T1/tasks.md": "# Notes\n"})
    with pytest.raises(UsageError) as error:
        open_folder(repository.path)
    assert str(error.value).startswith(f"phasegate found no task document in {repository.path}; it looked for\n")
    assert str(error.value).endswith("\npassed over task-tracking/T1/tasks.md: it is written in no known dialect")


def test_a_change_is_judged_before_it_is_written(repository: Repository) -> None:
    repository.commit("docs: plan", files={FIRST: T7})
    repository.commit("feat: routes", files=["src/routes.py"])
    done = T7.replace("routes - PENDING", "routes - COMPLETE").replace("Routes - PENDING", "Routes - COMPLETE")
    honest = done.replace("Add the routes - COMPLETE\n", "Add the routes - COMPLETE\n\n**File**: src/routes.py\n")
    for text, answer in ((honest, "held"), (honest.replace("src/routes.py", "src/pages.py"), "failed")):
        with open_folder(repository.path, instead={FIRST: text.encode()}) as opened:
            checks = {check.id: check for _, check in opened.checks}
            result = opened.judge(FIRST, checks[f"{FIRST}::batch-2::2.1::files"])
        assert result.verdict.answer.value == answer, result.verdict
