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
    from collections.abc import Callable


def read_yaml(data: bytes, path: str) -> Node:
    """Read a YAML file over its parser's events, which cannot recurse nor multiply what is written.

    ``path`` is the file's path for messages. Raises PolicyError, at its line, where the text is not to be read.
    """
    import yaml

    text = decode(data, path)
    builder = _Builder(path)
    try:
        # An installation without libyaml lacks the parser in C.
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _yaml_mistake(error, text, path) from None
    if builder.root is None:
        raise PolicyError("the file is empty", Location(path))
    return builder.root


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


class _Open:
    """A mapping or list that is not yet at its end."""

    def __init__(self, items: dict[str, Node] | list[Node], location: Location, trail: str) -> None:
        self.items = items
        self.location = location
        self.trail = trail
        self.key: str | None = None
        self.key_line = 0


class _Builder:
    """Builds the nodes of one YAML file, and keeps the limits."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.count = 0

    def take(self, event: Any) -> None:
        """Take one event of the parser."""
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None) is not None:
            message = f'anchors and aliases ("{event.anchor[:60]}") are not allowed; write the value out'
            raise self._mistake(line, message)
        if getattr(event, "tag", None) is not None:
            raise self._mistake(line, f'tags ("{event.tag[:60]}") are not allowed; remove it')
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event.value, line, is_plain=event.implicit[0])
            case "MappingStartEvent":
                self._open({}, line)
            case "SequenceStartEvent":
                self._open([], line)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close()
            case "DocumentStartEvent" if self.root is not None:
                raise self._mistake(line, "a second document begins here; a policy is one document")

    def _mistake(self, line: int, message: str) -> PolicyError:
        return mistake_at(Location(self.path, line), message)

    def _scalar(self, text: str, line: int, *, is_plain: bool) -> None:
        """Take a key, or a value."""
        frame = self._step(line)
        if frame and isinstance(frame.items, dict) and frame.key is None:
            self._key(frame.items, text, line, is_plain=is_plain)
            frame.key, frame.key_line = text, line
            return
        location, trail = self._place(line)
        try:
            value = read_plain(text) if is_plain else check_string(text)
        except ValueError as error:
            raise mistake_at(location, str(error), trail) from None
        self._add(Node(value, location, trail))

    def _key(self, items: dict[str, Node], text: str, line: int, *, is_plain: bool) -> None:
        """Refuse a key that is none, or is there already."""
        if is_plain and text == "<<":
            raise self._mistake(line, 'merges ("<<") are not allowed; write the keys out')
        if text in items:
            first = items[text].location.line
            raise self._mistake(line, f'the key "{text[:60]}" stands here a second time; the first is on line {first}')

    def _open(self, items: dict[str, Node] | list[Node], line: int) -> None:
        """Begin a mapping or list."""
        frame = self._step(line)
        if frame and isinstance(frame.items, dict) and frame.key is None:
            raise self._mistake(line, "a key must be a string")
        if len(self.stack) == MAX_DEPTH:
            raise self._mistake(line, f"nested more than {MAX_DEPTH} levels deep")
        self.stack.append(_Open(items, *self._place(line)))

    def _close(self) -> None:
        """End the mapping or list begun last."""
        frame = self.stack.pop()
        value = frame.items if isinstance(frame.items, dict) else tuple(frame.items)
        self._add(Node(value, frame.location, frame.trail))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if isinstance(frame.items, list):
            frame.items.append(node)
        else:
            assert frame.key is not None  # a parser gives every value its key
            frame.items[frame.key] = node
            frame.key = None

    def _place(self, line: int) -> tuple[Location, str]:
        """Where the next value stands, and what it is called."""
        if not self.stack:
            return Location(self.path, line), ""
        frame = self.stack[-1]
        if isinstance(frame.items, list):
            return Location(self.path, line), join_trail(frame.trail, len(frame.items))
        return Location(self.path, frame.key_line), join_trail(frame.trail, frame.key or "")

    def _step(self, line: int) -> _Open | None:
        """Count one more value; returns what it stands in."""
        self.count += 1
        if self.count > MAX_NODES:
            raise self._mistake(line, f"more than {MAX_NODES:,} values")
        return self.stack[-1] if self.stack else None
