"""A lock on a file, held by one thread of one process; the system frees it when its holder dies."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":  # pragma: no cover - the tests' coverage is taken on Linux
    import msvcrt
    import time

    def _acquire(descriptor: int) -> None:
        while not _try_lock(descriptor):
            time.sleep(0.02)  # the variant that waits by itself gives up after ten seconds

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        # flock, not lockf: it belongs to the open file, so it keeps threads of one process apart as well.
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file while the wrapped block runs; wait for it as long as another holds it.

    Args:
        path: the lock's file, made where it is missing and never removed; its folder must be there.
    """
    with path.open("ab") as file:
        _acquire(file.fileno())
        try:
            yield
        finally:
            _release(file.fileno())
