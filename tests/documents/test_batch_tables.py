from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.claims import Action, Level, Reference, Status
from tests.reading import batches

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow


def read(text: str) -> Workflow:
    return batches.read("tasks.md", text)


def unit(workflow: Workflow, name: str) -> Unit:
    return next(unit for unit in workflow.units() if unit.name == name)


def test_a_row_of_a_summary_claims_for_the_unit_it_names() -> None:
    row = "| Batch 2: Screens | ✅ COMPLETE | `4830299` | 3/3 | ada | Batch 1 |"
    head = "| Batch | Status | Commit | Tasks | Developer | Dependencies |\n|--|--|--|--|--|--|\n"
    made = unit(read(f"{head}{row}\n\n## Batch 2: Screens\n"), "batch 2")
    assert [(claim.line, claim.status, claim.source, claim.text) for claim in made.statuses] == [
        (3, Status.COMPLETE, "table", row)
    ]
    assert [(claim.line, claim.id, claim.text) for claim in made.commits] == [(3, "4830299", row)]
    assert [(claim.level, claim.total, claim.done) for claim in made.counts] == [(Level.TASK, 3, 3)]
    assert made.assignee == "ada"
    assert [claim.units for claim in made.dependencies] == [(Reference("1", Level.BATCH),)]


@pytest.mark.parametrize(
    "table",
    [
        "| # | Issue | Status |\n|--|--|--|\n| 1 | leak | DONE |\n",
        "| Batch | Risk |\n|--|--|\n| 1 | DONE |\n",
        "| Batch | Status |\n|--|--|\n| Total | DONE |\n",
        "| Batch | Commit |\n|--|--|\n| 1 | - |\n",
        "| Batch | Status |\n| 1 | DONE |\n",
    ],
)
def test_other_tables_claim_nothing(table: str) -> None:
    workflow = read(f"{table}\n## Batch 1: a\n")
    made = unit(workflow, "batch 1")
    assert (made.statuses, made.commits, made.no_commits, workflow.root.problems) == ((), (), (), ())


def test_a_row_that_claims_for_a_unit_which_is_not_there_is_a_problem() -> None:
    workflow = read("| Batch | Status |\n|--|--|\n| 7 | DONE |\n| 8 | PENDING |\n\n## Batch 1: a\n")
    (problem,) = workflow.root.problems
    assert problem.line == 3
    assert problem.message == "the table claims that batch 7 is done, but no heading of the document introduces it"


def test_a_task_may_be_a_row_of_its_batch() -> None:
    table = "| Task | File | Status |\n|--|--|--|\n| 1.1 | `a/b.py` | ✅ |\n| 1.2 | N/A | |\n| 2.1 | `c` | ✅ |\n"
    workflow = read(f"## Batch 1: a\n\n{table}\n### Task 1.3: c\n")
    tasks = workflow.root.units[0].units
    assert [(task.key, task.line, task.end, task.status) for task in tasks] == [
        ("1.1", 5, 5, Status.COMPLETE),
        ("1.2", 6, 6, Status.PENDING),
        ("1.3", 9, 9, Status.PENDING),
    ]
    assert [claim.path for claim in tasks[0].files] == ["a/b.py"]
    assert [problem.line for problem in workflow.root.units[0].problems] == [7]


def test_a_row_about_a_task_with_a_heading_makes_no_second_task() -> None:
    table = "| # | Task | Status |\n|--|--|--|\n| 1.1 | write it | DONE |\n"
    workflow = read(f"## Batch 1: a\n\n{table}\n### Task 1.1: Write it\n")
    assert [task.key for task in workflow.units()] == ["batch-1", "1.1"]
    assert unit(workflow, "task 1.1").status is Status.COMPLETE


@pytest.mark.parametrize(
    "table",
    [
        "| Batch | Status |\n|--|--|\n| 1. Store | PENDING |\n",
        "| Batch | Status |\n|--|--|\n| 1 - Store | PENDING |\n",
        "| Batch # | Status |\n|--|--|\n| 1 | PENDING |\n",
        "| Batch No. | Status |\n|--|--|\n| ✅ 1 | PENDING |\n",
        "| Name | Status |\n|--|--|\n| Batch 1 | PENDING |\n",
        "| | Status |\n|--|--|\n| **Batch 1**: Store | PENDING |\n",
        "| What | Status |\n|--|--|\n| [Batch 1](#store) | PENDING |\n",
        "| # | Name | Status |\n|--|--|--|\n| 1 | Batch 1 | PENDING |\n",
        "Batch | Status\n--|--\n1 | PENDING\n",
        "| Risk | Level |\n|--|--|\n| x | LOW |\n\n| Batch | Status |\n|--|--|\n| 1 | PENDING |\n",
    ],
)
def test_a_row_may_name_its_unit_in_many_ways(table: str) -> None:
    made = unit(read(f"## Batch 1: Store - COMPLETE\n\n{table}"), "batch 1")
    assert [(claim.status, claim.source) for claim in made.statuses] == [
        (Status.COMPLETE, "heading"),
        (Status.PENDING, "table"),
    ]


@pytest.mark.parametrize("cell", ["1.1 Write it", "1.1: write it", "1.1", "Task 1.1", "1.1 - any words"])
def test_a_row_of_a_task_may_have_a_title(cell: str) -> None:
    text = f"## Batch 1: a - COMPLETE\n### Task 1.1: Write it\n\n| Task | Status |\n|--|--|\n| {cell} | PENDING |\n"
    assert [claim.status for claim in unit(read(text), "task 1.1").statuses] == [Status.PENDING]


@pytest.mark.parametrize(
    "table",
    [
        "| Task | Status |\n|--|--|\n| 1 widget | DONE |\n",
        "| Task | Status |\n|--|--|\n| 3D view | DONE |\n",
        "| Task | Status |\n|--|--|\n| 7. Install it | DONE |\n",
        "| Issue | Status |\n|--|--|\n| Task 1 leaks memory | DONE |\n",
        "| Part | Needs | Status |\n|--|--|--|\n| Header | Task 1 | DONE |\n",
    ],
)
def test_a_row_that_only_begins_like_a_unit_is_about_none(table: str) -> None:
    workflow = read(f"## Task 1: a\n\n{table}")
    made = unit(workflow, "task 1")
    assert (made.statuses, made.problems, workflow.root.problems) == ((), (), ())


def test_a_number_without_a_dot_names_the_task_of_its_title() -> None:
    made = unit(read("## Task 1: Write it\n\n| Task | Status |\n|--|--|\n| 1 write it | DONE |\n"), "task 1")
    assert made.status is Status.COMPLETE


def test_a_task_that_is_a_row_has_the_title_in_its_cell() -> None:
    made = read("## Batch 2: a\n\n| Task | Status |\n|--|--|\n| 2.1 Write it | DONE |\n").root.units[0].units[0]
    assert (made.key, made.title, made.status) == ("2.1", "Write it", Status.COMPLETE)


@pytest.mark.parametrize(
    "table",
    [
        "| Batch | Status |\n|--|--|\n| 1 | COMPLETE (a830299) |\n",
        "| Batch | Status |\n|--|--|\n| 1 | ✅ COMPLETE - `a830299` |\n",
        "| Batch | Git Hash |\n|--|--|\n| 1 | feat: add (a830299) |\n",
        "| Commit | What |\n|--|--|\n| a830299 | adds it |\n",
        "| Field | Value |\n|--|--|\n| **Commit** | a830299 |\n",
    ],
)
def test_a_row_cites_the_commit_of_its_unit(table: str) -> None:
    made = unit(read(f"## Batch 1: a\n\n{table}"), "batch 1")
    assert [(claim.id, claim.line) for claim in made.commits] == [("a830299", 5)]


@pytest.mark.parametrize(
    "table",
    [
        "| Batch | Git |\n|--|--|\n| 1 | feature/store |\n",
        "| Batch | Upstream Commit |\n|--|--|\n| 1 | a830299 |\n",
        "| Commit | What |\n|--|--|\n| feat: add | adds it |\n",
        "| Metric | Value |\n|--|--|\n| Hits | a830299 |\n",
    ],
)
def test_a_row_may_cite_none(table: str) -> None:
    made = unit(read(f"## Batch 1: a\n\n{table}"), "batch 1")
    assert (made.commits, made.problems, made.messages) == ((), (), ())


def test_a_broken_id_in_a_cell_is_a_problem() -> None:
    made = unit(read("## Batch 1: a\n\n| Batch | Commit |\n|--|--|\n| 1 | abc12 |\n"), "batch 1")
    assert [(problem.line, problem.message) for problem in made.problems] == [
        (5, "'abc12' is no commit id: it has 5 digits, an id has 7 to 64")
    ]


def test_a_table_of_files_names_those_of_the_unit_around_it() -> None:
    table = "| File | Action |\n|--|--|\n| src/a.py | CREATE |\n| `src/b.py` | Delete |\n| src/c.py | look at it |\n"
    made = unit(read(f"## Batch 1: a\n### Task 1.1: b\n\n{table}"), "task 1.1")
    assert [(claim.line, claim.path, claim.action) for claim in made.files] == [
        (6, "src/a.py", Action.CREATE),
        (7, "src/b.py", Action.DELETE),
    ]


def test_a_table_of_keys_and_values_is_about_the_unit_around_it() -> None:
    table = "| Field | Value |\n|--|--|\n| Status | PENDING |\n| Developer | ada |\n| Size | 3 |\n"
    made = unit(read(f"## Batch 1: a - COMPLETE\n\n{table}"), "batch 1")
    assert [claim.status for claim in made.statuses] == [Status.COMPLETE, Status.PENDING]
    assert made.assignee == "ada"


@pytest.mark.parametrize("line", ["**Files**:", "### Files"])
def test_files_in_a_table_below_a_label_are_named_once(line: str) -> None:
    table = "| File | Action |\n|--|--|\n| src/a.py | CREATE |\n"
    made = unit(read(f"## Batch 1: a\n\n{line}\n\n{table}"), "batch 1")
    assert [(claim.path, claim.action) for claim in made.files] == [("src/a.py", Action.CREATE)]
