"""How lines for people are laid out within 80 columns: paragraphs, and rows whose last column is wrapped."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from pytest_phasegate.commands.command import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 80
"""Columns; a terminal that is wider shows as much, so that what tests and docs show is what people see."""

GAP = 2


def paragraph(text: str, indent: int = 0, *, hang: int = 0, style: str = "") -> Iterator[Line]:
    """Lines of a text; those after the first are set in by ``hang`` more columns. A long word keeps its own line."""
    begin = " " * indent
    wrapped = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=begin,
        subsequent_indent=begin + " " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return (Line(each, style) for each in wrapped)


def rows(cells: Iterable[Sequence[str]], indent: int = 0, *, styles: Iterable[str] = ()) -> Iterator[Line]:
    """Rows of equally many cells below each other; the last cell of each is wrapped under itself.

    Args:
        cells: the rows.
        indent: columns in front of all.
        styles: the style of each row; none for those that are left.
    """
    table = [[" ".join(cell.split()) for cell in row] for row in cells]
    widths = [max(map(len, column)) for column in list(zip(*table, strict=True))[:-1]]
    given = iter(styles)
    for row in table:
        head = "".join(cell.ljust(width + GAP) for cell, width in zip(row[:-1], widths, strict=True))
        room = max(WIDTH - indent - len(head), 24)
        style = next(given, "")
        last = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
        yield Line(f"{' ' * indent}{head}{last[0]}".rstrip(), style)
        yield from (Line(" " * (indent + len(head)) + each, style) for each in last[1:])


def field(label: str, text: str, width: int, *, style: str = "") -> Iterator[Line]:
    """A text behind its label, which takes so many columns; nothing where there is no text."""
    wrapped = textwrap.wrap(text, max(WIDTH - width, 24), break_long_words=False, break_on_hyphens=False)
    return (Line(f"{'' if number else label:{width}}{each}", style) for number, each in enumerate(wrapped))


def cut(text: str, width: int) -> str:
    """A text on one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 3].rstrip()}..."
