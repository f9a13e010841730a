"""Tables: rows of cells under the names of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.text.lines import Token


_KINDS = (Kind.ROW, Kind.TEXT)
_HEADS = (*_KINDS, Kind.ITEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: each cell's text under its column's name in lower case (an unnamed column: "")."""

    token: Token
    cells: Mapping[str, str]


def table_rows(tokens: Sequence[Token]) -> Iterator[Row]:
    """The rows, without head and rule, of every table among some tokens; a table needs its rule line.

    Rows need no bars around them, only between their cells. Where a head and a rule follow rows, a new table begins.
    """
    table: list[Token] = []
    before: Token | None = None
    for token in tokens:
        is_row = token.kind is Kind.ROW
        if table:
            if is_row or _is_above(table[-1], token):
                table.append(token)
            elif not _is_below(table[-1], token):  # words right below a row are one of its kind, without cells
                yield from _rows(table)
                table = []
        elif is_row or (token.kind is Kind.TEXT and token.text.startswith(("-", ":"))):
            if before and before.kind in _HEADS and _is_rule(token) and _is_above(before, token):
                table += [before, token]  # a head without bars around it
            elif is_row:
                table.append(token)
        before = token
    yield from _rows(table)


def _is_below(before: Token, token: Token) -> bool:
    return token.kind is Kind.TEXT and before.line == token.line - 1


def _is_above(before: Token, token: Token) -> bool:
    """Whether two lines follow each other, and both have cells or may have."""
    return before.line == token.line - 1 and token.kind in _KINDS and "|" in token.text and "|" in before.text


def _is_rule(token: Token) -> bool:
    return not token.text.strip("|:- \t") and "-" in token.text


def split_cells(text: str) -> list[str]:
    r"""The cells of a row; ``\\|`` and a bar in a code span do not part cells."""
    text = text.strip().removeprefix("|")
    if "`" not in text and "\\" not in text:
        return [cell.strip() for cell in text.removesuffix("|").split("|")]
    cells = []
    cell: list[str] = []
    in_code = escaped = False
    for char in text:
        if char == "|" and not escaped and not in_code:
            cells.append("".join(cell).strip())
            cell = []
        else:
            cell.append(char)
        in_code ^= char == "`" and not escaped
        escaped = char == "\\" and not escaped
    if cell or not cells:
        cells.append("".join(cell).strip())
    return cells


def _rows(tokens: Sequence[Token]) -> Iterator[Row]:
    names: list[str] = []
    last = len(tokens) - 1
    for index, token in enumerate(tokens):
        if index < last and _is_rule(tokens[index + 1]) and not (names and "--" not in tokens[index + 1].text):
            names = [cell.strip("*` ").casefold() for cell in split_cells(token.text)]
        elif names and not _is_rule(token):
            yield Row(token=token, cells=_cells(names, split_cells(token.text)))


def _cells(names: list[str], texts: list[str]) -> Mapping[str, str]:
    """The cells of a row by the names of their columns; those of columns with one name are taken together."""
    cells = dict(zip(names, texts, strict=False))
    if len(cells) < min(len(names), len(texts)):
        for name in cells:
            cells[name] = ", ".join(text for of, text in zip(names, texts, strict=False) if of == name)
    return cells
