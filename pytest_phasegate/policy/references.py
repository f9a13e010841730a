"""Names in a policy that refer to something defined elsewhere in it: each must be there."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import ErrorList, PolicyError
from pytest_phasegate.policy.grammar import items
from pytest_phasegate.policy.presets import preset_of
from pytest_phasegate.policy.settings import references
from pytest_phasegate.policy.tree import MAX_MISTAKES, mistake, quote, suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pytest_phasegate.policy.merge import Gates, Layered
    from pytest_phasegate.policy.tree import Node
    from pytest_phasegate.policy.values import Fields

_MOST_SHOWN = 10


def find_broken_references(policy: Layered, kinds: Mapping[str, type[Any]], extends: Node | None) -> ErrorList:
    """Collect the names that lead nowhere.

    ``kinds`` are the gates' Settings, whose fields tell what they refer to; ``extends`` is where the policy names
    its presets, for the mistakes of a preset that relies on the project.
    """
    errors = ErrorList()
    defined: dict[str, Collection[str]] = {
        "commands": policy.commands,
        "roles": policy.roles,
        "phases": policy.phases,
        "rules": policy.rules,
    }
    broken = (each for each in _references(policy, kinds) if each[1] not in defined[each[0]])
    for what, name, node in islice(broken, MAX_MISTAKES):
        errors.add(_broken(node, what, name, defined[what], extends))
    for pipeline in policy.pipelines.values():
        if "phases" not in pipeline.values:
            errors.add(mistake(pipeline.node, "the pipeline names no phases, here or in a preset"))
    _find_circle(policy, errors)
    return errors


def _references(policy: Layered, kinds: Mapping[str, type[Any]]) -> Iterator[tuple[str, str, Node]]:
    """Every name that refers to something: (where it must be defined, name, node)."""
    yield from _gate_references(policy.gates, kinds)
    yield from _gate_references(_not_overridden(policy.preset_gates, policy, policy.gates), kinds)
    for pipeline in policy.pipelines.values():
        yield from _each("phases", pipeline, "phases")
    for phase in policy.phases.values():
        yield from _gate_references(phase.gates, kinds)
        yield from _gate_references(_not_overridden(phase.preset_gates, policy, policy.gates, phase.gates), kinds)
        yield from _each("phases", phase.fields, "needs")
        match = phase.fields.values.get("match")
        if match and "assignee" in match.values and policy.roles:
            yield "roles", match.values["assignee"], match.nodes["assignee"]


def _not_overridden(gates: Gates, policy: Layered, *over: Gates) -> Gates:
    """A preset's gates without what the project sets anew, or switches off and nowhere on again."""
    revived = {kind for phase in policy.phases.values() for kind, gate in phase.gates.items() if gate.enabled}
    rest: Gates = {}
    for kind, gate in gates.items():
        laid = [layer[kind] for layer in over if kind in layer]
        if kind in revived or all(each.enabled for each in laid):
            named = {name for each in laid for name in each.fields.values}
            values = {name: value for name, value in gate.fields.values.items() if name not in named}
            rest[kind] = gate._replace(fields=gate.fields._replace(values=values))
    return rest


def _gate_references(gates: Gates, kinds: Mapping[str, type[Any]]) -> Iterator[tuple[str, str, Node]]:
    for kind, gate in gates.items():
        for field, what in references(kinds[kind]).items():
            value = gate.fields.values.get(field) if gate.enabled else None
            if isinstance(value, tuple):
                yield from _each(what, gate.fields, field)
            elif value:
                yield what, value, gate.fields.nodes[field]


def _each(what: str, fields: Fields, key: str) -> Iterator[tuple[str, str, Node]]:
    """Every name of a list that refers to something."""
    for name, node in zip(
        fields.values.get(key, ()), items(fields.nodes[key]) if key in fields.nodes else (), strict=True
    ):
        yield what, name, node


def _broken(node: Node, what: str, name: str, valid: Collection[str], extends: Node | None) -> PolicyError:
    singular = what.removesuffix("s")
    preset = preset_of(node)
    if preset is None or extends is None:
        return mistake(node, f"no {singular} is named {quote(name)}; {suggest(name, valid)}")
    gate = node.trail.rpartition(".")[0]
    return mistake(
        extends,
        f'the preset "{preset}" needs a {singular} named {quote(name)} ({node.trail}); '
        f"define it under {what}, or set {gate}: false",
    )


def _find_circle(policy: Layered, errors: ErrorList) -> None:
    """Collect phases that need each other, so that none could begin."""
    from graphlib import CycleError, TopologicalSorter

    needs = {name: phase.fields.values.get("needs", ()) for name, phase in policy.phases.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        node = policy.phases[circle[0]].fields.nodes["needs"]
        shown = " needs ".join(circle if len(circle) <= _MOST_SHOWN else [*circle[:_MOST_SHOWN], "…"])
        errors.add(mistake(node, f"phases need each other, so that none can begin: {shown}"))
