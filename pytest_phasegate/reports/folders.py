"""Folders that files are put into without following a link: not even one that takes a folder's place meanwhile."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Place = tuple[str, int | None]

_HAS_DESCRIPTORS = {os.open, os.mkdir, os.stat, os.unlink, os.rename} <= os.supports_dir_fd and hasattr(
    os, "O_NOFOLLOW"
)
_JUNCTIONS = (0xA0000003, 0xA000000C)  # the reparse tags of a mount point and of a symbolic link on Windows


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is held open, so that nothing can take its place; where the system cannot do that, its path."""

    path: Path
    descriptor: int | None

    @classmethod
    @contextlib.contextmanager
    def open(cls, path: Path) -> Iterator[Folder]:
        """Hold a folder that may be reached over links."""
        with _held(str(path), None) as descriptor:
            yield cls(path, descriptor)

    @contextlib.contextmanager
    def enter(self, name: str) -> Iterator[Folder]:
        """Hold a folder in this one, which is made if it is not there.

        Raises:
            OSError: it is a link, or no folder.
        """
        place, within = self._place(name)
        with contextlib.suppress(FileExistsError):
            os.mkdir(place, dir_fd=within)
        self._refuse_link(name)
        with _held(place, within, getattr(os, "O_NOFOLLOW", 0)) as descriptor:
            yield Folder(self.path / name, descriptor)

    def put(self, name: str, data: bytes) -> None:
        """Write a file beside its place, and then put it there whole.

        Raises:
            OSError: there is something else than a file, or it cannot be written.
        """
        status = self._refuse_link(name)
        if status is not None and not stat.S_ISREG(status.st_mode):
            raise FileExistsError(0, "what is there is no file; remove it, or name another place")
        self._clear(name)
        beside, within = self._place(f".{name[:100]}.{os.getpid()}.tmp")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(beside, flags, 0o666, dir_fd=within), "wb") as file:
                file.write(data)
            os.replace(beside, self._place(name)[0], src_dir_fd=within, dst_dir_fd=within)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(beside, dir_fd=within)
            raise

    def _clear(self, name: str) -> None:
        """Remove what processes that were killed have left beside a file."""
        start, end = f".{name[:100]}.", ".tmp"
        with os.scandir(self.path) as entries:
            left = [each.name for each in entries if each.name.startswith(start) and each.name.endswith(end)]
        for each in left:
            number = each[len(start) : -len(end)]
            if number.isdecimal() and not _is_running(int(number)):
                place, within = self._place(each)
                with contextlib.suppress(OSError):
                    os.unlink(place, dir_fd=within)

    def _place(self, name: str) -> Place:
        """How a name in this folder is given to the system."""
        return (str(self.path / name), None) if self.descriptor is None else (name, self.descriptor)

    def _refuse_link(self, name: str) -> os.stat_result | None:
        place, within = self._place(name)
        try:
            status = os.stat(place, dir_fd=within, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) in _JUNCTIONS:
            what = self.path / name
            raise PermissionError(
                0, f"{what} is a link, and inside the project no report is written through one; remove the link"
            )
        return status


def _is_running(number: int) -> bool:
    """Whether another process of this number may be at work; on Windows that cannot be asked without harm."""
    if number == os.getpid():
        return False
    try:
        os.kill(number, 0) if os.name == "posix" else None
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def _held(place: str, within: int | None, flags: int = 0) -> Iterator[int | None]:
    if not _HAS_DESCRIPTORS:
        yield None
        return
    # O_PATH, where there is one, asks for no right to list the folder.
    descriptor = os.open(place, getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | flags, dir_fd=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
