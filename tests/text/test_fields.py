from __future__ import annotations

import pytest

from pytest_phasegate.text.fields import Field, bold_fields, normal_key, plain_field, unwrapped

LINES = {
    "**Key**: value": [("Key", "value")],
    "**Key:** value": [("Key", "value")],
    "**Key**:": [("Key", "")],
    "**Key**:value": [("Key", "value")],
    "✅ **Key**: value": [("Key", "value")],
    "**A**: 6 | **B**: None": [("A", "6"), ("B", "None")],
    "**A**: 1 | 2 | **B:** x|**C**: y": [("A", "1 | 2"), ("B", "x"), ("C", "y")],
    "**A**: 1 | **not a field** | **B**: 2": [("A", "1")],
    "**A**: **bold** value": [("A", "**bold** value")],
    "**Key (x)**: a: b": [("Key (x)", "a: b")],
    "**Key**：value": [("Key", "value")],
    "**Key：** value": [("Key", "value")],
    "**A**: 1, **B**: 2": [("A", "1"), ("B", "2")],
    "**A**: dev; **B:** 2": [("A", "dev"), ("B", "2")],
    "**A**: 1<br>**B**: 2<br/> **C**: 3 <br /> **D**: 4": [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")],
    "**A**: 1 · **B**: 2 • **C**: 3 — **D**: 4 - **E**: 5": [
        ("A", "1"),
        ("B", "2"),
        ("C", "3"),
        ("D", "4"),
        ("E", "5"),
    ],
    "**A**: 1, 2, **B**：3": [("A", "1, 2"), ("B", "3")],
    "**A**: 1, **bold** text": [("A", "1, **bold** text")],
    "**A**: a set **B**: c": [("A", "a set **B**: c")],
    "**A**: `x, **B**: c`": [("A", "`x, **B**: c`")],
    "**A**: **B**: c": [("A", "**B**: c")],
    "**Key** value": [],
    "**Key": [],
    "**": [],
    "text **Key**: value": [],
    "": [],
    "**" + "k" * 200 + "**: v": [],
}


@pytest.mark.parametrize(("text", "fields"), LINES.items())
def test_bold_fields_are_read_in_their_order(text: str, fields: list[tuple[str, str]]) -> None:
    assert bold_fields(text) == fields


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Key: value", ("Key", "value")),
        ("✅ Git Commit: `9353187`", ("Git Commit", "`9353187`")),
        ("Key:", ("Key", "")),
        ("http://a", None),
        ("a word", None),
        (": value", None),
        ("::", None),
        ("`code: x`", None),
        ("1: x", None),
        ("Key：value", ("Key", "value")),
        ("", None),
    ],
)
def test_a_plain_field_has_a_word_before_its_colon(text: str, field: tuple[str, str] | None) -> None:
    assert plain_field(text) == field


def test_keys_are_compared_without_case_and_emphasis() -> None:
    assert normal_key(" *Git   Commit* ") == "git commit"


@pytest.mark.parametrize("text", ["**Status** : DONE", "**Status **: DONE", "✅ **Status** : DONE"])
def test_a_blank_before_the_colon_is_no_matter(text: str) -> None:
    assert bold_fields(text) == [Field("Status", "DONE")]


@pytest.mark.parametrize("key", ["📁 File", "✅ **File", "File", "  File "])
def test_signs_before_a_key_are_no_part_of_it(key: str) -> None:
    assert normal_key(key) == "file"


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("**Status: DONE**", "Status: DONE"),
        ("✅ *Status: DONE*", "Status: DONE"),
        ("**Status**: **DONE**", "**Status**: **DONE**"),
        ("Status: DONE", "Status: DONE"),
        ("*Status*: DONE", "Status: DONE"),
        ("✅ _Status_: DONE", "Status: DONE"),
        ("__Status__: _DONE_", "Status: _DONE_"),
        ("*Status:* DONE", "Status: DONE"),
        ("_private: x", "_private: x"),
        ("*a word* in prose: x", "*a word* in prose: x"),
        ("*", "*"),
        ("**", "**"),
        ("", ""),
    ],
)
def test_emphasis_of_a_whole_line_is_taken_off(text: str, inner: str) -> None:
    assert unwrapped(text) == inner
