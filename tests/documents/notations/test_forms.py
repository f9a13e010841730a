from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.documents.notations.forms import read_form
from pytest_phasegate.model.claims import Action, FieldClaim, FileClaim, PairClaim, Problem


def fields(*lines: str) -> list[tuple[str, str, str]]:
    return [(each.key, each.text, each.part) for each in read_form(lines, 1) if isinstance(each, FieldClaim)]


def files(*lines: str) -> list[tuple[str, tuple[tuple[int, int], ...], bool]]:
    return [(each.path, each.lines, each.is_location) for each in read_form(lines, 1) if isinstance(each, FileClaim)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Types: a, b",), [("types", "a, b", "")]),
        (("Types:", "Tests: c"), [("types", "", ""), ("tests", "c", "")]),
        (("Types:", "- a", "- b"), [("types", "a b", "")]),
        (("Types:", "  a", "", "  b"), [("types", "a b", "")]),
        (("API Design: GET /notes",), [("api design", "GET /notes", "")]),
        (("Types & validation: a",), [("types & validation", "a", "")]),
        (("before", "Types: a"), [("types", "a", "")]),
        (("Types: {{types}}",), [("types", "{{types}}", "")]),
        (("Types: a;", "Tests: [Tests]"), [("types", "a;", ""), ("tests", "[Tests]", "")]),
    ],
)
def test_lines_are_fields(lines: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    assert fields(*lines) == expected


def test_a_name_above_a_location_begins_a_part() -> None:
    assert fields("Writer:", "Location: src/a.py:1", "Implementation: b", "", "Reader:", "Location: none") == [
        ("name", "Writer", "Writer"),
        ("location", "src/a.py:1", "Writer"),
        ("implementation", "b", "Writer"),
        ("name", "Reader", "Reader"),
        ("location", "none", "Reader"),
    ]


def test_fields_know_their_lines() -> None:
    claims = read_form(["", "Types: a", "", "Tests: b"], 10)
    assert [claim.line for claim in claims] == [11, 13]


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (("switch (a) {", "default:", "}"), ""),
        (("{", "  a: 1,", "}"), ""),
        (("a {", "  color: red;", "}"), ""),
        (("a: 1",), "python"),
        (("src/", "    a.py"), ""),
        (("client", "  |", "server"), ""),
    ],
)
def test_code_and_drawings_are_no_forms(lines: tuple[str, ...], language: str) -> None:
    assert read_form(lines, 1, language) == []


@pytest.mark.parametrize(("lines", "text"), [((), ""), (("", "  "), ""), (("[Diagram]",), "[Diagram]")])
def test_a_block_that_waits_to_be_filled_says_so(lines: tuple[str, ...], text: str) -> None:
    (claim,) = read_form(lines, 5)
    assert isinstance(claim, FieldClaim)
    assert (claim.key, claim.text, claim.is_form) == ("block", text, True)


def test_items_with_an_arrow_are_pairs() -> None:
    claims = read_form(["Features:", "- A -> b", "- C → d -> e", "", "Tests:", "* f => g", "- h ->"], 1)
    pairs = [(each.line, each.left, each.right) for each in claims if isinstance(each, PairClaim)]
    assert pairs == [(2, "A", "b"), (3, "C", "d -> e"), (6, "f", "g"), (7, "h", "")]
    assert not [each for each in claims if isinstance(each, FieldClaim)]


@pytest.mark.parametrize(
    ("lines", "sides"),
    [
        (["Features:", "- A -> b", "- C"], [("A", "b"), ("C", "")]),
        (["Features:", "  - A", "  - C -> d"], [("A", ""), ("C", "d")]),
        (["- A -> b", "  - in two steps", "- C"], [("A", "b"), ("C", "")]),
        (["- A -> b", "", "- C"], [("A", "b")]),
        (["- A -> b", "Types:", "- C"], [("A", "b")]),
    ],
)
def test_an_item_among_pairs_is_one_too(lines: list[str], sides: list[tuple[str, str]]) -> None:
    claims = read_form(lines, 1)
    assert [(each.left, each.right) for each in claims if isinstance(each, PairClaim)] == sides


def test_an_arrow_in_a_value_is_no_pair() -> None:
    assert fields("Data Flow: client -> server") == [("data flow", "client -> server", "")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Location: src/a.py:12", [("src/a.py", ((12, 12),), True)]),
        ("Location: `src/a.py:12-14`", [("src/a.py", ((12, 14),), True)]),
        ("Location: src/a.py:1, src/b.py:2", [("src/a.py", ((1, 1),), True), ("src/b.py", ((2, 2),), True)]),
        ("Location: [file:line]", []),
        ("Location: in the router", []),
        ("Related Files: src/a.py, README.md", [("src/a.py", (), False)]),
        ("Related Files: [List]", []),
        ("Notes: src/a.py", []),
        ("- A -> src/a.py:3", [("src/a.py", ((3, 3),), False)]),
        ("- A -> tests/test_a.py::test_b[c-1]", [("tests/test_a.py", (), False)]),
        ("- src/a.py -> src/b.py", [("src/a.py", (), False), ("src/b.py", (), False)]),
        ("- Server -> Node.js", []),
        ("- List notes -> /api/notes", []),
        ("- List notes -> GET /api/notes", []),
        ("- A -> [Implementation]", []),
    ],
)
def test_files_are_what_can_be_nothing_else(line: str, expected: list[tuple[str, object, bool]]) -> None:
    assert files(line, "Key: value") == expected


def test_files_to_read_are_not_files_that_change() -> None:
    (claim,) = [each for each in read_form(["Related Files: src/a.py"], 1) if isinstance(each, FileClaim)]
    assert claim.action is Action.VERIFY


def test_a_location_that_cannot_be_read_is_a_problem() -> None:
    assert [type(each) for each in read_form(["Location: `src/deep/...`"], 1)] == [FieldClaim, Problem]


@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_lines_are_read(lines: list[str]) -> None:
    for claim in read_form([line.replace("\n", " ") for line in lines], 1):
        assert 1 <= claim.line <= max(len(lines), 1)
