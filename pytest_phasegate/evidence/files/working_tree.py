"""The working tree: files as they lie on disk, with git's index to tell which of them are tracked."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.causes import is_absent, unlistable, unreadable
from pytest_phasegate.evidence.files.paths import PathIndex, inside, locate
from pytest_phasegate.evidence.git.objects import CHUNK, EMPTY_BLOBS, LINK_MODE, SUBMODULE_MODE, is_blank, read_objects
from pytest_phasegate.evidence.git.program import GitAnswerError, answer_of
from pytest_phasegate.model.facts import Entry, EntryKind
from pytest_phasegate.model.unknown import UnknownError
from pytest_phasegate.text.globs import expand_braces, match_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pytest_phasegate.evidence.git.program import Git
    from pytest_phasegate.model.facts import Place
    from pytest_phasegate.model.unknown import Unknown

PLAIN_LIMIT = 200_000
LINK_LIMIT = 4096
LEFT_OUT = "S"  # git's tag for what a sparse checkout leaves out of the working tree
_REFUSED = re.compile(r"warning: could not open directory '(.+)': (.+)", re.DOTALL)


class WorkingTree:
    """The ``Tree`` of a directory; without git no file is tracked, and ``glob`` finds those that lie there."""

    def __init__(self, root: Path, git: Git | None, prefix: str = "") -> None:
        """``prefix`` leads to the directory from the top of the repository, with a slash at its end."""
        self._root = root
        self._prefix = prefix
        self._roots = tuple(dict.fromkeys((root, root.resolve())))
        self._git = git

    @property
    def name(self) -> str:
        return "the working tree"

    @cached_property
    def index(self) -> PathIndex:
        """The tracked paths; without git, the files that lie there."""
        return PathIndex(self._tracked if self._git else self._listing.paths, self._prefix)

    def locate(self, name: str) -> Place:
        return locate(name, self._roots, self.index, lambda path: self.entry(path) is not None)

    def entry(self, path: str) -> Entry | None:
        place = inside(self._root, path)
        if place is None:
            return None
        staged = self._staged.get(path)
        try:
            status = place.lstat()
        except ValueError:
            return None
        except OSError as error:
            if not is_absent(error):
                raise unreadable(error, path) from error
            return _left_out(staged)
        return self._present(path, place, status)

    def _present(self, path: str, place: Path, status: os.stat_result) -> Entry | None:
        staged, is_tracked = self._staged.get(path), path in self._tracked
        if not is_tracked and not _is_spelt(self._root, path):
            return None
        if staged and staged[0] == SUBMODULE_MODE:
            return Entry(kind=EntryKind.SUBMODULE)
        if stat.S_ISLNK(status.st_mode):
            return Entry(kind=EntryKind.SYMLINK, tracked=is_tracked, target=self._target(place))
        if staged and staged[0] == LINK_MODE and stat.S_ISREG(status.st_mode):  # core.symlinks=false, as on Windows
            return Entry(kind=EntryKind.SYMLINK, tracked=is_tracked, target=self._written_target(path))
        if stat.S_ISDIR(status.st_mode):
            is_tracked = self._git is not None and path in self.index.folders
            return Entry(kind=EntryKind.DIRECTORY, tracked=is_tracked)
        if not stat.S_ISREG(status.st_mode):
            return Entry(kind=EntryKind.OTHER, tracked=is_tracked)
        return Entry(kind=EntryKind.FILE, is_empty=status.st_size == 0, tracked=is_tracked)

    def is_blank(self, path: str) -> bool:
        entry = self.entry(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            return False
        if (content := self._left_out(path)) is not None:
            return is_blank([content])
        try:
            with (self._root / path).open("rb") as file:
                return is_blank(iter(lambda: file.read(CHUNK), b""))
        except OSError as error:
            if is_absent(error):
                return False
            raise unreadable(error, path) from error

    def glob(self, pattern: str) -> tuple[str, ...]:
        return match_paths(pattern, self.index.paths)

    def read(self, path: str, limit: int) -> bytes | None:
        entry = self.entry(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            return None
        if (content := self._left_out(path)) is not None:
            return content[:limit]
        try:
            with (self._root / path).open("rb") as file:
                return file.read(limit)
        except OSError as error:
            if is_absent(error):  # it went between looking and reading
                return None
            raise unreadable(error, path) from error

    def _left_out(self, path: str) -> bytes | None:
        """The content of a file that a sparse checkout leaves out of the working tree; None for any other."""
        staged = self._staged.get(path)
        if staged is None or staged[2] != LEFT_OUT or self._git is None:
            return None
        content = read_objects(self._git, staged[1:2]).get(staged[1])
        if content is None:
            raise UnknownError(causes.DAMAGED, f"{path} is not in this clone")
        return content

    def paths(self) -> tuple[str, ...]:
        """Every file that is tracked, or not tracked and not ignored, sorted."""
        return self._listing.paths

    def unlisted(self) -> Mapping[str, Unknown]:
        """The folders that are there and cannot be listed, each with why."""
        return self._listing.unlisted

    def ignored(self, globs: Iterable[str]) -> tuple[str, ...]:
        """The files that fit some globs, lie there, and are not listed, sorted; not those behind links.

        Globs that go any number of folders deep are left out: what is ignored may be large.
        """
        plain = {each for glob in globs for each in expand_braces(glob) if "**" not in each} if self._git else set()
        lying = self._lying(plain).difference(self.paths())
        return tuple(sorted(path for path in lying if self._is_at(path)))

    def _lying(self, globs: Iterable[str]) -> set[str]:
        found = (place for each in globs for place in self._root.glob(each.replace("[", "[[]").strip("/") or "."))
        return {place.relative_to(self._root).as_posix() for place in found if place.is_file()}

    def _is_at(self, path: str) -> bool:
        """Whether no link leads to a path."""
        return os.path.realpath(self._root / path) == str(self._roots[-1] / path)

    @cached_property
    def _listing(self) -> Listing:
        if self._git is None:
            return walk_files(self._root)
        warnings: list[str] = []
        others = self._git.ask("ls-files", "-z", "--others", "--exclude-standard", warnings=warnings)
        refused = (match for match in map(_REFUSED.fullmatch, warnings) if match)
        unlisted = {match[1].rstrip("/").removeprefix(self._prefix): match[2] for match in refused}
        return Listing(
            tuple(sorted({*self._tracked, *_split(others)})),
            {folder: unlistable(folder, why) for folder, why in unlisted.items()},
        )

    @cached_property
    def _staged(self) -> Mapping[str, tuple[str, str, str]]:
        """What the index holds for each path: its mode, its blob, and S where it is left out of the checkout."""
        if self._git is None:
            return {}
        staged = {}
        with answer_of("ls-files"):
            for line in _split(self._git.ask("ls-files", "-z", "--cached", "--stage", "-t")):
                facts, _, path = line.partition("\t")
                tag, mode, blob, _ = facts.split(" ")
                staged[path] = (mode, blob, tag)
        return staged

    @cached_property
    def _tracked(self) -> frozenset[str]:
        """The tracked paths, those of submodules that are checked out too."""
        staged = self._staged
        if self._git and any(mode == SUBMODULE_MODE for mode, _, _ in staged.values()):
            return frozenset({*staged, *_split(self._git.ask("ls-files", "-z", "--recurse-submodules"))})
        return frozenset(staged)

    def _target(self, link: Path) -> str | None:
        try:
            target = link.resolve(strict=True)
            return target.relative_to(self._roots[-1]).as_posix()
        except (RuntimeError, ValueError):  # a circle, before Python 3.13; a place that is not below the root
            return None
        except OSError as error:
            if not is_absent(error):
                raise unreadable(error, link.name) from error
            return None

    def _written_target(self, path: str) -> str | None:
        """Where a link leads that was checked out as a file with its target in it; one hop is followed."""
        try:
            with (self._root / path).open("rb") as file:
                text = file.read(LINK_LIMIT).decode("utf-8", "surrogateescape")
        except OSError:
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
        place = inside(self._root, target)
        return target if place is not None and place.exists() else None


class Listing(NamedTuple):
    """The files of a directory, and the folders in it that cannot be listed, with why."""

    paths: tuple[str, ...]
    unlisted: Mapping[str, Unknown]


def walk_files(root: Path) -> Listing:
    """The files below a directory that is no repository, hidden folders left out, at most 200,000."""
    files: list[str] = []
    errors: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        files += names if below == "." else (f"{below}/{name}" for name in names)
        if len(files) > PLAIN_LIMIT:
            break
    refused = {os.path.relpath(error.filename, root).replace(os.sep, "/"): error for error in errors}
    unlisted = {folder: unlistable(folder, error.strerror or "") for folder, error in refused.items()}
    return Listing(tuple(files[:PLAIN_LIMIT]), unlisted)


def _left_out(staged: tuple[str, str, str] | None) -> Entry | None:
    """A tracked file that a sparse checkout leaves out of the working tree is there all the same."""
    if staged is None or staged[2] != LEFT_OUT:
        return None
    kind = EntryKind.SYMLINK if staged[0] == LINK_MODE else EntryKind.FILE
    return Entry(kind=kind, is_empty=staged[1] in EMPTY_BLOBS)


def _is_spelt(root: Path, path: str) -> bool:
    """Whether each name of a path is written as it stands on disk: some systems open ``A.py`` for ``a.py``."""
    folder = root
    for name in path.split("/"):
        try:
            if all(child.name != name for child in folder.iterdir()):
                return False
        except OSError as error:
            raise unreadable(error, folder.relative_to(root).as_posix()) from error
        folder /= name
    return True


def _split(output: bytes) -> list[str]:
    *names, rest = output.decode("utf-8", "surrogateescape").split("\0")
    if rest:
        raise GitAnswerError("git ls-files printed what cannot be read: a part of a name")
    return names
