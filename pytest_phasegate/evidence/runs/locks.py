"""Locks on a file or for a folder, held by one thread of one process; the system frees them when their holder dies."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.runs.signals import end_if_asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAUSE = 0.02  # seconds; nobody waits inside the system, where a signal that is held back would not be seen

if sys.platform == "win32":  # pragma: no cover - the tests' coverage is taken on Linux
    import hashlib
    import msvcrt
    import tempfile
    from contextlib import suppress
    from pathlib import Path as _Path

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    @contextmanager
    def _opened(folder: Path) -> Iterator[int]:
        """A file that stands for a folder, for folders cannot be opened here; the last one to use it removes it."""
        name = hashlib.sha256(os.path.normcase(folder).encode("utf-8", "replace")).hexdigest()[:32]
        path = _Path(tempfile.gettempdir(), f"phasegate-{name}.lock")
        try:
            with path.open("ab") as file:
                yield file.fileno()
        finally:
            with suppress(OSError):
                path.unlink()

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        # flock, not lockf: it belongs to the open file, so it keeps threads of one process apart as well.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextmanager
    def _opened(folder: Path) -> Iterator[int]:
        """The folder itself: nothing is written into the project, and nothing stays behind."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file, made where it is missing and never removed, while the wrapped block runs."""
    with path.open("ab") as file:  # closing it lets go of the lock
        _wait(file.fileno(), float("inf"))
        yield


@contextmanager
def folder_locked(folder: Path, seconds: float) -> Iterator[bool]:
    """Hold the lock for a folder while the wrapped block runs, against other runs of ours on this machine.

    Gives whether it is held; no, if another run held it for so many seconds. Where a file system knows no locks there
    is nothing to wait for, and it counts as held.
    """
    with ExitStack() as opened:
        try:
            is_held = _wait(opened.enter_context(_opened(folder)), seconds)
        except OSError:
            is_held = True
        yield is_held  # closing what was opened lets go of it


def _wait(descriptor: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not _try_lock(descriptor):
        if time.monotonic() >= deadline:
            return False
        end_if_asked()
        time.sleep(PAUSE)
    return True
