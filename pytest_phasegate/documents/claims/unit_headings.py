"""Headings that introduce a unit: "Batch 2C: title - ✅ COMPLETE (4830299)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.claims.references import LEVELS, UNIT_ID
from pytest_phasegate.documents.claims.statuses import Found, heading_status, mend_signs
from pytest_phasegate.model.claims import Status

if TYPE_CHECKING:
    from pytest_phasegate.model.claims import Level

_LONGEST = 2_000
_UNIT = re.compile(rf"[^\w(\[-]{{0,9}}((?ai:sub-batch|batch|wave|task))[ ]{{1,4}}({UNIT_ID})(?!\w)")
_BEHIND_ID = re.compile(
    r"$|\.?\*{0,2}[ ]{0,3}[:—–]\*{0,2}[ ]{0,9}|\.[ ]{1,3}|\*{0,2}[ ]{1,3}--?[ ]{1,9}|[ ]{0,3}(?=[(\[])"
)
_ASSIGNED = re.compile(r"assigned to:?[ ]{1,3}[`@*]{0,3}(\w[\w.-]{0,99})", re.IGNORECASE)


class UnitHeading(NamedTuple):
    """What a heading says of the unit it introduces; ``tail`` is where in ``text`` the words on its state begin."""

    level: Level
    id: str
    title: str
    text: str
    status: Found | None
    tail: int
    assignee: str | None


def read_unit_heading(text: str) -> UnitHeading | None:
    """Read a heading that introduces a unit, or None for one that only speaks of units.

    "Batch Execution Protocol", "Batch 1 Commits:" and "Task Summary" introduce none: behind the id stands a separator,
    a bracket, a status, or nothing.
    """
    text = mend_signs(text[:_LONGEST])
    unit = _UNIT.match(text)
    if not unit:
        return None
    separator = _BEHIND_ID.match(text, unit.end())
    start = separator.end() if separator else unit.end()
    found = heading_status(text[start:]) if separator else _status_at_once(text[start:])
    if not separator and not found:
        return None
    if found is None and "~~" in text and (_is_struck(text) or _is_struck(text[start:])):
        found = Found(Status.SKIPPED, len(text))
    tail = start + found.start if found else len(text)
    assigned = _ASSIGNED.search(text, start) if "gned to" in text.lower() else None
    title = text[start : min(tail, assigned.start() if assigned else tail)]
    return UnitHeading(
        level=LEVELS[unit[1].lower()],
        id=unit[2],
        title=title.strip(" -–—:|*~"),
        text=text,
        status=found,
        tail=tail,
        assignee=assigned[1] if assigned else None,
    )


def _is_struck(text: str) -> bool:
    """Whether all of a text is struck out: the unit was dropped."""
    bare = text.strip(" *")
    return len(bare) > 4 and bare.startswith("~~") and bare.endswith("~~") and "~~" not in bare[2:-2]


def _status_at_once(rest: str) -> Found | None:
    """The status that follows an id with no separator between ("Batch 1 ✅ COMPLETE"), or None."""
    found = heading_status(rest)
    return found if found and not rest[: found.start].strip(" -–—:([*`") else None
