"""The messages of history: what commits are called, which other ones they name, and which they take back."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git import mentions
from pytest_phasegate.evidence.git.log import list_commits, read_commits, read_log
from pytest_phasegate.evidence.git.objects import check_objects
from pytest_phasegate.evidence.git.program import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit

_REVERTS = "This reverts commit"  # the sentence that git revert writes, and that forges write for it


class ShortIds:
    """Commits by the ids that messages name; two ids are the same where either is the beginning of the other.

    People and git write ids of any length: git's abbreviations grow with a repository, from 7 digits on.
    """

    def __init__(self) -> None:
        self._commits: dict[str, list[str]] = {}
        self._lengths: set[int] = set()
        self._sorted: list[str] = []

    def add(self, id_: str, commit: str) -> None:
        """Take in that a commit's message names an id, in lower case."""
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
        yield from _beginning_with(self._sorted, id_)


def _beginning_with(ordered: list[str], start: str) -> Iterator[str]:
    """Those of some sorted texts that begin with another one."""
    for position in range(bisect_left(ordered, start), len(ordered)):
        if not ordered[position].startswith(start):
            return
        yield ordered[position]


@dataclass
class MessageIndex:
    """Which commits, later ones first, have which subject and origin in their messages."""

    messages: dict[str, tuple[str, str]] = field(default_factory=dict)
    subjects: dict[str, list[str]] = field(default_factory=dict)
    origins: ShortIds = field(default_factory=ShortIds)
    reverted: ShortIds = field(default_factory=ShortIds)

    def add(self, commit: str, subject: str, body: str) -> None:
        """Take in a commit's message; those of later commits must have been taken in before."""
        self.messages[commit] = (subject, body)
        for id_ in mentions.reverted(subject, body) if commit not in self.reverted else ():
            self.reverted.add(id_, commit)
        if mentions.is_revert(subject):
            return
        self.subjects.setdefault(mentions.plain_subject(subject), []).append(commit)
        for id_ in mentions.origins(body):
            self.origins.add(id_, commit)

    def stands(self, commit: str) -> bool:
        """Whether a commit does not take work back, and is not taken back itself."""
        return commit not in self.reverted and not mentions.is_revert(self.messages[commit][0])


def read_messages(repository: Repository) -> MessageIndex:
    """Read the messages of every commit that the judged revision contains.

    Raises:
        GitError: git cannot read them.
    """
    index = MessageIndex()
    heads = [repository.head] if repository.head else []
    for fields, _ in read_log(repository, heads, "--topo-order", fields=("%H", "%s", "%b")) if heads else ():
        commit, subject, body = fields
        index.add(commit, readable(subject), readable(body).strip("\n"))
    return index


class Reverts:
    """The commits of the judged history that later ones take back, read from the oldest on that is asked about."""

    def __init__(self, repository: Repository, floor: str | None, above: Iterable[str]) -> None:
        """Read nothing yet.

        Args:
            repository: whose history.
            floor: the commit (full id) from which on history is read at first; None: all of it.
            above: the commits (full ids) of which none is an ancestor of the floor.
        """
        self._repository = repository
        self._floor = floor
        self._above = frozenset(above)
        self._reverting: ShortIds | None = None

    def reverting(self, commit: str) -> str | None:
        """The commit (full id) that takes another one of the judged history back, unless it was brought again.

        Raises:
            GitError: git cannot read the messages that would tell, so that nobody can.
        """
        if self._floor is not None and commit not in self._above:
            self._floor, self._reverting = None, None
        if self._reverting is None:
            self._reverting = _find_reverts(self._repository, self._floor)
        found = self._reverting.fitting(commit)
        return next((later for id_, later in found if id_ == commit or self._is_meant(id_, commit, later)), None)

    def _is_meant(self, id_: str, commit: str, later: str) -> bool:
        """Whether a shortened id in a revert's message means this commit: it may be the beginning of several ids.

        Of these the revert means the one whose files it leaves as they were before; else one that it has a file with.
        """
        candidates = self._beginning_so(id_, later)
        if len(candidates) < 2:
            return True
        commits = read_commits(self._repository, [*candidates, later])
        undone = {each for each in candidates if _undoes(commits[later], commits[each])}
        if not undone:
            paths = {change.path for change in commits[later].changes or ()}
            undone = {each for each in candidates if paths & {change.path for change in commits[each].changes or ()}}
        return not undone or commit in undone

    def _beginning_so(self, id_: str, later: str) -> list[str]:
        """The commits before another one whose ids begin so."""
        git = self._repository.git
        found = git.ask("rev-parse", f"--disambiguate={id_}").decode().split()
        if len(found) < 2:
            return found
        commits = [each.id for each in check_objects(git, found) if each.type == "commit"]
        outside = list_commits(git, [*commits, f"^{later}"]) if commits else []
        return [each for each in commits if each not in outside]


def _undoes(later: Commit, commit: Commit) -> bool:
    """Whether a commit leaves each file of another as it was before that one."""
    changes = commit.changes or ()
    return bool(changes) and all(
        (back := later.change(change.path)) is not None and back.new == change.old for change in changes
    )


def _find_reverts(repository: Repository, floor: str | None) -> ShortIds:
    """The commits that take others back and are not brought again, by the ids that their messages name.

    One pass over the messages of history, later ones first, as the graph has it: a revert whose date was set back is
    none the less later. A revert that is itself reverted takes nothing back. The floor need not be looked behind.
    """
    reverts = ShortIds()
    if repository.head is None:
        return reverts
    revisions = [repository.head, *([f"^{floor}"] if floor else ())]
    matching = ("--topo-order", "--fixed-strings", "--regexp-ignore-case", f"--grep={_REVERTS}")
    for (commit, subject, body), _ in read_log(repository, revisions, *matching, fields=("%H", "%s", "%b")):
        if commit not in reverts:
            for id_ in mentions.reverted(readable(subject), readable(body)):
                reverts.add(id_, commit)
    return reverts
