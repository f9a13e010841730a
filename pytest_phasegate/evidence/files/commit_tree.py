"""The tree of a commit: asked first are its own changes, then its folders, last a listing of all its files."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.files.paths import PathIndex, locate
from pytest_phasegate.evidence.git.objects import EMPTY_BLOBS, FOLDER_MODE, LINK_MODE, SUBMODULE_MODE, Node
from pytest_phasegate.model.facts import Entry, EntryKind, Fit, Place
from pytest_phasegate.text.globs import match_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.repository import Repository
    from pytest_phasegate.model.commits import Change

KINDS = {FOLDER_MODE: EntryKind.DIRECTORY, LINK_MODE: EntryKind.SYMLINK, SUBMODULE_MODE: EntryKind.SUBMODULE}
LINK_LIMIT = 4096
LINK_HOPS = 10
FOUND = (Fit.EXACT, Fit.SUFFIX)


def list_commit(repository: Repository, objects: ObjectReader, commit: str) -> PathIndex:
    """Every path of a commit (full id) below the project's root."""
    if repository.prefix and objects.find(commit, repository.prefix.rstrip("/")) is None:
        return PathIndex(())
    treeish = f"{commit}:{repository.prefix}" if repository.prefix else commit
    output = repository.git.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", treeish)
    return PathIndex(output.decode("utf-8", "surrogateescape").split("\0")[:-1], repository.prefix)


class CommitTree:
    """The ``Tree`` of a commit, below the project's root. ``locate`` also finds what the commit has deleted."""

    def __init__(
        self,
        repository: Repository,
        objects: ObjectReader,
        listing: Callable[[str], PathIndex],
        commit: str,
        *,
        changes: Sequence[Change] = (),
        roots: Sequence[Path] = (),
        judged_index: Callable[[], PathIndex] | None = None,
    ) -> None:
        """Look at nothing yet.

        Args:
            repository: where the commit is present.
            objects: reads its folders and files.
            listing: gives every path of a commit, and keeps what was needed lately.
            commit: its full id.
            changes: what it changed, as far as that is known.
            roots: the project's root on this machine, as it is called and as it resolves.
            judged_index: gives the paths of the judged tree, most of which are this commit's too.
        """
        self._repository = repository
        self._objects = objects
        self._listing = listing
        self._commit = commit
        self._changes: Mapping[str, Change] = {change.path: change for change in changes}
        self._roots = roots
        self._judged_index = judged_index

    @property
    def name(self) -> str:
        return f"commit {self._commit[:10]}"

    @property
    def index(self) -> PathIndex:
        """Every path of the tree."""
        return self._listing(self._commit)

    def locate(self, name: str) -> Place:
        place = locate(name, self._roots, self._changed_index, self._exists)
        if place.fit in FOUND or place.fit is Fit.OUTSIDE:
            return place
        if self._judged_index is not None:
            judged = locate(name, self._roots, self._judged_index(), self._exists)
            if judged.fit in FOUND and self._exists(judged.path):
                return judged
        return locate(name, self._roots, self.index, self._exists)

    def entry(self, path: str) -> Entry | None:
        node = self._find(path)
        if node is None:
            return None
        kind = KINDS.get(node.mode, EntryKind.FILE)
        target = self._target(path, node) if kind is EntryKind.SYMLINK else None
        return Entry(kind=kind, is_empty=node.id in EMPTY_BLOBS, target=target)

    def is_blank(self, path: str) -> bool:
        node = self._find(path)
        return node is not None and node.mode not in KINDS and self._objects.is_blank(node.id)

    def glob(self, pattern: str) -> tuple[str, ...]:
        return match_paths(pattern, self.index.paths)

    def read(self, path: str, limit: int) -> bytes | None:
        node = self._find(path)
        if node is None or node.mode in KINDS:
            return None
        return self._objects.read(node.id, limit)

    @cached_property
    def _changed_index(self) -> PathIndex:
        return PathIndex(self._changes, self._repository.prefix)

    def _exists(self, path: str) -> bool:
        return path in self._changes or self._find(path) is not None

    def _find(self, path: str) -> Node | None:
        change = self._changes.get(path)
        if change is not None and change.new is not None:
            return Node(change.mode, change.new)
        parts = path.split("/")
        if ".." in parts or path.startswith("/"):
            return None
        below = "/".join(part for part in parts if part not in ("", "."))
        return self._objects.find(self._commit, (self._repository.prefix + below).strip("/"))

    def _target(self, path: str, node: Node) -> str | None:
        """Where a link leads, as a path of the tree, or None where it leads out, nowhere or in a circle."""
        for _ in range(LINK_HOPS):
            text = self._objects.read(node.id, LINK_LIMIT).decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
            if f"{path}/".startswith(("/", "../")):
                return None
            found = self._find(path)
            if found is None or found.mode != LINK_MODE:
                return path if found else None
            node = found
        return None
