"""A place in a text file that a message can point at."""

from __future__ import annotations

from typing import NamedTuple


class Location(NamedTuple):
    """A line of a file, written ``path:line``.

    ``path`` is relative to the project's root with forward slashes; ``line`` counts from 1, and 0 means
    the file as a whole.
    """

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
