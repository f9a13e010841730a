from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.documents.outcomes_file import add_outcomes, is_silent
from pytest_phasegate.model.claims import Status
from tests.reading import stages

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit

SILENT = "Stage 1: CORE\n\n1.1 Store\n- 1.1.1 Read\n\n1.2 Report\n- 1.2.1 Sum\n"


def states(tree: str, outcomes: str) -> dict[str, Unit]:
    workflow = add_outcomes(stages.read("list.md", tree), "task_outcomes.md", outcomes)
    return {unit.id: unit for unit in workflow.units()}


@pytest.mark.parametrize(
    ("section", "status"),
    [
        ("## 1.1 Store\n\nIt is read back.\n", Status.COMPLETE),
        ("## Task 1.1: Store\n- Summary: it is read back\n", Status.COMPLETE),
        ("## 1.1 Store — ✅ COMPLETED\n", Status.COMPLETE),
        ("## 1.1 Store\n- Status: Completed\n", Status.COMPLETE),
        ("## 1.1 Store\n- **Status**: in progress\n- Summary: half of it\n", Status.IN_PROGRESS),
        ("## 1.1 Store\n- Summary:\n- Executor: TBD\n", Status.PENDING),
        ("## 1.11 Store\n\nDone.\n", Status.PENDING),
        ("```\n## 1.1 Store\n```\n", Status.PENDING),
    ],
)
def test_a_silent_tree_takes_its_state_from_its_outcomes(section: str, status: Status) -> None:
    found = states(SILENT, section)
    assert found["1.1"].status is status
    assert found["1.1.1"].status is (status if status.is_claimed else Status.PENDING)
    assert found["1.2"].status is Status.PENDING


def test_what_outcomes_tell_stands_at_the_units_line_and_says_where_it_is_from() -> None:
    (claim,) = states(SILENT, "# Outcomes\n\n## 1.1 Store\n\nDone.\n")["1.1"].statuses
    assert (claim.line, claim.source) == (3, "outcomes")
    assert claim.text == "task_outcomes.md:3: 1.1 Store"


def test_a_tree_that_says_anything_of_its_state_is_left_alone() -> None:
    tree = SILENT.replace("- 1.2.1", "- [ ] 1.2.1")
    assert not is_silent(stages.read("list.md", tree))
    assert states(tree, "## 1.1 Store\n\nDone.\n")["1.1"].status is Status.PENDING
