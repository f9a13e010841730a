"""The example, seen where not all of it can be seen: nothing that holds is called false, and one cause is told once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.blind import BLIND
from tests.repository import Repository

HISTORY = Path(__file__).resolve().parent.parent / "example_repo" / "history.py"
READING = "not (phasegate_build or phasegate_tests or phasegate_coverage or phasegate_closers)"
"""The checks that run no command; what the commands find has nothing to do with what git shows."""

SHALLOW = "the clone is shallow: older commits are not in it"
PARTIAL = "the clone is partial: files and folders of older commits are not in it"
DAMAGED = "objects of the repository are missing or damaged"
CAUSES = {
    "depth 1": SHALLOW,
    "depth 5": SHALLOW,
    "no blobs": PARTIAL,
    "no trees": PARTIAL,
    "one branch": "",
    "HEAD's commit missing": "the commit that HEAD names is not in the repository",
    "a commit missing": DAMAGED,
    "a folder missing": DAMAGED,
    "a damaged pack": DAMAGED,
    "core.bare": "the repository is set to have no files here (core.bare is true)",
    "no repository": "the project is not in a git repository",
}
SCREEN = 50


class Seen(NamedTuple):
    """What a run said: each check's answer, its output, and its exit code."""

    answers: dict[str, str]
    lines: list[str]
    code: int


def look(path: Path, *arguments: str, **environment: str) -> Seen:
    report = path / "outcome.json"
    command = [sys.executable, "-m", "pytest", "--phasegate", "-p", "no:cacheprovider", "-m", READING]
    done = subprocess.run(
        [*command, f"--phasegate-report=phasegate-json:{report}", *arguments],
        cwd=path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert report.exists(), done.stdout + done.stderr
    results = json.loads(report.read_text(encoding="utf-8"))["results"]
    return Seen({each["id"]: each["answer"] for each in results}, done.stdout.splitlines(), done.returncode)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    path = tmp_path_factory.mktemp("example") / "project"
    subprocess.run([sys.executable, str(HISTORY), str(path)], check=True)
    return Repository(path)


@pytest.fixture(scope="module")
def whole(example: Repository, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    seen = look(example.clone(tmp_path_factory.mktemp("whole") / "project").path)
    assert set(seen.answers.values()) == {"held", "pending"}
    return seen


def assert_blind(seen: Seen, whole: Seen, cause: str) -> None:
    """Nothing is false, nothing that is pending is judged, and what is not seen is told once, on one screen."""
    assert seen.answers.keys() == whole.answers.keys()
    wrong = {check: answer for check, answer in seen.answers.items() if answer not in (whole.answers[check], "unknown")}
    assert wrong == {}
    if not cause:
        assert (seen.answers, seen.code) == (whole.answers, 0)
        return
    assert "unknown" in seen.answers.values()
    assert seen.code == pytest.ExitCode.TESTS_FAILED
    told = [line for line in seen.lines if line.startswith(cause)]
    assert len(told) == 1, seen.lines
    assert "checks are unknown for it" in told[0]
    assert len(seen.lines) <= SCREEN, seen.lines


@pytest.mark.parametrize("name", BLIND)
def test_d1_g3_e2_nothing_that_holds_is_false_where_not_all_can_be_seen(
    example: Repository, whole: Seen, tmp_path: Path, name: str
) -> None:
    clone = BLIND[name](example, tmp_path / "project")
    assert_blind(look(clone.path), whole, CAUSES[name])


def test_g3_without_git_on_the_path_nothing_that_holds_is_false(
    example: Repository, whole: Seen, tmp_path: Path
) -> None:
    clone = example.clone(tmp_path / "project")
    assert_blind(look(clone.path, PATH=str(tmp_path)), whole, "git is not installed")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_g3_a_repository_of_another_owner_is_told_once_with_its_remedy(
    example: Repository, whole: Seen, tmp_path: Path
) -> None:
    clone = example.clone(tmp_path / "project")
    for path in (clone.path, *clone.path.rglob("*")):
        shutil.chown(path, 12345, 12345)
    seen = look(clone.path)
    assert_blind(seen, whole, "git does not trust the repository: it belongs to another user")
    assert f"  to mend: git config --global --add safe.directory {clone.path.as_posix()}" in seen.lines
