from __future__ import annotations

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.tree import mistake
from pytest_phasegate.policy.values import FLAG, STRING, Fields, Key, Kind, Record, Table
from tests.policy.kinds import NAMES, node

KEYS = {"name": Key(STRING, "What it is called.", required=True), "on": Key(FLAG)}
PERSON = Record("a person", KEYS)


def told(kind: Kind, text: str) -> list[str]:
    with pytest.raises(PhasegateError) as caught:
        kind.read(node(text), NAMES)
    return str(caught.value).splitlines()


def test_a_record_holds_what_is_there_and_its_places() -> None:
    fields = PERSON.read(node("\nname: a\n"), NAMES)
    assert fields.values == {"name": "a"}
    assert str(fields.nodes["name"].location) == str(fields.location) == "a.yaml:2"


def test_every_mistake_of_a_record_is_told_at_once() -> None:
    assert told(PERSON, "nam: a\non: yes\nzzz: 1\n") == [
        'a.yaml:1: unknown key "nam"; did you mean "name"?',
        'a.yaml:1: the key "name" is missing (a string)',
        'a.yaml:2: on: expected true or false, found the string "yes"',
        'a.yaml:3: unknown key "zzz"; valid are: name, on',
    ]


def test_a_flood_of_unknown_keys_is_counted() -> None:
    lines = told(PERSON, "name: a\n" + "".join(f"k{i}: 1\n" for i in range(1020)))
    assert len(lines) == 21
    assert "a.yaml:1: 1,000 more unknown keys" in lines


def test_a_record_is_a_mapping() -> None:
    assert told(PERSON, "[a]") == ["a.yaml:1: expected a mapping (a person), found a list"]


def test_keys_are_held_against_each_other_as_far_as_they_are_right() -> None:
    def check(fields: Fields) -> None:
        raise mistake(fields.node, f"never right: {fields.values}")

    person = Record("a person", KEYS, check)
    assert told(person, "name: a") == ["a.yaml:1: never right: {'name': 'a'}"]
    assert told(person, "name: a\non: 1") == [
        "a.yaml:1: never right: {'name': 'a'}",
        "a.yaml:2: on: expected true or false, found a number",
    ]


def test_a_table_reads_values_by_name_and_tells_all_mistakes() -> None:
    table = Table(FLAG, "a mapping of switches")
    assert table.read(node("{a: true, b: false}"), NAMES) == {"a": True, "b": False}
    assert told(table, "a: 1\n'': true\nb: 2\n") == [
        "a.yaml:1: a: expected true or false, found a number",
        "a.yaml:2: a name is empty",
        "a.yaml:3: b: expected true or false, found a number",
    ]
    assert told(table, "a") == ['a.yaml:1: expected a mapping of switches, found the string "a"']
