"""Whether a file holds anything at all: one in which nothing can be seen is as empty as one without a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.facts import Entry, Tree

RIGHTLY_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll")
"""The names of files that say what they say by being there."""


def emptiness_of(tree: Tree, path: str, entry: Entry) -> str:
    """How a file is empty, as words that follow its name, or nothing where it holds something."""
    if entry.is_empty:
        return "is empty"
    return "holds nothing that can be seen" if tree.is_blank(path) else ""
