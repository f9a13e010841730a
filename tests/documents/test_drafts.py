from __future__ import annotations

import gc

import pytest

from pytest_phasegate.documents.drafts import Draft, freeze, furthest
from pytest_phasegate.model.claims import CommitClaim, FieldClaim, Level, Status, StatusClaim
from tests.reading import batches


def draft(level: Level, unit_id: str, parent: Draft | None = None, status: Status | None = None) -> Draft:
    made = Draft(level=level, id=unit_id, title="", line=1, end=1, parent=parent)
    if status:
        made.claims.append(StatusClaim(line=1, text="", status=status, source="field"))
    if parent:
        parent.drafts.append(made)
    return made


def test_claims_are_sorted_by_line_and_keep_their_order_within_one() -> None:
    root = draft(Level.DOCUMENT, "")
    for line, name in ((3, "a" * 7), (1, "b" * 7), (3, "c" * 7)):
        root.claims.append(CommitClaim(line=line, text="", id=name))
    root.claims.append(FieldClaim(line=2, text="", key="note"))
    unit = freeze(root)
    assert [claim.id[0] for claim in unit.commits] == ["b", "a", "c"]
    assert [claim.key for claim in unit.fields] == ["note"]


def test_keys_hold_only_what_check_ids_may_hold() -> None:
    root = draft(Level.DOCUMENT, "")
    phase = draft(Level.PHASE, "1: é/x", root)
    draft(Level.TASK, "a b", phase)
    draft(Level.STEP, "2", phase)
    assert [unit.key for unit in freeze(root).walk()] == ["document", "phase-1_x", "a_b", "step-2"]


def test_keys_stay_distinct_where_an_id_looks_like_a_second_one() -> None:
    root = draft(Level.DOCUMENT, "")
    for unit_id in ("1", "1", "1", "1~2"):
        draft(Level.BATCH, unit_id, root)
    keys = [unit.key for unit in freeze(root).units]
    assert keys == ["batch-1", "batch-1~2", "batch-1~3", "batch-1_2"]


def test_a_claim_is_handed_down_through_silent_units() -> None:
    root = draft(Level.DOCUMENT, "")
    batch = draft(Level.BATCH, "1", root, Status.IMPLEMENTED)
    draft(Level.TASK, "1.1.1", draft(Level.TASK, "1.1", batch))
    assert {unit.status for unit in freeze(root).units[0].walk()} == {Status.IMPLEMENTED}


def test_a_draft_holds_itself_and_what_is_below_it() -> None:
    root = draft(Level.DOCUMENT, "")
    batch = draft(Level.BATCH, "1", root)
    task = draft(Level.TASK, "1.1", batch)
    assert root.holds(task)
    assert batch.holds(batch)
    assert not task.holds(batch)


def test_no_status_is_the_furthest_of_none() -> None:
    assert furthest([]) is None
    said = (Status.PENDING, Status.FAILED, Status.IN_PROGRESS)
    claims = [StatusClaim(line=1, text="", status=status, source="field") for status in said]
    assert furthest(claims) is Status.IN_PROGRESS


@pytest.mark.parametrize("level", [Level.BATCH, Level.TASK, Level.PHASE])
def test_b12_silent_units_share_what_the_document_says_of_itself(level: Level) -> None:
    for said, status in ((Status.COMPLETE, Status.COMPLETE), (Status.IN_PROGRESS, Status.PENDING)):
        root = draft(Level.DOCUMENT, "", status=said)
        draft(Level.TASK, "1.1", draft(level, "1", root))
        assert [unit.status for unit in freeze(root).walk()] == [said, status, status]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((Status.COMPLETE, Status.COMPLETE), Status.COMPLETE),
        ((Status.COMPLETE, Status.IMPLEMENTED), Status.IMPLEMENTED),
        ((Status.COMPLETE, Status.SKIPPED), Status.COMPLETE),
        ((Status.COMPLETE, Status.PENDING), Status.IN_PROGRESS),
        ((Status.PENDING, Status.PENDING), Status.PENDING),
        ((Status.SKIPPED, Status.DEFERRED), Status.SKIPPED),
    ],
)
def test_b12_a_silent_unit_is_as_done_as_its_parts(parts: tuple[Status, ...], status: Status) -> None:
    root = draft(Level.DOCUMENT, "")
    batch = draft(Level.BATCH, "1", root)
    for number, part in enumerate(parts):
        draft(Level.TASK, f"1.{number}", batch, part)
    document, unit, *_ = freeze(root).walk()
    assert (document.status, unit.status) == (Status.PENDING, status)


def test_drafts_do_not_wait_for_the_garbage_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        batches.read("tasks.md", "## Batch 1: a\n\n### Task 1.1: b\n")
        assert not [each for each in gc.get_objects() if isinstance(each, Draft)]
    finally:
        gc.enable()
