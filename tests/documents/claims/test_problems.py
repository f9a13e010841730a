from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import SEARCHED
from tests.reading import Reading

if TYPE_CHECKING:
    from pytest_phasegate.model.claims import Problem

UNITS = {
    "batches": "## Batch 1: A\n\n",
    "checkpoints": "## Phase 1: A\n\n3. [ ] CHECKPOINT: B\n\n",
    "phases": "## Phase 1: A\n\n**Role**: developer\n\n",
    "stages": "Stage 1: A\n\n1.1 B\n\n",
}


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- [&] done?\n", "the checkbox holds '&', which no dialect knows; write [ ], [x] or [~]"),
        ("```\n- [x] hidden\n", "the code fence is never closed and hides all to line"),
        ("<!--\n- [x] hidden\n", "the HTML comment is never closed and hides all to line"),
    ],
)
def test_every_dialect_reports_what_cannot_be_read_in_the_same_words(name: str, text: str, message: str) -> None:
    if name == "phases" and text.startswith("- ["):
        pytest.skip("a phase has no boxes of its own: the document of its work has")
    if name not in SEARCHED:
        pytest.skip("this dialect is not there")
    workflow = Reading(name).read("tasks.md", UNITS[name] + text)
    problems: list[Problem] = [problem for unit in workflow.root.walk() for problem in unit.problems]
    assert [problem.message[: len(message)] for problem in problems] == [message]
