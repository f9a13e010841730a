from __future__ import annotations

import pytest

from pytest_phasegate.gates.parts.progress import is_begun, is_finished, is_passed, is_settled, state_word
from pytest_phasegate.model.claims import BoxClaim, Mark, Status
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
def test_a_phase_is_begun_and_finished_by_what_stands_in_it(steps: str, begun: bool, finished: bool) -> None:
    phase = checkpoints.read("plan.md", f"### 1. P\n{steps}").root.units[0]
    assert (is_begun(phase), is_finished(phase)) == (begun, finished)


@pytest.mark.parametrize(("mark", "settled"), list(zip(Mark, (False, True, False, True), strict=True)))
def test_a_box_is_settled_when_nothing_more_is_owed(mark: Mark, settled: bool) -> None:
    assert is_settled(BoxClaim(line=1, text="", mark=mark, column=1)) is settled


def test_a_unit_is_passed_when_it_is_done_or_dropped() -> None:
    phase = checkpoints.read("plan.md", "### 1. P\n1. [x] A\n2. [x] ~~B~~\n3. [ ] C\n4. [~] D\n").root.units[0]
    assert [is_passed(unit) for unit in phase.units] == [True, True, False, False]


def test_a_state_is_said_in_plain_words() -> None:
    assert state_word(Status.IN_PROGRESS) == "in progress"
