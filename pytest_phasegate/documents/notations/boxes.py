"""Checkboxes: what stands between their brackets, what that means, where they stand, and which holds which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.model.claims import BoxClaim, Mark, Problem, Status
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.tables import split_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.text.lines import Token

_LONGEST_MARK = 20

_MARKS = {
    sign: Mark(name)
    for words in (vocabulary.MARKS, vocabulary.MARK_WORDS)
    for name, signs in words.items()
    for sign in signs
}
_OPENERS = "[" + vocabulary.BOX_SIGNS
_ACTIONS = frozenset(word for words in vocabulary.ACTION_WORDS.values() for word in words)
BOX_STARTS = frozenset("[~*" + vocabulary.BOX_SIGNS)
"""What a text may begin with that begins with a box."""
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
    first = text[:1]
    offset = 0 if first == "[" else _offset(text) if first in BOX_STARTS else -1
    if offset < 0:
        return None
    if text[offset] != "[":
        raw, close = text[offset], offset + text.startswith(_VARIATION, offset + 1)
    else:
        close = text.find("]", offset, offset + _LONGEST_MARK + 2)
        raw = text[offset + 1 : close]
        if close < 0 or (raw not in _MARKS and not _is_mark(raw)):
            return None
    after = text[close + 1 : close + 2]
    if after not in ("", " ", "\t", "*") and (raw not in (" ", "x", "X") or after in "([:"):
        return None
    rest, wrap = text[close + 1 :].strip(), text[:offset]
    if "*" in wrap:
        rest = rest.removeprefix(wrap).lstrip() if text.startswith(wrap, close + 1) else rest.removesuffix(wrap)
    dropped = wrap == "~~" or (rest.startswith("~~") and rest.endswith("~~") and len(rest) > 4)
    skipped = ":" in rest[:5] and rest[:5].upper().startswith("SKIP:")
    return Box(raw, offset, rest, dropped or skipped)


def _offset(text: str) -> int:
    """Where the box stands in a text that may begin with one, behind marks of emphasis; -1 where there is none."""
    offset = 2 if text.startswith(("~~", "**")) else 1 if text[0] == "*" else 0
    return offset if text[offset : offset + 1] and text[offset] in _OPENERS else -1


def bracketed_word(text: str) -> str:
    """The words in brackets that a text begins with, where they may be meant as a state that is not known; or "".

    Abbreviations ("[P]", "[API]"), common labels, numbers and links are not.
    """
    text = text.lstrip("*") if text.startswith("*") else text
    close = text.find("]", 0, _LONGEST_MARK + 2) if text.startswith("[") else -1
    word = text[1:close] if close > 2 else ""
    if not word or text[close + 1 : close + 2] not in (" ", "*"):
        return ""
    is_word = word[0].isalpha() and all(char.isalpha() or char in " -'" for char in word)
    is_label = (word.isupper() and len(word) <= 4) or word.lower() in vocabulary.BOX_LABELS or _normal(word) in _MARKS
    return word if is_word and not is_label else ""


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
    """The boxes among some tokens, be they list items, lines or cells, and a problem for each mark that is not known.

    A box is nested in the one before it that stands less far in, in the same list under the same heading. A line
    without a bullet is a box only where its mark is known: else it is prose. ``group`` names the list that they belong
    to, where that is no unit.
    """
    above: list[tuple[int, int]] = []  # indent and line of the boxes that may hold the next one
    has_words = False
    for token in tokens:
        if token.bullet or token.kind is Kind.HEADING:
            _leave(above, token.indent if token.bullet else 0)
        if (first := token.text[:1]) not in BOX_STARTS:
            if first == "|" and token.kind is Kind.ROW:
                yield from _cells(token)
            continue
        if first == "*" and token.text.lstrip("*")[:1] not in BOX_STARTS:
            continue  # bold type: a field
        if (box := box_of(token)) is None:
            has_words = has_words or bracketed_word(token.text) != ""
            continue
        mark = read_mark(box)
        if mark is None:
            if token.bullet:
                yield unknown_mark(token, box)
            continue
        _leave(above, token.indent)
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
    if has_words:
        yield from unknown_words(tokens)


def _leave(above: list[tuple[int, int]], indent: int) -> None:
    """Drop the boxes that what stands this far in is not nested in."""
    while above and above[-1][0] >= indent:
        above.pop()


def unknown_words(tokens: Sequence[Token]) -> Iterator[Problem]:
    """A problem for each item with an unknown word in brackets ("[later] text") in a list that has boxes besides."""
    lists: list[list[Token | None]] = []  # of each open list the items with such words; None stands for a box
    for token in tokens:
        if token.kind is Kind.TEXT and token.indent:
            continue  # more of the item before it
        kept = token.level + 1 if token.kind is Kind.ITEM else 0
        for items in lists[kept:]:
            yield from _odd_items(items)
        del lists[kept:]
        if token.kind is Kind.ITEM:
            lists += [[] for _ in range(kept - len(lists))]
            if find_box(token.text):
                lists[-1].append(None)
            elif (word := bracketed_word(token.text)) and word.split()[
                0
            ].lower() not in _ACTIONS:  # "[MODIFY] src/store.py"
                lists[-1].append(token)
    for items in lists:
        yield from _odd_items(items)


def _odd_items(items: list[Token | None]) -> Iterator[Problem]:
    if None not in items:
        return
    for token in items:
        if token is not None:
            word = bracketed_word(token.text)
            message = f"the boxes beside it are marked, but {word!r} is no mark; write [ ], [x], [~] or [skipped]"
            yield Problem(line=token.line, text=token.text, message=message)


def _cells(token: Token) -> Iterator[BoxClaim]:
    """The boxes that fill a cell of a table's row."""
    if "[" not in token.text and "☐" not in token.text and "☑" not in token.text:
        return
    end = 0
    for cell in split_cells(token.text):
        start = token.text.find(cell, end)
        end = max(start, end) + len(cell)
        box = find_box(cell) if cell[:1] in ("[", "☐", "☑") else None
        mark = read_mark(box) if box and not box.text and box.raw else None
        if mark is not None:
            yield BoxClaim(line=token.line, text=token.text, mark=mark, column=token.column + max(start, 0))


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
