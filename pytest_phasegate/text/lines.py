"""A line of a text: its kind, and how it begins: indent, quote marks, the mark of a heading, a fence or a list item."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKER = pattern(r"(?:[-*+•]|[0-9]{1,9}[.)])(?![^ \t])")
_RULES = "-*_"
CODE_INDENT = 4  # how far to the right of its list a line is code
_TAB = 4


class Kind(Enum):
    """What a line, or a block of lines, is."""

    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    TEXT = "text"
    RULE = "rule"
    FENCE = "fence"
    COMMENT = "comment"
    FRONT_MATTER = "front matter"

    __hash__ = object.__hash__  # each member is one object; Enum's own hash is a call in Python


TEXT_KINDS = (Kind.ITEM, Kind.TEXT)
"""The lines of lists and paragraphs: those that can hold fields."""


class Token(NamedTuple):
    """One line of meaning, or a block that hides its lines.

    ``line`` and ``column`` count from 1; ``column`` is where ``text`` begins. ``indent`` is the width of the
    space before the line (a tab leads to the next multiple of four). ``text`` is without its marker and without
    closing space; HTML comments in it are blanked, so that columns hold. ``level`` is that of a heading (1 to 6)
    or the depth of a list item (from 0). ``end`` is the last line of a block, ``closed`` whether it was ended,
    and ``hidden`` the first line in an unclosed one that looks like a heading or a checkbox (0: none). ``inside`` are
    the lines of a fence as they are written, the closing one among them where there is one.
    """

    kind: Kind
    line: int
    column: int
    indent: int
    text: str
    level: int = 0
    bullet: str = ""
    quoted: bool = False
    end: int = 0
    closed: bool = True
    hidden: int = 0
    inside: Sequence[str] = ()


def begins_block(line: str, start: int) -> bool:
    """Whether a line in a paragraph begins something else, and does not just go on with the paragraph."""
    char = line[start]
    if char == "#":
        return heading_level(line, start) > 0
    if char in "`~":
        return fence_length(line, start) > 0
    if char == "<":
        return line.startswith("<!--", start)
    return marker_end(line, start) > 0 or is_rule(line, start)


def measure(line: str) -> tuple[int, int]:
    """The index of the first character that is no blank, and the width of the blanks before it."""
    start = len(line) - len(line.lstrip(" "))
    if start < len(line) and line[start] == "\t":
        return measure_from(line, 0, 0)
    return start, start


def measure_from(line: str, start: int, width: int) -> tuple[int, int]:
    """Step over blanks from an index at a width; returns the index and the width behind them."""
    while start < len(line) and line[start] in " \t":
        width += 1 if line[start] == " " else _TAB - width % _TAB
        start += 1
    return start, width


def strip_quotes(line: str, start: int, most: int) -> tuple[int, int, int]:
    """Step over ``>`` marks; returns the index and the indent of what follows, and how many marks there were."""
    quotes = 0
    while True:
        quotes += 1
        start += 1
        begin = start + 1 if line[start : start + 1] in (" ", "\t") else start
        inner, indent = measure_from(line, begin, 0)
        if quotes == most or line[inner : inner + 1] != ">" or indent >= CODE_INDENT:
            return inner, indent, quotes
        start = inner


def heading_level(line: str, start: int) -> int:
    """How many ``#`` a heading has, or 0 where the line is none."""
    level = 0
    while level < 7 and line[start + level : start + level + 1] == "#":
        level += 1
    return level if level <= 6 and line[start + level : start + level + 1] in ("", " ", "\t") else 0


def fence_length(line: str, start: int) -> int:
    """How many characters the fence has that begins here, or 0."""
    char = line[start]
    if not line.startswith(char * 3, start):
        return 0
    rest = line[start:].lstrip(char)
    length = len(line) - start - len(rest)
    return 0 if char == "`" and "`" in rest else length


def ends_fence(line: str, start: int, fence: str) -> bool:
    """Whether the line closes an open fence: by as many of its characters or more, and nothing else."""
    return line.startswith(fence, start) and not line[start:].rstrip().strip(fence[0])


def is_rule(line: str, start: int) -> bool:
    """Whether the line is a thematic break: three or more of one of ``-*_`` and blanks."""
    char = line[start : start + 1]
    return bool(char) and char in _RULES and line.count(char, start) >= 3 and not line[start:].strip(char + " \t")


def marker_end(line: str, start: int) -> int:
    """The index behind a list marker that begins here, or 0 where there is none."""
    match = _MARKER.match(line, start)
    return match.end() if match else 0


def blank_comments(text: str) -> str:
    """The text with each comment that is closed on the line replaced by as many spaces."""
    opened = text.find("<!--")
    if opened < 0:
        return text
    parts, done = [], 0
    while opened >= 0 and (closed := text.find("-->", opened + 2)) >= 0:
        parts += [text[done:opened], " " * (closed + 3 - opened)]
        done = closed + 3
        opened = text.find("<!--", done)
    return ("".join(parts) + text[done:]).rstrip()
