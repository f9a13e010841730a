"""The units of a document by what they are called, and which of them a claim belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.model.claims import CommitClaim, Level, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.model.claims import Claim


@dataclass(slots=True)
class Units:
    """The units of a document by what they are called."""

    named: dict[tuple[Level | None, str], Draft] = field(default_factory=dict)

    def add(self, draft: Draft) -> None:
        """Take a unit in, under its level and id and under its id alone."""
        self.named.setdefault((draft.level, draft.id), draft)
        self.named.setdefault((None, draft.id), draft)

    def find(self, reference: Reference, near: Draft) -> Draft | None:
        """The unit that a reference names: one around ``near`` if there are several, else the first."""
        around: Draft | None = near
        while around is not None:
            if around.id == reference.id and reference.level in (around.level, None):
                return around
            around = around.parent
        return self.named.get((reference.level, reference.id))

    def place(self, claims: Iterable[Claim], about: Draft) -> None:
        """Give each commit claim to the unit it names; a unit keeps those that name a unit inside it."""
        for claim in claims:
            named = claim.unit if isinstance(claim, CommitClaim) else None
            target = self.find(Reference(named), about) if named else about
            is_within = target is not about and about.level is not Level.DOCUMENT and about.holds(target or about)
            if target is None or is_within:
                about.claims.append(claim)
            elif isinstance(claim, CommitClaim):
                target.claims.append(replace(claim, unit=None))
            else:
                target.claims.append(claim)
