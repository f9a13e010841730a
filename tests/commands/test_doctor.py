"""The setting that the gates run in, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.commands.conftest import Program
from tests.commands.samples import PLACES, add

if TYPE_CHECKING:
    from pathlib import Path

    from tests.repository import Repository

GITHUB = """\
on: [pull_request]
jobs:
  gates:
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: pytest --phasegate
"""
WORKFLOW = ".github/workflows/gates.yml"


@pytest.fixture(autouse=True)
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")


def about(phasegate: Program, what: str) -> list[Any]:
    return [each for each in phasegate.json("doctor")["findings"] if each["about"] == what]


def states(phasegate: Program) -> dict[str, str]:
    return {each["about"]: each["state"] for each in phasegate.json("doctor")["findings"]}


def test_a_sound_setting_is_told_as_such(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", "stages", policy="gates: {files: true}\n")
    repository.commit("ci", files={WORKFLOW: GITHUB})
    ran = phasegate("doctor")
    assert (ran.code, ran.lines[-1]) == (0, "All is well.")
    assert {state for what, state in states(phasegate).items() if what != "plugins"} == {"fine"}
    assert f"ok repository  main ({repository.head()[:10]}), with its whole history" in ran.lines
    assert "ok documents   2: 1 of stages, 1 of batches" in ran.lines
    assert about(phasegate, "ci")[0]["what"] == f"{WORKFLOW} runs the gates, and nothing in it skips them"


def test_without_policy_or_ci_there_are_warnings(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    ran = phasegate("doctor")
    assert (ran.code, ran.lines[-1]) == (0, "0 problems, 2 warnings")
    assert [each["remedy"] for each in about(phasegate, "policy")] == ["phasegate init writes one"]
    assert about(phasegate, "ci")[0]["remedy"] == "see docs/ci.md for a job, and make it a required check"


def test_a_clone_that_is_cut_is_a_problem(repository: Repository, tmp_path: Path, phasegate: Program) -> None:
    add(repository, "batches")
    clone = repository.clone(tmp_path / "clone", "--depth=1")
    phasegate.folder = clone.path
    assert phasegate("doctor").code == 1
    (found,) = about(phasegate, "repository")
    assert (found["state"], found["remedy"]) == ("problem", "git fetch --unshallow")


def test_a_partial_clone_is_a_warning(repository: Repository, tmp_path: Path, phasegate: Program) -> None:
    add(repository, "batches")
    phasegate.folder = repository.clone(tmp_path / "clone", "--filter=blob:none").path
    (found,) = about(phasegate, "repository")
    assert (found["state"], found["remedy"]) == ("warning", "git fetch --refetch --no-filter")


def test_no_git_and_no_document_are_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = Program(tmp_path, capsys)
    assert program("doctor").code == 1
    assert states(program)["repository"] == states(program)["documents"] == "problem"
    (found,) = about(program, "documents")
    assert found["remedy"].startswith("Name the documents under documents: in phasegate.yaml")


def test_a_broken_policy_is_a_problem_and_the_rest_is_told(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy="gates: {fils: true}\n")
    ran = phasegate("doctor")
    assert ran.code == 1
    (found,) = about(phasegate, "policy")
    assert found["what"] == 'phasegate.yaml:2: gates: unknown key "fils"; did you mean "files"?'
    assert states(phasegate)["git"] == "fine"


def test_a_document_that_cannot_be_read_is_a_problem(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    (repository.path / PLACES["batches"]).write_bytes(b"\xff\xfe#")
    assert about(phasegate, "documents")[1]["what"] == "1 document cannot be read: task-tracking/T1/tasks.md"


WAIVER = """\
waivers:
  - {check: "task-tracking/T1/tasks.md::batch-1::1.1::files", reason: old, owner: Ana, expires: 2020-01-01}
"""


def test_a_waiver_that_has_expired_is_a_warning(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy=WAIVER)
    assert about(phasegate, "waivers")[0]["what"] == "1 expired, 0 expire soon, of 1"


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("on: [pull_request]", "on:\n  pull_request:\n    paths: [src/**]"), 3, "a filter on paths skips the run"),
        (("on: [pull_request]", "on:\n  pull_request:\n    paths-ignore: [x]"), 3, "a filter on paths skips the run"),
        (("steps:", "continue-on-error: true\n    steps:"), 4, "the run may fail and the pipeline stays green"),
        (("pytest --phasegate", "pytest --phasegate || true"), 7, "the exit code is thrown away"),
        (("pytest --phasegate", "pytest --phasegate; exit 0"), 7, "the exit code is thrown away"),
        (("pytest --phasegate", "pytest --no-phasegate"), 7, "the gates are switched off"),
        (("--phasegate", "--phasegate --phasegate-fail-under=0"), 7, "the policy's thresholds are switched off"),
        (("{fetch-depth: 0}", "{fetch-depth: 1}"), 0, "the clone is shallow"),
        (("on: [pull_request]", "on: [push]"), 0, "no pull request starts it"),
    ],
)
def test_what_skips_the_gates_in_ci_is_a_problem_at_its_line(
    repository: Repository, phasegate: Program, change: tuple[str, str], line: int, what: str
) -> None:
    add(repository, "batches")
    repository.commit("ci", files={WORKFLOW: GITHUB.replace(*change)})
    (found,) = about(phasegate, "ci")
    assert found["state"] == "problem"
    assert found["what"].startswith(f"{WORKFLOW}{f':{line}' if line else ''}: {what}")
    assert found["remedy"]


@pytest.mark.parametrize(
    "honest",
    [
        GITHUB.replace("pytest --phasegate", "pytest --phasegate  # never || true"),
        GITHUB.replace("on: [pull_request]", "on:\n  merge_group:\n"),
        GITHUB.replace("      - run:", "      - run: test -d paths: || true\n      - run:"),
        GITHUB.replace("--phasegate", "--phasegate --phasegate-fail-under=80"),
    ],
)
def test_what_only_looks_like_that_is_fine(repository: Repository, phasegate: Program, honest: str) -> None:
    add(repository, "batches")
    repository.commit("ci", files={WORKFLOW: honest})
    assert [each["state"] for each in about(phasegate, "ci")] == ["fine"]


def test_a_shallow_clone_of_gitlab_is_told(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.commit("ci", files={".gitlab-ci.yml": "gates:\n  script: [pytest --phasegate]\n"})
    assert about(phasegate, "ci")[0]["remedy"] == 'set the variable GIT_DEPTH: "0" in the job'
    text = 'gates:\n  variables: {GIT_DEPTH: "0"}\n  allow_failure: true\n  script: [pytest --phasegate]\n'
    repository.commit("ci", files={".gitlab-ci.yml": text})
    assert [each["what"].partition(":")[2][:1] for each in about(phasegate, "ci")] == ["3"]


def test_a_switch_that_keeps_us_from_being_loaded_is_told(
    repository: Repository, phasegate: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(repository, "batches")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    assert about(phasegate, "plugins")[0]["remedy"] == "pytest -p pytest_phasegate.plugin --phasegate"
