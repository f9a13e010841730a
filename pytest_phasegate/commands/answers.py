"""What commands answer, as JSON, and the JSON Schema of that: both are read off the fields of the answer's class."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

VERSION = 1
"""Increased when the meaning of an existing key changes; new keys may come at any time."""

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with what was asked, in place of an answer (its format is ``phasegate-error``)."""

    message: str


def to_json(command: str, answer: Any) -> str:
    """What a command answers as JSON: plain ASCII, so that nothing in it can act on a terminal."""
    plain = {"format": f"phasegate-{command}", "version": VERSION, **to_plain(answer)}
    return json.dumps(plain, indent=2, ensure_ascii=True)


def to_plain(value: Any) -> Any:
    """A value made of frozen dataclasses, tuples and mappings as JSON values."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    return [to_plain(each) for each in value] if isinstance(value, tuple | list) else value


def answer_schema(command: str, kind: type[Any]) -> dict[str, Any]:
    """The JSON Schema of what a command answers; ``kind`` is the class of its answer."""
    schema = _schema(kind)
    head = {"format": {"const": f"phasegate-{command}"}, "version": {"const": VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"phasegate {command} --json",
        **schema,
        "properties": {**head, **schema["properties"]},
        "required": [*head, *schema["required"]],
    }


def _schema(kind: Any) -> dict[str, Any]:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [each.name for each in fields(kind)]
        return {
            "description": inspect.cleandoc(kind.__doc__ or ""),
            "type": "object",
            "properties": {name: _schema(hints[name]) for name in names},
            "required": names,
        }
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(part) for part in parts]}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is tuple:
        return {"type": "array", "items": _schema(parts[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(parts[1])}
    return {"type": _PLAIN[kind]} if kind in _PLAIN else {}
