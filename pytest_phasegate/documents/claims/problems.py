"""What looks like a claim and cannot be read, in the words that all dialects share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import Problem
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from pytest_phasegate.documents.claims.marks import Box
    from pytest_phasegate.text.lines import Token


def unknown_mark(token: Token, box: Box) -> Problem:
    """The problem of a checkbox whose mark means nothing."""
    return Problem(line=token.line, text=token.text, message=mark_message(box.raw))


def mark_message(raw: str) -> str:
    """Why the mark of a checkbox means nothing."""
    return f"the checkbox holds {raw!r}, which no dialect knows; write [ ], [x] or [~]"


def tick_message(words: str) -> str:
    """Why a tick before words that are no status means nothing; "" for no words."""
    return f"the tick stands with {words[:80]!r}, which is no status; write COMPLETE or the like" if words else ""


def unclosed(token: Token) -> Problem:
    """The problem of a fence or a comment that is never closed and hides what looks like a claim."""
    what = "the code fence" if token.kind is Kind.FENCE else "the HTML comment"
    message = f"{what} is never closed and hides all to line {token.end}, such as line {token.hidden}"
    return Problem(line=token.line, text=token.text, message=message)
