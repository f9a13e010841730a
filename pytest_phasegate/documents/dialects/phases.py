"""The dialect of phase pipelines: a heading for each phase, with its role, deliverables, hand-off and attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import Dialect, Key, UnitLine
from pytest_phasegate.documents.keys import LOOSE_STATUS, STATUS, commit_key, file_key, lookup, own
from pytest_phasegate.documents.notations import deliverables, handoffs
from pytest_phasegate.model.claims import HandoffClaim, Level
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import (
    APPROVAL_KEYS,
    ATTEMPT_KEYS,
    DECISION_KEYS,
    DELIVERABLE_KEYS,
    ESCALATION_KEYS,
    HANDOFF_KEYS,
    INPUT_KEYS,
    ROLE_KEYS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed


def _attempt(at: At, key: str, value: str) -> Iterator[Placed]:
    """An attempt of a list: its number may be that of the item."""
    number = at.token.bullet.rstrip(".)")
    yield handoffs.read_attempt(at.line, value, int(number) if number.isdecimal() else None), at.owner


def _attempt_row(at: At, key: str, value: str) -> Iterator[Placed]:
    yield handoffs.read_attempt_row(at.line, value, at.cells), at.owner


def _numbered_attempt(name: str) -> Key | None:
    """The key of one attempt: "Attempt 2"."""
    number = handoffs.attempt_number(name)
    if number is None:
        return None
    return Key(lambda at, key, value: [(handoffs.read_attempt(at.line, value, number), at.owner)])


def _handoff(at: At, key: str, value: str) -> Iterator[Placed]:
    """A line below "Hand-off": only what says who approved it; the others are prose."""
    found = handoffs.read_handoff(at.line, key, value)
    return at.own(claim for claim in found if isinstance(claim, HandoffClaim))


def _delivered(at: At, key: str, value: str) -> Iterator[Placed]:
    """An item below "Deliverables" that names no file is a field, a line that names none is prose."""
    read = deliverables.read_deliverables if at.token.bullet else deliverables.delivered
    return at.own(read(at.line, key, value))


def _delivered_row(at: At, key: str, value: str) -> Iterator[Placed]:
    return at.own(deliverables.delivered_in_row(at.line, at.cells))


_DELIVERABLES = own(deliverables.read_deliverables)
_INPUTS = own(deliverables.read_inputs)
_ROLE = own(handoffs.read_assignee)
_DECISION = own(handoffs.read_decision)
_ESCALATION = own(handoffs.read_escalation)
_KEYS = {
    **dict.fromkeys(ROLE_KEYS, Key(_ROLE, item=_ROLE)),
    **dict.fromkeys(("status", "phase status", "state"), STATUS),
    **dict.fromkeys(DELIVERABLE_KEYS, Key(_DELIVERABLES, item=_delivered, row=_delivered_row, takes_lines=True)),
    **dict.fromkeys(INPUT_KEYS, Key(_INPUTS, item=_INPUTS)),
    **dict.fromkeys(HANDOFF_KEYS, Key(own(handoffs.read_handoff), item=_handoff, takes_lines=True)),
    **dict.fromkeys(APPROVAL_KEYS, Key(own(handoffs.read_approval))),
    **dict.fromkeys(("attempt", *ATTEMPT_KEYS), Key(own(handoffs.read_attempts), item=_attempt, row=_attempt_row)),
    **dict.fromkeys(DECISION_KEYS, Key(_DECISION, item=_DECISION)),
    **dict.fromkeys(ESCALATION_KEYS, Key(_ESCALATION, item=_ESCALATION)),
    **dict.fromkeys(("document", "task document", "tasks"), Key(own(deliverables.read_links))),
}
_OF_DOCUMENT = {
    "status": STATUS,
    **dict.fromkeys(("overall status", "final status", "current status", "progress", "overall progress"), LOOSE_STATUS),
}

DIALECT = Dialect(
    name="phases",
    places=("workflows/*.md", ".claude/workflows/*.md"),
    units=(
        UnitLine(
            level=Level.PHASE,
            kinds=(Kind.HEADING,),
            words=("phase",),
            ids=r"\d{1,3}[A-Za-z]?(?!\.\d)",
            behind=pattern(r"\*{0,2}[ ]{0,3}(?:[:.—–-]\*{0,2}[ ]{0,9}|(?=[(\[]))|[ ]{0,3}$"),
            under=(Level.DOCUMENT,),
        ),
    ),
    wants='no heading of the document introduces a phase ("## Phase 1: title")',
    signs=tuple(f"phase {fact}" for fact in ("deliverables", "handoffs", "attempts", "decisions", "links", "problems")),
    needs_state=True,
    looks_for='a heading "## Phase 1: ... - COMPLETE", with a field such as "**Deliverables**:" or "**Handoff**:"',
    keys=lookup(_KEYS, _numbered_attempt, commit_key, file_key),
    document_keys=lookup(_OF_DOCUMENT, plain=False),
)
