"""The numbered sections of a text that stands beside a task document: outcomes, a work breakdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.text.patterns import alternatives, pattern
from pytest_phasegate.text.scanner import numbered_lines
from pytest_phasegate.vocabulary import NOTHING, TO_WRITE, TREE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_LINE = 2_000
_HEADING = pattern(r"[ ]{0,3}(#{1,6})[ \t]+(\S.*)")
_NUMBERED = pattern(
    r"[^\w(\[]{0,9}(?:(?:stage|phase|task|subtask|branch|section|requirement)[ ]{1,4})?"
    rf"(?P<number>{TREE_NUMBER})(?![\w]|\.\d)[.:)]?[*_]{{0,3}}[ \t:–—-]{{0,6}}(?P<title>.*)",
    re.IGNORECASE,
)
_LABEL = pattern(r"[ \t]*(?:[-*+•][ \t]+)?[*_]{0,3}[^:]{1,60}:[*_]{0,3}[ \t]*(?P<value>.*)")
_NOTHING = pattern(
    rf"[-*_ \t.]*(?:(?:{alternatives(NOTHING, TO_WRITE)}|pending|to be (?:added|written|done).*)[.!]?)?", re.IGNORECASE
)
_OPEN = pattern(
    r"[-*+• \t]{0,9}[*_]{0,3}(?:current )?status[*_]{0,3}:[*_]{0,3}[^\w]{0,9}"
    r"(pending|to ?do|in[ _-]progress|not (?:yet )?(?:started|done|complete[d]?)|blocked|failed|incomplete)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = pattern(r"[<\[{][^<>\[\]{}]{1,80}[>\]}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a text: ``number`` as written ("1.2"), ``lines`` is what stands in it, other sections left out.

    ``line`` (from 1) is that of its heading, ``text`` the heading behind its marks.
    """

    number: str
    title: str
    line: int
    text: str
    lines: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether anything is written under the heading: labels without a value and placeholders are nothing."""
        return any(_says_something(line) for line in self.lines)

    @property
    def open_state(self) -> str:
        """The words by which the section says of itself that its work is not done ("in progress"), or ""."""
        found = (match for line in self.lines if (match := _OPEN.match(line)))
        return next((match[1].lower() for match in found), "")


@dataclass(frozen=True, kw_only=True)
class Sections:
    """The numbered sections of one text, in their order."""

    every: tuple[Section, ...]

    def numbered(self, number: str) -> tuple[Section, ...]:
        """The sections of one number: an honest text has one at most."""
        return self._by_number.get(number, ())

    @cached_property
    def _by_number(self) -> Mapping[str, tuple[Section, ...]]:
        found: dict[str, list[Section]] = {}
        for section in self.every:
            found.setdefault(section.number, []).append(section)
        return {number: tuple(sections) for number, sections in found.items()}


def numbered_sections(text: str) -> tuple[Section, ...]:
    """The sections whose heading begins with a number, behind a word such as "Task" too, in their order.

    A heading is a line with ``#``; what stands in a code fence is no heading. Linear in the length of the text.
    """
    found: list[Section] = []
    opened: tuple[str, str, int, str] | None = None
    body: list[str] = []
    for number, whole, is_code in numbered_lines(text):
        line = whole[:_LONGEST_LINE].rstrip()
        title = None if is_code else _HEADING.match(line)
        if title is None:
            body.append(line)
            continue
        if opened:
            found.append(_section(opened, body))
        opened = _opened(title[2], number)
        body = []
    if opened:
        found.append(_section(opened, body))
    return tuple(found)


def _opened(heading: str, line: int) -> tuple[str, str, int, str] | None:
    match = _NUMBERED.match(heading)
    return (match["number"], match["title"].strip(" *_"), line, heading) if match else None


def _section(opened: tuple[str, str, int, str], body: list[str]) -> Section:
    number, title, line, text = opened
    return Section(number=number, title=title, line=line, text=text, lines=tuple(body))


def _says_something(line: str) -> bool:
    label = _LABEL.fullmatch(line)
    said = (label["value"] if label else line).lstrip(" \t-*+•>`|").rstrip(" \t*`|")
    return not (_NOTHING.fullmatch(said) or _PLACEHOLDER.fullmatch(said))
