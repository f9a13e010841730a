"""Globs over paths and unit ids: ``*``, ``?`` and ``[a-z]`` within a part, ``**`` for any number of parts."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache


@lru_cache(maxsize=4096)  # the same few patterns are asked for every unit of a document
def matches(pattern: str, path: str) -> bool:
    """Whether a glob matches a whole path; the time grows with the product of their parts, on any pattern."""
    parts = path.split("/")
    # reached[i] says whether the pattern's parts so far match the first i parts of the path
    reached = [True] + [False] * len(parts)
    for glob in pattern.split("/"):
        if glob == "**":
            first = reached.index(True) if True in reached else len(reached)
            reached = [index >= first for index in range(len(reached))]
        else:
            reached = [False, *(was and fnmatchcase(part, glob) for was, part in zip(reached, parts, strict=False))]
    return reached[-1]
