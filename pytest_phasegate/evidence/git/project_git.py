"""What a session asks of git: each fact is found once, when it is first asked for, in batches."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, TypeVar

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.history import History, find_floor
from pytest_phasegate.evidence.git.log import list_commits, read_commits
from pytest_phasegate.evidence.git.objects import ObjectReader
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.evidence.git.repository import Repository
from pytest_phasegate.model.commits import Change, ChangeKind, Undoing, Undone, Work, WorkAsked
from pytest_phasegate.model.facts import Signature
from pytest_phasegate.model.searches import Search
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_phasegate.evidence.git.messages import Reverts
    from pytest_phasegate.evidence.git.one_pass import OnePass
    from pytest_phasegate.evidence.git.search import Searcher
    from pytest_phasegate.evidence.git.unit_times import UnitTimes
    from pytest_phasegate.evidence.git.work import Works
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.document_history import DocumentHistory
    from pytest_phasegate.model.facts import FileEvidence, Order, Resolution, Revision
    from pytest_phasegate.model.searches import Sought
    from pytest_phasegate.model.workflow import Workflow

T = TypeVar("T")
NO_READER = Unknown("nobody said how documents are read", "say how documents are read")
LINES_LIMIT = 2**26  # bytes of a version of a document


class ProjectGit:
    """The ``GitEvidence`` of a project; the protocol says what each question means.

    What answers a question is imported when it is asked: few runs ask all.
    """

    files: FileEvidence  # the judged tree, with which history is compared
    base: str | None = None

    def __init__(
        self,
        opened: Repository | Revision,
        *,
        is_committed: bool,
        cited: Callable[[], Iterable[str]] | Iterable[str],
        read: Callable[[str, str, str], Workflow] | None,
    ) -> None:
        """Ask nothing yet; ``is_committed`` says that a commit is judged, the rest is told in ``ProjectEvidence``."""
        self.repository = opened if isinstance(opened, Repository) else None
        self._revision = opened.revision if isinstance(opened, Repository) else opened
        self.is_committed = is_committed
        self._cited = cited  # a mapping to documents also tells which cite it
        self._read = read
        self._objects = None
        if isinstance(opened, Repository):
            is_partial = opened.is_partial
            self._objects = ObjectReader(opened.git, opened.digits, self._written_blobs, is_partial=is_partial)
        self._answers: dict[str, Resolution] = {}
        self._signatures: dict[str, Signature] = {}
        self._document_histories = cache(self._read_history)
        self._ignored: dict[str, bool] = {}
        self._documents: Mapping[str, tuple[str, ...]] = {}
        self._path_commits: dict[tuple[str, ...], tuple[Commit, ...]] = {}
        self._commits: dict[str, Commit] = {}
        self._lines: dict[str, tuple[str | None, ...] | Unknown] = {}

    def close(self) -> None:
        """End the process that is kept for further questions; asking again starts it anew."""
        if self._objects is not None:
            self._objects.close()

    @property
    def objects(self) -> ObjectReader:
        """Reads folders and files of commits; raises UnknownError without a repository."""
        if self._objects is None:
            raise UnknownError(self._blind)
        return self._objects

    def revision(self) -> Revision:
        return self._revision

    def resolve(self, cited: str) -> Resolution:
        from pytest_phasegate.evidence.git.resolve import resolve_ids, unknown_ids

        cited = cited.lower()
        if cited not in self._answers:
            wanted = {cited, *self._take_cited()} - self._answers.keys()
            if self.repository is None:
                self._answers |= unknown_ids(wanted, self._blind)
            else:
                found = resolve_ids(self.repository, wanted)
                self._answers |= found
                self._commits |= {answer.commit.id: answer.commit for answer in found.values() if answer.commit}
        return self._answers[cited]

    def search(self, sought: Sought) -> Search:
        if self.repository is None:
            return Search(unknown=self._blind)
        lost = self.resolve(sought.cited) if sought.cited else None
        answer = self._searcher.search(sought, lost.commit if lost and not lost.reachable else None)
        if answer.successor:
            self._commits[answer.successor.commit.id] = answer.successor.commit
        return answer

    def work(self, asked: WorkAsked) -> Work:
        return self._ask_works(lambda works: works.of(asked), lambda why: Work(unknown=why))

    def ever_held(self, ending: str) -> tuple[str, ...]:
        return self._ask_works(lambda works: works.ever_held(ending), lambda _: ())

    def lost(self, asked: WorkAsked) -> Undone | Unknown | None:
        return self._ask_works(lambda works: works.lost(asked), lambda why: why)

    def gone_units(self, path: str, dialect: str) -> tuple[tuple[str, str], ...]:
        return self._ask_works(lambda works: works.gone_units(path, dialect), lambda _: ())

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str]:
        new = [path for path in paths if path not in self._ignored]
        if new and self.repository is not None:
            from pytest_phasegate.evidence.git.ignore import find_ignored

            found = find_ignored(
                self.repository, self.objects, new, self._revision.commit if self.is_committed else None
            )
            self._ignored |= {path: path in found for path in new}
        return frozenset(path for path in paths if self._ignored.get(path))

    def undone_by(self, commit: str) -> Undone | None:
        repository = self._opened
        try:
            reverting = self._reverts.reverting(commit)
            if reverting:
                return Undone(reverting, read_commits(repository, [reverting])[reverting].name, Undoing.REVERTED)
            return None if self._read is None or self._stands(commit) else self._works.undone(commit)
        except GitError as error:
            why = repository.explain(error)
            raise UnknownError(why, f"whether commit {commit[:10]} was taken back cannot be told") from error

    def is_older(self, commit: str, asked: WorkAsked) -> bool:
        return (
            self._new is not None and commit not in self._new and self._read is not None and self._works.is_new(asked)
        )

    def citing(self, commit: str) -> tuple[str, ...]:
        found = self.resolve(commit)
        return tuple(self._citing.get(found.commit.id if found.commit else found.cited, ()))

    def order(self, first: str, second: str) -> Order:
        return self._history.order(first, second)

    def commits_between(self, first: str, last: str) -> tuple[Commit, ...] | Unknown:
        return self._history.commits_between(first, last) if self.repository else self._blind

    def commits_of(self, paths: tuple[str, ...]) -> tuple[Commit, ...]:
        if paths not in self._path_commits:
            self._path_commits[paths] = self._history.commits_of(paths)
        return self._path_commits[paths]

    def commits(self, ids: tuple[str, ...]) -> Mapping[str, Commit]:
        return read_commits(self.repository, ids) if self.repository else {}

    def document_history(self, path: str, dialect: str) -> DocumentHistory:
        return self._document_histories(path, dialect)

    def unit_dates(self, path: str, dialect: str) -> Mapping[str, tuple[int | None, int | None]]:
        return self._works.dates(path, dialect) if self.repository and self._read else {}

    def signature(self, commit: str) -> Signature:
        if self.repository is None:
            return Signature(unknown=self._blind)
        if commit not in self._signatures:
            from pytest_phasegate.evidence.git.signatures import read_signature

            self._signatures[commit] = read_signature(self.repository, commit)
        return self._signatures[commit]

    def line_commits(self, path: str) -> tuple[str | None, ...] | Unknown:
        if path not in self._lines:
            self._lines[path] = self._read_lines(path)
        return self._lines[path]

    def known_changes(self, commit: str) -> tuple[Change, ...]:
        """What a commit (full id) changed, where that was read before; else nothing."""
        known = self._commits.get(commit)
        return known.changes or () if known else ()

    def _ask_works(self, ask: Callable[[Works], T], otherwise: Callable[[Unknown], T]) -> T:
        if self.repository is None or self._read is None:
            return otherwise(self._blind)
        try:
            return ask(self._works)
        except EvidenceError as error:
            return otherwise(self.repository.explain(error))

    @property
    def _blind(self) -> Unknown:
        """Why there is no history to ask."""
        return self._revision.unknown or NO_READER

    @property
    def _opened(self) -> Repository:
        if self.repository is None:
            raise UnknownError(self._blind)
        return self.repository

    def _written_blobs(self) -> set[str]:
        """The blobs of all files that cited commits wrote."""
        changes = (change for commit, _ in self._present() for change in commit.changes or ())
        return {change.new for change in changes if change.new and change.mode.startswith("100")}

    def _present(self) -> Iterator[tuple[Commit, bool | None]]:
        """The commits that were looked up and are present, each with whether the judged revision contains it."""
        for answer in self._answers.values():
            if answer.commit is not None:
                yield answer.commit, answer.reachable

    @cached_property
    def _citing(self) -> Mapping[str, dict[str, None]]:
        """The documents that cite each commit (full id; an id as it is written where no commit has it)."""
        citing: dict[str, dict[str, None]] = {}
        for id_, documents in self._documents.items():
            found = self._answers[id_].commit
            citing.setdefault(found.id if found else id_, {}).update(dict.fromkeys(documents))
        return citing

    @cached_property
    def _reverts(self) -> Reverts:
        from pytest_phasegate.evidence.git.messages import Reverts

        return Reverts(self._opened, self._floor, [commit.id for commit in self._reachable])

    @cached_property
    def _floor(self) -> str | None:
        """A cited commit that none of the others is older than, so that history need be read from it on only."""
        return find_floor(self._opened, self._reachable)

    @cached_property
    def _reachable(self) -> tuple[Commit, ...]:
        """The cited commits that the judged revision contains, of those that were looked up first."""
        return tuple(commit for commit, is_reachable in self._present() if is_reachable)

    @cached_property
    def _history(self) -> History:
        return History(self._opened, floor=lambda: self._floor)

    @cached_property
    def _searcher(self) -> Searcher:
        from pytest_phasegate.evidence.git.search import Searcher

        return Searcher(self._opened, lambda: self._pass, self._times_of, self.objects, self._lost)

    def _times_of(self, sought: Sought) -> UnitTimes | None:
        return self._works.times(sought.document, sought.dialect, sought.key) if self._read and sought.key else None

    @cached_property
    def _pass(self) -> OnePass:
        from pytest_phasegate.evidence.git.one_pass import read_pass

        return read_pass(self._opened, None if self.is_committed else self._uncommitted)

    @cached_property
    def _works(self) -> Works:
        from pytest_phasegate.evidence.git.losses import Losses
        from pytest_phasegate.evidence.git.unit_times import DocumentTimes
        from pytest_phasegate.evidence.git.work import Works

        assert self._read is not None, "asked for only where documents can be read"
        history, objects = self._pass, self.objects
        times = DocumentTimes(
            history, lambda blob: objects.read(blob, LINES_LIMIT).decode("utf-8", "replace"), self._read
        )
        losses = Losses(history, self._new, self.files.tree, times.likeness)
        return Works(history, times, losses, self._current_text)

    @cached_property
    def _new(self) -> frozenset[str] | None:
        """The commits of the judged history that the base does not hold; None where there is no base."""
        if self.base is None or self.repository is None or self.repository.head is None:
            return None
        return frozenset(list_commits(self.repository.git, [self.repository.head, f"^{self.base}"]))

    def _stands(self, commit: str) -> bool:
        from pytest_phasegate.evidence.git.window import is_any_left

        repository = self._opened
        return is_any_left(self.known_changes(commit), repository.head or "", repository.prefix, self.objects.find)

    def _current_text(self, path: str) -> str | None:
        """A document's text where it is judged as it lies in the working tree."""
        return None if self.is_committed else (self.files.read_document(path) or b"").decode("utf-8", "replace")

    @cached_property
    def _uncommitted(self) -> tuple[Change, ...]:
        """How the judged tree differs from the last commit of the judged history."""
        from pytest_phasegate.evidence.git.differences import find_differences, is_different

        head = self._revision.commit
        tree = self.files.tree()
        if head is None:
            return tuple(Change(kind=ChangeKind.ADDED, path=path, old=None, new=None) for path in tree.glob("**"))
        found = find_differences(self._opened, head, is_worktree=True)
        return tuple(change for change in found if is_different(change, self.files.tree(head), tree))

    def _read_history(self, path: str, dialect: str) -> DocumentHistory:
        from pytest_phasegate.evidence.git.document_history import read_document_history
        from pytest_phasegate.model.document_history import DocumentHistory

        read = self._read
        if self.repository is None or read is None:
            return DocumentHistory(unknown=self._blind)
        return read_document_history(
            self.repository,
            self.objects,
            path,
            lambda text: read(path, text, dialect),
            self.files.read_document(path),
            is_committed=self.is_committed,
        )

    def _read_lines(self, path: str) -> tuple[str | None, ...] | Unknown:
        from pytest_phasegate.evidence.git.differences import line_commits

        if self.repository is None:
            return self._blind
        current = self.files.read_document(path)
        return () if current is None else line_commits(self.repository, self.objects, path, current)

    def _lost(self) -> set[str]:
        """The ids of the commits that are cited and present, but not part of the judged history."""
        return {commit.id for commit, is_reachable in self._present() if not is_reachable}

    def _take_cited(self) -> set[str]:
        """The ids that the documents cite, once."""
        cited, self._cited = self._cited, ()
        found = cited() if callable(cited) else cited
        if isinstance(found, Mapping):
            self._documents = {id_.lower(): documents for id_, documents in found.items()}
        return {id_.lower() for id_ in found}
