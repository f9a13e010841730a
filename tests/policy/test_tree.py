from __future__ import annotations

import pytest

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.policy.tree import check_string, decode, join_trail, mistake_at
from tests.policy.kinds import mistakes


@pytest.mark.parametrize(
    ("trail", "part", "name"),
    [
        ("", "phases", "phases"),
        ("phases", 0, "phases[0]"),
        ("phases[0]", "gates", "phases[0].gates"),
        ("", 3, "[3]"),
        ("", "k" * 61, "k" * 60 + "…"),
    ],
)
def test_a_value_is_named_by_the_keys_that_lead_to_it(trail: str, part: str | int, name: str) -> None:
    assert join_trail(trail, part) == name


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_nothing_can_take_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a string holds a NUL or half a character"):
        check_string(text)
    assert check_string("ä✅") == "ä✅"


def test_a_message_holds_nothing_that_steers_a_terminal() -> None:
    error = mistake_at(Location("a.yaml", 1), "found \x1b[2J\u202e\n ✅", "a\x9b")
    assert str(error) == "a.yaml:1: a\\x9b: found \\x1b[2J\\u202e\\n ✅"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('version: 1\n"\\e[2J": 1', 'phasegate.yaml:2: unknown key "\\x1b[2J"; valid are: commands, documents, '),
        ('version: 1\nroles: {"\\e": 1}', "phasegate.yaml:2: roles.\\x1b: expected a mapping (a role), found a number"),
        ('"\\e": 1\n"\\e": 1', 'phasegate.yaml:2: the key "\\x1b" is written twice; the first is on line 1'),
        ("a: !%1b x", 'phasegate.yaml:1: tags ("!\\x1b") are not allowed; remove it'),
    ],
)
def test_no_reader_of_a_policy_passes_on_what_steers_a_terminal(text: str, message: str) -> None:
    assert mistakes(phasegate__yaml=text)[0].startswith(message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: 1\nb: \xff", "a.yaml:2: not UTF-8 text: byte 0xff; save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "a.yaml:1: not UTF-8 text: byte 0xff; save the file as UTF-8"),
        ("a: ä".encode("latin-1"), "a.yaml:1: not UTF-8 text: byte 0xe4; save the file as UTF-8"),
        (b"a: 1\n\n\0", "a.yaml:3: the character U+0000 is not allowed here"),
        (b"a: \x1b[31m", "a.yaml:1: the character U+001B is not allowed here"),
        ("a: \ufffe".encode(), "a.yaml:1: the character U+FFFE is not allowed here"),
        (b"#" * 1_000_001, "a.yaml: the file has 1,000,001 bytes; at most 1,000,000 are read"),
    ],
)
def test_bytes_that_are_no_text_are_refused_at_their_line(data: bytes, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        decode(data, "a.yaml")
    assert str(caught.value) == message
