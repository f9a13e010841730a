"""What a template leaves to be filled in: how one tells a placeholder from an answer."""

from __future__ import annotations

from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import ELLIPSES, NOTHING, TO_WRITE

_WHOLE = pattern(r"\[[^\[\]]{1,200}\]")
_PART = pattern(r"(?<![\w\]])\[[A-Z][A-Za-z0-9&,' -]{0,80}[ /][A-Za-z0-9&,/' -]{1,80}\](?![(\[:])")
_WORDS = frozenset({*TO_WRITE, *ELLIPSES})
ANSWERS = frozenset({*NOTHING, "na"})
"""What says that there is nothing to say."""
_BRACED = pattern(r"\{\{[^{}]{0,200}\}\}")
_ANGLED = pattern(r"<([A-Za-z][^<>={}@]{0,200})>")
_TYPES = pattern(r"[A-Z]\w*(?:[ ]extends[ ]\w+)?(?:,[ ]?[A-Z]\w*(?:[ ]extends[ ]\w+)?)*")
_FLAGS_TEXT = (
    "async autoplay checked controls defer disabled hidden loop multiple muted open readonly required selected"
)
_FLAGS = frozenset(_FLAGS_TEXT.split())  # the attributes that stand in a tag without a value
_SINGLES = frozenset({"name", "description", "reason", "file", "path", "date", "value", "text", "placeholder"})
_EDGES = " \t`*_\"'"
# Not controls, blanks of any script, joiners and marks of direction, variation selectors, tags, fillers, soft hyphens:
# what the Unicode standard calls ignorable or leaves without a glyph (Braille's blank is a letter to everybody else).
_VISIBLE = pattern(
    r"[^\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U00013430-\U0001343f"
    r"\U00016fe4\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def is_visible(text: str) -> bool:
    """Whether a text holds a character that a person can see."""
    return _VISIBLE.search(text) is not None


def is_unfilled(text: str) -> bool:
    """Whether the value of a field is still to be written.

    Unfilled are: nothing at all, or nothing that can be seen; "TBD", "TODO" and the like; a text in brackets and
    nothing more (``[Key points]``, ``[file:line]``), unless it says that there is nothing to say (``[none]``); a text
    that still holds a bracket of several words that begins with a capital (``GET /notes: [Request body]``); and words
    in angle brackets (``<describe the change>``) or anything in double braces (``{{name}}``), with nothing beside them.
    Links, tags, types and code such as ``items[Index]``, ``<br>``, ``Vec<T>`` are answers.
    """
    bare = text.strip(_EDGES)
    if not is_visible(bare) or bare.casefold() in _WORDS:
        return True
    if _WHOLE.fullmatch(bare):
        return bare[1:-1].strip().casefold() not in ANSWERS
    angled = _ANGLED.fullmatch(bare)
    is_asked = angled is not None and _asks(angled[1].strip())
    return is_asked or bool(_BRACED.fullmatch(bare) or find_placeholder(bare))


def _asks(inside: str) -> bool:
    """Whether what stands in angle brackets asks for something: no tag, no address, no list of types."""
    words = inside.casefold().split()
    if len(words) == 1:
        return words[0] in _WORDS | _SINGLES
    is_tag = inside.endswith("/") or all(word in _FLAGS for word in words[1:])
    return not (is_tag or _TYPES.fullmatch(inside) or inside.casefold() in ANSWERS)


def find_placeholder(text: str) -> str | None:
    """The first placeholder inside a text, or None: a bracket of several words that begins with a capital."""
    match = _PART.search(text) if "[" in text else None
    return match[0] if match else None
