"""The same document in the habits of other editors makes the same claims."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.form import Row, Sample, samples

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = [sample for sample in samples() if "\ufeff" not in sample.text and "\r" not in sample.text]
DOCUMENTS = [sample for sample in SAMPLES if "::" not in sample.name]


def with_crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def with_byte_order_mark(text: str) -> str:
    return f"\ufeff{text}"


def with_trailing_blanks(text: str) -> str:
    """Two blanks behind each line, as a hard line break is written."""
    return re.sub(r"(?<=\S)$", "  ", text, flags=re.MULTILINE)


def without_last_newline(text: str) -> str:
    return text if text.endswith("\n\n") else text.removesuffix("\n")


def with_tabs_behind_bullets(text: str) -> str:
    """Tabs in the items that hold nothing: what stands in others would have to move in with them."""
    return re.sub(r"^([-*+]) (?=\S.*(?:\n+(?![ \t\n])|\Z))", r"\1\t", text, flags=re.MULTILINE)


def with_blanks_on_blank_lines(text: str) -> str:
    return re.sub(r"^$(?=\n)", "   ", text, flags=re.MULTILINE)


HABITS: dict[str, Callable[[str], str]] = {
    "trailing blanks": with_trailing_blanks,
    "blanks on blank lines": with_blanks_on_blank_lines,
    "tabs behind bullets": with_tabs_behind_bullets,
    "no newline at the end": without_last_newline,
    "carriage returns": with_crlf,
    "a byte order mark": with_byte_order_mark,
}


def seen(sample: Sample, text: str) -> list[Row]:
    """What is read, but for the columns, which a tab moves."""
    rows = replace(sample, text=text).read().rows
    return [replace(row, value=re.sub(r"; column=\d+", "", row.value)) for row in rows]


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("sample", DOCUMENTS, ids=lambda sample: sample.name)
def test_a_habit_changes_no_claim(sample: Sample, habit: str) -> None:
    (text,) = sample.texts()
    assert seen(sample, HABITS[habit](text)) == seen(sample, text)


@settings(max_examples=150)
@given(st.sampled_from(SAMPLES), st.sets(st.sampled_from(sorted(HABITS))))
def test_habits_together_change_no_claim(sample: Sample, habits: set[str]) -> None:
    text = changed = next(sample.texts())
    for name, habit in HABITS.items():
        changed = habit(changed) if name in habits else changed
    assert seen(sample, changed) == seen(sample, text)
