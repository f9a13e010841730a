"""The files of the judged tree and of commits, and what stands in them: each is read once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.errors import DocumentError
from pytest_phasegate.evidence.files.commit_tree import CommitTree, Listings
from pytest_phasegate.evidence.files.sources import Texts
from pytest_phasegate.evidence.files.working_tree import WorkingTree
from pytest_phasegate.model.commits import split_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_phasegate.evidence.git.room import GitRoom
    from pytest_phasegate.model.facts import Tree
    from pytest_phasegate.model.sources import NamedTest, SourceFile
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.text.sections import Sections

DOCUMENT_LIMIT = 2**26


class FileRoom:
    """The ``FileEvidence`` of a project; the protocol says what each question means."""

    def __init__(self, root: Path, git: GitRoom, read: Callable[[str, str, str], Workflow] | None) -> None:
        """Look at nothing yet; ``read`` is told in ``ProjectEvidence``."""
        self._root = root
        self._git = git
        self._read = read
        self._workflows: dict[str, Workflow | None] = {}
        self._trees: dict[str, CommitTree] = {}
        self._listings = Listings()

    def tree(self, commit: str | None = None) -> Tree:
        if commit is None:
            return self.judged
        if commit not in self._trees:
            self._trees[commit] = self.commit_tree(commit)
        return self._trees[commit]

    def read_document(self, path: str) -> bytes | None:
        return self.judged.read(path, DOCUMENT_LIMIT)

    def list_paths(self, commit: str | None = None) -> tuple[str, ...]:
        if commit is not None:
            return self.commit_tree(commit).index.paths
        return self.judged.paths() if isinstance(self.judged, WorkingTree) else self.judged.index.paths

    def unlisted(self) -> Mapping[str, Unknown]:
        return self.judged.unlisted() if isinstance(self.judged, WorkingTree) else {}

    def workflow(self, path: str) -> Workflow | None:
        if path not in self._workflows:
            self._workflows[path] = self._read_workflow(path)
        return self._workflows[path]

    def sections(self, path: str) -> Sections | None:
        return self._texts.sections(path)

    def source(self, path: str) -> SourceFile | None:
        return self._texts.source(path)

    def tests(self) -> tuple[NamedTest, ...]:
        return self._texts.tests

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
            Listings() if is_judged else self._listings,
            commit,
            changes=self._git.known_changes(commit),
            roots=tuple(dict.fromkeys((self._root, self._root.resolve()))),
            judged_index=None if is_judged else lambda: self.judged.index,
        )

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

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.judged, self.list_paths)
