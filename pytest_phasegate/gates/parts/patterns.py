"""Patterns for files as documents write them: alternatives in braces are so many claims, and folders may be foreign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.gates.parts.places import resolve_pattern
from pytest_phasegate.text.globs import expand_braces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.claims import DeliverableClaim, FileClaim

MOST_FOLDERS = 40  # of a pattern from a document: each is tried as the start


def each_file(claims: Iterable[FileClaim], document: str) -> Iterator[FileClaim]:
    """The claims of a document with braces taken apart: ``src/{a,b}.py`` names two files, and both count."""
    for claim in claims:
        if claim.is_glob:
            yield from _each_of_pattern(claim, document)
        else:
            yield claim


def _each_of_pattern(claim: FileClaim, document: str) -> Iterator[FileClaim]:
    paths = expand_braces(resolve_pattern(claim.path, document))
    new_path = resolve_pattern(claim.new_path, document) if claim.new_path else None
    news = expand_braces(new_path) if new_path and len(paths) > 1 else ()
    for place, path in enumerate(paths):
        new = news[place] if len(news) == len(paths) else new_path
        yield replace(claim, path=path, new_path=new, is_glob=is_pattern(path))


def each_deliverable(claims: Iterable[DeliverableClaim], document: str) -> Iterator[DeliverableClaim]:
    """The claims of a document with braces taken apart, as those of files."""
    for claim in claims:
        for path in expand_braces(resolve_pattern(claim.path, document)) if claim.is_glob else (claim.path,):
            yield replace(claim, path=path, is_glob=is_pattern(path)) if claim.is_glob else claim


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
