from __future__ import annotations

import pytest

from pytest_phasegate.documents.notations.references import (
    find_units,
    first_unit,
    is_unit_id,
    read_dependencies,
    read_numbers,
)
from pytest_phasegate.model.claims import Level, Reference

DEPENDENCIES = {
    "Task 1.1": ["task 1.1"],
    "Task 1.1, Task 1.2": ["task 1.1", "task 1.2"],
    "Tasks 1.1, 1.2 and 2C": ["task 1.1", "task 1.2", "task 2C"],
    "Tasks 1.1-1.4": ["task 1.1", "task 1.2", "task 1.3", "task 1.4"],
    "Batches 1-3 complete": ["batch 1", "batch 2", "batch 3"],
    "Batches 2 to 4": ["batch 2", "batch 3", "batch 4"],
    "Batch 1 (COMPLETE), Batch 2 (COMPLETE)": ["batch 1", "batch 2"],
    "Batch 1 and Batch 2 complete": ["batch 1", "batch 2"],
    "Batch 2 (Tasks 2.1, 2.2)": ["batch 2"],
    "Batch 1 Task 1.2 complete": ["batch 1", "task 1.2"],
    "Task 3.3 (or Task 4.2 if Batch 4 is done)": ["task 3.3"],
    "All tasks in Batch 2": ["batch 2"],
    "Task 5.1 must pass": ["task 5.1"],
    "Task -1.4": ["task -1.4"],
    "Batch #1, Batch #2": ["batch 1", "batch 2"],
    "Task F1.1, Batch A": ["task F1.1", "batch A"],
    "Sub-Batch 7.2": ["batch 7.2"],
    "1.1, 1.2": ["1.1", "1.2"],
    "[2]": ["2"],
    "Task 1.9-2.1": ["task 1.9", "task 2.1"],
    "Task 4-2": ["task 4", "task 2"],
    "Task 1.1, Task 1.1": ["task 1.1"],
    "[D: 1.1]": ["1.1"],
    "[D: 1.1, 2.2]": ["1.1", "2.2"],
    "- Task 1.1": ["task 1.1"],
    "None but Task 1.1": ["task 1.1"],
    "1.1, Task 1.2": ["1.1", "task 1.2"],
    "1.1 - Store types, 1.2: views": ["1.1", "1.2"],
    "requires 1.1 plus Task 2": ["1.1", "task 2"],
    "Task 1.1/1.2": ["task 1.1", "task 1.2"],
    "Task 1.1 / Task 1.2": ["task 1.1", "task 1.2"],
    "1.1-1.3 and 2": ["1.1", "1.2", "1.3", "2"],
    "1.1 complete": ["1.1"],
    "Batches 1, 2 must be done": ["batch 1", "batch 2"],
    "Tasks 1.1, 1.2 of the store": ["task 1.1", "task 1.2"],
    "Task 1.1, S3": ["task 1.1", "S3"],
    "Task 1.1, A storage token": ["task 1.1"],
    "Batch 1 and 2 npm packages": ["batch 1"],
    "Batch 1 - 2 files": ["batch 1"],
    "Task 1.1, Batch 2 of TASK_7": ["task 1.1", "batch 2 of TASK_7"],
}


@pytest.mark.parametrize(("value", "names"), DEPENDENCIES.items())
def test_dependencies_are_the_units_outside_parentheses(value: str, names: list[str]) -> None:
    assert [str(unit) for unit in read_dependencies(value).units] == names


@pytest.mark.parametrize("value", ["None", "none (parallel with Task 1.1)", "N/A", "-", "No dependencies", ""])
def test_no_dependency_is_said_plainly(value: str) -> None:
    assert read_dependencies(value).is_none
    assert read_dependencies(value).units == ()


@pytest.mark.parametrize(
    "value",
    [
        "All previous tasks",
        "the task a developer finds",
        "TASK_2025_014",
        "Nothing2",
        "A storage token",
        "S3 bucket",
        "3D assets",
        "2 npm packages",
        "Node 18, 20",
        "1.2 GB of memory",
        "2 - or 3 - packages",
        "Task #3 of TASK_7",
    ],
)
def test_prose_names_no_unit(value: str) -> None:
    found = read_dependencies(value)
    assert (found.units, found.is_none, found.unreadable) == ((), False, "")


@pytest.mark.parametrize(
    "value", ["Batch 2 of TASK_7", "Batch 2 (in TASK_7)", "TASK_7 batch 2", "TASK_7's Batch 2", "Batch 2 of `TASK_7`"]
)
def test_d7_a_unit_of_another_document_is_named_with_that(value: str) -> None:
    assert read_dependencies(value).units == (Reference("2", Level.BATCH, "TASK_7"),)
    assert find_units(value.replace("(", "").replace(")", "")) == []


@pytest.mark.parametrize(
    ("value", "odd"), [("Task 1.x", "Task 1.x"), ("Batch {N}", "Batch {N"), ("Task #3", "Task #3")]
)
def test_a_reference_that_cannot_be_read_is_told(value: str, odd: str) -> None:
    assert read_dependencies(value).unreadable == odd


def test_a_letter_that_only_looks_like_one_makes_no_unit() -> None:
    assert find_units("ta\u017fk 1") == []
    assert first_unit("Ta\u017fk 1: types") is None


def test_a_range_is_not_written_out_without_end() -> None:
    assert [unit.id for unit in find_units("Tasks 1-999999999")] == ["1", "999999999"]


def test_the_first_unit_must_begin_the_text() -> None:
    assert str(first_unit("**Batch 1**: types")) == "batch 1"
    assert first_unit("In Batch 1") is None
    assert first_unit("Batches of ten") is None


@pytest.mark.parametrize("text", ["2", "2C", "3.5", "3.5.1", "3a.1", "F1.1", "-1.4", "A", "T1", "T-12"])
def test_odd_ids_are_ids(text: str) -> None:
    assert is_unit_id(text)


@pytest.mark.parametrize("text", ["", "a", "Execution", "1.", "1.x", "1 2", "ABCD1"])
def test_words_are_no_ids(text: str) -> None:
    assert not is_unit_id(text)


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("1.1", ["1.1"]),
        ("[1.2]", ["1.2"]),
        ("[3.3,5.2]", ["3.3", "5.2"]),
        ("Stage 1 complete", ["1"]),
        ("Stages 1-3 complete (reader, viewer)", ["1", "2", "3"]),
        ("Stage 1 + 2 complete", ["1", "2"]),
        ("[Phase 1], Task 2.1 and 2.2.A", ["1", "2.1", "2.2.A"]),
        ("1.1 to 1.3; 2", ["1.1", "1.2", "1.3", "2"]),
        ("Stage 1 gate met", ["1"]),
        ("can run beside 2.1", []),
        ("1.1, 1.1", ["1.1"]),
    ],
)
def test_dependencies_in_a_tree_are_numbers(value: str, numbers: list[str]) -> None:
    found = read_numbers(value)
    assert [reference.id for reference in found.units] == numbers
    assert all(reference.level is None for reference in found.units)
    assert not found.is_none


@pytest.mark.parametrize("value", ["None", "[]", "", "[None]", "N/A", "-"])
def test_a_tree_may_say_that_there_are_no_dependencies(value: str) -> None:
    assert read_numbers(value).is_none


def test_a_word_with_a_letter_that_only_looks_like_one_names_no_level() -> None:
    assert read_dependencies("ta\u017fk 1.1").units == ()
