"""The example is honest, and each lie that is planted into it fails at its line, as a user sees it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HISTORY = Path(__file__).resolve().parent.parent / "example_repo" / "history.py"
TASKS = "task-tracking/TASK_1/tasks.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "project"
    subprocess.run([sys.executable, str(HISTORY), str(path)], check=True)
    return path


@pytest.fixture
def example(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "project", symlinks=True)
    return tmp_path / "project"


def run(example: Path, *arguments: str) -> tuple[int, str]:
    """Run pytest --phasegate as a user does; returns its exit code and its output."""
    command = [sys.executable, "-m", "pytest", "--phasegate", "-p", "no:cacheprovider", *arguments]
    # The commands of the example's policy say "python": let it be the one that has pytest and coverage.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path}
    result = subprocess.run(command, cwd=example, env=environment, capture_output=True, text=True, encoding="utf-8")
    return result.returncode, result.stdout + result.stderr


def plant(example: Path, lie: tuple[str, str]) -> int:
    """Write a lie into the task document; returns the number of the first line it changes."""
    path = example / TASKS
    honest = path.read_text(encoding="utf-8")
    false = honest.replace(*lie, 1)
    assert false != honest
    path.write_text(false, encoding="utf-8", newline="\n")
    pairs = zip(honest.splitlines(), false.splitlines(), strict=False)
    return next(number for number, (before, after) in enumerate(pairs, 1) if before != after)


def test_every_claim_of_the_example_holds_or_is_still_to_come(example: Path) -> None:
    code, output = run(example)
    assert code == 0, output
    assert " failed" not in output
    assert " error" not in output


def test_the_example_is_built_the_same_everywhere(built: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(HISTORY), str(tmp_path / "again")], check=True)
    heads = [
        subprocess.run(["git", "-C", str(path), "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout
        for path in (built, tmp_path / "again")
    ]
    assert heads[0] == heads[1]


LIES = {
    "a file that was never made": (("diary/report.py (CREATE)", "diary/reports.py (CREATE)"), "2.1::files"),
    "a file that was there before": (("diary/store.py (MODIFY)", "diary/store.py (CREATE)"), "2.2::files"),
    "a file left alone": (("diary/report.py (CREATE)", "diary/records.py (MODIFY)"), "2.1::files"),
    "a path that leads out": (("diary/records.py (CREATE)", "../../../records.py (CREATE)"), "1.1::files"),
    "an open box": (("- [x] The rain", "- [ ] The rain"), "3.1::checklist"),
    "a wrong count": (("3/4 complete", "4/4 complete"), "tasks.md::record"),
    "a status against another": (
        ("**Status**: COMPLETE\n**File**: diary/report.py", "**Status**: PENDING\n"),
        "record",
    ),
    "an unknown dependency": (("**Dependencies**: Batch 1, Batch 2", "**Dependencies**: Batch 1, Batch 7"), "order"),
    "an unknown role": (("**Assigned To**: test-engineer", "**Assigned To**: test-engineeer"), "assignment"),
    "no commit": (("**Commit**: `", "**Commit**: [pending], not `"), "batch-1::commit"),
}


@pytest.mark.parametrize(("lie", "check"), LIES.values(), ids=LIES)
def test_a_planted_lie_fails_at_its_line(example: Path, lie: tuple[str, str], check: str) -> None:
    line = plant(example, lie)
    code, output = run(example)
    assert code == 1, output
    assert f"{TASKS}:{line}: " in output
    assert any(each.startswith("FAILED") and check in each for each in output.splitlines()), output


def test_a_commit_of_another_batch_fails_both(example: Path) -> None:
    text = (example / TASKS).read_text(encoding="utf-8")
    ids = [line.split("`")[1] for line in text.splitlines() if line.startswith("**Commit**: `")]
    plant(example, (ids[1], ids[0]))
    code, output = run(example, "-k", "commit")
    assert code == 1
    assert output.count(f"cites commit {ids[0]} too") >= 2


def test_a_required_batch_that_is_pending_fails(example: Path) -> None:
    code, output = run(example, "--phasegate-require=batch-4")
    assert code == 1
    assert "batch 4 is required to be done, and does not claim to be" in output


def test_a_build_that_fails_fails_every_done_batch(example: Path) -> None:
    (example / "diary/records.py").write_text("def broken(:\n")
    code, output = run(example, "-m", "phasegate_build")
    assert code == 1
    assert output.count("build ended with exit code 1") >= 3
    assert "SyntaxError" in output


WORKFLOW_LIES = {
    "a retry that changed nothing": ("passed; changed: each criterion names its", "passed on its", "phase-1::attempts"),
    "the work of another role": ("**Role**: test-engineer", "**Role**: senior-developer", "phase-4::assignment"),
    "a phase set aside": ("Validation - COMPLETE", "Validation - SKIPPED", "frost-warning.md::pipeline"),
    "a test that does not exist": ("::test_a_night_at_the_limit", "::test_a_day_at_the_limit", "phase-4::tests"),
    "a text that nobody delivered": ("Consumes**: `docs/frost-warning/plan", "Consumes**: `docs/plan", "3::handoff"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "check"), WORKFLOW_LIES.values(), ids=WORKFLOW_LIES)
def test_a_lie_about_the_pipeline_fails(example: Path, old: str, new: str, check: str) -> None:
    path = example / "workflows" / "frost-warning.md"
    honest = path.read_text(encoding="utf-8")
    assert old in honest
    path.write_text(honest.replace(old, new, 1), encoding="utf-8", newline="\n")
    code, output = run(example, "workflows/frost-warning.md")
    assert code == 1, output
    assert any(each.startswith("FAILED") and check in each for each in output.splitlines()), output


def test_a_batch_that_is_not_done_fails_the_phase_that_it_records(example: Path) -> None:
    """Two workflows at once: the batch fails by its own rules, and the phase because of it."""
    path = example / "task-tracking" / "TASK_2" / "tasks.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("✅ COMPLETE", "- IN PROGRESS", 1), encoding="utf-8", newline="\n")
    code, output = run(example)
    assert code == 1, output
    assert "batch 1 of task-tracking/TASK_2/tasks.md is in progress (task-tracking/TASK_2/tasks.md:5)" in output
