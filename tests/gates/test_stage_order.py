"""The order of stages: the gate ``order`` on staged trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy
    from tests.repository import Repository

STRICT = with_gates(order={"sequential": True, "gates_marked": True})
UNFINISHED = with_gates(order={"unfinished": True, "known": True})


def tree(done: str, begun: str, needs: str = "Stage 1 complete", gate: str = "tests pass") -> str:
    """Two stages of a task each: one leaf of the first is ticked or not, one of the second."""
    return (
        f"Stage 1: CORE (Dependencies: None | Stage Gate: {gate})\n\n"
        f"1.1 Store\n- [x] 1.1.1 Read\n- [{done}] 1.1.2 Write\n\n"
        f"Stage 2: INTEGRATION (Dependencies: {needs})\n\n2.1 Web\n- [{begun}] 2.1.1 Page\n- [ ] 2.1.2 Form\n"
    )


HONEST = {
    "stage 1 is done": (tree("x", "x"), None),
    "its gate is marked as met": (tree("x", "x", gate="tests pass - MET"), STRICT),
    "its gate is ticked": (tree("x", "x", gate="tests pass ✅"), STRICT),
    "a task of stage 1 alone": (tree(" ", "x", needs="1.1.1"), None),
    "a range of tasks": (tree("x", "x", needs="[1.1.1-1.1.2]"), None),
    "a dropped task": (tree("x", "x").replace("- [x] 1.1.2 Write", "- ~~[ ] 1.1.2 Write~~"), None),
}


@pytest.mark.parametrize(("text", "policy"), HONEST.values(), ids=HONEST)
def test_a_stage_begins_when_the_one_before_it_is_done(stages: Repository, text: str, policy: Policy | None) -> None:
    assert_holds(stages.verdicts(text, policy or UNFINISHED)["stage-2::order"])


LIST = "ai_docs/tasks/tasks_list.md"
LIES = {
    "stage 1 has an open task": (
        tree(" ", "x"),
        None,
        "dependency-open",
        f"stage 1 is in progress ({LIST}:1)",
    ),
    "one task of a range is open": (
        tree(" ", "x", needs="1.1.1 - 1.1.2"),
        None,
        "dependency-open",
        f"atomic task 1.1.2 is pending ({LIST}:5)",
    ),
    "one task of a list is open": (
        tree(" ", "x", needs="[1.1.1,1.1.2]"),
        None,
        "dependency-open",
        f"atomic task 1.1.2 is pending ({LIST}:5)",
    ),
    "its gate is marked as not met": (
        tree("x", "x", gate="tests pass - NOT MET"),
        None,
        "stage-gate-open",
        f'the gate of stage 1, "tests pass - NOT MET" ({LIST}:1), is not met',
    ),
    "a box of its gate is open": (
        tree("x", "x").replace("1.1 Store", "- [ ] Stage Gate: it is read back\n\n1.1 Store"),
        None,
        "stage-gate-open",
        f'the gate of stage 1, "it is read back" ({LIST}:3), is not met',
    ),
    "its gate is not marked at all": (
        tree("x", "x"),
        STRICT,
        "stage-gate-open",
        f'the gate of stage 1, "tests pass" ({LIST}:1), is not marked as met',
    ),
    "an unknown stage": (
        tree("x", "x", needs="Stage 4 complete"),
        None,
        "dependency-unknown",
        "the document has no 4",
    ),
    "a part of itself": (
        tree("x", "x", needs="Stage 2 complete"),
        None,
        "dependency-self",
        "stage 2 needs itself",
    ),
}


@pytest.mark.parametrize(("text", "policy", "code", "found"), LIES.values(), ids=LIES)
def test_a_stage_that_is_begun_early_fails(
    stages: Repository, text: str, policy: Policy | None, code: str, found: str
) -> None:
    verdict = stages.verdicts(text, policy or UNFINISHED)["stage-2::order"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == text[: text.index("Stage 2: ")].count("\n") + 1


def test_stages_that_say_nothing_are_held_in_sequence_by_the_policy(stages: Repository) -> None:
    text = tree(" ", "x", needs="None")
    assert_fails(
        stages.verdicts(text, STRICT)["stage-2::order"],
        "dependency-open",
        f"stage 1 is in progress ({LIST}:1)",
    )
    assert "stage-2::order" not in stages.verdicts(text)


def test_a_task_cannot_need_the_stage_that_it_is_a_part_of(stages: Repository) -> None:
    text = "Stage 1: CORE\n\n1.1 Store (Dependencies: Stage 1)\n- [x] 1.1.1 Read\n"
    assert_fails(
        stages.verdicts(text)["stage-1::1.1::order"],
        "dependency-around",
        "task 1.1 is a part of stage 1, so neither can be done first",
    )


def test_tasks_that_need_each_other_fail(stages: Repository) -> None:
    text = "Stage 1: CORE\n\n1.1 A (Dependencies: 1.2)\n- 1.1.1 B\n\n1.2 C (Dependencies: [1.1])\n- 1.2.1 D\n"
    verdicts = stages.verdicts(text, UNFINISHED)
    for task in ("1.1", "1.2"):
        assert_fails(
            verdicts[f"stage-1::{task}::order"],
            "dependency-cycle",
            "task 1.1, task 1.2 need each other in a circle, so none can be begun",
        )


def gated(gate: str, first: str = "x", second: str = "x") -> str:
    return f"Stage 1: CORE (Stage Gate: {gate})\n\n1.1 Store\n- [{first}] 1.1.1 Read\n- [{second}] 1.1.2 Write\n"


BOXES = "Stage 1: CORE\n- [x] Stage Gate: the design is agreed on\n- [{}] Stage Gate: tests pass\n"
TASK = "\n1.1 Store\n- [x] 1.1.1 Read\n- [{}] 1.1.2 Write\n"
MET_HONESTLY = {
    "all is done": gated("tests pass - MET"),
    "the rest is dropped": gated("tests pass - MET").replace("- [x] 1.1.2 Write", "- ~~[ ] 1.1.2 Write~~"),
    "silent tasks of a done stage": "Stage 1: CORE - DONE (Stage Gate: tests pass - MET)\n\n1.1 Store\n- 1.1.1 Read\n",
    "all boxes of the gate, all tasks": BOXES.format("x") + TASK.format("x"),
}


@pytest.mark.parametrize("text", MET_HONESTLY.values(), ids=MET_HONESTLY)
def test_a_gate_is_met_when_its_stage_is_done(stages: Repository, text: str) -> None:
    verdict = stages.verdicts(text)["stage-1::order"]
    assert_holds(verdict)
    assert verdict.reason == "the gate of stage 1 is met, and nothing in it is open"


NOT_MET_YET = {
    "not met, and tasks are open": gated("tests pass - NOT MET", second=" "),
    "nothing said of it, and tasks are open": gated("tests pass", second=" "),
    "the first of two boxes of the gate": BOXES.format(" ") + TASK.format(" "),
    "no unit of the tree says how it stands": (
        "Stage 1: CORE (Stage Gate: tests pass - MET)\n\n1.1 Store\n- 1.1.1 Read\n- 1.1.2 Write\n"
    ),
}


@pytest.mark.parametrize("text", NOT_MET_YET.values(), ids=NOT_MET_YET)
def test_a_gate_that_is_not_claimed_to_be_met_may_stand_in_an_open_stage(stages: Repository, text: str) -> None:
    verdict = stages.verdicts(text).get("stage-1::order")
    assert verdict is None or verdict.answer is Answer.PENDING


MET_EARLY = {
    "a task is open": (gated("tests pass - MET", second=" "), 1, f"atomic task 1.1.2 is pending ({LIST}:5)"),
    "a task is in progress": (gated("APPROVED", second="~"), 1, f"atomic task 1.1.2 is in progress ({LIST}:5)"),
    "a sign": (gated("tests pass ✅", second=" "), 1, f"atomic task 1.1.2 is pending ({LIST}:5)"),
    "all boxes of the gate": (BOXES.format("x") + TASK.format(" "), 2, f"atomic task 1.1.2 is pending ({LIST}:7)"),
    "a group says that it is open": (
        gated("MET").replace("1.1 Store", "- [ ] 1.1 Store"),
        1,
        f"task 1.1 is pending ({LIST}:3)",
    ),
}


@pytest.mark.parametrize(("text", "line", "open_"), MET_EARLY.values(), ids=MET_EARLY)
def test_a_gate_is_not_met_while_something_in_its_stage_is_open(
    stages: Repository, text: str, line: int, open_: str
) -> None:
    verdict = stages.verdicts(text)["stage-1::order"]
    assert_fails(verdict, "stage-gate-early", f"1 unit of stage 1 is not done: {open_}")
    assert lines_of(verdict) == [line]
    assert verdict.findings[0].claim.startswith('the gate of stage 1, "')
    assert verdict.findings[0].claim.endswith(f'" ({LIST}:{line}), is met')


def test_no_more_than_five_open_units_of_a_stage_are_named(stages: Repository) -> None:
    leaves = "".join(f"- [ ] 1.1.{number} Part\n" for number in range(1, 8))
    text = f"Stage 1: CORE (Stage Gate: MET)\n\n1.1 Store\n{leaves}"
    named = ", ".join(f"atomic task 1.1.{number} is pending ({LIST}:{number + 3})" for number in range(1, 6))
    verdict = stages.verdicts(text)["stage-1::order"]
    assert_fails(verdict, "stage-gate-early", f"7 units of stage 1 are not done: {named} and 2 more")
