# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

from datetime import date

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.tree import suggest
from pytest_phasegate.policy.values import (
    DATE,
    DURATION,
    FLAG,
    LINE,
    NUMBER,
    PROJECT_PATH,
    SHARE,
    STRING,
    Choice,
    Either,
    Kind,
    ListOf,
    matching_text,
    whole_number,
)
from tests.policy.kinds import NAMES, node

STRINGS = ListOf(STRING, "a list of strings")
TAKEN: list[tuple[Kind, str, object]] = [
    (FLAG, "true", True),
    (STRING, "yes", "yes"),
    (STRING, "''", ""),
    (NUMBER, "3", 3),
    (NUMBER, "1.5", 1.5),
    (whole_number(), "-3", -3),
    (whole_number(), "3.0", 3),
    (SHARE, "100", 100.0),
    (LINE, "a b", "a b"),
    (STRINGS, "[]", ()),
    (STRINGS, "[a, b]", ("a", "b")),
    (Choice(("a", "b")), "b", "b"),
    (Either("a list or a string", {"array": STRINGS, "string": STRING}), "a", "a"),
    (Either("a list or a string", {"array": STRINGS, "string": STRING}), "[a]", ("a",)),
    (DURATION, "90s", 90.0),
    (DURATION, "10min", 600.0),
    (DURATION, "1h30m", 5400.0),
    (DURATION, "1h1min1s", 3661.0),
    (DURATION, "2.5", 2.5),
    (DATE, "2027-01-31", date(2027, 1, 31)),
    (DATE, '"2028-02-29"', date(2028, 2, 29)),
    (PROJECT_PATH, "src/**", "src/**"),
    (PROJECT_PATH, ".", "."),
    (PROJECT_PATH, "a..b/...", "a..b/..."),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_what_is_right_is_taken(kind: Kind, text: str, value: object) -> None:
    read = kind.read(node(text), NAMES)
    assert (read, type(read)) == (value, type(value))


LENGTH = 'a duration such as "90s", "10min" or "1h30m", or a number of seconds'
PATH = 'a path inside the project (relative, forward slashes, no "..")'
REFUSED: list[tuple[Kind, str, str]] = [
    (FLAG, "yes", 'expected true or false, found the string "yes"'),
    (FLAG, "1", "expected true or false, found a number"),
    (STRING, "1", "expected a string, found a number"),
    (STRING, "~", "expected a string, found nothing"),
    (STRING, "{a: 1}", "expected a string, found a mapping"),
    (NUMBER, "true", "expected a number, found true"),
    (NUMBER, "[1]", "expected a number, found a list"),
    (whole_number(), "1.5", "expected a whole number, found a number"),
    (whole_number(), "false", "expected a whole number, found false"),
    (whole_number(), "'1'", 'expected a whole number, found the string "1"'),
    (whole_number("a whole number from 1 to 3", 1, 3), "4", "expected a whole number from 1 to 3, found a number"),
    (whole_number("a whole number from 1 to 3", 1, 3), "0", "expected a whole number from 1 to 3, found a number"),
    (SHARE, "100.1", "expected a number from 0 to 100, found a number"),
    (LINE, '" "', 'expected a line of text, found the string " "'),
    (LINE, '"a\\nb"', 'expected a line of text, found the string "a\\nb"'),
    (LINE, '"a\\n"', 'expected a line of text, found the string "a\\n"'),
    (STRING, "[" + "x" * 80 + "]", "expected a string, found a list"),
    (FLAG, "x" * 80, f'expected true or false, found the string "{"x" * 60}…"'),
    (STRINGS, "7", "expected a list of strings, found a number"),
    (STRINGS, "a", 'expected a list of strings, found the string "a"'),
    (ListOf(STRING, "a list of words", at_least=1), "[]", "expected a list of words, found an empty list"),
    (Either("a list or a string", {"array": STRINGS, "string": STRING}), "1", "expected a list or a string, found a number"),
    (Choice(("accept", "fail")), "fial", 'expected one of: accept, fail, found "fial"; did you mean "fail"?'),
    (Choice(("accept", "fail")), "x", 'expected one of: accept, fail, found "x"'),
    (Choice(("accept", "fail")), "1", "expected one of: accept, fail, found a number"),
    (DURATION, "soon", f'expected {LENGTH}, found the string "soon"'),
    (DURATION, "0s", f'expected {LENGTH}, found the string "0s"'),
    (DURATION, "''", f'expected {LENGTH}, found the string ""'),
    (DURATION, "30s1h", f'expected {LENGTH}, found the string "30s1h"'),
    (DURATION, '"9s\\n"', f'expected {LENGTH}, found the string "9s\\n"'),
    (DURATION, "0", f"expected {LENGTH}, found a number"),
    (DURATION, "-1", f"expected {LENGTH}, found a number"),
    (DURATION, "1000001", f"expected {LENGTH}, found a number"),
    (DURATION, "true", f"expected {LENGTH}, found true"),
    (DATE, "31.01.2027", 'expected a date such as 2027-01-31, found the string "31.01.2027"'),
    (DATE, "20270131", "expected a date such as 2027-01-31, found a number"),
    (DATE, "2027-W01-1", 'expected a date such as 2027-01-31, found the string "2027-W01-1"'),
    (PROJECT_PATH, "/etc", f'expected {PATH}, found the string "/etc"'),
    (PROJECT_PATH, "C:/x", f'expected {PATH}, found the string "C:/x"'),
    (PROJECT_PATH, "..", f'expected {PATH}, found the string ".."'),
    (PROJECT_PATH, "a/../../b", f'expected {PATH}, found the string "a/../../b"'),
    (PROJECT_PATH, "a\\b", f'expected {PATH}, found the string "a\\b"'),
    (PROJECT_PATH, '"a\\tb"', f'expected {PATH}, found the string "a\\tb"'),
    (matching_text("a word of a and b", "^[ab]+$"), "abc", 'expected a word of a and b, found the string "abc"'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "message"), REFUSED)
def test_what_is_wrong_is_told_with_what_was_expected(kind: Kind, text: str, message: str) -> None:
    with pytest.raises(PhasegateError) as caught:
        kind.read(node(text), NAMES)
    assert str(caught.value) == f"a.yaml:1: {message}"


def test_a_day_that_does_not_exist_is_no_date() -> None:
    with pytest.raises(PhasegateError, match=r'expected a date such as 2027-01-31, found "2027-02-29": day'):
        DATE.read(node("2027-02-29"), NAMES)


def test_every_wrong_item_of_a_list_is_told_at_its_line() -> None:
    with pytest.raises(PhasegateError) as caught:
        STRINGS.read(node("- a\n- 1\n- b\n- {}\n"), NAMES)
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
