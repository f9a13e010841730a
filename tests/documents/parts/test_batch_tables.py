from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.documents import batches
from pytest_phasegate.model.claims import Level, Reference, Status

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
