"""Test results and coverage of a project, each file of them read once, and whether they can be believed."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.files.artifacts import find_artifacts, is_committed, status_of, written_at
from pytest_phasegate.evidence.git.log import log_commits
from pytest_phasegate.model.facts import Fit
from pytest_phasegate.model.measures import LaterChange, LineCoverage, SuiteRun, Written
from pytest_phasegate.text.globs import allows

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.files.commit_tree import CommitTree
    from pytest_phasegate.evidence.files.project_files import ProjectFiles
    from pytest_phasegate.evidence.files.working_tree import WorkingTree
    from pytest_phasegate.evidence.git.project_git import ProjectGit
    from pytest_phasegate.evidence.git.repository import Repository

MOST_BYTES = 64 * 1024 * 1024
CLOCK_GRAIN = 2.0  # seconds: some file systems keep no finer times


class ProjectResults:
    """The ``ResultEvidence`` of a project; the protocol says what each question means.

    Readers of files are imported when a gate asks: few runs do.
    """

    def __init__(self, root: Path, git: ProjectGit, files: ProjectFiles, results: Callable[[], Iterable[str]]) -> None:
        """Look at nothing yet; ``results`` is told in ``ProjectEvidence``."""
        self._root = root
        self._git = git
        self._files = files
        self._results = results
        self._runs: dict[Hashable, SuiteRun] = {}
        self._coverage: dict[Hashable, LineCoverage] = {}
        self._asked_for: set[str] = set()
        self._brought: dict[tuple[str, str | None], str] = {}

    def artifacts(self, pattern: str) -> tuple[str, ...]:
        return find_artifacts(self._root, pattern) if self._is_worktree else self._tree.glob(pattern)

    def suite_run(self, path: str) -> SuiteRun:
        key = self._key(path)
        if key not in self._runs:
            from pytest_phasegate.evidence.results.junit import parse_junit

            data = self._tree.read(path, MOST_BYTES + 1)
            gone = SuiteRun(path=path, problem="it is not there")
            self._runs[key] = gone if data is None else parse_junit(path, data)
        return self._runs[key]

    def line_coverage(self, path: str) -> LineCoverage:
        key = self._key(path)
        if key not in self._coverage:
            self._coverage[key] = self._read_coverage(path)
        return self._coverage[key]

    def written(self, path: str, said_at: float | None = None) -> Written:
        repository = self._git.repository
        at = written_at(self._root, path) if self._is_worktree else None
        if ahead := _future(said_at, "it says it was made on") or _future(at, "it was written on"):
            return Written(at=at, future=ahead)
        if repository is None or repository.head is None:
            return Written(at=at, unknown="" if at else "when it was written cannot be told")
        try:
            node = self._git.objects.find(repository.head, repository.prefix + path)
            if node is None or not (at is None or is_committed(repository, self._git.objects, self._root, path)):
                return Written(at=at)
        except EvidenceError as error:
            return Written(at=at, unknown=error.message)
        commit = self._brought_by(path, node.id)
        return Written(commit=commit, at=at, unknown="" if commit else "git cannot tell which commit brought it")

    def changed_since(self, globs: tuple[str, ...], since: float | str) -> LaterChange | None:
        repository = self._git.repository
        if isinstance(since, str):
            return self._differs(globs, since)
        paths = [path for path in self._files.judged.index.paths if allows(globs, path)]
        if repository is None:
            return LaterChange(path="", how="without a git repository it cannot be told what changed since")
        if not self._is_worktree:
            return LaterChange(path="", how="only files of the working tree bear the time when they were written")
        try:
            return self._changed_since(repository, paths, globs, since)
        except EvidenceError as error:
            return LaterChange(path="", how=f"git cannot tell what changed since: {error}")

    @property
    def _is_worktree(self) -> bool:
        """Whether the working tree is judged, whose files have times."""
        return not self._git.is_committed

    @property
    def _tree(self) -> WorkingTree | CommitTree:
        return self._files.judged

    def _key(self, path: str) -> Hashable:
        """A key that changes when a command of the run writes the file anew."""
        return (path, status_of(self._root / path)) if self._is_worktree else path

    def _read_coverage(self, path: str) -> LineCoverage:
        from pytest_phasegate.evidence.results.coverage_files import SQLITE, parse_coverage, read_data_file

        data = self._tree.read(path, MOST_BYTES + 1)
        if data is None:
            return LineCoverage(path=path, problem="it is not there")
        if data.startswith(SQLITE):
            if not self._is_worktree:
                return LineCoverage(path=path, problem="data files are read in the working tree only")
            return read_data_file(path, data, self._root, self._locate)
        return parse_coverage(path, data, self._locate)

    def _locate(self, name: str) -> str | None:
        place = self._tree.locate(name)
        return place.path if place.fit in (Fit.EXACT, Fit.SUFFIX) else None

    def _brought_by(self, path: str, blob: str) -> str | None:
        """The last commit that brought a content (a blob) of a file; asked for all files of results at once."""
        if path not in self._asked_for:
            self._asked_for.update({path}, *map(self._tree.glob, self._results()))
            for commit in self._git.commits_of(tuple(sorted(self._asked_for))):
                for change in commit.changes or ():
                    self._brought.setdefault((change.path, change.new), commit.id)
        return self._brought.get((path, blob))

    def _changed_since(
        self, repository: Repository, paths: Sequence[str], globs: tuple[str, ...], moment: float
    ) -> LaterChange | None:
        """The first of some files of the working tree that has changed since a moment (Unix time), or None.

        A file that was not written since is as it was then, whatever commits say. Of one that was, and is as it is
        committed, nobody can tell what it was at that moment: a checkout writes every file, and the date of a commit is
        what its author says it is. So a commit's date makes a change, and never the lack of one. A file that the globs
        name, that was there and is gone, counts too.
        """
        committed = _commits_since(repository, moment)
        if committed is None:
            return LaterChange(path="", how="git cannot tell what was committed since")
        doubt = None
        for path in paths:
            written = written_at(self._root, path)
            if written is None or written <= moment:
                continue
            if path in committed:
                return LaterChange(path=path, how=committed[path])
            when = _say(written)
            if not is_committed(repository, self._git.objects, self._root, path):
                return LaterChange(path=path, how=f"written on {when}, and not committed")
            doubt = doubt or f"{path} was written anew on {when}, and what it was before cannot be told"
        known = frozenset(paths)
        for path, how in committed.items():
            if path not in known and allows(globs, path) and written_at(self._root, path) is None:
                return LaterChange(path=path, how=how)
        return LaterChange(path="", how=doubt) if doubt else None

    def _differs(self, globs: tuple[str, ...], commit: str) -> LaterChange | None:
        """The first file among some that is not in the judged tree as in that of a commit (full id), or None."""
        from pytest_phasegate.evidence.git.differences import find_differences, is_different

        repository, then = self._git.repository, self._files.commit_tree(commit)
        assert repository is not None, "only a repository gives ids of commits"
        for change in find_differences(repository, commit, is_worktree=self._is_worktree):
            if allows(globs, change.path) and is_different(change, then, self._tree):
                return LaterChange(path=change.path, how=f"not as in {then.name}")
        return None


def _say(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def _future(moment: float | None, how: str) -> str:
    """That a moment is still to come, said after words such as "it was written on"; nothing, where it is not."""
    if moment is None or moment <= time.time() + CLOCK_GRAIN:
        return ""
    try:
        return f"{how} {_say(moment)}, which is still to come"
    except (ValueError, OverflowError, OSError):
        return f"{how} a day that no calendar knows"


def _commits_since(repository: Repository, moment: float) -> dict[str, str] | None:
    """The paths that commits made after a moment changed, each with the commit in words; None: cannot be told."""
    if repository.head is None:
        return {}
    try:
        commits = log_commits(repository, [repository.head], "--no-merges", f"--max-age={int(moment) + 1}")
        return {path: f'committed in {commit.short} "{commit.subject}"' for commit in commits for path in commit.paths}
    except EvidenceError:
        return None
