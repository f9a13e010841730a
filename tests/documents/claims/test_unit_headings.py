from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.unit_headings import read_unit_heading
from pytest_phasegate.model.claims import Level, Status


def test_a_heading_says_all_of_its_unit() -> None:
    heading = read_unit_heading("Batch 2: Types - COMPLETE - Assigned to backend-developer")
    assert heading is not None
    assert (heading.level, heading.id, heading.title) == (Level.BATCH, "2", "Types")
    assert heading.status is not None
    assert heading.status.status is Status.COMPLETE
    assert heading.assignee == "backend-developer"
    assert heading.text[heading.tail :] == " - COMPLETE - Assigned to backend-developer"


def test_a_heading_may_say_who_does_it_and_no_status() -> None:
    heading = read_unit_heading("Batch 2: Types - Assigned to: `ada`")
    assert heading is not None
    assert (heading.title, heading.assignee, heading.status) == ("Types", "ada", None)


def test_garbled_signs_are_harmless() -> None:
    heading = read_unit_heading("Task 2.1: Types âœ… COMPLETE")
    assert heading is not None
    assert (heading.title, heading.status is not None) == ("Types", True)


@pytest.mark.parametrize(
    "text",
    ["Batch 1 Commits:", "Batch 1 is COMPLETE", "Batch 1-3: a", "Task 1.1-1.2: a", "Ta\u017fk 1: a", "", "Notes"],
)
def test_other_headings_introduce_no_unit(text: str) -> None:
    assert read_unit_heading(text) is None


def test_a_title_of_great_length_is_cut() -> None:
    heading = read_unit_heading("Task 1: " + "a" * 100_000)
    assert heading is not None
    assert len(heading.title) == 1_992


@pytest.mark.parametrize("text", ["~~Task 1.2: Search~~", "Task 1.2: ~~Search~~", "**~~Task 1.2: Search~~**"])
def test_a_heading_that_is_struck_out_drops_its_unit(text: str) -> None:
    heading = read_unit_heading(text)
    assert heading is not None
    assert heading.status is not None
    assert (heading.id, heading.title, heading.status.status) == ("1.2", "Search", Status.SKIPPED)


def test_a_word_that_is_struck_out_in_a_heading_drops_nothing() -> None:
    heading = read_unit_heading("Task 1.2: ~~Quick~~ search")
    assert heading is not None
    assert heading.status is None


@pytest.mark.parametrize(
    ("text", "unit_id", "title", "status"),
    [
        ("✅ Batch 1: Types", "1", "Types", Status.COMPLETE),
        ("🔄 **Batch 1**: Types", "1", "Types", Status.IN_PROGRESS),
        ("✅ Batch 1: Types - PENDING", "1", "Types", Status.PENDING),
        ("⚠️ Batch 1: Types", "1", "Types", None),
        ("[x] Batch 1: Types", "1", "Types", None),
        ("Batch #1: Types ✅ COMPLETE", "1", "Types", Status.COMPLETE),
        ("Batch No. 1: Types", "1", "Types", None),
        ("Batch1: Types", "1", "Types", None),
        ("Batch-1: Types", "1", "Types", None),
        ("Task1.2: Types", "1.2", "Types", None),
        ("**Batch 1**", "1", "", None),
        ("Batch 1：Types", "1", "Types", None),
        ("QA Batch 1: Types - DONE", "QA-1", "Types", Status.COMPLETE),
        ("1. Batch 1: Types", "1", "Types", None),
        ("2) Task 1.1: Types", "1.1", "Types", None),
        ("COMPLETE: Batch 1: Types", "1", "Types", Status.COMPLETE),
        ("✅ Done - Batch 1: Types", "1", "Types", Status.COMPLETE),
        ("[COMPLETE] Batch 1: Types", "1", "Types", None),
        ("[HIGH] Batch 1: Types", "1", "Types", None),
        ("Batch 1: Types ✅ (2025-12-10)", "1", "Types", Status.COMPLETE),
        ("Batch 1: Types - Completed by backend-developer", "1", "Types", Status.COMPLETE),
        ("Batch 1: Types [x]", "1", "Types", Status.COMPLETE),
        ("Batch 3: Mark orders as done", "3", "Mark orders as done", None),
        ("Batch 1: Add ✅ icon to list", "1", "Add ✅ icon to list", None),
    ],
)
def test_a_heading_may_say_it_before_the_name(text: str, unit_id: str, title: str, status: Status | None) -> None:
    heading = read_unit_heading(text)
    assert heading is not None
    assert (heading.id, heading.title) == (unit_id, title)
    assert (heading.status.status if heading.status else None) is status
    assert heading.problem == ""


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("[x] Batch 1: Types", Status.COMPLETE),
        ("[ ] Task 1.1: Types", Status.PENDING),
        ("✅ [~] Batch 1: Types", Status.IN_PROGRESS),
        ("[COMPLETE] Batch 1: Types", Status.COMPLETE),
        ("[P] Batch 1: Types", None),
        ("Batch 1: Types", None),
    ],
)
def test_a_box_before_the_name_is_kept(text: str, mark: Status | None) -> None:
    heading = read_unit_heading(text)
    assert heading is not None
    assert heading.box is mark


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Batch 1: Types ✅ LANDED", "the tick stands with 'LANDED', which is no status; write COMPLETE or the like"),
        ("Batch 1: Types ✅ 搞定", "the tick stands with '搞定', which is no status; write COMPLETE or the like"),
        ("[!] Batch 1: Types", "the checkbox holds '!', which no dialect knows; write [ ], [x] or [~]"),
    ],
)
def test_a_claim_that_cannot_be_read_is_told(text: str, problem: str) -> None:
    heading = read_unit_heading(text)
    assert heading is not None
    assert (heading.status, heading.problem) == (None, problem)


@pytest.mark.parametrize(
    "text",
    ["Task_1: a", "TASK-42: a", "TASK_2025_001: a", "END BATCH 1: a", "Notes: Batch 1: a", "Phase 1: Batch 1",
     "v2 Batch 1: a",
     "Final Batch 1: a", "Batchwise 1: a", "Multitask 1: a", "[x](y) Batch 1: a", "[] Batch 1 notes"],
)  # fmt: skip
def test_names_of_other_things_introduce_no_unit(text: str) -> None:
    assert read_unit_heading(text) is None
