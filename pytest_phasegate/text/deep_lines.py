"""Lines that are indented further than Markdown's lists allow: in a staged tree the numbers give the order."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from pytest_phasegate.text.lines import Kind, Token, ends_fence, fence_length, measure
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LINE = pattern(r"([ \t]*)([-*+•][ \t]+|\d{1,9}[.)][ \t]+)?(\S.*)")
_INDENT = 2  # of a list's level, where Markdown sees no list


def with_deep_lines(tokens: Sequence[Token], lines: Sequence[str]) -> list[Token]:
    """The tokens of a text, with its lines that Markdown reads as code or as a part of a paragraph.

    What stands in a fence stays hidden, even where the fence is indented as far.
    """
    seen = {token.line: token for token in tokens}
    found: dict[int, Token] = {}
    for number, line in _outside_fences(_indented(tokens, lines), seen):
        match = _LINE.match(line)
        if match and (match[2] or number not in seen):
            found[number] = _deep_token(number, match)
    kept = [token for token in tokens if token.line not in found]
    return sorted([*kept, *found.values()], key=attrgetter("line"))


def _indented(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The indented lines that no block hides and no other token has; "" for each line that stands to the left."""
    hidden = _hidden_lines(tokens)
    for number, line in enumerate(lines, start=1):
        if line[:2].strip() and (number in hidden or line[0] != "\t"):
            yield number, ""
        elif line.strip() and number not in hidden:
            yield number, line


def _hidden_lines(tokens: Sequence[Token]) -> set[int]:
    hidden = {number for token in tokens if token.end for number in range(token.line, token.end + 1)}
    return hidden | {token.line for token in tokens if token.kind is not Kind.TEXT}


def _outside_fences(lines: Iterable[tuple[int, str]], seen: Mapping[int, Token]) -> Iterator[tuple[int, str]]:
    """The lines outside of fences that are indented as far; what stands to the left of a fence ends it."""
    fence = ""
    for number, line in lines:
        start, _ = measure(line)
        if not line:
            fence = ""
        elif fence:
            fence = "" if ends_fence(line, start, fence) else fence
        elif number in seen or not (fence := line[start] * _fence_length(line, start)):
            yield number, line


def _fence_length(line: str, start: int) -> int:
    return fence_length(line, start) if line[start] in "`~" else 0


def _deep_token(number: int, line: re.Match[str]) -> Token:
    indent = len(line[1].expandtabs(4))
    kind, bullet = (Kind.ITEM, line[2].rstrip()) if line[2] else (Kind.TEXT, "")
    depth = indent // _INDENT if line[2] else 0
    return Token(kind, number, line.start(3) + 1, indent, line[3].rstrip(), depth, bullet)
