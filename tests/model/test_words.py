from __future__ import annotations

import pytest

from pytest_phasegate.model.words import are, count_of, likeness, stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Storing the observations", {"storin", "observ"}),
        ("UserRepository.find_by_name", {"user", "reposi", "find", "name"}),
        ("HTTPServer v2", {"http", "server", "v", "2"}),
        ("test_registration_of_users", {"test", "regist", "user"}),
        ("Прогноз погоды", {"прогно", "погоды"}),
        ("the of and", set()),
        ("", set()),
    ],
)
def test_words_are_cut_to_stems(text: str, expected: set[str]) -> None:
    assert stems(text) == expected


def test_likeness_is_what_both_share() -> None:
    assert likeness(stems("monthly report"), stems("report of the month")) == 0.5
    assert likeness(stems("a report"), stems("a report")) == 1
    assert likeness(stems(""), stems("report")) == 0


def test_numbers_of_things_are_told_in_words() -> None:
    assert [count_of(number, "box", "boxes") for number in (0, 1, 2)] == ["0 boxes", "1 box", "2 boxes"]
    assert [f"{count_of(number, 'unit')} {are(number)}" for number in (1, 2)] == ["1 unit is", "2 units are"]
