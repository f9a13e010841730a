from __future__ import annotations

from pytest_phasegate.documents.claims.tables import split_cells, table_rows
from pytest_phasegate.documents.scanner import scan


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


def test_rows_without_a_rule_are_no_table() -> None:
    assert list(table_rows(scan("| A |\n| 1 |\n| 2 |\n"))) == []
    assert list(table_rows(scan("| A |\n|---|\n"))) == []


def test_a_bar_in_code_or_behind_a_backslash_parts_no_cells() -> None:
    assert split_cells(r"| a \| b | `c | d` | e |") == [r"a \| b", "`c | d`", "e"]
    assert split_cells("| a | b") == ["a", "b"]
