"""Test results and coverage of a project, each file of them read once, and what their truth hangs on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.artifacts import changed_since, find_artifacts, written_at
from pytest_phasegate.evidence.blame import blame, carry_over
from pytest_phasegate.evidence.coverage_files import SQLITE, parse_coverage, read_data_file
from pytest_phasegate.evidence.differences import find_differences, is_different
from pytest_phasegate.evidence.junit import parse_junit
from pytest_phasegate.evidence.safe_xml import MOST_BYTES
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.measures import LaterChange, LineCoverage, SuiteRun
from pytest_phasegate.text.globs import allows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.objects import ObjectReader
    from pytest_phasegate.evidence.repository import Repository
    from pytest_phasegate.evidence.tree import CommitTree
    from pytest_phasegate.evidence.worktree import WorkingTree


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
    _runs: dict[str, SuiteRun] = field(default_factory=dict)
    _coverage: dict[str, LineCoverage] = field(default_factory=dict)
    _lines: dict[str, tuple[str | None, ...] | None] = field(default_factory=dict)

    def find(self, pattern: str) -> tuple[str, ...]:
        """The files that a path or glob names: in the working tree also those that git does not know."""
        return find_artifacts(self.root, pattern) if self.is_worktree else self.tree.glob(pattern)

    def suite_run(self, path: str) -> SuiteRun:
        """What a file of test results says."""
        if path not in self._runs:
            data = self.tree.read(path, MOST_BYTES + 1)
            moment = written_at(self.root, path) if self.is_worktree else None
            gone = SuiteRun(path=path, problem="it is not there")
            self._runs[path] = gone if data is None else parse_junit(path, data, moment)
        return self._runs[path]

    def line_coverage(self, path: str) -> LineCoverage:
        """What a coverage measurement says."""
        if path not in self._coverage:
            self._coverage[path] = self._read_coverage(path)
        return self._coverage[path]

    def _read_coverage(self, path: str) -> LineCoverage:
        data = self.tree.read(path, MOST_BYTES + 1)
        if data is None:
            return LineCoverage(path=path, problem="it is not there")
        if data.startswith(SQLITE):
            if not self.is_worktree:
                return LineCoverage(path=path, problem="data files are read in the working tree only")
            measured = read_data_file(path, data, self.root, self._locate)
        else:
            measured = parse_coverage(path, data, self._locate)
        moment = written_at(self.root, path) if self.is_worktree else None
        made_at = measured.made_at if measured.made_at is not None else moment
        return LineCoverage(path=path, files=measured.files, made_at=made_at, problem=measured.problem)

    def _locate(self, name: str) -> str | None:
        place = self.tree.locate(name)
        return place.path if place.fit in (Fit.EXACT, Fit.SUFFIX) else None

    def changed_since(self, globs: Sequence[str], moment: float) -> LaterChange | None:
        """The first file among some that has changed since a moment, or None."""
        paths = [path for path in self.tree.index.paths if allows(globs, path)]
        if self.repository is None or self.reader is None:
            return LaterChange(path="", how="without a git repository it cannot be told what changed since")
        root = self.root if self.is_worktree else None
        try:
            return changed_since(self.repository, self.reader, root, paths, globs, moment)
        except EvidenceError as error:
            return LaterChange(path="", how=f"git cannot tell what changed since: {error}")

    def differs(self, globs: Sequence[str], commit: str, then: CommitTree) -> LaterChange | None:
        """The first file among some that is not in the judged tree as in that of a commit (full id), or None."""
        assert self.repository is not None, "only a repository gives ids of commits"
        for change in find_differences(self.repository, commit, is_worktree=self.is_worktree):
            if allows(globs, change.path) and is_different(change, then, self.tree):
                return LaterChange(path=change.path, how=f"not as in {then.name}")
        return None

    def line_commits(self, path: str) -> tuple[str | None, ...] | None:
        """The commit that wrote each line of a file of the judged tree; None: cannot be told."""
        if path not in self._lines:
            self._lines[path] = self._read_lines(path)
        return self._lines[path]

    def _read_lines(self, path: str) -> tuple[str | None, ...] | None:
        if self.repository is None or self.reader is None or self.repository.head is None:
            return None
        current = self.tree.read(path, MOST_BYTES)
        if current is None:
            return ()
        node = self.reader.find(self.repository.head, self.repository.prefix + path)
        if node is None:
            return (None,) * len(current.splitlines())
        authors = blame(self.repository, self.repository.head, path)
        return None if authors is None else carry_over(self.reader.read(node.id, MOST_BYTES), current, authors)
