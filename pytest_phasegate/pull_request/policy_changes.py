"""Two policies side by side, that of a pull request's base and that of its head: what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Collection

    from pytest_phasegate.location import Location
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.policy import Command, GateRule, Phase, Policy, Waiver

Holder = TypeVar("Holder", "Policy", "Phase")

_WORDS = ("documents", "roles", "commands", "reviewers", "pipelines", "rules", "window")
"""What gates read of a policy besides their settings and its phases."""

_TEMPLATES = "fields"  # the gate whose setting ``template`` names one


def without_places(value: object) -> object:
    """A value of a policy as plain values that can be compared, without where it is written; order counts."""
    if is_dataclass(value):
        return tuple(without_places(getattr(value, each.name)) for each in fields(value) if each.name != "location")
    if isinstance(value, Mapping):
        return tuple((name, without_places(each)) for name, each in value.items())
    return tuple(map(without_places, value)) if isinstance(value, tuple) else value


def asks_alike(one: Policy, other: Policy) -> bool:
    """Whether two policies differ at most in the settings of gates, in waivers and in thresholds."""
    return _common(one) == _common(other)


def _common(policy: Policy) -> object:
    phases = tuple(replace(phase, gates={}, preset_gates={}, fail_under=0.0) for phase in policy.phases)
    return (*(without_places(getattr(policy, name)) for name in _WORDS), without_places(phases))


def is_same_rule(one: Check[object], other: Check[object]) -> bool:
    """Whether two policies ask the same of one unit, as far as their settings, phases, waivers and windows tell."""
    phases = [phase.id for phase in one.phases], [phase.id for phase in other.phases]
    waivers = _waiver_of(one), _waiver_of(other)
    windows = one.policy.window, other.policy.window
    return one.settings == other.settings and all(each[0] == each[1] for each in (phases, waivers, windows))


def _waiver_of(check: Check[object]) -> object:
    return without_places(next((waiver for waiver in check.policy.waivers if waiver.check == check.id), None))


def is_defined_alike(command: Command, policy: Policy) -> bool:
    """Whether a policy defines a command in the same way, to the letter."""
    known = policy.commands.get(command.name)
    return known is not None and without_places(known) == without_places(command)


def after_moves(policy: Policy, moves: Mapping[str, str], kept: Collection[str]) -> Policy:
    """The policy as it judges another tree: its waivers follow documents that were moved, if that tree keeps them.

    A waiver that the other policy has taken out counts no more: the claim it excused has to hold.

    Args:
        policy: what must hold.
        moves: where documents are now, by where they were.
        kept: the checks that the other policy waives.
    """
    waivers = (replace(waiver, check=_moved_check(waiver.check, moves)) for waiver in policy.waivers)
    return replace(policy, waivers=tuple(waiver for waiver in waivers if waiver.check in kept))


def _moved_check(check: str, moves: Mapping[str, str]) -> str:
    path, sign, rest = check.partition("::")
    return f"{moves.get(path, path)}{sign}{rest}"


def for_moved_document(policy: Policy, path: str) -> Policy:
    """The policy for a document that was moved: the phases that cover it where it was cover it where it is.

    Args:
        policy: what must hold.
        path: where the document was.
    """
    return replace(policy, phases=tuple(_anywhere(phase, path) for phase in policy.phases))


def _anywhere(phase: Phase, path: str) -> Phase:
    if phase.match.document is None or not matches(phase.match.document, path):
        return phase
    return replace(phase, match=replace(phase.match, document=None))


def templates(policy: Policy) -> tuple[str, ...]:
    """The templates that a policy holds documents against."""
    rules = (layer[_TEMPLATES] for layer in policy.rule_layers(policy.phases) if _TEMPLATES in layer)
    return tuple(dict.fromkeys(rule.settings["template"] for rule in rules if rule.settings.get("template")))


def with_templates_at(policy: Policy, commit: str, paths: Collection[str]) -> Policy:
    """The policy with some of its templates read in a commit (full id), and not in the judged tree."""
    phases = tuple(_with_rules_at(phase, commit, paths) for phase in policy.phases)
    return replace(_with_rules_at(policy, commit, paths), phases=phases)


def _with_rules_at(holder: Holder, commit: str, paths: Collection[str]) -> Holder:
    gates, preset_gates = (_at(rules, commit, paths) for rules in (holder.gates, holder.preset_gates))
    return replace(holder, gates=gates, preset_gates=preset_gates)


def _at(gates: Mapping[str, GateRule], commit: str, paths: Collection[str]) -> Mapping[str, GateRule]:
    rule = gates.get(_TEMPLATES)
    path = rule.settings.get("template") if rule else None
    if rule is None or path not in paths:
        return gates
    return {**gates, _TEMPLATES: replace(rule, settings={**rule.settings, "template": f"{commit}:{path}"})}


def place_of_rule(check: Check[object]) -> Location | None:
    """Where a check's policy says what it asks: the last rule on the gate, else the last phase; None: nowhere."""
    rules = [gates[check.gate] for gates in check.policy.rule_layers(check.phases) if check.gate in gates]
    if rules:
        return rules[-1].location
    return check.phases[-1].location if check.phases else None


def waiver_for(policy: Policy, check: str) -> Waiver | None:
    """The waiver of a check, None where there is none."""
    return next((waiver for waiver in policy.waivers if waiver.check == check), None)
