"""The judged history as a line of time: its messages, who changed which paths, and where documents begin."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git import mentions
from pytest_phasegate.evidence.git.ancestry import Ancestry
from pytest_phasegate.evidence.git.beginnings import find_beginning
from pytest_phasegate.evidence.git.messages import read_messages
from pytest_phasegate.evidence.git.touches import Touches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_phasegate.evidence.git.messages import MessageIndex
    from pytest_phasegate.evidence.git.repository import Repository


class Timeline:
    """What all searches of a session read of history, each part once and when it is first needed."""

    def __init__(self, repository: Repository, named: Callable[[], Iterable[str]]) -> None:
        """Take in hand a repository; ``named`` gives the paths that will be asked about, as far as they are known."""
        self.touches = Touches(repository, named)
        self._repository = repository
        self._beginnings: dict[str, str | None] = {}
        self._texts: dict[str, str] = {}

    @cached_property
    def messages(self) -> MessageIndex:
        """The messages of all commits."""
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

    def beginning(self, document: str) -> str | None:
        """The commit in which a document came into history, or None."""
        if document not in self._beginnings:
            self._beginnings[document] = find_beginning(self._repository, self.touches, document)
        return self._beginnings[document]

    def stands(self, commit: str) -> bool:
        """Whether a commit does not take work back, and is not taken back itself."""
        return self.messages.stands(commit) and not mentions.is_revert(self.messages.messages[commit][0])

    def is_since(self, commit: str, start: str) -> bool:
        """Whether a commit is another one, or is no ancestor of it.

        The order of history decides, not dates: whoever commits sets these, and could so open a window at will. A
        commit of a branch beside counts as made since.
        """
        return commit == start or not self._ancestry.contains(start, commit)

    def is_undone(self, commit: str, starts: Iterable[str]) -> bool:
        """Whether a commit was taken back, or takes back what was done since one of some commits."""
        if not self.messages.stands(commit):
            return True
        if not mentions.is_revert(self.messages.messages[commit][0]):
            return False
        taken_back = [full for id_ in mentions.reverted(*self.messages.messages[commit]) for full in self._full(id_)]
        return any(self.is_since(each, start) for each in taken_back for start in starts)

    def _full(self, id_: str) -> Iterator[str]:
        """The commits of the judged history whose ids begin so."""
        for position in range(bisect_left(self._sorted_ids, id_), len(self._sorted_ids)):
            if not self._sorted_ids[position].startswith(id_):
                break
            yield self._sorted_ids[position]

    @cached_property
    def _sorted_ids(self) -> list[str]:
        return sorted(self.messages.messages)

    @cached_property
    def _ancestry(self) -> Ancestry:
        return Ancestry(self.messages.parents, self._repository.head)
