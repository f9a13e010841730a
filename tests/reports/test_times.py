from __future__ import annotations

from dataclasses import replace

from pytest_phasegate.reports.times import show_time, time_of
from tests.reports.outcomes import sample


def test_a_time_is_written_and_read_back() -> None:
    assert show_time(1767323045) == "2026-01-02T03:04:05Z"
    assert time_of(sample()) == 1767323045


def test_an_outcome_without_a_time_is_of_the_beginning() -> None:
    assert time_of(replace(sample(), facts={})) == time_of(replace(sample(), facts={"time": "soon; later"})) == 0


def test_every_time_that_a_commit_may_claim_can_be_shown() -> None:
    assert [show_time(seconds) for seconds in (-5, 0, 10**18)] == [
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ]
