from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.claims import Action, Status
from tests.reading import batches

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow


def read(text: str) -> Workflow:
    return batches.read("tasks.md", text)


def batch(body: str) -> Unit:
    """The only batch of a document with these lines in it."""
    return read(f"## Batch 1: Store\n\n{body}\n").root.units[0]


def unit(workflow: Workflow, name: str) -> Unit:
    return next(unit for unit in workflow.units() if unit.name == name)


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


@pytest.mark.parametrize(
    "lines",
    [
        "**Files**:\n- **Backend**:\n  - a/b.py\n",
        "**Files**:\n- **a/b.py**: the store\n",
        "**Files** :\n- `a/b.py`\n",
        "**Files Created**: 1 file\n- a/b.py\n",
        "**File**: ✅ `a/b.py`\n",
        "**Test File**: `a/b.py`\n",
        "**Target File**: a/b.py\n",
        "**Path**: `a/b.py`\n",
        "File: a/b.py\n",
        "- File: `a/b.py` (the store)\n",
        "Files:\n- a/b.py\n",
        "- Test file: a/b.py\n",
        "### Files\n\nAll of it:\n\n- a/b.py\n",
        "### Files Changed\n\n| File | Why |\n|--|--|\n| a/b.py | the store |\n",
    ],
)
def test_files_are_named_in_many_ways(lines: str) -> None:
    made = batch(lines)
    assert [(claim.path, claim.action is not Action.DELETE) for claim in made.files] == [("a/b.py", True)]
    assert made.problems == ()


@pytest.mark.parametrize(
    "line",
    [
        "File: the one with the store in a/b.py",
        "Files:\n- the store",
        "Files: 5",
        "Config file: a/b.json is read at the start",
        "**Path**: `/api/days`",
        "**Related File**: a/b.py",
        "**Files**: N/A",
        "Profile: a/b.py",
    ],
)
def test_prose_that_looks_like_a_file_field_names_no_file(line: str) -> None:
    assert (batch(line).files, batch(line).problems) == ((), ())


def test_a_file_field_that_cannot_be_read_is_a_problem() -> None:
    (problem,) = batch("**Files**: Compare `a/b.py` with the old one").problems
    assert problem.line == 3
    assert problem.message.endswith("names a/b.py in words; write the path first: `a/b.py` - ...")


def test_files_in_a_list_of_the_document_are_the_documents() -> None:
    workflow = read("# D\n\n## Batch 1: a\n\n**File**: a/b.py\n\n## Files Created\n\n1. a/c.py\n")
    assert [claim.path for claim in workflow.root.files] == ["a/c.py"]
    assert [claim.path for claim in unit(workflow, "batch 1").files] == ["a/b.py"]


def test_an_action_field_is_for_the_files_that_say_nothing_themselves() -> None:
    made = batch("**Files**: a/b.py, a/c.py (CREATE)\n**Action**: DELETE\n")
    assert [claim.action for claim in made.files] == [Action.DELETE, Action.CREATE]
    assert [claim.action for claim in batch("**File**: a/b.py\n**Action**: Run it\n").files] == [Action.NAME]


def test_the_status_of_all_batches_is_the_documents() -> None:
    root = read("## Batch 1: a\n### Task 1.1: b\n\n---\n\n**Status**: ALL BATCHES COMPLETE\n").root
    assert [claim.line for claim in root.statuses] == [6]
    assert {made.status for made in root.units[0].walk()} == {Status.PENDING}


def test_a_promise_is_no_commit() -> None:
    made = batch("**Expected Commit Pattern**: `feat(store): add it`\n**Commit Message**: as usual\n")
    assert [(claim.type, claim.scope, claim.subject) for claim in made.messages] == [("feat", "store", "add it")]
    assert [claim.key for claim in made.fields] == ["commit message"]


def test_what_follows_a_label_belongs_to_the_unit_that_it_names() -> None:
    text = (
        "## Batch 1: a\n### Task 1.1: b\n- [x] of the task\n\n**Batch 1 Verification**: PASSED\n\n- [ ] of the batch\n"
        "- Commit verified: 4830299\n\n**Batch 2 Preview**:\n\n- [x] still of batch 1\n"
        "- commit (2222222)\n## Batch 2: c\n"
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


DONE = "## Batch 1: Store - COMPLETE\n\n"
OPEN = "## Batch 1: Store - PENDING\n\n"


@pytest.mark.parametrize(
    "lines",
    [
        "**Commit**: `a830299`,\n`a830299`",
        "**Commits**:\n\n- a830299 feat: add\n- see the log",
        "### Commits\n\n- a830299 feat: add",
        "### Git Commits\n\n1. Batch 1: a830299",
        "## Commits\n\n- a830299 - Batch 1: Store",
        "**Git Hash**: a830299",
        "Commit: feat(store): add it (a830299)",
        "- [x] Write the store (a830299)",
        "- [x] Note: write the store (`a830299`)",
        "**Notes**: all of it is in commit a830299",
    ],
)
def test_a_commit_may_be_cited_in_many_ways(lines: str) -> None:
    workflow = read(f"{DONE}{lines}\n")
    made = workflow.root.units[0]
    assert {claim.id for claim in made.commits} == {"a830299"}
    assert len({claim.line for claim in made.commits}) == len(made.commits)
    assert (made.no_commits, made.problems, workflow.root.commits) == ((), (), ())


@pytest.mark.parametrize(
    "lines",
    [
        "**Upstream Commit**: a830299",
        "**Docker image SHA**: a830299",
        "- Cherry-pick the upstream commit (a830299) into vendor",
        "- Total commits: 1234567",
        "**Merged**: yes",
        "**Revision**: 3 of the plan",
        "**Revision**: the upstream one (a830299)",
        "- [x] Reverts commit a830299",
        "- [x] Paint it (1234567)",
        "- [x] A regression from a830299 (see the log)",
        "Commit to the plan: a8 and b9",
    ],
)
def test_other_ids_are_not_those_of_the_work(lines: str) -> None:
    made = read(f"{DONE}{lines}\n").root.units[0]
    assert (made.commits, made.no_commits, made.problems) == ((), (), ())


@pytest.mark.parametrize(
    "line",
    ["It is in commit a830299.", "- [x] Write the store (a830299)"],
)
def test_plain_words_cite_a_commit_only_where_the_work_is_done(line: str) -> None:
    assert [claim.id for claim in read(f"{DONE}{line}\n").root.units[0].commits] == ["a830299"]
    assert read(f"{OPEN}{line}\n").root.units[0].commits == ()
    silent = read(f"{DONE}### Task 1.1: Write it\n{line}\n").root.units[0].units[0]
    assert [claim.id for claim in silent.commits] == ["a830299"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "**Commit**: HEAD",
            "'HEAD' is another commit each time one is made; write the id of the commit that holds the work",
        ),
        ("- Commit: abc12", "'abc12' is no commit id: it has 5 digits, an id has 7 to 64"),
        ("**Commits**:\n- 48302g9", "'48302g9' is no commit id: an id is made of the digits 0-9 and a-f"),
    ],
)
def test_what_is_meant_as_an_id_and_is_none_is_a_problem(line: str, message: str) -> None:
    made = batch(line)
    assert made.commits == ()
    assert [problem.message for problem in made.problems] == [message]


def test_a_subject_in_the_place_of_an_id_is_what_the_commit_is_sought_by() -> None:
    made = batch("**Commit**: `feat(store): add it`")
    assert [claim.subject_line for claim in made.messages] == ["feat(store): add it"]
    assert (made.no_commits, made.problems) == ((), ())


def test_a_bare_id_with_letters_must_be_that_of_a_unit() -> None:
    text = "## Batch A: a\n### Task T1: b\n**Dependencies**: A, GH-12\n### Task T2: c\n**Dependencies**: S3, T1\n"
    workflow = read(text)
    assert [[str(each) for each in claim.units] for claim in unit(workflow, "task T1").dependencies] == [["A"]]
    assert [[str(each) for each in claim.units] for claim in unit(workflow, "task T2").dependencies] == [["T1"]]
    assert batch("**Dependencies**: S3").dependencies == ()
