"""Units while a document is being read: claims are gathered in any order and frozen at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import attrgetter
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
    from collections.abc import Iterator, Sequence

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
    StatusClaim: "statuses",
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
"""Where a unit keeps its claims of each kind."""
_LINE = attrgetter("line")
_OUTSIDE_KEYS = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """A unit that is being read; ``end`` and the lists are filled as its lines are.

    ``is_numbered`` says that its id holds its place in the whole document, so that the id alone can be its key.
    ``asides`` are claims in plain words: they count only where the unit claims to be done.
    """

    level: Level
    id: str
    title: str
    line: int
    end: int
    parent: Draft | None = None  # None: the document itself
    is_numbered: bool = False
    claims: list[Claim] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    asides: list[Claim] = field(default_factory=list)

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


def freeze(root: Draft, *, is_tree: bool = False) -> Unit:
    """Turn the draft of a document and all below it into units; the drafts are taken apart, so it can be done once.

    Keys are made distinct in the order of the document: the second unit with one id gets ``~2``.

    A unit that says nothing of its state shares that of the unit around it, where that one claims to be done. In a
    tree the document itself is such a unit around others, and a unit that still has no state is as done as what is
    below it.
    """
    return _freeze(root, Status.PENDING, {}, is_tree=is_tree)


def furthest(statuses: list[Status]) -> Status | None:
    """The furthest of some states, so that a contradiction cannot hide a claim; None for none."""
    if len(statuses) < 2:
        return statuses[0] if statuses else None
    return min(statuses, key=_FURTHEST.index)


def of_all(units: Sequence[Unit]) -> Status:
    """The state of a unit that consists of others: done when all of it is, begun when some of it is."""
    owed = [unit.status for unit in units if not unit.status.is_dropped]
    if not owed:
        return Status.SKIPPED if units else Status.PENDING
    if all(status.is_claimed for status in owed):
        return Status.COMPLETE if all(status is Status.COMPLETE for status in owed) else Status.IMPLEMENTED
    return Status.IN_PROGRESS if any(status.is_begun for status in owed) else Status.PENDING


def _freeze(draft: Draft, above: Status, keys: dict[str, int], *, is_tree: bool) -> Unit:
    key = _key(draft, keys)
    is_document = draft.parent is None
    claims = _by_kind(draft.claims)
    own = furthest([claim.status for claim in claims.get("statuses", ())])
    status = own or above
    below = status if status.is_claimed and (is_tree or not is_document) else Status.PENDING
    units = tuple([_freeze(child, below, keys, is_tree=is_tree) for child in draft.drafts]) if draft.drafts else ()
    draft.drafts.clear()  # else they and their parent would live on until the garbage collector finds them
    if is_tree and own is None and not (is_document or above.is_claimed):
        status = of_all(units)
    if draft.asides and status.is_claimed:
        claims = _by_kind([*draft.claims, *draft.asides])
    return Unit(
        level=draft.level,
        id=draft.id,
        key=key,
        title=draft.title,
        line=draft.line,
        end=draft.end,
        status=status,
        units=units,
        **claims,
    )


def _by_kind(claims: list[Claim]) -> dict[str, Any]:
    """The claims of each kind, by the name of the kind and by line; claims of one line keep their order."""
    if len(claims) == 1:
        return {_FIELDS[type(claims[0])]: tuple(claims)}
    kinds: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=_LINE):
        kinds.setdefault(_FIELDS[type(claim)], []).append(claim)
    return {name: tuple(found) for name, found in kinds.items()}


def _key(draft: Draft, keys: dict[str, int]) -> str:
    if draft.parent is None:
        return "document"
    key = _OUTSIDE_KEYS.sub("_", draft.id)
    is_top = draft.parent.parent is None
    if is_top or not (draft.is_numbered or draft.level is Level.TASK):
        key = f"{draft.level.value}-{key}"
    count = keys[key] = keys.get(key, 0) + 1
    return key if count == 1 else f"{key}~{count}"
