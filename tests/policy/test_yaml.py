# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.policy.yaml import read_yaml
from tests.policy.kinds import node, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.policy.tree import Node

PARSERS = ("C", "pure")

LAUGHS = 'a: &a ["x", "x"]\n' + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "empty": ("", "a.yaml: the file is empty"),
    "only a comment": ("# nothing\n", "a.yaml: the file is empty"),
    "anchor": ("a: &x 1", 'a.yaml:1: anchors and aliases ("x") are not allowed; write the value out'),
    "alias": ("b: 1\na: *x", 'a.yaml:2: anchors and aliases ("x") are not allowed; write the value out'),
    "a cycle": ("&a [*a]", 'a.yaml:1: anchors and aliases ("a") are not allowed; write the value out'),
    "billion laughs": (LAUGHS, 'a.yaml:1: anchors and aliases ("a") are not allowed; write the value out'),
    "merge": ("a:\n  <<: {b: 1}", 'a.yaml:2: merges ("<<") are not allowed; write the keys out'),
    "tag": ("a: !!python/name:os.system", 'a.yaml:1: tags ("tag:yaml.org,2002:python/name:os.system") are not allowed; remove it'),
    "tag of a mapping": ("a: !x {}", 'a.yaml:1: tags ("!x") are not allowed; remove it'),
    "two documents": ("a: 1\n---\nb: 2", "a.yaml:2: a second document begins here; a policy is one document"),
    "duplicate key": ("a: 1\nb: 2\na: 3", 'a.yaml:3: the key "a" is written twice; the first is on line 1'),
    "duplicate key, quoted": ("{a: 1, 'a': 2}", 'a.yaml:1: the key "a" is written twice; the first is on line 1'),
    "a list as key": ("? [a]\n: 1", "a.yaml:1: a key must be a string"),
    "a mapping as key": ("a:\n  {b: c}: 1", "a.yaml:2: a key must be a string"),
    "tab": ("a:\n\tb: 1", "a.yaml:2: a tab indents this line; YAML takes spaces only"),
    "tab after spaces": ("a: 1\n \tb: 1", "a.yaml:2: a tab indents this line; YAML takes spaces only"),
    "deep": ("[" * 33, "a.yaml:1: nested more than 32 levels deep"),
    "very deep": ("[" * 500_000, "a.yaml:1: nested more than 32 levels deep"),
    "very deep in blocks": ("- " * 300_000, "a.yaml:1: nested more than 32 levels deep"),
    "many values": ("[" + "1," * 100_000 + "]", "a.yaml:1: more than 100,000 values"),
    "many keys": ("".join(f"k{i}: 1\n" for i in range(50_001)), "a.yaml:50000: more than 100,000 values"),
    "huge number": ("a: [1, " + "9" * 5000 + "]", "a.yaml:1: a[1]: a number must be finite and have at most 15 digits"),
    "infinite number": ("\na: .inf", "a.yaml:2: a: a number must be finite and have at most 15 digits"),
    "NUL by escape": ('a: "\\0"', "a.yaml:1: a: a string holds a NUL or half a character"),
}  # fmt: skip


@contextmanager
def parser(which: str) -> Iterator[None]:
    """The parser in C, or the one that is taken where an installation of PyYAML lacks it."""
    with pytest.MonkeyPatch.context() as patch:
        if which == "pure":
            patch.delattr(yaml, "CSafeLoader", raising=False)
        yield


@pytest.mark.parametrize("which", PARSERS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_could_hide_or_multiply_is_refused_at_its_line(name: str, which: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(PolicyError) as caught, parser(which):
        read_yaml(text.encode(), "a.yaml")
    assert str(caught.value) == message


@pytest.mark.parametrize("which", PARSERS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [1\nc: 2", "a.yaml:3: not YAML: "),
        ("a: b: c", "a.yaml:1: not YAML: mapping values are not allowed"),
        ("a: 'b\n", "a.yaml:1: not YAML: found unexpected end of stream"),
        ("a: @b", "a.yaml:1: not YAML: found character"),
    ],
)
def test_broken_yaml_is_told_at_the_line_where_the_parser_stops(text: str, message: str, which: str) -> None:
    with pytest.raises(PolicyError) as caught, parser(which):
        read_yaml(text.encode(), "a.yaml")
    assert str(caught.value).startswith(message)


def test_values_keep_their_types_and_dates_stay_strings() -> None:
    root = node('a: 1\nb: "1"\nc: yes\nd: 2027-01-31\ne: [true, ~, 1.5]\nf: {}\ng: |\n  x\n1: one\n')
    assert plain(root) == {
        "a": 1, "b": "1", "c": "yes", "d": "2027-01-31", "e": [True, None, 1.5], "f": {}, "g": "x\n", "1": "one",
    }  # fmt: skip


def test_a_value_stands_at_the_line_of_its_key_or_item() -> None:
    root = node("a:\n  b:\n    - 1\n    - c:\n        2\n")
    places = {each.trail: each.location.line for each in walk(root)}
    assert places == {"": 1, "a": 1, "a.b": 2, "a.b[0]": 3, "a.b[1]": 4, "a.b[1].c": 4}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    assert plain(read_yaml(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "a.yaml")) == {"a": 1, "b": 2}


def test_a_key_of_great_length_is_cut_short_in_messages() -> None:
    assert [each.trail for each in walk(node("a" * 100 + ": 1"))] == ["", "a" * 60 + "…"]


def plain(each: Node) -> object:
    if isinstance(each.value, dict):
        return {key: plain(child) for key, child in each.value.items()}
    return [plain(child) for child in each.value] if isinstance(each.value, tuple) else each.value


def walk(each: Node) -> list[Node]:
    children = (
        each.value.values() if isinstance(each.value, dict) else each.value if isinstance(each.value, tuple) else ()
    )
    return [each, *(found for child in children for found in walk(child))]


# PyYAML writes YAML 1.1, where 1E5 and 0o7 are texts that need no quotes; we read 1.2, where they are numbers
NUMBER_IN_1_2_ONLY = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+|0o[0-7]+")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]))

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTS.filter(lambda text: not NUMBER_IN_1_2_ONLY.fullmatch(text)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc<:#- ", max_size=4).filter(lambda key: key != "<<"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(value=VALUES, flow=st.booleans())
def test_what_yaml_writes_is_read_back_by_both_parsers(value: object, flow: bool) -> None:
    data = yaml.safe_dump({"a": value}, default_flow_style=flow, allow_unicode=True).encode()
    for which in PARSERS:
        with parser(which):
            assert plain(read_yaml(data, "a.yaml")) == {"a": value}


@given(data=st.binary(max_size=60) | st.text("ab:-[]{}&*!#'\"|>\n\t ,?", max_size=40).map(str.encode))
def test_any_bytes_give_a_value_or_an_error_that_names_the_file(data: bytes) -> None:
    for which in PARSERS:
        with parser(which):
            error = problem_of(lambda: read_yaml(data, "a.yaml"))
        assert error is None or str(error).startswith("a.yaml:")
