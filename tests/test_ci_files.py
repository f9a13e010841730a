"""The action, the workflows, the GitLab example and the pre-commit hooks: their schemas, and their scripts run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.reports.outcome_json import render
from tests.plugin.conftest import DOCUMENT, TASKS
from tests.reports.outcomes import sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.repository import Repository

TOP = Path(__file__).parent.parent
ACTION = TOP / "action.yml"
CI = TOP / "docs" / "ci"
OWN = TOP / ".github" / "workflows"
HOOKS = TOP / ".pre-commit-hooks.yaml"

needs_bash = pytest.mark.skipif(os.name != "posix" or not shutil.which("bash"), reason="there is no bash")


def load(path: Path) -> Any:
    # "on" is a key of workflows, and no boolean: their YAML is 1.2
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (ACTION, "github-actions"),
        (CI / "github.yml", "github-workflows"),
        (CI / "github-comment.yml", "github-workflows"),
        (CI / "gitlab-ci.yml", "gitlab-ci"),
        (OWN / "ci.yml", "github-workflows"),
        (OWN / "dependencies.yml", "github-workflows"),
    ],
    ids=[
        *("the action", "the workflow", "the comment's workflow", "the GitLab example", "our own CI"),
        "our weekly run with the newest and the lowest",
    ],
)
def test_a_file_is_as_its_host_wants_it(path: Path, schema: str) -> None:
    package = pytest.importorskip("check_jsonschema")
    text = (
        files(package)
        .joinpath("builtin_schemas")
        .joinpath("vendor")
        .joinpath(f"{schema}.json")
        .read_text(encoding="utf-8")
    )
    plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    on = plain.pop(True, None)
    if on is not None:
        plain["on"] = on
    rules = json.loads(text)
    jsonschema.validators.validator_for(rules)(rules).validate(plain)


@pytest.mark.parametrize("path", [ACTION, CI / "github.yml", CI / "github-comment.yml"], ids=lambda path: path.name)
def test_no_script_holds_an_expression_that_somebody_else_can_fill(path: Path) -> None:
    for step in steps_of(path):
        assert "${{" not in step.get("run", "")


def test_the_workflow_that_may_write_checks_nothing_out_and_the_other_may_not_write() -> None:
    judging, commenting = load(CI / "github.yml"), load(CI / "github-comment.yml")
    assert judging["permissions"] == commenting["permissions"] == {}
    assert judging["jobs"]["phasegate"]["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in judging["on"]
    assert not any("checkout" in step.get("uses", "") for step in steps_of(CI / "github-comment.yml"))
    assert commenting["on"]["workflow_run"]["workflows"] == [judging["name"]]


def steps_of(path: Path) -> list[dict[str, Any]]:
    plain = load(path)
    if "runs" in plain:
        return list(plain["runs"]["steps"])
    return [step for job in plain["jobs"].values() for step in job["steps"]]


def script_of(path: Path, name: str) -> str:
    (script,) = [step["run"] for step in steps_of(path) if step.get("name") == name]
    return str(script)


def run_step(path: Path, name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as the runner does."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script_of(path, name)],
        cwd=folder,
        env={**os.environ, "PATH": programs, "PYTEST_ADDOPTS": "-p no:cacheprovider", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture
def project(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A project whose document holds."""
    for name in [name for name in os.environ if name.startswith(("PYTEST_", "COV_", "COVERAGE_"))]:
        monkeypatch.delenv(name)
    commit = repository.commit("feat(x): batch 1 - foundations", files=["src/reader.py", "src/writer.py"])
    tell(repository, commit, "src/writer.py")
    return repository


def tell(repository: Repository, commit: str, second: str) -> None:
    repository.write(DOCUMENT, TASKS.format(status="✅ COMPLETE", second=second, commit=commit[:8]))
    repository.commit("docs: record batch 1")


@needs_bash
def test_the_action_refuses_a_shallow_clone(project: Repository, tmp_path: Path) -> None:
    assert run_step(ACTION, "Check that history is whole", project.path).returncode == 0
    shallow = project.clone(tmp_path / "shallow", "--depth=1")
    ran = run_step(ACTION, "Check that history is whole", shallow.path)
    assert ran.returncode == 1
    assert ran.stdout.startswith("::error title=phasegate::The clone is shallow, so commits cannot be verified. ")


@needs_bash
def test_a3_the_action_takes_no_folder_of_the_project_for_a_repository(project: Repository) -> None:
    app = project.path / "app"
    project.git("init", "-q", "--bare", "app")
    ran = run_step(ACTION, "Check that history is whole", app)
    assert ran.returncode == 1
    assert ran.stdout.startswith("::error title=phasegate::Git finds no working tree at working-directory, or a bare ")
    (app / "config").write_text(f"[core]\n\tbare = false\n\tworktree = {project.path.as_posix()}\n", encoding="utf-8")
    assert run_step(ACTION, "Check that history is whole", app).returncode == 1
    shutil.rmtree(app)
    app.mkdir()
    assert run_step(ACTION, "Check that history is whole", app).returncode == 0


@needs_bash
def test_a3_the_action_needs_a_repository(tmp_path: Path) -> None:
    ran = run_step(ACTION, "Check that history is whole", tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert ran.returncode == 1
    assert ran.stdout.startswith("::error title=phasegate::Git finds no working tree at working-directory")


def test_a3_every_call_of_git_in_the_action_leaves_bare_repositories_aside() -> None:
    for step in steps_of(ACTION):
        script = step.get("run", "")
        if re.search(r"\bgit rev-parse", script):
            assert 'git() { command git -c safe.bareRepository=explicit "$@"; }' in script


def gate(project: Repository, folder: Path, **environment: str) -> tuple[str, Mapping[str, str], str]:
    """What the action's step prints, what it puts out, and the job's summary."""
    output, summary = folder / "output", folder / "summary.md"
    inputs = ("ARGUMENTS", "FAIL_UNDER", "BASE_REPORT", "BASE", "EVENT_BASE")
    nothing = {f"PHASEGATE_{name}": "" for name in inputs}
    files_ = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(folder)}
    ran = run_step(ACTION, "Run the gates", project.path, **{**nothing, **files_, **environment}, GITHUB_ACTIONS="true")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    pairs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
    return ran.stdout, pairs, summary.read_text(encoding="utf-8") if summary.exists() else ""


@needs_bash
def test_the_action_judges_reports_and_hands_on_the_exit_code(project: Repository, tmp_path: Path) -> None:
    out, pairs, summary = gate(project, tmp_path)
    assert pairs == {"report": f"{tmp_path}/phasegate/outcome.json", "exit-code": "0"}
    assert summary.startswith("<!-- phasegate -->\n### All 5 claims hold; ")
    assert "::error" not in out
    made = {path.name for path in (tmp_path / "phasegate").iterdir()}
    assert made == {"comment.md", "html", "junit.xml", "outcome.json", "phasegate.sarif"}
    assert run_step(ACTION, "Pass or fail", tmp_path, PHASEGATE_EXIT_CODE="1").returncode == 1
    assert run_step(ACTION, "Pass or fail", tmp_path, PHASEGATE_EXIT_CODE="0").returncode == 0
    assert run_step(ACTION, "Pass or fail", tmp_path, PHASEGATE_EXIT_CODE="").returncode == 1


@needs_bash
def test_the_action_annotates_outside_of_what_pytest_prints(project: Repository, tmp_path: Path) -> None:
    tell(project, project.git("rev-parse", "HEAD~1"), "src/gone.py")
    arguments = "--phasegate-require=batch-1\n-o\nconsole_output_style=classic\n"
    out, pairs, summary = gate(project, tmp_path, PHASEGATE_ARGUMENTS=arguments, PHASEGATE_FAIL_UNDER="10")
    assert pairs["exit-code"] == "1"
    assert "is false" in summary or "are false" in summary
    (token,) = re.findall(r"^::stop-commands::(phasegate-[0-9a-f]{32})$", out, re.MULTILINE)
    inside, outside = out.split(f"\n::{token}::\n")
    assert "src/gone.py" in inside
    assert "\n::error" not in inside
    assert outside.startswith(f"::error file={DOCUMENT},line=14,")


def pull_request(project: Repository) -> str:
    """A merge of a pull request that loosens the policy and changes how pytest is run; returns its first parent."""
    tell(project, project.git("rev-parse", "HEAD"), "src/gone.py")
    base = project.git("rev-parse", "HEAD")
    project.git("checkout", "-q", "-b", "work")
    project.write("phasegate.yaml", "version: 1\ngates: {files: false}\n")
    project.write("conftest.py", "def pytest_collection_modifyitems(items):\n    items[:] = items[:1]\n")
    project.write("pytest.ini", "[pytest]\naddopts = -k record\npythonpath = .\n")
    for name in ("git", "pytest", "coverage", "secrets", "runpy", "pytest_phasegate"):
        project.write(f"{name}.py", "open('hijacked', 'w').close()\n")
    project.commit("chore: loosen it")
    project.git("checkout", "-q", "main")
    project.git("merge", "-q", "--no-ff", "-m", "Merge work", "work")
    return base


@needs_bash
def test_in_a_pull_request_what_it_is_merged_into_must_hold_too(project: Repository, tmp_path: Path) -> None:
    base = pull_request(project)
    event = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_SHA": project.git("rev-parse", "HEAD")}
    out, pairs, _ = gate(project, tmp_path, PHASEGATE_EVENT_BASE="f" * 40, **event)
    assert pairs["exit-code"] == "1"
    assert f"phasegate: base: {base[:10]}; policy there: none, which differs" in out
    assert f", by the policy of {base[:10]}, which holds a document to its own words" in out
    assert not (project.path / "hijacked").exists()


@needs_bash
@pytest.mark.parametrize(
    ("given", "event", "base"),
    [
        ("", {}, False),
        ("none", {"PHASEGATE_EVENT_BASE": "HEAD^1"}, False),
        ("HEAD^1", {}, True),
        ("", {"PHASEGATE_EVENT_BASE": "HEAD^1", "GITHUB_EVENT_NAME": "merge_group"}, True),
        ("", {"PHASEGATE_EVENT_BASE": "HEAD^1", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_SHA": "0" * 40}, True),
    ],
    ids=["a push", "none", "told", "of the event", "a pull request without its merge"],
)
def test_the_base_is_told_or_that_of_the_event(
    project: Repository, tmp_path: Path, given: str, event: Mapping[str, str], base: bool
) -> None:
    out, _, _ = gate(project, tmp_path, PHASEGATE_BASE=given.replace("HEAD^1", "HEAD~1"), **event)
    assert ("phasegate: base: " in out) is base


@needs_bash
def test_a_mistake_of_the_user_is_a_failure_too(project: Repository, tmp_path: Path) -> None:
    _, pairs, summary = gate(project, tmp_path, PHASEGATE_FAIL_UNDER="many", PHASEGATE_BASE="HEAD")
    assert pairs == {"exit-code": "4"}
    assert summary == ""


EVENTS = ["push", "workflow_dispatch", "schedule", "merge_group"]
WITHOUT = "names none: documents and policy were judged by their own words alone."


@needs_bash
@pytest.mark.parametrize("event", EVENTS)
def test_a10_an_event_that_names_no_base_is_told(project: Repository, tmp_path: Path, event: str) -> None:
    out, pairs, summary = gate(project, tmp_path, GITHUB_EVENT_NAME=event)
    assert pairs["exit-code"] == "0"
    notice = f"::notice title=phasegate::No base was given, and the event {event} {WITHOUT}"
    assert [line.startswith(notice) for line in out.splitlines()].count(True) == 1
    assert out.index(notice) < out.index("::stop-commands::")
    assert f"No base was given, and the event {event} {WITHOUT}" in summary.splitlines()[-1]


@needs_bash
@pytest.mark.parametrize(
    ("environment", "told"),
    [
        (
            {"PHASEGATE_BASE": "none"},
            "Documents and policy were judged by their own words alone: the input base says none.",
        ),
        ({"PHASEGATE_BASE": "HEAD"}, ""),
        ({"PHASEGATE_EVENT_BASE": "HEAD", "GITHUB_EVENT_NAME": "merge_group"}, ""),
        ({"PHASEGATE_EVENT_BASE": "HEAD", "GITHUB_EVENT_NAME": "pull_request_target"}, ""),
    ],
    ids=["none", "told", "a merge queue", "a pull request's target"],
)
def test_a10_where_there_is_a_base_nothing_is_told(
    project: Repository, tmp_path: Path, environment: Mapping[str, str], told: str
) -> None:
    out, _, summary = gate(project, tmp_path, **environment)
    assert "::notice" not in out
    assert ("by their own words alone" in out + summary) is bool(told)
    assert told in out
    assert told in summary
    assert ("phasegate: base: " in out) is not bool(told)


@needs_bash
def test_a10_a_second_use_in_a_job_knows_nothing_of_the_first(project: Repository, tmp_path: Path) -> None:
    tell(project, project.git("rev-parse", "HEAD~1"), "src/gone.py")
    out, pairs, first = gate(project, tmp_path, PHASEGATE_BASE="none")
    assert pairs["exit-code"] == "1"
    assert "::error file=" in out
    for name in ("output", "summary.md"):
        (tmp_path / name).unlink()
    out, pairs, second = gate(project, tmp_path, PHASEGATE_BASE="none", PHASEGATE_FAIL_UNDER="many")
    assert pairs == {"exit-code": "4"}
    assert "::error file=" not in out
    assert "false" in first
    assert "false" not in second
    assert not list((tmp_path / "phasegate").iterdir())
    (tmp_path / "output").unlink()
    tell(project, project.git("rev-parse", "HEAD~2"), "src/writer.py")
    _, pairs, _ = gate(project, tmp_path)
    assert pairs == {"exit-code": "0", "report": f"{tmp_path}/phasegate/outcome.json"}


@needs_bash
def test_the_comment_is_written_anew_from_the_outcome(tmp_path: Path) -> None:
    (tmp_path / "outcome.json").write_text(render(sample()), encoding="utf-8")
    places = {
        "OUTCOME": str(tmp_path / "outcome.json"),
        "COMMENT": str(tmp_path / "c.md"),
        "RUNNER_TEMP": str(tmp_path),
    }
    program = tmp_path / "phasegate"
    program.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pytest_phasegate.cli "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    ran = run_step(CI / "github-comment.yml", "Write the comment", tmp_path, **places, PATH=path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "c.md").read_text(encoding="utf-8").startswith("<!-- phasegate -->\n### 2 of 5 claims are false")


GH = """\
#!/bin/sh
# Stands for the gh program: it answers what the test says, and writes down what it was asked.
printf '%s\\n' "$*" >> "$ASKED"
case "$*" in
  *"/pulls -f state=open"*) printf '%s' "$NUMBER" ;;
  *"--paginate"*) printf '%s' "$EARLIER" ;;
esac
"""


@needs_bash
@pytest.mark.parametrize(
    ("number", "earlier", "last"),
    [
        ("", "", "api --method GET repos/o/r/pulls"),
        ("7", "", "api --method POST repos/o/r/issues/7/comments -F body=@c.md --silent"),
        ("7", "99", "api --method PATCH repos/o/r/issues/comments/99 -F body=@c.md --silent"),
    ],
    ids=["no pull request", "the first comment", "a later one"],
)
def test_the_comment_is_posted_or_replaced(tmp_path: Path, number: str, earlier: str, last: str) -> None:
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    told = {"REPOSITORY": "o/r", "OWNER": "fork", "BRANCH": "b$(touch gone)", "SHA": "f" * 40, "COMMENT": "c.md"}
    answers = {"NUMBER": number, "EARLIER": earlier, "ASKED": str(tmp_path / "asked")}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    name = "Post it, or replace the one of an earlier run"
    ran = run_step(CI / "github-comment.yml", name, tmp_path, **told, **answers, PATH=path)
    assert ran.returncode == 0, ran.stderr
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert asked[-1].startswith(last)
    assert "head=fork:b$(touch gone)" in asked[0]
    assert not (tmp_path / "gone").exists()


def test_the_hook_leaves_out_every_gate_that_runs_commands() -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    arguments = shlex.split(hook["entry"])
    selected = arguments[arguments.index("-m") + 1]
    running = {kind for kind, module in GATES.items() if module.runs_commands}
    assert {each.removeprefix("not phasegate_") for each in selected.split(" and ")} >= running
    assert set(hook) == {
        "id",
        "name",
        "description",
        "entry",
        "language",
        "types_or",
        "pass_filenames",
        "require_serial",
    }


def test_the_hook_passes_and_fails(project: Repository) -> None:
    (hook,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    command = [sys.executable, "-m", *shlex.split(hook["entry"])]
    assert subprocess.run(command, cwd=project.path, capture_output=True).returncode == 0
    tell(project, "0000000", "src/gone.py")
    ran = subprocess.run(command, cwd=project.path, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 1
    assert "src/gone.py" in ran.stdout


def test_gitlabs_pattern_reads_the_total_of_our_table() -> None:
    pattern = load(CI / "gitlab-ci.yml")["phasegate"]["coverage"].strip("/")
    match = re.search(pattern, "docs/tasks.md   4   3   25%\nTOTAL    6      4    33%\n", re.MULTILINE)
    assert match
    assert match.group(1) == "33"
