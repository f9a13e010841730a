"""Which phases cover a unit, and which settings a gate has for it."""

from __future__ import annotations

from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pytest_phasegate.model.policy import GateRule, Phase, Policy
    from pytest_phasegate.model.workflow import Unit


def phases_of(
    policy: Policy, path: str, unit: Unit, assignee: str | None = None, dialect: str | None = None
) -> tuple[Phase, ...]:
    """The phases that cover a unit of the document ``path``, in the policy's order.

    ``assignee`` does the work if the unit does not name anybody: a task is the work of its batch's assignee.
    """
    return unit_phases(document_phases(policy, path, dialect), unit, assignee)


def document_phases(policy: Policy, path: str, dialect: str | None = None) -> tuple[Phase, ...]:
    """The phases that may cover units of a document."""
    return tuple(phase for phase in policy.phases if phase.match.fits_document(path, dialect))


def unit_phases(phases: Iterable[Phase], unit: Unit, assignee: str | None = None) -> tuple[Phase, ...]:
    """The phases of a unit's document that cover the unit."""
    return tuple([phase for phase in phases if phase.match.fits_unit(unit, assignee)])


def settings_for(layers: Sequence[Mapping[str, GateRule]], kind: str, settings: type[Any]) -> Any | None:
    """A gate's settings for some units: of each field the last word of the layers, or the default.

    ``layers`` are those of ``Policy.rule_layers`` for the phases that cover the units; ``settings`` is the dataclass of
    the gate's settings. Returns None where the last word on the gate is that it is off.
    """
    rules = [layer[kind] for layer in layers if kind in layer]
    if rules and not rules[-1].enabled:
        return None
    values = {name: value for rule in rules for name, value in rule.settings.items()}
    return _record(settings, tuple(values.items()))  # type: ignore[arg-type] # mypy takes no class for hashable


@lru_cache(maxsize=1_000)
def _record(settings: type[Any], values: tuple[tuple[str, Any], ...]) -> Any:
    """The settings, made once for all units of all documents that share them."""
    return settings(**{f"{name}_" if iskeyword(name) else name: value for name, value in values})
