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
