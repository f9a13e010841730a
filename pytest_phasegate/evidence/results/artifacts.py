"""Files that runs leave behind, tracked or not: where they are, who wrote them when, and what changed since."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.causes import is_absent, unreadable
from pytest_phasegate.evidence.files.paths import inside
from pytest_phasegate.evidence.git.log import log_commits
from pytest_phasegate.evidence.git.program import GitError
from pytest_phasegate.model.measures import LaterChange
from pytest_phasegate.text.globs import allows, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pytest_phasegate.evidence.git.objects import ObjectReader
    from pytest_phasegate.evidence.git.repository import Repository

MOST_ENTRIES = 20_000
MOST_BYTES = 64 * 1024 * 1024
CLOCK_GRAIN = 2.0  # seconds: some file systems keep no finer times


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
        return (pattern,) if _is_file(place, pattern) else ()
    below = os.path.relpath(place, root).replace(os.sep, "/")
    prefix = "" if below == "." else f"{below}/"
    return tuple(sorted(path for path in _walk(place, prefix) if matches(pattern, path)))


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
    except OSError as error:
        if not is_absent(error):
            raise unreadable(error, path) from error
        return None


def take_stock(root: Path, patterns: Iterable[str]) -> dict[str, tuple[object, ...]]:
    """What tells each file of some patterns from what it was before somebody wrote it.

    The times are the file system's, and may be coarse, so a digest comes with them.
    """
    paths = {path for pattern in patterns for path in find_artifacts(root, pattern)}
    return {path: _stamp(root / path) for path in sorted(paths)}


def look_at(place: Path) -> tuple[int, ...]:
    """What the file system tells of a file, which is another once somebody has written it; nothing for none."""
    try:
        status = place.stat()
    except OSError:
        return ()
    return (status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)


def _stamp(place: Path) -> tuple[object, ...]:
    seen = look_at(place)
    try:
        is_small = bool(seen) and stat.S_ISREG(seen[0]) and seen[-1] <= MOST_BYTES
        return (*seen, hashlib.sha256(place.read_bytes()).hexdigest() if is_small else "")
    except OSError:
        return seen


def changed_since(
    repository: Repository, reader: ObjectReader, root: Path, paths: Sequence[str], globs: Sequence[str], moment: float
) -> LaterChange | None:
    """The first of some files of the working tree that has changed since a moment, or None.

    A file that was not written since is as it was then, whatever commits say. Of one that was, and is as it is
    committed, nobody can tell what it was at that moment: a checkout writes every file, and the date of a commit is
    what its author says it is. So a commit's date makes a change, and never the lack of one.

    Args:
        repository: the repository, whose judged history tells of commits.
        reader: reads what the judged commit holds.
        root: the project's root.
        paths: the files, relative to the root.
        globs: what names them; a file that was there and is gone counts too.
        moment: seconds since 1970-01-01 UTC.
    """
    committed = _commits_since(repository, moment)
    if committed is None:
        return LaterChange(path="", how="git cannot tell what was committed since")
    doubt = None
    for path in paths:
        written = written_at(root, path)
        if written is None or written <= moment:
            continue
        when = _say(written)
        if path in committed:
            return LaterChange(path=path, how=committed[path])
        if not is_committed(repository, reader, root, path):
            return LaterChange(path=path, how=f"written on {when}, and not committed")
        doubt = doubt or f"{path} was written anew on {when}, and what it was before cannot be told"
    known = frozenset(paths)
    for path, how in committed.items():
        if path not in known and allows(globs, path) and written_at(root, path) is None:
            return LaterChange(path=path, how=how)
    return LaterChange(path="", how=doubt) if doubt else None


def _say(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def future(moment: float | None, how: str) -> str:
    """Says in words that a moment is still to come; nothing, where it is not.

    Args:
        moment: seconds since 1970-01-01 UTC, or None.
        how: what is said of the moment, such as "it was written on".
    """
    if moment is None or moment <= time.time() + CLOCK_GRAIN:
        return ""
    try:
        return f"{how} {_say(moment)}, which is still to come"
    except (ValueError, OverflowError, OSError):
        return f"{how} a day that no calendar knows"


def _commits_since(repository: Repository, moment: float) -> dict[str, str] | None:
    """The paths that commits made after a moment changed, each with the commit in words; None: cannot be told."""
    if repository.head is None:
        return {}
    try:
        commits = tuple(log_commits(repository, [repository.head], f"--max-age={int(moment) + 1}"))
        if any(commit.unseen for commit in commits):
            return None
        return {
            change.path: f'committed in {commit.short} "{commit.subject}"'
            for commit in commits
            if len(commit.parents) < 2
            for change in commit.changes or ()
        }
    except GitError:
        return None


def is_committed(repository: Repository, reader: ObjectReader, root: Path, path: str) -> bool:
    """Whether a file's content is that of the judged commit, be it with the line ends of another system."""
    node = reader.find(repository.head, repository.prefix + path) if repository.head else None
    if node is None:
        return False
    try:
        status = (root / path).lstat()
        # a link or a pipe is not what was committed as a file, and to read it may never end
        is_readable = stat.S_ISREG(status.st_mode) and status.st_size <= MOST_BYTES
        content = (root / path).read_bytes() if is_readable else b""
    except OSError as error:
        if not is_absent(error):
            raise unreadable(error, path) from error
        return False
    kind = hashlib.sha256 if repository.digits == 64 else hashlib.sha1
    texts = {content, content.replace(b"\r\n", b"\n")}
    return any(kind(b"blob %d\0" % len(text) + text).hexdigest() == node.id for text in texts)
