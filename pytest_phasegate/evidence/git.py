"""Asks git: fixed commands that run nothing of the repository's, write nothing, fetch nothing and always end."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import git

# A repository's own config may name programs for git to run, and may bend what commands print.
SAFE_CONFIG = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=off",
    "core.disambiguate=commit",
    "core.commitGraph=true",
    "diff.orderFile=/dev/null",
    "i18n.logOutputEncoding=UTF-8",
    "log.mailmap=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)
SAFE_OPTIONS = ("--no-pager", "--no-replace-objects", "--literal-pathspecs")

# Set by the user for the user, not by the repository; all other GIT_ variables point git at something else.
KEPT_VARIABLES = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"})
SAFE_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

Process = subprocess.Popen[bytes]
"""A running git command, for those who talk with one; they need not import ``subprocess``, which starts programs."""

TIMEOUT = 600.0
OUTPUT_LIMIT = 2**30


class GitError(EvidenceError):
    """A git command failed; the message is the reason in git's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The git program and the directory in which it is asked.

    GitPython's ``execute`` is not used to run it: it can add variables to the environment of this process but not
    take one away, and ``GIT_DIR`` or ``GIT_INDEX_FILE``, which hooks set, must not reach git.
    """

    program: str
    directory: Path

    def ask(self, *arguments: str, stdin: bytes = b"", timeout: float = TIMEOUT, limit: int = OUTPUT_LIMIT) -> bytes:
        """Run a git command and return what it prints.

        Args:
            arguments: the command and its options; nothing from a document: that goes through ``stdin``.
            stdin: what the command reads.
            timeout: seconds after which the command is killed.
            limit: bytes of output at which the command is killed.

        Raises:
            GitError: the command failed, took too long or printed too much.
        """
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as errors:
            source.write(stdin)
            source.seek(0)
            with self.start(*arguments, stdin=source, stderr=errors) as process:
                ended_late = threading.Event()
                timer = threading.Timer(timeout, _end_late, (process, ended_late))
                timer.start()
                try:
                    assert process.stdout is not None
                    output = process.stdout.read(limit + 1)
                    if len(output) <= limit:
                        process.wait()
                finally:
                    timer.cancel()
                    timer.join()
            errors.seek(0)
            reason = _reason(errors.read(2**16).decode("utf-8", "replace"))
        if ended_late.is_set():
            raise GitError(f"git {arguments[0]} did not end within {timeout:g} seconds")
        if len(output) > limit:
            raise GitError(f"git {arguments[0]} printed more than {limit} bytes")
        if process.returncode != 0:
            raise GitError(reason or f"git {arguments[0]} ended with exit code {process.returncode}")
        return output

    @contextmanager
    def start(
        self, *arguments: str, stdin: BinaryIO | int = subprocess.PIPE, stderr: BinaryIO | int = subprocess.DEVNULL
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Start a git command whose output is a pipe; it is gone when the wrapped block is left."""
        config = [option for setting in SAFE_CONFIG for option in ("-c", setting)]
        process = subprocess.Popen(
            [self.program, *SAFE_OPTIONS, *config, *arguments],
            cwd=self.directory,
            env=git_environment(),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
        try:
            yield process
        finally:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Where a repository was found: its top folder, the data that all its worktrees share, and its branch.

    ``branch`` is None where HEAD is detached.
    """

    top: Path
    shared: Path
    branch: str | None


def switch_filters_off(keys: Iterable[str]) -> tuple[str, ...]:
    """Options that keep git from running the filter programs that a config names.

    Args:
        keys: of the config's settings; those that are not about filters are passed over.

    Raises:
        EvidenceError: one of the filters cannot be switched off.
    """
    drivers = sorted({key.rpartition(".")[0] for key in keys if key.startswith("filter.")})
    strange = next((driver for driver in drivers if "=" in driver), None)
    if strange:  # git would read "-c filter.a=b.smudge=" as a setting of "filter.a"
        raise EvidenceError(f"the git config names a filter that cannot be switched off: {strange}")
    settings = ("clean=", "smudge=", "process=", "required=false")
    return tuple(option for driver in drivers for setting in settings for option in ("-c", f"{driver}.{setting}"))


def find_git(root: Path) -> Git:
    """The git program of this machine, to be asked in a folder.

    Raises:
        EvidenceError: git is not installed.
    """
    return Git(program=find_program("git", directory=root, root=root, environment=os.environ), directory=root)


def discover(root: Path) -> Discovery | None:
    """Find the repository that holds a folder, as GitPython sees it; None where there is none.

    GitPython reads files only: this also works where git itself refuses, as in a repository of another user.
    """
    with _no_git_variables():
        import git

        try:
            with git.Repo(root, search_parent_directories=True) as repository:
                top = Path(repository.working_tree_dir or repository.git_dir)
                return Discovery(top=top, shared=Path(repository.common_dir), branch=_read_branch(repository))
        except (git.InvalidGitRepositoryError, git.NoSuchPathError, OSError, ValueError):
            return None


def git_environment() -> dict[str, str]:
    """The environment for git: this process's own, without what would point git elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") or name.upper() in KEPT_VARIABLES
    }
    return kept | SAFE_VARIABLES


def _end_late(process: subprocess.Popen[bytes], ended_late: threading.Event) -> None:
    ended_late.set()
    process.kill()


def _read_branch(repository: git.Repo) -> str | None:
    """The name of the branch that HEAD stands on; None if it stands on none, or GitPython cannot tell (reftable)."""
    name = None if repository.head.is_detached else repository.head.reference.name
    return None if name is None or name.startswith(".") else name


@contextmanager
def _no_git_variables() -> Iterator[None]:
    """Keep from GitPython the variables that would point it elsewhere, or make its import fail where git is missing."""
    hidden = {name: value for name, value in os.environ.items() if name.upper().startswith("GIT_")}
    for name in hidden:
        del os.environ[name]
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    try:
        yield
    finally:
        del os.environ["GIT_PYTHON_REFRESH"]
        os.environ.update(hidden)


def _reason(errors: str) -> str:
    """Why git failed: the first line that says so, else the first line."""
    lines = errors.splitlines() or [""]
    return next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[0])
