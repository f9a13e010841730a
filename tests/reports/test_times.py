from __future__ import annotations

import pytest

from pytest_phasegate.reports.times import show_time


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_795_166_400, "2026-11-20T08:00:00Z"),
        (10**18, "9999-12-31T23:59:59Z"),
        (-5, "1970-01-01T00:00:00Z"),
    ],
)
def test_every_time_that_a_commit_may_claim_can_be_shown(seconds: int, shown: str) -> None:
    assert show_time(seconds) == shown
