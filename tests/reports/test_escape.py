from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.reports.escape import MAX_FIELD, for_terminal, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Café ✅ 日本", "Café ✅ 日本"),
        ("a\x1b[31mred", r"a\x1b[31mred"),
        ("over\rwritten", r"over\rwritten"),
        ("bell\x07 null\x00", r"bell\x07 null\x00"),
        ("C1 \x9b31m", r"C1 \x9b31m"),
        ("right-to-left \u202egnp", r"right-to-left \u202egnp"),
        ("hidden\u200bspace", r"hidden\u200bspace"),
        ("half \udc80", r"half \udc80"),
        ("two\r\nlines\n", "two\nlines\n"),
        ("a\tb", "a       b"),
        ("👩\u200d💻 ✔\ufe0f", "👩\u200d💻 ✔\ufe0f"),
    ],
)
def test_what_would_control_a_terminal_is_shown_instead(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("  two\n words\t here ", "two words here"), ("a\x1bb", r"a\x1bb"), ("", "")],
)
def test_one_line_has_single_spaces(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_one_line_is_cut_at_its_limit() -> None:
    assert one_line("x" * MAX_FIELD) == "x" * MAX_FIELD
    assert one_line("x" * (MAX_FIELD + 1)) == "x" * (MAX_FIELD - 3) + "..."
    assert one_line("\x1b" * 20, limit=10) == r"\x1b\x1..."


@given(st.text())
def test_no_control_character_is_left_in_any_text(text: str) -> None:
    assert not [each for each in for_terminal(text) if each != "\n" and unicodedata.category(each) in ("Cc", "Cs")]
    line = one_line(text, limit=40)
    assert len(line) <= 40
    assert "\n" not in line
