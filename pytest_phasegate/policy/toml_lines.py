"""On which line each key of a TOML text stands, because the readers of TOML do not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]

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

    It is asked before the text is given to a reader that recurses into brackets and takes quadratic time over a
    key of many parts.
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
    """The state of one pass over a text: where it stands, and the lines found so far."""

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

    Keys are paths such as ``("phases", 0, "gates", "commit")``. Keys written with escapes are not found: take the
    line of the nearest path above.
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
    """The line of a key path, or that of the nearest path above it; 1 where nothing of it is found."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1
