from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.text.json_places import Node, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {name: plain(inner) for name, inner in node.value.items()}
    return [plain(inner) for inner in node.value] if isinstance(node.value, list) else node.value


@given(VALUES, st.sampled_from([None, 2]))
def test_a_text_is_read_as_json_reads_it(value: object, indent: int | None) -> None:
    node = read_json(json.dumps(value, indent=indent))
    assert node is not None
    assert plain(node) == value


def test_every_value_knows_its_lines() -> None:
    node = read_json('\ufeff{\n "a": [\n  1,\n  {"b":\n   "x"}\n ],\n "c": null\n}\n')
    assert node is not None
    assert isinstance(node.value, dict)
    listed = node.value["a"]
    assert (node.line, node.end, listed.line, listed.end) == (1, 8, 2, 6)
    assert isinstance(listed.value, list)
    assert [(inner.line, inner.end) for inner in listed.value] == [(3, 3), (4, 5)]
    assert (node.value["c"].line, node.value["c"].text, listed.text) == (7, "", "1, ")


def test_of_equal_names_the_last_counts() -> None:
    node = read_json('{"a": 1,\n"a": 2}')
    assert node is not None
    assert isinstance(node.value, dict)
    assert (node.value["a"].value, node.value["a"].line) == (2, 2)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}x', "[1,]", "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_json_is_none(text: str) -> None:
    assert read_json(text) is None
