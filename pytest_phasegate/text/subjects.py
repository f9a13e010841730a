"""What the message of a commit says: patterns for its subject, the form of conventional commits, numbers it names.

A pattern is such as "{type}({scope}): batch {number} - {summary}". A policy comes with a pull request, and so does a
subject: as a regex, placeholders side by side take hours over a subject of 400 letters. Here the places that can be
reached are carried from piece to piece, all at once, so the work is at most the product of both lengths.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.words import is_of_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST = 1_000
"""The most characters of a subject that are looked at."""

# https://www.conventionalcommits.org/en/v1.0.0/: type, optional scope, optional "!", colon, space, description
_CONVENTIONAL = pattern(r"(?P<type>[A-Za-z]{1,30})(?:\((?P<scope>[^()\n]{1,80})\))?!?: (?P<summary>\S.*)")
_PLACEHOLDER = pattern(r"\{(type|scope|level|number|summary)\}")


def fits_subject(pattern: str, subject: str, *, level: str, number: str) -> bool:
    """Whether a subject reads as a pattern says, from its beginning to its end; case does not count.

    ``{type}`` is a word of letters, ``{scope}`` anything without parentheses, ``{summary}`` anything that begins with
    no blank; ``{number}`` is not matched inside a longer number or word.

    Args:
        pattern: the pattern of a policy.
        subject: the subject of a commit; of a longer one the first 1,000 characters.
        level: what ``{level}`` stands for, such as "batch".
        number: what ``{number}`` stands for, such as "2" or "2.1".
    """
    text = subject[:LONGEST]
    places = {0}
    for piece, is_placeholder in _pieces(pattern):
        if not is_placeholder or piece == "level":
            places = _after_words(text, places, piece if not is_placeholder else level)
        elif piece == "number":
            places = {place for place in _after_words(text, _fronts(text, places), number) if _is_back(text, place)}
        elif piece == "summary":
            starts = [place for place in places if text[place : place + 1].strip()]
            places = set(range(min(starts) + 1, len(text) + 1)) if starts else set()
        else:
            places = _after_run(text, places, _is_letter if piece == "type" else _is_in_scope)
        if not places:
            return False
    return len(text) in places


@lru_cache(maxsize=256)
def _pieces(pattern: str) -> tuple[tuple[str, bool], ...]:
    """The pieces of a pattern: words that stand for themselves, and names of placeholders."""
    pieces = _PLACEHOLDER.split(pattern)
    return tuple((piece, odd % 2 == 1) for odd, piece in enumerate(pieces) if piece)


def _after_words(text: str, places: set[int], words: str) -> set[int]:
    wanted, length = words.lower(), len(words)
    fitting = (place for place in places if place + length <= len(text))
    return {place + length for place in fitting if text[place : place + length].lower() == wanted}


def _after_run(text: str, places: set[int], is_in: Callable[[str], bool]) -> set[int]:
    """The places behind one or more characters of a kind."""
    reached: set[int] = set()
    goes_on = False
    for place in range(min(places), len(text)):
        goes_on = (goes_on or place in places) and is_in(text[place])
        if goes_on:
            reached.add(place + 1)
    return reached


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_in_scope(character: str) -> bool:
    return character not in "()\n"


def _fronts(text: str, places: set[int]) -> set[int]:
    """Those of some places where a number can begin: not inside a word, nor behind a dot."""
    return {place for place in places if not (place and (is_of_word(text[place - 1]) or text[place - 1] == "."))}


def _is_back(text: str, place: int) -> bool:
    """Whether a number can end at a place: "1" ends neither in "12" nor in "1.2"."""
    after = text[place : place + 2].removeprefix(".")
    return not (after and is_of_word(after[0]))


def read_conventional(line: str) -> tuple[str, str] | None:
    """The type and the scope ("" for none) of a conventional commit's subject, or None for any other line."""
    match = _CONVENTIONAL.fullmatch(line)
    return (match["type"], match["scope"] or "") if match else None


def unnamed_numbers(text: str, numbers: Iterable[str], *, level: str, number: str) -> list[str]:
    """Those of some numbers of units that a message does not name.

    Args:
        text: the message.
        numbers: the numbers, such as "2.1", each sought whole.
        level: the level of the unit around them: its own name is no number of theirs ("batch 1" names no task 1).
        number: its number.
    """
    behind = r"(?![\w]|\.\w)"
    own = rf"\b{re.escape(level)}[ #:_-]{{0,3}}{re.escape(number)}{behind}"
    text = re.sub(own, "", text, flags=re.IGNORECASE)
    return [each for each in numbers if not re.search(rf"(?<![\w.]){re.escape(each)}{behind}", text)]
