"""What a template leaves to be filled in: how one tells a placeholder from an answer."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"\[[^\[\]]{1,200}\]")
_PART = re.compile(r"(?<![\w\]])\[[A-Z][A-Za-z0-9&,' -]{0,80}[ /][A-Za-z0-9&,/' -]{1,80}\](?![(\[:])")
_WORDS = frozenset({"tbd", "todo", "to do", "tba", "fixme", "xxx", "...", "…", "?", "??", "???"})
ANSWERS = frozenset({"none", "n/a", "na", "nothing", "not applicable", "not needed"})
"""What says that there is nothing to say."""
_EDGES = " \t`*_\"'"


def is_unfilled(text: str) -> bool:
    """Whether the value of a field is still to be written.

    Unfilled are: nothing at all; "TBD", "TODO" and the like; a text in brackets and nothing more (``[Key points]``,
    ``[file:line]``), unless it says that there is nothing to say (``[none]``); and a text that still holds a bracket of
    several words that begins with a capital (``GET /notes: [Request body]``). Links and code such as ``items[Index]``
    are answers.
    """
    bare = text.strip(_EDGES)
    if not bare or bare.casefold() in _WORDS:
        return True
    if _WHOLE.fullmatch(bare):
        return bare[1:-1].strip().casefold() not in ANSWERS
    return find_placeholder(bare) is not None


def find_placeholder(text: str) -> str | None:
    """The first placeholder inside a text, or None: a bracket of several words that begins with a capital."""
    match = _PART.search(text) if "[" in text else None
    return match[0] if match else None
