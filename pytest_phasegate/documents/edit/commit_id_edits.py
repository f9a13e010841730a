"""The commit of a unit, in the place where a document has one: a placeholder, an empty field, or a new field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import filterfalse
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.field_lines import is_field, new_field
from pytest_phasegate.documents.edit.proof import added, with_claims
from pytest_phasegate.documents.edit.splices import Splice, Splices, Written, behind
from pytest_phasegate.documents.notations.commit_ids import HEX, is_commit_key
from pytest_phasegate.model.claims import CommitClaim, FieldClaim, NoCommit, NoCommitClaim
from pytest_phasegate.text.fields import normal_key
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit

SHORTEST = 7
_KEY = pattern(r"[ \t>]*(?:[-*+•][ \t]{1,4})?[*_\"]{0,3}(?P<key>[\w][^:*\"]{0,60}?)[*_\"]{0,3}:[*_]{0,3}[ ]{0,3}")


@dataclass(frozen=True, kw_only=True)
class SetCommit:
    """The work of a unit is in a commit: ``id`` is its full id, of which as many digits are written as in the document.

    ``digits`` are at least needed to tell it from others. With ``old`` it takes the place of that id, as written.
    """

    unit: str
    id: str
    digits: int = SHORTEST
    old: str = ""

    @property
    def what(self) -> str:
        """The change in words."""
        return f"write the commit {self.id[: self.digits]}"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The ways to write it; nothing where the document cites it already."""
        unit = document.unit(self.unit)
        text = self.id[: self._length(document)]
        if self.old:
            yield from self._instead(document, unit, text)
            return
        if self._is_cited(unit):
            return
        for claim in waiting(unit):
            yield from _filled(document, claim, text)
        for entry in filter(_is_empty, unit.fields):
            yield from _behind_key(document, entry.line, text)
        yield from _as_field(document, unit, text)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        unit, root = document.unit(self.unit), document.workflow.root
        written = self.id[: self._length(document)]
        if self.old:
            commits = tuple(_renamed(claim, self.old, written) for claim in unit.commits)
            return with_claims(root, self.unit, commits=commits)
        if self._is_cited(unit):
            return root
        left = tuple(claim for claim in unit.no_commits if claim not in waiting(unit))
        new = added(CommitClaim(line=1, text="", id=written))
        fields = unit.fields if waiting(unit) else tuple(filterfalse(_is_empty, unit.fields))
        return with_claims(root, self.unit, commits=(*unit.commits, new), no_commits=left, fields=fields)

    def _is_cited(self, unit: Unit) -> bool:
        return any(self.id.startswith(claim.id) for claim in unit.commits)

    def _instead(self, document: Written, unit: Unit, text: str) -> Iterator[Splices]:
        lines = {claim.line for claim in unit.commits if self.old in (claim.id, claim.until)}
        found = tuple(
            Splice(line, match.start(), match.end(), text)
            for line in sorted(lines)
            for match in HEX.finditer(document.line(line))
            if match[0].lower() == self.old
        )
        if found:
            yield found

    def _length(self, document: Written) -> int:
        """How many digits the document writes of an id, most often."""
        if self.old:
            return max(self.digits, len(self.old))
        lengths = Counter(len(claim.id) for unit in document.workflow.units() for claim in unit.commits)
        return max(self.digits, lengths.most_common(1)[0][0] if lengths else SHORTEST)


def is_asked_for(document: Written, unit: Unit) -> bool:
    """Whether a document is to say the commit of a unit: it has a place for it, or says those of others.

    Not where it says that there is none, or that it stands elsewhere.
    """
    if unit.commits or len(waiting(unit)) < len(unit.no_commits):
        return False
    return bool(waiting(unit) or any(map(_is_empty, unit.fields)) or document.neighbour(unit, lambda it: it.commits))


def waiting(unit: Unit) -> tuple[NoCommitClaim, ...]:
    """The places where a commit of a unit is still to be written: "[pending]", "TBD"."""
    return tuple(claim for claim in unit.no_commits if claim.why is NoCommit.PENDING and not claim.unit)


def _renamed(claim: CommitClaim, old: str, new: str) -> CommitClaim:
    id_ = new if claim.id == old else claim.id
    return replace(claim, id=id_, until=new if claim.until == old else claim.until)


def _is_empty(claim: FieldClaim) -> bool:
    return not claim.text.strip(" `*_") and is_commit_key(claim.key)


def _filled(document: Written, claim: NoCommitClaim, text: str) -> Iterator[Splices]:
    """An id in the place of what stands there: all of the value, or a placeholder in it."""
    line = document.line(claim.line)
    start = line.rfind(claim.text)
    if start >= 0 and claim.text:
        ticks = _ticks(document, claim.line)
        for written in dict.fromkeys((f"{ticks}{text}{ticks}", text)):
            yield (Splice(claim.line, start, start + len(claim.text), written),)
    yield from _behind_key(document, claim.line, text)


def _behind_key(document: Written, number: int, text: str) -> Iterator[Splices]:
    """An id behind the key of a field, in the place of all that stands there."""
    line = document.line(number)
    key = _KEY.match(line)
    if key is None or not is_commit_key(normal_key(key["key"])):
        return
    blank = "" if key[0].endswith(" ") else " "
    ticks = _ticks(document, number)
    end = behind(number, line, "").start
    yield (Splice(number, min(key.end(), max(end, key.end())), max(end, key.end()), f"{blank}{ticks}{text}{ticks}"),)


def _ticks(document: Written, number: int) -> str:
    """A backtick where the document puts its ids in code."""
    cited = [(claim.line, claim.id) for unit in document.workflow.units() for claim in unit.commits]
    others = [f"`{id_}" in document.line(line).lower() for line, id_ in cited if line != number]
    return "`" if others and all(others) else ""


def _as_field(document: Written, unit: Unit, text: str) -> Iterator[Splices]:
    """A new field, as a neighbour's is written; in brackets behind the title where theirs are."""
    near = document.neighbour(unit, lambda other: other.commits)
    if near is not None:
        yield from _like(document, unit, text, *near)
    yield from new_field(document, unit, "Git Commit", text)


def _like(document: Written, unit: Unit, text: str, other: Unit, claim: CommitClaim) -> Iterator[Splices]:
    """An id, written as that of another unit is."""
    line = document.line(claim.line)
    start = line.lower().find(claim.id)
    before, behind_id = line[:start], line[start + len(claim.id) :]
    if claim.line != other.line and is_field(line) and not behind_id.strip(" `*_)\r"):
        yield from new_field(document, unit, "Commit", f"{text}{'`' * before.endswith('`')}", before)
    elif claim.line == other.line and before.endswith(("(", "[")):
        closing = ")" if before.endswith("(") else "]"
        yield (behind(unit.line, document.line(unit.line), f" {before[-1]}{text}{closing}"),)
