"""TOML read into nodes; the line of each key is searched for in the text, because TOML readers do not report it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
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
    from collections.abc import Collection, Iterator

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


def key_lines(text: str) -> dict[KeyPath, int]:
    """Find the line (from 1) of every key and array item of a valid TOML text.

    Keys are paths such as ``("phases", 0, "gates", "commit")``. Keys written with escapes are not found.
    """
    lines = _Lines(text)
    lines.document()
    return lines.found


class _Lines:
    """Finds the lines of keys; it recurses no deeper than brackets nest, which ``deepest`` has bounded."""

    def __init__(self, text: str) -> None:
        self.tokens = self.read_tokens(text)
        self.found: dict[KeyPath, int] = {}
        self.last_tables: dict[KeyPath, int] = {}  # the index of the last table of an array of tables

    def read_tokens(self, text: str) -> Iterator[tuple[str, str, int]]:
        """Each token as (sign, part of a key or value, line): one of the first two is empty."""
        line, last = 1, 0
        for token in _TOKEN.finditer(text):
            line += text.count("\n", last, token.start())
            last = token.start()
            if token.lastgroup == "sign":
                yield token[0], "", line
            elif token.lastgroup != "comment":
                yield "", token[0][1:-1] if token.lastgroup == "string" else token[0], line

    def document(self) -> None:
        table: KeyPath = ()
        parts: list[str] = []
        brackets = 0  # of the header of a table
        for sign, part, line in self.tokens:
            if sign == "=":
                self.note((*table, *parts), line)
                self.value((*table, *parts), ends=("\n",))
            elif sign == "[":
                brackets += 1
            elif sign == "]" and brackets:
                table = self.header(parts, line, is_array=brackets > 1)
            elif not sign:
                parts.append(part)
            if sign in ("=", "]", "\n"):
                parts, brackets = [], 0

    def header(self, parts: list[str], line: int, *, is_array: bool) -> KeyPath:
        """The path of the table that ``[a.b]`` or ``[[a.b]]`` begins."""
        path: KeyPath = ()
        for place, part in enumerate(parts, 1):
            path = (*path, part)
            if is_array and place == len(parts):
                self.last_tables[path] = self.last_tables.get(path, -1) + 1
            if path in self.last_tables:
                path = (*path, self.last_tables[path])
        self.note(path, line)
        return path

    def value(self, path: KeyPath, ends: Collection[str] = (",", "]", "}")) -> str:
        """Note a value and what is in it; returns the sign that ends it."""
        for sign, _, line in self.tokens:
            if sign in ends:
                return sign
            if sign != "\n":
                self.note(path, line)
            if sign == "[":
                self.array(path)
            elif sign == "{":
                self.inline_table(path)
        return ""

    def array(self, path: KeyPath) -> None:
        index = 0
        while self.value((*path, index)) == ",":
            index += 1

    def inline_table(self, path: KeyPath) -> None:
        while self.pair(path) == ",":
            pass

    def pair(self, path: KeyPath) -> str:
        """Note a pair of an inline table; returns the sign that ends it."""
        parts: list[str] = []
        for sign, part, line in self.tokens:
            if sign == "=":
                self.note((*path, *parts), line)
                return self.value((*path, *parts))
            if sign == "}":
                return sign
            if not sign:
                parts.append(part)
        return ""

    def note(self, path: KeyPath, line: int) -> None:
        for length in range(len(path), 0, -1):
            if path[:length] in self.found:
                break
            self.found[path[:length]] = line


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """The line of a key path, or of the nearest path above it that was found; else 1."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1
