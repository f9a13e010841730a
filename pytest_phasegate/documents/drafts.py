"""Units while a document is being read: claims are gathered in any order and frozen at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pytest_phasegate.documents.notations.boxes import STATES
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
    Mention,
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
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_phasegate.model.claims import Reference

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
    Mention: "mentions",
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
_DIGEST = 6
_OUTSIDE_KEYS = pattern(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """A unit that is being read; ``end`` and the lists are filled as its lines are.

    ``is_numbered`` says that its id holds its place in the whole document, so that the id alone can be its key.
    ``may_repeat``: another unit may have its id, as where that is made of the title.
    ``is_heading``: a heading introduces it, not a list item, a row or data.
    ``cited`` are commits that plain words cite: they count only where the unit claims to be done, for plans speak of
    commits too. ``misses_part``: a line in it names a unit, and none was read.
    ``part``: the numbered part of the document that it stands in, where that is no unit: "phase 2" below
    "## Phase 2: Reports".
    """

    level: Level
    id: str
    title: str
    line: int
    end: int
    parent: Draft | None = None  # None: the document itself
    is_numbered: bool = False
    may_repeat: bool = False
    is_heading: bool = False
    claims: list[Claim] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    cited: list[Claim] = field(default_factory=list)
    misses_part: bool = False
    part: str = ""

    def walk(self) -> Iterator[Draft]:
        """This draft and all below it, in the order of the document."""
        following = [self]
        while following:
            draft = following.pop()
            yield draft
            following += reversed(draft.drafts)

    def holds(self, other: Draft) -> bool:
        """Whether the other draft is this one or below it."""
        seen: Draft | None = other
        while seen is not None and seen is not self:
            seen = seen.parent
        return seen is self


@dataclass(slots=True)
class Units:
    """The units of a document by what they are called."""

    named: dict[tuple[Level | None, str], Draft] = field(default_factory=dict)
    rows: dict[tuple[Draft | None, str], Draft] = field(default_factory=dict)

    def add(self, draft: Draft) -> None:
        """Take a unit in, under its level and id and under its id alone."""
        self.named.setdefault((draft.level, draft.id), draft)
        self.named.setdefault((None, draft.id), draft)

    def add_row(self, draft: Draft, written: str) -> None:
        """Take in a unit that is a row of a table, where it is called as it is written: "1", in each table anew."""
        self.add(draft)
        self.rows.setdefault((draft.parent, written), draft)

    def find(self, reference: Reference, near: Draft) -> Draft | None:
        """The unit that a reference names: one around ``near`` if there are several, or a row there; else the first."""
        around: Draft | None = near
        while around is not None:
            if around.id == reference.id and reference.level in (around.level, None):
                return around
            row = self.rows.get((around, reference.id)) if self.rows else None
            if row and reference.level in (row.level, None):
                return row
            around = around.parent
        return self.named.get((reference.level, reference.id))


def freeze(root: Draft) -> Unit:
    """Turn the draft of a document and all below it into units; the drafts are taken apart, so it can be done once.

    Keys are made distinct in the order of the document: the second unit with one id gets ``~2``.

    One rule for units that say nothing of their state: where the unit around one (the document too) claims to be done,
    it shares that; else it is as done as its parts and its own boxes, if it has parts, and claims so at the line that
    introduces it.
    """
    return _freeze(root, Status.PENDING, {})


def furthest(claims: Sequence[StatusClaim]) -> Status | None:
    """The furthest of the states that are claimed, so that a contradiction cannot hide a claim; None for none."""
    if len(claims) < 2:
        return claims[0].status if claims else None
    return min((claim.status for claim in claims), key=_FURTHEST.index)


def of_all(units: Sequence[Unit], boxes: Sequence[BoxClaim] = ()) -> Status:
    """The state of a unit that consists of others: done when all of it is, its own boxes too; begun when some is."""
    if not units:
        return Status.PENDING
    states = {unit.status for unit in units}.union(STATES[box.mark] for box in boxes)
    owed = {status for status in states if not status.is_dropped}
    return _of_owed(owed) if owed else Status.SKIPPED


def _of_owed(states: set[Status]) -> Status:
    """The state of what is in some states, and was not dropped."""
    if all(status.is_claimed for status in states):
        return Status.COMPLETE if states == {Status.COMPLETE} else Status.IMPLEMENTED
    return Status.IN_PROGRESS if any(status.is_begun for status in states) else Status.PENDING


def _freeze(draft: Draft, above: Status, keys: dict[str, int]) -> Unit:
    key = _key(draft, keys)
    claims: dict[str, Any] = _by_kind(draft.claims)
    own = furthest(claims.get("statuses", ()))
    status = own or above
    units = _freeze_parts(draft, status, keys)
    is_top = draft.parent is None  # nobody asks a document for a commit, or for files, because its parts are done
    if units and own is None and not (is_top or above.is_claimed):
        status = of_all(units, claims.get("boxes", ()))
        if draft.misses_part and status.is_claimed:
            status = Status.IN_PROGRESS  # how the part stands that could not be read, nobody knows
        claims = _with_status(claims, draft, status)
    if draft.cited and status.is_claimed:
        claims |= {"commits": tuple(sorted([*claims.get("commits", ()), *draft.cited], key=_LINE))}
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


def _freeze_parts(draft: Draft, status: Status, keys: dict[str, int]) -> tuple[Unit, ...]:
    """The units in a draft that is in a state, which they share where it claims to be done."""
    above = status if status.is_claimed else Status.PENDING
    units = tuple([_freeze(child, above, keys) for child in draft.drafts])
    draft.drafts.clear()  # else they and their parent would live on until the garbage collector finds them
    return units


def _with_status(claims: Mapping[str, Any], draft: Draft, status: Status) -> dict[str, Any]:
    """The claims of a silent unit, with the state that follows from its parts: gates go by claims that have a line."""
    if not status.is_begun:
        return dict(claims)
    return {**claims, "statuses": (StatusClaim(line=draft.line, text=draft.title, status=status, source="steps"),)}


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
    if draft.may_repeat and not draft.id.isascii():
        key = f"{key}-{sha256(draft.id.encode()).hexdigest()[:_DIGEST]}"
    is_top = draft.parent.parent is None
    if is_top or not (draft.is_numbered or draft.level is Level.TASK):
        key = f"{draft.level.value}-{key}"
    count = keys[key] = keys.get(key, 0) + 1
    if count == 1 or not draft.may_repeat:
        return key if count == 1 else f"{key}~{count}"
    keys[f"{key}--{count}"] = 1
    return f"{key}--{count}"
