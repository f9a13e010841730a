"""Boxes as a document writes them: the mark between the brackets of one, and the sign that is one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pytest_phasegate import vocabulary
from pytest_phasegate.documents.edit.proof import with_boxes
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written
from pytest_phasegate.documents.notations.boxes import find_box, read_mark
from pytest_phasegate.model.claims import BoxClaim, LogClaim, Mark
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from pytest_phasegate.model.workflow import Unit

_BOX = pattern(rf"\[(?P<raw>[^\[\]]{{0,20}})\]|(?P<sign>[{vocabulary.BOX_SIGNS}])")
_SIGN_OF = {Mark.OPEN: "☐", Mark.TICKED: "☑"}
_USUAL = {Mark.OPEN: " ", Mark.TICKED: "x", Mark.IN_PROGRESS: "~", Mark.DROPPED: "skip"}
_WORD_OF = {
    Mark.OPEN: "pending",
    Mark.TICKED: "done",
    Mark.IN_PROGRESS: "in progress",
    Mark.DROPPED: "skipped",
}
_SHORTEST_WORD = 3


def marks_at(line: str, old: Mark) -> Iterator[re.Match[str]]:
    """The boxes of a mark on a line, from left to right."""
    for match in _BOX.finditer(line):
        box = find_box(f"{match[0]} ")
        if box is not None and read_mark(box) in (old, None if old is not Mark.DROPPED else Mark.TICKED):
            yield match


@lru_cache(maxsize=2)
def _usual_marks(document: Written) -> Mapping[Mark, str]:
    """The sign between the brackets of a box that a document uses most for each mark."""
    seen: dict[Mark, Counter[str]] = {mark: Counter() for mark in Mark}
    for line in _box_lines(document):
        match = _BOX.search(document.line(line))
        box = find_box(f"[{match['raw']}] ") if match and match["raw"] is not None else None
        mark = read_mark(box) if box and len(box.raw) < _SHORTEST_WORD else None
        if box and mark:
            seen[mark][box.raw] += 1
    return {mark: next((raw for raw, _ in counted.most_common(1)), _USUAL[mark]) for mark, counted in seen.items()}


def _box_lines(document: Written) -> Iterator[int]:
    for unit in document.units():
        yield from (box.line for box in unit.boxes)
        yield from (claim.line for claim in unit.statuses if claim.source == "box")


def box_splices(document: Written, line: int, old: Mark, new: Mark) -> Iterator[Splice]:
    """What may take the place of the box of a line, the likeliest first."""
    for match in marks_at(document.line(line), old):
        if text := _SIGN_OF.get(new, "") if match["sign"] else f"[{_raw(document, match['raw'].strip(), new)}]":
            yield Splice(line, match.start(), match.end(), text)


def _raw(document: Written, old: str, mark: Mark) -> str:
    """What stands between the brackets for a mark: a word where one stood there."""
    if len(old) < _SHORTEST_WORD or not old.replace(" ", "").replace("_", "").isalpha():
        return _usual_marks(document)[mark]
    word = _WORD_OF[mark]
    return word.upper() if old.isupper() else word.title() if old.istitle() else word


@dataclass(frozen=True, kw_only=True)
class SetBoxes:
    """Boxes of one unit, by their lines, get a mark; ``what`` says so in messages."""

    unit: str
    lines: frozenset[int]
    mark: Mark

    @property
    def what(self) -> str:
        """The change in words."""
        return f"mark {len(self.lines)} boxes as {self.mark.word}"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The pieces that make the change; nothing where nothing is to be done."""
        found: list[Splice] = []
        for box in self._boxes(document.unit(self.unit)):
            found += islice(box_splices(document, box.line, box.mark, self.mark), 1)
        if found:
            yield tuple(found)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        marks = {box.line: self.mark for box in document.unit(self.unit).boxes if box.line in self.lines}
        return with_boxes(document.workflow.root, marks)

    def _boxes(self, unit: Unit) -> Iterator[BoxClaim]:
        return (box for box in unit.boxes if box.line in self.lines and box.mark is not self.mark)


@dataclass(frozen=True, kw_only=True)
class SetLog:
    """The entry of a checkpoint in the document's log gets a mark."""

    id: str
    mark: Mark
    unit: str = "document"

    @property
    def what(self) -> str:
        """The change in words."""
        return f"mark the log entry of checkpoint {self.id} as {self.mark.word}"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The pieces that make the change; nothing where nothing is to be done."""
        entries = [entry for entry in document.workflow.root.log if self._is_meant(entry)]
        ways = (box_splices(document, entry.line, entry.mark, self.mark) for entry in entries)
        found = [splice for way in ways for splice in islice(way, 1)]
        if found:
            yield tuple(found)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        root = document.workflow.root
        log = (replace(entry, mark=self.mark) if self._is_meant(entry) else entry for entry in root.log)
        return root._replace(log=tuple(log))

    def _is_meant(self, entry: LogClaim) -> bool:
        return entry.id == self.id and entry.mark is not self.mark
