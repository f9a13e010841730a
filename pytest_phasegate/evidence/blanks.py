"""Which files hold nothing but white space; of those that cited commits wrote, all are looked at in two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git import GitError
from pytest_phasegate.text.placeholders import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from pytest_phasegate.evidence.git import Git

LARGEST = 4096
"""Bytes; a file of more is taken to hold something, unseen: who pads a file could as well write a letter into it."""


class BlankBlobs:
    """Tells blobs that are blank from others."""

    def __init__(self, git: Git, read: Callable[[str, int], bytes], written: Callable[[], Collection[str]]) -> None:
        """Look at nothing yet.

        Args:
            git: where the blobs are.
            read: reads the first bytes of a blob by itself.
            written: gives the blobs that are likely asked about; they are read at the first question.
        """
        self._git = git
        self._read = read
        self._written = written
        self._known: dict[str, bool] | None = None

    def is_blank(self, blob: str) -> bool:
        """Whether a blob is blank; what a partial clone lacks counts as filled, for its size was seen to be some."""
        if self._known is None:
            self._known = self._read_all(sorted(self._written()))
        if blob not in self._known:
            self._known[blob] = self._look_at(blob)
        return self._known[blob]

    def _look_at(self, blob: str) -> bool:
        try:
            content = self._read(blob, LARGEST + 1)
        except EvidenceError:
            return False
        return len(content) <= LARGEST and is_blank(content)

    def _read_all(self, blobs: Sequence[str]) -> dict[str, bool]:
        try:
            told = (line.split(" ") for line in self._ask("--batch-check", blobs).decode().splitlines())
            sizes = {words[0]: int(words[2]) for words in told if len(words) == 3}
            small = [blob for blob, size in sizes.items() if size <= LARGEST]
            contents = _contents(self._ask("--batch", small))
            return dict.fromkeys(sizes, False) | {blob: is_blank(content) for blob, content in contents}
        except GitError:
            return {}  # a partial clone lacks one: each will be read by itself

    def _ask(self, how: str, blobs: Sequence[str]) -> bytes:
        if not blobs:
            return b""
        return self._git.ask("cat-file", how, "--buffer", stdin="".join(f"{blob}\n" for blob in blobs).encode())


def _contents(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Each blob with its content: git prints ``id type size``, the content, and a line end; see git-cat-file(1)."""
    position = 0
    while position < len(output):
        end = output.index(b"\n", position)
        blob, _, size = output[position:end].decode().split(" ")
        position = end + 1 + int(size) + 1
        yield blob, output[end + 1 : position - 1]
