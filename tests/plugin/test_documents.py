from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

BROKEN = "task-tracking/TASK_8/tasks.md"
LIE = "## Batch 1: Read - COMPLETE\n\n**File**: `task-tracking/none.py` (CREATE)\n"


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
    project.repository.write("plans/plan.md", "# Plan\n\n## Task 1: Read\n\n**Dependencies**: Task 2\n")
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


def linked(place: Path, target: Path | str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        place.symlink_to(target)
    except OSError:
        pytest.skip("no symlinks here")


@pytest.mark.parametrize("policy", ["", f"documents: [{{path: '{BROKEN}'}}]\n"], ids=["by place", "by policy"])
def test_c1_a_link_stands_for_the_document_that_it_leads_to(project: Project, policy: str) -> None:
    project.repository.write("plans/real.md", LIE)
    linked(project.repository.path / BROKEN, "../../plans/real.md")
    if policy:
        project.policy(policy)
    result = project.run()
    result.stdout.fnmatch_lines(["plans/real.md:3: task-tracking/none.py is not in the working tree*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    project.repository.write("plans/real.md", LIE.replace("task-tracking/none.py", "src/reader.py"))
    project.run().assert_outcomes(**({"passed": 3} if policy else {"passed": 8, "skipped": 3}))


def test_c1_a_document_and_a_link_to_it_are_one(project: Project) -> None:
    linked(project.repository.path / BROKEN, project.repository.path / DOCUMENT)
    assert project.ids() == IDS


def test_c1_a_link_to_a_folder_puts_its_documents_in_their_place(project: Project) -> None:
    project.repository.write("plans/tasks.md", LIE)
    linked(project.repository.path / "task-tracking/TASK_8", "../plans")
    assert next(name for name in project.ids() if name not in IDS) == "plans/tasks.md::record"
    project.run().stdout.fnmatch_lines(["plans/tasks.md:3: task-tracking/none.py is not in the working tree*"])


@pytest.mark.parametrize("place", [BROKEN, "task-tracking/TASK_8"], ids=["a file", "a folder"])
def test_c1_a_link_out_of_the_project_is_unknown(project: Project, tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "tasks.md").write_text(LIE, encoding="utf-8")
    linked(project.repository.path / place, outside / "tasks.md" if place == BROKEN else outside)
    result = project.run()
    result.assert_outcomes(passed=5, skipped=3, errors=1)
    result.stdout.fnmatch_lines([f"{place}: nothing can be told of what it claims: the * is a symlink that leads *"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (LIE.encode("utf-16-le"), "the document is UTF-16 without a byte order mark; save it as UTF-8"),
        (LIE.encode("utf-16"), "the document is UTF-16 (byte order mark at byte 0); save it as UTF-8"),
        (
            LIE.replace("\n", "\r").encode(),
            "the document's lines end in carriage returns alone; save it with line feeds",
        ),
    ],
    ids=["UTF-16 without a mark", "UTF-16", "carriage returns"],
)
def test_c1_a_document_that_only_some_programs_read_fails(project: Project, data: bytes, said: str) -> None:
    place = project.repository.path / BROKEN
    place.parent.mkdir()
    place.write_bytes(data)
    result = project.run()
    result.assert_outcomes(passed=5, skipped=3, failed=1)
    result.stdout.fnmatch_lines([f"{BROKEN}*: {said}"])


CLAIMS_UNREAD = {
    "ticked boxes": "- [x] read\n- [x] write\n",
    "a status in a heading": "## Step 7 of Batch 1\n\n## Sprint\n\n**Status**: done\n",
}


@pytest.mark.parametrize("text", CLAIMS_UNREAD.values(), ids=CLAIMS_UNREAD)
def test_c1_a_document_in_its_place_that_claims_and_is_not_read_is_unknown(project: Project, text: str) -> None:
    project.repository.write(BROKEN, f"# Tasks\n\n{text}")
    result = project.run()
    result.assert_outcomes(passed=5, skipped=3, errors=1)
    where = "it lies where documents of batches do, and no dialect reads it, though line"
    result.stdout.fnmatch_lines([f"{BROKEN}:*: nothing can be told of what it claims: {where} *"])
    result.stdout.fnmatch_lines([f"*if it is no task document, write documents: [[]'!{BROKEN}']"])
    project.policy(f"documents: ['!{BROKEN}']\n")
    assert project.ids() == IDS


@pytest.mark.parametrize("text", ["# Notes\n\nno tasks here\n", "# Plan\n\n- [ ] read\n", "## Phase 5: Later\n"])
def test_c1_a_document_in_its_place_that_claims_nothing_is_none(project: Project, text: str) -> None:
    project.repository.write(BROKEN, text)
    assert project.ids() == IDS


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


def test_c1_a_document_that_git_ignores_is_not_judged_and_is_named(project: Project) -> None:
    project.tasks(path=BROKEN)
    project.repository.write(".gitignore", "TASK_8/\n")
    assert project.ids() == IDS
    said = f"phasegate: git ignores 1 document, not judged: {BROKEN}"
    assert said in project.run("-q").outlines
    project.policy(f"documents: ['!{BROKEN}']\n")
    assert said not in project.run("-q").outlines


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
