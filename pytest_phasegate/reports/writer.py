"""Writes reports: each to a temporary file beside its destination, which is then renamed.

A destination inside the project is never written through a link: a pull request can commit a link of any name, and a
report would overwrite its target. A destination outside the project may be a link: only the user can have made it.
"""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import PhasegateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Place = tuple[str, int | None]

_HAS_DESCRIPTORS = {os.open, os.mkdir, os.stat, os.unlink, os.rename} <= os.supports_dir_fd and hasattr(
    os, "O_NOFOLLOW"
)
_JUNCTIONS = (0xA0000003, 0xA000000C)  # the reparse tags of a mount point and of a symbolic link on Windows


class ReportError(PhasegateError):
    """A report cannot be written."""


def write_files(files: Mapping[Path, bytes], project: Path) -> None:
    """Write files, making the folders they need; where that fails, the file that was there before is kept whole.

    All of the repository that ``project``, a folder, is in counts as inside. Raises ReportError for the first file that
    cannot be written.
    """
    top = _top(project)
    for path, data in files.items():
        with _named(path):
            _write(_whole(path), data, top)


def append_file(path: Path, data: bytes) -> None:
    """Add to a file that others write as well, such as a job's summary; raises ReportError where it cannot."""
    with _named(path), path.open("ab") as file:
        file.write(data)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn OSError into ReportError, which names the file."""
    try:
        yield
    except OSError as error:
        raise ReportError(f"cannot write the report {path}: {error.strerror or error}") from error


def _whole(path: Path) -> Path:
    return Path(os.path.normpath(Path.cwd() / path))


def _top(project: Path) -> Path:
    """The folder whose content comes with the project: the top of its repository, or the project's own folder."""
    whole = _whole(project)
    return next((folder for folder in (whole, *whole.parents) if (folder / ".git").exists()), whole)


def _write(path: Path, data: bytes, top: Path) -> None:
    start = _first_inside(path, top)
    if start is None:
        start = path.parent
        start.mkdir(parents=True, exist_ok=True)
        target = Path(os.path.realpath(path))  # a report that is a link stays one
        if target.exists() and not target.is_file():  # such as /dev/stdout: nothing can take its place
            target.write_bytes(data)
            return
        path, start = target, target.parent
    parts = path.relative_to(start).parts
    if any(part.casefold() == ".git" for part in parts):
        raise PermissionError(0, "git's own folder is no place for reports; name another one")
    with contextlib.ExitStack() as leave:
        folder = leave.enter_context(Folder.open(start))
        for part in parts[:-1]:
            folder = leave.enter_context(folder.enter(part))
        folder.put(parts[-1], data)


def _first_inside(path: Path, top: Path) -> Path | None:
    """The first folder of a path that is inside the project: above it links are allowed.

    Files are compared, not names: a project can be reached by names that differ in case, or through a link.
    """
    try:
        wanted = top.stat()
    except OSError:
        return None
    for folder in reversed(path.parents):
        real = Path(os.path.realpath(folder))
        if any(_is_same(each, wanted) for each in (real, *real.parents)):
            return folder
    return None


def _is_same(folder: Path, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(folder.stat(), wanted)
    except OSError:
        return False


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
        """Hold a folder in this one, which is made if it is not there; raises OSError where it is a link, or a file."""
        place, within = self._place(name)
        with contextlib.suppress(FileExistsError):
            os.mkdir(place, dir_fd=within)
        self._refuse_link(name)
        with _held(place, within, getattr(os, "O_NOFOLLOW", 0)) as descriptor:
            yield Folder(self.path / name, descriptor)

    def put(self, name: str, data: bytes, *, is_kept: bool = False) -> None:
        """Write a file beside its destination, then rename it; raises OSError where no file can be put there.

        With ``is_kept`` it is on the disk before it takes the place of the file that is there, and has that one's mode.
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
                if is_kept and status is not None:
                    _settle(file.fileno(), status.st_mode)
            os.replace(beside, self._place(name)[0], src_dir_fd=within, dst_dir_fd=within)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(beside, dir_fd=within)
            raise

    def _clear(self, name: str) -> None:
        """Remove temporary files that killed processes left."""
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
        """The path and the folder descriptor by which the system finds a name in this folder."""
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


def _settle(descriptor: int, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, stat.S_IMODE(mode))
    os.fsync(descriptor)


def _is_running(number: int) -> bool:
    """Whether another process of this number may be running; Windows cannot be asked without ending the process."""
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
