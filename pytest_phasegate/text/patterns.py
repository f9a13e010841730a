"""Patterns that are compiled when they are first used: most documents need a third of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "split", "groupindex")


class _Late:
    """Stands for a pattern; from the first use on it holds the methods of the compiled one."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        found = re.compile(self.pattern, self.flags)
        self.__dict__.update({each: getattr(found, each) for each in _METHODS})
        return getattr(self, name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled when one of its methods is first called.

    Compiling all patterns took 70 of the 100 ms that importing the reader takes.
    """
    return cast("re.Pattern[str]", _Late(source, flags))


def alternatives(*lists: Iterable[str]) -> str:
    """Some lists of words as the alternatives of a pattern, the longest first; a blank is one blank."""
    words = {word for words in lists for word in words}
    return "|".join(
        re.escape(word).replace("\\ ", "[ ]") for word in sorted(words, key=lambda word: (-len(word), word))
    )
