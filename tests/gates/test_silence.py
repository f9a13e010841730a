"""Units that say nothing of their state: what holds them, or what they hold, claims for them (B12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds

if TYPE_CHECKING:
    from tests.repository import Repository

SILENT = {
    "all its tasks are done": "## Batch 1: Model\n\n### Task 1.1: Model - COMPLETE\n\n**File**: {file}\n",
    "its only task is a row": (
        "## Batch 1: Model\n\n| Task | File | Status |\n|---|---|---|\n| 1.1 Model | `{file}` | COMPLETE |\n"
    ),
    "the document is complete": (
        "# Plan\n\n**Status**: COMPLETED\n\n## Batch 1: Model\n\n### Task 1.1: Model\n\n**File**: {file}\n"
    ),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_b12_a_silent_batch_over_done_work_is_asked_for_its_commit(built: Repository, text: str) -> None:
    assert_holds(built.verdicts(text.replace("{file}", "src/model.py"))["batch-1::commit"])
    verdict = built.verdicts(text.replace("{file}", "src/nil.py"))["batch-1::commit"]
    found = "batch 1 cites no commit, and none changed src/nil.py since shortly before the document named it"
    assert_fails(verdict, "commit-not-cited", found)


NOT_DONE = {
    "a task is open": SILENT["all its tasks are done"] + "\n### Task 1.2: View - PENDING\n",
    "a task says nothing": SILENT["all its tasks are done"] + "\n### Task 1.2: View\n",
    "a box of its own is open": "## Batch 1: Model\n\n- [ ] reviewed\n\n### Task 1.1: Model - COMPLETE\n",
    "the document is in progress": SILENT["the document is complete"].replace("COMPLETED", "IN PROGRESS"),
    "it says that it is pending": SILENT["all its tasks are done"].replace("Model\n", "Model - PENDING\n", 1),
    "it says so, in a document that is done": (
        SILENT["the document is complete"].replace("1: Model\n", "1: Model - PENDING\n", 1)
    ),
}


@pytest.mark.parametrize("text", NOT_DONE.values(), ids=NOT_DONE)
def test_b12_a_batch_that_is_not_done_is_asked_for_nothing(built: Repository, text: str) -> None:
    verdict = built.verdicts(text.replace("{file}", "src/nil.py")).get("batch-1::commit")
    assert verdict is None or verdict.answer is Answer.PENDING


def test_b12_a_done_document_is_held_to_the_batch_that_says_it_is_open(built: Repository) -> None:
    text = "# Plan\n\n**Status**: COMPLETED\n\n## Batch 1: Model - PENDING\n\n## Batch 2: View\n"
    verdict = built.verdicts(text)["record"]
    assert_fails(verdict, "task-not-done", "batch 1 is pending")
    assert built.verdicts(text)["batch-2::commit"].reason == (
        "batch 2 cites no commit and names no file: there is nothing to check; it may be in commit "
        f'{built.ids["second"][:10]} "feat(core): batch 2 - the view" (it is called like batch 2)'
    )


UNDER_SILENCE = {
    "a field of the document": (
        (
            "# Plan\n\n**Status**: COMPLETE\n\n## Batch 1: Model\n\n### Task 1.1: Model - {first}\n\n"
            "### Task 1.2: View - {second}\n"
        ),
        "batches",
        "record",
        ("task 1.1", "task 1.2"),
    ),
    "a heading on all batches": (
        (
            "# Plan\n\n## Batch 1: Model\n\n### Task 1.1: Model - {first}\n\n### Task 1.2: View\n\n"
            "**Status**: {second}\n\n## ✅ ALL BATCHES COMPLETE\n"
        ),
        "batches",
        "record",
        ("task 1.1", "task 1.2"),
    ),
    "the box of a stage": (
        "# Plan\n\n## [x] Stage 1: Model\n\n### 1.1 Store\n\n- [{first}] 1.1.1 Write\n- [{second}] 1.1.2 Read\n",
        "stages",
        "stage-1::record",
        ("atomic task 1.1.1", "atomic task 1.1.2"),
    ),
}


@pytest.mark.parametrize(("text", "dialect", "check", "names"), UNDER_SILENCE.values(), ids=UNDER_SILENCE)
@pytest.mark.parametrize("code", ["task-not-done"])
def test_b12_silence_between_a_claim_and_open_tasks_hides_none(
    built: Repository, text: str, dialect: str, check: str, names: tuple[str, str], code: str
) -> None:
    done, first, second = ("x", " ", " ") if dialect == "stages" else ("COMPLETE", "PENDING", "FAILED")
    verdict = built.verdicts(text.format(first=first, second=second), dialect=dialect)[check]
    state = "pending" if dialect == "stages" else "failed"
    assert_fails(verdict, code, f"{names[0]} is pending")
    assert [finding.found for finding in verdict.findings] == [f"{names[0]} is pending", f"{names[1]} is {state}"]
    assert_holds(built.verdicts(text.format(first=done, second=done), dialect=dialect)[check])


def test_b12_of_silent_parts_each_tells_for_itself(built: Repository) -> None:
    text = (
        "# Plan\n\n**Status**: COMPLETE\n\n## Batch 1: Model\n\n### Task 1.1: Model\n\n### Task 1.2: View - SKIPPED\n\n"
        "## Batch 2: View - IMPLEMENTED\n\n### Task 2.1: Form - PENDING\n"
    )
    verdicts = built.verdicts(text)
    assert_holds(verdicts["record"])  # of task 2.1 it is told at the batch that speaks for it
    assert_fails(verdicts["batch-2::record"], "task-not-done", "task 2.1 is pending")
