from __future__ import annotations

import pytest

from pytest_phasegate.text.words import are, count_of, likeness, some_of, stems


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


def test_some_of_many_names_are_told() -> None:
    assert [some_of("abcde"[:number]) for number in (0, 1, 3, 5)] == ["", "a", "a, b, c", "a, b, c and 2 more"]
    assert some_of(["a", "b"], 1) == "a and 1 more"


def test_numbers_of_things_are_told_in_words() -> None:
    assert [count_of(number, "box", "boxes") for number in (0, 1, 2)] == ["0 boxes", "1 box", "2 boxes"]
    assert [f"{count_of(number, 'unit')} {are(number)}" for number in (1, 2)] == ["1 unit is", "2 units are"]
