"""Which commits were taken back later, and by which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence import mentions
from pytest_phasegate.evidence.git import GitError

if TYPE_CHECKING:
    from pytest_phasegate.evidence.repository import Repository

WORDS = "This reverts commit"  # the sentence that git revert writes, and that forges write for it


class Reverts:
    """The commits of the judged history that later ones take back, read from the oldest on that is asked about."""

    def __init__(self, repository: Repository, since: int) -> None:
        """Take in hand a repository.

        Args:
            repository: whose history.
            since: the time from which on it is read at first, in seconds since 1970-01-01 UTC.
        """
        self._repository = repository
        self._since = since
        self._reverting: dict[str, str] | None = None

    def reverting(self, commit: str, time: int) -> str | None:
        """The commit (full id) that takes another one back, unless it was brought again.

        Args:
            commit: the full id of a commit of the judged history.
            time: when it was committed, in seconds since 1970-01-01 UTC.
        """
        if self._reverting is None or time < self._since:
            self._since = self._since if time >= self._since else 0
            try:
                self._reverting = find_reverts(self._repository, self._since)
            except GitError:
                self._reverting = {}
        return self._reverting.get(commit)


def find_reverts(repository: Repository, since: int = 0) -> dict[str, str]:
    """Find the commits of the judged history that a later one takes back and that none brings again.

    One pass over the messages of history. A revert that is itself reverted takes nothing back.

    Args:
        repository: whose history.
        since: the time from which on history is read, in seconds since 1970-01-01 UTC; commits before it are not asked
            about.

    Returns:
        The reverting commit (full id) by the reverted one, as its id is written in the message.

    Raises:
        GitError: git cannot read the messages.
    """
    if repository.head is None:
        return {}
    arguments = ("-z", "--no-notes", "--no-color", "--fixed-strings", f"--grep={WORDS}", "--format=%H%x00%s%x00%b")
    bound = [f"--since=@{since}"] if since else []
    output = repository.git.ask("log", *arguments, *bound, repository.head, "--")
    parts = output.decode("utf-8", "replace").split("\0")
    reverts: dict[str, str] = {}
    undone: set[str] = set()  # reverts that later ones, listed first, take back
    for position in range(0, len(parts) - 2, 3):
        commit, subject, body = parts[position : position + 3]
        named = mentions.REVERTED.findall(body)
        if commit in undone:
            continue
        undone.update(named)
        if mentions.is_revert(subject):
            for lost in named:
                reverts.setdefault(lost, commit)
    return reverts
