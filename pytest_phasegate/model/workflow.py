"""What one document says: a tree of units, each with its claims, every claim with its line."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple

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
    Mark,
    Mention,
    MessageClaim,
    NoCommitClaim,
    PairClaim,
    Problem,
    Reference,
    StageGateClaim,
    Status,
    StatusClaim,
    SymbolClaim,
)
from pytest_phasegate.model.graph import find_cycles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Unit(NamedTuple):  # a frozen dataclass would set each of its many fields by a call: four times as slow
    """A piece of work at a level, with what the document claims of it.

    ``id`` is the document's own ("2", "3B.1"); ``key`` is its part in check ids ("batch-2", "3B.1"), distinct
    within the document. ``line`` is where it is introduced and ``end`` its last line. ``status`` is the
    furthest state that one of its status claims asserts; a silent unit has that of the unit around it where this is
    done, else the one that follows from its parts and boxes. ``messages`` are promises of what its commit's subject
    will look like.
    """

    level: Level
    id: str
    key: str
    title: str
    line: int
    end: int
    status: Status
    statuses: tuple[StatusClaim, ...] = ()
    boxes: tuple[BoxClaim, ...] = ()
    commits: tuple[CommitClaim, ...] = ()
    no_commits: tuple[NoCommitClaim, ...] = ()
    files: tuple[FileClaim, ...] = ()
    assignees: tuple[AssigneeClaim, ...] = ()
    dependencies: tuple[DependencyClaim, ...] = ()
    counts: tuple[CountClaim, ...] = ()
    messages: tuple[MessageClaim, ...] = ()
    stage_gates: tuple[StageGateClaim, ...] = ()
    symbols: tuple[SymbolClaim, ...] = ()
    fields: tuple[FieldClaim, ...] = ()
    pairs: tuple[PairClaim, ...] = ()
    log: tuple[LogClaim, ...] = ()
    deliverables: tuple[DeliverableClaim, ...] = ()
    inputs: tuple[InputClaim, ...] = ()
    handoffs: tuple[HandoffClaim, ...] = ()
    attempts: tuple[AttemptClaim, ...] = ()
    decisions: tuple[DecisionClaim, ...] = ()
    links: tuple[LinkClaim, ...] = ()
    problems: tuple[Problem, ...] = ()
    mentions: tuple[Mention, ...] = ()
    units: tuple[Unit, ...] = ()

    @property
    def name(self) -> str:
        """The unit as a message calls it: "batch 2", "task 2.1", "the document"."""
        return "the document" if self.level is Level.DOCUMENT else f"{self.level.word} {self.id}"

    @property
    def assignee(self) -> str | None:
        """Who does the work, where the document says so."""
        return self.assignees[0].name if self.assignees else None

    @property
    def heading(self) -> Claim:
        """The line that introduces the unit, as a claim."""
        return Claim(line=self.line, text=self.title)

    @property
    def status_claims(self) -> tuple[Claim, ...]:
        """The claims that give the unit its status; for a silent unit the line that introduces it."""
        own = tuple(claim for claim in self.statuses if claim.status is self.status)
        return own or (self.heading,)

    @property
    def has_begun(self) -> bool:
        """Whether something in the unit, or below it, is done or in progress."""
        return any(
            each.status.is_begun or any(box.mark in (Mark.TICKED, Mark.IN_PROGRESS) for box in each.boxes)
            for each in self.walk()
        )

    @property
    def has_ended(self) -> bool:
        """Whether all in the unit that has a box or a state is done or dropped, and there is something."""
        units = tuple(self.walk())
        boxes = [box.mark.is_settled for each in units for box in each.boxes]
        if not any(each.statuses for each in units):
            return bool(boxes) and all(boxes)
        return all(boxes) and all(each.status.is_settled for each in units if each.statuses or not each.units)

    @property
    def has_box(self) -> bool:
        """Whether a box of its own gives the unit its state."""
        return any(claim.source == "box" for claim in self.statuses)

    def walk(self) -> Iterator[Unit]:
        """This unit and all below it, in the order of the document."""
        ahead = [self]  # the next one is the last
        while ahead:
            unit = ahead.pop()
            yield unit
            if unit.units:
                ahead.extend(reversed(unit.units))


CLAIMS = tuple(name for name in Unit._field_defaults if name not in ("mentions", "units"))
"""The names of a unit's claims; a mention is none."""


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """What one document says.

    ``path`` is relative to the project's root with forward slashes; ``root`` is the document as a unit, its
    claims those that are outside every other unit.
    """

    path: str
    dialect: str
    root: Unit

    def fill_in(self, template: str) -> str:
        """A path or glob of the policy with this document's folder, path and name (without its ending) in it."""
        folder, _, name = self.path.rpartition("/")
        filled = template.replace("{document_dir}", folder or ".").replace("{document}", self.path)
        return filled.replace("{document_name}", name.partition(".")[0]).removeprefix("./")

    def beside(self, name: str) -> str:
        """The path of a text that the policy names: beside the document, or with a slash from the project's root."""
        return normpath(self.fill_in(name)) if "/" in name else join(dirname(self.path), name)

    def units(self) -> Iterator[Unit]:
        """Every unit but the document itself, in the order of the document."""
        units = iter(self._walked)
        next(units)
        return units

    def parent(self, unit: Unit) -> Unit | None:
        """The unit that holds this one, or None for the document."""
        return self._parents.get(unit.key)

    def siblings(self, unit: Unit) -> tuple[Unit, ...]:
        """The units below the same parent, this one among them; none for the document."""
        parent = self.parent(unit)
        return parent.units if parent else ()

    def above(self, unit: Unit) -> Iterator[Unit]:
        """The units that hold this one, the nearest first, with the document."""
        parent = self.parent(unit)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    def before(self, unit: Unit) -> Unit | None:
        """The unit before this one below the same parent, or None for the first."""
        return self._before.get(unit.key)

    def find(self, reference: Reference) -> Unit | None:
        """The first unit that a reference names, or None: another document's are not looked up."""
        if reference.document and reference.document not in self.path.split("/"):
            return None
        return self._named.get((reference.level, reference.id))

    def citing(self, commit: str) -> tuple[tuple[Unit, CommitClaim], ...]:
        """The units that cite a commit by these or by fewer or more digits, with their claims, in order."""
        ids = self._cited_ids  # sorted: the longer ids that begin with this one follow it
        near = {commit[:length] for length in range(1, len(commit) + 1)} & self._citing.keys()
        for place in range(bisect_left(ids, commit), len(ids)):
            if not ids[place].startswith(commit):
                break
            near.add(ids[place])
        found = sorted((entry for id_ in near for entry in self._citing[id_]), key=lambda entry: entry[0])
        return tuple((unit, claim) for _, unit, claim in found)

    def cycle(self, unit: Unit) -> tuple[Unit, ...]:
        """The units that need each other in a circle with this one, in the order of the document; or none."""
        return self._cycles.get(unit.key, ())

    @cached_property
    def levels(self) -> frozenset[Level]:
        """The levels of all units."""
        return frozenset(unit.level for unit in self._walked)

    @cached_property
    def claimed(self) -> frozenset[str]:
        """The kinds of claims that are made at all, by their names in ``Unit``."""
        return frozenset(name for name in (*CLAIMS, "mentions") if any(map(attrgetter(name), self._walked)))

    @cached_property
    def unused_boxes(self) -> tuple[BoxClaim, ...]:
        """All boxes of the document, if none of them was ever ticked, dropped or in progress; else none."""
        boxes = tuple(box for unit in self._walked for box in unit.boxes)
        used = any(box.mark is not Mark.OPEN for box in boxes) or any(
            claim.source == "box" and claim.status is not Status.PENDING
            for unit in self._walked
            for claim in unit.statuses
        )
        return () if used else boxes

    @cached_property
    def first_done_box(self) -> BoxClaim | None:
        """The first box of a unit that claims to be done."""
        done = (box for unit in self.units() if unit.status.is_claimed for box in unit.boxes)
        return next(done, None)

    @cached_property
    def unticked_lists(self) -> Mapping[str, tuple[Unit, ...]]:
        """By the key of a unit those below it that claim to be done and have boxes, where all these boxes are open."""
        lists: dict[str, tuple[Unit, ...]] = {}
        for parent in self.units():
            below = tuple(unit for unit in parent.units if unit.boxes and unit.status.is_claimed)
            if below and all(box.mark is Mark.OPEN for unit in below for box in unit.boxes):
                lists[parent.key] = below
        return lists

    @cached_property
    def checkpoints(self) -> tuple[Unit, ...]:
        """The checkpoints, in the order of the document."""
        return tuple(unit for unit in self.units() if unit.level is Level.CHECKPOINT)

    @cached_property
    def open_checkpoint(self) -> Unit | None:
        """The first checkpoint that is not passed: all that follows waits for it."""
        is_open = (unit for unit in self.checkpoints if not unit.status.is_settled)
        return next(is_open, None)

    @cached_property
    def _citing(self) -> Mapping[str, list[tuple[int, Unit, CommitClaim]]]:
        """By cited id the claims, with their place in the document."""
        citing: dict[str, list[tuple[int, Unit, CommitClaim]]] = {}
        claims = ((unit, claim) for unit in self.units() for claim in unit.commits)
        for place, (unit, claim) in enumerate(claims):
            citing.setdefault(claim.id, []).append((place, unit, claim))
        return citing

    @cached_property
    def _cited_ids(self) -> list[str]:
        return sorted(self._citing)

    @cached_property
    def _cycles(self) -> Mapping[str, tuple[Unit, ...]]:
        units = {unit.key: unit for unit in self.units() if unit.dependencies}  # others are in no circle
        edges = {
            key: [
                needed.key
                for claim in unit.dependencies
                for reference in claim.units
                if (needed := self.find(reference)) is not None
            ]
            for key, unit in units.items()
        }
        return {key: tuple(units[other] for other in group) for group in find_cycles(edges) for key in group}

    @cached_property
    def _walked(self) -> tuple[Unit, ...]:
        return tuple(self.root.walk())

    @cached_property
    def _parents(self) -> Mapping[str, Unit]:
        return {child.key: unit for unit in self._walked for child in unit.units}

    @cached_property
    def _before(self) -> Mapping[str, Unit]:
        units = (unit.units for unit in self._walked if len(unit.units) > 1)
        return {later.key: earlier for below in units for earlier, later in pairwise(below)}

    @cached_property
    def _named(self) -> Mapping[tuple[Level | None, str], Unit]:
        named: dict[tuple[Level | None, str], Unit] = {}
        for unit in self.units():
            named.setdefault((unit.level, unit.id), unit)
            named.setdefault((None, unit.id), unit)
        return named
