"""Words: how alike two texts are by the ones they share, whether a line holds some, and how a number is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")
_ALL = pattern(r"\W*all\b", re.IGNORECASE)
_ID = pattern(r"(?:phase[ ]{1,4})?([A-Z]{0,9}-?\d[\w.-]{0,20}?)(?![\w])", re.IGNORECASE)
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


def line_ranges(numbers: Iterable[int]) -> str:
    """Write line numbers as coverage.py does: "3, 7-9"."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def is_of_word(character: str) -> bool:
    """Whether a character is a letter, a digit or an underscore."""
    return character.isalnum() or character == "_"


def holds(line: str, text: str) -> bool:
    """Whether a line holds a text, in which ``*`` stands for anything.

    A letter, digit or underscore at either end of the text is the end of a word: ``eval(`` is not found in
    ``retrieval(``. The pieces between the stars are sought from left to right, each where it first occurs, so that the
    work is bounded by the length of the line for each piece, whatever the text.
    """
    pieces = [piece for piece in text.split("*") if piece.strip()]
    position = 0
    for place, piece in enumerate(pieces):
        is_first, is_last = place == 0 and not text.startswith("*"), place == len(pieces) - 1 and not text.endswith("*")
        position = _find(line, piece, position, starts_word=is_first, ends_word=is_last)
        if position < 0:
            return False
    return bool(pieces)


def _find(line: str, piece: str, position: int, *, starts_word: bool, ends_word: bool) -> int:
    """The index behind the first occurrence of a piece that keeps to words at its ends, or -1."""
    while (at := line.find(piece, position)) >= 0:
        end = at + len(piece)
        is_cut = starts_word and at > 0 and is_of_word(piece[0]) and is_of_word(line[at - 1])
        goes_on = ends_word and end < len(line) and is_of_word(piece[-1]) and is_of_word(line[end])
        if not is_cut and not goes_on:
            return end
        position = at + 1
    return -1
