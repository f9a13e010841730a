"""How commits stand to each other: one reading of the graph answers every question of order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.ancestry import Ancestry
from pytest_phasegate.evidence.commits import CHANGES, METADATA, parse_log
from pytest_phasegate.evidence.git import GitError
from pytest_phasegate.model.facts import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_phasegate.evidence.repository import Repository
    from pytest_phasegate.model.commits import Commit

RANGE_LIMIT = 10_000
FLOOR_TRIES = 3


def find_floor(repository: Repository, commits: Iterable[Commit]) -> str | None:
    """A commit of some that contains none of the others: what comes after any of them is no ancestor of it.

    Questions about these commits need no older part of history. Their dates only say which is tried first.

    Args:
        repository: whose history.
        commits: commits that the judged revision contains.

    Returns:
        The full id, or None where there is no commit, or none was found soon.

    Raises:
        GitError: git cannot tell.
    """
    known = sorted({commit.id: commit for commit in commits}.values(), key=lambda commit: commit.commit_time)
    ids = [commit.id for commit in known]
    for first in ids[:FLOOR_TRIES]:
        if len(ids) == 1:
            return first
        stdin = "\n".join([*ids, f"^{first}"]).encode()
        if {first, *repository.git.ask("rev-list", "--stdin", stdin=stdin).decode().split()}.issuperset(ids):
            return first
    return None


class History:
    """The history of a repository's judged revision, read when it is first asked for."""

    def __init__(self, repository: Repository, floor: Callable[[], str | None] = lambda: None) -> None:
        """Take in hand a repository.

        Args:
            repository: whose history.
            floor: gives the commit (full id) from which on the graph is read: the cost follows what came after. For
                an ancestor of it git is asked one by one.
        """
        self._repository = repository
        self._floor = floor
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
    def _ancestry(self) -> Ancestry:
        """The graph of the commits that the judged revision contains, without what is older than the floor."""
        head = self._repository.head
        if head is None:
            return Ancestry({}, None)
        floor = self._floor()
        stdin = f"{head}\n^{floor}^@" if floor else head
        output = self._repository.git.ask("rev-list", "--topo-order", "--parents", "--stdin", stdin=stdin.encode())
        lines = (line.split(" ") for line in output.decode().splitlines())
        return Ancestry({commit: tuple(parents) for commit, *parents in lines}, head)

    def _compare(self, first: str, second: str) -> Order:
        if self._contains(second, first):
            return Order.BEFORE
        if self._contains(first, second):
            return Order.AFTER
        return Order.UNKNOWN if self._repository.is_shallow else Order.APART

    def _contains(self, later: str, earlier: str) -> bool:
        """Whether ``earlier`` is an ancestor of ``later``."""
        if later in self._ancestry and earlier in self._ancestry:
            return self._ancestry.contains(later, earlier)
        stdin = f"{earlier}\n^{later}".encode()  # off the judged history: rare, so git may be asked for each
        return not self._repository.git.ask("rev-list", "--max-count=1", "--stdin", stdin=stdin)
