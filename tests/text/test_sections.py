from __future__ import annotations

import pytest

from pytest_phasegate.text.sections import numbered_sections


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("## 1.1 Store", "1.1", "Store"),
        ("### Task 1.1: Store", "1.1", "Store"),
        ("# **1.1.A** Validate", "1.1.A", "Validate"),
        ("## Phase 2 – Web", "2", "Web"),
        ("## Branch 8.1: Schema", "8.1", "Schema"),
        ("## 1.1. Store", "1.1", "Store"),
    ],
)
def test_a_section_has_a_number(heading: str, number: str, title: str) -> None:
    (section,) = numbered_sections(f"{heading}\nsaid\n")
    assert (section.number, section.title, section.line, section.lines) == (number, title, 1, ("said", ""))


@pytest.mark.parametrize("heading", ["## Notes", "## 2nd try", "1.1 Store", "#1.1 Store", "## 1.1x"])
def test_other_headings_are_no_sections(heading: str) -> None:
    assert numbered_sections(f"{heading}\n") == ()


def test_a_section_ends_with_the_next_heading() -> None:
    text = "## 1.1 A\nfirst\n~~~\n## 1.2 B\n~~~\n### Notes\nnot here\n## 1.3 C\n"
    sections = numbered_sections(text)
    assert [(section.number, section.lines) for section in sections] == [
        ("1.1", ("first", "~~~", "## 1.2 B", "~~~")),
        ("1.3", ("",)),
    ]


@pytest.mark.parametrize("line", ["It works.", "- Summary: it works", "| a | b |", "Executor: Ada", "> quoted"])
def test_a_line_that_says_something(line: str) -> None:
    assert numbered_sections(f"## 1.1 A\n{line}\n")[0].says_something


@pytest.mark.parametrize(
    "line",
    [
        "",
        "- Summary:",
        "- **Artifacts**: TBD",
        "---",
        "Executor: <name>",
        "- [name]",
        "N/A",
        "Notes: To be added later",
    ],
)
def test_a_line_that_says_nothing(line: str) -> None:
    assert not numbered_sections(f"## 1.1 A\n{line}\n")[0].says_something


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("Status: in progress", "in progress"),
        ("- **Status**: ⏸️ Pending", "pending"),
        ("- Status: completed", ""),
        ("The status: pending", ""),
    ],
)
def test_a_section_may_say_that_it_is_open(line: str, state: str) -> None:
    assert numbered_sections(f"## 1.1 A\n{line}\n")[0].open_state == state
