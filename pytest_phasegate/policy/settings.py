"""The settings of a gate: a frozen dataclass turned into getters, so that its types are the only description."""

from __future__ import annotations

import inspect
import types
from dataclasses import MISSING, Field, fields
from enum import Enum
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from pytest_phasegate.model.claims import Level
from pytest_phasegate.policy.getters import Getter, choice, flag, integer, list_of, nullable, number, string
from pytest_phasegate.policy.records import Key

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN: dict[Any, Callable[[], Getter[Any]]] = {bool: flag, int: integer, float: number, str: string}


def settings_keys(settings: type[Any]) -> dict[str, Key]:
    """The keys that a gate takes in a policy, one for each field of its Settings.

    Fields are bool, int, float, str, Literal of strings, Enum, ``tuple[X, ...]`` or ``X | None`` of these. A field's
    ``metadata`` may hold ``doc``, its text for the schema; ``refers`` (``commands``, ``roles`` or ``phases``): the
    string must be empty or name one of these; ``values: levels``: the strings are words for levels. A field that
    Python's grammar wants ended with an underscore (``from_``) has the plain word for its key. Raises TypeError for a
    field of another type.
    """
    hints = get_type_hints(settings)
    return {
        _key_of(entry): Key(
            getter=_getter(hints[entry.name], entry.metadata.get("values")),
            doc=entry.metadata.get("doc", ""),
            extra=_default(entry),
        )
        for entry in fields(settings)
    }


def references(settings: type[Any]) -> dict[str, str]:
    """The fields of a Settings dataclass that name something defined elsewhere in the policy, and where."""
    return {_key_of(entry): entry.metadata["refers"] for entry in fields(settings) if "refers" in entry.metadata}


def describe_settings(settings: type[Any]) -> str:
    """The docstring of a Settings dataclass, empty where it has none of its own."""
    text = inspect.getdoc(settings) or ""
    return "" if text.startswith(f"{settings.__name__}(") else text  # the one that dataclass makes up


def _getter(hint: Any, values: str | None = None) -> Getter[Any]:
    """The getter for a field's type; ``values`` names what its strings must be."""
    if hint is str and values == "levels":
        return choice({level.value: level.value for level in Level})
    if hint in _PLAIN:
        return _PLAIN[hint]()
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return choice({member.value: member for member in hint})
    return _getter_of_several(hint, values)


def _getter_of_several(hint: Any, values: str | None) -> Getter[Any]:
    """The getter for a type that is made of others: one of some words, a list, a value or none."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return choice({value: value for value in arguments})
    if origin is tuple and arguments[1:] == (...,):
        item = _getter(arguments[0], values)
        plural = "strings" if arguments[0] is str else f"items, each {item.words}"
        return list_of(item, f"a list of {plural}")
    inner = [argument for argument in arguments if argument is not type(None)]
    if origin in (Union, types.UnionType) and len(arguments) == 2 and len(inner) == 1:
        return nullable(_getter(inner[0], values))
    raise TypeError(f"a policy cannot hold a field of type {hint}")


def _key_of(entry: Field[Any]) -> str:
    """The key under which a policy sets a field."""
    bare = entry.name.rstrip("_")
    return bare if iskeyword(bare) else entry.name


def _default(entry: Field[Any]) -> dict[str, Any]:
    """A field's default, as the schema states it."""
    value = entry.default_factory() if entry.default_factory is not MISSING else entry.default
    return {} if value is MISSING else {"default": _plain(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
