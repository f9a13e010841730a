"""Asks git: fixed commands that run nothing of the repository's, write nothing, fetch nothing and always end."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.runs.environment import find_program
from pytest_phasegate.evidence.runs.process import kill_all, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

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
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
SAFE_OPTIONS = ("--no-pager", "--no-replace-objects")
LITERAL = ("--literal-pathspecs",)
ONLY_PATHS = {"check-ignore"}  # takes paths alone, and ends with an error where they are to be taken literally

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
MOST_SETTINGS = 1000  # that are looked through

TIMEOUT = 600.0
OUTPUT_LIMIT = 2**30


class GitError(EvidenceError):
    """A git command failed; the message is the reason in git's own words, ``remedy`` what would mend it."""

    remedy = "git fsck"


class GitTimeoutError(GitError):
    """Git did not answer in time."""

    remedy = "run it again, on a machine that has less to do"


class GitAnswerError(GitError):
    """Git printed what cannot be read."""

    remedy = "git fsck, and run git by hand to see what it prints"


class BrokenIndexError(GitError):
    """The repository's index, the list of its tracked files, is damaged."""

    remedy = "mv .git/index .git/index.broken && git reset"  # no rm: what was staged can still be told from it


class BareRepositoryError(GitError):
    """The repository is set to have no files (``core.bare``)."""

    remedy = "git config core.bare false, if this folder is to hold the files; else run pytest in one of its worktrees"


class ForeignOwnerError(GitError):
    """Git does not trust the repository, for it belongs to another user."""

    remedy = "git config --global --add safe.directory FOLDER"


class MissingObjectError(GitError):
    """An object is not in the clone, which was made without some of them."""

    remedy = "clone again without --filter"


class NoRepositoryError(EvidenceError):
    """A folder lies in no git repository."""


class MisleadingRepositoryError(EvidenceError):
    """Git would look at a repository that commits can write to, or that is not the project's."""


# Words of git's messages (in English: LC_ALL is C), and the error that they mean.
REASONS: tuple[tuple[str, type[GitError]], ...] = (
    ("promisor remote", MissingObjectError),
    ("lazy fetching disabled", MissingObjectError),
    ("dubious ownership", ForeignOwnerError),
    ("must be run in a work tree", BareRepositoryError),
    ("core.bare and core.worktree do not make sense", BareRepositoryError),
    ("index file", BrokenIndexError),
    ("index entry", BrokenIndexError),
    ("bad signature", BrokenIndexError),
    ("bad index version", BrokenIndexError),
    ("unordered stage entries", BrokenIndexError),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The git program and the directory in which it is asked; ``places`` are options that say where its data lie."""

    program: str
    directory: Path
    places: tuple[str, ...] = ()

    def ask(
        self,
        *arguments: str,
        stdin: bytes = b"",
        timeout: float = TIMEOUT,
        limit: int = OUTPUT_LIMIT,
        ends: Sequence[int] = (0,),
        warnings: list[str] | None = None,
    ) -> bytes:
        """Run a git command and return what it prints.

        Args:
            arguments: the command and its options; nothing from a document: that goes through ``stdin``.
            stdin: what the command reads.
            timeout: seconds after which the command is killed.
            limit: bytes of output at which the command is killed.
            ends: the exit codes of a command that ended well.
            warnings: takes in the lines that the command printed as errors although it ended well.

        Raises:
            GitError: the command failed, took too long or printed too much.
        """
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as errors:
            source.write(stdin)
            source.seek(0)
            with self.start(*arguments, stdin=source, stderr=errors) as process:
                ended_late = threading.Event()
                timer = threading.Timer(timeout, _end_late, (process, ended_late))
                timer.daemon = True
                timer.start()
                try:
                    assert process.stdout is not None
                    output = process.stdout.read(limit + 1)
                    if len(output) <= limit:
                        process.wait()
                finally:
                    timer.cancel()
                    timer.join()
            printed = _read_all(errors)
        if ended_late.is_set():
            raise GitTimeoutError(f"git {arguments[0]} did not end within {timeout:g} seconds")
        if len(output) > limit:
            raise GitError(f"git {arguments[0]} printed more than {limit} bytes")
        if process.returncode not in ends:
            raise git_error(printed, f"git {arguments[0]} ended with exit code {process.returncode}")
        if warnings is not None:
            warnings += printed.decode("utf-8", "surrogateescape").splitlines()
        return output

    def talk(self, *arguments: str, timeout: float = TIMEOUT) -> Talk:
        """Start a git command that answers line by line, each within ``timeout`` seconds; to be closed."""
        return Talk(self, arguments, timeout)

    @contextmanager
    def start(self, *arguments: str, stdin: IO[bytes] | int, stderr: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        """Start a git command whose output is a pipe; it is gone when the wrapped block is left."""
        config = [option for setting in SAFE_CONFIG for option in ("-c", setting)]
        options = (*SAFE_OPTIONS, *(() if arguments[0] in ONLY_PATHS else LITERAL))
        try:
            process = subprocess.Popen(
                [self.program, *options, *self.places, *config, *arguments],
                cwd=self.directory,
                env=git_environment(),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,  # what it starts itself is then ended with it, and cannot keep its pipes open
            )
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror or error}") from error
        try:
            yield process
        finally:
            process.kill()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):  # what was still to be written, to a process that is gone
                    pipe.close()
            process.wait()


class Talk:
    """A git command that answers one line after the other; none of its answers is waited for without end."""

    def __init__(self, git: Git, arguments: tuple[str, ...], timeout: float) -> None:
        self._name = f"git {arguments[0]}"
        self._timeout = timeout
        self._deadline: float | None = None
        self._is_late = False
        self._open = ExitStack()
        self._errors = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed with all else
        self._process = self._open.enter_context(git.start(*arguments, stdin=subprocess.PIPE, stderr=self._errors))
        self._closed = threading.Event()
        # One thread for all answers: a timer for each would cost more than the answer.
        self._watch = threading.Thread(target=self._end_late, daemon=True)
        self._watch.start()

    def close(self) -> None:
        """End the command."""
        self._closed.set()
        self._watch.join()
        self._open.close()

    @contextmanager
    def asking(self, line: str) -> Iterator[IO[bytes]]:
        """Ask with one line; gives what the answer is to be read from, all of it in the wrapped block.

        Raises GitError where git ended or did not answer in time; an answer that was cut short ends its reading.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        self._deadline = time.monotonic() + self._timeout
        try:
            with suppress(OSError):  # it has ended: why is told by what cannot be read
                stdin.write(line.encode("ascii") + b"\n")
                stdin.flush()
            yield stdout
        finally:
            self._deadline = None

    def ended(self, asked: str) -> GitError:
        """Why there is no answer to what was asked for (in words), or only a part of one."""
        if self._is_late:
            return GitTimeoutError(
                f"{self._name} did not answer within {self._timeout:g} seconds when asked for {asked}"
            )
        kill_all(self._process)
        otherwise = f"{self._name} ended with exit code {self._process.returncode} when asked for {asked}"
        return git_error(_read_all(self._errors), otherwise)

    def _end_late(self) -> None:
        while not self._closed.wait(min(1.0, self._timeout / 4)):
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self._is_late = True
                kill_all(self._process)
                return


def git_error(printed: bytes, otherwise: str) -> GitError:
    """The error for what a git command printed when it failed: the first line that says why, else the first line."""
    lines = plain_text(printed).splitlines()
    reasons = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines[:1] or [otherwise]
    text = "\n".join(reasons)
    kind = next((kind for words, kind in REASONS if words in text), GitError)
    if kind is BrokenIndexError:
        return BrokenIndexError(f"git's index, the list of tracked files, is damaged ({reasons[0]})")
    return kind(reasons[0])


def readable(text: str) -> str:
    """A text that was decoded with surrogates, with U+FFFD in place of what is not UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@contextmanager
def answer_of(command: str) -> Iterator[None]:
    """Raise GitAnswerError where the wrapped block cannot read an answer: it is cut short, or another git's."""
    try:
        yield
    except (ValueError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise GitAnswerError(f"git {command} printed what cannot be read ({error})") from error


def switch_filters_off(keys: Iterable[str]) -> tuple[str, ...]:
    """Options that keep git from running the filter programs that the settings of a config name.

    Raises:
        EvidenceError: one of the filters cannot be switched off.
    """
    drivers = sorted({key.rpartition(".")[0] for key in keys if key.startswith("filter.")})
    options: list[str] = []
    for driver in drivers:
        if "=" in driver:  # git would read "-c filter.a=b.smudge=" as a setting of "filter.a"
            raise EvidenceError(f"the git config names a filter that cannot be switched off: {driver}")
        for setting in ("clean=", "smudge=", "process=", "required=false"):
            options += ("-c", f"{driver}.{setting}")
    return tuple(options)


def find_git(root: Path) -> Git:
    """The git program of this machine, to be asked in a folder; raises EvidenceError where it is not installed."""
    return Git(program=find_program("git", directory=root, root=root, environment=os.environ), directory=root)


def _end_late(process: subprocess.Popen[bytes], ended_late: threading.Event) -> None:
    ended_late.set()
    kill_all(process)


def _read_all(errors: IO[bytes]) -> bytes:
    errors.seek(0)
    return errors.read(2**16)


def git_environment() -> dict[str, str]:
    """The environment for git: this process's own, without what would point git elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") or name.upper() in KEPT_VARIABLES
    }
    return kept | _trusted_folders() | SAFE_VARIABLES


def _trusted_folders() -> dict[str, str]:
    """The folders that the user trusts, where the environment says so (git-config(1), ``GIT_CONFIG_COUNT``), as in CI.

    Any other setting of the environment may bend what git prints.
    """
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    numbers = range(min(int(count), MOST_SETTINGS)) if count.isdecimal() else ()
    trusted: dict[str, str] = {}
    for number in numbers:
        if os.environ.get(f"GIT_CONFIG_KEY_{number}", "").lower() == "safe.directory":
            place = len(trusted) // 2
            trusted[f"GIT_CONFIG_KEY_{place}"] = "safe.directory"
            trusted[f"GIT_CONFIG_VALUE_{place}"] = os.environ.get(f"GIT_CONFIG_VALUE_{number}", "")
    return {"GIT_CONFIG_COUNT": str(len(trusted) // 2), **trusted} if trusted else {}
