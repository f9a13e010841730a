"""Which commits were taken back later, and by which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git import mentions
from pytest_phasegate.evidence.git.commits import read_commits
from pytest_phasegate.evidence.git.short_ids import ShortIds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit

WORDS = "This reverts commit"  # the sentence that git revert writes, and that forges write for it


class Reverts:
    """The commits of the judged history that later ones take back, read from the oldest on that is asked about."""

    def __init__(self, repository: Repository, floor: str | None, above: Iterable[str]) -> None:
        """Take in hand a repository.

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
        """The commit (full id) that takes another one back, unless it was brought again.

        Args:
            commit: the full id of a commit of the judged history.

        Raises:
            GitError: git cannot read the messages that would tell, so that nobody can.
        """
        if self._floor is not None and commit not in self._above:
            self._floor, self._reverting = None, None
        if self._reverting is None:
            self._reverting = find_reverts(self._repository, self._floor)
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
        types = git.ask("cat-file", "--batch-check", stdin="".join(f"{each}\n" for each in found).encode()).decode()
        commits = [each for each, line in zip(found, types.splitlines(), strict=True) if " commit " in line]
        stdin = "\n".join([*commits, f"^{later}"]).encode()
        outside = git.ask("rev-list", "--stdin", stdin=stdin).decode().split() if commits else []
        return [each for each in commits if each not in outside]


def _undoes(later: Commit, commit: Commit) -> bool:
    """Whether a commit leaves each file of another as it was before that one."""
    changes = commit.changes or ()
    return bool(changes) and all(
        (back := later.change(change.path)) is not None and back.new == change.old for change in changes
    )


def find_reverts(repository: Repository, floor: str | None = None) -> ShortIds:
    """Find the commits of the judged history that a later one takes back and that none brings again.

    One pass over the messages of history, later ones first, as the graph has it: a revert whose date was set back is
    none the less later. A revert that is itself reverted takes nothing back.

    Args:
        repository: whose history.
        floor: a commit (full id) that need not be looked behind.

    Returns:
        The reverting commits (full ids) by the ids of the reverted ones, as they are written in messages.

    Raises:
        GitError: git cannot read the messages.
    """
    reverts = ShortIds()
    if repository.head is None:
        return reverts
    matching = ("--fixed-strings", "--regexp-ignore-case", f"--grep={WORDS}")
    command = ("log", "-z", "--topo-order", "--no-notes", "--no-color", *matching)
    stdin = f"{repository.head}\n^{floor}\n" if floor else f"{repository.head}\n"
    output = repository.git.ask(*command, "--format=%H%x00%s%x00%b", "--stdin", stdin=stdin.encode())
    parts = output.decode("utf-8", "replace").split("\0")
    for position in range(0, len(parts) - 2, 3):
        commit, subject, body = parts[position : position + 3]
        if commit not in reverts:
            for id_ in mentions.reverted(subject, body):
                reverts.add(id_, commit)
    return reverts
