from __future__ import annotations

import pytest

from pytest_phasegate.documents.claims.marks import bracketed_word, find_box, read_mark
from pytest_phasegate.model.claims import Mark

MARKS = {
    "[ ] a": Mark.OPEN,
    "[] a": Mark.OPEN,
    "[Not done] a": Mark.OPEN,
    "[x] a": Mark.TICKED,
    "[X] a": Mark.TICKED,
    "[ x ] a": Mark.TICKED,
    "[v] a": Mark.TICKED,
    "[✓] a": Mark.TICKED,
    "[✔️] a": Mark.TICKED,
    "[✅] a": Mark.TICKED,
    "[done] a": Mark.TICKED,
    "[~] a": Mark.IN_PROGRESS,
    "[-] a": Mark.IN_PROGRESS,
    "[ - ] a": Mark.IN_PROGRESS,
    "[/] a": Mark.IN_PROGRESS,
    "[🔄] a": Mark.IN_PROGRESS,
    "[ ] ~~a~~": Mark.DROPPED,
    "[x] ~~a~~": Mark.DROPPED,
    "~~[ ] a~~": Mark.DROPPED,
    "[x] SKIP: a": Mark.DROPPED,
    "[ ]* a": Mark.OPEN,
    "☐ a": Mark.OPEN,
    "☐\ufe0f a": Mark.OPEN,
    "⬜ a": Mark.OPEN,
    "☑ a": Mark.TICKED,
    "☑️ a": Mark.TICKED,
    "☐": Mark.OPEN,
    "[ ]a": Mark.OPEN,
    "[x]a": Mark.TICKED,
    "[X]`a`": Mark.TICKED,
    "[pending] a": Mark.OPEN,
    "[To do] a": Mark.OPEN,
    "[not started] a": Mark.OPEN,
    "[failed] a": Mark.OPEN,
    "[BLOCKED] a": Mark.OPEN,
    "[in progress] a": Mark.IN_PROGRESS,
    "[In-Progress] a": Mark.IN_PROGRESS,
    "[WIP] a": Mark.IN_PROGRESS,
    "[partial] a": Mark.IN_PROGRESS,
    "[Complete] a": Mark.TICKED,
    "[COMPLETED] a": Mark.TICKED,
    "[✅ done] a": Mark.TICKED,
    "[deferred] a": Mark.DROPPED,
    "[n/a] a": Mark.DROPPED,
    "**[ ] a**": Mark.OPEN,
    "**[x]** a": Mark.TICKED,
    "*[ ] a*": Mark.OPEN,
    "~~☐ a~~": Mark.DROPPED,
}


@pytest.mark.parametrize(("text", "mark"), MARKS.items())
def test_a_known_mark_has_a_meaning(text: str, mark: Mark) -> None:
    box = find_box(text)
    assert box is not None
    assert read_mark(box) is mark


@pytest.mark.parametrize("text", ["[!] a", "[?] a", "[o] a", "[*] a", "[❌] a", "[🔴] a", "[⏸️] a", "[! ] a", "☒ a"])
def test_an_unknown_mark_is_a_box_without_a_meaning(text: str) -> None:
    box = find_box(text)
    assert box is not None
    assert read_mark(box) is None


@pytest.mark.parametrize(
    "text",
    ["[later] a", "[HIGH] a", "[Open the gate] a", "**[MODIFY]** a", "**a** [ ]", "✅ a", "❌ a", "☐a", "[done](b)",
     "[P] a", "[US1] a", "[1] a", "[12]", "[ID] a", "[a](b)", "[x](b)", "[x]: b", "[x][b]",
     "[ ](b)", "[-]a", "[[x]] a", "[", "[x", "a [x]",
     "[^1] a", "[@ada] a", "[" + "x" * 100 + "] a", "", "~~a~~"],
)  # fmt: skip
def test_tags_links_and_footnotes_are_no_boxes(text: str) -> None:
    assert find_box(text) is None


def test_a_box_keeps_what_is_written() -> None:
    assert find_box("[ X ]  text ") == (" X ", 0, "text", False)
    assert find_box("~~[x] text~~") == ("x", 2, "text~~", True)
    assert find_box("**[x] text**") == ("x", 2, "text", False)
    assert find_box("**[x]** **text**") == ("x", 2, "**text**", False)
    assert find_box("[x] **Key**: value") == ("x", 0, "**Key**: value", False)
    assert find_box("☑\ufe0f text") == ("☑", 0, "text", False)


@pytest.mark.parametrize("text", ["[later] a", "[Half way] a", "[NOT-REALLY] a", "**[later]** a"])
def test_a_word_in_brackets_may_be_meant_as_a_state(text: str) -> None:
    assert bracketed_word(text) == text.strip("*").partition("]")[0][1:]


@pytest.mark.parametrize(
    "text", ["[P] a", "[US1] a", "[API] a", "[Optional] a", "[later](b)", "[later]: b", "[^a] b",
             "[x] a", "[done] a", "a [later]", "[a very long remark indeed] a", "[@ada] a", "[]", ""],
)  # fmt: skip
def test_tags_numbers_and_links_are_not_meant_as_a_state(text: str) -> None:
    assert bracketed_word(text) == ""
