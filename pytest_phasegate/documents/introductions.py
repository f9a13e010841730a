"""Lines that introduce a unit: by which row of a dialect, under what id and title, and in what state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.boxes import (
    STATES,
    Box,
    bracketed_word,
    find_box,
    is_set_aside,
    mark_message,
    read_mark,
    unknown_mark,
)
from pytest_phasegate.documents.notations.commits import heading_commits
from pytest_phasegate.documents.notations.status_words import mend_signs
from pytest_phasegate.documents.notations.statuses import (
    Found,
    field_status,
    heading_status,
    own_heading_status,
    own_status,
    sign_status,
    tick_message,
    unread_tick,
)
from pytest_phasegate.model.claims import Claim, Level, Problem, Status, StatusClaim
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from pytest_phasegate.documents.dialect import Dialect, UnitLine
    from pytest_phasegate.text.lines import Token

_LONGEST = 2_000
_LONGEST_SLUG = 200
_EDGES = " -–—:|*~\t"
_WRAPPED_ID = pattern(
    r"(?:[*_`]{1,3}|\[)(?P<id>[A-Z]{0,4}-?\d[\w.-]{0,20})(?:[*_`]{1,3}|\](?:\([^()\s]{0,200}\))?)(?=[\s:.)]|$)"
)
_NO_WORD = pattern(r"[^\w]+")
_SIGNS = pattern(r"[^\w(\[`~.]*_{0,3}")


class Introduced(NamedTuple):
    """A unit that a line introduces, before its place is known.

    ``states`` are what the line claims of its state; ``words`` what is to be read of it besides; ``is_numbered`` says
    that its id holds its place in the whole document.
    """

    row: UnitLine
    id: str
    title: str
    states: Sequence[Claim]
    words: str
    is_numbered: bool = False
    is_separated: bool = True  # something stands between the id and what follows
    may_repeat: bool = False  # another unit may have the same id

    @property
    def is_statement(self) -> bool:
        """Whether the line has no title and says nothing but how a unit stands: "PHASE 1 COMPLETED"."""
        return not self.title and any(isinstance(claim, StatusClaim) for claim in self.states)


class Named(NamedTuple):
    """A unit that a text names as its heading would."""

    level: Level
    id: str
    title: str
    status: Status | None


class _Said(NamedTuple):
    """What stands around a unit's name: the title begins at ``start``, the words on its state at ``tail``."""

    id: str
    start: int
    tail: int
    status: Found | None
    problem: str
    is_separated: bool


def introduce(
    row: UnitLine, token: Token, box: Box | None, number: str, states: Mapping[str, Status]
) -> Introduced | None:
    """Read a line by a row.

    Args:
        row: what a unit's line looks like.
        token: the line.
        box: its checkbox.
        number: of the list item, as the page shows it.
        states: the dialect's own words for states.

    Returns:
        The unit, or None where the line introduces none of this kind.
    """
    if row.box:
        return _from_box(row, token, box, number) if box is not None else None
    words = box.text if box else token.text
    text = words.removeprefix("~~").removesuffix("~~") if box and box.dropped else words
    match = row.pattern.match(text)
    if match is None:
        return None  # most lines
    bare = _without_notes(row, text)
    if bare != text:
        text, match = bare, row.pattern.match(bare)
    said = _around(row, text, match, states) if match else None
    if match is None or said is None or not _is_meant(row, token, text, match, said):
        return None
    marked = _marked(token, text, match, said, states) if box is None and match["mark"] else (box, said)
    return _introduced(row, token, words, text, *marked) if marked else None


def _marked(
    token: Token, text: str, match: re.Match[str], said: _Said, states: Mapping[str, Status]
) -> tuple[Box | None, _Said] | None:
    """What a mark before a unit's name says: a state of the dialect, or a box; None where the line is a note."""
    mark = match["mark"].strip()
    if own := own_status(states, mark[1:-1]):
        return None, said._replace(status=said.status or Found(own, len(text)))
    box = _mark_before(token, mark)
    return None if box is None and _is_plain(token, match) else (box, said)  # "[Note] 1.5 of them"


def _introduced(row: UnitLine, token: Token, words: str, text: str, box: Box | None, said: _Said) -> Introduced:
    """The unit of a line, with its states and commits; ``text`` is what is read of its words."""
    is_heading = token.kind is Kind.HEADING
    title = text[said.start : said.tail]
    if box is None and said.status is None and not is_heading:
        box, status, title = _state_before(title)
        said = said._replace(status=status)
    found = _states(token, text, said, box)
    if is_heading:
        found += heading_commits(token.line, text, said.tail)
    is_numbered = not (row.words or row.is_within)
    words = _words_behind(row, words, text, said.start) if row.says else ""
    return Introduced(row, said.id, _bare(title), found, words, is_numbered, said.is_separated, row.may_repeat)


def _words_behind(row: UnitLine, words: str, text: str, start: int) -> str:
    """The words behind a unit's id as they stand in its line: what is read of them, ``text``, may be shorter."""
    words = words if row.cut is None else words[:_LONGEST]
    named = row.pattern.match(words) if words != text else None
    separator = row.separator.match(words, named.end()) if named else None
    return (words[(separator or named).end() :] if named else "") or text[start:]


def _without_notes(row: UnitLine, text: str) -> str:
    """What is read of a line's words: without what is no title, and with garbled signs put right."""
    if not text.isascii() or len(text) > _LONGEST:
        text = mend_signs(text[:_LONGEST])
    return text if row.cut is None else row.cut(text[:_LONGEST])


def _is_plain(token: Token, match: re.Match[str]) -> bool:
    """Whether a line is a paragraph and has no word for a unit, only a number."""
    return token.kind is Kind.TEXT and not ("level" in match.re.groupindex and match["level"])


def _is_meant(row: UnitLine, token: Token, text: str, match: re.Match[str], said: _Said) -> bool:
    """Whether a line in a paragraph introduces a unit, where a dialect's may: a number in prose does not."""
    if row.is_plain is None or token.kind is not Kind.TEXT:
        return True
    title = text[said.start : said.tail].strip()
    if title and not row.is_plain(title):
        return False  # "Task 1.2 is nearly there."
    # "(1.5) says a note"
    is_wrapped = text[: match.start("id")].endswith(("(", "["))
    return not _is_plain(token, match) or (not is_wrapped and text[said.start :].strip() != "")


def _bare(title: str) -> str:
    if "*" in title:
        title = title.replace("**", "").replace("*(", "(").replace(")*", ")")
    return title.strip(_EDGES).rstrip(_EDGES + "([")  # a status in brackets was cut off behind them


def named_unit(dialect: Dialect, text: str) -> Named | None:
    """The unit that a text names as a heading of the dialect does, with its title, wherever the text stands."""
    text = mend_signs(text[:_LONGEST])
    for row in (row for row in dialect.units if row.words and Kind.HEADING in row.kinds):
        match = row.pattern.match(text)
        if match and (said := _around(row, text, match, dialect.states)):
            title = _bare(text[said.start : said.tail])
            return Named(row.level, said.id, title, getattr(said.status, "status", None))
    return None


_WORDS_FOR = {Status.COMPLETE: "x", Status.IN_PROGRESS: "~", Status.PENDING: " ", Status.SKIPPED: "skip"}


def _mark_before(token: Token, mark: str) -> Box | None:
    """The checkbox in brackets before a unit's name; words may stand for one there: "[✓ Completed] 1.1 Store"."""
    box = find_box(f"{mark} ")
    if box or token.kind is Kind.HEADING:
        return box
    status = field_status(mark[1:-1].lstrip("✓✔☑ "))
    raw = _WORDS_FOR.get(status) if status else None
    if raw is None and (token.kind is Kind.TEXT or not bracketed_word(f"{mark} ")):
        return None
    return Box(raw or mark[1:-1], 0, "")


def _state_before(title: str) -> tuple[Box | None, Found | None, str]:
    """The checkbox or the sign between an id and its title, and the title: "1.1 [x] Store", "1.1 ✅ Store"."""
    box = find_box(title.lstrip(" *_")) if "[" in title[:6] else None
    if box:
        return box, None, box.text
    signs = "" if title[:1].isascii() else _signs_of(title)
    status = field_status(signs) if signs else None
    return (None, Found(status, 0, is_sign=True), title[len(signs) :]) if status else (None, None, title)


def _signs_of(title: str) -> str:
    match = _SIGNS.match(title)
    return match[0] if match else ""


def _states(token: Token, text: str, said: _Said, box: Box | None) -> list[Claim]:
    """The claims on a unit's state: by words or signs, and by a checkbox before its name."""
    found: list[Claim] = []
    if said.status is not None:
        found.append(StatusClaim(line=token.line, text=text, status=said.status.status, source="heading"))
    mark = read_mark(box) if box else None
    if mark:
        found.append(StatusClaim(line=token.line, text=text, status=STATES[mark], source="box"))
    problem = mark_message(box.raw) if box and not mark else said.problem
    return [*found, Problem(line=token.line, text=text, message=problem)] if problem else found


def _around(row: UnitLine, text: str, match: re.Match[str], states: Mapping[str, Status]) -> _Said | None:
    bare, tag = match["id"] or row.fixed_id, match["tag"]
    separator = row.separator.match(text, match.end())
    start = (separator or match).end()
    title = text[start:]
    found = own_heading_status(states, title) or heading_status(title)
    if not separator and (found is None or text[start : start + found.start].strip(" -–—:([*`")):
        return None  # only a status may follow at once: "Batch 1 ✅ COMPLETE"
    tail = start + found.start if found else len(text)
    tick = "" if found else unread_tick(title)
    status = found or _status_around(text, start, match["said"] or "", match["before"])
    id_ = f"{tag}-{bare}" if tag else bare
    return _Said(id_, start, min(tail, len(text)), status, tick_message(tick), separator is not None)


def _status_around(text: str, start: int, said: str, before: str) -> Found | None:
    """The state of a unit that has none behind its title: struck out, or by a word or a sign before its name."""
    if "~~" in text and (_is_struck(text) or _is_struck(text[start:])):
        return Found(Status.SKIPPED, len(text))
    status = (field_status(said) if said else None) or sign_status(before)
    return Found(status, len(text)) if status else None


def _is_struck(text: str) -> bool:
    """Whether all of a text is struck out: the unit was dropped."""
    bare = text.strip(" *")
    return len(bare) > 4 and bare.startswith("~~") and bare.endswith("~~") and "~~" not in bare[2:-2]


def _from_box(row: UnitLine, token: Token, box: Box, number: str) -> Introduced | None:
    """The unit of a line with a checkbox: that is its state, and the words behind it are its title."""
    text = box.text.removeprefix("~~").removesuffix("~~") if box.dropped else box.text
    is_optional = bool(row.optional) and text.startswith(row.optional)
    if is_optional:
        text = text[len(row.optional) :].lstrip()
    match = _match_id(row, text)
    if match is None:
        return None
    words = _without_tags(row, match.string[match.end() :])
    title = row.cut(words) if row.cut else words
    own = match.groupdict().get("id") or ""
    id_ = own or (number if row.is_bullet else row.fixed_id or _slug(title, token.line))
    may_repeat = row.may_repeat or not (own or row.is_bullet or row.fixed_id)  # words are no id of somebody's choice
    is_numbered = bool(own) and not row.is_within
    states = _state_of(token, box, words, is_optional=is_optional)
    return Introduced(row, id_, _bare(title), states, words, is_numbered, may_repeat=may_repeat)


def _without_tags(row: UnitLine, words: str) -> str:
    while row.tags and (tag := row.tags.match(words)):
        words = words[tag.end() :]
    return words


def _slug(title: str, line: int) -> str:
    return _NO_WORD.sub("-", title.casefold()).strip("-")[:_LONGEST_SLUG] or f"line-{line}"


def _match_id(row: UnitLine, text: str) -> re.Match[str] | None:
    """How a box's text begins with a unit's id, which may be in bold type or a link: "**1.1** Store", "[1.1](#a)"."""
    match = row.pattern.match(text)
    wrapped = _WRAPPED_ID.match(text) if text[:1] in "*_[`" and not (match and match.groupdict().get("id")) else None
    bare = row.pattern.match(wrapped["id"] + text[wrapped.end() :]) if wrapped else None
    return bare if bare and bare.groupdict().get("id") else match


def _state_of(token: Token, box: Box, words: str, *, is_optional: bool) -> list[Claim]:
    mark = read_mark(box)
    if mark is None:
        return [unknown_mark(token, box)]
    is_left = is_set_aside(words) or (is_optional and STATES[mark] is Status.PENDING)
    status = Status.SKIPPED if is_left else STATES[mark]
    return [StatusClaim(line=token.line, text=box.text, status=status, source="box")]
