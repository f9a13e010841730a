"""Statuses in headings, fields and cells: the last status word decides, not the sign before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.boxes import STATES, find_box, read_mark
from pytest_phasegate.documents.notations.status_words import (
    ALONE,
    BY_OR_ON,
    CLOSING,
    DATE,
    GOES_ON,
    LOCAL,
    LOOSE,
    SIGNS,
    TICKS,
    WORDS,
    is_statement,
    mend_signs,
    rest_behind,
    skip_comment,
    skip_lead,
    status_of,
    words_at,
)
from pytest_phasegate.model.claims import Status
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping


_ALL_SIGNS = "".join(SIGNS)
_SIGN = pattern(f"[{_ALL_SIGNS}]")
_ALL = pattern(
    r"all(?:[ ]\d{1,4})?(?:[ ](?:batches|tasks|phases|stages|steps|units))?[ ](?:(?:are|is)[ ](?:now[ ])?)?",
    re.IGNORECASE,
)
_ALL_DONE = pattern(
    r"all(?:[ ]\d{1,4})?[ ](batches|tasks|phases|stages)[ ](?:(?:are|is)[ ](?:now[ ])?)?([a-z]{4,12})[^\w?:]*",
    re.IGNORECASE,
)
_EMPHASIS = pattern(r"_(?<!\w_)_{0,2}(?=\w)|_(?<=[^\W_]_)_{0,2}(?!\w)")  # each begins with a letter, as below
_LOOSE_WORDS = tuple(LOOSE)
_LONGEST = 2_000
# Each alternative begins with one letter: so the search steps quickly over all others.
_SEPARATORS = pattern(rf" (?:--?|—|–|\|) |\(|\[|{'|'.join(SIGNS)}")
_ID_BEHIND = pattern(r"(?<=\S)[ ]{1,3}(?:(?:in|as|commit)[ ]){0,2}`?(?=[0-9a-f]{0,63}\d)[0-9a-f]{7,64}`?$")
_PERCENT = pattern(r"[~≈]?\d{1,2}[ ]?%")
_DATED = pattern(rf"(?i:{DATE})(?:[ T,].{{0,20}})?")
_BOX_AT_END = pattern(r"[ ](\[[^\[\]]{1,20}\])$")
_ID_ALONE = pattern("[0-9a-fA-F]{7,64}")
_OWN_END = pattern(r"[^\W_]|[)\]`*\"'!?.]")  # the end of a title's own words, behind which a tick is no part of them
_OWN_WORD = pattern(
    r"(?:[(\[](?P<in>[^()\[\]\n]{2,30})[)\]]|(?<= )(?:--?|—|–)[ ]{1,3}(?P<behind>[^\W_][\w '-]{1,29}))[*_`.! ]{0,9}$"
)
_ENDS = f" *`\ufe0f{_ALL_SIGNS}"  # what may follow a status in capitals
_BEHIND = f" .!\ufe0f{_ALL_SIGNS}"  # what may follow a status that is all of a value


class Found(NamedTuple):
    """A status and where it is said: ``start`` is where the words about the state begin in the text.

    ``is_sign`` where no word says it, only a sign such as ``✅``.
    """

    status: Status
    start: int
    is_sign: bool = False


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
        title = _EMPHASIS.sub(lambda signs: "*" * len(signs[0]), title)
    if not _may_have_separator(title):
        return _bare_status(title)
    for find in (_separated_status, _bare_status, _box_status, _loose_status, _last_sign):
        if found := find(title):
            return found
    return None


def _separated_status(title: str) -> Found | None:
    """The last status that stands behind a separator; what it says begins at the first such separator."""
    found: Found | None = None
    position = 0
    for separator in _SEPARATORS.finditer(title):
        if separator.start() < position:
            continue
        words = words_at(title, separator.end())
        if words and _is_said_behind(title, separator, words):
            found = Found(status_of(words), found.start if found else separator.start())
            position = skip_comment(title, words.end())
    return found


def _may_have_separator(title: str) -> bool:
    """Whether a title may hold a separator: a quick look before the careful one."""
    return not title.isascii() or "(" in title or "[" in title or "- " in title or "| " in title


def field_status(value: str) -> Status | None:
    """The status that the value of a status field says, or None where it says none that is known."""
    text = mend_signs(value[:_LONGEST]).strip(" `*_\"'“”")
    bare = text.strip(_ENDS).lower()
    if (alone := ALONE.get(bare)) is not None:
        return alone
    if bare.endswith("%") and _PERCENT.fullmatch(bare):
        return Status.IN_PROGRESS
    return _bracketed_status(text) if text[:1] in ("(", "[") else _status_in(text)


def _status_in(text: str) -> Status | None:
    """The status that words say which are not all of a value: "COMPLETE - 4830299", "all batches done"."""
    start = skip_lead(text, 0)
    if everything := _ALL.match(text, start):
        words = WORDS.match(text, everything.end())
        return status_of(words) if words else None
    words = WORDS.match(text, start)
    if not words or not is_statement(text, words):
        return _status_without_words(text)
    return _status_behind(text, words) or status_of(words)


def _status_behind(text: str, words: re.Match[str]) -> Status | None:
    """The status that a value ends with, in words behind others: "COMPLETE, then: BLOCKED"."""
    later = heading_status(text[skip_comment(text, words.end()) :])
    return later.status if later and not later.is_sign else None


def _status_without_words(text: str) -> Status | None:
    """The status before an id ("✅ 4830299", "done in 4830299"), or that of signs alone."""
    if behind := _ID_BEHIND.search(text):
        return field_status(text[: behind.start()])
    sign = _SIGN.match(text) if not any(char.isalnum() for char in text) else None
    return SIGNS[sign[0]] if sign else None


def _bracketed_status(text: str) -> Status | None:
    """The status in the brackets that a value begins with: "[COMPLETE]", "[x]"; of a choice ("[A | B]") none."""
    closed = text.find(CLOSING[text[0]])
    if closed < 0 or text[closed + 1 : closed + 2] not in ("", " ", "*", "`", "."):
        return None
    box = find_box(text)
    mark = read_mark(box) if box else None
    return STATES[mark] if mark else ALONE.get(text[1:closed].strip(_ENDS).lower())


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
    words = words_at(text, 0)
    if not words:
        return text[:1] == "[" and text[-1:] == "]" and _bracketed_status(text) is not None
    rest = text[words.end() :].lstrip()
    return rest.startswith(("(", "- ", "— ")) or not rest.strip(_BEHIND)


def is_loose_status(value: str) -> bool:
    """Whether a value is a word that is a status only where a status stands: "Approved", "100%"."""
    return mend_signs(value[:_LONGEST]).strip(_BEHIND + "*`_").lower() in LOOSE


def own_status(states: Mapping[str, Status], text: str) -> Status | None:
    """The state that a dialect's own word says, where it is all of a text."""
    return states.get(text.strip(_BEHIND + "*`_").casefold()) if states else None


def own_heading_status(states: Mapping[str, Status], title: str) -> Found | None:
    """The state that a dialect's own word says at the end of a title: in brackets, or behind a dash."""
    match = _OWN_WORD.search(title) if states else None
    status = states.get((match["in"] or match["behind"]).casefold()) if match else None
    return Found(status, match.start()) if match and status else None


def _is_said_behind(title: str, separator: re.Match[str], words: re.Match[str]) -> bool:
    """Whether status words behind a separator are a statement ("- COMPLETE") and no title ("- Complete it")."""
    if separator[0] in CLOSING:
        return _is_said_in_brackets(title, separator, words)
    if is_statement(title, words):
        return True
    return words[0].isupper() and (separator[0] in SIGNS or GOES_ON.match(rest_behind(title, words)) is not None)


def _is_said_in_brackets(title: str, separator: re.Match[str], words: re.Match[str]) -> bool:
    rest = rest_behind(title, words)
    if words[0].islower() and rest[:1] not in (")", "]") and not BY_OR_ON.match(rest):
        return False
    behind = title[words.end() :].partition(CLOSING[separator[0]])[2].lstrip(" *`")
    return not behind[:1].isalnum() or not title[: separator.start()].strip() or bool(_bare_status(behind))


def _bare_status(title: str) -> Found | None:
    """A status in capitals that ends a title, but for what stands in brackets behind it, and signs."""
    end = _end_of_words(title)
    if title[end - 1 : end].islower():
        return None  # the end of a word that is not in capitals
    for words in WORDS.finditer(title, max(0, end - 40), end):
        if words.end() == end and words[0].isupper():
            return Found(status_of(words), words.start())
    return None


def _end_of_words(title: str) -> int:
    end = len(title.rstrip(_ENDS))
    if title[:end].endswith(")") and (opened := title.rfind("(", 0, end)) >= 0:
        end = len(title[:opened].rstrip(" *`"))
    return end


def _box_status(title: str) -> Found | None:
    """The checkbox that a title ends with: "Create the store [x]"."""
    found = _BOX_AT_END.search(title.rstrip())
    if found is None or _is_joined(title, found.start() + 1):
        return None
    box = find_box(found[1])
    mark = read_mark(box) if box else None
    return Found(STATES[mark], found.start() + 1) if mark else None


def _loose_status(title: str) -> Found | None:
    """A word at the end of a title that is a status only behind a tick, or in capitals behind another separator."""
    text = title.rstrip(_BEHIND + "*_")
    bare = text.removesuffix(")").removesuffix("]")
    if not bare.lower().endswith(_LOOSE_WORDS):
        return None  # most titles
    separator = next(reversed(list(_SEPARATORS.finditer(bare))), None)
    if separator is None or (bare != text) is not (separator[0] in CLOSING):
        return None
    words = bare[separator.end() :].strip(_ENDS + "_")
    status = _loose_word(words, separator[0])
    return Found(status, separator.start()) if status else None


def _loose_word(words: str, separator: str) -> Status | None:
    if words.isupper() or separator in TICKS:
        return LOOSE.get(words.lower())
    return LOCAL.get(words.lower()) if separator in CLOSING or separator.strip() else None


def _last_sign(title: str) -> Found | None:
    """The sign that a title ends with, or that only an id, a date, a remark in brackets or other signs follow."""
    signs = _signs(title)
    if not signs or (status := SIGNS[signs[-1][0]]) is None:
        return None
    start = signs[-1].start()
    rest = title[start + 1 :].strip(" \ufe0f`*_")
    is_last = _says_no_more(rest) or (len(signs) == 1 and _is_remark(title, start, rest))
    return Found(status, start, is_sign=True) if is_last else None


def _signs(text: str) -> list[re.Match[str]]:
    return [] if text.isascii() else list(_SIGN.finditer(text))


def _is_remark(title: str, start: int, rest: str) -> bool:
    """Whether brackets hold all that follows a sign, which is none of the title's own words."""
    return rest[:1] + rest[-1:] == "()" and not _is_joined(title, start)


def _says_no_more(rest: str) -> bool:
    """Whether nothing but an id, a date or other signs follow a sign."""
    bare = rest.strip("`()[]* ")
    return bool(_ID_ALONE.fullmatch(bare) or _DATED.fullmatch(bare)) or not any(char.isalnum() for char in rest)


def sign_status(text: str) -> Status | None:
    """What the last sign in a text says of the state: that of "✅ Batch 1" stands before the name."""
    signs = _signs(text)
    return SIGNS[signs[-1][0]] if signs else None


def unread_tick(title: str) -> str:
    """The words behind the tick at the end of a title, which has no status that is known; "" where it claims nothing.

    A tick in the midst of a title's own words ("Add ✅ icon to list") claims nothing.
    """
    tick = -1 if title.isascii() else max(map(title.rfind, TICKS))
    if tick < 0:
        return ""
    before, words = title[:tick].rstrip(), title[tick + 1 :].strip(" \ufe0f*_")
    if not words[:1].isalnum():
        return ""
    if before.endswith(("-", "—", "–", "|", ":")):
        return words
    return words if _OWN_END.match(before[-1:]) and not words[0].islower() and not _is_joined(title, tick) else ""


def _is_joined(title: str, index: int) -> bool:
    """Whether what stands at an index is a part of a title's own words, by the word before it: "Add ✅ icon"."""
    word = title[:index].rstrip().rpartition(" ")[2]
    return word in vocabulary.JOINING_WORDS or (
        len(word) > 2 and word.lower() in vocabulary.JOINING_WORDS
    )  # but not "Plan A ✅"


def tick_message(words: str) -> str:
    """Why a tick before words that are no status means nothing; "" for no words."""
    return f"the tick stands with {words[:80]!r}, which is no status; write COMPLETE or the like" if words else ""
