"""Observations in a CSV file, one a line."""

import csv
from datetime import date
from pathlib import Path

from diary.records import Observation


def write(path: Path, observations: list[Observation]) -> None:
    """Write all observations, the oldest first."""
    with path.open("w", newline="") as stream:
        for each in sorted(observations, key=lambda each: each.day):
            csv.writer(stream).writerow([each.day.isoformat(), each.lowest, each.highest, each.rain])


def read(path: Path) -> list[Observation]:
    """Read all observations, in the order of the file."""
    with path.open(newline="") as stream:
        return [
            Observation(date.fromisoformat(day), float(lowest), float(highest), float(rain))
            for day, lowest, highest, rain in csv.reader(stream)
        ]
