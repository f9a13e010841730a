# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.getters import (
    Getter,
    choice,
    duration,
    either,
    flag,
    integer,
    iso_date,
    line,
    list_of,
    nullable,
    number,
    pattern,
    project_path,
    string,
    suggest,
)
from tests.policy.kinds import node

STRINGS = list_of(string(), "a list of strings")
TAKEN: list[tuple[Getter[Any], str, object]] = [
    (flag(), "true", True),
    (string(), "yes", "yes"),
    (string(), "''", ""),
    (number(), "3", 3),
    (number(), "1.5", 1.5),
    (integer(), "-3", -3),
    (integer(), "3.0", 3),
    (line(), "a b", "a b"),
    (STRINGS, "[]", ()),
    (STRINGS, "[a, b]", ("a", "b")),
    (nullable(string()), "~", None),
    (nullable(string()), "a", "a"),
    (choice({"a": 1, "b": 2}), "b", 2),
    (either("a list or a string", {"array": STRINGS, "string": string()}), "a", "a"),
    (either("a list or a string", {"array": STRINGS, "string": string()}), "[a]", ("a",)),
    (duration(), "90s", 90.0),
    (duration(), "10min", 600.0),
    (duration(), "1h30m", 5400.0),
    (duration(), "1h1min1s", 3661.0),
    (duration(), "2.5", 2.5),
    (iso_date(), "2027-01-31", date(2027, 1, 31)),
    (iso_date(), '"2028-02-29"', date(2028, 2, 29)),
    (project_path(), "src/**", "src/**"),
    (project_path(), ".", "."),
    (project_path(), "a..b/...", "a..b/..."),
]


@pytest.mark.parametrize(("getter", "text", "value"), TAKEN)
def test_what_is_right_is_taken(getter: Getter[Any], text: str, value: object) -> None:
    read = getter.read(node(text))
    assert (read, type(read)) == (value, type(value))


DURATION = 'a duration such as "90s", "10min" or "1h30m", or a number of seconds'
PATH = 'a path inside the project (relative, forward slashes, no "..")'
REFUSED: list[tuple[Getter[Any], str, str]] = [
    (flag(), "yes", 'expected true or false, found the string "yes"'),
    (flag(), "1", "expected true or false, found a number"),
    (string(), "1", "expected a string, found a number"),
    (string(), "~", "expected a string, found nothing"),
    (string(), "{a: 1}", "expected a string, found a mapping"),
    (number(), "true", "expected a number, found true"),
    (number(), "[1]", "expected a number, found a list"),
    (integer(), "1.5", "expected a whole number, found a number"),
    (integer(), "false", "expected a whole number, found false"),
    (integer(), "'1'", 'expected a whole number, found the string "1"'),
    (line(), '" "', 'expected a line of text, found the string " "'),
    (line(), '"a\\nb"', 'expected a line of text, found the string "a\\nb"'),
    (line(), '"a\\n"', 'expected a line of text, found the string "a\\n"'),
    (string(), "[" + "x" * 80 + "]", "expected a string, found a list"),
    (flag(), "x" * 80, f'expected true or false, found the string "{"x" * 60}…"'),
    (STRINGS, "7", "expected a list of strings, found a number"),
    (STRINGS, "a", 'expected a list of strings, found the string "a"'),
    (list_of(string(), "a list of words", at_least=1), "[]", "expected a list of words, found an empty list"),
    (nullable(string()), "1", "expected a string, found a number"),
    (either("a list or a string", {"array": STRINGS, "string": string()}), "1", "expected a list or a string, found a number"),
    (choice({"accept": 1, "fail": 2}), "fial", 'expected one of: accept, fail, found "fial"; did you mean "fail"?'),
    (choice({"accept": 1, "fail": 2}), "x", 'expected one of: accept, fail, found "x"'),
    (choice({"accept": 1, "fail": 2}), "1", "expected one of: accept, fail, found a number"),
    (duration(), "soon", f'expected {DURATION}, found the string "soon"'),
    (duration(), "0s", f'expected {DURATION}, found the string "0s"'),
    (duration(), "''", f'expected {DURATION}, found the string ""'),
    (duration(), "30s1h", f'expected {DURATION}, found the string "30s1h"'),
    (duration(), '"9s\\n"', f'expected {DURATION}, found the string "9s\\n"'),
    (duration(), "0", f"expected {DURATION}, found a number"),
    (duration(), "-1", f"expected {DURATION}, found a number"),
    (duration(), "1000001", f"expected {DURATION}, found a number"),
    (duration(), "true", f"expected {DURATION}, found true"),
    (iso_date(), "31.01.2027", 'expected a date such as 2027-01-31, found the string "31.01.2027"'),
    (iso_date(), "20270131", "expected a date such as 2027-01-31, found a number"),
    (iso_date(), "2027-W01-1", 'expected a date such as 2027-01-31, found the string "2027-W01-1"'),
    (project_path(), "/etc", f'expected {PATH}, found the string "/etc"'),
    (project_path(), "C:/x", f'expected {PATH}, found the string "C:/x"'),
    (project_path(), "..", f'expected {PATH}, found the string ".."'),
    (project_path(), "a/../../b", f'expected {PATH}, found the string "a/../../b"'),
    (project_path(), "a\\b", f'expected {PATH}, found the string "a\\b"'),
    (project_path(), '"a\\tb"', f'expected {PATH}, found the string "a\\tb"'),
    (pattern("^[ab]+$", "a word of a and b"), "abc", 'expected a word of a and b, found the string "abc"'),
]  # fmt: skip


@pytest.mark.parametrize(("getter", "text", "message"), REFUSED)
def test_what_is_wrong_is_told_with_what_was_expected(getter: Getter[Any], text: str, message: str) -> None:
    with pytest.raises(PhasegateError) as caught:
        getter.read(node(text))
    assert str(caught.value) == f"a.yaml:1: {message}"


def test_a_day_that_does_not_exist_is_no_date() -> None:
    with pytest.raises(PhasegateError, match=r'expected a date such as 2027-01-31, found "2027-02-29": day'):
        iso_date().read(node("2027-02-29"))


def test_every_wrong_item_of_a_list_is_told_at_its_line() -> None:
    with pytest.raises(PhasegateError) as caught:
        STRINGS.read(node("- a\n- 1\n- b\n- {}\n"))
    assert str(caught.value).splitlines() == [
        "a.yaml:2: [1]: expected a string, found a number",
        "a.yaml:4: [3]: expected a string, found a mapping",
    ]


@pytest.mark.parametrize(
    ("name", "valid", "hint"),
    [
        ("comit", ["commit", "files"], 'did you mean "commit"?'),
        ("zzz", ["files", "commit"], "valid are: commit, files"),
        ("zzz", [], "there is none"),
        ("role7", [f"role{number}" for number in range(1_000, 1_201)], "valid are 201 others"),
        ("commit" + "t" * 100_000, ["commit"], "valid are: commit"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_one_or_all(name: str, valid: list[str], hint: str) -> None:
    assert suggest(name, valid) == hint
