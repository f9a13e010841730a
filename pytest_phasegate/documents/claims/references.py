"""Units named in prose: "Task 1.1", "Batches 1-4", "Tasks 1.1, 1.2 and 1.3"."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_phasegate.model.claims import Level, Reference

UNIT_ID = r"-?(?:[A-Z]{1,3}-?)?\d{1,9}[A-Za-z]?(?:\.\d{1,9}[A-Za-z]?){0,9}|[A-Z](?![A-Za-z])"
"""What an id looks like: ``2``, ``2C``, ``3.5``, ``F1.1``, ``-1.4``, ``A``, ``T1``."""

LEVELS = {
    "batch": Level.BATCH,
    "batches": Level.BATCH,
    "sub-batch": Level.BATCH,
    "wave": Level.BATCH,
    "waves": Level.BATCH,
    "task": Level.TASK,
    "tasks": Level.TASK,
}

_END = r"(?!\w|\.\w)"
_ID = re.compile(UNIT_ID)
_LONGEST_RANGE = 200
_LEVEL_WORDS = "(?ai:sub-batch|batches|batch|waves|wave|tasks|task)"  # ASCII: a long s is no s, as LEVELS has it
_NAMED = re.compile(rf"(?<![\w-])({_LEVEL_WORDS})[ ]{{1,4}}({UNIT_ID}){_END}")
_UNREADABLE = re.compile(r"(?<![\w-])(?:batch|task)[ ]{1,4}[#<{\[]?\w{0,9}[\d{<][\w.]{0,9}", re.IGNORECASE)
_MORE = re.compile(rf"[ ]{{0,4}}(?:(-|–|—|\.\.\.?|to|through)|,?[ ]{{0,4}}(?:and|&|\+)|,)[ ]{{0,4}}({UNIT_ID}){_END}")
_BARE = re.compile(rf"[\[#]?({UNIT_ID}){_END}")
_NONE = re.compile(r"(?:none|no dependencies|n/a|nothing|-|–|—)(?![\w-])", re.IGNORECASE)


class References(NamedTuple):
    """The units that a text names; ``is_none`` where it says that there are none; ``unreadable`` what is odd."""

    units: tuple[Reference, ...]
    is_none: bool = False
    unreadable: str = ""


def is_unit_id(text: str) -> bool:
    """Whether a text is a unit's id and nothing more."""
    return _ID.fullmatch(text) is not None


def find_units(text: str) -> list[Reference]:
    """All units that a text names by level and id, in their order; ranges are written out."""
    found: list[Reference] = []
    position = 0
    while match := _NAMED.search(text, position):
        level = LEVELS[match[1].lower()]
        ids, position = _read_ids(text, match[2], match.end())
        found += [Reference(name, level) for name in ids]
    return found


def first_unit(text: str) -> Reference | None:
    """The unit that a text begins with ("Batch 1: shared types"), or None."""
    match = _NAMED.match(text.lstrip("*` [("))
    return Reference(match[2], LEVELS[match[1].lower()]) if match else None


def read_dependencies(value: str) -> References:
    """Read the value of a dependency field; what stands in parentheses is commentary."""
    text = value.strip(" `*[]")
    if _NONE.match(text) or not text:
        return References((), is_none=True)
    outside = drop_parentheses(text)
    units = find_units(outside)
    if not units and (match := _BARE.match(outside)):
        ids, _ = _read_ids(outside, match[1], match.end())
        units = [Reference(name) for name in ids]
    if units:
        return References(tuple(dict.fromkeys(units)))
    odd = _UNREADABLE.search(outside)
    return References((), unreadable=odd[0] if odd else "")


def drop_parentheses(text: str) -> str:
    """The text without what stands in parentheses; an open one reaches to the end."""
    if "(" not in text:
        return text
    parts, depth = [], 0
    for char in text:
        depth += char == "("
        if not depth:
            parts.append(char)
        depth -= char == ")" and depth > 0
    return "".join(parts)


def _read_ids(text: str, first: str, position: int) -> tuple[list[str], int]:
    """Read on behind an id: a list, a range, or the end; returns the ids and the index behind them."""
    ids = [first]
    while match := _MORE.match(text, position):
        ids += _between(ids[-1], match[2]) if match[1] else [match[2]]
        position = match.end()
    return ids, position


def _between(first: str, last: str) -> list[str]:
    """The ids behind ``first`` up to ``last`` ("1.1" to "1.4"); just ``last`` where they do not count up."""
    head, _, low = first.rpartition(".")
    tail, _, high = last.rpartition(".")
    if (head != tail and tail) or not (low.isdecimal() and high.isdecimal()):
        return [last]
    numbers = range(int(low) + 1, int(high) + 1)
    if not 0 < len(numbers) <= _LONGEST_RANGE:
        return [last]
    return [f"{head}.{number}" if head else str(number) for number in numbers]


TREE_NUMBER = r"\d{1,6}(?:\.\d{1,6}){0,8}(?:\.[A-Z])?"
"""What the number of a unit in a staged tree looks like: ``1``, ``1.2.3``, ``1.2.A``."""

_TREE_ITEM = re.compile(
    rf"[\[ ]{{0,4}}(?i:(?:stages?|phases?|tasks?|subtasks?)[ ]{{1,4}})?\[?({TREE_NUMBER})(?![\w]|\.\d)\]?"
    r"(?i:[ ]{1,4}(?:(?:is|are)[ ]{1,4})?(?:complete[d]?|done|finished|approved|gate(?:[ ](?:met|passed))?))?"
)
_TREE_NEXT = re.compile(
    r"\]?[ ]{0,4}(?:(-|–|—|\.\.\.?|to\b|through\b)|,?[ ]{0,4}(?:and\b|&|\+)|[,;])[ ]{0,4}", re.IGNORECASE
)


def read_numbers(value: str) -> References:
    """Read what a unit of a staged tree says it needs: "1.1, 1.2 - 1.4", "[3.3,5.2]", "Stages 1-2 complete".

    References have no level: in a tree a number names one unit. What stands in parentheses is commentary, and so is
    what follows the numbers; a value that begins with no number makes no reference.
    """
    text = value.strip(" `*\t")
    if not text.strip("[]() ") or _NONE.match(text.strip("[]() ")):
        return References((), is_none=True)
    text = drop_parentheses(text)
    ids: list[str] = []
    match, is_range = _TREE_ITEM.match(text), False
    while match:
        ids += _between(ids[-1], match[1]) if is_range else [match[1]]
        separator = _TREE_NEXT.match(text, match.end())
        is_range = bool(separator and separator[1])
        match = _TREE_ITEM.match(text, separator.end()) if separator else None
    return References(tuple(dict.fromkeys(Reference(number) for number in ids)))
