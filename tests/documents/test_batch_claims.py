from __future__ import annotations

import pytest

from pytest_phasegate.documents import batches
from pytest_phasegate.model.workflow import Action, Level, Reference, Status, Unit, Workflow


def read(text: str) -> Workflow:
    return batches.read("tasks.md", text)


def batch(body: str) -> Unit:
    """The only batch of a document with these lines in it."""
    return read(f"## Batch 1: Store\n\n{body}\n").root.units[0]


def unit(workflow: Workflow, name: str) -> Unit:
    return next(unit for unit in workflow.units() if unit.name == name)


@pytest.mark.parametrize(
    "key",
    [
        "Developer",
        "Assigned To",
        "Assigned",
        "Assignee",
        "Agent",
        "Owner",
        "Assigned Developer",
        "Assigned implementer",
    ],
)
def test_every_key_for_people_assigns(key: str) -> None:
    assert batch(f"**{key}**: `backend-developer` (part time)").assignee == "backend-developer"


@pytest.mark.parametrize("value", ["Unassigned", "None", "TBD", "-", "both (see below)", ""])
def test_nobody_is_no_assignee(value: str) -> None:
    made = batch(f"**Owner**: {value}")
    assert made.assignee is None
    assert [claim.key for claim in made.fields] == ["owner"]


@pytest.mark.parametrize("key", ["Dependencies", "Depends on", "Dependency", "Blocked By", "Prerequisites"])
def test_every_key_for_dependencies_depends(key: str) -> None:
    (claim,) = batch(f"**{key}**: Batch 0").dependencies
    assert claim.units == (Reference("0", Level.BATCH),)


def test_dependencies_may_be_a_list_under_their_field() -> None:
    (claim,) = batch("**Dependencies**:\n\n- Task 0.1 (the types)\n- Batch 0\n").dependencies
    assert (claim.line, [str(named) for named in claim.units]) == (3, ["task 0.1", "batch 0"])


def test_a_dependency_in_prose_stays_a_field() -> None:
    made = batch("**Dependencies**: All previous tasks")
    assert (made.dependencies, made.problems) == ((), ())
    assert [claim.text for claim in made.fields] == ["All previous tasks"]


def test_an_empty_status_is_a_field() -> None:
    made = batch("**Status**:")
    assert (made.statuses, made.problems, [claim.key for claim in made.fields]) == ((), (), ["status"])


def test_a_count_that_is_none_is_a_field() -> None:
    made = batch("**Tasks**: see below")
    assert (made.counts, [claim.key for claim in made.fields]) == ((), ["tasks"])


@pytest.mark.parametrize(
    "line",
    [
        "**Status**: ✅ COMPLETE (4830299)",
        "**Status**: ✅ COMPLETE - Commit: 4830299",
        "**Status**: COMPLETE, committed (4830299)",
        "**Batch 1**: ✅ COMPLETE (4830299)",
        "- Batch 1: COMPLETE (`4830299`)",
    ],
)
def test_a_status_may_bring_its_commit(line: str) -> None:
    made = batch(line)
    assert [(claim.status, claim.source) for claim in made.statuses] == [(Status.COMPLETE, "field")]
    assert [claim.id for claim in made.commits] == ["4830299"]


@pytest.mark.parametrize("line", ["Status: COMPLETE", "- Status: ✅ COMPLETE (at last)", "* ✅ Status: done"])
def test_a_plain_status_is_read_where_it_is_nothing_else(line: str) -> None:
    assert [claim.status for claim in batch(line).statuses] == [Status.COMPLETE]


@pytest.mark.parametrize(
    "line",
    [
        "- Status: 'complete' if message_complete exists, 'streaming' otherwise",
        "Status: done when all rows are in",
        "- Commit: the work once a day",
        "Batch 1: add the store",
        "Status:",
    ],
)
def test_prose_that_looks_like_a_plain_field_claims_nothing(line: str) -> None:
    made = batch(line)
    assert (made.statuses, made.commits, made.no_commits, made.problems, made.fields) == ((), (), (), (), ())


def test_files_under_a_field_end_where_the_list_ends() -> None:
    made = batch("**Files**:\n\n- `a/b.py`\n- the helpers\n- `a/c.py` (CREATE)\n\nMore:\n\n- `a/d.py`\n")
    assert [(claim.line, claim.path, claim.action) for claim in made.files] == [
        (5, "a/b.py", Action.NAME),
        (7, "a/c.py", Action.CREATE),
    ]


def test_files_under_an_item_are_deeper_than_it() -> None:
    made = batch("- **Files**:\n  - `a/b.py`\n  - [x] `a/c.py`\n- `a/d.py`\n")
    assert [claim.path for claim in made.files] == ["a/b.py", "a/c.py"]
    assert [box.line for box in made.boxes] == [5]


def test_files_under_a_heading_of_the_unit_are_its_files() -> None:
    made = batch("### Files Created (2 files)\n\n1. a/b.py\n2. a/c.py\n\n### Notes\n\n- a/d.py\n")
    assert [(claim.path, claim.action) for claim in made.files] == [
        ("a/b.py", Action.CREATE),
        ("a/c.py", Action.CREATE),
    ]


def test_an_action_field_is_for_the_files_that_say_nothing_themselves() -> None:
    made = batch("**Files**: a/b.py, a/c.py (CREATE)\n**Action**: DELETE\n")
    assert [claim.action for claim in made.files] == [Action.DELETE, Action.CREATE]
    assert [claim.action for claim in batch("**File**: a/b.py\n**Action**: Run it\n").files] == [Action.NAME]


def test_a_promise_is_no_commit() -> None:
    made = batch("**Expected Commit Pattern**: `feat(store): add it`\n**Commit Message**: as usual\n")
    assert [(claim.type, claim.scope, claim.subject) for claim in made.messages] == [("feat", "store", "add it")]
    assert [claim.key for claim in made.fields] == ["commit message"]


def test_what_follows_a_label_belongs_to_the_unit_that_it_names() -> None:
    text = (
        "## Batch 1: a\n### Task 1.1: b\n- [x] of the task\n\n**Batch 1 Verification**: PASSED\n\n- [ ] of the batch\n"
        "- Commit verified: 4830299\n\n**Batch 2 Preview**:\n\n- [x] still of batch 1\n- commit (2222222)\n## Batch 2: c\n"
    )
    workflow = read(text)
    assert [box.line for box in unit(workflow, "task 1.1").boxes] == [3]
    assert [box.line for box in unit(workflow, "batch 1").boxes] == [7, 12]
    assert [claim.id for claim in unit(workflow, "batch 1").commits] == ["4830299"]
    assert [claim.id for claim in unit(workflow, "batch 2").commits] == ["2222222"]


def test_a_section_about_a_unit_brings_it_its_commits_but_not_its_boxes() -> None:
    workflow = read("## Batch 1: a\n\n## Batch 1 Verification\n\n- [ ] One commit (4830299)\n")
    assert [claim.id for claim in unit(workflow, "batch 1").commits] == ["4830299"]
    assert unit(workflow, "batch 1").boxes == ()
    assert [box.line for box in workflow.root.boxes] == [5]


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


def test_a_field_of_a_batch_may_be_about_one_of_its_tasks() -> None:
    workflow = read("## Batch 1: a\n**Git Commit SHA (Task 1.1)**: 4830299\n### Task 1.1: b\n")
    assert [(claim.id, claim.unit) for claim in workflow.root.units[0].commits] == [("4830299", "1.1")]


def test_a_word_is_no_missing_unit() -> None:
    assert read("## Batch 1: a\n\n### Task A/B testing\n").root.units[0].problems == ()


def test_a_heading_that_names_a_missing_unit_is_a_problem() -> None:
    (problem,) = read("## Batch 1: a\n\n### Task 1.1 Write it\n").root.units[0].problems
    assert (problem.line, problem.text) == (3, "Task 1.1 Write it")
    assert problem.message == 'the heading names task 1.1 but introduces no unit; write "task 1.1: title"'


def test_an_unclosed_comment_over_units_is_a_problem() -> None:
    (problem,) = batch("<!-- later\n\n## Batch 2: b\n").problems
    assert (problem.line, problem.message) == (
        3,
        "the HTML comment is never closed and hides all to line 6, such as line 5",
    )


def test_an_unclosed_fence_over_code_is_no_problem() -> None:
    assert batch("```py\nx = 1\n").problems == ()


def test_a_commit_list_in_prose_is_a_field() -> None:
    made = batch("**Commits**:\n\n- see the log\n")
    assert (made.commits, made.no_commits, [claim.key for claim in made.fields]) == ((), (), ["commits"])


def test_an_empty_commit_field_is_a_claim_of_none() -> None:
    assert [claim.why.value for claim in batch("**Commit**:\n\ntext\n").no_commits] == ["pending"]


def test_of_two_units_with_one_id_the_one_around_a_line_is_meant() -> None:
    text = "## Batch 1: a\n## Batch 1: b\n### Task 1.1: c\n**Batch 1 Commit**: 4830299\n"
    first, second = read(text).root.units
    assert (first.commits, [claim.id for claim in second.commits]) == ((), ["4830299"])
