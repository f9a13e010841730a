"""Commits: keys below which their ids stand, ids in values, headings and statuses, and promises of their subjects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.commit_ids import (
    HEX,
    find_fault,
    find_lookalike,
    is_behind_status,
    is_bracketed,
    is_date,
    is_foreign,
    is_mixed,
    is_of_others,
    is_own,
    is_word,
    key_unit,
    reason_for,
    stands_in_brackets,
    stands_in_code,
    stands_labelled,
)
from pytest_phasegate.model.claims import CommitClaim, MessageClaim, NoCommitClaim, Problem
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import (
    COMMIT_TYPES,
    UNIT_ID,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CommitReading = CommitClaim | NoCommitClaim | MessageClaim | Problem

_UNIT = rf"(?:(?:sub-batch|batch|task)[ ]{{1,3}}(?:{UNIT_ID}))"
_LONGEST_SHOWN = 60
_PLAIN = pattern(r"`?([0-9a-f]{7,64})`?")
_BARE = r"[0-9a-fA-F]{7,64}"
_ITEM = pattern(
    rf"\W{{0,12}}(?:(?P<unit>{_UNIT})[ ]{{0,3}}[:=→-]\W{{0,4}})?"
    rf"(?:(?:commit|sha|hash|id)[ ]{{0,2}}:?[\s`#]{{1,4}})?"
    rf"(?:https?://[^\s()<>]{{1,300}}?/commits?/)?"
    rf"(?P<id>{_BARE})`?(?:[ ]?\.\.\.?[ ]?`?(?P<until>{_BARE})`?)?(?![\w/])[\s`*\])]{{0,4}}"
    rf"(?:\((?P<note>[^()]{{0,300}})\))?",
    re.IGNORECASE,
)
_SEPARATOR = pattern(r"[ ]{0,3}(?:[,;&+/]|and\b|,[ ]?and\b)[ ]{0,3}", re.IGNORECASE)
_LABELLED = pattern(r"(?<![\w-])(?:commit(?:[ ](?:sha|id|hash))?|sha)[ ]{0,2}:", re.IGNORECASE)
_UNTIL = pattern(rf"`?[ ]?\.\.\.?[ ]?`?({_BARE})(?![\w/-])")
_UNIT_BEHIND = pattern(rf"[`\s:–—-]{{1,4}}({_UNIT})(?=[ ]?:|[ ][-–—]|$)", re.IGNORECASE)
_UNIT_NOTE = pattern(rf"\s*({_UNIT})\s*", re.IGNORECASE)
_STRUCK = pattern(r"~~[^~]{1,300}~~")
_PLACES = (stands_in_brackets, stands_in_code, stands_labelled)


class _List(NamedTuple):
    """The ids that a value begins with, one behind the other; ``ends`` are the indexes behind each of them."""

    claims: list[CommitClaim]
    ends: set[int]
    fault: str = ""


def read_commits(line: int, key: str, value: str) -> list[CommitReading]:
    """Read the value of a commit field: ids with notes, ranges, a commit's subject, a placeholder, or a problem.

    An id counts wherever it stands in the value, but for those of other commits ("reverts 4830299"). Digits or letters
    alone are an id at the beginning of the value, in brackets or in code of their own, and behind "commit" or "sha".
    """
    plain = _PLAIN.fullmatch(value)
    if plain and not is_date(plain[1]):
        return [CommitClaim(line=line, text=value, id=plain[1])]
    value = _STRUCK.sub(" ", value)
    listed = _read_list(line, value)
    claims: list[CommitReading] = [*listed.claims, *_read_rest(line, value, listed)]
    if fault := listed.fault or find_lookalike(value):
        claims.append(Problem(line=line, text=value, message=fault))
    return list(dict.fromkeys(claims)) or [_no_claim(line, value)]


def begins_with_id(value: str) -> bool:
    """Whether a value begins with ids, or with words such as "done, commit: 4830299"."""
    return bool(_read_list(0, value).claims)


def names_commit(value: str) -> bool:
    """Whether a value that may as well be prose is meant as a commit's id: it begins with one, or is a broken one."""
    return begins_with_id(value) or bool(find_lookalike(value) or (" " not in value and find_fault(value)))


def read_ids(line: int, key: str, value: str) -> list[CommitClaim]:
    """The ids in a value that may hold other things as well."""
    return [claim for claim in read_commits(line, key, value) if isinstance(claim, CommitClaim)]


def _read_list(line: int, value: str) -> _List:
    """The ids that stand one behind the other at the beginning of a value, or behind "commit:" in it."""
    found = _List([], set())
    separator = None
    match = _first_item(value)
    while match:
        if _is_id(value, match):
            found.claims.append(_claim(line, value, match))
        found.ends.add(_end_of_ids(match))
        separator = _SEPARATOR.match(value, match.end())
        match = _ITEM.match(value, separator.end()) if separator else None
    if separator is None or not found.claims:
        return found
    return found._replace(fault=find_fault(value[separator.end() :]))


def _is_id(value: str, match: re.Match[str]) -> bool:
    """Whether what may be an id is no date and no word."""
    return not is_date(match["id"]) and not is_word(match["id"], value[match.end() : match.end() + 9])


def _first_item(value: str) -> re.Match[str] | None:
    if match := _ITEM.match(value):
        return match
    labelled = _LABELLED.search(value)
    return _ITEM.match(value, labelled.end()) if labelled else None


def _end_of_ids(match: re.Match[str]) -> int:
    return max(match.end("id"), match.end("until"))


def _read_rest(line: int, value: str, listed: _List) -> list[CommitClaim]:
    """The ids that stand elsewhere in a value: "feat(api): add it (4830299)", "4830299 (amended to 9353187)"."""
    known = {claim.id for claim in listed.claims}
    found = {
        CommitClaim(line=line, text=value, id=match[0].lower(), until=until): None
        for match, until, end in _ranges(value)
        if end not in listed.ends and _is_said(value, match)
    }
    return [claim for claim in found if claim.id not in known]


def _ranges(value: str) -> Iterator[tuple[re.Match[str], str | None, int]]:
    """What may be an id in a value, with the last id of the range that it begins, and the index behind both."""
    position = 0
    while match := HEX.search(value, position):
        until = _UNTIL.match(value, match.end())
        position = (until or match).end()
        yield match, until[1].lower() if until else None, position


def _is_said(value: str, match: re.Match[str]) -> bool:
    """Whether digits in the midst of a value are the id of the work's commit."""
    if is_date(match[0]) or not (is_mixed(match[0]) or any(stands(value, match) for stands in _PLACES)):
        return False
    return _ends_subject(value, match) or not is_foreign(value, match.start())


def _ends_subject(value: str, match: re.Match[str]) -> bool:
    """Whether digits stand in brackets with a commit's subject: "revert: the index (4830299)"."""
    return stands_in_brackets(value, match) and find_subject(value, 0) is not None


def _claim(line: int, text: str, match: re.Match[str]) -> CommitClaim:
    until = match["until"].lower() if match["until"] else None
    return CommitClaim(line=line, text=text, id=match["id"].lower(), until=until, unit=_named_unit(text, match))


def _named_unit(text: str, match: re.Match[str]) -> str | None:
    """The id of the unit that is named before an id, behind it, or as all of its note."""
    if match["unit"]:
        return key_unit(match["unit"])
    for named in (_UNIT_BEHIND.match(text, _end_of_ids(match)), _UNIT_NOTE.fullmatch(match["note"] or "")):
        if named:
            return key_unit(named[1])
    return None


def _subject(line: int, value: str) -> MessageClaim | None:
    """The subject of a commit that a value is, or begins with: "revert: the index (4830299)"."""
    message = find_subject(value, line)
    return message if message and message.type in COMMIT_TYPES else None


def _no_claim(line: int, value: str) -> NoCommitClaim | MessageClaim | Problem:
    if message := _subject(line, value):
        return message
    if found := reason_for(value):
        return NoCommitClaim(line=line, text=value, why=found.why, unit=found.unit)
    shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}..."
    expected = 'write its 7 to 64 hex digits, or why there is none ("pending", "N/A: no code changed", "see Batch 2")'
    return Problem(line=line, text=value, message=find_fault(value) or f"{shown!r} is no commit id; {expected}")


_SPEAKS = pattern("ommit|OMMIT")
_OPENS = pattern(r"[ ✅*-]{0,9}commit[ `*\[]{1,4}$")
_NAMED = pattern(  # "see commit 4830299" tells where to look, and "commits 4830299" what somebody does
    r"(?<![\w-])(?<!see[ ])(?<!see[ ]the[ ])(?:commit|(?:in|with|are|the)[ ](?:the[ ])?commits)"
    r"[ ]{0,2}[:=–—-]?[ `\"'*(\[]{1,4}$|/commits?/$",
    re.IGNORECASE,
)
_UNDONE = pattern(
    r"[`*)\]]{0,4}[ ](?:(?:was|is|got|has been)[ ](?:reverted|undone|dropped)|broke|breaks|caused|causes)\b"
)
_NEXT_ID = pattern(r"[`)\]]{0,3}(?:,|,?[ ](?:and|&|\+))[ ][`(\[]{0,3}")


def may_cite(text: str) -> bool:
    """Whether a line may speak of a commit: a quick look before the careful one."""
    return "ommit" in text or "OMMIT" in text


def inline_commits(line: int, text: str) -> Iterator[CommitClaim]:
    """The ids in a line that speaks of a commit: "Git commit verified: a68f0e1", "one commit (014876d)"."""
    end = -1
    for match in HEX.finditer(text) if _SPEAKS.search(text) else ():
        goes_on = end >= 0 and _NEXT_ID.fullmatch(text, end, match.start()) is not None
        if not is_date(match[0]) and (goes_on or _is_cited(text, match)):
            end = match.end()
            yield _cited(line, text, match)


def prose_commits(line: int, text: str, *, is_task: bool = False) -> Iterator[CommitClaim]:
    """The ids that a sentence gives to the work, as "It is in commit a830299" does.

    They are claims only where the unit claims to be done: plans speak of commits too. ``is_task`` says that the text is
    a task's own, where an id may stand in brackets of its own: "Write the store (4830299)". Other words before an id
    ("landed as", "fixed in") told three ids in 20,201 claims of real documents, and were dropped.
    """
    cited = {claim.id for claim in inline_commits(line, text)}
    for match in HEX.finditer(text):
        if match[0].lower() not in cited and _is_given(text, match, is_task=is_task):
            yield _cited(line, text, match)


def _is_given(text: str, match: re.Match[str], *, is_task: bool) -> bool:
    is_said = _is_named(text, match) or (is_task and stands_in_brackets(text, match))
    return is_said and is_mixed(match[0]) and is_own(text, match)


def heading_commits(line: int, title: str, tail: int) -> Iterator[CommitClaim]:
    """The ids in a unit's heading: alone in brackets, or behind its status (from index ``tail``).

    Behind a status a number is an id only in code, behind "commit", or where nothing but a sign stands before it.
    """
    for match in HEX.finditer(title):
        is_behind = match.start() >= tail and is_behind_status(title, match)
        if (is_behind or is_bracketed(title, match)) and is_own(title, match):
            yield _cited(line, title, match)


def status_commits(line: int, key: str, value: str) -> list[CommitClaim]:
    """The ids that stand with a status: "COMPLETE (4830299)", "COMPLETE - Commit: 4830299"."""
    if len(value) < _SHORTEST:
        return []
    return list(dict.fromkeys((*heading_commits(line, value, 0), *inline_commits(line, value))))


_SHORTEST = len("✅ a68f0e1")


def _is_cited(text: str, match: re.Match[str]) -> bool:
    """Whether an id stands behind a colon or in brackets in a clause on a commit, or behind the line's first word."""
    start = match.start()
    before = text[max(0, start - 100) : start]
    said = before.lower().replace("pre-commit", "")
    if _OPENS.fullmatch(said):
        return not match[0].isalpha() and not _UNDONE.match(text, match.end())
    if "commit" not in said or not before.rstrip(" `*[").endswith((":", "(")):
        return False
    return _is_no_number(text, match) and not is_of_others(text, start)


def _is_no_number(text: str, match: re.Match[str]) -> bool:
    """Whether digits are an id, and no number: they hold letters, or stand as ids do."""
    return not match[0].isdecimal() or stands_labelled(text, match) or stands_in_brackets(text, match)


def _is_named(text: str, match: re.Match[str]) -> bool:
    """Whether "commit", or the address of one, stands before an id at once."""
    start = match.start()
    return _NAMED.search(text, max(0, start - 40), start) is not None and not _UNDONE.match(text, match.end())


def _cited(line: int, text: str, match: re.Match[str]) -> CommitClaim:
    return CommitClaim(line=line, text=text, id=match[0].lower())


_SUBJECT = pattern(r"([a-z]{2,20})(?:\(([^()\s]{1,100})\))?!?:[ ]{0,4}(.*)", re.DOTALL)
_PLACEHOLDER_TYPES = {"type", "http", "https", "batch", "task", "note"}


def read_message(line: int, key: str, value: str) -> Iterator[MessageClaim]:
    """Read the value of such a field; nothing where it is no conventional subject."""
    if claim := find_subject(value, line):
        yield claim


def find_subject(value: str, line: int) -> MessageClaim | None:
    """The conventional subject that a value is, or begins with; None for any other value."""
    text = value.strip().strip("`\"'")
    match = _SUBJECT.match(text)
    if not match or match[1] in _PLACEHOLDER_TYPES:
        return None
    subject = match[3].split("`")[0].strip()
    return MessageClaim(line=line, text=value, type=match[1], scope=match[2], subject=subject)
