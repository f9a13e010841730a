from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

TREE = """\
Stage 1: CORE (Dependencies: None)

1.1 Store the diary
- [x] 1.1.1 Read it
- [x] 1.1.C Document Task 1.1 implementation in `task_outcomes.md`
1.2 Report the month
- [ ] 1.2.1 Sum it up
"""
REQUIRED = with_gates(outcomes={"required": True})
TOLD = "# Outcomes\n\n## 1.1 Store the diary\n\n- Summary: it is read back\n- Artifacts: diary/store.py\n"


@pytest.mark.parametrize("check", ["stage-1::1.1::outcomes", "stage-1::1.1.C::outcomes", "outcomes"])
def test_what_came_of_a_task_is_written_down(stages: Repository, check: str) -> None:
    verdicts = stages.verdicts(TREE, REQUIRED, files={"ai_docs/tasks/task_outcomes.md": TOLD})
    assert_holds(verdicts[check])
    assert verdicts["stage-1::1.2::outcomes"].answer is Answer.PENDING


LIES = {
    "no file": (
        {},
        "stage-1::1.1::outcomes",
        "outcomes-missing",
        "{path} is not there, so nothing says what came of task 1.1",
        4,
    ),
    "no file, for the closer": (
        {},
        "stage-1::1.1.C::outcomes",
        "outcomes-missing",
        "{path} is not there, so nothing says what came of task 1.1",
        5,
    ),
    "no file, for the document": ({}, "outcomes", "outcomes-missing", "{path} is not there", 3),
    "no section": (
        {"text": "# Outcomes\n"},
        "stage-1::1.1::outcomes",
        "outcome-missing",
        "{path} has no section 1.1",
        3,
    ),
    "the section of another task": (
        {"text": TOLD.replace("1.1", "1.11")},
        "stage-1::1.1::outcomes",
        "outcome-missing",
        "{path} has no section 1.1",
        3,
    ),
    "an empty section": (
        {"text": "## 1.1 Store\n- Summary:\n- Artifacts: TBD\n- Executor: <name>\n"},
        "stage-1::1.1.C::outcomes",
        "outcome-empty",
        "section 1.1 of {path}:1 says nothing",
        5,
    ),
    "a section that says it is not done": (
        {"text": f"{TOLD}- **Status**: in progress\n"},
        "stage-1::1.1::outcomes",
        "outcome-open",
        "section 1.1 of {path}:3 says that it is in progress",
        3,
    ),
    "a section without its task": (
        {"text": f"{TOLD}\n## 1.7 Sing\n\nDone.\n"},
        "outcomes",
        "outcome-unknown-task",
        "the document has no 1.7",
        1,
    ),
}


@pytest.mark.parametrize(("files", "check", "code", "found", "line"), LIES.values(), ids=LIES)
def test_outcomes_that_are_not_so_fail_at_their_line(
    stages: Repository, files: dict[str, str], check: str, code: str, found: str, line: int
) -> None:
    named = {"ai_docs/tasks/task_outcomes.md": files["text"]} if files else {}
    verdict = stages.verdicts(TREE, REQUIRED, files=named)[check]
    assert_fails(verdict, code, found.format(path="ai_docs/tasks/task_outcomes.md"))
    assert lines_of(verdict) == [line if check != "stage-1::1.1::outcomes" else 3]


def test_a_document_of_which_nothing_is_done_owes_no_outcomes(stages: Repository) -> None:
    verdicts = stages.verdicts(TREE.replace("[x]", "[ ]"), REQUIRED)
    assert_holds(verdicts["outcomes"])
    assert verdicts["stage-1::1.1::outcomes"].answer is Answer.PENDING


def test_without_a_policy_a_closer_is_held_to_the_file_that_it_names(stages: Repository) -> None:
    verdicts = stages.verdicts(TREE)
    assert [check for check in verdicts if check.endswith("outcomes")] == ["stage-1::1.1.C::outcomes"]
    silent = stages.verdicts(TREE.replace(" in `task_outcomes.md`", ""))
    assert not [check for check in silent if check.endswith("outcomes")]


@pytest.mark.parametrize(
    "named", ["`ai_docs/tasks/results.md`", "[results](ai_docs/tasks/results.md)", "results.md", "`old/results.md`"]
)
def test_a_closer_may_name_another_file(stages: Repository, named: str) -> None:
    text = TREE.replace("`task_outcomes.md`", named)
    verdict = stages.verdicts(text, files={"ai_docs/tasks/results.md": TOLD})["stage-1::1.1.C::outcomes"]
    assert_holds(verdict)
    assert verdict.reason == "what came of task 1.1 is written at ai_docs/tasks/results.md:3"


def test_the_policy_may_name_another_file(stages: Repository) -> None:
    policy = with_gates(outcomes={"required": True, "file": "docs/done.md"})
    assert_holds(stages.verdicts(TREE, policy, files={"docs/done.md": TOLD})["stage-1::1.1::outcomes"])


def test_a_section_with_another_title_is_told_in_a_note(stages: Repository) -> None:
    text = TOLD.replace("Store the diary", "Paint the fence")
    verdict = stages.verdicts(TREE, REQUIRED, files={"ai_docs/tasks/task_outcomes.md": text})["stage-1::1.1::outcomes"]
    assert_holds(verdict)
    assert verdict.notes == (
        'section 1.1 of ai_docs/tasks/task_outcomes.md:3 is called "Paint the fence", the task "Store the diary"',
    )
