"""What of the base's task documents must be there at the head of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.reports.outcome_json import read
from tests.plugin.pull_request import DOCUMENT, OTHER, OTHER_TASKS, POLICY, PullRequest, failures

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[PullRequest], object]

LIST = f"{DOCUMENT}::base"
TASK_1_1 = """\
### Task 1.1: Write the reader - ✅ COMPLETE

**File**: src/reader.py

- [x] Written
- [ ] Documented

"""


@pytest.fixture
def pull(pytester: pytest.Pytester) -> PullRequest:
    """The base has two documents; nothing is false in either."""
    pull = PullRequest.begin(pytester)
    pull.repository.write(OTHER, OTHER_TASKS)
    pull.base = pull.commit("docs: plan the colors")
    return pull


def move(pull: PullRequest, place: str, *changes: tuple[str, str]) -> None:
    pull.tasks()
    (pull.repository.path / place).parent.mkdir(parents=True, exist_ok=True)
    (pull.repository.path / DOCUMENT).rename(pull.repository.path / place)
    pull.edit(place, *changes)


def delete_a_task(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit(DOCUMENT, (TASK_1_1, ""))


def delete_a_batch(pull: PullRequest) -> None:
    pull.tasks()
    text = (pull.repository.path / DOCUMENT).read_text(encoding="utf-8")
    pull.repository.write(DOCUMENT, text[: text.index("## Batch 2")])


def delete_all_below(pull: PullRequest) -> None:
    pull.tasks()
    text = (pull.repository.path / DOCUMENT).read_text(encoding="utf-8")
    pull.repository.write(DOCUMENT, text[: text.index("### Task 1.1")])


def rename_a_unit(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(DOCUMENT, ("Task 1.1: Write the reader", "Task 1.7: Write the reader"))


def renumber(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit(DOCUMENT, (TASK_1_1, ""), ("Task 1.2: Write the writer", "Task 1.1: Write the writer"))


def reword_and_renumber(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(DOCUMENT, ("Task 1.1: Write the reader", "Task 1.3: Write a reader"))


def take_a_box_out(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit(DOCUMENT, ("- [ ] Documented\n", ""))


def delete_the_document(pull: PullRequest) -> None:
    (pull.repository.path / DOCUMENT).unlink()


def replace_the_document(pull: PullRequest) -> None:
    (pull.repository.path / DOCUMENT).unlink()
    pull.repository.write("task-tracking/TASK_9/tasks.md", OTHER_TASKS.replace("TASK_8", "TASK_9"))


GONE: list[tuple[Change, str, str, str]] = [
    (
        delete_a_task,
        f"{DOCUMENT}:3: task 1.1 is gone",
        f'{{base}} has task 1.1 "Write the reader", at {DOCUMENT}:8 ({DOCUMENT}:3)',
        "put it back under its id; what is not to be done is marked as skipped or deferred",
    ),
    (
        delete_a_batch,
        f"{DOCUMENT}:15: batch 2 is gone, with 1 unit below it",
        f'{{base}} has batch 2 "Extras", at {DOCUMENT}:19 ({DOCUMENT}:15)',
        "put it back under its id; what is not to be done is marked as skipped or deferred",
    ),
    (
        delete_all_below,
        f"{DOCUMENT}:3: task 1.1 is gone (and 2 more)",
        f'{{base}} has batch 2 "Extras", at {DOCUMENT}:19 ({DOCUMENT}:3)',
        "put it back under its id; what is not to be done is marked as skipped or deferred",
    ),
    (
        rename_a_unit,
        f'{DOCUMENT}:3: task 1.1 is gone; the nearest is task 1.7 "Write the reader" ({DOCUMENT}:8)',
        f'{{base}} has task 1.1 "Write the reader", at {DOCUMENT}:8 ({DOCUMENT}:3)',
        "put it back under its id; what is not to be done is marked as skipped or deferred",
    ),
    (
        renumber,
        f'{DOCUMENT}:8: task 1.2 is gone; the nearest is task 1.1 "Write the writer" ({DOCUMENT}:8) (and 1 more)',
        f'{{base}} has task 1.2 "Write the writer", at {DOCUMENT}:15 ({DOCUMENT}:8)',
        "put it back under its id; what is not to be done is marked as skipped or deferred",
    ),
    (
        reword_and_renumber,
        f'{DOCUMENT}:3: task 1.1 is gone; the nearest is task 1.3 "Write a reader" ({DOCUMENT}:8)',
        f'{{base}} has task 1.1 "Write the reader", at {DOCUMENT}:8 ({DOCUMENT}:3)',
        "put it back under its id; what is not to be done is marked as skipped or deferred",
    ),
    (
        take_a_box_out,
        f"{DOCUMENT}:8: task 1.1 is complete, and the box is gone",
        f'{{base}} has the open box "Documented", at {DOCUMENT}:13 ({DOCUMENT}:8)',
        "put it back, and tick it once it is so; one that is not to be done is struck out: - [ ] ~~...~~",
    ),
    (
        delete_the_document,
        f"{DOCUMENT}: {DOCUMENT} is gone, and no new file holds its units",
        f"{{base}} has the task document {DOCUMENT} ({DOCUMENT})",
        "put it back; a finished document is moved as a whole (git mv), not deleted",
    ),
    (
        replace_the_document,
        f"{DOCUMENT}: {DOCUMENT} is gone, and no new file holds its units",
        f"{{base}} has the task document {DOCUMENT} ({DOCUMENT})",
        "put it back; a finished document is moved as a whole (git mv), not deleted",
    ),
]


@pytest.mark.parametrize(("change", "message", "claimed", "remedy"), GONE, ids=[row[0].__name__ for row in GONE])
def test_what_is_gone_fails(pull: PullRequest, change: Change, message: str, claimed: str, remedy: str) -> None:
    change(pull)
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert failures(result) == [message]
    assert f"  claimed  {claimed.format(base=pull.base[:10])}" in result.outlines
    assert f"  to mend  {remedy}" in result.outlines


def finish(pull: PullRequest) -> None:
    pull.tasks()


def go_back(pull: PullRequest) -> None:
    pull.tasks(status="⏸️ PENDING", box=" ")


def drop_openly(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(DOCUMENT, ("Batch 2: Extras - ⏸️ PENDING", "Batch 2: Extras - ⏭️ SKIPPED"))


def reword(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(DOCUMENT, ("Write the reader", "Parse what comes in"), ("- [x] Documented", "- [x] The docs tell of it"))


def move_a_box(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(DOCUMENT, ("- [x] Documented\n", ""), ("src/writer.py\n", "src/writer.py\n\n- [x] Documented\n"))


def strike_a_box_out(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit(DOCUMENT, ("- [ ] Documented", "- [ ] ~~Documented~~"))


def put_a_task_in_between(pull: PullRequest) -> None:
    pull.tasks()
    new = "### Task 1.2: Write the lexer - ✅ COMPLETE\n\n**File**: src/reader.py\n\n"
    pull.edit(DOCUMENT, ("### Task 1.2", f"{new}### Task 1.3"))


def add_a_document(pull: PullRequest) -> None:
    pull.tasks()
    pull.repository.write("task-tracking/TASK_9/tasks.md", OTHER_TASKS)


def move_a_task(pull: PullRequest) -> None:
    pull.tasks()
    task = "### Task 1.2: Write the writer - ✅ COMPLETE\n\n**File**: src/writer.py\n\n"
    pull.edit(DOCUMENT, (task, ""), ("### Task 2.1", f"{task}### Task 2.1"))


def archive(pull: PullRequest) -> None:
    move(pull, "task-tracking/archive/TASK_7/tasks.md")


def archive_and_finish(pull: PullRequest) -> None:
    move(pull, "docs/done/readers.md", ("- [x] Documented", "- [x] Documented, at length"))


def archive_both(pull: PullRequest) -> None:
    archive(pull)
    (pull.repository.path / OTHER).rename(pull.repository.path / "task-tracking/archive/tasks.md")


HONEST: list[tuple[Change, str, int]] = [
    (finish, DOCUMENT, 5),
    (go_back, DOCUMENT, 5),
    (drop_openly, DOCUMENT, 5),
    (reword, DOCUMENT, 5),
    (move_a_box, DOCUMENT, 5),
    (strike_a_box_out, DOCUMENT, 5),
    (put_a_task_in_between, DOCUMENT, 5),
    (add_a_document, DOCUMENT, 5),
    (move_a_task, DOCUMENT, 5),
    (archive, "task-tracking/archive/TASK_7/tasks.md", 5),
    (archive_and_finish, "docs/done/readers.md", 5),
    (archive_both, "task-tracking/archive/tasks.md", 2),
]


@pytest.mark.parametrize(("change", "place", "count"), HONEST, ids=[row[0].__name__ for row in HONEST])
def test_honest_work_passes(pull: PullRequest, change: Change, place: str, count: int) -> None:
    change(pull)
    pull.commit()
    result = pull.run("-v", "--phasegate-report=phasegate-json:out.json")
    assert result.ret == pytest.ExitCode.OK
    outcome = read((pull.repository.path / "out.json").read_text(encoding="utf-8"), "out.json")
    (told,) = [each.verdict for each in outcome.results if each.id == f"{place}::base"]
    assert told.reason == f"{count} units of {pull.base[:10]} are all there"
    moved = DOCUMENT if count == 5 else OTHER
    assert told.notes == (() if place == moved else (f"{moved} of {pull.base[:10]} was moved here",))
    assert f"{place}::base PASSED" in result.stdout.str()


def test_a_document_that_is_no_document_any_more_fails(pull: PullRequest) -> None:
    (pull.repository.path / POLICY).unlink()
    base = pull.commit("chore: no policy")
    pull.repository.write(DOCUMENT, "# Development Tasks - TASK_7\n\nNothing to see here.\n")
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    result.assert_outcomes(failed=1, passed=2, skipped=3)
    (message,) = failures(result)
    assert message == (
        f"{DOCUMENT}: it cannot be read as a task document any more: the document is written in no known dialect "
        f"({', '.join(DIALECTS)})"
    )


def test_a_document_in_whose_place_a_link_stands_is_gone(pull: PullRequest) -> None:
    (pull.repository.path / POLICY).unlink()
    base = pull.commit("chore: no policy")
    (pull.repository.path / DOCUMENT).unlink()
    try:
        (pull.repository.path / DOCUMENT).symlink_to("../TASK_8/tasks.md")
    except OSError:
        pytest.skip("no symlinks here")
    pull.commit()
    assert failures(pull.run(base=base)) == [f"{DOCUMENT}: {DOCUMENT} is gone, and no new file holds its units"]


def test_a_document_that_is_written_in_another_dialect_fails(pull: PullRequest) -> None:
    pull.edit(DOCUMENT, ("## Batch 1:", "## Batch 1:"))
    pull.repository.write(DOCUMENT, "# Work\n\n## Phase 1: All - COMPLETE\n\n**Deliverable**: src/reader.py\n")
    pull.commit()
    (message,) = failures(pull.run())
    assert message == f"{DOCUMENT}: it is written in the dialect phases now, and was in batches"


def test_of_a_document_that_cannot_be_read_at_the_base_nothing_is_asked(pull: PullRequest) -> None:
    (pull.repository.path / DOCUMENT).write_bytes(b"# Caf\xe9\n")
    base = pull.commit("docs: break it")
    pull.tasks()
    pull.commit()
    result = pull.run("-rs", base=base)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines([f"SKIPPED * {DOCUMENT} cannot be read at {base[:10]}, so its units are not known: *"])
    (pull.repository.path / DOCUMENT).unlink()
    pull.commit("docs: delete it")
    assert pull.run(base=base).ret == pytest.ExitCode.TESTS_FAILED


def test_units_of_one_id_may_be_given_ids_of_their_own(pull: PullRequest) -> None:
    pull.edit(DOCUMENT, ("Task 1.2", "Task 1.1"))
    base = pull.commit("docs: one id twice")
    pull.edit(DOCUMENT, ("Task 1.1: Write the writer", "Task 1.2: Write the writer"))
    pull.commit()
    assert pull.run(base=base).ret == pytest.ExitCode.OK
    pull.edit(DOCUMENT, (TASK_1_1.replace("✅ COMPLETE", "🔄 IN PROGRESS"), ""), ("Task 1.2", "Task 1.1"))
    pull.commit("docs: only one is left")
    (message,) = failures(pull.run(base=base))
    assert message == (f"{DOCUMENT}:3: task 1.1 is gone")


def test_a_branch_that_is_behind_is_told_so(pull: PullRequest) -> None:
    pull.repository.git("checkout", "-q", "-b", "work", "HEAD~1")
    pull.tasks()
    pull.commit()
    result = pull.run()
    assert failures(result) == [f"{OTHER}: {OTHER} is gone, and no new file holds its units"]
    result.stdout.fnmatch_lines(
        [f"  to mend  put it back; *, not deleted; or bring the branch up to date: {pull.base[:10]} is not part of it"]
    )
