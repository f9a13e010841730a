"""The dialect of phase pipelines: a heading for each phase, with its role, deliverables, hand-off and attempts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import Dialect, Key, Row
from pytest_phasegate.documents.keys import (
    LOOSE_STATUS,
    STATUS,
    commit_key,
    file_key,
    item_ids,
    lookup,
    own,
)
from pytest_phasegate.documents.parts import phase_claims as pc
from pytest_phasegate.documents.parts.handoffs import read_attempt, read_attempt_row
from pytest_phasegate.model.claims import HandoffClaim, Level
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import Placed
    from pytest_phasegate.documents.place import At


def _attempt_item(at: At, key: str, value: str) -> Iterator[Placed]:
    number = at.token.bullet.rstrip(".)")
    yield read_attempt(at.line, value, int(number) if number.isdecimal() else None), at.owner


def _attempt_row(at: At, key: str, value: str) -> Iterator[Placed]:
    yield read_attempt_row(at.line, value, at.cells), at.owner


def _handoff_item(at: At, key: str, value: str) -> Iterator[Placed]:
    """Only what says who approved: the other lines below "Hand-off" are prose."""
    return ((claim, at.owner) for claim in pc._handoff(at.line, value) if isinstance(claim, HandoffClaim))


def _delivered_item(at: At, key: str, value: str) -> Iterator[Placed]:
    """An item that names no file is a field, a line below one is prose."""
    return at.own((pc._deliverables if at.token.bullet else pc._delivered)(at.line, value))


def _delivered_row(at: At, key: str, value: str) -> Iterator[Placed]:
    from pytest_phasegate.text.tables import Row as TRow
    return at.own(pc._delivered_in_row(TRow(token=at.token, cells=at.cells)))


def _commit_item(at: At, key: str, value: str) -> Iterator[Placed]:
    return at.own(item_ids(at.token))


def _numbered_attempt(name: str) -> Key | None:
    """The key of one attempt: "Attempt 2"."""
    word, _, number = name.partition(" ")
    if word not in ("attempt", "retry") or not number.isdecimal() or len(number) > 4:
        return None
    return Key(lambda at, key, value: [(read_attempt(at.line, value, int(number)), at.owner)])


_ATTEMPTS = Key(own(pc._attempts), item=_attempt_item, row=_attempt_row, plain=True, heads=False)
_KEYS = {
    **dict.fromkeys(
        ("role", "assigned to", "assigned role", "assignee", "owner", "team member"),
        Key(own(pc._role), item=own(pc._role), plain=True),
    ),
    **dict.fromkeys(("status", "phase status", "state"), STATUS._replace(plain=True)),
    **dict.fromkeys(
        pc._DELIVERED,
        Key(own(pc._deliverables), item=_delivered_item, row=_delivered_row, plain=True, takes_lines=True),
    ),
    **dict.fromkeys(
        ("inputs", "input", "consumes", "works from"), Key(own(pc._inputs), item=own(pc._inputs), plain=True)
    ),
    **dict.fromkeys(pc._HANDOFFS, Key(own(pc._handoff), item=_handoff_item, plain=True, takes_lines=True)),
    **dict.fromkeys(("approved by", "approval", "hand-off approved by"), Key(own(pc._approval), plain=True)),
    **dict.fromkeys(("attempts", "attempt", "attempt log", "retries"), _ATTEMPTS),
    **dict.fromkeys(
        ("decision", "decisions", "human decisions"), Key(own(pc._decision), item=own(pc._decision), plain=True)
    ),
    **dict.fromkeys(
        ("escalation", "escalations", "escalated"), Key(own(pc._escalation), item=own(pc._escalation), plain=True)
    ),
    **dict.fromkeys(("document", "task document", "tasks"), Key(own(pc._link), plain=True)),
}
_OF_DOCUMENT = {
    "status": STATUS,
    **dict.fromkeys(
        ("overall status", "final status", "current status", "progress", "overall progress"), LOOSE_STATUS
    ),
}

DIALECT = Dialect(
    name="phases",
    places=("workflows/*.md", ".claude/workflows/*.md"),
    units=(
        Row(
            level=Level.PHASE,
            kinds=(Kind.HEADING,),
            words=("phase",),
            ids=r"\d{1,3}[A-Za-z]?(?!\.\d)",
            behind=re.compile(r"\*{0,2}[ ]{0,3}(?:[:.—–-]\*{0,2}[ ]{0,9}|(?=[(\[]))|[ ]{0,3}$"),
            under=(Level.DOCUMENT,),
        ),
    ),
    wants='no heading of the document introduces a phase ("## Phase 1: title")',
    signs=("phase deliverables", "phase handoffs", "phase attempts", "phase decisions", "phase links", "phase problems"),
    needs_state=True,
    looks_for='a heading "## Phase 1: ... - COMPLETE", with a field such as "**Deliverables**:" or "**Handoff**:"',
    keys=lookup({**_KEYS}, _numbered_attempt, commit_key, file_key),
    document=lookup(_OF_DOCUMENT),
)
