"""Which files hold nothing that can be seen; small ones that cited commits wrote are read in two questions."""

from __future__ import annotations

import codecs
from contextlib import closing
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git.program import GitError, answer_of
from pytest_phasegate.text.placeholders import is_visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence

    from pytest_phasegate.evidence.git.program import Git

SMALL = 4096  # bytes; what all cited commits wrote is read at once only up to this size
CHUNK = 2**16


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
            decoders = [codecs.getincrementaldecoder(name)("replace") for name in _encodings(chunk)]
        decoders = [decoder for decoder in decoders if not is_visible(decoder.decode(chunk))]
        if not decoders:
            return False
    return decoders is None or any(not is_visible(decoder.decode(b"", final=True)) for decoder in decoders)


def _encodings(start: bytes) -> tuple[str, ...]:
    is_wide = b"\0" in start or start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return ("utf-8", "utf-16-le", "utf-16-be") if is_wide else ("utf-8",)


class BlankBlobs:
    """Tells blobs that are blank from others."""

    def __init__(
        self, git: Git, read: Callable[[str], Generator[bytes]], written: Callable[[], Collection[str]]
    ) -> None:
        """Look at nothing yet.

        Args:
            git: where the blobs are.
            read: reads a blob by itself, piece by piece.
            written: gives the blobs that are likely asked about; small ones are read at the first question.
        """
        self._git = git
        self._read = read
        self._written = written
        self._known: dict[str, bool] | None = None

    def is_blank(self, blob: str) -> bool:
        """Whether a blob is blank.

        Raises:
            EvidenceError: the clone lacks it.
        """
        if self._known is None:
            self._known = self._read_all(sorted(self._written()))
        if blob not in self._known:
            self._known[blob] = self._look_at(blob)
        return self._known[blob]

    def _look_at(self, blob: str) -> bool:
        with closing(self._read(blob)) as chunks:
            return is_blank(chunks)

    def _read_all(self, blobs: Sequence[str]) -> dict[str, bool]:
        try:
            lines = self._ask("--batch-check", blobs).decode("utf-8", "replace").splitlines()
            told = (line.split(" ") for line in lines)
            with answer_of("cat-file"):
                small = [words[0] for words in told if len(words) == 3 and int(words[2]) <= SMALL]
            contents = _contents(self._ask("--batch", small))
            return {blob: is_blank([content]) for blob, content in contents}
        except GitError:
            return {}  # a partial clone lacks one: each will be read by itself

    def _ask(self, how: str, blobs: Sequence[str]) -> bytes:
        if not blobs:
            return b""
        return self._git.ask("cat-file", how, "--buffer", stdin="".join(f"{blob}\n" for blob in blobs).encode())


def _contents(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Each blob with its content: git prints ``id type size``, the content, and a line end; see git-cat-file(1)."""
    position = 0
    with answer_of("cat-file"):
        while position < len(output):
            end = output.index(b"\n", position)
            blob, _, size = output[position:end].decode().split(" ")
            position = end + 1 + int(size) + 1
            if position > len(output):
                raise ValueError("a part of a file")
            yield blob, output[end + 1 : position - 1]
