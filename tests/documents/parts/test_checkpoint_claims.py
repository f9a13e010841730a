from __future__ import annotations

import pytest

from pytest_phasegate.documents.parts.checkpoint_claims import (
    read_blocks,
    read_boxes,
    read_decisions,
    read_fields,
    read_log,
)
from pytest_phasegate.model.claims import BoxClaim, FieldClaim, FileClaim, Mark
from pytest_phasegate.text.scanner import scan


def test_boxes_are_nested_by_how_far_in_they_stand() -> None:
    boxes = [
        box
        for box in read_boxes(scan("- [ ] a\n  - [x] b\n    - [~] c\n- [x] ~~d~~\n"), "list")
        if isinstance(box, BoxClaim)
    ]
    assert [(box.text, box.mark, box.depth, box.parent, box.group) for box in boxes] == [
        ("a", Mark.OPEN, 0, None, "list"),
        ("b", Mark.TICKED, 1, 1, "list"),
        ("c", Mark.IN_PROGRESS, 2, 2, "list"),
        ("~~d~~", Mark.DROPPED, 0, None, "list"),
    ]


@pytest.mark.parametrize(
    ("text", "may_be_empty", "fields"),
    [
        ("Phase: a\nTask:\n", True, [("phase", "a"), ("task", "")]),
        ("Phase: a\nTask:\n", False, [("phase", "a")]),
        ("Parts:\n- one\n", True, []),
        ("Parts:\n```\n```\n", True, []),
        ("**Phase**: a | **Task**: b\n", True, [("phase", "a"), ("task", "b")]),
        ("- [ ] Phase: a\n", True, []),
        ("- Phase: a\n", True, [("phase", "a")]),
    ],
)
def test_fields_outside_blocks(text: str, may_be_empty: bool, fields: list[tuple[str, str]]) -> None:
    found = [each for each in read_fields(scan(text), may_be_empty=may_be_empty) if isinstance(each, FieldClaim)]
    assert [(each.key, each.text) for each in found] == fields


def test_a_place_outside_a_block_is_read_too() -> None:
    claims = list(read_fields(scan("Location: src/a.py:3\nPrice: src/b.py\n"), may_be_empty=False))
    assert [(each.path, each.lines) for each in claims if isinstance(each, FileClaim)] == [("src/a.py", ((3, 3),))]


@pytest.mark.parametrize(
    "text", ["```\nA: b\n```\n", "```\nA: b", "~~~text\nA: b\n~~~\n", "- x\n  ```\n  A: b\nafter\n"]
)
def test_blocks_are_read_to_their_end(text: str) -> None:
    (claim,) = [claim for claim in read_blocks(scan(text), text.split("\n")) if isinstance(claim, FieldClaim)]
    assert (claim.key, claim.text, text.split("\n")[claim.line - 1].strip()) == ("a", "b", "A: b")


def test_the_log_takes_numbers_that_begin_an_entry() -> None:
    text = "- [x] 1.3 A\n- [ ] **2.4**: B\n- [ ] see 3.1\n- [ ] 3\n- no box\n"
    assert [getattr(each, "id", "?") for each in read_log(scan(text))] == ["1.3", "2.4", None, None]


def test_decisions_need_no_box() -> None:
    assert [each.text for each in read_decisions(scan("1. [x] A\n2. B\n\nprose\n"))] == ["A", "B"]
