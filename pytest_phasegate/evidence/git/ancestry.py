"""Which commits contain which, told by the graph of history alone: dates are set by whoever commits."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ancestry:
    """The graph of a history, or of the upper part of one."""

    def __init__(self, parents: Mapping[str, tuple[str, ...]], head: str | None) -> None:
        """Take in a graph.

        Args:
            parents: the parents of each commit (full ids), in an order in which no commit comes after its ancestors.
            head: the commit that contains all others.
        """
        self._parents = parents
        self._head = head

    def __contains__(self, commit: str) -> bool:
        return commit in self._parents

    def contains(self, later: str, earlier: str) -> bool:
        """Whether a commit is another's ancestor, or that one itself; both must be in the graph."""
        end = self._positions[earlier]
        if self._positions[later] > end:
            return False
        return {later, earlier} <= self._trunk or self._walk(later, earlier, end)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {commit: position for position, commit in enumerate(self._parents)}

    @cached_property
    def _trunk(self) -> frozenset[str]:
        """The commits that lead from the head along first parents: each contains all below it."""
        trunk = set()
        commit = self._head
        while commit is not None and commit in self._parents:
            trunk.add(commit)
            commit = next(iter(self._parents[commit]), None)
        return frozenset(trunk)

    def _walk(self, later: str, earlier: str, end: int) -> bool:
        """Follow parents down to where ``earlier`` stands in the listing: below it, it cannot be met any more."""
        if later == earlier:
            return True
        seen, waiting = {later}, [later]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent == earlier:
                    return True
                if parent not in seen and self._positions.get(parent, end) < end:
                    seen.add(parent)
                    waiting.append(parent)
        return False
