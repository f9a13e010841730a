"""When a document's units came into it and when they were first called done, told from the versions of the document."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.evidence.git.losses import ALIKE
from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.commits import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_phasegate.evidence.git.one_pass import OnePass
    from pytest_phasegate.model.workflow import Workflow

_DATE = re.compile(r"\d{4}-\d\d-\d\d[-_]")


class UnitTimes(NamedTuple):
    """The places of the commits in which a unit appeared, and in which it was last called done that had not been.

    ``begun`` is that in which it was first called begun, None where none did.
    """

    appeared: int
    claimed: int
    begun: int | None = None

    @property
    def is_born_done(self) -> bool:
        """Whether the unit was done when it was first seen: then its work came before the document, or with it."""
        return self.appeared == self.claimed


class _Version(NamedTuple):
    place: int
    before: str | None
    after: str | None


class DocumentTimes:
    """Tells the times of the units of any document.

    Args:
        history: the judged history.
        read_blob: gives the text of a blob.
        read: turns a document's path and text and the name of its dialect into a workflow.
    """

    def __init__(
        self, history: OnePass, read_blob: Callable[[str], str], read: Callable[[str, str, str], Workflow]
    ) -> None:
        self._history = history
        self._text = cache(read_blob)
        self._read = read
        self._states_of = cache(self._read_states)  # what a commit leaves is what the next one finds

    def of(self, path: str, dialect: str, current: str | None) -> Mapping[str, UnitTimes]:
        """The times of each unit of a document, by the unit's key; one that no version calls done is done last of all.

        Args:
            path: the document's place in the project.
            dialect: the name of its dialect.
            current: its text where it is judged as it lies there, not committed yet; else None.

        Raises:
            EvidenceError: the clone lacks a version of the document.
        """
        appeared: dict[str, int] = {}
        claimed: dict[str, int] = {}
        merged: dict[str, int] = {}
        begun: dict[str, int] = {}
        last: Mapping[str, Status] = {}
        end = len(self._history.commits)
        versions = list(self._versions(path, end)) or ([_Version(end - 1, None, None)] if current is not None else [])
        for version in sorted(versions, key=lambda each: each.place):
            after = self._states(version.after, path, dialect, current)
            before = self._states(version.before, path, dialect, None) if version.before else {}
            if after is None:
                continue
            before, last = last if before is None else before, after
            for key, status in after.items():
                appeared.setdefault(key, version.place)
                if status.is_begun:
                    begun.setdefault(key, version.place)
                if status.is_claimed and not before.get(key, Status.PENDING).is_claimed:
                    is_merge = self._history.commits[version.place].is_merge
                    (merged if is_merge else claimed)[key] = version.place
        done = {**merged, **claimed}
        return {
            key: UnitTimes(first, max(first, done.get(key, end - 1)), begun.get(key)) for key, first in appeared.items()
        }

    def gone(self, path: str, dialect: str, current: str | None) -> Mapping[str, int]:
        """The units (by key) that a document had and has no more, each with the place of the commit since which."""
        gone: dict[str, int] = {}
        for version in sorted(self._versions(path, len(self._history.commits)), key=lambda each: each.place):
            after = self._states(version.after, path, dialect, current)
            before = self._states(version.before, path, dialect, None) if version.before else {}
            if after is not None and not self._history.commits[version.place].is_merge:
                gone.update((key, version.place) for key in before or () if key not in after)
                gone = {key: place for key, place in gone.items() if key not in after}
        return gone

    def _versions(self, path: str, end: int, seen: frozenset[str] = frozenset()) -> Iterator[_Version]:
        """What each commit before a place made of the document, through its moves, later ones first."""
        for touch in reversed(self._history.touches.get(path, ())):
            if touch.place >= end or touch.change.kind is ChangeKind.DELETED:
                continue
            source = None
            if touch.change.kind is ChangeKind.ADDED:
                source = self._source(touch.place, path, touch.change.new, seen | {path})
            before = self._last_blob(source, touch.place) if source else touch.change.old
            is_committed = bool(self._history.commits[touch.place].id)
            yield _Version(touch.place, before, touch.change.new if is_committed else None)
            if source:
                yield from self._versions(source, touch.place, seen | {path})
                return

    def _last_blob(self, path: str, place: int) -> str | None:
        """The content of a path before a commit, as the latest commit before it left it."""
        blobs = (touch.change.new for touch in reversed(self._history.touches.get(path, ())) if touch.place < place)
        return next((blob for blob in blobs if blob), None)

    def _source(self, place: int, path: str, blob: str | None, seen: frozenset[str]) -> str | None:
        """The path that a document had before a commit that added it: moved, moved and changed, or copied.

        A copy counts where the folder has the same name, but for a date: an archive of finished work. A copy of a
        template has another one.
        """
        commit = self._history.commits[place]
        name = path.rpartition("/")[2]
        gone = [
            change
            for change in commit.changes
            if change.kind is ChangeKind.DELETED and change.path not in seen and _ending(change.path) == _ending(path)
        ]
        gone.sort(key=lambda change: change.path.rpartition("/")[2] != name)
        if same := next((change.path for change in gone if blob and change.old == blob), None):
            return same
        moved = max(gone, key=lambda change: self.likeness(change.old, blob), default=None)
        if moved is not None and self.likeness(moved.old, blob) >= ALIKE:
            return moved.path
        copies = (each for each in self._kept_beside[_folder_and_name(path)] if each != path and each not in seen)
        alike = (each for each in sorted(copies) if self.likeness(self._last_blob(each, place), blob) >= ALIKE)
        return next(alike, None)

    @cached_property
    def _kept_beside(self) -> Mapping[tuple[str, str], list[str]]:
        """All paths by the names of their folders, dates before them left out, and their own names."""
        paths: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path in self._history.touches:
            if "/" in path:
                paths[_folder_and_name(path)].append(path)
        return paths

    def likeness(self, one: str | None, other: str | None) -> float:
        """The share of lines that two texts have in common, of the longer one."""
        if not one or not other:
            return 0.0
        ours, theirs = set(self._text(one).splitlines()), set(self._text(other).splitlines())
        return len(ours & theirs) / max(1, len(ours), len(theirs))

    def _states(self, blob: str | None, path: str, dialect: str, current: str | None) -> Mapping[str, Status] | None:
        """How each unit of a version stands; None where the version cannot be read."""
        text = self._text(blob) if blob else current
        return {} if text is None else self._states_of(path, text, dialect)

    def _read_states(self, path: str, text: str, dialect: str) -> Mapping[str, Status] | None:
        try:
            root = self._read(path, text, dialect).root
        except DocumentError:
            return None
        return {unit.key: unit.status for unit in root.walk()}


def _ending(path: str) -> str:
    return path.rpartition(".")[2]


def _folder_and_name(path: str) -> tuple[str, str]:
    folders, _, name = path.rpartition("/")
    return _DATE.sub("", folders.rpartition("/")[2]), name
