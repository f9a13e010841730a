"""The items of a work breakdown or of a list of requirements: what tasks are there to cover."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.scanner import numbered_lines
from pytest_phasegate.vocabulary import DOTTED_NUMBER, REQUIREMENT_ID

_LONGEST_LINE = 2_000
_REQUIREMENT = pattern(rf"(?<![\w-]){REQUIREMENT_ID}(?![\w-]|\.\d)")
_LINE = pattern(
    rf"[ \t]{{0,40}}(?P<heading>#{{1,6}}[ \t]+)?(?P<bullet>[-*+•][ \t]+)?(?:\[.\][ ])?[*_`]{{0,3}}"
    rf"(?:(?P<word>(?i:stage|phase|task|requirement|epic|feature|deliverable|work package|wp))[ ]{{1,3}})?"
    rf"(?:(?P<id>{REQUIREMENT_ID})|(?P<number>{DOTTED_NUMBER}))?(?P<rest>.*)"
)
_CITED = pattern(rf"(?<![\w.-])(?:({REQUIREMENT_ID})|({DOTTED_NUMBER}))(?![\w-]|\.\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is to be done: ``id`` as the breakdown writes it ("2.1", "FR-003"), "" where it gives none."""

    id: str
    title: str
    line: int

    @property
    def name(self) -> str:
        """The item as a message calls it."""
        return f'{self.id} "{self.title[:60]}"' if self.id else f'"{self.title[:60]}"'


@dataclass(slots=True)
class _Found:
    """The lines of a text, by what they could be."""

    named: dict[str, Item]
    numbered: dict[str, Item]
    counted: list[Item]
    plain: list[Item]
    headings: list[Item]


def read_items(text: str) -> tuple[Item, ...]:
    """The items of a text that tasks must cover, in its order.

    Where lines begin with ids such as ``FR-001``, those are the items. Else they are the numbered headings and list
    items, and of these the ones that no other number continues: "2" is covered through "2.1" and "2.2". Below a
    heading with a number, "1." is its first item ("Requirement 3" and "1. WHEN ..." are 3.1). Where nothing has such
    a number, each item of a list is one, of a numbered list by its number unless that stands there twice; where there
    is no list, each heading below the title. Linear in the length of the text.
    """
    found = _read_lines(text)
    if found.named:
        return tuple(found.named.values())
    groups = {number.rpartition(".")[0] for number in found.numbered}
    leaves = [item for number, item in found.numbered.items() if number not in groups]
    if leaves:
        return tuple(sorted([*leaves, *_tops(found, groups)], key=lambda item: item.line))
    return _listed(found)


def _read_lines(text: str) -> _Found:
    found, heading = _Found({}, {}, [], [], []), ""
    for place, whole, is_code in numbered_lines(text):
        if not is_code:
            heading = _take_in(_take_apart(whole[:_LONGEST_LINE].rstrip(), place), heading, found)
    return found


def _tops(found: _Found, groups: set[str]) -> list[Item]:
    """The items of a numbered list of which another one is continued: "2. Report" beside "1. Store" with "1.1 Days"."""
    times = Counter(item.id for item in found.counted)
    is_tree = any(item.id in groups for item in found.counted) and max(times.values()) == 1
    return [item for item in found.counted if item.id not in groups | found.numbered.keys()] if is_tree else []


def _listed(found: _Found) -> tuple[Item, ...]:
    """The items of plain lists, in their order; else the headings below the title."""
    times = Counter(item.id for item in found.counted)
    counted = (item if times[item.id] == 1 else replace(item, id="") for item in found.counted)
    listed = sorted([*counted, *found.plain], key=lambda item: item.line)
    return tuple(listed or found.headings[1:] or found.headings)


class _Line(NamedTuple):
    """A line taken apart: what introduces it, the id or the number it begins with, and the words behind that."""

    place: int
    is_heading: bool
    is_named: bool  # by a word for a piece of work: "Task 2"
    is_listed: bool
    id: str
    number: str
    is_closed: bool  # a sign of a list stands behind the number: "2." or "2)"
    title: str

    @property
    def begins_group(self) -> bool:
        """Whether what follows may be counted below this line's number."""
        return bool(self.number) and (self.is_heading or self.is_named)


def _take_apart(line: str, place: int) -> _Line:
    match = _LINE.match(line)
    assert match is not None, "the pattern fits every line"
    parts = match.groupdict("")
    rest = parts["rest"]
    is_number = bool(parts["id"] + parts["number"])
    is_word = is_number and _goes_on(rest)
    return _Line(
        place=place,
        is_heading=bool(parts["heading"]),
        is_named=bool(parts["word"]),
        is_listed=bool(parts["bullet"]),
        id="" if is_word else parts["id"],
        number="" if is_word else parts["number"],
        is_closed=rest[:1] in (".", ")"),
        title="" if is_word else rest.strip(" \t.:)*_`–—-|"),
    )


def _goes_on(rest: str) -> bool:
    """Whether a word goes on behind its digits, which are no number of an item then: "2nd", "1.5x"."""
    return rest[:1].isalnum() or (rest[:1] in (".", "-") and rest[1:2].isalnum())


def _take_in(line: _Line, heading: str, found: _Found) -> str:
    """Put a line with its like; returns the number of the heading that the next line stands under."""
    if line.id:
        found.named.setdefault(line.id, Item(id=line.id, title=line.title, line=line.place))
    elif line.number:
        _take_number(line, heading, found)
    elif line.title:
        _take_title(line, found)
    if line.begins_group:
        return line.number
    return "" if line.is_heading else heading


def _take_title(line: _Line, found: _Found) -> None:
    if line.is_listed:
        found.plain.append(Item(id="", title=line.title, line=line.place))
    elif line.is_heading:
        found.headings.append(Item(id="", title=line.title, line=line.place))


def _take_number(line: _Line, heading: str, found: _Found) -> None:
    number = _whole_number(line, heading)
    if number:
        found.numbered.setdefault(number, Item(id=number, title=line.title, line=line.place))
    elif line.is_closed and line.title:
        found.counted.append(Item(id=line.number, title=line.title, line=line.place))


def _whole_number(line: _Line, heading: str) -> str:
    """The number of a line, counted below that of the heading around it; "" for an item of a plain list."""
    if line.begins_group or "." in line.number:
        return line.number
    return f"{heading}.{line.number}" if line.is_closed and heading else ""


def cited_items(text: str) -> tuple[str, ...]:
    """The ids and numbers that a text names, once each, in its order."""
    return tuple(dict.fromkeys(match[1] or match[2] for match in _CITED.finditer(text)))


def requirement_ids(text: str) -> tuple[str, ...]:
    """The ids such as ``FR-001`` in a text, once each, in its order; numbers alone are none."""
    return tuple(dict.fromkeys(_REQUIREMENT.findall(text)))


_HEADED = pattern(r"^#{2,5}[ ]{1,4}[^\d\n#]{0,40}(\d{1,3})(?![\d.]\d)", re.MULTILINE)
_CRITERION = pattern(r"^[ ]{0,4}(\d{1,3})[.)][ ]", re.MULTILINE)
_NUMBER = pattern(r"(?<![\d.])\d{1,3}(?:\.\d{1,3})?(?!\.?\d)")
_NUMBERS = pattern(r"(?:Requirements?:?[ ])?\d{1,3}(?:\.\d{1,3})?(?:,[ ]?\d{1,3}(?:\.\d{1,3})?){0,60}")


class NumberedRequirements(NamedTuple):
    """The requirements that headings number ("### Requirement 2"), in any language.

    ``last`` is the number of the last criterion of each, 0 where none has a number; ``named`` are all numbers in the
    text.
    """

    last: dict[str, int]
    named: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether a requirement or its criterion ("2.1") is there; where criteria have no numbers, none is missed."""
        number, _, criterion = name.partition(".")
        most = self.last.get(number, -1)
        return name in self.named or (most >= 0 and (not criterion or not most or int(criterion) <= most))


def numbered_requirements(text: str) -> NumberedRequirements:
    """Read the requirements of a text by the numbers of their headings."""
    headings = list(_HEADED.finditer(text))
    ends = [*(heading.start() for heading in headings), len(text)][1:]
    last: dict[str, int] = {}
    for heading, end in zip(headings, ends, strict=True):
        criteria = [int(number) for number in _CRITERION.findall(text, heading.end(), end)]
        # On the page they are numbered anew: of "7. 7. 8." the last one is the ninth.
        last[heading[1]] = max([last.get(heading[1], 0), len(criteria), *criteria])
    return NumberedRequirements(last, frozenset(name for name in _NUMBER.findall(text) if "." in name))


def cited_numbers(text: str) -> tuple[str, ...]:
    """The requirements in a text that names nothing but their numbers: "1.1, 2.3"; none in any other text."""
    return tuple(_NUMBER.findall(text)) if _NUMBERS.fullmatch(text) else ()
