"""Which phases cover a unit, and which settings a gate has for it."""

from __future__ import annotations

from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.policy import Phase, Policy
    from pytest_phasegate.model.workflow import Unit


def phases_of(
    policy: Policy, path: str, unit: Unit, assignee: str | None = None, dialect: str | None = None
) -> tuple[Phase, ...]:
    """The phases that cover a unit, in the policy's order.

    Args:
        policy: what must hold.
        path: the unit's document.
        unit: the unit.
        assignee: who does the work where the unit does not say: a task is the work of its batch's assignee.
        dialect: the name of the dialect that the document is written in.
    """
    return unit_phases(document_phases(policy, path, dialect), unit, assignee)


def document_phases(policy: Policy, path: str, dialect: str | None = None) -> tuple[Phase, ...]:
    """The phases that may cover units of a document."""
    return tuple(phase for phase in policy.phases if phase.match.fits_document(path, dialect))


def unit_phases(phases: Iterable[Phase], unit: Unit, assignee: str | None = None) -> tuple[Phase, ...]:
    """Those of its document's phases that cover a unit."""
    return tuple([phase for phase in phases if phase.match.fits_unit(unit, assignee)])


def settings_for(policy: Policy, kind: str, settings: type[Any], phases: Iterable[Phase]) -> Any | None:
    """A gate's settings for a unit: the defaults, and the policy's layers over them, field by field.

    Args:
        policy: what must hold.
        kind: the gate's kind.
        settings: the gate's ``Settings``.
        phases: those that cover the unit.

    Returns:
        The settings, or None where the last word is that the gate is off.
    """
    rules = [rules[kind] for rules in policy.rule_layers(phases) if kind in rules]
    if rules and not rules[-1].enabled:
        return None
    values: dict[str, Any] = {}
    for rule in rules:
        values.update(rule.settings)
    return _record(settings, tuple(values.items()))  # type: ignore[arg-type] # mypy takes no class for hashable


@lru_cache(maxsize=1_000)
def _record(settings: type[Any], values: tuple[tuple[str, Any], ...]) -> Any:
    """The settings as their record, made once for every rule: most units of all documents share a few."""
    return settings(**{f"{name}_" if iskeyword(name) else name: value for name, value in values})
