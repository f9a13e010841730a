from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.documents.statements import statuses_of_units
from pytest_phasegate.model.claims import Level, Reference, Status
from tests.reading import batches

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Unit, Workflow

TWO = "## Batch 1: Store - COMPLETE\n\n## Batch 2: Screens - PENDING\n\n"


def read(text: str) -> Workflow:
    return batches.read("tasks.md", text)


def states_of(unit: Unit) -> list[tuple[int, Status]]:
    return [(claim.line, claim.status) for claim in unit.statuses]


@pytest.mark.parametrize(
    "line",
    [
        "**Overall Status**: ✅ COMPLETE",
        "**Project Status**: Complete",
        "**Final Status:** DONE",
        "**Implementation Status**: ✅ Complete",
        "**Status**: 100% complete",
        "**Status**: All 2 batches are complete",
        "**Progress**: 100%",
        "**Result**: COMPLETE",
        "Overall Status: ✅ COMPLETE",
        "_Status_: COMPLETE",
        "*Status*: COMPLETE",
        "**Status**：COMPLETE",
        "**Status**:\nCOMPLETE",
        "**Date**: today, **Status**: COMPLETE",
        "**Date**: today<br>**Status**: COMPLETE",
        "## ✅ ALL BATCHES COMPLETE",
        "## All 2 batches are done ✅",
        "## Status: COMPLETE",
        "## Status\n\nCOMPLETE",
        "## Final Status:\n\n✅ **COMPLETE**",
    ],
)
def test_the_document_claims_that_all_is_done(line: str) -> None:
    root = read(f"# Plan\n\n{line}\n\n{TWO}").root
    assert root.status is Status.COMPLETE
    assert [unit.status for unit in root.units] == [Status.COMPLETE, Status.PENDING]


@pytest.mark.parametrize(
    "line",
    [
        "**Overall Status**: READY FOR STAGING",
        "**Result**: complete rows are kept",
        "**Result**: Passed",
        "- Batch 2: N/A",
        "Batch 2: 100%",
        "**Implementation Status**: two modules, one of them complete",
        "**Progress**: 60%",
        "**Build Status**: PASSING",
        "**Validation Status**: COMPLETE",
        "## After all batches complete",
        "## All Batches Complete",
        "## ALL BATCHES COMPLETE WHEN:",
        "## ✅ All batches complete?",
        "## Status\n\nAll is well.",
        "## Status\n\n- PENDING\n- COMPLETE",
        "## Status Icons\n\nCOMPLETE",
        "`**Note**: x, **Status**: COMPLETE`",
    ],
)
def test_the_document_claims_nothing(line: str) -> None:
    root = read(f"# Plan\n\n{line}\n\n{TWO}").root
    assert (root.statuses, root.counts, root.problems) == ((), (), ())


@pytest.mark.parametrize(
    ("line", "total", "done"),
    [
        ("**Progress**: 2/2 batches", 2, 2),
        ("**Progress**: 2/2", 2, 2),
        ("**Overall Progress**: 2/2 complete (100%)", 2, 2),
        ("**Batches Complete**: 2/2", 2, 2),
        ("**Batches Completed**: 2", None, 2),
        ("**Completed Batches**: 2 of 2", 2, 2),
    ],
)
def test_the_document_counts_its_batches(line: str, total: int | None, done: int) -> None:
    root = read(f"# Plan\n\n{line}\n\n{TWO}").root
    assert [(claim.level, claim.total, claim.done) for claim in root.counts] == [(Level.BATCH, total, done)]


@pytest.mark.parametrize(
    "line", ["**Progress**: 2/2 batches", "**Batches Complete**: 2/2", "**Status**: 2/2 batches done"]
)
def test_a_count_of_batches_in_the_last_one_is_the_documents(line: str) -> None:
    root = read(f"{TWO}### Task 2.1: a\n\n---\n\n{line}\n").root
    assert [(claim.total, claim.done) for claim in root.counts] == [(2, 2)]


def test_a_count_of_the_batches_in_a_batch_is_its_own() -> None:
    (batch,) = read("## Batch 1: a\n\n**Total Batches**: 1\n\n### Sub-Batch 1.1: b\n").root.units
    assert [claim.total for claim in batch.counts] == [1]


def test_a_ratio_of_other_things_counts_no_tasks() -> None:
    (batch,) = read("## Batch 1: a\n\n**Progress**: 3/5 files\n\n### Task 1.1: b\n").root.units
    assert batch.counts == ()


@pytest.mark.parametrize(
    ("line", "states"),
    [
        ("**Status**: Batches 1-2 complete", [Status.COMPLETE, Status.COMPLETE]),
        ("**Status**: Batch 1 complete, Batch 2 in progress", [Status.COMPLETE, Status.IN_PROGRESS]),
        ("**Status**: Batch 1 done and reviewed; **Batch 2 (two tasks) ⏸️ DONE**", [Status.COMPLETE, Status.COMPLETE]),
        ("**Status**: 1/2 complete, Batch 2 IN PROGRESS", [Status.IN_PROGRESS]),
        ("**Batch 2 Status**: ✅ COMPLETE", [Status.COMPLETE]),
        ("**Batch 2**: COMPLETE", [Status.COMPLETE]),
        ("- [x] Batch 2: Screens", [Status.COMPLETE]),
        ("- [x] **Batch 2**", [Status.COMPLETE]),
        ("- [x] Batch 1 - store\n- [ ] Batch 2 - screens", [Status.COMPLETE, Status.PENDING]),
        ("- [x] Batch 2: Screens - IMPLEMENTED", [Status.IMPLEMENTED]),
        ("- ☑ Batch 2: Screens (two of them)", [Status.COMPLETE]),
    ],
)
def test_a_line_says_how_a_unit_stands(line: str, states: list[Status]) -> None:
    root = read(f"# Plan\n\n{line}\n\n{TWO}").root
    said = [claim.status for unit in root.units for claim in unit.statuses if claim.source != "heading"]
    assert said == states
    assert (root.statuses, root.problems) == ((), ())


def test_a_ticked_name_at_the_end_of_the_last_batch_is_said_of_the_batch() -> None:
    root = read(f"{TWO}### Task 2.1: a\n\n---\n\n- [x] Batch 1: Store\n- [x] Batch 2: Screens\n").root
    assert [claim.source for claim in root.units[1].statuses] == ["heading", "box"]
    assert root.units[1].status is Status.COMPLETE


@pytest.mark.parametrize(
    "line",
    [
        "- [x] Batch 2: verified that the build passes",
        "- [x] Batch 2 status is set",
        "- [x] After Batch 2",
        "**Status**: Ready for Batch 2",
        "**Status**: Batches 1-2 code written",
        "**Status**: Batch 2 completed its review",
    ],
)
def test_a_line_that_only_speaks_of_a_unit_says_nothing_of_its_state(line: str) -> None:
    root = read(f"# Plan\n\n{line}\n\n{TWO}").root
    assert [claim.source for unit in root.units for claim in unit.statuses] == ["heading", "heading"]
    assert root.problems == ()


def test_a_status_of_units_that_there_are_not_is_a_problem() -> None:
    root = read(f"# Plan\n\n**Status**: Batches 2-3 complete\n\n{TWO}").root
    assert [(problem.line, problem.message) for problem in root.problems] == [
        (3, "the status claims that batch 3 is done, but no heading of the document introduces it")
    ]


@pytest.mark.parametrize(
    ("below", "line"),
    [
        ("**Final Status**: COMPLETE", 3),
        ("**Implementation Status**: ✅ COMPLETE", 3),
        ("**Batch 1 Status**: ✅ COMPLETE", 3),
        ("**Result**: ✅ COMPLETE", 3),
        ("**Status**：COMPLETE", 3),
        ("*Status*: COMPLETE", 3),
        ("**Status**:\nCOMPLETE", 4),
        ("**Status**:\n\n✅ COMPLETE", 5),
        ("- **Status**:\n  - COMPLETE", 4),
        ("### Status\n\nCOMPLETE", 5),
        ("### Status: COMPLETE", 3),
        ("✅ COMPLETE", 3),
        ("**COMPLETE**", 3),
        ("> ✅ COMPLETE\n\n**Status**: COMPLETE", 5),
        ("**Developer**: dev, **Status**: COMPLETE", 3),
        ("**Developer**: dev<br>**Status**: COMPLETE", 3),
        ("### ✅ ALL TASKS COMPLETE", 3),
        ("**Status**: [COMPLETE]", 3),
        ("**Status**: Approved", 3),
        ("Status: Approved", 3),
        ("### Status: Shipped", 3),
        ("**Progress**: 100%", 3),
        ("**Final Status**: Approved", 3),
    ],
)
def test_a_unit_says_that_it_is_done(below: str, line: int) -> None:
    (batch,) = read(f"## Batch 1: Store\n\n{below}\n").root.units
    assert states_of(batch) == [(line, Status.COMPLETE)]
    assert batch.problems == ()


@pytest.mark.parametrize(
    "below",
    [
        "Text.\n\n✅ COMPLETE",
        "Complete the store",
        "N/A",
        "Approved",
        "- PENDING\n- COMPLETE",
        "**Status**:\n- PENDING\n- COMPLETE",
        "**Result**: done rows are kept",
        "### Status of the work\n\nCOMPLETE",
        "### Notes\n\nCOMPLETE",
        "**Expected**: the field `**Status**: COMPLETE`",
        "**Note**: set **Status**: COMPLETE at the end",
    ],
)
def test_a_unit_says_nothing(below: str) -> None:
    (batch,) = read(f"## Batch 1: Store\n\n{below}\n").root.units
    assert (batch.statuses, batch.problems) == ((), ())


def test_the_overall_status_at_the_end_of_the_last_unit_is_the_documents() -> None:
    root = read(f"{TWO}---\n\n**Overall Status**: COMPLETE\n").root
    assert (root.status, root.units[1].status) == (Status.COMPLETE, Status.PENDING)


@pytest.mark.parametrize("value", ["<COMPLETE>", "<status>", "{COMPLETE}", "[PENDING | COMPLETE]"])
def test_a_blank_of_a_template_is_no_status(value: str) -> None:
    (batch,) = read(f"## Batch 1: Store\n\n**Status**: {value}\n").root.units
    assert batch.statuses == ()
    assert [problem.message for problem in batch.problems] == [
        f"the status {value!r} holds no status word; write COMPLETE, IN PROGRESS, PENDING or the like"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "## Final Batch 3: Polish ✅ COMPLETE",
            'the heading names batch 3 but introduces no unit; write "batch 3: title"',
        ),
        (
            "### Step two - Task 3.1: Polish\n\n**Status**: COMPLETE",
            'the heading names task 3.1 but introduces no unit; write "task 3.1: title"',
        ),
        (
            "> ## Batch 3: Polish - COMPLETE",
            "the heading of batch 3 stands in a quotation and introduces no unit; take the > away",
        ),
    ],
)
def test_a_heading_that_loses_its_unit_is_a_problem(text: str, message: str) -> None:
    workflow = read(f"{TWO}# Rest\n\n{text}\n")
    assert [problem.message for unit in workflow.root.walk() for problem in unit.problems] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "## Gate 3: After Batch 3 (Polish)",
        "## Parts of Batch 3\n\n**Status**: fine",
        "## The way to Batch 3: notes\n\ntext",
        "> ## Batch 2: Screens - COMPLETE",
        "> ## Notes",
    ],
)
def test_a_heading_that_speaks_of_a_unit_is_no_problem(text: str) -> None:
    workflow = read(f"{TWO}# Rest\n\n{text}\n")
    assert [problem for unit in workflow.root.walk() for problem in unit.problems] == []


def test_values_that_name_no_unit_first_are_passed_over() -> None:
    assert statuses_of_units("COMPLETE (with Batch 2)") == []
    assert statuses_of_units("Task 1.1, 1.2 and 1.3 are now done") == [
        (Reference(name, Level.TASK), Status.COMPLETE) for name in ("1.1", "1.2", "1.3")
    ]
