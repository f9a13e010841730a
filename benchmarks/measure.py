"""Measure processor time, ours and that of the programs we start, so that a busy machine counts less."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Row(NamedTuple):
    """One line of the table: what was measured, the figure, the budget it is held to, and whether it meets it."""

    what: str
    figure: str
    budget: str = "-"
    meets: bool | None = None


class Run(NamedTuple):
    """What a program took: seconds of processor time, and its peak memory in KiB (0 where Linux cannot tell)."""

    seconds: float
    memory: int


# The peak that ``wait4`` tells of is at least that of the process which starts the program; Linux knows the program's.
MAIN = """
import sys, pytest
code = pytest.main(sys.argv[2:])
try:
    with open("/proc/self/status") as status, open(sys.argv[1], "w") as peak:
        peak.write(next(line.split()[1] for line in status if line.startswith("VmHWM")))
except OSError:
    pass
sys.exit(code)
"""


def spent() -> float:
    """Seconds of processor time so far, user and system, of this process and of the programs it waited for."""
    return time.process_time() + spent_by_programs()


def least(action: Callable[[], object], runs: int) -> float:
    """The least time of several runs, in seconds."""
    return min(interleaved([action], runs)[0])


def interleaved(actions: Sequence[Callable[[], object]], runs: int) -> list[list[float]]:
    """The times of each of some actions, one run of each in turn, so that all see the same noise."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(runs):
        for action, taken in zip(actions, times, strict=True):
            start = spent()
            action()
            taken.append(spent() - start)
    return times


def run_pytest(folder: Path, cache: Path, *arguments: str, codes: tuple[int, ...] = (0, 5)) -> Run:
    """Run pytest in a folder, with the bytecode of every module at hand as it is after an installation.

    Args:
        folder: where to run it.
        cache: where the bytecode is kept; it is made if it does not exist.
        arguments: pytest's arguments.
        codes: the exit codes with which it may end.
    """
    cache.mkdir(exist_ok=True)
    peak = cache / "peak"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(cache), "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-c", MAIN, str(peak), "-q", "-p", "no:cacheprovider", "--tb=no", *arguments]
    before = spent_by_programs()
    status = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
    if status not in codes:
        raise SystemExit(f"pytest {' '.join(arguments)} in {folder} ended with {status}")
    return Run(spent_by_programs() - before, int(peak.read_text()) if peak.exists() else 0)


def spent_by_programs() -> float:
    """Seconds of processor time so far of the programs that this process waited for, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
