from __future__ import annotations

import pytest

from pytest_phasegate.model.claims import Mark
from tests.reading import checkpoints


@pytest.mark.parametrize(
    ("steps", "begun", "finished"),
    [
        ("1. [ ] A\n2. [ ] B\n", False, False),
        ("1. [~] A\n2. [ ] B\n", True, False),
        ("1. [ ] A\n    - [x] inner\n", True, False),
        ("1. [x] A\n2. [ ] B\n", True, False),
        ("1. [x] A\n    - [ ] inner\n", True, False),
        ("1. [x] A\n2. [x] ~~B~~\n", True, True),
        ("- [x] no step\n", True, True),
        ("- [ ] no step\n", False, False),
        ("- [x] ~~no step~~\n", False, True),
    ],
)
def test_a_phase_is_begun_and_ended_by_what_stands_in_it(steps: str, begun: bool, finished: bool) -> None:
    phase = checkpoints.read("plan.md", f"### 1. P\n{steps}").root.units[0]
    assert (phase.has_begun, phase.has_ended) == (begun, finished)


@pytest.mark.parametrize(("mark", "settled"), list(zip(Mark, (False, True, False, True), strict=True)))
def test_a_box_is_settled_when_nothing_more_is_owed(mark: Mark, settled: bool) -> None:
    assert mark.is_settled is settled


def test_a_mark_is_told_in_plain_words() -> None:
    assert Mark.IN_PROGRESS.word == "in progress"
