from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.pull_request.removed_units import gone_boxes, gone_units, likeness

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Workflow

BEFORE = """\
# Tasks

## Batch 1: Model - COMPLETE

### Task 1.1: Write the model

- [ ] Documented
- [ ] Tested

### Task 1.2: Write the view

## Batch 2: More - PENDING

### Task 2.1: Write the rest
"""


def read(text: str) -> Workflow:
    return read_document("tasks.md", text)


def gone(after: str, before: str = BEFORE) -> list[tuple[str, int, int, str]]:
    found = gone_units(read(before), read(after))
    return [(each.unit.key, each.line, each.below, each.near.key if each.near else "") for each in found]


def without(*words: str) -> str:
    return "\n".join(line for line in BEFORE.splitlines() if not any(word in line for word in words)) + "\n"


def test_nothing_is_gone() -> None:
    assert gone(BEFORE) == []
    assert gone(BEFORE + "\n### Task 2.2: Write more\n") == []


def test_a_unit_is_gone_behind_what_stood_before_it() -> None:
    assert gone(without("Task 1.2")) == [("1.2", 5, 0, "")]
    assert gone(without("Task 1.1", "[ ]")) == [("1.1", 3, 0, "")]


def test_what_is_below_is_counted_with_it() -> None:
    assert gone(BEFORE[: BEFORE.index("## Batch 2")]) == [("batch-2", 10, 1, "")]


def test_what_found_another_place_is_not_gone() -> None:
    assert gone(without("Batch 2")) == [("batch-2", 10, 0, "")]


def test_the_nearest_bears_the_title_or_is_new_and_like_it() -> None:
    assert gone(BEFORE.replace("Task 1.2", "Task 1.3")) == [("1.2", 5, 0, "1.3")]
    assert gone(BEFORE.replace("Task 1.2: Write the view", "Task 1.3: Write a view")) == [("1.2", 5, 0, "1.3")]
    assert gone(BEFORE.replace("Task 1.2: Write the view", "Task 1.3: Paint")) == [("1.2", 5, 0, "")]


TWICE = BEFORE.replace("Task 1.2", "Task 1.1")


def test_units_of_one_id_are_told_apart_by_their_titles() -> None:
    assert gone(BEFORE, TWICE) == []
    assert gone(TWICE.replace("the view", "the views"), TWICE) == []
    assert gone(without("Task 1.1", "[ ]").replace("Task 1.2", "Task 1.1"), TWICE) == [("1.1", 3, 0, "")]
    assert gone(without("Task 1.2"), TWICE) == [("1.1~2", 5, 0, "")]


def boxes(after: str) -> list[str]:
    return [each.box.text for each in gone_boxes(read(BEFORE), read(after))]


def test_an_open_box_of_a_done_unit_may_not_go() -> None:
    assert boxes(BEFORE) == []
    assert boxes(BEFORE.replace("[ ]", "[x]")) == []
    assert boxes(without("Tested")) == ["Tested"]
    assert boxes(without("[ ]")) == ["Documented", "Tested"]


def test_a_box_may_be_reworded_moved_struck_out_or_go_with_the_claim() -> None:
    assert boxes(BEFORE.replace("Tested", "Well tested")) == []
    assert boxes(without("Tested").replace("the view\n", "the view\n\n- [x] Tested\n")) == []
    assert boxes(BEFORE.replace("[ ] Tested", "[ ] ~~Tested~~")) == []
    assert boxes(without("Tested").replace("COMPLETE", "IN PROGRESS")) == []


def test_one_new_box_stands_for_one_old_one() -> None:
    assert boxes(without("Tested").replace("Documented", "Described")) == ["Tested"]


ALIKE = """\
# Tasks

## Batch 1: Model - COMPLETE

### Task 1.1: Write the model

- [ ] Tests pass
- [ ] Documented

### Task 1.2: Write the view

- [x] tests  pass

### Task 1.3: Write more

- [ ] Twice
- [ ] Twice

## Batch 2: More - PENDING

### Task 2.1: Write the rest

- [ ] Tests pass
- [ ] Fast enough

## Acceptance

- [ ] Signed off
"""


def gone_of_alike(*edits: tuple[str, str]) -> list[tuple[str, str, int]]:
    after = ALIKE
    for old, new in edits:
        assert old in after
        after = after.replace(old, new, 1)
    return [(each.unit.key, each.box.text, each.box.line) for each in gone_boxes(read(ALIKE), read(after))]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("- [ ] Tests pass\n", "")], [("1.1", "Tests pass", 7)]),
        ([("- [ ] Tests pass\n- [ ] Documented\n", "")], [("1.1", "Tests pass", 7), ("1.1", "Documented", 8)]),
        ([("- [ ] Twice\n", "")], [("1.3", "Twice", 17)]),
        ([("- [ ] Twice\n- [ ] Twice\n", "- [x] Twice\n")], [("1.3", "Twice", 17)]),
        ([("- [ ] Twice\n- [ ] Twice\n", "")], [("1.3", "Twice", 16), ("1.3", "Twice", 17)]),
        (  # another unit's box is moved here: it is no new wording of the one that is gone
            [
                ("- [ ] Documented\n", "- [ ] Fast enough\n"),
                ("- [ ] Tests pass\n- [ ] Fast enough\n", "- [ ] Tests pass\n"),
            ],
            [("1.1", "Documented", 8)],
        ),
    ],
)
def test_b3_boxes_of_the_same_words_are_counted(
    edits: list[tuple[str, str]], expected: list[tuple[str, str, int]]
) -> None:
    assert gone_of_alike(*edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        [("- [ ] Tests pass", "- [x] Tests pass")],
        [("- [ ] Tests pass\n", ""), ("- [x] tests  pass\n", "- [x] tests  pass\n- [x] Tests pass\n")],
        [("- [ ] Tests pass\n", ""), ("the view\n", "the view\n\n- [ ] Tests pass\n")],
        [("- [ ] Tests pass", "- [x] All tests pass")],
        [("- [ ] Tests pass", "- [ ] ~~Tests pass~~")],
        [("- [ ] Twice\n", "- [x] Twice\n"), ("- [ ] Twice\n", "- [x] Twice\n")],
        [("- [ ] Twice\n", "- [ ] Twice\n- [ ] Twice\n")],
        [("- [x] tests  pass\n", "")],
        [("- [ ] Fast enough\n", "")],
        [("- [ ] Signed off\n", "")],
    ],
    ids=[
        *("ticked", "moved and ticked", "moved", "reworded", "struck out", "both ticked", "one more"),
        *("a ticked one taken out", "of a unit that is not done", "of a document that is not done"),
    ],
)
def test_b3_a_box_that_is_still_to_be_found_is_not_gone(edits: list[tuple[str, str]]) -> None:
    assert gone_of_alike(*edits) == []


@pytest.mark.parametrize("status", ["COMPLETE", "PENDING"])
def test_b3_a_box_that_no_unit_owns_may_not_go_once_the_document_is_done(status: str) -> None:
    before = f"# Tasks\n\n- [ ] Signed off\n\n## Batch 1: Model - {status}\n"
    found = [
        (each.unit.name, each.box.text)
        for each in gone_boxes(read(before), read(before.replace("- [ ] Signed off", "")))
    ]
    assert found == ([("the document", "Signed off")] if status == "COMPLETE" else [])


def test_likeness_is_the_share_of_units_with_their_titles() -> None:
    assert likeness(read(BEFORE), read(BEFORE)) == 1.0
    assert likeness(read(BEFORE), read(BEFORE.replace("Write", "Draw"))) == 0.4
    assert likeness(read(BEFORE), read("# T\n\n## Batch 1: Other - COMPLETE\n")) == 0.0
