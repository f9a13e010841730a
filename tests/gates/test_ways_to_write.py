"""A lie is caught in whatever way it is written, and its honest twin holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

DONE = "## Batch 1: Model - COMPLETE\n\n**Commit**: {first}\n\n"
ROW = "| Task | File | Action |\n|---|---|---|\n| 1.1 | @@ |\n"

# name: the document, what stands in it for a lie and for its honest twin, the check, the code
LIES = {
    "d8 two actions": (DONE + "**File**: @@ (CREATE/MODIFY)\n", "src/none.py", "src/old.py", "files", "file-missing"),
    "d8 a row says what is done": (
        DONE + ROW,
        "src/old.py | CREATE",
        "src/model.py | CREATE",
        "1.1::files",
        "file-not-created",
    ),
    "d8 a row of two actions": (
        DONE + ROW,
        "src/none.py | CREATE/MODIFY",
        "src/old.py | CREATE/MODIFY",
        "1.1::files",
        "file-missing",
    ),
    "d8 a field of two actions": (
        DONE + "**File**: @@\n**Action**: CREATE or MODIFY\n",
        "src/none.py",
        "src/old.py",
        "files",
        "file-missing",
    ),
    "c4 an accent of its own": (
        "## Batch 1: Model - TERMINE\u0301\n\n**File**: @@\n",
        "src/none.py",
        "src/model.py",
        "files",
        "file-missing",
    ),
    "c4 a word alone": (
        "## Batch 1: Model\n\nErledigt\n\n**File**: @@\n",
        "src/none.py",
        "src/model.py",
        "files",
        "file-missing",
    ),
}


def code_of(verdict: Verdict) -> str:
    assert verdict.answer is Answer.FAILED, verdict
    return verdict.findings[0].code


@pytest.mark.parametrize(("text", "lie", "honest", "check", "code"), LIES.values(), ids=LIES)
def test_a_lie_fails_and_its_honest_twin_holds(
    built: Repository, text: str, lie: str, honest: str, check: str, code: str
) -> None:
    assert code_of(built.verdicts(text.replace("@@", lie))[f"batch-1::{check}"]) == code
    verdicts = built.verdicts(text.replace("@@", honest))
    assert {name: each for name, each in verdicts.items() if each.answer is Answer.FAILED} == {}
    assert verdicts[f"batch-1::{check}"].answer is Answer.HELD


def test_d4_a_batch_of_another_phase_hides_no_open_work(built: Repository) -> None:
    other = "## Phase 2: View\n\n### Batch 1: Setup - COMPLETE\n\n- [ ] begun\n"
    first = "## Phase 1: Model\n\n### Batch 1: Setup - COMPLETE\n\n**Commit**: {first}\n\n**File**: src/model.py\n\n"
    verdicts = built.verdicts(first + other)
    assert verdicts["batch-1::files"].answer is Answer.HELD
    assert code_of(verdicts["batch-1~2::checklist"]) == "box-open"
