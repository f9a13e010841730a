"""Units by name: in prose ("Task 1.1", "Batches 1-4", "Tasks 1.1, 1.2 and 1.3"), and how a line begins with one."""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_phasegate.documents.notations.status_words import PLAIN_WORDS
from pytest_phasegate.model.claims import Level, Reference
from pytest_phasegate.text.patterns import alternatives, pattern
from pytest_phasegate.vocabulary import LEVEL_WORDS, NOTHING, TREE_NUMBER, UNIT_ID

LEVELS = {word: level for level in (Level.BATCH, Level.TASK) for word in LEVEL_WORDS[level.value]}
"""The words for the levels that prose speaks of by name."""

_END = r"(?!\w|\.\w)"
_ID = pattern(UNIT_ID)
_LONGEST_RANGE = 200
_LEVEL_WORDS = "(?ai:sub-batch|batches|batch|waves|wave|tasks|task)"  # ASCII: a long s is no s, as LEVELS has it
_NAMED = pattern(  # "Batch #1" as its heading may have it; "Task #3" may be an issue
    rf"(?<![\w-])({_LEVEL_WORDS})[ ]{{1,4}}(?:(?<!(?i:tasks)[ ])(?<!(?i:task)[ ])\#)?({UNIT_ID}){_END}"
)
_PLAIN = pattern(rf"(?ai:(batch|task))[ ]({UNIT_ID}){_END}(?:[ ]complete)?(?:[ ]\([^()_]{{0,300}}\))?")
_UNREADABLE = pattern(r"(?<![\w-])(?:batch|task)[ ]{1,4}[#<{\[]?\w{0,9}[\d{<][\w.]{0,9}", re.IGNORECASE)
_MORE = pattern(
    rf"[ ]{{0,4}}(?:(-|–|—|\.\.\.?|to|through)|"
    rf",?[ ]{{0,4}}(?:and|&|\+)|,|/(?=\d{{1,9}}\.\d))[ ]{{0,4}}({UNIT_ID}){_END}"
)
_STATE = r"(?:is[ ]|are[ ])?(?:complete|completed|done|finished|verified|implemented|merged)"
_PART_END = pattern(
    rf"[ ]{{0,3}}(?:$|[^\w ]|(?:{_STATE}|and|or|to|through|must|should|needs?|is|are|has|have|first|both|all)\b)",
    re.IGNORECASE,
)
_PARTS = pattern(r"[,;&+]|\b(?:and|plus)\b", re.IGNORECASE)
_NEEDS = pattern(r"[ ]{0,3}(?:requires?|needs?|after|depends[ ]on|completion[ ]of)[ ]{1,3}", re.IGNORECASE)
_BARE = pattern(
    rf"[\[#]?({UNIT_ID}){_END}(?:[ ]{{0,3}}(?i:-|–|—|\.\.\.?|to|through)[ ]{{0,3}}({UNIT_ID}){_END})?\]?"
    rf"(?i:[ ](?:{_STATE}|(?:must|should|needs?)\b.*))?[\s.✅]{{0,4}}(?:(?P<title>[ ]?[-–—:][ ].*)|(?P<prose>[ ].*))?",
    re.DOTALL,
)
_NONE = pattern(
    rf"(?:no dependencies|{alternatives(NOTHING)}|[-–—]$)(?![\w-])(?![ ]{{1,3}}(?:but|except|besides|other[ ]than)\b)",
    re.IGNORECASE,
)
_DOCUMENT = r"[A-Z]{2,20}[_-][A-Z0-9_-]{0,40}\d"
_OF = rf"(?:of|in|from)[ ]{{1,3}}(?:the[ ])?[`*\[]{{0,2}}(?P<document>{_DOCUMENT})"
_OF_OTHER = pattern(rf"[ ]{{1,3}}{_OF}")
_REMARK_ON_OTHER = pattern(rf"\(({_OF})")
_OTHERS = pattern(rf"(?<![A-Z0-9_-])(?P<document>{_DOCUMENT})(?:'s|’s)?[`*\]]{{0,2}}[ ]{{0,2}}[/:–—-]?[ ]{{0,2}}$")


class References(NamedTuple):
    """The units that a text names; ``is_none`` where it says that there are none; ``unreadable`` what is odd."""

    units: tuple[Reference, ...]
    is_none: bool = False
    unreadable: str = ""


def is_unit_id(text: str) -> bool:
    """Whether a text is a unit's id and nothing more."""
    return _ID.fullmatch(text) is not None


def find_units(text: str, *, with_others: bool = False) -> list[Reference]:
    """All units that a text names by level and id, in their order; ranges are written out.

    Args:
        text: one line.
        with_others: whether units of other documents count: "Batch 2 of TASK_7".
    """
    found: list[Reference] = []
    position = 0
    while match := _NAMED.search(text, position):
        level = LEVELS[match[1].lower()]
        ids, position = _read_ids(text, match[2], match.end())
        document = _document(text, match.start(), position)
        if with_others or not document:
            found += [Reference(name, level, document) for name in ids]
    return found


def _document(text: str, start: int, end: int) -> str:
    """The name of another document whose units these are, or "": "Batch 2 of TASK_7", "TASK_7 batch 2"."""
    if "_" not in text and "-" not in text:
        return ""
    match = _OF_OTHER.match(text, end) or _OTHERS.search(text, max(0, start - 70), start)
    return match["document"] if match else ""


def first_unit(text: str) -> Reference | None:
    """The unit that a text begins with ("Batch 1: shared types"), or None."""
    match = _NAMED.match(text.lstrip("*` [("))
    return Reference(match[2], LEVELS[match[1].lower()]) if match else None


def read_dependencies(value: str) -> References:
    """Read the value of a dependency field; what stands in parentheses is commentary.

    Between commas and "and" stands a unit named by its level, or an id and nothing else ("1.1", but not "2 packages").
    """
    if plain := _PLAIN.fullmatch(value):  # as most are
        return References((Reference(plain[2], LEVELS[plain[1].lower()]),))
    text = value.strip(" `*[]").removeprefix("D:").lstrip()
    if _says_none(text):
        return References((), is_none=True)
    outside = drop_parentheses(_REMARK_ON_OTHER.sub(r"\1", text))
    if units := _needed(outside):
        return References(tuple(dict.fromkeys(units)))
    return References((), unreadable=_unreadable(outside))


def _unreadable(text: str) -> str:
    """What looks like a unit in a text that names none that can be looked up; "" for nothing."""
    odd = _UNREADABLE.search(text)
    return odd[0] if odd and not _document(text, odd.start(), odd.end()) else ""


def _says_none(text: str) -> bool:
    return not text or _NONE.match(text) is not None


def _needed(text: str) -> list[Reference]:
    """The units in the parts of a text; prose has begun with the first part that is neither a unit nor commentary."""
    units: list[Reference] = []
    word = ""  # the level that the parts before were named by
    is_prose = False
    for part in _PARTS.split(text):
        found = find_units(part, with_others=True)
        if found:
            word = _NAMED.findall(part)[-1][0].lower()
        elif bare := _BARE.fullmatch(_NEEDS.sub("", part, count=1).strip(" `*")):
            if _is_commentary(bare, word, is_prose=is_prose):
                continue
            found = _bare_units(bare, word)
        units += found
        is_prose = is_prose or not units
    return units


def _is_commentary(bare: re.Match[str], word: str, *, is_prose: bool) -> bool:
    """Whether a part that begins with digits counts things, or goes on with a sentence, and names no unit."""
    goes_on = bool(bare["prose"] or is_prose)
    if "." in bare[1]:
        return goes_on and not _is_sure(bare[1], word)
    return goes_on or bool(bare["title"])


def _bare_units(bare: re.Match[str], word: str) -> list[Reference]:
    level = LEVELS[word] if _is_sure(bare[1], word) else None
    ids = [bare[1], *(_between(bare[1], bare[2]) if bare[2] else ())]
    return [Reference(name, level) for name in ids]


def _is_sure(id_: str, word: str) -> bool:
    """Whether a bare id is of the level that was named before it: "Tasks 1.1 and 1.2", but not "Task 1.1 and A"."""
    return bool(word) and (word.endswith("s") or not any(map(str.isalpha, id_)))


def drop_parentheses(text: str) -> str:
    """The text without what stands in parentheses; an open one reaches to the end."""
    if "(" not in text:
        return text
    parts, depth = [], 0
    for char in text:
        depth += char == "("
        if not depth:
            parts.append(char)
        depth -= char == ")" and depth > 0
    return "".join(parts)


def _read_ids(text: str, first: str, position: int) -> tuple[list[str], int]:
    """Read on behind an id: a list, a range, or the end; returns the ids and the index behind them."""
    ids = [first]
    while match := _MORE.match(text, position):
        if "." not in match[2] and not _PART_END.match(text, match.end()):
            break  # "Batch 1 - 2 files"
        ids += _between(ids[-1], match[2]) if match[1] else [match[2]]
        position = match.end()
    return ids, position


def _between(first: str, last: str) -> list[str]:
    """The ids behind ``first`` up to ``last`` ("1.1" to "1.4"); just ``last`` where they do not count up."""
    head, _, low = first.rpartition(".")
    tail, _, high = last.rpartition(".")
    if tail not in ("", head) or not (low + high).isdecimal():
        return [last]
    numbers = range(int(low) + 1, int(high) + 1)
    is_range = 0 < len(numbers) <= _LONGEST_RANGE
    return [f"{first[: -len(low)]}{number}" for number in numbers] if is_range else [last]


_TREE_ITEM = pattern(
    rf"[\[ ]{{0,4}}(?i:(?:stages?|phases?|tasks?|subtasks?)[ ]{{1,4}})?\[?({TREE_NUMBER})(?![\w]|\.\d)\]?"
    r"(?i:[ ]{1,4}(?:(?:is|are)[ ]{1,4})?(?:complete[d]?|done|finished|approved|gate(?:[ ](?:met|passed))?))?"
)
_TREE_NEXT = pattern(
    r"\]?[ ]{0,4}(?:(-|–|—|\.\.\.?|to\b|through\b)|,?[ ]{0,4}(?:and\b|&|\+)|[,;])[ ]{0,4}", re.IGNORECASE
)


def read_numbers(value: str) -> References:
    """Read what a unit of a staged tree says it needs: "1.1, 1.2 - 1.4", "[3.3,5.2]", "Stages 1-2 complete".

    References have no level: in a tree a number names one unit. What stands in parentheses is commentary, and so is
    what follows the numbers; a value that begins with no number makes no reference.
    """
    bare = value.strip(" `*\t[]()")
    if _says_none(bare):
        return References((), is_none=True)
    text = drop_parentheses(value.strip(" `*\t"))
    ids: list[str] = []
    match, is_range = _TREE_ITEM.match(text), False
    while match:
        ids += _between(ids[-1], match[1]) if is_range else [match[1]]
        separator = _TREE_NEXT.match(text, match.end())
        is_range = bool(separator and separator[1])
        match = _TREE_ITEM.match(text, separator.end()) if separator else None
    return References(tuple(dict.fromkeys(map(Reference, ids))))


BEFORE = (
    r"(?P<before>[^\w(\[\n-]{0,9}(?:(?P<mark>\[[^\[\]\n]{1,30}\])[ ]{1,3})?(?:\d{1,3}[.)][ ]{1,3})?"
    rf"(?:(?P<said>(?i:{PLAIN_WORDS}))[ ]{{0,3}}[:—–-]{{1,2}}[ ]{{1,3}})?)(?:(?P<tag>[A-Z]{{2,3}})[ ](?=[A-Z]?[a-z]))?"
    r"[*_~`]{0,5}"
)
"""The pattern of what may stand before a name: signs, a box, a list's number, a status, a short word in capitals.

The groups: ``before`` is all but that word, ``mark`` the box, ``said`` the status, ``tag`` the word.
"""

_NUMBER_SIGN = r"(?:[ ]{1,4}(?:\#|No\.?[ ])?|\#|(?:(?<!(?i:task))-)?(?=\d))"  # "TASK-42" is the name of a document


def unit_pattern(words: str, ids: str = UNIT_ID) -> str:
    """The pattern of how a line begins that names a unit.

    Args:
        words: the pattern of what units of its level are called (group ``level``).
        ids: the pattern of an id (group ``id``).
    """
    return rf"{BEFORE}(?P<level>(?ai:{words})){_NUMBER_SIGN}(?P<id>{ids})(?!\w)"
