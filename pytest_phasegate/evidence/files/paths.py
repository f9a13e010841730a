"""Names as documents write them, and the one way from such a name to a path of the project."""

from __future__ import annotations

import os
import re
import unicodedata
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.model.facts import Fit, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DRIVE = re.compile(r"[A-Za-z]:(?=[/\\]|$)|[/\\]{2}(?![/\\])")
FILE_SCHEME = "file://"
CANDIDATES_LIMIT = 5
NAME_LIMIT = 4096


class PathIndex:
    """The paths of a tree, ready to be asked for by their ends."""

    def __init__(self, paths: Iterable[str], prefix: str = "") -> None:
        """Paths below the project's root; ``prefix`` leads there from the repository's top, with a slash at its end."""
        self.paths = tuple(sorted(paths))
        self.prefix = prefix

    def __contains__(self, path: str) -> bool:
        return path in self._files or path in self.folders

    def spelling(self, path: str) -> str | None:
        """How the tree spells a path that may be composed of other Unicode characters, or None."""
        if path in self:
            return path
        return None if path.isascii() else self._composed.get(unicodedata.normalize("NFC", path))

    def ending(self, tail: str, limit: int = CANDIDATES_LIMIT) -> tuple[str, ...]:
        """Files whose path is ``tail`` or ends with a slash and ``tail``, sorted; at most ``limit`` + 1."""
        if tail in self._files:
            return (tail,)
        start = f"/{tail}"[::-1]
        position = bisect_left(self._reversed, start)
        near = self._reversed[position : position + limit + 1]
        return tuple(sorted(path[::-1] for path in near if path.startswith(start)))

    def similar(self, path: str) -> tuple[str, ...]:
        """The nearest paths to one that is not there: by file name in any case, by its stem, or for a slip of it."""
        name = path.rpartition("/")[2].casefold()
        stem = name.partition(".")[0]
        found = self._named.get(name) or self._stemmed.get(stem)
        if not found:
            return tuple(self._misspelt(path))
        return tuple(sorted(found, key=lambda candidate: _distance(candidate, path))[:CANDIDATES_LIMIT])

    def _misspelt(self, path: str) -> list[str]:
        """Files whose names look like the one that is meant, in its folder, or in one that ends as its name does.

        Documents name a folder from where its authors work: "task/run.rs" is "crates/app/src/task/run.rs".
        """
        from difflib import get_close_matches  # few runs need it

        folder, _, name = path.rpartition("/")
        alike = self._folders_named.get(folder.rpartition("/")[2], ())
        return [
            f"{place}/{near}".lstrip("/")
            for place in (folder, *(each for each in alike if each.endswith(f"/{folder}")))
            for near in get_close_matches(name, self._by_folder.get(place, ()))
        ][:CANDIDATES_LIMIT]

    @cached_property
    def _folders_named(self) -> dict[str, list[str]]:
        return _group(sorted(self._by_folder), lambda folder: folder.rpartition("/")[2])

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file."""
        folders: set[str] = set()
        for path in self.paths:
            folder = path.rpartition("/")[0]
            while folder and folder not in folders:
                folders.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(folders)

    @cached_property
    def tops(self) -> frozenset[str]:
        """The folders at the top of the tree."""
        return frozenset(folder for folder in self.folders if "/" not in folder)

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(self.paths)

    @cached_property
    def _composed(self) -> dict[str, str]:
        return {unicodedata.normalize("NFC", path): path for path in self.paths if not path.isascii()}

    @cached_property
    def _reversed(self) -> list[str]:
        """The paths read backwards, sorted: those with one ending stand side by side."""
        return sorted(path[::-1] for path in self.paths)

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        return _group(self.paths, lambda path: path.rpartition("/")[2].casefold())

    @cached_property
    def _stemmed(self) -> dict[str, list[str]]:
        return _group(self.paths, lambda path: path.rpartition("/")[2].partition(".")[0].casefold())

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        groups = _group(self.paths, lambda path: path.rpartition("/")[0])
        return {folder: [path.rpartition("/")[2] for path in paths] for folder, paths in groups.items()}


def inside(root: Path, name: str) -> Path | None:
    """The path of the project that a relative name leads to, or None if it could leave the project."""
    parts = name.split("/")
    is_foreign = os.name == "nt" and ("\\" in name or ":" in name)  # a drive, or a stream of a file
    if not name or name.startswith(("/", "~")) or ".." in parts or "\0" in name or is_foreign:
        return None
    path = root
    for part in parts[:-1]:
        path /= part
        # what lies behind a link is found under its own name; Path's own question raises for names that are too long
        if os.path.islink(path):  # noqa: PTH114
            return None
    return path / parts[-1]


def locate(name: str, roots: Sequence[Path], index: PathIndex, exists: Callable[[str], bool]) -> Place:
    """Match a name to a path of a tree.

    A relative name is that path, or else the end of exactly one tracked path. An absolute name of this project is
    made relative. Another machine's absolute name is cut from the left until what is left is tracked.

    Args:
        name: as a document writes it, without quotes.
        roots: the project's root on this machine, as it is called and as it resolves.
        index: the tracked paths.
        exists: whether a path stands in the tree, tracked or not.
    """
    name = name.strip().removeprefix(FILE_SCHEME)
    if not name or len(name) > NAME_LIMIT or "\0" in name or "\n" in name or name.startswith("~"):
        return Place(fit=Fit.OUTSIDE, path="")
    if name in index:
        return Place(fit=Fit.EXACT, path=name)
    absolute = _split_absolute(name)
    if absolute is None:
        return _locate_relative(_split_relative(name), index, exists)
    within = _within(name, roots)
    if within is not None:
        return _locate_relative(within, index, exists)
    if len(absolute) == 1 or ".." in absolute:
        return Place(fit=Fit.OUTSIDE, path="")
    return _locate_foreign(name, absolute, index)


def _locate_relative(parts: Sequence[str] | None, index: PathIndex, exists: Callable[[str], bool]) -> Place:
    if not parts:
        return Place(fit=Fit.OUTSIDE, path="")
    path = "/".join(parts)
    spelling = index.spelling(path)
    if spelling is not None or exists(path):
        return Place(fit=Fit.EXACT, path=spelling or path)
    if found := index.ending(path):
        return _ending(found, path)
    below = path.removeprefix(index.prefix)
    if below != path and (below in index or exists(below)):  # written from the top of a larger repository
        return Place(fit=Fit.SUFFIX, path=below)
    return Place(fit=Fit.ABSENT, path=path, candidates=index.similar(path))


def _locate_foreign(name: str, parts: Sequence[str], index: PathIndex) -> Place:
    """Match an absolute name of another machine.

    Where a part of the name is a top folder of this tree, the other machine's root most likely ends before it, and
    surely if the next part is a folder in it. Then a shorter end of the name must not pass for a file that was never
    made under that folder: ``/x/libs/new/package.json`` is not the project's own ``package.json``.
    """
    anchors = [start for start in range(1, len(parts) - 1) if parts[start] in index.tops]
    roots = [anchor for anchor in anchors if "/".join(parts[anchor : anchor + 2]) in index.folders]
    for start in range(1, roots[0] + 1 if roots else len(parts)):
        tail = "/".join(parts[start:])
        is_bare = start == len(parts) - 1
        if tail in index and not (is_bare and anchors):
            return Place(fit=Fit.SUFFIX, path=tail)
        if not is_bare and not anchors and (fitting := index.ending(tail, len(index.paths))):
            if found := _of_same_folder(fitting, tail, parts[start - 1], index):
                return _ending(found, tail)
            break
    if os.path.lexists(name):
        return Place(fit=Fit.OUTSIDE, path="")
    path = "/".join(parts[(roots or anchors)[0] :]) if anchors else parts[-1]
    return Place(fit=Fit.ABSENT, path=path, candidates=index.similar(path))


def _of_same_folder(found: tuple[str, ...], tail: str, cut: str, index: PathIndex) -> tuple[str, ...]:
    """The files that an end of a name fits, without namesakes in another folder than the one that the name was cut at.

    ``/x/desk/src/index.ts`` is not ``apps/web/src/index.ts`` where the project has ``apps/desk`` as well.
    """
    above = ((path, path.removesuffix(tail).rstrip("/").rpartition("/")) for path in found)
    return tuple(path for path, (up, _, name) in above if cut == name or f"{up}/{cut}".lstrip("/") not in index.folders)


def _ending(found: tuple[str, ...], name: str) -> Place:
    """Where a name leads that is the end of some paths."""
    if len(found) == 1:
        return Place(fit=Fit.SUFFIX, path=found[0])
    return Place(fit=Fit.AMBIGUOUS, path=name, candidates=found[:CANDIDATES_LIMIT])


def _split_absolute(name: str) -> list[str] | None:
    """The parts of an absolute name of any system, the first one empty; None for a relative name."""
    drive = DRIVE.match(name) or re.match(r"/[A-Za-z]:(?=/)", name)  # the second: from file:///d:/...
    if drive:
        return ["", *_parts(name[drive.end() :])]
    return ["", *_parts(name)] if name.startswith(("/", "\\")) else None


def _split_relative(name: str) -> list[str] | None:
    """The parts of a relative name without ``.`` and ``..``; None if it leaves the project."""
    parts: list[str] = []
    for part in _parts(name):
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            return None
    return parts


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[/\\]", name) if part not in ("", ".")]


def _within(name: str, roots: Sequence[Path]) -> list[str] | None:
    """The parts of an absolute name below the root, or None if it is not there."""
    path = os.path.normpath(name)
    for base in roots:
        if Path(path).is_absolute() and Path(path).is_relative_to(base):
            return list(Path(path).relative_to(base).parts)
    return None


def _group(paths: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in paths:
        group = groups.setdefault(key(path), [])
        if len(group) < 10 * CANDIDATES_LIMIT:
            group.append(path)
    return groups


def _distance(candidate: str, path: str) -> tuple[int, str]:
    """How many folders two paths do not share at their ends, for sorting the nearest first."""
    ours, theirs = candidate.split("/")[-2::-1], path.split("/")[-2::-1]
    shared = 0
    for our, their in zip(ours, theirs, strict=False):
        if our != their:
            break
        shared += 1
    return len(ours) + len(theirs) - 2 * shared, candidate
