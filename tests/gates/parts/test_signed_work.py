from __future__ import annotations

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.gates.parts.signed_work import covered_units

PHASES = """### 1. A
1. [x] One
2. [x] CHECKPOINT: Two
3. [x] Three
4. [x] CHECKPOINT: Four

### 2. B
1. [x] Sign-off
2. [x] Place
    ```
    Writer:
    Location: src/a.py:1
    ```
"""
BATCHES = "## Batch 1: A - COMPLETE\n\n### Task 1.1: B\n\n## Batch 2: C - COMPLETE\n"


@pytest.mark.parametrize(
    ("text", "key", "covered"),
    [
        (PHASES, "checkpoint-1.2", ["step-1.1"]),
        (PHASES, "checkpoint-1.4", ["step-1.1", "checkpoint-1.2", "step-1.3"]),
        (PHASES, "step-2.1", ["phase-1", "step-1.1", "checkpoint-1.2", "step-1.3", "checkpoint-1.4"]),
        (PHASES, "step-2.2", ["step-2.2"]),
        (PHASES, "step-1.1", []),
        (PHASES, "phase-2", ["phase-2", "step-2.1", "step-2.2"]),
        (BATCHES, "batch-1", ["batch-1", "1.1"]),
    ],
)
def test_a_sign_off_vouches_for_its_own_work_or_for_what_comes_before_it(
    text: str, key: str, covered: list[str]
) -> None:
    workflow = read_document("plan.md", text)
    unit = next(unit for unit in workflow.units() if unit.key == key)
    assert [each.key for each in covered_units(workflow, unit)] == covered
