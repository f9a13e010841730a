"""The JSON Schema of the policy file, made from the tables that policies are read by; no run imports it."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from pytest_phasegate.policy import grammar, settings, values

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_phasegate.policy.values import Kind, Names, Record

Schema = dict[str, Any]


def policy_schema(names: Names) -> Schema:
    """The JSON Schema (2020-12) of the policy file, for editors; ``names`` as the reader is given them.

    It cannot check what the reader does: that names are defined, that nothing is defined twice, that a date exists.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The policy of pytest-phasegate",
        "description": "What must hold for the units of task documents.",
        **schema_of(grammar.POLICY, names),
        "$defs": {"gates": schema_of(settings.gates_of(tuple(names.gates)), names)},
    }


def schema_of(kind: Kind, names: Names) -> Schema:
    """The JSON Schema of a kind of value."""
    return _SCHEMAS[type(kind)](kind, names)


def _check_id(names: Names) -> Schema:
    kinds = "|".join(map(re.escape, names.gates))
    return {"type": "string", "pattern": rf"{grammar.CHECK_HEAD}(?:{kinds})(?![\s\S])"}


def _list(kind: values.ListOf, names: Names) -> Schema:
    return {
        "type": "array",
        "items": schema_of(kind.item, names),
        **({"minItems": kind.at_least} if kind.at_least else {}),
    }


def _table(kind: values.Table, names: Names) -> Schema:
    item = schema_of(kind.item, names)
    return {"type": "object", "propertyNames": {"minLength": 1}, "additionalProperties": item}


def _record(kind: Record, names: Names) -> Schema:
    properties = {
        name: {
            **({"description": key.doc} if key.doc else {}),
            **schema_of(key.takes, names),
            **_default(key.default),
        }
        for name, key in kind.keys.items()
    }
    required = [name for name, key in kind.keys.items() if key.required]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
        **_CHECKS.get(kind.words, {}),
    }


def _default(value: Any) -> Schema:
    return {} if value is None else {"default": list(value) if isinstance(value, tuple) else value}


# What the check of a record says, in JSON Schema.
_CHECKS: dict[str, Schema] = {
    grammar.RULE.words: {"anyOf": [{"required": ["forbid"]}, {"required": ["require"]}]},
    grammar.COMMAND.words: {
        "if": {"properties": {"shell": {"const": True}}, "required": ["shell"]},
        "then": {"properties": {"run": {"type": "string"}}},
        "else": {"properties": {"run": {"type": "array"}}},
    },
}


def _gate(kind: settings.Gate, names: Names) -> Schema:
    text = describe_settings(names.gates[kind.kind])
    schema = {"anyOf": [{"type": "boolean"}, schema_of(kind.settings(names), names)]}
    return {"description": text, **schema} if text else schema


def describe_settings(gate: type[Any]) -> str:
    """The docstring of a Settings dataclass, empty if it has none of its own."""
    text = inspect.getdoc(gate) or ""
    return "" if text.startswith(f"{gate.__name__}(") else text  # the one that dataclass makes up


_SCHEMAS: dict[type[Any], Callable[[Any, Names], Schema]] = {
    values.Value: lambda kind, names: dict(kind.schema),
    values.Choice: lambda kind, names: {"enum": list(kind.options)},
    values.ListOf: _list,
    values.Either: lambda kind, names: {"anyOf": [schema_of(each, names) for each in kind.kinds.values()]},
    values.Record: _record,
    values.Table: _table,
    grammar.Version: lambda kind, names: {"const": grammar.VERSION},
    grammar.Dialect: lambda kind, names: schema_of(kind.kind(names), names),
    grammar.CheckId: lambda kind, names: _check_id(names),
    settings.Gates: lambda kind, names: {"$ref": "#/$defs/gates"},
    settings.Gate: _gate,
}
