"""Globs over paths with forward slashes: ``*`` and ``?`` within a name, ``**`` across folders, ``{a,b}`` for either."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_ALTERNATIVES = 64  # a pattern may come from a document: {a,b}{a,b}{a,b}... must not grow without bound
LONGEST = (
    4096  # a pattern with more characters, as no path has them, is not expanded: each choice would be a copy of it
)


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a glob as a whole; case counts.

    Names are compared by the greedy two-pointer method, so the work is bounded by the product of the lengths,
    whatever the pattern: no pattern of a document can make it backtrack.

    Args:
        pattern: the glob; a trailing slash stands for all that lies below.
        path: relative, with forward slashes.
    """
    names = path.split("/")
    return any(_fits(alternative, names, _is_any_depth, _fits_name) for alternative in _alternatives(pattern))


@lru_cache(maxsize=4096)
def _alternatives(pattern: str) -> tuple[tuple[str, ...], ...]:
    whole = pattern + "**" if pattern.endswith("/") else pattern
    return tuple(tuple(each.split("/")) for each in expand_braces(whole))


def expand_braces(pattern: str) -> tuple[str, ...]:
    """The patterns that ``{a,b}`` stands for, at most ``MOST_ALTERNATIVES``; unpaired braces stand for themselves."""
    if len(pattern) > LONGEST:
        return (pattern,)
    done: list[str] = []
    waiting = [pattern]
    while waiting and len(done) + len(waiting) <= MOST_ALTERNATIVES:
        head, brace, tail = waiting[-1].partition("{")
        choices, end, rest = tail.partition("}")
        waiting.pop()
        if brace and end and "," in choices:
            waiting.extend(f"{head}{choice}{rest}" for choice in reversed(choices.split(",")))
        else:
            done.append(head + brace + tail)
    return tuple(done + waiting)


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


def allows(patterns: Sequence[str], path: str) -> bool:
    """Whether a list of globs takes a path in: the last that fits decides, and one with ``!`` takes it out again."""
    for pattern in reversed(patterns):
        if matches(pattern.removeprefix("!"), path):
            return not pattern.startswith("!")
    return False
