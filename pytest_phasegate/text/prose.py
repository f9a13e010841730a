"""What stands in a text that a phase delivers: its sections, its words, and what is still to be filled in."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.placeholders import find_placeholder, is_unfilled
from pytest_phasegate.text.scanner import numbered_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_LINE = 2_000
_HEADING = pattern(r"[ ]{0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = pattern(r"([=\-~^\"'`*+])\1{2,}[ \t]*$")
_NOT_WORDS = pattern(r"[\W_]+")
_WORD = pattern(r"\w+(?:['’.-]\w+)*")


class TextSection(NamedTuple):
    """A section of a text: its title, the line of its heading (from 1), and whether anything stands in it."""

    title: str
    line: int
    says_something: bool


def text_sections(text: str) -> list[TextSection]:
    """The sections of a Markdown or reStructuredText text, in their order; what stands in a code fence is no heading.

    A section says something if a line in it, or in a section below it, is neither empty nor a placeholder.
    """
    open_: list[tuple[int, int]] = []  # the level of each section around the current line, and its place in the result
    found: list[TextSection] = []
    for (number, line, is_code), (_, after, _) in pairwise([*_lines(text), (0, "", False)]):
        heading = None if is_code else _heading(line, after)
        if heading:
            level, title = heading
            _enter(open_, level, len(found))
            found.append(TextSection(title, number, says_something=False))
        elif _says_something(line):
            for _, place in open_:
                found[place] = found[place]._replace(says_something=True)
    return found


def _enter(open_: list[tuple[int, int]], level: int, place: int) -> None:
    while open_ and open_[-1][0] >= level:
        open_.pop()
    open_.append((level, place))


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    return ((number, line[:_LONGEST_LINE], is_code) for number, line, is_code in numbered_lines(text))


def _says_something(line: str) -> bool:
    return not _UNDERLINE.fullmatch(line.strip()) and not is_unfilled(line.strip(" \t-*+>|"))


def _heading(line: str, after: str) -> tuple[int, str] | None:
    if match := _HEADING.match(line):
        return len(match[1]), match[2]
    under = _UNDERLINE.fullmatch(after.strip())
    if under and line.strip() and line[:1].isalnum() and len(after.strip()) >= len(line.strip()):
        return {"=": 1, "-": 2}.get(under[1], 3), line.strip()
    return None


def find_section(sections: list[TextSection], wanted: str) -> TextSection | None:
    """The section whose title holds the words of a wanted one in a row; one that says something is preferred."""
    words = f" {_normal(wanted)} "
    fitting = [section for section in sections if words in f" {_normal(section.title)} "]
    return next((section for section in fitting if section.says_something), fitting[0] if fitting else None)


def find_unfilled(text: str, words: tuple[str, ...], *, is_prose: bool) -> tuple[int, str] | None:
    """The first line that holds one of some words, or in prose a placeholder, with what it holds; None for none."""
    patterns = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in words if word.strip()]
    for number, line, is_code in _lines(text):
        may_ask = is_prose and not is_code
        if what := _first_hit(patterns, line) or (find_placeholder(line) if may_ask else None):
            return number, what
    return None


def _first_hit(patterns: list[re.Pattern[str]], line: str) -> str | None:
    return next((match[0] for pattern in patterns if (match := pattern.search(line))), None)


def count_words(text: str) -> int:
    """How many words a text has."""
    return sum(1 for _ in _WORD.finditer(text))


def _normal(title: str) -> str:
    return _NOT_WORDS.sub(" ", title.casefold()).strip()
