from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.evidence.git.mentions import expand_ids, is_revert, named_units, origins, plain_subject, reverted


@pytest.mark.parametrize(
    ("text", "level", "id_"),
    [
        ("feat(app): batch 2 - make it", "batch", "2"),
        ("feat: Batch 2: make it", "batch", "2"),
        ("batch-2: x", "batch", "2"),
        ("batch #2", "batch", "2"),
        ("BATCH 2.", "batch", "2"),
        ("(batch 2)", "batch", "2"),
        ("batch2", "batch", "2"),
        ("batch 2-make-it", "batch", "2"),
        ("batch 3.5 done", "batch", "3.5"),
        ("batch 2C done", "batch", "2c"),
        ("Batch A: x", "batch", "a"),
        ("task -1.4: x", "task", "-1.4"),
        ("Task 7.2.1", "task", "7.2.1"),
        ("feat(task-34.5): x", "task", "34.5"),
        ("batches 1, 2 and 4", "batch", "1"),
        ("batches 1, 2 and 4", "batch", "4"),
        ("batches 1-3", "batch", "2"),
        ("batch 1-3", "batch", "2"),
        ("batch 1–3", "batch", "2"),
        ("batch 1..3", "batch", "3"),
        ("tasks 12.2-12.4", "task", "12.3"),
        ("(tasks 23, 24)", "task", "24"),
        ("tasks 2 through 4", "task", "3"),
        ("Tasks: 6, 7", "task", "6"),
        ("Tasks: 6.1", "task", "6.1"),
        ("feat(T001): x", "", "t001"),
        ("feat: T011-T013 - x", "", "t012"),
        ("feat: T008–T011", "", "t010"),
        ("x (T300, T301) (#126)", "", "t301"),
        ("BACK-637 - x", "", "back-637"),
        ("TASK_2026_266: x", "", "task_2026_266"),
        ("do F1.1 too", "", "f1.1"),
        ("do 3B.1 too", "", "3b.1"),
        ("squash\n\n* 1.1 shell\n* 1.2 core", "", "1.2"),
        ("squash\n\n- [x] 1.1: shell", "", "1.1"),
        ("Phase 3 of stage 4", "phase", "3"),
        ("Phase 3 of stage 4", "stage", "4"),
    ],
)
def test_a_unit_is_named(text: str, level: str, id_: str) -> None:
    assert (level, id_) in set(named_units(text))


@pytest.mark.parametrize(
    ("text", "level", "id_"),
    [
        ("batch 12", "batch", "1"),
        ("batch 1.5", "batch", "1"),
        ("task 1.10", "task", "1.1"),
        ("batch 21", "batch", "1"),
        ("a batch a day", "batch", "a"),
        ("batch 1, 20 files changed", "batch", "20"),
        ("rebatch 1", "batch", "1"),
        ("batch -1.4", "batch", "1.4"),
        ("T0123", "", "t012"),
        ("XT012", "", "t012"),
        ("version 1.1 of it", "", "1.1"),
        ("BACK-637", "back", "637"),
        ("batches 1-3", "batch", "4"),
        ("Tasks: 6", "task", "6"),
        ("batch 1-99999999999", "batch", "2"),
        ("batch 2-make-it", "batch", "make"),
    ],
)
def test_a_unit_is_not_named(text: str, level: str, id_: str) -> None:
    assert (level, id_) not in set(named_units(text))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1", ["1"]),
        ("1, 2 and 4-6", ["1", "2", "4-6", "4", "5", "6"]),
        ("1 to 3", ["1", "1", "2", "3"]),
        ("6-4", ["6-4"]),
        ("T009..T011", ["t009", "t009", "t010", "t011"]),
        ("1.1-2.3", ["1.1-2.3"]),
    ],
)
def test_lists_and_ranges_are_spelt_out(text: str, ids: list[str]) -> None:
    assert expand_ids(text) == ids


def test_a_cherry_pick_and_a_squash_name_their_origins() -> None:
    body = "(cherry picked from commit 0123456789abcdef)\n\ncommit fedcba9876543210\nAuthor: A"
    assert origins(body) == ["0123456789abcdef", "fedcba9876543210"]
    assert origins("This reverts commit 0123456789abcdef.") == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(Cherry picked from commit 0123456ABCDEF01)", ["0123456abcdef01"]),
        ("(backported from commit 0123456)", ["0123456"]),
        ("Squashed commit of the following:\n\n    commit 0123456\n    Author: A", ["0123456"]),
        ("broken since commit 0123456", []),
        ("commit 0123456 broke it", []),
    ],
)
def test_b2_only_who_says_so_was_made_from_another(text: str, ids: list[str]) -> None:
    assert origins(text) == ids


@pytest.mark.parametrize(
    ("subject", "is_one"),
    [
        ('Revert "feat: a"', True),
        ('Revert "Revert "feat: a""', False),
        ('Reapply "feat: a"', False),
        ('Revert "Reapply "feat: a""', True),
        ("revert: feat: a", True),
        ("revert(core)!: feat: a", True),
        ("Revert to plan A", False),
        ("feat: a", False),
    ],
)
def test_the_revert_of_a_revert_brings_work_again(subject: str, is_one: bool) -> None:
    assert is_revert(subject) is is_one


@pytest.mark.parametrize(
    ("subject", "body", "ids"),
    [
        ('Revert "a"', f"This reverts commit {'0a' * 32}.", ["0a" * 32]),
        ('Revert "a"', "This reverts commit 0123456ABCD.", ["0123456abcd"]),
        ('Revert "a"', "this reverts commit 0123456", ["0123456"]),
        ('Revert "Revert "a""', "This reverts commit 0123456.", ["0123456"]),
        ('Reapply "a"', "This reverts commit 0123456.", ["0123456"]),
        ("revert: a", "Leaks.\n\nThis reverts commit 0123456.", ["0123456"]),
        ("fix: back out a", "This reverts commit 0123456.\n\nIt leaks.", ["0123456"]),
        ("fix: back out a", "This reverts commit 0123456 (feat: a (b), 2026-01-02).", ["0123456"]),
        ('Revert "Merge a"', "This reverts commit 0123456, reversing\nchanges made to 1234567.", ["0123456"]),
        ("revert: both", "This reverts commits 0123456, 1234567 and 2345678abc.", ["0123456", "1234567", "2345678abc"]),
        ("revert: both", "This reverts commits:\n- 0123456\n- 1234567\n", ["0123456", "1234567"]),
        ("revert: both", "This reverts commit 0123456.\nThis reverts commit 1234567.", ["0123456", "1234567"]),
        ('Revert "a"', "This reverts commit 012345.", []),
        ("docs: why", "This reverts commit 0123456, in spirit.", []),
        ("docs: why", "It leaks.\n\nThis reverts commit 0123456.", []),
        ("feat: all (#7)", '* feat: a\n\n* Revert "b"\n\nThis reverts commit 0123456.', []),
    ],
)
def test_b2_what_a_revert_takes_back_is_read(subject: str, body: str, ids: list[str]) -> None:
    assert reverted(subject, body) == ids


@pytest.mark.parametrize("line", ["feat: A  thing", "* feat: a thing", "  - Feat: a thing (#12)", "feat: a thing (!7)"])
def test_subjects_are_compared_without_trimmings(line: str) -> None:
    assert plain_subject(line) == "feat: a thing"


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert all(id_ == id_.lower() for _, id_ in named_units(text))


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 100_000, "1." * 50_000, "batch " * 20_000, "tasks 1" + ", 1" * 40_000, "-" * 100_000, " " * 100_000),
        *("This reverts commit 0123456, " * 4_000, "\nThis reverts commit 0123456" * 4_000),
        *("tasks 1" + " " * 100_000, "a-" * 50_000, "batch 1" + "9" * 100_000, "T1-T" + "9" * 5000, "\t* " * 30_000),
    ],
    ids=range(13),
)
def test_a_hostile_message_is_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    list(named_units(text))
    plain_subject(text)
    origins(text)
    reverted("fix: a", text)
    assert time.process_time() - start < 60


def test_a7_blanks_in_a_subject_are_looked_at_once() -> None:
    """A search that began anew at each of 100,000 blanks would not end."""
    from pytest_phasegate.evidence.git.mentions import PULL_NUMBER

    assert PULL_NUMBER.sub("", "x" + " " * 100_000 + "y") == "x" + " " * 100_000 + "y"
    assert PULL_NUMBER.sub("", "feat: x  (#12)") == "feat: x"
