"""The gate ``changelog``: what holds, and what must fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from acme_phasegate import phasegate_gates

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.testing import judge_text

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "## Batch 1: Store\n\n### Task 1.1: Write it - COMPLETE\n\n### Task 1.2: Read it - PENDING\n"
ALL_GATES = {**GATES, **{gate.kind: gate for gate in phasegate_gates()}}


@pytest.mark.parametrize(
    ("changelog", "answer", "reason"),
    [
        ("- 1.1 the store\n", Answer.HELD, "1.1 is told in CHANGELOG.md"),
        ("- 1.11 the store\n", Answer.FAILED, "CHANGELOG.md in the working tree does not name 1.1"),
    ],
    ids=["told", "ACME101-change-untold"],
)
def test_a_task_that_is_done_is_told(tmp_path: Path, changelog: str, answer: Answer, reason: str) -> None:
    tmp_path.joinpath("CHANGELOG.md").write_text(changelog, encoding="utf-8")
    verdicts = judge_text(TEXT, tmp_path, gates=ALL_GATES)
    verdict = verdicts["tasks.md::batch-1::1.1::changelog"]
    assert (verdict.answer, verdict.reason) == (answer, reason)
    assert verdicts["tasks.md::batch-1::1.2::changelog"].answer is Answer.PENDING
