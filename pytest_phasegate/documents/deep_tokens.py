"""The lines of a staged tree that Markdown hides: those too far in, and done work in a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.introductions import introduce
from pytest_phasegate.documents.notations.boxes import box_of
from pytest_phasegate.text.lines import TEXT_KINDS, Kind, Token
from pytest_phasegate.text.scanner import scan
from pytest_phasegate.text.visible import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.documents.introductions import Introduced


def deep_tokens(dialect: Dialect, text: str) -> list[Token]:
    """Read a text into folded tokens, with those that Markdown takes for code, for a paragraph, or for a comment."""
    lines = text.split("\n")
    return list(_uncomment(dialect, fold(scan(text, deep=True), text), lines))


def _uncomment(dialect: Dialect, tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Token]:
    """The tokens, with those in a comment for one that hides done work: a line behind it says so of a unit in it."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.kind is Kind.COMMENT:
            yield from _hidden_work(dialect, token, following, lines) or [token]
        else:
            yield token


def _hidden_work(dialect: Dialect, comment: Token, following: Token | None, lines: Sequence[str]) -> list[Token]:
    """The tokens in a comment that hides the work which the line behind it speaks of; none in any other."""
    said = _statement(dialect, following) if comment.closed and comment.end > comment.line else None
    if said is None:
        return []
    hidden = _hidden_tokens(comment, lines)
    return hidden if any(unit.id == said.id for each in hidden if (unit := _introduced(dialect, each))) else []


def _statement(dialect: Dialect, token: Token | None) -> Introduced | None:
    """The unit that a line tells the state of, and does not introduce."""
    said = _introduced(dialect, token) if token and token.kind is Kind.TEXT else None
    return said if said and said.is_statement else None


def _introduced(dialect: Dialect, token: Token) -> Introduced | None:
    box = box_of(token) if token.kind in TEXT_KINDS else None
    found = (introduce(row, token, box, "", dialect.states) for row in dialect.units if token.kind in row.kinds)
    return next((unit for unit in found if unit), None)


def _hidden_tokens(comment: Token, lines: Sequence[str]) -> list[Token]:
    """What stands in a comment, as if it stood outside."""
    inner = "\n".join(lines[comment.line - 1 : comment.end]).partition("<!--")[2]
    inner = inner.lstrip(" \t").replace("-->", "", 1)
    return [token._replace(line=token.line + comment.line - 1) for token in fold(scan(inner), inner)]
