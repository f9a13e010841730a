"""Looks for the commit that did a unit's work where no id leads to it, by the best sign first."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git import mentions
from pytest_phasegate.evidence.git.log import read_commits
from pytest_phasegate.evidence.git.patches import Patches
from pytest_phasegate.model.searches import Match, Search, Successor
from pytest_phasegate.model.unknown import UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_phasegate.evidence.git.history import History, Touch
    from pytest_phasegate.evidence.git.mentions import Namesakes
    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.searches import Sought

CANDIDATES_LIMIT = 200
SHOWN = 60
MOST_BYTES = 2**22  # of a document


class Searcher:
    """Searches the judged history; what it reads of it serves all searches of a session."""

    def __init__(
        self,
        repository: Repository,
        history: History,
        namesakes: Namesakes,
        objects: ObjectReader,
        *,
        lost: Callable[[], Iterable[str]],
    ) -> None:
        """``lost`` gives the full ids of the session's commits that are present but not reachable."""
        self._repository = repository
        self._history = history
        self._namesakes = namesakes
        self._lost = lost
        self._plan = cache(lambda blob: objects.read(blob, MOST_BYTES).lower())
        self._patches = Patches(repository, lost)
        self._commits: dict[str, Commit] = {}

    def search(self, sought: Sought, lost: Commit | None) -> Search:
        """The best match for a unit, or why not all could be seen.

        ``lost`` is the commit that the unit cites, where that is present though not reachable.
        """
        revision = self._repository.revision
        answer = Search(unknown=revision.unknown)
        signs = (self._by_patch, self._by_origin, self._by_trailer, self._by_subject, self._by_unit, self._by_files)
        for find in signs:
            try:
                found = find(sought, lost)
            except EvidenceError as error:
                found = Search(unknown=self._repository.explain(error))
            if found.successor is not None:
                return found
            if not answer.unknown:
                answer = found
        return answer

    def _by_patch(self, _: Sought, lost: Commit | None) -> Search:
        if lost is None:
            return Search()
        if lost.id not in self._patches:  # cited after the others were looked up
            self._patches = Patches(self._repository, lambda: (*self._lost(), lost.id))
        found = self._patches.find(lost.id)
        if found is None or not self._history.messages.stands(found.commit):
            return Search()
        how = f"is the same patch as {lost.short}"
        if found.together > 1:
            how = f"is the patch of {found.together} commits together, {lost.short} among them"
        if found.together == 0:
            how = f"leaves every file as {lost.short} left it"
        return self._successor(found.commit, Match.PATCH, how, is_proven=True)

    def _by_origin(self, sought: Sought, lost: Commit | None) -> Search:
        cited = lost.id if lost else sought.cited
        found = [commit for _, commit in self._history.messages.origins.fitting(cited)] if cited else []
        chosen = self._choose(found, sought, lambda _: True)
        how = f"says that it was made from {(cited or '')[:10]}"
        return self._successor(chosen, Match.ORIGIN, how, is_proven=True)

    def _by_trailer(self, sought: Sought, _: Commit | None) -> Search:
        found = self._history.messages.trailers.get((sought.level.casefold(), sought.id.casefold()), [])
        chosen = self._choose(found, sought, partial(self._is_meant, sought))
        return self._successor(chosen, Match.TRAILER, f'has the trailer "{sought.level.title()}: {sought.id}"')

    def _by_subject(self, sought: Sought, lost: Commit | None) -> Search:
        for subject in dict.fromkeys([*([lost.subject] if lost else []), *sought.subjects]):
            key, text = mentions.plain_subject(subject), f'"{_shorten(subject)}"'
            titled = self._choose(
                self._history.messages.subjects.get(key, []), sought, partial(self._is_same, sought, lost)
            )
            if titled:
                is_proven = lost is not None and _is_made_again(lost, self._commits[titled])
                return self._successor(titled, Match.SUBJECT, f"has the subject {text}", is_proven=is_proven)
            listed = self._choose(
                self._history.messages.lines.get(key, []), sought, partial(self._is_same, sought, lost)
            )
            if listed:
                return self._successor(listed, Match.SUBJECT, f"lists {text} in its body")
        return Search()

    def _by_unit(self, sought: Sought, _: Commit | None) -> Search:
        level, id_ = sought.level.casefold(), sought.id.casefold()
        named = self._history.messages.units.get((level, id_), [])
        bare = self._history.messages.units.get(("", id_), [])
        is_number = id_.replace(".", "").isdigit()  # alone, it could be a version
        for found, name, is_enough in ((named, f"{sought.level} {sought.id}", True), (bare, sought.id, not is_number)):
            chosen = self._choose(found, sought, partial(self._is_meant, sought, is_enough=is_enough))
            if chosen:
                in_subject = set(mentions.named_units(self._history.messages.messages[chosen][0]))
                is_there = not in_subject.isdisjoint({(level, id_), ("", id_)})
                how = f'names "{name}" in its subject' if is_there else f'lists "{name}" in its body'
                return self._successor(chosen, Match.UNIT, how)
        return Search()

    def _by_files(self, sought: Sought, _: Commit | None) -> Search:
        """A commit that changes all the unit's files, not older than the document that names them."""
        files = tuple(dict.fromkeys(sought.files))
        if not files or not sought.document:
            return Search()
        touches = self._history.touches([*files, sought.document])
        if not all(touches[path] for path in files):
            return Search()
        beginning = self._history.beginning(sought.document)
        if beginning is None:
            return Search()  # nothing tells whether the files changed after the document named them
        since = [
            [touch.commit for touch in touches[path] if self._is_since(touch, beginning, sought)] for path in files
        ]
        of_all = set.intersection(*map(set, since))
        earliest = max(of_all, key=self._history.positions.__getitem__, default=None)
        if earliest is None and sought.cited is None:
            return self._between_them(since)
        count = f"all {len(files)} files" if len(files) > 1 else "the file"
        return self._successor(earliest, Match.FILES, f"changes {count} of {sought.level} {sought.id}")

    def _between_them(self, since: Sequence[Sequence[str]]) -> Search:
        """Several commits that change the files between them: honest work need not be one commit."""
        if not all(since):
            return Search()
        latest = sorted({changed[0] for changed in since}, key=self._history.positions.__getitem__)
        listed = ", ".join(commit[:10] for commit in latest)
        return self._successor(latest[0], Match.FILES, f"is the last of {len(latest)} that change the files: {listed}")

    def _is_since(self, touch: Touch, beginning: str, sought: Sought) -> bool:
        is_later = self._history.is_since(touch.commit, beginning) and touch.commit not in sought.undone
        if not (is_later and self._history.messages.stands(touch.commit)) or self._is_foreign(sought, touch.commit):
            return False
        return not self._brought_plan(sought, touch.commit)

    def _choose(self, found: Iterable[str], sought: Sought, is_fitting: Callable[[str], bool]) -> str | None:
        """Of the commits that stand, did work and fit, the latest of those that change most of the unit's files."""
        standing = [each for each in found if self._history.messages.stands(each) and each not in sought.undone]
        standing = standing[:CANDIDATES_LIMIT]
        self._read(standing)
        working = [commit for commit in standing if self._did_work(sought, commit)]
        return max(filter(is_fitting, working), key=partial(self._touched, sought), default=None)

    def _did_work(self, sought: Sought, commit: str) -> bool:
        """Whether a commit changed something, and more than it takes to write down that work was done.

        Else whoever ticks a batch in a commit called "batch 2 is complete" would have proved it. What lies beside the
        document is no work either, but for a unit that names no file.
        """
        changes = self._commits[commit].changes
        if changes is None or self._touched(sought, commit):
            return True
        folder, _, name = sought.document.rpartition("/")
        beside = f"{folder}/" if folder and sought.files else None
        return any(
            not (name and path.rpartition("/")[2] == name) and not (beside and path.startswith(beside))
            for path in (change.path for change in changes)
        )

    def _is_meant(self, sought: Sought, commit: str, *, is_enough: bool = True) -> bool:
        """Whether a commit that names a unit means the one that is sought: every document has a batch 1."""
        if self._is_foreign(sought, commit) or (
            not self._touched(sought, commit) and self._brought_plan(sought, commit)
        ):
            return False
        if not sought.files:
            return is_enough and (
                not sought.scopes or self._has_scope(sought, commit) or self._is_later(sought, commit)
            )
        if self._touched(sought, commit) > 0 or self._has_scope(sought, commit):
            return True
        if self._commits[commit].changes is None:
            raise UnknownError(self._commits[commit].unseen or causes.DAMAGED)
        return False

    def _brought_plan(self, sought: Sought, commit: str) -> bool:
        """Whether a commit brought the document of a lost id in, and that was not written in it yet.

        The work was still to be done then, so nothing of it became this commit; an id that somebody invented was held
        by it wherever it brought the project's files too (B15). A squash brings documents with their ids.
        """
        first = self._history.first_touch(sought.document) if sought.document else None
        if sought.cited is None or first is None or first.commit != commit or first.change.new is None:
            return False
        return sought.cited[:7].lower().encode() not in self._plan(first.change.new)

    def _is_later(self, sought: Sought, commit: str) -> bool:
        """Whether a commit came after the document that speaks of the unit: an older one spoke of another."""
        beginning = self._history.beginning(sought.document) if sought.document else None
        return beginning is not None and commit != beginning and self._history.is_since(commit, beginning)

    def _is_same(self, sought: Sought, lost: Commit | None, commit: str) -> bool:
        """Whether a commit with the right subject is not another one that happens to be called the same."""
        made = self._commits[commit]
        if lost is not None and _is_made_again(lost, made):
            return True
        if self._brought_plan(sought, commit):
            return False
        is_fitting = not sought.files or made.changes is None or self._touched(sought, commit) > 0
        return is_fitting and not self._is_foreign(sought, commit)

    def _touched(self, sought: Sought, commit: str) -> int:
        changed = {change.path for change in self._commits[commit].changes or ()}
        return sum(path in changed for path in set(sought.files))

    def _has_scope(self, sought: Sought, commit: str) -> bool:
        return self._namesakes.is_own(sought, self._history.message(commit))

    def _is_foreign(self, sought: Sought, commit: str) -> bool:
        """Whether a commit's message speaks of another document."""
        return self._namesakes.is_foreign(sought, self._history.message(commit))

    def _read(self, ids: Iterable[str]) -> dict[str, Commit]:
        self._commits |= read_commits(self._repository, [id_ for id_ in ids if id_ not in self._commits])
        return self._commits

    def _successor(self, commit: str | None, match: Match, how: str, *, is_proven: bool = False) -> Search:
        if commit is None:
            return Search()
        made = self._read([commit])[commit]
        detail = f'commit {made.short} "{_shorten(made.subject)}" {how}'
        return Search(successor=Successor(commit=made, match=match, detail=detail, is_proven=is_proven))


def _is_made_again(lost: Commit, made: Commit) -> bool:
    """Whether a commit of the same subject was made from another: rebase and amend keep who wrote it, and when."""
    return (made.author, made.author_time) == (lost.author, lost.author_time)


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
