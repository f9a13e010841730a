from __future__ import annotations

import pytest

from pytest_phasegate.text.scanner import scan
from pytest_phasegate.text.tables import split_cells, table_rows


def test_rows_have_their_cells_under_the_names_of_their_columns() -> None:
    text = "| Batch | **Status** |\n|---|:--:|\n| 1 | done |\n| 2 | open | more |\n| 3 |\ntext\n"
    rows = list(table_rows(scan(text)))
    assert [(row.token.line, dict(row.cells)) for row in rows] == [
        (3, {"batch": "1", "status": "done"}),
        (4, {"batch": "2", "status": "open"}),
        (5, {"batch": "3"}),
    ]


def test_two_tables_have_a_head_each() -> None:
    text = "| A |\n|--|\n| 1 |\n\ntext\n\n| B |\n|--|\n| 2 |\n"
    assert [dict(row.cells) for row in table_rows(scan(text))] == [{"a": "1"}, {"b": "2"}]


def test_a_rule_begins_a_new_table_with_the_row_above_it() -> None:
    for gap in ("", "\n"):
        text = f"| A |\n|---|\n| 1 |\n{gap}| B |\n|---|\n| 2 |\n"
        assert [dict(row.cells) for row in table_rows(scan(text))] == [{"a": "1"}, {"b": "2"}]


def test_cells_of_columns_with_one_name_are_taken_together() -> None:
    (row,) = table_rows(scan("| A | B | A |\n|--|--|--|\n| 1 | 2 | 3 |\n"))
    assert row.cells == {"a": "1, 3", "b": "2"}


def test_a_row_of_dashes_is_no_rule() -> None:
    rows = table_rows(scan("| A | B |\n|---|---|\n| 1 | 2 |\n| - | - |\n| 3 | 4 |\n"))
    assert [dict(row.cells) for row in rows] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@pytest.mark.parametrize(
    "text",
    [
        "A | B\n--- | ---\n1 | 2\n3 |\n",
        "A | B\n:-|-:\n1 | 2\n| 3 | |\n",
        "A | B\n|---|---|\n| 1 | 2 |\n3 |\n",
        "| A | B\n|---|---\n| 1 | 2\n| 3 |\n",
        "- A | B\n  ---|---\n  1 | 2\n  3 |\n",
        "| A | B |\n|---|---|\n| 1 | 2 |\nwords between\n| 3 | |\n",
    ],
)
def test_bars_around_a_row_may_be_missing(text: str) -> None:
    rows = [dict(row.cells) for row in table_rows(scan(text))]
    assert rows[0] == {"a": "1", "b": "2"}
    assert rows[1]["a"] == "3"
    assert len(rows) == 2


@pytest.mark.parametrize("text", ["words\n---\n1 | 2\n", "# A | B\n---|---\n1 | 2\n", "A | B\n\n---|---\n1 | 2\n"])
def test_a_line_with_a_bar_is_no_table(text: str) -> None:
    assert list(table_rows(scan(text))) == []


def test_rows_without_a_rule_are_no_table() -> None:
    assert list(table_rows(scan("| A |\n| 1 |\n| 2 |\n"))) == []
    assert list(table_rows(scan("| A |\n|---|\n"))) == []


def test_a_bar_in_code_or_behind_a_backslash_parts_no_cells() -> None:
    assert split_cells(r"| a \| b | `c | d` | e |") == [r"a \| b", "`c | d`", "e"]
    assert split_cells("| a | b") == ["a", "b"]
    assert split_cells("a | `b`") == ["a", "`b`"]
    assert split_cells("| a | |") == split_cells("| a | `` |".replace("`", "")) == ["a", ""]
