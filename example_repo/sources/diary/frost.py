"""Nights with frost, for the gardener."""

from diary.records import Observation

LIMIT = 3.0  # degrees at the thermometer's height: on the ground it freezes by then


def frost_nights(observations: list[Observation], limit: float = LIMIT) -> list[Observation]:
    """The days whose lowest temperature is at or below the limit, in their order."""
    return sorted((each for each in observations if each.lowest <= limit), key=lambda each: each.day)


def warning(observations: list[Observation]) -> str:
    """One line that names the nights with frost, or nothing."""
    nights = frost_nights(observations)
    if not nights:
        return ""
    return "frost on " + ", ".join(f"{each.day:%d %B}" for each in nights)
