"""The tokens of a staged tree: those of the scanner, and the lines of the tree that Markdown hides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.scanner import Kind, Token, scan
from pytest_phasegate.documents.tree_lines import read_statement, read_tree_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEEP = re.compile(r"([ \t]{2,})([-*+•][ \t]+)?((?:\[.\][ ])?[*_]{0,3}\d{1,6}\.\d.*)")


def tree_tokens(text: str) -> list[Token]:
    """Read a text into tokens, in the order of its lines.

    Besides what the scanner sees there are the numbered lines that are indented so far that they are code or part
    of a paragraph in Markdown, and the lines in a comment behind which a line says that a unit in it is done.
    """
    lines = text.split("\n")
    return list(_uncomment(_with_deep_lines(scan(text), lines), lines))


def _with_deep_lines(tokens: Sequence[Token], lines: Sequence[str]) -> list[Token]:
    """The tokens, with the lines of the tree that Markdown takes for code or for a paragraph, so far are they indented.

    The tree's order is in its numbers, and its lines are often indented by more than a list allows.
    """
    seen: dict[int, Token] = {}
    hidden: set[int] = set()
    for token in tokens:
        seen[token.line] = token
        if token.end:
            hidden.update(range(token.line, token.end + 1))
    found: dict[int, Token] = {}
    for number, line in enumerate(lines, start=1):
        match = _DEEP.match(line) if line[:2].isspace() and number not in hidden else None
        if match is None or (number in seen and (seen[number].kind is not Kind.TEXT or not match[2])):
            continue
        kind = Kind.ITEM if match[2] else Kind.TEXT
        text = match[3].rstrip()
        found[number] = Token(kind, number, match.start(3) + 1, len(match[1]), text, 1 if match[2] else 0)
    if not found:
        return list(tokens)
    kept = [token for token in tokens if token.line not in found]
    return sorted([*kept, *found.values()], key=lambda token: token.line)


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
