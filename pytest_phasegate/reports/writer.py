"""The one place where reports become files: each is written beside its place and then put there whole.

A destination inside the project is never written through a link: whoever opens a pull request can commit a link of any
name, and a report would then overwrite what lies behind it. What lies outside is the user's own: it may be a link.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.reports.folders import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class ReportError(PhasegateError):
    """A report cannot be written."""


def write_files(files: Mapping[Path, bytes], project: Path) -> None:
    """Write files, making the folders they need; where it fails, the file that was there before is whole.

    Args:
        files: the content of each.
        project: the project's folder; all of the repository that it is in counts as inside.

    Raises:
        ReportError: a file cannot be written; those before it are.
    """
    top = _top(project)
    for path, data in files.items():
        with _telling(path):
            _write(_whole(path), data, top)


def append_file(path: Path, data: bytes) -> None:
    """Add to a file that others write as well, such as a job's summary.

    Raises:
        ReportError: it cannot be written.
    """
    with _telling(path), path.open("ab") as file:
        file.write(data)


@contextlib.contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Name the file whose writing fails."""
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
    """The first folder on the way to a path that lies inside the project: above it links are the user's own.

    Compared are files, not names: a project can be reached by names that differ in case, or over a link.
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
