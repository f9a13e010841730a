"""The judged history: how its commits stand to each other, and which of them changed some paths."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.log import CHANGES, list_commits, log_commits, parse_changes, read_log
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change, Commit

RANGE_LIMIT = 10_000
TOO_MANY = Unknown(f"more than {RANGE_LIMIT} commits would have to be read", "cite fewer commits, or waive the check")
FLOOR_TRIES = 3
PATHS_LIMIT = 16
"""With more paths git takes longer to compare them than to list every change."""


class History:
    """The history of the judged revision; each part of it is read once, when it is first asked for."""

    def __init__(
        self,
        repository: Repository,
        *,
        floor: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Read nothing yet.

        Args:
            repository: whose history.
            floor: gives the commit (full id) from which on the order of commits is read: the cost follows what came
                after. For an ancestor of it git is asked one by one.
        """
        self._repository = repository
        self._floor = floor
        self._orders: dict[tuple[str, str], Order] = {}

    def order(self, first: str, second: str) -> Order:
        """As ``GitEvidence.order``."""
        if first == second:
            return Order.SAME
        pair = (first, second)
        if pair not in self._orders:
            self._orders[pair] = self._compare(first, second)
        return self._orders[pair]

    def commits_between(self, first: str, last: str) -> tuple[Commit, ...] | Unknown:
        """As ``GitEvidence.commits_between``."""
        options = ("--topo-order", f"--max-count={RANGE_LIMIT + 1}")
        try:
            commits = tuple(log_commits(self._repository, [last, f"^{first}"], *options))[::-1]
        except GitError as error:
            return self._repository.explain(error)
        if any(commit.id in self._repository.boundary for commit in commits):
            return causes.SHALLOW
        return TOO_MANY if len(commits) > RANGE_LIMIT else commits

    def commits_of(self, paths: tuple[str, ...]) -> tuple[Commit, ...]:
        """As ``GitEvidence.commits_of``, each commit with what it did to these paths alone.

        Merges are left out: what they bring was done in the commits of their branches.
        Renames are not followed. A commit at the end of a shallow clone is left out: what it changed cannot be told.
        """
        head = self._repository.head
        if head is None or not paths:
            return ()
        options = ("--no-merges", f"--max-count={RANGE_LIMIT + 1}")
        commits = tuple(log_commits(self._repository, [head], *options, paths=paths))
        if len(commits) > RANGE_LIMIT:
            raise UnknownError(TOO_MANY)
        return tuple(commit for commit in commits if commit.id not in self._repository.boundary)

    @cached_property
    def _latest(self) -> _Graph:
        """The graph of the commits that the judged revision contains, without what is older than the floor."""
        head = self._repository.head
        if head is None:
            return _Graph({}, None)
        floor = self._floor()
        revisions = [head, *([f"^{floor}^@"] if floor else ())]
        lines = list_commits(self._repository.git, revisions, "--topo-order", "--parents")
        parents = (line.split(" ") for line in lines)
        return _Graph({commit: tuple(above) for commit, *above in parents}, head)

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
        if later in self._latest and earlier in self._latest:
            return self._latest.contains(later, earlier)
        # off the judged history: rare, so git may be asked for each
        return not list_commits(self._repository.git, [earlier, f"^{later}"], "--max-count=1")


def log_changes(
    repository: Repository, paths: Sequence[str], *options: str, exclude: Iterable[str] = ()
) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Commits (full ids) of the judged history with what they changed, those at the end of a shallow clone left out.

    Args:
        repository: whose history.
        paths: as for ``read_log``.
        options: further options of ``git log``.
        exclude: full ids of commits that are left out with all their ancestors.
    """
    if repository.head is None:
        return
    revisions = [repository.head, *(f"^{commit}" for commit in exclude)]
    options = ("--topo-order", *CHANGES, *options)
    for (commit,), raw in read_log(repository, revisions, *options, fields=("%H",), paths=paths):
        if commit not in repository.boundary:
            yield commit, parse_changes(raw, repository.prefix)


def find_floor(repository: Repository, commits: Iterable[Commit]) -> str | None:
    """One of some commits (full id) that contains none of the others; None for no commit, or if none is found soon.

    What comes after any of them is no ancestor of it, so that questions about them need no older part of history.
    Their dates only say which is tried first.
    """
    known = sorted({commit.id: commit for commit in commits}.values(), key=lambda commit: commit.commit_time)
    ids = [commit.id for commit in known]
    for first in ids[:FLOOR_TRIES]:
        if len(ids) == 1 or {first, *list_commits(repository.git, [*ids, f"^{first}"])}.issuperset(ids):
            return first
    return None


class _Graph:
    """Which commits contain which, told by the graph of history alone: dates are set by whoever commits."""

    def __init__(self, parents: Mapping[str, tuple[str, ...]], head: str | None) -> None:
        """``parents`` are those of each commit (full ids), no commit after its ancestors; ``head`` contains all."""
        self._parents = parents
        self._head = head

    def __contains__(self, commit: str) -> bool:
        return commit in self._parents

    def contains(self, later: str, earlier: str) -> bool:
        """Whether a commit is another's ancestor, or that one itself; both must be in the graph."""
        end = self._positions[earlier]
        if self._positions[later] > end:
            return False
        return later == earlier or {later, earlier} <= self._trunk or self._walk(later, earlier, end)

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
        seen, waiting = {later}, [later]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent == earlier:
                    return True
                if parent not in seen and self._positions.get(parent, end) < end:
                    seen.add(parent)
                    waiting.append(parent)
        return False
