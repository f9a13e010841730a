"""How commits stand to each other: one reading of the graph answers every question of order."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.ancestry import Ancestry
from pytest_phasegate.evidence.git.commits import CHANGES, METADATA, parse_log
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit

RANGE_LIMIT = 10_000
TOO_MANY = Unknown(f"more than {RANGE_LIMIT} commits would have to be read", "cite fewer commits, or waive the check")
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
        """How two present commits (full ids) stand to each other.

        Raises:
            EvidenceError: it cannot be told.
        """
        if first == second:
            return Order.SAME
        pair = (first, second)
        if pair not in self._orders:
            self._orders[pair] = self._compare(first, second)
        return self._orders[pair]

    def commits_between(self, first: str, last: str) -> tuple[Commit, ...] | Unknown:
        """The commits of ``first..last`` (full ids), oldest first; why not, where git cannot tell all of them."""
        stdin = f"{last}\n^{first}".encode()
        limit = f"--max-count={RANGE_LIMIT + 1}"
        command = ("log", "-z", "--topo-order", limit, "--stdin", *METADATA, *CHANGES)
        try:
            output = self._repository.git.ask(*command, stdin=stdin)
        except GitError as error:
            return self._repository.explain(error)
        commits = tuple(parse_log(output, self._repository))[::-1]
        if any(commit.id in self._repository.boundary for commit in commits):
            return causes.SHALLOW
        return TOO_MANY if len(commits) > RANGE_LIMIT else commits

    def commits_of(self, paths: tuple[str, ...]) -> tuple[Commit, ...]:
        """The commits that changed one of some paths, later ones first, each with what it did to these alone.

        Merges are left out: what they bring was done in the commits of their branches.
        Renames are not followed. A commit at the end of a shallow clone is left out: what it changed cannot be told.

        Raises:
            EvidenceError: git cannot tell.
        """
        head = self._repository.head
        if head is None or not paths:
            return ()
        lines = [head, "--", *(path for path in paths if "\n" not in path)]
        command = ("log", "-z", "--no-merges", f"--max-count={RANGE_LIMIT + 1}", "--stdin", *METADATA, *CHANGES)
        output = self._repository.git.ask(*command, stdin="\n".join(lines).encode("utf-8", "surrogateescape"))
        commits = tuple(parse_log(output, self._repository))
        if len(commits) > RANGE_LIMIT:
            raise UnknownError(TOO_MANY)
        return tuple(commit for commit in commits if commit.id not in self._repository.boundary)

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
        if self._repository.is_shallow:
            raise UnknownError(causes.SHALLOW, f"how {first[:10]} and {second[:10]} stand to each other cannot be told")
        return Order.APART

    def _contains(self, later: str, earlier: str) -> bool:
        """Whether ``earlier`` is an ancestor of ``later``."""
        if later in self._ancestry and earlier in self._ancestry:
            return self._ancestry.contains(later, earlier)
        stdin = f"{earlier}\n^{later}".encode()  # off the judged history: rare, so git may be asked for each
        return not self._repository.git.ask("rev-list", "--max-count=1", "--stdin", stdin=stdin)
