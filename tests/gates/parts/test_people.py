from __future__ import annotations

import pytest

from pytest_phasegate.gates.parts.people import authors, fits, is_same, named_in, read_person
from pytest_phasegate.model.commits import Commit, Person

RITA = Person("Rita Reviewer", "rita@example.org")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Rita Reviewer <rita@example.org>", RITA),
        ("  Rita Reviewer   <rita@example.org> ", RITA),
        ("rita@example.org", Person("", "rita@example.org")),
        ("<rita@example.org>", Person("", "rita@example.org")),
        ("Rita Reviewer", Person("Rita Reviewer", "")),
        ("Rita at home @ night", Person("Rita at home @ night", "")),
        ("", Person("", "")),
    ],
)
def test_a_person_is_read_from_name_and_address(text: str, person: Person) -> None:
    assert read_person(text) == person


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Person("R.", "RITA@example.org"), True),
        (Person("rita reviewer", "r@home.example"), True),
        (Person("Dora", "dora@example.org"), False),
        (Person("", ""), False),
    ],
)
def test_one_person_shares_the_name_or_the_address(other: Person, same: bool) -> None:
    assert is_same(RITA, other) is same


def test_a_person_fits_an_entry_by_its_address_where_it_has_one() -> None:
    assert fits(RITA, read_person("Somebody <rita@example.org>"))
    assert not fits(Person("Rita Reviewer", "x@example.org"), read_person("Rita Reviewer <rita@example.org>"))
    assert fits(RITA, read_person("RITA REVIEWER"))
    assert not fits(Person("", ""), read_person(""))


def test_co_authors_and_named_people_come_from_trailers() -> None:
    commit = Commit(
        id="0" * 40,
        parents=(),
        author=RITA,
        committer=RITA,
        author_time=0,
        commit_time=0,
        subject="",
        body="",
        trailers=(("co-authored-by", "Dora <dora@example.org>"), ("Reviewed-By", "Sam")),
        changes=None,
    )
    assert authors(commit) == (RITA, Person("Dora", "dora@example.org"))
    assert named_in(commit, ("Reviewed-by",)) == (Person("Sam", ""),)


@pytest.mark.parametrize(
    ("person", "text"),
    [(RITA, "Rita Reviewer <rita@example.org>"), (Person("Rita", ""), "Rita"), (Person("", "a@b"), "a@b")],
)
def test_a_person_is_shown_with_what_is_known(person: Person, text: str) -> None:
    assert str(person) == text
