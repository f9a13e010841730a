"""Runs a program and makes sure that it ends, with all that it started."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.runs.signals import end_if_asked
from pytest_phasegate.evidence.runs.windows_jobs import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import IO

    Process = subprocess.Popen[bytes]

SHORTEST_PAUSE = 0.001  # seconds
LONGEST_PAUSE = 0.05
ROUNDS = 10
PROCESSES = Path("/proc")  # where Linux lists them
MARK = "PHASEGATE_RUN"
"""Names a run in the environment of all that it starts, so that Linux can tell of a process whose it is."""


# Escape sequences (ECMA-48): CSI, then OSC and the other strings, then the short ones. The strings end at a line's
# end, so that one which is never closed cannot hide the rest of the output.
ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[PX^_][^\x1b\n]*(?:\x1b\\)?|[ -/]*[0-~])?"
)
# Control characters but tab and newline, Unicode's own line ends, and what turns the direction of text.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was kept of a program's output: all of it in ``head``, or ``head`` and ``tail`` around a gap.

    ``left_out`` counts the bytes of the gap.
    """

    head: bytes = b""
    tail: bytes = b""
    left_out: int = 0

    @property
    def text(self) -> str:
        """What was kept, as plain text; a gap is cut at line ends where it can be, and shown."""
        if not self.left_out:
            return plain_text(self.head + self.tail)
        head = self.head[: self.head.rfind(b"\n") + 1] or self.head
        tail = self.tail[self.tail.find(b"\n") + 1 :] or self.tail
        gap = self.left_out + len(self.head) - len(head) + len(self.tail) - len(tail)
        return f"{plain_text(head).rstrip()}\n[... {gap:,} bytes left out ...]\n{plain_text(tail)}"


NOTHING = Printed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a program may go.

    ``seconds`` is how long it may run, ``grace`` how many more seconds it has to end when it is told to;
    ``written`` how many bytes it may print before it is stopped, ``kept`` how many of them are kept.
    """

    seconds: float
    grace: float = 2.0
    written: int = 64 * 2**20
    kept: int = 64 * 2**10


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramEnd:
    """How a program ended.

    ``exit_code`` is None where it did not end by itself: then ``signal`` names the signal that ended it, or it
    ``timed_out``, or its output ``flooded``, or ``not_run`` says why it could not be started. ``seconds`` is how
    long it ran. ``left_running`` says that processes it had started were still there when it ended; they were
    ended too. ``errors`` is set only where they were asked for apart from ``output``.
    """

    exit_code: int | None = None
    seconds: float = 0.0
    output: Printed = NOTHING
    errors: Printed = NOTHING
    signal: str = ""
    timed_out: bool = False
    flooded: bool = False
    left_running: bool = False
    not_run: str = ""


def run_program(
    arguments: Sequence[str] | str,
    *,
    directory: Path,
    environment: Mapping[str, str],
    limits: Limits,
    errors_apart: bool = False,
) -> ProgramEnd:
    """Run a program to its end, without input, as the leader of a session of its own.

    Its output goes into an unnamed file: through a pipe, whatever the program leaves running could keep us
    waiting. Whichever way this function is left, also by a signal that is held back, the program has ended by then,
    and so has its process group, on Linux its whole session and all that still have its environment (setsid, nohup),
    on Windows its job. Not caught are, on Linux, processes that made a session of their own and dropped their
    environment, and on other systems those that made a session of their own, as daemons do. If this process is itself
    killed outright, nobody is left to end the program, but on Windows, where its job ends with us.

    Args:
        arguments: the argument list, beginning with the program's absolute path; or a line for the shell.
        directory: the working directory.
        environment: all the variables it gets.
        limits: how long it may run and how much it may print.
        errors_apart: whether its standard error is kept apart from its standard output.
    """
    import secrets  # takes longer than most of our modules, and few runs start a program of the policy

    with ExitStack() as files:
        output = files.enter_context(TemporaryFile())
        errors = files.enter_context(TemporaryFile()) if errors_apart else None
        began = time.monotonic()
        mark = secrets.token_hex(8)
        try:
            process = _start(arguments, directory, {**environment, MARK: mark}, output, errors)
        except (OSError, ValueError) as error:
            return ProgramEnd(not_run=_why_not_run(error, arguments, directory))
        files.enter_context(together(process))
        try:
            stopped = _watch(process, [output, errors] if errors else [output], limits)
            seconds = time.monotonic() - began
            # a flood gets no grace: it would fill the disk in that time
            left_running = _end_all(process, mark, 0 if stopped == "flooded" else limits.grace)
        except BaseException:
            kill_all(process, mark)
            raise
        code = None if stopped else process.returncode
        return ProgramEnd(
            exit_code=code if code is None or code >= 0 else None,
            seconds=seconds,
            output=read_printed(output, limits.kept),
            errors=read_printed(errors, limits.kept) if errors else NOTHING,
            signal=signal_name(-code) if code is not None and code < 0 else "",
            timed_out=stopped == "timed out",
            flooded=stopped == "flooded",
            left_running=left_running and not stopped,
        )


def signal_name(number: int) -> str:
    """A signal as people call it: ``SIGKILL``, or ``signal 40`` where it has no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _start(
    arguments: Sequence[str] | str,
    directory: Path,
    environment: Mapping[str, str],
    output: IO[bytes],
    errors: IO[bytes] | None,
) -> Process:
    return subprocess.Popen(
        arguments,
        shell=isinstance(arguments, str),  # a line for the shell, as the policy asks for by name
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors or subprocess.STDOUT,
        start_new_session=True,
        creationflags=CREATION_FLAGS,
    )


def _why_not_run(error: OSError | ValueError, arguments: Sequence[str] | str, directory: Path) -> str:
    if not directory.is_dir():
        return f"the directory {directory} is not there"
    program = "the shell" if isinstance(arguments, str) else arguments[0]
    return f"{program} cannot be started: {(error.strerror if isinstance(error, OSError) else None) or error}"


def _watch(process: Process, files: list[IO[bytes]], limits: Limits) -> str:
    """Wait until the program ends or goes too far; returns what was too much, or an empty text."""
    deadline = time.monotonic() + limits.seconds
    pause = SHORTEST_PAUSE
    ended = False
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=pause)
            ended = True
        end_if_asked()
        if sum(os.fstat(file.fileno()).st_size for file in files) > limits.written:
            return "flooded"
        if ended:
            return ""
        if time.monotonic() >= deadline:
            return "timed out"
        pause = min(pause * 2, LONGEST_PAUSE, max(deadline - time.monotonic(), SHORTEST_PAUSE))


if sys.platform == "win32":  # pragma: no cover - the tests' coverage is taken on Linux
    CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP

    def kill_all(process: Process, mark: str = "") -> None:
        """End a program at once, with its children, and wait for it; ``mark`` counts on other systems."""
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        with suppress(OSError):
            subprocess.run([taskkill, "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        process.kill()
        process.wait()

    def _end_all(process: Process, mark: str, _grace: float) -> bool:
        """End the program and its children, if it still runs; there is no polite way without a console."""
        if process.poll() is None:
            kill_all(process, mark)
        return False

else:
    CREATION_FLAGS = 0

    def kill_all(process: Process, mark: str = "") -> None:
        """End a program, the leader of its session, at once and with all that belongs to it, and wait for it.

        Args:
            process: the program.
            mark: what names its run in the environment; without it only its process group is looked for.
        """
        _signal_group(process.pid, signal.SIGKILL)
        for _ in range(ROUNDS if mark else 0):  # what forks while it is looked for is found the next time
            if not _signal_all(process.pid, mark, signal.SIGKILL):
                break
        process.kill()
        process.wait()

    def _end_all(process: Process, mark: str, grace: float) -> bool:
        """Tell all that is left of the program to end, and make it; returns whether anything was left."""
        was_left = is_left = _signal_all(process.pid, mark, signal.SIGTERM)
        deadline = time.monotonic() + grace
        pause = SHORTEST_PAUSE
        while is_left and time.monotonic() < deadline:
            end_if_asked()
            process.poll()  # a program that is not collected stays a member of its group
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            is_left = _signal_all(process.pid, mark, 0)
        kill_all(process, mark)
        return was_left

    def _signal_all(session: int, mark: str, number: int) -> bool:
        """Send a signal to all that belong to a run; returns whether there was anyone to get it."""
        is_listed = (PROCESSES / "self" / "stat").exists()
        living = list(_living(session, f"{MARK}={mark}".encode())) if is_listed else []
        reached = _signal_group(session, number)
        for process in living:
            # Job control and programs such as "timeout" make groups of their own within the session.
            with suppress(ProcessLookupError, PermissionError):
                if os.getpgid(process) != session:
                    os.kill(process, number)
        return bool(living) if is_listed else reached

    def _signal_group(group: int, number: int) -> bool:
        with suppress(ProcessLookupError, PermissionError):  # macOS: not permitted, where all have ended
            os.killpg(group, number)
            return True
        return False

    def _living(session: int, mark: bytes) -> Iterator[int]:
        """The processes of a run on Linux, without the dead ones that nobody collects (proc(5): state Z)."""
        for entry in PROCESSES.iterdir():
            with suppress(OSError, ValueError):
                process = int(entry.name)
                if os.getsid(process) == session or mark in (entry / "environ").read_bytes().split(b"\0"):
                    status = (entry / "stat").read_bytes()
                    if status.rpartition(b")")[2].split()[0] not in (b"Z", b"X"):
                        yield process


def read_printed(file: IO[bytes], keep: int) -> Printed:
    """Read back what a program wrote: at most ``keep`` bytes, a quarter from the beginning, the rest from the end."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    if size <= keep:
        return Printed(head=file.read(keep))
    head = file.read(keep // 4)
    file.seek(size - (keep - keep // 4))
    return Printed(head=head, tail=file.read(keep - keep // 4), left_out=size - keep)


def plain_text(printed: bytes) -> str:
    """Bytes as text without escape sequences and control characters; what is not UTF-8 becomes U+FFFD.

    Of a line that was written over (a progress bar), the last writing stays.
    """
    text = ESCAPES.sub("", printed.decode("utf-8", "replace").replace("\r\n", "\n"))
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return CONTROLS.sub("", "\n".join(lines))
