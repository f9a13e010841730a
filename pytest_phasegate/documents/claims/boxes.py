"""Checkboxes of a section: their marks, their places, and which box holds which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.file_claims import read_action
from pytest_phasegate.documents.claims.marks import BOX_STARTS, bracketed_word, find_box, read_mark
from pytest_phasegate.documents.claims.problems import unknown_mark
from pytest_phasegate.model.claims import BoxClaim, Problem
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.tables import split_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.claims.marks import Box
    from pytest_phasegate.text.lines import Token


def box_of(token: Token) -> Box | None:
    """The checkbox of a line: of a list item, or of a line that begins with one and has no bullet."""
    return find_box(token.text) if token.kind in TEXT_KINDS else None


def read_boxes(tokens: Sequence[Token], group: str = "") -> Iterator[BoxClaim | Problem]:
    """The boxes among some tokens, be they list items, lines or cells, and a problem for each mark that is not known.

    A box is nested in the one before it that stands less far in. A line without a bullet is a box only where its mark
    is known: else it is prose. ``group`` names the list that they belong to, where that is no unit.
    """
    above: list[tuple[int, int]] = []  # indent and line of the boxes that may hold the next one
    has_words = False
    for token in tokens:
        if (first := token.text[:1]) not in BOX_STARTS:
            if first == "|" and token.kind is Kind.ROW:
                yield from _cells(token)
            continue
        if first == "*" and token.text.lstrip("*")[:1] not in BOX_STARTS:
            continue  # bold type: a field
        if (box := box_of(token)) is None:
            has_words = has_words or bracketed_word(token.text) != ""
            continue
        mark = read_mark(box)
        if mark is None:
            if token.bullet:
                yield unknown_mark(token, box)
            continue
        while above and above[-1][0] >= token.indent:
            above.pop()
        yield BoxClaim(
            line=token.line,
            text=box.text,
            mark=mark,
            column=token.column + box.offset,
            depth=len(above),
            parent=above[-1][1] if above else None,
            group=group,
        )
        above.append((token.indent, token.line))
    if has_words:
        yield from unknown_words(tokens)


def unknown_words(tokens: Sequence[Token]) -> Iterator[Problem]:
    """A problem for each item with an unknown word in brackets ("[later] text") in a list that has boxes besides."""
    lists: list[list[Token | None]] = []  # of each open list the items with such words; None stands for a box
    for token in tokens:
        if token.kind is Kind.TEXT and token.indent:
            continue  # more of the item before it
        kept = token.level + 1 if token.kind is Kind.ITEM else 0
        for items in lists[kept:]:
            yield from _odd_items(items)
        del lists[kept:]
        if token.kind is Kind.ITEM:
            lists += [[] for _ in range(kept - len(lists))]
            if find_box(token.text):
                lists[-1].append(None)
            elif (word := bracketed_word(token.text)) and read_action(word) is None:  # "[MODIFY] src/store.py"
                lists[-1].append(token)
    for items in lists:
        yield from _odd_items(items)


def _odd_items(items: list[Token | None]) -> Iterator[Problem]:
    if None not in items:
        return
    for token in items:
        if token is not None:
            word = bracketed_word(token.text)
            message = f"the boxes beside it are marked, but {word!r} is no mark; write [ ], [x], [~] or [skipped]"
            yield Problem(line=token.line, text=token.text, message=message)


def _cells(token: Token) -> Iterator[BoxClaim]:
    """The boxes that fill a cell of a table's row."""
    if "[" not in token.text and "☐" not in token.text and "☑" not in token.text:
        return
    end = 0
    for cell in split_cells(token.text):
        start = token.text.find(cell, end)
        end = max(start, end) + len(cell)
        box = find_box(cell) if cell[:1] in ("[", "☐", "☑") else None
        mark = read_mark(box) if box and not box.text and box.raw else None
        if mark is not None:
            yield BoxClaim(line=token.line, text=token.text, mark=mark, column=token.column + max(start, 0))
