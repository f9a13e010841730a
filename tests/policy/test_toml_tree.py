from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.policy.toml import read_toml
from tests.policy.kinds import problem_of
from tests.policy.test_yaml import plain, walk


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = [", "a.toml:1: not TOML: Invalid value"),
        ("\na = 1 b", "a.toml:2: not TOML: Expected newline or end of document after a statement"),
        ("a = 1\na = 2\n", "a.toml:2: not TOML: Cannot overwrite a value"),
        ("a = " + "[" * 500_000, "a.toml:1: nested more than 32 levels deep"),
        ("a = 1\nb" + ".b" * 200_000 + " = 1", "a.toml:2: nested more than 32 levels deep"),
        ("[" + "a." * 100_000 + "a]", "a.toml:1: nested more than 32 levels deep"),
        ("a = {b = [1, inf]}", "a.toml:1: a.b[1]: a number must be finite and have at most 15 digits"),
        ("\na = 1" + "0" * 15 + "1", "a.toml:2: a: a number must be finite and have at most 15 digits"),
        ("a = " + "9" * 5000, "a.toml: a number must be finite and have at most 15 digits"),
        ('a = "\\u0000"', "a.toml:1: a: a string holds a NUL or half a character"),
        ("a = [" + "1," * 100_000 + "]", "a.toml:1: more than 100,000 values"),
    ],
)
def test_toml_that_cannot_be_read_or_is_too_much_is_refused_at_its_line(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_toml(text.encode(), "a.toml")
    # tomli 2.0, the lowest that is allowed, writes it in two words
    assert str(caught.value).replace("Can not", "Cannot") == message


def test_dates_and_times_are_strings_as_they_are_in_yaml() -> None:
    root = read_toml(b"a = 2027-01-31\nb = 10:00:00\nc = 2027-01-31T10:00:00Z\n", "a.toml")
    assert root is not None
    assert plain(root) == {"a": "2027-01-31", "b": "10:00:00", "c": "2027-01-31T10:00:00+00:00"}


def test_only_the_table_asked_for_is_read_and_named_from_there() -> None:
    root = read_toml(b"[tool.other]\nx = inf\n[tool.phasegate]\na = {b = [1]}\n", "p.toml", ("tool", "phasegate"))
    assert root is not None
    assert [(each.trail, each.location.line) for each in walk(root)] == [("", 3), ("a", 4), ("a.b", 4), ("a.b[0]", 4)]


@pytest.mark.parametrize("text", ["", "[tool]", "tool = 1", "[tool.phase]\ngate = 1"])
def test_a_table_that_is_not_there_is_none(text: str) -> None:
    assert read_toml(text.encode(), "p.toml", ("tool", "phasegate")) is None


@given(text=st.text("ab=.[]{}#'\"\n, 1\\", max_size=40))
def test_any_text_gives_a_value_or_an_error_that_names_the_file(text: str) -> None:
    error = problem_of(lambda: read_toml(text.encode(), "a.toml"))
    assert error is None or str(error).startswith("a.toml:")
    if error is None:
        root = read_toml(text.encode(), "a.toml")
        assert root is not None
        assert all(1 <= each.location.line <= text.count("\n") + 1 for each in walk(root))
