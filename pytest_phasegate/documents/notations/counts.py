"""Counts of units: "5/6 complete", "3/3 batches complete (100%)", "14"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.model.claims import CountClaim, Level
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT_KEYS = {key: Level(level) for level, keys in vocabulary.COUNT_KEYS.items() for key in keys}
"""The level of the units that a field of this key counts."""
DONE_KEYS = {key: Level(level) for level, keys in vocabulary.DONE_KEYS.items() for key in keys}
"""The same of keys whose plain number counts what is done."""
_LEVELS = COUNT_KEYS | DONE_KEYS

_RATIO = pattern(r"(\d{1,6})[ ]{0,2}(?:/|of)[ ]{0,2}(\d{1,6})(?!\d|/|\.\d)[ ]{0,2}((?a:batch|task))?", re.IGNORECASE)
_TOTAL = pattern(r"(\d{1,6})(?!\d|/|\.\d|,|-|–)")


class Count(NamedTuple):
    """``done`` of ``total``; ``done`` is None where only a total is written, ``level`` where none is named."""

    total: int
    done: int | None
    level: Level | None


def read_ratio(value: str) -> Count | None:
    """The "done of total" that a value begins with, behind signs such as ``✅`` too, or None."""
    match = _RATIO.match(value.lstrip("✅🔄⏸️⏳ *`("))
    if not match:
        return None
    level = Level(match[3].lower()) if match[3] else None
    return Count(int(match[2]), int(match[1]), level)


def is_ratio_only(value: str) -> bool:
    """Whether a value is a ratio and no more than a word of what it is: "2/3", "2/3 complete (67%)"."""
    match = _RATIO.match(value.lstrip("✅🔄⏸️⏳ *`("))
    rest = match.string[match.end() :].lower() if match else "no ratio"
    return not any(map(str.isalpha, rest.replace("completed", "").replace("complete", "").replace("done", "")))


def read_count(value: str) -> Count | None:
    """The ratio or the plain number that a value begins with, or None; "~28" is an estimate and no count."""
    if (ratio := read_ratio(value)) is not None:
        return ratio
    match = _TOTAL.match(value)
    return Count(int(match[1]), None, None) if match else None


def read_counts(line: int, key: str, value: str) -> Iterator[CountClaim]:
    """Read a field that counts units: "Total Tasks: 14", "Batches Complete: 2/3"; nothing where it counts none."""
    level = _LEVELS.get(key)
    count = read_count(value) if level else None
    if level is None or count is None:
        return
    if key in DONE_KEYS and count.done is None:
        yield CountClaim(line=line, text=value, level=level, total=None, done=count.total)
    else:
        yield CountClaim(line=line, text=value, level=level, total=count.total, done=count.done)
