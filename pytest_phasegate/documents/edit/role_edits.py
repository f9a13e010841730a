"""Who does the work of a unit, in the field where a document says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.field_lines import is_field, new_field
from pytest_phasegate.documents.edit.proof import added, with_claims
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written, end_of
from pytest_phasegate.model.claims import AssigneeClaim, FieldClaim
from pytest_phasegate.vocabulary import ASSIGNEE_KEYS, ROLE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit

_KEYS = ASSIGNEE_KEYS.union(ROLE_KEYS)


@dataclass(frozen=True, kw_only=True)
class SetRole:
    """A unit is the work of a role or a person."""

    unit: str
    name: str

    @property
    def what(self) -> str:
        """The change in words."""
        return f"assign the work to {self.name}"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The ways to write it; nothing where the document says so."""
        unit = document.unit(self.unit)
        if unit.assignee == self.name:
            return
        if unit.assignees:
            yield tuple(dict.fromkeys(self._instead(document, unit)))
        for claim in filter(_is_open, unit.fields):
            yield (self._filled(document, claim),)
        yield from self._as_field(document, unit)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        unit, root = document.unit(self.unit), document.workflow.root
        if unit.assignee == self.name:
            return root
        claims = tuple(added(AssigneeClaim(line=1, text="", name=self.name)) for _ in unit.assignees or (None,))
        fields = unit.fields if unit.assignees else tuple(claim for claim in unit.fields if not _is_open(claim))
        return with_claims(root, self.unit, assignees=claims, fields=fields)

    def _instead(self, document: Written, unit: Unit) -> Iterator[Splice]:
        for claim in unit.assignees:
            line = document.line(claim.line)
            start = line.rfind(claim.name)
            if start >= 0:
                yield Splice(claim.line, start, start + len(claim.name), self.name)

    def _filled(self, document: Written, claim: FieldClaim) -> Splice:
        """The name in the place of what stands in a field that names nobody."""
        line = document.line(claim.line)
        start = line.rfind(claim.text) if claim.text else end_of(line)
        blank = "" if claim.text or line.endswith(" ") else " "
        return Splice(claim.line, start, start + len(claim.text), f"{blank}{self.name}")

    def _as_field(self, document: Written, unit: Unit) -> Iterator[Splices]:
        """A new field, as a neighbour's is written."""
        near = document.neighbour(unit, lambda other: other.assignees)
        if near is not None:
            line = document.line(near[1].line)
            before, name, after = line.rpartition(near[1].name)
            if name and is_field(line) and not after.strip(" `*_\r"):
                yield from new_field(document, unit, "Assigned To", self.name, before)
        yield from new_field(document, unit, "Assigned To", self.name)


def _is_open(claim: FieldClaim) -> bool:
    return claim.key in _KEYS
