from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.files.ctags import PROGRAMS, Ctags
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from pathlib import Path

needs_ctags = pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="Universal Ctags is not installed")
posix_only = pytest.mark.skipif(os.name == "nt", reason="makes a shell script a program")


@needs_ctags
@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("web/form.ts", "export class Form { send(): void {} }\n", {"Form", "Form.send"}),
        ("main.go", "package main\n\nfunc Run() {}\n", {"Run"}),
        ("a.rs", "pub struct Store {}\nfn read() {}\n", {"Store", "read"}),
        ("A.java", "class A { void go() {} }\n", {"A", "A.go"}),
    ],
)
def test_definitions_of_many_languages_are_found(path: str, text: str, names: set[str]) -> None:
    source = Ctags().read(path, text.encode())
    assert all(source.defines(name) for name in names)
    assert source.unknown is None
    assert source.error is None


@needs_ctags
def test_options_that_lie_about_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".ctags.d").mkdir()
    (tmp_path / ".ctags.d" / "a.ctags").write_text("--kinds-TypeScript=-c\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Ctags().read("a.ts", b"class Form {}\n").defines("Form")


def test_a_file_without_a_known_ending_is_unknown() -> None:
    source = Ctags().read("notes", b"text\n")
    assert source.unknown == Unknown(
        "nothing here reads files that end in notes", "name a file in a language that can be read, or waive the check"
    )


def make_program(folder: Path, script: str) -> None:
    folder.mkdir()
    program = folder / "ctags"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@posix_only
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo Exuberant Ctags", " is not Universal Ctags"),
        (
            'case "$*" in *--version*) echo Universal Ctags;; *) exit 7;; esac',
            "Universal Ctags could not read a.ts (exit code 7)",
        ),
    ],
)
def test_a_program_that_cannot_do_it_leaves_it_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    make_program(tmp_path / "bin", script)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    source = Ctags().read("a.ts", b"class Form {}\n")
    assert source.unknown is not None
    assert source.unknown.why.endswith(why)
    assert source.unknown.remedy == "install Universal Ctags (https://ctags.io), or waive the check"


@posix_only
def test_lines_that_are_no_tags_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = (
        r'printf "!_TAG\tx\ty\tz\nodd\nForm\ta.ts\t3;\"\tkind:class\nsend\ta.ts\t?;\"\tkind:method\tclass:a::Form\n"'
    )
    make_program(tmp_path / "bin", f'case "$*" in *--version*) echo Universal Ctags;; *) {printed};; esac')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = [(each.name, each.kind, each.line) for each in Ctags().read("a.ts", b"").definitions]
    assert found == [("Form", "class", 3), ("a.Form.send", "method", 0)]
