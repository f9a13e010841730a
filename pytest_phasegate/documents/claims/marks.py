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
    "done": Mark.TICKED,
    "~": Mark.IN_PROGRESS,
    "-": Mark.IN_PROGRESS,
    "/": Mark.IN_PROGRESS,
    "🔄": Mark.IN_PROGRESS,
    "⏳": Mark.IN_PROGRESS,
    "not done": Mark.OPEN,
    "todo": Mark.OPEN,
    "skip": Mark.DROPPED,
    "skipped": Mark.DROPPED,
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

    Struck out (``~~[ ] text~~``, ``[x] ~~text~~``) and skipped (``[x] SKIP: text``) boxes are ``dropped``.
    """
    offset = 2 if text.startswith("~~[") else 0
    if not text.startswith("[", offset):
        return None
    close = text.find("]", offset, offset + _LONGEST_MARK + 2)
    if close < 0 or text[close + 1 : close + 2] not in ("", " ", "\t", "*"):
        return None
    raw = text[offset + 1 : close]
    if raw not in _MARKS and not _is_mark(raw):
        return None
    rest = text[close + 1 :].strip()
    dropped = offset > 0 or (rest.startswith("~~") and rest.endswith("~~") and len(rest) > 4)
    skipped = ":" in rest[:5] and rest[:5].upper().startswith("SKIP:")
    return Box(raw, offset, rest, dropped or skipped)


def read_mark(box: Box) -> Mark | None:
    """What a box's mark means, or None for a mark that is not known."""
    return Mark.DROPPED if box.dropped else _MARKS.get(box.raw) or _MARKS.get(_normal(box.raw))


def _normal(raw: str) -> str:
    return raw.strip().replace(_VARIATION, "").lower()


def _is_mark(raw: str) -> bool:
    """Whether brackets hold a mark, known or not, and no tag, number or word."""
    mark = _normal(raw)
    if mark in _MARKS or mark == "o":
        return True
    return 0 < len(mark) <= 2 and not any(char.isalnum() or char in "^@#:" for char in mark)
