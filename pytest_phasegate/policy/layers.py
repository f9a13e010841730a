"""Which phases of a policy cover a unit, and which settings a gate has there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pytest_phasegate.policy.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.policy import GateRule, Phase, Policy, UnitMatch
    from pytest_phasegate.model.workflow import Unit

S = TypeVar("S")


def phases_of(policy: Policy, document: str, unit: Unit, assignee: str | None = None) -> tuple[Phase, ...]:
    """The phases that cover a unit, in the policy's order.

    ``document`` is the path of the unit's document; ``assignee`` is who does the work where the unit itself does
    not say: a task is the work of its batch's assignee.
    """
    who = unit.assignee or assignee
    return tuple(phase for phase in policy.phases if _fits(phase.match, document, unit, who))


def settings_for(policy: Policy, kind: str, settings: type[S], phases: tuple[Phase, ...]) -> S | None:
    """The settings of a kind of gate for a unit that these phases cover; None where the gate is off.

    Over the defaults of the Settings dataclass are laid the policy's gates, then those of each phase, field by
    field; the last one that names the gate tells whether it is on.
    """
    enabled, values = True, dict[str, Any]()
    for rule in _rules(policy, kind, phases):
        enabled = rule.enabled
        values.update(rule.settings)
    return settings(**values) if enabled else None


def _rules(policy: Policy, kind: str, phases: tuple[Phase, ...]) -> Iterator[GateRule]:
    for gates in (policy.gates, *(phase.gates for phase in phases)):
        if kind in gates:
            yield gates[kind]


def _fits(match: UnitMatch, document: str, unit: Unit, assignee: str | None) -> bool:
    return (
        (match.level is None or match.level == unit.level.value)
        and (match.assignee is None or (assignee is not None and _role(match.assignee) == _role(assignee)))
        and (match.unit is None or matches(match.unit, unit.id))
        and (match.document is None or matches(match.document, document))
    )


def _role(name: str) -> str:
    """A role's name however a document spells it: "Backend Developer" is "backend-developer"."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
