# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

from datetime import date

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.tree import suggest
from pytest_phasegate.policy.values import (
    FLAG,
    LINE,
    NUMBER,
    PROJECT_PATH,
    STRING,
    Choice,
    Date,
    Duration,
    Either,
    Kind,
    ListOf,
    Share,
    Text,
    Whole,
)
from tests.policy.kinds import NAMES, node

STRINGS = ListOf(STRING, "a list of strings")
TAKEN: list[tuple[Kind, str, object]] = [
    (FLAG, "true", True),
    (STRING, "yes", "yes"),
    (STRING, "''", ""),
    (NUMBER, "3", 3),
    (NUMBER, "1.5", 1.5),
    (Whole(), "-3", -3),
    (Whole(), "3.0", 3),
    (Share(), "100", 100.0),
    (LINE, "a b", "a b"),
    (STRINGS, "[]", ()),
    (STRINGS, "[a, b]", ("a", "b")),
    (Choice(("a", "b")), "b", "b"),
    (Either("a list or a string", {"array": STRINGS, "string": STRING}), "a", "a"),
    (Either("a list or a string", {"array": STRINGS, "string": STRING}), "[a]", ("a",)),
    (Duration(), "90s", 90.0),
    (Duration(), "10min", 600.0),
    (Duration(), "1h30m", 5400.0),
    (Duration(), "1h1min1s", 3661.0),
    (Duration(), "2.5", 2.5),
    (Date(), "2027-01-31", date(2027, 1, 31)),
    (Date(), '"2028-02-29"', date(2028, 2, 29)),
    (PROJECT_PATH, "src/**", "src/**"),
    (PROJECT_PATH, ".", "."),
    (PROJECT_PATH, "a..b/...", "a..b/..."),
]


@pytest.mark.parametrize(("kind", "text", "value"), TAKEN)
def test_what_is_right_is_taken(kind: Kind, text: str, value: object) -> None:
    read = kind.read(node(text), NAMES)
    assert (read, type(read)) == (value, type(value))


DURATION = 'a duration such as "90s", "10min" or "1h30m", or a number of seconds'
PATH = 'a path inside the project (relative, forward slashes, no "..")'
REFUSED: list[tuple[Kind, str, str]] = [
    (FLAG, "yes", 'expected true or false, found the string "yes"'),
    (FLAG, "1", "expected true or false, found a number"),
    (STRING, "1", "expected a string, found a number"),
    (STRING, "~", "expected a string, found nothing"),
    (STRING, "{a: 1}", "expected a string, found a mapping"),
    (NUMBER, "true", "expected a number, found true"),
    (NUMBER, "[1]", "expected a number, found a list"),
    (Whole(), "1.5", "expected a whole number, found a number"),
    (Whole(), "false", "expected a whole number, found false"),
    (Whole(), "'1'", 'expected a whole number, found the string "1"'),
    (Whole("a whole number from 1 to 3", 1, 3), "4", "expected a whole number from 1 to 3, found a number"),
    (Whole("a whole number from 1 to 3", 1, 3), "0", "expected a whole number from 1 to 3, found a number"),
    (Share(), "100.1", "expected a number from 0 to 100, found a number"),
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
    (Duration(), "soon", f'expected {DURATION}, found the string "soon"'),
    (Duration(), "0s", f'expected {DURATION}, found the string "0s"'),
    (Duration(), "''", f'expected {DURATION}, found the string ""'),
    (Duration(), "30s1h", f'expected {DURATION}, found the string "30s1h"'),
    (Duration(), '"9s\\n"', f'expected {DURATION}, found the string "9s\\n"'),
    (Duration(), "0", f"expected {DURATION}, found a number"),
    (Duration(), "-1", f"expected {DURATION}, found a number"),
    (Duration(), "1000001", f"expected {DURATION}, found a number"),
    (Duration(), "true", f"expected {DURATION}, found true"),
    (Date(), "31.01.2027", 'expected a date such as 2027-01-31, found the string "31.01.2027"'),
    (Date(), "20270131", "expected a date such as 2027-01-31, found a number"),
    (Date(), "2027-W01-1", 'expected a date such as 2027-01-31, found the string "2027-W01-1"'),
    (PROJECT_PATH, "/etc", f'expected {PATH}, found the string "/etc"'),
    (PROJECT_PATH, "C:/x", f'expected {PATH}, found the string "C:/x"'),
    (PROJECT_PATH, "..", f'expected {PATH}, found the string ".."'),
    (PROJECT_PATH, "a/../../b", f'expected {PATH}, found the string "a/../../b"'),
    (PROJECT_PATH, "a\\b", f'expected {PATH}, found the string "a\\b"'),
    (PROJECT_PATH, '"a\\tb"', f'expected {PATH}, found the string "a\\tb"'),
    (Text("^[ab]+$", "a word of a and b"), "abc", 'expected a word of a and b, found the string "abc"'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "message"), REFUSED)
def test_what_is_wrong_is_told_with_what_was_expected(kind: Kind, text: str, message: str) -> None:
    with pytest.raises(PhasegateError) as caught:
        kind.read(node(text), NAMES)
    assert str(caught.value) == f"a.yaml:1: {message}"


def test_a_day_that_does_not_exist_is_no_date() -> None:
    with pytest.raises(PhasegateError, match=r'expected a date such as 2027-01-31, found "2027-02-29": day'):
        Date().read(node("2027-02-29"), NAMES)


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
