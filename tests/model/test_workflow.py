from __future__ import annotations

import time

from pytest_phasegate.model.claims import CommitClaim, Level, Status
from pytest_phasegate.model.workflow import Unit, Workflow


def cite(*groups: tuple[str, ...]) -> Workflow:
    """A document whose batches cite some ids each."""
    batches = tuple(
        Unit(
            level=Level.BATCH,
            id=str(number),
            key=f"batch-{number}",
            title="",
            line=number,
            end=number,
            status=Status.COMPLETE,
            commits=tuple(CommitClaim(line=number, text=id_, id=id_) for id_ in ids),
        )
        for number, ids in enumerate(groups, 1)
    )
    root = Unit(level=Level.DOCUMENT, id="", key="", title="", line=1, end=9, status=Status.PENDING, units=batches)
    return Workflow(path="tasks.md", dialect="batches", root=root)


def test_a_commit_is_cited_by_fewer_or_more_digits_in_the_order_of_the_document() -> None:
    workflow = cite(("abcdef12",), ("abcdef1",), ("abcdef1234", "abcdef9"), ("abcdef0",))
    found = [(unit.id, claim.id) for unit, claim in workflow.citing("abcdef12")]
    assert found == [("1", "abcdef12"), ("2", "abcdef1"), ("3", "abcdef1234")]
    assert workflow.citing("1234567") == ()


def test_many_ids_that_begin_alike_are_told_apart_at_once() -> None:
    ids = tuple(f"{number:040x}" for number in range(20_000))
    workflow = cite(*((id_,) for id_ in ids))
    began = time.process_time()
    assert all(len(workflow.citing(id_)) == 1 for id_ in ids)
    assert time.process_time() - began < 20
