"""Who approved what a unit delivers, and who goes on: "approved by NAME on DATE, to ROLE"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.field_lines import is_field, new_field
from pytest_phasegate.documents.edit.proof import added, with_claims
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written, end_of
from pytest_phasegate.model.claims import HandoffClaim
from pytest_phasegate.text.fields import bold_fields, normal_key
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import HANDOFF_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit

_MARKS = pattern(r"[ \t>]*(?:[-*+•][ \t]{1,4})?")


@dataclass(frozen=True, kw_only=True)
class SetHandoff:
    """What a unit delivers was approved by a person on a day, and handed to the next role."""

    unit: str
    by: str
    to: str
    day: str

    @property
    def what(self) -> str:
        """The change in words."""
        return "write the hand-off"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The ways to write it: in the field that waits for it, else as a field of its own."""
        unit = document.unit(self.unit)
        if self._is_said(unit):
            return
        text = f"approved by {self.by} on {self.day}" + (f", to {self.to}" if self.to else "")
        yield from _filled(document, unit, text)
        near = document.neighbour(unit, lambda other: other.handoffs)
        if near is not None and is_field(line := document.line(near[1].line)):
            yield from new_field(document, unit, "Hand-off", text, line[: _value_at(line)])
        yield from new_field(document, unit, "Hand-off", text)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        unit, root = document.unit(self.unit), document.workflow.root
        if self._is_said(unit):
            return root
        claim = added(HandoffClaim(line=1, text="", approver=self.by, to=self.to or None, day=self.day))
        return with_claims(root, self.unit, handoffs=(claim,))

    def _is_said(self, unit: Unit) -> bool:
        return any((claim.approver, claim.to) == (self.by, self.to or None) for claim in unit.handoffs)


def _filled(document: Written, unit: Unit, text: str) -> Iterator[Splices]:
    """What is said in the place of the value of a field for it."""
    for number in range(unit.line + 1, unit.end + 1):
        line = document.line(number)
        start = _value_at(line)
        if start >= 0:
            blank = "" if line[:start].endswith(" ") else " "
            yield (Splice(number, start, max(start, end_of(line)), f"{blank}{text}"),)


def _value_at(line: str) -> int:
    """Where the value of a field for hand-offs begins; -1 for any other line."""
    marks = _MARKS.match(line)
    found = bold_fields(line[marks.end() :].strip()) if marks else []
    if not found or normal_key(found[0].key) not in HANDOFF_KEYS:
        return -1
    return line.rfind(found[0].value) if found[0].value else end_of(line)
