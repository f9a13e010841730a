from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

BROKEN = "task-tracking/TASK_8/tasks.md"


def test_a_document_that_is_no_text_fails_and_the_others_are_judged(project: Project) -> None:
    place = project.repository.path / BROKEN
    place.parent.mkdir()
    place.write_bytes(b"## Batch 1: Caf\xe9 - COMPLETE\n")
    result = project.run()
    result.assert_outcomes(passed=5, skipped=3, failed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            f"{BROKEN}:1: the document is not UTF-8: byte 0xe9 at offset 15; save it as UTF-8",
            "",
            f"  claimed  {BROKEN} is a task document ({BROKEN}:1)",
            "  found    the document is not UTF-8: byte 0xe9 at offset 15; save it as UTF-8",
            "  to mend  mend the document, or name the documents under documents: in the policy",
        ],
        consecutive=True,
    )
    assert project.ids()[8:] == (f"{BROKEN}::record",)


def test_a_document_that_cannot_be_read_fails_whatever_gates_the_policy_turns_off(project: Project) -> None:
    project.repository.write(BROKEN, "no tasks here\n")
    project.policy("documents: [{path: 'task-tracking/*/tasks.md'}]\ngates: {record: false}\n")
    project.run(BROKEN).assert_outcomes(failed=1)


def test_a_file_of_a_conventional_name_that_is_no_document_is_none(project: Project) -> None:
    project.repository.write(BROKEN, "no tasks here\n")
    assert project.ids() == IDS


def test_a_file_that_the_policy_calls_a_document_must_be_one(project: Project) -> None:
    project.repository.write("plans/plan.md", "no tasks here\n")
    project.policy("documents: [{path: 'plans/*.md'}]\n")
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["plans/plan.md: the document is written in no known dialect (*)"])


def mends(project: Project) -> list[str]:
    return [line.strip() for line in project.run().outlines if line.startswith("  to mend")]


def test_e3_a_remedy_never_asks_for_what_the_user_has_done(project: Project) -> None:
    project.repository.write("plans/plan.md", "no tasks here\n")
    project.policy("documents: [plans/plan.md]\n")
    assert mends(project) == ["to mend  mend the document, or take it out of documents: in phasegate.yaml"]
    project.repository.write("plans/plan.md", "# Plan\n\n## Task 1: Read\n\n- [x] the reader\n")
    said = (
        "to mend  it looks most like batches: if it is one of them, write {path: 'plans/plan.md', dialect: batches} "
        "under documents:, else take it out of documents: in phasegate.yaml"
    )
    assert mends(project) == [said]
    project.policy("documents: [{path: plans/plan.md, dialect: taskmaster}]\n")
    said = (
        'to mend  write it as the dialect taskmaster is written, with a list "tasks" of objects with '
        '"id", "title" and "status", or take it out of documents: in phasegate.yaml'
    )
    assert mends(project) == [said]


def test_the_first_rule_that_fits_gives_the_dialect(project: Project) -> None:
    project.policy("documents:\n  - {path: '**/tasks.md', dialect: batches}\n  - {path: 'task-tracking/**'}\n")
    assert project.ids() == IDS


def test_a_document_that_was_deleted_is_none(project: Project) -> None:
    project.tasks(path=BROKEN)
    project.repository.commit("docs: plan")
    (project.repository.path / BROKEN).unlink()
    assert project.ids() == IDS


def test_a_symlink_is_a_document_only_where_the_policy_says_so_and_then_fails(project: Project) -> None:
    place = project.repository.path / BROKEN
    place.parent.mkdir()
    try:
        place.symlink_to(project.repository.path / DOCUMENT)
    except OSError:
        pytest.skip("no symlinks here")
    assert project.ids() == IDS
    project.policy(f"documents: [{{path: '{BROKEN}'}}]\n")
    project.run().stdout.fnmatch_lines([f"{BROKEN}: the document is a symlink, and symlinks are not followed"])


def test_a_folder_in_the_place_of_a_document_fails(project: Project) -> None:
    (project.repository.path / DOCUMENT).unlink()
    project.repository.write(f"{DOCUMENT}/more.txt")
    project.policy(f"documents: [{{path: '{DOCUMENT}'}}]\n")
    project.run().stdout.fnmatch_lines([f"{DOCUMENT}: the document is a directory, not a file"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_place_of_a_document_fails_and_is_not_read(project: Project) -> None:
    (project.repository.path / DOCUMENT).unlink()
    os.mkfifo(project.repository.path / DOCUMENT)
    project.policy(f"documents: [{{path: '{DOCUMENT}'}}]\n")
    said = f"{DOCUMENT}: the document is a pipe, socket or device, not a file"
    project.run().stdout.fnmatch_lines([said])


def test_a_file_that_git_ignores_is_none(project: Project) -> None:
    project.tasks(path=BROKEN)
    project.repository.write(".gitignore", "TASK_8/\n")
    assert project.ids() == IDS


def test_waivers_that_name_no_check_fail_as_a_check_of_their_own(project: Project) -> None:
    waiver = "reason: r, owner: o, expires: 2999-01-31"
    project.policy(
        f"waivers:\n  - {{check: '{DOCUMENT}::batch-7::commit', {waiver}}}\n"
        f"  - {{check: '{DOCUMENT}::batch-8::commit', {waiver}}}\n"
    )
    assert project.ids("-m", "phasegate_waivers", "--strict-markers") == (f"{DOCUMENT}::waivers",)
    result = project.run()
    result.assert_outcomes(passed=5, skipped=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            f"{DOCUMENT}: the document makes no check {DOCUMENT}::batch-7::commit (and 1 more)",
            "",
            f"  claimed  phasegate.yaml:3 waives {DOCUMENT}::batch-7::commit ({DOCUMENT})",
        ],
        consecutive=True,
    )
