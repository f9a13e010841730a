"""Whether a file holds anything at all: one with nothing but white space is as empty as one without a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError

if TYPE_CHECKING:
    from pytest_phasegate.model.facts import Entry, Tree

RIGHTLY_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll")
"""The names of files that say what they say by being there."""

_FIRST = 512  # bytes; of most files no more than these are looked at
_MOST = 2**24


def is_blank(data: bytes) -> bool:
    """Whether a file's bytes are white space and nothing more."""
    return not data.strip() or not data.decode("utf-8-sig", "replace").strip()


def is_empty_file(tree: Tree, path: str, entry: Entry) -> bool:
    """Whether a file has no content but white space.

    Where a partial clone lacks the content, its size alone decides: that it was written is seen all the same.
    """
    if entry.is_empty:
        return True
    try:
        first = tree.read(path, _FIRST)
        if first is None or first.decode("utf-8-sig", "ignore").strip():
            return False
        return is_blank(tree.read(path, _MOST) or b"")
    except EvidenceError:
        return False
