"""Lines of a staged tree: "Stage 1: CORE", "1.2 Seed data (Dependencies: 1.1)", "- [x] 1.2.3 Write the seeds"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.boxes import BOX_STARTS, Box, bracketed_word, find_box
from pytest_phasegate.documents.notations.status_words import mend_signs
from pytest_phasegate.documents.notations.statuses import Found, field_status, heading_status, is_status_only
from pytest_phasegate.model.claims import Status
from pytest_phasegate.text.lines import TEXT_KINDS, Kind

if TYPE_CHECKING:
    from pytest_phasegate.text.lines import Token

MOST_PARTS = 9
"""How many parts a number may have; the format has five, ``Stage.Phase.Task.Subtask.Atomic``."""

_MOST_DIGITS = 6
_LONGEST = 2_000
_LONGEST_SHOWN = 40
_LONGEST_STATEMENT = 300
_LEVEL_WORD = re.compile(r"(?ai:stage|phase|task|subtask|atomic(?:[ ]task)?)[ ]{1,4}(?=\d)")
_TOP = re.compile(r"(?ai:(stage|phase))[ ]{1,4}(\d{1,6})(?![\w]|\.\d)[*_]{0,3}[ ]{0,3}(?:[:.–—-]|(?=[(\[✅])|$)")
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){1,7}(?:\.[A-Z])?(?=[ :])", re.ASCII)
"""A number that has nothing odd about it, as most do."""
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"\.([A-Z])(?![\w.])")
_SAYS = re.compile(
    r"[*_]{0,3}(?ai:stage|phase|task|subtask)[ ]{1,4}(\d[\d.]{0,60}?(?:\.[A-Z])?)[ :*_–—-]{1,9}(?=\S)(.{1,200})"
)
_KEYS = {
    "dependencies": "dependencies",
    "depends on": "dependencies",
    "stage gate": "stage gate",
    "gate": "stage gate",
    "covers": "covers",
    "wbs": "covers",
    "requirements": "covers",
    "requirement": "covers",
    "traces to": "covers",
}
_NOTE_KEY = rf"[*_]{{0,3}}(?<![A-Za-z0-9])(?a:{'|'.join(_KEYS)})[*_]{{0,3}}:[*_]{{0,3}}"
_NOTE = re.compile(rf"[*_]{{0,3}}\((?={_NOTE_KEY})", re.IGNORECASE)
_NOTE_PART = re.compile(rf"({_NOTE_KEY})", re.IGNORECASE)
_NOTE_START = re.compile(rf"[ (*_]*{_NOTE_KEY}", re.IGNORECASE)
_TAG = re.compile(r"\[([^\[\]]{1,30})\][ ]{1,3}(?=[*_]{0,3}\d)")
_TAGS = {"x": Status.COMPLETE, "~": Status.IN_PROGRESS, " ": Status.PENDING, "skip": Status.SKIPPED}
_WRAPPED = re.compile(r"\((?=\d[\d.]{0,60}(?:\.[A-Z])?\))|\[(?=\d[\d.]{0,60}(?:\.[A-Z])?\][ ])")
_SIGNS = re.compile(r"[^\w(\[`~.]*_{0,3}")
_MEASURE = re.compile(  # what follows a number in prose that is wrapped there
    r"(?:[KMGT]i?B|[kMG]?Hz|n?ms|s|secs?|seconds?|min|minutes?|h|hours?|days?|weeks?|[mck]m|px|x|times|million|billion|percent"
    r"|%|or|and|to|of|is|are|was|in|for|with|on|at|by|as|but|than|which|that|should|must|will|can|has|have)(?![\w-])"
)


_KINDS = (Kind.HEADING, *TEXT_KINDS)


class Note(NamedTuple):
    """What stands behind a key; ``key`` is "dependencies", "stage gate" or "covers", however it is written."""

    key: str
    value: str


class TreeLine(NamedTuple):
    """A line that introduces a unit.

    ``word`` is "stage" or "phase" for a unit at the top, else empty. ``title`` is without notes and status;
    ``problem`` says why the number cannot be one, and ``number`` is then what is written.
    """

    number: str
    word: str
    title: str
    box: Box | None
    status: Found | None
    notes: tuple[Note, ...]
    text: str
    problem: str = ""


def read_tree_line(token: Token) -> TreeLine | None:
    """Read the line that introduces a stage or a numbered unit, or None for any other line."""
    if token.kind not in _KINDS:
        return None
    box, text = _take_mark(token) if token.text[:1] in BOX_STARTS else (None, token.text)
    text = mend_signs(text[:_LONGEST])
    if not _DIGIT.search(text):
        return None
    text = text.removeprefix("~~") if box and box.dropped else text
    start = 0 if text[:1].isalnum() else _SIGNS.match(text).end()  # type: ignore[union-attr]  # it always does
    bare = text[start:]
    if bare[:1] in "([" and token.kind is not Kind.TEXT and _WRAPPED.match(bare):
        bare = bare[1:]
    word, plain = None, _PLAIN_NUMBER.match(bare)
    if not plain:
        if top := _TOP.match(bare):
            return _line(top[2], top[1].lower(), bare[top.end() :], box, text, start)
        word = _LEVEL_WORD.match(bare)
        plain = _PLAIN_NUMBER.match(bare, word.end()) if word else None
    number, end = (plain[0], plain.end()) if plain else _take_number(bare, word.end() if word else 0)
    if not number:
        return None
    rest = bare[end:]
    if rest[:1].isalnum() or (rest[:1] and rest[0] not in " \t:.)]*_-–—"):
        return None
    rest = rest.lstrip(":.)]")
    if box is None and "[" in rest[:6] and (box := find_box(rest.lstrip(" *_"))):
        rest = box.text
    if token.kind is Kind.TEXT and not word and not _is_title(rest):
        return None
    if not plain and (problem := _fault(number)):
        return TreeLine(number[:_LONGEST_SHOWN], "", rest.strip(), box, None, (), text, problem)
    return _line(number, "", rest, box, text, start)


def _take_mark(token: Token) -> tuple[Box | None, str]:
    """The checkbox that a line begins with, or the words in brackets that stand for one, and what follows.

    "[✓ Completed] 1.1 Store" has one. Other words in brackets are a box with an unknown mark, so that it is told;
    what is only a label ("[P]") is none, and neither are words before a number in prose.
    """
    text = token.text
    if box := find_box(text):
        label = _TAG.match(box.text)
        return box, box.text[label.end() :] if label else box.text
    tag = _TAG.match(text)
    if tag is None:
        return None, text
    rest = text[tag.end() :]
    status = field_status(tag[1].lstrip("✓✔☑ "))
    raw = next((mark for mark, said in _TAGS.items() if said is status), None)
    if raw is None and token.kind is Kind.TEXT:
        return None, text
    return (Box(raw or tag[1], 0, rest), rest) if raw or bracketed_word(text) else (None, rest)


def _sign_around(before: str, title: str) -> tuple[Found | None, str]:
    """The state that a sign beside a unit's number gives it ("✅ 1.1 Store", "1.1 ✅ Store"), and the title without."""
    if status := field_status(before):
        return Found(status, 0, is_sign=True), title
    signs = _SIGNS.match(title)
    status = field_status(title[: signs.end()]) if signs else None
    return (Found(status, 0, is_sign=True), title[signs.end() :]) if status and signs else (None, title)


def read_statement(text: str) -> tuple[str, str] | None:
    """The number and the status words of a line that says only how a unit stands: "PHASE 1 COMPLETED"."""
    match = _SAYS.fullmatch(text.strip()) if len(text) < _LONGEST_STATEMENT else None
    if not match or not is_status_only(match[2].strip(" *_")) or field_status(match[2]) is None:
        return None
    return match[1], match[2]


def read_notes(text: str) -> tuple[Note, ...]:
    """The notes in a text, be it in parentheses or a field: "(Dependencies: 1.1 | Stage Gate: tests pass)"."""
    text = text[:_LONGEST].strip()
    if ":" not in text or not _NOTE_START.match(text):
        return ()
    parts = _NOTE_PART.split(text)
    found = []
    for key, value in zip(parts[1::2], parts[2::2], strict=True):
        found.append(Note(_KEYS[key.strip(" *_:").lower()], value.strip(" *_|,;")))
    return tuple(found)


def _take_number(text: str, start: int) -> tuple[str, int]:
    """The dotted number at a place and the index behind it; "" where there is none, or only one without a dot."""
    end = start + len(text[start:]) - len(text[start:].lstrip("0123456789."))
    number = text[start:end].rstrip(".")
    end = start + len(number)
    if not number or number[0] == ".":
        return "", start
    if letter := _LETTER.match(text, end):
        return number + letter[0], letter.end()
    return (number, end) if "." in number else ("", start)


def _fault(number: str) -> str:
    """Why a dotted number is not well formed, or ""."""
    parts = number.split(".")
    if len(parts) > MOST_PARTS:
        return f"the number has {len(parts)} parts; at most {MOST_PARTS} are read"
    if "" in parts:
        return "the number has two dots in a row"
    if any(len(part) > _MOST_DIGITS for part in parts):
        return f"a part of the number has more than {_MOST_DIGITS} digits"
    if any(part != "0" and part.startswith("0") for part in parts):
        return "a part of the number begins with 0"
    return ""


def _is_title(rest: str) -> bool:
    """Whether what stands behind a number at the start of a plain line is a title, and no prose: "1.5 GB of memory"."""
    rest = rest.strip()
    return bool(rest) and not _MEASURE.match(rest)


def _line(number: str, word: str, rest: str, box: Box | None, text: str, start: int) -> TreeLine:
    """Part what stands behind a number into title, notes and status; before ``start`` the text has but signs."""
    notes: tuple[Note, ...] = ()
    if "(" in rest and (opened := _NOTE.search(rest)):
        closed = _closing(rest, opened.end())
        notes = read_notes(rest[opened.end() : closed])
        rest = f"{rest[: opened.start()].rstrip()} {rest[closed + 1 :].strip(' *_')}".rstrip()
    status = heading_status(rest)
    title = rest[: status.start] if status else rest
    if status is None and box is None and not text.isascii():
        status, title = _sign_around(text[:start], title)
    if "*" in title:
        title = title.replace("**", "").replace("*(", "(").replace(")*", ")")
    return TreeLine(number, word, title.strip(" *_:–—-|~(["), box, status, notes, text)


def _closing(text: str, start: int) -> int:
    """The index of the parenthesis that closes the one before ``start``; the end of the text where none does."""
    depth = 1
    for index in range(start, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if not depth:
            return index
    return len(text)
