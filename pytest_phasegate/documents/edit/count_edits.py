"""Counts of what is done, in the head of a document or of a unit: "2/3 complete (67%)"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.proof import with_unit
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written
from pytest_phasegate.model.claims import CountClaim, Status
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_phasegate.model.workflow import Unit

_NUMBER = pattern(r"(?<![\d.])\d{1,6}(?![\d.])")
_PERCENT = pattern(r"(?<![\d.])(\d{1,3})(?=[ ]?%)")
_MEASURES: tuple[Callable[[Unit], bool], ...] = (
    lambda unit: unit.status.is_claimed,
    lambda unit: unit.status is Status.COMPLETE,
    lambda unit: unit.status.is_settled,
    lambda unit: unit.status is Status.COMPLETE or unit.status.is_dropped,
)
"""What an honest author may count as done."""


@dataclass(frozen=True, kw_only=True)
class SetCounts:
    """The counts of one unit, or of the document, tell how many are done now; ``before`` is how it all stood then."""

    unit: str
    before: Unit

    @property
    def what(self) -> str:
        """The change in words."""
        return "write the counts of what is done"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The pieces that make the change."""
        unit = document.unit(self.unit)
        claims = [claim for claim in unit.counts if self._done(unit, claim) not in (None, claim.done)]
        pieces = [piece for claim in claims for piece in self._pieces(document, unit, claim)]
        if pieces:
            yield tuple(dict.fromkeys(pieces))

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        return with_unit(document.workflow.root, self.unit, self._counted)

    def _counted(self, unit: Unit) -> Unit:
        counts = []
        for claim in unit.counts:
            done = self._done(unit, claim)
            counts.append(claim if done is None else replace(claim, done=done))
        return unit._replace(counts=tuple(counts))

    def _done(self, unit: Unit, claim: CountClaim) -> int | None:
        """How many are done now, counted as the author did before; None where nothing is counted."""
        was = next((each for each in self.before.walk() if each.key == self.unit), unit)
        for units_of in (_all, _outer):
            there = units_of(was, claim)
            if claim.done is None or not there or (claim.total is not None and claim.total < len(there)):
                continue
            fits = (each for each in _MEASURES if sum(map(each, there)) == claim.done)
            return sum(map(next(fits, _MEASURES[0]), units_of(unit, claim)))
        return None

    def _pieces(self, document: Written, unit: Unit, claim: CountClaim) -> Iterator[Splice]:
        """The number in the place of the old one, and the percentage beside it, where that was right."""
        line, done = document.line(claim.line), self._done(unit, claim)
        start = max(line.find(claim.text), 0)
        number = next((each for each in _NUMBER.finditer(line, start) if int(each[0]) == claim.done), None)
        if number is None:
            return
        yield Splice(claim.line, number.start(), number.end(), str(done))
        was, total = claim.done, claim.total
        if was is None or done is None or not total:
            return
        for share in _PERCENT.finditer(line):
            if abs(int(share[1]) - 100 * was / total) < 1:
                yield Splice(claim.line, share.start(), share.end(), str(round(100 * done / total)))


def _all(unit: Unit, claim: CountClaim) -> list[Unit]:
    return [each for each in unit.walk() if each.level is claim.level and each is not unit]


def _outer(unit: Unit, claim: CountClaim) -> list[Unit]:
    """The counted units that are in no other of their level: sub-batches may not count."""
    nested = {below.key for each in _all(unit, claim) for below in each.walk() if below is not each}
    return [each for each in _all(unit, claim) if each.key not in nested]
