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

ORIGIN = re.compile(r"(?<!reverts )\bcommit ([0-9a-f]{7,64})\b")
REVERTED = re.compile(r"^This reverts commit ([0-9a-f]{7,64})\b", re.MULTILINE)
REVERT = 'Revert "'
PULL_NUMBER = re.compile(r"[ \t]*\((?:#|!)\d+\)$")
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
    return ORIGIN.findall(text)


def reverted(subject: str, body: str) -> list[str]:
    """The ids of the commits that a message takes back."""
    return REVERTED.findall(body) if is_revert(subject) else []


def is_revert(subject: str) -> bool:
    """Whether a commit with this subject takes work back; the revert of a revert brings it again."""
    count = 0
    while subject.startswith(REVERT):
        subject = subject[len(REVERT) :]
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
