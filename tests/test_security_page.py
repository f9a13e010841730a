"""SECURITY.md: each boundary of its table names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
ROWS = [
    line.strip("|").split(" | ")
    for line in (TOP / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`tests/" in line
]


def test_there_is_a_table_of_boundaries() -> None:
    assert len(ROWS) > 15


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip() for row in ROWS])
def test_the_tests_of_a_boundary_are_there(row: list[str]) -> None:
    last = ""
    texts: list[str] = []
    for name in re.findall(r"`([\w/]+\.py)`", row[2]):
        last = name if "/" in name else f"{last.rpartition('/')[0]}/{name}"
        texts.append((TOP / last).read_text(encoding="utf-8"))
    codes = [code for codes in re.findall(r"\(([a-z0-9, ]+)\)", row[2]) for code in codes.split(", ")]
    for code in codes:
        assert any(re.search(rf"def test_(?:[a-z]\d+_)*{code}_", text) for text in texts), code
