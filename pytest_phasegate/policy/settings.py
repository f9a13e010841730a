"""What a policy may set of gates: the fields of each gate's Settings dataclass, read by their types."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from functools import cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from pytest_phasegate.model.claims import Level
from pytest_phasegate.policy.tree import kind_of, unexpected
from pytest_phasegate.policy.values import FLAG, NUMBER, STRING, Choice, Fields, Key, ListOf, Record, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.policy.tree import Node
    from pytest_phasegate.policy.values import Kind, Names

LEVELS = Choice(tuple(level.value for level in Level))
_PLAIN: dict[Any, Kind] = {bool: FLAG, int: whole_number(), float: NUMBER, str: STRING}


class GateFields(NamedTuple):
    """One gate in a policy: off, or on with the settings that are named."""

    enabled: bool
    fields: Fields


class Gate(NamedTuple):
    """What a policy says of the gate of a kind."""

    kind: str
    words: str = "settings"

    def settings(self, names: Names) -> Record:
        """The mapping of its settings."""
        keys = settings_keys(names.gates[self.kind])  # type: ignore[arg-type] # mypy takes no class for hashable
        return Record(f'the gate "{self.kind}"', keys)

    def read(self, node: Node, names: Names) -> GateFields:
        """What is said there."""
        if isinstance(node.value, bool):
            return GateFields(enabled=node.value, fields=Fields({}, {}, node))
        if kind_of(node) != "object":
            raise unexpected(node, "true, false or a mapping of settings")
        return GateFields(enabled=True, fields=self.settings(names).read(node, names))


class Gates:
    """What a policy says of gates, by their kinds."""

    words = "the gates"

    def read(self, node: Node, names: Names) -> Fields:
        """What is said there."""
        return gates_of(tuple(names.gates)).read(node, names)


@cache
def gates_of(kinds: tuple[str, ...]) -> Record:
    """The mapping under ``gates``, for these kinds of gates."""
    return Record(Gates.words, {kind: Key(Gate(kind)) for kind in kinds})


@cache
def settings_keys(settings: type[Any]) -> Mapping[str, Key]:
    """The keys that a gate takes in a policy, one for each field of its Settings.

    Fields are bool, int, float, str, Literal of strings, or ``tuple[X, ...]`` of these. A field's ``metadata`` may
    hold ``doc``, its text for the schema; ``refers`` (``commands``, ``roles`` or ``phases``): the string must be empty
    or name one of these; ``values: levels``: the strings are words for levels. A field that Python's grammar wants
    ended with an underscore (``from_``) has the plain word for its key. Raises TypeError for a field of another type.
    """
    hints = get_type_hints(settings)
    return {
        key_of(entry): Key(
            _kind(hints[entry.name], entry.metadata.get("values")),
            doc=entry.metadata.get("doc", ""),
            default=_default(entry),
        )
        for entry in fields(settings)
    }


def references(settings: type[Any]) -> dict[str, str]:
    """The fields of a Settings dataclass that name something defined elsewhere in the policy, and where."""
    return {key_of(entry): entry.metadata["refers"] for entry in fields(settings) if "refers" in entry.metadata}


def key_of(entry: Field[Any]) -> str:
    """The key under which a policy sets a field."""
    bare = entry.name.rstrip("_")
    return bare if iskeyword(bare) else entry.name


def _kind(hint: Any, values: str | None) -> Kind:
    """The kind of a field's type; ``values`` names what its strings must be."""
    if hint is str and values == "levels":
        return LEVELS
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return Choice(arguments)
    if origin is tuple and arguments[1:] == (...,):
        item = _kind(arguments[0], values)
        plural = "strings" if arguments[0] is str else f"items, each {item.words}"
        return ListOf(item, f"a list of {plural}")
    raise TypeError(f"a policy cannot hold a field of type {hint}")


def _default(entry: Field[Any]) -> Any:
    """A field's default, None where it has none."""
    if entry.default_factory is not MISSING:
        return entry.default_factory()
    return None if entry.default is MISSING else entry.default
