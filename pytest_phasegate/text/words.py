"""Words: how alike two texts are by the ones they share, and how a number of things is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")
_ALL = re.compile(r"\W*all\b", re.IGNORECASE)
_ID = re.compile(r"(?:phase[ ]{1,4})?([A-Z]{0,9}-?\d[\w.-]{0,20}?)(?![\w])", re.IGNORECASE)
_STEM = 6  # characters; "registration" and "register" share them
_COMMON_TEXT = (
    "a an and as at be by for from if in into is it its no not of on or per so than that the their then there this to "
    "up via when where which with without"
)
_COMMON = frozenset(_COMMON_TEXT.split())
_LONGEST = 2_000


def stems(text: str) -> frozenset[str]:
    """The words of a text or of a name (``parse_date``, ``UserRepository``), in lower case and cut to six letters.

    Common words ("the", "with") are left out; an "s" at the end of a longer word is cut off first.
    """
    found = set()
    for word in _WORD.findall(text[:_LONGEST]):
        small = word.lower()
        if small not in _COMMON:
            found.add((small[:-1] if len(small) > 3 and small.endswith("s") else small)[:_STEM])
    return frozenset(found)


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """How much of both sets is shared, from 0 to 1 (Dice's coefficient)."""
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def count_of(number: int, one: str, many: str = "") -> str:
    """A number of things in words: "1 batch", "2,000 batches"; ``many`` is the plural where an "s" does not make it."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first of several names, and how many there are besides: "a, b, c and 2 more"."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def are(number: int) -> str:
    """The verb for a number of things."""
    return "is" if number == 1 else "are"


def has_words(text: str, words: str) -> bool:
    """Whether a text holds some words as whole words, whatever their case."""
    return re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", text.casefold()) is not None


def leading_id(text: str) -> str:
    """The number or id that a text begins with ("3", "Phase 2B: ..."), in lower case; "" for none."""
    match = _ID.match(text)
    return match[1].casefold().rstrip(".") if match else ""


def begins_with_all(text: str) -> bool:
    """Whether the first word of a text is "all", as in "All tasks of batch 1"."""
    return _ALL.match(text) is not None


def alternatives(*lists: Iterable[str]) -> str:
    """Some lists of words as the alternatives of a pattern, the longest first; a blank is one blank."""
    words = {word for words in lists for word in words}
    return "|".join(
        re.escape(word).replace("\\ ", "[ ]") for word in sorted(words, key=lambda word: (-len(word), word))
    )
