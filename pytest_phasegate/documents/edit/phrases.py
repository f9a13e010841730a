"""How a document writes a state: its signs and words, where on a line, and what it would write for another state."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.notations.status_words import LOOSE, SIGNS, WORDS, status_of
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.text.patterns import alternatives, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_phasegate.documents.edit.splices import Written

_SIGN = pattern("(?:" + "|".join(map(re.escape, (*SIGNS, *vocabulary.GARBLED_SIGNS))) + ")\ufe0f?")
_SIGN_BEFORE = pattern(rf"({_SIGN.pattern})[ ]{{0,3}}[*_`]{{0,3}}\Z")
_LOOSE = pattern(rf"(?<![\w-])(?:{alternatives(LOOSE)})(?![\w-])|(?<!\d)\d{{1,3}}[ ]?%", re.IGNORECASE)
_WIDE_SIGNS = ("⏸", "⏭")
_VARIATION = "\ufe0f"  # asks for the colored form of a sign that has a plain one
_SEPARATORS = pattern(r"(?:[ ]{1,3}(?:--?|–|—|\||:)[ ]{1,3}|[ ]{1,3})(?P<open>[(\[]?)[*_`]{0,3}\Z")


OF_DATA = {
    Status.COMPLETE: "done",
    Status.IN_PROGRESS: "in-progress",
    Status.PENDING: "pending",
    Status.BLOCKED: "blocked",
    Status.DEFERRED: "deferred",
    Status.SKIPPED: "cancelled",
}
"""The words for states in files of data, where a file shows none: those that the tools know which write them."""


_PAIRED = {(word, Status.COMPLETE): "done" for word in ("to do", "todo", "doing", "draft", "review")} | {
    ("done", Status.PENDING): "to do"
}
"""What people write for a state who write such a word for another: a board knows To Do and Done."""


class Phrase(NamedTuple):
    """A sign and a word for a state, or one of both; the other is ""."""

    sign: str
    word: str

    @property
    def text(self) -> str:
        """Both as they are written."""
        return f"{self.sign} {self.word}".strip()


class Span(NamedTuple):
    """A phrase on a line: where its sign and its word stand (from, to before), and the state that it says."""

    phrase: Phrase
    sign: tuple[int, int]
    word: tuple[int, int]
    status: Status | None


def find_phrases(line: str, states: Mapping[str, Status]) -> list[Span]:
    """The phrases on a line that may say a state, from left to right; ``states`` are the dialect's own words."""
    found: list[Span] = []
    for start, end, status in _words(line, states):
        before = _SIGN_BEFORE.search(line, max(0, start - 9), start)
        sign = before.span(1) if before else (start, start)
        found.append(Span(Phrase(line[slice(*sign)], line[start:end]), sign, (start, end), status))
    taken = {span.sign[0] for span in found if span.phrase.sign}
    for match in _SIGN.finditer(line):
        if match.start() not in taken:
            end = match.end()
            found.append(Span(Phrase(match[0], ""), match.span(), (end, end), _of_sign(match[0])))
    return sorted(found, key=lambda span: (span.sign, span.word))


def _words(line: str, states: Mapping[str, Status]) -> Iterator[tuple[int, int, Status | None]]:
    """Where words stand that may say a state."""
    yield from ((*words.span(), status_of(words)) for words in WORDS.finditer(line))
    for words in _LOOSE.finditer(line):
        yield (*words.span(), LOOSE.get(words[0].lower(), Status.IN_PROGRESS))
    for word, status in states.items():
        for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line, re.IGNORECASE):
            yield (*match.span(), status)


def _of_sign(sign: str) -> Status | None:
    plain = sign.rstrip(_VARIATION)
    return SIGNS.get(vocabulary.GARBLED_SIGNS.get(plain, plain))


class Phrases:
    """The phrases that a document uses for each state, by the places where they stand."""

    def __init__(self, document: Written) -> None:
        self.written = OF_DATA if document.dialect.is_data else {}
        self.seen: dict[tuple[Level | None, str, Status], Counter[Phrase]] = {}
        said = [(unit.level, claim) for unit in document.workflow.units() for claim in unit.statuses]
        for level, claim in said:
            spans = find_phrases(document.line(claim.line), document.dialect.states)
            phrases = [span.phrase for span in spans if span.status is claim.status]
            for where in (level, None) if phrases else ():
                self.seen.setdefault((where, claim.source, claim.status), Counter())[phrases[-1]] += 1

    def choose(self, status: Status, level: Level, source: str, instead: Phrase | None = None) -> Phrase:
        """What the document writes for a state at such a place; where it writes it nowhere, as it writes others."""
        for key in ((level, source, status), (None, source, status)):
            if found := self.seen.get(key):
                return found.most_common(1)[0][0]
        like = instead or self._any(level, source)
        return Phrase(self._sign(status) if like.sign else "", self._word(status, like.word) if like.word else "")

    def _any(self, level: Level, source: str) -> Phrase:
        """A phrase for any state at such a place, or the one of the batch seed."""
        for key in ((level, source), (None, source)):
            for (where, how, _), found in self.seen.items():
                if (where, how) == key:
                    return found.most_common(1)[0][0]
        return Phrase("✅", "COMPLETE")

    def _sign(self, status: Status) -> str:
        """The sign of a state that the document uses somewhere, else the usual one; "" where there is none."""
        used = (phrase.sign for (_, _, said), found in self.seen.items() if said is status for phrase in found)
        usual = vocabulary.STATUS_SIGNS.get(status.value, "")[:1]
        return next(filter(None, used), f"{usual}{_VARIATION}" if usual in _WIDE_SIGNS else usual)

    def _word(self, status: Status, like: str) -> str:
        """The word for a state, in letters such as another word has."""
        word = self.written.get(status) or _PAIRED.get((like.lower(), status)) or status.word
        if status in self.written or like.islower():
            return word
        return word.title() if like[:1].isalpha() and not like.isupper() else word.upper()


def separator_before(line: str, start: int) -> tuple[str, str]:
    """What stands before a phrase (" - ", " (") and what must close it behind, for one that is to be like it."""
    match = _SEPARATORS.search(line, max(0, start - 12), start)
    if match is None:
        return " ", ""
    marks = match[0][len(match[0].rstrip("*_`")) :]
    return match[0], marks[::-1] + {"(": ")", "[": "]"}.get(match["open"], "")
