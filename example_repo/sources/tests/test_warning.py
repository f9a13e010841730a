"""The warning on a made-up June."""

from datetime import date

from diary.records import Observation
from diary.warning import LIMIT, warning

JUNE = [Observation(date(2026, 6, day), 9.0, 19.0, rain) for day, rain in ((2, 41.0), (1, 30.5), (3, LIMIT))]


def test_only_days_above_the_limit_are_told_the_oldest_first() -> None:
    assert warning(JUNE) == "2026-06-01: 30.5 mm of rain\n2026-06-02: 41.0 mm of rain"


def test_a_dry_month_has_no_warning() -> None:
    assert warning(JUNE, limit=50.0) == ""
