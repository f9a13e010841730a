"""Where weather is measured, and how far two such places are from each other."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0  # kilometres


@dataclass(frozen=True)
class Station:
    """A station: its place in degrees, north and east counted positive."""

    name: str
    latitude: float
    longitude: float


def distance(first: Station, second: Station) -> float:
    """The way between two stations over the ground, in kilometres."""
    north = radians(second.latitude - first.latitude) / 2
    east = radians(second.longitude - first.longitude) / 2
    both = cos(radians(first.latitude)) * cos(radians(second.latitude))
    return 2 * EARTH * asin(sqrt(sin(north) ** 2 + both * sin(east) ** 2))
