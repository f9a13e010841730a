"""Presets, included phase configs and the policy file laid over each other and made into one policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.model.policy import (
    Command,
    ContentRule,
    DocumentRule,
    GateRule,
    Phase,
    Pipeline,
    Policy,
    ReportRule,
    Role,
    UnitMatch,
    Waiver,
)
from pytest_phasegate.policy.grammar import items
from pytest_phasegate.policy.settings import GateFields
from pytest_phasegate.policy.tree import mistake, quote
from pytest_phasegate.policy.values import Fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.errors import ErrorList
    from pytest_phasegate.location import Location
    from pytest_phasegate.policy.tree import Node

Gates = dict[str, GateFields]


class PhaseFields(NamedTuple):
    """A phase with what its layers say, its gates apart: those of the project, and those of presets."""

    fields: Fields
    gates: Gates
    preset_gates: Gates


class Layered:
    """What the files of a policy say together, by name."""

    def __init__(self) -> None:
        self.roles: dict[str, Fields] = {}
        self.pipelines: dict[str, Fields] = {}
        self.rules: dict[str, Fields] = {}
        self.commands: dict[str, Fields] = {}
        self.gates: Gates = {}
        self.preset_gates: Gates = {}
        self.phases: dict[str, PhaseFields] = {}
        self.documents: tuple[tuple[Any, Node], ...] = ()


def lay_over(presets: Iterable[Fields], configs: Iterable[Fields]) -> Layered:
    """Lay files over each other, the later over the earlier, and those of the project over the presets.

    Gates, roles, pipelines, rules and phases are laid over field by field; a command, and the list of documents, is
    taken whole from the last file that names it. The gates of presets are kept apart from the project's: what a
    project writes counts more than what a preset writes, even where the preset writes it under a phase.
    """
    result = Layered()
    for layer, is_preset in (*((each, True) for each in presets), *((each, False) for each in configs)):
        values = layer.values
        for key, named in (("roles", result.roles), ("pipelines", result.pipelines), ("rules", result.rules)):
            for name, fields in values.get(key, {}).items():
                named[name] = _over(named.get(name), fields)
        result.commands.update(values.get("commands", {}))
        if is_preset:
            result.preset_gates = _gates_over(result.preset_gates, _gates_of(layer))
        else:
            result.gates = _gates_over(result.gates, _gates_of(layer))
        for phase in values.get("phases", ()):
            name = phase.values["id"]
            result.phases[name] = _phase_over(result.phases.get(name), phase, is_preset=is_preset)
        if "documents" in values:
            result.documents = tuple(zip(values["documents"], items(layer.nodes["documents"]), strict=True))
    return result


def _over(low: Fields | None, high: Fields) -> Fields:
    if low is None:
        return high
    return Fields({**low.values, **high.values}, {**low.nodes, **high.nodes}, high.node)


def _gates_of(layer: Fields) -> Mapping[str, GateFields]:
    gates = layer.values.get("gates")
    return gates.values if gates else {}


def _gates_over(low: Gates, high: Mapping[str, GateFields]) -> Gates:
    result = dict(low)
    for kind, gate in high.items():
        before = result.get(kind)
        fields = _over(before.fields if before else None, gate.fields)
        result[kind] = GateFields(enabled=gate.enabled, fields=fields)
    return result


def _phase_over(low: PhaseFields | None, high: Fields, *, is_preset: bool) -> PhaseFields:
    fields = _over(low.fields if low else None, high)
    gates, preset_gates = (low.gates, low.preset_gates) if low else ({}, {})
    if is_preset:
        return PhaseFields(fields=fields, gates=gates, preset_gates=_gates_over(preset_gates, _gates_of(high)))
    return PhaseFields(fields=fields, gates=_gates_over(gates, _gates_of(high)), preset_gates=preset_gates)


def find_duplicates(files: Sequence[Fields], errors: ErrorList) -> None:
    """Collect what two files of the project define both: one of them would be overlooked."""
    seen: dict[tuple[str, str], Location] = {}
    for kind, name, node in (entry for file in files for entry in _named(file)):
        first = seen.setdefault((kind, name), node.location)
        if first is not node.location:
            errors.add(mistake(node, f"the {kind} {quote(name)} is defined already, at {first}"))


def _named(file: Fields) -> Iterator[tuple[str, str, Node]]:
    """What a file defines: (kind, name, node)."""
    kinds = (("roles", "role"), ("pipelines", "pipeline"), ("rules", "rule"), ("commands", "command"))
    for key, kind in kinds:
        for name, fields in file.values.get(key, {}).items():
            yield kind, name, fields.node
    for name, gate in _gates_of(file).items():
        yield "gate", name, gate.fields.node
    for phase in file.values.get("phases", ()):
        yield "phase", phase.values["id"], phase.nodes["id"]
    for waiver in file.values.get("waivers", ()):
        yield "waiver", waiver.values["check"], waiver.nodes["check"]


def build_policy(layered: Layered, main: Fields, *, source: str, files: tuple[str, ...], digest: str) -> Policy:
    """Make the policy; ``main`` is the policy file, from which alone waivers come."""
    return Policy(
        source=source,
        files=files,
        digest=digest,
        documents=tuple(_document(entry, node) for entry, node in layered.documents),
        roles={name: Role(name=name, location=role.location, **role.values) for name, role in layered.roles.items()},
        commands={name: _command(name, command) for name, command in layered.commands.items()},
        phases=tuple(_phase(phase) for phase in layered.phases.values()),
        gates=_gates(layered.gates),
        preset_gates=_gates(layered.preset_gates),
        pipelines={
            name: Pipeline(name=name, location=each.location, **each.values) for name, each in layered.pipelines.items()
        },
        rules={
            name: ContentRule(name=name, location=rule.location, **rule.values) for name, rule in layered.rules.items()
        },
        report=ReportRule(**(main.values["report"].values if "report" in main.values else {})),
        reviewers=main.values.get("reviewers", ()),
        waivers=tuple(Waiver(location=waiver.location, **waiver.values) for waiver in main.values.get("waivers", ())),
    )


def _document(entry: str | Fields, node: Node) -> DocumentRule:
    values: Mapping[str, Any] = {"path": entry} if isinstance(entry, str) else entry.values
    return DocumentRule(location=node.location, **values)


def _command(name: str, command: Fields) -> Command:
    run = command.values["run"]
    values = {**command.values, "run": (run,) if isinstance(run, str) else run}
    return Command(name=name, location=command.location, **values)


def _phase(phase: PhaseFields) -> Phase:
    values = dict(phase.fields.values)
    match = values.pop("match", None)
    values |= {"gates": _gates(phase.gates), "preset_gates": _gates(phase.preset_gates)}
    return Phase(match=UnitMatch(**(match.values if match else {})), location=phase.fields.location, **values)


def _gates(gates: Mapping[str, GateFields]) -> dict[str, GateRule]:
    return {
        kind: GateRule(
            kind=kind, settings=dict(gate.fields.values), enabled=gate.enabled, location=gate.fields.location
        )
        for kind, gate in gates.items()
    }
