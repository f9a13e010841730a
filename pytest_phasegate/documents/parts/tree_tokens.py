"""The tokens of a staged tree: those of the scanner, and the lines of the tree that Markdown hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.parts.tree_lines import read_statement, read_tree_line
from pytest_phasegate.text.lines import Kind, Token
from pytest_phasegate.text.scanner import scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def tree_tokens(text: str) -> list[Token]:
    """Read a text into tokens, in the order of its lines.

    Besides what the scanner sees there are the lines that are indented so far that they are code or part of a
    paragraph in Markdown, and the lines in a comment behind which a line says that a unit in it is done.
    """
    lines = text.split("\n")
    return list(_uncomment(scan(text, deep=True), lines))


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
