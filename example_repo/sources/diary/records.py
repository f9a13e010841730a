"""One day's weather."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Observation:
    """What was measured on a day: temperatures in degrees Celsius, rain in millimetres."""

    day: date
    lowest: float
    highest: float
    rain: float = 0.0

    def __post_init__(self) -> None:
        if self.lowest > self.highest:
            raise ValueError(f"{self.day}: the lowest temperature is above the highest")
