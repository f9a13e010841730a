from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of
from tests.text.test_scanner import count_lines

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

BREAKDOWN = "# Breakdown\n\n## 1 Diary\n\n- 1.1 Storing observations\n- 1.2 Monthly report\n"
TREE = """\
Stage 1: CORE (Dependencies: None)

1.1 Store observations
- 1.1.1 Read them
1.2 Report of the month
- 1.2.1 Sum it up
"""
POLICY = with_gates(trace={"document": "wbs.md"})


def test_titles_that_are_alike_cover_each_other_and_the_mapping_is_shown(stages: Repository) -> None:
    verdict = stages.verdicts(TREE, POLICY, files={"ai_docs/tasks/wbs.md": BREAKDOWN})["trace"]
    assert_holds(verdict)
    assert verdict.reason == "the 2 items of ai_docs/tasks/wbs.md are covered, and every task covers some"
    assert verdict.notes == (
        '1.1 "Storing observations" (ai_docs/tasks/wbs.md:5): task 1.1 (alike 0.50)',
        '1.2 "Monthly report" (ai_docs/tasks/wbs.md:6): task 1.2 (alike 0.50)',
    )


HONEST = {
    "named in a note": (
        "Stage 1: CORE\n1.1 Alpha (Dependencies: None | WBS: 1.1)\n- 1.1.1 A\n1.2 Beta (Covers: 1.2)\n- 1.2.1 B\n",
        BREAKDOWN,
    ),
    "a group is named": ("Stage 1: CORE\n1.1 Alpha (Covers: 1)\n- 1.1.1 A\n", BREAKDOWN),
    "a leaf covers for its task": (
        "Stage 1: CORE\n1.1 Alpha\n- 1.1.1 Store observations\n- 1.1.2 Monthly report\n",
        BREAKDOWN,
    ),
    "a phase covers for its tasks": (
        "Stage 1: CORE\n1.1 Alpha (Covers: 1.1, 1.2)\n1.1.1 Beta\n- 1.1.1.1 A\n1.1.2 Gamma\n- 1.1.2.1 B\n",
        BREAKDOWN,
    ),
    "requirement ids": (
        "Stage 1: CORE\n1.1 Login (FR-001)\n- 1.1.1 A\n1.2 Logout\n- 1.2.1 B\n  _Requirements: FR-002_\n",
        "- **FR-001**: Users log in\n- **FR-002**: Users leave\n",
    ),
    "numbered requirements": (
        "Stage 1: CORE\n1.1 Login\n- 1.1.1 A\n  - _Requirements: 1.1, 1.2_\n",
        "### Requirement 1\n\n1. WHEN a user enters THEN the door opens\n2. WHEN a user leaves THEN it shuts\n",
    ),
    "items without numbers": ("Stage 1: CORE\n1.1 Store the observations\n- 1.1.1 A\n", "- Store observations\n"),
    "a task that was dropped need not cover anything": (
        "Stage 1: CORE\n1.1 Alpha (Covers: 1)\n- 1.1.1 A\n1.2 Sing - SKIPPED\n- 1.2.1 B\n",
        BREAKDOWN,
    ),
}


@pytest.mark.parametrize(("tree", "breakdown"), HONEST.values(), ids=HONEST)
def test_covered_items_hold(stages: Repository, tree: str, breakdown: str) -> None:
    assert_holds(stages.verdicts(tree, POLICY, files={"ai_docs/tasks/wbs.md": breakdown})["trace"])


LIES = {
    "an item that no task covers": (
        TREE,
        BREAKDOWN + "- 1.3 Export as a spreadsheet\n",
        "trace-uncovered",
        'no task covers 1.3 "Export as a spreadsheet" of ai_docs/tasks/wbs.md:7',
        1,
    ),
    "an item that a task only resembles": (
        TREE,
        BREAKDOWN + "- 1.3 Weekly report by mail to friends\n",
        "trace-uncovered",
        (
            'no task covers 1.3 "Weekly report by mail to friends" of ai_docs/tasks/wbs.md:7; the nearest is '
            "task 1.2 (alike 0.33)"
        ),
        1,
    ),
    "a task that covers nothing": (
        TREE + "1.3 Paint the fence\n- 1.3.1 Buy paint\n",
        BREAKDOWN,
        "trace-covers-nothing",
        "task 1.3 covers no item of ai_docs/tasks/wbs.md",
        7,
    ),
    "an item that there is not": (
        TREE.replace("1.1 Store observations", "1.1 Store observations (Covers: 1.9)"),
        BREAKDOWN,
        "trace-unknown-item",
        "ai_docs/tasks/wbs.md has no item 1.9",
        3,
    ),
    "a breakdown without items": (
        TREE,
        "Prose only.\n",
        "trace-nothing",
        "ai_docs/tasks/wbs.md has no item that a task could cover",
        1,
    ),
}


@pytest.mark.parametrize(("tree", "breakdown", "code", "found", "line"), LIES.values(), ids=LIES)
def test_what_is_not_covered_fails_at_its_line(
    stages: Repository, tree: str, breakdown: str, code: str, found: str, line: int
) -> None:
    verdict = stages.verdicts(tree, POLICY, files={"ai_docs/tasks/wbs.md": breakdown})["trace"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict) == [line]


def test_a_breakdown_that_is_not_there_fails(stages: Repository) -> None:
    assert_fails(stages.verdicts(TREE, POLICY)["trace"], "trace-nothing", "ai_docs/tasks/wbs.md is not there")


def test_without_a_breakdown_in_the_policy_nothing_is_traced(stages: Repository) -> None:
    assert "trace" not in stages.verdicts(TREE, files={"ai_docs/tasks/wbs.md": BREAKDOWN})


def test_the_similarity_is_the_policys(stages: Repository) -> None:
    strict = with_gates(trace={"document": "wbs.md", "similarity": 0.6})
    verdict = stages.verdicts(TREE, strict, files={"ai_docs/tasks/wbs.md": BREAKDOWN})["trace"]
    assert verdict.answer is Answer.FAILED


def many(stages: Repository, count: int) -> Verdict:
    tree = "Stage 1: CORE\n" + "".join(f"1.{n} Build part{n} of the thing\n- 1.{n}.1 Do\n" for n in range(count))
    breakdown = "".join(f"- 1.{n} Build part{n} of the thing\n" for n in range(count))
    return stages.verdicts(tree, POLICY, files={"ai_docs/tasks/wbs.md": breakdown})["trace"]


def test_of_many_items_some_are_noted_and_the_others_counted(stages: Repository) -> None:
    verdict = many(stages, 509)
    assert_holds(verdict)
    assert len(verdict.notes) == 501
    assert verdict.notes[-1] == "9 more items"


def test_twice_as_many_items_are_matched_in_twice_as_many_steps(stages: Repository) -> None:
    small, large = (count_lines(lambda: many(stages, count)) for count in (100, 200))  # noqa: B023 - called at once
    assert large < 3 * small


KIRO = ".kiro/specs/diary/tasks.md"
REQUIREMENTS = """# Requirements

### Requirement 1: Store

1. WHEN a line is written THE diary SHALL keep it
2. WHEN a line is read THE diary SHALL show it
2. WHEN none is there THE diary SHALL say so

### 需求 2: 页面

- a page
"""


def citing(stages: Repository, cited: str, box: str = "x") -> Verdict:
    stages.document, stages.dialect = KIRO, "kiro"
    text = f"- [{box}] 1. Write it\n  - _Requirements: {cited}_\n"
    return stages.verdicts(text, files={".kiro/specs/diary/requirements.md": REQUIREMENTS})["task-1::trace"]


@pytest.mark.parametrize("cited", ["1.1", "1.1, 1.3", "1", "2.7", "2"])
def test_requirements_that_a_task_cites_are_there(stages: Repository, cited: str) -> None:
    assert_holds(citing(stages, cited))


@pytest.mark.parametrize("cited", ["3.1", "1.4", "3"])
def test_a_requirement_that_is_nowhere_fails(stages: Repository, cited: str) -> None:
    verdict = citing(stages, f"1.1, {cited}")
    assert_fails(verdict, "trace-unknown-item", f".kiro/specs/diary/requirements.md has no item {cited}")
    assert lines_of(verdict) == [2]


def test_a_task_that_is_not_done_is_not_held_to_what_it_cites(stages: Repository) -> None:
    assert citing(stages, "9.9", " ").answer is Answer.PENDING


def test_without_numbers_in_the_requirements_nothing_is_traced(stages: Repository) -> None:
    stages.document, stages.dialect = KIRO, "kiro"
    text = "- [x] 1. Write it\n  - _Requirements: 1.1_\n"
    assert stages.verdicts(text, files={"README.md": "x\n"})["task-1::trace"].answer is Answer.PENDING
