from __future__ import annotations

import pytest

from pytest_phasegate.text.closing import Closing, is_lettered, read_closing


@pytest.mark.parametrize(
    ("number", "title", "closing"),
    [
        ("1.2.A", "Validate core functionality of Task 1.2", Closing.VALIDATE),
        ("1.2.B", "**Verify** Task 1.2", Closing.VERIFY),
        ("1.2.C", "Document it", Closing.DOCUMENT),
        ("1.2.5", "Verify correctness of Task 1.2 against the criteria", Closing.VERIFY),
        ("1.2.5", "Verify correctness of Task 1.21", None),
        ("1.2.5", "Verify the output", None),
        ("1.2.A", "Sing", None),
        ("1.2.5", "Documentation of Task 1.2", None),
        ("1.2.A", "Val\u0131date Task 1.2", None),
    ],
)
def test_a_closer_is_told_by_its_letter_or_by_the_task_it_names(
    number: str, title: str, closing: Closing | None
) -> None:
    assert read_closing(number, title) is closing


def test_closers_have_the_letters_a_b_c() -> None:
    assert [closing.letter for closing in Closing] == ["A", "B", "C"]
    assert is_lettered("1.2.A")
    assert not is_lettered("1.2.3")
