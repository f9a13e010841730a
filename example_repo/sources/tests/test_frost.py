"""Frost in a made-up April."""

from datetime import date

from diary.frost import LIMIT, frost_nights, warning
from diary.records import Observation

APRIL = [Observation(date(2026, 4, day), lowest, 15.0) for day, lowest in ((2, 2.0), (1, LIMIT), (3, 3.5))]


def test_a_night_at_the_limit_is_warned_of() -> None:
    assert [night.day.day for night in frost_nights(APRIL)] == [1, 2]


def test_the_warning_is_one_line() -> None:
    assert warning(APRIL) == "frost on 01 April, 02 April"


def test_without_frost_nothing_is_told() -> None:
    assert warning(APRIL[2:]) == ""
