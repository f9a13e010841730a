"""From a workflow and a policy to checks, from a check and the evidence to its verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.errors import CommandRefusedError, EvidenceError
from pytest_phasegate.location import Location
from pytest_phasegate.model.check import Asked, Check
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.described import DocumentFacts, UnitFacts
from pytest_phasegate.model.findings import finding
from pytest_phasegate.model.unknown import UnknownError
from pytest_phasegate.model.verdict import Answer, Verdict, pending, verdict_of
from pytest_phasegate.policy.lookup import document_phases, settings_for, unit_phases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pytest_phasegate.model.check import Gate
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.model.facts import Evidence
    from pytest_phasegate.model.policy import Phase, Policy, Waiver
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.verdict import Finding
    from pytest_phasegate.model.workflow import Unit, Workflow

RESULT_SETTINGS = ("results", "data")
"""The settings of gates that name files which a command makes."""


def plan(workflow: Workflow, policy: Policy, gates: Mapping[str, Gate]) -> tuple[Check[Any], ...]:
    """List the checks of a document, in its order; of each unit those that only read come first.

    It depends on the two texts alone, so that ids and order are the same in every process and at every commit.

    Args:
        workflow: what the document says.
        policy: what must hold.
        gates: the gates by kind.
    """
    possible = document_phases(policy, workflow.path, workflow.dialect)
    chosen: dict[tuple[str, ...], list[_Chosen]] = {}
    checks: list[Check[Any]] = []
    for unit, place, assignee in _placed(workflow):
        phases = unit_phases(possible, unit, assignee)
        key = tuple(phase.id for phase in phases)
        if key not in chosen:
            chosen[key] = list(_choose_gates(gates.values(), workflow, policy, phases))
        for kind, settings, applies in chosen[key]:
            if claims := applies(Asked(workflow, policy, unit, phases, settings)):
                checks.append(
                    Check(
                        id=f"{place}::{kind}",
                        gate=kind,
                        workflow=workflow,
                        unit=unit,
                        policy=policy,
                        phases=phases,
                        settings=settings,
                        location=Location(workflow.path, claims[0].line),
                        claims=claims,
                    )
                )
    return tuple(checks)


class _Chosen(NamedTuple):
    """A gate that is asked about the units that some phases cover."""

    kind: str
    settings: Any
    applies: Callable[[Asked], tuple[Claim, ...]]


def _choose_gates(
    gates: Iterable[Gate], workflow: Workflow, policy: Policy, phases: tuple[Phase, ...]
) -> Iterator[_Chosen]:
    """The gates that may apply to units of a document, those that only read first; no other gate is imported."""
    shown = workflow.claimed | {level.value for level in workflow.levels} | policy.parts
    layers = policy.rule_layers(phases)
    for gate in sorted(gates, key=lambda gate: gate.runs_commands):
        is_set = any(gate.kind in rules for rules in layers)
        if is_set or gate.reads is None or not gate.reads.isdisjoint(shown):
            with gate.taking_settings():
                settings = settings_for(layers, gate.kind, gate.settings)
            if settings is not None:
                yield _Chosen(gate.kind, settings, gate.applies)


def _placed(workflow: Workflow) -> Iterator[tuple[Unit, str, str | None]]:
    """Every unit with the part of its check ids before the gate, and with who does its work."""
    yield workflow.root, workflow.path, None
    for top in workflow.root.units:
        place = f"{workflow.path}::{top.key}"
        yield top, place, top.assignee
        for unit, assignee in _below(top, top.assignee):
            yield unit, f"{place}::{unit.key}", assignee


def _below(parent: Unit, assignee: str | None) -> Iterator[tuple[Unit, str | None]]:
    """The units below one; a silent one is the work of whoever does its parent."""
    for unit in parent.units:
        yield unit, unit.assignee or assignee
        yield from _below(unit, unit.assignee or assignee)


class Judge:
    """Judges the checks of a run, each once.

    Args:
        checks: all checks of the run; a command gate looks at the verdicts on its unit before it runs.
        evidence: what gates ask.
        gates: the gates by kind.
        require: globs over unit keys or check id prefixes; what they name must be done, not pending.
        settled: verdicts, by check id, that stand before any evidence is asked.
    """

    def __init__(
        self,
        checks: Iterable[Check[Any]],
        evidence: Evidence,
        gates: Mapping[str, Gate],
        require: Iterable[str] = (),
        settled: Mapping[str, Verdict] = MappingProxyType({}),
    ) -> None:
        self._evidence = evidence
        self._gates = gates
        self._require = tuple(require)
        self._verdicts = dict(settled)
        self._said: dict[str, Verdict] = {}
        self._reading: dict[tuple[str, str], list[Check[Any]]] = defaultdict(list)
        self._waivers: dict[str, Waiver] = {}
        for check in checks:
            if not self._waivers and check.policy.waivers:
                self._waivers = {waiver.check: waiver for waiver in reversed(check.policy.waivers)}  # the first counts
            if not gates[check.gate].runs_commands:
                self._reading[check.workflow.path, check.unit.key].append(check)

    def verdict(self, check: Check[Any]) -> Verdict:
        """The verdict on a check, waivers and required units considered."""
        if check.id not in self._verdicts:
            verdict = self._demand(check, self._judged(check))
            waiver = self._waivers.get(check.id)
            self._verdicts[check.id] = self._waive(check, verdict, waiver) if waiver else verdict
        return self._verdicts[check.id]

    def _judged(self, check: Check[Any]) -> Verdict:
        """What the check's gate says: other checks of its unit, and of those around it, ask for it too."""
        if check.id not in self._said:
            self._said[check.id] = self._judge(check)
        return self._said[check.id]

    def _judge(self, check: Check[Any]) -> Verdict:
        unit, gate = check.unit, self._gates[check.gate]
        why_pending = f"{unit.name} is {unit.status.word}"
        if not (gate.always_judged or unit.status.is_claimed or unit.level is Level.DOCUMENT):
            return pending(why_pending)
        if gate.runs_commands and (unsafe := self._unsafe(check)):
            return verdict_of([finding("command-refused", check.location.line, unit=unit, unsafe=unsafe)], looked_at=0)
        try:
            verdict = gate.judge(check, self._evidence)
        except CommandRefusedError as error:
            changed = finding("command-changed", check.location.line, unit=unit, message=error.message)
            return verdict_of([changed], looked_at=1)
        except EvidenceError as error:
            return _unseen(check, self._evidence.explain(error), error)
        if verdict.answer is Answer.HELD and not unit.status.is_begun and unit.level is not Level.DOCUMENT:
            return pending(why_pending, verdict.notes)
        return verdict

    def _unsafe(self, check: Check[Any]) -> Finding | None:
        """The first finding on the unit, or on one below it, that forbids running commands for it."""
        for unit in check.unit.walk():
            for reading in self._reading[check.workflow.path, unit.key]:
                for found in self._judged(reading).findings:
                    if found.security:
                        return found
        return None

    def _demand(self, check: Check[Any], verdict: Verdict) -> Verdict:
        is_done = check.unit.status.is_claimed  # then "pending" says that there was nothing to check
        if verdict.answer is not Answer.PENDING or is_done or not is_required(check, self._require):
            return verdict
        return verdict_of([finding("unit-not-done", check.unit.line, unit=check.unit)], looked_at=1)

    def _waive(self, check: Check[Any], verdict: Verdict, waiver: Waiver) -> Verdict:
        line, is_expired = check.location.line, self._evidence.today() > waiver.expires
        if verdict.answer is Answer.FAILED and not is_expired:
            reason = f"{waiver.reason} (waived by {waiver.owner} until {waiver.expires}): {verdict.reason}"
            return replace(verdict, answer=Answer.WAIVED, reason=reason)
        if verdict.answer is Answer.FAILED:
            expired = finding("waiver-expired", line, waiver=waiver)
            return replace(verdict, reason=f"{expired.found}: {verdict.reason}", findings=(*verdict.findings, expired))
        if verdict.answer is Answer.HELD:
            needless = finding("waiver-needless", line, waiver=waiver)
            return replace(verdict, answer=Answer.FAILED, reason=needless.found, findings=(needless,))
        return verdict


def _unseen(check: Check[Any], unknown: Unknown, error: EvidenceError) -> Verdict:
    what = (isinstance(error, UnknownError) and error.what) or "this cannot be verified here"
    unseen = finding("evidence-unavailable", check.location.line, unit=check.unit, claim=check.claims[0], what=what)
    return verdict_of([unseen.because(unknown)], looked_at=1)


def is_required(check: Check[Any], require: Iterable[str]) -> bool:
    """Whether one of the globs names the check's unit, by its key or by the check's id without the gate."""
    place = check.id.rpartition("::")[0]
    parts = place.split("::")[1:]
    return any(fnmatchcase(place, glob) or any(fnmatchcase(part, glob) for part in parts) for glob in require)


def needless_waivers(policy: Policy, documents: Iterable[str], checks: Iterable[Check[Any]]) -> tuple[Waiver, ...]:
    """The waivers for these documents that name none of their checks."""
    known, paths = {check.id for check in checks}, set(documents)
    return tuple(
        waiver for waiver in policy.waivers if waiver.check.split("::")[0] in paths and waiver.check not in known
    )


def claim_lines(check: Check[Any]) -> tuple[int, ...]:
    """The lines that a check looks at, in order; the document as a whole is its first line."""
    return tuple(sorted({max(claim.line, 1) for claim in check.claims} or {max(check.location.line, 1)}))


def describe(workflow: Workflow, checks: Iterable[Check[Any]]) -> DocumentFacts:
    """Say what reports need to know of a document besides verdicts.

    Args:
        workflow: what the document says.
        checks: all that it makes.
    """
    phases: dict[str, tuple[str, ...]] = {}
    lines: Counter[int] = Counter()
    for check in checks:
        lines.update(claim_lines(check))
        phases[check.unit.key] = tuple(phase.id for phase in check.phases)
    places = {unit.key: place for unit, place, _ in _placed(workflow)}
    units = []
    for unit, place, _ in _placed(workflow):
        parent = workflow.parent(unit)
        units.append(
            UnitFacts(
                place=place,
                parent=places[parent.key] if parent else None,
                level=unit.level.value,
                id=unit.id,
                title=unit.title,
                status=unit.status.value,
                line=unit.line,
                end=unit.end,
                phases=phases.get(unit.key, ()),
            )
        )
    return DocumentFacts(
        path=workflow.path, dialect=workflow.dialect, lines=tuple(sorted(lines.items())), units=tuple(units)
    )


def cited_ids(workflows: Iterable[Workflow]) -> Mapping[str, tuple[str, ...]]:
    """Every commit id that these documents cite, with their paths: what the evidence looks up in one batch."""
    ids: dict[str, tuple[str, ...]] = {}
    for workflow in {id(workflow): workflow for workflow in workflows}.values():
        for unit in workflow.root.walk():
            for claim in unit.commits:
                for id_ in filter(None, (claim.id, claim.until)):
                    if workflow.path not in ids.get(id_, ()):
                        ids[id_] = (*ids.get(id_, ()), workflow.path)
    return ids


def result_patterns(policies: Iterable[Policy]) -> tuple[str, ...]:
    """The paths and globs of all files of results that policies name: whether a command wrote one is to be seen."""
    every = (gates for policy in policies for gates in policy.rule_layers(policy.phases))
    rules = (rule for gates in every for rule in gates.values())
    named = (rule.settings.get(setting, ()) for rule in rules for setting in RESULT_SETTINGS)
    return tuple(dict.fromkeys(path for paths in named for path in paths))
