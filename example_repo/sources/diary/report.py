"""A month in three numbers."""

from diary.records import Observation


def report(observations: list[Observation]) -> str:
    """Sum a month up; no observation, no report."""
    if not observations:
        raise ValueError("there is no observation in this month")
    lowest = min(each.lowest for each in observations)
    highest = max(each.highest for each in observations)
    rain = sum(each.rain for each in observations)
    return f"{lowest:.1f} to {highest:.1f} degrees, {rain:.1f} mm of rain"
