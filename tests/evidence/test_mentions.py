from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.evidence.git.mentions import is_revert, origins, plain_subject, reverted


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
    plain_subject(text)


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
    plain_subject(text)
    origins(text)
    reverted("fix: a", text)
    assert time.process_time() - start < 60


def test_a7_blanks_in_a_subject_are_looked_at_once() -> None:
    """A search that began anew at each of 100,000 blanks would not end."""
    from pytest_phasegate.evidence.git.mentions import PULL_NUMBER

    assert PULL_NUMBER.sub("", "x" + " " * 100_000 + "y") == "x" + " " * 100_000 + "y"
    assert PULL_NUMBER.sub("", "feat: x  (#12)") == "feat: x"
