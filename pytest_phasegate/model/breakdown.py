"""The items of a work breakdown or of a list of requirements: what tasks are there to cover."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from pytest_phasegate.model.sections import FENCE

_LONGEST_LINE = 2_000
_ID = r"(?:[A-Z][A-Z0-9]{0,9}-)?[A-Z][A-Z0-9]{1,9}-\d{1,6}(?:\.\d{1,4})?"
_REQUIREMENT = re.compile(rf"(?<![\w-]){_ID}(?![\w-]|\.\d)")
_NUMBER = r"\d{1,6}(?:\.\d{1,6}){0,8}"
_LINE = re.compile(
    rf"[ \t]{{0,40}}(?P<heading>#{{1,6}}[ \t]+)?(?P<bullet>[-*+•][ \t]+)?(?:\[.\][ ])?[*_`]{{0,3}}"
    rf"(?:(?P<word>(?i:stage|phase|task|requirement|epic|feature|deliverable|work package|wp))[ ]{{1,3}})?"
    rf"(?:(?P<id>{_ID})|(?P<number>{_NUMBER}))?(?P<rest>.*)"
)
_CITED = re.compile(rf"(?<![\w.-])(?:({_ID})|({_NUMBER}))(?![\w-]|\.\d)")


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
    found = _Found({}, {}, [], [], [])
    fence, heading = "", ""
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole[:_LONGEST_LINE].rstrip()
        mark = FENCE.match(line)
        if mark or fence:
            fence = "" if mark and fence and mark[1].startswith(fence) else fence or (mark[1] if mark else "")
            continue
        heading = _read_line(line, number, heading, found)
    if found.named:
        return tuple(found.named.values())
    groups = {number.rpartition(".")[0] for number in found.numbered}
    leaves = [item for number, item in found.numbered.items() if number not in groups]
    if leaves:
        return tuple(sorted([*leaves, *_tops(found, groups)], key=lambda item: item.line))
    return _listed(found) or tuple(found.headings[1:] or found.headings)


def _tops(found: _Found, groups: set[str]) -> list[Item]:
    """The items of a numbered list of which another one is continued: "2. Report" beside "1. Store" with "1.1 Days"."""
    times = Counter(item.id for item in found.counted)
    is_tree = any(item.id in groups for item in found.counted) and max(times.values()) == 1
    return [item for item in found.counted if item.id not in groups | found.numbered.keys()] if is_tree else []


def _listed(found: _Found) -> tuple[Item, ...]:
    """The items of plain lists, in their order."""
    times = Counter(item.id for item in found.counted)
    counted = (item if times[item.id] == 1 else replace(item, id="") for item in found.counted)
    return tuple(sorted([*counted, *found.plain], key=lambda item: item.line))


def _read_line(line: str, number: int, heading: str, found: _Found) -> str:
    """Take a line in; returns the number of the heading that the next line stands under."""
    match = _LINE.match(line)
    assert match is not None
    rest = match["rest"]
    goes_on = rest[:1].isalnum() or (rest[:1] in (".", "-") and rest[1:2].isalnum())
    if goes_on and (match["id"] or match["number"]):  # "2nd", "1.5x": no number of an item
        return "" if match["heading"] else heading
    title = rest.strip(" \t.:)*_`–—-|")
    if match["id"]:
        found.named.setdefault(match["id"], Item(id=match["id"], title=title, line=number))
    elif match["number"] and (match["heading"] or match["word"]):
        found.numbered.setdefault(match["number"], Item(id=match["number"], title=title, line=number))
        return match["number"]
    elif match["number"] and "." in match["number"]:
        found.numbered.setdefault(match["number"], Item(id=match["number"], title=title, line=number))
    elif match["number"] and heading and rest[:1] in (".", ")"):
        name = f"{heading}.{match['number']}"
        found.numbered.setdefault(name, Item(id=name, title=title, line=number))
    elif match["number"] and title and rest[:1] in (".", ")"):
        found.counted.append(Item(id=match["number"], title=title, line=number))
    elif match["bullet"] and title and not match["number"]:
        found.plain.append(Item(id="", title=title, line=number))
    elif match["heading"] and title and not match["number"]:
        found.headings.append(Item(id="", title=title, line=number))
    return "" if match["heading"] else heading


def cited_items(text: str) -> tuple[str, ...]:
    """The ids and numbers that a text names, once each, in its order."""
    return tuple(dict.fromkeys(match[1] or match[2] for match in _CITED.finditer(text)))


def requirement_ids(text: str) -> tuple[str, ...]:
    """The ids such as ``FR-001`` in a text, once each, in its order; numbers alone are none."""
    return tuple(dict.fromkeys(_REQUIREMENT.findall(text)))
