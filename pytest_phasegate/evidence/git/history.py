"""The judged history: how its commits stand to each other, which of them changed which paths, where documents begin."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.log import CHANGES, list_commits, log_commits, parse_changes, read_commits, read_log
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.model.commits import Change, ChangeKind
from pytest_phasegate.model.facts import Order
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_phasegate.evidence.git.messages import MessageIndex
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit

RANGE_LIMIT = 10_000
TOO_MANY = Unknown(f"more than {RANGE_LIMIT} commits would have to be read", "cite fewer commits, or waive the check")
FLOOR_TRIES = 3
MOVES_LIMIT = 10
PASS_LIMIT = 3
PATHS_LIMIT = 16
"""With more paths git takes longer to compare them than to list every change."""


class Touch(NamedTuple):
    """A commit (full id) that changed a path, and what it did."""

    commit: str
    change: Change


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
        self._touches: dict[str, list[Touch]] = {}
        self._passes = 0
        self._beginnings: dict[str, Touch | None] = {}
        self._texts: dict[str, str] = {}

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
    def messages(self) -> MessageIndex:
        """The messages of all commits."""
        from pytest_phasegate.evidence.git.messages import read_messages  # with all its expressions

        return read_messages(self._repository)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each commit stands in the listing of history, 0 for the latest."""
        return {commit: position for position, commit in enumerate(self.messages.messages)}

    def message(self, commit: str) -> str:
        """What a commit says, subject and body."""
        if commit not in self._texts:
            self._texts[commit] = "\n".join(self.messages.messages[commit])
        return self._texts[commit]

    def is_since(self, commit: str, start: str) -> bool:
        """Whether a commit is another one, or is no ancestor of it.

        The order of history decides, not dates: whoever commits sets these, and could so open a window at will. A
        commit of a branch beside counts as made since.
        """
        return commit == start or not self._every.contains(start, commit)

    def touches(self, paths: Sequence[str]) -> dict[str, list[Touch]]:
        """The commits that changed each of some paths, later ones first; raises GitError where git cannot tell."""
        missing = set(paths) - self._touches.keys()
        if missing and self._passes <= PASS_LIMIT:
            self._read_touches(missing)
        return {path: self._touches.get(path, []) for path in paths}

    def _read_touches(self, paths: set[str]) -> None:
        """Read history for some paths; for all where there are many, or at the fourth time."""
        is_last = self._passes >= PASS_LIMIT or len(paths) > PATHS_LIMIT
        logged = list(
            log_changes(self._repository, () if is_last else sorted(paths))
        )  # an error must not pass for none
        self._passes = PASS_LIMIT + 1 if is_last else self._passes + 1
        if is_last:
            self._touches.clear()
        for commit, changes in logged:
            for change in filter(attrgetter("is_of_content"), changes):  # to set a mode is no work on what is in it
                self._touches.setdefault(change.path, []).append(Touch(commit, change))
        if not is_last:
            self._touches |= {path: [] for path in paths if path not in self._touches}

    def beginning(self, document: str) -> str | None:
        """The commit (full id) in which a document came into history, also where it was moved since, or None."""
        first = self.first_touch(document)
        return first.commit if first else None

    def first_touch(self, document: str) -> Touch | None:
        """What brought a document into history, under the name that it had then."""
        if document not in self._beginnings:
            self._beginnings[document] = self._find_beginning(document)
        return self._beginnings[document]

    def _find_beginning(self, document: str) -> Touch | None:
        first = self._first_added(document)
        for _ in range(MOVES_LIMIT):
            before = self._moved_from(document, first) if first else None
            if before is None:
                break
            document = before
            first = self._first_added(document) or first
        return first

    def _first_added(self, document: str) -> Touch | None:
        touches = self.touches([document])[document]
        return next((touch for touch in reversed(touches) if touch.change.kind is ChangeKind.ADDED), None)

    def _moved_from(self, document: str, added: Touch) -> str | None:
        """Where a document was before the commit that seems to add it: its content, or a file of its name, went."""
        changes = read_commits(self._repository, [added.commit])[added.commit].changes or ()
        gone = [change for change in changes if change.kind is ChangeKind.DELETED]
        name = document.rpartition("/")[2]
        same = [change.path for change in gone if change.old == added.change.new]
        alike = [change.path for change in gone if change.path.rpartition("/")[2] == name]
        return next(iter(same), alike[0] if len(alike) == 1 else None)

    @cached_property
    def _every(self) -> _Graph:
        return _Graph(self.messages.parents, self._repository.head)

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
