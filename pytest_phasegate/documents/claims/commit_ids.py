"""Commit ids in fields, headings, cells and lines: the context makes an id, not its look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.references import UNIT_ID, drop_parentheses, find_units
from pytest_phasegate.model.claims import CommitClaim, NoCommit, NoCommitClaim, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

CommitReading = CommitClaim | NoCommitClaim | Problem

_UNIT = rf"(?:(?:sub-batch|batch|task)[ ]{{1,3}}(?:{UNIT_ID}))"
_HEX = r"(?<![\w/.#-])[0-9a-fA-F]{7,64}(?![\w/-]|\.\w)"
_RANGED_HEX = r"[0-9a-fA-F]{7,64}"
_ITEM = re.compile(
    rf"[\s`*\"'✅(\[<]{{0,9}}(?:(?P<unit>{_UNIT})[ ]{{0,3}}[:=→-][\s`*]{{0,4}})?"
    rf"(?:(?:commit|sha|hash|id)[ ]{{0,2}}:?[\s`]{{1,4}})?"
    rf"(?:https?://[^\s()<>]{{1,300}}?/commits?/)?"
    rf"(?P<id>{_RANGED_HEX})`?(?:[ ]?\.\.\.?[ ]?`?(?P<until>{_RANGED_HEX})`?)?(?![\w/])[\s`*\])]{{0,4}}"
    rf"(?:\((?P<note>[^()]{{0,300}})\))?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[ ]{0,3}(?:[,;&+/]|and\b|,[ ]?and\b)[ ]{0,3}", re.IGNORECASE)
_INLINE = re.compile(_HEX)
_LABELLED = re.compile(r"(?<![\w-])(?:commit(?:[ ](?:sha|id|hash))?|sha)[ ]{0,2}:", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_WORDS = {"acceded", "defaced", "effaced", "fabaceae"}
_JUNK = re.compile(r"`?(?=[0-9a-z]{0,100}\d)([0-9a-z]{4,100})`?(?:[\s,;(:-]|$)", re.IGNORECASE)

_KEY_LOOK = re.compile("commit|sha|hash|git ver")  # a quick look before the careful one
_KEY_ENDS = {"commit", "commits", "sha", "shas", "hash", "hashes", "id", "ids"}
_KEY_DENIED = {
    "expected", "message", "messages", "strategy", "estimated", "scope", "format", "pattern", "total", "plan", "type",
    "pre-commit", "planned", "suggested", "example", "conventional", "required", "max", "first-parent", "per", "number",
    "task", "base", "target",
}  # fmt: skip
_KEY_UNIT = re.compile(rf"\(?({_UNIT})\)?", re.IGNORECASE)

_WHY = (
    (
        NoCommit.ELSEWHERE,
        re.compile(r"included in|part of|combined with|same (?:commit )?as|see (?:batch|task)|with batch"),
    ),
    (
        NoCommit.PENDING,
        re.compile(r"pending|tbd|todo|to be |will be|will commit|awaiting|not yet|later|^\W*$|in progress"),
    ),
    (
        NoCommit.NOT_NEEDED,
        re.compile(
            r"n/a|\bnone\b|not (?:needed|required|applicable)|no (?:code |source |file )?(?:code |file )?changes?|"
            r"no commit|optional|skipped|verification[- ]only|verification batch|documentation batch"
        ),
    ),
)


def is_commit_key(key: str) -> bool:
    """Whether a field of this key (in lower case) holds commit ids: "git commit", "batch 1 commit", "qa fix commit"."""
    if not _KEY_LOOK.search(key):
        return False
    words = drop_parentheses(_KEY_UNIT.sub(" ", key)).replace(":", " ").split()
    if not words or len(words) > 5 or _KEY_DENIED.intersection(words):
        return False
    if words[-1] == "verified" or key == "git verification":
        words = words[:-1]
        return words[-1:] == ["commit"] or key == "git verification"
    return words[-1] in _KEY_ENDS and ("commit" in key or words[-1].startswith(("sha", "commit")))


def key_unit(key: str) -> str | None:
    """The id of the unit that a key names ("Batch 1 Git Commit", "Commit SHA (Task 1.1)"), or None."""
    units = find_units(key)
    return units[0].id if units else None


def read_commits(line: int, value: str) -> list[CommitReading]:
    """Read the value of a commit field: ids with notes, ranges, a placeholder, or what cannot be read."""
    claims: list[CommitReading] = []
    position = 0
    labelled = _LABELLED.search(value)
    match = _ITEM.match(value)
    if not match and labelled:
        position = labelled.end()
        match = _ITEM.match(value, position)
    while match:
        if _is_id(match["id"]) and not _is_word(match["id"], value[match.end() : match.end() + 9]):
            claims.append(_claim(line, value, match))
        separator = _SEPARATOR.match(value, match.end())
        match = _ITEM.match(value, separator.end()) if separator else None
    return claims or [_no_claim(line, value)]


def may_cite(text: str) -> bool:
    """Whether a line may speak of a commit: a quick look before the careful one."""
    return "ommit" in text or "OMMIT" in text


def inline_commits(line: int, text: str) -> Iterator[CommitClaim]:
    """The ids in a line that speaks of a commit: "Git commit verified: a68f0e1", "one commit (014876d)"."""
    if not may_cite(text):
        return
    for match in _INLINE.finditer(text):
        before = text[max(0, match.start() - 100) : match.start()].rstrip(" `*[")
        said = before.lower().replace("pre-commit", "")
        is_cited = before.endswith((":", "(")) and "commit" in said and "message" not in said
        opens_line = said.lstrip(" ✅*-") == "commit" and any(map(str.isdigit, match[0]))
        if (is_cited or opens_line) and _is_id(match[0]):
            yield CommitClaim(line=line, text=text, id=match[0].lower())


def heading_commits(line: int, title: str, tail: int) -> Iterator[CommitClaim]:
    """The ids in a unit's heading: alone in parentheses or code, or behind its status (from index ``tail``)."""
    if tail >= len(title) and "(" not in title:
        return  # most titles: nothing stands in parentheses, and nothing behind a status
    for match in _INLINE.finditer(title):
        before, after = title[: match.start()].rstrip(), title[match.end() :].lstrip()
        bare = before.rstrip("`").rstrip()
        alone = bare.endswith("(") and after.lstrip("` ").startswith(")")
        in_code = match.start() > tail and before.endswith("`") and after.startswith("`")
        labelled = match.start() > tail and (bare.endswith(":") or any(map(str.isdigit, match[0])))
        if (alone or in_code or labelled) and _is_id(match[0]) and match[0].lower() not in _WORDS:
            yield CommitClaim(line=line, text=title, id=match[0].lower())


def status_commits(line: int, value: str) -> list[CommitClaim]:
    """The ids that stand with a status: "COMPLETE (4830299)", "COMPLETE - Commit: 4830299"."""
    if "(" not in value and not may_cite(value):
        return []
    found = [*heading_commits(line, value, len(value)), *inline_commits(line, value)]
    return list(dict.fromkeys(found))


def _claim(line: int, text: str, match: re.Match[str]) -> CommitClaim:
    unit = find_units(match["unit"]) if match["unit"] else []
    note = (match["note"] or "").strip()
    if not unit and note and re.fullmatch(_UNIT, note, re.IGNORECASE):
        unit = find_units(note)
    until = match["until"].lower() if match["until"] else None
    return CommitClaim(line=line, text=text, id=match["id"].lower(), until=until, unit=unit[0].id if unit else None)


def _is_id(text: str) -> bool:
    return not _DATE.match(text)


def _is_word(text: str, rest: str) -> bool:
    """Whether letters that could be an id are an English word, because a sentence goes on behind them."""
    return text.lower() in _WORDS and rest.strip()[:1].isalpha()


def _no_claim(line: int, value: str) -> NoCommitClaim | Problem:
    text = value.lower()
    for why, pattern in _WHY:
        if pattern.search(text):
            units = find_units(value) if why is NoCommit.ELSEWHERE else []
            return NoCommitClaim(line=line, text=value, why=why, unit=units[0].id if units else None)
    junk = _JUNK.match(value.strip())
    if junk and not _DATE.match(junk[1]) and _looks_like_id(junk[1]):
        return Problem(line=line, text=value, message=f"{junk[1]!r} is no commit id: {_fault(junk[1])}")
    return NoCommitClaim(line=line, text=value, why=NoCommit.UNREADABLE)


def _looks_like_id(word: str) -> bool:
    """Whether a word without meaning was surely meant as an id."""
    digits = sum(char.isdigit() for char in word)
    return (digits * 4 >= len(word) and not word.isdigit()) or (word.isdigit() and len(word) >= 5)


def _fault(word: str) -> str:
    if word.strip("0123456789abcdefABCDEF"):
        return "an id is made of the digits 0-9 and a-f"
    return f"it has {len(word)} digits, an id has 7 to 64"
