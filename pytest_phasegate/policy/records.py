"""Getters of mappings: records, whose keys are known, and tables, whose keys are names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_phasegate.errors import ErrorList
from pytest_phasegate.policy.getters import Getter, mistake, quote, suggest, unexpected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_phasegate.location import Location
    from pytest_phasegate.policy.node import Node

T = TypeVar("T")
_UNKNOWN_SHOWN = 20  # nearest keys take time to find, and nobody reads more


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a record: what it takes, whether it must be there, and what it means, for the schema and the docs."""

    getter: Getter[Any]
    required: bool = False
    doc: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)  # further words of the schema, such as a default


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The keys of a record that are there: their values, and the nodes they were read from, for their places."""

    values: Mapping[str, Any]
    nodes: Mapping[str, Node]
    node: Node

    @property
    def location(self) -> Location:
        """Where the record begins."""
        return self.node.location


def record(
    words: str,
    keys: Mapping[str, Key],
    check: Callable[[Fields], None] | None = None,
    **schema: Any,
) -> Getter[Fields]:
    """Take a mapping whose keys are known.

    ``words`` name it ("a command"); ``check`` holds keys against each other and raises PolicyError: of those that
    are wrong by themselves it finds no value; ``schema`` says the same in JSON Schema.
    """

    def read(node: Node) -> Fields:
        if not isinstance(node.value, dict):
            raise unexpected(node, f"a mapping ({words})")
        errors = ErrorList()
        _check_keys(node, keys, errors)
        values: dict[str, Any] = {}
        for name, child in node.value.items():
            with errors.collect():
                if name in keys:
                    values[name] = keys[name].getter.read(child)
        fields = Fields(values=values, nodes=node.value, node=node)
        if check:
            with errors.collect():
                check(fields)
        errors.raise_any()
        return fields

    return Getter(words=words, read=read, schema=_record_schema(keys) | schema)


def _check_keys(node: Node, keys: Mapping[str, Key], errors: ErrorList) -> None:
    """Collect the keys that nobody knows and those that are missing."""
    assert isinstance(node.value, dict)
    unknown = [name for name in node.value if name not in keys]
    for name in unknown[:_UNKNOWN_SHOWN]:
        place = node.value[name].location
        errors.add(mistake(node, f"unknown key {quote(name)}; {suggest(name, keys)}", place))
    if len(unknown) > _UNKNOWN_SHOWN:
        errors.add(mistake(node, f"{len(unknown) - _UNKNOWN_SHOWN:,} more unknown keys"))
    for name, key in keys.items():
        if key.required and name not in node.value:
            errors.add(mistake(node, f"the key {quote(name)} is missing ({key.getter.words})"))


def _record_schema(keys: Mapping[str, Key]) -> dict[str, Any]:
    properties = {
        name: {**({"description": key.doc} if key.doc else {}), **key.getter.schema, **key.extra}
        for name, key in keys.items()
    }
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    if required := [name for name, key in keys.items() if key.required]:
        schema["required"] = required
    return schema


def table_of(getter: Getter[T], words: str) -> Getter[dict[str, T]]:
    """Take a mapping from names to values of one kind; ``words`` name it ("a mapping of commands")."""

    def read(node: Node) -> dict[str, T]:
        if not isinstance(node.value, dict):
            raise unexpected(node, words)
        values, errors = {}, ErrorList()
        for name, child in node.value.items():
            with errors.collect():
                if not name:
                    raise mistake(node, "a name is empty", child.location)
                values[name] = getter.read(child)
        errors.raise_any()
        return values

    names = {"minLength": 1}
    return Getter(
        words=words,
        read=read,
        schema={"type": "object", "propertyNames": names, "additionalProperties": getter.schema},
    )
