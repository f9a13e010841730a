from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.text.lines import Kind, Token
from pytest_phasegate.text.scanner import numbered_lines, scan

if TYPE_CHECKING:
    from types import FrameType

PIECES = [
    "# ", "## Batch 1: a", "- [x] b", "- ", "1. ", "* ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "```", "~~~~",
    "````", "<!--", "-->", "> ", "|a|b|", "|-|-|", "---", "***", "**Key**: value", "text", "\0", "\u00a0", "\u2028",
    "\x0c", "\ufeff", "[", "]", "`", "\r",
]  # fmt: skip


def shown(text: str) -> list[tuple[str, int, int, str]]:
    return [(token.kind.value, token.line, token.column, token.text) for token in scan(text)]


def only(text: str, kind: Kind) -> list[Token]:
    return [token for token in scan(text) if token.kind is kind]


def test_each_kind_of_line_becomes_a_token_with_its_place() -> None:
    text = "# Title #\n\ntext\n- item\n  * [x] box\n1) one\n| a | b |\n---\n"
    assert shown(text) == [
        ("heading", 1, 3, "Title"),
        ("text", 3, 1, "text"),
        ("item", 4, 3, "item"),
        ("item", 5, 5, "[x] box"),
        ("item", 6, 4, "one"),
        ("row", 7, 1, "| a | b |"),
        ("rule", 8, 1, "---"),
    ]


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("# a", 1, "a"),
        ("###### a", 6, "a"),
        ("   ## a", 2, "a"),
        ("#\ta", 1, "a"),
        ("## a ##", 2, "a"),
        ("## a#", 2, "a#"),
        ("## a \\#", 2, "a \\#"),
        ("##", 2, ""),
        ("## ##", 2, ""),
        ("#   a   ", 1, "a"),
    ],
)
def test_a_heading_has_a_level_and_a_text(line: str, level: int, text: str) -> None:
    (token,) = scan(line)
    assert (token.kind, token.level, token.text) == (Kind.HEADING, level, text)


@pytest.mark.parametrize("line", ["#a", "####### a", "#[x]", "\\# a"])
def test_a_hash_without_a_space_or_with_too_many_is_text(line: str) -> None:
    assert [token.kind for token in scan(line)] == [Kind.TEXT]


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "1.", "1)", "123456789."])
def test_every_bullet_begins_an_item(bullet: str) -> None:
    (token,) = scan(f"{bullet} [ ] a")
    assert (token.kind, token.bullet, token.column, token.text) == (Kind.ITEM, bullet, len(bullet) + 2, "[ ] a")


@pytest.mark.parametrize("line", ["-a", "1a", "1234567890. a", "-[ ] a", "a - b", "--", "1"])
def test_what_only_begins_like_a_bullet_is_text(line: str) -> None:
    assert [token.kind for token in scan(line)] == [Kind.TEXT]


def test_items_know_how_deep_they_stand() -> None:
    text = "- a\n  - b\n    - c\n  - d\n- e\n\ntext\n\n  - f\n"
    assert [(token.text, token.level) for token in only(text, Kind.ITEM)] == [
        ("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0), ("f", 0),
    ]  # fmt: skip


def test_a_tab_leads_to_the_next_multiple_of_four() -> None:
    assert [(token.text, token.level, token.column) for token in scan("-\ta\n\t- b")] == [("a", 0, 3), ("b", 1, 4)]


def test_bullets_behind_a_bullet_open_a_list_each() -> None:
    (token,) = scan("- 1. [x] a")
    assert (token.text, token.level, token.column) == ("[x] a", 1, 6)


def test_lines_end_at_newlines_alone() -> None:
    text = "# a\u2028b\x0cc\x85d\r\n- e\rf\r\n# g"
    assert [(token.line, token.text) for token in scan(text)] == [(1, "a\u2028b\x0cc\x85d"), (2, "e\rf"), (3, "g")]


def test_a_byte_order_mark_shifts_no_column() -> None:
    assert shown("\ufeff# a") == [("heading", 1, 3, "a")]


def test_nul_and_no_break_space_are_read_like_what_they_show() -> None:
    assert shown("-\u00a0[ ]\u00a0a\0b") == [("item", 1, 3, "[ ] a\ufffdb")]


def test_the_last_line_needs_no_newline() -> None:
    assert [token.line for token in scan("# a\n\n# b")] == [1, 3]


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n", "\r\n"])
def test_nothing_makes_no_token(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "```\n# a\n- [x] b\n```\n",
        "~~~ python\n# a\n~~~\n",
        "````\n```\n# a\n```\n````\n",
        "```\n~~~\n# a\n```\n",
        "```\n# a\n``` not closing\n# b\n```\n",
        "```\n    ```\n# a\n```\n",
        "- item\n  ```\n  # a\n  ```\n",
        "> ```\n> # a\n> ```\n",
        "<!-- # a\n- [x] b\n-->\n",
        "<!-- a --> # b\n",
        "    # a\n    - [x] b\n",
        "\t- [x] a\n",
        "---\ntitle: x\n# a\n---\n",
        "---\ntitle: x\n# a\n...\n",
    ],
)
def test_what_is_hidden_makes_no_heading_and_no_item_of_its_own(text: str) -> None:
    kinds = {token.kind for token in scan(text) if token.text != "item"}
    assert not kinds & {Kind.HEADING, Kind.ITEM}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```\na\n```\n# b", 4),
        ("```\na\n`````\n# b", 4),
        ("~~~\n```\n~~~\n# b", 4),
        ("``` a`b\n# b", 2),
        ("``\n# b", 2),
        ("- a\n  ```\n  x\n# b", 4),
        ("1. a\n   ~~~\nout\n# b", 4),
        ("- ```\n  x\n  ```\n# b", 4),
        ("> ```\n# b", 2),
        ("<!-- a -->\n# b", 2),
        ("<!--\na\nb --> c\n# b", 4),
        ("- a\n  <!-- x\n# b", 3),
        ("a <!-- b\n# b", 2),
        ("---\n# b\n---\n", 2),
        ("---\n\n# b\n---\n", 3),
        ("---\ntitle: x\n# b", 3),
        ("a\n    b\n# b", 3),
        ("    a\n# b", 2),
    ],
)
def test_what_hides_ends_where_it_ends(text: str, line: int) -> None:
    assert [token.line for token in scan(text) if token.kind is Kind.HEADING] == [line]


def test_an_unclosed_fence_tells_what_it_hides() -> None:
    (token,) = only("a\n```py\nb\n## Batch 1\n- [x] c", Kind.FENCE)
    assert (token.line, token.end, token.closed, token.hidden, token.text) == (2, 5, False, 4, "py")


def test_an_unclosed_comment_tells_what_it_hides() -> None:
    (token,) = only("<!-- todo\n- [ ] c", Kind.COMMENT)
    assert (token.line, token.end, token.closed, token.hidden) == (1, 2, False, 2)


def test_an_unclosed_fence_over_code_hides_nothing() -> None:
    (token,) = only("```\nx = 1\n#!x\n- y", Kind.FENCE)
    assert (token.closed, token.hidden) == (False, 0)


def test_a_fence_that_an_outdent_ends_is_closed() -> None:
    (token,) = only("- a\n  ```\n  b\nc\n", Kind.FENCE)
    assert (token.line, token.end, token.closed) == (2, 3, True)


def test_comments_in_a_line_are_blanked_and_columns_hold() -> None:
    assert shown("- a <!-- ✅ --> b <!-- c -->") == [("item", 1, 3, "a            b")]
    assert shown("# a <!-- b") == [("heading", 1, 3, "a <!-- b")]


def test_front_matter_is_one_token() -> None:
    assert shown("---\nstatus: done\n---\n# a")[0] == ("front matter", 1, 1, "status: done")


def test_quoted_lines_are_marked() -> None:
    tokens = scan("> # a\n> - [x] b\n>> c\n\n- d\n> e\n  - f")
    assert [(token.text, token.quoted) for token in tokens] == [
        ("a", True), ("[x] b", True), ("c", True), ("d", False), ("e", True), ("f", False),
    ]  # fmt: skip


def test_a_line_of_a_paragraph_is_text_however_far_it_is_indented() -> None:
    assert shown("a\n        - b") == [("text", 1, 1, "a"), ("text", 2, 9, "- b")]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    check_places(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_mixture_of_marks_is_read(text: str) -> None:
    check_places(text)


def check_places(text: str) -> None:
    lines = text.removeprefix("\ufeff").replace("\0", "\ufffd").replace("\u00a0", " ").split("\n")
    last = 0
    for token in scan(text):
        assert 1 <= token.line <= len(lines)
        assert token.line > last
        assert max(token.line, token.end) <= len(lines)
        last = max(token.line, token.end if token.kind in (Kind.FENCE, Kind.COMMENT, Kind.FRONT_MATTER) else 0) - 1
        if "<!--" not in text and token.kind in (Kind.HEADING, Kind.ITEM, Kind.TEXT, Kind.ROW):
            assert lines[token.line - 1][token.column - 1 :].startswith(token.text)


HOSTILE = {
    "a heading with blanks": "# a" + " " * 100,
    "blanks": " " * 100,
    "tabs": "\t" * 100,
    "open comments": "<!-- " * 20,
    "open comments in text": "a " + "<!-- " * 20,
    "closed comments": "a " + "<!---->" * 15,
    "hashes": "# " + "#" * 100,
    "hashes apart": "# " + "# " * 50,
    "backticks": "`" * 100,
    "bullets": "- " * 50,
    "rules": "* " * 50 + "a",
    "quotes": "> " * 50,
    "brackets": "- " + "[" * 100,
    "bars": "|" * 100,
    "bold": "**a" * 30,
    "digits": "1" * 100,
    "nested lists": "".join(f"{' ' * depth}- a\n" for depth in range(0, 20, 2)),
    "fences": "```\n" * 25,
    "lines": "\n" * 100,
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    small, large = (count_lines(lambda times=times: scan(piece * times)) for times in (20, 200))
    assert large < 15 * small + 1_000


def count_lines(work: Any) -> int:
    """How many lines of our code run: a measure of work that no busy machine disturbs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb\n```\nc", [2, 3, 4]),
        ("````\n```\nb\n````\nc", [1, 2, 3, 4]),
        ("```\nb\n``` c\nd", [1, 2, 3, 4]),
        ("~~~\n```\n~~~\nc", [1, 2, 3]),
        ("- a\n  ```\n  b\nc", [2, 3]),
        ("a ``` b\nc", []),
        ("<!--\n```\n-->\nc", []),
    ],
    ids=[
        "a fence", "a longer fence holds a shorter one", "words behind the mark close nothing",
        "other marks close nothing",
        "a fence ends with its list item", "marks within a line", "a fence in a comment",
    ],
)  # fmt: skip
def test_all_that_read_lines_see_the_same_fences(text: str, code: list[int]) -> None:
    lines = list(numbered_lines(text))
    assert [number for number, _, is_code in lines if is_code] == code
    assert [line for _, line, _ in lines] == text.split("\n")
