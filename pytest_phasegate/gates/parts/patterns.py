"""Patterns for files as documents write them: alternatives in braces are so many claims, and folders may be foreign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.model.globs import expand_braces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.claims import DeliverableClaim, FileClaim

MOST_FOLDERS = 40  # of a pattern from a document: each is tried as the start


def each_file(claims: Iterable[FileClaim]) -> Iterator[FileClaim]:
    """Claims with the alternatives of their braces taken apart: ``src/{a,b}.py`` names two files, and both count."""
    for claim in claims:
        paths = _alternatives(claim)
        news = expand_braces(claim.new_path) if claim.new_path and len(paths) > 1 else ()
        for place, path in enumerate(paths):
            new_path = news[place] if len(news) == len(paths) else claim.new_path
            yield replace(claim, path=path, new_path=new_path, is_glob=is_pattern(path)) if len(paths) > 1 else claim


def each_deliverable(claims: Iterable[DeliverableClaim]) -> Iterator[DeliverableClaim]:
    """Claims with the alternatives of their braces taken apart, as those of files."""
    for claim in claims:
        for path in _alternatives(claim):
            yield replace(claim, path=path, is_glob=is_pattern(path)) if path != claim.path else claim


def _alternatives(claim: FileClaim | DeliverableClaim) -> tuple[str, ...]:
    return expand_braces(claim.path) if claim.is_glob and "{" in claim.path else (claim.path,)


def is_pattern(path: str) -> bool:
    """Whether a path, taken out of braces, still is to be matched."""
    return any(sign in path for sign in "*?{")


def pattern_ends(pattern: str) -> Iterator[str]:
    """A pattern, and the ends of it that may be meant where it was written elsewhere, the longest first.

    At least one folder of the pattern must be left, or "*.py" would match any file of a project.
    """
    parts = pattern.replace("\\", "/").split("/")[-MOST_FOLDERS:]
    for start in range(max(len(parts) - 1, 1)):
        if start == 0 or any("*" not in part for part in parts[start:-1]):
            yield "/".join(parts[start:])
