"""Units that are named in a way which introduces none: what a person sees there, and the heading that is meant."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.boxes import find_box, read_mark
from pytest_phasegate.documents.notations.statuses import heading_status, sign_status
from pytest_phasegate.model.claims import Mark, Status
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.text.lines import Token

_LONGEST = 2_000
_ID = r"(?:[A-Z]{1,3}-?)?\d{1,4}[A-Za-z]?(?:\.\d{1,4}){0,4}|[A-Z]\.\d{1,4}"
_UNTITLED = pattern(r"(?:(?P<signs>#{1,6})|<h(?P<level>[1-6])[^<>]{0,100}>)[ \t]{0,8}", re.IGNORECASE)
_BOLD = pattern(r"(\*{2,3}|_{2,3})(?=\S)[^*]{1,300}\1[ .:]{0,3}$")
_STATUS = pattern(r"[*_]{0,3}status[*_]{0,3}:", re.IGNORECASE)
_UNDERLINES = {"=": 1, "-": 2}
_INNERMOST = 7  # the level of a line that stands as a heading: any heading ends what it introduces


class NearUnit(NamedTuple):
    """A unit's id, and the line as the heading that it is meant as; None where it may mean another thing."""

    id: str
    token: Token | None = None


@cache
def named(words: str) -> re.Pattern[str]:
    """How a line names a unit, with one word before the name too ("Final Batch 1"); "TASK-42" is a document.

    Args:
        words: what units are called, as alternatives of a pattern.
    """
    return re.compile(
        rf"(?P<before>\W{{0,9}})(?P<also>[A-Z][a-z]{{2,12}}[ ])?(?P<word>{words or '(?!)'})"
        rf"(?:[ ]{{0,3}}[#:]?[ ]{{0,3}}|-(?=(?:\d{{1,4}}|[A-Z])\.\d))(?P<id>{_ID})(?![\w.])(?P<rest>.*)",
        re.IGNORECASE,
    )


@cache
def may_name(words: str) -> re.Pattern[str]:
    """A quick look: whether a line, or the text of its box, may begin with the name of a unit."""
    return re.compile(
        r"(?:\[[^\[\]]{0,4}\])?[\W_]{0,9}(?:<[^<>]{0,100}>|\W){0,3}"
        rf"(?:[A-Z]\w{{2,12}}[ ])?(?:{words or '(?!)'})",
        re.IGNORECASE,
    )


def in_heading(token: Token, match: re.Match[str]) -> NearUnit | None:
    """The unit that a heading names; ``match`` is how its visible text does."""
    if not _is_separated(match["rest"]):
        return None
    # "Final Batch 3" may be another one than batch 3.
    return NearUnit(match["id"], None if match["also"] else token._replace(text=_title(match)))


def in_text(tokens: Sequence[Token], index: int, name: re.Pattern[str]) -> NearUnit | None:
    """The unit that a line of text names as a heading does: it stands as one, or says how the unit stands.

    Args:
        tokens: the lines.
        index: the line's place among them.
        name: how a line names a unit.
    """
    token = tokens[index]
    box = find_box(token.text)
    if box and read_mark(box) is Mark.OPEN:
        return None  # "- [ ] Batch 2: Write (next sprint)" claims nothing yet
    untitled = None if box else _UNTITLED.match(token.text)
    match = name.match(
        visible((box.text if box else token.text[untitled.end() :] if untitled else token.text)[:_LONGEST]).strip()
    )
    if match is None or not _is_separated(match["rest"]):
        return None
    if box or token.kind is Kind.ITEM:
        is_said = match["rest"].strip() != "" if box else _claims_done(match)
        return NearUnit(match["id"]) if is_said else None
    level = _level(tokens, index, match, untitled)
    if not level:
        return None
    # "**Batch 1**: COMPLETE" may say it of another document's.
    is_sure = not (token.quoted or match["also"]) and (level < _INNERMOST or _has_title(match["rest"]))
    heading = token._replace(kind=Kind.HEADING, level=level, text=_title(match), bullet="")
    return NearUnit(match["id"], heading if is_sure else None)


def _title(match: re.Match[str]) -> str:
    return f"{match['before']}{match['word']} {match['id']}{match['rest']}"


def _is_separated(rest: str) -> bool:
    """Whether what stands behind a unit's name leaves it that unit's."""
    words = rest.strip()
    return not words or words[0] in ":—–-(["


def _has_title(rest: str) -> bool:
    found = heading_status(rest)
    return any(map(str.isalnum, rest[: found.start] if found else rest))


def _claims_done(match: re.Match[str]) -> bool:
    """Whether a sign before a unit's name, or words behind it, say that it is done."""
    found = heading_status(match["rest"])
    status = found.status if found else sign_status(match["before"])
    return status in (Status.COMPLETE, Status.IMPLEMENTED)


def _level(tokens: Sequence[Token], index: int, match: re.Match[str], untitled: re.Match[str] | None) -> int:
    """The level of the heading that a line stands as; 0 for none.

    Such are a heading without its blank or as a tag, an underlined line, a bold line alone, and a line alone that says
    how the unit stands.
    """
    if untitled:
        return len(untitled["signs"] or "") or int(untitled["level"])
    token, following = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    if following and following.line == token.line + 1 and (level := _underlined(following)):
        return level
    # In plans "**Batch 1: Store**" is a label above what the batch is to hold, and no batch.
    says_state = heading_status(match["rest"]) is not None
    if _BOLD.match(token.text.strip()):
        return _INNERMOST if says_state or (following and _STATUS.match(following.text)) else 0
    before = tokens[index - 1] if index else None
    is_alone = (before is None or (before.end or before.line) < token.line - 1) and (
        following is None or following.line > token.line + 1
    )
    return _INNERMOST if says_state and is_alone else 0


def _underlined(token: Token) -> int:
    """The level of a heading that a line of signs stands below, or 0."""
    line = token.text.strip()
    return _UNDERLINES.get(line[0], 0) if len(line) > 2 and not line.strip(line[0]) else 0
