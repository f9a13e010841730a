"""How commits stand to each other: one reading of the graph answers every question of order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.commits import CHANGES, METADATA, parse_log
from pytest_phasegate.evidence.git import GitError
from pytest_phasegate.model.facts import Order

if TYPE_CHECKING:
    from pytest_phasegate.evidence.repository import Repository
    from pytest_phasegate.model.commits import Commit

RANGE_LIMIT = 10_000


class History:
    """The history of a repository's judged revision, read when it is first asked for."""

    def __init__(self, repository: Repository, since: int = 0) -> None:
        """Take in hand a repository.

        Args:
            repository: whose history.
            since: the time from which on the graph is read, in seconds since 1970-01-01 UTC: the cost follows what
                came after. For a commit before it git is asked one by one.
        """
        self._repository = repository
        self._since = since
        self._orders: dict[tuple[str, str], Order] = {}

    def order(self, first: str, second: str) -> Order:
        """How two present commits (full ids) stand to each other."""
        if first == second:
            return Order.SAME
        pair = (first, second)
        if pair not in self._orders:
            try:
                self._orders[pair] = self._compare(first, second)
            except GitError:
                self._orders[pair] = Order.UNKNOWN
        return self._orders[pair]

    def commits_between(self, first: str, last: str) -> tuple[Commit, ...] | None:
        """The commits of ``first..last`` (full ids), oldest first; None where git cannot tell all of them."""
        stdin = f"{last}\n^{first}".encode()
        limit = f"--max-count={RANGE_LIMIT + 1}"
        command = ("log", "-z", "--topo-order", limit, "--stdin", *METADATA, *CHANGES)
        try:
            output = self._repository.git.ask(*command, stdin=stdin)
        except GitError:
            return None
        commits = tuple(parse_log(output, self._repository))[::-1]
        is_cut = any(commit.id in self._repository.boundary for commit in commits)
        return None if is_cut or len(commits) > RANGE_LIMIT else commits

    def commits_of(self, paths: tuple[str, ...]) -> tuple[Commit, ...] | None:
        """The commits that changed one of some paths, later ones first, each with what it did to these alone.

        Merges are left out: what they bring was done in the commits of their branches.
        None where git cannot tell; renames are not followed. A commit at the end of a shallow clone is left out: what
        it changed cannot be told.
        """
        head = self._repository.head
        if head is None or not paths:
            return ()
        lines = [head, "--", *(path for path in paths if "\n" not in path)]
        command = ("log", "-z", "--no-merges", f"--max-count={RANGE_LIMIT + 1}", "--stdin", *METADATA, *CHANGES)
        try:
            output = self._repository.git.ask(*command, stdin="\n".join(lines).encode("utf-8", "surrogateescape"))
        except GitError:
            return None
        commits = tuple(parse_log(output, self._repository))
        seen = tuple(commit for commit in commits if commit.id not in self._repository.boundary)
        return None if len(commits) > RANGE_LIMIT else seen

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        """The parents of each commit that the judged revision contains, since the given time, later commits first."""
        head = self._repository.head
        if head is None:
            return {}
        since = [f"--since=@{self._since}"] if self._since else []
        lines = self._repository.git.ask("rev-list", "--topo-order", "--parents", *since, head).decode().splitlines()
        return {commit: tuple(parents) for commit, *parents in (line.split(" ") for line in lines)}

    @cached_property
    def _positions(self) -> dict[str, int]:
        """Where each commit stands in the graph's listing: no commit comes after one of its ancestors."""
        return {commit: position for position, commit in enumerate(self._parents)}

    @cached_property
    def _trunk(self) -> frozenset[str]:
        """The commits that lead from the judged revision along first parents: each contains all below it."""
        trunk = set()
        commit = self._repository.head
        while commit in self._parents:
            trunk.add(commit)
            commit = next(iter(self._parents[commit]), None)
        return frozenset(trunk)

    def _compare(self, first: str, second: str) -> Order:
        if self._contains(second, first):
            return Order.BEFORE
        if self._contains(first, second):
            return Order.AFTER
        return Order.UNKNOWN if self._repository.is_shallow else Order.APART

    def _contains(self, later: str, earlier: str) -> bool:
        """Whether ``earlier`` is an ancestor of ``later``."""
        if later not in self._positions or earlier not in self._positions:
            stdin = f"{earlier}\n^{later}".encode()  # off the judged history: rare, so git may be asked for each
            return not self._repository.git.ask("rev-list", "--max-count=1", "--stdin", stdin=stdin)
        end = self._positions[earlier]
        if self._positions[later] > end:
            return False
        return {later, earlier} <= self._trunk or self._walk(later, earlier, end)

    def _walk(self, later: str, earlier: str, end: int) -> bool:
        """Follow parents down to where ``earlier`` stands in the listing: below it, it cannot be met any more."""
        seen, waiting = {later}, [later]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent == earlier:
                    return True
                if parent not in seen and self._positions.get(parent, end) < end:
                    seen.add(parent)
                    waiting.append(parent)
        return False
