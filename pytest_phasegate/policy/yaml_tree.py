"""The events of a YAML parser built into nodes; what could multiply or hide a value is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_phasegate.location import Location
from pytest_phasegate.policy.node import MAX_DEPTH, MAX_NODES, Node, check_string, join_trail, mistake_at
from pytest_phasegate.policy.scalars import read_plain

if TYPE_CHECKING:
    from pytest_phasegate.errors import PolicyError


def take_event(builder: YamlTree, event: Any) -> None:
    """Hand one event of the parser to the builder."""
    line = event.start_mark.line + 1
    if getattr(event, "anchor", None) is not None:
        raise builder.mistake(line, f'anchors and aliases ("{event.anchor[:60]}") are not allowed; write the value out')
    if getattr(event, "tag", None) is not None:
        raise builder.mistake(line, f'tags ("{event.tag[:60]}") are not allowed; remove it')
    match type(event).__name__:
        case "ScalarEvent":
            builder.scalar(event.value, line, is_plain=event.implicit[0])
        case "MappingStartEvent":
            builder.open({}, line)
        case "SequenceStartEvent":
            builder.open([], line)
        case "MappingEndEvent" | "SequenceEndEvent":
            builder.close()
        case "DocumentStartEvent" if builder.root is not None:
            raise builder.mistake(line, "a second document begins here; a policy is one document")


@dataclass
class _Frame:
    """A mapping or list that is not yet at its end."""

    items: dict[str, Node] | list[Node]
    location: Location
    trail: str
    key: str | None = None
    key_line: int = 0


@dataclass
class YamlTree:
    """Builds the nodes of one YAML file, and keeps the limits."""

    path: str
    root: Node | None = None
    stack: list[_Frame] = field(default_factory=list)
    count: int = 0

    def mistake(self, line: int, message: str) -> PolicyError:
        """A mistake at a line of the file."""
        return mistake_at(Location(self.path, line), message)

    def scalar(self, text: str, line: int, *, is_plain: bool) -> None:
        """Take a scalar: a key, or a value."""
        frame = self.stack[-1] if self.stack else None
        self._step(line)
        if frame and isinstance(frame.items, dict) and frame.key is None:
            self._key(frame, text, line, is_plain=is_plain)
            return
        location, trail = self._place(line)
        try:
            value = read_plain(text) if is_plain else check_string(text)
        except ValueError as error:
            raise mistake_at(location, str(error), trail) from None
        self._add(Node(value=value, location=location, trail=trail))

    def _key(self, frame: _Frame, text: str, line: int, *, is_plain: bool) -> None:
        if is_plain and text == "<<":
            raise self.mistake(line, 'merges ("<<") are not allowed; write the keys out')
        if isinstance(frame.items, dict) and text in frame.items:
            first = frame.items[text].location.line
            raise self.mistake(line, f'the key "{text[:60]}" stands here a second time; the first is on line {first}')
        frame.key, frame.key_line = text, line

    def open(self, items: dict[str, Node] | list[Node], line: int) -> None:
        """Begin a mapping or list."""
        self._step(line)
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.items, dict) and frame.key is None:
            raise self.mistake(line, "a key must be a string")
        if len(self.stack) == MAX_DEPTH:
            raise self.mistake(line, f"nested more than {MAX_DEPTH} levels deep")
        location, trail = self._place(line)
        self.stack.append(_Frame(items, location, trail))

    def close(self) -> None:
        """End the mapping or list begun last."""
        frame = self.stack.pop()
        value = frame.items if isinstance(frame.items, dict) else tuple(frame.items)
        self._add(Node(value=value, location=frame.location, trail=frame.trail))

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

    def _step(self, line: int) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise self.mistake(line, f"more than {MAX_NODES:,} values")
