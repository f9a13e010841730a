"""Reads folders and files of commits from one git process that is asked again and again, by object id only."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.files.blanks import CHUNK, BlankBlobs
from pytest_phasegate.evidence.git.program import TIMEOUT, GitAnswerError, MissingObjectError, answer_of
from pytest_phasegate.model.unknown import Unknown, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Mapping

    from pytest_phasegate.evidence.git.program import Git, Talk

LINK_MODE = "120000"
FOLDER_MODE = "40000"
SUBMODULE_MODE = "160000"
IN_SUBMODULE = Unknown("the files of submodules are not in the project's own repository", "waive the check")


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of a folder: git's octal mode (40000 for a folder), and the id of what it holds."""

    mode: str
    id: str


class ObjectReader:
    """Reads objects; folders are kept, for most folders of a commit are those of the commit before it."""

    def __init__(
        self,
        git: Git,
        digits: int,
        written: Callable[[], Collection[str]] = tuple,
        timeout: float = TIMEOUT,
        *,
        is_partial: bool = False,
    ) -> None:
        """Start nothing yet.

        Args:
            git: where the objects are.
            digits: the length of a full id.
            written: gives the files' blobs that are likely asked about, so that they are read together.
            timeout: seconds that each answer may take.
            is_partial: whether the clone is one that leaves objects out.
        """
        self._git = git
        self._unseen = causes.PARTIAL if is_partial else causes.DAMAGED
        self._blanks = BlankBlobs(git, self._chunks, written)
        self._id_size = digits // 2
        self._folders: dict[str, Mapping[str, Node]] = {}
        self._roots: dict[str, str] = {}
        self._timeout = timeout
        self._talk: Talk | None = None

    def close(self) -> None:
        """End the git process."""
        if self._talk is not None:
            self._talk.close()
        self._talk = None

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
            self._roots[commit] = _require(header, f"commit {commit[:10]}", self._unseen)[5:].decode("ascii", "replace")
        node = Node(FOLDER_MODE, self._roots[commit])
        for name in path.split("/") if path else ():
            if node.mode == SUBMODULE_MODE:
                raise UnknownError(IN_SUBMODULE, f"{path} lies in a submodule")
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
        return _require(self._read(blob, limit), f"object {blob[:10]}", self._unseen)

    def is_blank(self, blob: str) -> bool:
        """Whether a file holds nothing that can be seen.

        Raises:
            EvidenceError: the clone lacks the content.
        """
        return self._blanks.is_blank(blob)

    def _folder(self, tree: str) -> Mapping[str, Node]:
        if tree not in self._folders:
            content = _require(self._read(tree, 2**62), f"folder {tree[:10]}", self._unseen)
            self._folders[tree] = _parse_tree(content, self._id_size)
        return self._folders[tree]

    def _read(self, id_: str, limit: int) -> bytes | None:
        """An object's first bytes, or None where the repository has no such object."""
        with closing(self._pieces(id_, limit)) as pieces:
            return next(pieces, None)

    def _chunks(self, blob: str) -> Generator[bytes]:
        """A file's content, piece by piece.

        Raises:
            EvidenceError: the clone lacks the content.
        """
        with closing(self._pieces(blob, CHUNK)) as pieces:
            yield _require(next(pieces, None), f"object {blob[:10]}", self._unseen)
            yield from pieces

    def _pieces(self, id_: str, size: int) -> Generator[bytes]:
        """An object's content, in pieces of a size; the first may be empty; none, where there is no such object.

        All of it is taken from git, however little of it is used: the next answer comes behind it.

        Raises:
            GitError: git ended, did not answer in time, or answers something else.
        """
        if self._talk is None:
            self._talk = self._git.talk("cat-file", "--batch", timeout=self._timeout)
        talk = self._talk
        try:
            with talk.asking(id_) as answer:
                yield from _read_object(answer, id_, size)
        except GeneratorExit:  # enough was seen, and the rest is taken
            raise
        except EOFError:
            error = talk.ended(f"object {id_[:10]}")
            self.close()
            if not isinstance(error, MissingObjectError):  # git gives up where it may not fetch what a clone lacks
                raise error from None
        except BaseException:
            self.close()  # what is left of this answer must not be taken for the next one
            raise


def _read_object(answer: IO[bytes], id_: str, size: int) -> Generator[bytes]:
    """Read what ``git cat-file --batch`` prints for one object: ``id type size``, the content, and a line end.

    Raises:
        EOFError: it is cut short.
        GitAnswerError: it is not that.
    """
    header = answer.readline()
    if not header.endswith(b"\n"):
        raise EOFError
    words = header.split()
    if words[1:] == [b"missing"]:
        return
    if len(words) != 3 or words[0] != id_.encode("ascii") or not words[2].isdigit():
        shown = header[:60].decode("utf-8", "replace").strip()
        raise GitAnswerError(f"git cat-file answered {shown!r} when asked for object {id_[:10]}")
    left = int(words[2])
    try:
        yield (piece := _take(answer, min(left, size)))
        left -= len(piece)
        while left:
            yield (piece := _take(answer, min(left, CHUNK)))
            left -= len(piece)
    except GeneratorExit:
        left -= len(piece)
        while left:
            left -= len(_take(answer, min(left, CHUNK)))
        _take(answer, 1)  # the line end
        raise
    _take(answer, 1)


def _take(answer: IO[bytes], size: int) -> bytes:
    data = answer.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _require(content: bytes | None, what: str, unseen: Unknown) -> bytes:
    if content is None:
        raise UnknownError(unseen, f"{what} is not in this clone")
    return content


def _parse_tree(content: bytes, id_size: int) -> dict[str, Node]:
    """Read a tree object: for each entry ``mode name NUL id``, the id as bytes (gitformat-pack and Pro Git, 10.2)."""
    nodes = {}
    position = 0
    with answer_of("cat-file"):
        while position < len(content):
            end = content.index(b"\0", position)
            mode, name = content[position:end].split(b" ", 1)
            position = end + 1 + id_size
            nodes[name.decode("utf-8", "surrogateescape")] = Node(mode.decode(), content[end + 1 : position].hex())
    return nodes
