"""What stands in the place of a commit id and is none: a placeholder, a reason, or an id that is broken."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pytest_phasegate.documents.claims.commit_context import HEX, is_date
from pytest_phasegate.documents.claims.references import UNIT_ID, find_units
from pytest_phasegate.model.claims import NoCommit


class Reason(NamedTuple):
    """Why there is no id; ``unit`` is the one whose commit it is (``ELSEWHERE``), where it is named."""

    why: NoCommit
    unit: str | None


_PLACEHOLDER = (
    r"^\W*x{4,}\W*$|^\W*[<{\[](?:[a-z _-]{3,40}|[^<>{}\[\]]{0,40}\b(?:sha|hash|commit|id)\b[^<>{}\[\]]{0,40})[>}\]]\W*$"
)
_NUMBERS = r"~?\d{1,4}|one|two|three|four|five|several|multiple|many|various|all|single|separate|individual|combined"
_MADE = r"yes|done|completed?|committed|created|verified|merged|pushed|successful|success"
_WHERE = r"and|to|on|the|main|master|branch|remote|origin|feature|successfully"
_WHY = (
    (
        NoCommit.ELSEWHERE,
        re.compile(
            r"included in|part of|combined with|same (?:commit )?as|see (?:batch|task)"
            r"|\b(?:with|in|by|under|of) (?:batch|task) \w"
        ),
    ),
    (
        NoCommit.PENDING,
        re.compile(
            r"pending|\btb[adc]\b|todo|to be |will be|will commit|await|waiting|not yet|later|^\W*$|in progress"
            r"|not started|\b(?:after|once|when|until|upon|soon|uncommitted)\b|not committed|handles? |handling "
            rf"|\bready\b|\bat (?:the )?end\b|\bon merge\b|^\W*no\W*$|{_PLACEHOLDER}"
        ),
    ),
    (
        NoCommit.NOT_NEEDED,
        re.compile(
            r"n/a|\bnone\b|not (?:needed|required|applicable)|no (?:code |source |file )?(?:code |file )?changes?|"
            r"no commit|optional|skipped|verification[- ]only|verification batch|documentation batch"
        ),
    ),
    (
        NoCommit.UNREADABLE,
        re.compile(
            rf"^\W*(?:{_NUMBERS})\b(?![.:/-]\d)|\b(?:per|each|every) (?:batch|task)|(?:git|the) (?:log|history)"
            r"|^\W*see (?:below|above|the (?:list|table))"
            r"|\bgit commit\b|^\W*(?:the )?(?:latest|last|current|this|same|squashed)(?: commit| one)?\W*$"
            rf"|^\W*(?:{_MADE})\b(?:[ ,&]{{1,3}}(?:{_MADE}|{_WHERE})\b){{0,9}}\W*$"
        ),
    ),
)
"""What the reasons look like, in lower case; the last are known to say no more than that there is a commit."""

_BARE_UNIT = re.compile(rf"(?:same (?:commit )?as|see) ({UNIT_ID})(?![\w.]\w)", re.IGNORECASE)
_JUNK = re.compile(r"\W{0,9}(?=[0-9a-z]{0,100}\d)([0-9a-z]{4,100})`?(?:[\s,;(:)\].-]|$)", re.IGNORECASE)
_MOVING = re.compile(r"\W{0,9}((?:ORIG_|FETCH_)?HEAD(?:[~^@][^\s`)\]]{0,20})?|@)(?:[\s,;(:)\].`-]|$)")
_WORD = re.compile(r"[^\s`*,;:()\[\]<>\"'/]{7,100}")
_ALIKE = str.maketrans(
    "\u0430\u0410\u03b1\u0391\u0432\u0412\u044c\u042c\u0392\u0441\u0421\u0501\u0435\u0415\u0395\u043e\u041e\u03bf\u039f"
    "\u0456\u0406\u0131\u0437\u0417\u0431",
    "aaaabbbbbccdeee0000111336",
)
"""Letters of other scripts, and others that look like digits, by what they look like."""


def reason_for(value: str) -> Reason | None:
    """Why a value holds no id, where it says so; None for a value that is no known reason."""
    text = value.lower()
    if _MOVING.match(value):
        return None
    for why, pattern in _WHY:
        if pattern.search(text):
            return Reason(why, _named_unit(value) if why is NoCommit.ELSEWHERE else None)
    return None


def find_fault(value: str) -> str:
    """What is wrong with the id that a value is meant to begin with; "" for a value that is not meant as one."""
    if fault := find_lookalike(value):
        return fault
    if moving := _MOVING.match(value):
        return f"{moving[1]!r} is another commit each time one is made; write the id of the commit that holds the work"
    junk = _JUNK.match(value)
    if junk and not is_date(junk[1]) and _looks_like_id(junk[1]):
        return f"{junk[1]!r} is no commit id: {_fault(junk[1])}"
    return ""


def find_lookalike(value: str) -> str:
    """What is wrong with a word that only looks like an id: it holds letters of other scripts, or invisible ones."""
    if value.isascii():
        return ""
    for word in _WORD.findall(value):
        if word.isascii():
            continue
        visible = "".join(char for char in word if unicodedata.category(char) not in ("Cf", "Mn"))
        meant = unicodedata.normalize("NFKC", visible).translate(_ALIKE)
        read = HEX.search(word)
        if HEX.fullmatch(meant) and not (read and read[0] == meant):
            odd = next(char for char in word if not char.isascii())
            kind = "letter that only looks like one of a-f" if odd in visible else "character that cannot be seen"
            return f"{word!r} is no commit id: it holds a {kind} (U+{ord(odd):04X}); write it in the digits 0-9 and a-f"
    return ""


def _named_unit(value: str) -> str | None:
    units = find_units(value)
    if units:
        return units[0].id
    bare = _BARE_UNIT.search(value)
    return bare[1] if bare else None


def _looks_like_id(word: str) -> bool:
    """Whether a word without meaning was surely meant as an id."""
    digits = sum(char.isdigit() for char in word)
    return (digits * 4 >= len(word) and not word.isdigit()) or (word.isdigit() and len(word) >= 5)


def _fault(word: str) -> str:
    if word.strip("0123456789abcdefABCDEF"):
        return "an id is made of the digits 0-9 and a-f"
    return f"it has {len(word)} digits, an id has 7 to 64"
