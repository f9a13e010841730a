"""What looks like a claim and cannot be read, in the words that all dialects share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.scanner import Kind
from pytest_phasegate.model.claims import Problem

if TYPE_CHECKING:
    from pytest_phasegate.documents.claims.marks import Box
    from pytest_phasegate.documents.scanner import Token


def unknown_mark(token: Token, box: Box) -> Problem:
    """The problem of a checkbox whose mark means nothing."""
    message = f"the checkbox holds {box.raw!r}, which no dialect knows; write [ ], [x] or [~]"
    return Problem(line=token.line, text=token.text, message=message)


def unclosed(token: Token) -> Problem:
    """The problem of a fence or a comment that is never closed and hides what looks like a claim."""
    what = "the code fence" if token.kind is Kind.FENCE else "the HTML comment"
    message = f"{what} is never closed and hides all to line {token.end}, such as line {token.hidden}"
    return Problem(line=token.line, text=token.text, message=message)
