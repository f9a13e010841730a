from __future__ import annotations

from dataclasses import dataclass, make_dataclass
from typing import Any

import pytest

from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.schema import describe_settings, schema_of
from pytest_phasegate.policy.settings import references, settings_keys
from pytest_phasegate.policy.values import Record
from tests.policy.kinds import NAMES, Build, Commit, Every, node

EVERY = Record("every", settings_keys(Every))


def test_fields_of_every_type_are_read_as_their_type() -> None:
    text = "{flag: true, count: 3, share: 1, name: a, color: green, colors: [red, green], names: [b]}"
    assert Every(**EVERY.read(node(text), NAMES).values) == Every(
        flag=True, count=3, share=1, name="a", color="green", colors=("red", "green"), names=("b",)
    )


def test_fields_of_the_wrong_type_are_told() -> None:
    text = "flag: 1\ncount: a\nshare: a\nname: 1\ncolor: blue\ncolors: [blue]\nnames: a\n"
    with pytest.raises(PhasegateError) as caught:
        EVERY.read(node(text), NAMES)
    assert str(caught.value).splitlines() == [
        "a.yaml:1: flag: expected true or false, found a number",
        'a.yaml:2: count: expected a whole number, found the string "a"',
        'a.yaml:3: share: expected a number, found the string "a"',
        "a.yaml:4: name: expected a string, found a number",
        'a.yaml:5: color: expected one of: red, green, found "blue"',
        'a.yaml:6: colors[0]: expected one of: red, green, found "blue"',
        'a.yaml:7: names: expected a list of strings, found the string "a"',
    ]


def test_strings_that_are_levels_must_be_words_for_levels() -> None:
    commit = Record("commit", settings_keys(Commit))
    assert commit.read(node("levels: [task]"), NAMES).values == {"levels": ("task",)}
    with pytest.raises(PhasegateError, match=r'levels\[0\]: expected one of: .*, found "bath"; did you mean "batch"'):
        commit.read(node("levels: [bath]"), NAMES)


def test_documentation_and_defaults_go_into_the_schema() -> None:
    schema = schema_of(Record("commit", settings_keys(Commit)), NAMES)["properties"]
    assert schema["cited"] == {
        "description": "whether an id is owed",
        "enum": ["required", "optional"],
        "default": "optional",
    }
    assert schema["levels"]["default"] == ["batch"]
    assert schema_of(EVERY, NAMES)["properties"]["color"] == {"enum": ["red", "green"], "default": "red"}
    assert schema_of(EVERY, NAMES)["properties"]["names"]["default"] == []


def test_a_class_without_a_docstring_of_its_own_has_no_description() -> None:
    assert describe_settings(Commit) == "What must hold of commits."
    assert describe_settings(Build) == ""


def test_fields_say_what_they_refer_to() -> None:
    assert references(Build) == {"command": "commands", "reviewer": "roles"}
    assert references(Commit) == {}


def test_a_field_without_default_states_none() -> None:
    @dataclass(frozen=True)
    class Needy:
        name: str

    assert "default" not in schema_of(Record("needy", settings_keys(Needy)), NAMES)["properties"]["name"]


@pytest.mark.parametrize("hint", [dict, list[str], tuple[str, str], "int | str | None", "int | None", Any])
def test_a_type_that_no_policy_can_hold_is_the_programmers_mistake(hint: Any) -> None:
    with pytest.raises(TypeError, match="a policy cannot hold a field of type"):
        settings_keys(make_dataclass("Odd", [("field", hint, 0)]))


def test_a_field_whose_word_is_python_s_own_has_the_plain_word_for_its_key() -> None:
    settings = make_dataclass("Settings", [("from_", str), ("plain_", str)])
    assert list(settings_keys(settings)) == ["from", "plain_"]
