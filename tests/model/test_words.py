from __future__ import annotations

import pytest

from pytest_phasegate.model.words import likeness, stems


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
