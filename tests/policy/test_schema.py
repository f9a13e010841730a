# ruff: noqa: E501 - a table of values
"""The published schema is the one the tables give, and it agrees with the checker.

After a change of a gate's Settings or of the tables: ``PHASEGATE_REWRITE=1 pytest tests/policy/test_schema.py``.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.errors import PhasegateError
from pytest_phasegate.policy.grammar import POLICY
from pytest_phasegate.policy.schema import policy_schema
from pytest_phasegate.policy.values import Names
from tests.policy import kinds
from tests.policy.kinds import NAMES, node
from tests.policy.test_grammar import FAILED, HELD

REWRITE = bool(os.environ.get("PHASEGATE_REWRITE"))  # read here, because no test sees variables of this name
PUBLISHED = files("pytest_phasegate.policy").joinpath("phasegate.schema.json")
SCHEMA = policy_schema(NAMES)


def accepted_by_checker(config: object) -> bool:
    try:
        POLICY.read(node(json.dumps(config)), NAMES)
    except PhasegateError:
        return False
    return True


def accepted_by_schema(config: object) -> bool:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return bool(jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).is_valid(config))


def test_the_published_schema_is_the_one_that_the_gates_give() -> None:
    schema = policy_schema(Names({kind: gate.settings for kind, gate in GATES.items()}, tuple(DIALECTS)))
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    if REWRITE:
        Path(str(PUBLISHED)).write_text(text, encoding="utf-8", newline="\n")
    assert PUBLISHED.read_text(encoding="utf-8") == text


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", HELD)
def test_what_the_checker_takes_the_schema_takes(name: str) -> None:
    config = plain(HELD[name])
    assert accepted_by_checker(config)
    assert accepted_by_schema(config)


@pytest.mark.parametrize("name", FAILED)
def test_what_the_checker_refuses_the_schema_refuses(name: str) -> None:
    config = plain(FAILED[name][0])
    assert not accepted_by_checker(config)
    assert not accepted_by_schema(config)


def plain(text: str) -> Any:
    def value_of(each: Any) -> Any:
        if isinstance(each.value, dict):
            return {key: value_of(child) for key, child in each.value.items()}
        return [value_of(child) for child in each.value] if isinstance(each.value, tuple) else each.value

    return value_of(node(text))


FULL = plain(HELD["a full one"])
ODD: st.SearchStrategy[object] = st.sampled_from(
    [
        None, True, False, 0, 1, -1, 2.0, 1.5, 2_000_000, "", " ", "a", "a\n", "a\u00a0", "\u00a0", "..", "a/../b", "/a", "a\\b", "C:",
        "red", "auto", "batch", "2027-01-31", "2027-13-01", "2027-01-31\n", "90s", "0s", "1h\n", "5m", "a::b::commit", "a::b::comit",
        "::b::commit", "a::b::commit\n", "{document}", "{x}", "{", [], ["a"], [1], [["a"]], [None], {}, {"a": {}}, {"path": "a"}, {"": {}},
        {"id": "a"}, {"run": ["a"]}, {"run": "a", "shell": True}, {"run": "a", "shell": False}, {"run": ["a"], "shell": 1},
    ]
)  # fmt: skip


def places(config: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a config."""
    items = config.items() if isinstance(config, dict) else enumerate(config) if isinstance(config, list) else ()
    return [path, *(place for key, value in items for place in places(value, (*path, key)))]


def changed(path: tuple[Any, ...], how: str, odd: object) -> Any:
    """The full policy with one value replaced or removed, or with one key or item more beside it."""
    config = deepcopy(FULL)
    if not path:
        return odd
    parent = config
    for key in path[:-1]:
        parent = parent[key]
    if how == "replace":
        parent[path[-1]] = odd
    elif how == "remove":
        del parent[path[-1]]
    elif isinstance(parent, dict):
        parent["added"] = odd
    else:
        parent.append(odd)
    return config


@settings(max_examples=200)
@given(path=st.sampled_from(places(FULL)), how=st.sampled_from(["replace", "remove", "add"]), odd=ODD)
def test_checker_and_schema_agree_on_every_change_of_a_policy(path: tuple[Any, ...], how: str, odd: object) -> None:
    config = changed(path, how, odd)
    assert accepted_by_checker(config) == accepted_by_schema(config)


@pytest.mark.parametrize(
    "text",
    [
        "phases: [{id: a}, {id: a}]",
        "phases: [{id: a, needs: [b]}]",
        "gates: {build: {command: none}}",
        "include: [nowhere.yaml]",
    ],
)
def test_what_only_the_reader_can_tell_is_listed(text: str) -> None:
    """Names that lead nowhere and double names: schema and tables take them, ``read_policy`` does not."""
    config = f"version: 1\n{text}"
    assert accepted_by_schema(plain(config))
    assert accepted_by_checker(plain(config))
    assert kinds.mistakes(phasegate__yaml=config)
