"""What stands around hex digits in a text, and whether it makes them the id of the work's commit."""

from __future__ import annotations

import re

# What stands before is looked at behind the first digit: so the search steps quickly over all that is none.
HEX = re.compile(
    r"[0-9a-fA-F](?:(?<![\w/.#-].)|(?<=/commit/.)|(?<=/commits/.))[0-9a-fA-F]{6,63}(?![\w/-]|\.\w)", re.DOTALL
)
"""Digits that may be an id: a word of their own, or the end of a commit's address."""

_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_WORDS = {"acceded", "defaced", "effaced", "fabaceae", "ed25519"}
_SCIENTIFIC = re.compile(r"\d+[eE]\d+")
_LABEL = re.compile(
    r"(?<![\w-])(?:commit(?:s|ted)?(?:[ ](?:sha|id|hash|as|in|at|verified))?|sha|hash)[ ]{0,2}:?[\s`\"'(\[#]{1,4}$"
    r"|/commits?/$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;.!?]\s|,\s(?=.)(?!`?[0-9a-fA-F]{7})|\s[-–—]\s|\s(?:then|but)\s")
_OTHERS = re.compile(
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
_OTHER_AT_ONCE = re.compile(
    r"(?:\b(?:was|were|not|from|since|before|after|until|than|fixes|fix[ ]for|fixing|replac(?:es|ed|ing)"
    r"|supersed(?:es|ed|ing)|instead[ ]of|formerly|previously|old|against|over|like|e\.g\.|example|drops|dropped"
    r"|(?:tested|reviewed|verified|checked|measured|deployed|released|tagged)[ ](?:at|on|against|with))"
    r":?[ ]{1,3}(?:the[ ])?(?:commits?[ ])?[`\"'(\[]{0,3}|/[\w.-]{1,100}@)$",
    re.IGNORECASE,
)
"""Words that do so only where they stand before the id at once; and the name of another repository."""


def is_date(text: str) -> bool:
    """Whether digits are a date ("20250917"), which looks like a short id."""
    return _DATE.match(text) is not None


def is_word(text: str, rest: str) -> bool:
    """Whether letters that could be an id are an English word, because a sentence goes on behind them."""
    return text.lower() in _WORDS and rest.strip()[:1].isalpha()


def is_mixed(text: str) -> bool:
    """Whether a word is made of digits and letters as only an id is: no number, no word, no "1e6" of any length."""
    if text.isdecimal() or text.isalpha():
        return False
    return text.lower() not in _WORDS and not _SCIENTIFIC.fullmatch(text)


def stands_in_brackets(text: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands in brackets, be it in code there."""
    before, after = _around(text, match)
    is_all = before.rstrip("` ")[-1:] + after.lstrip("` ")[:1] in ("()", "[]")
    return is_all and match[0].lower() not in _WORDS


def stands_in_code(text: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands in a span of code."""
    before, after = _around(text, match)
    return before.endswith("`") and after.startswith("`") and match[0].lower() not in _WORDS


def stands_labelled(text: str, match: re.Match[str]) -> bool:
    """Whether what stands before an id says that it is one: "commit 4830299", "SHA: 4830299", ".../commit/4830299"."""
    said = _LABEL.search(text, max(0, match.start() - 40), match.start())
    return said is not None and not (match[0].isalpha() and match[0].lower() in _WORDS)


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
