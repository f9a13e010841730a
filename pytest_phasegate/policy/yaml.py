"""YAML read into nodes over its parser's events; what could multiply or hide a value is refused."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.policy.tree import (
    MAX_DEPTH,
    MAX_NODES,
    Node,
    Plain,
    check_number,
    check_string,
    decode,
    join_trail,
    mistake_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def read_yaml(data: bytes, path: str) -> Node:
    """Read a YAML file from its parser's events: the parser neither recurses nor expands aliases.

    ``path`` is the file's path for messages. Raises PolicyError, with the line, for a text that is not read.
    """
    import yaml

    text = decode(data, path)
    # An installation without libyaml lacks the parser in C.
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        root = _Reader(path, events).root()
    except yaml.MarkedYAMLError as error:
        raise _yaml_mistake(error, text, path) from None
    if root is None:
        raise PolicyError("the file is empty", Location(path))
    return root


def _yaml_mistake(error: Any, text: str, path: str) -> PolicyError:
    """A parser's complaint, on a line that is there: the end of a text is after its last line."""
    lines = text.splitlines()
    line = min(error.problem_mark.line + 1, len(lines))
    if _depth_before(text, error.problem_mark.index) > MAX_DEPTH:
        # PyYAML's parsers have limits of their own, which differ by release, as do their words for them.
        return PolicyError(f"nested more than {MAX_DEPTH} levels deep", Location(path, line))
    if re.match(r"\s*\t", lines[line - 1]):
        return PolicyError("a tab indents this line; YAML takes spaces only", Location(path, line))
    return mistake_at(Location(path, line), f"not YAML: {error.problem[:200]}")


def _depth_before(text: str, index: int) -> int:
    """How deep the text is nested before a place, counted on brackets, and on the dashes of that line."""
    opened = text.count("[", 0, index) + text.count("{", 0, index)
    closed = text.count("]", 0, index) + text.count("}", 0, index)
    line_start = text.rfind("\n", 0, index) + 1
    return opened - closed + text.count("- ", line_start, index)


# https://yaml.org/spec/1.2.2/#103-core-schema, in which ``yes`` is a string and ``1:30`` is one too
_NO_STRING = re.compile(
    r"(?P<null>null|Null|NULL|~|)"
    r"|(?P<boolean>true|True|TRUE|false|False|FALSE)"
    r"|(?P<decimal>[-+]?[0-9]+)"
    r"|(?P<based>0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<real>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_READERS: dict[str | None, Callable[[str], Plain]] = {
    "null": lambda text: None,
    "boolean": lambda text: text[0] in "tT",
    "decimal": int,
    "based": lambda text: int(text, 0),
    "real": float,
    "infinite": lambda text: math.inf,
}
_MAX_DIGITS = 400  # Python refuses to convert more than 4300 digits, and takes its time below that


def read_plain(text: str) -> Plain:
    """Read an unquoted scalar; what is no null, boolean or number is a string.

    Raises ValueError with a message for the user where a number is infinite or absurdly large.
    """
    found = _NO_STRING.fullmatch(text)
    if not found:
        return text
    return check_number(_READERS[found.lastgroup](text) if len(text) <= _MAX_DIGITS else math.inf)


class _Reader:
    """Reads the values of one YAML file, within the limits; it recurses no deeper than ``MAX_DEPTH``."""

    def __init__(self, path: str, events: Iterator[Any]) -> None:
        self.path = path
        self.events = events
        self.count = 0

    def root(self) -> Node | None:
        root = None
        for event in self.events:
            if hasattr(event, "anchor"):
                root = self.value(event, self.take(event), "", 0)
            elif root is not None and type(event).__name__ == "DocumentStartEvent":
                here = Location(self.path, event.start_mark.line + 1)
                raise mistake_at(here, "a second document begins here; a policy is one document")
        return root

    def take(self, event: Any) -> Location:
        """Count one more value or key, and refuse what could multiply it; returns where it is written."""
        location = Location(self.path, event.start_mark.line + 1)
        if event.anchor is not None:
            raise mistake_at(
                location, f'anchors and aliases ("{event.anchor[:60]}") are not allowed; write the value out'
            )
        if event.tag is not None:
            raise mistake_at(location, f'tags ("{event.tag[:60]}") are not allowed; remove it')
        self.count += 1
        if self.count > MAX_NODES:
            raise mistake_at(location, f"more than {MAX_NODES:,} values")
        return location

    def value(self, event: Any, location: Location, trail: str, depth: int) -> Node:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            try:
                plain = read_plain(event.value) if event.implicit[0] else check_string(event.value)
            except ValueError as error:
                raise mistake_at(location, str(error), trail) from None
            return Node(plain, location, trail)
        if depth == MAX_DEPTH:
            here = Location(self.path, event.start_mark.line + 1)
            raise mistake_at(here, f"nested more than {MAX_DEPTH} levels deep")
        if kind == "SequenceStartEvent":
            return Node(self.sequence(trail, depth + 1), location, trail)
        return Node(self.mapping(trail, depth + 1), location, trail)

    def sequence(self, trail: str, depth: int) -> tuple[Node, ...]:
        items: list[Node] = []
        for event in self.events:
            if not hasattr(event, "anchor"):  # the end of the list
                break
            items.append(self.value(event, self.take(event), join_trail(trail, len(items)), depth))
        return tuple(items)

    def mapping(self, trail: str, depth: int) -> dict[str, Node]:
        items: dict[str, Node] = {}
        for event in self.events:
            if not hasattr(event, "anchor"):  # the end of the mapping
                break
            location = self.take(event)
            if type(event).__name__ != "ScalarEvent":
                raise mistake_at(location, "a key must be a string")
            key = event.value
            if event.implicit[0] and key == "<<":
                raise mistake_at(location, 'merges ("<<") are not allowed; write the keys out')
            if key in items:
                first = items[key].location.line
                raise mistake_at(location, f'the key "{key[:60]}" is written twice; the first is on line {first}')
            value = next(self.events)
            self.take(value)
            items[key] = self.value(value, location, join_trail(trail, key), depth)
        return items
