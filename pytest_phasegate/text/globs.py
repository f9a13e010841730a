"""Globs over paths with forward slashes: ``*`` and ``?`` within a name, ``**`` across folders, ``{a,b}`` for either."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOST_ALTERNATIVES = 64  # a pattern may come from a document: {a,b}{a,b}{a,b}... must not grow without bound
LONGEST = 4096  # a pattern with more characters, as no path has them, is not expanded: each word would be a copy of it


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a glob as a whole; case counts, and brackets stand for themselves.

    Names are compared by the greedy two-pointer method, so the work is bounded by the product of the lengths,
    whatever the pattern: no pattern of a document can make it backtrack.

    Args:
        pattern: the glob; a leading ``./`` says nothing, a trailing slash stands for all that lies below.
        path: relative, with forward slashes.
    """
    names = path.split("/")
    return any(_fits(alternative, names, _is_any_depth, _fits_name) for alternative in _alternatives(pattern))


def match_paths(pattern: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that fit a glob, sorted."""
    return tuple(sorted(paths if pattern == "**" else (path for path in paths if matches(pattern, path))))


def may_lie_below(pattern: str, folder: str) -> bool:
    """Whether a path that the pattern matches may lie below a folder.

    Args:
        pattern: what paths must match.
        folder: without a slash at its end; ``""`` is the root.
    """
    parts = folder.split("/") if folder else []
    return any(_leads_into(names, parts) for names in _alternatives(pattern))


def _leads_into(names: Sequence[str], folder: Sequence[str]) -> bool:
    for number, part in enumerate(folder):
        if number < len(names) and _is_any_depth(names[number]):
            return True
        if len(names) <= number + 1 or not _fits_name(names[number], part):
            return False
    return True


def allows(patterns: Sequence[str], path: str) -> bool:
    """Whether a list of globs takes a path in: the last that fits decides, and one with ``!`` takes it out again."""
    for pattern in reversed(patterns):
        if matches(pattern.removeprefix("!"), path):
            return not pattern.startswith("!")
    return False


def expand_braces(pattern: str) -> tuple[str, ...]:
    """The patterns that ``{a,b}`` stands for; braces without a comma or a partner stand for themselves.

    No group of braces is taken apart once there are ``MOST_ALTERNATIVES``.
    """
    if len(pattern) > LONGEST:
        return (pattern,)
    waiting = [pattern]
    expanded: list[str] = []
    while waiting:
        current = waiting.pop()
        group = _first_group(current)
        if group is None or len(waiting) + len(expanded) >= MOST_ALTERNATIVES:
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


@lru_cache(maxsize=4096)
def _alternatives(pattern: str) -> tuple[tuple[str, ...], ...]:
    whole = pattern.removeprefix("./") + ("**" if pattern.endswith("/") else "")
    return tuple(tuple(each.split("/")) for each in expand_braces(whole))


def _is_any_depth(name: str) -> bool:
    return name == "**"


def _is_star(character: str) -> bool:
    return character == "*"


def _fits_character(wanted: str, character: str) -> bool:
    return wanted in ("?", character)


@lru_cache(maxsize=65536)
def _fits_name(wanted: str, name: str) -> bool:
    return wanted == name or _fits(wanted, name, _is_star, _fits_character)


def _fits(
    pattern: Sequence[str],
    text: Sequence[str],
    is_gap: Callable[[str], bool],
    fits_one: Callable[[str, str], bool],
) -> bool:
    """Match a sequence against a pattern with gaps; on a mismatch only the last gap needs to be widened."""
    at = place = 0
    gap = gap_at = -1
    while place < len(text):
        if at < len(pattern) and is_gap(pattern[at]):
            gap, gap_at = at, place
            at += 1
        elif at < len(pattern) and fits_one(pattern[at], text[place]):
            at += 1
            place += 1
        elif gap >= 0:
            gap_at += 1
            at, place = gap + 1, gap_at
        else:
            return False
    return all(is_gap(rest) for rest in pattern[at:])
