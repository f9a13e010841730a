from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.gates import files
from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from tests.plugin.conftest import Project


def errors(result: pytest.RunResult) -> list[str]:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    return [line.removeprefix("ERROR: ") for line in result.errlines if line]


def test_a_project_without_documents_is_a_usage_error_that_says_where_it_looked(project: Project) -> None:
    (project.pytester.path / DOCUMENT).unlink()
    message, *places, passed = errors(project.run())
    assert passed == f"passed over {DOCUMENT}: it is not in the working tree"
    assert message.startswith(f"phasegate found no task document in {project.pytester.path}; it looked for")
    assert "  openspec     openspec/changes/*/tasks.md, openspec/changes/archive/*/tasks.md" in places
    assert places[-1] == "Name the documents under documents: in phasegate.yaml, or on the command line"
    assert len(places) + 2 < 25
    assert max(map(len, places)) < 120


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("openspec/changes/archive/.gitkeep", ["openspec/ is here, and no openspec/changes/*/tasks.md yet"]),
        (".kiro/steering/product.md", [".kiro/ is here, and no .kiro/specs/*/tasks.md yet"]),
        ("docs/index.md", []),  # a folder that everybody has
        ("specs/index.md", []),
    ],
)
def test_a_format_that_is_set_up_and_has_no_document_yet_is_told(project: Project, path: str, said: list[str]) -> None:
    (project.pytester.path / DOCUMENT).unlink()
    project.repository.write(path, "")
    lines = errors(project.run())
    assert [line.partition(":")[0] for line in lines if " is here, " in line] == said


def test_a_format_whose_document_is_passed_over_is_not_told_as_empty(project: Project) -> None:
    (project.pytester.path / DOCUMENT).unlink()
    project.repository.write("openspec/changes/a/tasks.md", "Nothing to do\n")
    lines = errors(project.run())
    assert [line for line in lines if " is here, " in line] == []
    assert "passed over openspec/changes/a/tasks.md: it is written in no known dialect" in lines


def test_files_in_conventional_places_that_are_no_documents_are_told(project: Project) -> None:
    project.repository.write(DOCUMENT, "no tasks here\n")
    project.repository.write("docs/active-workflows/next.md", "## Phase 1: Plan\n1. [ ] CHECKPOINT: Share\n")
    message, *lines = errors(project.run())
    assert message.startswith("phasegate found no task document in ")
    assert lines[-2:] == [
        "passed over docs/active-workflows/next.md: it has the form of checkpoints, and nothing in it is begun",
        f"passed over {DOCUMENT}: it is written in no known dialect",
    ]


def test_no_more_than_five_files_that_were_passed_over_are_told(project: Project) -> None:
    for number in range(7, 14):
        project.repository.write(f"task-tracking/TASK_{number}/tasks.md", "no tasks here\n")
    passed = [line for line in errors(project.run()) if line.startswith("passed over ")]
    assert len(passed) == 6
    assert passed[-1] == "passed over 2 more files"


def test_a_named_file_of_no_dialect_is_told_with_what_the_dialects_look_for(project: Project) -> None:
    project.repository.write("plans/plan.md", "no tasks here\n")
    lines = errors(project.run("plans/plan.md"))
    place = lines.index("plans/plan.md is no task document: it is written in no known dialect")
    assert lines[0].endswith("plan.md")
    assert [line.split()[0] for line in lines[place + 1 : -1]] == list(DIALECTS)
    assert lines[place + 1].startswith('  batches is told by a heading "## Batch 1: ..."')
    assert lines[-1] == "  if it is to be one, write its units as one of these does"
    assert lines[0].endswith("plan.md")


NEAR = "# Plan\n\n## Task 1: Read ✅\n"


def test_e3_a_named_file_is_told_with_the_dialect_that_it_looks_most_like(project: Project) -> None:
    project.repository.write("plans/plan.md", NEAR)
    lines = errors(project.run("plans/plan.md"))
    assert "plans/plan.md is no task document: it is written in no known dialect, and looks most like batches" in lines
    rule = "documents: [{path: 'plans/plan.md', dialect: batches}]"
    assert lines[-1] == f"  if it is one all the same, name it in phasegate.yaml, with its dialect: {rule}"
    project.policy(f"{rule}\n")
    assert project.run().ret != pytest.ExitCode.USAGE_ERROR, "the way leads somewhere"


def test_e3_globs_that_fit_no_file_are_to_be_mended_not_written_again(project: Project) -> None:
    project.policy("documents: ['plan/*.md']\n")
    assert errors(project.run())[0].endswith("Mend the globs under documents: in phasegate.yaml: they fit no file")


def test_e3_who_names_the_file_on_the_command_line_is_not_told_to_do_so(project: Project) -> None:
    (project.pytester.path / DOCUMENT).unlink()
    project.repository.write("plans/plan.md", NEAR)
    assert "Name the documents under documents: in phasegate.yaml" in errors(project.run("plans/plan.md"))


def test_a_named_template_is_told_with_its_dialect(project: Project) -> None:
    project.repository.write("plans/next.md", "## Phase 1: Plan\n1. [ ] CHECKPOINT: Share\n")
    assert errors(project.run("plans/next.md"))[-2:] == [
        "plans/next.md is no task document: it has the form of checkpoints, and nothing in it is begun",
        (
            "  if it is one all the same, name it in phasegate.yaml, with its dialect: "
            "documents: [{path: 'plans/next.md', dialect: checkpoints}]"
        ),
    ]


def test_a_named_file_that_somebody_else_collects_is_not_spoken_of(project: Project) -> None:
    project.repository.write("notes.txt", ">>> 1 + 1\n2\n")
    result = project.run("--doctest-glob=*.txt", "notes.txt", "tests/gone.py")
    assert not [line for line in errors(result) if "notes.txt" in line]


def test_a_policy_whose_documents_are_not_there_is_a_usage_error(project: Project) -> None:
    project.policy("documents: [{path: 'plans/*.md'}]\n")
    (message,) = errors(project.run())
    assert "it looked for plans/*.md. Mend the globs" in message


def test_every_mistake_of_a_policy_is_told_at_its_line(project: Project) -> None:
    project.policy("documents: 7\nrole: {}\n")
    first, second = errors(project.run())
    assert first.startswith("phasegate.yaml:2: ")
    assert second.startswith("phasegate.yaml:3: ")


def test_a_policy_may_be_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.repository.write("ci/strict.yaml", "version: 1\n")
    project.run("--phasegate-config=ci/strict.yaml").stdout.fnmatch_lines(["phasegate: *; policy: ci/strict.yaml"])
    monkeypatch.chdir(project.pytester.path / "ci")
    project.run("--phasegate-config=strict.yaml").stdout.fnmatch_lines(["phasegate: *; policy: ci/strict.yaml"])


def test_a_policy_may_be_named_in_the_configuration(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.repository.write("ci/strict.yaml", "version: 1\n")
    project.pytester.makeini("[pytest]\nphasegate_config = ci/strict.yaml")
    monkeypatch.chdir(project.pytester.path / "src")
    project.run().stdout.fnmatch_lines(["phasegate: *; policy: ci/strict.yaml"])


def test_a_policy_that_is_not_there_is_a_usage_error(project: Project) -> None:
    (message,) = errors(project.run("--phasegate-config=gone.yaml"))
    assert message.startswith("gone.yaml: there is no such file")


def test_a_policy_outside_the_project_is_a_usage_error(project: Project) -> None:
    (message,) = errors(project.run("--phasegate-config=../other.yaml"))
    root = project.pytester.path
    assert message == f"--phasegate-config=../other.yaml: the policy must lie in the project, which is {root}"


@pytest.mark.parametrize("unit", ["batch-2", "2.1", f"{DOCUMENT}::batch-2", "batch-*"])
def test_a_required_unit_that_is_pending_fails(project: Project, unit: str) -> None:
    result = project.run(f"--phasegate-require={unit}")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["  found    * is required to be done, and does not claim to be"])


def test_required_units_may_stand_in_the_configuration(project: Project) -> None:
    project.pytester.makeini("[pytest]\nphasegate_require = batch-2 2.1")
    project.run().assert_outcomes(passed=5, failed=3)
    project.run("--phasegate-require=batch-1").assert_outcomes(passed=5, skipped=3)


def test_a_required_unit_that_does_not_exist_is_a_usage_error(project: Project) -> None:
    assert errors(project.run("--phasegate-require=batch-9")) == [
        "--phasegate-require=batch-9: no document has such a unit"
    ]


def test_a_waiver_for_a_document_that_is_not_there_is_a_usage_error(project: Project) -> None:
    project.policy("waivers: [{check: 'gone.md::batch-1::record', reason: r, owner: o, expires: 2999-01-31}]\n")
    assert errors(project.run()) == ["phasegate.yaml:2: the waiver is for gone.md, and there is no such document"]
    assert project.ids(DOCUMENT) == IDS


def test_a_named_file_outside_the_project_is_left_to_others(project: Project) -> None:
    outside = project.pytester.path.parent / "outside.txt"
    outside.write_text(">>> 1 + 1\n2\n")
    project.pytester.makeini("[pytest]")
    rootdir = f"--rootdir={project.pytester.path}"
    project.run(rootdir, "--doctest-glob=*.txt", str(outside)).assert_outcomes(passed=1)


def test_a_folder_that_is_told_to_be_the_root_is_the_root(project: Project) -> None:
    folder = project.repository.path / "task-tracking"
    assert project.ids(f"--rootdir={folder}", str(folder)) == ()
    message = errors(project.run(f"--rootdir={folder}"))[0]
    assert message.startswith(f"phasegate found no task document in {folder}; ")


def test_a_policy_above_the_root_of_pytest_is_found(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.repository.write("pyproject.toml", "[tool.phasegate]\nversion = 1\n")
    project.repository.write("src/pytest.ini", "[pytest]\n")
    monkeypatch.chdir(project.pytester.path / "src")
    project.run().stdout.fnmatch_lines(["phasegate: 1 document, *; policy: pyproject.toml", "rootdir: *src"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pyproject_that_is_a_named_pipe_keeps_nobody_waiting(project: Project) -> None:
    os.mkfifo(project.pytester.path / "pyproject.toml")
    project.run().stdout.fnmatch_lines(["phasegate: 1 document, *; policy: none"])


def test_a_policy_that_is_a_link_is_no_missing_policy(project: Project) -> None:
    project.repository.write("ci/strict.yaml", "version: 1\n")
    try:
        (project.pytester.path / "phasegate.yaml").symlink_to("ci/strict.yaml")
    except OSError:
        pytest.skip("links need a right here")
    (message,) = errors(project.run())
    assert message == "phasegate.yaml: the policy is a symlink, not a file"


def test_a_gate_that_cannot_look_makes_an_error(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(check: object, evidence: object) -> None:
        raise EvidenceError("git has gone away")

    monkeypatch.setattr(files, "judge", judge)
    result = project.run()
    result.assert_outcomes(passed=3, errors=2, skipped=3)
    result.stdout.fnmatch_lines(["git has gone away (2 checks are unknown for it; -v lists them)"])


def test_a_machine_without_git_gets_errors_and_no_failure(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project.pytester.path))
    result = project.run("-m", "phasegate_commit")
    result.assert_outcomes(errors=1, skipped=1, deselected=6)
    result.stdout.fnmatch_lines(
        [
            "phasegate: git is not installed; install git and put it on the PATH",
            f"{DOCUMENT}:6: commit {project.commit[:8]} cannot be verified: git is not installed",
        ]
    )


def test_documents_and_units_are_counted(project: Project) -> None:
    project.tasks(path="task-tracking/TASK_8/tasks.md")
    project.run().stdout.fnmatch_lines(["phasegate: 2 documents, 10 units; *"])


def test_the_collector_need_not_walk_through_what_a_run_of_gates_leaves(project: Project) -> None:
    project.run().assert_outcomes(passed=5, skipped=3)
    assert gc.get_freeze_count() > 0


def test_the_collector_finds_the_garbage_of_tests_that_run_beside_gates(project: Project) -> None:
    project.run().assert_outcomes(passed=5, skipped=3)
    tests = project.pytester.makepyfile("def test_own(): pass")
    project.run("task-tracking", tests.name).assert_outcomes(passed=6, skipped=3)
    assert gc.get_freeze_count() == 0, "what the first run left is given back, too"
