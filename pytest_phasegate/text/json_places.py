"""JSON with places: each value knows the lines that it stands on."""

from __future__ import annotations

import json
from typing import NamedTuple

from pytest_phasegate.text.patterns import pattern

_TOKEN = pattern(
    r"[ \t\r]*(?:(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\")|(?P<sign>[{}\[\],:])|(?P<end>\n)|(?P<plain>[^\s{}\[\],:\"]+))"
)


class Node(NamedTuple):
    """A value and its first and last line (from 1); objects and lists hold nodes. Of equal names the last counts."""

    value: str | int | float | bool | dict[str, Node] | list[Node] | None
    line: int
    end: int

    @property
    def text(self) -> str:
        """The value as text: that of a list with commas; "" for an object, for null and for what is not there."""
        if isinstance(self.value, list):
            return ", ".join(node.text for node in self.value)
        return "" if self.value is None or isinstance(self.value, dict) else str(self.value)


def read_json(text: str) -> Node | None:
    """Read a text; None for one that is no JSON, or that is nested too deep to be read."""
    text = text.removeprefix("\ufeff")
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _Builder().build(text)


class _Builder:
    """Puts the nodes of a text together that is known to be JSON; a stack and no recursion."""

    def __init__(self) -> None:
        self.open: list[tuple[dict[str, Node] | list[Node], int]] = []
        self.names: list[tuple[str, int]] = []  # of the values in open objects that are still to come
        self.objects = 0  # how many of the open ones are objects
        self.root: Node | None = None
        self.line = 1

    def build(self, text: str) -> Node | None:
        for match in _TOKEN.finditer(text):
            if match["end"]:
                self.line += 1
            elif match["sign"]:
                self._read_sign(match["sign"])
            elif match["plain"] or not self._is_name():
                self._add(json.loads(match["plain"] or match["string"]), self.line)
            else:
                self.names.append((json.loads(match["string"]), self.line))
        return self.root

    def _is_name(self) -> bool:
        """Whether a string is the name of a value: an object is open, and no name of it waits for its value."""
        return bool(self.open) and isinstance(self.open[-1][0], dict) and len(self.names) < self.objects

    def _read_sign(self, sign: str) -> None:
        if sign in "{[":
            self.open.append(({} if sign == "{" else [], self.line))
            self.objects += sign == "{"
        elif sign in "}]":
            held, line = self.open.pop()
            self.objects -= sign == "}"
            self._add(held, line)

    def _add(self, value: str | float | bool | dict[str, Node] | list[Node] | None, line: int) -> None:
        node = Node(value, line, self.line)
        if not self.open:
            self.root = node
            return
        held, _ = self.open[-1]
        if isinstance(held, dict):
            name, first = self.names.pop()
            held[name] = node._replace(line=first)
        else:
            held.append(node)
