"""Matches paths against patterns of documents and policies, in linear time whatever the pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ALTERNATIVES_LIMIT = 64
LONGEST = 4096  # a pattern with more characters, as no path has them, is not expanded: each word would be a copy of it
S = TypeVar("S")


def match_paths(pattern: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that a pattern matches, sorted.

    ``*`` and ``?`` stand for characters of one name, ``**`` for any number of folders, ``{a,b}`` for either word;
    all else, brackets too, stands for itself.
    """
    alternatives = [alternative.split("/") for alternative in expand_braces(pattern.removeprefix("./"))]
    return tuple(sorted(path for path in paths if any(_match_path(path.split("/"), parts) for parts in alternatives)))


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches one path."""
    return bool(match_paths(pattern, (path,)))


def expand_braces(pattern: str) -> tuple[str, ...]:
    """The patterns that ``{a,b}`` stands for, at most 64; braces without a comma or a partner are characters."""
    if len(pattern) > LONGEST:
        return (pattern,)
    waiting = [pattern]
    expanded: list[str] = []
    while waiting:
        current = waiting.pop()
        group = _first_group(current)
        if group is None or len(waiting) + len(expanded) >= ALTERNATIVES_LIMIT:
            expanded.append(current)
        else:
            start, end = group
            words = current[start + 1 : end].split(",")
            waiting += [current[:start] + word.strip() + current[end + 1 :] for word in reversed(words)]
    return tuple(expanded)


def _first_group(pattern: str) -> tuple[int, int] | None:
    """The first braces that hold a comma and no braces."""
    start = -1
    has_comma = False
    for position, character in enumerate(pattern):
        if character == "{":
            start, has_comma = position, False
        elif character == ",":
            has_comma = start >= 0
        elif character == "}":
            if has_comma:
                return start, position
            start = -1
    return None


def _match_path(names: Sequence[str], parts: Sequence[str]) -> bool:
    return _match(names, parts, "**", _match_name)


def _match_name(name: str, pattern: str) -> bool:
    return _match(name, pattern, "*", lambda character, wanted: wanted in ("?", character))


def _match(items: Sequence[S], pattern: Sequence[S], wildcard: S, fits: Callable[[S, S], bool]) -> bool:
    """Match a sequence; only the last wildcard is ever tried again, which keeps this from growing exponentially."""
    item = part = 0
    last_wildcard, resume = -1, 0
    while item < len(items):
        if part < len(pattern) and pattern[part] == wildcard:
            last_wildcard, resume = part, item
            part += 1
        elif part < len(pattern) and fits(items[item], pattern[part]):
            item += 1
            part += 1
        elif last_wildcard >= 0:
            resume += 1
            item, part = resume, last_wildcard + 1
        else:
            return False
    return all(left == wildcard for left in pattern[part:])
