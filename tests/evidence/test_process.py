from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pytest_phasegate.evidence.runs.environment import clean_environment
from pytest_phasegate.evidence.runs.process import Limits, ProgramEnd, run_program, signal_name

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the processes of a session")

LONG = 60  # seconds that no test waits for
SLEEPER = f"import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep({LONG})"
START_SLEEPER = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {SLEEPER!r}, sys.argv[1]], **options)
while not open(sys.argv[1], "a+").seek(0, 2):
    time.sleep(0.01)
"""


def run(code: str, *arguments: object, directory: Path | None = None, apart: bool = False, **limits: Any) -> ProgramEnd:
    return run_program(
        [sys.executable, "-c", code, *map(str, arguments)],
        directory=directory or Path.cwd(),
        environment=clean_environment(),
        limits=Limits(**{"seconds": LONG, **limits}),
        errors_apart=apart,
    )


def is_running(pid: int) -> bool:
    """Whether a process does anything: one that ended but was never collected by its parent does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def assert_ended(pid_file: Path) -> None:
    pid = int(pid_file.read_text())
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(pid)


def test_a_program_tells_its_output_and_its_exit_code(tmp_path: Path) -> None:
    end = run(
        "import os, sys; print(os.getcwd(), flush=True); print('bad', file=sys.stderr); sys.exit(3)", directory=tmp_path
    )
    assert end.exit_code == 3
    assert end.output.text.splitlines() == [str(tmp_path.resolve()), "bad"]
    assert end.seconds > 0
    assert (end.signal, end.timed_out, end.flooded, end.left_running, end.not_run) == ("", False, False, False, "")


def test_a_silent_program_has_no_output() -> None:
    end = run("")
    assert (end.exit_code, end.output.text, end.errors.text) == (0, "", "")


def test_errors_can_be_kept_apart() -> None:
    end = run("import sys; print('out'); print('err', file=sys.stderr)", apart=True)
    assert (end.output.text, end.errors.text) == ("out\n", "err\n")


def test_a_program_has_no_input() -> None:
    assert run("import sys; print(repr(sys.stdin.read()))").output.text == "''\n"


def test_binary_output_becomes_text() -> None:
    end = run("import sys; sys.stdout.buffer.write(bytes(range(256)) * 2)")
    assert "ABC" in end.output.text
    assert "\x00" not in end.output.text


def test_a_line_for_the_shell_is_read_by_the_shell() -> None:
    end = run_program(
        "echo one && echo two", directory=Path.cwd(), environment=clean_environment(), limits=Limits(seconds=LONG)
    )
    assert [line.strip() for line in end.output.text.splitlines()] == ["one", "two"]


def test_a_program_that_hangs_is_stopped_and_keeps_what_it_printed() -> None:
    began = time.monotonic()
    end = run(f"import time; print('begun', flush=True); time.sleep({LONG})", seconds=3.0)
    assert time.monotonic() - began < LONG / 2
    assert (end.timed_out, end.exit_code, end.signal) == (True, None, "")
    assert end.output.text == "begun\n"
    assert end.seconds >= 3.0


@posix
def test_a_program_that_ends_in_time_when_told_to_has_no_exit_code_all_the_same() -> None:
    code = f"import signal, sys, time; signal.signal(15, lambda *_: sys.exit(0)); time.sleep({LONG})"
    end = run(code, seconds=0.5)
    assert (end.timed_out, end.exit_code) == (True, None)


@posix
def test_a_program_that_ignores_the_request_to_end_is_killed() -> None:
    code = f"import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep({LONG})"
    began = time.monotonic()
    end = run(code, seconds=3.0, grace=0.2)
    assert time.monotonic() - began < LONG / 2
    assert (end.timed_out, end.exit_code, end.output.text) == (True, None, "deaf\n")


@posix
def test_a_flood_gets_no_grace_to_go_on() -> None:
    code = "import signal\nsignal.signal(15, signal.SIG_IGN)\nwhile True: print('flood')"
    began = time.monotonic()
    end = run(code, written=100_000, grace=LONG)
    assert time.monotonic() - began < LONG / 2
    assert (end.flooded, end.exit_code, end.signal) == (True, None, "")


def test_a_flood_is_stopped_and_its_head_and_tail_are_kept() -> None:
    end = run("while True: print('flood')", written=1_000_000, kept=1_000)
    assert (end.flooded, end.timed_out, end.exit_code) == (True, False, None)
    assert end.output.text.startswith("flood\n")
    assert "bytes left out ...]" in end.output.text
    assert len(end.output.text) < 1_100


def test_a_flood_counts_even_if_the_program_ends_before_it_is_seen() -> None:
    end = run("print('x' * 5_000)", written=1_000)
    assert (end.flooded, end.exit_code) == (True, None)


def test_a_flood_of_errors_counts_as_well() -> None:
    assert run("import sys; print('x' * 5_000, file=sys.stderr)", written=1_000, apart=True).flooded


@posix
def test_a_signal_is_told_by_its_name() -> None:
    end = run("import os; os.kill(os.getpid(), 9)")
    assert (end.exit_code, end.signal, end.timed_out) == (None, "SIGKILL", False)


@pytest.mark.parametrize(("number", "name"), [(int(signal.SIGTERM), "SIGTERM"), (4_000, "signal 4000")])
def test_signals_without_a_name_have_their_number(number: int, name: str) -> None:
    assert signal_name(number) == name


@posix
def test_what_a_program_leaves_running_is_ended_and_not_waited_for(tmp_path: Path) -> None:
    began = time.monotonic()
    end = run("options = {}" + START_SLEEPER + "print('done')", tmp_path / "pid")
    assert time.monotonic() - began < LONG / 2
    assert (end.exit_code, end.left_running, end.output.text) == (0, True, "done\n")
    assert_ended(tmp_path / "pid")


@posix
def test_a_grandchild_does_not_survive_the_stop_of_its_program(tmp_path: Path) -> None:
    # stopped by its output, not by a timeout: so the grandchild is there, however slow the machine
    end = run("options = {}" + START_SLEEPER + "while True: print('flood')", tmp_path / "pid", written=100_000)
    assert (end.flooded, end.left_running) == (True, False)
    assert_ended(tmp_path / "pid")


@linux
def test_a_grandchild_in_a_group_of_its_own_is_ended_too(tmp_path: Path) -> None:
    end = run("import os; options = {'preexec_fn': lambda: os.setpgid(0, 0)}" + START_SLEEPER, tmp_path / "pid")
    assert (end.exit_code, end.left_running) == (0, True)
    assert_ended(tmp_path / "pid")


@linux
@pytest.mark.parametrize(
    "options", ["{'start_new_session': True}", "{'start_new_session': True, 'cwd': '/', 'stdout': -3, 'stderr': -3}"]
)
def test_g14_a_grandchild_in_a_session_of_its_own_is_ended_too(tmp_path: Path, options: str) -> None:
    end = run(f"options = {options}" + START_SLEEPER, tmp_path / "pid")
    assert (end.exit_code, end.left_running) == (0, True)
    assert_ended(tmp_path / "pid")


@linux
def test_g14_a_daemon_that_forked_twice_is_ended_too(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
if not os.fork():
    os.setsid()
    if not os.fork():
        open(sys.argv[1], 'w').write(str(os.getpid()))
        time.sleep({LONG})
    os._exit(0)
os.wait()
while not open(sys.argv[1], "a+").seek(0, 2):
    time.sleep(0.01)
"""
    end = run(code, tmp_path / "pid")
    assert (end.exit_code, end.left_running) == (0, True)
    assert_ended(tmp_path / "pid")


@linux
def test_g14_the_programs_of_another_run_are_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER, str(tmp_path / "pid")], start_new_session=True) as other:
        while not (tmp_path / "pid").exists():
            time.sleep(0.01)
        assert run("pass").exit_code == 0
        assert other.poll() is None
        other.kill()


DRIVER = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin deaf to it
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from pathlib import Path
from pytest_phasegate.evidence.runs.process import Limits, run_program
from pytest_phasegate.evidence.runs.signals import held_back
try:
    with held_back():
        run_program([sys.executable, "-c", sys.argv[1], sys.argv[2]], directory=Path.cwd(), environment={},
                    limits=Limits(seconds=600))
except KeyboardInterrupt:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    assert handlers == [signal.default_int_handler, signal.SIG_DFL, signal.SIG_DFL], handlers
    print("interrupted")
"""


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_g10_a_signal_leaves_no_child(tmp_path: Path, name: str) -> None:
    pid_file = tmp_path / "pid"
    pid_file.touch()
    deaf = "import signal; [signal.signal(number, signal.SIG_IGN) for number in (1, 2, 15)];" + SLEEPER
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, deaf, str(pid_file)], stdout=subprocess.PIPE)
    while not pid_file.read_text():
        time.sleep(0.01)
    driver.send_signal(getattr(signal, name))
    assert driver.communicate(timeout=LONG)[0] == b"interrupted\n"
    assert_ended(pid_file)


def start(program: str, directory: Path) -> ProgramEnd:
    return run_program([program], directory=directory, environment={}, limits=Limits(seconds=LONG))


def test_a_missing_program_is_not_run(tmp_path: Path) -> None:
    program = str(tmp_path / "missing")
    assert start(program, tmp_path).not_run.startswith(f"{program} cannot be started: ")


def test_a_missing_directory_is_told_as_such(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert start(sys.executable, missing).not_run == f"the directory {missing} is not there"


@posix
def test_a_file_that_is_no_program_is_not_run(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("no interpreter line")
    program.chmod(0o755)
    end = start(str(program), tmp_path)
    assert end.not_run == f"{program} cannot be started: Exec format error"
    assert end.exit_code is None


def test_an_argument_that_no_system_takes_is_not_run() -> None:
    end = run("", "a\0b")
    assert end.not_run == f"{sys.executable} cannot be started: embedded null byte"


def test_a_shell_that_cannot_start_is_told_as_such(tmp_path: Path) -> None:
    end = run_program("a\0b", directory=tmp_path, environment={}, limits=Limits(seconds=LONG))
    assert end.not_run == "the shell cannot be started: embedded null byte"
