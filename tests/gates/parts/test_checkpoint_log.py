from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.checkpoints import (
    ACCEPTED,
    BEGUN,
    CHECKED,
    CLOSED,
    NOTED,
    READ,
    RESET,
    REVIEWED,
    SHARED,
    SIGNED,
    WRITTEN,
    filled,
)
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

STRICT = Policy(
    gates={
        "record": GateRule(
            kind="record", settings={"log": "required", "state": "named"}, location=Location("phasegate.yaml")
        )
    }
)
FIRST = {**BEGUN, **READ, **NOTED, **SHARED}
BUILT = {**FIRST, **WRITTEN, **REVIEWED}
DONE = {**BUILT, **CHECKED, **ACCEPTED, **SIGNED, **CLOSED, **RESET}


HONEST = {
    "a template": (),
    "begun": (BEGUN,),
    "the first phase passed": (FIRST,),
    "two phases passed": (BUILT,),
    "all done": (DONE,),
    "between two phases, the last one named": (FIRST, {"Phase: 2. Building": "Phase: Phase 1"}),
    "the phase named by its title": (FIRST, {"Phase: 2. Building": "Phase: building phase"}),
    "the phase named with a remark": (FIRST, {"Phase: 2. Building": "Phase: Building (since May)"}),
    "all done, and said so": (DONE, {"Phase: Completion": "Phase: done"}),
    "a dropped entry of the log": (FIRST, {"- [ ] 2.2 Reviewed": "- [x] ~~2.2 Reviewed~~"}),
    "entries in progress": (FIRST, {"- [ ] 2.2": "- [~] 2.2"}),
    "a component that was struck out": (DONE, {"- [x] Writer": "- [x] Writer\n- [ ] ~~Reader~~"}),
}


@pytest.mark.parametrize("changes", HONEST.values(), ids=HONEST)
def test_a_document_whose_log_and_state_mirror_its_boxes_holds(
    checkpoints: Repository, changes: tuple[dict[str, str], ...]
) -> None:
    assert_holds(checkpoints.verdicts(filled(*changes), STRICT)["record"])


LIES = {
    "an open checkpoint ticked in the log": (
        (BEGUN, {"- [ ] 1.3": "- [x] 1.3"}),
        "log-disagrees",
        "checkpoint 1.3 itself is pending (docs/active-workflows/export.md:28)",
        57,
    ),
    "a passed checkpoint open in the log": (
        (FIRST, {"- [x] 1.3": "- [ ] 1.3"}),
        "log-disagrees",
        "checkpoint 1.3 itself is complete (docs/active-workflows/export.md:28)",
        57,
    ),
    "a checkpoint in progress ticked in the log": (
        (BEGUN, {"3. [ ] CHECKPOINT: Share": "3. [~] CHECKPOINT: Share", "- [ ] 1.3": "- [x] 1.3"}),
        "log-disagrees",
        "checkpoint 1.3 itself is in progress (docs/active-workflows/export.md:28)",
        57,
    ),
    "an entry of no checkpoint": (
        (BEGUN, {"2.2 Reviewed": "2.2 Reviewed\n- [ ] 2.7 Reviewed again"}),
        "log-disagrees",
        "the document has no checkpoint 2.7",
        59,
    ),
    "an entry of a step": (
        (BEGUN, {"2.2 Reviewed": "2.2 Reviewed\n- [ ] 2.1 Written"}),
        "log-disagrees",
        "the document has no checkpoint 2.1",
        59,
    ),
    "an entry twice": (
        (BEGUN, {"2.2 Reviewed": "2.2 Reviewed\n- [ ] 2.2 Reviewed"}),
        "log-disagrees",
        "checkpoint 2.2 is in the log already",
        59,
    ),
    "a checkpoint that is not in the log": (
        (BEGUN, {"- [ ] 2.2 Reviewed\n": ""}),
        "log-missing",
        "the checkpoint log has no entry 2.2",
        38,
    ),
    "no log at all": (
        (FIRST, {"- [x] 1.3 Understood\n- [ ] 2.2 Reviewed\n- [ ] 3.2 Accepted\n": ""}),
        "log-missing",
        "the checkpoint log has no entry 1.3",
        28,
    ),
    "a phase that is over": (
        (BUILT, {"Phase: 3": "Phase: 1. Understanding"}),
        "state-disagrees",
        'the boxes are at phase 3, "Verification" (docs/active-workflows/export.md:40)',
        4,
    ),
    "a phase that is to come": (
        (FIRST, {"Phase: 2. Building": "Phase: Completion"}),
        "state-disagrees",
        'the boxes are at phase 2, "Building Phase" (docs/active-workflows/export.md:30)',
        4,
    ),
    "a phase that is not there": (
        (FIRST, {"Phase: 2. Building": "Phase: Marketing"}),
        "state-disagrees",
        (
            "the document has no such phase; its phases are 1 Understanding Phase, 2 Building Phase, 3 Verification, "
            "4 Completion"
        ),
        4,
    ),
    "done, and it is not": (
        (FIRST, {"Phase: 2. Building": "Phase: done"}),
        "state-disagrees",
        (
            "the document has no such phase; its phases are 1 Understanding Phase, 2 Building Phase, 3 Verification, "
            "4 Completion"
        ),
        4,
    ),
    "checklists updated while a component is open": (
        (DONE, {"- [x] Writer": "- [ ] Writer"}),
        "checklist-left",
        '1 box of the document is open, the first "Writer" (docs/active-workflows/export.md:15)',
        53,
    ),
    "checklists updated before the sign-off": (
        (DONE, {"1. [x] Get sign-off": "1. [ ] Get sign-off"}),
        "checklist-left",
        '1 box of the document is open, the first "Get sign-off" (docs/active-workflows/export.md:52)',
        53,
    ),
}


@pytest.mark.parametrize(("changes", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_log_or_state_that_says_something_else_fails(
    checkpoints: Repository, changes: tuple[dict[str, str], ...], code: str, found: str, line: int
) -> None:
    verdict = checkpoints.verdicts(filled(*changes), STRICT)["record"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict)[0] == line


def test_the_cure_of_a_missing_entry_is_the_line_to_add(checkpoints: Repository) -> None:
    verdict = checkpoints.verdicts(filled(FIRST, {"- [x] 1.3 Understood\n": ""}))["record"]
    assert verdict.findings[0].remedy == 'add "- [x] 1.3 Share what was understood" to the log'


def test_without_a_policy_a_document_needs_no_log_and_may_name_its_own_phases(checkpoints: Repository) -> None:
    log = "- [x] 1.3 Understood\n- [ ] 2.2 Reviewed\n- [ ] 3.2 Accepted\n"
    assert_holds(checkpoints.verdicts(filled(FIRST, {log: "", "Phase: 2. Building": "Phase: Marketing"}))["record"])


def test_log_and_state_can_be_left_alone(checkpoints: Repository) -> None:
    rule = GateRule(
        kind="record", settings={"log": "ignore", "state": "ignore", "closing": False}, location=Location("p.yaml")
    )
    lied = filled(DONE, {"Phase: Completion": "Phase: 1", "- [x] 1.3": "- [ ] 1.3", "- [x] Writer": "- [ ] Writer"})
    assert_holds(checkpoints.verdicts(lied, Policy(gates={"record": rule}))["record"])


def test_entries_without_numbers_are_not_guessed(checkpoints: Repository) -> None:
    plain = {"1.3 Understood": "Understood", "2.2 Reviewed": "Reviewed", "3.2 Accepted": "Accepted"}
    assert_holds(checkpoints.verdicts(filled(FIRST, plain), STRICT)["record"])


def test_a_finished_document_is_ready_to_be_archived(checkpoints: Repository) -> None:
    finished = filled(DONE)
    note = "every box is ticked: the document is ready to be archived and the workflow to be reset"
    assert checkpoints.verdicts(finished, STRICT)["record"].notes == (note,)
    archived = replace(checkpoints, document="docs/active-workflows/archive/export.md")
    assert archived.verdicts(finished, STRICT)["record"].notes == ()


def test_an_unfinished_document_is_not_ready_to_be_archived(checkpoints: Repository) -> None:
    assert checkpoints.verdicts(filled(DONE, {"3. [x] Reset": "3. [ ] Reset"}))["record"].notes == ()


def test_a_template_says_that_it_is_one(checkpoints: Repository) -> None:
    note = "nothing in the document is begun or filled in: it is a template, or was reset to one"
    assert checkpoints.verdicts(filled())["record"].notes == (note,)
    assert checkpoints.verdicts(filled(BEGUN))["record"].notes == ()


def test_a_step_whose_boxes_are_all_ticked_is_ready_to_tick(checkpoints: Repository) -> None:
    ready = checkpoints.verdicts(filled(BEGUN, READ, {"1. [x] Read what": "1. [ ] Read what"}))[
        "phase-1::step-1.1::record"
    ]
    assert ready.answer is Answer.PENDING
    assert ready.notes == ("step 1.1 is ready to tick: all its boxes are ticked",)
    assert ready.reason == "step 1.1 is pending; step 1.1 is ready to tick: all its boxes are ticked"


def test_a_step_with_an_open_box_is_not_ready_to_tick(checkpoints: Repository) -> None:
    verdict = checkpoints.verdicts(filled(BEGUN, {"- [ ] The store": "- [x] The store"}))["phase-1::step-1.1::record"]
    assert (verdict.answer, verdict.notes) == (Answer.PENDING, ())


NESTED = "### 1. A\n1. [ ] B\n    - [{0}] Outer\n        - [{1}] Inner\n        - [x] Other\n2. [ ] CHECKPOINT: C\n"
STEP = "phase-1::step-1.1::record"


def test_a_ticked_box_with_an_open_one_inside_fails(checkpoints: Repository) -> None:
    verdict = checkpoints.verdicts(NESTED.format("x", " "))[STEP]
    assert_fails(verdict, "child-open", '"Inner" in it is open')
    assert verdict.findings[0].claim == '"Outer" is ticked (line 3)'
    assert lines_of(verdict) == [4]


@pytest.mark.parametrize(("outer", "inner"), [("x", "x"), (" ", " "), ("~", "x")])
def test_boxes_that_agree_with_those_inside_are_no_lie(checkpoints: Repository, outer: str, inner: str) -> None:
    verdict = checkpoints.verdicts(NESTED.format(outer, inner))[STEP]
    assert verdict.answer is Answer.PENDING
    assert bool(verdict.notes) is (inner == "x")


def test_an_outer_box_is_ready_to_tick_when_all_in_it_is(checkpoints: Repository) -> None:
    verdict = checkpoints.verdicts(NESTED.format(" ", "x"))[STEP]
    assert verdict.notes == ('"Outer" is ready to tick: all in it is ticked (line 3)',)


def test_a_done_step_with_an_open_box_is_the_checklist_s_matter(checkpoints: Repository) -> None:
    verdicts = checkpoints.verdicts(filled(BEGUN, READ, {"- [x] The store": "- [ ] The store"}))
    assert_fails(verdicts["phase-1::step-1.1::checklist"], "box-open", 'its box "The store" is open')
