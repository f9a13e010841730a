"""Finds the units, ids and subjects that a commit message names, always as whole words: batch 1 is not batch 12."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = "stage|phase|batch|task|step|checkpoint|criterion"
WORD = r"-?[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"
SEPARATOR = r"[ \t]*(?:,[ \t]*and\b|,|&|\+|/|\band\b)[ \t]*"
RANGE = r"[ \t]*(?:\.\.\.?|…|–|—|\bto\b|\bthrough\b)[ \t]*"

NAMED_UNIT = re.compile(rf"\b({LEVELS})(?:[ \t]+#?|[ \t]*[:#_-][ \t]*|(?=\d))({WORD}(?:{RANGE}{WORD})?)", re.IGNORECASE)
NAMED_UNITS = re.compile(  # "Tasks: 6" is a count, "Tasks: 6, 7" and "Tasks: 6.1" are not
    rf"\b({LEVELS})e?s(?:[ \t]+|:[ \t]*(?=\d+\.\d|{WORD}[ \t]*,))#?"
    rf"({WORD}(?:(?:{SEPARATOR}|{RANGE})#?{WORD}){{0,50}})",
    re.IGNORECASE,
)
BARE_ID = re.compile(r"(?<![\w.-])(?:[A-Za-z][A-Za-z_-]*\d[\w.-]*|\d+[A-Za-z]\w*(?:\.\w+)*)(?:–[A-Za-z]*\d+)?")
LEADING_NUMBER = re.compile(r"^[ \t]*(?:[*+•-][ \t]+)?(?:\[[ xX]\][ \t]+)?(\d+(?:\.\d+)+)(?=[:.)]?[ \t])", re.MULTILINE)
NUMBERED = re.compile(r"([A-Za-z_-]*(?:\d+\.)*)(\d{1,9})([A-Za-z]?)")
WORD_AFTER = re.compile(r"(\d+(?:\.\d+)*[A-Za-z]?)-[A-Za-z]{2,}.*")
PARTS = re.compile(rf"{SEPARATOR}|({RANGE})#?")

# What git cherry-pick -x and people write of a commit they carried over, and the lines of git merge --squash. A commit
# that a message merely speaks of ("broken since commit 4830299") is no origin.
ORIGIN = re.compile(
    r"(?:\b(?:cherry[- ]?)?(?:picked|ported|backported|rebased)[ ]from[ ]commit[ ]"
    r"|^[ \t]{0,8}commit[ ](?=[0-9a-f]{7,64}[ \t]*$))([0-9a-f]{7,64})\b",
    re.IGNORECASE | re.MULTILINE,
)
REVERTS = re.compile(r"^[ \t]{0,8}This reverts commits?\b:?", re.IGNORECASE | re.MULTILINE)
# One more id of such a sentence: "4830299 (feat: a, 2026-01-02), 9353187a and c0ffee12".
REVERTED = re.compile(
    r"[ \t\n,;&*+-]{0,20}(?:and[ ])?[ ]{0,3}(?:commits?[ ])?([0-9a-f]{7,64})\b"
    r"(?:[ ]\([^\n]{0,300}?,[ ]\d{4}-\d\d-\d\d\))?",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"\.|[ \t]*(?:\n|$)|,[ ]reversing\b", re.IGNORECASE)
REVERT = re.compile(r'(?:Revert[ ]"|revert(?:\([^()\n]{1,80}\))?!?:[ \t]{0,8})', re.IGNORECASE)
PULL_NUMBER = re.compile(r"(?<![ \t])[ \t]*\((?:#|!)\d+\)$")  # blanks are tried from their first one only: linear
BULLET = re.compile(r"^[ \t]*(?:[*+•-][ \t]+)")
RANGE_LIMIT = 100


def named_units(text: str) -> Iterator[tuple[str, str]]:
    """The units that a text names, as (level, id) in lower case; the level is empty where only an id stands.

    "batches 1, 2 and 4-6", "Task 2.1", "T011-T013" and lines that begin with a dotted number are understood.
    """
    for matched in NAMED_UNIT.finditer(text):
        level = matched[1].lower()
        for id_ in expand_ids(matched[2]):
            yield level, id_
    for matched in NAMED_UNITS.finditer(text):
        level = matched[1].lower()
        for id_ in expand_ids(matched[2]):
            yield level, id_
    for matched in BARE_ID.finditer(text):
        for id_ in expand_ids(matched[0]):
            yield "", id_
    for matched in LEADING_NUMBER.finditer(text):
        yield "", matched[1]


def expand_ids(text: str) -> list[str]:
    """The ids of a list such as ``1, 2 and 4-6``, in lower case."""
    ids: list[str] = []
    previous = ""
    is_range = False
    for part in PARTS.split(text):
        if part is None or not part.strip():
            continue
        if re.fullmatch(RANGE, part):
            is_range = True
            continue
        token = part.strip(" \t#.").removesuffix("-")
        if len(token) == 1 and token.islower():  # "batch a" is English, "batch A" is a unit
            continue
        ids += _numbers_between(previous, token) if is_range else _expand_token(token)
        previous, is_range = token, False
    return [id_.lower() for id_ in ids]


def origins(text: str) -> list[str]:
    """The ids of the commits that a message says it was made from: cherry-picked, or squashed by ``git merge``."""
    return [id_.lower() for id_ in ORIGIN.findall(text)]


def reverted(subject: str, body: str) -> list[str]:
    """The ids, in lower case, of the commits that a message takes back; of a revert among them that it brings again.

    The sentence that ``git revert`` writes counts wherever a line of a revert's body begins with it. Under another
    subject ("fix: back out the store") it must be what the body begins with, as git leaves it: the body of a squash
    lists what several commits said, and one of them may have brought again what another took back.
    """
    is_one = REVERT.match(subject) is not None or subject.startswith('Reapply "')
    start = len(body) - len(body.lstrip())
    found: list[str] = []
    for sentence in REVERTS.finditer(body):
        ids, end = _ids_from(body, sentence.end())
        if is_one or (sentence.start() <= start and SENTENCE_END.match(body, end)):
            found += ids
    return found


def _ids_from(text: str, position: int) -> tuple[list[str], int]:
    """The ids that stand one after the other from a position on, and where they end."""
    ids = []
    while match := REVERTED.match(text, position):
        ids.append(match[1].lower())
        position = match.end()
    return ids, position


def is_revert(subject: str) -> bool:
    """Whether a commit with this subject takes work back; the revert of a revert brings it again."""
    count = 0
    while match := REVERT.match(subject):
        subject = subject[match.end() :]
        count += 1
    return count % 2 == 1


def plain_subject(line: str) -> str:
    """A subject as two writings of it are compared: no bullet, no number of a pull request, no case."""
    return " ".join(PULL_NUMBER.sub("", BULLET.sub("", line.rstrip())).split()).casefold()


def _expand_token(token: str) -> list[str]:
    """The ids that one word stands for: ``4-6`` is a range, ``1-cleanup`` names 1, ``BACK-637`` is one id."""
    first, dash, last = token.replace("–", "-").rpartition("-")
    if dash and any(character.isdigit() for character in first):
        between = _numbers_between(first, last)
        if len(between) > 1:
            return [token, *between]
    word = WORD_AFTER.fullmatch(token)
    return [token, word[1]] if word else [token]


def _numbers_between(first: str, last: str) -> list[str]:
    """The ids from one to another, which differ in their last number only; else both."""
    start, end = NUMBERED.fullmatch(first), NUMBERED.fullmatch(last)
    if not start or not end or start[3] or end[3] or end[1] not in (start[1], ""):
        return [last]
    low, high = int(start[2]), int(end[2])
    if not low < high <= low + RANGE_LIMIT:
        return [last]
    width = len(start[2]) if start[2].startswith("0") else 0
    return [f"{start[1]}{number:0{width}d}" for number in range(low, high + 1)]
