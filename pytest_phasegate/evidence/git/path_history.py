"""What was done to a path before a document spoke of it, and what since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.model.commits import ChangeKind, PastChange, PathHistory, Standing
from pytest_phasegate.text.globs import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytest_phasegate.evidence.git.history import History, Touch
    from pytest_phasegate.evidence.git.mentions import Namesakes
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change
    from pytest_phasegate.model.facts import Sought


class PathHistories:
    """The changes of paths along the judged history, and those that are not committed yet."""

    def __init__(
        self,
        repository: Repository,
        history: History,
        namesakes: Namesakes,
        uncommitted: Callable[[], Sequence[Change]],
    ) -> None:
        """``uncommitted`` tells how the judged tree differs from the last commit of history."""
        self._repository = repository
        self._history = history
        self._namesakes = namesakes
        self._uncommitted = uncommitted

    def of(self, sought: Sought, pattern: str, since: str | None) -> PathHistory:
        """What was done to a path, or to the paths of a glob, or in a folder with a slash at its end.

        Args:
            sought: a unit, and the document that speaks of it.
            pattern: the path.
            since: a commit (full id) by which the unit is known: what came later may be its work, even if the document
                came later still.
        """
        try:
            touches, beginning = self._touches(pattern, sought.document), self._history.beginning(sought.document)
        except GitError as error:
            return PathHistory(unknown=self._repository.explain(error))
        starts = [each for each in (beginning, since) if each is not None]
        return PathHistory(
            changes=(*self._not_committed(pattern), *self._committed(sought, touches, starts)),
            is_late=beginning is None or (since is not None and not self._history.is_since(since, beginning)),
            unknown=self._repository.revision.unknown,
        )

    def _touches(self, pattern: str, document: str) -> Sequence[Touch]:
        if _is_plain(pattern):
            return self._history.touches([pattern, document])[pattern]
        return self._history.touches_matching(lambda path: matches(pattern, path))

    def _not_committed(self, pattern: str) -> Iterator[PastChange]:
        for change in self._uncommitted():
            if change.path == pattern or (not _is_plain(pattern) and matches(pattern, change.path)):
                yield PastChange(commit="", subject="", change=change, standing=Standing.SINCE)

    def _committed(self, sought: Sought, touches: Sequence[Touch], starts: Sequence[str]) -> Iterator[PastChange]:
        for touch, before in _with_those_before(touches):
            is_void = self._is_restored(touch, before, starts) or self._is_void(sought, touch.commit, starts)
            standing = Standing.VOID if is_void else self._standing(touch.commit, starts)
            subject = self._history.messages.messages[touch.commit][0]
            yield PastChange(commit=touch.commit, subject=subject, change=touch.change, standing=standing)

    def _is_void(self, sought: Sought, commit: str, starts: Sequence[str]) -> bool:
        is_foreign = self._namesakes.is_foreign(sought, self._history.message(commit))
        return is_foreign or self._history.is_undone(commit, starts)

    def _standing(self, commit: str, starts: Sequence[str]) -> Standing:
        is_since = any(self._history.is_since(commit, start) for start in starts)
        return Standing.SINCE if is_since else Standing.BEFORE

    def _is_restored(self, touch: Touch, before: Touch | None, starts: Sequence[str]) -> bool:
        """Whether a commit only brings back what was deleted since as well: the same content is no change."""
        if before is None or touch.change.kind is not ChangeKind.ADDED or touch.change.new != before.change.old:
            return False
        return any(self._history.is_since(before.commit, start) for start in starts)


def _with_those_before(touches: Sequence[Touch]) -> list[tuple[Touch, Touch | None]]:
    """Each of some touches, later ones first, with the one of the same path before it."""
    last: dict[str, Touch] = {}
    pairs = []
    for touch in reversed(touches):
        pairs.append((touch, last.get(touch.change.path)))
        last[touch.change.path] = touch
    return pairs[::-1]


def _is_plain(pattern: str) -> bool:
    return not any(sign in pattern for sign in "*?{") and not pattern.endswith("/")
