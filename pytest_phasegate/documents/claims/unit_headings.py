"""Headings that introduce a unit: "Batch 2C: title - ✅ COMPLETE (4830299)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.boxes import STATES, find_box, mark_message, read_mark
from pytest_phasegate.documents.notations.references import LEVELS
from pytest_phasegate.documents.notations.status_words import PLAIN_WORDS, mend_signs
from pytest_phasegate.documents.notations.statuses import (
    Found,
    field_status,
    heading_status,
    sign_status,
    tick_message,
    unread_tick,
)
from pytest_phasegate.model.claims import Problem, Status, StatusClaim
from pytest_phasegate.vocabulary import UNIT_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.claims import Level

_LONGEST = 2_000
_BEFORE = (
    r"(?P<before>[^\w(\[\n-]{0,9}(?:(?P<mark>\[[^\[\]\n]{1,14}\])[ ]{1,3})?(?:\d{1,3}[.)][ ]{1,3})?"
    rf"(?:(?P<said>(?i:{PLAIN_WORDS}))[ ]{{0,3}}[:—–-]{{1,2}}[ ]{{1,3}})?)(?:(?P<tag>[A-Z]{{2,3}})[ ](?=[A-Z]?[a-z]))?"
    r"[*_~`]{0,5}"
)
_NUMBER_SIGN = r"(?:[ ]{1,4}(?:\#|No\.?[ ])?|\#|(?:(?<!(?i:task))-)?(?=\d))"  # "TASK-42" is the name of a document


def unit_pattern(words: str, ids: str = UNIT_ID) -> str:
    """The pattern of how a heading begins that introduces a unit; ``words`` are those for its level.

    ``ids`` is what an id looks like. Before the name may stand signs, a box, a list's number, a status, or a short
    word in capitals: "✅ [x] QA Batch 1".
    """
    return rf"{_BEFORE}(?P<level>(?ai:{words})){_NUMBER_SIGN}(?P<id>{ids})(?!\w)"


_UNIT = re.compile(unit_pattern("sub-batch|batch|wave|task"))
_BEHIND_ID = re.compile(
    r"\*{0,2}$|\.?\*{0,2}[ ]{0,3}[:：—–]\*{0,2}[ ]{0,9}|\.[ ]{1,3}|\*{0,2}[ ]{1,3}--?[ ]{1,9}|[ ]{0,3}(?=[(\[])"
)
_ASSIGNED = re.compile(r"assigned to:?[ ]{1,3}[`@*]{0,3}(\w[\w.-]{0,99})", re.IGNORECASE)


class Said(NamedTuple):
    """What a heading says of its unit: the title begins at ``start``, the words on its state at ``tail``.

    ``box`` is the state of a checkbox before the name; ``problem`` says what looks like a claim and cannot be read.
    """

    id: str
    start: int
    tail: int
    status: Found | None
    box: Status | None
    problem: str


class UnitHeading(NamedTuple):
    """A heading that introduces a unit; ``tail`` is where in ``text`` the words on its state begin."""

    level: Level
    id: str
    title: str
    text: str
    status: Found | None
    tail: int
    assignee: str | None
    box: Status | None
    problem: str


def read_unit_heading(text: str) -> UnitHeading | None:
    """Read a heading that introduces a unit, or None for one that only speaks of units.

    "Batch Execution Protocol", "Batch 1 Commits:" and "Task Summary" introduce none: behind the id stands a separator,
    a bracket, a status, or nothing.
    """
    text = mend_signs(text[:_LONGEST])
    unit = _UNIT.match(text)
    said = read_said(text, unit, _BEHIND_ID) if unit else None
    if unit is None or said is None:
        return None
    assigned = _ASSIGNED.search(text, said.start) if "gned to" in text.lower() else None
    title = text[said.start : min(said.tail, assigned.start() if assigned else said.tail)]
    return UnitHeading(
        level=LEVELS[unit["level"].lower()],
        id=said.id,
        title=title.strip(" -–—:|*~"),
        text=text,
        status=said.status,
        tail=said.tail,
        assignee=assigned[1] if assigned else None,
        box=said.box,
        problem=said.problem,
    )


def read_said(text: str, unit: re.Match[str], behind: re.Pattern[str]) -> Said | None:
    """Read what a heading says around the name of a unit, or None where it only speaks of the unit.

    ``unit`` is how it begins, as ``unit_pattern`` has it, and ``behind`` what separates the id from the title.
    """
    separator = behind.match(text, unit.end())
    start = separator.end() if separator else unit.end()
    found = heading_status(text[start:]) if separator else _status_at_once(text[start:])
    if not separator and not found:
        return None
    return said_around(
        text,
        start,
        found or _status_around(text, start, unit["said"] or ""),
        unit["before"],
        unit["mark"] or "",
        f"{unit['tag']}-{unit['id']}" if unit["tag"] else unit["id"],
    )


def said_around(text: str, start: int, found: Found | None, before: str, mark: str, id_: str = "") -> Said:
    """What a heading says in all: by the status that was ``found`` behind ``start``, where its title begins.

    ``before`` is what stands before the unit's name, where a sign counts if no status was found, and ``mark`` the
    checkbox there.
    """
    tail = start + found.start if found else len(text)
    tick = "" if found else unread_tick(text[start:])
    sign = None if found else sign_status(before)
    box = find_box(f"{mark.strip()} ") if mark else None
    state = read_mark(box) if box else None
    return Said(
        id=id_,
        start=start,
        tail=min(tail, len(text)),
        status=found or (Found(sign, len(text)) if sign else None),
        box=STATES[state] if state else None,
        problem=mark_message(box.raw) if box and state is None else tick_message(tick),
    )


def heading_claims(line: int, text: str, said: Said | UnitHeading) -> Iterator[StatusClaim | Problem]:
    """The claims of a unit's heading on its state, and what cannot be read of them."""
    if said.status is not None:
        yield StatusClaim(line=line, text=text, status=said.status.status, source="heading")
    if said.box is not None:
        yield StatusClaim(line=line, text=text, status=said.box, source="box")
    if said.problem:
        yield Problem(line=line, text=text, message=said.problem)


def _status_around(text: str, start: int, said: str) -> Found | None:
    """What a heading with no status behind its title says of the state: by being struck out, or before the name."""
    is_struck = "~~" in text and (_is_struck(text) or _is_struck(text[start:]))
    status = Status.SKIPPED if is_struck else field_status(said) if said else None
    return Found(status, len(text)) if status else None


def _is_struck(text: str) -> bool:
    """Whether all of a text is struck out: the unit was dropped."""
    bare = text.strip(" *")
    return len(bare) > 4 and bare.startswith("~~") and bare.endswith("~~") and "~~" not in bare[2:-2]


def _status_at_once(rest: str) -> Found | None:
    """The status that follows an id with no separator between ("Batch 1 ✅ COMPLETE"), or None."""
    found = heading_status(rest)
    return found if found and not rest[: found.start].strip(" -–—:([*`") else None
