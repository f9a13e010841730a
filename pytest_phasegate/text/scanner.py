"""One linear pass over a Markdown text: each line that says something becomes a token with its place."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.text.deep_lines import with_deep_lines
from pytest_phasegate.text.lines import (
    CODE_INDENT,
    Kind,
    Token,
    begins_block,
    blank_comments,
    ends_fence,
    fence_length,
    heading_level,
    is_rule,
    marker_end,
    measure,
    measure_from,
    strip_quotes,
)
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


class _Block(NamedTuple):
    """A fence or a comment that is still open; ``base`` is the indent of the list item that holds it."""

    kind: Kind
    line: int
    column: int
    indent: int
    base: int
    quotes: int
    closing: str
    text: str


_STARTERS = frozenset("#`~<|>-*+•_0123456789")  # no other character begins anything but a paragraph
# Most items: a marker, one blank, and a text that opens no block or list of its own.
_PLAIN_ITEM = pattern(r"(?:[-*+•]|[0-9]{1,9}[.)]) (?=[^\s#`~<|>*+•_0-9-]|\*\*[^\s*]|`[^`])")
_MARKERS = frozenset("-*+•0123456789")
_MOST_BULLETS = 9  # bullets on one line that open a list each


def scan(text: str, *, deep: bool = False) -> list[Token]:
    r"""Read a text into tokens, in the order of its lines.

    ``deep`` adds the lines that Markdown reads as code, or as a part of a paragraph, because they are indented too far:
    in a staged tree the numbers give the order, and lines are indented by more than a list allows.

    Lines end at "\\n" alone, as editors and git count them. What stands in a fence, an HTML comment, indented
    code or front matter makes no token of its own. Follows CommonMark 0.31 except where
    ``tests/text/test_oracle.py`` lists a difference with its reason.
    """
    lines = text.removeprefix("\ufeff").replace("\0", "\ufffd").replace("\u00a0", " ").split("\n")
    scanner = _Scanner(lines)
    scanner.run()
    return with_deep_lines(scanner.tokens, lines) if deep else scanner.tokens


def numbered_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Each line of a text as it is written, with its number (from 1), and whether it is code."""
    code: set[int] = set()
    if "```" in text or "~~~" in text:
        code.update(*(range(token.line, token.end + 1) for token in scan(text) if token.kind is Kind.FENCE))
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line, number in code


class _Scanner:
    """The state between two lines: the open block, the lists the next line may belong to, an open paragraph."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.tokens: list[Token] = []
        self.lists: list[int] = []  # the indent of the content of each list item that is open
        self.outer_lists: list[int] = []  # those outside the block quote, while in one
        self.quotes = 0
        self.in_paragraph = False
        self.block: _Block | None = None

    def run(self) -> None:
        first = self._skip_front_matter()
        for number, whole in enumerate(islice(self.lines, first - 1, None), first):
            line = whole.rstrip()
            if not line:
                self._read_blank_line(number)
                continue
            if self.block is None and not self.quotes and self._read_plain_line(number, line):
                continue
            start, indent = measure(line) if line[0] in " \t" else (0, 0)
            if self.block is None and not self.quotes and line[start] != ">":
                self._read_content(number, line, start, indent)
            else:
                self._read_line(number, line, start, indent)
        if self.block is not None:
            self._end_block(len(self.lines) - (not self.lines[-1]), closed=False)

    def _skip_front_matter(self) -> int:
        """Step over front matter; returns the number of the first line after it."""
        lines = self.lines
        if len(lines) < 3 or lines[0].rstrip() != "---" or not _is_yaml_key(lines[1]):
            return 1
        for index in range(1, len(lines)):
            if lines[index].rstrip() in ("---", "..."):
                text = "\n".join(lines[1:index])
                self.tokens.append(Token(Kind.FRONT_MATTER, 1, 1, 0, text, end=index + 1))
                return index + 2
        return 1

    def _read_plain_line(self, number: int, line: str) -> bool:
        """Read a line as most are: words, a field in bold type, or an item, all at the left; whether it is one."""
        text = blank_comments(line) if "<!--" in line else line
        if line[0].isalpha() or (line[:2] == "**" and line[2:3].isalpha()):
            if not self.in_paragraph:
                self.lists.clear()
            self.tokens.append(Token(Kind.TEXT, number, 1, 0, text))
        elif line[0] in _MARKERS and line[0] != line[1:2] and (item := _PLAIN_ITEM.match(line)):
            self.lists[:] = [item.end()]
            self.tokens.append(
                Token(Kind.ITEM, number, item.end() + 1, 0, text[item.end() :], 0, line[: item.end() - 1])
            )
        else:
            return False
        self.in_paragraph = True
        return True

    def _read_blank_line(self, number: int) -> None:
        if self.block is not None and self.block.quotes:
            self._end_block(number - 1, closed=True)
        self.in_paragraph = False

    def _read_line(self, number: int, line: str, begin: int, width: int) -> None:
        """Read a line in a block or in a quote, or one that begins or ends one; ``width`` is its indent."""
        start, indent, quotes = begin, width, 0
        most = self.block.quotes if self.block is not None else len(line)
        if most and line[start] == ">" and not self._is_code(indent):
            if self.block is None:
                _close_lists(self.outer_lists if self.quotes else self.lists, indent)
            start, indent, quotes = strip_quotes(line, start, most)
        if self.block is not None:
            if not self._stays_in_block(number, line, start, indent, quotes):
                self._read_line(number, line, begin, width)  # once more, now that no block is open
            return
        if start >= len(line):
            self.in_paragraph = False
            return
        if quotes != self.quotes:
            self._change_quotes(quotes)
        self._read_content(number, line, start, indent)

    def _change_quotes(self, quotes: int) -> None:
        """Enter or leave a block quote: the lists around it wait outside."""
        if not self.quotes:
            self.outer_lists = self.lists
        self.lists = [] if quotes else self.outer_lists
        self.quotes = quotes
        self.in_paragraph = False

    def _stays_in_block(self, number: int, line: str, start: int, indent: int, quotes: int) -> bool:
        """Whether the line is part of the open block; ends the block where it does."""
        block = self.block
        assert block is not None
        if quotes < block.quotes or (start < len(line) and indent < block.base):
            self._end_block(number - 1, closed=True)
            return False
        if block.kind is Kind.COMMENT:
            if block.closing in line:
                self._end_block(number, closed=True)
        elif indent - block.base < CODE_INDENT and ends_fence(line, start, block.closing):
            self._end_block(number, closed=True)
        return True

    def _end_block(self, end: int, *, closed: bool) -> None:
        block = self.block
        assert block is not None
        hidden = 0 if closed else _first_claim(self.lines, block.line, end)
        self.tokens.append(
            Token(
                block.kind,
                block.line,
                block.column,
                block.indent,
                block.text,
                quoted=bool(block.quotes),
                end=end,
                closed=closed,
                hidden=hidden,
                inside=self.lines[block.line : end] if block.kind is Kind.FENCE else (),
            )
        )
        self.block = None
        self.in_paragraph = False

    def _is_code(self, indent: int) -> bool:
        base = self.lists[-1] if self.lists else 0
        return indent - base >= CODE_INDENT

    def _read_content(self, number: int, line: str, start: int, indent: int) -> None:
        char, lists = line[start], self.lists
        starter = char in _STARTERS
        item = self._plain_item(line, start, indent) if char in _MARKERS else None
        if lists and indent < lists[-1]:
            if self.in_paragraph and not (starter and self._leaves_paragraph(line, start, indent, item)):
                self._emit(Kind.ROW if char == "|" else Kind.TEXT, number, line, start, indent)
                return
            _close_lists(lists, indent)
        if indent >= CODE_INDENT and self._is_code(indent):
            if self.in_paragraph:
                self._emit(Kind.TEXT, number, line, start, indent)
        elif item:
            lists.append(indent + item.end() - start)
            self._emit(Kind.ITEM, number, line, item.end(), indent, len(lists) - 1, line[start : item.end() - 1])
            self.in_paragraph = True
        elif not starter or not self._read_block(number, line, start, indent):
            self._emit(Kind.TEXT, number, line, start, indent)
            self.in_paragraph = True

    def _plain_item(self, line: str, start: int, indent: int) -> re.Match[str] | None:
        """The marker of an item as most are, or None for a line that is to be looked at with care."""
        is_doubled = line[start + 1 : start + 2] == line[start]  # "**bold**", "---"
        return None if is_doubled or (indent >= CODE_INDENT and not self.lists) else _PLAIN_ITEM.match(line, start)

    def _leaves_paragraph(self, line: str, start: int, indent: int, item: re.Match[str] | None) -> bool:
        """Whether a line to the left of an item's paragraph begins a block, and does not lazily go on with it."""
        around = bisect_right(self.lists, indent)
        base = self.lists[around - 1] if around else 0
        return indent - base < CODE_INDENT and (item is not None or begins_block(line, start))

    def _read_block(self, number: int, line: str, start: int, indent: int) -> bool:
        """Read a line that may begin something other than a paragraph; says whether it did."""
        char = line[start]
        if char == "#":
            if not (level := heading_level(line, start)):
                return False
            self._emit_heading(number, line, start, indent, level)
        elif char == "|":
            self._emit(Kind.ROW, number, line, start, indent)
        elif char in "`~<":
            if not self._open_block(number, line, start, indent):
                return False
        elif char in "-*_" and line[-1] == char and is_rule(line, start):
            self._emit(Kind.RULE, number, line, start, indent)
        elif marker_end(line, start):
            self._read_item(number, line, start, indent)
            return True
        else:
            return False
        self.in_paragraph = False
        return True

    def _open_block(self, number: int, line: str, start: int, indent: int) -> bool:
        """Begin a fence or a comment where the line does; says whether it did."""
        char = line[start]
        base = self.lists[-1] if self.lists else 0
        if char in "`~" and (length := fence_length(line, start)):
            info = line[start + length :].strip()
            closing = char * length
            self.block = _Block(Kind.FENCE, number, start + 1, indent, base, self.quotes, closing, info)
            return True
        if line.startswith("<!--", start):
            text = line[start:]
            self.block = _Block(Kind.COMMENT, number, start + 1, indent, base, self.quotes, "-->", text)
            if line.find("-->", start + 2) >= 0:
                self._end_block(number, closed=True)
            return True
        return False

    def _read_item(self, number: int, line: str, start: int, indent: int) -> None:
        """Read a list item; bullets behind a bullet on one line ("- 1. text") open a list each."""
        for _ in range(_MOST_BULLETS):
            if not (end := marker_end(line, start)):
                break
            bullet = line[start:end]
            width, after = measure_from(line, end, indent + end - start)
            spaces = after - (indent + end - start)
            content = after if 0 < spaces <= CODE_INDENT else indent + end - start + 1
            self.lists.append(content)
            item_indent, start, indent = indent, width, after
            if spaces > CODE_INDENT or line[start : start + 1] not in _STARTERS or is_rule(line, start):
                break
        self._emit(Kind.ITEM, number, line, start, item_indent, len(self.lists) - 1, bullet)
        self.in_paragraph = start < len(line)
        may_open = spaces <= CODE_INDENT and line[start : start + 1] in _STARTERS
        if may_open and self._open_block(number, line, start, indent):
            self.in_paragraph = False

    def _emit_heading(self, number: int, line: str, start: int, indent: int, level: int) -> None:
        body = line[start + level :]
        column = start + level + 1 + len(body) - len(body.lstrip())
        body = body.strip()
        bare = body.rstrip("#")
        if not bare or bare[-1] in " \t":
            body = bare.rstrip()
        self.tokens.append(
            Token(Kind.HEADING, number, column, indent, blank_comments(body), level, "", self.quotes > 0)
        )

    def _emit(
        self, kind: Kind, number: int, line: str, start: int, indent: int, level: int = 0, bullet: str = ""
    ) -> None:
        text = line[start:]
        if "<!--" in text:
            text = blank_comments(text)
        self.tokens.append(Token(kind, number, start + 1, indent, text, level, bullet, self.quotes > 0))


def _close_lists(lists: list[int], indent: int) -> None:
    """Drop the list items that a line with this indent is outside of."""
    while lists and indent < lists[-1]:
        lists.pop()


def _first_claim(lines: list[str], first: int, last: int) -> int:
    """The first line after ``first`` that looks like a heading or a checkbox, or 0."""
    for number in range(first + 1, last + 1):
        line = lines[number - 1].strip()
        if heading_level(line, 0) or (marker_end(line, 0) and line[marker_end(line, 0) :].lstrip()[:1] == "["):
            return number
    return 0


def _is_yaml_key(line: str) -> bool:
    """Whether a line reads ``key:`` or ``key: value``."""
    key, colon, value = line.partition(":")
    return bool(colon) and key.replace("-", "").replace("_", "").isalnum() and value[:1] in ("", " ", "\r")
