"""The checkbox: what stands between its brackets, and what that means."""

from __future__ import annotations

from typing import NamedTuple

from pytest_phasegate.model.claims import Mark, Status

_LONGEST_MARK = 20

_MARKS = {
    "": Mark.OPEN,
    " ": Mark.OPEN,
    "x": Mark.TICKED,
    "v": Mark.TICKED,
    "✓": Mark.TICKED,
    "✔": Mark.TICKED,
    "✅": Mark.TICKED,
    "☑": Mark.TICKED,
    "~": Mark.IN_PROGRESS,
    "-": Mark.IN_PROGRESS,
    "/": Mark.IN_PROGRESS,
    "🔄": Mark.IN_PROGRESS,
    "⏳": Mark.IN_PROGRESS,
    "☐": Mark.OPEN,
    "⬜": Mark.OPEN,
}
_WORDS = {
    Mark.OPEN: "pending, todo, to do, open, planned, not done, not started, failed, blocked",
    Mark.IN_PROGRESS: "in progress, wip, doing, started, ongoing, partial",
    Mark.TICKED: "done, complete, completed, finished, implemented, verified",
    Mark.DROPPED: "skip, skipped, deferred, cancelled, canceled, dropped, n/a",
}
_MARKS |= {word: mark for mark, words in _WORDS.items() for word in words.split(", ")}
_SIGNS = "☐☑☒⬜"  # a list item that begins with one of them is a box without brackets
BOX_STARTS = frozenset("[~*" + _SIGNS)
"""What a text may begin with that begins with a box."""
_LABELS = {
    "critical",
    "high",
    "medium",
    "low",
    "optional",
    "important",
    "note",
    "manual",
    "backend",
    "frontend",
    "story",
}
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
    return offset if text[offset : offset + 1] and text[offset] in "[" + _SIGNS else -1


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
    is_label = (word.isupper() and len(word) <= 4) or word.lower() in _LABELS or _normal(word) in _MARKS
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
