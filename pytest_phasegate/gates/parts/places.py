"""Where the names in a document lead: from the project's root, and from the folder of the document, as its links do."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_phasegate.model.facts import Fit, Place

if TYPE_CHECKING:
    from pytest_phasegate.model.facts import Tree

_ABSOLUTE = re.compile(r"[/~]|[A-Za-z]:|file:")
_UP = re.compile(r"(?:\./)*\.\./")


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
    near = _from_folder(pattern, document) if _UP.match(pattern.replace("\\", "/")) else None
    return near or pattern


def _from_folder(name: str, document: str) -> str | None:
    """The path that a relative name leads to from a document's folder; None where it leads out of the project."""
    name = name.strip().replace("\\", "/")
    if not name or _ABSOLUTE.match(name):
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), name))
    return None if path in (".", "..") or path.startswith("../") else path
