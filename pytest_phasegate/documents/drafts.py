"""Units while a document is being read: claims are gathered in any order and frozen at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.claims import (
    AssigneeClaim,
    AttemptClaim,
    BoxClaim,
    Claim,
    CommitClaim,
    CountClaim,
    DecisionClaim,
    DeliverableClaim,
    DependencyClaim,
    FieldClaim,
    FileClaim,
    HandoffClaim,
    InputClaim,
    Level,
    LinkClaim,
    LogClaim,
    MessageClaim,
    NoCommitClaim,
    PairClaim,
    Problem,
    StageGateClaim,
    Status,
    StatusClaim,
    SymbolClaim,
)
from pytest_phasegate.model.workflow import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

_FURTHEST = (
    Status.COMPLETE,
    Status.IMPLEMENTED,
    Status.IN_PROGRESS,
    Status.FAILED,
    Status.BLOCKED,
    Status.SKIPPED,
    Status.DEFERRED,
    Status.PENDING,
)
_FIELDS: dict[type[Claim], str] = {
    BoxClaim: "boxes",
    CommitClaim: "commits",
    NoCommitClaim: "no_commits",
    FileClaim: "files",
    AssigneeClaim: "assignees",
    DependencyClaim: "dependencies",
    CountClaim: "counts",
    MessageClaim: "messages",
    StageGateClaim: "stage_gates",
    SymbolClaim: "symbols",
    FieldClaim: "fields",
    PairClaim: "pairs",
    LogClaim: "log",
    DeliverableClaim: "deliverables",
    InputClaim: "inputs",
    HandoffClaim: "handoffs",
    AttemptClaim: "attempts",
    DecisionClaim: "decisions",
    LinkClaim: "links",
    Problem: "problems",
}
"""Where a unit keeps its claims of each kind, its statuses apart."""
_OUTSIDE_KEYS = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A unit that is being read; ``end`` and the lists are filled as its lines are.

    ``is_numbered`` says that its id holds its place in the whole document, so that the id alone can be its key.
    """

    level: Level
    id: str
    title: str
    line: int
    end: int
    parent: Draft | None = None
    is_numbered: bool = False
    claims: list[Claim] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    def walk(self) -> Iterator[Draft]:
        """This draft and all below it, in the order of the document."""
        yield self
        for draft in self.drafts:
            yield from draft.walk()

    def holds(self, other: Draft) -> bool:
        """Whether the other draft is this one or below it."""
        seen: Draft | None = other
        while seen is not None and seen is not self:
            seen = seen.parent
        return seen is self


def freeze(root: Draft) -> Unit:
    """Turn the draft of a document and all below it into units.

    Keys are made distinct in the order of the document: the second unit with one id gets ``~2``.
    """
    return _freeze(root, Status.PENDING, {})


def furthest(statuses: list[Status]) -> Status | None:
    """The furthest of some states, so that a contradiction cannot hide a claim; None for none."""
    return min(statuses, key=_FURTHEST.index, default=None)


def _freeze(draft: Draft, inherited: Status, keys: dict[str, int]) -> Unit:
    key = _key(draft, keys)
    kinds = _by_kind(draft.claims)
    statuses = tuple(claim for claim in kinds.get(StatusClaim, ()) if isinstance(claim, StatusClaim))
    others: dict[str, Any] = {_FIELDS[kind]: tuple(found) for kind, found in kinds.items() if kind is not StatusClaim}
    status = furthest([claim.status for claim in statuses]) or inherited
    below = status if status.is_claimed and draft.level is not Level.DOCUMENT else Status.PENDING
    return Unit(
        level=draft.level,
        id=draft.id,
        key=key,
        title=draft.title,
        line=draft.line,
        end=draft.end,
        status=status,
        statuses=statuses,
        **others,
        units=tuple(_freeze(child, below, keys) for child in draft.drafts),
    )


def _by_kind(claims: list[Claim]) -> dict[type[Claim], list[Claim]]:
    """The claims of each kind, by line; claims of one line keep their order."""
    kinds: dict[type[Claim], list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: claim.line):
        kinds.setdefault(type(claim), []).append(claim)
    return kinds


def _key(draft: Draft, keys: dict[str, int]) -> str:
    if draft.level is Level.DOCUMENT:
        return "document"
    name = _OUTSIDE_KEYS.sub("_", draft.id)
    is_nested = draft.parent is not None and draft.parent.level is not Level.DOCUMENT
    key = name if is_nested and (draft.level is Level.TASK or draft.is_numbered) else f"{draft.level.value}-{name}"
    keys[key] = keys.get(key, 0) + 1
    return key if keys[key] == 1 else f"{key}~{keys[key]}"
