"""A recap that repeats a unit's heading is no second unit, and what it says counts for the unit (D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails

if TYPE_CHECKING:
    from tests.repository import Repository

PLAN = """\
## Batch 1: Model - COMPLETE

**Commit**: {first}

### Task 1.1: Model

**File**: src/model.py (CREATE)

## Summary

"""
RECAPS = {
    "its heading": "### Batch 1: Model - COMPLETE\n",
    "its heading without the title": "### Batch 1 ✅ COMPLETE\n",
    "its heading with a remark": "### Batch 1: Model (one file) - COMPLETE\n",
    "its heading and its commit": "### Batch 1: Model - COMPLETE\n\n**Commit**: {first}\n",
    "its heading and its task": "### Batch 1: Model - COMPLETE\n\n#### Task 1.1: Model - COMPLETE\n",
}


@pytest.mark.parametrize("recap", RECAPS.values(), ids=RECAPS)
def test_d4_a_recap_is_no_second_unit(built: Repository, recap: str) -> None:
    verdicts = built.verdicts(PLAN + recap)
    assert not [check for check in verdicts if "~" in check]
    assert {check for check, verdict in verdicts.items() if verdict.answer is Answer.FAILED} == set()
    assert verdicts["batch-1::commit"].answer is Answer.HELD


LIES = {
    "a recap that says more than the unit": (
        PLAN.replace("COMPLETE", "PENDING") + RECAPS["its heading"],
        "batch-1::record",
        "status-disagrees",
    ),
    "a recap that cites no commit of git": (
        PLAN + "### Batch 1: Model - COMPLETE\n\n**Commit**: {tree}\n",
        "batch-1::commit",
        "commit-not-a-commit",
    ),
    "an open box in a recap": (
        PLAN + RECAPS["its heading"] + "\n- [ ] reviewed\n",
        "batch-1::checklist",
        "box-open",
    ),
    "a second batch of the same id": (
        PLAN + "### Batch 1: View - COMPLETE\n",
        "batch-1~2::record",
        "id-repeated",
    ),
    "a second batch of the same id with a file": (
        PLAN + RECAPS["its heading"] + "\n**File**: src/nil.py\n",
        "batch-1~2::record",
        "id-repeated",
    ),
}


@pytest.mark.parametrize(("text", "check", "code"), LIES.values(), ids=LIES)
def test_d4_what_a_recap_says_counts(built: Repository, text: str, check: str, code: str) -> None:
    verdict = built.verdicts(text)[check]
    assert verdict.answer is Answer.FAILED
    assert code in [finding.code for finding in verdict.findings]
    assert_fails(verdict, verdict.findings[0].code, verdict.findings[0].found)
