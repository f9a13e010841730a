"""One pass over the judged history: every commit with what it changed, for all documents and files at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence.git.log import CHANGES, parse_changes, read_log
from pytest_phasegate.evidence.git.program import GitError, readable
from pytest_phasegate.model.commits import Change, ChangeKind
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.evidence.git.log import Logged
    from pytest_phasegate.evidence.git.repository import Repository

LIMITS = (20_000, 2_000, 200)
"""How many commits are read, later ones first; fewer where git prints more than it may."""

FIELDS = ("%H", "%P", "%ct", "%s")
REMEDY = "cite the id of the commit that holds the work"
UNCOMMITTED = "the working tree"


class PastCommit(NamedTuple):
    """A commit of the pass; ``place`` counts from the earliest commit, parents come before children.

    ``time`` is the committer's, in seconds since 1970-01-01 UTC. ``is_cut`` says that its parents are not in the clone,
    so that it shows all files as added.
    """

    place: int
    id: str
    parents: tuple[int, ...]
    time: int
    subject: str
    changes: tuple[Change, ...]
    is_cut: bool = False

    @property
    def name(self) -> str:
        """The commit as a message calls it."""
        return f'{self.id[:10]} "{self.subject}"' if self.id else UNCOMMITTED

    @property
    def is_merge(self) -> bool:
        """Whether it joins branches, so that what it brings was done in other commits."""
        return len(self.parents) > 1


class Touch(NamedTuple):
    """A change of a path's content, and the place of its commit."""

    place: int
    change: Change


class OnePass:
    """The commits of the judged history by their places, and what is not committed yet as one commit behind the last.

    Args:
        commits: earliest first.
        unknown: why earlier ones are left out, if they are.
    """

    def __init__(self, commits: Sequence[PastCommit], unknown: Unknown | None = None) -> None:
        self.commits = commits
        self.unknown = unknown
        self.touches: dict[str, list[Touch]] = {}
        for commit in commits:
            for change in commit.changes:
                if change.is_of_content:
                    self.touches.setdefault(change.path, []).append(Touch(commit.place, change))
        self._ancestors: dict[int, bytearray] = {}

    def ancestors(self, place: int) -> bytearray:
        """Which commits are part of the history of one: 1 at their places, and at its own."""
        if place not in self._ancestors:
            found = bytearray(place + 1)
            found[place] = 1
            for each in range(place, -1, -1):
                if found[each]:
                    for parent in self.commits[each].parents:
                        found[parent] = 1
            self._ancestors[place] = found
        return self._ancestors[place]

    def contains(self, later: int, earlier: int) -> bool:
        """Whether the history of one commit holds another, or is it."""
        return earlier <= later and bool(self.ancestors(later)[earlier])

    def touches_of(self, path: str) -> list[Touch]:
        """What commits did to a path, earlier ones first; of merges only where no other commit touched it."""
        every = self.touches.get(path, [])
        plain = [touch for touch in every if not self.commits[touch.place].is_merge]
        return plain or every


def read_pass(repository: Repository, uncommitted: Sequence[Change] | None, limits: Sequence[int] = LIMITS) -> OnePass:
    """Read the judged history once.

    Args:
        repository: whose history.
        uncommitted: what the judged tree has otherwise than its last commit; None where a commit is judged.
        limits: how many commits are read; the next, smaller limit is tried where git prints too much.

    Raises:
        GitError: git cannot tell.
    """
    commits, unknown = _read_commits(repository, limits) if repository.head else ([], None)
    if uncommitted is not None:
        last = commits[-1] if commits else None
        parents, time = ((last.place,), last.time) if last else ((), 0)
        commits.append(PastCommit(len(commits), "", parents, time, UNCOMMITTED, tuple(uncommitted)))
    return OnePass(commits, unknown)


def _read_commits(repository: Repository, limits: Sequence[int]) -> tuple[list[PastCommit], Unknown | None]:
    head = str(repository.head)
    for limit in limits:
        options = (*CHANGES, "--topo-order", f"--max-count={limit + 1}")
        try:
            logged = list(read_log(repository, [head], *options, fields=FIELDS))
        except GitError:
            if limit == limits[-1]:
                raise
            continue
        unknown = Unknown(f"only the last {limit:,} commits are read", REMEDY) if len(logged) > limit else None
        return _number(logged[:limit], repository), unknown
    raise AssertionError("the last limit returns or raises")


def _number(logged: Sequence[Logged], repository: Repository) -> list[PastCommit]:
    """The commits with their places; what lies before the last that is read is cut off."""
    places = {each.fields[0]: len(logged) - 1 - index for index, each in enumerate(logged)}
    commits = []
    for (id_, parents, time, subject), raw in reversed(logged):
        known = tuple(places[parent] for parent in parents.split() if parent in places)
        is_cut = id_ in repository.boundary or len(known) < len(parents.split())
        changes = parse_changes(raw, repository.prefix)
        commits.append(PastCommit(places[id_], id_, known, int(time or 0), readable(subject), changes, is_cut))
    return commits


def is_gone(touch: Touch) -> bool:
    """Whether a touch leaves no file at its path."""
    return touch.change.kind is ChangeKind.DELETED
