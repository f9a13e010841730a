from __future__ import annotations

import pytest

from pytest_phasegate.text.lines import (
    begins_block,
    fence_length,
    heading_level,
    is_rule,
    marker_end,
    measure,
    strip_quotes,
)


@pytest.mark.parametrize(
    ("line", "place"), [("a", (0, 0)), ("  a", (2, 2)), ("\ta", (1, 4)), ("  \ta", (3, 4)), ("", (0, 0))]
)
def test_an_indent_is_measured_in_columns(line: str, place: tuple[int, int]) -> None:
    assert measure(line) == place


@pytest.mark.parametrize(
    ("line", "most", "place"),
    [
        ("> a", 9, (2, 0, 1)),
        (">a", 9, (1, 0, 1)),
        (">> a", 9, (3, 0, 2)),
        (">   > a", 9, (6, 0, 2)),
        (">> a", 1, (1, 0, 1)),
        (">     > a", 9, (6, 4, 1)),
        (">", 9, (1, 0, 1)),
        (">>", 9, (2, 0, 2)),
    ],
)
def test_quote_marks_are_stepped_over(line: str, most: int, place: tuple[int, int, int]) -> None:
    assert strip_quotes(line, 0, most) == place


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("# a", True), ("#a", False), ("```", True), ("``", False), ("<!-- a", True), ("<b>", False), ("---", True),
        ("- a", True), ("-a", False), ("1. a", True), ("1a", False), ("**a**", False), ("| a |", False),
    ],
)  # fmt: skip
def test_what_begins_a_block_in_a_paragraph(line: str, begins: bool) -> None:
    assert begins_block(line, 0) is begins


def test_marks_are_measured() -> None:
    assert (heading_level("### a", 0), heading_level("####### a", 0)) == (3, 0)
    assert (fence_length("~~~~ py", 0), fence_length("```a`", 0)) == (4, 0)
    assert (marker_end("12) a", 0), marker_end("12", 0)) == (3, 0)
    assert is_rule("- - -", 0)
    assert not is_rule("- - a", 0)
