"""Nothing that comes with a pull request is a command of GitHub's runner, whatever pytest prints of it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.cli import main
from pytest_phasegate.plugin.runner_commands import Guarded
from pytest_phasegate.reports.escape import without_commands
from tests.plugin.conftest import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

HOSTILE = "::error::x ##[stop-commands]y"


def commands(output: str) -> list[str]:
    """The lines that the runner takes for commands: of version 2 in front of a line, of version 1 anywhere in it."""
    lines = re.split(r"\r\n|\r|\n", output)
    return [line for line in lines if re.match(r"\s*::[a-z-]+.*::", line) or re.search(r"##\[.*\]", line)]


def test_what_the_runner_takes_for_commands() -> None:
    assert commands("a ::error::x\n::error ::\r \t::debug::\n##[group]x\na ##[stop-commands]t") == [
        "::error ::",
        " \t::debug::",
        "##[group]x",
        "a ##[stop-commands]t",
    ]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a::b ## [c]", "a::b ## [c]"),
        (HOSTILE, ": :error::x ## [stop-commands]y"),
        ("a\r::error::x", "a\r: :error::x"),
        ("a\n \t\x0b\x85::error::x", "a\n \t\x0b\x85: :error::x"),
        ("\n" * 9 + "::error::x", "\n" * 9 + ": :error::x"),
        ("###[x]", "### [x]"),
        ("a\n\x1b[31m \x1b[0m::error::x", "a\n\x1b[31m \x1b[0m: :error::x"),
        (" " * 100_000 + "x", " " * 100_000 + "x"),
        ("\n" * 100_000, "\n" * 100_000),
    ],
    ids=range(9),
)
def test_a8_commands_are_broken_and_nothing_else(text: str, safe: str) -> None:
    assert without_commands(text) == safe
    out = io.StringIO()
    stream = Guarded(out)
    for character in text[:1000]:
        assert stream.write(character) == 1
    assert out.getvalue() == safe[: len(out.getvalue())]
    assert not commands(out.getvalue())


def test_a8_a_command_of_our_own_passes_and_the_next_one_does_not() -> None:
    out = io.StringIO()
    stream = Guarded(out)
    with stream.open():
        stream.write("::error::ours\n")
    stream.write("::error::theirs\n")
    stream.write("x" * 5000 + "#")
    stream.write("#")
    stream.write("[x]\n")
    stream.flush()
    assert out.getvalue() == "::error::ours\n: :error::theirs\n" + "x" * 5000 + "## [x]\n"


@pytest.fixture
def hostile(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose document, paths, commits and builds hold commands, where GitHub's runner reads the output."""
    text = project.tasks(second="src/gone.py").read_text(encoding="utf-8")
    text = text.replace("## Batch 1: Foundations", f"## Batch 1: {HOSTILE}")
    text = text.replace("**File**: src/gone.py", f"**File**: src/gone.py\n\n- [x] {HOSTILE}\n- [ ] {HOSTILE}")
    project.repository.write(DOCUMENT, text)
    folders = ("::error file=a::x", "##[stop-commands]y", "a\r::error::z", "a\n::error::z")
    try:
        [project.repository.write(f"task-tracking/{folder}/tasks.md", text) for folder in folders]
    except OSError:
        pytest.skip("the file system has no such names")
    project.repository.write("::error::at the top/tasks.md", text)
    printed = r"print('::error::b'); print('a\r::error::c'); print('##[group]d'); raise SystemExit(1)"
    project.policy(
        "documents: ['**/tasks.md']\n"
        "gates: {checklist: true, build: {command: b, levels: [batch]}}\n"
        f'commands: {{b: {{run: ["{sys.executable}", -c, "{printed}"]}}}}\n'.replace("\\", "\\\\")
    )
    project.repository.commit(f"{HOSTILE}\n\n{HOSTILE}")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return project


@pytest.mark.parametrize(
    "arguments",
    [
        ("-ra",),
        ("-vv", "-rA", "--tb=long"),
        ("-q", "--tb=line"),
        ("--co", "-q"),
        ("--co",),
        ("-x", "--phasegate-require=batch-2"),
        ("--phasegate-report=term-missing", "--phasegate-report=html:::error::x", "--durations=5"),
        ("--color=yes", "-ra"),
        ("-n2", "-p", "xdist", "-ra"),
    ],
    ids=" ".join,
)
def test_a8_no_line_of_a_run_is_a_command_of_somebody_else(hostile: Project, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pytest", "--phasegate", "-p", "no:cacheprovider", *arguments]
    ran = subprocess.run(command, cwd=hostile.repository.path, capture_output=True)
    output = ran.stdout.decode("utf-8", "replace") + "\n" + ran.stderr.decode("utf-8", "replace")
    ours = [line for line in commands(output) if re.match(r"::(error|warning|notice) (file=|title=phasegate)", line)]
    assert commands(output) == ours
    assert bool(ours) is ("--co" not in arguments)
    assert "error" in output
    assert all("##[" not in line for line in ours)


def test_a8_no_usage_error_is_a_command(hostile: Project) -> None:
    hostile.repository.write("::error::a.yaml", "version: 1\nrole: {}\nphase: []\n")
    hostile.repository.write("phasegate.yaml", "version: 1\ninclude: ['*a.yaml']\nrole: {}\n")
    command = [sys.executable, "-m", "pytest", "--phasegate", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=hostile.repository.path, capture_output=True, text=True)
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert "error::a.yaml:2: " in ran.stderr
    assert commands(ran.stdout + ran.stderr) == []


@pytest.mark.parametrize("key", ["phasegate_config", "phasegate_fail_under", "phasegate_compare", "phasegate_report"])
def test_a8_no_usage_error_about_a_key_is_a_command(hostile: Project, key: str) -> None:
    value = '"a\n  ::error::x"' if key == "phasegate_report" else "a\n  ::error::x"
    hostile.repository.write("pytest.ini", f"[pytest]\n{key} = {value}\n")
    command = [sys.executable, "-m", "pytest", "--phasegate", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=hostile.repository.path, capture_output=True, text=True)
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert commands(ran.stdout + ran.stderr) == []


def test_a8_where_no_runner_reads_the_text_is_as_it_is(hostile: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    result = hostile.run("-ra", DOCUMENT, "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*##[[]stop-commands]y*"])


@pytest.mark.parametrize(
    "name", ["term", "markdown:-", "phasegate-json:-", "sarif:-", "gitlab:-", "json:-", "lcov:-", "xml:-"]
)
def test_a8_the_program_prints_no_command_of_somebody_else(
    hostile: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path
) -> None:
    place = tmp_path / "o.json"
    hostile.run(f"--phasegate-report=phasegate-json:{place}", "-p", "no:cacheprovider")
    capsys.readouterr()
    assert main(["report", "--from", str(place), "--format", name]) == 0
    shown = capsys.readouterr()
    assert commands(shown.out + shown.err) == []
    if name == "phasegate-json:-":
        monkeypatch.delenv("GITHUB_ACTIONS")
        place.write_text(shown.out, encoding="utf-8")
        assert main(["report", "--from", str(place), "--format", name]) == 0
        assert "##[stop-commands]" in capsys.readouterr().out
    assert os.environ.get("PYTHONIOENCODING") == "utf-8"
