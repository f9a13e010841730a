"""The file of a station: a head with its place, then a line for each day; a day may be missing."""

from datetime import date
from pathlib import Path

from diary.records import Observation
from diary.station import Station


def read_station(path: Path) -> tuple[Station, list[Observation]]:
    """Read a station and its observations; an empty line stands for a day without one."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    name, latitude, longitude = head.split(";")
    days = [line.split(";") for line in lines if line]
    observations = [Observation(date.fromisoformat(day), float(low), float(high)) for day, low, high in days]
    return Station(name, float(latitude), float(longitude)), observations
