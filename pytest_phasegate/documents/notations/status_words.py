"""The words and signs of a state in a text, and whether what stands around them leaves them a statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from pytest_phasegate import vocabulary
from pytest_phasegate.model.claims import Status
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _by_word(words: Mapping[str, Sequence[str]]) -> dict[str, Status]:
    return {word: Status(name) for name, several in words.items() for word in several}


SIGNS: dict[str, Status | None] = {**_by_word(vocabulary.STATUS_SIGNS), **dict.fromkeys(vocabulary.WARNING_SIGNS)}
"""The signs of states, and those that only look as if they were (None)."""
TICKS = vocabulary.STATUS_SIGNS["complete"]
PLAIN = _by_word(vocabulary.PLAIN_STATUS_WORDS)
PLAIN_WORDS = "|".join(sorted(PLAIN, key=len, reverse=True))
"""The pattern of the plainest status words."""
LOCAL = _by_word(vocabulary.LOCAL_STATUS_WORDS)
LOOSE = _by_word(vocabulary.LOOSE_STATUS_WORDS) | LOCAL
ALONE = LOOSE | PLAIN
# How much is done, in words, and whom something waits for: what no list of words can hold.
_DONE = "(?:complete|completed|done)"
_PHRASES = {
    "complete": rf"100[ ]?%[ ]{_DONE}",
    "implemented": r"(?:ready[ ]for|awaiting)[ ](?:[\w-]{1,20}[ ]){0,2}(?:review|verification)",
    "in_progress": rf"[1-9]\d?[ ]?%[ ]{_DONE}",
    "pending": rf"ready[ ]for\b.*|0[ ]?%[ ]{_DONE}",
}


def _pattern() -> str:
    groups = []
    for name, words in vocabulary.STATUS_WORDS.items():
        phrases = [*([_PHRASES[name]] if name in _PHRASES else ()), *map(re.escape, words)]
        groups.append(f"(?P<{Status(name).name}>{'|'.join(phrases)})")
    return "|".join(groups)


WORDS = pattern(rf"(?<![\w-])(?:{_pattern()})(?![\w-]|'s)", re.IGNORECASE)
"""The words of a state; the group that fits has the name of the state."""
# What may stand between a separator and a status: signs, emphasis, a label, how much of it.
_LEAD = pattern(
    r"[^\w(\[<{]*(?:(?:batch|task)?[ ]{0,2}status[ ]{0,2}:[^\w(\[<{]*)?(?:(?:fully|now|already)[ ](?=\w))?",
    re.IGNORECASE,
)
DATE = (
    r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}[ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ ]\d{1,2}(?!\d)"
)
# By whom or when: what makes a statement of a word that is not in capitals. "by hand" and "by default" are neither.
BY_OR_ON = pattern(
    r"by[ ](?:the[ ])?(?:[`@*]|[A-Z]|(?a:\w){1,30}-\w|(?:dev|lead|team|agent|me|us|reviewer|developer)\b)"
    rf"|(?i:(?:on|at)[ ])?(?i:{DATE})"
)
GOES_ON = pattern(
    r"[A-Z0-9(]|(?:by|until|in|for|on|via|with|after|before|per|due|as|and|at|since|because|to|done|not)\b"
)
CLOSING = {"(": ")", "[": "]"}
_WIDE_BRACKETS = pattern(r"[（【]([^（）【】]{1,30})[）】]")
_SENTENCE = pattern(r"[\w/'\"]")  # what goes on so behind a status makes a sentence of it


def mend_signs(text: str) -> str:
    """The text with the signs put right that were once read in a wrong encoding, and each letter as one character."""
    if text.isascii():
        return text
    # macOS writes "TERMINÉ" with an E and an accent, word processors "won't" with an apostrophe of their own.
    text = normalize("NFC", text).replace("’", "'")
    for garbled, sign in vocabulary.GARBLED_SIGNS.items():
        text = text.replace(garbled, sign)
    return _WIDE_BRACKETS.sub(_state_in_brackets, text) if "（" in text or "【" in text else text


def _state_in_brackets(match: re.Match[str]) -> str:
    """Wide brackets as plain ones where they hold a state: others are a part of the title."""
    words = match[1].strip()
    return f" ({words})" if words.lower() in ALONE or WORDS.fullmatch(words) else match[0]


def skip_lead(text: str, position: int) -> int:
    """Step over what may stand between a separator and status words."""
    lead = _LEAD.match(text, position)
    return lead.end() if lead else position


def words_at(text: str, position: int) -> re.Match[str] | None:
    """The status words at a position, behind signs and a label."""
    return WORDS.match(text, skip_lead(text, position))


def status_of(words: re.Match[str]) -> Status:
    """The state that status words say."""
    assert words.lastgroup is not None
    return Status[words.lastgroup]


def rest_behind(text: str, words: re.Match[str]) -> str:
    """What follows status words, behind the end of their emphasis."""
    return text[words.end() :].lstrip(" *`")


def is_statement(text: str, words: re.Match[str]) -> bool:
    """Whether what follows status words leaves them a statement and is not the rest of a sentence."""
    rest = rest_behind(text, words)
    if (words[0].isupper() and GOES_ON.match(rest)) or BY_OR_ON.match(rest):
        return True
    return words[0].lower().startswith("ready for") or not _SENTENCE.match(rest)


def skip_comment(text: str, position: int) -> int:
    """Step over a bracket that follows a status at once."""
    rest = text[position:].lstrip(" *`")
    if rest[:1] not in CLOSING:
        return position
    closed = text.find(CLOSING[rest[0]], len(text) - len(rest))
    return len(text) if closed < 0 else closed + 1
