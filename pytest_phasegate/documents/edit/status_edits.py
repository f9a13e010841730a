"""The state of a unit, written where and as the document writes states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.box_edits import box_splices
from pytest_phasegate.documents.edit.field_lines import is_field, new_field
from pytest_phasegate.documents.edit.phrases import Phrase, Phrases, Span, find_phrases, separator_before
from pytest_phasegate.documents.edit.proof import added, with_boxes, with_claims
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written, behind
from pytest_phasegate.documents.notations.boxes import STATES
from pytest_phasegate.model.claims import Mark, Status, StatusClaim
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit

_ASSIGNED = pattern(
    r"[*_`]{0,3}[ ]{0,3}(?:--?|–|—)?[ ]{0,3}\(?(?i:assigned to):?[ ][`@*]{0,3}[\w.-]{1,100}[`*]{0,3}\)?"
)
_ITEM = pattern(r"[ \t>]*(?:[-*+•]|\d{1,9}[.)])[ \t]{1,4}")
_NOTES = pattern(r"[ ]{0,4}[*_]{0,3}\([A-Za-z][A-Za-z ]{2,20}:")
_MARK_FOR = {
    Status.COMPLETE: Mark.TICKED,
    Status.IMPLEMENTED: Mark.TICKED,
    Status.IN_PROGRESS: Mark.IN_PROGRESS,
    Status.SKIPPED: Mark.DROPPED,
    Status.DEFERRED: Mark.DROPPED,
}
_MARK_OF = {status: mark for mark, status in STATES.items()}
_BOX_OF = {Mark.OPEN: "[ ] ", Mark.TICKED: "[x] ", Mark.IN_PROGRESS: "[~] ", Mark.DROPPED: "[skip] "}
_SEPARATORS = ((" - ", ""), (" ", ""), (" — ", ""), (" [", "]"))


def mark_for(status: Status) -> Mark:
    """The mark of a unit's own box in a state."""
    return _MARK_FOR.get(status, Mark.OPEN)


def own_statuses(unit: Unit) -> tuple[StatusClaim, ...]:
    """The states that a document says of a unit, without what follows from its parts."""
    return tuple(claim for claim in unit.statuses if claim.source != "steps")


@dataclass(frozen=True, kw_only=True)
class SetStatus:
    """A unit is in a state; with ``assigned`` by a role, as in "IN PROGRESS - Assigned to backend-developer"."""

    unit: str
    status: Status
    assigned: str = ""

    @property
    def what(self) -> str:
        """The change in words."""
        return f"write the status {self.status.word}"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The pieces that may make the change, the likeliest first; nothing where nothing is to be done."""
        writer = _Writer(document, document.unit(self.unit), self.status, self.assigned)
        own = own_statuses(writer.unit)
        if not own:
            yield from writer.first()
        wrong = [claim for claim in own if claim.status is not _meant(self.status, claim)]
        choices = [list(writer.instead(claim)) for claim in wrong]
        if all(choices):  # one way for each claim; where there are several, the likeliest or the plainest of each
            yield from choices[0] if len(choices) == 1 else _joined_ways(choices)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        unit = document.unit(self.unit)
        own = tuple(replace(claim, status=_meant(self.status, claim)) for claim in own_statuses(unit))
        first = added(StatusClaim(line=1, text="", status=self.status, source=""))
        boxes = {claim.line: mark_for(self.status) for claim in own if claim.source == "box"}
        return with_claims(with_boxes(document.workflow.root, boxes), self.unit, statuses=own or (first,))


def _meant(status: Status, claim: StatusClaim) -> Status:
    """What a claim is to say: a box has fewer states than words have."""
    return STATES[mark_for(status)] if claim.source == "box" else status


def _joined_ways(choices: list[list[Splices]]) -> Iterator[Splices]:
    for place in (0, -1) if choices else ():
        yield tuple(splice for choice in choices for splice in choice[place])


class _Writer:
    """Writes the state of one unit."""

    def __init__(self, document: Written, unit: Unit, status: Status, assigned: str) -> None:
        self.document = document
        self.unit = unit
        self.status = status
        self.assigned = f" - Assigned to {assigned}" if assigned else ""
        self.states = document.dialect.states
        self.phrases = Phrases(document)

    def instead(self, claim: StatusClaim) -> Iterator[Splices]:
        """The ways to change what is said, the likeliest first."""
        if claim.source == "box":
            old = _MARK_OF.get(claim.status, Mark.OPEN)
            for splice in box_splices(self.document, claim.line, old, mark_for(self.status)):
                yield (splice,)
        line = self.document.line(claim.line)
        for span in self._spans(claim, line):
            phrase = self.phrases.choose(self.status, self.unit.level, claim.source, span.phrase)
            yield from self._over(claim.line, line, span, phrase)

    def _spans(self, claim: StatusClaim, line: str) -> list[Span]:
        """Where a claim may be written: of a heading at its end, else where its value stands."""
        spans = [span for span in find_phrases(line, self.states) if span.status is claim.status]
        if claim.source in ("heading", "box"):
            return spans[::-1]
        value = line.find(claim.text) if claim.text else -1
        return sorted(spans, key=lambda span: span.sign[0] < value)

    def _over(self, number: int, line: str, span: Span, phrase: Phrase) -> Iterator[Splices]:
        """A phrase in the place of another; a role behind that goes, but stays where nothing else says it."""
        end = span.word[1]
        piece = Splice(number, span.sign[0], end, _joined(line[span.sign[1] : span.word[0]], span, phrase))
        role = _ASSIGNED.match(line, end)
        if role:
            marks = role[0][: len(role[0]) - len(role[0].lstrip("*_`"))]
            yield piece, Splice(number, end, role.end(), f"{marks}{self.assigned}")
        elif self.assigned:
            behind_marks = end + len(line[end:]) - len(line[end:].lstrip("*_`"))
            yield piece, Splice(number, behind_marks, behind_marks, self.assigned)
        yield (piece,)

    def first(self) -> Iterator[Splices]:
        """The ways to say a state of a unit of which none is said: as of its neighbours, else behind its title."""
        near = self.document.neighbour(self.unit, own_statuses)
        if near is not None:
            yield from _LIKE[near[1].source](self, near[1]) if near[1].source in _LIKE else ()
        phrase = self.phrases.choose(self.status, self.unit.level, "heading").text
        for before, after in _SEPARATORS:
            yield (self._behind(f"{before}{phrase}{after}{self.assigned}"),)
        yield from new_field(self.document, self.unit, "Status", f"{phrase}{self.assigned}")

    def _behind(self, text: str) -> Splice:
        """Words behind a unit's title, before the notes that end its line."""
        line = self.document.line(self.unit.line)
        if notes := _NOTES.search(line):
            return Splice(self.unit.line, notes.start(), notes.start(), text)
        return behind(self.unit.line, line, text)

    def like_box(self, near: StatusClaim) -> Iterator[Splices]:
        """A box before the item, as a neighbour has one."""
        if item := _ITEM.match(self.document.line(self.unit.line)):
            yield (Splice(self.unit.line, item.end(), item.end(), _BOX_OF[mark_for(self.status)]),)

    def like_heading(self, near: StatusClaim) -> Iterator[Splices]:
        """The state behind the title, as a neighbour has it."""
        line, start = self._near_phrase(near, -1)
        if start >= 0:
            before, after = separator_before(line, start)
            yield (self._behind(f"{before}{self._near_text(near)}{after}{self.assigned}"),)

    def like_field(self, near: StatusClaim) -> Iterator[Splices]:
        """A field, as a neighbour has one."""
        line, start = self._near_phrase(near, 0)
        if start >= 0 and is_field(line):
            value = f"{self._near_text(near)}{self.assigned}"
            yield from new_field(self.document, self.unit, "Status", value, line[:start])

    def _near_text(self, near: StatusClaim) -> str:
        return self.phrases.choose(self.status, self.unit.level, near.source).text

    def _near_phrase(self, near: StatusClaim, place: int) -> tuple[str, int]:
        """The line of a neighbour's state, and where its phrase begins; -1 where it is not found."""
        line = self.document.line(near.line)
        spans = [span for span in find_phrases(line, self.states) if span.status is near.status]
        return line, spans[place].sign[0] if spans else -1


_LIKE = {"box": _Writer.like_box, "heading": _Writer.like_heading, "field": _Writer.like_field}


def _joined(gap: str, span: Span, phrase: Phrase) -> str:
    """A phrase with what stood between the sign and the word of the one in whose place it comes: "✅ **COMPLETE**"."""
    if not (span.phrase.sign and span.phrase.word):
        return phrase.text
    if phrase.sign and phrase.word:
        return f"{phrase.sign}{gap}{phrase.word}"
    return phrase.sign or f"{gap.lstrip()}{phrase.word}"
