"""Runs that cannot see all: what is not seen is named, costs no more than a failure, and is told once."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
OTHER = 12345

HELD_BACK = """\
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, see capabilities(7)
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: what is started next has it no more
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Starts Python without the powers of root over files: modes do not hold root back."""


def run_held_back(root: Path, *arguments: str) -> tuple[int, str]:
    """Run Python as somebody whom the modes of files hold back."""
    command = [sys.executable, "-c", HELD_BACK, *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def run_gates(root: Path, *arguments: str) -> tuple[int, str]:
    return run_held_back(root, "-m", "pytest", "--phasegate", "-p", "no:cacheprovider", *arguments)


@pytest.fixture
def shared(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project, where modes can hold somebody back."""
    secret = tmp_path_factory.mktemp("secret") / "file"
    secret.write_text("")
    secret.chmod(0)
    code, _ = run_held_back(secret.parent, "-c", "open('file')")
    if os.name != "posix" or code == 0:
        pytest.skip("nobody can be held back from a file here")
    return project


@pytest.mark.parametrize("hidden", ["task-tracking/TASK_7", "task-tracking", DOCUMENT])
@pytest.mark.parametrize("is_tracked", [True, False], ids=["tracked", "untracked"])
def test_g1_a_document_that_cannot_be_read_is_named_and_fails_the_run(
    shared: Project, hidden: str, *, is_tracked: bool
) -> None:
    if not is_tracked:
        shared.repository.git("rm", "--quiet", "-r", "--cached", "task-tracking")
    place = shared.pytester.path / hidden
    mode = place.stat().st_mode
    place.chmod(0)
    try:
        code, output = run_gates(shared.pytester.path, "-rE")
    finally:
        place.chmod(mode)
    assert code not in (0, 5), output
    assert f"{hidden if not is_tracked else 'task-tracking'}" in output
    assert "Permission denied" in output
    assert "FAILED" not in output


@pytest.mark.parametrize("hidden", ["src", "src/reader.py"])
def test_g1_a_file_that_cannot_be_looked_at_is_not_missing(shared: Project, hidden: str) -> None:
    shared.repository.write(DOCUMENT, "# Tasks\n\n## Batch 1: Read - COMPLETE\n\n**File**: src/reader.py (CREATE)\n")
    place = shared.pytester.path / hidden
    mode = place.stat().st_mode
    place.chmod(0)
    try:
        code, output = run_gates(shared.pytester.path)
    finally:
        place.chmod(mode)
    assert code == 1, output
    assert " failed" not in output
    assert "src/reader.py cannot be read: Permission denied" in output


def test_g1_a_document_that_can_be_read_is_judged_as_ever(shared: Project) -> None:
    code, output = run_gates(shared.pytester.path)
    assert code == 0, output


def test_g4_for_an_unknown_verdict_no_traceback_is_formatted(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pytest would read the sources of its own frames: 60 ms of an unknown verdict, of 43,000 of them 40 minutes."""
    styles: list[object] = []
    real = pytest.ExceptionInfo.getrepr

    def getrepr(self: pytest.ExceptionInfo[BaseException], **options: object) -> object:
        styles.append(options["style"])
        return real(self, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pytest.ExceptionInfo, "getrepr", getrepr)
    monkeypatch.setenv("PATH", str(project.pytester.path))
    result = project.run()
    assert result.parseoutcomes()["errors"] == 3
    assert set(styles) <= {"value"}, "with any other pytest reads the sources of all frames"


def test_g4_e2_one_cause_is_told_once_and_who_asks_has_the_checks_listed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project.pytester.path))
    result = project.run()
    result.stdout.fnmatch_lines(
        [
            "*= phasegate: what cannot be told here =*",
            "git is not installed (3 checks are unknown for it; -v lists them)",
            "  to mend: install git and put it on the PATH",
        ],
        consecutive=True,
    )
    result.stdout.no_fnmatch_line("*ERROR at setup of*")
    result.stdout.no_fnmatch_line("ERROR task-tracking*")
    assert result.parseoutcomes()["errors"] == 3
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    for asked in ("-v", "-rE", "-rA"):
        project.run(asked).stdout.fnmatch_lines(
            [
                "git is not installed (3 checks are unknown for it:)",
                "  to mend: install git and put it on the PATH",
                f"  {DOCUMENT}:6: batch 1: commit: see above",
            ],
            consecutive=True,
        )


def test_g4_a_false_claim_is_told_beside_what_cannot_be_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.tasks(second="../../../writer.py")
    monkeypatch.setenv("PATH", str(project.pytester.path))
    result = project.run()
    result.stdout.fnmatch_lines(["FAILED *::1.2::files*"])
    assert result.parseoutcomes() == {"failed": 1, "errors": 2, "passed": 2, "skipped": 3}


def test_g4_reports_tell_one_cause_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project.pytester.path))
    reports = ("github", "markdown:o.md", "sarif:o.sarif", "gitlab:o.json")
    result = project.run(*(f"--phasegate-report={report}" for report in reports))
    assert sum(line.startswith("::warning ") for line in result.outlines) == 1
    for name in ("o.md", "o.sarif", "o.json"):
        text = (project.pytester.path / name).read_text(encoding="utf-8")
        assert text.count("install git and put it on the PATH") <= 2, name  # SARIF's head says what the run rests on
        assert "and 2 more claims" in text


def test_e6_a_damaged_index_is_told_with_what_mends_it(project: Project) -> None:
    (project.pytester.path / ".git" / "index").write_bytes(b"rubbish" * 10)
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *index*damaged*to mend: *git reset*"])


def test_e6_core_bare_is_told_with_what_mends_it(project: Project) -> None:
    project.repository.git("config", "core.bare", "true")
    result = project.run()
    result.stdout.fnmatch_lines(["*core.bare is true*", "  to mend: git config core.bare false*"])
    assert " failed" not in result.outlines[-1]


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_e6_safe_directory_in_the_environment_is_not_dropped(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (project.pytester.path, *project.pytester.path.rglob("*")):
        os.chown(path, OTHER, OTHER)
    project.run().stdout.fnmatch_lines(
        ["git does not trust the repository: *", "  to mend: git config --global --add safe.directory *"]
    )
    for name, value in {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": "*"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    project.run().assert_outcomes(passed=5, skipped=3)


PENDING = "⏸️ PENDING"


@pytest.mark.parametrize("threshold", ["100", "1"])
def test_b8_a_document_of_which_nothing_was_held_to_anything_meets_no_threshold(
    project: Project, threshold: str
) -> None:
    project.repository.write(DOCUMENT, "# Tasks\n\n## Batch 1: Read\n\n### Task 1.1: Read on\n")
    result = project.run(f"--phasegate-fail-under={threshold}", "--phasegate-report=total")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert not any("100%" in line and "must be" not in line for line in result.outlines if "[100%]" not in line)
    assert "100" not in result.outlines


def test_b8_a_document_of_which_all_is_held_meets_its_threshold(project: Project) -> None:
    text = f"# Tasks\n\n## Batch 1: Read - COMPLETE\n\n**Commit**: {project.commit[:8]}\n\n**File**: src/reader.py\n"
    project.repository.write(DOCUMENT, text)
    result = project.run("--phasegate-fail-under=100")
    assert result.ret == pytest.ExitCode.OK
