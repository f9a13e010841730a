"""The distance between stations whose places are known."""

from diary.station import Station, distance

HAMBURG = Station("Hamburg", 53.55, 9.99)
MUNICH = Station("Munich", 48.14, 11.58)


def test_distance_between_two_known_stations() -> None:
    assert 610 < distance(HAMBURG, MUNICH) < 613


def test_a_station_is_no_way_from_itself() -> None:
    assert distance(HAMBURG, HAMBURG) == 0
