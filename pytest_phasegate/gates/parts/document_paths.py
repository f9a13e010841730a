"""Where names and patterns in a document lead: from the project's root, and from the document's folder as links do."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.model.facts import Fit, Place
from pytest_phasegate.text.globs import expand_braces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.model.claims import DeliverableClaim, FileClaim
    from pytest_phasegate.model.facts import Evidence, Tree

MOST_FOLDERS = 40  # of a pattern from a document: each is tried as the start


def locate(tree: Tree, name: str, document: str) -> Place:
    """Match a name as a document writes it to a path of a tree.

    A name is looked for from the root first. Where nothing has it, a path below the document's own folder will do. One
    that would lead out of the root, such as ``../../src/store.py``, is what a link in the document leads to; so it may
    leave the folder of the document, but never the project.
    """
    place = tree.locate(name)
    near = _from_folder(name, document) if place.fit is not Fit.EXACT else None
    if near is None:
        return place
    if place.fit is not Fit.OUTSIDE:
        return Place(fit=Fit.SUFFIX, path=near) if tree.entry(near) is not None else place
    there = tree.locate(near)
    if there.fit in (Fit.EXACT, Fit.OUTSIDE):
        return there
    return replace(there, fit=Fit.ABSENT, path=near, candidates=there.candidates or (there.path,))


def resolve_pattern(pattern: str, document: str) -> str:
    """A pattern from the root: one that begins with ``../`` leads up from the document's folder."""
    parts = pattern.replace("\\", "/").split("/")
    leads_up = next((part for part in parts if part != "."), "") == ".."
    return (_from_folder(pattern, document) if leads_up else None) or pattern


def ignored(placed: Iterable[tuple[FileClaim, str]], evidence: Evidence) -> frozenset[str]:
    """The paths of the claims, each with its own in the tree, that git is told to ignore; a pattern names no file."""
    asked: dict[str, str] = {}
    for claim, path in placed:
        if path and not claim.is_glob:
            asked[path] = path
            if claim.path.endswith(("/", "\\")):
                asked[f"{path}/"] = path
    return frozenset(asked[found] for found in evidence.git.ignored(tuple(asked)))


def are_ignored(claims: Iterable[FileClaim], document: str, evidence: Evidence) -> bool:
    """Whether git is told to ignore all that the claims of a document name."""
    tree = evidence.files.tree()
    placed = [(claim, locate(tree, claim.path, document).path) for claim in claims]
    return ignored(placed, evidence).issuperset(path for _, path in placed)


def leads_out(pattern: str) -> bool:
    """Whether a pattern from the root climbs above it."""
    return posixpath.normpath(pattern.replace("\\", "/")).startswith("..")


def _from_folder(name: str, document: str) -> str | None:
    """The path that a relative name leads to from a document's folder; None where it leads out of the project."""
    name = name.strip().replace("\\", "/")
    has_drive = name[1:2] == ":" and name[0].isascii() and name[0].isalpha()
    if not name or has_drive or name.startswith(("/", "~", "file:")):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), name))
    return None if path in (".", "..") or path.startswith("../") else path


def each_file(claims: Iterable[FileClaim], document: str) -> Iterator[FileClaim]:
    """The claims of a document with braces taken apart: ``src/{a,b}.py`` names two files, and both count."""
    for claim in claims:
        if not claim.is_glob:
            yield claim
            continue
        paths = expand_braces(resolve_pattern(claim.path, document))
        new_path = resolve_pattern(claim.new_path, document) if claim.new_path else None
        new_paths = expand_braces(new_path) if new_path and len(paths) > 1 else ()
        for place, path in enumerate(paths):
            new = new_paths[place] if len(new_paths) == len(paths) else new_path
            yield replace(claim, path=path, new_path=new, is_glob=is_pattern(path))


def each_deliverable(claims: Iterable[DeliverableClaim], document: str) -> Iterator[DeliverableClaim]:
    """The claims of a document with braces taken apart, as those of files."""
    for claim in claims:
        if not claim.is_glob:
            yield claim
            continue
        for path in expand_braces(resolve_pattern(claim.path, document)):
            yield replace(claim, path=path, is_glob=is_pattern(path))


def is_pattern(path: str) -> bool:
    """Whether a path is to be matched; braces without a comma are part of a name."""
    return any(sign in path for sign in "*?") or ("{" in path and "," in path)


def pattern_ends(pattern: str) -> Iterator[str]:
    """A pattern, and the ends of it that may be meant where it was written elsewhere, the longest first.

    At least one folder of the pattern must be left, or "*.py" would match any file of a project.
    """
    parts = pattern.replace("\\", "/").split("/")[-MOST_FOLDERS:]
    for start in range(max(len(parts) - 1, 1)):
        if start == 0 or any("*" not in part for part in parts[start:-1]):
            yield "/".join(parts[start:])


def match_pattern(pattern: str, tree: Tree) -> tuple[str, ...]:
    """The tracked paths of a tree that fit a pattern as it stands, or the longest end of it that any path fits."""
    return next(filter(None, map(tree.glob, pattern_ends(pattern))), ())
