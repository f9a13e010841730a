from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

HONEST = {
    "a done batch of done tasks": (
        "## Batch 1: A - COMPLETE\n\n### Task 1.1: B ✅ COMPLETE\n\n### Task 1.2: C\n\n**Status**: IMPLEMENTED\n",
        "batch-1::record",
    ),
    "a skipped task in a done batch": (
        "## Batch 1: A - COMPLETE\n\n### Task 1.1: B - SKIPPED (not needed)\n",
        "batch-1::record",
    ),
    "heading and field agree": (
        "## Batch 1: A - COMPLETE\n\n**Status**: COMPLETE\n",
        "batch-1::record",
    ),
    "a count that is right": (
        "**Batches**: 2 | **Status**: 1/2 complete\n\n## Batch 1: A - COMPLETE\n\n## Batch 2: B - PENDING\n",
        "record",
    ),
    "an overall status that is so": (
        (
            "**Overall Status**: COMPLETE\n**Progress**: 2/2 batches\n\n- [x] Batch 2: B\n\n## Batch 1: A - DONE\n\n"
            "## ✅ Batch 2: B\n"
        ),
        "record",
    ),
    "a plan that is approved": ("**Status**: Approved\n\n## Batch 1: A - PENDING\n", "record"),
    "a count of tasks": ("**Total Tasks**: 1\n\n## Batch 1: A - COMPLETE\n\n### Task 1.1: B\n", "record"),
}


@pytest.mark.parametrize(("text", "check"), HONEST.values(), ids=HONEST)
def test_a_document_that_agrees_with_itself_holds(built: Repository, text: str, check: str) -> None:
    assert_holds(built.verdicts(text)[check])


TWO = "## Batch 1: A - COMPLETE\n\n## Batch 2: B - PENDING\n"
LIES = {
    "an overall status against a batch": (
        f"**Overall Status**: ✅ COMPLETE\n\n{TWO}",
        "record",
        "task-not-done",
        "batch 2 is pending",
        5,
    ),
    "a heading of all batches against one": (
        f"{TWO}\n## ✅ ALL BATCHES COMPLETE\n",
        "record",
        "task-not-done",
        "batch 2 is pending",
        3,
    ),
    "a share against a batch": (
        f"**Status**: 100% complete\n\n{TWO}",
        "record",
        "task-not-done",
        "batch 2 is pending",
        5,
    ),
    "a status that names the batch": (
        f"**Status**: Batches 1-2 complete\n\n{TWO}",
        "batch-2::record",
        "status-disagrees",
        "its field at line 1 says complete",
        5,
    ),
    "a ticked box that names the batch": (
        f"- [x] Batch 2: B\n\n{TWO}",
        "batch-2::record",
        "status-disagrees",
        "its box at line 1 says complete",
        5,
    ),
    "a wrong progress": (
        f"**Progress**: 2/2 batches\n\n{TWO}",
        "record",
        "count-wrong",
        "1 of 2 batches is done",
        1,
    ),
    "a wrong number of what is done": (
        f"**Batches Complete**: 2\n\n{TWO}",
        "record",
        "count-wrong",
        "1 of 2 batches is done",
        1,
    ),
    "a tick with words that are no status": (
        "## Batch 1: A ✅ LANDED\n",
        "batch-1::record",
        "claim-unreadable",
        "the tick stands with 'LANDED', which is no status; write COMPLETE or the like",
        1,
    ),
    "an open task in a done batch": (
        "## Batch 1: A - COMPLETE\n\n### Task 1.1: B\n\n**Status**: PENDING\n",
        "batch-1::record",
        "task-not-done",
        "task 1.1 is pending",
        5,
    ),
    "heading against field": (
        "## Batch 1: A - COMPLETE\n\n**Status**: PENDING\n",
        "batch-1::record",
        "status-disagrees",
        "its heading at line 1 says complete",
        3,
    ),
    "a wrong count of done batches": (
        "**Status**: 2/2 complete\n\n## Batch 1: A - COMPLETE\n\n## Batch 2: B - PENDING\n",
        "record",
        "count-wrong",
        "1 of 2 batches is done",
        1,
    ),
    "a wrong total": (
        "# Tasks\n\n**Total Tasks**: 3\n\n## Batch 1: A - COMPLETE\n\n### Task 1.1: B\n",
        "record",
        "count-wrong",
        "there is 1 task",
        3,
    ),
    "a wrong total and a wrong count of what is done": (
        "**Status**: 3/3 complete\n\n## Batch 1: A - COMPLETE\n\n## Batch 2: B - PENDING\n",
        "record",
        "count-wrong",
        "there are 2 batches, and 1 of them is done",
        1,
    ),
    "a total of many where there is one": (
        "**Status**: 0/2 complete\n\n## Batch 1: A - COMPLETE\n",
        "record",
        "count-wrong",
        "there is 1 batch, and 1 of them is done",
        1,
    ),
    "one id twice": (
        "## Batch 1: A - PENDING\n\n### Task 1.1: B\n\n### Task 1.1: C\n",
        "batch-1::1.1~2::record",
        "id-repeated",
        'task 1.1 was introduced before, at task-tracking/T1/tasks.md:3, as "B"',
        5,
    ),
}


@pytest.mark.parametrize(("text", "check", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_contradiction_fails_at_its_line(
    built: Repository, text: str, check: str, code: str, found: str, line: int
) -> None:
    verdict = built.verdicts(text)[check]
    assert_fails(verdict, code, found)
    assert lines_of(verdict) == [line]


def test_a_claim_that_cannot_be_read_fails(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: A - COMPLETE\n\n- [&] Done?\n")["batch-1::record"]
    assert verdict.answer is Answer.FAILED
    assert (verdict.findings[0].code, verdict.findings[0].line) == ("claim-unreadable", 3)


@pytest.mark.parametrize("line", ["- □ Seen", "**Status** - PENDING", "**Commit** — b7215c0"])
def test_b8_what_a_person_sees_and_nobody_read_is_unknown_and_never_failed(built: Repository, line: str) -> None:
    verdict = built.verdicts(f"## Batch 1: A - COMPLETE\n\n{line}\n")["batch-1::record"]
    assert verdict.answer is Answer.UNKNOWN
    assert [(finding.code, finding.line) for finding in verdict.findings] == [("claim-not-read", 3)]


def test_b8_a_false_claim_outweighs_one_that_was_not_read(built: Repository) -> None:
    verdict = built.verdicts("## Batch 1: A - COMPLETE\n\n- [&] Done?\n- □ Seen\n")["batch-1::record"]
    assert verdict.answer is Answer.FAILED


def test_an_implemented_task_in_a_complete_batch_fails_where_tasks_are_verified(built: Repository) -> None:
    text = "## Batch 1: A - COMPLETE\n\n### Task 1.1: B - IMPLEMENTED\n"
    rule = GateRule(kind="record", settings={"tasks_verified": True}, location=Location("phasegate.yaml"))
    assert_fails(
        built.verdicts(text, Policy(gates={"record": rule}))["batch-1::record"],
        "task-not-done",
        "task 1.1 is implemented",
    )
