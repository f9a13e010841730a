"""A run that is cancelled, as CI systems do: nothing goes on, nothing stays, in one process and in many."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.evidence.test_process import SLEEPER, is_running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

POLICY = """\
commands:
  build: {{run: [{python}, -c, {code}, {pid}], at: {at}}}
gates:
  build: {{command: build}}
"""

# What starts a process may have it begin deaf: a shell's background jobs to Ctrl-C, nohup to the end of the terminal.
START = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(
    ("name", "workers", "at"),
    [("SIGINT", "0", "worktree"), ("SIGTERM", "0", "commit"), ("SIGHUP", "0", "commit"), ("SIGTERM", "2", "commit")],
)
def test_g10_a_cancelled_run_leaves_nothing(project: Project, tmp_path: Path, name: str, workers: str, at: str) -> None:
    if workers != "0":
        pytest.importorskip("xdist")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    pid = tmp_path / "pid"
    deaf = f"import signal; [signal.signal(number, signal.SIG_IGN) for number in (1, 2, 15)]; {SLEEPER}"
    project.policy(POLICY.format(python=repr(sys.executable), code=f'"{deaf}"', pid=repr(str(pid)), at=at))
    command = [sys.executable, "-c", START, "--phasegate", "-p", "no:cacheprovider", "-n", workers]
    with subprocess.Popen(
        command,
        cwd=project.repository.path,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as run:
        deadline = time.monotonic() + 60
        while not (pid.exists() and pid.read_text()) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert pid.exists(), run.communicate()
        run.send_signal(getattr(signal, name))
        output, _ = run.communicate(timeout=60)
    assert b"KeyboardInterrupt" in output
    assert b"INTERNALERROR" not in output
    assert not is_running(int(pid.read_text()))
    assert list(temporary.iterdir()) == []
