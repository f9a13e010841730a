"""Where the reader is in a document: what a reader of a value may look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.boxes import box_of
from pytest_phasegate.documents.notations.file_keys import read_action
from pytest_phasegate.model.claims import CommitClaim, Level, Reference
from pytest_phasegate.text.fields import bold_fields, normal_key
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.documents.dialect import Dialect, Key, Placed
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.documents.notations.boxes import Box
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.text.lines import Token


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


class Keys(dict[str, "tuple[str, Key | None]"]):
    """By keys as they are written: the key in lower case, and what it means. Most recur, and each is read once."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect

    def __missing__(self, written: str) -> tuple[str, Key | None]:
        name = normal_key(written)
        found = self[written] = (name, self.dialect.keys(name))
        return found


@dataclass(slots=True)
class At:
    """A line, and what a reader of its values may look at.

    Attributes:
        dialect: what is followed.
        root: the document.
        units: all units of the document, those that come later too.
        keys: what its keys mean.
        tokens: the lines among which the line is.
        index: its place among them.
        section: the heading right above, as a key; "" where that introduces the unit.
        owner: the unit that the line belongs to.
        about: the unit that the line speaks of: a heading "Batch 1 Commits" may name another one.
        cells: those of a table's row, by the names of their columns.
        taken: the lines that a list or a table above them has read.
        boxes: the lines whose boxes were read with a value.
    """

    dialect: Dialect
    root: Draft
    units: Units
    keys: Keys
    owner: Draft
    about: Draft
    tokens: Sequence[Token] = ()
    index: int = 0
    section: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    boxes: set[int] = field(default_factory=set)

    @property
    def token(self) -> Token:
        """The line."""
        return self.tokens[self.index]

    @property
    def line(self) -> int:
        """The line's number, from 1."""
        return self.tokens[self.index].line

    @property
    def box(self) -> Box | None:
        """The line's checkbox."""
        return box_of(self.tokens[self.index])

    @property
    def is_heading(self) -> bool:
        """Whether the line is a heading."""
        return self.tokens[self.index].kind is Kind.HEADING

    @property
    def is_own(self) -> bool:
        """Whether the line is the one that introduces the unit."""
        return self.line == self.owner.line

    @property
    def is_document(self) -> bool:
        """Whether the line belongs to no unit but the document."""
        return self.owner is self.root

    def find(self, reference: Reference) -> Draft | None:
        """The unit that a reference means here, or None."""
        return self.units.find(reference, self.owner)

    def is_known(self, written: str) -> bool:
        """Whether a key means anything."""
        return self.keys[written][1] is not None

    def items(self) -> list[Token]:
        """The list items right below the line, up to one that is a field or stands further out."""
        found: list[Token] = []
        floor = self.token.indent + 1 if self.token.kind is Kind.ITEM else 0
        for position in range(self.index + 1, len(self.tokens)):
            token = self.tokens[position]
            if token.kind is not Kind.ITEM or token.indent < floor:
                break
            if _is_field(token.text):
                break
            found.append(token)
        return found

    def own(self, claims: Iterable[Claim]) -> Iterator[Placed]:
        """Claims of the unit that the line belongs to."""
        owner = self.owner
        for claim in claims:
            yield claim, owner

    def placed(self, claims: Iterable[Claim], about: Draft | None = None) -> Iterator[Placed]:
        """Claims of the unit that the line speaks of, or of ``about``; a commit goes to the unit that it names.

        A unit keeps the commits that name a unit inside it.
        """
        about = about or self.about
        for claim in claims:
            if isinstance(claim, CommitClaim) and claim.unit:
                yield self._given(claim, claim.unit, about)
            else:
                yield claim, about

    def _given(self, claim: CommitClaim, named: str, about: Draft) -> Placed:
        """A commit with the unit that it names, or with the one around that."""
        target = self.units.find(Reference(named), about)
        if target is None or (target is not about and about.level is not Level.DOCUMENT and about.holds(target)):
            return claim, about
        return replace(claim, unit=None), target

    def take(self, claims: Iterable[Claim]) -> None:
        """Mark the lines of claims that were read from below the line: nobody else reads them."""
        own = self.line
        self.taken.update(claim.line for claim in claims if claim.line != own)


def _is_field(text: str) -> bool:
    """Whether an item is a field; "**Create**: ..." is a file with what is done to it."""
    return bool(bold_fields(text)) and read_action(text) is None
