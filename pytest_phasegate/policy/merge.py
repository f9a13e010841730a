"""Merges presets, included phase configs and the policy file into one policy; what is read later overrides."""

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
    WindowRule,
)
from pytest_phasegate.policy.grammar import items
from pytest_phasegate.policy.tree import mistake, quote
from pytest_phasegate.policy.values import Fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.errors import ErrorList
    from pytest_phasegate.location import Location
    from pytest_phasegate.policy.settings import GateFields
    from pytest_phasegate.policy.tree import Node

Gates = dict[str, "GateFields"]


def _command(run: str | tuple[str, ...], **values: Any) -> Command:
    return Command(run=(run,) if isinstance(run, str) else run, **values)


NAMED: Mapping[str, Callable[..., Any]] = {
    "roles": Role,
    "pipelines": Pipeline,
    "rules": ContentRule,
    "commands": _command,
}
"""The keys of a file under which things are defined by name, and what each becomes."""


class GateLayers(NamedTuple):
    """What is said of gates by presets, and by the project: the project's word outranks a preset's."""

    presets: Gates
    project: Gates

    def over(self, layer: Fields, *, is_preset: bool) -> GateLayers:
        """These layers, overridden by the gates of a file or of a phase in it."""
        result = dict(self.presets if is_preset else self.project)
        for kind, gate in _values(layer, "gates").items():
            low = result.get(kind)
            result[kind] = gate._replace(fields=_over(low.fields if low else None, gate.fields))
        return self._replace(presets=result) if is_preset else self._replace(project=result)


class PhaseFields(NamedTuple):
    """A phase, merged from its layers."""

    fields: Fields
    gates: GateLayers


class Layered:
    """All files of a policy, merged, by name."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Fields]] = {key: {} for key in NAMED}
        self.gates = GateLayers({}, {})
        self.phases: dict[str, PhaseFields] = {}
        self.documents: tuple[tuple[Any, Node], ...] = ()

    def add(self, layer: Fields, *, is_preset: bool) -> None:
        """Override what there is by what a file says."""
        for key, named in self.named.items():
            for name, fields in layer.values.get(key, {}).items():
                named[name] = fields if key == "commands" else _over(named.get(name), fields)
        self.gates = self.gates.over(layer, is_preset=is_preset)
        for phase in layer.values.get("phases", ()):
            self._add_phase(phase.values["id"], phase, is_preset=is_preset)
        if "documents" in layer.values:
            self.documents = tuple(zip(layer.values["documents"], items(layer.nodes["documents"]), strict=True))

    def _add_phase(self, name: str, phase: Fields, *, is_preset: bool) -> None:
        low = self.phases.get(name)
        fields, gates = (_over(low.fields, phase), low.gates) if low else (phase, GateLayers({}, {}))
        self.phases[name] = PhaseFields(fields, gates.over(phase, is_preset=is_preset))


def lay_over(presets: Iterable[Fields], configs: Iterable[Fields]) -> Layered:
    """Merge files: later ones override earlier ones, and those of the project override the presets.

    Gates, roles, pipelines, rules and phases are merged field by field; a command, and the list of documents, is taken
    whole from the last file that names it. The gates of presets are kept apart from the project's, because the project
    outranks a preset even where the preset sets a gate under a phase.
    """
    result = Layered()
    for preset in presets:
        result.add(preset, is_preset=True)
    for config in configs:
        result.add(config, is_preset=False)
    return result


def _over(low: Fields | None, high: Fields) -> Fields:
    if low is None:
        return high
    return Fields({**low.values, **high.values}, {**low.nodes, **high.nodes}, high.node)


def _values(fields: Fields, key: str) -> Mapping[str, Any]:
    """What the record under a key holds, nothing if there is none."""
    record = fields.values.get(key)
    return record.values if record else {}


def find_duplicates(files: Sequence[Fields], errors: ErrorList) -> None:
    """Report what the files of a project define twice: one of the two would have no effect."""
    seen: dict[tuple[str, str], Location] = {}
    for kind, name, node in (entry for file in files for entry in _defined(file)):
        first = seen.setdefault((kind, name), node.location)
        if first is not node.location:
            errors.add(mistake(node, f"the {kind} {quote(name)} is defined already, at {first}"))


def _defined(file: Fields) -> Iterator[tuple[str, str, Node]]:
    """What a file defines: (kind, name, node)."""
    for key in NAMED:
        for name, fields in file.values.get(key, {}).items():
            yield key.removesuffix("s"), name, fields.node
    for name, gate in _values(file, "gates").items():
        yield "gate", name, gate.fields.node
    for phase in file.values.get("phases", ()):
        yield "phase", phase.values["id"], phase.nodes["id"]
    for waiver in file.values.get("waivers", ()):
        yield "waiver", waiver.values["check"], waiver.nodes["check"]


def build_policy(layered: Layered, main: Fields, *, source: str, files: tuple[str, ...], digest: str) -> Policy:
    """Make the policy; ``main`` is the policy file, the only one that may hold waivers and report settings."""
    named = {
        key: {name: make(name=name, location=each.location, **each.values) for name, each in layered.named[key].items()}
        for key, make in NAMED.items()
    }
    return Policy(
        source=source,
        files=files,
        digest=digest,
        documents=tuple(_document(entry, node) for entry, node in layered.documents),
        phases=tuple(_phase(phase) for phase in layered.phases.values()),
        gates=_gates(layered.gates.project),
        preset_gates=_gates(layered.gates.presets),
        report=ReportRule(**_values(main, "report")),
        window=WindowRule(**_values(main, "window")),
        reviewers=main.values.get("reviewers", ()),
        waivers=tuple(Waiver(location=waiver.location, **waiver.values) for waiver in main.values.get("waivers", ())),
        **named,
    )


def _document(entry: str | Fields, node: Node) -> DocumentRule:
    values: Mapping[str, Any] = {"path": entry} if isinstance(entry, str) else entry.values
    return DocumentRule(location=node.location, **values)


def _phase(phase: PhaseFields) -> Phase:
    values = dict(phase.fields.values)
    values["match"] = UnitMatch(**_values(phase.fields, "match"))
    values |= {"gates": _gates(phase.gates.project), "preset_gates": _gates(phase.gates.presets)}
    return Phase(location=phase.fields.location, **values)


def _gates(gates: Gates) -> dict[str, GateRule]:
    return {
        kind: GateRule(
            kind=kind, settings=dict(gate.fields.values), enabled=gate.enabled, location=gate.fields.location
        )
        for kind, gate in gates.items()
    }
