"""The work that a document plans, unit by unit: whose it is, how far it is, and what keeps it from being begun."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.model.claims import Level, Mark, Status
from pytest_phasegate.model.policy import role_key
from pytest_phasegate.policy.lookup import document_phases, settings_for, unit_phases
from pytest_phasegate.text.placeholders import is_unfilled
from pytest_phasegate.text.words import begins_with_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.model.claims import DependencyClaim
    from pytest_phasegate.model.policy import Phase, Policy
    from pytest_phasegate.model.workflow import Unit, Workflow


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some units are done: ``name`` says which; what was openly given up is in neither number."""

    name: str
    done: int
    total: int

    @property
    def words(self) -> str:
        """As people read it: "batches 3/4"."""
        return f"{self.name} {self.done}/{self.total}"


def share_of(name: str, units: Iterable[Unit]) -> Share:
    """The share of some units that is done."""
    wanted = [unit for unit in units if not unit.status.is_dropped]
    return Share(name, sum(unit.status.is_claimed for unit in wanted), len(wanted))


def plural(level: Level) -> str:
    """What several units of a level are called."""
    return {Level.BATCH: "batches", Level.CRITERION: "criteria"}.get(level, f"{level.word}s")


class Blocker(NamedTuple):
    """What keeps a unit from being begun: the unit that is waited for (None: nothing in the document), and why."""

    unit: Unit | None
    why: str


class Work:
    """The units of a document that are given to somebody as a whole, in order: batches, else units that hold no other.

    Args:
        workflow: what the document says.
        policy: what must hold.
    """

    def __init__(self, workflow: Workflow, policy: Policy) -> None:
        self.workflow = workflow
        self.policy = policy
        self._possible = document_phases(policy, workflow.path, workflow.dialect)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of work; a task of a batch is none."""
        found = []
        for unit in self.workflow.units():
            is_in_batch = any(above.level is Level.BATCH for above in self.workflow.above(unit))
            if not is_in_batch and (unit.level is Level.BATCH or not unit.units):
                found.append(unit)
        return tuple(found)

    def role(self, unit: Unit) -> str:
        """Who does the work of a unit: whoever it names, else whom the nearest unit around it names; "" for nobody."""
        around = (unit, *self.workflow.above(unit))
        return next((role_key(each.assignee) for each in around if each.assignee), "")

    def of_role(self, role: str) -> tuple[Unit, ...]:
        """The units of work of a role (as ``role`` gives it), or all where it is ""."""
        return tuple(unit for unit in self.units if not role or self.role(unit) == role)

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The roles that have work, in the order of the document."""
        return tuple(dict.fromkeys(filter(None, map(self.role, self.units))))

    @cached_property
    def in_progress(self) -> tuple[Unit, ...]:
        """The units of work that are in progress."""
        return tuple(unit for unit in self.units if unit.status is Status.IN_PROGRESS)

    def shares(self) -> tuple[Share, ...]:
        """How many units are done of each level, the outer levels first."""
        levels: dict[Level, list[Unit]] = {}
        for unit in self.workflow.units():
            levels.setdefault(unit.level, []).append(unit)
        return tuple(share_of(plural(level), units) for level, units in levels.items())

    def role_shares(self) -> tuple[Share, ...]:
        """How many units of work are done of each role."""
        return tuple(share_of(role, self.of_role(role)) for role in self.roles)

    def phase_shares(self) -> tuple[Share, ...]:
        """How many units are done of each phase of the policy, each unit with all below it counted once."""
        covered: dict[str, list[Unit]] = {}
        for unit in self.workflow.units():
            parent = self.workflow.parent(unit)
            around = (
                {phase.id for phase in self.phases(parent)} if parent and parent.level is not Level.DOCUMENT else ()
            )
            for phase in self.phases(unit):
                if phase.id not in around:
                    covered.setdefault(phase.id, []).append(unit)
        ordered = [phase.id for phase in self._possible if phase.id in covered]
        return tuple(share_of(name, covered[name]) for name in ordered)

    def phases(self, unit: Unit) -> tuple[Phase, ...]:
        """The phases of the policy that cover a unit."""
        return unit_phases(self._possible, unit, self.role(unit) or None)

    def settings(self, unit: Unit, kind: str) -> Any | None:
        """What the policy sets of a gate for a unit; None where it is off."""
        return settings_for(self.policy.rule_layers(self.phases(unit)), kind, GATES[kind].settings)

    def blockers(self, unit: Unit) -> tuple[Blocker, ...]:
        """What keeps a unit from being begun: what it needs, an open checkpoint, its turn, and who is busy."""
        around = [each for each in (unit, *self.workflow.above(unit)) if each.level is not Level.DOCUMENT]
        found = [blocker for each in around for blocker in self._needs(each)]
        found += self._checkpoint(unit)
        found += self._turn(around[-1])
        found += self._former_steps(unit)
        found += self._busy(unit)
        return tuple({blocker.why: blocker for blocker in found}.values())

    def grounds(self, unit: Unit) -> str:
        """Why a unit that nothing blocks may begin, in words: what it waited for is done."""
        around = [each for each in (unit, *self.workflow.above(unit)) if each.level is not Level.DOCUMENT]
        met = [needed for each in around for claim in each.dependencies for needed in self._needed(each, claim)]
        passed = [each for each in self.workflow.checkpoints if each.line < unit.line][-1:]
        former = self.workflow.before(around[-1])
        if not met and not passed and former is not None and former.status.is_settled:
            met = [former]
        names = {f"{each.name} is {each.status.word}" for each in met} | {f"{each.name} is passed" for each in passed}
        return ", ".join(sorted(names)[:3]) or "it needs nothing"

    def _needs(self, unit: Unit) -> Iterator[Blocker]:
        """The units that a unit says it needs, and that are not done."""
        if circle := self.workflow.cycle(unit):
            yield Blocker(None, f"{' and '.join(each.name for each in circle)} need each other")
            return
        for claim in unit.dependencies:
            for needed in self._needed(unit, claim):
                yield from self._unready(needed, f"{unit.name} needs {needed.name}")

    def _needed(self, unit: Unit, claim: DependencyClaim) -> Iterator[Unit]:
        around = {each.key for each in (unit, *self.workflow.above(unit))}
        for reference in claim.units:
            needed = self.workflow.find(reference)
            if needed is not None and needed.key not in around:
                yield needed
            elif needed is not None and begins_with_all(claim.text):
                yield from (each for each in needed.units if each.key not in around)

    def _unready(self, needed: Unit, what: str) -> Iterator[Blocker]:
        """Why a unit is no ground for another one to begin on: it is not done, or its gate is not met."""
        must_be_marked = getattr(self.settings(needed, "order"), "gates_marked", False)
        gates = needed.stage_gates
        is_open = [not gate.status.is_claimed if gate.status else must_be_marked for gate in gates]
        if not needed.status.is_settled:
            yield Blocker(needed, f"{what}, which is {needed.status.word}")
        elif any(is_open):
            yield Blocker(needed, f"{what}, whose gate is not met: {gates[is_open.index(True)].quote}")

    def _checkpoint(self, unit: Unit) -> Iterator[Blocker]:
        checkpoint = self.workflow.open_checkpoint
        if checkpoint is not None and checkpoint.line < unit.line:
            yield Blocker(checkpoint, f"{checkpoint.name} is open: {checkpoint.title}")

    def _turn(self, top: Unit) -> Iterator[Blocker]:
        """What the policy puts before a top-level unit."""
        settings, former = self.settings(top, "order"), self._former(top)
        if former is not None and settings and settings.sequential:
            yield from self._unready(former, f"{top.name} comes after {former.name}")
        if former is not None and former.status.is_claimed and self._must_be_handed_on(former):
            yield Blocker(former, f"{former.name} is not handed on")
        if settings and (needed := self._of_needed_phase(top)):
            yield from self._unready(needed, f"{top.name} needs {needed.name}")

    def _former(self, top: Unit) -> Unit | None:
        """The unit in front of one that was not given up."""
        former = self.workflow.before(top)
        while former is not None and former.status.is_dropped:
            former = self.workflow.before(former)
        return former

    def _of_needed_phase(self, top: Unit) -> Unit | None:
        """The first open unit of the phases that those of a unit need."""
        wanted = {need for phase in self.phases(top) for need in phase.needs}
        return next((unit for need in wanted for unit in self._open_by_phase.get(need, ()) if unit is not top), None)

    @cached_property
    def _open_by_phase(self) -> Mapping[str, list[Unit]]:
        """By phase of the policy the top-level units that are not done."""
        found: dict[str, list[Unit]] = {}
        for unit in self.workflow.root.units:
            for phase in () if unit.status.is_settled else self.phases(unit):
                found.setdefault(phase.id, []).append(unit)
        return found

    def _former_steps(self, unit: Unit) -> Iterator[Blocker]:
        """What a checkpoint, or a task's closer, looks back on: all that stands before it in the same place."""
        if unit.key in self._looked_back_on:
            first, count = self._looked_back_on[unit.key]
            more = f" (and {count - 1} more)" if count > 1 else ""
            yield Blocker(first, f"{unit.name} comes after {first.name}, which is {first.status.word}{more}")

    @cached_property
    def _looked_back_on(self) -> Mapping[str, tuple[Unit, int]]:
        """By key of a checkpoint or closer the first open unit of another level before it, and how many there are."""
        found: dict[str, tuple[Unit, int]] = {}
        for parent in self.workflow.root.walk():
            seen: dict[Level, tuple[Unit, int]] = {}
            for each in parent.units:
                others = [pair for level, pair in seen.items() if level is not each.level]
                if others and each.level in (Level.CHECKPOINT, Level.CLOSER):
                    found[each.key] = min(others, key=lambda pair: pair[0].line)[0], sum(count for _, count in others)
                if not each.status.is_settled:
                    first, count = seen.get(each.level, (each, 0))
                    seen[each.level] = first, count + 1
        return found

    def _must_be_handed_on(self, unit: Unit) -> bool:
        settings = self.settings(unit, "handoff") if not unit.handoffs else None
        return bool(settings and settings.required)

    def _busy(self, unit: Unit) -> Iterator[Blocker]:
        settings, role = self.settings(unit, "order"), self.role(unit)
        if settings and settings.one_in_progress_per_role:
            other = next((each for each in self._in_progress_by_role.get(role, ()) if each is not unit), None)
            if other is not None:
                yield Blocker(other, f"{role or 'nobody in particular'} has {other.name} in progress")

    @cached_property
    def _in_progress_by_role(self) -> Mapping[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.in_progress:
            found.setdefault(self.role(unit), []).append(unit)
        return found

    def startable(self, units: Sequence[Unit]) -> tuple[Unit, ...]:
        """Those of some units that are not begun and that nothing keeps from being begun, in order."""
        return tuple(unit for unit in units if is_open(unit) and not self.blockers(unit))


def owed(unit: Unit) -> tuple[str, ...]:
    """What a unit holds that is still to be ticked or filled in, as it is written there."""
    boxes = [(box.line, f"[ ] {box.text.strip()}") for box in unit.boxes if box.mark is Mark.OPEN]
    blanks = [(each.line, f"{each.key}:") for each in unit.fields if each.is_form and is_unfilled(each.text)]
    return tuple(text for _, text in sorted([*boxes, *blanks]))


def is_open(unit: Unit) -> bool:
    """Whether a unit is still to be begun, or begun again: it is pending, blocked or failed."""
    return not unit.status.is_settled and unit.status is not Status.IN_PROGRESS
