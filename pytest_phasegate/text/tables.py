"""Tables: rows of cells under the names of their columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.text.lines import Token


_KINDS = (Kind.ROW, Kind.TEXT)
_HEADS = (*_KINDS, Kind.ITEM)
_CELL_SIGNS = pattern(r"\\.|[`|]", re.DOTALL)


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
        if not table:
            table = _begun(before, token)
        elif token.kind is Kind.ROW or _is_above(table[-1], token):
            table.append(token)
        elif not _is_below(table[-1], token):  # words right below a row are one of its kind, without cells
            yield from _rows(table)
            table = []
        before = token
    yield from _rows(table)


def _begun(before: Token | None, token: Token) -> list[Token]:
    """The lines of the table that a line begins, or the one before it where that is a head without bars around it."""
    is_row = token.kind is Kind.ROW
    if before and _is_rule(token) and _is_head_without_bars(before, token):
        return [before, token]
    return [token] if is_row else []


def _is_head_without_bars(before: Token, token: Token) -> bool:
    return before.kind in _HEADS and token.kind in _KINDS and _is_above(before, token)


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
    if "`" in text or "\\" in text:
        return _cells_around_code(text)
    return [cell.strip() for cell in text.removesuffix("|").split("|")]


def _cells_around_code(text: str) -> list[str]:
    cells, start, in_code = [], 0, False
    for sign in _CELL_SIGNS.finditer(text):
        in_code ^= sign[0] == "`"
        if sign[0] == "|" and not in_code:
            cells.append(text[start : sign.start()].strip())
            start = sign.end()
    if start < len(text) or not cells:
        cells.append(text[start:].strip())
    return cells


def _rows(tokens: Sequence[Token]) -> Iterator[Row]:
    names: list[str] = []
    for token, below in zip_longest(tokens, tokens[1:]):
        if _is_head(below, is_first=not names):
            names = [cell.strip("*` ").casefold() for cell in split_cells(token.text)]
        elif names and not _is_rule(token):
            yield Row(token=token, cells=_cells(names, split_cells(token.text)))


def _is_head(below: Token | None, *, is_first: bool) -> bool:
    """Whether the line above this one is the head of a table; one that follows rows has a rule of several dashes."""
    return below is not None and _is_rule(below) and (is_first or "--" in below.text)


def _cells(names: list[str], texts: list[str]) -> Mapping[str, str]:
    """The cells of a row by the names of their columns; those of columns with one name are taken together."""
    cells = dict(zip(names, texts, strict=False))
    if len(cells) < min(len(names), len(texts)):
        for name in cells:
            cells[name] = ", ".join(text for of, text in zip(names, texts, strict=False) if of == name)
    return cells
