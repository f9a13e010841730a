"""Tracked files around a build: a fresh checkout of a commit outside the project, and what a build changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.program import (
    LITERAL,
    SAFE_CONFIG,
    SAFE_OPTIONS,
    find_git,
    git_environment,
    switch_filters_off,
)
from pytest_phasegate.evidence.git.repository import discover
from pytest_phasegate.evidence.runs.process import Limits, run_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_phasegate.evidence.runs.process import ProgramEnd

# Laying out files asks for more than looking: a split index would be shared in .git, a sparse checkout would leave
# files out. (That hooks are off matters here most: writing an index runs one.)
CHECKOUT_CONFIG = ("core.splitIndex=false", "core.sparseCheckout=false", "core.untrackedCache=false")
GIT_LIMITS = Limits(seconds=600, written=2**30, kept=2**24)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedFiles:
    """The files that git tracks, at the place where they lie.

    ``top`` is the folder they are relative to, ``git_dir`` the repository's data; ``index`` is an index of their
    own (None: the repository's). ``unfiltered`` are git options that switch filter programs off.
    """

    top: Path
    git_dir: Path
    index: Path | None = None
    unfiltered: tuple[str, ...] = ()

    def state(self) -> Mapping[str, str] | None:
        """For each path that is not as git has it, git's two letters and a digest; None: git cannot tell."""
        end = self.git(
            "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=dirty"
        )
        if end.exit_code != 0 or end.output.left_out:
            return None
        entries = end.output.head.decode("utf-8", "surrogateescape").split("\0")[:-1]
        # "D " is no longer, or in a checkout not yet, in the index: whatever lies there is not a tracked file.
        return {
            entry[3:]: entry[:2] + ("" if entry.startswith("D ") else _digest(self.top / entry[3:]))
            for entry in entries
        }

    def changed_since(self, before: Mapping[str, str]) -> tuple[str, ...]:
        """The tracked files, sorted, that are not as they were when ``before`` was taken.

        A repository that can no longer be read counts as one change, of ``.git``.
        """
        after = self.state()
        if after is None:
            return (".git",)
        paths = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        return tuple(sorted(path.encode("utf-8", "replace").decode() for path in paths))

    def as_committed(self) -> frozenset[Path] | None:
        """The places of all tracked files that are as git has them; None where it cannot be told."""
        end = self.git("ls-files", "-z", "--cached")
        state = self.state()
        if end.exit_code != 0 or end.output.left_out or state is None:
            return None
        tracked = end.output.head.decode("utf-8", "surrogateescape").split("\0")[:-1]
        return frozenset(self.top / path for path in tracked if path not in state)

    @contextmanager
    def checked_out(self, commit: str) -> Iterator[TrackedFiles]:
        """Lay the files of a commit (full id) into a new folder, which is removed when the wrapped block is left.

        They come through an index of their own, so nothing is written into the repository: no worktree entry, no
        lock, no hook runs. The folder has no ``.git``; files of filter programs (LFS) are what is stored in git,
        and submodules are empty folders. Raises EvidenceError where git cannot give the files.
        """
        with tempfile.TemporaryDirectory(prefix="phasegate-", ignore_cleanup_errors=True) as folder:
            place = Path(folder).resolve()
            files = replace(self, top=place / "files", index=place / "index")
            files.top.mkdir()
            for arguments in (["read-tree", commit], ["checkout-index", "--all", "--force", "--index", "--quiet"]):
                end = files.git(*arguments)
                if end.exit_code != 0:
                    raise EvidenceError(f"commit {commit[:10]} cannot be checked out: {_words(end)}")
            yield files

    def git(self, *arguments: str) -> ProgramEnd:
        """Ask git about these files."""
        places = (f"--git-dir={self.git_dir}", f"--work-tree={self.top}")
        return _run_git(*places, *self.unfiltered, *arguments, directory=self.top, index=self.index)


def find_tracked_files(root: Path) -> TrackedFiles:
    """The tracked files of the repository that holds a folder; EvidenceError where none can be trusted."""
    place = discover(root)
    files = TrackedFiles(top=place.top, git_dir=place.git_dir)
    return replace(files, unfiltered=_switch_filters_off(files))


def _switch_filters_off(files: TrackedFiles) -> tuple[str, ...]:
    """Options that keep git from running the filter programs that the user's or the repository's config names."""
    end = files.git("config", "-z", "--name-only", "--get-regexp", r"^filter\.")
    return switch_filters_off(os.fsdecode(end.output.head).split("\0"))


def _run_git(*arguments: str, directory: Path, index: Path | None = None) -> ProgramEnd:
    config = [option for setting in (*SAFE_CONFIG, *CHECKOUT_CONFIG) for option in ("-c", setting)]
    return run_program(
        [find_git(directory).program, *SAFE_OPTIONS, *LITERAL, *config, *arguments],
        directory=directory,
        environment=git_environment() | ({"GIT_INDEX_FILE": str(index)} if index else {}),
        limits=GIT_LIMITS,
        errors_apart=True,
    )


def _words(end: ProgramEnd) -> str:
    """Why git failed, in its own words: the first line that says so."""
    lines = [line for line in end.errors.text.splitlines() if line]
    reasons = [line.partition(": ")[2] for line in lines if line.startswith(("fatal: ", "error: "))]
    return (reasons or lines or [end.not_run or "git was stopped"])[0]


def _digest(path: Path) -> str:
    """A digest of what stands at a path: a file's bytes, a link's target, or that neither can be read."""
    try:
        if path.is_symlink():
            return f"link {path.readlink()}"
        if not path.is_file():  # opening a named pipe would wait for whoever writes into it
            return "no file"
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(2**20):
                digest.update(block)
    except OSError:
        return "unreadable"
    return digest.hexdigest()
