"""Statuses in headings, fields and cells: the last status word decides, not the sign before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.boxes import STATES, find_box, read_mark
from pytest_phasegate.model.claims import Problem, Status, StatusClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def _by_word(words: Mapping[str, Sequence[str]]) -> dict[str, Status]:
    return {word: Status(name) for name, several in words.items() for word in several}


SIGNS: dict[str, Status | None] = {**_by_word(vocabulary.STATUS_SIGNS), **dict.fromkeys(vocabulary.WARNING_SIGNS)}
"""The signs of states, and those that only look as if they were (None)."""
TICKS = vocabulary.STATUS_SIGNS["complete"]
_PLAIN = _by_word(vocabulary.PLAIN_STATUS_WORDS)
PLAIN_WORDS = "|".join(sorted(_PLAIN, key=len, reverse=True))
"""The pattern of the plainest status words."""
_LOOSE = _by_word(vocabulary.LOOSE_STATUS_WORDS)
# How much is done, in words, and whom something waits for: what no list of words can hold.
_DONE = "(?:complete|completed|done)"
_PHRASES = {
    "complete": rf"100[ ]?%[ ]{_DONE}",
    "implemented": r"(?:ready[ ]for|awaiting)[ ](?:[\w-]{1,20}[ ]){0,2}(?:review|verification)",
    "in_progress": rf"[1-9]\d?[ ]?%[ ]{_DONE}",
    "pending": rf"ready[ ]for\b.*|0[ ]?%[ ]{_DONE}",
}


def _pattern() -> str:
    """The status words as one pattern, with a group for each state."""
    groups = []
    for name, words in vocabulary.STATUS_WORDS.items():
        phrases = [*([_PHRASES[name]] if name in _PHRASES else ()), *map(re.escape, words)]
        groups.append(f"(?P<{Status(name).name}>{'|'.join(phrases)})")
    return "|".join(groups)


WORDS = re.compile(rf"(?<![\w-])(?:{_pattern()})(?![\w-]|'s)", re.IGNORECASE)
"""The words of a state; the group that fits has the name of the state."""
_ALL_SIGNS = "".join(SIGNS)
_SIGN = re.compile(f"[{_ALL_SIGNS}]")
# What may stand between a separator and a status: signs, emphasis, a label, how much of it.
_LEAD = re.compile(
    r"[^\w(\[<{]*(?:(?:batch|task)?[ ]{0,2}status[ ]{0,2}:[^\w(\[<{]*)?(?:(?:fully|now|already)[ ](?=\w))?",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"all(?:[ ]\d{1,4})?(?:[ ](?:batches|tasks|phases|stages|steps|units))?[ ](?:(?:are|is)[ ](?:now[ ])?)?",
    re.IGNORECASE,
)
_ALL_DONE = re.compile(
    r"all(?:[ ]\d{1,4})?[ ](batches|tasks|phases|stages)[ ](?:(?:are|is)[ ](?:now[ ])?)?([a-z]{4,12})[^\w?:]*",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"_(?<!\w_)_{0,2}(?=\w)|_(?<=[^\W_]_)_{0,2}(?!\w)")  # each begins with a letter, as below
_DATE = (
    r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}[ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ ]\d{1,2}(?!\d)"
)
# By whom or when: what makes a statement of a word that is not in capitals. "by hand" and "by default" are neither.
_BY_OR_ON = re.compile(
    r"by[ ](?:the[ ])?(?:[`@*]|[A-Z]|(?a:\w){1,30}-\w|(?:dev|lead|team|agent|me|us|reviewer|developer)\b)"
    rf"|(?i:(?:on|at)[ ])?(?i:{_DATE})"
)
_LOOSE_WORDS = tuple(_LOOSE)
_LONGEST = 2_000
_GOES_ON = re.compile(
    r"[A-Z0-9(]|(?:by|until|in|for|on|via|with|after|before|per|due|as|and|at|since|because|to|done|not)\b"
)
# Each alternative begins with one letter: so the search steps quickly over all others.
_SEPARATORS = re.compile(rf" (?:--?|—|–|\|) |\(|\[|{'|'.join(SIGNS)}")
_ID_BEHIND = re.compile(r"(?<=\S)[ ]{1,3}(?:(?:in|as|commit)[ ]){0,2}`?(?=[0-9a-f]{0,63}\d)[0-9a-f]{7,64}`?$")
_PERCENT = re.compile(r"[~≈]?\d{1,2}[ ]?%")
_DATED = re.compile(rf"(?i:{_DATE})(?:[ T,].{{0,20}})?")
_ENDS = f" *`\ufe0f{_ALL_SIGNS}"  # what may follow a status in capitals
_BEHIND = f" .!\ufe0f{_ALL_SIGNS}"  # what may follow a status that is all of a value


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
    for garbled, sign in vocabulary.GARBLED_SIGNS.items():
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
    if "_" in title:
        title = _EMPHASIS.sub(_starred, title)
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
    return found or _bare_status(title) or _box_status(title) or _loose_status(title) or _last_sign(title)


def _may_have_separator(title: str) -> bool:
    """Whether a title may hold a separator: a quick look before the careful one."""
    return not title.isascii() or "(" in title or "[" in title or "- " in title or "| " in title


def field_status(value: str) -> Status | None:
    """The status that the value of a status field says, or None where it says none that is known."""
    text = mend_signs(value[:_LONGEST]).strip(" `*_\"'")
    bare = text.strip(_ENDS).lower()
    if (plain := _PLAIN.get(bare) or _LOOSE.get(bare)) is not None:
        return plain
    if text[:1] in ("(", "["):
        return _bracketed_status(text)
    if bare.endswith("%") and _PERCENT.fullmatch(bare):
        return Status.IN_PROGRESS
    start = _skip_lead(text, 0)
    if everything := _ALL.match(text, start):
        words = WORDS.match(text, everything.end())
        return _status(words) if words else None
    words = WORDS.match(text, start)
    if not words or not _is_statement(text, words):
        if behind := _ID_BEHIND.search(text):  # "✅ 4830299", "done in 4830299"
            return field_status(text[: behind.start()])
        sign = _SIGN.match(text) if not any(char.isalnum() for char in text) else None
        return SIGNS[sign[0]] if sign else None
    later = heading_status(text[_skip_comment(text, words.end()) :])
    return later.status if later and not later.is_sign else _status(words)


def _bracketed_status(text: str) -> Status | None:
    """The status in the brackets that a value begins with: "[COMPLETE]", "[x]"; of a choice ("[A | B]") none."""
    closed = text.find(")" if text[0] == "(" else "]")
    inner, behind = text[1:closed].strip(_ENDS), text[closed + 1 : closed + 2]
    if closed < 0 or behind not in ("", " ", "*", "`", "."):
        return None
    box = find_box(text) if text[0] == "[" else None
    mark = read_mark(box) if box else None
    return STATES[mark] if mark else _PLAIN.get(inner.lower()) or _LOOSE.get(inner.lower())


def status_of_all(heading: str) -> tuple[str, Status] | None:
    """What a heading says of all units, and how it calls them: "✅ ALL BATCHES COMPLETE"; else None.

    Without a tick or capitals it may say what is to be done then.
    """
    text = mend_signs(heading[:_LONGEST])
    start = next((index for index, char in enumerate(text) if char.isalnum()), len(text))
    said = _ALL_DONE.fullmatch(text, start)
    if said is None or not (said[0].isupper() or "✅" in text):
        return None
    status = field_status(said[2])
    return (said[1].lower(), status) if status else None


def is_of_paper(value: str) -> bool:
    """Whether a status is one that a plan itself can have: an approved plan is not yet carried out."""
    text = mend_signs(value[:_LONGEST]).strip(_BEHIND + "*`_").lower()
    return text in vocabulary.PAPER_STATUS_WORDS or (
        text.startswith(("ready for", "awaiting")) and text.endswith(("review", "verification"))
    )


def is_status_only(value: str) -> bool:
    """Whether a value is a status and no sentence: for plain fields, where prose looks alike."""
    text = mend_signs(value[:_LONGEST]).strip(" `*_")
    words = _words_at(text, 0)
    if not words:
        return text[:1] == "[" and text[-1:] == "]" and _bracketed_status(text) is not None
    rest = text[words.end() :].lstrip()
    return rest.startswith(("(", "- ", "— ")) or not rest.strip(_BEHIND)


def is_loose_status(value: str) -> bool:
    """Whether a value is a word that is a status only where a status stands: "Approved", "100%"."""
    return mend_signs(value[:_LONGEST]).strip(_BEHIND + "*`_").lower() in _LOOSE


def _starred(underscores: re.Match[str]) -> str:
    return "*" * len(underscores[0])


def _skip_lead(text: str, position: int) -> int:
    lead = _LEAD.match(text, position)
    return lead.end() if lead else position


def _words_at(text: str, position: int) -> re.Match[str] | None:
    """The status words at a position, behind signs and a label."""
    return WORDS.match(text, _skip_lead(text, position))


def _status(words: re.Match[str]) -> Status:
    assert words.lastgroup is not None
    return Status[words.lastgroup]


def _is_said_behind(title: str, separator: re.Match[str], words: re.Match[str]) -> bool:
    """Whether status words behind a separator are a statement ("- COMPLETE") and no title ("- Complete it")."""
    rest = title[words.end() :].lstrip(" *`")
    if separator[0] in "([":
        if words[0].islower() and rest[:1] not in (")", "]") and not _BY_OR_ON.match(rest):
            return False
        closed = title.find(")" if separator[0] == "(" else "]", words.end())
        behind = title[closed + 1 :].lstrip(" *`") if closed >= 0 else ""
        return not behind[:1].isalnum() or not title[: separator.start()].strip() or bool(_bare_status(behind))
    if words[0].isupper():
        return separator[0] in SIGNS or _is_statement(title, words) or bool(_GOES_ON.match(rest))
    return _is_statement(title, words)


def _is_statement(text: str, words: re.Match[str]) -> bool:
    """Whether what follows status words leaves them a statement and is not the rest of a sentence."""
    rest = text[words.end() :].lstrip(" *`")
    if (words[0].isupper() and _GOES_ON.match(rest)) or _BY_OR_ON.match(rest):
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
    for words in WORDS.finditer(title, max(0, end - 40), end):
        if words.end() == end and words[0].isupper():
            return Found(_status(words), words.start())
    return None


def _box_status(title: str) -> Found | None:
    """The checkbox that a title ends with: "Create the store [x]"."""
    text = title.rstrip()
    opened = text.rfind(" [") + 1 if text.endswith("]") and not text.endswith("[]") else 0
    box = find_box(text[opened:]) if opened and not _is_joined(text, opened) else None
    mark = read_mark(box) if box and not box.text else None
    return Found(STATES[mark], opened) if mark else None


def _loose_status(title: str) -> Found | None:
    """A word at the end of a title that is a status only behind a tick, or in capitals behind another separator."""
    text = title.rstrip(_BEHIND + "*_")
    if (closing := text[-1:]) in (")", "]"):
        text = text[:-1]
    if not text.lower().endswith(_LOOSE_WORDS):
        return None  # most titles
    separator = next(reversed(list(_SEPARATORS.finditer(text))), None)
    if separator is None or (closing in (")", "]")) is not (separator[0] in "(["):
        return None
    words = text[separator.end() :].strip(_ENDS + "_")
    status = _LOOSE.get(words.lower())
    is_said = words.isupper() or SIGNS.get(separator[0]) is Status.COMPLETE
    return Found(status, separator.start()) if status and is_said else None


def _last_sign(title: str) -> Found | None:
    """The sign that a title ends with, or that only an id, a date, a remark in brackets or other signs follow."""
    signs = [] if title.isascii() else list(_SIGN.finditer(title))
    status = SIGNS[signs[-1][0]] if signs else None
    if status is None:
        return None
    rest = title[signs[-1].end() :].strip(" \ufe0f`*_")
    bare = rest.strip("`()[]* ")
    is_id = 7 <= len(bare) <= 64 and not bare.strip("0123456789abcdefABCDEF")
    is_remark = (
        rest.startswith("(") and rest.endswith(")") and len(signs) == 1 and not _is_joined(title, signs[0].start())
    )
    is_remark = is_remark or _DATED.fullmatch(bare) is not None
    is_bare = not any(char.isalnum() for char in rest)
    return Found(status, signs[-1].start(), is_sign=True) if is_bare or is_id or is_remark else None


def sign_status(text: str) -> Status | None:
    """What the last sign in a text says of the state: that of "✅ Batch 1" stands before the name."""
    signs = [] if text.isascii() else _SIGN.findall(text)
    return SIGNS[signs[-1]] if signs else None


def unread_tick(title: str) -> str:
    """The words behind the tick at the end of a title, which has no status that is known; "" where it claims nothing.

    A tick in the midst of a title's own words ("Add ✅ icon to list") claims nothing.
    """
    tick = -1 if title.isascii() else max(map(title.rfind, TICKS))
    if tick < 0:
        return ""
    before, words = title[:tick].rstrip(), title[tick + 1 :].strip(" \ufe0f*_")
    if not words[:1].isalnum() or not before:
        return ""
    if before.endswith(("-", "—", "–", "|", ":")):
        return words
    is_own = before[-1].isalnum() or before[-1] in ")]`*\"'!?."
    return words if is_own and not words[0].islower() and not _is_joined(title, tick) else ""


def _is_joined(title: str, index: int) -> bool:
    """Whether what stands at an index is a part of a title's own words, by the word before it: "Add ✅ icon"."""
    word = title[:index].rstrip().rpartition(" ")[2]
    return word in vocabulary.JOINING_WORDS or (
        len(word) > 2 and word.lower() in vocabulary.JOINING_WORDS
    )  # but not "Plan A ✅"


def tick_message(words: str) -> str:
    """Why a tick before words that are no status means nothing; "" for no words."""
    return f"the tick stands with {words[:80]!r}, which is no status; write COMPLETE or the like" if words else ""


def read_status(line: int, key: str, value: str) -> Iterator[StatusClaim | Problem]:
    """Read the value of a unit's status field; a Problem where it holds no status word, nothing where it is empty."""
    status = field_status(value)
    if status is not None:
        yield StatusClaim(line=line, text=value, status=status, source="field")
    elif value:
        message = f"the status {value!r} holds no status word; write COMPLETE, IN PROGRESS, PENDING or the like"
        yield Problem(line=line, text=value, message=message)
