"""Checkboxes: what stands between their brackets, what that means, where they stand, and which holds which."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.model.claims import BoxClaim, Mark, Problem, Status
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.tables import split_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.text.lines import Token

_LONGEST_MARK = 20
_BOX_SIGNS = frozenset("[" + vocabulary.BOX_SIGNS)

_MARKS = {
    sign: Mark(name)
    for words in (vocabulary.MARKS, vocabulary.MARK_WORDS)
    for name, signs in words.items()
    for sign in signs
}
_ACTIONS = frozenset(word for words in vocabulary.ACTION_WORDS.values() for word in words)
BOX_STARTS = frozenset("[~*" + vocabulary.BOX_SIGNS)
"""What a text may begin with that begins with a box."""
_BOX = pattern(
    rf"(?P<wrap>~~|\*{{0,2}})(?:\[(?P<raw>[^\]]{{0,{_LONGEST_MARK}}})\]|(?P<sign>[{vocabulary.BOX_SIGNS}])\ufe0f?)"
)
_BLANKS = ("", " ", "\t", "*")  # what follows any mark
_SURE_MARKS = (" ", "x", "X")  # those that no blank need follow
_DROPPED = pattern(r"~~.+~~\Z|SKIP:", re.IGNORECASE)
_SET_ASIDE_FIRST = pattern(r"(?:skipped|deferred|cancell?ed|dropped|n/a|not needed|obsolete):", re.IGNORECASE)
_SET_ASIDE = pattern(
    r"\((?:deferred|skipped|not needed|won't do|cancell?ed|dropped)\b[^()]{0,200}\)[*_ ]{0,4}$", re.IGNORECASE
)
_LONGEST_ASIDE = 240
_BRACKETED = pattern(rf"\**\[([^\W\d_](?:[^\W\d_]|[ '-]){{1,{_LONGEST_MARK - 1}}})\](?=[ *])")
_LONGEST_ABBREVIATION = 4
_CELL_BOX = pattern(r"[\[☐☑]")
_VARIATION = "\ufe0f"  # asks for the colored form of the character before it


STATES = {
    Mark.OPEN: Status.PENDING,
    Mark.IN_PROGRESS: Status.IN_PROGRESS,
    Mark.TICKED: Status.COMPLETE,
    Mark.DROPPED: Status.SKIPPED,
}
"""What a unit's own box says of its state."""


class Box(NamedTuple):
    """A checkbox: the ``raw`` text between its brackets, ``offset`` where the brackets begin in the text."""

    raw: str
    offset: int
    text: str
    dropped: bool = False


def find_box(text: str) -> Box | None:
    """The checkbox that a text begins with, or None; links, tags such as ``[P]`` and footnotes are none.

    Struck out (``~~[ ] text~~``, ``[x] ~~text~~``) and skipped (``[x] SKIP: text``) boxes are ``dropped``. A sign such
    as ``☐`` is a box as well.
    """
    match = _BOX.match(text) if text[:1] in BOX_STARTS else None
    if match is None:
        return None
    raw, wrap, rest = match["sign"] or match["raw"], match["wrap"], text[match.end() :]
    if not _is_box(raw, rest[:1], is_sign=bool(match["sign"])):
        return None
    words = _unwrapped(rest, wrap)
    return Box(raw, match.end("wrap"), words, wrap == "~~" or _DROPPED.match(words) is not None)


def is_set_aside(words: str) -> bool:
    """Whether a task's words say that it is not done: "Deferred: ...", "... (not needed)"; one of fifty does."""
    if _SET_ASIDE_FIRST.match(words):
        return True
    return words.rstrip("*_ ").endswith(")") and _SET_ASIDE.search(words[-_LONGEST_ASIDE:]) is not None


def _is_box(raw: str, after: str, *, is_sign: bool) -> bool:
    """Whether brackets hold a mark, and what stands right behind them leaves them a box.

    "[x](a.md)" is a link, "[a]b" a word.
    """
    may_be = after in _BLANKS or (raw in _SURE_MARKS and after not in "([:")
    return may_be and (is_sign or raw in _MARKS or _is_mark(raw))


def _unwrapped(rest: str, wrap: str) -> str:
    """What stands behind a box, without the other half of the emphasis that began before it."""
    words = rest.strip()
    if "*" not in wrap:
        return words
    return words.removeprefix(wrap).lstrip() if rest.startswith(wrap) else words.removesuffix(wrap)


def bracketed_word(text: str) -> str:
    """The words in brackets that a text begins with, where they may be meant as a state that is not known; or "".

    Abbreviations ("[P]", "[API]"), common labels, numbers and links are not.
    """
    match = _BRACKETED.match(text)
    word = match[1] if match else ""
    is_label = word.isupper() and len(word) <= _LONGEST_ABBREVIATION
    return "" if is_label or word.lower() in vocabulary.BOX_LABELS or _normal(word) in _MARKS else word


def read_mark(box: Box) -> Mark | None:
    """What a box's mark means, or None for a mark that is not known."""
    return Mark.DROPPED if box.dropped else _MARKS.get(box.raw) or _MARKS.get(_normal(box.raw))


def _normal(raw: str) -> str:
    mark = raw.strip().replace(_VARIATION, "").lower()
    return mark if len(mark) < 3 else mark.lstrip("✓✔✅☑ ").replace("-", " ").replace("_", " ")


def _is_mark(raw: str) -> bool:
    """Whether brackets hold a mark, known or not, and no tag, number or word."""
    mark = _normal(raw)
    if mark in _MARKS or mark == "o":
        return True
    return 0 < len(mark) <= 2 and not any(char.isalnum() or char in "^@#:" for char in mark)


def box_of(token: Token) -> Box | None:
    """The checkbox of a line: of a list item, or of a line that begins with one and has no bullet."""
    return find_box(token.text) if token.kind in TEXT_KINDS else None


def read_boxes(tokens: Sequence[Token], group: str = "") -> Iterator[BoxClaim | Problem]:
    """The boxes among some tokens (list items, lines, cells), and a problem for each mark that is not known.

    A box is nested in the one before it that stands less far in, in the same list under the same heading. A line
    without a bullet is a box only where its mark is known: else it is prose. ``group`` names the list that they belong
    to, where that is no unit.
    """
    above: list[tuple[int, int]] = []  # indent and line of the boxes that may hold the next one
    has_word = False
    for token in tokens:
        if above and (token.bullet or token.kind is Kind.HEADING):
            _leave(above, token)
        if token.kind is Kind.ROW:
            yield from _cells(token)
        elif token.text[:1] in BOX_STARTS and not _BOX_SIGNS.isdisjoint(token.text[:6]):
            if box := box_of(token):
                yield from _claim(token, box, above, group)
            elif not has_word:
                has_word = bracketed_word(token.text) != ""
    if has_word:
        yield from unknown_words(tokens)


def _claim(token: Token, box: Box, above: list[tuple[int, int]], group: str) -> Iterator[BoxClaim | Problem]:
    mark = read_mark(box)
    if mark is None:
        if token.bullet:
            yield unknown_mark(token, box)
        return
    _leave(above, token)
    yield BoxClaim(
        line=token.line,
        text=box.text,
        mark=mark,
        column=token.column + box.offset,
        depth=len(above),
        parent=above[-1][1] if above else None,
        group=group,
    )
    above.append((token.indent, token.line))


def _leave(above: list[tuple[int, int]], token: Token) -> None:
    """Drop the boxes that a line is not nested in; a heading is in none."""
    indent = 0 if token.kind is Kind.HEADING else token.indent
    while above and above[-1][0] >= indent:
        above.pop()


def unknown_words(tokens: Sequence[Token]) -> Iterator[Problem]:
    """A problem for each item with an unknown word in brackets ("[later] text") in a list that has boxes besides."""
    lists: list[list[Token | None]] = []  # of each open list the items with such words; None stands for a box
    for token in tokens:
        if token.kind is Kind.TEXT and token.indent:
            continue  # more of the item before it
        depth = token.level + 1 if token.kind is Kind.ITEM else 0  # how many lists the line stands in
        yield from chain.from_iterable(map(_odd_items, lists[depth:]))
        del lists[depth:]
        if depth:
            lists += [[] for _ in range(depth - len(lists))]
            lists[-1] += _entries(token)
    yield from chain.from_iterable(map(_odd_items, lists))


def _entries(token: Token) -> list[Token | None]:
    """What an item is to its list: None for a box, itself for an unknown word, nothing for any other item."""
    if find_box(token.text):
        return [None]
    word = bracketed_word(token.text)
    is_action = word.partition(" ")[0].lower() in _ACTIONS  # "[MODIFY] src/store.py"
    return [token] if word and not is_action else []


def _odd_items(items: list[Token | None]) -> Iterator[Problem]:
    if None not in items:
        return
    for token in items:
        if token is not None:
            word = bracketed_word(token.text)
            message = f"the boxes beside it are marked, but {word!r} is no mark; write [ ], [x], [~] or [skipped]"
            yield Problem(line=token.line, text=token.text, message=message)


def _cells(token: Token) -> Iterator[BoxClaim]:
    end = 0
    for cell in split_cells(token.text) if _CELL_BOX.search(token.text) else ():
        start = token.text.find(cell, end)
        end = max(start, end) + len(cell)
        if (mark := _mark_alone(cell)) is not None:
            yield BoxClaim(line=token.line, text=token.text, mark=mark, column=token.column + max(start, 0))


def _mark_alone(cell: str) -> Mark | None:
    """The mark of the box that is all of a cell; empty brackets may be an empty list."""
    box = find_box(cell) if _CELL_BOX.match(cell) else None
    return read_mark(box) if box and box.raw and not box.text else None


def unknown_mark(token: Token, box: Box) -> Problem:
    """The problem of a checkbox whose mark means nothing."""
    return Problem(line=token.line, text=token.text, message=mark_message(box.raw))


def mark_message(raw: str) -> str:
    """Why the mark of a checkbox means nothing."""
    return f"the checkbox holds {raw!r}, which no dialect knows; write [ ], [x] or [~]"


def unclosed(token: Token) -> Problem:
    """The problem of a fence or a comment that is never closed and hides what looks like a claim."""
    what = "the code fence" if token.kind is Kind.FENCE else "the HTML comment"
    message = f"{what} is never closed and hides all to line {token.end}, such as line {token.hidden}"
    return Problem(line=token.line, text=token.text, message=message)
