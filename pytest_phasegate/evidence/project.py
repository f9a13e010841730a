"""Gathers the evidence of a session: each fact is found once, when it is first asked for, in batches."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.errors import DocumentError, EvidenceError
from pytest_phasegate.evidence.causes import explain
from pytest_phasegate.evidence.files.sources import Texts
from pytest_phasegate.evidence.files.working_tree import WorkingTree
from pytest_phasegate.evidence.git.commit_tree import CommitTree, Listings
from pytest_phasegate.evidence.git.commits import read_commits
from pytest_phasegate.evidence.git.differences import find_differences, is_different
from pytest_phasegate.evidence.git.document_history import read_document_history
from pytest_phasegate.evidence.git.document_names import Namesakes
from pytest_phasegate.evidence.git.graph_order import History, find_floor
from pytest_phasegate.evidence.git.objects import ObjectReader
from pytest_phasegate.evidence.git.past import Past
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.evidence.git.repository import Repository, open_repository
from pytest_phasegate.evidence.git.resolve import resolve_ids, unknown_ids
from pytest_phasegate.evidence.git.reverts import Reverts
from pytest_phasegate.evidence.git.search import Searcher
from pytest_phasegate.evidence.git.signatures import read_signature
from pytest_phasegate.evidence.git.timeline import Timeline
from pytest_phasegate.evidence.results.measurements import Measurements
from pytest_phasegate.evidence.runs.builds import Builds
from pytest_phasegate.model.commits import Change, ChangeKind, PathHistory, split_revision
from pytest_phasegate.model.document_history import DocumentHistory
from pytest_phasegate.model.facts import Search, Signature
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from pytest_phasegate.errors import EvidenceError
    from pytest_phasegate.model.commits import Commit
    from pytest_phasegate.model.facts import CommandResult, Order, Resolution, Revision, Sought, Tree
    from pytest_phasegate.model.measures import LaterChange, LineCoverage, SuiteRun, Written
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.model.sources import NamedTest, SourceFile
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.text.sections import Sections

DOCUMENT_LIMIT = 2**26
NO_READER = Unknown("nobody said how documents are read", "say how documents are read")


class ProjectEvidence:
    """The ``Evidence`` of a project, read from its directory and its git repository; to be closed after use."""

    def __init__(
        self,
        root: Path,
        *,
        at: str | None = None,
        cited: Callable[[], Iterable[str]] | Iterable[str] = (),
        named: Callable[[], Iterable[str]] = tuple,
        today: date | None = None,
        share: Path | None = None,
        results: Callable[[], Iterable[str]] = tuple,
        read: Callable[[str, str, str], Workflow] | None = None,
        check_command: Callable[[Command], None] | None = None,
    ) -> None:
        """Look at a project.

        Args:
            root: the project's root: the repository's top or a folder below it.
            at: a revision to judge in place of HEAD and the working tree.
            cited: the ids that the session's documents cite, or what gives them: all are looked up at the first
                question about one of them. Others may be asked for later.
            named: gives the paths of the project that the documents name, so that searches read history once for all
                of them; without it each of the first searches reads it for its own.
            today: the date on which waivers are judged; by default this day, UTC.
            share: a folder known to all processes of this test run, for the results of commands.
            results: gives the paths and globs of all files of results that the policies name: which of them a command
                writes is seen only where they are known before it runs.
            read: turns a document's path and text and the name of its dialect into a workflow; without it, nothing is
                known of documents' histories.
            check_command: raises EvidenceError for a command that must not be run.

        Raises:
            EvidenceError: ``at`` names no commit.
        """
        self._root = root
        self._cited = cited
        self._named = named
        self._today = today or datetime.now(timezone.utc).date()
        self._at = at
        opened = open_repository(root, at)
        self._repository = opened if isinstance(opened, Repository) else None
        self._revision = opened.revision if isinstance(opened, Repository) else opened
        self._results = results
        self._read = read
        self._check_command = check_command
        self._workflows: dict[str, Workflow | None] = {}
        self._answers: dict[str, Resolution] = {}
        self._signatures: dict[str, Signature] = {}
        self._document_histories: dict[tuple[str, str], DocumentHistory] = {}
        self._path_commits: dict[tuple[str, ...], tuple[Commit, ...]] = {}
        self._commits: dict[str, Commit] = {}
        self._trees: dict[str, CommitTree] = {}
        self._listings = Listings()
        judged = self._revision.commit if at is not None else None
        self._builds = Builds(root, share=share, at_commit=judged, results=results)

    def __enter__(self) -> ProjectEvidence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process that is kept for further questions; asking again starts it anew."""
        if self._reader is not None:
            self._reader.close()

    def today(self) -> date:
        """The date on which waivers are judged."""
        return self._today

    def revision(self) -> Revision:
        """What is judged."""
        return self._revision

    def explain(self, error: EvidenceError) -> Unknown:
        """Why something could not be looked at, and what to do."""
        return self._repository.explain(error) if self._repository else explain(error)

    def resolve(self, cited: str) -> Resolution:
        """What git knows of a cited id (7 to 64 hex digits)."""
        cited = cited.lower()
        if cited not in self._answers:
            wanted = {cited, *self._take_cited()} - self._answers.keys()
            if self._repository is None:
                self._answers |= unknown_ids(wanted, self._blind)
            else:
                found = resolve_ids(self._repository, wanted)
                self._answers |= found
                self._commits |= {answer.commit.id: answer.commit for answer in found.values() if answer.commit}
        return self._answers[cited]

    def search(self, sought: Sought) -> Search:
        """The commit that did a unit's work, where no cited id leads to it."""
        if self._searcher is None:
            return Search(unknown=self._blind)
        lost = self.resolve(sought.cited) if sought.cited else None
        answer = self._searcher.search(sought, lost.commit if lost and not lost.reachable else None)
        if answer.successor:
            self._commits[answer.successor.commit.id] = answer.successor.commit
        return answer

    def path_history(self, sought: Sought, pattern: str, since: str | None = None) -> PathHistory:
        """What was done to a path, or to the paths of a pattern, since a unit's document or since a commit of its."""
        if self._past is None:
            return PathHistory(unknown=self._blind)
        return self._past.of(sought, pattern, since)

    def reverted_by(self, commit: str) -> Commit | None:
        """The commit that takes another one (full id) of the judged history back, unless it was brought again.

        Raises:
            UnknownError: it cannot be told whether there is one.
        """
        if self._repository is None or self._reverts is None:
            raise UnknownError(self._blind)
        try:
            reverting = self._reverts.reverting(commit)
            return read_commits(self._repository, [reverting])[reverting] if reverting else None
        except GitError as error:
            why = self._repository.explain(error)
            raise UnknownError(why, f"whether commit {commit[:10]} was taken back cannot be told") from error

    def order(self, first: str, second: str) -> Order:
        """How two present commits (full ids) stand to each other; raises EvidenceError where it cannot be told."""
        if self._history is None:
            raise UnknownError(self._blind)
        return self._history.order(first, second)

    def commits_between(self, first: str, last: str) -> tuple[Commit, ...] | Unknown:
        """The commits of the range ``first..last`` (full ids), oldest first."""
        return self._history.commits_between(first, last) if self._history else self._blind

    def commits_of(self, paths: tuple[str, ...]) -> tuple[Commit, ...]:
        """The commits of the judged history that changed one of the paths, later ones first.

        Raises:
            EvidenceError: git cannot tell.
        """
        if self._history is None:
            raise UnknownError(self._blind)
        if paths not in self._path_commits:
            self._path_commits[paths] = self._history.commits_of(paths)
        return self._path_commits[paths]

    def commits(self, ids: tuple[str, ...]) -> Mapping[str, Commit]:
        """Commits of the judged history with what they changed, by full id; raises EvidenceError if git cannot tell."""
        return read_commits(self._repository, ids) if self._repository else {}

    def workflow(self, path: str) -> Workflow | None:
        """What another task document says; None where there is none that can be read.

        It is one of the judged tree, or of a commit whose full id stands before the path, with a colon.
        """
        if path not in self._workflows:
            self._workflows[path] = self._read_workflow(path)
        return self._workflows[path]

    def artifacts(self, pattern: str) -> tuple[str, ...]:
        """The files that a path or glob names, sorted: in the working tree also those that git does not know."""
        return self._measurements.find(pattern)

    def suite_run(self, path: str) -> SuiteRun:
        """What a file of test results says."""
        return self._measurements.suite_run(path)

    def line_coverage(self, path: str) -> LineCoverage:
        """What a coverage measurement says."""
        return self._measurements.line_coverage(path)

    def written(self, path: str, said_at: float | None = None) -> Written:
        """How a file of results came to lie there; ``said_at`` is the moment that it names as its own."""
        return self._measurements.written(path, said_at)

    def changed_since(self, globs: tuple[str, ...], since: float | str) -> LaterChange | None:
        """The first tracked file of some globs (``!`` takes out) that changed since a moment, or since a commit."""
        if isinstance(since, str):
            return self._measurements.differs(globs, since, self._commit_tree(since))
        return self._measurements.changed_since(globs, since)

    def line_commits(self, path: str) -> tuple[str | None, ...] | Unknown:
        """The commit that wrote each line of a file of the judged tree (None: not committed)."""
        return self._blind if self._repository is None else self._measurements.line_commits(path)

    def _read_workflow(self, path: str) -> Workflow | None:
        commit, path = split_revision(path)
        if commit is not None and self._repository is None:
            return None
        data = self.tree(commit).read(path, DOCUMENT_LIMIT)
        if data is None or self._read is None:
            return None
        try:
            return self._read(path, data.decode("utf-8-sig", "replace"), "auto")
        except DocumentError:
            return None

    def document_history(self, path: str, dialect: str) -> DocumentHistory:
        """What each commit did to the words of a document: of the judged history, and what is not committed yet."""
        key = (path, dialect)
        if key not in self._document_histories:
            self._document_histories[key] = self._read_history(path, dialect)
        return self._document_histories[key]

    def signature(self, commit: str) -> Signature:
        """What git says of the signature of a commit (full id) of the judged history."""
        if self._repository is None:
            return Signature(unknown=self._blind)
        if commit not in self._signatures:
            self._signatures[commit] = read_signature(self._repository, commit)
        return self._signatures[commit]

    def tree(self, commit: str | None = None) -> Tree:
        """The tree of a present commit (full id), or the judged tree."""
        if commit is None:
            return self._judged_tree
        if commit not in self._trees:
            self._trees[commit] = self._commit_tree(commit)
        return self._trees[commit]

    def run(self, command: Command, commit: str | None = None) -> CommandResult:
        """Run a command of the policy in the judged tree, or in a fresh checkout of a commit: once a session."""
        if self._check_command is not None:
            self._check_command(command)
        return self._builds.run(command, commit)

    def sections(self, path: str) -> Sections | None:
        """The numbered sections of a text of the judged tree, or None where there is no such file."""
        return self._texts.sections(path)

    def source(self, path: str) -> SourceFile | None:
        """What a source file of the judged tree holds, or None where there is no such file."""
        return self._texts.source(path)

    def tests(self) -> tuple[NamedTest, ...]:
        """Every test of the judged tree that can be found by its name."""
        return self._texts.tests

    def read_document(self, path: str) -> bytes | None:
        """The content of a file of the judged tree, at most 64 MiB, or None where there is none."""
        return self._judged_tree.read(path, DOCUMENT_LIMIT)

    def list_paths(self, commit: str | None = None) -> tuple[str, ...]:
        """The files of the judged tree, of the working tree those that are tracked or not ignored; or of a commit."""
        if commit is not None:
            return self._commit_tree(commit).index.paths
        tree = self._judged_tree
        return tree.paths() if isinstance(tree, WorkingTree) else tree.index.paths

    def unlisted(self) -> Mapping[str, Unknown]:
        """The folders of the judged tree that are there and whose files cannot be listed, each with why."""
        tree = self._judged_tree
        return tree.unlisted() if isinstance(tree, WorkingTree) else {}

    @property
    def _blind(self) -> Unknown:
        """Why there is no history to ask."""
        return self._revision.blind or NO_READER

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self._judged_tree, self.list_paths)

    @cached_property
    def _judged_tree(self) -> WorkingTree | CommitTree:
        if self._at is not None and self._revision.commit is not None:
            return self._commit_tree(self._revision.commit)
        if self._repository is None:
            return WorkingTree(self._root, None)
        return WorkingTree(self._root, self._repository.git, self._repository.prefix)

    @cached_property
    def _measurements(self) -> Measurements:
        tree = self._judged_tree
        return Measurements(
            root=self._root,
            tree=tree,
            repository=self._repository,
            reader=self._reader,
            is_worktree=isinstance(tree, WorkingTree),
            results=self._results,
        )

    @cached_property
    def _reader(self) -> ObjectReader | None:
        if self._repository is None:
            return None
        repository = self._repository
        is_partial = repository.is_partial
        return ObjectReader(repository.git, repository.digits, self._written_blobs, is_partial=is_partial)

    def _written_blobs(self) -> set[str]:
        """The blobs of all files that cited commits wrote."""
        commits = [answer.commit for answer in self._answers.values() if answer.commit]
        changes = (change for commit in commits for change in commit.changes or ())
        return {change.new for change in changes if change.new and change.mode.startswith("100")}

    @cached_property
    def _reverts(self) -> Reverts | None:
        if self._repository is None:
            return None
        return Reverts(self._repository, self._floor, [commit.id for commit in self._reachable])

    @cached_property
    def _floor(self) -> str | None:
        """A cited commit that none of the others is older than, so that history need be read from it on only."""
        return find_floor(self._repository, self._reachable) if self._repository else None

    @cached_property
    def _reachable(self) -> tuple[Commit, ...]:
        """The cited commits that the judged revision contains, of those that were looked up first."""
        return tuple(answer.commit for answer in self._answers.values() if answer.commit and answer.reachable)

    @cached_property
    def _history(self) -> History | None:
        return History(self._repository, lambda: self._floor) if self._repository else None

    @cached_property
    def _searcher(self) -> Searcher | None:
        if self._repository is None or self._timeline is None:
            return None
        return Searcher(self._repository, self._timeline, self._namesakes, lost=self._lost)

    @cached_property
    def _timeline(self) -> Timeline | None:
        return Timeline(self._repository, self._named) if self._repository else None

    @cached_property
    def _past(self) -> Past | None:
        if self._repository is None or self._timeline is None:
            return None
        return Past(self._repository, self._timeline, self._namesakes, lambda: self._uncommitted)

    @cached_property
    def _uncommitted(self) -> tuple[Change, ...]:
        """What the judged tree has otherwise than the last commit of the judged history."""
        head = self._revision.commit
        if self._repository is None or self._at is not None:
            return ()
        if head is None:
            paths = self._judged_tree.index.paths
            return tuple(Change(kind=ChangeKind.ADDED, path=path, old=None, new=None) for path in paths)
        found = find_differences(self._repository, head, is_worktree=True)
        return tuple(change for change in found if is_different(change, self._commit_tree(head), self._judged_tree))

    @cached_property
    def _namesakes(self) -> Namesakes:
        return Namesakes(lambda: self._judged_tree.index)

    def _read_history(self, path: str, dialect: str) -> DocumentHistory:
        read = self._read
        if self._repository is None or read is None:
            return DocumentHistory(unknown=self._blind)
        current, is_committed = self.read_document(path), self._at is not None
        return read_document_history(
            self._repository, path, lambda text: read(path, text, dialect), current, is_committed=is_committed
        )

    def _lost(self) -> set[str]:
        """The ids of the commits that are cited and present, but not part of the judged history."""
        return {answer.commit.id for answer in self._answers.values() if answer.commit and not answer.reachable}

    def _commit_tree(self, commit: str) -> CommitTree:
        assert self._repository is not None, "only a repository gives ids of commits"
        assert self._reader is not None
        known = self._commits.get(commit)
        is_judged = self._at is not None and commit == self._revision.commit
        return CommitTree(
            self._repository,
            self._reader,
            Listings() if is_judged else self._listings,
            commit,
            changes=known.changes or () if known else (),
            roots=tuple(dict.fromkeys((self._root, self._root.resolve()))),
            judged_index=None if is_judged else lambda: self._judged_tree.index,
        )

    def _take_cited(self) -> set[str]:
        """The ids that the documents cite, once."""
        cited, self._cited = self._cited, ()
        return {id_.lower() for id_ in (cited() if callable(cited) else cited)}
