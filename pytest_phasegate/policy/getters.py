"""Typed getters: each reads a node as a value of its type, and knows the JSON Schema of what it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pytest_phasegate.errors import ErrorList
from pytest_phasegate.policy.node import mistake_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from pytest_phasegate.errors import PolicyError
    from pytest_phasegate.location import Location
    from pytest_phasegate.policy.node import Node

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Getter(Generic[T]):
    """Reads a node as one type of value.

    ``words`` say what it takes ("a list of strings"); ``read`` returns the value, or raises PolicyError or
    ManyErrors; ``schema`` is the JSON Schema of what it takes.
    """

    words: str
    read: Callable[[Node], T]
    schema: Mapping[str, Any]


def mistake(node: Node, message: str, location: Location | None = None) -> PolicyError:
    """A mistake at a node, or at a line in it, with the node's name in front of the message."""
    return mistake_at(location or node.location, message, node.trail)


def unexpected(node: Node, words: str) -> PolicyError:
    """A mistake: the node is not what ``words`` name."""
    return mistake(node, f"expected {words}, found {describe(node)}")


def kind_of(node: Node) -> str:
    """What a node is, in the words of JSON Schema; every number is a "number"."""
    for types, kind in _KINDS:
        if isinstance(node.value, types):
            return kind
    return "object"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
    (tuple, "array"),
)
_FOUND = {"null": "nothing", "number": "a number", "array": "a list", "object": "a mapping"}


def describe(node: Node) -> str:
    """What a node is, in words for the user: a number, the string "yes"."""
    if isinstance(node.value, bool):
        return str(node.value).lower()
    if isinstance(node.value, str):
        return f"the string {quote(node.value)}"
    return _FOUND[kind_of(node)]


def quote(text: str) -> str:
    """A text of the user's between quotes, cut short where it is long."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:60]}…"'


_MOST_COMPARED = 200  # more names than anyone has; comparing takes some ten microseconds for each


def suggest(name: str, valid: Collection[str]) -> str:
    """What to use in place of an unknown name: the nearest valid one, or all of them, unless they are too many."""
    if len(valid) > _MOST_COMPARED:
        return f"valid are {len(valid):,} others"
    # Only the head is compared: the time is quadratic in the length.
    if near := get_close_matches(name[:60], valid, n=1):
        return f"did you mean {quote(near[0])}?"
    return f"valid are: {', '.join(sorted(valid))}" if valid else "there is none"


def _scalar(kind: str, words: str, **schema: Any) -> Getter[Any]:
    def read(node: Node) -> Any:
        if kind_of(node) != kind:
            raise unexpected(node, words)
        return node.value

    return Getter(words=words, read=read, schema={"type": kind, **schema})


def flag() -> Getter[bool]:
    """Take true or false."""
    return _scalar("boolean", "true or false")


def string() -> Getter[str]:
    """Take any string."""
    return _scalar("string", "a string")


def number() -> Getter[float]:
    """Take any number."""
    return _scalar("number", "a number")


def integer() -> Getter[int]:
    """Take a whole number; 2.0 is one, as it is for JSON Schema."""

    def read(node: Node) -> int:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise unexpected(node, "a whole number")
        return int(value)

    return Getter(words="a whole number", read=read, schema={"type": "integer"})


def pattern(expression: str, words: str, **schema: Any) -> Getter[str]:
    """Take a string in which a regular expression is found; it must mean the same in Python and in ECMAScript."""
    compiled = re.compile(expression)

    def read(node: Node) -> str:
        if not isinstance(node.value, str) or not compiled.search(node.value):
            raise unexpected(node, words)
        return node.value

    return Getter(words=words, read=read, schema={"type": "string", "pattern": expression, **schema})


_ONE_LINE = r"^(?![\s\S]*[\u0000-\u001f\u007f])"

_PROJECT_PATH = _ONE_LINE + r"(?![\s\S]*\\)(?!/)(?![A-Za-z]:)(?!(?:[\s\S]*/)?\.\.(?:/|$))[\s\S]*\S"


def line() -> Getter[str]:
    """Take a string of one line that holds more than spaces."""
    return pattern(_ONE_LINE + r"[\s\S]*\S", "a line of text")


def project_path() -> Getter[str]:
    """Take a path or glob that stays in the project: relative, with forward slashes, without ``..``."""
    return pattern(
        _PROJECT_PATH,
        'a path inside the project (relative, forward slashes, no "..")',
    )


def is_project_path(node: Node) -> bool:
    """Whether a node is a path that stays in the project."""
    return isinstance(node.value, str) and re.search(_PROJECT_PATH, node.value) is not None


def choice(values: Mapping[str, T]) -> Getter[T]:
    """Take one of the names given; returns what the name stands for."""
    words = "one of: " + ", ".join(values)

    def read(node: Node) -> T:
        if not isinstance(node.value, str):
            raise unexpected(node, words)
        if node.value not in values:
            near = get_close_matches(node.value[:60], values, n=1)
            hint = f"; did you mean {quote(near[0])}?" if near else ""
            raise mistake(node, f"expected {words}, found {quote(node.value)}{hint}")
        return values[node.value]

    return Getter(words=words, read=read, schema={"enum": list(values)})


_DURATION = r"^(?=.*[1-9])(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m(?:in)?)?(?:([0-9]{1,6})s)?(?![\s\S])"
_MOST_SECONDS = 1_000_000


def duration() -> Getter[float]:
    """Take a length of time, ``10min``, ``90s``, ``1h30m`` or a number of seconds; returns seconds."""
    words = 'a duration such as "90s", "10min" or "1h30m", or a number of seconds'

    def read(node: Node) -> float:
        value = node.value
        if isinstance(value, str) and (match := re.search(_DURATION, value)):
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            return float(hours * 3600 + minutes * 60 + seconds)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MOST_SECONDS:
            return float(value)
        raise unexpected(node, words)

    numbers = {"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_SECONDS}
    return Getter(words=words, read=read, schema={"anyOf": [numbers, {"type": "string", "pattern": _DURATION}]})


_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\s\S])"


def iso_date() -> Getter[date]:
    """Take a date written 2027-01-31."""
    words = "a date such as 2027-01-31"

    def read(node: Node) -> date:
        if not isinstance(node.value, str) or not re.search(_DATE, node.value):
            raise unexpected(node, words)
        try:
            return date.fromisoformat(node.value)
        except ValueError as error:
            raise mistake(node, f"expected {words}, found {quote(node.value)}: {error}") from None

    return Getter(words=words, read=read, schema={"type": "string", "format": "date", "pattern": _DATE})


def list_of(item: Getter[T], words: str, at_least: int = 0) -> Getter[tuple[T, ...]]:
    """Take a list of at least so many items; ``words`` name the whole, such as "a list of strings"."""

    def read(node: Node) -> tuple[T, ...]:
        if not isinstance(node.value, tuple):
            raise unexpected(node, words)
        if len(node.value) < at_least:
            raise mistake(node, f"expected {words}, found an empty list")
        values, errors = [], ErrorList()
        for child in node.value:
            with errors.collect():
                values.append(item.read(child))
        errors.raise_any()
        return tuple(values)

    schema = {"type": "array", "items": item.schema} | ({"minItems": at_least} if at_least else {})
    return Getter(words=words, read=read, schema=schema)


def either(words: str, getters: Mapping[str, Getter[Any]]) -> Getter[Any]:
    """Take one of several kinds of node: ``getters`` are named by the kind they take (see ``kind_of``)."""

    def read(node: Node) -> Any:
        getter = getters.get(kind_of(node))
        if getter is None:
            raise unexpected(node, words)
        return getter.read(node)

    return Getter(words=words, read=read, schema={"anyOf": [getter.schema for getter in getters.values()]})


def nullable(getter: Getter[T]) -> Getter[T | None]:
    """Take nothing (YAML's null) as well."""

    def read(node: Node) -> T | None:
        return None if node.value is None else getter.read(node)

    return Getter(words=getter.words, read=read, schema={"anyOf": [getter.schema, {"type": "null"}]})
