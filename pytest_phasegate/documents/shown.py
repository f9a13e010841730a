"""What a text shows outside of its blocks: an example in a fence, or in an HTML comment, is not what a text is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.scanner import scan

if TYPE_CHECKING:
    from collections.abc import Callable

_OPENINGS = ("```", "~~~", "<!--")


def shows(text: str, has_form: Callable[[str], bool], blocks: tuple[Kind, ...] = (Kind.FENCE, Kind.COMMENT)) -> bool:
    """Whether a text has a form outside of its blocks.

    Most texts either have not got it at all, or have it before their first block: only the others are scanned.

    Args:
        text: what is looked at.
        has_form: whether a text has the form; it must not lose it when something is put behind it.
        blocks: the kinds of blocks that do not count; one that is never closed hides nothing.
    """
    if not has_form(text):
        return False
    openings = [start for start in map(text.find, _OPENINGS) if start >= 0]
    return not openings or has_form(text[: min(openings)]) or has_form(_without(text, blocks))


def _without(text: str, blocks: tuple[Kind, ...]) -> str:
    """The text with the lines of its blocks left blank."""
    lines = text.split("\n")
    for token in scan(text):
        if token.kind in blocks and token.closed:
            lines[token.line - 1 : token.end] = [""] * (token.end - token.line + 1)
    return "\n".join(lines)
