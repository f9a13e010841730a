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

    from pytest_phasegate.documents.notations.boxes import Box
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
    if box or token.kind is Kind.ITEM:
        return _in_item(token, box, name)
    untitled = _UNTITLED.match(token.text)
    match = _match(name, token.text[untitled.end() :] if untitled else token.text)
    if match is None:
        return None
    level = _level_of(untitled) if untitled else _level(tokens, index, match["rest"])
    return NearUnit(match["id"], _as_heading(token, level, match)) if level else None


def _in_item(token: Token, box: Box | None, name: re.Pattern[str]) -> NearUnit | None:
    if box and read_mark(box) is Mark.OPEN:
        return None  # "- [ ] Batch 2: Write (next sprint)" claims nothing yet
    match = _match(name, box.text if box else token.text)
    if match is None:
        return None
    is_said = match["rest"].strip() != "" if box else _claims_done(match)
    return NearUnit(match["id"]) if is_said else None


def _match(name: re.Pattern[str], text: str) -> re.Match[str] | None:
    match = name.match(visible(text[:_LONGEST]).strip())
    return match if match and _is_separated(match["rest"]) else None


def _as_heading(token: Token, level: int, match: re.Match[str]) -> Token | None:
    """The line as the heading that it is meant as; None for "**Batch 1**: COMPLETE": it may be another document's."""
    if token.quoted or match["also"] or (level == _INNERMOST and not _has_title(match["rest"])):
        return None
    return token._replace(kind=Kind.HEADING, level=level, text=_title(match), bullet="")


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


def _level_of(untitled: re.Match[str]) -> int:
    return len(untitled["signs"] or "") or int(untitled["level"])


def _level(tokens: Sequence[Token], index: int, rest: str) -> int:
    """The level of the heading that a line stands as, by what stands around it; 0 for none.

    Such are an underlined line, a bold line with a state in it or below it, and a line alone with a state. Without one
    "**Batch 1: Store**" is a label, in plans above what the batch is to hold.
    """
    token, following = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    if following and (level := _underlined(token, following)):
        return level
    stands = heading_status(rest) is not None
    if _BOLD.match(token.text.strip()):
        stands = stands or (following is not None and _STATUS.match(following.text) is not None)
    else:
        stands = stands and _is_alone(tokens, index)
    return _INNERMOST if stands else 0


def _is_alone(tokens: Sequence[Token], index: int) -> bool:
    """Whether a line is a paragraph of its own."""
    line = tokens[index].line
    above = tokens[index - 1].end or tokens[index - 1].line if index else 0
    return above < line - 1 and all(each.line > line + 1 for each in tokens[index + 1 : index + 2])


def _underlined(token: Token, following: Token) -> int:
    """The level of a heading that a line of signs stands right below, or 0."""
    signs = following.text.strip()
    is_line = following.line == token.line + 1 and len(signs) > 2 and not signs.strip(signs[0])
    return _UNDERLINES.get(signs[0], 0) if is_line else 0
