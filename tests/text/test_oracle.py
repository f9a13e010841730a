"""The scanner against a CommonMark parser: both see the same boxes, headings and fences, or a row says why not."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.scanner import scan

CORPUS = Path(os.environ.get("PHASEGATE_CORPUS", Path(__file__).parents[2].parent / "shared")) / "corpus"
BOX = re.compile(r"\[[ xX]\](?=\s|$)")
PARSER = MarkdownIt("commonmark", {"maxNesting": 1000})

Seen = list[tuple[int, str]]

DIFFERENCES: list[tuple[str, str, Seen, Seen]] = [
    ("a byte order mark is no text", "\ufeff# a", [(1, "heading")], []),
    ("front matter is no Markdown", "---\na: b\n# c\n---\n", [], [(3, "heading")]),
    ("a list that goes on behind a remark", "text\n2. [x] a", [(2, "box")], []),
    ("people write bullets with their keyboards", "• [x] a", [(1, "box")], []),
    ("a no-break space looks like a space", "-\u00a0[x] a", [(1, "box")], []),
    ("rules stand under fields", "a\n---\n# b", [(3, "heading")], [(1, "underlined"), (3, "heading")]),
    ("editors and git count no lone carriage return", "a\r# b", [], [(2, "heading")]),
    ("boxes in <details> are boxes", "<div>\n- [x] a\n</div>", [(2, "box")], []),
    ("a heading in an item opens no section", "- # a", [], [(1, "heading")]),
    ("a box stands behind its bullet", "-\n  [x] a", [], [(2, "box")]),
    ("ten bullets are no list", "- " * 10 + "[x] a", [], [(1, "box")]),
]  # fmt: skip

LINES = [
    "# h", "## h ##", "- [ ] a", "- [x] b", "* [x] c", "+ [X] c", "1. [ ] d", "1) [x] e", "1. f", "text", "",
    "  - [ ] g", "    - [x] h", "   1. [x] i", "```", "  ```", "``` py", "~~~~", "````", "    code", "> - [x] j",
    "> text", ">> ```", "> ```", "<!-- k -->", "<!--", "-->", "***", "**Key**: value", "| a | b |", "      - [ ] l",
    "- ```", "  text", "\t- [x] m", "- n", "- 1. [x] o", "# ", "- [x] ", "[x] p", "#q", "- [P] r",
]  # fmt: skip


def without_underlined(seen: Seen) -> Seen:
    """What is left but for the one difference that real documents are full of."""
    return [(line, kind) for line, kind in seen if kind != "underlined"]


def ours(text: str) -> Seen:
    seen = []
    for token in scan(text):
        if token.kind in (Kind.HEADING, Kind.FENCE):
            seen.append((token.line, token.kind.value))
        elif token.kind is Kind.ITEM and BOX.match(token.text):
            seen.append((token.line, "box"))
    return sorted(seen)


def theirs(text: str) -> Seen:
    seen = []
    tokens = PARSER.parse(text)
    for index, token in enumerate(tokens):
        if token.map is None:
            continue
        line = token.map[0] + 1
        if token.type == "heading_open":
            seen.append((line, "heading" if token.markup.startswith("#") else "underlined"))
        elif token.type == "fence":
            seen.append((line, "fence"))
        elif token.type == "inline" and tokens[index - 2].type == "list_item_open" and BOX.match(token.content):
            seen.append((line, "box"))
    return sorted(seen)


@pytest.mark.parametrize(("reason", "text", "we_see", "they_see"), DIFFERENCES, ids=[row[0] for row in DIFFERENCES])
def test_where_we_differ_there_is_a_reason(reason: str, text: str, we_see: Seen, they_see: Seen) -> None:
    assert ours(text) == we_see
    assert theirs(text) == they_see
    assert we_see != they_see


@settings(max_examples=200)
@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_both_see_the_same_in_generated_documents(text: str) -> None:
    assert ours(text) == without_underlined(theirs(text))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not here")
def test_both_see_the_same_in_real_documents() -> None:
    every = (path.read_bytes().decode("utf-8") for path in sorted(CORPUS.glob("*/*.md")))
    # the other parser takes front matter for text, and the list items in it for the document's
    texts = [text for text in every if not text.removeprefix("\ufeff").startswith("---\n")]
    assert len(texts) > 50
    for text in texts:
        plain = text.removeprefix("\ufeff")
        assert ours(text) == without_underlined(theirs(plain))
