"""One pass over the judged history: every commit with what it changed, for all documents and files at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence.git.commits import CHANGES, parse_changes
from pytest_phasegate.evidence.git.program import GitError, answer_of
from pytest_phasegate.model.commits import Change, ChangeKind
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.evidence.git.repository import Repository

LIMITS = (20_000, 2_000, 200)
"""How many commits are read, later ones first; fewer where those print more than ``OUTPUT_LIMIT``."""

OUTPUT_LIMIT = 2**27
FIELDS = ("%H", "%P", "%ct", "%s")
FORMAT = "--format=" + "%x00".join(FIELDS)
TOO_LONG = Unknown("only the last {limit:,} commits are read", "cite the id of the commit that holds the work")
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
        self.touches: dict[str, list[Touch]] = defaultdict(list)
        for commit in commits:
            for change in commit.changes:
                if change.is_of_content:
                    self.touches[change.path].append(Touch(commit.place, change))
        self._ancestors: dict[int, bytearray] = {}

    def ancestors(self, place: int) -> bytearray:
        """Which commits are part of the history of one: a one at their places, at its own too."""
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
    command = ("log", "-z", "--topo-order", "--no-notes", "--no-color", "--no-decorate", *CHANGES, FORMAT)
    for limit in limits:
        arguments = (
            *command,
            "--format=" + "%x00".join(FIELDS),
            f"--max-count={limit + 1}",
            str(repository.head),
            "--",
        )
        try:
            output = repository.git.ask(*arguments, limit=OUTPUT_LIMIT)
        except GitError:
            if limit == limits[-1]:
                raise
            continue
        records = list(_parse(output, repository.prefix))
        too_many = len(records) > limit
        unknown = Unknown(TOO_LONG.why.format(limit=limit), TOO_LONG.remedy) if too_many else None
        return _number(records[:limit], repository.boundary), unknown
    raise AssertionError("the last limit returns or raises")


class _Record(NamedTuple):
    id: str
    parents: tuple[str, ...]
    time: int
    subject: str
    changes: tuple[Change, ...]


def _parse(output: bytes, prefix: str) -> Iterator[_Record]:
    """Read what ``git log -z --raw`` prints for ``FIELDS``, as ``commits.parse_log`` does for whole commits."""
    parts = output.decode("utf-8", "surrogateescape").split("\0")
    position = 0
    with answer_of("log"):
        while position + len(FIELDS) < len(parts):
            id_, parents, time, subject = parts[position : position + len(FIELDS)]
            position += len(FIELDS)
            start = position
            while parts[position].startswith((":", "\n:")):
                position += 2
            changes = parse_changes(parts[start:position], prefix)
            subject = subject.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            yield _Record(id_, tuple(parents.split()), int(time or 0), subject, changes)


def _number(records: Sequence[_Record], boundary: frozenset[str]) -> list[PastCommit]:
    """The commits with their places; what lies before the last that is read is cut off."""
    places = {record.id: len(records) - 1 - index for index, record in enumerate(records)}
    return [
        PastCommit(
            places[record.id],
            record.id,
            tuple(places[parent] for parent in record.parents if parent in places),
            record.time,
            record.subject,
            record.changes,
            is_cut=record.id in boundary or any(parent not in places for parent in record.parents),
        )
        for record in reversed(records)
    ]


def is_gone(touch: Touch) -> bool:
    """Whether a touch leaves no file at its path."""
    return touch.change.kind is ChangeKind.DELETED
