"""What the files of a policy say together, made into the frozen values of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.policy.grammar import GateFields
    from pytest_phasegate.policy.merge import Layered, PhaseFields
    from pytest_phasegate.policy.node import Node
    from pytest_phasegate.policy.records import Fields


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
