from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.counts import Count, read_count, read_counts, read_ratio
from pytest_phasegate.model.claims import Level

RATIOS = {
    "5/6 complete": Count(6, 5, None),
    "3/3 batches complete (100%)": Count(3, 3, Level.BATCH),
    "✅ 2/2 Tasks complete": Count(2, 2, Level.TASK),
    "6/7 Complete (86%)": Count(7, 6, None),
    "4 of 5 batches": Count(5, 4, Level.BATCH),
    "0/3": Count(3, 0, None),
    "1/2 ta\u017fks": Count(2, 1, None),
}


@pytest.mark.parametrize(("value", "count"), RATIOS.items())
def test_a_ratio_is_read(value: str, count: Count) -> None:
    assert read_ratio(value) == count
    assert read_count(value) == count


@pytest.mark.parametrize("value", ["14", "14 tasks", "21 grouped into 4 sub-batches"])
def test_a_total_is_read(value: str) -> None:
    count = read_count(value)
    assert count is not None
    assert (count.total, count.done) == (int(value[:2]), None)


@pytest.mark.parametrize("value", ["~28 files", "1.1, 1.2", "1, 2, 3", "1-4", "01/02/2025", "three", ""])
def test_other_numbers_are_no_counts(value: str) -> None:
    assert read_count(value) is None


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("total tasks", "14", [(Level.TASK, 14, None)]),
        ("batches complete", "2/3", [(Level.BATCH, 3, 2)]),
        ("tasks completed", "7", [(Level.TASK, None, 7)]),
        ("total tasks", "~28", []),
        ("status", "2/3", []),
    ],
)
def test_a_field_counts_units_of_the_level_that_its_key_names(
    key: str, value: str, expected: list[tuple[Level, int | None, int | None]]
) -> None:
    claims = list(read_counts(4, key, value))
    assert [(claim.level, claim.total, claim.done) for claim in claims] == expected
