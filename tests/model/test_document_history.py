from __future__ import annotations

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.model.claims import Status
from pytest_phasegate.model.commits import Commit, Person
from pytest_phasegate.model.document_history import DocumentHistory, Edit, Snapshot, box_keys, compare, snapshot
from pytest_phasegate.model.unknown import Unknown

TEXT = "### 1. P\n1. [ ] A\n    - [ ] same\n    - [x] same\n2. [ ] CHECKPOINT: B\n"


def snap(text: str) -> Snapshot:
    return snapshot(read_document("plan.md", text, "checkpoints"))


def commit(number: int, parents: int = 1) -> Commit:
    who = Person("Ada", "ada@example.org")
    return Commit(
        id=f"{number:040}",
        parents=("0" * 40,) * parents,
        author=who,
        committer=who,
        author_time=number,
        commit_time=number,
        subject=f"edit {number}",
        body="",
        trailers=(),
        changes=None,
    )


def test_boxes_of_one_text_are_told_apart() -> None:
    step = read_document("plan.md", TEXT, "checkpoints").root.units[0].units[0]
    assert dict(box_keys(step)) == {"step-1.1/same": False, "step-1.1/same~2": True}


def test_an_edit_is_what_differs_between_two_versions() -> None:
    edit = compare(snap(TEXT), snap(TEXT.replace("1. [ ] A", "1. [x] A")), commit(1))
    assert {key: (turn.before, turn.after) for key, turn in edit.units.items()} == {
        "step-1.1": (Status.PENDING, Status.COMPLETE),
        "phase-1": (Status.PENDING, Status.IN_PROGRESS),
    }
    assert (dict(edit.boxes), edit.reworded) == ({}, frozenset())
    assert edit.completes("step-1.1")
    assert edit.claims("step-1.1")
    assert not edit.undoes("step-1.1")
    assert compare(snap(TEXT), snap(TEXT), None) == Edit(commit=None)


def test_a_document_that_begins_with_ticks_ticks_them() -> None:
    edit = compare(Snapshot(), snap(TEXT.replace("1. [ ] A", "1. [x] A")), commit(1))
    assert edit.completes("step-1.1")
    assert dict(edit.boxes) == {"step-1.1/same~2": True}


def test_what_comes_after_an_edit_leaves_merges_out() -> None:
    first, merge, last = (Edit(commit=commit(number, parents)) for number, parents in ((1, 1), (2, 2), (3, 1)))
    history = DocumentHistory(edits=(last, merge, first))
    assert history.after(first) == (last,)
    assert [history.place(edit) for edit in history.edits] == [0, 1, 2]
    assert history.is_certain(first)
    assert not DocumentHistory(edits=(last, first), unknown=Unknown("cut", "join")).is_certain(first)


def test_a_unit_that_nobody_ticked_has_no_edit() -> None:
    history = DocumentHistory(edits=(Edit(commit=commit(1)),))
    assert history.completed("step-1.1") is None
    assert history.claimed("step-1.1") is None
    assert history.first_claims == {}
