from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.runs.environment import find_program

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")


def make_program(path: Path, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


def find(name: str, root: Path, directory: str = ".", *path: Path) -> str:
    environment = {"PATH": os.pathsep.join(map(str, path))}
    return find_program(name, directory=root / directory, root=root, environment=environment)


def test_a_name_is_looked_up_on_the_search_path(tmp_path: Path) -> None:
    python = Path(sys.executable)
    assert Path(find(python.name, tmp_path, ".", tmp_path, python.parent)) == python


@posix
def test_a_name_never_means_a_file_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_program(tmp_path / "make")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EvidenceError, match="the program make was not found on PATH"):
        find("make", tmp_path, ".", Path(), Path())


@posix
def test_the_first_executable_on_the_search_path_wins(tmp_path: Path) -> None:
    make_program(tmp_path / "a" / "tool", mode=0o644)
    (tmp_path / "b" / "tool").mkdir(parents=True)
    wanted = make_program(tmp_path / "c" / "tool")
    make_program(tmp_path / "d" / "tool")
    assert find("tool", tmp_path, ".", *(tmp_path / name for name in "abcd")) == str(wanted)


@posix
def test_a_relative_path_counts_from_the_working_directory(tmp_path: Path) -> None:
    wanted = make_program(tmp_path / "tools" / "build.sh")
    assert find("./tools/build.sh", tmp_path) == str(wanted)
    (tmp_path / "app").mkdir()
    assert find("../tools/build.sh", tmp_path, "app") == str(wanted)


@posix
def test_a_link_in_the_project_may_lead_to_an_interpreter_outside(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "python").symlink_to(sys.executable)
    assert find("venv/python", tmp_path) == str(tmp_path / "venv" / "python")


@posix
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./missing", "the program ./missing is not there"),
        ("/no/such/program", "the program /no/such/program is not there"),
        ("./plain.txt", "the program ./plain.txt is not executable"),
        ("./folder", "the program ./folder is not there"),
        ("../outside", "the program ../outside lies outside the project"),
        ("a/../../outside", "the program a/../../outside lies outside the project"),
        ("", "the command names no program"),
        ("a\0b", "the command names no program"),
    ],
)
def test_what_is_no_program_is_told_in_words(tmp_path: Path, name: str, message: str) -> None:
    root = tmp_path / "project"
    make_program(root / "plain.txt", mode=0o644)
    make_program(tmp_path / "outside")
    (root / "folder").mkdir()
    with pytest.raises(EvidenceError) as caught:
        find(name, root)
    assert str(caught.value) == message
