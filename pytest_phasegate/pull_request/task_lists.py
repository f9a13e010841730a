"""The task documents of the commit that a run is held against: where they are now, and what of them is gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from posixpath import basename, splitext
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import AUTO, read_document, recognized
from pytest_phasegate.discovery import find_documents
from pytest_phasegate.errors import DocumentError
from pytest_phasegate.evidence.files.project_files import DOCUMENT_LIMIT
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.verdict import Finding, Verdict, pending, verdict_of
from pytest_phasegate.pull_request.removed_units import gone_boxes, gone_units, likeness
from pytest_phasegate.text.decode import decode
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pytest_phasegate.all_dialects import Dialects
    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.pull_request.removed_units import GoneBox, GoneUnit
    from pytest_phasegate.task_documents import Search

_MOST_MOVES = 500  # new files that are looked through for documents that were moved
_LIKE = 0.5  # the least share of a document's units that a file holds which is that document, moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A task document of the base; ``place`` is its path in the judged tree, None where it is gone.

    ``dialect`` is that of the base's rule, ``auto`` where it is told by the text, ``dialects`` are those of the run.
    ``is_same`` says that not a byte was changed.
    """

    path: str
    place: str | None
    data: bytes
    dialect: str
    dialects: Dialects
    is_same: bool = False

    def read(self) -> Workflow:
        """What it says at the base.

        Raises:
            DocumentError: it cannot be read.
        """
        return self.read_as(self.path, self.data)

    def read_as(self, path: str, data: bytes) -> Workflow:
        """What another file says, read as this document is.

        Raises:
            DocumentError: it cannot be read.
        """
        return read_document(path, decode(path, data), self.dialect, self.dialects)


def find_formers(
    policy: Policy,
    commit: str,
    there: Collection[str],
    evidence: ProjectEvidence,
    search: Search,
    known: Collection[str],
) -> tuple[Former, ...]:
    """Find the task documents of the base, whose policy and full commit id are given, and where they are now.

    ``there`` are the files of the base that may be documents, ``known`` the paths of the documents of the judged tree.
    """
    tree, paths, dialects = evidence.files.tree(commit), {*there}, search.tables.dialects
    named = {path: search.named[path] for path in search.named if path in paths}
    wanted = find_documents(policy, there, named, dialects)
    formers = []
    for path in sorted(wanted):
        data = tree.read(path, DOCUMENT_LIMIT)
        if data is None:
            continue
        now = evidence.files.read_document(path)
        is_known = wanted[path] is not None or (now == data and path in known)
        if is_known or _is_recognized(path, data, dialects):
            place = None if now is None else path
            dialect = wanted[path] or AUTO
            formers.append(
                Former(path=path, place=place, data=data, dialect=dialect, dialects=dialects, is_same=now == data)
            )
    if any(former.place is None for former in formers):
        return _follow(formers, {*evidence.files.list_paths(commit)}, evidence)
    return tuple(formers)


def _is_recognized(path: str, data: bytes, dialects: Dialects) -> bool:
    try:
        return recognized(path, decode(path, data), dialects=dialects) is not None
    except DocumentError:
        return False


def _follow(formers: Iterable[Former], there: Collection[str], evidence: ProjectEvidence) -> tuple[Former, ...]:
    """Find the documents that were moved: each new file can be one of them."""
    new = {path: None for path in evidence.files.list_paths() if path not in there}
    moves = _Moves(evidence, tuple(new))
    followed = []
    for former in formers:
        place = moves.find(former) if former.place is None else former.place
        followed.append(former if place == former.place else replace(former, place=place))
    return tuple(followed)


class _Moves:
    """Looks for documents among files that are new."""

    def __init__(self, evidence: ProjectEvidence, new: tuple[str, ...]) -> None:
        self._evidence = evidence
        self._new = new
        self._taken: set[str] = set()
        self._data: dict[str, bytes | None] = {}
        self._workflows: dict[tuple[str, str], Workflow | None] = {}

    def find(self, former: Former) -> str | None:
        """The new file that a document became: one of the same content, else the one with the most of its units."""
        kind = splitext(former.path)[1]
        free = [path for path in self._new if path not in self._taken and splitext(path)[1] == kind]
        free.sort(key=lambda path: basename(path) != basename(former.path))
        same = next((path for path in free[:_MOST_MOVES] if self._read(path) == former.data), None)
        place = same or self._likest(former, free[:_MOST_MOVES])
        if place is not None:
            self._taken.add(place)
        return place

    def _likest(self, former: Former, paths: Iterable[str]) -> str | None:
        try:
            before = former.read()
        except DocumentError:
            return None
        shares = {path: likeness(before, now) for path in paths if (now := self._workflow(path, former))}
        best = max(shares, key=lambda path: shares[path], default=None)
        return best if best is not None and shares[best] >= _LIKE else None

    def _read(self, path: str) -> bytes | None:
        if path not in self._data:
            self._data[path] = self._evidence.files.read_document(path)
        return self._data[path]

    def _workflow(self, path: str, former: Former) -> Workflow | None:
        key = path, former.dialect
        if key not in self._workflows:
            try:
                data = self._read(path)
                self._workflows[key] = None if data is None else former.read_as(path, data)
            except DocumentError:
                self._workflows[key] = None
        return self._workflows[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskListJudge:
    """Judges whether all that a document has at the base is still there.

    ``name`` is the base as messages call it, ``commit`` its full id.
    """

    name: str
    commit: str
    evidence: ProjectEvidence

    def verdict(self, former: Former, units: int) -> Verdict:
        """Hold a document against what it was.

        Args:
            former: the document at the base.
            units: how many units it has as it is judged, where it can be read.
        """
        if former.is_same and units:
            return self._all_there(former, units)
        data = self.evidence.files.read_document(former.place) if former.place is not None else None
        if former.place is None or data is None:
            return self._gone(former)
        try:
            before = former.read()
        except DocumentError as error:
            return pending(f"{former.path} cannot be read at {self.name}, so its units are not known: {error.message}")
        count = sum(1 for _ in before.units())
        findings = tuple(self._findings(former, before, former.place, data))
        return verdict_of(findings, looked_at=count, reason="") if findings else self._all_there(former, count)

    def _gone(self, former: Former) -> Verdict:
        claim = f"{self.name} has the task document {former.path}"
        remedy = "put it back; a finished document is moved as a whole (git mv), not deleted"
        found = f"{former.path} is gone, and no new file holds its units"
        finding = self._finding("document-removed", 0, claim, found, remedy)
        return verdict_of([finding], looked_at=1, reason="")

    def _all_there(self, former: Former, count: int) -> Verdict:
        notes = () if former.place == former.path else (f"{former.path} of {self.name} was moved here",)
        said = f"{count_of(count, 'unit')} of {self.name} {'is' if count == 1 else 'are all'} there"
        return verdict_of((), looked_at=count, reason=said, notes=notes)

    def _findings(self, former: Former, before: Workflow, place: str, data: bytes) -> Iterator[Finding]:
        claim = f"{self.name} has the task document {former.path}"
        remedy = "write it as it was written there, or begin a new document beside it"
        try:
            after = former.read_as(place, data)
        except DocumentError as error:
            line = error.location.line if error.location else 0
            found = f"it cannot be read as a task document any more: {error.message}"
            yield self._finding("document-changed", line, claim, found, remedy)
            return
        if after.dialect != before.dialect:
            found = f"it is written in the dialect {after.dialect} now, and was in {before.dialect}"
            yield self._finding("document-changed", 0, claim, found, remedy)
            return
        yield from (self._unit(former, gone, after) for gone in gone_units(before, after))
        yield from (self._box(former, gone) for gone in gone_boxes(before, after))

    def _unit(self, former: Former, gone: GoneUnit, after: Workflow) -> Finding:
        unit = gone.unit
        found = f"{unit.name} is gone"
        if gone.below:
            found += f", with {count_of(gone.below, 'unit')} below it"
        if gone.near:
            found += f'; the nearest is {gone.near.name} "{gone.near.title}" ({after.path}:{gone.near.line})'
        remedy = "put it back under its id; what is not to be done is marked as skipped or deferred"
        claim = f'{self.name} has {unit.name} "{unit.title}", at {former.path}:{unit.line}'
        return self._finding("unit-removed", gone.line, claim, found, remedy)

    def _box(self, former: Former, gone: GoneBox) -> Finding:
        claim = f'{self.name} has the open box "{gone.box.text[:80]}", at {former.path}:{gone.box.line}'
        state = gone.unit.status.word if gone.unit.status.is_claimed else "done"
        found = f"{gone.unit.name} is {state}, and the box is gone"
        remedy = "put it back, and tick it once it is so; one that is not to be done is struck out: - [ ] ~~...~~"
        return self._finding("box-removed", gone.unit.line, claim, found, remedy)

    def _finding(self, code: str, line: int, claim: str, found: str, remedy: str) -> Finding:
        if self._is_behind():
            remedy += f"; or bring the branch up to date: {self.name} is not part of it"
        return Finding(code=code, line=line, claim=claim, found=found, remedy=remedy)

    def _is_behind(self) -> bool:
        head = self.evidence.git.revision().commit
        return head is not None and self.evidence.git.order(self.commit, head) in (Order.AFTER, Order.APART)
