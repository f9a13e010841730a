"""The visible text: what is folded before a line is read, and what a page shows of it."""

from __future__ import annotations

import pytest

from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.scanner import scan
from pytest_phasegate.text.visible import fold, folded, visible

FOLDED = {
    "an entity": ("Batch 1 &mdash; Types &#91;x&#93;", "Batch 1 — Types [x]"),
    "a blank as an entity": ("**Status**:&nbsp;COMPLETE", "**Status**: COMPLETE"),
    "a line end as an entity": ("COMPLETE&#10;# Batch 2", "COMPLETE # Batch 2"),
    "an entity that spells a tag stays text": ("&lt;b&gt;", "<b>"),
    "a tag of text": ("<b>Status</b>: <span class='x'>COMPLETE</span>", "Status: COMPLETE"),
    "an invisible character": ("COM\u200bPLETE", "COMPLETE"),
    "a mark of direction": ("\u202eCOMPLETE\u2066", "COMPLETE"),
    "a no-break space": ("Batch\u00a01", "Batch 1"),
    "wide letters and signs": ("Ｂａｔｃｈ　１：ＣＯＭＰＬＥＴＥ", "Batch 1:COMPLETE"),
    "wide brackets": ("［ｘ］ the store", "[x] the store"),
    "struck words": ("Status: ~~PENDING~~ COMPLETE", "Status:  COMPLETE"),
    "words struck by a tag": ("Status: <del>PENDING</del> COMPLETE", "Status:  COMPLETE"),
    "bold type that ends in a word": ("**COM**PLETE", "COMPLETE"),
    "bold type that begins in a word": ("COM**PLETE**", "COMPLETE"),
}
KEPT = {
    "a placeholder": "<COMPLETE> or <ana@example.org>",
    "a generic type": "return List<T>, Map<String, b>",
    "bold type": "**Status**: **COMPLETE**",
    "a field behind bold type": "COMPLETE**Developer**: ana",
    "code": "`<b>&amp;\u00a0</b>` holds `~~x~~`",
    "a line break that parts fields": "**Status**: COMPLETE<br>**Developer**: ana",
    "a box as a tag": '<input type="checkbox" checked> the store',
    "a dropped box": "~~[ ] the store~~",
    "a dropped box behind its mark": "[x] ~~the store~~ (not needed)",
    "a dropped unit": "Task 1.2: ~~The store~~",
    "a dropped unit of a list": "[ ] 1.2 ~~The store~~ (moved to 2.1)",
    "an emoji of several signs": "👩\u200d💻 pairs ✅\ufe0f",
    "an ampersand": "R&D; AT&T & others",
    "Chinese signs in Chinese": "实现存储（本地）：读取，写入",
}


@pytest.mark.parametrize("case", FOLDED)
def test_what_cannot_be_seen_is_gone_before_a_line_is_read(case: str) -> None:
    text, wanted = FOLDED[case]
    assert folded(text) == wanted
    assert [token.text for token in fold(scan(f"# {text}\n"), f"# {text}\n")] == [wanted.strip()]


@pytest.mark.parametrize("case", KEPT)
def test_what_means_something_stays(case: str) -> None:
    assert folded(KEPT[case]) == KEPT[case]


def test_a_number_too_long_for_an_entity_is_text() -> None:
    assert folded(f"&#{'9' * 5000};") == f"&#{'9' * 5000};"


def test_what_a_block_hides_is_not_folded() -> None:
    text = "---\nname: a&amp;b\n---\n```\n&amp;\n```\n<!-- &amp;\n-->\n&amp;\n"
    folds = fold(scan(text), text)
    assert [(token.kind, token.text) for token in folds if token.kind in (Kind.FRONT_MATTER, Kind.TEXT)] == [
        (Kind.FRONT_MATTER, "name: a&amp;b"),
        (Kind.TEXT, "&"),
    ]


def test_only_odd_lines_are_made_anew() -> None:
    text = "a line\n\nan &amp; sign\n"
    tokens = scan(text)
    assert [new is old for new, old in zip(fold(tokens, text), tokens, strict=True)] == [True, False]


SEEN = {
    "plain text": ("Batch 1 - COMPLETE", "Batch 1 - COMPLETE"),
    "emphasis": ("**Status**: _COMPLETE_ ***now***", "Status: COMPLETE now"),
    "a name with underscores": ("snake_case_name", "snake_case_name"),
    "code loses its signs": ("`[x]` and `**a**`", "(x) and ..a.."),
    "a link": ("[4830299](https://example.org/4830299) ![done](a.png)", "4830299 done"),
    "an escape": (r"\[x\] \*done\*", "[x] done"),
    "a heading as a tag": ("<h2>Batch 1</h2>", "Batch 1"),
    "struck words": ("<s>PENDING</s> ~~OPEN~~ DONE", "  DONE"),
    "letters of another form": ("ＤＯＮＥ ﬁle ①", "DONE file 1"),
}


@pytest.mark.parametrize("case", SEEN)
def test_a_page_shows_a_line_without_its_markup(case: str) -> None:
    text, wanted = SEEN[case]
    assert visible(text) == wanted
