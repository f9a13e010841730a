"""Commit ids in headings, statuses and prose: "COMPLETE (4830299)", "Commit verified: 4830299", "landed as 4830299"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.claims.commit_context import (
    HEX,
    clause_before,
    is_date,
    is_foreign,
    is_mixed,
    stands_in_brackets,
    stands_in_code,
    stands_labelled,
)
from pytest_phasegate.model.claims import CommitClaim

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED = re.compile(r"\b(?:total|number of|count|estimated|expected|messages?|format|pattern)\b")
_SIGNED = re.compile(r"[✅✔☑]\ufe0f?[ *]{0,3}$")
_OPENS = re.compile(r"[ ✅*-]{0,9}commit[ `*\[]{1,4}$")
_NAMED = re.compile(
    r"(?<![\w-])(?:(?:in|as|by|via|with|see|through|is|are|the|this|at)[ ](?:the[ ])?(?:git[ ])?commits?"
    r"|committed|commit|(?:committed|landed|merged|shipped|pushed|squashed|rebased|delivered|implemented|fixed|added|completed|resolved|closed"
    r"|finished|released|integrated)[ ](?:as|in|into|by|with|at|via|to))"
    r"[ ]{0,2}[:=→–—-]?[ `\"'*(\[]{1,4}$",
    re.IGNORECASE,
)
"""Words that make the id behind them that of the work, in prose."""
_SEES = re.compile(r"(?<![\w-])see[ ](?:the[ ])?(?:git[ ])?commits?[ `\"'*(\[]{1,4}$", re.IGNORECASE)
_UNDONE = re.compile(
    r"[`*)\]]{0,4}[ ](?:(?:was|is|got|has been)[ ](?:reverted|undone|dropped)|broke|breaks|caused|causes)\b"
)
_NEXT = re.compile(r"[`)\]]{0,3}(?:,|,?[ ](?:and|&|\+))[ ][`(\[]{0,3}")
_ENDS_SENTENCE = re.compile(r"[`\"'*)\]]{0,4}(?:[.;,](?:\s|$)|$)")


def may_cite(text: str) -> bool:
    """Whether a line may speak of a commit: a quick look before the careful one."""
    return "ommit" in text or "OMMIT" in text or "ed in " in text or "ed as " in text


def inline_commits(line: int, text: str) -> Iterator[CommitClaim]:
    """The ids in a line that speaks of a commit: "Git commit verified: a68f0e1", "one commit (014876d)"."""
    if "ommit" in text or "OMMIT" in text:
        end = -1
        for match in HEX.finditer(text):
            if not is_date(match[0]) and (_is_next(text, end, match) or _is_cited(text, match)):
                end = match.end()
                yield _claim(line, text, match)


def prose_commits(line: int, text: str, *, is_task: bool = False) -> Iterator[CommitClaim]:
    """The ids that plain words give to the work: "It is in commit 4830299.", "landed as 4830299".

    They are claims only where the unit claims to be done: plans speak of commits too. ``is_task`` says that the text is
    a task's own, where an id may stand in brackets of its own: "Write the store (4830299)".
    """
    cited = {claim.id for claim in inline_commits(line, text)}
    end = -1
    for match in HEX.finditer(text):
        if is_date(match[0]) or match[0].lower() in cited or is_foreign(text, match.start()):
            continue
        in_brackets = is_task and is_mixed(match[0]) and stands_in_brackets(text, match)
        if in_brackets or _is_next(text, end, match) or _is_named(text, match):
            end = match.end()
            yield _claim(line, text, match)


def heading_commits(line: int, title: str, tail: int) -> Iterator[CommitClaim]:
    """The ids in a unit's heading: alone in brackets, or behind its status (from index ``tail``).

    Behind a status a number is an id only in code, behind "commit", or where nothing but a sign stands before it.
    """
    if tail >= len(title) and "(" not in title and "[" not in title:
        return  # most titles: nothing stands in brackets, and nothing behind a status
    for match in HEX.finditer(title):
        is_said = stands_in_brackets(title, match) or (
            stands_labelled(title, match) and title.rfind("(", 0, match.start()) > title.rfind(")", 0, match.start())
        )
        if match.start() >= tail and not is_said:
            is_labelled = stands_in_code(title, match) or stands_labelled(title, match)
            is_said = is_mixed(match[0]) or is_labelled or _is_all_behind(title, match)
        if is_said and not is_date(match[0]) and not is_foreign(title, match.start()):
            yield _claim(line, title, match)


def status_commits(line: int, value: str) -> list[CommitClaim]:
    """The ids that stand with a status: "COMPLETE (4830299)", "COMPLETE - Commit: 4830299"."""
    if len(value) < _SHORTEST:
        return []
    return list(dict.fromkeys((*heading_commits(line, value, 0), *inline_commits(line, value))))


_SHORTEST = len("✅ a68f0e1")


def _is_next(text: str, end: int, match: re.Match[str]) -> bool:
    """Whether an id goes on with the list of ids that another one ends."""
    return end >= 0 and _NEXT.fullmatch(text, end, match.start()) is not None


def _is_cited(text: str, match: re.Match[str]) -> bool:
    """Whether an id stands behind a colon or in brackets in a clause on a commit, or behind the line's first word."""
    start = match.start()
    before = text[max(0, start - 100) : start]
    said = before.lower().replace("pre-commit", "")
    if _OPENS.fullmatch(said):
        return any(map(str.isdigit, match[0])) and not _UNDONE.match(text, match.end())
    if "commit" not in said or not before.rstrip(" `*[").endswith((":", "(")):
        return False
    if match[0].isdecimal() and not (stands_labelled(text, match) or stands_in_brackets(text, match)):
        return False
    return not is_foreign(text, start) and not _COUNTED.search(clause_before(text, start).lower())


def _is_named(text: str, match: re.Match[str]) -> bool:
    """Whether the words before an id at once, or the address that it ends, make it that of the work."""
    start, near = match.start(), max(0, match.start() - 40)
    if text.endswith(("/commit/", "/commits/"), near, start):
        return True
    if not _NAMED.search(text, near, start) or _UNDONE.match(text, match.end()):
        return False
    if not is_mixed(match[0]):
        stands = stands_labelled if match[0].isdecimal() else stands_in_code
        if not stands(text, match):
            return False
    return not _SEES.search(text, near, start) or _ENDS_SENTENCE.match(text, match.end()) is not None


def _is_all_behind(title: str, match: re.Match[str]) -> bool:
    """Whether an id is all that stands behind the sign of a status: "Types ✅ 92593984"."""
    return not title[match.end() :].strip(" `*") and _SIGNED.search(title, 0, match.start()) is not None


def _claim(line: int, text: str, match: re.Match[str]) -> CommitClaim:
    return CommitClaim(line=line, text=text, id=match[0].lower())
