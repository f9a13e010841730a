"""What became of a file that work had written: gone or blank when its unit was called done, or deleted again later."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.one_pass import is_gone
from pytest_phasegate.model.commits import ChangeKind, Undoing, Undone
from pytest_phasegate.model.facts import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

    from pytest_phasegate.evidence.git.one_pass import OnePass, Touch
    from pytest_phasegate.model.commits import Change
    from pytest_phasegate.model.facts import Tree

MOST_DELETING = 5
"""Paths that a commit may change that deletes work again: with this bound 1 of 4,132 honest claims fails. That a file
must be there at the end fails 156, of long branches with several tasks."""

ALIKE = 0.5
"""The share of like lines from which on a text is a moved one: 419 of 428 moves of documents with changes had it."""


class Losses:
    """Tells how files were lost.

    Args:
        history: the judged history.
        new: the commits (full ids) that came with the change that is judged; None where no base is given.
        tree: gives the tree of a commit (full id), or the judged one.
        likeness: the share of lines that two blobs have in common.
    """

    def __init__(
        self,
        history: OnePass,
        new: Container[str] | None,
        tree: Callable[[str | None], Tree],
        likeness: Callable[[str | None, str | None], float],
    ) -> None:
        self._history = history
        self._new = new
        self._tree = tree
        self._likeness = likeness

    def at(self, path: str, place: int, seen: frozenset[str] = frozenset()) -> tuple[Undone, int] | None:
        """The commit by which a file was gone or blank in the tree of another, and its place; None where it stands.

        Args:
            path: the file, which some commit wrote; where it was moved, what it became counts.
            place: the place of the commit whose tree it is.
            seen: the paths that it had before.
        """
        how = lost_in(self._tree(self._history.commits[place].id or None), path)
        every = self._history.touches.get(path, ())
        touches = [touch for touch in every if self._history.contains(place, touch.place)]
        if how is None or not touches:
            return None
        fitting = list(filter(is_gone, touches)) if how is Undoing.DELETED else touches
        plain = [touch for touch in fitting if not self._history.commits[touch.place].is_merge]
        last = (plain or fitting or touches)[-1]
        if how is Undoing.DELETED:
            for new in self._moved_to(last):
                if new not in seen and self.at(new, place, seen | {path}) is None:
                    return None
        commit = self._history.commits[last.place]
        return Undone(commit.id, commit.name, how), last.place

    def in_change(self, path: str, claimed: int) -> Undone | None:
        """The small commit that deletes a file again, where it and the tick came with the change that is judged.

        Args:
            path: the file.
            claimed: the place of the commit that says its unit is done.
        """
        if self._new is None or not self.is_new(claimed):
            return None
        lost = self.at(path, len(self._history.commits) - 1)
        if lost is None or lost[1] <= claimed or not self.is_new(lost[1]):
            return None
        commit = self._history.commits[lost[1]]
        return None if commit.is_merge or len(commit.changes) > MOST_DELETING else lost[0]

    def is_new(self, place: int) -> bool:
        """Whether a commit came with the change that is judged against a base."""
        commit = self._history.commits[place].id
        return self._new is not None and (not commit or commit in self._new)

    def _moved_to(self, gone: Touch) -> Iterator[str]:
        """Where a file may be that a commit deleted: its content, a file of its name, or one with half of its lines."""
        change = gone.change
        yield from (path for path in self._copies.get(change.old or "", ()) if path != change.path)
        came = [each for each in self._history.commits[gone.place].changes if each.kind is not ChangeKind.DELETED]
        yield from (each.path for each in came if _name(each) == _name(change))
        for each in came:
            if _ending(each) == _ending(change) and self._likeness(change.old, each.new) >= ALIKE:
                yield each.path

    @cached_property
    def _copies(self) -> Mapping[str, list[str]]:
        """The paths that ever had a content, by its blob."""
        paths: dict[str, list[str]] = {}
        for path, touches in self._history.touches.items():
            for touch in touches:
                if touch.change.new:
                    paths.setdefault(touch.change.new, []).append(path)
        return paths


def lost_in(tree: Tree, path: str) -> Undoing | None:
    """Whether a file is gone or blank in a tree."""
    entry = tree.entry(path)
    if entry is None:
        return Undoing.DELETED
    is_blank = entry.kind is EntryKind.FILE and (entry.is_empty or tree.is_blank(path))
    return Undoing.EMPTIED if is_blank else None


def _name(change: Change) -> str:
    return change.path.rpartition("/")[2]


def _ending(change: Change) -> str:
    return change.path.rpartition(".")[2]
