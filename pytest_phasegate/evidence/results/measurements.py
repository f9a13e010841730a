"""Test results and coverage of a project, each file of them read once, and what their truth hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.blame import blame, carry_over
from pytest_phasegate.evidence.git.differences import find_differences, is_different
from pytest_phasegate.evidence.git.graph_order import History
from pytest_phasegate.evidence.results.artifacts import (
    changed_since,
    find_artifacts,
    future,
    is_committed,
    look_at,
    written_at,
)
from pytest_phasegate.evidence.results.coverage_files import SQLITE, parse_coverage, read_data_file
from pytest_phasegate.evidence.results.junit import parse_junit
from pytest_phasegate.evidence.results.safe_xml import MOST_BYTES
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.measures import LaterChange, LineCoverage, SuiteRun, Written
from pytest_phasegate.model.unknown import Unknown
from pytest_phasegate.text.globs import allows

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.files.working_tree import WorkingTree
    from pytest_phasegate.evidence.git.commit_tree import CommitTree
    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.repository import Repository

NO_COMMIT = Unknown("nothing is committed yet", "commit the work")


@dataclass(slots=True, kw_only=True)
class Measurements:
    """Reads what runs left behind.

    ``tree`` is the judged tree; ``is_worktree`` says that it is the working tree, whose files have times.
    """

    root: Path
    tree: WorkingTree | CommitTree
    repository: Repository | None
    reader: ObjectReader | None
    is_worktree: bool
    results: Callable[[], Iterable[str]] = tuple
    _runs: dict[Hashable, SuiteRun] = field(default_factory=dict)
    _coverage: dict[Hashable, LineCoverage] = field(default_factory=dict)
    _brought: dict[tuple[str, str | None], str] | None = None
    _lines: dict[str, tuple[str | None, ...] | Unknown] = field(default_factory=dict)

    def find(self, pattern: str) -> tuple[str, ...]:
        """The files that a path or glob names: in the working tree also those that git does not know."""
        return find_artifacts(self.root, pattern) if self.is_worktree else self.tree.glob(pattern)

    def suite_run(self, path: str) -> SuiteRun:
        """What a file of test results says."""
        key = self._key(path)
        if key not in self._runs:
            data = self.tree.read(path, MOST_BYTES + 1)
            gone = SuiteRun(path=path, problem="it is not there")
            self._runs[key] = gone if data is None else parse_junit(path, data)
        return self._runs[key]

    def line_coverage(self, path: str) -> LineCoverage:
        """What a coverage measurement says."""
        key = self._key(path)
        if key not in self._coverage:
            self._coverage[key] = self._read_coverage(path)
        return self._coverage[key]

    def _key(self, path: str) -> Hashable:
        """What tells a file from what a command of the run wrote over it."""
        return (path, look_at(self.root / path)) if self.is_worktree else path

    def _read_coverage(self, path: str) -> LineCoverage:
        data = self.tree.read(path, MOST_BYTES + 1)
        if data is None:
            return LineCoverage(path=path, problem="it is not there")
        if data.startswith(SQLITE):
            if not self.is_worktree:
                return LineCoverage(path=path, problem="data files are read in the working tree only")
            return read_data_file(path, data, self.root, self._locate)
        return parse_coverage(path, data, self._locate)

    def _locate(self, name: str) -> str | None:
        place = self.tree.locate(name)
        return place.path if place.fit in (Fit.EXACT, Fit.SUFFIX) else None

    def written(self, path: str, said_at: float | None) -> Written:
        """How a file of results came to lie there; ``said_at`` is the moment that it names as its own."""
        at = written_at(self.root, path) if self.is_worktree else None
        if ahead := future(said_at, "it says it was made on") or future(at, "it was written on"):
            return Written(at=at, future=ahead)
        if self.repository is None or self.reader is None or self.repository.head is None:
            return Written(at=at, unknown="" if at else "when it was written cannot be told")
        try:
            node = self.reader.find(self.repository.head, self.repository.prefix + path)
            if node is None or not (at is None or is_committed(self.repository, self.reader, self.root, path)):
                return Written(at=at)
        except EvidenceError as error:
            return Written(at=at, unknown=error.message)
        if self._brought is None or (path, None) not in self._brought:
            self._brought = self._find_commits(self.repository, path)
        commit = self._brought.get((path, node.id))
        return Written(commit=commit, at=at, unknown="" if commit else "git cannot tell which commit brought it")

    def _find_commits(self, repository: Repository, path: str) -> dict[tuple[str, str | None], str]:
        """The last commit that brought each content (a blob) of a file, for all files of results at once."""
        named = (found for pattern in self.results() for found in self.tree.glob(pattern))
        paths = tuple(sorted({path, *named}))
        brought: dict[tuple[str, str | None], str] = {(each, None): "" for each in paths}
        for commit in History(repository).commits_of(paths):
            for change in commit.changes or ():
                if change.new is not None:
                    brought.setdefault((change.path, change.new), commit.id)
        return brought

    def changed_since(self, globs: Sequence[str], moment: float) -> LaterChange | None:
        """The first file among some that has changed since a moment, or None."""
        paths = [path for path in self.tree.index.paths if allows(globs, path)]
        if self.repository is None or self.reader is None:
            return LaterChange(path="", how="without a git repository it cannot be told what changed since")
        if not self.is_worktree:
            return LaterChange(path="", how="only files of the working tree bear the time when they were written")
        try:
            return changed_since(self.repository, self.reader, self.root, paths, globs, moment)
        except EvidenceError as error:
            return LaterChange(path="", how=f"git cannot tell what changed since: {error}")

    def differs(self, globs: Sequence[str], commit: str, then: CommitTree) -> LaterChange | None:
        """The first file among some that is not in the judged tree as in that of a commit (full id), or None."""
        assert self.repository is not None, "only a repository gives ids of commits"
        for change in find_differences(self.repository, commit, is_worktree=self.is_worktree):
            if allows(globs, change.path) and is_different(change, then, self.tree):
                return LaterChange(path=change.path, how=f"not as in {then.name}")
        return None

    def line_commits(self, path: str) -> tuple[str | None, ...] | Unknown:
        """The commit that wrote each line of a file of the judged tree (None: not committed)."""
        if path not in self._lines:
            self._lines[path] = self._read_lines(path)
        return self._lines[path]

    def _read_lines(self, path: str) -> tuple[str | None, ...] | Unknown:
        assert self.repository is not None, "who asks has a repository"
        assert self.reader is not None
        if self.repository.head is None:
            return NO_COMMIT
        current = self.tree.read(path, MOST_BYTES)
        if current is None:
            return ()
        node = self.reader.find(self.repository.head, self.repository.prefix + path)
        if node is None:
            return (None,) * len(current.splitlines())
        authors = blame(self.repository, self.repository.head, path)
        if isinstance(authors, Unknown):
            return authors
        return carry_over(self.reader.read(node.id, MOST_BYTES), current, authors)
