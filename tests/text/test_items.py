from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.text.items import cited_items, read_items, requirement_ids

TEXTS = {
    "ids": ("# Spec\n- **FR-001**: Log in\n- FR-002 Leave\n- See FR-003\n- 1.1 x\n", ["FR-001", "FR-002"]),
    "numbers, the leaves of them": ("## 1 Diary\n- 1.1 Store\n- 1.2 Report\n## 2. Web\n", ["1.1", "1.2", "2"]),
    "criteria below a requirement": ("### Requirement 3: Log in\n\n1. WHEN x\n2. WHEN y\n", ["3.1", "3.2"]),
    "words before numbers": ("- Task 1.1: Store\n* Epic 2: Web\n", ["1.1", "2"]),
    "no number at all": ("Prose\n- Store\n- [ ] Report\n", ["", ""]),
    "a numbered list": ("# WBS\n\n1. Store\n2) Report\n", ["1", "2"]),
    "two numbered lists": ("# WBS\n## A\n1. Store\n2. Report\n## B\n1. Web\n", ["", "2", ""]),
    "a list with and without numbers": ("1. Store\n   - daily\n2. Report\n", ["1", "", "2"]),
    "a numbered list of which one item has parts": ("1. Store\n   1.1 Days\n2. Report\n", ["1.1", "2"]),
    "steps that no part continues": ("## 4.1 Store\n## 4.2 Web\n## Notes\n1. Read\n2. Write\n", ["4.1", "4.2"]),
    "headings where there is no list": ("# WBS\n\n## Store\n\nProse.\n\n## Report\n", ["", ""]),
    "a title alone": ("# Store\n", [""]),
    "what stands in a fence is none": ("- 1.1 A\n```\n- 1.2 B\n```\n", ["1.1"]),
    "an ordinal and a measure are none": ("- 1.1 A\n- 2nd try\n- 1.5x faster\n", ["1.1"]),
    "nothing": ("Prose.\n", []),
}


@pytest.mark.parametrize(("text", "ids"), TEXTS.values(), ids=TEXTS)
def test_items_are_what_tasks_can_cover(text: str, ids: list[str]) -> None:
    assert [item.id for item in read_items(text)] == ids


def test_an_item_has_its_title_and_its_line() -> None:
    (item,) = read_items("# Spec\n\n- **FR-001**: Users log in\n")
    assert (item.title, item.line, item.name) == ("Users log in", 3, 'FR-001 "Users log in"')
    (plain,) = read_items("- Store the diary\n")
    assert plain.name == '"Store the diary"'


def test_names_of_items_are_found_in_prose() -> None:
    assert cited_items("1.1, FR-001 and 2.3.4; 1.1 again, not v1.5 or 1.2.") == ("1.1", "FR-001", "2.3.4", "1.2")
    assert requirement_ids("Log in (FR-001, US-AUTH-2), UTF-8 apart") == ("FR-001", "US-AUTH-2", "UTF-8")


@given(st.text(alphabet="1.2-#* \nFRx:`", max_size=200))
def test_any_text_is_read(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= item.line <= lines for item in read_items(text))
