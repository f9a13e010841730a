"""Ids of any length, as people and git write them: git's abbreviations grow with a repository, from 7 digits on."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class ShortIds:
    """Commits by the ids that messages name; two ids are the same where either is the beginning of the other."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Take in what messages say: an id in lower case, and the commit (full id) whose message names it."""
        self._commits: dict[str, list[str]] = {}
        self._lengths: set[int] = set()
        self._sorted: list[str] = []
        for id_, commit in pairs:
            self.add(id_, commit)

    def add(self, id_: str, commit: str) -> None:
        """Take in that a commit's message names an id."""
        self._commits.setdefault(id_, []).append(commit)
        self._lengths.add(len(id_))

    def fitting(self, id_: str) -> list[tuple[str, str]]:
        """Each id that fits a full or shortened one, as it is written, with a commit that names it."""
        return [(written, commit) for written in self._written(id_) for commit in self._commits[written]]

    def __contains__(self, id_: str) -> bool:
        return next(self._written(id_), None) is not None

    def _written(self, id_: str) -> Iterator[str]:
        """The written ids that an id begins with, then those that begin with it."""
        shorter = sorted(length for length in self._lengths if length < len(id_))
        yield from (id_[:length] for length in shorter if id_[:length] in self._commits)
        if len(id_) > max(self._lengths, default=0):
            return
        if len(self._sorted) != len(self._commits):
            self._sorted = sorted(self._commits)
        for position in range(bisect_left(self._sorted, id_), len(self._sorted)):
            if not self._sorted[position].startswith(id_):
                break
            yield self._sorted[position]
