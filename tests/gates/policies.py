"""Policies for the tests of gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command, GateRule, Phase, Pipeline, Policy, Role, UnitMatch

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Location("phasegate.yaml", 1)
PEOPLE = {"analyst": "Ana", "architect": "Sol", "developer": "Dev", "manager": "Lena"}


def rules(**gates: Mapping[str, Any]) -> dict[str, GateRule]:
    """Settings of gates."""
    return {kind: GateRule(kind=kind, settings=settings, location=HERE) for kind, settings in gates.items()}


def with_gates(*commands: Command, **gates: Mapping[str, Any]) -> Policy:
    """A policy that sets these gates."""
    return Policy(gates=rules(**gates), commands={command.name: command for command in commands})


def roles(**may_change: tuple[str, ...]) -> dict[str, Role]:
    """Roles with what they may change; each is held by one person."""
    return {
        name: Role(name=name, may_change=may_change.get(name, ()), people=(person,), location=HERE)
        for name, person in PEOPLE.items()
    }


def policy(**gates: Mapping[str, Any]) -> Policy:
    """A policy with three phases in a pipeline, a role for each person, and settings of gates."""
    names = ("requirements", "planning", "implementation")
    return Policy(
        source="phasegate.yaml",
        roles=roles(),
        phases=tuple(
            Phase(id=name, match=UnitMatch(level="phase", unit=str(number)), location=HERE)
            for number, name in enumerate(names, 1)
        ),
        pipelines={
            "feature": Pipeline(
                name="feature", phases=names, requests=("implement [API/service] for [entity]",), location=HERE
            )
        },
        gates=rules(**gates),
    )
