"""Changes a document on the disk: nobody else's change is lost, and at any moment the old or the new text is there.

The lock is the kernel's, on the folder of the document: it goes with the process that holds it, so none is left behind,
and no file of a lock lies in the project. A library would do the same with one.
"""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.evidence.runs.locks import folder_locked
from pytest_phasegate.location import Location
from pytest_phasegate.reports.writer import Folder
from pytest_phasegate.text.decode import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCK_SECONDS = 30.0
"""How long a change waits for others of the same folder; each takes a fraction of a second."""

_MARKS = (b"<<<<<<< ", b"=======", b">>>>>>> ")


class RefusedError(PhasegateError):
    """A document is not changed: it is not in a state to be, or others hold it."""


def read_document(root: Path, path: str) -> bytes:
    """What a document holds that is to be changed.

    Args:
        root: the project's folder.
        path: the document's, from there, with forward slashes.

    Raises:
        RefusedError: it is a link or lies below one, it is no file, or a merge left marks of a conflict in it.
    """
    for part in (*reversed(PurePosixPath(path).parents), PurePosixPath(path)):
        if (root / part).is_symlink():
            raise RefusedError(
                "this is a link, and no document is changed through one; name the file itself",
                Location(part.as_posix()),
            )
    try:
        if not stat.S_ISREG((root / path).lstat().st_mode):
            raise RefusedError("this is no file", Location(path))
        with (root / path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RefusedError(f"the document cannot be read: {error.strerror or error}", Location(path)) from error
    _refuse_conflict(path, data)
    return data


def _refuse_conflict(path: str, data: bytes) -> None:
    if _MARKS[0] not in data:
        return
    lines = data.split(b"\n")
    found = [next((number for number, line in enumerate(lines, 1) if line.startswith(mark)), 0) for mark in _MARKS]
    if 0 < found[0] < found[2] and found[1]:
        raise RefusedError("a merge left marks of a conflict here; resolve it first", Location(path, found[0]))


def change_document(
    root: Path, path: str, change: Callable[[bytes], bytes], seconds: float = LOCK_SECONDS
) -> tuple[bytes, bytes]:
    """Change a document under its lock: it is read, changed, written beside itself and put in its own place.

    Args:
        root: the project's folder.
        path: the document's, from there, with forward slashes.
        change: gives the new content for what is there; what it raises leaves the document as it is.
        seconds: how long others may hold the lock.

    Returns:
        What was there, and what is there now.

    Raises:
        RefusedError: as ``read_document``; another process holds the lock, or the file cannot be written.
    """
    with folder_locked((root / path).parent, seconds) as is_held:
        if not is_held:
            why = f"another phasegate has been changing documents in its folder for {seconds:g} s; try again"
            raise RefusedError(why, Location(path))
        before = read_document(root, path)
        after = change(before)
        if after != before:
            _write(root, path, after)
    return before, after


def _write(root: Path, path: str, data: bytes) -> None:
    *folders, name = path.split("/")
    try:
        with ExitStack() as leave:
            folder = leave.enter_context(Folder.open(root))
            for part in folders:
                folder = leave.enter_context(folder.enter(part))
            folder.put(name, data, is_kept=True)
            _settle(folder)
    except OSError as error:
        raise RefusedError(f"the document cannot be written: {error.strerror or error}", Location(path)) from error


def _settle(folder: Folder) -> None:
    """Have the folder's new entry on the disk, where the system can be asked to."""
    if os.name == "posix":
        descriptor = os.open(folder.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def create_file(root: Path, path: str, data: bytes) -> None:
    """Make a file, and the folders that it needs.

    Raises:
        RefusedError: there is another file of this name, one of its folders is a link, or it cannot be written.
    """
    with folder_locked(root, LOCK_SECONDS):
        if (root / path).exists():
            if read_document(root, path) == data:
                return
            raise RefusedError("there is such a file already, and it is another one; move it away", Location(path))
        _write(root, path, data)
