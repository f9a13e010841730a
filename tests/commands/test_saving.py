from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.commands.saving import RefusedError, change_document, read_document
from pytest_phasegate.evidence.runs.locks import folder_locked

if TYPE_CHECKING:
    from pathlib import Path

EDITS, PROCESSES, KILLS = 40, 4, 10

ADDER = """
import sys
from pathlib import Path
from pytest_phasegate.commands.saving import change_document
name, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    change_document(Path(), "docs/tasks.md", lambda data: data + f"- {name}.{number}\\n".encode())
"""
WRITER = """
import sys
from pathlib import Path
from pytest_phasegate.commands.saving import change_document
print("ready", flush=True)
number = 0
while True:
    number += 1
    change_document(Path(), "docs/tasks.md", lambda data: b"%d\\n" % number * 200_000)
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "docs" / "tasks.md"
    path.parent.mkdir()
    path.write_bytes(b"# Tasks\r\n")
    return path


def start(root: Path, program: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


def test_processes_at_once_lose_no_change(tmp_path: Path, document: Path) -> None:
    each = EDITS // PROCESSES
    running = [start(tmp_path, ADDER, str(name), str(each)) for name in range(PROCESSES)]
    assert [process.wait(60) for process in running] == [0] * PROCESSES
    for process in running:
        assert process.stdout is not None
        process.stdout.close()
    lines = document.read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(lines) == sorted(f"- {name}.{number}" for name in range(PROCESSES) for number in range(each))
    assert [path.name for path in document.parent.iterdir()] == ["tasks.md"]


@pytest.mark.skipif(os.name == "nt", reason="there is no signal that ends a process at once")
def test_killed_process_leaves_the_old_or_the_new_text(tmp_path: Path, document: Path) -> None:
    for number in range(KILLS):
        process = start(tmp_path, WRITER)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.005 * number)
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        process.stdout.close()
        lines = set(document.read_bytes().split())
        assert len(lines) == 1 or document.read_bytes() == b"# Tasks\r\n"
    before, after = change_document(tmp_path, "docs/tasks.md", lambda data: b"# Tasks\n")
    assert before != after  # no lock is left behind
    assert [path.name for path in document.parent.iterdir()] == ["tasks.md"]  # and no file


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_mode_stays(tmp_path: Path, document: Path) -> None:
    document.chmod(0o640)
    change_document(tmp_path, "docs/tasks.md", lambda data: data + b"x\n")
    assert document.stat().st_mode & 0o777 == 0o640
    assert document.read_bytes() == b"# Tasks\r\nx\n"


def test_same_text_is_not_written_again(tmp_path: Path, document: Path) -> None:
    stamp = document.stat().st_mtime_ns, document.stat().st_ino
    assert change_document(tmp_path, "docs/tasks.md", lambda data: data) == (b"# Tasks\r\n", b"# Tasks\r\n")
    assert (document.stat().st_mtime_ns, document.stat().st_ino) == stamp


def test_failed_change_leaves_the_text(tmp_path: Path, document: Path) -> None:
    def fail(data: bytes) -> bytes:
        raise RefusedError("no")

    with pytest.raises(RefusedError, match=r"^no$"):
        change_document(tmp_path, "docs/tasks.md", fail)
    assert document.read_bytes() == b"# Tasks\r\n"


@pytest.mark.parametrize("place", ["docs/link.md", "also/tasks.md"])
def test_links_are_refused(tmp_path: Path, document: Path, place: str) -> None:
    try:
        (tmp_path / "docs" / "link.md").symlink_to(document)
        (tmp_path / "also").symlink_to(document.parent, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(RefusedError, match=r"this is a link, and no document is changed through one; name the file"):
        change_document(tmp_path, place, lambda data: b"other")
    assert document.read_bytes() == b"# Tasks\r\n"


def test_folder_is_no_document(tmp_path: Path, document: Path) -> None:
    with pytest.raises(RefusedError, match=r"^docs: this is no file$"):
        read_document(tmp_path, "docs")
    with pytest.raises(RefusedError, match=r"^docs/none.md: the document cannot be read: No such file"):
        read_document(tmp_path, "docs/none.md")


def test_marks_of_a_conflict_are_an_error_at_their_line(tmp_path: Path, document: Path) -> None:
    document.write_bytes(b"# Tasks\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> topic\n")
    with pytest.raises(
        RefusedError, match=r"^docs/tasks.md:2: a merge left marks of a conflict here; resolve it first$"
    ):
        change_document(tmp_path, "docs/tasks.md", lambda data: data + b"x")
    document.write_bytes(b"Title\n=======\n\n    <<<<<<< HEAD\n")
    change_document(tmp_path, "docs/tasks.md", lambda data: data + b"x")


def test_lock_that_another_holds_is_waited_for_and_told(tmp_path: Path, document: Path) -> None:
    with folder_locked(document.parent, 1) as is_held:
        assert is_held
        with pytest.raises(
            RefusedError, match=r"another phasegate has been changing documents in its folder for 0.1 s"
        ):
            change_document(tmp_path, "docs/tasks.md", lambda data: data + b"x", seconds=0.1)
    assert document.read_bytes() == b"# Tasks\r\n"
