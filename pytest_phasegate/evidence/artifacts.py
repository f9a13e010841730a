"""Files that runs leave behind, tracked or not: where they are, when they were written, and what changed since."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.commits import CHANGES, METADATA, parse_log
from pytest_phasegate.evidence.git import GitError
from pytest_phasegate.evidence.paths import inside
from pytest_phasegate.model.measures import LaterChange
from pytest_phasegate.text.globs import allows, matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.objects import ObjectReader
    from pytest_phasegate.evidence.repository import Repository

MOST_ENTRIES = 20_000
MOST_BYTES = 64 * 1024 * 1024


def find_artifacts(root: Path, pattern: str) -> tuple[str, ...]:
    """The files of the working tree that a path or glob names, tracked or not, sorted; at most 20,000 are looked at."""
    fixed: list[str] = []
    for part in pattern.split("/"):
        if any(sign in part for sign in "*?{"):
            break
        fixed.append(part)
    place = inside(root, "/".join(fixed)) if fixed else root
    if place is None:
        return ()
    if len(fixed) == len(pattern.split("/")):
        return (pattern,) if place.is_file() else ()
    below = os.path.relpath(place, root).replace(os.sep, "/")
    prefix = "" if below == "." else f"{below}/"
    return tuple(sorted(path for path in _walk(place, prefix) if matches(pattern, path)))


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    seen = 0
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
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
    except OSError:
        return None


def changed_since(
    repository: Repository,
    reader: ObjectReader,
    root: Path | None,
    paths: Sequence[str],
    globs: Sequence[str],
    moment: float,
) -> LaterChange | None:
    """The first of some files that has changed since a moment, or None.

    A file's content was there at the moment if the file was not written since, or if it is that of a commit, and no
    commit made since touched it: a fresh checkout writes every file, and says nothing.

    Args:
        repository: the repository, whose judged history tells of commits.
        reader: reads what the judged commit holds.
        root: the project's root, None where a commit is judged and not the working tree.
        paths: the files, relative to the root.
        globs: what names them; a file that was there and is gone counts too.
        moment: seconds since 1970-01-01 UTC.
    """
    later = _commits_since(repository, moment)
    if later is None:
        return LaterChange(path="", how="git cannot tell what was committed since")
    for path, how in later.items():
        if path in paths or (globs and allows(globs, path)):
            return LaterChange(path=path, how=how)
    for path in paths if root else ():
        assert root is not None
        written = written_at(root, path)
        if written is not None and written > moment and not _is_committed(repository, reader, root, path):
            when = datetime.fromtimestamp(written, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
            return LaterChange(path=path, how=f"written on {when}, and not committed")
    return None


def _commits_since(repository: Repository, moment: float) -> dict[str, str] | None:
    """The paths that commits made after a moment changed, each with the commit in words; None: cannot be told."""
    if repository.head is None:
        return {}
    command = ("log", "-z", f"--max-age={int(moment) + 1}", *METADATA, *CHANGES, repository.head)
    try:
        commits = parse_log(repository.git.ask(*command), repository)
        return {
            change.path: f'committed in {commit.short} "{commit.subject}"'
            for commit in commits
            if len(commit.parents) < 2
            for change in commit.changes or ()
        }
    except GitError:
        return None


def _is_committed(repository: Repository, reader: ObjectReader, root: Path, path: str) -> bool:
    """Whether a file's content is that of the judged commit, be it with the line ends of another system."""
    node = reader.find(repository.head, repository.prefix + path) if repository.head else None
    if node is None:
        return False
    try:
        status = (root / path).lstat()
        # a link or a pipe is not what was committed as a file, and to read it may never end
        is_readable = stat.S_ISREG(status.st_mode) and status.st_size <= MOST_BYTES
        content = (root / path).read_bytes() if is_readable else b""
    except OSError:
        return False
    kind = hashlib.sha256 if repository.digits == 64 else hashlib.sha1
    texts = {content, content.replace(b"\r\n", b"\n")}
    return any(kind(b"blob %d\0" % len(text) + text).hexdigest() == node.id for text in texts)
