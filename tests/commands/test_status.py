"""How far documents are, and what of it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.samples import BATCHES, PLACES, TEXTS, add

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

TASKS = PLACES["batches"]
BLOCKS = {
    "batches": [
        "task-tracking/T1/tasks.md (batches)",
        "  done     batches 1/4, tasks 2/6",
        "  by role  backend-developer 1/3, frontend-developer 0/1",
        "  checks   5 held, 11 pending",
        "",
    ],
    "phases": [
        "workflows/okta.md (phases)",
        "  done     phases 1/3",
        "  by role  business-analyst 1/1, solution-architect 0/1, senior-developer 0/1",
        "  checks   4 held",
        "  in progress",
        "    phase-2  Planning, solution-architect, since 2023-11-14",
        "",
    ],
    "stages": [
        "ai_docs/tasks/tasks_list.md (stages)",
        "  done    stages 0/2, tasks 0/2, atomic tasks 1/3, closers 0/1",
        "  checks  4 held, 1 false, 2 pending",
        "  false",
        "    stage-1::1.1.1::symbols  line 7: src/store.py defines no Store",
        "",
    ],
    "checkpoints": [
        "docs/active-workflows/rain.md (checkpoints)",
        "  done    phases 0/2, steps 1/3, checkpoints 0/1",
        "  checks  2 held, 4 pending",
        "",
    ],
}


@pytest.mark.parametrize("dialect", TEXTS)
def test_a_document_of_each_dialect_is_counted(repository: Repository, phasegate: Program, dialect: str) -> None:
    add(repository, dialect)
    ran = phasegate("status")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == BLOCKS[dialect]


def test_documents_that_are_done_are_a_line_each(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", "phases")
    repository.write(TASKS, BATCHES.partition("## Batch 2")[0].replace("4 | **Status**: 1/4", "1 | **Status**: 1/1"))
    repository.text = repository.fill(repository.text)
    assert phasegate("status").lines[0] == "task-tracking/T1/tasks.md  batches 1/1, tasks 2/2; 5 held"
    assert phasegate("status").lines[-1] == "2 documents together:  9 held"


def test_what_is_false_or_unknown_is_told_with_its_line(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    ran = phasegate("status", "T1")
    assert ran.lines[3:] == [
        "  checks   4 held, 1 false, 11 pending",
        "  false",
        f"    batch-1::1.2::files  line 16: src/stores.py is not in commit {repository.ids['store'][:10]}; the",
        "                         nearest is src/store.py",
        "",
    ]
    (document,) = phasegate.json("status")["documents"]
    assert [(fault["check"], fault["line"]) for fault in document["false"]] == [(f"{TASKS}::batch-1::1.2::files", 16)]


def test_work_that_git_shows_and_nobody_ticked_is_told(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    assert phasegate.json("status")["documents"][0]["unticked"] == []
    commit = repository.commit("feat: routes", files=["src/routes.py"])
    assert phasegate("status").lines[4:] == [
        "  done in git, not in the document",
        "    batch-2  Routes: batch 2 cites no commit, but git shows its work:",
        f'             src/routes.py in {commit[:10]} "feat: routes", between the unit\'s',
        "             appearance and its being done (and 1 unit in it)",
        "",
    ]


def test_work_of_which_only_a_part_is_there_is_not_done(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"**File**: src/routes.py (CREATE)": "**Files**: src/routes.py, src/pages.py"})
    repository.commit("feat: routes", files=["src/routes.py"])
    assert phasegate.json("status")["documents"][0]["unticked"] == []


def test_commands_are_not_run_but_counted(repository: Repository, phasegate: Program) -> None:
    policy = "commands: {build: {run: [touch, built]}}\ngates: {build: {command: build, levels: [batch]}}\n"
    add(repository, "batches", policy=policy)
    answer = phasegate.json("status")
    assert (answer["not_run"], answer["policy"]) == (4, "phasegate.yaml")
    assert "  checks   5 held, 11 pending; 4 not run (phasegate verify)" in phasegate("status").lines
    assert not (repository.path / "built").exists()


def test_what_is_not_committed_yet_has_no_time(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"Routes - PENDING": "Routes - IN PROGRESS"})
    (busy,) = phasegate.json("status")["documents"][0]["in_progress"]
    assert (busy["since"], busy["why"]) == (None, "not committed yet")
    assert "    batch-2  Routes, backend-developer, not committed yet" in phasegate("status").lines


def test_an_earlier_revision_is_told_as_it_was(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.commit("docs: more", edits={"Routes - PENDING": "Routes - IN PROGRESS"})
    assert phasegate.json("status", "--at", "HEAD~1")["documents"][0]["in_progress"] == []
    assert len(phasegate.json("status")["documents"][0]["in_progress"]) == 1


def test_without_git_what_git_would_show_is_unknown(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    (repository.path / ".git").rename(repository.path / "not-git")
    ran = phasegate("status")
    assert ran.code == 0
    assert "unknown" in ran.out
    assert ran.err == (
        "phasegate: the project is not in a git repository; run pytest in a checkout of the project's git repository\n"
    )


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("gates: {fils: true}\n", 'phasegate.yaml:2: gates: unknown key "fils"; did you mean "files"?'),
        ("gates: [\n", "phasegate.yaml:2: not YAML: "),
    ],
)
def test_a_broken_policy_is_told_with_its_place(
    repository: Repository, phasegate: Program, policy: str, message: str
) -> None:
    add(repository, "batches", policy=policy)
    ran = phasegate("status")
    assert ran.code == 2
    assert ran.err.startswith(f"phasegate: {message}"), ran.err


def test_no_document_is_wrong_use(repository: Repository, phasegate: Program) -> None:
    repository.commit("code", files=["src/a.py"])
    ran = phasegate("status")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("phasegate: phasegate found no task document in ")


def test_a_document_that_cannot_be_read_is_told(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", "stages")
    (repository.path / TASKS).write_bytes(b"\xff\xfe# Tasks")
    lines = phasegate("status", "T1").lines
    assert lines[0] == "task-tracking/T1/tasks.md (cannot be read)"
    assert "record  line 1: the document is UTF-16" in "\n".join(lines)
