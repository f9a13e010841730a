from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import Command, GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_holds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

HERE = Location("phasegate.yaml", 3)
TEXT = "## Batch 1: A - COMPLETE\n\n**Commit**: {first}\n\n## Batch 2: B - COMPLETE\n\n## Batch 3: C - PENDING\n"


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


def policy(script: str, **options: object) -> Policy:
    command = Command(name="build", run=(sys.executable, "-c", script), location=HERE, **options)  # type: ignore[arg-type]
    rule = GateRule(kind="build", settings={"command": "build"}, location=HERE)
    return Policy(commands={"build": command}, gates={"build": rule})


def test_a_command_that_passes_holds_for_the_done_batches(project: Repository) -> None:
    verdicts = project.verdicts(TEXT, policy("pass"))
    assert_holds(verdicts["batch-1::build"])
    assert_holds(verdicts["batch-2::build"])
    assert verdicts["batch-3::build"].answer is Answer.PENDING


def test_a_command_runs_once_whatever_the_number_of_batches(project: Repository, outside: Path) -> None:
    log = outside / "runs"
    project.verdicts(TEXT, policy(f"open({str(log)!r}, 'a').write('run\\n')"))
    assert log.read_text() == "run\n"


LIES = {
    "exit code": ("raise SystemExit(3)", {}, "build-failed", "build ended with exit code 3"),
    "too long": ("import time; time.sleep(30)", {"timeout": 0.3}, "build-timeout", "build was ended after 0.3 s"),
    "changes files": (
        "open('src/old.py', 'w').write('changed')",
        {},
        "build-changed-files",
        "build changed files that git tracks: src/old.py",
    ),
}


@pytest.mark.parametrize(("script", "options", "code", "found"), LIES.values(), ids=LIES)
def test_a_build_that_fails_fails_the_batch(
    project: Repository, script: str, options: dict[str, object], code: str, found: str
) -> None:
    verdict = project.verdicts(TEXT, policy(script, **options))["batch-1::build"]
    assert verdict.answer is Answer.FAILED
    assert verdict.findings[0].code == code
    assert verdict.findings[0].found.startswith(found)
    assert verdict.findings[0].remedy.startswith("repeat it with: ")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program with an exit code")
def test_a_build_that_a_signal_ends_fails_the_batch(project: Repository) -> None:
    script = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    verdict = project.verdicts(TEXT, policy(script))["batch-1::build"]
    assert verdict.findings[0].code == "build-failed"
    assert verdict.findings[0].found.startswith("build was ended by SIGTERM")


def test_the_end_of_the_output_is_shown(project: Repository) -> None:
    verdict = project.verdicts(TEXT, policy("print('what went wrong'); raise SystemExit(1)"))["batch-1::build"]
    assert verdict.findings[0].found.endswith("what went wrong")


def test_a_program_that_is_missing_is_unknown(project: Repository) -> None:
    command = Command(name="build", run=("no-such-program-at-all",), location=HERE)
    rule = GateRule(kind="build", settings={"command": "build"}, location=HERE)
    verdict = project.verdicts(TEXT, Policy(commands={"build": command}, gates={"build": rule}))["batch-1::build"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].code == "build-not-run"


def test_at_commit_uncommitted_files_cannot_make_it_pass(project: Repository) -> None:
    project.write("src/new.py", "new = 1\n")
    script = "import pathlib, sys; sys.exit(not pathlib.Path('src/new.py').exists())"
    assert_holds(project.verdicts(TEXT, policy(script))["batch-1::build"])
    assert project.verdicts(TEXT, policy(script, at="commit"))["batch-1::build"].answer is Answer.FAILED
    without = project.verdicts(TEXT, policy(script, at="commit"))["batch-2::build"]
    assert without.findings[0].code == "build-no-commit"


def test_b16_at_commit_the_last_commit_of_history_is_built_whatever_its_date(project: Repository) -> None:
    """The batch's second commit breaks the build, and bears a date from before the first one's."""
    project.clock = 1_000_000_000
    project.commit("feat(core): batch 1 - more of the model", name="broken", files={"src/broken.py": "x\n"})
    text = "## Batch 1: A - COMPLETE\n\n**Commits**: {first}, {broken}\n"
    script = "import pathlib, sys; sys.exit(pathlib.Path('src/broken.py').exists())"
    verdict = project.verdicts(text, policy(script, at="commit"))["batch-1::build"]
    assert verdict.findings[0].code == "build-failed"
    assert verdict.commit == project.ids["broken"]


def test_no_command_runs_for_a_unit_whose_paths_lead_out(project: Repository, outside: Path) -> None:
    log = outside / "runs"
    text = "## Batch 1: A - COMPLETE\n\n### Task 1.1: B\n\n**File**: ../../../outside.txt\n"
    verdict = project.verdicts(text, policy(f"open({str(log)!r}, 'a').write('run\\n')"))["batch-1::build"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.reason == "no command was run for batch 1, because ../../../outside.txt leads out of the project"
    assert not log.exists()


def test_a_build_that_leaves_a_program_running_is_told(project: Repository) -> None:
    script = f"import subprocess, sys; subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(60)'])"
    verdict = project.verdicts(TEXT, policy(script))["batch-1::build"]
    assert_holds(verdict)
    assert verdict.notes == ("build left programs running, which were ended",)


def test_a_build_that_floods_its_output_fails(project: Repository) -> None:
    script = "while True: print('x' * 100000)"
    verdict = project.verdicts(TEXT, policy(script, timeout=30.0))["batch-1::build"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "build-flooded")
    assert verdict.findings[0].found.startswith("build was ended because it printed without end")
