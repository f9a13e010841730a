"""Days on which it rained too much."""

from diary.records import Observation

LIMIT = 30.0  # millimetres of rain a day


def wet_days(observations: list[Observation], limit: float = LIMIT) -> list[Observation]:
    """The days with more rain than the limit, the oldest first."""
    wet = [each for each in observations if each.rain > limit]
    return sorted(wet, key=lambda each: each.day)


def warning(observations: list[Observation], limit: float = LIMIT) -> str:
    """One line for each wet day; nothing where there is none."""
    days = wet_days(observations, limit)
    return "\n".join(f"{each.day}: {each.rain:.1f} mm of rain" for each in days)
