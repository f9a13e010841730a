"""What lists of boxes have in common: a task is a line with a box, with a number or without, and its commits end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import UnitLine
from pytest_phasegate.documents.keys import made
from pytest_phasegate.documents.notations.commits import read_commits
from pytest_phasegate.model.claims import CommitClaim, Level
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.documents.dialect import At, Placed

_HEX = r"(?=[0-9a-f]{0,39}\d)(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,40}"
_IDS = rf"`?{_HEX}`?(?:(?:,|[ ]and|[ ]\+)[ ]`?{_HEX}`?){{0,9}}"
_WORD = r"(?:[Cc]ommit|[Cc]heckpoint)"
_AT_END = pattern(
    rf"[ ]{{1,3}}(?:[-–—:.][ ])?(?:\((?:{_WORD}:?[ ])?{_IDS}(?:,[^()\n]{{0,40}})?\)"
    rf"|\[(?:{_WORD}:?[ ]?)?{_IDS}\]|{_IDS})[ .*]{{0,3}}$"
)
_LONGEST_END = 400


def commits_at_end(at: At, key: str, value: str) -> Iterator[Placed]:
    """The commits that end a task's line: "Write the store 2c98784", "[2c98784, a71b03f]"; not a date or a number."""
    if match := _AT_END.search(value[-_LONGEST_END:]):
        claims = read_commits(at.line, "", match[0].strip(" -–—:[]().*"))
        yield from at.own(claim for claim in claims if isinstance(claim, CommitClaim))


def without_commits(title: str) -> str:
    """A title without the commits that end it: it is the same task before they are written down."""
    head, tail = title[:-_LONGEST_END], title[-_LONGEST_END:]
    return head + _AT_END.sub("", tail)


NUMBER = r"(?:\d{1,4}(?:\.\d{1,4}){1,3}[a-z]?(?=[.):* ])|\d{1,4}[a-z]?(?=[.):*]))"
"""How a task is numbered: "1.1", or "1." with a sign behind it, since "3 retries" has no number."""

PHASE = UnitLine(
    level=Level.PHASE,
    kinds=(Kind.HEADING,),
    words=("phase",),
    ids=r"\d{1,3}(?:\.\d{1,3})?[A-Za-z]?",
    may_repeat=True,
)
NUMBERED = UnitLine(
    level=Level.TASK,
    kinds=TEXT_KINDS,
    # One list of eight has no numbers: a task without one has its words for an id.
    begins=rf"\*{{0,2}}(?:Task[ ](?=\d))?(?P<id>{NUMBER})?[.):*]{{0,4}}[ ]{{0,4}}(?=\S)",
    box=True,
    continues=(Level.TASK,),
    says=(made,),
)
