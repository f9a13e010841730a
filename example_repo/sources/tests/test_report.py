"""The report on a made-up May."""

from datetime import date

import pytest

from diary.records import Observation
from diary.report import report

MAY = [Observation(date(2026, 5, day), 4.0 + day, 14.0 + day, 0.5) for day in range(1, 5)]


def test_the_rain_of_the_month_is_the_sum_of_its_days() -> None:
    assert report(MAY) == "5.0 to 18.0 degrees, 2.0 mm of rain"


def test_a_month_without_observations_has_no_report() -> None:
    with pytest.raises(ValueError, match="no observation"):
        report([])
