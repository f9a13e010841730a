"""Looks for the commit that did a unit's work where no id leads to it: what took the place of a lost one, or fits."""

from __future__ import annotations

from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git import mentions
from pytest_phasegate.evidence.git.likeliest import Likeliest, Unit
from pytest_phasegate.evidence.git.log import read_commits
from pytest_phasegate.evidence.git.messages import read_messages
from pytest_phasegate.evidence.git.patches import Patches
from pytest_phasegate.model.searches import Match, Search, Successor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_phasegate.evidence.git.likeliest import Fitting
    from pytest_phasegate.evidence.git.messages import MessageIndex
    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.one_pass import OnePass, PastCommit
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.evidence.git.unit_times import UnitTimes
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.searches import Sought

SHOWN = 60
MOST_BYTES = 2**22  # of a document


class Searcher:
    """Searches the judged history; what it reads of it serves all searches of a session."""

    def __init__(
        self,
        repository: Repository,
        history: Callable[[], OnePass],
        times: Callable[[Sought], UnitTimes | None],
        objects: ObjectReader,
        lost: Callable[[], Iterable[str]],
    ) -> None:
        """Read nothing yet.

        Args:
            repository: whose history.
            history: reads it.
            times: tells when a unit appeared and was called done; None where nobody can.
            objects: reads the versions of documents.
            lost: gives the full ids of the session's commits that are present but not reachable.
        """
        self._repository = repository
        self._history = cache(history)
        self._times = times
        self._lost = lost
        self._plan = cache(lambda blob: objects.read(blob, MOST_BYTES).lower())
        self._patches = Patches(repository, lost)
        self._commits: dict[str, Commit] = {}

    def search(self, sought: Sought, lost: Commit | None) -> Search:
        """The best match for a unit, or why not all could be seen.

        ``lost`` is the commit that the unit cites, where that is present though not reachable.
        """
        answer = Search(unknown=self._repository.revision.unknown)
        for find in (self._by_patch, self._by_origin, self._by_subject, self._by_likeness):
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
        if found is None or not self._messages.stands(found.commit):
            return Search()
        how = f"is the same patch as {lost.short}"
        if found.together > 1:
            how = f"is the patch of {found.together} commits together, {lost.short} among them"
        if found.together == 0:
            how = f"leaves every file as {lost.short} left it"
        return self._proven(found.commit, Match.PATCH, how)

    def _by_origin(self, sought: Sought, lost: Commit | None) -> Search:
        cited = lost.id if lost else sought.cited
        for _, commit in self._messages.origins.fitting(cited) if cited else ():
            if self._messages.stands(commit):
                return self._proven(commit, Match.ORIGIN, f"says that it was made from {(cited or '')[:10]}")
        return Search()

    def _by_subject(self, sought: Sought, lost: Commit | None) -> Search:
        """A commit of the same subject that was made from the lost one.

        Rebase and amend keep who wrote it, and when.
        """
        key = mentions.plain_subject(lost.subject) if lost else ""
        for commit in self._messages.subjects.get(key, ()) if lost else ():
            made = self._read(commit)
            is_same = lost is not None and (made.author, made.author_time) == (lost.author, lost.author_time)
            if is_same and self._messages.stands(commit) and commit not in sought.undone:
                return self._proven(commit, Match.SUBJECT, f'has the subject "{_shorten(made.subject)}"')
        return Search()

    def _by_likeness(self, sought: Sought, lost: Commit | None) -> Search:
        """The commit that fits best; where another one fits as well, it is told too."""
        history, times = self._history(), self._times(sought)
        known = frozenset(history.touches.keys() & sought.files)
        if not history.commits or (sought.files and not known):
            return Search()
        subjects = (*sought.subjects, *((lost.subject,) if lost else ()))
        unit = Unit(
            document=sought.document,
            files=known,  # a name that no commit knows tells nothing
            titles=(f"{sought.level} {sought.id} {sought.title}", sought.title, *subjects),
            tick=times.claimed if times else None,
            may_follow=sought.cited is not None,
            is_left_out=partial(self._is_left_out, sought, times),
        )
        if not (found := self._likeliest.find(unit)):
            return Search()
        told = " or ".join(_tell(fitting, sought) for fitting in found)
        return Search(successor=Successor(self._read(found[0].commit.id), Match.LIKELY, told, is_clear=len(found) == 1))

    def _is_left_out(self, sought: Sought, times: UnitTimes | None, commit: PastCommit) -> bool:
        """Whether a commit is none that can be sought.

        It was taken back. Or it cannot be what a lost id stood for: it came before the document that spoke of the unit,
        or brought it; or it has neither a file of the unit nor its name, where everybody could say that it was it.
        """
        if commit.id in sought.undone:
            return True
        if sought.cited is None:
            return False
        is_before = times is not None and not times.is_born_done and commit.place < times.appeared
        return is_before or self._brought_plan(sought, commit) or not (sought.files or self._names(commit.id, sought))

    def _names(self, commit: str, sought: Sought) -> bool:
        """Whether a message names a unit, or has a subject that the document gives."""
        subject, body = self._messages.messages[commit]
        said = {mentions.plain_subject(line) for line in (subject, *body.splitlines())}
        named = any(mentions.names_unit(line, sought.level, sought.id) for line in said)
        return named or not said.isdisjoint(map(mentions.plain_subject, sought.subjects))

    def _brought_plan(self, sought: Sought, commit: PastCommit) -> bool:
        """Whether a commit brought the document of a lost id in, and that was not written in it yet.

        The work was still to be done then, so nothing of it became this commit; an id that somebody invented was held
        by it wherever it brought the project's files too (B15). A squash brings documents with their ids.
        """
        parts = sought.document.split("/")[-2:]
        brought = [each.new for each in commit.changes if each.old is None and each.path.split("/")[-2:] == parts]
        cited = (sought.cited or "")[:7].lower().encode()
        return bool(cited and brought) and not any(cited in self._plan(blob) for blob in brought if blob)

    @cached_property
    def _messages(self) -> MessageIndex:
        return read_messages(self._repository)

    @cached_property
    def _likeliest(self) -> Likeliest:
        return Likeliest(self._history(), self._messages)

    def _read(self, id_: str) -> Commit:
        if id_ not in self._commits:
            self._commits |= read_commits(self._repository, [id_])
        return self._commits[id_]

    def _proven(self, commit: str, match: Match, how: str) -> Search:
        made = self._read(commit)
        detail = f'commit {made.short} "{_shorten(made.subject)}" {how}'
        return Search(successor=Successor(made, match, detail, is_proven=True))


def _tell(fitting: Fitting, sought: Sought) -> str:
    name = f'commit {fitting.commit.id[:10]} "{_shorten(fitting.commit.subject)}"'
    unit, number = f"{sought.level} {sought.id}", len(sought.files)
    if not fitting.changed:
        return f"{name} (it is called like {unit})"
    every = f"all {number} files" if fitting.changed == number else f"{fitting.changed} of the {number} files"
    return f"{name} (it changes {every if number > 1 else 'the file'} of {unit})"


def _shorten(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
