"""The tokens of a staged tree: those of the scanner, and the lines of the tree that Markdown hides."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from pytest_phasegate.documents.parts.tree_lines import read_statement, read_tree_line
from pytest_phasegate.documents.scanner import Kind, Token, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE = re.compile(r"([ \t]*)([-*+•][ \t]+|\d{1,9}[.)][ \t]+)?(\S.*)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_INDENT = 2  # of a list's level, where the scanner gave none


def tree_tokens(text: str) -> list[Token]:
    """Read a text into tokens, in the order of its lines.

    Besides what the scanner sees there are the lines that are indented so far that they are code or part of a
    paragraph in Markdown, and the lines in a comment behind which a line says that a unit in it is done.
    """
    lines = text.split("\n")
    return list(_uncomment(_with_deep_lines(scan(text), lines), lines))


def _with_deep_lines(tokens: Sequence[Token], lines: Sequence[str]) -> list[Token]:
    """The tokens, with the lines that Markdown takes for code or for a paragraph, so far are they indented.

    A tree's order is in its numbers, and its lines are often indented by more than a list allows. What stands in a
    fence stays hidden, be the fence itself so far indented.
    """
    seen = {token.line: token for token in tokens}
    hidden = {number for token in tokens if token.end for number in range(token.line, token.end + 1)}
    found: dict[int, Token] = {}
    fence = ""
    for number, line in enumerate(lines, start=1):
        if line[:1] != "\t" and not line[:2].isspace():
            fence = "" if line else fence  # what stands to the left of a block is outside of it
            continue
        token = seen.get(number)
        if number in hidden or (token is not None and token.kind is not Kind.TEXT):
            continue
        mark = _FENCE.match(line)
        if fence or (mark and token is None):
            closes = mark is not None and bool(fence) and mark[1].startswith(fence)
            fence = "" if closes else fence or (mark[1] if mark else "")
            continue
        match = _LINE.match(line)
        if match and (token is None or match[2]):
            found[number] = _deep_token(number, match)
    kept = [token for token in tokens if token.line not in found]
    return sorted([*kept, *found.values()], key=attrgetter("line")) if found else list(tokens)


def _deep_token(number: int, line: re.Match[str]) -> Token:
    indent = len(line[1].expandtabs(4))
    kind, bullet = (Kind.ITEM, line[2].rstrip()) if line[2] else (Kind.TEXT, "")
    depth = indent // _INDENT if line[2] else 0
    return Token(kind, number, line.start(3) + 1, indent, line[3].rstrip(), depth, bullet)


def _uncomment(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Token]:
    """The tokens, with those in a comment for one that hides done work: a line behind it says so of a unit in it."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.kind is Kind.COMMENT and token.closed and token.end > token.line and following is not None:
            said = read_statement(following.text) if following.kind is Kind.TEXT else None
            hidden = _hidden_tokens(token, lines) if said else []
            numbers = {line.number for each in hidden if (line := read_tree_line(each)) is not None}
            if said and said[0].rstrip(".") in numbers:
                yield from hidden
                continue
        yield token


def _hidden_tokens(comment: Token, lines: Sequence[str]) -> list[Token]:
    """What stands in a comment, as if it stood outside."""
    inner = "\n".join(lines[comment.line - 1 : comment.end]).partition("<!--")[2]
    inner = inner.lstrip(" \t").replace("-->", "", 1)
    return [token._replace(line=token.line + comment.line - 1) for token in scan(inner)]
