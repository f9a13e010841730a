"""Statuses in headings, fields and cells: the last status word decides, not the sign before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_phasegate.model.workflow import Status

_PHRASES = {
    Status.COMPLETE: "complete|completed|done|finished|verified|merged",
    Status.IMPLEMENTED: "implemented",
    Status.IN_PROGRESS: "in[ _-]progress|wip|ongoing|started|incomplete|partial|partially[ ](?:complete|completed|done)"
    "|not[ ](?:yet[ ])?(?:complete|completed|done|finished|implemented|verified)",
    Status.PENDING: "pending|to[ -]?do|not[ ](?:yet[ ])?started|planned|queued|waiting|ready(?:[ ]for\\b.*)?|assigned"
    "|open",
    Status.BLOCKED: "blocked",
    Status.FAILED: "failed|rejected",
    Status.SKIPPED: "skipped|skip|cancelled|canceled|dropped|obsolete|won't[ ]do|not[ ](?:needed|required)",
    Status.DEFERRED: "deferred|postponed|on[ ]hold",
}
_SIGNS = {
    "✅": Status.COMPLETE,
    "✔": Status.COMPLETE,
    "☑": Status.COMPLETE,
    "🔄": Status.IN_PROGRESS,
    "🚧": Status.IN_PROGRESS,
    "⏸": Status.PENDING,
    "⏳": Status.PENDING,
    "⬜": Status.PENDING,
    "⏭": Status.SKIPPED,
    "🚫": Status.BLOCKED,
    "❌": Status.FAILED,
    "⚠": None,
}
_GARBLED = {"âœ…": "✅", "‚úÖ": "✅", "ðŸ”„": "🔄", "üîÑ": "🔄"}  # UTF-8 once read as another encoding

_WORDS = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{status.name}>{words})" for status, words in _PHRASES.items()) + r")(?![\w-]|'s)",
    re.I,
)
_SIGN = re.compile("[" + "".join(_SIGNS) + "]")
# What may stand between a separator and a status: signs, emphasis, a label.
_LEAD = re.compile(r"[^\w(\[]*(?:(?:batch|task)?[ ]{0,2}status[ ]{0,2}:[^\w(\[]*)?", re.I)
_SEPARATORS = re.compile(r"[ ](?:--?|—|–|\|)[ ]|[(\[]|[" + "".join(_SIGNS) + "]")


class Found(NamedTuple):
    """A status and where it is said: ``start`` is where the words about the state begin in the text."""

    status: Status
    start: int


def mend_signs(text: str) -> str:
    """The text with the signs put right that were once read in a wrong encoding."""
    if text.isascii():
        return text
    for garbled, sign in _GARBLED.items():
        text = text.replace(garbled, sign)
    return text


def heading_status(title: str) -> Found | None:
    """The status that a unit's title ends with, or None.

    A status stands behind a separator (`` - ``, `` -- ``, a bracket, a sign such as ``✅``), or bare in capitals at the
    end. Behind a status, what stands in brackets is commentary: "COMPLETE (done in Batch 1)".
    """
    found: Found | None = None
    position = 0
    for separator in _SEPARATORS.finditer(title):
        if separator.start() < position:
            continue
        lead = _LEAD.match(title, separator.end())
        words = _WORDS.match(title, lead.end() if lead else separator.end())
        if words and _is_said(title, words, bracket=separator[0] in "(["):
            found = Found(_status(words), found.start if found else separator.start())
            position = _skip_comment(title, words.end())
    return found or _bare_status(title) or _sign_status(title)


def field_status(value: str) -> Status | None:
    """The status that the value of a status field says, or None where it says none that is known."""
    text = mend_signs(value).strip(' `*"')
    start = _LEAD.match(text)
    words = _WORDS.match(text, start.end() if start else 0)
    if not words or not _is_said(text, words, bracket=False):
        only_sign = _SIGN.match(text) if not any(char.isalnum() for char in text) else None
        return _SIGNS[only_sign[0]] if only_sign else None
    later = heading_status(text[words.end() :]) if words.end() < len(text) else None
    in_bracket = text[words.end() :].lstrip()[:1] in ("(", "[")
    return later.status if later and not in_bracket and _is_word(text, later) else _status(words)


def is_status_only(value: str) -> bool:
    """Whether a value is a status and no sentence: for plain fields, where prose looks alike."""
    text = mend_signs(value).strip(" `*")
    lead = _LEAD.match(text)
    words = _WORDS.match(text, lead.end() if lead else 0)
    return bool(words) and not _skip_rest(text, words.end() if words else 0)


def _is_word(text: str, found: Found) -> bool:
    return _WORDS.search(text) is not None and found.status is not None


def _skip_rest(text: str, end: int) -> str:
    rest = text[end:].lstrip()
    return "" if rest.startswith(("(", "- ", "— ")) else rest.strip(" .!" + "".join(_SIGNS) + "\ufe0f")


def _status(words: re.Match[str]) -> Status:
    assert words.lastgroup is not None
    return Status[words.lastgroup]


def _is_said(text: str, words: re.Match[str], *, bracket: bool) -> bool:
    """Whether status words are a statement and not the beginning of a sentence ("Complete the form")."""
    rest = text[words.end() :].lstrip(" *`")
    if bracket and not words[0].isupper():
        return rest[:1] in (")", "]")
    if words[0].isupper() or words[0].lower().startswith("ready for"):
        return True
    return not rest or not (rest[0].isalnum() or rest[0] in "/'\"`_")


def _skip_comment(text: str, position: int) -> int:
    """Step over a bracket that follows a status at once."""
    rest = text[position:].lstrip(" *`")
    opened = len(text) - len(rest)
    if rest[:1] not in ("(", "["):
        return position
    closed = text.find(")" if rest[0] == "(" else "]", opened)
    return len(text) if closed < 0 else closed + 1


def _bare_status(title: str) -> Found | None:
    """A status in capitals that ends a title, but for what stands in brackets behind it, and signs."""
    end = len(title.rstrip(" *`\ufe0f" + "".join(_SIGNS)))
    if title[:end].endswith(")") and (opened := title.rfind("(", 0, end)) >= 0:
        end = len(title[:opened].rstrip(" *`"))
    for words in _WORDS.finditer(title, max(0, end - 40), end):
        if words.end() == end and words[0].isupper():
            return Found(_status(words), words.start())
    return None


def _sign_status(title: str) -> Found | None:
    """The sign that a title ends with, or that only a commit id follows: "Shared types ✅ `1bbb4c3`"."""
    signs = list(_SIGN.finditer(title))
    if not signs:
        return None
    rest = title[signs[-1].end() :].strip(" \ufe0f`()[]*")
    status = _SIGNS[signs[-1][0]]
    is_id = 7 <= len(rest) <= 64 and not rest.strip("0123456789abcdefABCDEF")
    return Found(status, signs[-1].start()) if status and (not rest or is_id) else None
