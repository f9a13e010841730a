"""TOML read into nodes; the line of each key is searched for in the text, because TOML readers do not report it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.policy.tree import (
    BAD_NUMBER,
    MAX_DEPTH,
    MAX_NODES,
    Node,
    check_number,
    check_string,
    decode,
    join_trail,
    mistake_at,
)

if TYPE_CHECKING:
    from pytest_phasegate.policy.tree import Plain

KeyPath = tuple[str | int, ...]

_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_toml(data: bytes, path: str, table: tuple[str, ...] = ()) -> Node | None:
    """Read a TOML file, or one table of it; None if it has no such table.

    ``path`` is the file's path for messages. Raises PolicyError, with the line, for a text that is not read.
    """
    text = decode(data, path)
    depth, line = deepest(text)
    if depth > MAX_DEPTH:
        raise PolicyError(f"nested more than {MAX_DEPTH} levels deep", Location(path, line))
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_mistake(str(error), text, path) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise PolicyError(BAD_NUMBER, Location(path)) from None
    for part in table:
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return None
    return _Tree(path, key_lines(text), len(table)).node(value, table)


def _toml_mistake(problem: str, text: str, path: str) -> PolicyError:
    """A reader's error message, with the line moved out of its sentence."""
    if place := _PLACE.search(problem):
        return mistake_at(Location(path, int(place[1])), f"not TOML: {problem[: place.start()][:200]}")
    problem = problem.removesuffix(" (at end of document)")
    return mistake_at(Location(path, len(text.splitlines())), f"not TOML: {problem[:200]}")


@dataclass(slots=True)
class _Tree:
    """Makes nodes of one file's values.

    ``lines`` are those of its key paths, ``skip`` how many keys lead to the table that is read.
    """

    path: str
    lines: dict[KeyPath, int]
    skip: int
    count: int = 0

    def node(self, value: Any, path: KeyPath, trail: str = "") -> Node:
        """Make a node of a value; its depth was bounded before the text was read."""
        location = Location(self.path, line_of(path, self.lines))
        if len(path) > self.skip:
            trail = join_trail(trail, path[-1])
        self.count += 1
        if self.count > MAX_NODES:
            raise PolicyError(f"more than {MAX_NODES:,} values", location)
        if isinstance(value, dict):
            items = {key: self.node(item, (*path, key), trail) for key, item in value.items()}
            return Node(items, location, trail)
        if isinstance(value, list):
            children = tuple(self.node(item, (*path, index), trail) for index, item in enumerate(value))
            return Node(children, location, trail)
        try:
            return Node(_scalar(value), location, trail)
        except ValueError as error:
            raise mistake_at(location, str(error), trail) from None


def _scalar(value: Any) -> Plain:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return check_string(value) if isinstance(value, str) else check_number(value)


# A quote that is never closed takes the rest, so that no attempt is made twice: linear on any text.
_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?)"
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<word>[^\s\[\]{}.,=\#\"']+)"
    r"|(?P<sign>[\[\]{}.,=\n])",
    re.DOTALL,
)


def deepest(text: str) -> tuple[int, int]:
    """How deep brackets and dotted keys nest at most, and on which line (from 1).

    Asked before the text is given to a reader that recurses into brackets and takes quadratic time for long keys.
    """
    depth = dots = best = place = 0
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign is None:
            continue
        depth += (sign in "[{") - (sign in "]}")
        dots = dots + 1 if sign == "." else 0
        if depth + dots > best:
            best, place = depth + dots, token.start()
    return best, text.count("\n", 0, place) + 1


@dataclass
class _Frame:
    """A bracket that is open: an array counts its items, an inline table names its keys."""

    path: KeyPath
    is_array: bool
    index: int = 0
    value: KeyPath | None = None  # the key whose value is being read

    @property
    def here(self) -> KeyPath | None:
        return (*self.path, self.index) if self.is_array else self.value


@dataclass
class _Scan:
    """The state of one pass over a text, and the lines found so far."""

    lines: dict[KeyPath, int] = field(default_factory=dict)
    arrays: dict[KeyPath, int] = field(default_factory=dict)  # arrays of tables: the index of the last one
    stack: list[_Frame] = field(default_factory=lambda: [_Frame((), is_array=False)])
    parts: list[str] = field(default_factory=list)
    header: int = 0  # how many brackets a table's header was opened with

    def note(self, path: KeyPath, line: int) -> None:
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                break
            self.lines[path[:length]] = line

    def text(self, text: str, line: int) -> None:
        frame = self.stack[-1]
        if frame.here is None:
            self.parts.append(text)
        elif frame.is_array:
            self.note(frame.here, line)

    def opening(self, sign: str, line: int) -> None:
        frame = self.stack[-1]
        if frame.here is None:
            self.header += 1
            return
        self.note(frame.here, line)
        self.stack.append(_Frame(frame.here, is_array=sign == "["))

    def closing(self, line: int) -> None:
        if self.header:
            self.table(line)
        elif len(self.stack) > 1:
            self.stack.pop()

    def table(self, line: int) -> None:
        """End a header: ``[a.b]`` or ``[[a.b]]``."""
        path: KeyPath = ()
        for part in self.parts[:-1]:
            path = self.entered((*path, part))
        path = (*path, *self.parts[-1:])
        if self.header > 1:
            self.arrays[path] = self.arrays.get(path, -1) + 1
        path = self.entered(path)
        self.note(path, line)
        self.stack[0].path = path
        self.parts.clear()
        self.header = 0

    def entered(self, path: KeyPath) -> KeyPath:
        return (*path, self.arrays[path]) if path in self.arrays else path

    def equals(self, line: int) -> None:
        frame = self.stack[-1]
        frame.value = (*frame.path, *self.parts)
        self.note(frame.value, line)
        self.parts.clear()

    def comma(self) -> None:
        self.stack[-1].index += 1
        self.stack[-1].value = None

    def newline(self) -> None:
        if len(self.stack) == 1:
            self.stack[0].value = None
            self.parts.clear()
            self.header = 0


def key_lines(text: str) -> dict[KeyPath, int]:
    """Find the line (from 1) of every key and array item of a valid TOML text.

    Keys are paths such as ``("phases", 0, "gates", "commit")``. Keys written with escapes are not found.
    """
    scan = _Scan()
    line, last = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", last, token.start())
        last = token.start()
        match token.lastgroup, token[0]:
            case "string", string:
                scan.text(string[1:-1], line)
            case "word", word:
                scan.text(word, line)
            case "sign", ("[" | "{") as sign:
                scan.opening(sign, line)
            case "sign", ("]" | "}"):
                scan.closing(line)
            case "sign", "=":
                scan.equals(line)
            case "sign", ",":
                scan.comma()
            case "sign", "\n":
                scan.newline()
    return scan.lines


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """The line of a key path, or of the nearest path above it that was found; else 1."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1
