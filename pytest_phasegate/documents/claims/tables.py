"""Tables: rows of cells under the names of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.documents.scanner import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.documents.scanner import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: each cell's text under its column's name in lower case (an unnamed column: "")."""

    token: Token
    cells: Mapping[str, str]


def table_rows(tokens: Sequence[Token]) -> Iterator[Row]:
    """The rows, without head and rule, of every table among some tokens; a table needs its rule line."""
    table: list[Token] = []
    for token in tokens:
        if token.kind is Kind.ROW:
            table.append(token)
        elif table:
            yield from _rows(table)
            table = []
    yield from _rows(table)


def split_cells(text: str) -> list[str]:
    r"""The cells of a row; ``\\|`` and a bar in a code span do not part cells."""
    if "`" not in text and "\\" not in text:
        cells = [cell.strip() for cell in text.strip().split("|")]
        return cells[1:-1] if text.rstrip().endswith("|") else cells[1:]
    cells = []
    cell: list[str] = []
    in_code = escaped = False
    for char in text.strip():
        if char == "|" and not escaped and not in_code:
            cells.append("".join(cell).strip())
            cell = []
        else:
            cell.append(char)
        in_code ^= char == "`" and not escaped
        escaped = char == "\\" and not escaped
    cells.append("".join(cell).strip())
    return cells[1:-1] if text.rstrip().endswith("|") else cells[1:]


def _rows(tokens: Sequence[Token]) -> Iterator[Row]:
    if len(tokens) < 3 or tokens[1].text.strip("|:- \t"):
        return
    names = [cell.strip("*` ").casefold() for cell in split_cells(tokens[0].text)]
    for token in tokens[2:]:
        yield Row(token=token, cells=dict(zip(names, split_cells(token.text), strict=False)))
