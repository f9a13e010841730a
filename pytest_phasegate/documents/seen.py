"""What a person sees on the lines of a document: boxes, units, statuses, commits and files, in any form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents import near_units
from pytest_phasegate.documents.near_boxes import near_box
from pytest_phasegate.documents.notations.boxes import find_box
from pytest_phasegate.documents.notations.file_keys import read_choice
from pytest_phasegate.documents.notations.files import is_hedged
from pytest_phasegate.documents.notations.statuses import (
    field_status,
    heading_status,
    own_heading_status,
    own_status,
    status_of_all,
)
from pytest_phasegate.documents.table_rows import row_unit, work_of
from pytest_phasegate.text.fields import normal_key
from pytest_phasegate.text.lines import TEXT_KINDS, Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.text.tables import table_rows
from pytest_phasegate.text.visible import visible
from pytest_phasegate.vocabulary import BOX_LABELS, SLASHED_WORDS, UNSURE_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from pytest_phasegate.documents.dialect import UnitLine
    from pytest_phasegate.model.claims import Status
    from pytest_phasegate.text.lines import Token
    from pytest_phasegate.text.tables import Row

_LONGEST = 2_000
_LONGEST_KEY = 40
_LONGEST_NAME = 120  # characters at the beginning of a line in which the word for a unit stands
_KINDS = (*TEXT_KINDS, Kind.HEADING)
_NO_KINDS: frozenset[str] = frozenset()

# A word that stands where a status stands: in capitals, or in small letters where other headings have theirs.
_WORD_BEHIND = pattern(
    r"[ ](?:--?|—|–|\||:)[ ](?P<word>(?:[A-Z]{2,20}[ -]){0,2}[A-Z]{4,20}(?:[ -][A-Z]{2,20})?)[ .!]{0,9}$"
    r"|[(\[](?P<in>[A-Z]{5,20}(?:[ ][A-Z]{2,20})?|[a-z]{4,14}(?:[ ][a-z]{3,14})?)[)\]][ .!]{0,9}$"
)

_CAPITALS = pattern(r"[A-Z]{4,20}(?:[ -][A-Z]{2,20}){0,2}")

STATUS_KEYS = frozenset({"status", "state", "batch status", "task status", "phase status", "current status"})
"""The keys under which a person looks for a status."""
_COMMIT_KEYS = frozenset(
    {"commit", "commits", "git commit", "git commits", "commit sha", "commit id", "commit hash", "sha", "git sha"}
)
_COMMIT_COLUMNS = _COMMIT_KEYS | {"git", "merge", "merged", "hash", "git hash", "merge commit"}
_COLUMNS = STATUS_KEYS | _COMMIT_COLUMNS
_FILE_KEYS = frozenset(
    {"file", "files", "file(s)", "files created", "files modified", "files to create", "files to modify"}
)
_ALL = pattern(r"[^\w\[]{0,9}all[ ]", re.IGNORECASE)
_HEX = pattern(r"(?<![\w/#.-])(?=[0-9a-f]{0,63}\d)(?=[0-9a-f]{0,63}[a-f])[0-9a-f]{7,40}(?![\w/.-])")
_NOTHING = pattern(
    r"(?:none|n/?a|nothing|tbd|tba|pending|various|multiple|all|see|no|not|-|—|[ -/:-@\[-`{-~–—…·]*$)(?!\w)",
    re.IGNORECASE,
)
_WAITS = pattern(r"(?:waiting|awaiting|open|to be)\b", re.IGNORECASE)
# A path that stands first: behind it no word ("Node.js runtime"), and it is no package and no fraction.
_PATH = pattern(
    r"\[?(?!\d{1,4}/\d)(?:(?:[\w.-][\w.@-]{0,99}/){1,20}[\w.@\[\]-]{1,100}|[\w-]{1,60}\.[a-z]{1,5}(?![\w/.]))"
    r"(?![\w/@]|[ ]\w)"
)
_DASHED = pattern(r"[-*+•> ]{0,3}([A-Za-z ]{3,20}?)[ ](?:--?|—|–)[ ](\S.{0,200})")
_QUOTES = "\"'(<[{"  # what begins so is spoken of, and not said


class Seen(NamedTuple):
    """What a person sees on a line.

    ``kind`` is that of the claim; ``words`` show it (of a unit: its id). ``place`` is where in a heading a state
    stands: "-" behind a dash, else its bracket; of a word: where other headings must have theirs for it to be one.
    ``token`` is the line in the words that are read, where it can mean nothing else.
    """

    kind: str
    line: int
    words: str
    status: Status | None = None
    place: str = ""
    token: Token | None = None


def see(
    tokens: Sequence[Token], words: Sequence[str], kinds: Mapping[int, Set[str]], states: Mapping[str, Status]
) -> Iterator[Seen]:
    """What a person sees in a text, rows of tables first; not what stands in fences, comments and front matter.

    Args:
        tokens: the lines, folded.
        words: what units are called.
        kinds: as what each line was read: what was read so need not be looked for.
        states: the dialect's own words for states.
    """
    alternatives = "|".join(map(re.escape, words))
    named, may_name = near_units.named(alternatives), near_units.may_name(alternatives)
    starts = ("<", *(word.casefold() for word in words))
    if any(token.kind is Kind.ROW for token in tokens):
        yield from _in_rows(tokens, kinds, states)
    for index, token in enumerate(tokens):
        if token.kind not in _KINDS:
            continue
        raw = token.text
        head = raw[:_LONGEST_NAME].casefold()
        is_named = (any(map(head.__contains__, starts)) or not head.isascii()) and may_name.match(raw) is not None
        if token.kind is Kind.HEADING:
            if is_named:
                yield from _in_heading(token, named, states)
                yield from _alone(tokens[index + 1 : index + 2])
            continue
        if _may_claim(raw, head):
            yield from _in_text(token, head, kinds.get(token.line, _NO_KINDS), states)
        if is_named and (unit := near_units.in_text(tokens, index, named)):
            yield Seen("unit", token.line, unit.id, token=unit.token)


def _in_heading(token: Token, named: re.Pattern[str], states: Mapping[str, Status]) -> Iterator[Seen]:
    """The unit that a heading names, and the states behind its name."""
    match = named.match(visible(token.text[:_LONGEST]).strip())
    if match is not None and not token.quoted:
        yield from _states(token, match["rest"], states)
    if match is not None and (unit := near_units.in_heading(token, match)):
        yield Seen("unit", token.line, unit.id, token=None if token.quoted else unit.token)


def _alone(following: Sequence[Token]) -> Iterator[Seen]:
    """A word that is all of the line below a unit's heading, where a state may stand: "LANDED"."""
    for token in following:
        said = visible(token.text[:_LONGEST_KEY]).strip(" .!") if token.kind is Kind.TEXT else ""
        if _is_unsure(said) and said.casefold() not in BOX_LABELS:
            yield Seen("word", token.line, said, place="anywhere")


def _is_unsure(words: str) -> bool:
    """Whether words or signs look like a state, and are none that is known."""
    is_like_one = _CAPITALS.fullmatch(words) or (words != "" and not words.strip(f"{UNSURE_SIGNS}\ufe0f "))
    return bool(is_like_one) and field_status(words) is None


def _may_claim(raw: str, head: str) -> bool:
    """A quick look: whether a line may hold a box or a field. Most hold none, and a look with care takes long."""
    if "[" in raw or "<" in raw or raw[:1] == "(" or not head.isascii() or "all " in head:
        return True
    start = head[:_LONGEST_KEY]
    return "sta" in start or "file" in start or "commit" in start or "sha" in start


def _in_text(token: Token, head: str, kinds: Set[str], states: Mapping[str, Status]) -> Iterator[Seen]:
    """The boxes and fields of a line."""
    raw = token.text
    may_be_box = ("[" in raw or "<" in raw or raw[:1] == "(" or not raw.isascii()) and "box" not in kinds
    if may_be_box and (box := near_box(token)):
        yield Seen("box", token.line, box.words, token=box.token)
    if "all " in head and token.kind is Kind.TEXT and (said := _said_of_all(raw)):
        yield Seen("status", token.line, raw.strip(), said)
    if _may_be_field(head[:_LONGEST_KEY], kinds):
        yield from _fields(token, visible(raw[:_LONGEST]).strip(), states)


def _may_be_field(start: str, kinds: Set[str]) -> bool:
    """Whether a line begins with a key that is looked for, by its first characters, and was not read as its field."""
    if "sta" in start or ("file" in start and "file" not in kinds):
        return True
    return ("commit" in start or "sha" in start) and "commit" not in kinds


def see_by_begin(
    tokens: Sequence[Token], rows: Sequence[UnitLine], read: Set[int], states: Mapping[str, Status]
) -> Iterator[Seen]:
    """The units that headings and items name by an id alone, as a row describes their beginning, and their states.

    Where a row wants a box in its section, a heading without one is nobody's unit.

    Args:
        tokens: the lines, folded.
        rows: what the lines of units look like.
        read: the lines that introduced a unit.
        states: the dialect's own words for states.
    """
    rows = list(filter(_begins_with_id, rows))
    only_boxes = all(row.box for row in rows)  # then no title holds a state
    for token in tokens if rows else ():
        if token.quoted or (only_boxes and token.line in read) or token.kind not in (Kind.HEADING, Kind.ITEM):
            continue
        begun = next(filter(None, (_begun(row, token) for row in rows)), None)
        if begun is not None and token.line not in read:
            yield Seen("unit", token.line, begun[1]["id"])
        elif begun is not None and not begun[0].box:
            yield from _states(token, visible(token.text[begun[1].end() : _LONGEST]).strip(), states)


def _begins_with_id(row: UnitLine) -> bool:
    return bool(row.begins) and not row.needs_box and "id" in row.pattern.groupindex


def _begun(row: UnitLine, token: Token) -> tuple[UnitLine, re.Match[str]] | None:
    """How a line begins as a row describes it, with an id."""
    box = find_box(token.text) if row.box is not False else None
    if token.kind not in row.kinds or (row.box and box is None):
        return None
    match = row.pattern.match((box.text if box else token.text)[:_LONGEST])
    return (row, match) if match and match["id"] else None


def _said_of_all(raw: str) -> Status | None:
    """What a line says that is nothing but a word on all units: "All batches complete"."""
    said = status_of_all(visible(raw[:_LONGEST]).strip().upper()) if _ALL.match(raw) else None
    return said[1] if said else None


def _in_rows(tokens: Sequence[Token], kinds: Mapping[int, Set[str]], states: Mapping[str, Status]) -> Iterator[Seen]:
    """The state and the commits that a row shows of a unit that it names, or of work as rows beside it do."""
    for row in table_rows(tokens):
        cells = [(column, visible(cell).strip()) for column, cell in row.cells.items() if column in _COLUMNS]
        line = row.token.line
        if not cells or "box" in kinds.get(line, _NO_KINDS):
            continue
        unit = row_unit(row)
        is_meant = unit.is_sure if unit else _is_beside_boxes(row, kinds)
        for column, shown in cells if is_meant else ():
            if column in _COMMIT_COLUMNS:
                if _HEX.search(shown):
                    yield Seen("commit", line, shown)
            elif shown and not _NOTHING.match(shown):
                status = own_status(states, shown) or field_status(shown)
                yield Seen("status" if status else "word", line, shown, status)


def _is_beside_boxes(row: Row, kinds: Mapping[int, Set[str]]) -> bool:
    """Whether a row is work whose state is not known, in a table whose rows are read as a checklist."""
    line = row.token.line
    return bool(work_of(row)) and any("box" in kinds.get(beside, _NO_KINDS) for beside in (line - 1, line + 1))


def _fields(token: Token, text: str, states: Mapping[str, Status]) -> Iterator[Seen]:
    key, colon, value = text.partition(":")
    if not colon or len(key) > _LONGEST_KEY:
        dashed = _DASHED.match(text)
        if dashed is None:
            return
        key, value = dashed[1], dashed[2]
    name, value = normal_key(key.lstrip("-*+•>✅📝 ")), value.strip()
    if not value:
        return
    if name in STATUS_KEYS and value[0] not in _QUOTES and (status := own_status(states, value) or field_status(value)):
        yield Seen("status", token.line, value, status)
    elif name in STATUS_KEYS and _is_unsure(value.rstrip(".!")):
        yield Seen("word", token.line, value, place="field")
    elif name in _COMMIT_KEYS and _HEX.search(value):
        yield Seen("commit", token.line, value)
    elif name in _FILE_KEYS and _names_file(value):
        yield Seen("file", token.line, value)


def is_nothing(value: str) -> bool:
    """Whether a value says that there is nothing yet, or that it stands elsewhere."""
    return _NOTHING.match(value.lstrip("[(")) is not None or _WAITS.match(value) is not None


def _names_file(value: str) -> bool:
    """Whether the value of a file field begins with a path, and with no condition on it: "src/a.py (if needed)"."""
    if _NOTHING.match(value) or is_hedged(value):
        return False
    match = _PATH.match(value)
    return match is not None and match[0] not in SLASHED_WORDS and read_choice(value) is None


def _states(token: Token, rest: str, states: Mapping[str, Status]) -> Iterator[Seen]:
    """The state that a unit's line shows: another than was read of its markup, or a word where states stand."""
    found = own_heading_status(states, rest) or heading_status(rest)
    if found is not None:
        said = rest[found.start :]
        yield Seen("status", token.line, said, found.status, said[0] if said[:1] in ("(", "[") else "-")
    elif (word := _WORD_BEHIND.search(rest)) and any(map(str.isalnum, rest[: word.start()])):
        said = word["word"] or word["in"]
        place = "" if word["word"] else "anywhere" if said.isupper() else word[0].lstrip()[:1]
        yield Seen("word", token.line, said, None, place)
    elif (sign := rest.rstrip(" \ufe0f")[-1:]) and sign in UNSURE_SIGNS:
        yield Seen("word", token.line, sign, None, "anywhere")
