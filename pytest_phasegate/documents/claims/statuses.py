"""Statuses in headings, fields and cells: the last status word decides, not the sign before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_phasegate.model.claims import Status

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
_ALL_SIGNS = "".join(_SIGNS)
_GARBLED = {"âœ…": "✅", "‚úÖ": "✅", "ðŸ”„": "🔄", "üîÑ": "🔄"}  # UTF-8 once read as another encoding

_WORDS = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{status.name}>{words})" for status, words in _PHRASES.items()) + r")(?![\w-]|'s)",
    re.IGNORECASE,
)
_SIGN = re.compile(f"[{_ALL_SIGNS}]")
# What may stand between a separator and a status: signs, emphasis, a label.
_LEAD = re.compile(r"[^\w(\[]*(?:(?:batch|task)?[ ]{0,2}status[ ]{0,2}:[^\w(\[]*)?", re.IGNORECASE)
_ALL = re.compile(r"all(?:[ ]\d{1,4})?(?:[ ](?:batches|tasks))?[ ]", re.IGNORECASE)
_LONGEST = 2_000
_GOES_ON = re.compile(
    r"[A-Z0-9(]|(?:by|until|in|for|on|via|with|after|before|per|due|as|and|at|since|because|to|done|not)\b"
)
# Each alternative begins with one letter: so the search steps quickly over all others.
_SEPARATORS = re.compile(rf" (?:--?|—|–|\|) |\(|\[|{'|'.join(_SIGNS)}")
_ENDS = f" *`\ufe0f{_ALL_SIGNS}"  # what may follow a status in capitals
_BEHIND = f" .!\ufe0f{_ALL_SIGNS}"  # what may follow a status that is all of a value
_PLAIN = {
    "complete": Status.COMPLETE,
    "completed": Status.COMPLETE,
    "done": Status.COMPLETE,
    "verified": Status.COMPLETE,
    "implemented": Status.IMPLEMENTED,
    "in progress": Status.IN_PROGRESS,
    "pending": Status.PENDING,
    "not started": Status.PENDING,
    "blocked": Status.BLOCKED,
    "failed": Status.FAILED,
    "skipped": Status.SKIPPED,
    "deferred": Status.DEFERRED,
}
"""What the values of most status fields say; the others are looked at with care."""


class Found(NamedTuple):
    """A status and where it is said: ``start`` is where the words about the state begin in the text.

    ``is_sign`` where no word says it, only a sign such as ``✅``.
    """

    status: Status
    start: int
    is_sign: bool = False


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
    end. Behind a status, what stands in brackets is commentary: "COMPLETE (done in Batch 1)". Of a very long title only
    the end is looked at: behind each separator there may be as much to step over as the title is long.
    """
    skipped = len(title) - _LONGEST
    if skipped <= 0:
        return _status_at_end(title)
    found = _status_at_end(title[skipped:])
    return found._replace(start=found.start + skipped) if found else None


def _status_at_end(title: str) -> Found | None:
    if not _may_have_separator(title):
        return _bare_status(title)
    found: Found | None = None
    position = 0
    for separator in _SEPARATORS.finditer(title):
        if separator.start() < position:
            continue
        words = _words_at(title, separator.end())
        if words and _is_said_behind(title, separator, words):
            found = Found(_status(words), found.start if found else separator.start())
            position = _skip_comment(title, words.end())
    return found or _bare_status(title) or _sign_status(title)


def _may_have_separator(title: str) -> bool:
    """Whether a title may hold a separator: a quick look before the careful one."""
    return not title.isascii() or "(" in title or "[" in title or "- " in title or "| " in title


def field_status(value: str) -> Status | None:
    """The status that the value of a status field says, or None where it says none that is known."""
    text = mend_signs(value[:_LONGEST]).strip(" `*\"'")
    if (plain := _PLAIN.get(text.strip(_ENDS).lower())) is not None:
        return plain
    start = _skip_lead(text, 0)
    if everything := _ALL.match(text, start):
        words = _WORDS.match(text, everything.end())
        return _status(words) if words else None
    words = _WORDS.match(text, start)
    if not words or not _is_statement(text, words):
        sign = _SIGN.match(text) if not any(char.isalnum() for char in text) else None
        return _SIGNS[sign[0]] if sign else None
    later = heading_status(text[_skip_comment(text, words.end()) :])
    return later.status if later and not later.is_sign else _status(words)


def is_status_only(value: str) -> bool:
    """Whether a value is a status and no sentence: for plain fields, where prose looks alike."""
    text = mend_signs(value[:_LONGEST]).strip(" `*")
    words = _words_at(text, 0)
    if not words:
        return False
    rest = text[words.end() :].lstrip()
    return rest.startswith(("(", "- ", "— ")) or not rest.strip(_BEHIND)


def _skip_lead(text: str, position: int) -> int:
    lead = _LEAD.match(text, position)
    return lead.end() if lead else position


def _words_at(text: str, position: int) -> re.Match[str] | None:
    """The status words at a position, behind signs and a label."""
    return _WORDS.match(text, _skip_lead(text, position))


def _status(words: re.Match[str]) -> Status:
    assert words.lastgroup is not None
    return Status[words.lastgroup]


def _is_said_behind(title: str, separator: re.Match[str], words: re.Match[str]) -> bool:
    """Whether status words behind a separator are a statement ("- COMPLETE") and no title ("- Complete it")."""
    rest = title[words.end() :].lstrip(" *`")
    if separator[0] in "([":
        if words[0].islower() and rest[:1] not in (")", "]"):
            return False
        closed = title.find(")" if separator[0] == "(" else "]", words.end())
        behind = title[closed + 1 :].lstrip(" *`") if closed >= 0 else ""
        return not behind[:1].isalnum() or not title[: separator.start()].strip() or bool(_bare_status(behind))
    if words[0].isupper():
        return separator[0] in _SIGNS or _is_statement(title, words) or bool(_GOES_ON.match(rest))
    return _is_statement(title, words)


def _is_statement(text: str, words: re.Match[str]) -> bool:
    """Whether what follows status words leaves them a statement and is not the rest of a sentence."""
    rest = text[words.end() :].lstrip(" *`")
    if words[0].isupper() and _GOES_ON.match(rest):
        return True
    return words[0].lower().startswith("ready for") or not rest or not (rest[0].isalnum() or rest[0] in "/'\"_")


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
    end = len(title.rstrip(_ENDS))
    if title[:end].endswith(")") and (opened := title.rfind("(", 0, end)) >= 0:
        end = len(title[:opened].rstrip(" *`"))
    if title[end - 1 : end].islower():
        return None  # the end of a word that is not in capitals
    for words in _WORDS.finditer(title, max(0, end - 40), end):
        if words.end() == end and words[0].isupper():
            return Found(_status(words), words.start())
    return None


def _sign_status(title: str) -> Found | None:
    """The sign that a title ends with, or that only a commit id follows: "Shared types ✅ `1bbb4c3`"."""
    signs = [] if title.isascii() else list(_SIGN.finditer(title))
    if not signs:
        return None
    rest = title[signs[-1].end() :].strip(" \ufe0f`()[]*")
    status = _SIGNS[signs[-1][0]]
    is_id = 7 <= len(rest) <= 64 and not rest.strip("0123456789abcdefABCDEF")
    return Found(status, signs[-1].start(), is_sign=True) if status and (not rest or is_id) else None
