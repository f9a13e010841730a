from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.runs.locks import folder_locked, locked

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys
from pathlib import Path
from pytest_phasegate.evidence.runs.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_threads_hold_a_lock_one_at_a_time(tmp_path: Path) -> None:
    inside, seen = [], []

    def work() -> None:
        for _ in range(20):
            with locked(tmp_path / "lock"):
                inside.append(1)
                time.sleep(0.001)
                seen.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 80


def test_a_lock_is_freed_when_its_holder_dies(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    acquired = threading.Event()

    def wait_for_it() -> None:
        with locked(path):
            acquired.set()

    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline().strip() == b"held"
        thread = threading.Thread(target=wait_for_it)
        thread.start()
        assert not acquired.wait(0.2)
        holder.kill()
        thread.join(30)
    assert acquired.is_set()


def test_a_lock_is_freed_when_its_block_raises(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="inside"), locked(tmp_path / "lock"):
        raise RuntimeError("inside")
    with locked(tmp_path / "lock"):
        assert (tmp_path / "lock").read_bytes() == b""


def test_a_lock_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locked(tmp_path / "missing" / "lock"):
        pass


FOLDER_HOLDER = HOLDER.replace("import locked", "import folder_locked").replace(
    "with locked(Path(sys.argv[1])):", "with folder_locked(Path(sys.argv[1]), 60):"
)


def test_g14_a_folder_is_held_by_one_run_at_a_time_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FOLDER_HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline().strip() == b"held"
        with folder_locked(tmp_path, 0.1) as is_held:
            assert not is_held
        holder.kill()
        holder.wait()
        with folder_locked(tmp_path, 30) as is_held:
            assert is_held
    with folder_locked(tmp_path, 0) as is_held:
        assert is_held
    assert list(tmp_path.iterdir()) == []


def test_g14_a_folder_that_cannot_be_locked_keeps_nobody_from_working(tmp_path: Path) -> None:
    with folder_locked(tmp_path / "missing", 30) as is_held:
        assert is_held
