"""The files of the judged tree and of commits, and what stands in them: each is read once."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.evidence.files.commit_tree import CommitTree, list_commit
from pytest_phasegate.evidence.files.working_tree import WorkingTree
from pytest_phasegate.model.commits import split_revision
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pytest_phasegate.evidence.files.ctags import Ctags
    from pytest_phasegate.evidence.files.paths import PathIndex
    from pytest_phasegate.evidence.git.project_git import ProjectGit
    from pytest_phasegate.model.facts import Tree
    from pytest_phasegate.model.sources import NamedTest, SourceFile
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.text.sections import Sections

DOCUMENT_LIMIT = 2**26
LISTINGS_LIMIT = 8  # a session may ask about thousands of commits
SOURCE_LIMIT = 2**21
TEXT_LIMIT = 2**24
_PYTHON = (".py", ".pyi", ".pyw")


class ProjectFiles:
    """The ``FileEvidence`` of a project; the protocol says what each question means.

    Readers of sources are imported when a gate asks: few runs do.
    """

    def __init__(self, root: Path, git: ProjectGit, read: Callable[[str, str, str], Workflow] | None) -> None:
        """Look at nothing yet; ``read`` is told in ``ProjectEvidence``."""
        self._root = root
        self._git = git
        self._read = read
        self._workflows: dict[str, Workflow | None] = {}
        self._trees: dict[str, CommitTree] = {}
        self._listing = lru_cache(LISTINGS_LIMIT)(self._list_commit)
        self._judged_listing = lru_cache(1)(self._list_commit)
        self._sections: dict[str, Sections | None] = {}
        self._sources: dict[str, SourceFile | None] = {}
        self._tests: tuple[NamedTest, ...] | None = None
        self.instead: Mapping[str, bytes] = {}
        """What documents are judged as in place of what they hold, by their paths: as one would read once changed."""

    def tree(self, commit: str | None = None) -> Tree:
        if commit is None:
            return self.judged
        if commit not in self._trees:
            self._trees[commit] = self.commit_tree(commit)
        return self._trees[commit]

    def read_document(self, path: str) -> bytes | None:
        return self.instead[path] if path in self.instead else self.judged.read(path, DOCUMENT_LIMIT)

    def list_paths(self, commit: str | None = None) -> tuple[str, ...]:
        if commit is not None:
            return self.commit_tree(commit).index.paths
        return self.judged.paths() if isinstance(self.judged, WorkingTree) else self.judged.index.paths

    def unlisted(self) -> Mapping[str, Unknown]:
        return self.judged.unlisted() if isinstance(self.judged, WorkingTree) else {}

    def ignored(self, globs: Iterable[str]) -> tuple[str, ...]:
        return self.judged.ignored(globs) if isinstance(self.judged, WorkingTree) else ()

    def workflow(self, path: str) -> Workflow | None:
        if path not in self._workflows:
            self._workflows[path] = self._read_workflow(path)
        return self._workflows[path]

    def sections(self, path: str) -> Sections | None:
        from pytest_phasegate.text.sections import Sections, numbered_sections

        if path not in self._sections:
            data = self.judged.read(path, TEXT_LIMIT)
            text = (data or b"").decode("utf-8", "replace")
            self._sections[path] = None if data is None else Sections(every=numbered_sections(text))
        return self._sections[path]

    def source(self, path: str) -> SourceFile | None:
        if path not in self._sources:
            data = self.judged.read(path, SOURCE_LIMIT + 1)
            self._sources[path] = None if data is None else self._read_source(path, data)
        return self._sources[path]

    def tests(self) -> tuple[NamedTest, ...]:
        if self._tests is None:
            from pytest_phasegate.evidence.files.named_tests import find_tests

            self._tests = find_tests(self.judged, self.list_paths())
        return self._tests

    @cached_property
    def judged(self) -> WorkingTree | CommitTree:
        """The judged tree."""
        head, repository = self._git.revision().commit, self._git.repository
        if self._git.is_committed and head is not None:
            return self.commit_tree(head)
        if repository is None:
            return WorkingTree(self._root, None)
        return WorkingTree(self._root, repository.git, repository.prefix)

    def commit_tree(self, commit: str) -> CommitTree:
        """The tree of a commit (full id), made anew, with what is known by now of what it changed."""
        assert self._git.repository is not None, "only a repository gives ids of commits"
        is_judged = self._git.is_committed and commit == self._git.revision().commit
        return CommitTree(
            self._git.repository,
            self._git.objects,
            self._judged_listing if is_judged else self._listing,
            commit,
            changes=self._git.known_changes(commit),
            roots=tuple(dict.fromkeys((self._root, self._root.resolve()))),
            judged_index=None if is_judged else lambda: self.judged.index,
        )

    def _list_commit(self, commit: str) -> PathIndex:
        assert self._git.repository is not None, "only a repository gives ids of commits"
        return list_commit(self._git.repository, self._git.objects, commit)

    def _read_workflow(self, path: str) -> Workflow | None:
        commit, path = split_revision(path)
        if commit is not None and self._git.repository is None:
            return None
        data = self.tree(commit).read(path, DOCUMENT_LIMIT)
        if data is None or self._read is None:
            return None
        try:
            return self._read(path, data.decode("utf-8-sig", "replace"), "auto")
        except DocumentError:
            return None

    def _read_source(self, path: str, data: bytes) -> SourceFile:
        if len(data) > SOURCE_LIMIT:
            from pytest_phasegate.model.sources import SourceFile

            why = f"{path} has more than {SOURCE_LIMIT} bytes"
            return SourceFile(language="", unknown=Unknown(why, "waive the check, or split the file"))
        if path.lower().endswith(_PYTHON):
            from pytest_phasegate.evidence.files.python_source import read_python

            return read_python(data)
        return self._ctags.read(path, data)

    @cached_property
    def _ctags(self) -> Ctags:
        from pytest_phasegate.evidence.files.ctags import Ctags

        return Ctags()
