"""Kinds of values in a config file: each reads a node, or says what was expected instead."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pytest_phasegate.errors import ErrorList
from pytest_phasegate.policy.tree import kind_of, mistake, nearest, quote, suggest, unexpected

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pytest_phasegate.location import Location
    from pytest_phasegate.policy.tree import Node

_UNKNOWN_SHOWN = 20  # it takes time to find the nearest key of each


class Names(NamedTuple):
    """The names that a policy may use and that policy/ cannot know by itself.

    ``gates`` are the kinds of gates with their Settings: only those of kinds that a policy names are looked at;
    ``dialects`` are the names of dialects (none: any name will do).
    """

    gates: Mapping[str, type[Any]]
    dialects: Collection[str] = ()


class Kind(Protocol):
    """A kind of value: what it takes, in words ("a list of strings"), and how it is read."""

    @property
    def words(self) -> str:
        """What it takes."""

    def read(self, node: Node, names: Names) -> Any:
        """The value of a node; raises PolicyError, or ManyErrors of all the mistakes in it."""


class Value(NamedTuple):
    """A single value.

    ``schema`` is its JSON Schema. ``parse`` gives the value as the policy holds it, None for any other value, and
    raises ValueError, in words for the user, for a wrong value of the right form.
    """

    words: str
    schema: Mapping[str, Any]
    parse: Callable[[Any], Any]

    def read(self, node: Node, names: Names) -> Any:
        """The value, as the policy holds it."""
        try:
            value = self.parse(node.value)
        except ValueError as error:
            raise mistake(node, f"expected {self.words}, found {quote(str(node.value))}: {error}") from None
        if value is None:
            raise unexpected(node, self.words)
        return value


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole_number(words: str = "a whole number", low: float = -math.inf, high: float = math.inf) -> Value:
    """A whole number; 2.0 is one, as it is for JSON Schema."""

    def parse(value: Any) -> int | None:
        is_whole = _number(value) is not None and value == int(value)
        return int(value) if is_whole and low <= value <= high else None

    limits = {"minimum": low, "maximum": high}
    schema = {"type": "integer", **{word: limit for word, limit in limits.items() if math.isfinite(limit)}}
    return Value(words, schema, parse)


def matching_text(words: str, pattern: str) -> Value:
    """A string in which a regular expression is found; it must mean the same in Python and in ECMAScript."""

    def parse(value: Any) -> str | None:
        return value if isinstance(value, str) and re.search(pattern, value) else None

    return Value(words, {"type": "string", "pattern": pattern}, parse)


class Choice(NamedTuple):
    """One of the words given."""

    options: tuple[str, ...]

    @property
    def words(self) -> str:
        """All the options."""
        return "one of: " + ", ".join(self.options)

    def read(self, node: Node, names: Names) -> str:
        """The word."""
        if not isinstance(node.value, str):
            raise unexpected(node, self.words)
        if node.value not in self.options:
            near = nearest(node.value, self.options)
            hint = f"; did you mean {quote(near)}?" if near else ""
            raise mistake(node, f"expected {self.words}, found {quote(node.value)}{hint}")
        return node.value


class ListOf(NamedTuple):
    """A list of at least so many items; ``words`` name the whole, such as "a list of strings"."""

    item: Kind
    words: str
    at_least: int = 0

    def read(self, node: Node, names: Names) -> tuple[Any, ...]:
        """The values of all items."""
        if not isinstance(node.value, tuple):
            raise unexpected(node, self.words)
        if len(node.value) < self.at_least:
            raise mistake(node, f"expected {self.words}, found an empty list")
        values, errors = [], ErrorList()
        for child in node.value:
            with errors.collect():
                values.append(self.item.read(child, names))
        errors.raise_any()
        return tuple(values)


class Either(NamedTuple):
    """One of several kinds, by what a node is (see ``kind_of``)."""

    words: str
    kinds: Mapping[str, Kind]

    def read(self, node: Node, names: Names) -> Any:
        """The value, by the kind that the node is of."""
        kind = self.kinds.get(kind_of(node))
        if kind is None:
            raise unexpected(node, self.words)
        return kind.read(node, names)


class Key(NamedTuple):
    """A key of a record: what it takes, what it means, whether it must be there, what holds where it is not."""

    takes: Kind
    doc: str = ""
    required: bool = False
    default: Any = None


class Fields(NamedTuple):
    """The keys of a record that are present: their values, and the nodes that these were read from."""

    values: Mapping[str, Any]
    nodes: Mapping[str, Node]
    node: Node

    @property
    def location(self) -> Location:
        """Where the record begins."""
        return self.node.location


class Record(NamedTuple):
    """A mapping whose keys are known.

    ``words`` name it ("a command"). ``check`` compares keys with each other and raises PolicyError; keys that are wrong
    by themselves have no value then.
    """

    words: str
    keys: Mapping[str, Key]
    check: Callable[[Fields], None] | None = None

    def read(self, node: Node, names: Names) -> Fields:
        """The values of the keys that are there."""
        if not isinstance(node.value, dict):
            raise unexpected(node, f"a mapping ({self.words})")
        errors = ErrorList()
        _check_keys(node, self.keys, errors)
        values: dict[str, Any] = {}
        for name, child in node.value.items():
            with errors.collect():
                if name in self.keys:
                    values[name] = self.keys[name].takes.read(child, names)
        fields = Fields(values, node.value, node)
        if self.check:
            with errors.collect():
                self.check(fields)
        errors.raise_any()
        return fields


def _check_keys(node: Node, keys: Mapping[str, Key], errors: ErrorList) -> None:
    """Report unknown keys and missing ones."""
    assert isinstance(node.value, dict)
    unknown = [name for name in node.value if name not in keys]
    for name in unknown[:_UNKNOWN_SHOWN]:
        place = node.value[name].location
        errors.add(mistake(node, f"unknown key {quote(name)}; {suggest(name, keys)}", place))
    if len(unknown) > _UNKNOWN_SHOWN:
        errors.add(mistake(node, f"{len(unknown) - _UNKNOWN_SHOWN:,} more unknown keys"))
    for name, key in keys.items():
        if key.required and name not in node.value:
            errors.add(mistake(node, f"the key {quote(name)} is missing ({key.takes.words})"))


class Table(NamedTuple):
    """A mapping from names to values of one kind; ``words`` name it ("a mapping of commands")."""

    item: Kind
    words: str

    def read(self, node: Node, names: Names) -> dict[str, Any]:
        """The values by name."""
        if not isinstance(node.value, dict):
            raise unexpected(node, self.words)
        values, errors = {}, ErrorList()
        for name, child in node.value.items():
            with errors.collect():
                if not name:
                    raise mistake(node, "a name is empty", child.location)
                values[name] = self.item.read(child, names)
        errors.raise_any()
        return values


def _duration(value: Any) -> float | None:
    if isinstance(value, str) and (match := re.search(_DURATION, value)):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return float(hours * 3600 + minutes * 60 + seconds)
    seconds = _number(value)
    return float(seconds) if seconds is not None and 0 < seconds <= _MOST_SECONDS else None


_MOST_SECONDS = 1_000_000
_DURATION = r"^(?=.*[1-9])(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m(?:in)?)?(?:([0-9]{1,6})s)?(?![\s\S])"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\s\S])"
_ONE_LINE = r"^(?![\s\S]*[\u0000-\u001f\u007f])"

FLAG = Value("true or false", {"type": "boolean"}, lambda value: value if isinstance(value, bool) else None)
STRING = Value("a string", {"type": "string"}, lambda value: value if isinstance(value, str) else None)
NUMBER = Value("a number", {"type": "number"}, _number)
SHARE = Value(
    "a number from 0 to 100",
    {"type": "number", "minimum": 0, "maximum": 100},
    lambda value: float(value) if _number(value) is not None and 0 <= value <= 100 else None,
)
DURATION = Value(
    'a duration such as "90s", "10min" or "1h30m", or a number of seconds',
    {
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_SECONDS},
            {"type": "string", "pattern": _DURATION},
        ]
    },
    _duration,
)
DATE = Value(
    "a date such as 2027-01-31",
    {"type": "string", "format": "date", "pattern": _DATE},
    lambda value: date.fromisoformat(value) if isinstance(value, str) and re.search(_DATE, value) else None,
)
LINE = matching_text("a line of text", _ONE_LINE + r"[\s\S]*\S")
PROJECT_PATH = matching_text(
    'a path inside the project (relative, forward slashes, no "..")',
    _ONE_LINE + r"(?![\s\S]*\\)(?!/)(?![A-Za-z]:)(?!(?:[\s\S]*/)?\.\.(?:/|$))[\s\S]*\S",
)
