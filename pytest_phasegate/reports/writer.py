"""The one place where reports become files: each is written beside its place and then put there whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import PhasegateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class ReportError(PhasegateError):
    """A report cannot be written."""


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files, making the folders they need; where it fails, the file that was there before is whole.

    Raises:
        ReportError: a file cannot be written; those before it are.
    """
    for path, data in files.items():
        with _telling(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)


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


def _replace(path: Path, data: bytes) -> None:
    target = Path(os.path.realpath(path))  # a report that is a symlink stays one
    if target.exists() and not target.is_file():  # such as /dev/stdout: nothing can take its place
        target.write_bytes(data)
        return
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
