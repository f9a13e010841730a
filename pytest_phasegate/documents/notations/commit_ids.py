"""Ids of commits: the keys below which they stand, the words that make hex digits one, and what stands in its place."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pytest_phasegate.documents.notations.references import drop_parentheses, find_units
from pytest_phasegate.model.claims import NoCommit
from pytest_phasegate.text.patterns import alternatives, pattern
from pytest_phasegate.vocabulary import (
    COMMIT_KEY_ENDS,
    COMMIT_KEYS_DENIED,
    COMMIT_KEYS_FOREIGN,
    HEX_WORDS,
    TO_WRITE,
    UNIT_ID,
)

# What stands before is looked at behind the first digit: so the search steps quickly over all that is none.
HEX = pattern(
    r"[0-9a-fA-F](?:(?<![\w/.#-].)|(?<=/commit/.)|(?<=/commits/.))[0-9a-fA-F]{6,63}(?![\w/-]|\.\w)", re.DOTALL
)
"""Digits that may be an id: a word of their own, or the end of a commit's address."""

_DATE = pattern(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_SCIENTIFIC = pattern(r"\d+[eE]\d+")
_LABEL = pattern(
    r"(?<![\w-])(?:commit(?:s|ted)?(?:[ ](?:sha|id|hash|as|in|at|verified))?|sha|hash)[ ]{0,2}:?[\s`\"'(\[#]{1,4}$"
    r"|/commits?/$",
    re.IGNORECASE,
)
_CLAUSE = pattern(r"[;.!?]\s|,\s(?=.)(?!`?[0-9a-fA-F]{7})|\s[-–—]\s|\s(?:then|but)\s")
_OTHERS = pattern(
    r"\b(?:upstream|revert(?:s|ed|ing)?|regress(?:ion|ions|ed)|culprit|bisect\w{0,4}|broke|broken|caused|vendor(?:s|ed)?"
    r"|cherry-?pick(?:s|ing)?|cherry-?picked[ ](?!as|to)|docker|digest|checksum|md5|sha-?256|submodules?|pin(?:s|ned)?"
    r"|image[ ](?:id|tag|sha|hash)|based[ ]on|baseline|on[ ]top[ ]of|undo(?:es|ne)?|fork(?:s|ed)?|compared?|undid"
    r"|roll(?:s|ed)?[ -]?back|restor(?:e|es|ed|ing)|reset"
    r"|(?:bug|leak|defect|error)s?[ ]introduced"
    r"|(?:previous|prior|parent|base|earlier|original|other|old|bad|good)[ ](?:git[ ])?commits?"
    r"|git[ ](?:checkout|revert|reset|show|diff|log|rebase|switch))\b",
    re.IGNORECASE,
)
"""Words that make an id in their clause that of another commit."""
_OTHER_AT_ONCE = pattern(
    r"(?:\b(?:was|were|not|from|since|before|after|until|than|fixes|fix[ ]for|fixing|replac(?:es|ed|ing)"
    r"|supersed(?:es|ed|ing)|instead[ ]of|formerly|previously|old|against|over|like|e\.g\.|example|drops|dropped"
    r"|(?:tested|reviewed|verified|checked|measured|deployed|released|tagged)[ ](?:at|on|against|with))"
    r":?[ ]{1,3}(?:the[ ])?(?:commits?[ ])?[`\"'(\[]{0,3}|/[\w.-]{1,100}@)$",
    re.IGNORECASE,
)
"""Words that do so only where they stand before the id at once; and the name of another repository."""
_COUNTED = pattern(r"\b(?:total|number of|count|estimated|expected|messages?|format|pattern)\b")
_SIGNED = pattern(r"[✅✔☑]\ufe0f?[ *]{0,3}$")


def is_date(text: str) -> bool:
    """Whether digits are a date ("20250917"), which looks like a short id."""
    return _DATE.match(text) is not None


def is_word(text: str, rest: str) -> bool:
    """Whether letters that could be an id are an English word, because a sentence goes on behind them."""
    return text.lower() in HEX_WORDS and rest.strip()[:1].isalpha()


def is_mixed(text: str) -> bool:
    """Whether a word is made of digits and letters as only an id is: no number, no word, no "1e6" of any length."""
    if text.isdecimal() or text.isalpha():
        return False
    return text.lower() not in HEX_WORDS and not _SCIENTIFIC.fullmatch(text)


def stands_in_brackets(text: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands in brackets, with or without backticks."""
    before, after = _around(text, match)
    is_all = before.rstrip("` ")[-1:] + after.lstrip("` ")[:1] in ("()", "[]")
    return is_all and match[0].lower() not in HEX_WORDS


def stands_in_code(text: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands in a span of code."""
    before, after = _around(text, match)
    return before.endswith("`") and after.startswith("`") and match[0].lower() not in HEX_WORDS


def stands_labelled(text: str, match: re.Match[str]) -> bool:
    """Whether what stands before an id says that it is one: "commit 4830299", "SHA: 4830299", ".../commit/4830299"."""
    said = _LABEL.search(text, max(0, match.start() - 40), match.start())
    return said is not None and not (match[0].isalpha() and match[0].lower() in HEX_WORDS)


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[max(0, match.start() - 9) : match.start()].rstrip(), text[match.end() : match.end() + 9].lstrip()


def clause_before(text: str, start: int) -> str:
    """The words before an index, back to where their clause begins."""
    before = text[max(0, start - 120) : start]
    ends = [end.end() for end in _CLAUSE.finditer(before)]
    return before[ends[-1] :] if ends else before


def is_foreign(text: str, start: int) -> bool:
    """Whether the words before an id say that it is another commit's: "reverts 4830299", "upstream (4830299)"."""
    said = clause_before(text, start)
    return _OTHERS.search(said) is not None or _OTHER_AT_ONCE.search(said) is not None


def is_bracketed(title: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands in brackets, or stands behind "commit" in them."""
    if stands_in_brackets(title, match):
        return True
    is_inside = title.rfind("(", 0, match.start()) > title.rfind(")", 0, match.start())
    return is_inside and stands_labelled(title, match)


def is_behind_status(title: str, match: re.Match[str]) -> bool:
    """Whether digits behind the status in a heading are an id."""
    if is_mixed(match[0]) or _is_all_behind(title, match):
        return True
    return stands_in_code(title, match) or stands_labelled(title, match)


def _is_all_behind(title: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands behind the sign of a status: "Types ✅ 92593984"."""
    return not title[match.end() :].strip(" `*") and _SIGNED.search(title, 0, match.start()) is not None


def is_of_others(text: str, start: int) -> bool:
    """Whether the words before an id say that it is another commit's, or that commits are counted there."""
    return is_foreign(text, start) or _COUNTED.search(clause_before(text, start).lower()) is not None


def is_own(text: str, match: re.Match[str]) -> bool:
    """Whether digits that are said to be an id are no date, and not that of another commit."""
    return not is_date(match[0]) and not is_foreign(text, match.start())


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
        pattern(
            r"included in|part of|combined with|same (?:commit )?as|see (?:batch|task)"
            r"|\b(?:with|in|by|under|of) (?:batch|task) \w"
        ),
    ),
    (
        NoCommit.PENDING,
        pattern(
            rf"pending|\b(?:{alternatives(TO_WRITE)})\b|to be |will be|will commit|await|waiting|not yet|later|^\W*$"
            r"|in progress|not started|\b(?:after|once|when|until|upon|soon|uncommitted)\b|not committed|handles? "
            rf"|handling |\bready\b|\bat (?:the )?end\b|\bon merge\b|^\W*no\W*$|{_PLACEHOLDER}"
        ),
    ),
    (
        NoCommit.NOT_NEEDED,
        pattern(
            r"n/a|\bnone\b|not (?:needed|required|applicable)|no (?:code |source |file )?(?:code |file )?changes?|"
            r"no commit|optional|skipped|verification[- ]only|verification batch|documentation batch"
        ),
    ),
    (
        NoCommit.UNREADABLE,
        pattern(
            rf"^\W*(?:{_NUMBERS})\b(?![.:/-]\d)|\b(?:per|each|every) (?:batch|task)|(?:git|the) (?:log|history)"
            r"|^\W*see (?:below|above|the (?:list|table))"
            r"|\bgit commit\b|^\W*(?:the )?(?:latest|last|current|this|same|squashed)(?: commit| one)?\W*$"
            rf"|^\W*(?:{_MADE})\b(?:[ ,&]{{1,3}}(?:{_MADE}|{_WHERE})\b){{0,9}}\W*$"
        ),
    ),
)
"""What the reasons look like, in lower case; the last are known to say no more than that there is a commit."""

_BARE_UNIT = pattern(rf"(?:same (?:commit )?as|see) ({UNIT_ID})(?![\w.]\w)", re.IGNORECASE)
_JUNK = pattern(r"\W{0,9}(?=[0-9a-z]{0,100}\d)([0-9a-z]{4,100})`?(?:[\s,;(:)\].-]|$)", re.IGNORECASE)
_MOVING = pattern(r"\W{0,9}((?:ORIG_|FETCH_)?HEAD(?:[~^@][^\s`)\]]{0,20})?|@)(?:[\s,;(:)\].`-]|$)")
_WORD = pattern(r"[^\s`*,;:()\[\]<>\"'/]{7,100}")
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
    for why, words in _WHY:
        if words.search(text):
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
    words = () if value.isascii() else _WORD.findall(value)
    return next((fault for word in words if not word.isascii() and (fault := _lookalike(word))), "")


def _lookalike(word: str) -> str:
    visible = "".join(char for char in word if unicodedata.category(char) not in ("Cf", "Mn"))
    meant = unicodedata.normalize("NFKC", visible).translate(_ALIKE)
    if not HEX.fullmatch(meant) or meant in HEX.findall(word):
        return ""
    odd = next(char for char in word if not char.isascii())
    kind = "letter that only looks like one of a-f" if odd in visible else "character that cannot be seen"
    return f"{word!r} is no commit id: it holds a {kind} (U+{ord(odd):04X}); write it in the digits 0-9 and a-f"


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


_LOOK = pattern("commit|sha|hash|git ver")  # a quick look before the careful one
_OTHER_KEYS = COMMIT_KEYS_DENIED | COMMIT_KEYS_FOREIGN
_MOST_KEY_WORDS = 5
_VERIFIED = pattern("git verification|(?:.* )?commit verified")
_KEY_UNIT = pattern(rf"\(?((?:sub-batch|batch|task)[ ]{{1,3}}(?:{UNIT_ID}))\)?", re.IGNORECASE)
_KEY_END = pattern(r"[ ](?:\d{1,3}|for|of|from)$")


def is_commit_key(key: str) -> bool:
    """Whether a field of this key (in lower case) holds commit ids: "git commit", "batch 1 commit", "qa fix commit".

    Not one that speaks of commits in general ("commit strategy"), or of another commit ("upstream commit").
    """
    words = _words_of_key(key) if _LOOK.search(key) else []
    if not words or len(words) > _MOST_KEY_WORDS:
        return False
    return _VERIFIED.fullmatch(" ".join(words)) is not None or (words[-1] in COMMIT_KEY_ENDS and _is_of_commit(words))


def _words_of_key(key: str) -> list[str]:
    """The words of a key without the unit that it names; none where one of them makes it another kind of key."""
    bare = " ".join(drop_parentheses(_KEY_UNIT.sub(" ", key)).replace(":", " ").split())
    words = _KEY_END.sub("", bare).split()
    return words if _OTHER_KEYS.isdisjoint(words) else []


def _is_of_commit(words: list[str]) -> bool:
    """Whether the last word of a key is about a commit, and not about any other id or link."""
    last = words[-1]
    is_named = "commit" in " ".join(words)
    return is_named or last.startswith("sha") or (last.startswith("hash") and "git" in words)


def key_unit(key: str) -> str | None:
    """The id of the unit that a key names ("Batch 1 Git Commit", "Commit SHA (Task 1.1)"), or None."""
    units = find_units(key)
    return units[0].id if units else None
