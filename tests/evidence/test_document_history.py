from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git.project_git import NO_READER
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.document_history import DocumentHistory
    from tests.repository import Repository

PATH = "docs/active-workflows/plan.md"
OPEN = """# Plan

### 1. First
1. [ ] One
    - [ ] Inner
2. [ ] CHECKPOINT: Two

### 2. Second
1. [ ] Three
"""


def tick(text: str, *names: str) -> str:
    for name in names:
        assert f"[ ] {name}" in text
        text = text.replace(f"[ ] {name}", f"[x] {name}")
    return text


def history_of(repository: Repository, path: str = PATH, at: str | None = None) -> DocumentHistory:
    with ProjectEvidence(repository.path, at=at, read=read_document) as evidence:
        return evidence.git.document_history(path, "checkpoints")


def subject(history: DocumentHistory, key: str) -> str | None:
    edit = history.completed(key)
    return edit.commit.subject if edit and edit.commit else None


def write(repository: Repository, text: str, message: str, path: str = PATH) -> str:
    repository.write(path, text)
    return repository.commit(message)


@pytest.fixture
def planned(repository: Repository) -> Repository:
    repository.commit("chore: begin", files=["README.md"])
    write(repository, OPEN, "plan")
    return repository


def test_each_tick_belongs_to_the_commit_that_made_it(planned: Repository) -> None:
    write(planned, tick(OPEN, "Inner"), "inner")
    write(planned, tick(OPEN, "Inner", "One"), "one")
    planned.commit("feat: other work", files=["src/a.py"])
    write(planned, tick(OPEN, "Inner", "One", "CHECKPOINT: Two"), "two")
    history = history_of(planned)
    assert [edit.commit.subject for edit in history.edits if edit.commit] == ["two", "one", "inner", "plan"]
    assert [dict(edit.boxes) for edit in history.edits] == [{}, {}, {"step-1.1/Inner": True}, {}]
    assert (subject(history, "step-1.1"), subject(history, "checkpoint-1.2")) == ("one", "two")
    assert history.completed("step-2.1") is None
    assert not history.unknown


def test_a_box_opened_and_ticked_again_belongs_to_the_last_tick(planned: Repository) -> None:
    for number, text in enumerate((tick(OPEN, "One"), OPEN, tick(OPEN, "One"))):
        write(planned, text, f"edit {number}")
    history = history_of(planned)
    assert subject(history, "step-1.1") == "edit 2"
    first = history.first_claims["step-1.1"].commit
    assert first
    assert first.subject == "edit 0"


def test_a_tick_that_is_not_committed_is_nobody_s(planned: Repository) -> None:
    planned.write(PATH, tick(OPEN, "One"))
    history = history_of(planned)
    edit = history.completed("step-1.1")
    assert edit is history.edits[0]
    assert edit.commit is None
    assert history_of(planned, at="HEAD").completed("step-1.1") is None


def test_history_ends_at_the_judged_commit(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one")
    assert history_of(planned, at="HEAD~1").completed("step-1.1") is None


def test_a_document_that_was_moved_keeps_its_history(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one")
    (planned.path / "docs/active-workflows/archive").mkdir()
    moved = "docs/active-workflows/archive/plan.md"
    planned.git("mv", PATH, moved)
    planned.commit("archive")
    write(planned, tick(OPEN, "One", "Three"), "three", moved)
    history = history_of(planned, moved)
    assert (subject(history, "step-1.1"), subject(history, "step-2.1")) == ("one", "three")


def test_a_document_copied_from_another_has_no_ticks_of_the_other(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one")
    other = "docs/active-workflows/other.md"
    write(planned, tick(OPEN, "One"), "copy", other)
    assert subject(history_of(planned, other), "step-1.1") == "copy"
    write(planned, tick(OPEN, "One", "Three"), "third", "docs/active-workflows/third.md")
    assert subject(history_of(planned, "docs/active-workflows/third.md"), "step-1.1") == "third"


def test_branches_side_by_side_do_not_undo_each_other(planned: Repository) -> None:
    planned.git("switch", "--quiet", "--create", "side")
    write(planned, tick(OPEN, "One"), "one")
    planned.git("switch", "--quiet", "main")
    planned.clock += 60
    write(planned, tick(OPEN, "Three"), "three")
    planned.git("merge", "--quiet", "--no-edit", "side")
    history = history_of(planned)
    assert (subject(history, "step-1.1"), subject(history, "step-2.1")) == ("one", "three")
    merge = history.edits[0]
    assert merge.is_merge
    assert merge.completes("step-1.1")
    assert history.after(history.edits[-1]) == tuple(edit for edit in history.edits[:-1] if not edit.is_merge)


def test_a_box_that_only_a_merge_ticks_is_the_merge_s(planned: Repository) -> None:
    planned.git("switch", "--quiet", "--create", "side")
    write(planned, tick(OPEN, "One"), "one")
    planned.git("switch", "--quiet", "main")
    planned.clock += 60
    write(planned, tick(OPEN, "Three"), "three")
    planned.git("merge", "--quiet", "--no-commit", "side")
    write(planned, tick(OPEN, "One", "Three", "CHECKPOINT: Two"), "merge")
    assert subject(history_of(planned), "checkpoint-1.2") == "merge"


def test_a_merge_that_ticks_again_what_was_opened_is_not_hidden_behind_the_former_tick(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "reviewed")
    write(planned, OPEN, "opened")
    planned.git("switch", "--quiet", "--create", "side")
    write(planned, tick(OPEN, "Three"), "three")
    planned.git("switch", "--quiet", "main")
    planned.clock += 60
    write(planned, OPEN.replace("# Plan", "# The plan"), "title")
    planned.git("merge", "--quiet", "--no-commit", "side")
    write(planned, tick(OPEN, "One", "Three").replace("# Plan", "# The plan"), "merge")
    assert subject(history_of(planned), "step-1.1") == "merge"


def test_another_unit_under_the_same_number_does_not_take_over_the_tick(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one")
    write(planned, tick(OPEN, "One").replace("[x] One", "[x] Write the second draft"), "another")
    write(planned, tick(OPEN, "One").replace("[x] One", "[x] Write a second draft"), "typo")
    assert subject(history_of(planned), "step-1.1") == "another"


def test_a_version_that_cannot_be_read_takes_no_tick_away(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one")
    write(planned, "# Nothing\n\nof the kind\n" + "x" * 200, "broken")
    write(planned, tick(OPEN, "One"), "mended")
    assert subject(history_of(planned), "step-1.1") == "one"


def test_a_document_that_was_deleted_begins_anew(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one")
    (planned.path / PATH).unlink()
    planned.commit("delete")
    write(planned, tick(OPEN, "One"), "again")
    assert subject(history_of(planned), "step-1.1") == "again"


@pytest.mark.parametrize(
    "text",
    [
        tick(OPEN, "One").replace("\n", "\r\n"),
        tick(OPEN, "One").rstrip("\n"),
        tick(OPEN, "One") + "\0 and a NUL\n",
        tick(OPEN, "One") + "@@ -1 +1 @@\ndiff --git a/x b/x\n--- a\n+++ b\n\\ No newline\n",
        tick(OPEN, "One") + "caf\u00e9 \u2028 \x85 \x0c\n",
    ],
    ids=["carriage returns", "no final newline", "a NUL", "lines like a patch's", "odd line ends"],
)
def test_odd_bytes_are_read_as_they_are(planned: Repository, text: str) -> None:
    planned.git("config", "core.autocrlf", "false")
    write(planned, text, "one")
    history = history_of(planned)
    assert subject(history, "step-1.1") == "one"
    assert len(history.edits) == 2


def test_settings_of_the_user_do_not_bend_what_is_read(planned: Repository) -> None:
    settings = ("diff.suppressBlankEmpty=true", "diff.noprefix=true", "log.showRoot=false", "diff.context=0")
    for setting in (*settings, "color.ui=always", "diff.external=false", "log.diffMerges=off", "diff.renames=false"):
        planned.git("config", *setting.split("="))
    write(planned, tick(OPEN, "One"), "one")
    history = history_of(planned)
    assert subject(history, "step-1.1") == "one"
    assert len(history.edits) == 2


def test_a_change_of_words_is_told_from_a_change_of_marks(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "mark")
    write(planned, tick(OPEN, "One").replace("Inner", "Another"), "words")
    words, mark, _ = history_of(planned).edits
    assert (words.reworded, mark.reworded) == (frozenset({"step-1.1"}), frozenset())
    assert words.changes_any(["step-1.1"])
    assert not words.changes_any(["step-2.1"])


def test_states_turn_from_one_to_another(planned: Repository) -> None:
    write(planned, OPEN.replace("[ ] One", "[~] One"), "begun")
    write(planned, tick(OPEN, "One"), "done")
    done, begun, _ = history_of(planned).edits
    assert (begun.units["step-1.1"].before, begun.units["step-1.1"].after) == (Status.PENDING, Status.IN_PROGRESS)
    assert (done.units["step-1.1"].before, done.units["step-1.1"].after) == (Status.IN_PROGRESS, Status.COMPLETE)


def test_a_project_below_the_top_of_its_repository_is_read_too(planned: Repository) -> None:
    write(planned, tick(OPEN, "One"), "one", f"app/{PATH}")
    with ProjectEvidence(planned.path / "app", read=read_document) as evidence:
        assert subject(evidence.git.document_history(PATH, "checkpoints"), "step-1.1") == "one"


def test_what_git_does_not_know_has_no_history(planned: Repository) -> None:
    planned.write("docs/new.md", tick(OPEN, "One"))
    history = history_of(planned, "docs/new.md")
    assert [edit.commit for edit in history.edits] == [None]
    assert history_of(planned, "docs/nowhere.md").edits == ()


def test_without_a_commit_all_is_uncommitted(repository: Repository) -> None:
    repository.write(PATH, tick(OPEN, "One"))
    assert [edit.commit for edit in history_of(repository).edits] == [None]


def test_a_name_with_a_line_break_cannot_be_asked_for(planned: Repository) -> None:
    assert history_of(planned, "a\nb.md").unknown == Unknown("its name holds a line break", "rename the document")


def test_without_a_reader_nothing_is_known(planned: Repository) -> None:
    with ProjectEvidence(planned.path) as evidence:
        assert evidence.git.document_history(PATH, "checkpoints").unknown == NO_READER


def test_a_longer_history_than_is_read_ends_where_reading_ends(
    planned: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        write(planned, tick(OPEN, "One").replace("Plan", f"Plan {number}"), f"edit {number}")
    monkeypatch.setattr("pytest_phasegate.evidence.git.document_history.COMMITS_LIMIT", 3)
    history = history_of(planned)
    assert len(history.edits) == 3
    assert history.unknown == Unknown(
        "only the last 3 commits of the document are read", "waive the check, or begin a new document"
    )
    assert not history.is_certain(history.edits[-1])
    assert history.is_certain(history.edits[0])


def test_where_all_is_too_much_fewer_commits_are_read(planned: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        write(planned, OPEN.replace("Plan", f"Plan {number}"), f"edit {number}")
    size = len((planned.path / PATH).read_bytes())
    monkeypatch.setattr("pytest_phasegate.evidence.git.document_history.BYTES_LIMIT", 3 * size)
    history = history_of(planned)
    assert [edit.commit.subject for edit in history.edits if edit.commit] == ["edit 5", "edit 4"]
    why = "only the last 2 commits of the document are read"
    assert history.unknown == Unknown(why, "waive the check, or begin a new document")


def test_a_shallow_clone_says_so(planned: Repository, tmp_path: Path) -> None:
    write(planned, tick(OPEN, "One"), "one")
    planned.git("clone", "--quiet", "--depth=1", f"file://{planned.path.as_posix()}", str(tmp_path / "shallow"))
    with ProjectEvidence(tmp_path / "shallow", read=read_document) as evidence:
        history = evidence.git.document_history(PATH, "checkpoints")
    assert history.unknown == causes.SHALLOW
    assert not history.is_certain(history.edits[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for git is a shell script")
def test_the_whole_history_costs_one_git_log_and_the_process_that_reads_objects(
    planned: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        text = tick(OPEN, "One") if number % 2 else OPEN
        write(planned, text, f"edit {number}")
    head = planned.git("rev-parse", "HEAD")
    program = planned.path.parent / "git"
    log = tmp_path / "calls"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\nexec {shutil.which("git")} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    with ProjectEvidence(planned.path, read=read_document) as evidence:
        evidence.files.read_document(PATH)  # looks at the index, once for a session
        before = log.read_text(encoding="utf-8").count("\n")
        assert len(evidence.git.document_history(PATH, "checkpoints").edits) == 30
        evidence.git.document_history(PATH, "checkpoints")
        evidence.files.tree(head).read(PATH, 10)
    calls = log.read_text(encoding="utf-8").splitlines()[before:]
    assert [next(word for word in call.split() if word in ("log", "cat-file")) for call in calls] == ["log", "cat-file"]
