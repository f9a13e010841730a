"""Commit ids in the values of fields and in cells: the context makes an id, not its look."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_phasegate.documents.claims.commit_context import (
    HEX,
    is_date,
    is_foreign,
    is_mixed,
    is_word,
    stands_in_brackets,
    stands_in_code,
    stands_labelled,
)
from pytest_phasegate.documents.claims.commit_reasons import find_fault, find_lookalike, reason_for
from pytest_phasegate.documents.claims.messages import read_message
from pytest_phasegate.documents.claims.references import UNIT_ID, find_units
from pytest_phasegate.model.claims import CommitClaim, MessageClaim, NoCommitClaim, Problem

CommitReading = CommitClaim | NoCommitClaim | MessageClaim | Problem

_UNIT = rf"(?:(?:sub-batch|batch|task)[ ]{{1,3}}(?:{UNIT_ID}))"
_LONGEST_SHOWN = 60
_PLAIN = re.compile(r"`?([0-9a-f]{7,64})`?")
_BARE = r"[0-9a-fA-F]{7,64}"
_ITEM = re.compile(
    rf"\W{{0,12}}(?:(?P<unit>{_UNIT})[ ]{{0,3}}[:=→-]\W{{0,4}})?"
    rf"(?:(?:commit|sha|hash|id)[ ]{{0,2}}:?[\s`#]{{1,4}})?"
    rf"(?:https?://[^\s()<>]{{1,300}}?/commits?/)?"
    rf"(?P<id>{_BARE})`?(?:[ ]?\.\.\.?[ ]?`?(?P<until>{_BARE})`?)?(?![\w/])[\s`*\])]{{0,4}}"
    rf"(?:\((?P<note>[^()]{{0,300}})\))?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[ ]{0,3}(?:[,;&+/]|and\b|,[ ]?and\b)[ ]{0,3}", re.IGNORECASE)
_LABELLED = re.compile(r"(?<![\w-])(?:commit(?:[ ](?:sha|id|hash))?|sha)[ ]{0,2}:", re.IGNORECASE)
_UNTIL = re.compile(rf"`?[ ]?\.\.\.?[ ]?`?({_BARE})(?![\w/-])")
_UNIT_BEHIND = re.compile(rf"[`\s:–—-]{{1,4}}({_UNIT})(?=[ ]?:|[ ][-–—]|$)", re.IGNORECASE)
_STRUCK = re.compile(r"~~[^~]{1,300}~~")
_PLACES = (stands_in_brackets, stands_in_code, stands_labelled)
_TYPES = {"feat", "fix", "docs", "style", "refactor", "perf", "test", "build", "ci", "chore", "revert"}


class _List(NamedTuple):
    """The ids that a value begins with, one behind the other; ``ends`` are the indexes behind each of them."""

    claims: list[CommitClaim]
    ends: set[int]
    fault: str = ""


def read_commits(line: int, value: str) -> list[CommitReading]:
    """Read the value of a commit field: ids with notes, ranges, a commit's subject, a placeholder, or a problem.

    An id counts wherever it stands in the value, but for those of other commits ("reverts 4830299"). Digits or letters
    alone are an id at the beginning of the value, in brackets or in code of their own, and behind "commit" or "sha".
    """
    if plain := _PLAIN.fullmatch(value):
        if not is_date(plain[1]):
            return [CommitClaim(line=line, text=value, id=plain[1])]
        return [_no_claim(line, value)]
    if "~~" in value:
        value = _STRUCK.sub(" ", value)
    listed = _read_list(line, value)
    claims: list[CommitReading] = [*listed.claims, *_read_rest(line, value, listed)]
    fault = listed.fault or find_lookalike(value)
    if fault:
        claims.append(Problem(line=line, text=value, message=fault))
    return list(dict.fromkeys(claims)) or [_no_claim(line, value)]


def begins_with_id(value: str) -> bool:
    """Whether a value begins with ids, or with words such as "done, commit: 4830299"."""
    return bool(_read_list(0, value).claims)


def names_commit(value: str) -> bool:
    """Whether a value that may as well be prose is meant as a commit's id: it begins with one, or is a broken one."""
    return begins_with_id(value) or bool(find_lookalike(value) or (" " not in value and find_fault(value)))


def read_ids(line: int, value: str) -> list[CommitClaim]:
    """The ids in a value that may hold other things as well."""
    return [claim for claim in read_commits(line, value) if isinstance(claim, CommitClaim)]


def _read_list(line: int, value: str) -> _List:
    """The ids that stand one behind the other at the beginning of a value, or behind "commit:" in it."""
    found = _List([], set())
    labelled = None
    match = _ITEM.match(value)
    if not match and (labelled := _LABELLED.search(value)):
        match = _ITEM.match(value, labelled.end())
    while match:
        if not is_date(match["id"]) and not is_word(match["id"], value[match.end() : match.end() + 9]):
            found.claims.append(_claim(line, value, match))
        found.ends.add(match.end("until" if match["until"] else "id"))
        separator = _SEPARATOR.match(value, match.end())
        match = _ITEM.match(value, separator.end()) if separator else None
        if separator and not match and found.claims:
            return found._replace(fault=find_fault(value[separator.end() :]))
    return found


def _read_rest(line: int, value: str, listed: _List) -> list[CommitClaim]:
    """The ids that stand elsewhere in a value: "feat(api): add it (4830299)", "4830299 (amended to 9353187)"."""
    found: list[CommitClaim] = []
    position = 0
    while match := HEX.search(value, position):
        position = match.end()
        until = _UNTIL.match(value, position)
        if until:
            position = until.end()
        is_id = is_mixed(match[0]) or any(stands(value, match) for stands in _PLACES)
        if position in listed.ends or not is_id or is_date(match[0]):
            continue
        if is_foreign(value, match.start()) and not (stands_in_brackets(value, match) and _subject(line, value)):
            continue
        end = until[1].lower() if until else None
        found.append(CommitClaim(line=line, text=value, id=match[0].lower(), until=end))
    known = {claim.id for claim in listed.claims}
    return [claim for claim in dict.fromkeys(found) if claim.id not in known]


def _claim(line: int, text: str, match: re.Match[str]) -> CommitClaim:
    unit = find_units(match["unit"]) if match["unit"] else []
    note = (match["note"] or "").strip()
    behind = _UNIT_BEHIND.match(text, match.end("until" if match["until"] else "id"))
    if not unit and (behind or re.fullmatch(_UNIT, note, re.IGNORECASE)):
        unit = find_units(behind[1] if behind else note)
    until = match["until"].lower() if match["until"] else None
    return CommitClaim(line=line, text=text, id=match["id"].lower(), until=until, unit=unit[0].id if unit else None)


def _subject(line: int, value: str) -> MessageClaim | None:
    """The subject of a commit that a value is, or begins with: "revert: the index (4830299)"."""
    message = read_message(line, value)
    return message if message and message.type in _TYPES else None


def _no_claim(line: int, value: str) -> NoCommitClaim | MessageClaim | Problem:
    """What a value says that holds no id."""
    if message := _subject(line, value):
        return message
    if found := reason_for(value):
        return NoCommitClaim(line=line, text=value, why=found.why, unit=found.unit)
    shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}..."
    expected = 'write its 7 to 64 hex digits, or why there is none ("pending", "N/A: no code changed", "see Batch 2")'
    return Problem(line=line, text=value, message=find_fault(value) or f"{shown!r} is no commit id; {expected}")
