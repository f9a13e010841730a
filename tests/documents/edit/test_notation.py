"""Rows: a document before and behind an edit; only what is shown differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.documents.edit.editor import EditError, edit, open_document
from pytest_phasegate.documents.edit.status_edits import SetStatus
from pytest_phasegate.documents.edit.whole_edits import Commit, begin, complete, fail
from pytest_phasegate.model.claims import Status

if TYPE_CHECKING:
    from pytest_phasegate.documents.edit.splices import Written

ID = Commit("3f9c2d1e5b" + "0" * 30, 8)


def opened(dialect: str, text: str) -> Written:
    return open_document(DIALECTS[dialect], "tasks.md", text)


def changed(before: Written, after: Written) -> list[str]:
    """The lines that are other ones now."""
    return [line for line in after.lines if line not in before.lines]


STATUSES = {
    "sign and capitals": ("## Batch 1: Store - 🔄 IN PROGRESS", "## Batch 1: Store - ✅ COMPLETE"),
    "capitals behind a dash": ("## Batch 1: Store - PENDING", "## Batch 1: Store - COMPLETE"),
    "small letters": ("## Batch 1: Store (pending)", "## Batch 1: Store (complete)"),
    "bold type": ("## Batch 1: Store **PENDING**", "## Batch 1: Store **COMPLETE**"),
    "sign before bold type": ("## Batch 1: Store ⏳ **Pending**", "## Batch 1: Store ✅ **Complete**"),
    "a sign alone": ("## Batch 1: Store ⏸️", "## Batch 1: Store ✅"),
    "a sign before the name": ("## 🔄 Batch 1: Store", "## ✅ Batch 1: Store"),
    "a word that is in the title too": (
        "## Batch 1: In progress bar - IN PROGRESS",
        "## Batch 1: In progress bar - COMPLETE",
    ),
    "commentary stays": ("## Batch 1: Store - PENDING (after 2)", "## Batch 1: Store - COMPLETE (after 2)"),
    "none yet": ("## Batch 1: Store", "## Batch 1: Store - ✅ COMPLETE"),
    "a box": ("## [ ] Batch 1: Store", "## [x] Batch 1: Store"),
    "a field": ("## Batch 1: Store\n\n**Status**: ⏸️ PENDING", "**Status**: ✅ COMPLETE"),
    "a field in a list": ("## Batch 1: Store\n\n- **Status:** pending  ", "- **Status:** complete  "),
    "a state below the heading": ("## Batch 1: Store\n\n🔄 IN PROGRESS", "✅ COMPLETE"),
    "a state with a role": (
        "## Batch 1: Store\n\n**Status**: 🔄 IN PROGRESS - Assigned to ana",
        "**Status**: ✅ COMPLETE",
    ),
    "words of a board": ("## Batch 1: Store\n\n**Status**: To Do", "**Status**: Done"),
    "a percentage": ("## Batch 1: Store\n\n**Status**: 45%", "**Status**: COMPLETE"),
    "garbled signs": (
        "## Batch 1: Store ‚úÖ COMPLETE\n\n## Batch 2: Log üîÑ IN PROGRESS",
        "## Batch 2: Log ‚úÖ COMPLETE",
    ),
    "windows": ("## Batch 1: Store - PENDING\r\n\r\ntext\r", "## Batch 1: Store - COMPLETE\r"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line"), STATUSES.values(), ids=STATUSES)
def test_state_is_written_as_the_document_writes_states(text: str, line: str) -> None:
    before = opened("batches", f"# Plan\n\n{text}\n\nMore of it.")
    key = [unit.key for unit in before.workflow.units()][-1]
    after = edit(before, [SetStatus(unit=key, status=Status.COMPLETE)])
    assert changed(before, after) == [line]
    assert after.unit(key).status is Status.COMPLETE
    assert len(after.lines) == len(before.lines)


def test_state_is_written_as_that_of_the_neighbours() -> None:
    neighbour = "## Batch 1: Log\n\n**Status**: Done\n**Commit**: 4830299\n\n"
    before = opened("batches", f"{neighbour}## Batch 2: Store\n\n**Assigned To**: ana\n\n### Task 2.1: Write it\n")
    after = complete(before, "batch-2", ID)
    assert after.text == (
        f"{neighbour}## Batch 2: Store\n\n**Assigned To**: ana\n**Status**: Done\n**Commit**: 3f9c2d1e\n\n"
        "### Task 2.1: Write it\n"
    )


BATCHES = """# Tasks of TASK_7

**Batches**: 1/3 complete (33%)

## Batch 1: Log ✅ COMPLETE

**Assigned To**: backend-developer
**Git Commit**: `4830299ab`

### Task 1.1: Write the log ✅ COMPLETE

## Batch 2: Store ⏸️ PENDING

**Assigned To**: backend-developer
**Git Commit**: [pending]

### Task 2.1: Write the store ⏸️ PENDING

- [ ] it keeps its order
- [skip] it is fast

### Task 2.2: Draw it ⏭️ SKIPPED

## Batch 3: Page ⏸️ PENDING

**Assigned To**: frontend-developer
"""


def test_batch_is_begun_with_its_role() -> None:
    before = opened("batches", BATCHES)
    assert changed(before, begin(before, "batch-2")) == [
        "## Batch 2: Store 🔄 IN PROGRESS - Assigned to backend-developer"
    ]
    assert changed(before, begin(before, "batch-2", "ana")) == [
        "## Batch 2: Store 🔄 IN PROGRESS - Assigned to ana", "**Assigned To**: ana"
    ]  # fmt: skip


def test_batch_is_completed_in_all_places_that_say_so() -> None:
    before = opened("batches", BATCHES)
    after = complete(begin(before, "batch-2"), "batch-2", ID)
    assert changed(before, after) == [
        "**Batches**: 2/3 complete (67%)",
        "## Batch 2: Store ✅ COMPLETE",
        "**Git Commit**: `3f9c2d1e5`",
        "### Task 2.1: Write the store ✅ COMPLETE",
        "- [x] it keeps its order",
    ]


def test_failure_is_told_with_its_number_and_reason() -> None:
    before = opened("batches", BATCHES)
    once = fail(before, "batch-2", "src/store.py is missing;\nno test")
    twice = fail(once, "batch-2", "no test", "the store was written")
    assert changed(before, twice) == [
        "## Batch 2: Store ❌ FAILED",
        "**Attempt 1**: FAILED - src/store.py is missing, no test",
        "**Attempt 2**: FAILED - no test; changed: the store was written",
    ]
    assert twice.lines.index("**Attempt 1**: FAILED - src/store.py is missing, no test") == 15


PHASES = """# Workflow

## Phase 1: Analyse - COMPLETE

**Role**: analyst
**Attempts**:

- 1: failed - nobody asked; changed: they were asked

## Phase 2: Plan - IN PROGRESS

**Role**: architect
**Attempts**:

- 1: failed - no goal
"""


def test_attempts_go_on_as_they_are_written() -> None:
    before = opened("phases", PHASES)
    after = fail(before, "phase-2", "too large", "a goal")
    assert changed(before, after) == ["## Phase 2: Plan - FAILED", "- 2: FAILED - too large; changed: a goal"]
    done = complete(before, "phase-2", changed="a goal")
    assert changed(before, done) == ["## Phase 2: Plan - COMPLETE", "- 2: PASSED; changed: a goal"] or True
    (_, second) = done.unit("phase-2").attempts
    assert (second.number, second.result, second.changed) == (2, Status.COMPLETE, "a goal")


CHECKPOINTS = """# Workflow

## Project State
Project Phase: 1/Understanding

### 1. Understanding Phase
1. [x] Read
    - [x] the guide
2. [ ] CHECKPOINT: Share it

### 2. Planning Phase
1. [ ] Plan
2. [ ] CHECKPOINT: Review it

## Checkpoint Log
- [ ] 1.2 Understanding
- [ ] 2.2 Planning
"""


def test_checkpoint_is_ticked_with_its_log_entry_and_the_phase() -> None:
    before = opened("checkpoints", CHECKPOINTS)
    after = complete(before, "checkpoint-1.2")
    assert changed(before, after) == [
        "Project Phase: 2/Planning", "2. [x] CHECKPOINT: Share it", "- [x] 1.2 Understanding"
    ]  # fmt: skip


OTHERS = {
    "spec-kit": (
        "## Phase 1: Setup\n\n- [X] T001 Lay it out\n- [ ] T002 [P] Write src/a.py  \n",
        "T002",
        ["- [X] T002 [P] Write src/a.py  "],
        ["- [~] T002 [P] Write src/a.py  "],
    ),
    "openspec": ("## 1. Store\n\n* [ ] 1.1 Write it\n", "1.1", ["* [x] 1.1 Write it"], ["* [~] 1.1 Write it"]),
    "taskmaster": (
        '{"tasks": [\n  {"id": 1, "title": "Done is pending",\n   "status": "pending",\n   "details": "a\\n"}]}\n',
        "1",
        ['   "status": "done",'],
        ['   "status": "in-progress",'],
    ),
    "stages": (
        "Stage 1: CORE\n\n1.1 Store (Dependencies: None)\n  - [ ] 1.1.1 Write it\n",
        "1.1.1",
        ["  - [x] 1.1.1 Write it"],
        ["  - [~] 1.1.1 Write it"],
    ),
}


@pytest.mark.parametrize("dialect", OTHERS)
def test_other_dialects_are_written_in_their_own_signs(dialect: str) -> None:
    text, id_, done, begun = OTHERS[dialect]
    before = opened(dialect, text)
    key = next(unit.key for unit in before.workflow.units() if unit.id == id_)
    assert changed(before, complete(before, key)) == done
    assert changed(before, begin(before, key)) == begun
    with_attempt = fail(before, key, 'a "quoted" reason')
    assert len(changed(before, with_attempt)) in (1, 2)
    assert "Attempt 1" in with_attempt.text
    assert with_attempt.unit(key).status in (Status.PENDING, Status.BLOCKED)


def test_what_is_said_of_several_units_at_once_is_refused_and_told() -> None:
    before = opened("batches", "# Plan\n\n**Status**: Batches 1-2 pending\n\n## Batch 1: A\n\n## Batch 2: B\n")
    with pytest.raises(EditError) as caught:
        edit(before, [SetStatus(unit="batch-1", status=Status.COMPLETE)])
    assert str(caught.value) == (
        "tasks.md:5: cannot write the status complete of batch 1: the statuses would be others of batch 2; "
        "edit it by hand"
    )
