"""Asks ``git cat-file``, the only place that does: what objects are, and what commits, folders and files hold."""

from __future__ import annotations

import codecs
from contextlib import closing
from typing import IO, TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.program import TIMEOUT, GitAnswerError, GitError, MissingObjectError, answer_of
from pytest_phasegate.model.unknown import Unknown, UnknownError
from pytest_phasegate.text.placeholders import is_visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence

    from pytest_phasegate.evidence.git.program import Git, Talk

LINK_MODE = "120000"
FOLDER_MODE = "40000"
SUBMODULE_MODE = "160000"
EMPTY_BLOBS = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)
"""The ids of a file without content, in SHA-1 and SHA-256 repositories."""

CHUNK = 2**16
SMALL = 4096  # bytes; what all cited commits wrote is read at once only up to this size
FEW = 16  # blobs; to read so many one by one takes less time than to start two processes
IN_SUBMODULE = Unknown("the files of submodules are not in the project's own repository", "waive the check")


class Object(NamedTuple):
    """What git says of a name: the full id and the type of an object; else the name, and "missing" or "ambiguous"."""

    id: str
    type: str
    size: int = 0


class Node(NamedTuple):
    """An entry of a folder: git's octal mode (40000 for a folder), and the id of what it holds."""

    mode: str
    id: str


def check_objects(git: Git, names: Sequence[str]) -> list[Object]:
    """What each name stands for: an id, or a revision of the command line without a line break.

    Raises:
        GitError: git cannot tell.
    """
    if not names:
        return []
    stdin = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    output = git.ask("cat-file", "--batch-check", "--buffer", stdin=stdin).decode("utf-8", "replace")
    found = []
    with answer_of("cat-file"):
        *lines, rest = output.split("\n")
        if rest:
            raise ValueError("a part of a line")
        for name, line in zip(names, lines, strict=True):
            *start, last = line.rsplit(" ", 2)
            found.append(Object(start[0], start[1], int(last)) if last.isdigit() else Object(name, last))
    return found


def read_objects(git: Git, ids: Sequence[str]) -> dict[str, bytes]:
    """The content of each of some objects (full ids) that is there.

    Raises:
        GitError: git cannot tell, or gives up at what a partial clone lacks.
    """
    if not ids:
        return {}
    output = git.ask("cat-file", "--batch", "--buffer", stdin="".join(f"{id_}\n" for id_ in ids).encode())
    contents = {}
    position = 0
    with answer_of("cat-file"):
        while position < len(output):
            end = output.index(b"\n", position)
            id_, *facts = output[position:end].decode().split(" ")
            position = end + 1
            if facts != ["missing"]:
                _, size = facts
                contents[id_] = output[position : position + int(size)]
                position += int(size) + 1
                if position > len(output):
                    raise ValueError("a part of an object")
    return contents


class ObjectReader:
    """Reads objects from one git process that is asked again and again, by object id only.

    Folders are kept, for most folders of a commit are those of the commit before it.
    """

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
            written: gives the blobs of which it will likely be asked whether they are blank: small ones are read
                together at the first question.
            timeout: seconds that each answer may take.
            is_partial: whether the clone is one that leaves objects out.
        """
        self._git = git
        self._unseen = causes.PARTIAL if is_partial else causes.DAMAGED
        self._written = written
        self._blank: dict[str, bool] | None = None
        self._id_size = digits // 2
        self._folders: dict[str, Mapping[str, Node]] = {}
        self._roots: dict[str, str] = {}
        self._timeout = timeout
        self._talk: Talk | None = None
        self._files: frozenset[str] | None = None  # those that are here, once one was not

    def close(self) -> None:
        """End the git process; asking again starts it anew."""
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
            header = self._read(commit, 5 + 2 * self._id_size, "commit")  # the first line is "tree <id>"
            self._roots[commit] = header[5:].decode("ascii", "replace")
        node = Node(FOLDER_MODE, self._roots[commit])
        for name in filter(None, path.split("/")):
            if node.mode == SUBMODULE_MODE:
                raise UnknownError(IN_SUBMODULE, f"{path} lies in a submodule")
            child = self._folder(node.id).get(name) if node.mode == FOLDER_MODE else None
            if child is None:
                return None
            node = child
        return node

    def read(self, blob: str, limit: int) -> bytes:
        """The first ``limit`` bytes of a file's content; raises EvidenceError where the clone lacks it."""
        return self._read(blob, limit, "object")

    def is_blank(self, blob: str) -> bool:
        """Whether a file holds nothing that can be seen; raises EvidenceError where the clone lacks the content."""
        if self._blank is None:
            self._blank = self._look_at_small(sorted(self._written()))
        if blob not in self._blank:
            with closing(self._pieces(blob, CHUNK, "object")) as pieces:
                self._blank[blob] = is_blank(pieces)
        return self._blank[blob]

    def _look_at_small(self, blobs: Sequence[str]) -> dict[str, bool]:
        if len(blobs) <= FEW:
            return {}
        try:
            small = [found.id for found in check_objects(self._git, blobs) if found.size <= SMALL]
            return {blob: is_blank([content]) for blob, content in read_objects(self._git, small).items()}
        except GitError:
            return {}  # a partial clone lacks one: each will be read by itself

    def _folder(self, tree: str) -> Mapping[str, Node]:
        if tree not in self._folders:
            self._folders[tree] = _parse_tree(self._read(tree, 2**62, "folder"), self._id_size)
        return self._folders[tree]

    def _read(self, id_: str, limit: int, kind: str) -> bytes:
        with closing(self._pieces(id_, limit, kind)) as pieces:
            return next(pieces)

    def _list_files(self) -> frozenset[str] | None:
        """The files that a partial clone has, or None: git ends at each that it lacks, 1,700 times in one history."""
        form = "--batch-check=%(objecttype) %(objectname)"
        try:
            output = self._git.ask("cat-file", "--batch-all-objects", "--unordered", "--buffer", form)
        except GitError:
            return None
        lines = output.decode("ascii", "replace").splitlines()
        return EMPTY_BLOBS.union(line[5:] for line in lines if line.startswith("blob "))

    def _pieces(self, id_: str, size: int, kind: str) -> Generator[bytes]:
        """An object's content, in pieces; the first one has the size that is given, and may be empty.

        All of it is taken from git, however little of it is used: the next answer comes behind it.

        Raises:
            UnknownError: the clone lacks it.
            GitError: git ended, did not answer in time, or answers something else.
        """
        if self._files is not None and kind == "object" and id_ not in self._files:
            raise UnknownError(self._unseen, f"{kind} {id_[:10]} is not in this clone")
        if self._talk is None:
            self._talk = self._git.talk("cat-file", "--batch", timeout=self._timeout)
        talk = self._talk
        is_there = False
        try:
            with talk.asking(id_) as answer:
                is_there = yield from _read_object(answer, id_, size)
        except GeneratorExit:  # enough was seen, and the rest is taken
            raise
        except EOFError:
            error = talk.ended(f"object {id_[:10]}")
            self.close()
            if not isinstance(error, MissingObjectError):  # git gives up where it may not fetch what a clone lacks
                raise error from None
            self._files = self._list_files()
        except BaseException:
            self.close()  # what is left of this answer must not be taken for the next one
            raise
        if not is_there:
            raise UnknownError(self._unseen, f"{kind} {id_[:10]} is not in this clone")


def _read_object(answer: IO[bytes], id_: str, size: int) -> Generator[bytes, None, bool]:
    """Read what ``git cat-file --batch`` prints for one object: ``id type size``, the content, and a line end.

    Returns whether there is such an object.

    Raises:
        EOFError: it is cut short.
        GitAnswerError: it is not that.
    """
    header = answer.readline()
    if not header.endswith(b"\n"):
        raise EOFError
    words = header.split()
    if words[1:] == [b"missing"]:
        return False
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
    return True


def _take(answer: IO[bytes], size: int) -> bytes:
    data = answer.read(size)
    if len(data) < size:
        raise EOFError
    return data


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


def is_blank(chunks: Iterable[bytes]) -> bool:
    """Whether a file holds nothing that a person can see, whatever its size.

    Text is taken for UTF-8; where a byte order mark or a NUL at its beginning tells of two bytes a character, it may as
    well be UTF-16. What is no text in any of these holds something.

    Args:
        chunks: its content, piece by piece; no more is read than up to the first thing that can be seen.
    """
    decoders: list[codecs.IncrementalDecoder] | None = None
    for chunk in chunks:
        if decoders is None:
            is_wide = b"\0" in chunk or chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            names = ("utf-8", "utf-16-le", "utf-16-be") if is_wide else ("utf-8",)
            decoders = [codecs.getincrementaldecoder(name)("replace") for name in names]
        decoders = [decoder for decoder in decoders if not is_visible(decoder.decode(chunk))]
        if not decoders:
            return False
    return decoders is None or any(not is_visible(decoder.decode(b"", final=True)) for decoder in decoders)
