"""The window of a unit that cites no commit: the histories of the rule's own examples, and their honest twins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.evidence.git.one_pass import read_pass
from pytest_phasegate.evidence.git.repository import Repository as Repo
from pytest_phasegate.evidence.git.repository import open_repository
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.commits import ChangeKind, Undoing, Work, WorkAsked
from pytest_phasegate.model.policy import WindowRule

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Workflow
    from tests.repository import Repository

DOCUMENT = "task-tracking/night/tasks.md"
DAY = 86_400


def plan(status: str, *tasks: str) -> str:
    parts = [f"### Task 1.{number}: {task} - {status}\n" for number, task in enumerate(tasks or ("Log",), 1)]
    return "\n".join([f"# Night\n\n## Batch 1: Night - {status}\n", *parts])


def work(repository: Repository, pattern: str = "src/log.py", document: str = DOCUMENT, **asked: int) -> Work:
    with ProjectEvidence(repository.path, at=None, read=read_document) as evidence:
        window = WindowRule(**asked)
        return evidence.git.work(
            WorkAsked(document=document, dialect="batches", unit="1.1", pattern=pattern, window=window)
        )


def undone_by(repository: Repository) -> str:
    found = work(repository).undone
    return found.name if found else ""


def undone_how(repository: Repository) -> Undoing | None:
    found = work(repository).undone
    return found.how if found else None


def put(repository: Repository, message: str, files: dict[str, str | None]) -> str:
    for name, text in files.items():
        if text is None:
            (repository.path / name).unlink()
        else:
            repository.write(name, text)
    return repository.commit(message)


def others(repository: Repository, count: int, apart: int = 3600) -> None:
    for number in range(count):
        repository.clock += apart
        put(repository, f"other {number}", {"other.txt": f"{number}\n"})


def test_work_between_appearance_and_tick_is_found(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    id_ = put(repository, "work", {"src/log.py": "a = 1\n"})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    found = work(repository)
    assert (found.commit, found.when) == (id_, "between the unit's appearance and its being done")
    assert (set(found.kinds), found.undone, found.unknown) == ({ChangeKind.ADDED}, None, None)


def test_work_before_the_document_named_it_is_found(repository: Repository) -> None:
    put(repository, "work", {"src/log.py": "a = 1\n"})
    put(repository, "done", {DOCUMENT: plan("COMPLETE")})
    assert work(repository).when == "1 commit before the document named it"


def test_work_in_the_commit_that_says_it_is_done_is_found(repository: Repository) -> None:
    put(repository, "all", {DOCUMENT: plan("COMPLETE"), "src/log.py": "a = 1\n"})
    found = work(repository)
    assert (found.when, found.is_born_done) == ("in the commit that says it is done", True)


def test_work_after_the_tick_is_found_once_it_is_there(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    assert (work(repository).name, work(repository).was_held) == ("", False)
    put(repository, "work", {"src/log.py": "a = 1\n"})
    assert work(repository).when == "1 commit after it was said to be done"


def test_a_file_that_is_moved_later_was_made(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "work", {"src/log.py": "a = 1\n"})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    put(repository, "move", {"src/log.py": None, "src/core/log.py": "a = 1\n"})
    found = work(repository)
    assert (found.name.endswith('"work"'), found.undone) == (True, None)


def test_work_that_is_restored_is_taken_back_whatever_the_message(repository: Repository) -> None:
    put(repository, "first", {"src/a.py": "a = 1\n", "src/log.py": "b = 1\n"})
    others(repository, 8)
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "work", {"src/a.py": "a = 2\n", "src/log.py": "b = 2\n"})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    put(repository, "tidy", {"src/a.py": "a = 1\n", "src/log.py": "b = 1\n"})
    assert undone_by(repository).endswith('"tidy"')
    put(repository, "again", {"src/a.py": "a = 2\n", "src/log.py": "b = 2\n"})
    assert work(repository).undone is None


def test_what_is_restored_in_part_is_not_taken_back(repository: Repository) -> None:
    put(repository, "done", {DOCUMENT: plan("COMPLETE"), "src/a.py": "a\n", "src/log.py": "b\n"})
    put(repository, "drop one", {"src/log.py": None})
    assert work(repository).undone is None


def test_both_files_of_a_tick_that_go_again_are_taken_back(repository: Repository) -> None:
    put(repository, "done", {DOCUMENT: plan("COMPLETE"), "src/a.py": "a\n", "src/log.py": "b\n"})
    put(repository, "clean", {"src/log.py": None, "src/a.py": None})
    assert undone_by(repository).endswith('"clean"')


def test_a_file_changed_long_before_is_no_work_of_a_unit_born_done(repository: Repository) -> None:
    put(repository, "old", {"src/log.py": "a = 1\n"})
    others(repository, 25)
    put(repository, "done", {DOCUMENT: plan("COMPLETE")})
    found = work(repository)
    assert (found.name, found.was_held, found.last.endswith('"old"')) == ("", True, True)


@pytest.mark.parametrize(("count", "is_found"), [(19, True), (20, False)])
def test_the_window_of_a_unit_born_done_is_twenty_commits(repository: Repository, count: int, is_found: bool) -> None:
    put(repository, "old", {"src/log.py": "a = 1\n"})
    others(repository, count)
    repository.clock += DAY
    put(repository, "done", {DOCUMENT: plan("COMPLETE")})
    assert bool(work(repository).name) is is_found


def test_a_day_reaches_further_than_twenty_commits_but_not_than_a_hundred(repository: Repository) -> None:
    put(repository, "old", {"src/log.py": "a = 1\n"})
    others(repository, 60, apart=1)
    put(repository, "done", {DOCUMENT: plan("COMPLETE")})
    assert work(repository).name
    assert not work(repository, hours=0).name


@pytest.mark.parametrize(("count", "is_found"), [(4, True), (5, False)])
def test_the_window_of_a_unit_open_first_is_five_commits(repository: Repository, count: int, is_found: bool) -> None:
    put(repository, "old", {"src/log.py": "a = 1\n"})
    others(repository, count, apart=1)
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    assert bool(work(repository).name) is is_found


def test_a_policy_may_loosen_the_window(repository: Repository) -> None:
    put(repository, "old", {"src/log.py": "a = 1\n"})
    others(repository, 25)
    put(repository, "done", {DOCUMENT: plan("COMPLETE")})
    assert work(repository, before=40).name


@pytest.mark.parametrize(("made", "note"), [("src/core/log.py", "made as src/core/log.py"), ("src/logger.py", "")])
def test_a_file_made_in_another_folder_is_found_and_one_of_another_name_is_not(
    repository: Repository, made: str, note: str
) -> None:
    put(repository, "done", {DOCUMENT: plan("COMPLETE"), made: "a = 1\n"})
    assert work(repository).note == note


def test_a_document_is_followed_into_its_archive(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING", "Log", "Read", "Write", "Close")})
    id_ = put(repository, "work", {"src/log.py": "a = 1\n"})
    others(repository, 25)
    archive = "archive/2026-01-02-night/tasks.md"
    put(
        repository,
        "tick",
        {archive: plan("PENDING", "Log", "Read", "Write", "Close").replace("Log - PENDING", "Log - COMPLETE")},
    )
    assert work(repository, document=archive).commit == id_


def test_a_document_is_followed_through_a_move(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING", "Log", "Read", "Write", "Close")})
    id_ = put(repository, "work", {"src/log.py": "a = 1\n"})
    others(repository, 25)
    text = plan("PENDING", "Log", "Read", "Write", "Close").replace("Log - PENDING", "Log - COMPLETE")
    put(repository, "tick", {DOCUMENT: None, "done/else/tasks.md": text})
    assert work(repository, document="done/else/tasks.md").commit == id_


def test_a_copy_of_a_template_is_no_move(repository: Repository) -> None:
    put(repository, "plan", {"templates/plain/tasks.md": plan("PENDING")})
    put(repository, "work", {"src/log.py": "a = 1\n"})
    others(repository, 25)
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    assert not work(repository).name


def test_a_clone_that_is_cut_proves_nothing(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "work", {"src/log.py": "a = 1\n"})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    clone = tmp_path_factory.mktemp("clone") / "cut"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.path}", str(clone))
    found = work(type(repository)(clone))
    assert (found.name, found.unknown is not None) == ("", True)


@pytest.mark.parametrize(("options", "is_dropped"), [(("-s", "ours"), True), ((), False)])
def test_a_merge_that_drops_its_branch_is_seen(
    repository: Repository, options: tuple[str, ...], is_dropped: bool
) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    repository.git("checkout", "-q", "-b", "side")
    put(repository, "work", {"src/log.py": "a = 1\n"})
    repository.git("checkout", "-q", "main")
    put(repository, "else", {"other.txt": "1\n"})
    repository.git("merge", "-q", "--no-edit", *options, "side")
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    assert (undone_how(repository) is Undoing.DROPPED) is is_dropped


def test_what_is_not_committed_counts_as_one_commit_more(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING"), "src/log.py": "a = 1\n"})
    others(repository, 9)
    repository.write(DOCUMENT, plan("COMPLETE"))
    repository.write("src/log.py", "a = 2\n")
    found = work(repository)
    assert (found.name, found.when) == ("the working tree", "not committed yet")


def test_a_change_of_the_mode_alone_is_no_work(repository: Repository) -> None:
    put(repository, "first", {"src/log.py": "a = 1\n"})
    others(repository, 9)
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    repository.git("update-index", "--chmod=+x", "src/log.py")
    repository.git("commit", "--quiet", "--message", "mode")
    repository.git("checkout", "--quiet", ".")
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    assert (work(repository).name, work(repository).was_held) == ("", True)


def test_a_history_longer_than_what_is_read_proves_nothing(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    opened = open_repository(repository.path)
    assert isinstance(opened, Repo)
    whole, cut = read_pass(opened, None), read_pass(opened, None, limits=(1,))
    assert (len(whole.commits), whole.unknown) == (2, None)
    assert cut.unknown is not None
    assert cut.unknown.why == "only the last 1 commits are read"
    assert [commit.is_cut for commit in cut.commits] == [True]


def test_a_mode_that_a_branch_sets_beside_its_work_neither_hides_nor_breaks_anything(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING"), "run.sh": "true\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.write("src/log.py", "a = 1\n")
    repository.git("add", "--all")
    repository.git("update-index", "--chmod=+x", "run.sh")
    repository.git("commit", "--quiet", "--message", "work")
    repository.git("checkout", "-q", "-f", "main")
    put(repository, "else", {"other.txt": "1\n"})
    repository.git("merge", "-q", "--no-edit", "side")
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    found = work(repository)
    assert (found.name.endswith('"work"'), found.undone) == (True, None)
    put(repository, "tidy", {"src/log.py": None})
    assert undone_by(repository).endswith('"tidy"')


def test_work_stands_where_only_a_later_part_of_it_was_taken_back(repository: Repository) -> None:
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "work", {"src/log.py": "a = 1\n"})
    put(repository, "tweak", {"src/log.py": "a = 2\n"})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    put(repository, "no tweak", {"src/log.py": "a = 1\n"})
    found = work(repository)
    assert (found.name.endswith('"work"'), found.undone) == (True, None)
    put(repository, "none at all", {"src/log.py": None})
    assert undone_by(repository).endswith('"none at all"')


def test_each_version_of_a_document_is_read_once(repository: Repository) -> None:
    for status in ("PENDING", "IN PROGRESS", "COMPLETE"):
        put(repository, status, {DOCUMENT: plan(status)})
    read: list[str] = []

    def count(path: str, text: str, dialect: str) -> Workflow:
        read.append(text)
        return read_document(path, text, dialect)

    with ProjectEvidence(repository.path, read=count) as evidence:
        for pattern in ("src/log.py", "src/other.py", "src/*.py"):
            evidence.git.work(
                WorkAsked(document=DOCUMENT, dialect="batches", unit="1.1", pattern=pattern, window=WindowRule())
            )
    assert len(read) == len(set(read)) == 3


def test_a_file_that_is_deleted_and_restored_before_the_tick_was_neither_changed_nor_deleted(
    repository: Repository,
) -> None:
    put(repository, "first", {"src/log.py": "a = 1\n", "src/b.py": "b\n"})
    others(repository, 8)
    put(repository, "plan", {DOCUMENT: plan("PENDING")})
    put(repository, "less", {"src/log.py": None})
    put(repository, "more", {"src/log.py": "a = 1\n"})
    put(repository, "tick", {DOCUMENT: plan("COMPLETE")})
    found = work(repository)
    assert (found.kinds, undone_by(repository).endswith('"more"')) == (frozenset(), True)
    put(repository, "other content", {"src/log.py": "a = 2\n"})
    assert (set(work(repository).kinds), work(repository).undone) == ({ChangeKind.MODIFIED}, None)
