from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reading import batches

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Workflow


def read(text: str) -> Workflow:
    return batches.read("tasks.md", text)


def test_a_field_of_a_batch_may_be_about_one_of_its_tasks() -> None:
    workflow = read("## Batch 1: a\n**Git Commit SHA (Task 1.1)**: 4830299\n### Task 1.1: b\n")
    assert [(claim.id, claim.unit) for claim in workflow.root.units[0].commits] == [("4830299", "1.1")]


def test_of_two_units_with_one_id_the_one_around_a_line_is_meant() -> None:
    text = "## Batch 1: a\n## Batch 1: b\n### Task 1.1: c\n**Batch 1 Commit**: 4830299\n"
    first, second = read(text).root.units
    assert (first.commits, [claim.id for claim in second.commits]) == ((), ["4830299"])
