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
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pytest_phasegate.policy.merge import Layered
    from pytest_phasegate.policy.settings import GateFields
    from pytest_phasegate.policy.tree import Node
    from pytest_phasegate.policy.values import Fields

_MOST_SHOWN = 10


def find_broken_references(policy: Layered, kinds: Mapping[str, type[Any]], extends: Node | None) -> ErrorList:
    """Report the names that nothing defines.

    ``kinds`` are the gates' Settings, whose fields say what they refer to; ``extends`` is where the policy names
    its presets, for the mistakes of a preset that relies on the project.
    """
    errors = ErrorList()
    defined: dict[str, Collection[str]] = {**policy.named, "phases": policy.phases}
    broken = (each for each in _references(policy, kinds) if each[1] not in defined[each[0]])
    for what, name, node in islice(broken, MAX_MISTAKES):
        errors.add(_broken(node, what, name, defined[what], extends))
    for pipeline in policy.named["pipelines"].values():
        if "phases" not in pipeline.values:
            errors.add(mistake(pipeline.node, "the pipeline names no phases, here or in a preset"))
    _find_circle(policy, errors)
    return errors


def _references(policy: Layered, kinds: Mapping[str, type[Any]]) -> Iterator[tuple[str, str, Node]]:
    """Every name that refers to something: (where it must be defined, name, node)."""
    for phase in policy.phases.values():
        yield from _each("phases", phase.fields, "needs")
        match = phase.fields.values.get("match")
        if match and policy.named["roles"]:
            yield from _each("roles", match, "assignee")
    for pipeline in policy.named["pipelines"].values():
        yield from _each("phases", pipeline, "phases")
    for kind, gate in _gates_in_force(policy):
        for field, what in references(kinds[kind]).items() if gate.enabled else ():
            yield from _each(what, gate.fields, field)


def _gates_in_force(policy: Layered) -> Iterator[tuple[str, GateFields]]:
    """What the project says of gates, and what is in force of what its presets say."""
    phases = [phase.gates for phase in policy.phases.values()]
    switched_on = {kind for layers in phases for kind, gate in layers.project.items() if gate.enabled}
    for layers in (policy.gates, *phases):
        yield from layers.project.items()
        for kind, gate in layers.presets.items():
            overriding = [each[kind] for each in (policy.gates.project, layers.project) if kind in each]
            if kind in switched_on or not overriding or overriding[-1].enabled:
                yield kind, _without(gate, overriding)


def _without(gate: GateFields, overriding: Sequence[GateFields]) -> GateFields:
    """A preset's gate without the settings that the project overrides."""
    names = {name for each in overriding for name in each.fields.values}
    values = {name: value for name, value in gate.fields.values.items() if name not in names}
    return gate._replace(fields=gate.fields._replace(values=values))


def _each(what: str, fields: Fields, key: str) -> Iterator[tuple[str, str, Node]]:
    """The name, or each name of the list, under a key."""
    value = fields.values.get(key, ())
    if isinstance(value, tuple):
        for name, node in zip(value, items(fields.nodes[key]) if value else (), strict=True):
            yield what, name, node
    elif value:
        yield what, value, fields.nodes[key]


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
    """Report phases that need each other, so that none can begin."""
    from graphlib import CycleError, TopologicalSorter

    needs = {name: phase.fields.values.get("needs", ()) for name, phase in policy.phases.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        node = policy.phases[circle[0]].fields.nodes["needs"]
        shown = " needs ".join(circle if len(circle) <= _MOST_SHOWN else [*circle[:_MOST_SHOWN], "…"])
        errors.add(mistake(node, f"phases need each other, so that none can begin: {shown}"))
