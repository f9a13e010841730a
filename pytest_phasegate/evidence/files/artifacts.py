"""Files that runs leave behind, tracked or not: where they are, when they were written, and how one tells it."""

from __future__ import annotations

import hashlib
import os
import stat
from itertools import takewhile
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.causes import is_absent, unreadable
from pytest_phasegate.evidence.files.paths import inside
from pytest_phasegate.text.globs import match_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.repository import Repository

MOST_ENTRIES = 20_000
MOST_BYTES = 64 * 1024 * 1024


def find_artifacts(root: Path, pattern: str) -> tuple[str, ...]:
    """The files of the working tree that a path or glob names, tracked or not, sorted; at most 20,000 are looked at."""
    parts = pattern.split("/")
    fixed = list(takewhile(lambda part: {*part}.isdisjoint("*?{"), parts))
    place = inside(root, "/".join(fixed)) if fixed else root
    if place is None:
        return ()
    if fixed == parts:
        return (pattern,) if _is_file(place, pattern) else ()
    below = os.path.relpath(place, root).replace(os.sep, "/")
    prefix = "" if below == "." else f"{below}/"
    return match_paths(pattern, _walk(place, prefix))


def _is_file(place: Path, path: str) -> bool:
    try:
        return stat.S_ISREG(place.stat().st_mode)
    except OSError as error:
        if not is_absent(error):
            raise unreadable(error, path) from error
        return False


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        if not is_absent(error):
            raise unreadable(error, prefix + os.path.relpath(error.filename, folder).replace(os.sep, "/"))

    seen = 0
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted({*folders} - {".git", "node_modules"})
        below = os.path.relpath(where, folder).replace(os.sep, "/")
        for name in names:
            seen += 1
            if seen > MOST_ENTRIES:
                return
            yield f"{prefix}{name}" if below == "." else f"{prefix}{below}/{name}"


def written_at(root: Path, path: str) -> float | None:
    """When a file was written, in seconds since 1970-01-01 UTC, or None where there is none."""
    place = inside(root, path)
    try:
        return place.stat().st_mtime if place else None
    except OSError as error:
        if not is_absent(error):
            raise unreadable(error, path) from error
        return None


def stamp_all(root: Path, patterns: Iterable[str]) -> dict[str, tuple[object, ...]]:
    """For each file that some patterns name, a stamp that changes when somebody writes the file.

    The times are the file system's, and may be coarse, so a digest comes with them.
    """
    paths = {path for pattern in patterns for path in find_artifacts(root, pattern)}
    return {path: _stamp(root / path) for path in sorted(paths)}


def status_of(place: Path) -> tuple[int, ...]:
    """What the file system says of a file, which changes when somebody writes it; empty where there is none."""
    try:
        status = place.stat()
    except OSError:
        return ()
    return (status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)


def _stamp(place: Path) -> tuple[object, ...]:
    seen = status_of(place)
    try:
        is_small = bool(seen) and stat.S_ISREG(seen[0]) and seen[-1] <= MOST_BYTES
        return (*seen, hashlib.sha256(place.read_bytes()).hexdigest() if is_small else "")
    except OSError:
        return seen


def is_committed(repository: Repository, objects: ObjectReader, root: Path, path: str) -> bool:
    """Whether a file has the content of the judged commit, also with the line ends of another system."""
    node = objects.find(repository.head, repository.prefix + path) if repository.head else None
    if node is None:
        return False
    content = _content(root / path, path)
    if content is None:
        return False
    kind = hashlib.sha256 if repository.digits == 64 else hashlib.sha1
    texts = {content, content.replace(b"\r\n", b"\n")}
    return any(kind(b"blob %d\0" % len(text) + text).hexdigest() == node.id for text in texts)


def _content(place: Path, path: str) -> bytes | None:
    """What a file holds that may be as it was committed; None where there is nothing."""
    try:
        status = place.lstat()
        # a link or a pipe is not what was committed as a file, and to read it may never end
        is_readable = stat.S_ISREG(status.st_mode) and status.st_size <= MOST_BYTES
        return place.read_bytes() if is_readable else b""
    except OSError as error:
        if not is_absent(error):
            raise unreadable(error, path) from error
        return None
