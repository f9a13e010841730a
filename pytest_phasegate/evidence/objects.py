"""Reads folders and files of commits from one git process that is asked again and again, by object id only."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.blanks import CHUNK, BlankBlobs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Mapping

    from pytest_phasegate.evidence.git import Git, Process

LINK_MODE = "120000"
FOLDER_MODE = "40000"
SUBMODULE_MODE = "160000"


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of a folder: git's octal mode (40000 for a folder), and the id of what it holds."""

    mode: str
    id: str


class ObjectReader:
    """Reads objects; folders are kept, for most folders of a commit are those of the commit before it."""

    def __init__(self, git: Git, digits: int, written: Callable[[], Collection[str]] = tuple) -> None:
        """Start nothing yet.

        Args:
            git: where the objects are.
            digits: the length of a full id.
            written: gives the files' blobs that are likely asked about, so that they are read together.
        """
        self._git = git
        self._blanks = BlankBlobs(git, self._chunks, written)
        self._id_size = digits // 2
        self._folders: dict[str, Mapping[str, Node]] = {}
        self._roots: dict[str, str] = {}
        self._stack = ExitStack()
        self._process: Process | None = None

    def close(self) -> None:
        """End the git process."""
        self._process = None
        self._stack.close()

    def find(self, commit: str, path: str) -> Node | None:
        """What stands at a path of a commit's tree, or None; links are not followed.

        Args:
            commit: a full id.
            path: relative to the repository's top, with forward slashes and no ``.`` or ``..``; empty for the top.

        Raises:
            EvidenceError: the clone lacks the folders that would tell.
        """
        if commit not in self._roots:
            header = self._read(commit, 5 + 2 * self._id_size)  # the first line is "tree <id>"
            self._roots[commit] = _require(header, f"commit {commit[:10]}")[5:].decode("ascii", "replace")
        node = Node(FOLDER_MODE, self._roots[commit])
        for name in path.split("/") if path else ():
            if node.mode == SUBMODULE_MODE:
                raise EvidenceError(f"{path} lies in a submodule: its files are not in this repository")
            child = self._folder(node.id).get(name) if node.mode == FOLDER_MODE else None
            if child is None:
                return None
            node = child
        return node

    def read(self, blob: str, limit: int) -> bytes:
        """The first ``limit`` bytes of a file's content.

        Raises:
            EvidenceError: the clone lacks the content.
        """
        return _require(self._read(blob, limit), f"object {blob[:10]}")

    def is_blank(self, blob: str) -> bool:
        """Whether a file holds nothing that can be seen; no, where the clone lacks the content."""
        return self._blanks.is_blank(blob)

    def _folder(self, tree: str) -> Mapping[str, Node]:
        if tree not in self._folders:
            content = _require(self._read(tree, 2**62), f"folder {tree[:10]}")
            self._folders[tree] = _parse_tree(content, self._id_size)
        return self._folders[tree]

    def _read(self, id_: str, limit: int) -> bytes | None:
        """An object's first bytes, or None where the repository has no such object."""
        size = self._ask(id_)
        if size is None:
            return None
        with closing(self._rest(size, limit)) as chunks:
            return next(chunks, b"")

    def _chunks(self, blob: str) -> Generator[bytes]:
        """A file's content, piece by piece.

        Raises:
            EvidenceError: the clone lacks the content.
        """
        size = self._ask(blob)
        if size is None:
            raise EvidenceError(_missing(f"object {blob[:10]}"))
        yield from self._rest(size, CHUNK)

    def _ask(self, id_: str) -> int | None:
        """Ask for an object: the size of the content that comes next, or None where there is no such object."""
        if self._process is None:
            self._process = self._stack.enter_context(self._git.start("cat-file", "--batch"))
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(id_.encode("ascii") + b"\n")
        stdin.flush()
        header = stdout.readline().split()
        if len(header) != 3:
            if header[1:] != [b"missing"]:  # git gives up where it may not fetch what a partial clone lacks
                self.close()
            return None
        return int(header[2])

    def _rest(self, left: int, size: int) -> Generator[bytes]:
        """What comes next, in pieces of a size; all of it is taken from git, however little of it is used."""
        assert self._process is not None
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while left > 0 and (chunk := stdout.read(min(left, size))):
                left -= len(chunk)
                yield chunk
        finally:
            while left > 0 and (chunk := stdout.read(min(left, CHUNK))):
                left -= len(chunk)
            stdout.read(1)  # the newline after the content


def _require(content: bytes | None, what: str) -> bytes:
    if content is None:
        raise EvidenceError(_missing(what))
    return content


def _missing(what: str) -> str:
    return f"{what} is not in this clone (clone again without --filter)"


def _parse_tree(content: bytes, id_size: int) -> dict[str, Node]:
    """Read a tree object: for each entry ``mode name NUL id``, the id as bytes (gitformat-pack and Pro Git, 10.2)."""
    nodes = {}
    position = 0
    while position < len(content):
        end = content.index(b"\0", position)
        mode, name = content[position:end].split(b" ", 1)
        position = end + 1 + id_size
        nodes[name.decode("utf-8", "surrogateescape")] = Node(mode.decode(), content[end + 1 : position].hex())
    return nodes
