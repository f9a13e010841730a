"""Whether a file holds anything at all: one with nothing but white space is as empty as one without a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_phasegate.model.facts import Entry, Tree

RIGHTLY_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".nojekyll")
"""The names of files that say what they say by being there."""


def is_empty_file(tree: Tree, path: str, entry: Entry) -> bool:
    """Whether a file has no content but white space."""
    return entry.is_empty or tree.is_blank(path)
