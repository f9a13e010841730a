"""The files of a commit by their paths on disk: some that a pull request is compared with lie outside the root."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.objects import FOLDER_MODE, LINK_MODE, SUBMODULE_MODE, ObjectReader
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.evidence.git.repository import Repository, find_commit, open_repository

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

MOST_BYTES = 2**20
_NO_FILES = (FOLDER_MODE, LINK_MODE, SUBMODULE_MODE)


class CommitFiles:
    """A commit whose files are asked for by where they would lie on disk; to be closed after use."""

    def __init__(self, folder: Path, name: str) -> None:
        """Find the commit that a revision names, as a user writes it.

        Raises:
            EvidenceError: there is no such commit, or nothing to ask for one.
        """
        opened = open_repository(folder)
        if not isinstance(opened, Repository):
            blind = opened.unknown
            assert blind is not None, "a revision without a repository says why"
            raise EvidenceError(f"cannot compare with {name!r}: {blind.why} ({blind.remedy})")
        self.commit = commit = _require(opened, name)
        self.name = commit[:10] if commit.startswith(name) else f"{name} ({commit[:10]})"
        self._folder = folder
        self._prefix = opened.prefix
        self._objects = ObjectReader(opened.git, opened.digits, is_partial=opened.is_partial)

    def __enter__(self) -> CommitFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._objects.close()

    def holds(self, place: Path) -> bool:
        """Whether a place on disk is in the repository."""
        return self._path(place) is not None

    def read(self, place: Path) -> bytes | None:
        """The content of the regular file that would lie at a place, at most 1 MiB; None for none.

        Raises EvidenceError where the clone lacks the content.
        """
        path = self._path(place)
        node = self._objects.find(self.commit, path) if path is not None else None
        return None if node is None or node.mode in _NO_FILES else self._objects.read(node.id, MOST_BYTES)

    def _path(self, place: Path) -> str | None:
        """A place as a path from the repository's top, None where it lies outside."""
        try:
            below = os.path.relpath(place, self._folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return None
        path = posixpath.normpath(f"{self._prefix}{below}")
        return None if path == ".." or path.startswith("../") else path


def _require(repository: Repository, name: str) -> str:
    try:
        commit = find_commit(repository.git, name)
    except GitError as error:
        raise EvidenceError(f"cannot compare with {name!r}: {error.message}") from error
    if commit is None:
        why = "the clone is shallow: git fetch --unshallow" if repository.is_shallow else "git fetch it first"
        remedy = "fetch-depth: 0 for actions/checkout"
        raise EvidenceError(f"cannot compare with {name!r}: there is no such commit here ({why}, or {remedy})")
    return commit
