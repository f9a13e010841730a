"""Files of stations, as they really come."""

from pathlib import Path

from diary.station_file import read_station


def test_a_station_file_with_a_gap_is_read_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "hamburg.txt"
    path.write_text("Hamburg;53.55;9.99\n2026-06-01;9.0;19.5\n\n2026-06-03;10.0;21.0\n", encoding="utf-8")
    station, observations = read_station(path)
    assert station.name == "Hamburg"
    assert [each.day.day for each in observations] == [1, 3]
